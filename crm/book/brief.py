"""The call sheet of a contact: gathered from everything the book knows, ready to be read while the phone rings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from crm.book.concerns import ledger
from crm.book.errors import NotFound
from crm.book.etiquette import gap_warning
from crm.book.interview_rows import interviews_with
from crm.book.opportunity_rows import load_opportunities
from crm.book.plans import get_plan, get_step
from crm.book.reading import contact_card, timeline_page
from crm.book.session import Book
from crm.domain.briefs import (
    CallSheet,
    PlanPlace,
    Standing,
    Told,
    fitting_prompts,
    part_words,
    reach_of,
    standing_words,
    time_there,
)
from crm.domain.callback_window import window_on, window_words
from crm.domain.interviews import DEBRIEF_TEXTS, Concern
from crm.domain.next_touch import NextTouch
from crm.domain.opportunities import ALL_STAGES, Opportunity
from crm.domain.plan_views import PlanView, StepView
from crm.domain.rows import TimelineRow

__all__ = ["call_sheet", "plan_place", "standings"]

_TOUCHES = 3
_READ = 60
_TOLD = 6
#: What of a debrief tells about the person on the phone.
_FROM_INTERVIEWS = ("notes", "responsibilities", "first_tasks", "chemistry")


def call_sheet(book: Book, contact_id: int, step_id: int | None = None) -> CallSheet:
    """What to know before one rings a contact; with `step_id` for that step of a plan, else for what is due.

    Raises NotFound for a contact that is gone, and for a step that is not one of theirs.
    """
    card = contact_card(book, contact_id)
    contact, found, today = card.contact, card.next, book.today
    place = plan_place(book, contact_id, step_id)
    of_step = place is not None and (step_id is not None or found.kind == "plan")
    opportunities = _opportunities(book, contact_id)
    timeline = timeline_page(book, contact_id, 0, _READ)
    touches = [row for row in timeline if row.kind == "touch"]
    concerns = _concerns(book, contact_id, [each.id for each, _ in opportunities])
    kinds = {
        kind: tuple(item for item in card.open_items if item.kind == kind) for kind in ("promise", "their-promise")
    }
    zone = str(book.store.value("SELECT zone FROM contact WHERE id = ?", (contact_id,)) or "")
    stated = place if of_step else None
    # A call that is offered by e-mail after three attempts is shown as the row offers it.
    channel = found.channel if stated is None or stated.step_id == found.step else stated.channel
    return CallSheet(
        contact_id=contact_id,
        uid=contact.uid,
        name=contact.name,
        title=contact.title,
        employer=contact.employer,
        role=contact.role,
        do_not_contact=contact.do_not_contact,
        why=card.why if stated is None or stated.step_id == found.step else (stated.why or stated.purpose),
        shown=found.shown if stated is None or stated.step_id == found.step else stated.on,
        channel=channel,
        purpose=found.purpose if stated is None else stated.purpose,
        prompts=fitting_prompts(
            _asked(found, today), stated.prompts if stated else None, _about(found, touches), today
        ),
        standings=standings(book, contact_id),
        plan=place,
        last=tuple(touches[:_TOUCHES]),
        waiting=card.waiting,
        told=tuple(_told(book, contact_id, touches))[:_TOLD],
        challenges=tuple(each for each in concerns if each.kind == "challenge"),
        concerns=tuple(each for each in concerns if each.kind == "concern" and each.is_open),
        promised=kinds["promise"],
        offered=kinds["their-promise"],
        planned=tuple(item for item in card.open_items if item.kind not in kinds),
        balance=card.balance,
        local_time=time_there(book.clock.now(), zone),
        reach=reach_of(contact.phones, contact.emails),
        warning=" ".join(warning.words for warning in gap_warning(book, [contact_id], today)),
    )


def _asked(found: NextTouch, today: date) -> NextTouch:
    """A row that asks after three tries is one of cadence or plan in the facts: here it is what it asks."""
    asks = found.decide_from is not None and found.decide_from <= today
    return replace(found, kind="decide", asks="streak") if asks and found.kind != "decide" else found


def standings(book: Book, contact_id: int) -> tuple[Standing, ...]:
    """The opportunities that a contact has a part in, those still under way first, with their windows."""
    today = book.today
    found = []
    for opportunity, part in _opportunities(book, contact_id):
        window = ""
        if opportunity.stage == "rejected" and opportunity.since is not None:
            no = opportunity.rejection
            state = window_on(today, opportunity.since, no.starts_on if no else None)
            window = "" if state.past else window_words(state, today)
        found.append(
            Standing(
                opportunity.id,
                opportunity.title,
                opportunity.employer,
                part_words(part),
                opportunity.stage,
                standing_words(opportunity, today),
                window,
            )
        )
    return tuple(found)


def _opportunities(book: Book, contact_id: int) -> list[tuple[Opportunity, str]]:
    parts = dict(
        book.store.rows(
            "SELECT opportunity_id, part FROM opportunity_contact WHERE contact_id = ? ORDER BY opportunity_id",
            (contact_id,),
        )
    )
    found = [(each, str(parts[each.id])) for each in load_opportunities(book.store, parts).values()] if parts else []
    return sorted(found, key=lambda pair: (ALL_STAGES.index(pair[0].stage), pair[0].id))


def plan_place(book: Book, contact_id: int, step_id: int | None = None) -> PlanPlace | None:
    """Where a contact stands in their running plan: at `step_id`, else at the first open step; None without one.

    Raises NotFound for a step that is not one of theirs.
    """
    if step_id is not None:
        plan, step = get_step(book, step_id)
        if step.contact_id != contact_id:
            raise NotFound(f"There is no step {step_id} of theirs: `callback plans --with WHO` lists the steps.")
        return _place(plan, step)
    for item in book.store.facts([contact_id])[contact_id].plans:
        plan = get_plan(book, item.plan)
        first = next((step for step in plan.steps if item.steps and step.id == item.steps[0].id), None)
        if first is not None:
            return _place(plan, first)
    return None


def _place(plan: PlanView, step: StepView) -> PlanPlace:
    return PlanPlace(
        plan_id=plan.id,
        title=plan.opportunity or plan.playbook,
        playbook=plan.playbook,
        step_id=step.id,
        number=step.number,
        total=len(plan.steps),
        name=step.name,
        on=step.on,
        channel=step.channel,
        purpose=step.purpose,
        why=step.why,
        prompts=step.prompts,
    )


def _about(found: NextTouch, touches: Sequence[TimelineRow]) -> date | None:
    if found.kind == "cadence" and found.anchor is not None:
        return found.anchor.on
    return found.reason_on or (touches[0].on if touches else None)


def _told(book: Book, contact_id: int, touches: Sequence[TimelineRow]) -> Iterator[Told]:
    """What they gave in touches and what was noted of interviews with them, newest first."""
    found: list[Told] = []
    for row in touches:
        if row.got:
            found.append(Told(row.on, "gave you", f"{row.got}: {row.note}" if row.note else row.got))
    for interview in interviews_with(book, contact_id):
        for field in _FROM_INTERVIEWS:
            if text := getattr(interview.debrief, field):
                found.append(Told(interview.on, DEBRIEF_TEXTS[field], text))
    found.sort(key=lambda told: told.on, reverse=True)
    yield from found


def _concerns(book: Book, contact_id: int, opportunities: Sequence[int]) -> list[Concern]:
    """What they said, and what was said by others in the opportunities they have a part in, each once."""
    found = {concern.id: concern for concern in ledger(book, contact_id=contact_id)}
    for number in opportunities:
        for concern in ledger(book, opportunity_id=number):
            found.setdefault(concern.id, concern)
    return sorted(found.values(), key=lambda concern: (concern.on, concern.id), reverse=True)
