"""What a row of the group “to decide” asks, and what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from crm.book import plans, reading
from crm.book.errors import BookError
from crm.book.standing import Colleague, colleagues
from crm.domain.plan_views import PlanView, StepView
from crm.domain.words import count, say_day
from crm.tui import reads
from crm.tui.dialogs.decide import DecideDialog, Decision
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.plan_step import StepDialog, StepValues
from crm.tui.dialogs.values import Choice

if TYPE_CHECKING:
    from crm.tui.screens.acts_base import ActsBase

_HAND = Decision("hand", "h", "hand over", "Somebody else gets the open steps; you pick whom.")


async def decide_with(acts: ActsBase, person: reads.Person) -> None:
    """Ask what the row of a person asks, and do what is chosen. Raises BookError where nothing is asked."""
    card = person.card
    found = await acts.gateway.run(plans.plans_of, contact_id=card.id)
    plan = found[0] if found else None
    asks = card.next.asks if card.next.kind == "decide" else "streak"
    decisions = decisions_for(asks, card.id, plan, acts.today)
    picked = await acts.ask(DecideDialog(f"Decide · {card.contact.name}", card.why, decisions))
    if picked is not None:
        await _do(acts, person, plan, picked)


def decisions_for(asks: str, contact_id: int, plan: PlanView | None, today: date) -> list[Decision]:
    """The decisions that fit what is asked: after a `reply`, a `streak` of three, or when they `moved`."""
    ends = "The plan stops for them; what was stays." if plan is not None else "No more dates by themselves."
    end = Decision("end", "e", "end it", ends)
    if asks == "reply":
        since = next((ask.since for ask in plan.asks if ask.contact_id == contact_id), today) if plan else today
        days = (today - since).days
        shifted = f"The open steps move by {count(days, 'day')}" if days > 0 else "The open steps keep their dates"
        placed = days > 0 and plan is not None and plan.placing == "placed" and plan.share is not None
        shifted += "; the placed ones are placed again." if placed else "."
        return [
            Decision("resume", "g", "go on", shifted),
            Decision("move", "m", "go on, the next step another day", "You type its day; the others follow."),
            _HAND,
            end,
        ]
    if asks == "moved":
        return [Decision("follow", "g", "go on", "The plan follows them to where they are now."), _HAND, end]
    somebody = "The open steps go to a colleague of theirs." if plan is not None else "Opens a colleague of theirs."
    somebody += " They rest half a year."
    return [
        Decision("rest", "r", "rest half a year", "No dates until then; anything from them ends it."),
        Decision("other", "s", "somebody else there", somebody),
        Decision("continue", "t", "try again", "The three tries no longer count."),
        end,
    ]


async def _do(acts: ActsBase, person: reads.Person, plan: PlanView | None, picked: str) -> None:
    who = person.card.id
    match picked:
        case "hand":
            if plan is None:
                raise BookError("There is no plan to hand over.")
            await hand_over(acts, person, plan)
        case "other":
            await _somebody_else(acts, person, plan)
        case "move":
            await _resume_on(acts, person, plan)
        case "resume" | "continue" | "follow" | "rest" | "end":
            await acts.change("plan", plans.decide, who, picked)
            said = {"rest": "Resting", "end": "Ended"}.get(picked, "Going on")
            await acts.tell_after(said, who)


async def _resume_on(acts: ActsBase, person: reads.Person, plan: PlanView | None) -> None:
    step = _first_open(plan, person.card.id)
    if step is None:
        raise BookError("Nothing of the plan is open for them.")

    async def save(values: StepValues) -> None:
        await acts.change("plan", plans.resume_on, person.card.id, values.on)
        acts.tell(f"Going on: {step.contact}, {step.purpose}, {say_day(values.on, acts.today)}; u undoes")

    await acts.ask(StepDialog(step, desk=acts.desk(), asked="day", submit=acts.saving(save)))


def _first_open(plan: PlanView | None, contact_id: int) -> StepView | None:
    steps = plan.steps if plan is not None else ()
    return next((step for step in steps if step.contact_id == contact_id and step.is_open), None)


async def _somebody_else(acts: ActsBase, person: reads.Person, plan: PlanView | None) -> None:
    if plan is not None and _first_open(plan, person.card.id) is not None:
        await hand_over(acts, person, plan, only_there=True, rest=True)
        return
    picked = await _pick(acts, person, f"Who else at {person.card.contact.employer or 'their employer'}?", True)
    if picked is not None:
        await acts.change("plan", plans.decide, person.card.id, "rest")
        chosen = await acts.person(picked)
        acts.home.selected(picked)
        acts.tell(f"{person.card.contact.name} rests half a year; l logs with {chosen.card.contact.name}; u undoes")


async def hand_over(
    acts: ActsBase, person: reads.Person, plan: PlanView, *, only_there: bool = False, rest: bool = False
) -> int | None:
    """Ask to whom the open steps of a person go, and hand them over; gives who it was, None where it was left.

    `only_there`: to a colleague of theirs. `rest`: the person is left alone for half a year, in the same act.
    """
    picked = await _pick(acts, person, f"Hand the plan with {person.card.contact.name} to", only_there)
    if picked is not None:
        await acts.change("plan", plans.hand_over, plan.id, person.card.id, picked, rest=rest)
        await acts.tell_after("Handed over", picked)
    return picked


async def _pick(acts: ActsBase, person: reads.Person, heading: str, only_there: bool) -> int | None:
    """Somebody by name; the colleagues of the person come first, or are the only ones."""
    there = await acts.gateway.run(colleagues, person.card.id)
    if only_there:
        if not there:
            where = person.card.contact.employer or "their employer"
            raise BookError(f"Nobody else at {where} is in the book yet: n adds somebody.")
        picked = await acts.ask(PickDialog(heading, _choices(there)))
        return int(picked) if picked is not None else None

    async def search(text: str) -> Sequence[Choice]:
        if not text.strip():
            return _choices(there)
        rows = await acts.gateway.run(reading.contacts_page, text, 0, 50)
        return [Choice(str(row.id), row.name, row.employer) for row in rows if row.id != person.card.id]

    picked = await acts.ask(PickDialog(heading, search=search, placeholder="a name"))
    return int(picked) if picked is not None else None


def _choices(there: Sequence[Colleague]) -> list[Choice]:
    return [Choice(str(each.id), each.name, each.title or each.role) for each in there]
