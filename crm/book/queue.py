"""The next-touch queue, read a page at a time: who is next, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crm.book.contact_rows import day_or_none
from crm.book.session import Book
from crm.domain.next_touch import Anchor, NextTouch
from crm.domain.queue import THIS_WEEK_DAYS, Group, days_late, next_monday, why
from crm.domain.rows import QueueRow
from crm.domain.words import say_day
from crm.store.derived import (
    RANK_ANSWER,
    RANK_CADENCE,
    RANK_DECIDE,
    RANK_OTHER,
    RANK_PROMISE,
    RANK_RESTING_ANSWER,
)

_QUEUED = (
    "l.contact_id, l.name, c.uid, l.employer, l.due, l.not_before, l.shown, l.channel, l.purpose, l.kind, "
    "l.follow_up, l.more, l.reason_on, l.snoozed_until, l.anchor_on, l.anchor_kind, coalesce(f.at, ''), "
    "l.step, l.asks, l.decide_from, l.held, coalesce(s.why, '')"
)
_ORDER = "shown, cadence_days, sort_key, contact_id"
_ORDERED = ", ".join(f"l.{part}" for part in _ORDER.split(", "))


@dataclass(frozen=True, slots=True)
class _Day:
    """What of the queue depends on the day: whose window is open (since when), who must decide, is the week full."""

    today: date
    windows: Mapping[int, date]
    deciding: frozenset[int]
    full: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of one rank shown from `first` to `last`: one range of the partial index.

    `only` and `without` are contacts, and short: those whose window is open, those who ask for a decision.
    """

    rank: int
    first: date
    last: date
    only: frozenset[int] | None = None
    without: frozenset[int] = frozenset()

    @property
    def condition(self) -> str:
        """What the rows are chosen by; takes rank, first and last."""
        where = "shown IS NOT NULL AND rank = ? AND shown >= ? AND shown <= ?"
        if self.only is not None:
            where += f" AND contact_id IN ({','.join(map(str, sorted(self.only)))})"
        if self.without:
            where += f" AND contact_id NOT IN ({','.join(map(str, sorted(self.without)))})"
        return where

    def holds(self, contact: int, rank: int, shown: date) -> bool:
        """True when the row of the contact is in this part."""
        return (
            rank == self.rank
            and self.first <= shown <= self.last
            and (self.only is None or contact in self.only)
            and contact not in self.without
        )


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of the queue: rows of one group in one order. SQLite merges the parts as it reads."""

    group: Group
    parts: tuple[_Part, ...]

    def rows(self, columns: str, condition: str = "") -> str:
        """The query for the rows, unordered."""
        return " UNION ALL ".join(
            f"SELECT {columns} FROM listing WHERE {part.condition}{condition}" for part in self.parts
        )

    def values(self, *more: Any) -> tuple[Any, ...]:
        """The values of the query; `more` are those of its condition."""
        return tuple(value for part in self.parts for value in (part.rank, part.first, part.last, *more))

    def holds(self, contact: int, rank: int, shown: date) -> bool:
        """True when the row of the contact is in this stretch."""
        return any(part.holds(contact, rank, shown) for part in self.parts)


def week_is_full(book: Book) -> bool:
    """True when as many contact and sent touches as the weekly limit allows were made since Monday."""
    limit = book.settings.weekly_limit
    if limit is None:
        return False
    monday = book.today - timedelta(days=min(book.today.weekday(), book.today.toordinal() - 1))
    made = book.store.value(
        'SELECT count(*) FROM (SELECT 1 FROM touch WHERE "on" >= ? AND "on" <= ? AND (direction = \'in\' '
        "OR outcome IN ('replied', 'sent') OR channel IN ('email', 'letter', 'message') "
        "OR (channel <> 'voicemail' AND outcome <> 'no-answer')) LIMIT ?)",
        (monday, book.today, limit),
    )
    return int(made) >= limit


def open_windows(book: Book) -> dict[int, date]:
    """The contacts whose callback window is open today, each with the day since which it is."""
    rows = book.store.rows(
        "SELECT contact_id, min(first) FROM window_span WHERE first <= ? AND last >= ? GROUP BY contact_id",
        (book.today, book.today),
    )
    return {contact: date.fromisoformat(first) for contact, first in rows}


def _day(book: Book) -> _Day:
    deciding = book.store.rows("SELECT contact_id FROM listing WHERE decide_from <= ?", (book.today,))
    return _Day(book.today, open_windows(book), frozenset(row[0] for row in deciding), week_is_full(book))


def _segments(day: _Day, *, everything: bool) -> Iterator[_Segment]:
    """The queue from top to bottom. Promises come first in a group, then open windows.

    An answer that rests stands with the others until its day has come. A full week holds cadence rows back.
    """
    today = day.today
    left = (date.max - today).days
    tomorrow = today + timedelta(days=min(1, left))
    week = today + timedelta(days=min(THIS_WEEK_DAYS, left))
    monday = next_monday(today) if day.full else date.min
    answers = (_Part(RANK_ANSWER, date.min, date.max), _Part(RANK_RESTING_ANSWER, date.min, today))
    yield from _windows_first(day, "answer", answers)
    if today > date.min:
        yield from _stretch(day, "late", date.min, today - timedelta(days=1), monday)
    yield from _stretch(day, "today", today, today, monday)
    if tomorrow > today:
        yield from _stretch(day, "this-week", tomorrow, week, monday)
    asked = tuple(_Part(rank, date.min, today, only=day.deciding) for rank in (RANK_OTHER, RANK_CADENCE))
    yield from _windows_first(day, "decide", (_Part(RANK_DECIDE, date.min, today), *(asked if day.deciding else ())))
    if not everything:
        return
    if day.full:
        held = _Part(RANK_CADENCE, date.min, monday - timedelta(days=1), without=day.deciding)
        yield from _windows_first(day, "next-week", (held,))
    if week < date.max:
        yield from _stretch(day, "later", week + timedelta(days=1), date.max, monday)


def _stretch(day: _Day, group: Group, first: date, last: date, cadence_from: date) -> Iterator[_Segment]:
    yield _Segment(group, (_Part(RANK_PROMISE, first, last),))
    parts = [_Part(RANK_OTHER, first, last, without=day.deciding)]
    if cadence_from <= last:
        parts.append(_Part(RANK_CADENCE, max(first, cadence_from), last, without=day.deciding))
    if group in {"this-week", "later"}:
        parts += [_Part(RANK_RESTING_ANSWER, first, last), _Part(RANK_DECIDE, first, last)]
    yield from _windows_first(day, group, tuple(parts))


def _windows_first(day: _Day, group: Group, parts: tuple[_Part, ...]) -> Iterator[_Segment]:
    """Those whose window is open, then the others."""
    lifted = frozenset(day.windows)
    if not lifted:
        yield _Segment(group, parts)
        return
    yield _Segment(
        group, tuple(replace(part, only=lifted if part.only is None else part.only & lifted) for part in parts)
    )
    yield _Segment(group, tuple(replace(part, without=part.without | lifted) for part in parts))


def queue_page(book: Book, offset: int = 0, limit: int = 50, *, everything: bool = False) -> list[QueueRow]:
    """Rows of the queue from `offset` on, in order; without `everything` those of the next seven days at most."""
    found: list[QueueRow] = []
    day = _day(book)
    for segment in _segments(day, everything=everything):
        if offset:
            size = _size(book, segment)
            if size <= offset:
                offset -= size
                continue
        page = f"{segment.rows(_ORDER)} ORDER BY {_ORDER} LIMIT ? OFFSET ?"
        rows = book.store.rows(
            f"SELECT {_QUEUED} FROM ({page}) page JOIN listing l ON l.contact_id = page.contact_id "
            "JOIN contact c ON c.id = l.contact_id LEFT JOIN follow_up f ON f.id = l.follow_up "
            f"LEFT JOIN plan_step s ON s.id = l.step ORDER BY {_ORDERED}",
            (*segment.values(), limit - len(found), offset),
        )
        offset = 0
        found += [_queue_row(row, day, segment.group) for row in rows]
        if len(found) >= limit:
            break
    return found


def queue_counts(book: Book) -> dict[Group, int]:
    """How many rows each group of the queue has, in its order; empty ones are left out."""
    counts: dict[Group, int] = {}
    for segment in _segments(_day(book), everything=True):
        if size := _size(book, segment):
            counts[segment.group] = counts.get(segment.group, 0) + size
    return counts


def queue_index(book: Book, contact_id: int) -> int | None:
    """The place of a contact in the whole queue, from 0; None for somebody without a date."""
    row = book.store.row(
        f"SELECT rank, {_ORDER} FROM listing WHERE contact_id = ? AND shown IS NOT NULL", (contact_id,)
    )
    if row is None:
        return None
    rank, shown = row[0], date.fromisoformat(row[1])
    place = 0
    for segment in _segments(_day(book), everything=True):
        if segment.holds(contact_id, rank, shown):
            before = segment.rows("1", f" AND ({_ORDER}) < (?, ?, ?, ?)")
            return place + int(book.store.value(f"SELECT count(*) FROM ({before})", segment.values(*row[1:])))
        place += _size(book, segment)
    return None


def _size(book: Book, segment: _Segment) -> int:
    return int(book.store.value(f"SELECT count(*) FROM ({segment.rows('1')})", segment.values()))


def next_of_row(row: tuple[Any, ...]) -> NextTouch:
    """The next touch that the columns `due` to `held` of the listing tell."""
    due, not_before, shown, channel, purpose, kind, follow_up, more, reason_on = row[:9]
    snoozed, anchor_on, anchor_kind, step, asks, decide_from, held = row[9:]
    return NextTouch(
        kind=kind,
        due=date.fromisoformat(due),
        not_before=day_or_none(not_before),
        shown=date.fromisoformat(shown),
        reason_on=day_or_none(reason_on),
        follow_up=follow_up,
        channel=channel,
        purpose=purpose,
        more=more,
        snoozed_until=day_or_none(snoozed),
        anchor=Anchor(date.fromisoformat(anchor_on), anchor_kind),
        step=step,
        asks=asks,
        decide_from=day_or_none(decide_from),
        held=bool(held),
    )


def _queue_row(row: tuple[Any, ...], day: _Day, group: Group) -> QueueRow:
    contact_id, name, uid, employer = row[:4]
    found = next_of_row((*row[4:16], *row[17:21]))
    at, step_why = row[16], row[21]
    shown = date.fromisoformat(row[6])
    reason = at_time(why(found, day.today, step_why), at)
    since = day.windows.get(contact_id)
    if since is not None:
        reason = f"{reason}; window open since {say_day(since, day.today)}"
    return QueueRow(
        contact_id=contact_id,
        contact=name,
        contact_uid=uid,
        employer=employer,
        due=date.fromisoformat(row[4]),
        not_before=found.not_before,
        shown=shown,
        channel=found.channel,
        purpose=found.purpose,
        why=reason,
        group=group,
        days_late=days_late(shown, day.today),
        kind=row[9],
        follow_up=found.follow_up,
        more=found.more,
        step=found.step,
        asks="streak" if group == "decide" and found.kind != "decide" else found.asks,
        window_since=since,
    )


def at_time(reason: str, at: str) -> str:
    """The reason with the time of day that was planned, if one was."""
    return f"{reason}, at {at}" if at else reason
