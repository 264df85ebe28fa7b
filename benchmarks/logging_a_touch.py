"""Logging a touch, commit and derived rows included: in a book of 100,000 contacts against one of 100."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random

from benchmarks.books import opened
from benchmarks.generate import copy
from benchmarks.measure import Result, compare, in_turn, seconds
from benchmarks.people import TODAY
from crm.book.session import Book
from crm.book.touches import NewTouch, log_touch

LIMIT = 1.5
LARGE, SMALL = 100_000, 100


def measure(rounds: int = 60) -> list[Result]:
    """One line."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        large = stack.enter_context(opened(copy(LARGE, folder)))
        small = stack.enter_context(opened(copy(SMALL, folder)))
        random = Random(1)
        log_one(large, 1), log_one(small, 1)
        ours, theirs = in_turn(
            [
                lambda: log_one(large, random.randrange(1, LARGE + 1)),
                lambda: log_one(small, random.randrange(1, SMALL + 1)),
            ],
            rounds,
        )
    return [compare("log a touch", ours, theirs, LIMIT, ("at 100k", "at 100"))]


def log_one(book: Book, contact: int) -> float:
    """The time it takes, in seconds, until the touch is on the disk and the next date is known."""
    new = NewTouch(on=TODAY, note="asked what to learn about fresh food", gave="an article")
    return seconds(lambda: log_touch(book, [contact], new))
