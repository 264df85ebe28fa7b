"""What an import would do, decided before a row is written: who is new, who is known, what each file adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from typing import Any, Literal

from crm.book.contact_rows import employer_key, load_contacts
from crm.book.errors import Refused
from crm.book.finder import finder_of
from crm.book.import_choices import NO_CHOICES, AsNew, Choice, Choices, Into, Leave, Overwrite, taken_over
from crm.book.import_files import FOLDER, Progress
from crm.book.import_history import HistoryPlan, future, plan_history
from crm.book.import_same import SamePlan, plan_same, present_names
from crm.book.import_search import SearchPlan, plan_search
from crm.book.matching import Index, index_of, name_key, source_parts
from crm.book.merging import Difference, merge
from crm.book.session import Book
from crm.book.validate import validate_contact
from crm.domain.people import Contact
from crm.domain.words import count
from crm.formats.records import ContactRecord, EmployerRecord, ParsedFile, Problem

Action = Literal["new", "changed", "same", "left"]
_CHUNK = 5_000
_EVERY = 200
#: Shapes of a whole book, in which somebody may have changed since they came from where their source says.
_BOOKS = frozenset({"book", "json"})
#: The contacts that have a source, once for each entry that had it.
_Sources = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value of a file that differs from the one in the book, which was kept; `contact` may be a title too."""

    file: str
    line: int
    contact: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Possible:
    """Somebody whom a new contact may be, and why: their id, or minus the place of an earlier row of the files."""

    who: int
    name: str
    reason: str
    sure: bool


@dataclass(eq=False, slots=True)
class Item:
    """One contact of the files and what becomes of it. `who` is their id; a new one gets it when it is written.

    `place` counts the contacts of all files from 1. `into` is the row before it that it is the same person as.
    """

    record: ContactRecord
    contact: Contact
    place: int = 0
    who: int | None = None
    before: Contact | None = None
    action: Action = "new"
    settled: bool = False  # left out, or came again just as it was: nothing of it is looked at
    differences: tuple[Difference, ...] = ()
    possible: tuple[Possible, ...] = ()
    choice: Choice | None = None
    into: Item | None = None


