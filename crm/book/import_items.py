"""The contacts of an import, and everything that it would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from crm.book.import_choices import AsNew, Choice
from crm.book.import_history import HistoryPlan
from crm.book.import_same import SamePlan
from crm.book.import_search import SearchPlan
from crm.book.merging import Difference
from crm.domain.people import Contact
from crm.domain.words import count
from crm.formats.records import ContactRecord, EmployerRecord, Problem

Action = Literal["new", "changed", "same", "left"]


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
        """The undo step: `Import 19 contacts from people.yaml and changes to 2`."""
        new, changed = len(self.of("new")), len(self.of("changed"))
        what = count(new, "contact") if new else f"changes to {count(changed, 'contact')}"
        if not new and not changed:
            what = self.search.also or self.same.also or "touches"
        also = f" and changes to {changed:,}" if new and changed else ""
        return f"Import {what} from {files_said(self.files)}{also}"


def files_said(files: Sequence[str]) -> str:
    """The names of files without their folders: `people.yaml`, `people.yaml and 2 more files`."""
    names = [PurePath(name).name for name in files]
    if len(names) > 2:
        return f"{names[0]} and {count(len(names) - 1, 'more file')}"
    return " and ".join(names)
