"""Bringing people in: read, compared, shown, and written in one act that one undo takes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from crm.book.import_choices import NO_CHOICES, Choices
from crm.book.import_files import Progress, parse, read_files, without_collector
from crm.book.import_kept import Kept
from crm.book.import_plan import Conflict, ImportPlan, Item, plan_import
from crm.book.import_rows import write_plan
from crm.book.session import Book
from crm.book.spreading import spread_first_touches
from crm.formats.records import FormatError, ParsedFile, Problem, shifted

__all__ = [
    "Conflict",
    "FormatError",
    "ImportPlan",
    "ImportReport",
    "ParsedFile",
    "Problem",
    "Progress",
    "parse",
    "preview_import",
    "read_files",
    "run_import",
    "shifted",
]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do, counted in contacts.

    `possible` holds the name of a new contact, of the one they may be, and the reason; `left` counts those that the
    person left out. `also` says what else came: `3 opportunities, 2 letters`; empty for nothing. `first` is the first
    of the new contacts, once they are in the book.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    duplicates: int = 0
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()
    possible: tuple[tuple[str, str, str], ...] = ()
    title: str = ""
    also: str = ""
    left: int = 0
    first: int | None = field(default=None, compare=False)

    @property
    def changes_anything(self) -> bool:
        """False where there was nothing to write."""
        return bool(self.title)


def preview_import(
    book: Book | None,
    files: Sequence[ParsedFile],
    *,
    today: date | None = None,
    overwrite: bool = False,
    choices: Choices = NO_CHOICES,
) -> ImportReport:
    """What `run_import` would do now. Reads only; `book` None is a book not made yet, for which `today` is needed.

    `import_preview.preview_rows` says it row by row. Raises Refused for a choice that cannot be.
    """
    day = book.today if book is not None else today or date.min
    return report_of(plan_import(book, files, today=day, overwrite=overwrite, choices=choices))


def run_import(
    book: Book,
    files: Sequence[ParsedFile],
    *,
    overwrite: bool = False,
    strict: bool = False,
    choices: Choices = NO_CHOICES,
    progress: Progress | None = None,
    kept: Kept | None = None,
) -> ImportReport:
    """Imports the files and gives what was done: one transaction, one undo step, after a verified copy of the book.

    What has a problem is left out; with `strict` one problem leaves everything out. `choices` say of single rows, by
    the place that the preview gives them, what becomes of them; with the `kept` of that preview nothing is searched
    for again. Whatever `progress` raises, and any interruption, leaves the book as it was. Raises Refused for a choice
    that cannot be.
    """
    with without_collector():
        return _run(book, files, overwrite, strict, choices, progress, kept)


def _run(
    book: Book,
    files: Sequence[ParsedFile],
    overwrite: bool,
    strict: bool,
    choices: Choices,
    progress: Progress | None,
    kept: Kept | None,
) -> ImportReport:
    seen = _version(book)
    if progress:
        progress("Comparing", 0, sum(len(parsed.records) for parsed in files))
    plan = plan_import(
        book, files, today=book.today, overwrite=overwrite, choices=choices, progress=progress, kept=kept
    )
    if strict and plan.problems:
        return ImportReport(problems=tuple(plan.problems))
    if not plan.changes_anything:
        return report_of(plan)
    if book.store.value("SELECT 1 FROM contact LIMIT 1") or book.store.value("SELECT 1 FROM undo_act LIMIT 1"):
        book.backup("before an import")
    with book.act(plan.title):
        if _version(book) != seen:  # another program wrote meanwhile
            plan = plan_import(book, files, today=book.today, overwrite=overwrite, choices=choices)
            if strict and plan.problems:
                return ImportReport(problems=tuple(plan.problems))
        write_plan(book, plan, progress)
        spread_first_touches(book, plan)
        if progress:
            progress("Working out the queue", 0, len(plan.items))
    return report_of(plan)


def report_of(plan: ImportPlan) -> ImportReport:
    """The numbers of a plan, and what is said of single contacts."""
    duplicates: list[Item] = plan.duplicates
    return ImportReport(
        new=len(plan.of("new")),
        changed=len(plan.of("changed")),
        same=len(plan.of("same")),
        duplicates=len(duplicates),
        conflicts=tuple(plan.conflicts),
        problems=tuple(plan.problems),
        possible=tuple((item.contact.name, item.possible[0].name, item.possible[0].reason) for item in duplicates),
        title=plan.title if plan.changes_anything else "",
        also=plan.search.also,
        left=len(plan.of("left")),
        first=next((item.who for item in plan.of("new")), None),
    )


def _version(book: Book) -> int:
    """Changes when another connection writes; unlike `changed_elsewhere` it may be asked without being told."""
    return int(book.store.value("PRAGMA data_version"))
