"""The parts of a running plan: its steps as they were planned, whom they are for, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from crm.domain.touches import TouchFact

#: A step that follows a done one comes at least so many working days after it; a retry after a voicemail too.
STEP_WORKING_DAYS = 2
#: After the first attempt a call is tried so many times again, then the step offers an e-mail.
RETRIES = 2
#: Days between an outreach to one person and the next placed one to somebody else at the same employer.
EMPLOYER_GAP_DAYS = 10

StepStatus = Literal["open", "done", "skipped", "let-go", "joined"]
State = Literal["open", "done", "skipped", "let-go", "joined", "fell-away", "ended"]
Asks = Literal["", "reply", "moved", "streak"]
Again = Literal["", "retry", "by-email"]


@dataclass(frozen=True, slots=True)
class StepFact:
    """A step as it was planned. `seq` is that of the moment at which its date or status was last typed.

    `follows` is the place of the step it comes `follows_days` after.
    """

    id: int
    place: int
    contact: int
    on: date
    channel: str = ""
    phase: str = "early"
    coffee: bool = False
    unless_feedback: bool = False
    follows: int | None = None
    follows_days: int = 0
    pinned: bool = False
    status: str = "open"
    status_on: date | None = None
    seq: int = 0
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """What the person decided when a row asked; `plan` is None for what concerns no plan."""

    kind: str
    on: date
    seq: int
    plan: int | None = None


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan and its steps. `made` is the day it was planned; `new_start` that on which the new hire starts.

    `ended` is the day on which the person ended it: what happened later is none of it.
    """

    id: int
    start: date
    made: date
    seq: int
    steps: tuple[StepFact, ...]
    placing: str = "placed"
    least: int = 42
    most: int = 65
    new_start: date | None = None
    employer: int | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """What the plan needs to know of one of its people.

    `gap` is in days; `works_at` their employer now; `colleagues` the last outreach to others there; `resting` the end
    of a snooze in force; `noes` are the touches that brought a no, which neither do a step nor answer one.
    """

    touches: Sequence[TouchFact] = ()
    decisions: Sequence[DecisionFact] = ()
    gap: int = 21
    works_at: int | None = None
    colleagues: date | None = None
    resting: date | None = None
    noes: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class StepState:
    """What became of a step: `on` is the day it is due while open, else the day on which it was closed."""

    step: StepFact
    state: State
    on: date
    touch: int | None = None
    channel: str = ""
    again: Again = ""
    tried_on: date | None = None

    @property
    def is_open(self) -> bool:
        """True while it is to be done."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class PersonState:
    """The steps of one person in order; `asks` is what the plan waits for, since `asked_on`.

    `attempts` gives for each touch that tried a step the id of that step: together they count as one attempt.
    """

    contact: int
    states: tuple[StepState, ...]
    asks: Asks = ""
    asked_on: date | None = None
    attempts: Mapping[int, int] = field(default_factory=dict)

    @property
    def open(self) -> tuple[StepState, ...]:
        """What is still to be done, in order; only the first is due."""
        return tuple(state for state in self.states if state.is_open)


def later(on: date, days: int) -> date:
    """So many days later, or date.max where the calendar ends first."""
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return date.max
