"""Opportunities, interviews, concerns, proof points, letters, plans and news of an import: what the book lacks of them.

Nothing is written here. Rows that refer to rows not written yet hold these themselves; `import_search_rows` writes
them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from crm.book.contact_rows import employer_key
from crm.book.import_history import HistoryPlanner, NewTouch, Order, Person
from crm.book.import_search_known import Known, Row, same_text
from crm.book.merging import Difference
from crm.book.session import Book
from crm.domain.letters import rest_until
from crm.domain.opportunities import part_of
from crm.domain.text import fold
from crm.domain.words import count, say_day
from crm.formats import search_fields as parts
from crm.formats.records import ParsedFile, Problem
from crm.formats.search_fields import THINGS, Child, Field, SearchRecord, Thing
from crm.formats.yaml_search import rejection_parts

if TYPE_CHECKING:
    from crm.book.import_plan import ImportPlan

#: Never compared with the book: they say when and in which order, not what.
_NEVER_COMPARED = frozenset({"uid", "seq", "created", "updated", "place"})
#: The day on which something happened, and so is not ahead.
_HAPPENED = {"stage": "on", "answer": "on", "letter": "sent_on", "decision": "on"}


@dataclass(frozen=True, slots=True)
class Seq:
    """A place in the order of entry, not numbered yet."""

    order: Order


@dataclass(frozen=True, slots=True)
class EmployerNamed:
    """The employer of that name, who may not be in the book yet."""

    name: str


class Unknown(Exception):
    """Something that is referred to is not there; `line` and the sentence say which."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class SearchConflict:
    """A value of a file that differs from that in the book, which was kept."""

    file: str
    line: int
    called: str
    difference: Difference


@dataclass(slots=True)
class SearchPlan:
    """Everything to write: new rows, and changes to those of the book (or of contacts, by person)."""

    rows: list[Row] = field(default_factory=list)
    changes: list[tuple[str, Row | Person, dict[str, Any]]] = field(default_factory=list)
    conflicts: list[SearchConflict] = field(default_factory=list)
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.rows or self.changes)

    @property
    def orders(self) -> set[Order]:
        """The places in the order of entry that are taken."""
        return {value.order for row in self.rows for value in row.values.values() if isinstance(value, Seq)}

    @property
    def also(self) -> str:
        """What came besides people: `3 opportunities, 1 letter; changes to 1 plan`; empty for nothing."""
        new = ", ".join(_counted(self.new))
        changed = ", ".join(_counted(self.changed))
        return "; ".join(filter(None, (new, changed and f"changes to {changed}")))


def _counted(numbers: Counter[str]) -> Iterator[str]:
    for thing in (*THINGS.values(), parts.DECISION):
        if number := numbers[thing.name]:
            yield count(number, "piece of news" if thing.name == "news" else thing.name, thing.many)


def plan_search(
    book: Book | None,
    plan: ImportPlan,
    files: Sequence[ParsedFile],
    history: HistoryPlanner,
    today: date,
    overwrite: bool,
) -> SearchPlan:
    """What of the files' search is new; `history` has run. Problems are added to the plan of the import."""
    planner = _Planner(book, plan, files, history, today, overwrite)
    for item in plan.items:
        if not item.settled and (item.record.zone or item.record.spread_on):
            planner.about(Person(item), item.record.zone, item.record.spread_on)
    for thing in THINGS.values():
        for parsed in files:
            for record in parsed.search:
                if record.thing is thing:
                    planner.thing(record)
        planner.nested(thing)
        planner.second_chances()
    for item in plan.items:
        if not item.settled:
            for decision in item.record.decisions:
                planner.decision(decision, Person(item))
    planner.tell_news()
    return planner.result


@dataclass(frozen=True, slots=True)
class _Home:
    """What the things inside another take from it: the rows around them, and defaults for their fields."""

    rows: Mapping[str, Any]
    defaults: Mapping[str, Any]


_NOWHERE = _Home({}, {})


