"""The commands of the bank of proof points."""

from __future__ import annotations

from crm.tui.commands.registry import MOVE, PROGRAM, WORK, Command, ScreenKeys

PROOFS = ScreenKeys(
    "proofs",
    "Proof points",
    "Your own stories: the situation, what you did, the result with a figure. A challenge or a concern is answered "
    "by one of them; the list says how often each has been used.",
    (
        Command("proof.new", ("n",), "New story", "A proof point.", WORK, "new", 1, screen="proofs"),
        Command("proof.edit", ("e",), "Edit", "The story under the cursor.", WORK, "edit", 2, screen="proofs"),
        Command(
            "proof.delete", ("D", "delete"), "Delete", "What it answered keeps its answers; u brings it back.",
            WORK, "delete", 4, screen="proofs",
        ),
        Command(
            "list.filter", ("slash",), "Filter", "As you type, in all of the story and its tags.",
            PROGRAM, "filter", 3, screen="proofs",
        ),
        Command(
            "row.open", ("enter",), "Open", "The whole story; Esc goes back. From the filter to the list.", MOVE,
            in_palette=False, typing=True, screen="proofs",
        ),
        Command(
            "screen.back", ("escape", "q"), "Back", "Out of the filter, out of the story, to where you came from.",
            MOVE, "back", 98, in_palette=False, typing=True, screen="proofs",
        ),
        Command(
            "move.down", ("j", "down"), "Down", "The next row; out of the filter into the list.", MOVE,
            in_palette=False, typing=True, screen="proofs",
        ),
    ),
)  # fmt: skip
