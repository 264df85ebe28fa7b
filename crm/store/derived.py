"""Derived rows: what lists and the queue read, recomputed from the facts in the transaction that changed them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from crm.domain.errors import UnreadableBook
from crm.domain.facts import Facts, PlanItem
from crm.domain.next_touch import Due, NextTouch, Rule, next_touch
from crm.domain.text import fold, sort_key, words
from crm.store import outreach, windows
from crm.store.facts import CHUNK, facts_in
from crm.store.plan_facts import companions

if TYPE_CHECKING:
    from crm.store.database import BookDatabase

HEAD = 3
_LONGEST_WORD = 40
_NO_CADENCE_DAYS = 99_999
_FEW = 50
#: The kinds of rows that the queue tells apart; a resting answer is one under a snooze.
RANK_ANSWER, RANK_PROMISE, RANK_OTHER, RANK_RESTING_ANSWER, RANK_CADENCE, RANK_DECIDE = range(6)

LISTING_COLUMNS = (
    "contact_id, sort_key, search_text, name, employer, title, tags, last_touch, rank, kind, due, not_before, shown, "
    "reason_on, follow_up, channel, purpose, more, snoozed_until, cadence_days, anchor_on, anchor_kind, anchor_uid, "
    "do_not_contact, step, asks, decide_from, held"
)
_Rows = dict[str, list[tuple[Any, ...]]]
#: The derived tables and their columns, with what `check` calls them. All have a contact.
_TABLES: dict[str, tuple[str, str]] = {
    "listing": (LISTING_COLUMNS, "list and queue"),
    "open_item": ("follow_up_id, contact_id, due, shown", "open follow-ups"),
    "open_step": ("step_id, contact_id, plan_id, place, due, shown, channel", "open steps of plans"),
    "employer_outreach": (outreach.COLUMNS, "last touches at employers"),
    "window_span": (windows.COLUMNS, "callback windows"),
    "search_word": ("head, sort_key, contact_id, word", "search index"),
}


def compute(database: BookDatabase, ids: list[int], rule: Rule) -> _Rows:
    """What the derived tables should hold for the contacts, a list of rows for each of `_TABLES`.

    Raises UnreadableBook where a fact cannot be understood.
    """
    with database.reading_facts():
        rows = _compute(database, ids, facts_in(database, ids, rule), rule)
        rows["employer_outreach"] = outreach.rows_of(database, ids)
        return rows


def _compute(
    database: BookDatabase,
    ids: list[int],
    facts: Mapping[int, Facts],
    rule: Rule,
    known: Mapping[int, tuple[Any, ...]] | None = None,
) -> _Rows:
    """`known` are rows of the listing of contacts whose name and words are as they were; no words come for them."""
    rows: _Rows = {table: [] for table in _TABLES}
    rows["window_span"] = windows.rows_of(database, ids)
    for contact, description, unique in _described(database, ids, known or {}):
        found = next_touch(facts[contact], rule)
        rows["listing"].append(
            (
                contact,
                *description,
                found.last_touch,
                rank_of(found),
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
                found.step,
                found.asks,
                found.decide_from,
                int(found.held),
            )
        )
        for item in found.items:
            if item.follow_up is not None:
                rows["open_item"].append((item.follow_up, contact, item.due, item.shown))
            elif item.kind == "plan":
                plan = next(plan for plan in facts[contact].plans if plan.steps[0].id == item.step)
                rows["open_step"] += _open_steps(contact, plan, item)
        rows["search_word"] += [(word[:HEAD], description[0], contact, word) for word in unique]
    return rows


def _open_steps(contact: int, plan: PlanItem, first: Due) -> Iterator[tuple[Any, ...]]:
    """The open steps of a plan; those after the first keep at least its shown date."""
    yield plan.steps[0].id, contact, plan.plan, 0, first.due, first.shown, first.channel
    for place, step in enumerate(plan.steps[1:], 1):
        yield step.id, contact, plan.plan, place, step.due, max(step.due, first.shown), step.channel


def rank_of(found: NextTouch) -> int | None:
    """Which of the kinds of rows a next touch is; None where there is no date."""
    if found.kind is None:
        return None
    if found.kind == "answer":
        return RANK_ANSWER if found.snoozed_until is None else RANK_RESTING_ANSWER
    if found.kind in {"promise", "their-promise"}:
        return RANK_PROMISE
    return {"cadence": RANK_CADENCE, "decide": RANK_DECIDE}.get(found.kind, RANK_OTHER)


def _described(
    database: BookDatabase, ids: list[int], known: Mapping[int, tuple[Any, ...]]
) -> Iterator[tuple[int, tuple[str, ...], Iterable[str]]]:
    """Each contact's id, columns `sort_key` to `tags` of the listing, and words."""
    for contact, row in known.items():
        yield contact, row[1:7], ()
    for contact, name, employer, title, tags, searched in _descriptions(
        database, [contact for contact in ids if contact not in known]
    ):
        unique = dict.fromkeys(word[:_LONGEST_WORD] for text in searched for word in words(text))
        yield contact, (sort_key(name), " " + " ".join(unique), name, employer, title, tags), unique


def _descriptions(database: BookDatabase, ids: list[int]) -> Iterator[tuple[int, str, str, str, str, list[str]]]:
    """Each contact's id, name, employer, title, tags (joined by newline) and the texts it is found by."""
    if not ids:
        return
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
        # The plus keeps SQLite from reading all addresses by the index over kinds.
        f"SELECT contact_id, value FROM contact_point WHERE +kind = 'email' AND contact_id IN {within} "
        "ORDER BY contact_id, place"
    ):
        mails[contact].append(value)
    for contact, name, nickname, role in read(f"SELECT id, name, nickname, role FROM contact WHERE id IN {within}"):
        employer, title = places.get(contact, ("", ""))
        searched = [name, nickname, employer, title, role, *tags[contact], *mails[contact]]
        yield contact, name, employer, title, "\n".join(tags[contact]), searched