class _Planner:
    def __init__(
        self,
        book: Book | None,
        plan: ImportPlan,
        files: Sequence[ParsedFile],
        history: HistoryPlanner,
        today: date,
        overwrite: bool,
    ) -> None:
        self.plan = plan
        self.history = history
        self.today = today
        self.overwrite = overwrite
        self.known = Known(book)
        self.result = SearchPlan()
        self.inside_others: dict[str, list[tuple[SearchRecord, _Home]]] = defaultdict(list)
        # By file, thing and what it is called: its row.
        self.named: dict[tuple[str, str], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        self.nos: dict[int, list[Row]] = {}
        self.taken: set[int] = set()
        self.seconds: list[tuple[SearchRecord, Row]] = []
        # The uids in the files: rows of the book that have one are for those.
        self.claimed: set[str] = {uid for parsed in files for record in parsed.search for uid in _uids(record)}

    # Whole things

    def about(self, person: Person, zone: str, spread_on: date | None) -> None:
        """What a file knows of a contact besides the fields that are compared elsewhere."""
        mine_zone, mine_spread, _ = self.known.contact(person.id)
        values: dict[str, Any] = {}
        if zone and not mine_zone:
            values["zone"] = zone
        if spread_on and not mine_spread:
            values["spread_on"] = spread_on.isoformat()
        if values:
            self.result.changes.append(("contact", person, values))
            self.history.changed(person)

    def thing(self, record: SearchRecord, home: _Home = _NOWHERE) -> None:
        """One thing with a section of its own; what does not hold becomes a problem of it alone."""
        draft = SearchPlan()
        later: list[tuple[str, SearchRecord, _Home]] = []
        try:
            row = self.settle(record, home, draft, later)
        except Unknown as error:
            self.plan.problems.append(Problem(record.file, error.line, record.called, str(error)))
            return
        self.call(record, row)
        if record.values.get("second_of"):
            self.seconds.append((record, row))
        if row in draft.rows:
            self.result.new[record.thing.name] += 1
        elif draft:
            self.result.changed[record.thing.name] += 1
        self.result.rows += draft.rows
        self.result.changes += draft.changes
        self.result.conflicts += draft.conflicts
        for name, inside, around in later:
            self.inside_others[name].append((inside, around))

    def nested(self, thing: Thing) -> None:
        """The things of this kind that were written inside others."""
        for record, home in self.inside_others.pop(thing.name, ()):
            self.thing(record, home)

    def second_chances(self) -> None:
        """Joins opportunities to those whose second chance they are, once all of them are known."""
        for record, row in self.seconds:
            try:
                first = self.find(record.values["second_of"], parts.OPPORTUNITY, record.file, record.line)
            except Unknown as error:
                self.plan.problems.append(Problem(record.file, error.line, record.called, str(error)))
                continue
            if row.id is None:
                row.values["second_of_id"] = first
            elif row.values["second_of_id"] is None or (self.overwrite and row.values["second_of_id"] != first.id):
                self.result.changes.append((row.table, row, {"second_of_id": first}))
                self.result.changed["opportunity"] += 1
        self.seconds.clear()

    def decision(self, record: SearchRecord, person: Person) -> None:
        """What was decided about a contact."""
        draft = SearchPlan()
        try:
            self.settle(record, _Home({"contact_id": person}, {}), draft, [])
        except Unknown as error:
            self.plan.problems.append(Problem(record.file, error.line, "", str(error)))
            return
        if draft.rows:
            self.result.new["decision"] += 1
            self.result.rows += draft.rows
            self.history.changed(person)

    def tell_news(self) -> None:
        """Joins the follow-ups that tell news to it."""
        kept = []
        for new in self.history.result.follow_ups:
            reference = new.record.news
            file = new.person.item.record.file if new.person.item else ""
            if reference:
                try:
                    new.news = self.find(reference, parts.NEWS, file, new.record.line)
                except Unknown as error:
                    name = new.person.item.contact.name if new.person.item else ""
                    self.plan.problems.append(Problem(file, error.line, name, str(error)))
                    continue
            kept.append(new)
        self.history.result.follow_ups[:] = kept

    # One row

    def settle(
        self,
        record: SearchRecord,
        home: _Home,
        draft: SearchPlan,
        later: list[tuple[str, SearchRecord, _Home]],
        place: int | None = None,
    ) -> Row:
        """The row that a record is, in the book or new, with all that is inside it. Raises Unknown."""
        thing = record.thing
        self.refuse_what_is_ahead(record)
        given = self.resolved(record, home)
        columns = dict(home.rows) | given
        row = self.again(record, columns, home)
        if row is None:
            row = Row(thing.stored_in, self.whole(record, columns, place))
            draft.rows.append(row)
        else:
            self.taken.add(id(row))
            if thing.name == "letter" and row.values["status"] == "sent":
                return row  # frozen as it was sent
            self.compare(record, row, given, draft)
        for child in thing.children:
            self.children(child, record, row, columns, draft, later)
        return row

    def refuse_what_is_ahead(self, record: SearchRecord) -> None:
        """Raises Unknown where something is said to have happened on a day to come."""
        name = _HAPPENED.get(record.thing.name, "")
        on = record.values.get(name)
        if record.thing.name == "interview" and record.values.get("status") == "held":
            on = record.values["on"]
        if on is not None and on > self.today:
            what = f"{'An' if record.thing.name[0] in 'aeiou' else 'A'} {record.thing.name}"
            raise Unknown(record.line, f"{what} on {say_day(on, self.today)} is still ahead.")

    def resolved(self, record: SearchRecord, home: _Home) -> dict[str, Any]:
        """The columns that the record gives, references followed; what it is inside of gives the rest."""
        found = {name: value for name, value in home.defaults.items() if value is not None}
        for each in record.thing.fields:
            if each.name in record.values and each.name != "second_of":
                found[each.column] = self.value(each, record)
        return found

    def value(self, each: Field, record: SearchRecord) -> Any:
        """One value as a column holds it, or the row, person or touch it refers to."""
        value = record.values[each.name]
        if value is None:
            return None
        match each.kind:
            case "day":
                return value.isoformat()
            case "yes":
                return int(value)
            case "mapping":
                return json.dumps(dict(value), ensure_ascii=False)
            case "lines":
                return "\n".join(value)
            case "seq":
                return Seq(self.history.order(self.history.file_numbers[record.file], value))
            case "employer":
                return EmployerNamed(value)
            case "contact":
                return self.person(value, record)
            case "touch":
                found = self.history.touch_uids.get(value) or self.known.touch(value)
                if found is None:
                    raise Unknown(record.line, f"There is no touch “{value[:60]}” in this file or in the book.")
                return found
            case "thing":
                return self.find(value, THINGS[each.of], record.file, record.line)
            case "rejection":
                return self.no(value, record)
            case _:
                return value

    def person(self, reference: str, record: SearchRecord) -> Person:
        found = self.history.person(reference, record.file)
        if found is None:
            raise Unknown(
                record.line, f"“{reference[:60]}” is not in this file, or not only once: write the uid or the e-mail."
            )
        if found.left:
            raise Unknown(record.line, f"“{reference[:60]}” is left out of the import, and this belongs to them.")
        return found

    def find(self, reference: str, thing: Thing, file: str, line: int) -> Row:
        """The thing that is called so: in the same file, else in the book. Raises Unknown."""
        here = self.named[file, thing.name]
        for rows in (here.get(reference), here.get(fold(reference)), self.known.called(thing, reference)):
            if rows and len({id(row) for row in rows}) == 1:
                return rows[0]
            if rows:
                raise Unknown(line, f"There are several called “{reference[:60]}”: write the uid of the {thing.name}.")
        raise Unknown(line, f"There is no {thing.name} “{reference[:60]}” in this file or in the book.")

    def no(self, reference: str, record: SearchRecord) -> Row:
        """The rejection that a plan follows. Raises Unknown."""
        number, of = rejection_parts(reference)
        of = of or record.values.get("opportunity") or ""
        if of:
            opportunity = self.find(of, parts.OPPORTUNITY, record.file, record.line)
            nos = self.nos.get(id(opportunity)) or self.known.rejections(opportunity)
            if 0 < number <= len(nos):
                return nos[number - 1]
        raise Unknown(record.line, f"The opportunity of this plan has no rejection {number}.")

    def call(self, record: SearchRecord, row: Row) -> None:
        """Lets others of the file refer to it."""
        names = self.named[record.file, record.thing.name]
        called = {record.values.get("uid", "")}
        if title := record.called:
            called.add(fold(title))
        if record.thing is parts.INTERVIEW:
            called.add(record.values["on"].isoformat())
        if record.thing is parts.NEWS:
            called.add(fold(record.values["text"]))
        for name in called - {""}:
            names[name].append(row)

    # Known again

    def again(self, record: SearchRecord, columns: Mapping[str, Any], home: _Home) -> Row | None:
        """The row of the book that the record is: of the same uid, else the first that says the same."""
        thing = record.thing
        uid = record.values.get("uid", "")
        rows = self.known.rows(thing)
        if uid and (row := rows.by_uid.get(uid)) is not None:
            return None if id(row) in self.taken else row
        within = rows.all
        if home.rows:
            parent = _number_of(next(iter(home.rows.values())))
            within = rows.inside(parent) if parent is not None else []
        for row in within:
            if id(row) in self.taken or row.values.get("uid") in self.claimed:
                continue
            if all(self.says(thing, name, columns, row) for name in thing.same):
                return row
        return None

    def says(self, thing: Thing, name: str, columns: Mapping[str, Any], row: Row) -> bool:
        """True where the row has the value of the record; a day that was not given is any."""
        each = next(each for each in thing.fields if each.name == name)
        if each.column not in columns and (each.kind in {"day", "number"}):
            return True
        mine = row.values.get(each.column)
        value = columns.get(each.column, each.default)
        return mine == value if thing is parts.VERSION else self.same(each, mine, value)

    def same(self, each: Field, mine: Any, value: Any) -> bool:
        """True where a value of the book and one of a file are one."""
        if each.kind == "employer":
            theirs = value.name if isinstance(value, EmployerNamed) else ""
            return employer_key(self.known.employer(mine)) == employer_key(theirs)
        if each.kind == "mapping":
            return bool(json.loads(mine) == json.loads(value))
        if isinstance(value, Row | Person | NewTouch):
            return mine is not None and _number_of(value) == mine
        if isinstance(mine, str) and isinstance(value, str):
            return same_text(mine, value)
        return (mine or None) == (value or None)

    # Written anew

    def whole(self, record: SearchRecord, columns: dict[str, Any], place: int | None) -> dict[str, Any]:
        """Every column of a new row."""
        thing = record.thing
        row = dict(columns)
        for each in thing.fields:
            if each.column in row:
                continue
            match each.kind:
                case "seq":
                    row[each.column] = Seq(self.history.order(self.history.file_numbers[record.file], 0))
                case "mapping":
                    row[each.column] = "{}"
                case "lines":
                    row[each.column] = ""
                case "yes":
                    row[each.column] = 0
                case _:
                    row[each.column] = each.default
        if place is not None and row.get("place") is None:
            row["place"] = place
        self.usual(record, row)
        return row

    def usual(self, record: SearchRecord, row: dict[str, Any]) -> None:
        """What is meant where a hand-written file says nothing."""
        name, given = record.thing.name, record.values
        today = self.today.isoformat()
        if name in {"stage", "answer", "concern"} and row.get("on") is None:
            row["on"] = today
        if record.exact:
            return
        if name == "part" and "part" not in given and isinstance(person := row["contact_id"], Person):
            row["part"] = part_of(person.item.contact.role if person.item else self.known.contact(person.id)[2])
        elif name == "interview" and "status" not in given and row["on"] < today:
            row["status"] = "held"
        elif name == "letter":
            if "status" not in given:
                row["status"] = "sent" if row["sent_on"] else "finished" if row["finished_at"] else "draft"
            if row["status"] == "finished" and row["finished_at"] and not row["rest_until"]:
                row["rest_until"] = self.rested(row["finished_at"])

    def rested(self, finished: str) -> str:
        """When a letter finished at that moment is ready to reread, in UTC."""
        from datetime import UTC, datetime

        from crm.book.local_zone import LOCAL

        ready = rest_until(datetime.fromisoformat(finished).astimezone(LOCAL))
        return f"{ready.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    # Compared

    def compare(self, record: SearchRecord, row: Row, given: Mapping[str, Any], draft: SearchPlan) -> None:
        """Fills the blanks of a row of the book; another value is told, or taken over with `overwrite`."""
        values: dict[str, Any] = {}
        for each in record.thing.fields:
            if each.name in _NEVER_COMPARED or each.column not in given:
                continue
            mine, value = row.values[each.column], given[each.column]
            if value in (None, "", "{}") or self.same(each, mine, value):
                continue
            if each.kind == "mapping" and each.name == "extra":
                merged = json.loads(value) | json.loads(mine)
                if merged != json.loads(mine):
                    values[each.column] = json.dumps(merged, ensure_ascii=False)
            elif each.kind == "lines":
                added = [line for line in value.split("\n") if line not in mine.split("\n")]
                if added:
                    values[each.column] = "\n".join(filter(None, (mine, *added)))
            elif mine in (None, "", "{}") or self.overwrite:
                values[each.column] = value
            else:
                difference = Difference(
                    each.key, self.shown(each, mine), self.shown(each, record.values.get(each.name))
                )
                draft.conflicts.append(SearchConflict(record.file, record.line, record.called, difference))
        if values:
            draft.changes.append((record.thing.stored_in, row, values))

    def shown(self, each: Field, value: Any) -> str:
        """A value in a message; what a row refers to by number is only said to be another."""
        if each.kind == "employer" and isinstance(value, int):
            return self.known.employer(value)
        if each.kind in {"contact", "touch", "thing", "rejection", "mapping"}:
            return value if isinstance(value, str) and each.kind != "mapping" else "…"
        return str(value)

    # Inside

    def children(
        self,
        child: Child,
        record: SearchRecord,
        row: Row,
        columns: Mapping[str, Any],
        draft: SearchPlan,
        later: list[tuple[str, SearchRecord, _Home]],
    ) -> None:
        """The things of one list inside another."""
        inside = record.children.get(child.key, ())
        if child.thing in (parts.PERSON, parts.PRESENT):
            inside = self.each_once(inside)
        rows: dict[str, Any] = {f"{child.parent}_id": row}
        if child.thing.section:  # concerns written in an interview
            opportunity = columns.get("opportunity_id") or row.values.get("opportunity_id")
            defaults = {"interview_id": row, "opportunity_id": opportunity, "on": columns.get("on")}
            later += ((child.thing.name, each, _Home({}, defaults)) for each in inside)
            return
        if child.thing is parts.REJECTION:
            rows["opportunity_id"] = columns["opportunity_id"]
            if not inside and not record.exact and record.values.get("stage") == "rejected":
                # A no of which nothing is known is one all the same: the callback window counts from it.
                inside = (SearchRecord(parts.REJECTION, {}, {}, record.line, record.file),)
        seq = row.values.get("seq") if child.thing is parts.STEP and not record.exact else None
        known = len(self.known.rows(child.thing).inside(row.id)) if row.id is not None else 0
        if known and child.thing is parts.STEP and not record.exact:
            return  # a plan was laid out once; what a person left out since stays out
        placed = child.placed or child.thing is parts.STEP
        settled = [
            self.settle(each, _Home(rows, {"seq": seq}), draft, later, known + place if placed else None)
            for place, each in enumerate(inside)
        ]
        if child.thing is parts.REJECTION:
            self.nos.setdefault(id(columns["opportunity_id"]), []).extend(settled)

    def each_once(self, inside: Sequence[SearchRecord]) -> tuple[SearchRecord, ...]:
        """The people of a list without those who are another of them here: they were merged since."""
        called: dict[int, str] = {}
        kept = []
        for each in inside:
            reference = each.values["contact"]
            person = self.history.person(reference, each.file)
            if person is None or not person.id or called.setdefault(person.id, reference) == reference:
                kept.append(each)
        return tuple(kept)


def _uids(record: SearchRecord) -> Iterator[str]:
    """The uids of a thing and of all that is in it."""
    if uid := record.values.get("uid"):
        yield uid
    for inside in record.children.values():
        for child in inside:
            yield from _uids(child)


def _number_of(value: Any) -> int | None:
    """The id of what a value refers to, or None while it has none."""
    if isinstance(value, Row | NewTouch):
        return value.id
    if isinstance(value, Person):
        return value.id or None
    return value if isinstance(value, int) else None
