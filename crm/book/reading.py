"""What the panes and the command line read: pages of rows, never the whole book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crm.book.contact_rows import day_or_none, load_contact
from crm.book.errors import Ambiguous, NotFound
from crm.book.follow_ups import open_items
from crm.book.search import EVERYBODY, Filter, make_filter
from crm.book.session import Book
from crm.domain.next_touch import Anchor, NextTouch, next_touch, waiting
from crm.domain.queue import THIS_WEEK_DAYS, Group, days_late, group_of, why
from crm.domain.rows import ContactCard, ContactRow, QueueRow, TimelineRow
from crm.domain.text import clean_line, fold, sort_key
from crm.store.derived import (
    RANK_ANSWER,
    RANK_OTHER,
    RANK_PROMISE,
    RANK_RESTING_ANSWER,
    facts_of,
    key_of,
)

_CANDIDATES_SHOWN = 20
_LISTED = (
    "l.contact_id, c.uid, l.name, l.employer, l.title, c.role, l.tags, l.last_touch, l.shown, l.kind, "
    "l.do_not_contact, l.snoozed_until"
)
_QUEUED = (
    "l.contact_id, l.name, c.uid, l.employer, l.due, l.not_before, l.shown, l.channel, l.purpose, l.kind, "
    "l.follow_up, l.more, l.reason_on, l.snoozed_until, l.anchor_on, l.anchor_kind, coalesce(f.at, '')"
)
_ORDER = "shown, cadence_days, sort_key, contact_id"


# The queue


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of the queue: one group, days first to last, the rows of some ranks in one order.

    Each rank is one range of the partial index; SQLite merges two of them as it reads.
    """

    group: Group
    ranks: tuple[int, ...]
    first: date
    last: date

    def rows(self, columns: str, condition: str = "") -> str:
        """The query for the rows, unordered."""
        where = f"shown IS NOT NULL AND rank = ? AND shown >= ? AND shown <= ?{condition}"
        return " UNION ALL ".join(f"SELECT {columns} FROM listing WHERE {where}" for _ in self.ranks)

    def values(self, *more: Any) -> tuple[Any, ...]:
        """The values of the query; `more` are those of its condition."""
        return tuple(value for rank in self.ranks for value in (rank, self.first, self.last, *more))


def _segments(today: date, *, everything: bool) -> Iterator[_Segment]:
    """The queue from top to bottom. Promises come first in a group; an answer that rests stands with the others."""
    yield _Segment("answer", (RANK_ANSWER,), date.min, date.max)
    yield _Segment("answer", (RANK_RESTING_ANSWER,), date.min, today)
    days = (date.max - today).days
    tomorrow = today + timedelta(days=min(1, days))
    week = today + timedelta(days=min(THIS_WEEK_DAYS, days))
    spans: list[tuple[Group, date, date]] = [("today", today, today)]
    if today > date.min:
        spans.insert(0, ("late", date.min, today - timedelta(days=1)))
    if tomorrow > today:
        spans.append(("this-week", tomorrow, week))
    if everything and week < date.max:
        spans.append(("later", week + timedelta(days=1), date.max))
    for group, first, last in spans:
        yield _Segment(group, (RANK_PROMISE,), first, last)
        ahead = group in {"this-week", "later"}
        yield _Segment(group, (RANK_OTHER, RANK_RESTING_ANSWER) if ahead else (RANK_OTHER,), first, last)


