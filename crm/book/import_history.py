"""Touches, follow-ups, snoozes and passes of an import: which of them the book does not have yet."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from crm.book.import_search_known import Row
from crm.book.matching import Index, email_key, name_key
from crm.book.session import Book
from crm.domain.text import fold
from crm.domain.touches import Touch
from crm.domain.words import say_day
from crm.formats.records import FollowUpRecord, ParsedFile, Problem, TouchRecord

if TYPE_CHECKING:
    from crm.book.import_plan import ImportPlan, Item

#: Where something stands in the order of entry: file, given (0) or not (1), number.
Order = tuple[int, int, int]
TouchKey = tuple[int, str, str, str, str]
FollowUpKey = tuple[int, str, str, str, str]


@dataclass(eq=False, slots=True)
class Person:
    """Somebody whom a touch or a date belongs to: of the files, or only in the book.

    A row that is the same person as one before it stands for that one.
    """

    item: Item | None = None
    who: int | None = None

    def __post_init__(self) -> None:
        if self.item is not None and self.item.into is not None:
            self.item = self.item.into

    @property
    def left(self) -> bool:
        """True for somebody of the files who does not come in and is not in the book either."""
        return self.item is not None and self.item.action == "left" and self.item.who is None

    @property
    def id(self) -> int:
        """Their id, once they have one."""
        return (self.item.who if self.item else self.who) or 0


@dataclass(eq=False, slots=True)
class NewTouch:
    """A touch to write; `id` is filled in when it is, or known from the start."""

    record: TouchRecord
    people: list[Person]
    order: Order
    id: int | None = None


@dataclass(eq=False, slots=True)
class NewFollowUp:
    """A follow-up to write, made in `touch` if any, to tell `news` if any."""

    record: FollowUpRecord
    person: Person
    order: Order
    touch: NewTouch | int | None = None
    news: Row | None = None


@dataclass(eq=False, slots=True)
class NewMark:
    """A snooze (`until` and the day it was set) or a pass (`until` None)."""

    person: Person
    order: Order
    on: date
    until: date | None = None


@dataclass(slots=True)
class HistoryPlan:
    """Everything to write."""

    touches: list[NewTouch] = field(default_factory=list)
    follow_ups: list[NewFollowUp] = field(default_factory=list)
    marks: list[NewMark] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.touches or self.follow_ups or self.marks)

    @property
    def orders(self) -> list[Order]:
        """The distinct places in the order of entry, first to last."""
        return sorted({new.order for rows in (self.touches, self.follow_ups, self.marks) for new in rows})


def plan_history(
    book: Book | None, plan: ImportPlan, files: Sequence[ParsedFile], index: Index, today: date
) -> HistoryPlanner:
    """What of the files' history is new. Contacts it adds to become `changed`; problems are added to the plan."""
    planner = HistoryPlanner(book, plan, files, index, today)
    planner.run()
    return planner


