"""Opportunities: roles one may get at an employer, the stages they pass, and what is known of a no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Stage = Literal[
    "lead",
    "applied",
    "screening",
    "interviewing",
    "final",
    "offer",
    "accepted",
    "rejected",
    "withdrawn",
    "no answer",
]
OpportunityKind = Literal["role", "trial", "introduction"]
ToldBy = Literal["", "manager", "hr", "assistant", "nobody"]
How = Literal["", "call", "email", "letter", "portal", "silence"]
SentKind = Literal["résumé", "cover letter", "portfolio", "other"]

ALL_STAGES: tuple[Stage, ...] = get_args(Stage)
#: The way in, in order.
STAGES: tuple[Stage, ...] = ALL_STAGES[:7]
#: The ways out; after `rejected` and `no answer` the opportunity waits, and can reopen.
WAYS_OUT: tuple[Stage, ...] = ALL_STAGES[7:]
WAITING: tuple[Stage, ...] = ("rejected", "no answer")
#: Stages in which something is still being decided.
LIVE: tuple[Stage, ...] = STAGES[:6]
OPPORTUNITY_KINDS: tuple[OpportunityKind, ...] = get_args(OpportunityKind)
TOLD_BY: tuple[ToldBy, ...] = get_args(ToldBy)
HOW: tuple[How, ...] = get_args(How)
SENT_KINDS: tuple[SentKind, ...] = get_args(SentKind)

#: The parts that somebody can have in an opportunity, as the playbooks name them.
PARTS: tuple[str, ...] = (
    "hiring manager",
    "executive",
    "hr",
    "recruiter",
    "interviewer",
    "peer",
    "assistant",
    "referrer",
    "alum",
    "coach",
    "friend",
)
_PART_OF_TELLER: dict[str, tuple[str, ...]] = {
    "manager": ("hiring manager", "executive"),
    "hr": ("hr", "recruiter"),
    "assistant": ("assistant",),
}


#: Other words for a part, as people type them.
_SAID: dict[str, str] = {
    "manager": "hiring manager",
    "line manager": "hiring manager",
    "hiring lead": "hiring manager",
    "boss": "hiring manager",
    "human resources": "hr",
    "hr manager": "hr",
    "talent acquisition": "recruiter",
    "headhunter": "recruiter",
}


def part_of(role: str) -> str:
    """The part that a contact's role gives them in an opportunity; any other text is kept as it is."""
    folded = " ".join(role.casefold().split())
    folded = _SAID.get(folded, folded)
    return folded if folded in PARTS else role


def teller_of(told_by: str, people: dict[int, str]) -> int | None:
    """Whom `told_by` (`manager`, `hr`, `assistant`) means among people (id to part), or None."""
    for part in _PART_OF_TELLER.get(told_by, ()):
        for contact, theirs in people.items():
            if part_of(theirs) == part:
                return contact
    return None


def told_by_of(part: str) -> ToldBy:
    """Which of `TOLD_BY` somebody with this part counts as; empty for the others."""
    for told_by, parts in _PART_OF_TELLER.items():
        if part_of(part) in parts:
            return told_by  # type: ignore[return-value]
    return ""


def stage_beside(stage: str, by: int) -> Stage | None:
    """The stage that lies `by` stages further on the way in; None beyond its ends, and for the ways out."""
    place = STAGES.index(stage) + by if stage in STAGES else -1
    return STAGES[place] if 0 <= place < len(STAGES) else None


@dataclass(frozen=True, slots=True)
class StageEvent:
    """An opportunity came to a stage on a day; `seq` orders those of one day."""

    on: date
    stage: Stage
    seq: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """What is known of a no. `starts_on` is the day on which the chosen one starts, where known."""

    on: date
    told_by: ToldBy = ""
    teller: int | None = None
    how: How = ""
    reason: str = ""
    rank: str = ""
    chosen: str = ""
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class SentItem:
    """What was sent for an opportunity, as file or version name."""

    kind: SentKind
    name: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A contact's part in an opportunity."""

    contact_id: int
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Opportunity:
    """An opportunity with everything a card shows: history newest last, people in their order."""

    id: int
    uid: str
    title: str
    employer_id: int | None
    employer: str
    kind: OpportunityKind = "role"
    link: str = ""
    posting: str = ""
    salary: str = ""
    source: str = ""
    decision_on: date | None = None
    notes: str = ""
    second_of: int | None = None
    history: tuple[StageEvent, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    people: tuple[Person, ...] = ()
    sent: tuple[SentItem, ...] = ()

    @property
    def stage(self) -> Stage:
        """Where it stands now."""
        return self.history[-1].stage if self.history else "lead"

    @property
    def since(self) -> date | None:
        """Since when it stands there."""
        return self.history[-1].on if self.history else None

    @property
    def rejection(self) -> Rejection | None:
        """The newest no while the opportunity waits after it; None otherwise."""
        return self.rejections[-1] if self.stage == "rejected" and self.rejections else None

    @property
    def is_second_chance(self) -> bool:
        """True for one that reopened after a no or silence, and for the second chance of another."""
        if self.second_of is not None:
            return True
        out = [place for place, event in enumerate(self.history) if event.stage in WAYS_OUT]
        return bool(out) and any(event.stage in STAGES for event in self.history[out[0] :])
