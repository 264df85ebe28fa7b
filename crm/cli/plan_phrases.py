"""Running plans and their steps turned into words and into JSON, the same way by every verb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from crm.cli.output import columns, tell, width_of_output
from crm.domain.plan_views import PlanView, StepView
from crm.domain.words import say_day

if TYPE_CHECKING:
    from crm.book.etiquette import Warning

#: What can be decided for each thing that a row asks, with what it does.
CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "reply": (
        ("resume", "the plan goes on, its open steps shifted by the pause"),
        ("rest", "leave them in peace for half a year"),
        ("hand-over --to WHO", "what is open goes to somebody else"),
        ("end", "the plan ends for them"),
    ),
    "moved": (
        ("follow", "the plan goes on with them in the new place"),
        ("hand-over --to WHO", "what is open goes to somebody at the old one"),
        ("end", "the plan ends for them"),
    ),
    "streak": (
        ("rest", "leave them in peace for half a year"),
        ("hand-over --to WHO", "what is open goes to somebody else there"),
        ("continue", "try again"),
        ("end", "end it with them"),
    ),
}


#: The same in words, behind the name of whom it is about.
ASKS = {
    "reply": "replied, and the plan waits",
    "moved": "changed employer, and the plan waits",
    "streak": "did not answer three times",
}


def choices(asks: str, *, plan: bool = True) -> list[tuple[str, str]]:
    """What can be decided where a row asks `asks`, and what each does; without a plan there is none to hand over."""
    found = CHOICES.get(asks, CHOICES["streak"])
    return [(choice, what) for choice, what in found if plan or not choice.startswith("hand-over")]


def step_words(step: StepView, today: date) -> str:
    """`Tue 24 Nov, call: ask what to build`."""
    head = ", ".join(part for part in (say_day(step.on, today), step.channel) if part)
    return f"{head}: {step.purpose}" if step.purpose else head


def step_json(step: StepView) -> dict[str, Any]:
    """A step of a plan for scripts."""
    return {
        "id": step.id,
        "number": step.number,
        "name": step.name,
        "contact": step.contact,
        "on": step.on,
        "channel": step.channel,
        "purpose": step.purpose,
        "why": step.why,
        "phase": step.phase,
        "state": step.state,
        "pinned": step.pinned,
        "again": step.again,
    }


def plan_json(plan: PlanView) -> dict[str, Any]:
    """A running plan for scripts. The shares are from 0 to 1, null where nothing is placed."""
    return {
        "id": plan.id,
        "uid": plan.uid,
        "playbook": plan.playbook,
        "opportunity": plan.opportunity,
        "opportunity_id": plan.opportunity_id,
        "employer": plan.employer,
        "start": plan.start,
        "status": plan.status,
        "placing": plan.placing,
        "least": plan.least,
        "most": plan.most,
        "share": plan.share,
        "share_even": plan.share_even,
        "asks": [{"contact": each.contact, "asks": each.asks, "since": each.since} for each in plan.asks],
        "steps": [step_json(step) for step in plan.steps],
    }


def plan_title(plan: PlanView) -> str:
    """`after the no: Data Analyst, Northwind Robotics`."""
    about = ", ".join(part for part in (plan.opportunity, plan.employer) if part)
    return f"{plan.playbook}: {about}" if about else plan.playbook


def plan_lines(plan: PlanView, today: date) -> Iterator[str]:
    """A running plan in lines: what it is for, its steps with their days, what it asks, and what it meets."""
    about = [plan.status, f"from {say_day(plan.start, today)}"]
    if plan.share is not None:
        about.append(f"placed {plan.least} to {plan.most} days apart" if plan.placing == "placed" else "evenly spaced")
    yield f"{plan.id}  {plan_title(plan)} ({', '.join(about)})"
    rows = [
        (str(step.id), say_day(step.on, today), _state(step), step.channel, step.contact, step.purpose)
        for step in plan.steps
    ]
    yield from columns(rows, width=width_of_output(), limits=(6, 16, 10, 8, 22), indent=2)
    for question in plan.asks:
        asks = ASKS.get(question.asks, ASKS["streak"])
        yield f"  {question.contact} {asks}: `callback decide WHO` says what can be decided."
    if plan.share is not None and plan.share_even is not None:
        yield (
            f"  These dates meet {100 * plan.share:.1f} % of the moments at which the chair may come free, "
            f"even spacing {100 * plan.share_even:.1f} % (`callback windows --sources` says where that is from)."
        )


def _state(step: StepView) -> str:
    if not step.is_open:
        return {"skipped": "skipped", "done": "done"}.get(step.state, step.state.replace("-", " "))
    if step.again:
        return "again" if step.again == "retry" else "by e-mail"
    return "set" if step.pinned else ""


def warnings_json(warnings: Sequence[Warning]) -> list[dict[str, Any]]:
    """Kind warnings for scripts."""
    return [
        {
            "contact": warning.contact,
            "words": warning.words,
            "last_on": warning.last_on,
            "answered": warning.answered,
            "until": warning.until,
            "colleague": warning.colleague,
        }
        for warning in warnings
    ]


def tell_warnings(warnings: Sequence[Warning]) -> None:
    """Kind warnings for a person, on stderr; nothing is asked."""
    for warning in warnings:
        tell(warning.words)