class HistoryPlanner:
    """Goes through the files' history; what refers to its people and touches later asks it again."""

    def __init__(
        self, book: Book | None, plan: ImportPlan, files: Sequence[ParsedFile], index: Index, today: date
    ) -> None:
        self.book = book
        self.plan = plan
        self.files = files
        self.index = index
        self.today = today
        self.result = HistoryPlan()
        self.numbers = 0
        self.file_numbers = {parsed.file: place for place, parsed in enumerate(files)}
        self.touch_uids: dict[str, NewTouch | int] = {}
        self.follow_up_uids: set[str] = set()
        self.new_follow_up_uids: set[str] = set()
        self.known_touches: dict[TouchKey, list[int]] = defaultdict(list)
        self.known_follow_ups: dict[FollowUpKey, int] = defaultdict(int)
        self.known_snoozes: set[tuple[int, str]] = set()
        self.known_passes: set[tuple[int, str]] = set()
        self._references: dict[str, dict[str, list[Item]]] = {}

    def run(self) -> None:
        """Touches first: follow-ups may name them."""
        self.look_up()
        people = [(item, Person(item)) for item in self.plan.items if not item.settled]
        for item, person in people:
            for record in sorted(item.record.touches, key=lambda record: record.touch.on):
                self.touch(record, item.record.file, person)
        for parsed in self.files:
            for record in parsed.touches:
                self.touch(record, parsed.file, None)
        for item, person in people:
            number = self.file_numbers[item.record.file]
            for follow_up in item.record.follow_ups:
                self.follow_up(follow_up, person, number)
            for snooze in item.record.snoozes:
                self.snooze(person, snooze.until, snooze.set_on, self.order(number, snooze.seq))
            for passing in item.record.passes:
                self.passing(person, passing.on, self.order(number, passing.seq))

    # What the book has

    def look_up(self) -> None:
        """Reads, of what is in the book, all that the files could hold again."""
        if self.book is None or not self.index.names:
            return
        rows = self.book.store.rows
        touches = [record for parsed in self.files for record in parsed.touches]
        touches += [record for item in self.plan.items for record in item.record.touches]
        uids = json.dumps([record.touch.uid for record in touches if record.touch.uid])
        within = "(SELECT value FROM json_each(?))"
        self.touch_uids.update(rows(f"SELECT uid, id FROM touch WHERE uid IN {within}", (uids,)))
        follow_ups = [record for item in self.plan.items for record in item.record.follow_ups]
        uids = json.dumps([record.follow_up.uid for record in follow_ups if record.follow_up.uid])
        self.follow_up_uids.update(row[0] for row in rows(f"SELECT uid FROM follow_up WHERE uid IN {within}", (uids,)))
        known = {item.who for item in self.plan.items if item.who is not None and not item.settled}
        if touches and any(record.contacts for record in touches):
            known |= set(self.index.names)
        ids = json.dumps(sorted(known))
        for touch, who, on, channel, direction, note in rows(
            'SELECT t.id, p.contact_id, t."on", t.channel, t.direction, t.note FROM touch_contact p '
            f"JOIN touch t ON t.id = p.touch_id WHERE p.contact_id IN {within} ORDER BY t.id",
            (ids,),
        ):
            self.known_touches[who, on, channel, direction, _squeezed(note)].append(touch)
        for who, on, kind, channel, purpose in rows(
            f'SELECT contact_id, "on", kind, channel, purpose FROM follow_up WHERE contact_id IN {within}', (ids,)
        ):
            self.known_follow_ups[who, on, kind, channel, fold(purpose)] += 1
        self.known_snoozes.update(rows(f"SELECT contact_id, until FROM snooze WHERE contact_id IN {within}", (ids,)))
        self.known_passes.update(rows(f'SELECT contact_id, "on" FROM pass WHERE contact_id IN {within}', (ids,)))

    # One thing at a time

    def touch(self, record: TouchRecord, file: str, owner: Person | None) -> None:
        """A touch, of `owner` where it stands in a contact."""
        touch = record.touch
        number = self.file_numbers[file]
        if owner is None and touch.on > self.today:
            self.problem(file, record, future(touch.on, self.today))
            return
        people = [owner] if owner else []
        for reference in record.contacts:
            person = self.person(reference, file)
            if person is None:
                self.problem(file, record, f"“{reference[:60]}” is not in this file, or not only once: write the uid.")
                return
            if not person.left and not any(_same(person, other) for other in people):
                people.append(person)
        if not people:
            return  # whoever it was with is left out, and so is it
        order = self.order(number, touch.seq)
        known = self.touch_uids.get(touch.uid) if touch.uid else None
        if known is None:
            known = self.again(touch, people)
        if known is None:
            known = NewTouch(record, people, order)
            self.result.touches.append(known)
            for person in people:
                self.changed(person)
        elif isinstance(known, NewTouch):  # the same touch told again under another contact of the file
            for person in people:
                if not any(_same(person, other) for other in known.people):
                    known.people.append(person)
                    self.changed(person)
        if touch.uid:
            self.touch_uids.setdefault(touch.uid, known)
        for promise in record.promises:
            for person in people:
                self.follow_up(promise, person, number, known, order)

    def again(self, touch: Touch, people: list[Person]) -> int | None:
        """The touch in the book that this one is: same person, date, channel, direction and note."""
        found: int | None = None
        for person in people:
            if person.id:
                key = person.id, touch.on.isoformat(), touch.channel, touch.direction, _squeezed(touch.note)
                ids = self.known_touches.get(key)
                if ids:
                    # Each known touch is found once: two equal ones in a file are two.
                    found = found or ids[0]
                    if found in ids:
                        ids.remove(found)
        return found

    def follow_up(
        self,
        record: FollowUpRecord,
        person: Person,
        number: int,
        touch: NewTouch | int | None = None,
        order: Order | None = None,
    ) -> None:
        """A follow-up or promise, made in `touch` if any."""
        item = record.follow_up
        if item.uid in self.new_follow_up_uids:
            # Two in these files with one uid are two all the same: the later one gets a uid of its own.
            record = replace(record, follow_up=(item := replace(item, uid="")))
        elif item.uid:
            if item.uid in self.follow_up_uids:
                return
            self.new_follow_up_uids.add(item.uid)
        if person.id:
            key = person.id, item.on.isoformat(), item.kind, item.channel, fold(item.purpose)
            if self.known_follow_ups.get(key):
                self.known_follow_ups[key] -= 1
                return
        if touch is None and item.touch_uid:
            touch = self.touch_uids.get(item.touch_uid)
        self.result.follow_ups.append(NewFollowUp(record, person, order or self.order(number, item.seq), touch))
        self.changed(person)

    def snooze(self, person: Person, until: date, set_on: date | None, order: Order) -> None:
        """A snooze; None for the day it was set is today."""
        if set_on is None and until <= self.today:
            return  # asked for in a file and over: it would change nothing
        if (person.id, until.isoformat()) not in self.known_snoozes:
            self.result.marks.append(NewMark(person, order, set_on or self.today, until))
            self.changed(person)

    def passing(self, person: Person, on: date, order: Order) -> None:
        """A cadence touch passed over."""
        if (person.id, on.isoformat()) not in self.known_passes:
            self.result.marks.append(NewMark(person, order, on))
            self.changed(person)

    # Helpers

    def order(self, file: int, seq: int) -> Order:
        """Where something stands in the order of entry: as the file says, else behind what came before it."""
        if seq:
            return file, 0, seq
        self.numbers += 1
        return file, 1, self.numbers

    def person(self, reference: str, file: str) -> Person | None:
        """Who is meant: somebody of the same file, else of the book; None where nobody or several are."""
        if file not in self._references:
            here = [item for item in self.plan.items if item.record.file == file]
            self._references[file] = people_by_reference(here)
        references = self._references[file]
        for key in (reference, email_key(reference), name_key(reference)):
            found = references.get(key, [])
            people = {id(person.item): person for person in map(Person, found)}
            if len(people) == 1:
                return next(iter(people.values()))
            if people:
                return None
        if (who := self.index.by_uid.get(reference)) is not None:
            return Person(who=who)
        for ids in (self.index.by_email.get(email_key(reference)), self.index.by_name.get(name_key(reference))):
            if ids and len(set(ids)) == 1:
                return Person(who=ids[0])
        return None

    def changed(self, person: Person) -> None:
        """Notes that something of the files is new for somebody."""
        if person.item is not None and person.item.action == "same":
            person.item.action = "changed"

    def problem(self, file: str, record: TouchRecord, message: str) -> None:
        """Says of a touch why it is left out."""
        self.plan.problems.append(Problem(file, record.line, ", ".join(record.contacts)[:80], message))


def _same(one: Person, other: Person) -> bool:
    return one.item is other.item if one.item or other.item else one.who == other.who


def _squeezed(note: str) -> str:
    return " ".join(note.split())


def future(on: date, today: date) -> str:
    """Why a touch ahead of today is not taken."""
    return f"A touch on {say_day(on, today)} is still ahead: write it under next instead."


def people_by_reference(items: Iterable[Item]) -> dict[str, list[Item]]:
    """The contacts of a file by everything a touch may call them: uid, e-mail, name."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        contact = item.record.contact
        keys = {contact.uid, name_key(contact.name), *(email_key(point.value) for point in contact.emails)}
        for key in keys - {""}:
            found[key].append(item)
    return found
