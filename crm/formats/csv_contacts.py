"""Contacts out of the rows of a table: what every dialect of CSV has in common.

A dialect says what each column stands for; here the cells become a contact. What no column stands for is kept in
`extra` under its header. Cells are text as they stand: zeros and plus signs stay.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

from crm.domain.cadence import CadenceError, parse_cadence
from crm.domain.people import ROLES, Address, Contact, Labelled, Met, Position
from crm.domain.text import clean_line
from crm.formats.csv_cells import header_in_extra, restored, with_more
from crm.formats.csv_dates import DateOrder, day_of_life_in, day_order
from crm.formats.csv_rows import Row, read_table
from crm.formats.records import ContactRecord, FollowUpRecord, ParsedFile, Problem, Shape
from crm.formats.yaml_events import Progress, Scalar
from crm.formats.yaml_search import is_zone
from crm.formats.yaml_touches import read_follow_up
from crm.formats.yaml_values import Misread, day_of, moment, tidy, washed, yes_or_no

#: What Google puts between several values in one cell.
SEVERAL = " ::: "
_ROLES = {role.casefold(): role for role in ROLES}
_PUNCTUATION = re.compile(r"[\W_]+")
_AS_TEXT = re.compile(r'="([^"]*)"')  # how people keep a spreadsheet from eating zeros
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SHOWN_NOBODY = 3
_LONGEST_DAY = 60


class Column(NamedTuple):
    """What a column stands for: a field of a contact, or a part of the `group`-th e-mail, phone, address or position.

    `label` is the label that the column itself gives (`Home Phone` gives home).
    """

    field: str
    group: int = 0
    part: str = ""
    label: str = ""


#: Gives what a folded header stands for, or None where nobody knows.
Lookup = Callable[[str], Column | None]


@dataclass(frozen=True, slots=True)
class Dialect:
    """A way to write contacts as a table.

    `kind` says in words what the file is, by its folded headers. `several` says that a cell may hold several values,
    `noise` which cells, by folded header, say nothing; `label` turns a label as written into the book's. `nameless`
    is said of rows that are nobody, of which the dialect has many by its nature. `own` is the program's own, whose
    cells are exact.
    """

    kind: Callable[[Sequence[str]], str]
    shape: Shape
    column: Lookup
    tags: Callable[[str], Iterable[str]]
    several: bool = False
    noise: Callable[[str, str], bool] = lambda _key, _cell: False
    label: Callable[[str], str] = lambda label: label
    how_met: str = ""
    nameless: str = ""
    own: bool = False


@lru_cache(maxsize=4096)
def header_key(header: str) -> str:
    """A header without case, spaces and punctuation, by which headers are compared."""
    return _PUNCTUATION.sub("", header.casefold())


def by_commas(cell: str) -> Iterable[str]:
    """Tags with a comma or a semicolon between them."""
    return re.split(r"[,;]", cell)


def read_with(dialect: Dialect, data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """The contacts of a file in the dialect. Raises FormatError when nothing of it can be used."""
    table = read_table(data, name, lambda names: _known(dialect, names), progress)
    headers = [tidy(restored(header)) if dialect.own else tidy(header) for header in table.header.names]
    rows: Iterable[Row] = table.rows
    reader = _Reader(dialect, headers, name)
    if reader.dated:
        # Whether 3/7 is March or July is seen from other rows.
        kept = list(rows)
        reader.order = day_order(row.cells[place] for row in kept for place in reader.dated if place < len(row.cells))
        kept.reverse()
        rows = (kept.pop() for _ in range(len(kept)))  # each given back as it is read
    for row in rows:
        reader.take(row)
    notes = (*table.notes, *reader.notes())
    problems = sorted((*table.problems, *reader.problems), key=lambda problem: problem.line)
    if not reader.records and not problems:
        notes = (*notes, "It names its columns, but there is nobody in it.")
    return ParsedFile(
        name, tuple(reader.records), problems=tuple(problems), kind=dialect.kind(reader.keys), notes=notes
    )


def _known(dialect: Dialect, names: Sequence[str]) -> int:
    return sum(dialect.column(header_key(name)) is not None for name in names)


@dataclass(slots=True)
class _Draft:
    """A contact while its cells are read."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    groups: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    headers: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    partial: list[str] = field(default_factory=list)


