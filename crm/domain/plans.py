"""A running plan: which of its steps are done, and when the open ones are due. A pure function of facts.

What closes a step is not stored but found again from the touches, so that editing, back-dating or deleting a touch
puts the plan right by itself. The rules are those of the next touch, under its decisions on plans.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from crm.domain.plan_dating import Dating, in_the_way
from crm.domain.plan_events import Replay, attempts_of, replays
from crm.domain.plan_parts import (
    EMPLOYER_GAP_DAYS,
    Again,
    Asks,
    DecisionFact,
    PersonState,
    PlanFacts,
    PlannedPerson,
    StepFact,
    StepState,
    StepStatus,
)
from crm.domain.workdays import WorkWeek

__all__ = [
    "EMPLOYER_GAP_DAYS",
    "Again",
    "Asks",
    "DecisionFact",
    "PersonState",
    "PlanFacts",
    "PlannedPerson",
    "StepFact",
    "StepState",
    "StepStatus",
    "attempts_of",
    "blocked_by",
    "run_plan",
]


def run_plan(
    plan: PlanFacts,
    people: Mapping[int, PlannedPerson],
    week: WorkWeek,
    blocked: Callable[[date], bool] = lambda _: False,
) -> dict[int, PersonState]:
    """Where the plan stands for each of its people. `blocked` are days that other plans at the employer have taken."""
    happened = replays(plan, people)
    ends: dict[int, date] = {}
    dated: dict[int, list[StepState]] = {contact: [] for contact in happened}
    for tied in (False, True):
        for contact, replay in happened.items():
            # One person's steps leave those of the others in the plan room, as other plans do.
            others = [state.on for other, states in dated.items() if other != contact for state in in_the_way(states)]
            taken = _either(blocked, blocked_by(others))
            person = people.get(contact, PlannedPerson())
            dating = Dating(plan, replay, person, week, taken, ends, dated[contact])
            dated[contact] += dating.tied() if tied else dating.untied()
            # A step that was passed over, joined or let go has no day that another could come after.
            ends.update((state.step.place, state.on) for state in dated[contact] if state.state in {"open", "done"})
    found = {}
    for contact, replay in happened.items():
        states = {state.step.place: state for state in dated[contact]}
        mine = tuple(states[step.place] for step in replay.steps)
        asks, asked_on = _asks(plan, replay, people.get(contact, PlannedPerson()), mine)
        found[contact] = PersonState(contact, mine, asks, asked_on, replay.attempts)
    return found


def blocked_by(days: Sequence[date]) -> Callable[[date], bool]:
    """Tells the days that are too near to one of `days` for another person at the same employer."""
    taken = sorted({day.toordinal() for day in days})
    return lambda on: any(abs(on.toordinal() - day) < EMPLOYER_GAP_DAYS for day in taken)


def _either(one: Callable[[date], bool], other: Callable[[date], bool]) -> Callable[[date], bool]:
    return lambda on: one(on) or other(on)


def _asks(
    plan: PlanFacts, replay: Replay, person: PlannedPerson, states: Sequence[StepState]
) -> tuple[Asks, date | None]:
    if not any(state.is_open for state in states):
        return "", None
    if replay.paused is not None:
        return "reply", replay.paused
    elsewhere = plan.employer is not None and person.works_at is not None and person.works_at != plan.employer
    if elsewhere and not replay.follows_them:
        return "moved", next(state.on for state in states if state.is_open)
    return "", None