def refresh(database: BookDatabase, rule: Rule) -> dict[int, Facts]:
    """Recomputes the derived rows of the contacts marked dirty, and of those who must leave them room; unmarks them.

    Gives the facts of the marked ones where they are few.
    """
    rows = database.execute_sql("SELECT contact_id FROM dirty").fetchall()
    if not rows:
        return {}
    database.execute_sql("DELETE FROM dirty")
    ids = [row[0] for row in rows]
    others: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        others |= outreach.replace(database, ids[start : start + CHUNK], rule.week)
    others.difference_update(ids)
    together = [*ids, *sorted(others)]
    for start in range(0, len(together), CHUNK):
        others |= companions(database, together[start : start + CHUNK])
    others.difference_update(ids)
    facts: dict[int, Facts] = {}
    for start in range(0, len(ids), CHUNK):
        facts = _replace(database, ids[start : start + CHUNK], rule)
    for start in range(0, len(others), CHUNK):
        _replace(database, sorted(others)[start : start + CHUNK], rule, only_dates=True)
    return facts if len(ids) <= _FEW else {}


def _replace(database: BookDatabase, ids: list[int], rule: Rule, *, only_dates: bool = False) -> dict[int, Facts]:
    """Brings the rows of the contacts up to date and gives their facts; what stays the same is left alone.

    With `only_dates` nothing else of them can have changed.
    """
    within = f"({','.join(map(str, ids))})"
    before = {
        row[0]: tuple(row)
        for row in database.execute_sql(f"SELECT {LISTING_COLUMNS} FROM listing WHERE contact_id IN {within}")
    }
    with database.reading_facts():
        facts = facts_in(database, ids, rule)
        rows = _compute(database, ids, facts, rule, before if only_dates else None)
    connection = database.connection()
    after = {row[0]: tuple(_text(value) for value in row) for row in rows["listing"]}
    changed = [contact for contact in before.keys() | after.keys() if before.get(contact) != after.get(contact)]
    renamed = {contact for contact in changed if _found_by(before.get(contact)) != _found_by(after.get(contact))}
    if gone := [row for row in (before.get(contact) for contact in renamed) if row is not None]:
        connection.executemany(
            "DELETE FROM search_word WHERE head = ? AND sort_key = ? AND contact_id = ? AND word = ?",
            [(word[:HEAD], key, contact, word) for contact, key, text, *_ in gone for word in text.split()],
        )
    if moved := [contact for contact in changed if contact in before]:
        connection.execute(f"DELETE FROM listing WHERE contact_id IN ({','.join(map(str, moved))})")
    rows["listing"] = [row for row in rows["listing"] if before.get(row[0]) != after[row[0]]]
    # In key order the B-tree grows at one end of each leaf, which halves the time of a large import.
    rows["search_word"] = sorted(row for row in rows["search_word"] if row[2] in renamed)
    for table in ("open_item", "open_step", "window_span"):
        if before:
            connection.execute(f"DELETE FROM {table} WHERE contact_id IN {within}")
    for table, (columns, _) in _TABLES.items():
        if rows[table]:
            marks = ", ".join("?" * len(rows[table][0]))
            connection.executemany(f"INSERT INTO {table}({columns}) VALUES ({marks})", rows[table])
    return facts


def _found_by(row: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    """The columns of a row of the listing from which its words are made: sort key and text."""
    return None if row is None else row[1:3]


def rebuild(database: BookDatabase, rule: Rule) -> None:
    """Recomputes every derived row: after a migration, or when holidays or the default cadence changed."""
    for table in (*_TABLES, "dirty"):
        database.execute_sql(f"DELETE FROM {table}")
    database.execute_sql("INSERT INTO dirty SELECT id FROM contact")
    refresh(database, rule)


def differences(database: BookDatabase, rule: Rule) -> Iterator[str]:
    """A sentence for each contact whose derived rows are not what its facts give, and for rows of nobody."""
    ids: list[int] = [row[0] for row in database.execute_sql("SELECT id FROM contact ORDER BY id").fetchall()]
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        try:
            yield from _different(database, chunk, rule)
        except UnreadableBook:
            for contact in chunk:
                try:
                    yield from _different(database, [contact], rule)
                except UnreadableBook:
                    yield f"contact {contact}: what is due cannot be computed from its facts"
    for table in _TABLES:
        (count,) = database.execute_sql(
            f"SELECT count(*) FROM {table} WHERE contact_id NOT IN (SELECT id FROM contact)"
        ).fetchone()
        if count:
            yield f"{table}: {count} rows of contacts that are not in the book"


def _different(database: BookDatabase, chunk: list[int], rule: Rule) -> list[str]:
    computed = compute(database, chunk, rule)
    within = ",".join(map(str, chunk))
    found = []
    for table, (columns, what) in _TABLES.items():
        who = columns.split(", ").index("contact_id")
        stored = Counter(
            tuple(row) for row in database.execute_sql(f"SELECT {columns} FROM {table} WHERE contact_id IN ({within})")
        )
        wanted = Counter(tuple(_text(value) for value in row) for row in computed[table])
        for contact in sorted({row[who] for row in (stored - wanted) + (wanted - stored)}):
            found.append(f"contact {contact}: the {what} does not match the facts")
    return found


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, date) else value


def key_of(value: str) -> str:
    """An e-mail address, phone number or link as it is compared with others."""
    return fold(value.strip())
