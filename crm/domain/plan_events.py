"""What happened to a plan: which steps were done, tried, skipped or fell away, and when it stood still.

Found anew from the touches and decisions in the order in which they came, for each person on their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from crm.domain.plan_parts import RETRIES, DecisionFact, PlanFacts, PlannedPerson, State, StepFact
from crm.domain.text import fold
from crm.domain.touches import TouchFact, Weight


@dataclass(slots=True)
class Closed:
    """How and when a step was closed, and by which touch, if one did it."""

    state: State
    on: date
    touch: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """The plan stood still for `days` from the day `on` until the decision of that `seq`."""

    on: date
    seq: int
    days: int


@dataclass(slots=True)
class Replay:
    """One person's side of the plan after everything that happened; dates are keyed by the place of the step."""

    steps: list[StepFact]
    closed: dict[int, Closed] = field(default_factory=dict)
    tried: dict[int, list[date]] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)
    pauses: list[Pause] = field(default_factory=list)
    resumed: date | None = None
    continued: date | None = None
    paused: date | None = None
    follows_them: bool = False
    ended: bool = False

    def current(self) -> StepFact | None:
        """The first step that is not closed."""
        return next((step for step in self.steps if step.place not in self.closed), None)


def replays(plan: PlanFacts, people: Mapping[int, PlannedPerson]) -> dict[int, Replay]:
    """What happened to the plan for each of its people, by contact."""
    feedback = _feedback(plan, people)
    found = {}
    for contact in dict.fromkeys(step.contact for step in plan.steps):
        steps = _in_order([step for step in plan.steps if step.contact == contact])
        found[contact] = _replay(plan, steps, people.get(contact, PlannedPerson()), feedback)
    return found


def _in_order(steps: Iterable[StepFact]) -> list[StepFact]:
    """One person's steps in the order in which they are due.

    What another plan brought along when the two were joined stands behind, but early steps come first; a step that
    the person dated before its predecessors goes before them.
    """
    ordered: list[StepFact] = []
    for step in sorted(steps, key=lambda step: (step.phase == "long", step.place)):
        at = len(ordered)
        if step.pinned and step.status == "open":
            while at and _gives_way(ordered[at - 1], step):
                at -= 1
        ordered.insert(at, step)
    return ordered


def _gives_way(before: StepFact, moved: StepFact) -> bool:
    return before.status == "open" and before.phase == moved.phase and before.on > moved.on


#: What somebody can give that says nothing about where one fell short.
_NO_FEEDBACK = frozenset({"introduction", "referral", "meeting", "offer", "coffee"})


def _told_feedback(touch: TouchFact) -> bool:
    """True where they gave feedback or advice; on the phone, whatever they told counts."""
    given = set(fold(touch.got).replace(",", " ").split())
    if given & {"feedback", "advice"}:
        return True
    return bool(given) and not given & _NO_FEEDBACK and touch.direction == "out" and touch.channel == "call"


def _feedback(plan: PlanFacts, people: Mapping[int, PlannedPerson]) -> TouchFact | None:
    """The first touch of the plan in which somebody told where one fell short. `people` may hold others as well."""
    given = (
        touch
        for contact in {step.contact for step in plan.steps}
        if contact in people
        for touch in people[contact].touches
        if touch.on >= plan.start and _told_feedback(touch)
    )
    return min(given, key=lambda touch: touch.order, default=None)


def attempts_of(plan: PlanFacts, people: Mapping[int, PlannedPerson]) -> dict[int, Mapping[int, int]]:
    """What `PersonState.attempts` says for each of `people`, whether the plan still runs or not."""
    return {contact: replay.attempts for contact, replay in replays(plan, people).items() if contact in people}


def _replay(plan: PlanFacts, steps: list[StepFact], person: PlannedPerson, feedback: TouchFact | None) -> Replay:
    replay = Replay(steps)
    events: list[tuple[date, int, TouchFact | StepFact | DecisionFact]] = []
    for step in steps:
        if step.status == "open":
            continue
        on = step.status_on or plan.start
        if step.seq <= plan.seq:  # the plan began so
            replay.closed[step.place] = Closed(step.status, on)  # type: ignore[arg-type]
        else:
            events.append((on, step.seq, step))
    for touch in person.touches:
        if touch.id not in person.noes and (touch.on > plan.start or (touch.on == plan.start and touch.seq > plan.seq)):
            events.append((touch.on, touch.seq, touch))
    for decision in person.decisions:
        if decision.seq > plan.seq and decision.plan in {None, plan.id}:
            events.append((decision.on, decision.seq, decision))
    told = (feedback.on, feedback.seq) if feedback is not None else (date.max, 0)
    falls_away = feedback is not None
    for on, seq, event in sorted(events, key=lambda found: (found[0], found[1])):
        if plan.ended is not None and on > plan.ended:
            break
        # First the touch that brought the feedback does its step, then what asks for it falls away.
        if falls_away and (on, seq) > told:
            _fall_away(replay, told[0])
            falls_away = False
        if isinstance(event, StepFact):
            replay.closed[event.place] = Closed(event.status, on)  # type: ignore[arg-type]
        elif isinstance(event, DecisionFact):
            _decide(replay, event)
        else:
            _happened(plan, replay, event)
    if falls_away:
        _fall_away(replay, told[0])
    return replay


def _fall_away(replay: Replay, on: date) -> None:
    for step in replay.steps:
        if step.unless_feedback and step.place not in replay.closed:
            replay.closed[step.place] = Closed("fell-away", on)


def _decide(replay: Replay, decision: DecisionFact) -> None:
    if decision.kind == "end":
        replay.ended = True
    elif decision.kind == "follow":
        replay.follows_them = True
    elif decision.kind == "continue":
        replay.continued = decision.on
    elif decision.kind == "resume" and replay.paused is not None:
        replay.pauses.append(Pause(replay.paused, decision.seq, max(0, (decision.on - replay.paused).days)))
        replay.resumed, replay.paused = decision.on, None


def _happened(plan: PlanFacts, replay: Replay, touch: TouchFact) -> None:
    """A touch closes the first open step, tries it, or pauses the plan."""
    current = replay.current()
    if current is None or replay.paused is not None:
        return
    planned_already = (touch.on, touch.seq) > (plan.made, plan.seq)
    if not planned_already and current.phase != "early":
        return  # before it was planned, only what the early steps ask for can have been done
    # What was typed or handed over later was still to be done then, whatever had happened before.
    too_early = current.seq > plan.seq and touch.seq < current.seq
    counts = current.pinned or not too_early  # a step that was only moved has been tried all the same
    if touch.direction == "in":
        if _fulfils(current, touch) and not too_early:
            replay.closed[current.place] = Closed("done", touch.on, touch.id)
        elif planned_already and counts:
            replay.paused = touch.on
        return
    if touch.weight is Weight.ATTEMPT:
        if current.channel == "call" and touch.channel in {"call", "voicemail"} and counts:
            replay.tried.setdefault(current.place, []).append(touch.on)
            replay.attempts[touch.id] = current.id
        return
    offered = "email" if len(replay.tried.get(current.place, ())) > RETRIES else current.channel
    if (touch.weight is Weight.CONTACT or offered in {"", touch.channel}) and not too_early:
        replay.closed[current.place] = Closed("done", touch.on, touch.id)


def _fulfils(step: StepFact, touch: TouchFact) -> bool:
    """Whether something inbound is what the step asks for: the meeting itself, or their call that was answered."""
    if touch.channel == "meeting":
        return step.coffee or step.channel == "meeting"
    return touch.channel == step.channel == "call" and touch.outcome == "reached"
