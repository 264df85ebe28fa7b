"""Google Contacts as CSV, with the header of before 2024 (`Given Name`) and of today (`First Name`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crm.formats.csv_contacts import read_with
from crm.formats.csv_dialect import SEVERAL, Column, Dialect, header_key
from crm.formats.records import ParsedFile
from crm.formats.yaml_events import Progress

_SCALARS = {
    "name": "name",
    "givenname": "given",
    "firstname": "given",
    "additionalname": "middle",
    "middlename": "middle",
    "familyname": "family",
    "lastname": "family",
    "nameprefix": "prefix",
    "namesuffix": "suffix",
    "nickname": "nickname",
    "birthday": "birthday",
    "notes": "notes",
    "groupmembership": "tags",
    "labels": "tags",
}
_POSITION = {"name": "employer", "title": "title", "department": "department"}
_ADDRESS = {
    "type": "label",
    "label": "label",
    "formatted": "value",
    "street": "street",
    "city": "city",
    "pobox": "box",
    "region": "region",
    "postalcode": "code",
    "country": "country",
    "extendedaddress": "extended",
}
_NUMBERED = re.compile(r"(email|phone|website|address|organization|relation|event|customfield|im)(\d{0,3})([a-z]+)")
_POINTS = {"email": "email", "phone": "phone", "website": "link"}
#: Groups that everybody is in.
_EVERYBODY = frozenset({"mycontacts", "othercontacts"})
_USUAL_LABELS = frozenset(
    {"home", "work", "mobile", "main", "other", "home fax", "work fax", "fax", "pager", "profile", "blog", "homepage"}
    | {"home page", "ftp", "custom"}
)


def column(key: str) -> Column | None:
    """What a folded header of Google's stands for."""
    if (name := _SCALARS.get(key)) is not None:
        return Column(name)
    match = _NUMBERED.fullmatch(key)
    if match is None:
        return None
    kind, number, part = match[1], int(match[2] or 0), match[3]
    if kind == "organization":
        place = _POSITION.get(part)
        return Column("position", number, place) if place else None
    if not number:
        return None
    if kind in _POINTS and part in {"type", "label", "value"}:
        return Column(_POINTS[kind], number, "value" if part == "value" else "label")
    if kind == "address" and part in _ADDRESS:
        return Column("address", number, _ADDRESS[part])
    if kind == "event" and part in {"type", "label", "value"}:
        return Column("event", number, "value" if part == "value" else "label")
    return None


def _tags(cell: str) -> Iterable[str]:
    for tag in cell.split(SEVERAL):
        name = tag.strip()
        if name.startswith("*"):  # a group of the system's
            name = name[1:].strip()
            if header_key(name) in _EVERYBODY:
                continue
        yield name


def label_of(label: str) -> str:
    """A label as the book has it: `* Work` is the one to use first, `work, pref`."""
    name = label.lstrip("* ").strip()
    name = name.casefold() if name.casefold() in _USUAL_LABELS else name
    return ", ".join(filter(None, (name, "pref" if label.startswith("*") else "")))


def _noise(key: str, cell: str) -> bool:
    return key in {"sensitivity", "priority"} and cell == "Normal"


def _kind(keys: Sequence[str]) -> str:
    return f"Google contacts ({'old' if {'givenname', 'groupmembership'} & set(keys) else 'new'} header)"


DIALECT = Dialect(kind=_kind, shape="google", column=column, tags=_tags, several=True, noise=_noise, label=label_of)


def read_google(data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """The contacts in an export of Google Contacts. Raises FormatError when nothing of it can be used."""
    return read_with(DIALECT, data, name, progress)
