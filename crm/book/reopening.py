"""The second chance: the same role again, another one, a trial, an introduction to a partner company."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from crm.book.errors import Declined, Refused
from crm.book.news import Told, insert_landed
from crm.book.opportunities import NewOpportunity, insert_opportunity, past_day, write_stage
from crm.book.opportunity_rows import one_opportunity
from crm.book.plans import PlanRequest, end_plans, insert_plan
from crm.book.session import Book
from crm.domain.opportunities import OPPORTUNITY_KINDS, STAGES, WAYS_OUT, Opportunity, teller_of
from crm.domain.text import clean, clean_line
from crm.domain.words import say_day

TRIAL = "temporary-to-permanent trial"


class Reopened(NamedTuple):
    """The opportunity that is under way now, and whom to tell where it was accepted at once."""

    opportunity_id: int
    told: Told | None = None


def reopen(
    book: Book,
    opportunity_id: int,
    *,
    on: date | None = None,
    stage: str = "interviewing",
    title: str | None = None,
    kind: str = "role",
    employer: str | None = None,
    introduced_by: int | None = None,
    note: str = "",
    tell: bool = True,
) -> Reopened:
    """Gives an opportunity a second chance; gives the one that is under way now.

    The same role comes back to `stage`. A different role (`title`), a trial and an introduction become an opportunity
    of their own, the second chance of this one, with its people; in an introduction to a partner company (`employer`)
    the one who introduces has the part of the referrer, and the others stay where they are. A trial gets its playbook.
    The running plans of the opportunity end.

    Raises NotFound; Refused for an unknown kind or stage and a day in the future; Declined where it is not closed.
    """
    old = one_opportunity(book.store, opportunity_id)
    day = past_day(book, on)
    title, employer = clean_line(title or ""), clean_line(employer or "")
    if kind not in OPPORTUNITY_KINDS:
        raise Refused(
            f"“{clean_line(kind)[:40]}” is no kind of opportunity: choose one of {', '.join(OPPORTUNITY_KINDS)}."
        )
    if stage not in STAGES:
        raise Refused(f"“{clean_line(stage)[:40]}” is no stage of a second chance: choose one of {', '.join(STAGES)}.")
    if old.stage not in WAYS_OUT:
        raise Declined(f"{old.title} is under way, at {old.stage}: there is nothing to reopen.")
    if old.since is not None and day < old.since:
        raise Refused(f"{old.title} was closed on {say_day(old.since, book.today)}: a second chance comes after that.")
    note = clean(note).strip()
    if kind == "role" and not employer and title in {"", old.title}:
        with book.act(f"A second chance: {old.title}"):
            return Reopened(old.id, write_stage(book, old, stage, day, note, tell=tell).told)
    if kind == "introduction" and employer and introduced_by is None:
        introduced_by = teller_of("manager", {person.contact_id: person.part for person in old.people})
    new = NewOpportunity(
        title=title or old.title,
        employer=employer or old.employer,
        kind=kind,
        notes=note,
        stage=stage,
        people=_people_of_second(old, kind if employer else "", introduced_by),
        second_of=old.id,
    )
    with book.act(f"A second chance: {new.title}"):
        end_plans(book, old.id)
        number = insert_opportunity(book, new, day)
        told = None
        if stage == "accepted" and tell:
            told = insert_landed(book, one_opportunity(book.store, number))
        if kind == "trial" and new.people:
            insert_plan(book, PlanRequest(playbook=TRIAL, opportunity_id=number, start=day))
    return Reopened(number, told)


def _people_of_second(old: Opportunity, kind: str, introduced_by: int | None) -> tuple[tuple[int, str], ...]:
    """The people of the second chance: all of them, but only the introducer at a partner company."""
    if kind == "introduction":
        return ((introduced_by, "referrer"),) if introduced_by is not None else ()
    return tuple((person.contact_id, person.part) for person in old.people)
