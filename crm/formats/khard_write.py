"""A contact as one document of khard's contact YAML: what `khard new -i` takes and the YAML reader reads.

khard refuses a whole contact for one thing it does not like (a number without a label, two labels of its own, a
birthday without its year in vCard 3.0), so everything is put the way it takes; tried on khard 0.22.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from crm.domain.people import Address, Contact, Labelled, Position
from crm.formats.records import ContactRecord
from crm.formats.yaml_write import value_lines

# What vCard 3.0 and 4.0 both call a number, an address; khard keeps one label besides.
_PHONE_TYPES = frozenset({"cell", "fax", "home", "pager", "video", "voice", "work"})
_EMAIL_TYPES = frozenset({"home", "internet", "work"})
_ADDRESS_TYPES = frozenset({"home", "work"})
_PREF = re.compile(r"pref(?:=\d{1,2})?")
_UNFIT = re.compile(r"[^\w /.+-]+")
_YEARLESS = re.compile(r"--(\d\d)-(\d\d)")
_WITH_YEAR = re.compile(r"\d{4}-\d\d-\d\d")
#: khard's year of a birthday without one; vCard 3.0 has no other way (`DEFAULT_YEAR` in khard.helpers.typing).
NO_YEAR = "1900"
_ADDRESS = {
    "box": "Box", "extended": "Extended", "street": "Street", "code": "Code", "city": "City", "region": "Region",
    "country": "Country",
}  # fmt: skip
#: Fields of khard's that the reader leaves in `extra` as they came.
_KINDS = frozenset({"individual", "group", "org", "location", "application", "device"})
_FROM_EXTRA = ("Kind", "Role", "Title", "Impp", "Private", "Birthday", "Anniversary", "Formatted name")


def write_khard(record: ContactRecord, notes: bool = True) -> bytes:
    """The document, UTF-8, without `---`; `notes` False leaves the notes out.

    Past positions, how you met and the cadence have no place in khard and stay behind; fields without a place stand
    under `Extra`, which khard passes over and the reader takes back.
    """
    lines: list[str] = []
    for key, value in _fields(record.contact, notes):
        if value:
            lines += value_lines(key, value, 0)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _fields(contact: Contact, notes: bool) -> Iterator[tuple[str, Any]]:
    extra = dict(contact.extra)
    known = {key: extra.pop(key) for key in _FROM_EXTRA if key in extra}
    positions = [position for position in contact.positions if position.until is None]
    organisations, titles, left = _work(positions, known.get("Title"))
    extra |= left
    # khard wants a name or a company.
    given = contact.given or ("" if contact.family or organisations else contact.name)
    yield "Formatted name", contact.name
    others = known.get("Formatted name")
    if others:
        extra["Formatted name"] = others
    kind = known.get("Kind")
    if isinstance(kind, str) and kind.casefold() in _KINDS:
        yield "Kind", kind
    elif kind:
        extra["Kind"] = kind
    yield "Prefix", contact.prefix
    yield "First name", given
    yield "Additional", contact.middle
    yield "Last name", contact.family
    yield "Suffix", contact.suffix
    yield "Nickname", contact.nickname
    for name, key in (("anniversary", "Anniversary"), ("birthday", "Birthday")):
        day = _day(getattr(contact, name))
        beside = known.get(key)
        if not day and isinstance(beside, str) and beside.startswith("text="):
            day, beside = beside, None
        if not day and getattr(contact, name):
            beside = getattr(contact, name)
        yield key, day
        if beside:
            extra[key] = beside
    yield "Organisation", organisations
    yield "Title", titles
    roles = [contact.role] if contact.role else []
    yield "Role", roles + [role for role in _texts(known.get("Role")) if role not in roles]
    yield "Phone", _labelled(contact.phones, _PHONE_TYPES, "voice")
    yield "Email", _labelled(contact.emails, _EMAIL_TYPES, "internet")
    impp = known.get("Impp")
    if isinstance(impp, dict):
        yield "Impp", impp
    elif impp:
        extra["Impp"] = impp
    yield "Address", _addresses(contact.addresses)
    yield "Categories", list(contact.tags)
    yield "Webpage", [{label: link.value} if (label := _bare(link.label)) else link.value for link in contact.links]
    private = known.get("Private")
    if isinstance(private, dict):
        yield "Private", private
    elif private:
        extra["Private"] = private
    if notes:
        yield "Note", contact.notes
    yield "Uid", contact.uid
    yield "Extra", extra


def _work(positions: list[Position], more_titles: Any) -> tuple[list[Any], list[str], dict[str, str]]:
    """Companies and titles side by side, those with both first; and a department that stands without a company."""
    ordered = sorted(positions, key=lambda position: (not position.employer, not position.title))
    organisations: list[Any] = []
    titles: list[str] = []
    left: dict[str, str] = {}
    for position in ordered:
        if position.employer:
            units = [unit for unit in position.department.split(", ") if unit]
            organisations.append([position.employer, *units] if units else position.employer)
        elif position.department:
            left["Department"] = position.department
        if position.title:
            titles.append(position.title)
    return organisations, titles + _texts(more_titles), left


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [item for item in value if isinstance(item, str) and item] if isinstance(value, list | tuple) else []


def _day(text: str) -> str:
    if match := _YEARLESS.fullmatch(text):
        return f"{NO_YEAR}-{match[1]}-{match[2]}"
    return text if _WITH_YEAR.fullmatch(text) else ""


def _bare(label: str) -> str:
    return " ".join(_UNFIT.sub(" ", label).split())


def _label(label: str, types: frozenset[str], usual: str) -> str:
    """A label that khard takes: types it knows, at most one word of its own, and whether to use it first."""
    known: list[str] = []
    own: list[str] = []
    pref = ""
    for part in label.split(","):
        word = part.strip()
        if not word:
            continue
        if _PREF.fullmatch(word.casefold()):
            pref = pref or word.casefold()
        elif word.casefold() in types:
            known.append(word)
        elif bare := _bare(word):
            own.append(bare)
    parts = [*known, *([" ".join(own)] if own else []), *([pref] if pref else [])]
    return ", ".join(parts) or usual


def _labelled(points: Iterable[Labelled], types: frozenset[str], usual: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for point in points:
        found.setdefault(_label(point.label, types, usual), []).append(point.value)
    return {label: values[0] if len(values) == 1 else values for label, values in found.items()}


def _addresses(addresses: Iterable[Address]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for address in addresses:
        parts = {name: value for part, name in _ADDRESS.items() if (value := getattr(address, part))}
        if address.value:
            # An address that is one text stands where khard has room for lines.
            parts["Street"] = "\n".join(filter(None, (address.value, parts.get("Street", ""))))
        if parts:
            found.setdefault(_label(address.label, _ADDRESS_TYPES, "home"), []).append(parts)
    return {label: values[0] if len(values) == 1 else values for label, values in found.items()}
