"""The commands of the concern ledger."""

from __future__ import annotations

from crm.tui.commands.registry import MOVE, PROGRAM, SEARCH, WORK, Command, ScreenKeys

CONCERNS = ScreenKeys(
    "concerns",
    "Concerns",
    "What employers said: their challenges, and their concerns about you, in their words. One stays open until it is "
    "answered in a letter that was sent, in a talk, or by a piece of work done for them.",
    (
        Command(
            "concern.answer", ("a",), "Answer",
            "Where it was answered, and with which of your stories; or only the stories that could.",
            WORK, "answer", 1, screen="concerns",
        ),
        Command("concern.new", ("n",), "New", "A challenge or a concern.", WORK, "new", 2, screen="concerns"),
        Command("concern.edit", ("e",), "Edit", "Words, kind, day, who said it.", WORK, "edit", 3, screen="concerns"),
        Command(
            "concern.close", ("x",), "Close or reopen", "It no longer matters, or it does again.",
            WORK, "close", 4, screen="concerns",
        ),
        Command(
            "answer.remove", ("T",), "Take an answer back", "The newest one; what it answered may be open again.",
            WORK, screen="concerns",
        ),
        Command("concern.delete", ("D", "delete"), "Delete", "u brings it back.", WORK, screen="concerns"),
        Command(
            "list.open-only", ("z",), "Show or fold what is over", "Those that are answered or closed.",
            PROGRAM, "what is over", 5, screen="concerns",
        ),
        Command("proofs.open", ("P",), "Proof points", "Your own stories.", SEARCH, "stories", 6, screen="concerns"),
        Command(
            "row.open", ("enter",), "Open", "The whole of it, with the stories that fit; Esc goes back.", MOVE,
            in_palette=False, screen="concerns",
        ),
    ),
)  # fmt: skip