class _Reader:
    """Rows in, records and problems out."""

    def __init__(self, dialect: Dialect, headers: list[str], file: str) -> None:
        self.dialect = dialect
        self.file = file
        self.label = clean_line(PurePath(file).name)
        self.keys = list(map(header_key, headers))
        self.columns = [dialect.column(key) for key in self.keys]
        if dialect.own:
            # A field without a place may be called there what a column is called.
            extra = iter(_told_apart([header_in_extra(header) for header in self.unknown(headers)]))
            self.headers = [
                header if column else next(extra) for header, column in zip(headers, self.columns, strict=True)
            ]
        else:
            self.headers = _told_apart(headers)
        named = any(column and column.field in _NAMING for column in self.columns)
        if not named and not dialect.own and "contact" in self.keys:
            self.columns[self.keys.index("contact")] = Column("name")
        self.dated = [place for place, column in enumerate(self.columns) if column and column.field in _LIFE]
        self.order: DateOrder = "unknown"
        self.records: list[ContactRecord] = []
        self.problems: list[Problem] = []
        self.nobody: list[int] = []
        self.used_order = False

    def unknown(self, headers: list[str]) -> list[str]:
        """The headers of columns that stand for nothing known."""
        return [header for header, column in zip(headers, self.columns, strict=True) if column is None]

    def take(self, row: Row) -> None:
        """One row that is not empty."""
        draft = _Draft(row.line)
        typed: list[str] = []
        columns, headers = self.columns, self.headers
        for place, raw in enumerate(row.cells):
            if not raw:
                continue
            cell = self.cell(raw)
            if not cell:
                continue
            header = headers[place] if place < len(headers) else f"Column {place + 1}"
            typed += (header, cell)
            column = columns[place] if place < len(columns) else None
            if place >= len(headers):
                draft.partial.append("this row has more cells than there are columns: what is over is kept beside")
            if column is None:
                if place >= len(headers) or not self.dialect.noise(self.keys[place], cell):
                    draft.extra[header] = washed(cell)
            elif column.field == "tags":
                draft.tags += self.dialect.tags(cell)
            elif column.field in _GROUPS:
                self.put(draft, column, header, cell)
            elif column.field in draft.values:
                if column.field == "notes":
                    draft.values["notes"] += f"\n\n{cell}"
                elif draft.values[column.field] != cell:
                    draft.extra[header] = washed(cell)  # the same field in two columns
            else:
                draft.values[column.field] = cell
                draft.headers.setdefault((column.field, 0), {})[""] = header
        if typed:
            self.finish(draft, typed)

    def exactly(self, draft: _Draft, contact: Contact) -> Contact:
        """What only the program's own table says: what found no column, and when it was written."""
        if (stamp := draft.values.get("created")) is not None:
            try:
                contact = replace(contact, created=moment(Scalar(stamp, draft.line, False), "created"))
            except Misread:
                draft.extra[self.header(draft, "created")] = washed(stamp)
        if (more := draft.values.get("more")) is not None:
            whole = with_more(contact, more)
            if whole is None:
                draft.extra[self.header(draft, "more")] = washed(more)
                draft.partial.append("what stands under “more” is no longer what was written there: it is kept as text")
            else:
                contact = whole
        return contact

    def cell(self, raw: str) -> str:
        """A cell as it was meant."""
        if self.dialect.own:
            return restored(raw)
        cell = raw.strip()
        if cell.startswith('="') and (match := _AS_TEXT.fullmatch(cell)):
            return match[1].strip()
        return cell

    def put(self, draft: _Draft, column: Column, header: str, cell: str) -> None:
        """A cell into its group; parts that are there already are joined."""
        key = (column.field, column.group)
        group = draft.groups.setdefault(key, {})
        if column.part == "value" and "value" in group and column.field != "address":
            # Two columns of one name: two values.
            free = column.group + 1000
            while (column.field, free) in draft.groups:
                free += 1
            key = (column.field, free)
            group = draft.groups.setdefault(key, {})
        if column.part in group:
            group[column.part] += ("\n" if column.part == "street" else ", ") + cell
        else:
            group[column.part] = cell
        if column.label and "label" not in group:
            group["label"] = column.label
        draft.headers.setdefault(key, {})[column.part] = header

    def finish(self, draft: _Draft, typed: list[str]) -> None:
        """The record of a draft, or a problem."""
        digest = hashlib.blake2b("\x1f".join(typed).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        record = self.record(draft, f"{self.label}#{digest}")
        if record is None:
            if self.dialect.nameless:
                self.nobody.append(draft.line)
            else:
                self.problems.append(
                    Problem(self.file, draft.line, "", "This row has neither a name, an e-mail, a phone nor a company.")
                )
            return
        self.records.append(record)
        for message in dict.fromkeys(draft.partial):
            sentence = f"{message[0].upper()}{message[1:]}{'' if message.endswith('.') else '.'}"
            self.problems.append(Problem(self.file, draft.line, record.contact.name[:80], sentence, partial=True))

    def record(self, draft: _Draft, source: str) -> ContactRecord | None:
        """The contact with what came along, or None when there is nothing to call it by."""
        values, extra = draft.values, draft.extra

        def line(name: str) -> str:
            value = values.get(name)
            return tidy(value) if value else ""

        points: dict[str, list[Labelled]] = {"email": [], "phone": [], "link": []}
        addresses: list[Address] = []
        positions: list[Position] = []
        events: dict[str, str] = {}
        for key in sorted(draft.groups):
            kind = key[0]
            for parts in self.split(draft.groups[key]):
                if kind in points:
                    self.point(draft, key, parts, points[kind])
                elif kind == "address":
                    addresses += _address(parts, self.dialect)
                elif kind == "position":
                    positions += self.position(draft, key, parts)
                else:
                    self.other(draft, key, parts, events)
        prefix, given, middle, family, suffix = map(line, ("prefix", "given", "middle", "family", "suffix"))
        shown_prefix = "" if prefix.casefold().rstrip(".") in _SALUTATIONS else prefix
        employer = next((position.employer for position in positions if position.employer), "")
        name = (
            line("name")
            or " ".join(filter(None, (shown_prefix, given, middle, family, suffix)))
            or line("nickname")
            or tidy(str(extra.get("File As", "")))
            or ("" if self.dialect.nameless else employer)
            or next((point.value for kind in ("email", "phone") for point in points[kind]), "")
        )
        if not name:
            return None
        met = Met(self.day(draft, "met on"), line("met how"), line("met through"))
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
            birthday=self.life(draft, "birthday", values.get("birthday")),
            anniversary=self.life(draft, "anniversary", values.get("anniversary", events.get("anniversary"))),
            met=met,
            cadence=self.cadence(draft),
            do_not_contact=self.blocked(draft),
            notes=washed(values.get("notes", "")),
            added=self.day(draft, "added"),
            source=line("source") or source,
            extra=extra,
        )
        if self.dialect.own:
            contact = self.exactly(draft, contact)
        follow_ups, zone = self.promises(draft), line("zone")
        if zone and not is_zone(zone):
            extra[self.header(draft, "zone")] = zone
            zone = ""
        return ContactRecord(contact, self.file, draft.line, self.dialect.shape, follow_ups=follow_ups, zone=zone)

    def split(self, parts: dict[str, str]) -> Iterable[dict[str, str]]:
        """The parts of a group, or of each where the cells hold several; one label then stands for all."""
        if not self.dialect.several or not any(SEVERAL in value for value in parts.values()):
            return (parts,)
        lists = {part: value.split(SEVERAL) for part, value in parts.items()}
        count = max(map(len, lists.values()))
        return [
            {
                part: values[place] if place < len(values) else values[0] if part == "label" else ""
                for part, values in lists.items()
                if place < len(values) or part == "label"
            }
            for place in range(count)
        ]

    def point(self, draft: _Draft, key: tuple[str, int], parts: dict[str, str], found: list[Labelled]) -> None:
        """An e-mail, phone or link; other parts of it are kept beside."""
        value = tidy(parts.get("value", ""))
        if key[0] == "link" and self.dialect.several:
            value = value.replace("\\:", ":")  # Google's
        if value and key[0] == "phone" and _SCIENTIFIC.fullmatch(value):
            header = draft.headers[key]["value"]
            draft.extra[header] = value
            draft.partial.append(f"a spreadsheet has cut the number under “{header}” short: it is kept beside, as text")
            return
        label = self.dialect.label(tidy(parts.get("label", "")))
        if value:
            found.append(Labelled(value, label))
        elif "label" in draft.headers.get(key, {}):
            self.keep(draft, key, "label", parts.get("label", ""))
        for part in parts.keys() - {"value", "label"}:
            self.keep(draft, key, part, parts[part])

    def position(self, draft: _Draft, key: tuple[str, int], parts: dict[str, str]) -> list[Position]:
        days: dict[str, date | None] = {}
        for part in ("since", "until"):
            text = parts.get(part, "")
            days[part] = _day(text)
            if text and days[part] is None:
                self.keep(draft, key, part, text)
                draft.partial.append(f"the day under “{draft.headers[key][part]}” is not a date: it is kept as text")
        employer, title, department = (tidy(parts.get(part, "")) for part in ("employer", "title", "department"))
        found = Position(employer, title, department, days["since"], days["until"])
        return [] if found == Position() else [found]

    def other(self, draft: _Draft, key: tuple[str, int], parts: dict[str, str], events: dict[str, str]) -> None:
        """Google's events: an anniversary has a place of its own."""
        label = parts.get("label", "").strip("* ").casefold()
        dated = key[0] == "event" and label in {"anniversary", "jahrestag"} and "anniversary" not in events
        if dated and _life(parts.get("value", ""), self.order):
            events["anniversary"] = parts["value"]
            return
        for part, value in parts.items():
            self.keep(draft, key, part, value)

    def keep(self, draft: _Draft, key: tuple[str, int], part: str, value: str) -> None:
        """A part that has no place, under its own header; several in one cell stay together."""
        header = draft.headers.get(key, {}).get(part)
        if header and value:
            before = draft.extra.get(header)
            draft.extra[header] = f"{before}{SEVERAL}{washed(value)}" if before else washed(value)

    def header(self, draft: _Draft, name: str) -> str:
        return draft.headers[name, 0][""]

    def day(self, draft: _Draft, name: str) -> date | None:
        text = draft.values.get(name, "")
        found = _day(text)
        if text and found is None:
            header = self.header(draft, name)
            draft.extra[header] = washed(text)
            draft.partial.append(f"the day under “{header}” is not a date: it is kept as text")
        return found

    def life(self, draft: _Draft, name: str, text: str | None) -> str:
        """A birthday or anniversary, or what was there kept beside; the message does not repeat it."""
        if not text:
            return ""
        found = _life(text, self.order)
        if self.dialect.own:
            return life_in_own(text)
        if found is None:
            header = self.header(draft, name) if (name, 0) in draft.headers else name.capitalize()
            draft.extra[header] = washed(text)
            draft.partial.append(f"the {name} is not a day that can be read for sure: it is kept as text")
            return ""
        value, sure, whole = found
        self.used_order = self.used_order or not sure
        if not whole:
            draft.extra[self.header(draft, name) if (name, 0) in draft.headers else name.capitalize()] = washed(text)
        return value

    def cadence(self, draft: _Draft) -> str | None:
        text = draft.values.get("cadence", "")
        if not text or text.casefold() == "default":
            return None
        try:
            found = parse_cadence(text)
        except CadenceError:
            draft.extra[self.header(draft, "cadence")] = washed(text)
            draft.partial.append("the cadence is not one like 2 months or none: it is kept as text")
            return None
        return str(found) if found else "none"

    def blocked(self, draft: _Draft) -> bool:
        found = False
        for name, meant in (("do not contact", True), ("contact", False)):
            if text := draft.values.get(name):
                try:
                    found = found or yes_or_no(Scalar(text, 0, False), name) is meant
                except Misread:
                    draft.extra[self.header(draft, name)] = washed(text)
                    if meant:
                        draft.partial.append("do not contact is neither yes nor no: it is kept as text")
        return found

    def promises(self, draft: _Draft) -> tuple[FollowUpRecord, ...]:
        text = draft.values.get("next")
        if not text or text.casefold() in {"none", "no", "never"}:
            return ()
        try:
            return (read_follow_up(Scalar(text, draft.line, False), "next", "promise"),)
        except Misread:
            draft.extra[self.header(draft, "next")] = washed(text)
            draft.partial.append("next is not a day like 2026-12-15: it is kept as text")
            return ()

    def notes(self) -> Iterable[str]:
        """What is to be said of the whole file."""
        if self.used_order and self.order == "unknown":
            yield "Days like 3/7/1980 were read as month/day/year: no row says which comes first."
        if self.nobody:
            first = ", ".join(map(str, self.nobody[:_SHOWN_NOBODY]))
            more = ", …" if len(self.nobody) > _SHOWN_NOBODY else ""
            rows = f"{len(self.nobody):,} {'row' if len(self.nobody) == 1 else 'rows'} without a name"
            lines = "line" if len(self.nobody) == 1 else "lines"
            yield f"Left out: {rows} ({lines} {first}{more}); {self.dialect.nameless}."


