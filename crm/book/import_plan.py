"""What an import would do, decided before a row is written: who is new, who is known, what each file adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from crm.book.contact_rows import employer_key
from crm.book.errors import Refused
from crm.book.import_choices import NO_CHOICES, AsNew, Choices, Into, Overwrite
from crm.book.import_files import FOLDER, Progress
from crm.book.import_history import future, plan_history
from crm.book.import_items import Conflict, ImportPlan, Item, Possible
from crm.book.import_kept import Kept
from crm.book.import_recognise import recognise
from crm.book.import_same import plan_same
from crm.book.import_search import plan_search
from crm.book.session import Book
from crm.formats.records import EmployerRecord, ParsedFile, Problem

__all__ = ["Conflict", "ImportPlan", "Item", "Possible", "plan_import"]


def plan_import(
    book: Book | None,
    files: Sequence[ParsedFile],
    *,
    today: date,
    overwrite: bool = False,
    choices: Choices = NO_CHOICES,
    progress: Progress | None = None,
    kept: Kept | None = None,
) -> ImportPlan:
    """What importing the files would do to the book (None: one that does not exist yet). Reads only.

    `choices` are by place. Raises Refused for one that cannot be. `progress` may raise to cancel.
    `kept` spares what was found out before of the same files and the same state of the book; the plan is the same.
    """
    kept = kept or Kept()
    files = kept.files(book, files, today)
    plan = ImportPlan(files=tuple(parsed.file for parsed in files if parsed.kind != FOLDER))
    for parsed in files:
        plan.problems += parsed.problems
        for record in parsed.records:
            place = len(plan.items) + 1
            plan.items.append(Item(record, record.contact, place, choice=choices.get(place)))
    if wrong := [place for place in choices if not 0 < place <= len(plan.items)]:
        raise Refused(f"There is no contact in row {min(wrong)}: `--dry-run --rows` lists the rows with their numbers.")
    plan.items = list(_sound(plan, today, kept))
    index = kept.index(book)
    recognise(plan, index, book, today, overwrite, kept)
    if any(item.who is None and item.into is None for item in plan.items):
        kept.search(book, plan.items).flag(plan.items, progress)
    plan.employers = list(_employers(book, files))
    history = plan_history(book, plan, files, index, today)
    plan.history = history.result
    plan.search = plan_search(book, plan, files, history, today, overwrite)
    plan.same = plan_same(book, plan, files, history)
    order = {name: number for number, name in enumerate(plan.files)}
    plan.problems.sort(key=lambda problem: (order[problem.file], problem.line))
    return plan


def _sound(plan: ImportPlan, today: date, kept: Kept) -> Iterator[Item]:
    """The contacts that can be used; the others become problems."""
    uids: dict[str, tuple[str, int]] = {}
    for item in plan.items:
        record = item.record
        problem = kept.fault(item)
        line = record.line
        if uid := record.contact.uid:
            if uid in uids:
                file, first = uids[uid]
                where = f"line {first}" if file == record.file else f"{file}, line {first}"
                problem = problem or f"The uid is that of {where} as well: take it out of one of them."
            uids.setdefault(uid, (record.file, record.line))
        for touch in record.touches:
            if touch.touch.on > today and not problem:
                problem, line = future(touch.touch.on, today), touch.line
        if problem:
            plan.problems.append(Problem(record.file, line, record.contact.name, problem))
            if isinstance(item.choice, (AsNew, Into, Overwrite)):
                raise Refused(f"Row {item.place} cannot come in at all: {problem}")
        else:
            yield item


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
