"""Who was merged into whom, and what is not the same, in an import: what the book does not know of it yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crm.book.contact_rows import employer_key
from crm.book.import_history import HistoryPlanner, Person
from crm.book.session import Book
from crm.domain.people import Employer
from crm.domain.text import fold
from crm.domain.words import count
from crm.formats.records import (
    ContactRecord,
    EmployerRecord,
    FormerEmployerRecord,
    NotSameRecord,
    ParsedFile,
    Problem,
)

if TYPE_CHECKING:
    from crm.book.import_plan import ImportPlan
    from crm.formats.search_fields import SearchRecord

#: One of a pair: a uid, somebody who gets one when they are written, or the name of such an employer.
_One = str | Person | EmployerRecord


@dataclass(slots=True)
class SamePlan:
    """Everything to write: former contacts by person, former employers by name, pairs that are not the same."""

    contacts: list[tuple[Person, str, str]] = field(default_factory=list)
    employers: list[tuple[str, FormerEmployerRecord]] = field(default_factory=list)
    pairs: list[tuple[NotSameRecord, _One, _One]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.contacts or self.employers or self.pairs)

    @property
    def also(self) -> str:
        """What came, in words; empty where it goes with contacts and employers."""
        return f"{count(len(self.pairs), 'pair')} of alike names" if self.pairs else ""


def present_names(book: Book | None, files: Sequence[ParsedFile]) -> Sequence[ParsedFile]:
    """The files with employers called as they are now: by the name of the one they were merged into."""
    if book is None:
        return files
    now = {
        employer_key(former): name
        for former, name in book.store.rows(
            "SELECT f.name, e.name FROM former_employer f JOIN employer e ON e.id = f.employer_id ORDER BY f.id DESC"
        )
    }
    if not now:
        return files
    for (name,) in book.store.rows("SELECT name FROM employer"):
        now.pop(employer_key(name), None)  # one that is there by that name is meant
    return [_renamed(parsed, now) for parsed in files] if now else files


def _renamed(parsed: ParsedFile, now: dict[str, str]) -> ParsedFile:
    def called(name: str) -> str:
        return now.get(employer_key(name), name)

    def of_contact(record: ContactRecord) -> ContactRecord:
        positions = tuple(replace(each, employer=called(each.employer)) for each in record.contact.positions)
        if positions == record.contact.positions:
            return record
        return replace(record, contact=replace(record.contact, positions=positions))

    def of_thing(thing: SearchRecord) -> SearchRecord:
        name = thing.values.get("employer")
        return replace(thing, values={**thing.values, "employer": called(name)}) if name else thing

    def of_employer(record: EmployerRecord) -> EmployerRecord:
        return replace(record, employer=replace(record.employer, name=called(record.employer.name)))

    return replace(
        parsed,
        records=tuple(map(of_contact, parsed.records)),
        search=tuple(map(of_thing, parsed.search)),
        employers=tuple(map(of_employer, parsed.employers)),
    )


def plan_same(book: Book | None, plan: ImportPlan, files: Sequence[ParsedFile], history: HistoryPlanner) -> SamePlan:
    """What of it is new; `history` has run. Contacts it adds to become `changed`; problems are added to the plan."""
    planner = _Planner(book, plan, files, history)
    planner.former_contacts()
    planner.former_employers()
    for parsed in files:
        for pair in parsed.not_same:
            planner.pair(pair)
    return planner.result


class _Planner:
    def __init__(
        self, book: Book | None, plan: ImportPlan, files: Sequence[ParsedFile], history: HistoryPlanner
    ) -> None:
        self.book = book
        self.plan = plan
        self.files = files
        self.history = history
        self.result = SamePlan()
        self.planned: set[tuple[str, str, str]] = set()
        self._known: set[tuple[str, str, str]] | None = None
        self._employers: tuple[dict[str, str], dict[str, str]] | None = None

    def former_contacts(self) -> None:
        """Those of a contact that it does not have; a uid that somebody in the book goes by stays theirs."""
        given = [(item, former) for item in self.plan.items if not item.settled for former in item.record.formerly]
        if not given:
            return
        owners: dict[str, set[int]] = {}
        known: set[tuple[int, str, str]] = set()
        if self.book is not None:
            uids = json.dumps([former.uid for _, former in given])
            for uid, who in self.book.store.rows(
                "SELECT uid, id FROM contact WHERE uid IN (SELECT value FROM json_each(?)) UNION ALL "
                "SELECT uid, contact_id FROM former_contact WHERE uid IN (SELECT value FROM json_each(?))",
                (uids, uids),
            ):
                owners.setdefault(uid, set()).add(who)
            known = set(self.book.store.rows("SELECT contact_id, uid, source FROM former_contact"))
        for item, former in given:
            if (item.who, former.uid, former.source) in known:
                continue
            if owners.get(former.uid, {item.who}) == {item.who}:
                person = Person(item)
                self.result.contacts.append((person, former.uid, former.source))
                self.history.changed(person)

    def former_employers(self) -> None:
        """Those of an employer that it does not have."""
        given = [(record, former) for parsed in self.files for record in parsed.employers for former in record.formerly]
        if not given:
            return
        known: set[tuple[str, str, str]] = set()
        living: dict[str, str] = {}
        if self.book is not None:
            rows = self.book.store.rows(
                "SELECT e.name, f.uid, f.name FROM former_employer f JOIN employer e ON e.id = f.employer_id"
            )
            known = {(employer_key(name), uid, former) for name, uid, former in rows}
            living = {uid: employer_key(name) for uid, name in self.book.store.rows("SELECT uid, name FROM employer")}
        for record, former in given:
            key = employer_key(record.employer.name)
            if (key, former.uid, former.name) not in known and living.get(former.uid, key) == key:
                self.result.employers.append((record.employer.name, former))

    def pair(self, pair: NotSameRecord) -> None:
        """Two that are not the same, unless that is known, or both are one here."""
        find = self.contact if pair.kind == "contact" else self.employer
        one, other = find(pair.one, pair), find(pair.other, pair)
        if one is None or other is None:
            missing = pair.one if one is None else pair.other
            message = f"“{missing[:60]}” is not in this file or in the book, or not only once: write the uid."
            self.plan.problems.append(Problem(pair.file, pair.line, "", message))
            return
        if isinstance(one, str) and isinstance(other, str):
            first, second = sorted((one, other))
            if first == second or (pair.kind, first, second) in self.known | self.planned:
                return
            self.planned.add((pair.kind, first, second))
        self.result.pairs.append((pair, one, other))

    @property
    def known(self) -> set[tuple[str, str, str]]:
        """The pairs of the book."""
        if self._known is None:
            self._known = (
                set() if self.book is None else set(self.book.store.rows("SELECT kind, one, other FROM not_same"))
            )
        return self._known

    def contact(self, reference: str, pair: NotSameRecord) -> _One | None:
        """Who is meant; a book may name somebody who was deleted since."""
        person = self.history.person(reference, pair.file)
        if person is None:
            return reference if pair.exact else None
        if person.id and self.book is not None:
            return str(self.book.store.value("SELECT uid FROM contact WHERE id = ?", (person.id,)))
        return (person.item.contact.uid if person.item else "") or person

    def employer(self, reference: str, pair: NotSameRecord) -> _One | None:
        """The employer that is meant, by uid or name."""
        uids, names = self.employers
        if reference in uids:
            return uids[reference]
        for parsed in self.files:
            for record in parsed.employers if parsed.file == pair.file else ():
                if reference in {record.employer.uid, record.employer.name}:
                    return names.get(employer_key(record.employer.name)) or record.employer.uid or record
        if (known := names.get(employer_key(reference))) is not None:
            return known
        places = (place.employer for item in self.plan.items for place in item.contact.positions if not item.settled)
        called = next((name for name in places if employer_key(name) == employer_key(reference)), None)
        if called is not None:
            return EmployerRecord(Employer(called))
        return reference if pair.exact else None

    @property
    def employers(self) -> tuple[dict[str, str], dict[str, str]]:
        """The uid of each employer of the book by every uid, and by every name, that it has or had."""
        if self._employers is None:
            uids: dict[str, str] = {}
            names: dict[str, str] = {}
            if self.book is not None:
                for sql in (
                    "SELECT uid, uid, name FROM employer ORDER BY id",
                    "SELECT e.uid, f.uid, f.name FROM former_employer f JOIN employer e ON e.id = f.employer_id "
                    "ORDER BY f.id",
                ):
                    for uid, called, name in self.book.store.rows(sql):
                        uids.setdefault(called, uid)
                        names.setdefault(employer_key(name), uid)
            self._employers = uids, names
        return self._employers


def write_same(book: Book, same: SamePlan) -> None:
    """Writes it, after contacts and employers; inside the act of an import."""
    if not same:
        return
    book.store.executemany(
        "INSERT INTO former_contact(contact_id, uid, source) VALUES (?, ?, ?)",
        [(person.id, uid, source) for person, uid, source in same.contacts],
    )
    numbers: dict[str, int] = {}
    uids: dict[str, str] = {}
    for number, uid, name in book.store.rows("SELECT id, uid, name FROM employer ORDER BY id"):
        numbers.setdefault(employer_key(name), number)
        uids.setdefault(employer_key(name), uid)
    book.store.executemany(
        "INSERT INTO former_employer(employer_id, uid, name, name_key) VALUES (?, ?, ?, ?)",
        [(numbers[employer_key(name)], former.uid, former.name, fold(former.name)) for name, former in same.employers],
    )

    def uid_of(one: _One) -> str:
        match one:
            case Person():
                return str(book.store.value("SELECT uid FROM contact WHERE id = ?", (one.id,)))
            case EmployerRecord():
                return uids[employer_key(one.employer.name)]
            case _:
                return one

    for pair, one, other in same.pairs:
        first, second = sorted((uid_of(one), uid_of(other)))
        if first != second:
            book.store.database.execute_sql(
                "INSERT INTO not_same(kind, one, other, created) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (pair.kind, first, second, pair.created or book.stamp),
            )
