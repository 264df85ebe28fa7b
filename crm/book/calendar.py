"""Follow-ups as a file for the person's calendar to import: what it has not seen yet, or everything.

An import never deletes. So what is done or deleted here is sent once more as cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crm.book.calendar_versions import VersionedEvent, compare, ledger_row, note_filed
from crm.book.errors import Refused
from crm.book.session import Book
from crm.formats.files import write_private
from crm.formats.ics import write_calendar

#: The name of the file where none is given.
USUAL_NAME = "callback-followups.ics"


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """An .ics and what is in it: `total` events, some new, changed or cancelled since the last export.

    `sent` are the ledger's rows for `mark_exported`.
    """

    data: bytes
    new: int
    changed: int
    cancelled: int
    total: int
    sent: tuple[tuple[str, int, str, str, str, str], ...]

    @property
    def news(self) -> int:
        """How many events the calendar has not seen like this."""
        return self.new + self.changed + self.cancelled


def export_calendar(book: Book, *, everything: bool = False, mark: bool = False) -> CalendarFile:
    """What is new, changed or cancelled since the last export; with `everything`, all that ever went or goes.

    The same book gives the same bytes. With `mark` it counts as exported at once: only for a caller that has
    the bytes where they must be; see `save_calendar` for files.
    """
    with book.store.transaction():
        made = [(version, news) for version in compare(book) if (news := news_of(version)) is not None]
        chosen = [version.event for version, news in made if news or everything]
        chosen.sort(key=lambda event: (event.on, event.at is not None, event.at, event.summary, event.uid))
        result = CalendarFile(
            data=write_calendar(chosen),
            new=sum(news == "new" for _, news in made),
            changed=sum(news == "changed" for _, news in made),
            cancelled=sum(news == "cancelled" for _, news in made),
            total=len(chosen),
            sent=tuple(ledger_row(version) for version, news in made if news),
        )
        if mark:
            mark_exported(book, result)
    return result


def save_calendar(book: Book, path: Path, *, everything: bool = False) -> CalendarFile:
    """Exports to the file at `path`, replacing it, and counts that as exported.

    Where there is nothing to write (`total` is 0) no file is touched. Raises Refused when the file cannot be
    written; nothing counts as exported then.
    """
    book.refuse_itself(path)
    with book.store.transaction():
        result = export_calendar(book, everything=everything)
        if not result.total:
            return result
        # The file first: an event that is marked but never written would be lost, while one that is written
        # but not marked goes out again the same, which calendars take as what they have.
        try:
            write_private(path, result.data)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise Refused(f"{path} could not be written: {why}. Nothing counts as exported.") from error
        mark_exported(book, result)
    return result


def mark_exported(book: Book, file: CalendarFile) -> None:
    """Notes in the ledger that the file's events have reached the calendar."""
    with book.store.transaction():
        note_filed(book, file.sent)


def news_of(version: VersionedEvent) -> str | None:
    """`new`, `changed`, `cancelled` or nothing for a file; None for what has no place in one.

    What was only ever in a feed or on a server is not taken back in a file, nor does it begin with what stays only
    because a calendar has it.
    """
    if version.filed is None:
        return None if version.event.cancelled or version.kept else "new"
    if version.filed == version.sequence:
        return ""
    return "cancelled" if version.event.cancelled else "changed"
