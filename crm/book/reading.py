"""What the panes and the command line read: pages of rows, never the whole book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crm.book.contact_rows import day_or_none, load_contact
from crm.book.errors import Ambiguous, NotFound
from crm.book.etiquette import balance
from crm.book.follow_ups import open_items
from crm.book.queue import at_time, holds_back, in_group, queue_counts, queue_index, queue_page
from crm.book.search import EVERYBODY, Filter, make_filter
from crm.book.session import Book
from crm.book.timeline import timeline_count, timeline_page, touch_rows
from crm.domain.next_touch import NextTouch, next_touch, waiting
from crm.domain.queue import Group, behind_held, group_of, why
from crm.domain.rows import ContactCard, ContactRow
from crm.domain.text import clean_line, fold, sort_key
from crm.store.derived import (
    key_of,
)

__all__ = [
    "changed_elsewhere",
    "contact_card",
    "contact_index",
    "contacts_count",
    "contacts_page",
    "employers",
    "find_contacts",
    "queue_counts",
    "queue_index",
    "queue_page",
    "tags",
    "the_contact",
    "timeline_count",
    "timeline_page",
]

_CANDIDATES_SHOWN = 20
_LISTED = (
    "l.contact_id, c.uid, l.name, l.employer, l.title, c.role, l.tags, l.last_touch, l.shown, l.kind, "
    "l.do_not_contact, l.snoozed_until, l.decide_from, l.more"
)
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
    full = holds_back(book)
    by_id = {row[0]: _contact_row(row, book.today, full) for row in rows}
    return [by_id[contact_id] for contact_id in ids if contact_id in by_id]


def _contact_row(row: tuple[Any, ...], today: date, full: bool) -> ContactRow:
    number, uid, name, employer, title, role, tags, last, shown, kind, blocked, snoozed, asked, more = row
    until, asked_from = day_or_none(snoozed), day_or_none(asked)
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
        decide_from=asked_from,
        held_back=full and not more,
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
    facts = book.store.facts([contact_id])[contact_id]
    found = next_touch(facts, book.store.rule)
    today = book.today
    touches = int(book.store.value("SELECT count(*) FROM touch_contact WHERE contact_id = ?", (contact_id,)))
    exchanged = balance(book, contact_id)
    ids = [touch.id for touch in waiting(facts.touches)]
    group = _group(found, today, limit_reached=holds_back(book))
    if group == "next-week" and (behind := behind_held(facts, today, book.store.rule)):
        found, group = behind, _group(behind, today)
    items = tuple(open_items(book, contact_id))
    at = next((item.at.strftime("%H:%M") for item in items if item.at and item.id == found.follow_up), "")
    return ContactCard(
        contact_id,
        contact,
        found,
        in_group(at_time(why(found, today, _step_why(book, found.step)), at), group),
        group,
        items,
        tuple(touch_rows(book, contact_id, ids)),
        touches,
        exchanged.gave,
        exchanged.asked,
        exchanged,
    )


def _group(found: NextTouch, today: date, *, limit_reached: bool = False) -> Group | None:
    if found.kind is None or found.shown is None:
        return None
    return group_of(
        found.kind,
        found.shown,
        today,
        snoozed=found.snoozed_until is not None,
        decide_from=found.decide_from,
        limit_reached=limit_reached,
    )


def _step_why(book: Book, step: int | None) -> str:
    return str(book.store.value("SELECT why FROM plan_step WHERE id = ?", (step,)) or "") if step else ""


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
