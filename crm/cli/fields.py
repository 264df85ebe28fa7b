"""FIELD=VALUE on the command line turned into a changed contact, shared by `add` and `edit`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from crm.book.errors import Refused
from crm.domain.date_phrases import DatePhraseError, parse_date
from crm.domain.people import Address, Contact, Labelled, with_current
from crm.domain.text import clean, clean_line

_YES = frozenset({"yes", "y", "true", "1", "on"})
_NO = frozenset({"no", "n", "false", "0", "off", ""})
# `work: dana@northwind.test`; a link's own `https://` is not a label, nor is `tel:` or `mailto:`.
_LABEL = re.compile(r"(?!(?:tel|mailto|sip):)([^:/@]{1,40}):(?!//)\s*(.+)", re.IGNORECASE | re.DOTALL)

#: One value each, kept as typed.
_LINES = ("name", "given", "family", "nickname", "role", "birthday", "anniversary")
_SAME = {
    "email": "emails",
    "phone": "phones",
    "link": "links",
    "address": "addresses",
    "tag": "tags",
    "note": "notes",
    "how": "met",
    "met_through": "through",
    "dnc": "do_not_contact",
}
_Change = Callable[[Contact, Sequence[str]], Contact]


def changed(contact: Contact, values: Mapping[str, Sequence[str]], today: date) -> Contact:
    """`contact` with the fields in `values` set; the names are those of `FIELDS`. Raises Refused."""
    for name, texts in values.items():
        cleaned = [clean(text).strip() for text in texts]
        if name == "met_on":
            contact = replace(contact, met=replace(contact.met, on=_day("met_on", cleaned, today)))
        else:
            contact = _CHANGES[name](contact, cleaned)
    return contact


def read_assignments(assignments: Sequence[str]) -> dict[str, list[str]]:
    """`FIELD=VALUE` texts by field, named as in `FIELDS`. Raises Refused for an unknown one."""
    values: dict[str, list[str]] = {}
    for assignment in assignments:
        typed, equals, value = assignment.partition("=")
        name = re.sub(r"[\s-]+", "_", clean_line(typed).casefold())
        name = _SAME.get(name, name)
        if not equals:
            raise Refused(f"“{clean_line(assignment)[:40]}” has no “=”: write FIELD=VALUE, for instance title=CTO.")
        if name not in FIELDS:
            raise Refused(f"“{clean_line(typed)[:40]}” is not a field; there are: {', '.join(FIELDS)}.")
        values.setdefault(name, []).append(value)
    return values


def labelled(text: str) -> Labelled:
    """`work: +49 30 5550100` as value and label; without a label the value alone."""
    match = _LABEL.fullmatch(text)
    return Labelled(match[2].strip(), match[1].strip()) if match else Labelled(text)


def _one(name: str, texts: Sequence[str]) -> str:
    if len(texts) > 1:
        raise Refused(f"{name} has one value; it was given {len(texts)} times.")
    return texts[0]


def _line(name: str) -> _Change:
    def change(contact: Contact, texts: Sequence[str]) -> Contact:
        fields: dict[str, Any] = {name: clean_line(_one(name, texts))}
        return replace(contact, **fields)

    return change


def _points(name: str) -> _Change:
    def change(contact: Contact, texts: Sequence[str]) -> Contact:
        fields: dict[str, Any] = {name: tuple(labelled(clean_line(text)) for text in texts if text)}
        return replace(contact, **fields)

    return change


def _position(name: str) -> _Change:
    def change(contact: Contact, texts: Sequence[str]) -> Contact:
        fields: dict[str, Any] = {name: clean_line(_one(name, texts))}
        return replace(contact, positions=with_current(contact.positions, replace(contact.position, **fields)))

    return change


def _addresses(contact: Contact, texts: Sequence[str]) -> Contact:
    points = [labelled(text) for text in texts if text]
    return replace(contact, addresses=tuple(Address(value=point.value, label=point.label) for point in points))


def _tags(contact: Contact, texts: Sequence[str]) -> Contact:
    tags = [clean_line(tag) for text in texts for tag in text.split(",")]
    return replace(contact, tags=tuple(dict.fromkeys(tag for tag in tags if tag)))


def _notes(contact: Contact, texts: Sequence[str]) -> Contact:
    return replace(contact, notes=_one("notes", texts))


def _cadence(contact: Contact, texts: Sequence[str]) -> Contact:
    text = clean_line(_one("cadence", texts))
    return replace(contact, cadence=None if text.casefold() in {"", "default"} else text)


def _do_not_contact(contact: Contact, texts: Sequence[str]) -> Contact:
    word = clean_line(_one("do_not_contact", texts)).casefold()
    if word not in _YES | _NO:
        raise Refused("do_not_contact is yes or no.")
    return replace(contact, do_not_contact=word in _YES)


def _met(name: str, field: str) -> _Change:
    def change(contact: Contact, texts: Sequence[str]) -> Contact:
        fields: dict[str, Any] = {field: clean_line(_one(name, texts))}
        return replace(contact, met=replace(contact.met, **fields))

    return change


def _day(name: str, texts: Sequence[str], today: date) -> date | None:
    text = _one(name, texts)
    try:
        return parse_date(text, today, past=True) if text else None
    except DatePhraseError as error:
        raise Refused(f"{name}: {error}.") from error


_CHANGES: dict[str, _Change] = {
    **{name: _line(name) for name in _LINES},
    **{name: _position(name) for name in ("employer", "title", "department")},
    **{name: _points(name) for name in ("emails", "phones", "links")},
    "addresses": _addresses,
    "tags": _tags,
    "notes": _notes,
    "cadence": _cadence,
    "do_not_contact": _do_not_contact,
    "met": _met("met", "how"),
    "through": _met("through", "through"),
}

#: The fields that can be set, in the order of the form.
FIELDS = (
    "name", "given", "family", "nickname", "employer", "title", "department", "role",
    "emails", "phones", "links", "addresses", "tags", "birthday", "anniversary",
    "met", "met_on", "through", "cadence", "do_not_contact", "notes",
)  # fmt: skip
