"""Follow-ups into the person's calendar, and the ledger of what was sent there, which undo never touches.

A calendar keeps what it was given. So every event has one UID for life, its sequence only ever rises, and
what is done or deleted here is sent once more as cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from crm.book.calendar_events import live_events, moment_of
from crm.book.errors import Refused
from crm.book.session import Book, utc_stamp
from crm.formats.files import write_private
from crm.formats.ics import CalendarEvent, cancelled, content_hash, content_of, event_from, write_calendar

#: The name of the file where none is given.
USUAL_NAME = "callback-followups.ics"

_CONFIRMED = "confirmed"
_CANCELLED = "cancelled"
_SECOND = timedelta(seconds=1)


class _Sent(NamedTuple):
    """A row of the ledger."""

    sequence: int
    content_hash: str
    stamp: str
    status: str
    content: str


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
        sent = {uid: _Sent(*row) for uid, *row in book.store.rows(_LEDGER)}
        made = list(_compare(book, sent))
        chosen = [event for event, news in made if news or everything]
        chosen.sort(key=lambda event: (event.on, event.at is not None, event.at, event.summary, event.uid))
        result = CalendarFile(
            data=write_calendar(chosen),
            new=sum(news == "new" for _, news in made),
            changed=sum(news == "changed" for _, news in made),
            cancelled=sum(news == _CANCELLED for _, news in made),
            total=len(chosen),
            sent=tuple(_ledger_row(event) for event, news in made if news),
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
        book.store.executemany(
            "INSERT OR REPLACE INTO export_ledger(uid, sequence, content_hash, stamp, status, event) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            file.sent,
        )


_LEDGER = "SELECT uid, sequence, content_hash, stamp, status, event FROM export_ledger ORDER BY uid"


def _ledger_row(event: CalendarEvent) -> tuple[str, int, str, str, str, str]:
    content = content_of(event)
    status = _CANCELLED if event.cancelled else _CONFIRMED
    return event.uid, event.sequence, content_hash(content), utc_stamp(event.stamp), status, content


def _compare(book: Book, sent: dict[str, _Sent]) -> Iterator[tuple[CalendarEvent, str]]:
    """Every event with its sequence and stamp, and its news: `new`, `changed`, `cancelled` or nothing."""
    last_act = _last_act(book)
    live = set()
    known = frozenset(uid for uid, row in sent.items() if row.status == _CONFIRMED)
    for event in live_events(book, known):
        live.add(event.uid)
        before = sent.get(event.uid)
        if before is None:
            yield event, "new"
        elif before.content_hash == content_hash(content_of(event)):
            yield replace(event, sequence=before.sequence, stamp=moment_of(before.stamp)), ""
        else:
            yield _revised(event, before, last_act), "changed"
    for uid, before in sent.items():
        if uid in live:
            continue
        event = event_from(before.content, uid=uid, sequence=before.sequence, stamp=moment_of(before.stamp))
        if event.cancelled:
            yield event, ""
        else:
            yield _revised(cancelled(event), before, last_act), _CANCELLED


def _revised(event: CalendarEvent, before: _Sent, last_act: datetime) -> CalendarEvent:
    # Not the time of this export: the same book must give the same bytes, whether or not an export is marked.
    stamp = max(last_act, moment_of(before.stamp) + _SECOND)
    return replace(event, sequence=before.sequence + 1, stamp=stamp)


def _last_act(book: Book) -> datetime:
    newest = book.store.value("SELECT at FROM undo_act ORDER BY id DESC LIMIT 1")
    return moment_of(newest) if newest else datetime.min.replace(tzinfo=UTC)
