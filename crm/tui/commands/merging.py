"""The commands of a merge that is looked at before it is done."""

from __future__ import annotations

from functools import partial

from crm.tui.commands.registry import BACK, MOVE, WORK, Command, ScreenKeys, Situation


def on_a_field(situation: Situation) -> str:
    """Needs a field in which the two differ."""
    return "" if situation.entry else "They differ in nothing that could be chosen. Enter merges them."


_command = partial(Command, in_palette=False, screen="merge")

MERGING = ScreenKeys(
    "merge",
    "Merge",
    "Two that become one, field by field where they differ: what stays, what goes, what comes of it. Lists and notes "
    "are joined, blanks are filled, everything that passed with either is kept. Nothing is done before Enter.",
    (
        _command("merge.do", ("enter", "f2"), "Merge", "As it stands here: one act, which u takes back.",
                 WORK, "merge", 1),
        _command("field.next", ("space",), "Choose", "The one, the other, or both where that can be.",
                 WORK, "choose", 2, on_a_field),
        _command("field.kept", ("left",), "As the one that stays", "One choice to the left.",
                 WORK, why_not=on_a_field),
        _command("field.other", ("right",), "As the one that goes", "One choice to the right; both is the last.",
                 WORK, why_not=on_a_field),
        _command("merge.swap", ("s",), "The other one stays", "What was chosen stays chosen.", WORK, "swap", 3),
        _command("text.whole", ("z",), "Whole texts", "Long notes and lists to their end, and short again.",
                 MOVE, "whole texts", 4),
        _command("history.undo", ("u",), "Take a choice back", "The last one made here.", BACK, "undo", 90),
        _command("history.redo", ("U",), "Choose it again", "What was taken back.", BACK),
    ),
)  # fmt: skip
