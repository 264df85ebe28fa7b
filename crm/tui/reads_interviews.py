"""What the screens about interviews read, each in one go on the book's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.book.concerns import count_open
from crm.book.errors import BookError
from crm.book.interview_rows import get_interview, interviews_of, interviews_with
from crm.book.opportunities import load_opportunity
from crm.book.pipeline import OpportunityRow, opportunities_of, opportunities_page
from crm.book.plan_requests import request_for
from crm.book.plans import apply_plan, plans_of, preview_plan
from crm.book.session import Book
from crm.domain.interviews import Interview
from crm.domain.opportunities import LIVE, Opportunity
from crm.domain.plan_views import StepView
from crm.tui.dialogs.values import Choice

AFTER = "after an interview"
#: People at the employer that are offered beside those of the opportunity.
_MOST_COLLEAGUES = 8
_MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class After:
    """What follows a held interview: how many concerns are open, and the steps that the playbook would take.

    `steps` is empty where the plan runs already or has nobody to go to. `joins` are the running plans it would join.
    """

    interview: Interview
    open: int
    steps: tuple[StepView, ...]
    joins: tuple[str, ...] = ()


def interviews(book: Book, contact_id: int | None, opportunity_id: int | None) -> list[Interview]:
    """Those of an opportunity, or those with a person, newest first."""
    if opportunity_id is not None:
        return interviews_of(book, opportunity_id)
    return interviews_with(book, contact_id or 0)


def possible_opportunities(book: Book, contact_id: int) -> list[Choice]:
    """What an interview with somebody may be for: where they have a part, else those of their employer, else all."""
    rows = opportunities_of(book, contact_id)
    mine = [row for row in rows if row.part is not None]
    rows = mine or rows or [row for row in opportunities_page(book) if row.stage in LIVE]
    return [_choice(row) for row in rows]


def name_of(book: Book, contact_id: int) -> str:
    """Their name; empty for somebody who is gone."""
    return str(book.store.value("SELECT name FROM contact WHERE id = ?", (contact_id,)) or "")


def who_may_be_there(
    book: Book, opportunity_id: int, also: Sequence[int] = ()
) -> tuple[Opportunity, tuple[Choice, ...]]:
    """The opportunity, and whom an interview for it may be with: its people, those of `also`, then colleagues."""
    opportunity = load_opportunity(book, opportunity_id)
    choices = {
        person.contact_id: Choice(str(person.contact_id), person.name, person.part) for person in opportunity.people
    }
    others = book.store.rows(
        "SELECT c.id, c.name, c.role FROM contact c JOIN position p ON p.contact_id = c.id AND p.until IS NULL "
        "WHERE p.employer_id = ? ORDER BY c.name, c.id LIMIT ?",
        (opportunity.employer_id, _MOST_COLLEAGUES + len(choices)),
    )
    there = book.store.rows(f"SELECT id, name, role FROM contact WHERE id IN ({','.join(map(str, also))})")
    for number, name, role in (*there, *others):
        choices.setdefault(number, Choice(str(number), name, role))
    return opportunity, tuple(choices.values())[: len(opportunity.people) + len(there) + _MOST_COLLEAGUES]


def after(book: Book, interview_id: int) -> After:
    """What an interview that was held leaves to do."""
    interview = get_interview(book, interview_id)
    opportunity_id = interview.opportunity_id
    open_concerns = count_open(book, opportunity_id=opportunity_id)
    if any(plan.playbook == AFTER for plan in plans_of(book, opportunity_id=opportunity_id)):
        return After(interview, open_concerns, ())
    try:
        preview = preview_plan(book, request_for(book, AFTER, opportunity_id=opportunity_id))
    except BookError:  # an own playbook of that name that does not fit, say: nothing is offered
        return After(interview, open_concerns, ())
    return After(interview, open_concerns, preview.steps[:_MOST_STEPS], preview.joins)


def start_after(book: Book, opportunity_id: int) -> int:
    """Starts the playbook that follows an interview; gives the plan's id. Raises NotFound, Refused."""
    return apply_plan(book, request_for(book, AFTER, opportunity_id=opportunity_id))


def opportunity_choices(book: Book) -> list[Choice]:
    """All opportunities to pick from, those under way first."""
    rows = sorted(opportunities_page(book), key=lambda row: row.stage not in LIVE)
    return [_choice(row) for row in rows]


def _choice(row: OpportunityRow) -> Choice:
    return Choice(str(row.id), row.title, ", ".join(part for part in (row.employer, row.stage) if part))
