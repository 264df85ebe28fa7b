"""Derived rows: what lists and the queue read, recomputed from the facts in the transaction that changed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from crm.domain.errors import UnreadableBook
from crm.domain.next_touch import (
    Facts,
    FollowUpFact,
    NextTouch,
    PassFact,
    Rule,
    SnoozeFact,
    TouchFact,
    next_touch,
)
from crm.domain.text import fold, sort_key, words

if TYPE_CHECKING:
    from crm.store.database import BookDatabase

HEAD = 3
_CHUNK = 2000
_LONGEST_WORD = 40
_NO_CADENCE_DAYS = 99_999
#: The parts of the queue in order within a day: answers, promises, everything else; 3 is an answer under a snooze.
RANK_ANSWER, RANK_PROMISE, RANK_OTHER, RANK_RESTING_ANSWER = range(4)

LISTING_COLUMNS = (
    "contact_id, sort_key, search_text, name, employer, title, tags, last_touch, rank, kind, due, not_before, shown, "
    "reason_on, follow_up, channel, purpose, more, snoozed_until, cadence_days, anchor_on, anchor_kind, anchor_uid, "
    "do_not_contact"
)
_LISTING_INSERT = f"INSERT INTO listing({LISTING_COLUMNS}) VALUES ({', '.join('?' * len(LISTING_COLUMNS.split(',')))})"
_Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]


def facts_of(database: BookDatabase, ids: Iterable[int]) -> dict[int, Facts]:
    """The facts of the rule for each of the contacts, in a few reads whatever their number.

    Raises UnreadableBook where a fact cannot be understood.
    """
    wanted = list(ids)
    found: dict[int, Facts] = {}
    for start in range(0, len(wanted), _CHUNK):
        with database.reading_facts():
            found.update(_facts(database, wanted[start : start + _CHUNK]))
    return found


def _facts(database: BookDatabase, ids: list[int]) -> dict[int, Facts]:
    within = f"({','.join(map(str, ids))})"
    read = database.execute_sql
    touches: dict[int, list[TouchFact]] = defaultdict(list)
    # CROSS JOIN keeps the order of the loops: a contact's touches are one range of an index.
    for contact, on, seq, channel, direction, outcome, needed, touch_id, uid in read(
        'SELECT p.contact_id, p."on", p.seq, t.channel, t.direction, t.outcome, t.answer_needed, t.id, t.uid '
        f"FROM touch_contact p CROSS JOIN touch t ON t.id = p.touch_id WHERE p.contact_id IN {within}"
    ):
        touches[contact].append(TouchFact(_day(on), seq, channel, direction, outcome, bool(needed), touch_id, uid))
    follow_ups: dict[int, list[FollowUpFact]] = defaultdict(list)
    for contact, on, seq, kind, channel, purpose, follow_up_id, made in read(
        'SELECT f.contact_id, f."on", f.seq, f.kind, f.channel, f.purpose, f.id, t."on" FROM follow_up f '
        f"LEFT JOIN touch t ON t.id = f.touch_id WHERE f.status = 'open' AND f.contact_id IN {within} ORDER BY f.id"
    ):
        follow_ups[contact].append(
            FollowUpFact(_day(on), seq, kind, channel, purpose, id=follow_up_id, made=_day(made) if made else None)
        )
    snoozes: dict[int, list[SnoozeFact]] = defaultdict(list)
    for contact, until, set_on, seq in read(
        f"SELECT contact_id, until, set_on, seq FROM snooze WHERE contact_id IN {within}"
    ):
        snoozes[contact].append(SnoozeFact(_day(until), _day(set_on), seq))
    passes: dict[int, list[PassFact]] = defaultdict(list)
    for contact, on, seq in read(f'SELECT contact_id, "on", seq FROM pass WHERE contact_id IN {within}'):
        passes[contact].append(PassFact(_day(on), seq))
    return {
        contact: Facts(
            added=_day(added),
            met=met_on and _day(met_on),
            cadence=cadence,
            in_search=bool(role),
            do_not_contact=bool(blocked),
            touches=touches.get(contact, ()),
            follow_ups=follow_ups.get(contact, ()),
            snoozes=snoozes.get(contact, ()),
            passes=passes.get(contact, ()),
        )
        for contact, added, met_on, cadence, role, blocked in read(
            f"SELECT id, added, met_on, cadence, role, do_not_contact FROM contact WHERE id IN {within}"
        )
    }


def _day(text: str) -> date:
    return date.fromisoformat(text)


def compute(database: BookDatabase, ids: list[int], rule: Rule) -> _Rows:
    """What the derived tables should hold for the contacts: rows of listing, open_item and search_word.

    Raises UnreadableBook where a fact cannot be understood.
    """
    with database.reading_facts():
        return _compute(database, ids, rule)


def _compute(database: BookDatabase, ids: list[int], rule: Rule) -> _Rows:
    facts = _facts(database, ids)
    listing: list[tuple[Any, ...]] = []
    items: list[tuple[Any, ...]] = []
    found_by: list[tuple[Any, ...]] = []
    for contact, name, employer, title, tags, searched in _descriptions(database, ids):
        found = next_touch(facts[contact], rule)
        key = sort_key(name)
        unique = dict.fromkeys(word[:_LONGEST_WORD] for text in searched for word in words(text))
        listing.append(
            (
                contact,
                key,
                " " + " ".join(unique),
                name,
                employer,
                title,
                tags,
                found.last_touch,
                _rank(found),
                found.kind,
                found.due,
                found.not_before,
                found.shown,
                found.reason_on,
                found.follow_up,
                found.channel,
                found.purpose,
                found.more,
                found.snoozed_until,
                found.cadence_days or _NO_CADENCE_DAYS,
                found.anchor.on if found.anchor else None,
                found.anchor.kind if found.anchor else "",
                found.anchor.uid if found.anchor else "",
                int(found.do_not_contact),
            )
        )
        items += [(item.follow_up, contact, item.due, item.shown) for item in found.items if item.follow_up is not None]
        found_by += [(word[:HEAD], key, contact, word) for word in unique]
    return listing, items, found_by


def _rank(found: NextTouch) -> int | None:
    if found.kind is None:
        return None
    if found.kind == "answer":
        return RANK_ANSWER if found.snoozed_until is None else RANK_RESTING_ANSWER
    return RANK_PROMISE if found.kind in {"promise", "their-promise"} else RANK_OTHER


def _descriptions(database: BookDatabase, ids: list[int]) -> Iterator[tuple[int, str, str, str, str, list[str]]]:
    """Each contact's id, name, employer, title, tags (joined by newline) and the texts it is found by."""
    within = f"({','.join(map(str, ids))})"
    read = database.execute_sql
    places: dict[int, tuple[str, str]] = {}
    for contact, employer, title in read(
        "SELECT p.contact_id, coalesce(e.name, ''), p.title FROM position p "
        "LEFT JOIN employer e ON e.id = p.employer_id "
        f"WHERE p.contact_id IN {within} AND p.until IS NULL ORDER BY p.contact_id, p.place"
    ):
        places.setdefault(contact, (employer, title))
    tags: dict[int, list[str]] = defaultdict(list)
    for contact, name in read(
        f"SELECT contact_id, name FROM tag WHERE contact_id IN {within} ORDER BY contact_id, place"
    ):
        tags[contact].append(name)
    mails: dict[int, list[str]] = defaultdict(list)
    for contact, value in read(
        f"SELECT contact_id, value FROM contact_point WHERE kind = 'email' AND contact_id IN {within} "
        "ORDER BY contact_id, place"
    ):
        mails[contact].append(value)
    for contact, name, nickname, role in read(f"SELECT id, name, nickname, role FROM contact WHERE id IN {within}"):
        employer, title = places.get(contact, ("", ""))
        searched = [name, nickname, employer, title, role, *tags[contact], *mails[contact]]
        yield contact, name, employer, title, "\n".join(tags[contact]), searched


