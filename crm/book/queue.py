"""The next-touch queue, read a page at a time: who is next, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crm.book.contact_rows import day_or_none
from crm.book.session import Book
from crm.domain.next_touch import Anchor, NextTouch
from crm.domain.queue import THIS_WEEK_DAYS, Group, behind_held, days_late, next_monday, why
from crm.domain.rows import QueueRow
from crm.domain.words import say_day
from crm.store.derived import (
    RANK_ANSWER,
    RANK_CADENCE,
    RANK_DECIDE,
    RANK_OTHER,
    RANK_PROMISE,
    RANK_RESTING_ANSWER,
    rank_of,
)

_QUEUED = (
    "l.contact_id, l.name, c.uid, l.employer, l.due, l.not_before, l.shown, l.channel, l.purpose, l.kind, "
    "l.follow_up, l.more, l.reason_on, l.snoozed_until, l.anchor_on, l.anchor_kind, coalesce(f.at, ''), "
    "l.step, l.asks, l.decide_from, l.held, coalesce(s.why, '')"
)
_ORDER = "shown, cadence_days, sort_key, contact_id"
_ORDERED = ", ".join(f"page.{part}" for part in _ORDER.split(", "))


#: A full week holds back so many cadence rows at most; each may have something else behind it that is due.
_MOST_HELD = 300


@dataclass(frozen=True, slots=True)
class _Day:
    """What of the queue depends on the day: whose window is open (since when), who must decide, is the week full.

    `behind` is, for those whose cadence row a full week holds back, what else is due for them this week.
    """

    today: date
    windows: Mapping[int, date]
    deciding: frozenset[int]
    full: bool
    behind: Mapping[int, NextTouch]


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of one rank shown from `first` to `last`: one range of the partial index.

    `only` and `without` are contacts, and short: those whose window is open, those who ask for a decision. With
    `instead` the rows are those that stand for held ones of these contacts.
    """

    rank: int
    first: date
    last: date
    only: frozenset[int] | None = None
    without: frozenset[int] = frozenset()
    instead: Mapping[int, NextTouch] | None = None

    @property
    def source(self) -> str:
        """Where the rows come from: the listing, or what stands in it for the rows that are held."""
        if self.instead is None:
            return "listing"
        ranks = " ".join(f"WHEN {contact} THEN {rank_of(found)}" for contact, found in self.instead.items())
        days = " ".join(f"WHEN {contact} THEN '{found.shown}'" for contact, found in self.instead.items())
        within = ",".join(map(str, self.instead))
        return (
            f"(SELECT contact_id, cadence_days, sort_key, CASE contact_id {ranks} END AS rank, "
            f"CASE contact_id {days} END AS shown FROM listing WHERE contact_id IN ({within}))"
        )

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
            f"SELECT {columns} FROM {part.source} WHERE {part.condition}{condition}" for part in self.parts
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


def holds_back(book: Book) -> bool:
    """True when the week is full, unless more cadence rows wait than it can hold back: then none is."""
    if not week_is_full(book):
        return False
    held = book.store.value(
        "SELECT count(*) FROM (SELECT 1 FROM listing WHERE shown IS NOT NULL AND rank = ? AND shown < ? LIMIT ?)",
        (RANK_CADENCE, next_monday(book.today), _MOST_HELD + 1),
    )
    return int(held) <= _MOST_HELD


def open_windows(book: Book) -> dict[int, date]:
    """The contacts whose callback window is open today, each with the day since which it is."""
    rows = book.store.rows(
        "SELECT contact_id, min(first) FROM window_span WHERE first <= ? AND last >= ? GROUP BY contact_id",
        (book.today, book.today),
    )
    return {contact: date.fromisoformat(first) for contact, first in rows}


def _day(book: Book) -> _Day:
    deciding = book.store.rows("SELECT contact_id FROM listing WHERE decide_from <= ?", (book.today,))
    asked = frozenset(row[0] for row in deciding)
    full = holds_back(book)
    return _Day(book.today, open_windows(book), asked, full, _behind(book, asked) if full else {})


