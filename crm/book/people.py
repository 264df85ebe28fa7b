"""What is done to contacts themselves: add, edit, delete, cadence, do not contact."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from crm.book.contact_rows import employers_of, insert_contact, load_contact, prune_employers, update_contact
from crm.book.errors import NotFound, Refused
from crm.book.session import Book
from crm.book.validate import validate_contact
from crm.domain.cadence import CadenceError, parse_cadence
from crm.domain.people import Address, Contact, Position, current_place, with_current
from crm.domain.text import clean, clean_line, fold

_ALIKE = 0.8
_TEXTS = frozenset({"notes"})


def add_contact(book: Book, contact: Contact) -> int:
    """Adds a contact and gives its id. Raises Refused with the first problem of its fields."""
    contact = _checked(contact)
    if contact.uid and book.store.value("SELECT 1 FROM contact WHERE uid = ?", (contact.uid,)):
        raise Refused("There is already a contact with this uid.")
    with book.act(f"Add {contact.name}"):
        return insert_contact(book.store, contact, today=book.today, stamp=book.stamp)


def get_contact(book: Book, contact_id: int) -> Contact:
    """The contact with everything known. Raises NotFound."""
    contact = load_contact(book.store, contact_id)
    if contact is None:
        raise NotFound("This contact is no longer in the book.")
    return contact


def edit_contact(book: Book, contact_id: int, contact: Contact, *, moving: bool = False) -> None:
    """Makes the contact what `contact` says; its uid and the time it was added stay.

    With `moving` another employer is a move: the old position stays with its end, today (see `moved`). Raises
    NotFound, and Refused with the first problem of its fields.
    """
    old = get_contact(book, contact_id)
    contact = _checked(
        replace(contact, uid=old.uid, added=contact.added or old.added, created=old.created, source=old.source)
    )
    if moving:
        contact = replace(contact, positions=moved(old.positions, contact.positions, book.today))
    with book.act(f"Edit {contact.name}"):
        update_contact(book.store, contact_id, old, contact, stamp=book.stamp)


def moved(old: tuple[Position, ...], new: tuple[Position, ...], today: date) -> tuple[Position, ...]:
    """`new`, with the old current position kept as a past one where the employer in it was changed.

    The new one comes first, behind it the old ones stay in their order. A name that is nearly the same (a typo put
    right) is a correction, not a move.
    """
    place = current_place(old)
    if place is None or len(new) != len(old) or with_current(old, new[place]) != new:
        return new
    left, arrived = old[place], new[place]
    before, after = fold(left.employer), fold(arrived.employer)
    if not before or not after or before == after:
        return new
    if SequenceMatcher(None, before, after).ratio() >= _ALIKE:
        return new
    if arrived.since == left.since:
        arrived = replace(arrived, since=today, until=None)
    return (arrived, *with_current(old, replace(left, until=today)))


def delete_contact(book: Book, contact_id: int) -> str:
    """Deletes a contact with all that is theirs and gives the name. Raises NotFound.

    Touches with others stay, and so does what the person wrote and heard: letters, which can go to somebody else, and
    concerns.
    """
    contact = get_contact(book, contact_id)
    execute = book.store.database.execute_sql
    with book.act(f"Delete {contact.name}"):
        released = employers_of(book.store, contact_id)
        execute(
            "DELETE FROM touch WHERE id IN (SELECT touch_id FROM touch_contact WHERE contact_id = ?) "
            "AND NOT EXISTS (SELECT 1 FROM touch_contact p WHERE p.touch_id = touch.id AND p.contact_id <> ?)",
            (contact_id, contact_id),
        )
        execute("DELETE FROM contact WHERE id = ?", (contact_id,))
        prune_employers(book.store, released)
    return contact.name


def set_cadence(book: Book, contact_id: int, text: str | None) -> None:
    """Sets how often to be in touch: a cadence, `none`, or None for the default. Raises NotFound, Refused."""
    name = get_contact(book, contact_id).name
    if text is not None:
        text = canonical_cadence(text)
    with book.act(f"Cadence of {name}: {text or 'default'}"):
        book.store.database.execute_sql("UPDATE contact SET cadence = ? WHERE id = ?", (text, contact_id))


def canonical_cadence(text: str) -> str | None:
    """The cadence as it is stored: `2 months`, `none`; None for `default`. Raises Refused."""
    if text.strip().casefold() in {"default", ""}:
        return None
    try:
        cadence = parse_cadence(text)
    except CadenceError as error:
        raise Refused(f"{error}.") from error
    return str(cadence) if cadence else "none"


def set_do_not_contact(book: Book, contact_id: int, value: bool) -> None:
    """Marks a contact so that they never enter the queue or a calendar, or takes the mark off. Raises NotFound."""
    name = get_contact(book, contact_id).name
    with book.act(f"{'Do not contact' if value else 'Contact again'}: {name}"):
        book.store.database.execute_sql("UPDATE contact SET do_not_contact = ? WHERE id = ?", (int(value), contact_id))


def _checked(contact: Contact) -> Contact:
    contact = cleaned(contact)
    problems = validate_contact(contact)
    if problems:
        raise Refused(next(iter(problems.values())))
    if contact.cadence is not None:
        contact = replace(contact, cadence=canonical_cadence(contact.cadence))
    return contact


def cleaned(contact: Contact) -> Contact:
    """The contact with every text clean: no control characters, single lines where one line is meant."""
    changes: dict[str, Any] = {}
    for field in fields(Contact):
        value = getattr(contact, field.name)
        if isinstance(value, str):
            changes[field.name] = clean(value).strip("\n") if field.name in _TEXTS else clean_line(value)
    return replace(
        contact,
        **changes,
        emails=_lines(contact.emails),
        phones=_lines(contact.phones),
        links=_lines(contact.links),
        addresses=tuple(_text_fields(address) for address in contact.addresses),
        positions=tuple(_text_fields(position) for position in contact.positions),
        tags=tuple(dict.fromkeys(tag for tag in map(clean_line, contact.tags) if tag)),
        met=_text_fields(contact.met),
    )


def _lines(points: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(point for point in map(_text_fields, points) if point.value)


def _text_fields(thing: Any) -> Any:
    """A small record with its texts cleaned to one line; an address keeps its line breaks."""
    with_breaks = {"value", "street"} if isinstance(thing, Address) else set()
    return replace(
        thing,
        **{
            field.name: clean(value).strip() if field.name in with_breaks else clean_line(value)
            for field in fields(thing)
            if isinstance(value := getattr(thing, field.name), str)
        },
    )
