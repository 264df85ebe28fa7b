"""What is kept fresh by itself after every change: the feed and the folder of the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from crm.book.errors import BookError, Refused
from crm.book.session import Book

_SAVED = "What you did is saved."


@dataclass(frozen=True, slots=True)
class OutputReport:
    """What was done: whether the feed's file was written, how many files of the folder were, and what to tell.

    `sentences` are for the person: what could not be written, or was changed by another program and left alone.
    """

    feed_written: bool = False
    folder_changes: int = 0
    sentences: tuple[str, ...] = ()


def refresh_outputs(book: Book) -> OutputReport:
    """Brings the feed and the folder of the settings up to date, for after every change, at start and on a new day.

    Never raises BookError: what was done to the book before stays done, and what went wrong here is in `sentences`;
    the next refresh tries again. With no feed and no folder set it is a look at the settings.
    """
    if not book.settings.has_outputs:
        return OutputReport()
    from crm.book.calendar_entries import bring_up_to_date
    from crm.book.feed import write_feed
    from crm.book.vdir import write_folder

    sentences: list[str] = []
    feed_written, folder_changes = False, 0
    try:
        with book.store.transaction():
            entries = bring_up_to_date(book)
            if (path := book.settings.ics_feed) is not None:
                with _told(sentences):
                    feed_written = write_feed(book, path, entries).written
            if (path := book.settings.ics_folder) is not None:
                with _told(sentences):
                    folder = write_folder(book, path, entries)
                    folder_changes = folder.written + folder.removed
                    sentences += filter(None, [folder.sentence])
    except BookError as error:
        sentences = [f"The calendar was not refreshed. {error} {_SAVED}"]
    return OutputReport(feed_written, folder_changes, tuple(sentences))


@contextmanager
def _told(sentences: list[str]) -> Iterator[None]:
    # Within the transaction: what was made for one that could not be written need not be made again.
    try:
        yield
    except Refused as error:
        sentences.append(f"{error} {_SAVED}")
    except OSError as error:
        sentences.append(f"The calendar was not refreshed: {error.strerror or type(error).__name__}. {_SAVED}")
