"""Plans as they are shown: a preview before one is accepted, and one that is running."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crm.domain.playbooks import Prompts

Coffee = Literal["now", "later"]
Placing = Literal["placed", "plain"]


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What a plan is made from. `start` is the day of the no, or whatever the playbook starts with.

    `told_by` is `hr`, `manager`, `assistant`, `nobody` or empty; `teller` that person's id. `least` and `most` are
    the days between placed touches. `starts_on` is the day the new hire starts, where known. `contact_ids` stand
    for the people of the opportunity. `join`: where somebody has a running plan already, the two become one;
    otherwise they are left out of this one.
    """

    start: date
    playbook: str = "after the no"
    opportunity_id: int | None = None
    rejection_id: int | None = None
    told_by: str = ""
    teller: int | None = None
    how: str = ""
    coffee: Coffee = "now"
    placing: Placing = "placed"
    least: int = 42
    most: int = 65
    starts_on: date | None = None
    contact_ids: tuple[int, ...] = ()
    join: bool = True
    feedback_given: bool = False


@dataclass(frozen=True, slots=True)
class StepEdit:
    """What the person changed of a step before accepting the plan; None and False leave it as it is."""

    on: date | None = None
    channel: str | None = None
    purpose: str | None = None
    contact_id: int | None = None
    drop: bool = False


NO_EDITS: Mapping[int, StepEdit] = {}


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as it stands: `on` is the day it is due while open, else the day on which it was closed.

    `id` is 0 in a preview. `number` counts the steps of the plan from 1. `again` is `retry` or `by-email` after
    attempts, the last of them on `tried_on`. `pinned`: the person typed the date.
    """

    id: int
    place: int
    number: int
    name: str
    contact_id: int
    contact: str
    on: date
    channel: str
    purpose: str
    why: str
    prompts: Prompts
    phase: str
    state: str
    pinned: bool = False
    again: str = ""
    tried_on: date | None = None

    @property
    def is_open(self) -> bool:
        """True while it is to be done."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """A plan as it would be. `share` is what its touches meet of the moments, `share_even` what even ones would.

    Both are from 0 to 1, and None where nothing is placed. `joins` are the titles of running plans it would take
    in; `notes` are sentences for the person. `steps` is empty where there is nobody to plan with.
    """

    playbook: str
    steps: tuple[StepView, ...]
    placing: Placing
    share: float | None = None
    share_even: float | None = None
    joins: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a running plan asks about one person: `reply` or `moved`, since a day."""

    contact_id: int
    contact: str
    asks: str
    since: date


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan that was accepted, with what became of each step. `status` is `running`, `done` or `ended`."""

    id: int
    uid: str
    opportunity_id: int | None
    opportunity: str
    employer: str
    playbook: str
    start: date
    placing: Placing
    least: int
    most: int
    status: str
    steps: tuple[StepView, ...]
    asks: tuple[Question, ...] = ()
    share: float | None = None
    share_even: float | None = None