def queue_page(book: Book, offset: int = 0, limit: int = 50, *, everything: bool = False) -> list[QueueRow]:
    """Rows of the queue from `offset` on, in order; without `everything` those of the next seven days at most."""
    found: list[QueueRow] = []
    for segment in _segments(book.today, everything=everything):
        if offset:
            size = _size(book, segment)
            if size <= offset:
                offset -= size
                continue
        page = f"{segment.rows(_ORDER)} ORDER BY {_ORDER} LIMIT ? OFFSET ?"
        rows = book.store.rows(
            f"SELECT {_QUEUED} FROM ({page}) page JOIN listing l ON l.contact_id = page.contact_id "
            "JOIN contact c ON c.id = l.contact_id LEFT JOIN follow_up f ON f.id = l.follow_up "
            f"ORDER BY {', '.join('l.' + part for part in _ORDER.split(', '))}",
            (*segment.values(), limit - len(found), offset),
        )
        offset = 0
        found += [_queue_row(row, book.today) for row in rows]
        if len(found) >= limit:
            break
    return found


def queue_counts(book: Book) -> dict[Group, int]:
    """How many rows each group of the queue has, in the order of the groups; empty ones are left out."""
    counts: dict[Group, int] = {}
    for segment in _segments(book.today, everything=True):
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
    for segment in _segments(book.today, everything=True):
        if rank in segment.ranks and segment.first <= shown <= segment.last:
            before = segment.rows("1", f" AND ({_ORDER}) < (?, ?, ?, ?)")
            return place + int(book.store.value(f"SELECT count(*) FROM ({before})", segment.values(*row[1:])))
        place += _size(book, segment)
    return None


def _size(book: Book, segment: _Segment) -> int:
    return int(book.store.value(f"SELECT count(*) FROM ({segment.rows('1')})", segment.values()))


def _queue_row(row: tuple[Any, ...], today: date) -> QueueRow:
    (contact_id, name, uid, employer, due, not_before, shown, channel, purpose, kind) = row[:10]
    (follow_up, more, reason_on, snoozed, anchor_on, anchor_kind, at) = row[10:]
    found = NextTouch(
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
    )
    day = date.fromisoformat(shown)
    return QueueRow(
        contact_id=contact_id,
        contact=name,
        contact_uid=uid,
        employer=employer,
        due=date.fromisoformat(due),
        not_before=day_or_none(not_before),
        shown=day,
        channel=channel,
        purpose=purpose,
        why=_at(why(found, today), at),
        group=group_of(kind, day, today, snoozed=snoozed is not None),
        days_late=days_late(day, today),
        kind=kind,
        follow_up=follow_up,
        more=more,
    )


def _at(reason: str, at: str) -> str:
    """The reason with the time of day that was planned, if one was."""
    return f"{reason}, at {at}" if at else reason


# Contacts


def contacts_page(book: Book, text: str = "", offset: int = 0, limit: int = 100) -> list[ContactRow]:
    """Contacts from `offset` on by name; `text` filters as `search.make_filter` says."""
    return _contact_page(book, _filter(book, text), offset, limit)


def contacts_count(book: Book, text: str = "") -> int:
    """How many contacts fit the filter."""
    sql, values = _filter(book, text).count()
    return int(book.store.value(sql, values))


def contact_index(book: Book, contact_id: int, text: str = "") -> int | None:
    """The place of a contact in the filtered list, from 0; None where the filter leaves it out."""
    key = book.store.value("SELECT sort_key FROM listing WHERE contact_id = ?", (contact_id,))
    if key is None:
        return None
    chosen = _filter(book, text)
    if book.store.row(*chosen.has(contact_id)) is None:
        return None
    return int(book.store.value(*chosen.before(key, contact_id)))


def _filter(book: Book, text: str) -> Filter:
    return make_filter(book.store, text) if text.strip() else EVERYBODY


def _contact_page(book: Book, chosen: Filter, offset: int, limit: int) -> list[ContactRow]:
    return _contact_rows(book, [row[0] for row in book.store.rows(*chosen.page(offset, limit))])


def _contact_rows(book: Book, ids: Sequence[int]) -> list[ContactRow]:
    if not ids:
        return []
    rows = book.store.rows(
        f"SELECT {_LISTED} FROM listing l JOIN contact c ON c.id = l.contact_id "
        f"WHERE l.contact_id IN ({','.join(map(str, ids))})"
    )
    by_id = {row[0]: _contact_row(row, book.today) for row in rows}
    return [by_id[contact_id] for contact_id in ids if contact_id in by_id]


