"""The sample search: one believable job search, moved to today, for the demo, the pictures and the tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from crm.book.clock import Clock
from crm.book.errors import BookError
from crm.book.importing import parse, run_import, shifted
from crm.book.places import resource
from crm.book.session import open_book
from crm.book.settings import Settings

SAMPLE = "search.yaml"
_WEEK = 7


def make_sample(path: Path, clock: Clock, settings: Settings | None = None) -> None:
    """Makes a book at `path` with the sample search in it, told as if it stood today.

    All dates move by the same number of whole weeks, so weekdays hold; the story's own day falls on today or up to
    six days before. Raises BookError where the sample is not there or does not hold.
    """
    source = resource("sample_data") / SAMPLE
    try:
        data = source.read_bytes()
    except OSError as error:
        raise BookError(f"The sample data is not at {source}: install Callback again.") from error
    parsed = parse(data, str(source))
    try:
        moved = shifted(parsed, days_to_move(parsed.as_of or clock.today(), clock.today()))
    except OverflowError:
        raise BookError(f"The sample search cannot be told as of {clock.today()}.") from None
    with open_book(path, clock=clock, settings=settings, create=True, backups=path.parent) as book:
        report = run_import(book, (moved,))
        # The story begins here: undo in the demo does not empty it.
        book.store.forget_history()
    if report.problems:
        raise BookError(f"The sample data does not hold: {report.problems[0]}")


def days_to_move(as_of: date, today: date) -> int:
    """The whole weeks, in days, from `as_of` to `today` or the last such day before it."""
    return (today - as_of).days // _WEEK * _WEEK
