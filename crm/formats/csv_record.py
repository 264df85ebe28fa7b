"""One contact out of the cells of a row, once it is known what each of them stands for.

What a cell says and a contact has no place for is kept in `extra` under the header of its column; what is not what
its column promises is kept there as well, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from crm.domain.cadence import CadenceError, parse_cadence
from crm.domain.people import ROLES, Address, Contact, Labelled, Met, Position
from crm.formats.csv_cells import with_more
from crm.formats.csv_dates import DateOrder, day_of_life_in
from crm.formats.csv_dialect import SEVERAL, Dialect
from crm.formats.records import ContactRecord, FollowUpRecord
from crm.formats.yaml_events import Scalar
from crm.formats.yaml_search import is_zone
from crm.formats.yaml_touches import read_follow_up
from crm.formats.yaml_values import Misread, day_of, moment, shorten, tidy, washed, yes_or_no

_ROLES = {role.casefold(): role for role in ROLES}
#: What stands under “Title” and is no part of what somebody is called.
_SALUTATIONS = frozenset({"mr", "mrs", "ms", "miss", "mx", "herr", "frau", "m", "mme", "mlle"})
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_ADDRESS_PARTS = ("value", "label", "street", "code", "city", "region", "country", "box", "extended")
_POINTS = ("email", "phone", "link")
_LONGEST_DAY = 60


@dataclass(slots=True)
class Draft:
    """A contact while its cells are read: its fields, its tags, and the parts of each e-mail, phone and address.

    `headers` says under which header each part stood; `partial` is what is to be told.
    """

    line: int
    values: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    groups: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    headers: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    partial: list[str] = field(default_factory=list)

    def header(self, name: str) -> str:
        """The header of a scalar field."""
        return self.headers.get((name, 0), {}).get("") or name.capitalize()

    def keep(self, header: str, value: str) -> None:
        """A value that has no place, under its header; several under one stay together."""
        if value:
            before = self.extra.get(header)
            self.extra[header] = f"{before}{SEVERAL}{washed(value)}" if before else washed(value)

    def keep_part(self, key: tuple[str, int], part: str, value: str) -> None:
        """The same for a part of a group."""
        if header := self.headers.get(key, {}).get(part):
            self.keep(header, value)

    def misread(self, name: str, message: str = "") -> None:
        """A scalar field whose text is not what it promises: kept as text, and told where there is a message."""
        self.extra[self.header(name)] = washed(self.values[name])
        if message:
            self.partial.append(message)


class RecordMaker:
    """Makes records of the rows of one file; `order` is how its days like 3/7 are read.

    Afterwards `used_order` says whether any day hung on it.
    """

    def __init__(self, dialect: Dialect, file: str) -> None:
        self.dialect = dialect
        self.file = file
        self.order: DateOrder = "unknown"
        self.used_order = False

    def record(self, draft: Draft, source: str) -> ContactRecord | None:
        """The contact with what came along, or None when there is nothing to call it by."""
        values, extra = draft.values, draft.extra

        def line(name: str) -> str:
            value = values.get(name)
            return tidy(value) if value else ""

        points: dict[str, list[Labelled]] = {kind: [] for kind in _POINTS}
        addresses: list[Address] = []
        positions: list[Position] = []
        events: dict[str, str] = {}
        for key in sorted(draft.groups):
            kind = key[0]
            for parts in self._split(draft.groups[key]):
                if kind in points:
                    points[kind] += self._point(draft, key, parts)
                elif kind == "address":
                    addresses += self._address(parts)
                elif kind == "position":
                    positions += self._position(draft, key, parts)
                else:
                    self._event(draft, key, parts, events)
        prefix, given, middle, family, suffix = map(line, ("prefix", "given", "middle", "family", "suffix"))
        name = line("name") or self._called(draft, (prefix, given, middle, family, suffix), points, positions)
        if not name:
            return None
        met = Met(self._day(draft, "met on"), line("met how"), line("met through"))
        if self.dialect.how_met and met.on and not met.how:
            met = replace(met, how=self.dialect.how_met)
        contact = Contact(
            name=name,
            uid=line("uid"),
            given=given,
            family=family,
            middle=middle,
            prefix=prefix,
            suffix=suffix,
            nickname=line("nickname"),
            role=_ROLES.get(line("role").casefold(), line("role")),
            positions=tuple(positions),
            emails=tuple(points["email"]),
            phones=tuple(points["phone"]),
            links=tuple(points["link"]),
            addresses=tuple(addresses),
            tags=tuple(dict.fromkeys(filter(None, map(tidy, draft.tags)))),
            birthday=self._day_of_life(draft, "birthday", _birthday(draft)),
            anniversary=self._day_of_life(draft, "anniversary", values.get("anniversary", events.get("anniversary"))),
            met=met,
            cadence=_cadence(draft),
            do_not_contact=_blocked(draft),
            notes=washed(values.get("notes", "")),
            added=self._day(draft, "added"),
            source=line("source") or source,
            extra=extra,
        )
        if self.dialect.own:
            contact = _exactly(draft, contact)
        zone = line("zone")
        if zone and not is_zone(zone):
            draft.misread("zone")
            zone = ""
        follow_ups = _promises(draft)
        return ContactRecord(contact, self.file, draft.line, self.dialect.shape, follow_ups=follow_ups, zone=zone)

    def _called(
        self, draft: Draft, names: tuple[str, ...], points: dict[str, list[Labelled]], positions: list[Position]
    ) -> str:
        """What to call somebody whose whole name has no column."""
        prefix, *others = names
        shown_prefix = "" if prefix.casefold().rstrip(".") in _SALUTATIONS else prefix
        employer = next((position.employer for position in positions if position.employer), "")
        return (
            " ".join(filter(None, (shown_prefix, *others)))
            or tidy(draft.values.get("nickname", ""))
            or tidy(str(draft.extra.get("File As", "")))
            or ("" if self.dialect.nameless else employer)
            or next((point.value for kind in ("email", "phone") for point in points[kind]), "")
        )

    def _split(self, parts: dict[str, str]) -> Iterable[dict[str, str]]:
        """The parts of a group, or of each where the cells hold several; one label then stands for all."""
        if not self.dialect.several or not any(SEVERAL in value for value in parts.values()):
            return (parts,)
        lists = {part: value.split(SEVERAL) for part, value in parts.items()}
        count = max(map(len, lists.values()))
        return (
            {
                part: values[place] if place < len(values) else values[0] if part == "label" else ""
                for part, values in lists.items()
                if place < len(values) or part == "label"
            }
            for place in range(count)
        )

    def _point(self, draft: Draft, key: tuple[str, int], parts: dict[str, str]) -> Iterable[Labelled]:
        """An e-mail, phone or link; other parts of it are kept beside."""
        value = tidy(parts.get("value", ""))
        if key[0] == "link" and self.dialect.several:
            value = value.replace("\\:", ":")  # Google's
        if value and not self.dialect.own and (wrong := _no_point(key[0], value)):
            header = draft.headers[key]["value"]
            draft.keep(header, value)
            draft.partial.append(f"{wrong.format(header=shorten(header))} kept beside, as text")
            value = ""
        label = parts.get("label", "")
        if value:
            yield Labelled(value, self.dialect.label(tidy(label)))
        elif "label" in draft.headers.get(key, {}):
            draft.keep_part(key, "label", label)
        for part in parts.keys() - {"value", "label"}:
            draft.keep_part(key, part, parts[part])

    def _address(self, parts: dict[str, str]) -> Iterable[Address]:
        texts = {
            part: washed(text).strip() if part in {"street", "value"} else tidy(text)
            for part in _ADDRESS_PARTS
            if (text := parts.get(part, ""))
        }
        label = self.dialect.label(texts.pop("label", ""))
        whole = texts.get("value", "")
        city, street = texts.get("city", ""), texts.get("street", "")
        if whole and city not in whole and not (street and street in whole) and not self.dialect.own:
            # A column “Address” beside one for the city is the street.
            texts["street"] = "\n".join(filter(None, (texts.pop("value"), street)))
        elif whole and len(texts) > 1 and not self.dialect.own:
            # The whole that is made of its parts says nothing more.
            known = {word for part, text in texts.items() if part != "value" for word in _WORD.findall(text.casefold())}
            if known.issuperset(_WORD.findall(whole.casefold())):
                del texts["value"]
        if any(texts.values()):
            yield Address(label=label, **texts)

    def _position(self, draft: Draft, key: tuple[str, int], parts: dict[str, str]) -> Iterable[Position]:
        days: dict[str, date | None] = {}
        for part in ("since", "until"):
            text = parts.get(part, "")
            days[part] = _day_in(text)
            if text and days[part] is None:
                draft.keep_part(key, part, text)
                draft.partial.append(
                    f"the day under “{shorten(draft.headers[key][part])}” is not a date: it is kept as text"
                )
        employer, title, department = (tidy(parts.get(part, "")) for part in ("employer", "title", "department"))
        found = Position(employer, title, department, days["since"], days["until"])
        if found != Position():
            yield found

    def _event(self, draft: Draft, key: tuple[str, int], parts: dict[str, str], events: dict[str, str]) -> None:
        """Google's events: an anniversary has a place of its own."""
        label = parts.get("label", "").strip("* ").casefold()
        dated = key[0] == "event" and label in {"anniversary", "jahrestag"} and "anniversary" not in events
        if dated and _life(parts.get("value", ""), self.order):
            events["anniversary"] = parts["value"]
            return
        for part, value in parts.items():
            draft.keep_part(key, part, value)

    def _day(self, draft: Draft, name: str) -> date | None:
        text = draft.values.get(name, "")
        found = _day_in(text)
        if text and found is None:
            draft.misread(name, f"the day under “{shorten(draft.header(name))}” is not a date: it is kept as text")
        return found

    def _day_of_life(self, draft: Draft, name: str, text: str | None) -> str:
        """A birthday or anniversary, or what was there kept beside; the message does not repeat it."""
        if not text:
            return ""
        if self.dialect.own:
            return life_in_own(text)
        found = _life(text, self.order)
        if found is None:
            draft.extra[draft.header(name)] = washed(text)
            draft.partial.append(f"the {name} is not a day that can be read for sure: it is kept as text")
            return ""
        value, sure, whole = found
        self.used_order = self.used_order or not sure
        if not whole:
            draft.extra[draft.header(name)] = washed(text)
        return value


