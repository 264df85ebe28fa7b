"""When the calendar on a server was synced last. It is no act, and no part of what undo takes back."""

from __future__ import annotations

from datetime import datetime

from crm.book.calendar_entries import meta, set_meta
from crm.book.calendar_events import moment_of
from crm.book.publish_rows import connection_of
from crm.book.session import Book

_KEY = "caldav_synced"


def note_synced(book: Book) -> None:
    """The calendar that is connected was synced just now, to the end."""
    connection = connection_of(book)
    if connection is not None:
        with book.store.transaction():
            set_meta(book, _KEY, {"calendar": connection.calendar, "at": book.stamp})


def last_synced(book: Book) -> datetime | None:
    """When that was, in UTC; None where the calendar that is connected never was."""
    connection, known = connection_of(book), meta(book, _KEY)
    if connection is None or known is None or known.get("calendar") != connection.calendar:
        return None
    return moment_of(str(known["at"]))
