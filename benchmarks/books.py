"""Opening generated books as the program opens its own, on the benchmarks' fixed day."""

from __future__ import annotations

from pathlib import Path

from benchmarks.people import TODAY
from crm.book.clock import FixedClock
from crm.book.session import Book, open_book

CLOCK = FixedClock(TODAY)


def opened(path: Path) -> Book:
    """The book at `path`, or a new one; backups go beside it."""
    return open_book(path, clock=CLOCK, create=True, backups=path.parent / "backups")
