"""Contacts as a table that every spreadsheet opens, and that is read back exactly.

Several values of a kind stand in numbered columns, fields without a place under their own header. What no flat
table holds (lists and mappings, and whatever would make it endlessly wide) stands as JSON in the column `more`; the
lines of a vCard that a contact was made from, photographs among them, are left to vCard.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC
from typing import Any

from crm.domain.cadence import CadenceError, parse_cadence
from crm.domain.people import ROLES, Address, Contact, Labelled, Met, Position
from crm.formats.csv_cells import cleaned_extra, header_of_extra, joined_tags, neutralised
from crm.formats.csv_dialect import header_key
from crm.formats.csv_plain import MARK, own_column
from crm.formats.csv_record import life_in_own
from crm.formats.records import ContactRecord
from crm.formats.yaml_values import tidy, washed

#: How many values of a kind, and how many fields without a place, get columns.
_MOST_OF_A_KIND = 20
_MOST_EXTRA = 200
_KEPT_BY_VCARD = "vcard"
_ROLES = {role.casefold(): role for role in ROLES}
_BEFORE = ("name", "prefix", "given", "middle", "family", "suffix", "nickname", "role")
_BEFORE_HEADERS = ("name", "prefix", "first name", "middle name", "last name", "suffix", "nickname", "role")
_POSITION = ("employer", "title", "department", "since", "until")
_ADDRESS = {
    "value": "", "label": "label", "street": "street", "code": "postal code", "city": "city", "region": "region",
    "country": "country", "box": "PO box", "extended": "extended",
}  # fmt: skip
_AFTER = (
    "tags", "birthday", "anniversary", "met on", "met how", "met through", "cadence", "do not contact", "time zone",
)  # fmt: skip
_LAST = ("added", "created", "source")


def held_by_csv(contact: Contact) -> Contact:
    """The contact as it comes back out of the table: every text cleaned, values without text left out."""

    def points(items: tuple[Labelled, ...]) -> tuple[Labelled, ...]:
        return tuple(Labelled(tidy(item.value), tidy(item.label)) for item in items if tidy(item.value))

    def address(item: Address) -> Address:
        cleaned = {
            part.name: washed(value).strip() if part.name in {"street", "value"} else tidy(value)
            for part in fields(item)
            if (value := getattr(item, part.name))
        }
        return Address(**cleaned)

    def position(item: Position) -> Position:
        return replace(item, employer=tidy(item.employer), title=tidy(item.title), department=tidy(item.department))

    lines: dict[str, Any] = {name: tidy(getattr(contact, name)) for name in (*_BEFORE, "uid", "source")}
    lines["role"] = _ROLES.get(lines["role"].casefold(), lines["role"])
    extra = {key: value for key, value in cleaned_extra(contact.extra).items() if key != _KEPT_BY_VCARD}
    return replace(
        contact,
        **lines,
        positions=tuple(item for item in map(position, contact.positions) if item != Position()),
        emails=points(contact.emails),
        phones=points(contact.phones),
        links=points(contact.links),
        addresses=tuple(item for item in map(address, contact.addresses) if item.text()),
        tags=tuple(dict.fromkeys(filter(None, map(tidy, contact.tags)))),
        birthday=life_in_own(contact.birthday) if contact.birthday else "",
        anniversary=life_in_own(contact.anniversary) if contact.anniversary else "",
        met=Met(contact.met.on, tidy(contact.met.how), tidy(contact.met.through)),
        cadence=_cadence(contact.cadence),
        notes=washed(contact.notes),
        extra={key: value for key, value in extra.items() if value != ""},
        created=contact.created and contact.created.astimezone(UTC),
    )


def _cadence(text: str | None) -> str | None:
    if not text:
        return None
    try:
        found = parse_cadence(text)
    except CadenceError:
        return text
    return str(found) if found else "none"


def write_csv(records: Iterable[ContactRecord], notes: bool = True) -> bytes:
    """The table, UTF-8 with its mark, lines ended as RFC 4180 has it (section 2); without `notes` on a wish.

    Cells that a spreadsheet would run as a formula are neutralised (`csv_cells`).
    """
    rows = [(held_by_csv(record.contact), record.zone) for record in records]
    if not notes:
        rows = [(replace(contact, notes=""), zone) for contact, zone in rows]
    contacts = [contact for contact, _ in rows]
    counts = {
        kind: min(max((len(getattr(contact, kind)) for contact in contacts), default=0), _MOST_OF_A_KIND)
        for kind in ("positions", "emails", "phones", "links", "addresses")
    }
    extra = _extra_columns(contacts)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    header = list(_headers(counts, notes)) + list(extra.values())
    hold_more = [_more(contact, extra) for contact in contacts]
    with_column = any(hold_more)
    writer.writerow(map(neutralised, [*header, "more"] if with_column else header))
    for (contact, zone), more in zip(rows, hold_more, strict=True):
        cells = list(_cells(contact, zone, counts, notes))
        cells += [_own_column_value(contact.extra.get(key)) for key in extra]
        if with_column:
            cells.append(more)
        writer.writerow(map(neutralised, cells))
    return codecs.BOM_UTF8 + out.getvalue().encode("utf-8")


def _headers(counts: dict[str, int], notes: bool) -> Iterable[str]:
    yield MARK
    yield from _BEFORE_HEADERS
    for number in range(1, counts["positions"] + 1):
        yield from (f"{part}{_nth(number)}" for part in _POSITION)
    for kind, word in (("emails", "email"), ("phones", "phone"), ("links", "link")):
        for number in range(1, counts[kind] + 1):
            yield f"{word}{_nth(number)}"
            yield f"{word}{_nth(number)} label"
    for number in range(1, counts["addresses"] + 1):
        yield from (f"address{_nth(number)} {part}".strip() for part in _ADDRESS.values())
    yield from _AFTER
    if notes:
        yield "notes"
    yield from _LAST


def _nth(number: int) -> str:
    return "" if number == 1 else f" {number}"


def _cells(contact: Contact, zone: str, counts: dict[str, int], notes: bool) -> Iterable[str]:
    yield contact.uid
    yield from (getattr(contact, name) for name in _BEFORE)
    for number in range(counts["positions"]):
        position = contact.positions[number] if number < len(contact.positions) else Position()
        yield from (str(getattr(position, part) or "") for part in _POSITION)
    for kind in ("emails", "phones", "links"):
        points: tuple[Labelled, ...] = getattr(contact, kind)
        for number in range(counts[kind]):
            point = points[number] if number < len(points) else Labelled("")
            yield from (point.value, point.label)
    for number in range(counts["addresses"]):
        address = contact.addresses[number] if number < len(contact.addresses) else Address()
        yield from (getattr(address, part) for part in _ADDRESS)
    yield joined_tags(contact.tags)
    yield from (contact.birthday, contact.anniversary)
    yield from (str(contact.met.on or ""), contact.met.how, contact.met.through)
    yield contact.cadence or ""
    yield "yes" if contact.do_not_contact else ""
    yield zone
    if notes:
        yield contact.notes
    yield str(contact.added or "")
    yield contact.created.isoformat() if contact.created else ""
    yield contact.source


def _extra_columns(contacts: list[Contact]) -> dict[str, str]:
    """The fields without a place that get a column, the most frequent where there are too many, with its header."""
    count = Counter(
        key for contact in contacts for key, value in contact.extra.items() if isinstance(value, str) and key
    )
    kept = sorted(key for key, _ in count.most_common(_MOST_EXTRA))
    return {key: header_of_extra(key, own_column(header_key(key)) is not None) for key in kept}


def _own_column_value(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _more(contact: Contact, extra: dict[str, str]) -> str:
    """What has no column, as JSON; empty where there is nothing."""
    more: dict[str, Any] = {}
    for kind in ("emails", "phones", "links"):
        points: tuple[Labelled, ...] = getattr(contact, kind)[_MOST_OF_A_KIND:]
        if points:
            more[kind] = [[point.value, point.label] for point in points]
    if addresses := contact.addresses[_MOST_OF_A_KIND:]:
        more["addresses"] = [{part: value for part in _ADDRESS if (value := getattr(item, part))} for item in addresses]
    if positions := contact.positions[_MOST_OF_A_KIND:]:
        more["positions"] = [
            {part: str(value) for part in _POSITION if (value := getattr(item, part))} for item in positions
        ]
    rest = {key: value for key, value in contact.extra.items() if not isinstance(value, str) or key not in extra}
    if rest:
        more["extra"] = rest
    return json.dumps(more, ensure_ascii=False) if more else ""