def _contact_row(row: tuple[Any, ...], today: date) -> ContactRow:
    number, uid, name, employer, title, role, tags, last, shown, kind, blocked, snoozed = row
    until = day_or_none(snoozed)
    return ContactRow(
        id=number,
        uid=uid,
        name=name,
        employer=employer,
        title=title,
        role=role,
        tags=tuple(tags.split("\n")) if tags else (),
        last_touch=day_or_none(last),
        next_due=day_or_none(shown),
        kind=kind,
        do_not_contact=bool(blocked),
        snoozed=until is not None and until > today,
    )


def find_contacts(book: Book, who: str) -> list[ContactRow]:
    """The contacts that WHO can mean: a uid, an e-mail address, a whole name, else part of one, by name."""
    who = clean_line(who)
    if not who:
        return []
    exact = (
        ("SELECT id FROM contact WHERE uid = ?", who),
        ("SELECT DISTINCT contact_id FROM contact_point WHERE kind = 'email' AND value_key = ?", key_of(who)),
    )
    for sql, value in exact:
        if rows := book.store.rows(sql, (value,)):
            return _contact_rows(book, [row[0] for row in rows])
    rows = book.store.rows(
        "SELECT contact_id, name FROM listing WHERE sort_key = ? ORDER BY contact_id", (sort_key(who),)
    )
    if named := [row[0] for row in rows if fold(row[1]) == fold(who)]:
        return _contact_rows(book, named)
    return _contact_page(book, make_filter(book.store, who), 0, _CANDIDATES_SHOWN + 1)


def the_contact(book: Book, who: str) -> ContactRow:
    """The one contact that WHO means. Raises NotFound, or Ambiguous with the candidates."""
    found = find_contacts(book, who)
    if not found:
        raise NotFound(f"Nobody in the book fits “{clean_line(who)[:60]}”: `callback contacts` lists everybody.")
    if len(found) > 1:
        lines = [
            "  ".join(part for part in (row.name, row.employer, row.uid) if part) for row in found[:_CANDIDATES_SHOWN]
        ]
        if len(found) > _CANDIDATES_SHOWN:
            lines.append("… and more")
        raise Ambiguous(
            f"“{clean_line(who)[:60]}” fits several people: say more of the name, or the e-mail or uid.",
            lines,
        )
    return found[0]


def contact_card(book: Book, contact_id: int) -> ContactCard:
    """Everything about one contact and what comes next. Raises NotFound."""
    contact = load_contact(book.store, contact_id)
    if contact is None:
        raise NotFound("This contact is no longer in the book.")
    facts = facts_of(book.store.database, [contact_id])[contact_id]
    found = next_touch(facts, book.store.rule)
    today = book.today
    touches, gave, asked = book.store.rows(
        "SELECT count(*), coalesce(sum(t.gave <> ''), 0), coalesce(sum(t.asked <> ''), 0) "
        "FROM touch_contact p JOIN touch t ON t.id = p.touch_id WHERE p.contact_id = ?",
        (contact_id,),
    )[0]
    ids = [touch.id for touch in waiting(facts.touches)]
    group = (
        group_of(found.kind, found.shown, today, snoozed=found.snoozed_until is not None)
        if found.kind and found.shown
        else None
    )
    items = tuple(open_items(book, contact_id))
    at = next((item.at.strftime("%H:%M") for item in items if item.at and item.id == found.follow_up), "")
    return ContactCard(
        contact_id,
        contact,
        found,
        _at(why(found, today), at),
        group,
        items,
        tuple(_touch_rows(book, contact_id, ids)),
        touches,
        gave,
        asked,
    )


# The timeline

_TOUCH = "t.id, t.uid, p.\"on\", 'touch', t.channel, t.direction, t.outcome, t.note, t.gave, t.asked"