def refresh(database: BookDatabase, rule: Rule) -> None:
    """Recomputes the derived rows of the contacts marked dirty, and unmarks them."""
    rows = database.execute_sql("SELECT contact_id FROM dirty").fetchall()
    if not rows:
        return
    database.execute_sql("DELETE FROM dirty")
    ids = [row[0] for row in rows]
    for start in range(0, len(ids), _CHUNK):
        _replace(database, ids[start : start + _CHUNK], rule)


def _replace(database: BookDatabase, ids: list[int], rule: Rule) -> None:
    within = f"({','.join(map(str, ids))})"
    old = database.execute_sql(
        f"SELECT sort_key, contact_id, search_text FROM listing WHERE contact_id IN {within}"
    ).fetchall()
    connection = database.connection()
    if old:
        connection.executemany(
            "DELETE FROM search_word WHERE head = ? AND sort_key = ? AND contact_id = ? AND word = ?",
            [(word[:HEAD], key, contact, word) for key, contact, text in old for word in text.split()],
        )
        connection.execute(f"DELETE FROM listing WHERE contact_id IN {within}")
        connection.execute(f"DELETE FROM open_item WHERE contact_id IN {within}")
    listing, items, found_by = compute(database, ids, rule)
    connection.executemany(_LISTING_INSERT, listing)
    connection.executemany("INSERT INTO open_item(follow_up_id, contact_id, due, shown) VALUES (?, ?, ?, ?)", items)
    # In key order the B-tree grows at one end of each leaf, which halves the time of a large import.
    connection.executemany(
        "INSERT INTO search_word(head, sort_key, contact_id, word) VALUES (?, ?, ?, ?)", sorted(found_by)
    )