def _no_point(kind: str, value: str) -> str:
    """What is wrong with an e-mail address or a phone number; empty for nothing."""
    if kind == "phone" and _SCIENTIFIC.fullmatch(value):
        return "a spreadsheet has cut the number under “{header}” short: it is"
    if kind == "email" and ("@" not in value.strip("@") or len(value.split()) != 1):
        return "what stands under “{header}” is no e-mail address: it is"
    return ""


def _birthday(draft: Draft) -> str | None:
    """The text of the birthday; with a column each for year, month and day put together, where they make a day."""
    text = draft.values.get("birthday")
    apart = [name for name in ("birth year", "birth month") if name in draft.values]
    if apart and text:
        year, month = (draft.values.get(name, "") for name in ("birth year", "birth month"))
        whole = f"{year.zfill(4) if year else '-'}-{month.zfill(2)}-{text.zfill(2)}"
        if _life(whole, "unknown"):
            return whole
    for name in apart:
        draft.misread(name)
    return text


def _exactly(draft: Draft, contact: Contact) -> Contact:
    """What only the program's own table says: what found no column, and when it was written."""
    if (stamp := draft.values.get("created")) is not None:
        try:
            contact = replace(contact, created=moment(Scalar(stamp, draft.line, False), "created"))
        except Misread:
            draft.misread("created")
    if (more := draft.values.get("more")) is not None:
        whole = with_more(contact, more)
        if whole is None:
            draft.misread("more", "what stands under “more” is no longer what was written there: it is kept as text")
        else:
            contact = whole
    return contact