#: What stands under “Title” and is no part of what somebody is called.
_SALUTATIONS = frozenset({"mr", "mrs", "ms", "miss", "mx", "herr", "frau"})
_NAMING = frozenset({"name", "given", "family", "nickname"})
_LIFE = frozenset({"birthday", "anniversary"})
_GROUPS = frozenset({"email", "phone", "link", "address", "position", "event"})
_ADDRESS_PARTS = ("value", "label", "street", "code", "city", "region", "country", "box", "extended")


def _told_apart(headers: list[str]) -> list[str]:
    """Headers that are all different and none of them empty."""
    found: dict[str, None] = {}
    for place, header in enumerate(headers, start=1):
        name = header or f"Column {place}"
        number = 1
        while name in found:
            number += 1
            name = f"{header or f'Column {place}'} {number}"
        found[name] = None
    return list(found)


def _address(parts: dict[str, str], dialect: Dialect) -> list[Address]:
    texts = {
        part: washed(text).strip() if part in {"street", "value"} else tidy(text)
        for part in _ADDRESS_PARTS
        if (text := parts.get(part, ""))
    }
    label = dialect.label(texts.pop("label", ""))
    whole = texts.get("value", "")
    if whole and len(texts) > 1 and not dialect.own:
        # The whole that is made of its parts says nothing more.
        known = {word for part, text in texts.items() if part != "value" for word in _WORD.findall(text.casefold())}
        if known.issuperset(_WORD.findall(whole.casefold())):
            del texts["value"]
    return [Address(label=label, **texts)] if any(texts.values()) else []


@lru_cache(maxsize=4096)
def _short_day(text: str) -> date | None:
    return day_of(tidy(text)) if text else None


def _day(text: str) -> date | None:
    return _short_day(text) if len(text) < _LONGEST_DAY else None


def life_in_own(text: str) -> str:
    """A birthday of the program's own table: as it stands, unless a spreadsheet has put it its own way."""
    found = _life(text, "unknown")
    return found[0] if found and found[0] and found[1] and found[2] else tidy(text)


def _life(text: str, order: DateOrder) -> tuple[str, bool, bool] | None:
    return day_of_life_in(tidy(text), order)
