"""The commands of the lessons."""

from __future__ import annotations

from crm.tui.commands.registry import SEARCH, Command, ScreenKeys

LESSONS = ScreenKeys(
    "lessons",
    "Lessons",
    "What your interviews taught: what recurs stands on top, then every lesson, newest first; and what the search "
    "itself shows, in plain counts. Most applications end in a no: these pages are about what comes after it.",
    (
        Command("concerns.open", ("K",), "Concerns", "The ledger.", SEARCH, "concerns", 1, screen="lessons"),
        Command("proofs.open", ("P",), "Proof points", "Your own stories.", SEARCH, "stories", 2, screen="lessons"),
    ),
)
