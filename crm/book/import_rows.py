"""The rows of an import, written in bulk inside one act."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from crm.book.contact_rows import employer_key, insert_contacts, update_contact
from crm.book.import_choices import AsNew
from crm.book.import_files import Progress
from crm.book.import_history import NewTouch, Order
from crm.book.import_plan import ImportPlan
from crm.book.import_same import write_same
from crm.book.import_search_rows import write_search
from crm.book.session import Book
from crm.domain.text import fold
from crm.formats.records import EmployerRecord

_BATCH = 1_000


def write_plan(book: Book, plan: ImportPlan, progress: Progress | None = None) -> None:
    """Writes everything of the plan. Call it inside an act, with a plan of the book as it is."""
    _employers(book, plan.employers)
    new = plan.of("new")
    for start in range(0, len(new), _BATCH):
        if progress:
            progress("Writing contacts", start, len(new))
        batch = new[start : start + _BATCH]
        ids = insert_contacts(book.store, [item.contact for item in batch], today=book.today, stamp=book.stamp)
        for item, who in zip(batch, ids, strict=True):
            item.who = who
    for number, item in enumerate(plan.of("changed")):
        if item.who is None or item.before is None:
            continue
        if progress and number % _BATCH == 0:
            progress("Changing contacts", number, len(plan.items))
        if item.contact != item.before:
            update_contact(book.store, item.who, item.before, item.contact, stamp=book.stamp)
    _remember(book, plan)
    _history(book, plan, progress)
    write_same(book, plan.same)


def _remember(book: Book, plan: ImportPlan) -> None:
    """What the person said of rows: who they are, so that they are known again, and who they are not."""
    book.store.executemany(
        "INSERT INTO former_contact(contact_id, uid, source) VALUES (?, ?, ?)",
        [((item.into or item).who, uid, source) for item, uid, source in plan.formers],
    )
    pairs = [
        ((item.who or 0), (plan.at(-other.who).who or 0) if other.who < 0 else other.who)
        for item in plan.of("new")
        if isinstance(item.choice, AsNew)
        for other in item.possible
    ]
    if not pairs:
        return
    ids = json.dumps(sorted({who for pair in pairs for who in pair}))
    uids = dict(book.store.rows("SELECT id, uid FROM contact WHERE id IN (SELECT value FROM json_each(?))", (ids,)))
    book.store.executemany(
        "INSERT OR IGNORE INTO not_same(kind, one, other, created) VALUES ('contact', ?, ?, ?)",
        [
            (*sorted((uids[one], uids[other])), book.stamp)
            for one, other in pairs
            if one in uids and other in uids and one != other
        ],
    )


def _employers(book: Book, records: Sequence[EmployerRecord]) -> None:
    execute = book.store.database.execute_sql
    taken = {row[0] for row in book.store.rows("SELECT uid FROM employer")}
    ranks = {row[0] for row in book.store.rows("SELECT rank FROM employer WHERE rank IS NOT NULL")}
    known: dict[str, int] = {}
    for number, name in book.store.rows("SELECT id, name FROM employer ORDER BY id"):
        known.setdefault(employer_key(name), number)
    for number, name in book.store.rows("SELECT employer_id, name FROM former_employer ORDER BY id"):
        known.setdefault(employer_key(name), number)
    for record in records:
        employer = record.employer
        extra = json.dumps(employer.extra, ensure_ascii=False)
        key = employer_key(employer.name)
        if key in known:
            has = book.store.value("SELECT rank FROM employer WHERE id = ?", (known[key],))
            execute(
                "UPDATE employer SET website = CASE website WHEN '' THEN ? ELSE website END, "
                "notes = CASE notes WHEN '' THEN ? ELSE notes END, extra = CASE extra WHEN '{}' THEN ? ELSE extra END, "
                "rank = ?, working_on = CASE working_on WHEN '' THEN ? ELSE working_on END WHERE id = ?",
                (
                    employer.website,
                    employer.notes,
                    extra,
                    has or _free_rank(record.rank, ranks),
                    record.working_on,
                    known[key],
                ),
            )
            continue
        uid = employer.uid if employer.uid and employer.uid not in taken else str(uuid4())
        taken.add(uid)
        execute(
            "INSERT INTO employer(uid, name, name_key, website, notes, extra, created, rank, working_on) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                uid,
                employer.name,
                fold(employer.name),
                employer.website,
                employer.notes,
                extra,
                _stamp(record.created, book.stamp),
                _free_rank(record.rank, ranks),
                record.working_on,
            ),
        )
        known[key] = int(book.store.value("SELECT last_insert_rowid()"))


def _free_rank(wanted: int, ranks: set[int]) -> int | None:
    """The place on the target list, or the next one behind it that nobody has; None for no place."""
    if not wanted:
        return None
    while wanted in ranks:
        wanted += 1
    ranks.add(wanted)
    return wanted


def _history(book: Book, plan: ImportPlan, progress: Progress | None) -> None:
    history = plan.history
    orders = sorted({*history.orders, *plan.search.orders})
    if not orders and not plan.search:
        return
    first = book.store.next_seq(len(orders)) if orders else 0
    seq: dict[Order, int] = {order: first + place for place, order in enumerate(orders)}
    if progress:
        progress("Writing touches", 0, len(history.touches))
    _touches(book, history.touches, seq)
    write_search(book, plan.search, seq)
    if progress:
        progress("Writing follow-ups", 0, len(history.follow_ups))
    rows: list[tuple[Any, ...]] = []
    stamp = book.stamp
    for new in history.follow_ups:
        item = new.record.follow_up
        created = _stamp(item.created, stamp)
        rows.append(
            (
                item.uid or str(uuid4()),
                new.person.id,
                new.touch.id if isinstance(new.touch, NewTouch) else new.touch,
                item.kind,
                item.on.isoformat(),
                item.at.strftime("%H:%M") if item.at else "",
                item.purpose,
                item.channel,
                item.status,
                item.status_on,
                seq[new.order],
                created,
                new.record.updated or created,
                new.news.id if new.news else None,
            )
        )
    book.store.executemany(
        'INSERT INTO follow_up(uid, contact_id, touch_id, kind, "on", at, purpose, channel, status, status_on, seq, '
        "created, updated, news_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    book.store.executemany(
        "INSERT INTO snooze(contact_id, until, set_on, seq) VALUES (?, ?, ?, ?)",
        [(new.person.id, new.until, new.on, seq[new.order]) for new in history.marks if new.until],
    )
    book.store.executemany(
        'INSERT INTO pass(contact_id, "on", seq) VALUES (?, ?, ?)',
        [(new.person.id, new.on, seq[new.order]) for new in history.marks if not new.until],
    )


def _touches(book: Book, touches: Sequence[NewTouch], seq: dict[Order, int]) -> None:
    first = int(book.store.value("SELECT coalesce(max(id), 0) FROM touch")) + 1
    stamp = book.stamp
    rows: list[tuple[Any, ...]] = []
    joins: list[tuple[Any, ...]] = []
    for number, new in enumerate(touches, start=first):
        touch = new.record.touch
        new.id = number
        place = seq[new.order]
        on = touch.on.isoformat()  # faster than letting the driver adapt dates
        rows.append(
            (
                number,
                touch.uid or str(uuid4()),
                on,
                place,
                touch.channel,
                touch.direction,
                touch.outcome,
                touch.note,
                touch.gave,
                touch.asked,
                touch.got,
                int(touch.answer_needed),
                _stamp(touch.created, stamp),
            )
        )
        # Two entries of a file may have turned out to be one person.
        joins += [(who, number, on, place) for who in dict.fromkeys(person.id for person in new.people)]
    book.store.executemany(
        'INSERT INTO touch(id, uid, "on", seq, channel, direction, outcome, note, gave, asked, got, answer_needed, '
        "created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    book.store.executemany('INSERT INTO touch_contact(contact_id, touch_id, "on", seq) VALUES (?, ?, ?, ?)', joins)


def _stamp(moment: datetime | None, now: str) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else now