def _behind(book: Book, deciding: frozenset[int]) -> dict[int, NextTouch]:
    """What is due this week for those whose cadence row the full week holds back, where there is anything."""
    monday = next_monday(book.today)
    of_them = "FROM open_item i WHERE i.contact_id = l.contact_id"
    rows = book.store.rows(
        "SELECT l.contact_id FROM listing l WHERE l.shown IS NOT NULL AND l.rank = ? AND l.shown < ? AND l.more > 0 "
        # A letter that rested or an answer that waits is no open item.
        f"AND (EXISTS (SELECT 1 {of_them} AND i.shown < ?) OR l.more > (SELECT count(*) {of_them}))",
        (RANK_CADENCE, monday, monday),
    )
    facts = book.store.facts(row[0] for row in rows if row[0] not in deciding)
    found = {contact: behind_held(each, book.today, book.store.rule) for contact, each in facts.items()}
    return {contact: item for contact, item in found.items() if item is not None}


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
        elsewhere = day.deciding | day.behind.keys()
        held = _Part(RANK_CADENCE, date.min, monday - timedelta(days=1), without=elsewhere)
        yield from _windows_first(day, "next-week", (held,))
    if week < date.max:
        yield from _stretch(day, "later", week + timedelta(days=1), date.max, monday)


def _stretch(day: _Day, group: Group, first: date, last: date, cadence_from: date) -> Iterator[_Segment]:
    yield _Segment(group, _with_behind(day, (_Part(RANK_PROMISE, first, last),)))
    parts = [_Part(RANK_OTHER, first, last, without=day.deciding)]
    if cadence_from <= last:
        parts.append(_Part(RANK_CADENCE, max(first, cadence_from), last, without=day.deciding))
    if group in {"this-week", "later"}:
        parts += [_Part(RANK_RESTING_ANSWER, first, last), _Part(RANK_DECIDE, first, last)]
    yield from _windows_first(day, group, tuple(parts))


def _windows_first(day: _Day, group: Group, parts: tuple[_Part, ...]) -> Iterator[_Segment]:
    """Those whose window is open, then the others."""
    parts = _with_behind(day, parts)
    lifted = frozenset(day.windows)
    if not lifted:
        yield _Segment(group, parts)
        return
    yield _Segment(
        group, tuple(replace(part, only=lifted if part.only is None else part.only & lifted) for part in parts)
    )
    yield _Segment(group, tuple(replace(part, without=part.without | lifted) for part in parts))


def _with_behind(day: _Day, parts: tuple[_Part, ...]) -> tuple[_Part, ...]:
    """The parts, each followed by the rows of its kind that stand for held ones."""
    return (*parts, *(replace(part, instead=day.behind) for part in parts)) if day.behind else parts


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
        found += [_queue_row(book, row, day, segment.group) for row in rows]
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
    day = _day(book)
    if behind := day.behind.get(contact_id):
        row = (rank_of(behind), str(behind.shown), *row[2:])
    rank, shown = row[0], date.fromisoformat(row[1])
    place = 0
    for segment in _segments(day, everything=True):
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


def _queue_row(book: Book, row: tuple[Any, ...], day: _Day, group: Group) -> QueueRow:
    contact_id, name, uid, employer = row[:4]
    at, step_why = row[16], row[21]
    found = day.behind.get(contact_id)
    if found is None:
        found = next_of_row((*row[4:16], *row[17:21]))
    else:
        at = str(book.store.value("SELECT at FROM follow_up WHERE id = ?", (found.follow_up,)) or "")
    reason = in_group(at_time(why(found, day.today, step_why), at), group)
    since = day.windows.get(contact_id)
    if since is not None:
        reason = f"{reason}; window open since {say_day(since, day.today)}"
    return QueueRow(
        contact_id=contact_id,
        contact=name,
        contact_uid=uid,
        employer=employer,
        due=found.due,  # type: ignore[arg-type]  # a row of the queue has kind and dates
        not_before=found.not_before,
        shown=found.shown,  # type: ignore[arg-type]
        channel=found.channel,
        purpose=found.purpose,
        why=reason,
        group=group,
        days_late=days_late(found.shown, day.today),  # type: ignore[arg-type]
        kind=found.kind,  # type: ignore[arg-type]
        follow_up=found.follow_up,
        more=found.more,
        step=found.step,
        asks="streak" if group == "decide" and found.kind != "decide" else found.asks,
        window_since=since,
    )


def in_group(reason: str, group: Group | None) -> str:
    """The reason, and for what a full week holds back why it waits."""
    return f"{reason}; this week is full" if group == "next-week" else reason


def at_time(reason: str, at: str) -> str:
    """The reason with the time of day that was planned, if one was."""
    return f"{reason}, at {at}" if at else reason
