"""What the calendar screen shows, read in one go on the book's thread. The server is not asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crm.book import publishing
from crm.book.calendar import news_of
from crm.book.calendar_versions import compare
from crm.book.publish_last import last_synced
from crm.book.publishing import Status
from crm.book.session import Book
from crm.formats.ics import CalendarEvent

#: So many events to come are shown as a calendar would.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class CalendarSeen:
    """Where each way out stands.

    `new`, `changed` and `cancelled` are for a file, since the last one. `live` counts what belongs in a calendar now,
    `coming` are the next of it. `feed_written` is when the feed's file was written last, None where there is none;
    `folder_there` whether the folder is. `synced` is in UTC.
    """

    new: int
    changed: int
    cancelled: int
    live: int
    coming: tuple[CalendarEvent, ...]
    feed_written: datetime | None
    folder_there: bool
    status: Status
    synced: datetime | None

    @property
    def news(self) -> int:
        """How many events would go into a file now."""
        return self.new + self.changed + self.cancelled

    @property
    def news_in_words(self) -> str:
        """`4 new, 1 cancelled`; empty where nothing is."""
        counted = ((self.new, "new"), (self.changed, "changed"), (self.cancelled, "cancelled"))
        return ", ".join(f"{number:,} {words}" for number, words in counted if number)


def calendar_seen(book: Book) -> CalendarSeen:
    """How everything stands."""
    with book.store.transaction():
        versions = compare(book)
        status = publishing.status(book) if publishing.connection_of(book) else Status(None)
        synced = last_synced(book)
    news = [news_of(version) for version in versions]
    live = [version.event for version in versions if not version.event.cancelled]
    coming = [event for event in live if event.on >= book.today]
    coming.sort(key=lambda event: (event.on, event.at is not None, event.at, event.summary))
    folder = book.settings.ics_folder
    return CalendarSeen(
        new=news.count("new"),
        changed=news.count("changed"),
        cancelled=news.count("cancelled"),
        live=len(live),
        coming=tuple(coming[:_SHOWN]),
        feed_written=_written(book.settings.ics_feed),
        folder_there=folder is not None and folder.is_dir(),
        status=status,
        synced=synced,
    )


def _written(path: Path | None) -> datetime | None:
    try:
        return None if path is None else datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None
