"""The commands of the list of letters."""

from __future__ import annotations

from crm.tui.commands.registry import MOVE, SEARCH, Command, ScreenKeys, Situation


def a_letter(situation: Situation) -> str:
    """Needs a letter under the cursor."""
    return "" if situation.entry else "There is no letter here yet: n begins one."


LETTERS = ScreenKeys(
    "letters",
    "Letters",
    "Every letter by where it stands: those to reread, those that rest overnight, drafts, those somebody reads first, "
    "and those that went. Callback sends nothing itself.",
    (
        Command(
            "row.open", ("enter",), "Open the letter", "To write on, to check it, to send it; one that went, to read.",
            MOVE, "open", 1, a_letter, screen="letters",
        ),
        Command(
            "letter.new", ("n", "w"), "New letter", "To whom, which kind, and what it is about.", SEARCH, "new", 2,
            screen="letters",
        ),
        Command(
            "letter.delete", ("D", "delete"), "Delete the letter",
            "With its versions; the touch of one that went stays. u brings it back.", SEARCH, "delete", 3, a_letter,
            screen="letters",
        ),
    ),
)  # fmt: skip
