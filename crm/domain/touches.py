"""Touches: what passed between the person and a contact, and how it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Literal, get_args

Channel = Literal["call", "voicemail", "email", "letter", "message", "meeting", "event", "other"]
Direction = Literal["out", "in"]
Outcome = Literal["reached", "no-answer", "sent", "replied"]
FollowUpKind = Literal["typed", "promise", "their-promise", "news"]
FollowUpStatus = Literal["open", "done", "skipped", "cancelled"]

CHANNELS: tuple[Channel, ...] = get_args(Channel)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

_WRITTEN = frozenset({"email", "letter", "message"})
_WAITING = _WRITTEN | {"voicemail"}


class Weight(Enum):
    """How a touch counts in the rule of the next touch."""

    CONTACT = "contact"
    SENT = "sent"
    ATTEMPT = "attempt"


def usual_outcome(channel: str, direction: str) -> Outcome:
    """The outcome meant when none is said: written things are sent, what came in is replied."""
    if direction == "in":
        return "replied"
    if channel in _WRITTEN:
        return "sent"
    return "no-answer" if channel == "voicemail" else "reached"


def weight(channel: str, direction: str, outcome: str) -> Weight:
    """Contact when they took part, sent for outbound writing, attempt for a voicemail or no answer."""
    if direction == "in" or outcome == "replied":
        return Weight.CONTACT
    if channel in _WRITTEN or outcome == "sent":
        return Weight.SENT
    if channel == "voicemail" or outcome == "no-answer":
        return Weight.ATTEMPT
    return Weight.CONTACT


def waits_for_answer(channel: str, direction: str, outcome: str) -> bool:
    """True for an inbound e-mail, message, letter or voicemail, and for their call that was missed."""
    return direction == "in" and (channel in _WAITING or (channel == "call" and outcome == "no-answer"))


@dataclass(frozen=True, slots=True)
class Touch:
    """One touch with everything a form or an export carries. `seq` orders touches of one day as entered."""

    on: date
    channel: Channel = "call"
    direction: Direction = "out"
    outcome: Outcome = "reached"
    note: str = ""
    gave: str = ""
    asked: str = ""
    answer_needed: bool = True
    uid: str = ""
    seq: int = 0
    created: datetime | None = None
    got: str = ""

    @property
    def weight(self) -> Weight:
        """How the touch counts."""
        return weight(self.channel, self.direction, self.outcome)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A date the person typed for one contact, or a promise made to or by them."""

    on: date
    purpose: str = ""
    channel: str = ""
    at: time | None = None
    kind: FollowUpKind = "typed"
    status: FollowUpStatus = "open"
    status_on: date | None = None
    uid: str = ""
    seq: int = 0
    touch_uid: str = ""
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class TouchFact:
    """A touch as the rule sees it. `seq` orders everything entered for the contact."""

    on: date
    seq: int
    channel: str
    direction: str
    outcome: str
    answer_needed: bool = True
    id: int = 0
    uid: str = ""
    got: str = ""

    @property
    def weight(self) -> Weight:
        """How the touch counts."""
        return weight(self.channel, self.direction, self.outcome)

    @property
    def is_outreach(self) -> bool:
        """True for any outbound touch."""
        return self.direction == "out"

    @property
    def order(self) -> tuple[date, int]:
        """Earlier touches first; touches of one day as they were entered."""
        return self.on, self.seq
