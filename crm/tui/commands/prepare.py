"""The commands of the preparation sheet."""

from __future__ import annotations

from crm.tui.commands.registry import SEARCH, WORK, Command, ScreenKeys

PREPARE = ScreenKeys(
    "prepare",
    "Preparation sheet",
    "What to read before you walk in: the people, the employer, every challenge and concern with the stories that "
    "answer it, your own questions, and the two questions that close every interview.",
    (
        Command(
            "interview.record", ("I",), "Interviews", "Those for this opportunity; n there plans or notes one.",
            WORK, "interviews", 1, screen="prepare",
        ),
        Command(
            "concerns.open", ("K",), "Concerns", "What employers said, and what answers it.",
            SEARCH, "concerns", 2, screen="prepare",
        ),
        Command("proofs.open", ("P",), "Proof points", "Your own stories.", SEARCH, "stories", 3, screen="prepare"),
        Command(
            "posting.open", ("o",), "The posting", "As it was saved: postings vanish.",
            SEARCH, "posting", 4, screen="prepare",
        ),
    ),
)  # fmt: skip