def rebuild(database: BookDatabase, rule: Rule) -> None:
    """Recomputes every derived row: after a migration, or when holidays or the default cadence changed."""
    for table in ("listing", "open_item", "search_word", "dirty"):
        database.execute_sql(f"DELETE FROM {table}")
    database.execute_sql("INSERT INTO dirty SELECT id FROM contact")
    refresh(database, rule)


def differences(database: BookDatabase, rule: Rule) -> Iterator[str]:
    """A sentence for each contact whose derived rows are not what its facts give, and for rows of nobody."""
    ids: list[int] = [row[0] for row in database.execute_sql("SELECT id FROM contact ORDER BY id").fetchall()]
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        try:
            yield from _different(database, chunk, rule)
        except UnreadableBook:
            for contact in chunk:
                try:
                    yield from _different(database, [contact], rule)
                except UnreadableBook:
                    yield f"contact {contact}: what is due cannot be computed from its facts"
    for table in ("listing", "open_item", "search_word"):
        (count,) = database.execute_sql(
            f"SELECT count(*) FROM {table} WHERE contact_id NOT IN (SELECT id FROM contact)"
        ).fetchone()
        if count:
            yield f"{table}: {count} rows of contacts that are not in the book"


def _different(database: BookDatabase, chunk: list[int], rule: Rule) -> list[str]:
    tables = {
        "list and queue": (f"SELECT {LISTING_COLUMNS} FROM listing WHERE contact_id IN", 0),
        "open follow-ups": (
            "SELECT follow_up_id, contact_id, due, shown FROM open_item WHERE contact_id IN",
            1,
        ),
        "search index": ("SELECT head, sort_key, contact_id, word FROM search_word WHERE contact_id IN", 2),
    }
    computed = compute(database, chunk, rule)
    found = []
    for number, (what, (sql, who)) in enumerate(tables.items()):
        stored = {tuple(row) for row in database.execute_sql(f"{sql} ({','.join(map(str, chunk))})")}
        wanted = {tuple(_text(value) for value in row) for row in computed[number]}
        for contact in sorted({row[who] for row in stored ^ wanted}):
            found.append(f"contact {contact}: the {what} does not match the facts")
    return found


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, date) else value


def key_of(value: str) -> str:
    """An e-mail address, phone number or link as it is compared with others."""
    return fold(value.strip())