def timeline_page(book: Book, contact_id: int, offset: int = 0, limit: int = 50) -> list[TimelineRow]:
    """Touches, and follow-ups marked done or skipped, newest first."""
    rows = book.store.rows(
        f"SELECT {_TOUCH}, p.seq AS seq FROM touch_contact p CROSS JOIN touch t ON t.id = p.touch_id "
        "WHERE p.contact_id = ? UNION ALL "
        "SELECT id, uid, status_on, 'follow-up', channel, '', status, purpose, '', '', seq FROM follow_up "
        "WHERE contact_id = ? AND status IN ('done', 'skipped') ORDER BY 3 DESC, 11 DESC, 1 DESC LIMIT ? OFFSET ?",
        (contact_id, contact_id, limit, offset),
    )
    found = [_timeline_row(row) for row in rows]
    return _with_company(book, contact_id, found)


def timeline_count(book: Book, contact_id: int) -> int:
    """How many entries the timeline has."""
    return int(
        book.store.value(
            "SELECT (SELECT count(*) FROM touch_contact WHERE contact_id = ?) + "
            "(SELECT count(*) FROM follow_up WHERE contact_id = ? AND status IN ('done', 'skipped'))",
            (contact_id, contact_id),
        )
    )


def _touch_rows(book: Book, contact_id: int, ids: Sequence[int]) -> list[TimelineRow]:
    if not ids:
        return []
    rows = book.store.rows(
        f"SELECT {_TOUCH} FROM touch_contact p JOIN touch t ON t.id = p.touch_id "
        f'WHERE p.contact_id = ? AND t.id IN ({",".join(map(str, ids))}) ORDER BY p."on", p.seq',
        (contact_id,),
    )
    return [replace(_timeline_row(row), waits=True) for row in rows]


def _timeline_row(row: tuple[Any, ...]) -> TimelineRow:
    number, uid, on, kind, channel, direction, outcome, note, gave, asked = row[:10]
    return TimelineRow(number, uid, date.fromisoformat(on), kind, channel, direction, outcome, note, gave, asked)


def _with_company(book: Book, contact_id: int, found: list[TimelineRow]) -> list[TimelineRow]:
    """The rows with who else took part, and whether they wait for an answer."""
    ids = [row.id for row in found if row.kind == "touch"]
    if not ids:
        return found
    others: dict[int, list[str]] = {}
    for touch_id, name in book.store.rows(
        "SELECT p.touch_id, c.name FROM touch_contact p JOIN contact c ON c.id = p.contact_id "
        f"WHERE p.touch_id IN ({','.join(map(str, ids))}) AND p.contact_id <> ? ORDER BY p.id",
        (contact_id,),
    ):
        others.setdefault(touch_id, []).append(name)
    waits: set[int] = set()
    if any(row.direction == "in" for row in found):
        facts = facts_of(book.store.database, [contact_id])[contact_id]
        waits = {touch.id for touch in waiting(facts.touches)}
    return [
        replace(row, others=tuple(others.get(row.id, ())), waits=row.id in waits) if row.kind == "touch" else row
        for row in found
    ]


# Suggestions for forms


def employers(book: Book, text: str = "", limit: int = 20) -> list[str]:
    """Names of employers that begin with `text`, by name."""
    key = fold(text.strip())
    return [
        row[0]
        for row in book.store.rows(
            "SELECT name FROM employer WHERE name_key >= ? AND name_key < ? ORDER BY name_key LIMIT ?",
            (key, key + "\U0010ffff", limit),
        )
    ]


def tags(book: Book, limit: int = 200) -> list[str]:
    """The tags in use, the commonest first."""
    return [
        row[0]
        for row in book.store.rows("SELECT name FROM tag GROUP BY name ORDER BY count(*) DESC, name LIMIT ?", (limit,))
    ]


def changed_elsewhere(book: Book) -> bool:
    """True when another program has written to the book since this was last asked."""
    return book.store.changed_elsewhere()
