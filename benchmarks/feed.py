"""Refreshing the feed after one change in a book of ten thousand open follow-ups, against a full export of it."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.books import opened
from benchmarks.measure import Result, compare, in_turn, seconds
from benchmarks.people import TODAY
from crm.book.calendar import export_calendar
from crm.book.feed import refresh_feed
from crm.book.follow_ups import move_follow_up
from crm.book.session import Book

LIMIT = 0.1
SIZE = 10_000
_CREATED = "2026-11-20T08:00:00Z"
_UID = "{kind:08x}-0000-4000-8000-{number:012x}"


def measure(rounds: int = 7) -> list[Result]:
    """One line."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "book.callback") as plain:
        book = replace(plain, settings=replace(plain.settings, ics_feed=Path(folder) / "feed.ics"))
        _fill(book)
        refresh_feed(book)
        items = itertools.cycle(range(1, SIZE, 97))
        refresh, export = in_turn([lambda: _after_a_change(book, next(items)), lambda: _export(book)], rounds)
    what = f"the feed of {SIZE:,} open follow-ups after one change"
    return [compare(what, refresh, export, LIMIT, ("refresh", "full export"))]


def _after_a_change(book: Book, item: int) -> float:
    on = book.store.value('SELECT "on" FROM follow_up WHERE id = ?', (item,))
    move_follow_up(book, item, type(TODAY).fromisoformat(on) + timedelta(days=1))
    return seconds(lambda: refresh_feed(book))


def _export(book: Book) -> float:
    return seconds(lambda: export_calendar(book, everything=True))


def _fill(book: Book) -> None:
    """A person for each follow-up, as many as three hundred days hold."""
    people: Sequence[tuple[object, ...]] = [
        (number, _UID.format(kind=1, number=number), f"Person Number {number}", _CREATED[:10], _CREATED)
        for number in range(1, SIZE + 1)
    ]
    items: Sequence[tuple[object, ...]] = [
        (
            _UID.format(kind=2, number=number),
            number,
            str(TODAY + timedelta(days=number % 300)),
            "ask about the role they have in mind",
            number,
            _CREATED,
            _CREATED,
        )
        for number in range(1, SIZE + 1)
    ]
    with book.act("Fill the book"):
        book.store.executemany(
            "INSERT INTO contact(id, uid, name, given, family, middle, prefix, suffix, nickname, role, birthday, "
            "anniversary, met_on, met_how, met_through, cadence, do_not_contact, notes, added, source, extra, created) "
            "VALUES (?, ?, ?, '', '', '', '', '', '', '', '', '', NULL, '', '', 'none', 0, '', ?, '', '{}', ?)",
            people,
        )
        book.store.executemany(
            'INSERT INTO follow_up(uid, contact_id, kind, "on", at, purpose, channel, status, seq, created, updated) '
            "VALUES (?, ?, 'typed', ?, '', ?, 'call', 'open', ?, ?, ?)",
            items,
        )