@dataclass(slots=True)
class ImportPlan:
    """Everything an import would do. Nothing in it has been done."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    employers: list[EmployerRecord] = field(default_factory=list)
    history: HistoryPlan = field(default_factory=HistoryPlan)
    search: SearchPlan = field(default_factory=SearchPlan)
    same: SamePlan = field(default_factory=SamePlan)
    files: tuple[str, ...] = ()
    #: Uid and source of rows said to be somebody, by whom the same row is known again.
    formers: list[tuple[Item, str, str]] = field(default_factory=list)
    _places: dict[int, Item] = field(default_factory=dict)

    def of(self, action: Action) -> list[Item]:
        """The contacts of that fate."""
        return [item for item in self.items if item.action == action]

    def at(self, place: int) -> Item:
        """The contact of that place. Raises KeyError for one that has a problem."""
        if not self._places:
            self._places = {item.place: item for item in self.items}
        return self._places[place]

    @property
    def changes_anything(self) -> bool:
        """False where the book has all of it."""
        return bool(
            self.employers
            or self.history
            or self.search
            or self.same
            or self.formers
            or any(item.action in {"new", "changed"} for item in self.items)
        )

    @property
    def conflicts(self) -> list[Conflict]:
        """Every value that was kept although the file has another."""
        return [
            Conflict(item.record.file, item.record.line, item.contact.name, difference)
            for item in self.items
            if item.action != "left"
            for difference in item.differences
        ] + [Conflict(found.file, found.line, found.called, found.difference) for found in self.search.conflicts]

    @property
    def duplicates(self) -> list[Item]:
        """The new contacts that may be somebody known already, and were not said to be somebody new."""
        return [
            item for item in self.items if item.action == "new" and item.possible and not isinstance(item.choice, AsNew)
        ]

    @property
    def title(self) -> str:
        """The undo step: `Import 19 contacts from people.yaml`."""
        new, changed = len(self.of("new")), len(self.of("changed"))
        what = count(new, "contact") if new else f"changes to {count(changed, 'contact')}"
        if not new and not changed:
            what = self.search.also or self.same.also or "touches"
        return f"Import {what} from {files_said(self.files)}"


def files_said(files: Sequence[str]) -> str:
    """The names of files without their folders: `people.yaml`, `people.yaml and 2 more files`."""
    names = [PurePath(name).name for name in files]
    if len(names) > 2:
        return f"{names[0]} and {count(len(names) - 1, 'more file')}"
    return " and ".join(names)


def plan_import(
    book: Book | None,
    files: Sequence[ParsedFile],
    *,
    today: date,
    overwrite: bool = False,
    choices: Choices = NO_CHOICES,
    progress: Progress | None = None,
) -> ImportPlan:
    """What importing the files would do to the book (None: one that does not exist yet). Reads only.

    `choices` are by place. Raises Refused for one that cannot be. `progress` may raise to cancel.
    """
    files = present_names(book, files)
    plan = ImportPlan(files=tuple(parsed.file for parsed in files if parsed.kind != FOLDER))
    for parsed in files:
        plan.problems += parsed.problems
        for record in parsed.records:
            place = len(plan.items) + 1
            plan.items.append(Item(record, record.contact, place, choice=choices.get(place)))
    if wrong := [place for place in choices if not 0 < place <= len(plan.items)]:
        raise Refused(f"There is no contact in row {min(wrong)}: `--dry-run --rows` lists the rows with their numbers.")
    plan.items = list(_sound(plan, today))
    index = index_of(book)
    _recognise(plan, index, book, today, overwrite)
    _flag(plan.items, book, progress)
    plan.employers = list(_employers(book, files))
    history = plan_history(book, plan, files, index, today)
    plan.history = history.result
    plan.search = plan_search(book, plan, files, history, today, overwrite)
    plan.same = plan_same(book, plan, files, history)
    order = {name: number for number, name in enumerate(plan.files)}
    plan.problems.sort(key=lambda problem: (order[problem.file], problem.line))
    return plan


def _sound(plan: ImportPlan, today: date) -> Iterator[Item]:
    """The contacts that can be used; the others become problems."""
    uids: dict[str, int] = {}
    for item in plan.items:
        record = item.record
        problem = next(iter(validate_contact(record.contact).values()), "")
        line = record.line
        if uid := record.contact.uid:
            if uid in uids:
                problem = problem or f"The uid is that of line {uids[uid]} as well: take it out of one of them."
            uids.setdefault(uid, record.line)
        for touch in record.touches:
            if touch.touch.on > today and not problem:
                problem, line = future(touch.touch.on, today), touch.line
        if problem:
            plan.problems.append(Problem(record.file, line, record.contact.name, problem))
            if isinstance(item.choice, (AsNew, Into, Overwrite)):
                raise Refused(f"Row {item.place} cannot come in at all: {problem}")
        else:
            yield item


def _recognise(plan: ImportPlan, index: Index, book: Book | None, today: date, overwrite: bool) -> None:
    """Says of each item who it is in the book, if anybody, and what it adds to them."""
    known: dict[int, Contact] = {}
    # Each entry of a file that came in is found once: of two equal ones each finds their own again.
    sources = {source: list(ids) for source, ids in index.by_source.items()}
    if book is not None and index.names:
        known = _who_is_who(plan.items, index, sources, book, today, overwrite)
    _join(plan, index, sources)
    if book is not None:
        # A row may be the same as one that came again just as it was, of which nothing was read.
        said = {item.who for item in plan.items if isinstance(item.choice, Into) and item.who is not None}
        known |= _load(book, said - known.keys())
    for item in plan.items:
        if isinstance(item.choice, Leave):
            if item.who is not None and not item.settled:
                _compare(item, {item.who: known[item.who]}, False, today)
            item.action, item.settled = "left", True
        elif item.settled:
            item.action = "same"
        elif item.into is not None and item.into.who is None:
            _absorb(item, item.into, overwrite, today)
        elif item.who is not None:
            _compare(item, known, overwrite, today)


def _who_is_who(
    items: list[Item], index: Index, sources: _Sources, book: Book, today: date, overwrite: bool
) -> dict[int, Contact]:
    """Finds the items in the book; gives the contacts of it that are to be compared."""
    taken: set[int] = set()
    open_items: list[Item] = []
    for item in items:
        contact = item.record.contact
        if isinstance(item.choice, Into):
            continue
        item.who = index.by_uid.get(contact.uid) if contact.uid else None
        again = sources.get(contact.source, [])
        # Who came in as somebody new is not new once more when the same is asked again.
        if isinstance(item.choice, AsNew) and not (again and contact.source in index.own_sources):
            if contact.uid in index.former_uids:
                item.who = None  # merged once, and now said to be two
            if item.who is not None:
                raise Refused(f"Row {item.place} cannot be new: {index.shown[item.who]} in the book has the same uid.")
            continue
        if item.who in again:
            again.remove(item.who)
        if item.who is None and contact.source and again:
            item.who = again.pop(0)
            # A person's file that says the same again says nothing new; a book has a life of its own.
            asks = overwrite or isinstance(item.choice, Overwrite)
            item.settled = not asks and item.record.shape not in _BOOKS
        if item.who is None:
            open_items.append(item)
        else:
            taken.add(item.who)
    maybe: dict[int, list[int]] = {}
    for place, item in enumerate(open_items):
        contact = item.record.contact
        certain = list(dict.fromkeys(index.certain(contact)))
        # Of two equal people each finds their own again; somebody taken already is the last resort, for which a
        # name alone is not enough.
        free = (who for who in (*index.again(contact), *certain) if who not in taken)
        item.who = next(free, certain[0] if certain else None)
        if item.who is not None:
            taken.add(item.who)
        else:
            maybe[place] = index.by_name.get(name_key(contact.name), [])
    wanted = {item.who for item in items if item.who is not None and not item.settled}
    wanted |= {who for ids in maybe.values() for who in ids}
    known = _load(book, wanted)
    for place, ids in maybe.items():
        item = open_items[place]
        for who in ids:
            # Nothing but a name in common: the same only where the file says nothing that the book does not.
            if who not in taken and _holds(known[who], item.record.contact, today):
                item.who = who
                taken.add(who)
                break
    return known


def _join(plan: ImportPlan, index: Index, sources: _Sources) -> None:
    """Does as the person says of the rows that are somebody: of the book, or of a row before them."""
    by_place = {item.place: item for item in plan.items}
    for item in plan.items:
        if not isinstance(item.choice, Into):
            continue
        contact = item.record.contact
        if item.choice.who < 0:
            other = by_place.get(-item.choice.who)
            if other is None or other.place >= item.place:
                raise Refused(f"Row {item.place} can only be the same person as a row before it.")
            if isinstance(other.choice, Leave):
                raise Refused(f"Row {item.place} cannot be the same person as row {other.place}, which is left out.")
            item.into = other.into or other
            item.who = item.into.who
        elif item.choice.who in index.names:
            item.who = item.choice.who
        else:
            raise Refused(f"The person that row {item.place} was said to be is not in the book.")
        owner = index.by_uid.get(contact.uid) if contact.uid else None
        if owner is not None and owner != item.who:
            raise Refused(f"Row {item.place} is {index.shown[owner]}: they have the same uid.")
        came = sources.get(contact.source, [])
        known = owner is not None if contact.uid else item.who in came
        if item.who in came:
            came.remove(item.who)
        if (contact.uid or contact.source) and not known:
            plan.formers.append((item, contact.uid, contact.source))


def _load(book: Book, wanted: Iterable[int]) -> dict[int, Contact]:
    ids = sorted(wanted)
    known: dict[int, Contact] = {}
    for start in range(0, len(ids), _CHUNK):
        known |= load_contacts(book.store, ids[start : start + _CHUNK])
    return known


def _holds(mine: Contact, theirs: Contact, today: date) -> bool:
    result = merge(mine, theirs, overwrite=False, today=today)
    return result.contact == mine and not result.differences


def _compare(item: Item, known: dict[int, Contact], overwrite: bool, today: date) -> None:
    who = item.who or 0
    item.before = known[who]
    takes = taken_over(overwrite, item.choice)
    result = merge(item.before, item.record.contact, overwrite=takes, today=today)
    item.contact, item.differences = result.contact, result.differences
    if item.contact == item.before:
        item.action = "same"
        return
    item.action = "changed"
    label, _ = source_parts(item.record.contact.source)
    if label and label == source_parts(item.before.source)[0] and not item.differences:
        item.contact = replace(item.contact, source=item.record.contact.source)
    known[who] = item.contact  # a second record of the same person adds to that


def _absorb(item: Item, into: Item, overwrite: bool, today: date) -> None:
    """Adds a row to the new contact of a row before it."""
    item.before = into.contact
    takes = taken_over(overwrite, item.choice)
    result = merge(into.contact, item.record.contact, overwrite=takes, today=today)
    item.action = "same" if result.contact == into.contact else "changed"
    item.contact = into.contact = result.contact
    item.differences = result.differences


def _flag(items: list[Item], book: Book | None, progress: Progress | None) -> None:
    """Says of the new contacts whom they may be: in the book, or before them in the files."""
    unknown = [item for item in items if item.who is None and item.into is None]
    if not unknown:
        return
    finder = finder_of(book)
    for number, item in enumerate(unknown):
        if progress and number % _EVERY == 0:
            progress("Comparing", number, len(unknown))
        contact = item.record.contact
        item.possible = tuple(
            Possible(match.who, match.name, match.reason, match.sure) for match in finder.possible(contact)
        )
        if item.action != "left":
            finder.add(-item.place, contact)


def _employers(book: Book | None, files: Sequence[ParsedFile]) -> Iterator[EmployerRecord]:
    """The employers of the files that the book lacks, or of which it knows less."""
    records = [record for parsed in files for record in parsed.employers]
    if not records:
        return
    known: dict[str, list[Any]] = {}
    if book is not None:
        # Former names first: an employer that has the name now is the one meant.
        for table, name in (
            ("former_employer f JOIN employer e ON e.id = f.employer_id", "f.name"),
            ("employer e", "e.name"),
        ):
            known |= {
                employer_key(called): values
                for called, *values in book.store.rows(
                    f"SELECT {name}, e.website, e.notes, e.extra, e.rank, e.working_on FROM {table}"
                )
            }
    seen: set[str] = set()
    for record in records:
        employer = record.employer
        key = employer_key(employer.name)
        if key in seen:
            continue
        seen.add(key)
        if key not in known:
            yield record
            continue
        website, notes, extra, rank, working_on = known[key]
        adds = (
            (employer.website, website),
            (employer.notes, notes),
            (employer.extra, extra != "{}"),
            (record.rank, rank),
            (record.working_on, working_on),
        )
        if any(theirs and not mine for theirs, mine in adds):
            yield record
