"""What goes into a form and what comes out of it: plain frozen values, nothing of the book."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, time
from typing import Any, TypeAlias, TypeVar

from crm.domain.people import Contact
from crm.domain.touches import usual_outcome
from crm.domain.workdays import USUAL_WEEK, WorkWeek
from crm.tui.dialogs.drafts import DraftStore

Result = TypeVar("Result")

#: Saves a form's result while the form is still open. Gives None when it went well (the form then closes
#: with the result), or a sentence to show; the form stays open with everything in it.
Submit: TypeAlias = Callable[[Result], Awaitable[str | None]]
#: Known texts (employers, tags, people) that could complete what was typed, the best first.
Suggest: TypeAlias = Callable[[str], Awaitable[Sequence[str]]]
#: A kind word about a day, or nothing.
Warn: TypeAlias = Callable[[date], Awaitable[str]]
#: Problems of a contact by field name, `{}` when there are none.
Validate: TypeAlias = Callable[[Contact], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every form needs besides its values: the day it is, the working week, and the drafts."""

    today: date
    week: WorkWeek = USUAL_WEEK
    drafts: DraftStore = field(default_factory=DraftStore)


@dataclass(frozen=True, slots=True)
class About:
    """Whom or what a form is about, for its head. `key` tells drafts apart (a contact's or a touch's id).

    `line` is who they are (`VP Engineering, Northwind Robotics`), `last` the last touch in words, `why` what
    is due.
    """

    key: str
    name: str
    line: str = ""
    last: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class TouchValues:
    """A touch as its form shows it. `on` empty means today; `outcome` empty means the usual one."""

    on: date | None = None
    channel: str = "call"
    direction: str = "out"
    outcome: str = ""
    note: str = ""
    gave: str = ""
    asked: str = ""
    got: str = ""
    promise: date | None = None
    promise_text: str = ""
    they_promised: date | None = None

    def settled(self, today: date) -> TouchValues:
        """These values with the day and the outcome filled in."""
        kept = {part.name: getattr(self, part.name) for part in fields(self)}
        kept["on"] = self.on or today
        kept["outcome"] = self.outcome or usual_outcome(self.channel, self.direction)
        return TouchValues(**kept)


@dataclass(frozen=True, slots=True)
class FollowUpValues:
    """A planned or moved follow-up. `at` is None when it is for the day; `channel` empty when any will do."""

    on: date
    at: time | None = None
    purpose: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class SnoozeValues:
    """Leave this contact alone until that day."""

    until: date


@dataclass(frozen=True, slots=True)
class CadenceValues:
    """The cadence chosen: None for the default, `none` for no cadence, else what `parse_cadence` takes."""

    cadence: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a pick list. `key` is given back; `detail` is shown after the label, quieter."""

    key: str
    label: str
    detail: str = ""


def changes(before: Any, after: Any) -> dict[str, Any]:
    """The fields of dataclass `after` that differ from `before`, by name: what an edit has to write."""
    return {
        part.name: getattr(after, part.name)
        for part in fields(after)
        if getattr(after, part.name) != getattr(before, part.name)
    }
