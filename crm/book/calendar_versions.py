"""The versions of each event: what the ledger remembers of what was written anywhere, which undo never touches.

A calendar keeps what it was given. So every event has one UID for life and its sequence only ever rises: whoever
writes an event somewhere (a file, the feed, the folder, a server) raises it when it says something else than the
version before, also after an undo.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from crm.book.calendar_events import LiveRow, event_of, live_rows, moment_of
from crm.book.session import Book, utc_stamp
from crm.formats.ics import CalendarEvent, cancelled, content_hash, content_of, event_from, write_calendar

_CONFIRMED = "confirmed"
_CANCELLED = "cancelled"
_SECOND = timedelta(seconds=1)
_COLUMNS = "uid, sequence, content_hash, stamp, status, event"


@dataclass(frozen=True, slots=True)
class VersionedEvent:
    """An event in its current version.

    `event` has the sequence and the stamp of that version, `content` is what `content_of` gives of it and
    `content_hash` its fingerprint. `is_new` tells that the ledger does not know the version yet. `filed` is the
    sequence that last went out in a file to import, None where none did. `kept` is True for what belongs in a
    calendar only because one has it: an interview that was held, a cadence touch that moved far away.
    """

    event: CalendarEvent
    content: str
    content_hash: str
    is_new: bool
    filed: int | None = None
    kept: bool = False

    @property
    def uid(self) -> str:
        """The UID, for life."""
        return self.event.uid

    @property
    def sequence(self) -> int:
        """From 0; one more with each version."""
        return self.event.sequence

    @property
    def stamp(self) -> datetime:
        """When this version came about, in UTC."""
        return self.event.stamp

    @property
    def data(self) -> bytes:
        """One complete VCALENDAR with this event alone, as a CalDAV server and a vdir want it; made when asked for."""
        return write_calendar([self.event])


class Version(NamedTuple):
    """A row of the ledger."""

    sequence: int
    content_hash: str
    stamp: str
    status: str
    content: str
    filed: int | None


def events_now(book: Book) -> list[VersionedEvent]:
    """Every event that belongs in the calendar now, by UID; versions that are new are noted in the ledger.

    An event that is not among them any more is to be taken away where it was published.
    """
    with book.store.transaction():
        made = compare(book)
        note(book, made)
    return sorted((version for version in made if not version.event.cancelled), key=lambda version: version.uid)


def compare(book: Book) -> list[VersionedEvent]:
    """All that the ledger knows and all that belongs in the calendar, each in its current version; notes nothing.

    What is in the ledger and belongs in no calendar any more is cancelled.
    """
    return list(_compared(book, live_rows(book), _ledger(book)))


def compare_some(book: Book, live: Collection[LiveRow], gone: Iterable[str]) -> list[VersionedEvent]:
    """`compare` for these live events, and for these UIDs that are live no longer."""
    return list(_compared(book, live, _ledger(book, [*(row.uid for row in live), *gone])))


def note(book: Book, versions: Iterable[VersionedEvent]) -> None:
    """Remembers the versions that are new; inside the transaction in which they were compared."""
    rows = [ledger_row(version) for version in versions if version.is_new]
    if not rows:
        return
    book.store.executemany(
        f"INSERT INTO export_ledger({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(uid) DO UPDATE SET "
        "sequence = excluded.sequence, content_hash = excluded.content_hash, stamp = excluded.stamp, "
        "status = excluded.status, event = excluded.event",
        rows,
    )
    _make_again(book, [row[0] for row in rows])


def note_filed(book: Book, rows: Iterable[tuple[str, int, str, str, str, str]]) -> None:
    """Remembers the rows that `ledger_row` gave as what went out in a file; inside a transaction.

    Where the ledger has come further meanwhile, its version stays; one that another program numbered the same and that
    says something else does not count as filed.
    """
    newer = "excluded.sequence > export_ledger.sequence"
    kept = ", ".join(
        f"{name} = CASE WHEN {newer} THEN excluded.{name} ELSE export_ledger.{name} END"
        for name in ("sequence", "content_hash", "stamp", "status", "event")
    )
    rows = list(rows)
    book.store.executemany(
        f"INSERT INTO export_ledger({_COLUMNS}, filed) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(uid) DO UPDATE SET "
        "filed = CASE WHEN excluded.sequence = export_ledger.sequence "
        "AND excluded.content_hash <> export_ledger.content_hash THEN export_ledger.filed ELSE excluded.sequence END, "
        f"{kept}",
        [(*row, row[1]) for row in rows],
    )
    _make_again(book, [row[0] for row in rows])


def ledger_row(version: VersionedEvent) -> tuple[str, int, str, str, str, str]:
    """UID, sequence, fingerprint, stamp, status and content: the version as the ledger has it."""
    event = version.event
    status = _CANCELLED if event.cancelled else _CONFIRMED
    return event.uid, event.sequence, version.content_hash, utc_stamp(event.stamp), status, version.content


def confirmed(book: Book) -> list[str]:
    """The UIDs whose last version is not a cancellation."""
    return [uid for (uid,) in book.store.rows("SELECT uid FROM export_ledger WHERE status = 'confirmed'")]


def _make_again(book: Book, uids: list[str]) -> None:
    # The feed's bytes hold sequence and stamp: they are of an older version now. The row stays, so that one that is
    # live no longer is found missing.
    book.store.executemany("UPDATE feed_entry SET fingerprint = '' WHERE uid = ?", [(uid,) for uid in uids])


def _ledger(book: Book, uids: list[str] | None = None) -> dict[str, Version]:
    query = f"SELECT {_COLUMNS}, filed FROM export_ledger"
    if uids is None:
        rows = book.store.rows(query)
    else:
        rows = book.store.rows(f"{query} WHERE uid IN (SELECT value FROM json_each(?))", (json.dumps(uids),))
    return {uid: Version(*row) for uid, *row in rows}


def _compared(book: Book, live: Iterable[LiveRow], ledger: dict[str, Version]) -> Iterator[VersionedEvent]:
    last_act = _last_act(book)
    ledger = dict(ledger)
    for row in live:
        event = event_of(row, book.settings)
        content = content_of(event)
        mark = content_hash(content)
        before = ledger.pop(row.uid, None)
        if before is None:
            yield VersionedEvent(event, content, mark, is_new=True, kept=row.kept)
        elif before.content_hash == mark:
            same = replace(event, sequence=before.sequence, stamp=moment_of(before.stamp))
            yield VersionedEvent(same, content, mark, is_new=False, filed=before.filed, kept=row.kept)
        else:
            event = _revised(event, before, last_act)
            yield VersionedEvent(event, content, mark, is_new=True, filed=before.filed, kept=row.kept)
    for uid, before in ledger.items():
        event = event_from(before.content, uid=uid, sequence=before.sequence, stamp=moment_of(before.stamp))
        if event.cancelled:
            yield VersionedEvent(event, before.content, before.content_hash, is_new=False, filed=before.filed)
        else:
            event = _revised(cancelled(event), before, last_act)
            content = content_of(event)
            yield VersionedEvent(event, content, content_hash(content), is_new=True, filed=before.filed)


def _revised(event: CalendarEvent, before: Version, last_act: datetime) -> CalendarEvent:
    # Not the time of this export: the same book must give the same bytes, whether or not an export is marked.
    stamp = max(last_act, moment_of(before.stamp) + _SECOND)
    return replace(event, sequence=before.sequence + 1, stamp=stamp)


def _last_act(book: Book) -> datetime:
    newest = book.store.value("SELECT at FROM undo_act ORDER BY id DESC LIMIT 1")
    return moment_of(newest) if newest else datetime.min.replace(tzinfo=UTC)
