"""The commands of the duplicates: who is in the book twice."""

from __future__ import annotations

from functools import partial

from crm.tui.commands.registry import MOVE, PEOPLE, WORK, Command, ScreenKeys, Situation


def on_a_pair(situation: Situation) -> str:
    """Needs a pair under the cursor."""
    return "" if situation.entry else "There is no pair here. Esc goes back."


_command = partial(Command, in_palette=False, screen="doubles")

DOUBLES = ScreenKeys(
    "doubles",
    "Duplicates",
    "Who is in the book twice, or may be, each pair with the reason: the sure ones first. Beside the list both stand "
    "side by side. Nothing is merged by itself, and a pair that is no pair is never asked about again.",
    (
        _command(
            "row.open", ("enter",), "Merge", "What a merge would make of the two, field by field; nothing is done yet.",
            WORK, "merge", 1, on_a_pair,
        ),
        _command(
            "pair.apart", ("x",), "Not the same", "They are two: remembered for ever. u takes it back.",
            WORK, "not the same", 2, on_a_pair,
        ),
        _command(
            "pair.swap", ("s",), "The other one stays", "Which of the two goes into the other.",
            WORK, "swap", 3, on_a_pair,
        ),
        _command("kind.next", ("tab", "shift+tab"), "People or employers", "", MOVE, "people/employers", 4),
        _command(
            "sheet.read", ("right",), "Into the two", "j and k scroll; ← or Esc goes back.", MOVE, why_not=on_a_pair
        ),
        _command("sheet.leave", ("left",), "Back to the pairs", "", MOVE),
        _command("person.edit", ("e",), "Edit the one that stays", "", PEOPLE, "edit", 91, on_a_pair),
        _command("person.edit-other", ("E",), "Edit the one that goes", "", PEOPLE, why_not=on_a_pair),
    ),
)  # fmt: skip