def _cadence(draft: Draft) -> str | None:
    text = draft.values.get("cadence", "")
    if not text or text.casefold() == "default":
        return None
    try:
        found = parse_cadence(text)
    except CadenceError:
        draft.misread("cadence", "the cadence is not one like 2 months or none: it is kept as text")
        return None
    return str(found) if found else "none"


def _blocked(draft: Draft) -> bool:
    found = False
    for name, meant in (("do not contact", True), ("contact", False)):
        if text := draft.values.get(name):
            try:
                found = found or yes_or_no(Scalar(text, 0, False), name) is meant
            except Misread:
                wrong = "do not contact is neither yes nor no: it is kept as text"
                draft.misread(name, wrong if meant else "")
    return found


def _promises(draft: Draft) -> tuple[FollowUpRecord, ...]:
    text = draft.values.get("next")
    if not text or text.casefold() in {"none", "no", "never"}:
        return ()
    try:
        return (read_follow_up(Scalar(text, draft.line, False), "next", "promise"),)
    except Misread:
        draft.misread("next", "next is not a day like 2026-12-15: it is kept as text")
        return ()


@lru_cache(maxsize=4096)
def _short_day(text: str) -> date | None:
    return day_of(tidy(text)) if text else None


def _day_in(text: str) -> date | None:
    return _short_day(text) if len(text) < _LONGEST_DAY else None


def life_in_own(text: str) -> str:
    """A birthday of the program's own table: as it stands, unless a spreadsheet has put it its own way."""
    found = _life(text, "unknown")
    return found[0] if found and found[0] and found[1] and found[2] else tidy(text)


def _life(text: str, order: DateOrder) -> tuple[str, bool, bool] | None:
    return day_of_life_in(tidy(text), order)
