"""A contact between its domain form and its rows in the book."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from unicodedata import normalize
from uuid import uuid4

from crm.domain.people import Address, Contact, Labelled, Met, Position
from crm.domain.text import fold
from crm.store.derived import key_of
from crm.store.store import Store

CONTACT_FIELDS = (
    *("uid", "name", "given", "family", "middle", "prefix", "suffix", "nickname", "role", "birthday", "anniversary"),
    *("met_on", "met_how", "met_through", "cadence", "do_not_contact", "notes", "added", "source", "extra", "created"),
)
ADDRESS_FIELDS = ["label", "value", "street", "code", "city", "region", "country", "box", "extended"]
_INSERT_CONTACT = f"INSERT INTO contact({', '.join(CONTACT_FIELDS)}) VALUES ({', '.join('?' * len(CONTACT_FIELDS))})"
POINT_KINDS = (("email", "emails"), ("phone", "phones"), ("link", "links"))


def contact_values(contact: Contact, *, today: date, stamp: str) -> tuple[Any, ...]:
    """The values of CONTACT_FIELDS for a contact; a missing uid, day and time of adding are filled in."""
    return (
        contact.uid or str(uuid4()),
        contact.name,
        contact.given,
        contact.family,
        contact.middle,
        contact.prefix,
        contact.suffix,
        contact.nickname,
        contact.role,
        contact.birthday,
        contact.anniversary,
        contact.met.on,
        contact.met.how,
        contact.met.through,
        contact.cadence,
        int(contact.do_not_contact),
        contact.notes,
        contact.added or today,
        contact.source,
        json.dumps(contact.extra, ensure_ascii=False),
        contact.created.strftime("%Y-%m-%dT%H:%M:%SZ") if contact.created else stamp,
    )


def insert_contact(store: Store, contact: Contact, *, today: date, stamp: str) -> int:
    """Writes a new contact with all its lists; gives its id. Inside an act."""
    store.database.execute_sql(_INSERT_CONTACT, contact_values(contact, today=today, stamp=stamp))
    contact_id = int(store.value("SELECT last_insert_rowid()"))
    _insert_lists(store, contact_id, contact, stamp)
    return contact_id


def update_contact(store: Store, contact_id: int, old: Contact, new: Contact, *, stamp: str) -> None:
    """Makes the rows of a contact those of `new`; lists that are equal stay untouched. Inside an act."""
    values = contact_values(new, today=old.added or date.min, stamp=stamp)
    sets = ", ".join(f"{name} = ?" for name in CONTACT_FIELDS)
    store.database.execute_sql(f"UPDATE contact SET {sets} WHERE id = ?", (*values, contact_id))
    execute = store.database.execute_sql
    for kind, field in POINT_KINDS:
        if getattr(old, field) != getattr(new, field):
            execute("DELETE FROM contact_point WHERE contact_id = ? AND kind = ?", (contact_id, kind))
            _insert_points(store, [(contact_id, new)], (kind, field))
    if old.addresses != new.addresses:
        execute("DELETE FROM address WHERE contact_id = ?", (contact_id,))
        _insert_addresses(store, [(contact_id, new)])
    if old.tags != new.tags:
        execute("DELETE FROM tag WHERE contact_id = ?", (contact_id,))
        _insert_tags(store, [(contact_id, new)])
    if old.positions != new.positions:
        released = employers_of(store, contact_id)
        new = _respelled(store, old, new)
        execute("DELETE FROM position WHERE contact_id = ?", (contact_id,))
        _insert_positions(store, [(contact_id, new)], stamp)
        prune_employers(store, released)


def insert_contacts(store: Store, contacts: Iterable[Contact], *, today: date, stamp: str) -> list[int]:
    """Writes many new contacts with their lists; gives their ids in order. Inside an act."""
    new = list(contacts)
    first = int(store.value("SELECT coalesce(max(id), 0) FROM contact")) + 1
    ids = list(range(first, first + len(new)))
    columns = ", ".join(("id", *CONTACT_FIELDS))
    marks = ", ".join("?" * (len(CONTACT_FIELDS) + 1))
    store.executemany(
        f"INSERT INTO contact({columns}) VALUES ({marks})",
        [
            (contact_id, *contact_values(contact, today=today, stamp=stamp))
            for contact_id, contact in zip(ids, new, strict=True)
        ],
    )
    pairs = list(zip(ids, new, strict=True))
    for kind in POINT_KINDS:
        _insert_points(store, pairs, kind)
    _insert_addresses(store, pairs)
    _insert_tags(store, pairs)
    _insert_positions(store, pairs, stamp)
    return ids


def _insert_lists(store: Store, contact_id: int, contact: Contact, stamp: str) -> None:
    pairs = [(contact_id, contact)]
    for kind in POINT_KINDS:
        _insert_points(store, pairs, kind)
    _insert_addresses(store, pairs)
    _insert_tags(store, pairs)
    _insert_positions(store, pairs, stamp)


Pairs = list[tuple[int, Contact]]


def _insert_points(store: Store, pairs: Pairs, kind: tuple[str, str]) -> None:
    name, field = kind
    store.executemany(
        "INSERT INTO contact_point(contact_id, kind, label, value, value_key, place) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (contact_id, name, point.label, point.value, key_of(point.value), place)
            for contact_id, contact in pairs
            for place, point in enumerate(getattr(contact, field))
        ],
    )


def _insert_addresses(store: Store, pairs: Pairs) -> None:
    store.executemany(
        f"INSERT INTO address(contact_id, {', '.join(ADDRESS_FIELDS)}, place) "
        f"VALUES ({', '.join('?' * (len(ADDRESS_FIELDS) + 2))})",
        [
            (contact_id, *(getattr(address, name) for name in ADDRESS_FIELDS), place)
            for contact_id, contact in pairs
            for place, address in enumerate(contact.addresses)
        ],
    )


def _insert_tags(store: Store, pairs: Pairs) -> None:
    store.executemany(
        "INSERT INTO tag(contact_id, name, place) VALUES (?, ?, ?)",
        [(contact_id, name, place) for contact_id, contact in pairs for place, name in enumerate(contact.tags)],
    )


def _insert_positions(store: Store, pairs: Pairs, stamp: str) -> None:
    rows = [
        (contact_id, position, place)
        for contact_id, contact in pairs
        for place, position in enumerate(contact.positions)
    ]
    employers = employer_ids(store, [position.employer for _, position, _ in rows], stamp)
    store.executemany(
        "INSERT INTO position(contact_id, employer_id, title, department, since, until, place) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                contact_id,
                employers.get(position.employer),
                position.title,
                position.department,
                position.since,
                position.until,
                place,
            )
            for contact_id, position, place in rows
        ],
    )


def employer_ids(store: Store, names: Iterable[str], stamp: str) -> dict[str, int]:
    """The ids of the employers by name as written; those not yet known are added. Inside an act.

    A name is found as it is written, else whatever its case, else as that of an employer merged into another. Another
    accent is another employer: `Cafe` and `Café` must both arrive as they were written.
    """
    wanted = [name for name in dict.fromkeys(names) if name]
    if not wanted:
        return {}
    keys = list(dict.fromkeys(map(fold, wanted)))
    few = f" WHERE name_key IN ({', '.join('?' * len(keys))})" if len(keys) <= 20 else ""
    values = keys if few else []
    exact: dict[str, int] = {}
    alike: dict[str, int] = {}
    for number, name in store.rows(f"SELECT id, name FROM employer{few} ORDER BY id", values):
        exact.setdefault(name, number)
        alike.setdefault(employer_key(name), number)
    for number, name in store.rows(f"SELECT employer_id, name FROM former_employer{few} ORDER BY id", values):
        alike.setdefault(employer_key(name), number)
    found: dict[str, int] = {}
    for name in wanted:
        number = exact.get(name) or alike.get(employer_key(name))
        if number is None:
            store.database.execute_sql(
                "INSERT INTO employer(uid, name, name_key, website, notes, extra, created) "
                "VALUES (?, ?, ?, '', '', '{}', ?)",
                (str(uuid4()), name, fold(name), stamp),
            )
            number = int(store.value("SELECT last_insert_rowid()"))
            alike[employer_key(name)] = number
        found[name] = number
    return found


def employer_key(name: str) -> str:
    """By what two names are one employer: whatever the case, accents kept however they are encoded."""
    return normalize("NFC", normalize("NFC", name).casefold())


def _respelled(store: Store, old: Contact, new: Contact) -> Contact:
    """`new` after employers were renamed of which it changes only the spelling: put right for everybody there."""
    before = {position.employer for position in old.positions}
    corrections: dict[str, str] = {}
    for was, now in zip(old.positions, new.positions, strict=False):
        if now.employer not in before and was.employer and fold(was.employer) == fold(now.employer):
            corrections[was.employer] = now.employer
    for was_name, name in corrections.items():
        _rename_employer(store, was_name, name)
    return replace(
        new,
        positions=tuple(
            replace(position, employer=corrections.get(position.employer, position.employer))
            for position in new.positions
        ),
    )


def _rename_employer(store: Store, was: str, name: str) -> None:
    alike = store.rows("SELECT id, name FROM employer WHERE name_key = ? ORDER BY id", (fold(name),))
    if any(known == name for _, known in alike):
        return  # the other of two that differ by their accents
    # Where one is there in other letters only, that is the employer meant; two of them would be one too many.
    same = [row for row in alike if employer_key(row[1]) == employer_key(name)] or alike
    number = next((number for number, known in same if known == was), same[0][0] if same else None)
    store.database.execute_sql("UPDATE employer SET name = ?, name_key = ? WHERE id = ?", (name, fold(name), number))


def employers_of(store: Store, contact_id: int) -> list[int]:
    """The ids of the employers somebody works or worked at."""
    rows = store.rows(
        "SELECT DISTINCT employer_id FROM position WHERE contact_id = ? AND employer_id IS NOT NULL", (contact_id,)
    )
    return [row[0] for row in rows]


def prune_employers(store: Store, ids: Iterable[int]) -> None:
    """Removes those of the employers that nothing is known of: nobody there, no opportunity, no note. Inside an act."""
    store.database.execute_sql(
        f"DELETE FROM employer WHERE id IN ({','.join(map(str, ids))}) "
        "AND website = '' AND notes = '' AND extra = '{}' AND rank IS NULL AND working_on = '' "
        "AND NOT EXISTS (SELECT 1 FROM position WHERE employer_id = employer.id) "
        "AND NOT EXISTS (SELECT 1 FROM opportunity WHERE employer_id = employer.id) "
        "AND NOT EXISTS (SELECT 1 FROM plan WHERE employer_id = employer.id)"
    )


def load_contact(store: Store, contact_id: int) -> Contact | None:
    """The contact with all its lists, or None."""
    found = load_contacts(store, [contact_id])
    return found.get(contact_id)


def load_contacts(store: Store, ids: Iterable[int] | None = None) -> dict[int, Contact]:
    """The contacts with all their lists by id, in the order of their ids; all of them where `ids` is None."""
    condition, by_contact = "", ""
    if ids is not None:
        within = ",".join(map(str, ids))
        condition, by_contact = f"WHERE id IN ({within})", f"WHERE contact_id IN ({within})"
    lists: dict[str, dict[int, list[Any]]] = {
        name: {} for name in ("email", "phone", "link", "address", "tag", "position")
    }
    for contact_id, kind, label, value in store.rows(
        f"SELECT contact_id, kind, label, value FROM contact_point {by_contact} ORDER BY contact_id, kind, place"
    ):
        lists[kind].setdefault(contact_id, []).append(Labelled(value, label))
    for contact_id, *parts in store.rows(
        f"SELECT contact_id, {', '.join(ADDRESS_FIELDS)} FROM address {by_contact} ORDER BY contact_id, place"
    ):
        address = Address(**dict(zip(ADDRESS_FIELDS, parts, strict=True)))
        lists["address"].setdefault(contact_id, []).append(address)
    for contact_id, name in store.rows(f"SELECT contact_id, name FROM tag {by_contact} ORDER BY contact_id, place"):
        lists["tag"].setdefault(contact_id, []).append(name)
    for contact_id, employer, title, department, since, until in store.rows(
        "SELECT p.contact_id, coalesce(e.name, ''), p.title, p.department, p.since, p.until FROM position p "
        f"LEFT JOIN employer e ON e.id = p.employer_id {by_contact} ORDER BY p.contact_id, p.place"
    ):
        position = Position(employer, title, department, day_or_none(since), day_or_none(until))
        lists["position"].setdefault(contact_id, []).append(position)
    contacts = {}
    for contact_id, *values in store.rows(
        f"SELECT id, {', '.join(CONTACT_FIELDS)} FROM contact {condition} ORDER BY id"
    ):
        row = dict(zip(CONTACT_FIELDS, values, strict=True))
        met = Met(day_or_none(row.pop("met_on")), row.pop("met_how"), row.pop("met_through"))
        row |= {
            "do_not_contact": bool(row["do_not_contact"]),
            "added": day_or_none(row["added"]),
            "extra": json.loads(row["extra"]),
            "created": moment(row["created"]),
        }
        contacts[contact_id] = Contact(
            **row,
            met=met,
            emails=tuple(lists["email"].get(contact_id, ())),
            phones=tuple(lists["phone"].get(contact_id, ())),
            links=tuple(lists["link"].get(contact_id, ())),
            addresses=tuple(lists["address"].get(contact_id, ())),
            tags=tuple(lists["tag"].get(contact_id, ())),
            positions=tuple(lists["position"].get(contact_id, ())),
        )
    return contacts


def day_or_none(text: str | None) -> date | None:
    """A stored date."""
    return date.fromisoformat(text) if text else None


def moment(text: str) -> datetime:
    """A stored time in UTC."""
    return datetime.fromisoformat(text)
