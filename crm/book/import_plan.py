"""What an import would do, decided before a row is written: who is new, who is known, what each file adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from typing import Literal

from crm.book.contact_rows import employer_key, load_contacts
from crm.book.import_history import HistoryPlan, future, plan_history
from crm.book.import_search import SearchPlan, plan_search
from crm.book.matching import Index, email_key, index_of, name_key, source_parts
from crm.book.merging import Difference, merge
from crm.book.session import Book
from crm.book.validate import validate_contact
from crm.domain.people import Contact
from crm.domain.text import fold
from crm.domain.words import count
from crm.formats.records import ContactRecord, EmployerRecord, ParsedFile, Problem

Action = Literal["new", "changed", "same"]
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value of a file that differs from the one in the book, which was kept; `contact` may be a title too."""

    file: str
    line: int
    contact: str
    difference: Difference


@dataclass(eq=False, slots=True)
class Item:
    """One contact of the files and what becomes of it. `who` is their id; a new one gets it when it is written."""

    record: ContactRecord
    contact: Contact
    who: int | None = None
    before: Contact | None = None
    action: Action = "new"
    settled: bool = False  # came again just as it was: nothing of it is looked at
    differences: tuple[Difference, ...] = ()
    possible: str = ""


@dataclass(slots=True)
class ImportPlan:
    """Everything an import would do. Nothing in it has been done."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    employers: list[EmployerRecord] = field(default_factory=list)
    history: HistoryPlan = field(default_factory=HistoryPlan)
    search: SearchPlan = field(default_factory=SearchPlan)
    files: tuple[str, ...] = ()

    def of(self, action: Action) -> list[Item]:
        """The contacts of that fate."""
        return [item for item in self.items if item.action == action]

    @property
    def changes_anything(self) -> bool:
        """False where the book has all of it."""
        return bool(self.employers or self.history or self.search or any(item.action != "same" for item in self.items))

    @property
    def conflicts(self) -> list[Conflict]:
        """Every value that was kept although the file has another."""
        return [
            Conflict(item.record.file, item.record.line, item.contact.name, difference)
            for item in self.items
            for difference in item.differences
        ] + [Conflict(found.file, found.line, found.called, found.difference) for found in self.search.conflicts]

    @property
    def duplicates(self) -> list[Item]:
        """The new contacts that may be somebody known already."""
        return [item for item in self.items if item.possible]

    @property
    def title(self) -> str:
        """The undo step: `Import 19 contacts from people.yaml`."""
        new, changed = len(self.of("new")), len(self.of("changed"))
        what = count(new, "contact") if new else f"changes to {count(changed, 'contact')}"
        if not new and not changed:
            what = self.search.also or "touches"
        return f"Import {what} from {files_said(self.files)}"


def files_said(files: Sequence[str]) -> str:
    """The names of files without their folders: `people.yaml`, `people.yaml and 2 more files`."""
    names = [PurePath(name).name for name in files]
    if len(names) > 2:
        return f"{names[0]} and {count(len(names) - 1, 'more file')}"
    return " and ".join(names)


def plan_import(book: Book | None, files: Sequence[ParsedFile], *, today: date, overwrite: bool = False) -> ImportPlan:
    """What importing the files would do to the book (None: one that does not exist yet). Reads only."""
    plan = ImportPlan(files=tuple(parsed.file for parsed in files))
    for parsed in files:
        plan.problems += parsed.problems
        plan.items += (Item(record, record.contact) for record in parsed.records)
    plan.items = list(_sound(plan, today))
    index = index_of(book)
    _recognise(plan.items, index, book, today, overwrite)
    _flag(plan.items, index)
    plan.employers = list(_employers(book, files))
    history = plan_history(book, plan, files, index, today)
    plan.history = history.result
    plan.search = plan_search(book, plan, files, history, today, overwrite)
    plan.problems.sort(key=lambda problem: (plan.files.index(problem.file), problem.line))
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
        else:
            yield item


def _recognise(items: list[Item], index: Index, book: Book | None, today: date, overwrite: bool) -> None:
    """Says of each item who it is in the book, if anybody, and what it adds to them."""
    if book is None or not index.names:
        return
    taken: set[int] = set()
    open_items: list[Item] = []
    for item in items:
        contact = item.record.contact
        item.who = index.by_uid.get(contact.uid) if contact.uid else None
        if item.who is None and contact.source:
            again = [who for who in index.by_source.get(contact.source, ()) if who not in taken]
            if again:
                item.who = again[0]
                # A person's file that says the same again says nothing new; a book has a life of its own.
                item.settled = not overwrite and item.record.shape != "book"
        if item.who is None:
            open_items.append(item)
        else:
            taken.add(item.who)
    maybe: dict[int, list[int]] = {}
    for place, item in enumerate(open_items):
        contact = item.record.contact
        certain = list(dict.fromkeys(index.certain(contact)))
        # Of two equal people each finds their own again; somebody taken already is the last resort.
        item.who = next((who for who in certain if who not in taken), certain[0] if certain else None)
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
    for item in items:
        if item.settled:
            item.action = "same"
        elif item.who is not None:
            _compare(item, known, overwrite, today)


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
    result = merge(item.before, item.record.contact, overwrite=overwrite, today=today)
    item.contact, item.differences = result.contact, result.differences
    if item.contact == item.before:
        item.action = "same"
        return
    item.action = "changed"
    label, _ = source_parts(item.record.contact.source)
    if label and label == source_parts(item.before.source)[0] and not item.differences:
        item.contact = replace(item.contact, source=item.record.contact.source)
    known[who] = item.contact  # a second record of the same person adds to that


def _flag(items: list[Item], index: Index) -> None:
    """Marks the new contacts that may be somebody in the book, or somebody before them in the files."""
    by_name: dict[tuple[str, str], str] = {}
    by_email: dict[str, str] = {}
    for item in items:
        contact = item.record.contact
        name, employer = name_key(contact.name), fold(contact.employer)
        emails = [email_key(point.value) for point in contact.emails]
        if item.who is None:
            item.possible = (
                index.suggested(name, employer, emails)
                or by_name.get((name, employer), "")
                or next((by_email[email] for email in emails if email in by_email), "")
            )
        by_name.setdefault((name, employer), contact.name)
        for email in emails:
            by_email.setdefault(email, contact.name)


def _employers(book: Book | None, files: Sequence[ParsedFile]) -> Iterator[EmployerRecord]:
    """The employers of the files that the book lacks, or of which it knows less."""
    records = [record for parsed in files for record in parsed.employers]
    if not records:
        return
    known = (
        {}
        if book is None
        else {
            employer_key(name): (website, notes, extra, rank, working_on)
            for name, website, notes, extra, rank, working_on in book.store.rows(
                "SELECT name, website, notes, extra, rank, working_on FROM employer"
            )
        }
    )
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
