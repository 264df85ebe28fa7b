"""The facts from which the next touch of a contact is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from crm.domain.plans import Again, Asks, DecisionFact
from crm.domain.touches import TouchFact


@dataclass(frozen=True, slots=True)
class FollowUpFact:
    """A typed date, a promise, or news to tell. `seq` is that of the moment at which its date was last typed.

    `made` is the day a promise was given (that of its touch): no earlier touch can have kept it.
    """

    on: date
    seq: int
    kind: Literal["typed", "promise", "their-promise", "news"] = "typed"
    channel: str = ""
    purpose: str = ""
    is_open: bool = True
    id: int = 0
    made: date | None = None


@dataclass(frozen=True, slots=True)
class SnoozeFact:
    """Asked on `set_on` to be left alone until `until`."""

    until: date
    set_on: date
    seq: int


@dataclass(frozen=True, slots=True)
class PassFact:
    """A cadence touch skipped on purpose: the cadence runs from `on`."""

    on: date
    seq: int


@dataclass(frozen=True, slots=True)
class LetterFact:
    """A finished letter to the contact, ready to be reread on `ready_on`."""

    id: int
    ready_on: date
    kind: str = ""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """An open step of a running plan, as `run_plan` dated it."""

    id: int
    due: date
    channel: str = ""
    purpose: str = ""
    phase: str = "early"
    pinned: bool = False
    again: Again = ""
    tried_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A contact's side of a running plan: what is still to be done in order, and what the plan asks.

    `attempts` gives for each touch that tried a step the id of that step, as that of `Facts` does.
    """

    plan: int
    steps: tuple[OpenStep, ...]
    asks: Asks = ""
    asked_on: date | None = None
    attempts: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rule needs to know of one contact.

    `cadence` is None for the default, `none`, or a cadence as text. `in_search` is true for somebody with a
    role, an opportunity or a plan: only they have the default cadence. `rejected` is the day of the newest no of an
    opportunity they have a part in; `spread` the day from which the first touch of a bulk import counts;
    `colleagues` the last outreach to somebody else at their employer. `attempts` gives for each touch that tried a
    step of a plan, running or over, the id of that step.
    """

    added: date
    met: date | None = None
    cadence: str | None = None
    in_search: bool = False
    do_not_contact: bool = False
    touches: Sequence[TouchFact] = ()
    follow_ups: Sequence[FollowUpFact] = ()
    snoozes: Sequence[SnoozeFact] = ()
    passes: Sequence[PassFact] = ()
    plans: Sequence[PlanItem] = ()
    letters: Sequence[LetterFact] = ()
    decisions: Sequence[DecisionFact] = ()
    rejected: date | None = None
    spread: date | None = None
    colleagues: date | None = None
    attempts: Mapping[int, int] = field(default_factory=dict)
