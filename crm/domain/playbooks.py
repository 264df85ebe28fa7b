"""Playbooks: what to do after a no, an interview, an introduction, step by step, and when each step counts.

A playbook names parts of the search (the hiring manager, HR, whoever told you), never people; `laying_out` puts
the people and the dates in. The vocabulary that a file may use is fixed here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from crm.domain.people import ROLES
from crm.domain.touches import CHANNELS
from crm.domain.words import count as counted

Phase = Literal["early", "long"]
OffsetUnit = Literal["days", "working days", "weeks", "months"]
Start = Literal["rejection", "interview", "introduction", "target", "filled", "concern", "trial", "landed"]

PHASES: tuple[Phase, ...] = get_args(Phase)
UNITS: tuple[OffsetUnit, ...] = get_args(OffsetUnit)
STARTS: tuple[Start, ...] = get_args(Start)

#: What `Offset.after` says besides a step's key.
FROM_START = ""
STEP_BEFORE = "before"
DECISION_DATE = "decision date"
#: Words that mean one of these in a file, and so cannot be the key of a step.
RESERVED_KEYS = frozenset({"start", STEP_BEFORE, "step before", "decision", DECISION_DATE})

#: Whom a step may be for. The first are roles; a referrer is an introducer too.
PARTS = (*(role.casefold() for role in ROLES), "the teller", "introducer", "anyone", "anyone else")
#: A voicemail is what a call may become, so no step plans one.
STEP_CHANNELS = tuple(channel for channel in CHANNELS if channel != "voicemail")

#: What `only if`, `unless` and `done if` may ask, each with what it means.
CONDITIONS = {
    "hr told": "HR or a recruiter brought the no",
    "manager told": "the manager brought the no, by whatever way",
    "manager rang": "the manager brought the no on the phone",
    "assistant told": "an assistant brought the no",
    "nobody told": "nobody said it: a portal, or silence",
    "feedback given": "the feedback came with the no, or in the call",
    "coffee now": "coffee is wanted two weeks after the no",
    "coffee later": "coffee is wanted after half a year of contact",
    "no manager": "nobody knows who the hiring manager is",
    "decision known": "they named a day by which they decide",
}

#: The most steps of one playbook, and times one of them may be repeated.
MOST_STEPS = 100
MOST_REPEATS = 60


@dataclass(frozen=True, slots=True)
class Prompts:
    """What to say: how to begin, the one question, what is better left out, and the words for the machine."""

    opening: str = ""
    question: str = ""
    avoid: str = ""
    voicemail: str = ""


@dataclass(frozen=True, slots=True)
class Offset:
    """When a step is due: `count` units after the start, the step before, a step's key, or the decision date."""

    count: int
    unit: OffsetUnit
    after: str = FROM_START

    def __str__(self) -> str:
        after = {FROM_START: "the start", STEP_BEFORE: "the step before", DECISION_DATE: "the decision date"}
        base = after.get(self.after, self.after)
        if not self.count:
            return f"same day as {base}"
        return f"{counted(self.count, self.unit.removesuffix('s'))} after {base}"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one of several repetitions is about; an empty `why` or field of `prompts` is that of the step."""

    purpose: str
    why: str = ""
    prompts: Prompts = Prompts()


@dataclass(frozen=True, slots=True)
class Also:
    """Every `every`th repetition goes to one of `to` as well, `days_later` days after the other."""

    to: tuple[str, ...]
    every: int = 1
    days_later: int = 10
    purpose: str = ""
    why: str = ""
    channel: str = ""
    prompts: Prompts = Prompts()


@dataclass(frozen=True, slots=True)
class PlaybookStep:
    """One step. `to` are parts in order of preference: the first that somebody fills gets the step.

    `not_before` holds the date back where it would come too soon. A step with `done_if` that holds was done by
    the news itself. `each`: everybody who fills one of the parts gets the step. `keep_late`: the step is still
    worth doing long after its day. Only long steps have what follows: `repeat` times, one `turns` after another,
    at as many times the offset; `also` further recipients; `in_place_after` (from the start) takes the place of
    the first repetition so late, and such a step has no date of its own.
    """

    key: str
    purpose: str
    to: tuple[str, ...]
    offset: Offset = Offset(0, "days")
    why: str = ""
    channel: str = "email"
    prompts: Prompts = Prompts()
    only_if: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    done_if: tuple[str, ...] = ()
    not_before: Offset | None = None
    phase: Phase = "early"
    is_coffee: bool = False
    each: bool = False
    keep_late: bool = False
    repeat: int = 1
    turns: tuple[Turn, ...] = ()
    also: tuple[Also, ...] = ()
    in_place_after: Offset | None = None


@dataclass(frozen=True, slots=True)
class Playbook:
    """Steps under a name. `file` is where it was read; `about` says in a line what it is for."""

    name: str
    steps: tuple[PlaybookStep, ...]
    about: str = ""
    starts_with: Start = "rejection"
    file: str = ""

    @property
    def waits_for_a_chair(self) -> bool:
        """True where somebody new has just taken the chair: only then the callback window places the long steps.

        A monthly review, or a word of thanks half a year on, has its own day.
        """
        return self.starts_with in {"rejection", "filled"}


def bases_of(steps: Sequence[PlaybookStep], place: int) -> list[str]:
    """The keys that the step at `place` may count its date from; none of the start or the decision date."""
    step = steps[place]
    if step.in_place_after is not None:
        return []
    found: list[str] = []
    for offset in (step.offset, step.not_before):
        if offset is None or offset.after in {FROM_START, DECISION_DATE}:
            continue
        found += steps_before(steps, place) if offset.after == STEP_BEFORE else [offset.after]
    return found


def steps_before(steps: Sequence[PlaybookStep], place: int) -> list[str]:
    """The keys of what may be the step before, the nearest first: whichever of them is in the plan is it.

    A step that takes another's place has no date to count from; for an early step the long ones do not count.
    """
    return [
        step.key
        for step in reversed(steps[:place])
        if step.in_place_after is None and (step.phase == "early" or steps[place].phase == "long")
    ]


def in_order(steps: Sequence[PlaybookStep]) -> tuple[PlaybookStep, ...]:
    """The steps as written, but each after those that its date counts from; early ones before long ones.

    Raises ValueError where dates count in a circle.
    """
    if (loop := circle(steps)) is not None:
        raise ValueError(f"dates count in a circle: {' → '.join(loop)}")
    bases = {step.key: set(bases_of(steps, place)) for place, step in enumerate(steps)}
    waiting = sorted(steps, key=lambda step: PHASES.index(step.phase))
    placed: list[PlaybookStep] = []
    known = {step.key for step in steps}
    while waiting:
        # There is always one, as nothing goes in a circle.
        done = {step.key for step in placed}
        step = next(step for step in waiting if bases[step.key] & known <= done)
        waiting.remove(step)
        placed.append(step)
    return tuple(placed)


def circle(steps: Sequence[PlaybookStep]) -> list[str] | None:
    """The keys of steps that count from each other, the first of them again at the end; None where none do."""
    bases = {step.key: bases_of(steps, place) for place, step in enumerate(steps)}
    finished: set[str] = set()
    for first, under in bases.items():
        # Depth first, the way that leads here kept as a list; the second value is what is still to be looked at.
        way: list[tuple[str, Iterator[str]]] = [(first, iter(under))] if first not in finished else []
        while way:
            key, rest = way[-1]
            base = next(rest, None)
            if base is None:
                finished.add(key)
                way.pop()
            elif base in (keys := [key for key, _ in way]):
                return [*keys[keys.index(base) :], base]
            elif base in bases and base not in finished:
                way.append((base, iter(bases[base])))
    return None


def faults(steps: Sequence[PlaybookStep], other_keys: Collection[str] = ()) -> Iterator[tuple[int, str]]:
    """What does not hold between steps: the place of the step in the list, and the reason as part of a sentence.

    `other_keys` are steps that exist but could not be read.
    """
    known = {step.key: step for step in steps}
    for place, step in enumerate(steps):
        for offset in (step.offset, step.not_before):
            if offset is not None and offset.after not in {FROM_START, STEP_BEFORE, DECISION_DATE, *known, *other_keys}:
                yield place, f"there is no step “{offset.after}” to count from"
        for base in (known[key] for key in bases_of(steps, place) if key in known):
            if base.in_place_after is not None:
                yield place, f"“{base.key}” takes another step's place and has no date to count from"
            elif base.phase == "long" and step.phase == "early":
                yield place, f"an early step cannot count from the long step “{base.key}”"
        if step.in_place_after is not None and not any(other.repeat > 1 for other in steps) and not other_keys:
            yield place, "there is no repeated step whose place it could take"
    if (loop := circle(steps)) is not None:
        place = next(place for place, step in enumerate(steps) if step.key == loop[0])
        yield place, f"the dates count in a circle: {' → '.join(loop)}"
