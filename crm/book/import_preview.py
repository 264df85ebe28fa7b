"""An import before it is done, row by row: new, changed field by field, the same, possibly somebody else, a problem."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crm.book.import_choices import (
    NO_CHOICES,
    AsNew,
    Choice,
    Choices,
    Into,
    Leave,
    Overwrite,
    Take,
)
from crm.book.import_files import FOLDER, Progress, without_collector
from crm.book.import_kept import Kept
from crm.book.import_plan import ImportPlan, Item, Possible, plan_import
from crm.book.importing import ImportReport, report_of
from crm.book.merging import TEXTS
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position
from crm.domain.words import count
from crm.formats.records import ContactRecord, ParsedFile, Problem

__all__ = [
    "NO_CHOICES",
    "AsNew",
    "Choice",
    "Choices",
    "Fate",
    "FieldChange",
    "ImportPreview",
    "Into",
    "Kept",
    "Leave",
    "Overwrite",
    "Possible",
    "PreviewRow",
    "Take",
    "preview_rows",
]

Fate = Literal["new", "changed", "same", "possible", "problem"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its value in the book and what the file makes of it, lists as one text.

    `conflict`: the file has `after`, and the book keeps `before` unless it is overwritten.
    """

    field: str
    before: str
    after: str
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One contact of the files, or a problem without one. `place` is by what a choice names it.

    It stays the same for the same files. `who` is the contact of the book that it is, None for nobody. `problem` of a
    row that comes in says what of it does not. A row left out keeps the fate it had.
    """

    place: int
    name: str
    employer: str
    fate: Fate
    file: str
    line: int
    changes: tuple[FieldChange, ...] = ()
    possible: tuple[Possible, ...] = ()
    problem: str = ""
    choice: Choice | None = None
    who: int | None = None

    @property
    def conflicts(self) -> tuple[FieldChange, ...]:
        """The fields in which the book is kept although the file differs."""
        return tuple(change for change in self.changes if change.conflict)

    @property
    def left(self) -> bool:
        """True where the person left it out."""
        return isinstance(self.choice, Leave)

    @property
    def asks(self) -> bool:
        """True where there is something to decide: who it is, or which value is right."""
        return self.choice is None and (self.fate == "possible" or bool(self.conflicts))


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """All rows in the order of the files, the counts, what each file was taken for, and what is said of it.

    `kinds` holds file and kind, `notes` file (or folder) and sentence.
    """

    rows: tuple[PreviewRow, ...]
    report: ImportReport
    kinds: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    def of(self, fate: Fate) -> list[PreviewRow]:
        """The rows of that fate."""
        return [row for row in self.rows if row.fate == fate]


def preview_rows(
    book: Book | None,
    files: Sequence[ParsedFile],
    *,
    today: date | None = None,
    overwrite: bool = False,
    choices: Choices = NO_CHOICES,
    progress: Progress | None = None,
    kept: Kept | None = None,
) -> ImportPreview:
    """What `run_import` would do with every row, `choices` applied. Reads only.

    `book` None is one not made yet, for which `today` is needed. Raises Refused for a choice that cannot be, and
    whatever `progress` raises to cancel. With the same `kept` the next preview of the same files, and their import,
    take little time.
    """
    day = book.today if book is not None else today or date.min
    with without_collector():
        plan = plan_import(book, files, today=day, overwrite=overwrite, choices=choices, progress=progress, kept=kept)
        rows = tuple(_rows(plan, files))
    return ImportPreview(
        rows=rows,
        report=report_of(plan),
        kinds=tuple((parsed.file, parsed.kind) for parsed in files if parsed.kind and parsed.kind != FOLDER),
        notes=tuple((parsed.file, note) for parsed in files for note in parsed.notes),
    )


def _rows(plan: ImportPlan, files: Sequence[ParsedFile]) -> Iterator[PreviewRow]:
    partial, alone = _problems(plan, files)
    history = _history(plan)
    rows = [
        PreviewRow(
            place=item.place,
            name=item.contact.name,
            employer=item.contact.employer,
            fate=_fate(item),
            file=item.record.file,
            line=item.record.line,
            changes=(*_item_changes(item), *history.get(id(item), ())),
            possible=item.possible,
            problem=" ".join(partial.get(item.place, ())),
            choice=item.choice,
            who=item.who,
        )
        for item in plan.items
    ]
    places = {(record.file, record.line, record.contact.name): place for place, record in _records(files)}
    place = sum(len(parsed.records) for parsed in files)
    for problem in alone:
        own = places.get((problem.file, problem.line, problem.contact))
        place += own is None
        rows.append(
            PreviewRow(
                own or place, problem.contact, "", "problem", problem.file, problem.line, problem=problem.message
            )
        )
    order = {name: number for number, name in enumerate(plan.files)}
    return iter(sorted(rows, key=lambda row: (order[row.file], row.line, row.place)))


def _records(files: Sequence[ParsedFile]) -> Iterator[tuple[int, ContactRecord]]:
    return enumerate((record for parsed in files for record in parsed.records), start=1)


def _problems(plan: ImportPlan, files: Sequence[ParsedFile]) -> tuple[dict[int, list[str]], list[Problem]]:
    """What of a row that comes in does not, by its place, and the problems that stand for themselves."""
    starts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, record in _records(files):
        starts[record.file].append((record.line, place))
    for found in starts.values():
        found.sort()
    sound = {item.place for item in plan.items}
    partial: dict[int, list[str]] = defaultdict(list)
    alone: list[Problem] = []
    for problem in plan.problems:
        lines = starts[problem.file] if problem.partial else []
        number = bisect_right(lines, (problem.line, len(sound) + len(plan.problems))) - 1
        if number >= 0 and lines[number][1] in sound:
            partial[lines[number][1]].append(problem.message)
        else:
            alone.append(problem)
    return partial, alone


def _fate(item: Item) -> Fate:
    if item.possible and not isinstance(item.choice, AsNew):
        return "possible"
    if item.who is None and item.into is None:
        return "new"
    if item.action == "left":
        return "same" if item.contact in (item.before, item.record.contact) else "changed"
    return "changed" if item.action == "changed" else "same"


def _item_changes(item: Item) -> Iterator[FieldChange]:
    if item.before is None:
        return
    yield from changes_between(item.before, item.contact)
    for difference in item.differences:
        yield FieldChange(difference.field, difference.kept, difference.other, conflict=True)


def changes_between(before: Contact, after: Contact) -> Iterator[FieldChange]:
    """The fields in which two states of a contact differ, called as a merge calls them."""
    for field, was, now in (*_texts(before, after), *_lists(before, after)):
        if was != now:
            yield FieldChange(field, was, now)
    for key in dict.fromkeys((*before.extra, *after.extra)):
        if before.extra.get(key) != after.extra.get(key):
            yield FieldChange(key, _shown(before.extra.get(key)), _shown(after.extra.get(key)))


def _texts(before: Contact, after: Contact) -> Iterator[tuple[str, str, str]]:
    yield "name", before.name, after.name
    for field, called in TEXTS:
        yield called, getattr(before, field) or "", getattr(after, field) or ""
    yield "met on", _day(before.met.on), _day(after.met.on)
    yield "how met", before.met.how, after.met.how
    yield "met through", before.met.through, after.met.through
    yield "notes", before.notes, after.notes
    yield "do not contact", _yes(before.do_not_contact), _yes(after.do_not_contact)
    was, now = before.position, after.position
    yield "employer", was.employer, now.employer
    yield "title", was.title, now.title
    yield "department", was.department, now.department
    yield "since", _day(was.since), _day(now.since)


def _lists(before: Contact, after: Contact) -> Iterator[tuple[str, str, str]]:
    yield "e-mail", _points(before.emails), _points(after.emails)
    yield "phone", _points(before.phones), _points(after.phones)
    yield "link", _points(before.links), _points(after.links)
    yield "address", _joined(a.text() for a in before.addresses), _joined(a.text() for a in after.addresses)
    yield "tags", ", ".join(before.tags), ", ".join(after.tags)
    yield "other positions", _others(before), _others(after)


def _points(points: Sequence[Labelled]) -> str:
    return ", ".join(point.value for point in points)


def _joined(texts: Iterator[str]) -> str:
    return "; ".join(texts)


def _others(contact: Contact) -> str:
    current = contact.position
    return "; ".join(_place(position) for position in contact.positions if position is not current)


def _place(position: Position) -> str:
    until = f"until {position.until}" if position.until else ""
    return ", ".join(part for part in (position.title, position.department, position.employer, until) if part)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return count(len(value), "line")
    return value if isinstance(value, str) else "…" if isinstance(value, dict) else str(value)


def _history(plan: ImportPlan) -> dict[int, list[FieldChange]]:
    """What comes to known people of touches and dates, by row."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    history = plan.history
    for new in history.touches:
        for person in new.people:
            found[id(person.item)]["touch"] += 1
    for follow_up in history.follow_ups:
        found[id(follow_up.person.item)]["date"] += 1
    for mark in history.marks:
        found[id(mark.person.item)]["snooze" if mark.until else "pass"] += 1
    return {
        item: [FieldChange(_MANY[what], "", count(number, "more", "more")) for what, number in counts.items()]
        for item, counts in found.items()
    }


_MANY = {"touch": "touches", "date": "dates", "snooze": "snoozes", "pass": "passes"}
