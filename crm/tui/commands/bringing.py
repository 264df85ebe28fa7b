"""The commands of the import: what a file would bring, row by row, before anything is written."""

from __future__ import annotations

from crm.tui.commands.registry import BACK, IN_OUT, MOVE, PROGRAM, Command, ScreenKeys, Situation


def on_a_row(situation: Situation) -> str:
    """Needs a row of the file under the cursor."""
    return "" if situation.entry else "That is for one row: j goes down to them."


BRINGING = ScreenKeys(
    "bring",
    "Bring people in",
    "What a file would bring, row by row: possibly somebody you have, different in the book, problems, new, changed, "
    "the same. Nothing is written before Enter, all of it is one step, and u at home takes it back.",
    (
        Command(
            "import.do", ("enter",), "Import", "Everything that is not left out, as the line at the bottom says.",
            IN_OUT, in_palette=False, screen="bring",
        ),
        Command(
            "row.leave", ("x",), "Leave out, take in", "This row does not come in; once more and it does.",
            IN_OUT, "leave out", 2, on_a_row, screen="bring",
        ),
        Command(
            "row.new", ("n",), "Somebody new", "Whoever it looks like; they are not asked about again.",
            IN_OUT, "somebody new", 3, on_a_row, screen="bring",
        ),
        Command(
            "row.same", ("m",), "The same person as",
            "Those it may be first, then anybody by name. What the row adds goes to them.",
            IN_OUT, "same as", 4, on_a_row, screen="bring",
        ),
        Command(
            "row.take", ("o",), "Take the file's values",
            "Where the row differs from the book: all of its values, or some of them. Without it the book's stay.",
            IN_OUT, "file's values", 5, on_a_row, screen="bring",
        ),
        Command(
            "row.alike", ("A",), "The same for all like it",
            "What was chosen for this row, for all of its group (with the same reason) that the filter shows.",
            IN_OUT, "all like it", 6, on_a_row, screen="bring",
        ),
        Command(
            "rows.filter", ("slash",), "Filter the rows", "As you type, with or without accents; Esc clears.",
            PROGRAM, "filter", 7, screen="bring",
        ),
        Command("group.next", ("tab",), "Next group", "", MOVE, "next group", 8, in_palette=False, screen="bring"),
        Command("group.previous", ("shift+tab",), "Previous group", "", MOVE, in_palette=False, screen="bring"),
        Command(
            "same.show", ("z",), "Show or fold the same", "Those of whom the book has everything.",
            PROGRAM, screen="bring",
        ),
        Command(
            "sheet.read", ("right",), "Into the sheet", "j and k scroll it; ← or Esc goes back to the rows.", MOVE,
            in_palette=False, screen="bring",
        ),
        Command("sheet.leave", ("left",), "Back to the rows", "", MOVE, in_palette=False, screen="bring"),
        Command("choice.undo", ("u",), "Take a choice back", "The last one made here.", BACK, screen="bring"),
        Command("choice.redo", ("U",), "Choose it again", "What was taken back.", BACK, screen="bring"),
    ),
)  # fmt: skip
