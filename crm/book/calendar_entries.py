"""The events that belong in the calendar now as bytes, kept in the book so that only what changed is written again.

The feed and the folder are made of them. What is there is told from what is new by all that an event is made of, as
the book has it, which takes a hundredth of the time of making the event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from crm import __version__
from crm.book.calendar_events import live_rows
from crm.book.calendar_versions import VersionedEvent, compare_some, confirmed, note
from crm.book.errors import Refused
from crm.book.session import Book
from crm.formats.ics import EventWriter

Report = TypeVar("Report")

_STATE = "calendar_entries"


@dataclass(frozen=True, slots=True)
class Entries:
    """What `bring_up_to_date` found.

    `generation` counts the changes; it was `before` them. `changed` are new or other than they were, `gone` are those
    that belong in no calendar any more.
    """

    generation: int
    before: int
    changed: frozenset[str]
    gone: frozenset[str]


def bring_up_to_date(book: Book) -> Entries:
    """Makes the entries those of now and notes versions that are new; inside a transaction.

    Where nothing changed nothing is written.
    """
    base = _base(book)
    state = meta(book, _STATE) or {"base": "", "generation": 0}
    before: int = state["generation"]
    live = live_rows(book)
    known: dict[str, str] = {}
    if state["base"] == base:
        known = dict(book.store.rows("SELECT uid, fingerprint FROM feed_entry"))
    else:  # another release, other settings: everything is made anew
        book.store.database.execute_sql("DELETE FROM feed_entry")
        known = dict.fromkeys(confirmed(book), "")
    changed = [row for row in live if known.pop(row.uid, None) != row.said]
    if not changed and not known and state["base"] == base:
        return Entries(before, before, frozenset(), frozenset())
    versions = compare_some(book, changed, known)
    note(book, versions)
    _write(book, versions, {row.uid: row.said for row in changed})
    book.store.executemany("DELETE FROM feed_entry WHERE uid = ?", [(uid,) for uid in known])
    set_meta(book, _STATE, {"base": base, "generation": before + 1})
    return Entries(before + 1, before, frozenset(row.uid for row in changed), frozenset(known))


def refreshed(book: Book, write: Callable[[Entries], Report]) -> Report:
    """What `write` gives of the entries, brought up to date in one transaction with it.

    Raises Refused as `write` does; what was made for it is kept then, and need not be made again.
    """
    with book.store.transaction():
        entries = bring_up_to_date(book)
        try:
            return write(entries)
        except Refused as error:
            refused = error
    raise refused


def entry_bytes(book: Book) -> list[bytes]:
    """The VEVENTs of all entries, by day."""
    return [data for (data,) in book.store.rows("SELECT data FROM feed_entry ORDER BY sort")]


def entries_of(book: Book, uids: Iterable[str] | None = None) -> dict[str, bytes]:
    """The VEVENT of each of these entries, of all without `uids`."""
    query = "SELECT uid, data FROM feed_entry"
    if uids is None:
        return dict(book.store.rows(query))
    return dict(book.store.rows(f"{query} WHERE uid IN (SELECT value FROM json_each(?))", (json.dumps(list(uids)),)))


def meta(book: Book, key: str) -> dict[str, Any] | None:
    """What was kept under that key, or None."""
    text = book.store.value('SELECT value FROM meta WHERE "key" = ?', (key,))
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def set_meta(book: Book, key: str, value: dict[str, Any] | None) -> None:
    """Keeps something under that key, or nothing; inside a transaction."""
    if value is None:
        book.store.database.execute_sql('DELETE FROM meta WHERE "key" = ?', (key,))
        return
    book.store.database.execute_sql(
        'INSERT INTO meta("key", value) VALUES (?, ?) ON CONFLICT("key") DO UPDATE SET value = excluded.value',
        (key, json.dumps(value)),
    )


def _write(book: Book, versions: Iterable[VersionedEvent], said: dict[str, str]) -> None:
    write = EventWriter()
    book.store.executemany(
        "INSERT OR REPLACE INTO feed_entry(uid, fingerprint, sort, data) VALUES (?, ?, ?, ?)",
        [
            (version.uid, said[version.uid], _sort(version), write(version.event))
            for version in versions
            if version.uid in said
        ],
    )


def _sort(version: VersionedEvent) -> str:
    event = version.event
    return f"{event.on} {event.at.isoformat() if event.at else ''} {event.uid}"


def _base(book: Book) -> str:
    """Everything but the rows that the bytes of an event come from."""
    known = book.settings
    return json.dumps(
        [
            __version__,
            str(known.ics_at),
            known.ics_alarm_hours,
            known.ics_alarm_minutes,
            known.ics_description,
            str(known.default_cadence),
        ]
    )
