"""A running plan: which of its steps are done, and when the open ones are due. A pure function of facts.

What closes a step is not stored but found again from the touches, so that editing, back-dating or deleting a touch
puts the plan right by itself. The rules are those of the next touch, under its decisions on plans.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from crm.domain.placing import place
from crm.domain.text import fold
from crm.domain.touches import TouchFact, Weight
from crm.domain.workdays import WorkWeek

#: A step that follows a done one comes at least so many working days after it; a retry after a voicemail too.
STEP_WORKING_DAYS = 2
#: After the first attempt a call is tried so many times again, then the step offers an e-mail.
RETRIES = 2
#: Days between an outreach to one person and the next placed one to somebody else at the same employer.
EMPLOYER_GAP_DAYS = 10
#: How many days on a day without a clash is looked for.
_PATIENCE = 1_100
#: The first placed touch comes so many days after the last early step.
FIRST_LEAST, FIRST_MOST = 21, 65

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


@dataclass(slots=True)
class _Closed:
    state: State
    on: date
    touch: int | None = None


@dataclass(slots=True)
class _Replay:
    """One person's side of the plan after everything that happened; dates are keyed by the place of the step."""

    steps: list[StepFact]
    closed: dict[int, _Closed] = field(default_factory=dict)
    tried: dict[int, list[date]] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)
    pauses: list[tuple[int, int]] = field(default_factory=list)
    resumed: date | None = None
    continued: date | None = None
    paused: date | None = None
    follows_them: bool = False
    ended: bool = False

    def current(self) -> StepFact | None:
        return next((step for step in self.steps if step.place not in self.closed), None)


def run_plan(
    plan: PlanFacts,
    people: Mapping[int, PlannedPerson],
    week: WorkWeek,
    blocked: Callable[[date], bool] = lambda _: False,
) -> dict[int, PersonState]:
    """Where the plan stands for each of its people. `blocked` are days that other plans at the employer have taken."""
    replays = _replays(plan, people)
    ends: dict[int, date] = {}
    dated: dict[int, list[StepState]] = {contact: [] for contact in replays}
    for tied in (False, True):
        for contact, replay in replays.items():
            # One person's steps leave those of the others in the plan room, as other plans do.
            others = [state.on for other, states in dated.items() if other != contact for state in _in_the_way(states)]
            taken = _either(blocked, blocked_by(others))
            person = people.get(contact, PlannedPerson())
            dating = _Dating(plan, replay, person, week, taken, ends, dated[contact])
            dated[contact] += dating.tied() if tied else dating.untied()
            ends.update((state.step.place, state.on) for state in dated[contact])
    found = {}
    for contact, replay in replays.items():
        states = {state.step.place: state for state in dated[contact]}
        mine = tuple(states[step.place] for step in replay.steps)
        asks, asked_on = _asks(plan, replay, people.get(contact, PlannedPerson()), mine)
        found[contact] = PersonState(contact, mine, asks, asked_on, replay.attempts)
    return found


def attempts_of(plan: PlanFacts, people: Mapping[int, PlannedPerson]) -> dict[int, Mapping[int, int]]:
    """What `PersonState.attempts` says for each of `people`, whether the plan still runs or not."""
    return {contact: replay.attempts for contact, replay in _replays(plan, people).items() if contact in people}


def blocked_by(days: Sequence[date]) -> Callable[[date], bool]:
    """Tells the days that are too near to one of `days` for another person at the same employer."""
    taken = sorted({day.toordinal() for day in days})
    return lambda on: any(abs(on.toordinal() - day) < EMPLOYER_GAP_DAYS for day in taken)


def _either(one: Callable[[date], bool], other: Callable[[date], bool]) -> Callable[[date], bool]:
    return lambda on: one(on) or other(on)


def _in_the_way(states: Iterable[StepState]) -> list[StepState]:
    return [state for state in states if state.is_open and state.step.phase == "long"]


def _replays(plan: PlanFacts, people: Mapping[int, PlannedPerson]) -> dict[int, _Replay]:
    feedback = _feedback(plan, people)
    replays = {}
    for contact in dict.fromkeys(step.contact for step in plan.steps):
        # What another plan brought along when the two were joined stands behind, but early steps come first.
        steps = sorted(
            (step for step in plan.steps if step.contact == contact),
            key=lambda step: (step.phase == "long", step.place),
        )
        replays[contact] = _replay(plan, steps, people.get(contact, PlannedPerson()), feedback)
    return replays


def _feedback(plan: PlanFacts, people: Mapping[int, PlannedPerson]) -> TouchFact | None:
    """The first touch of the plan in which somebody told where one fell short."""
    given = (
        touch
        for person in people.values()
        for touch in person.touches
        if touch.on >= plan.start and "feedback" in fold(touch.got)
    )
    return min(given, key=lambda touch: touch.order, default=None)


def _asks(
    plan: PlanFacts, replay: _Replay, person: PlannedPerson, states: Sequence[StepState]
) -> tuple[Asks, date | None]:
    if not any(state.is_open for state in states):
        return "", None
    if replay.paused is not None:
        return "reply", replay.paused
    elsewhere = plan.employer is not None and person.works_at is not None and person.works_at != plan.employer
    if elsewhere and not replay.follows_them:
        return "moved", next(state.on for state in states if state.is_open)
    return "", None


# What happened


def _replay(plan: PlanFacts, steps: list[StepFact], person: PlannedPerson, feedback: TouchFact | None) -> _Replay:
    replay = _Replay(steps)
    events: list[tuple[date, int, TouchFact | StepFact | DecisionFact]] = []
    for step in steps:
        if step.status == "open":
            continue
        on = step.status_on or plan.start
        if step.seq <= plan.seq:  # the plan began so
            replay.closed[step.place] = _Closed(step.status, on)  # type: ignore[arg-type]
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
            replay.closed[event.place] = _Closed(event.status, on)  # type: ignore[arg-type]
        elif isinstance(event, DecisionFact):
            _decide(replay, event)
        else:
            _happened(plan, replay, event)
    if falls_away:
        _fall_away(replay, told[0])
    return replay


def _fall_away(replay: _Replay, on: date) -> None:
    for step in replay.steps:
        if step.unless_feedback and step.place not in replay.closed:
            replay.closed[step.place] = _Closed("fell-away", on)


def _decide(replay: _Replay, decision: DecisionFact) -> None:
    if decision.kind == "end":
        replay.ended = True
    elif decision.kind == "follow":
        replay.follows_them = True
    elif decision.kind == "continue":
        replay.continued = decision.on
    elif decision.kind == "resume" and replay.paused is not None:
        replay.pauses.append((decision.seq, max(0, (decision.on - replay.paused).days)))
        replay.resumed, replay.paused = decision.on, None


def _happened(plan: PlanFacts, replay: _Replay, touch: TouchFact) -> None:
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
            replay.closed[current.place] = _Closed("done", touch.on, touch.id)
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
        replay.closed[current.place] = _Closed("done", touch.on, touch.id)


def _fulfils(step: StepFact, touch: TouchFact) -> bool:
    """Whether something inbound is what the step asks for: the meeting itself, or their call that was answered."""
    if touch.channel == "meeting":
        return step.coffee or step.channel == "meeting"
    return touch.channel == step.channel == "call" and touch.outcome == "reached"


# When the rest is due


class _Dating:
    """The days of one person's steps; those tied to another person's step come last, when that one has its day."""

    def __init__(
        self,
        plan: PlanFacts,
        replay: _Replay,
        person: PlannedPerson,
        week: WorkWeek,
        blocked: Callable[[date], bool],
        ends: Mapping[int, date],
        dated: Sequence[StepState],
    ) -> None:
        self.plan = plan
        self.replay = replay
        self.person = person
        self.week = week
        self.blocked = blocked
        self.ends = ends
        self.before = tuple(dated)  # from the first pass
        self.found: list[StepState] = []
        tied = (
            place for place, step in enumerate(replay.steps) if step.follows is not None and self._closed(step) is None
        )
        self._until = next(tied, len(replay.steps))

    def untied(self) -> list[StepState]:
        """The states of the steps up to the first open one that follows another person's."""
        run: list[StepFact] = []
        done: date | None = None
        last: date | None = None
        for step in self.replay.steps[: self._until]:
            if closed := self._closed(step):
                self.found.append(closed)
                if closed.state == "done":
                    done = closed.on if done is None else max(done, closed.on)
                continue
            if step.phase == "long" and self.plan.placing == "placed" and not step.pinned:
                run.append(step)
                continue
            if run:
                self.found += self._placed(run)
                last, run = self.found[-1].on, []
            state = self._open(step, done, last)
            self.found.append(state)
            last = state.on
        if run:
            self.found += self._placed(run)
        return self.found

    def tied(self) -> list[StepState]:
        """The states of the steps that follow another person's, and of those behind them in order."""
        last = max((state.on for state in self.before if state.is_open), default=None)
        done = max((state.on for state in self.before if state.state == "done"), default=None)
        for step in self.replay.steps[self._until :]:
            state = self._closed(step)
            if state is None:
                state = self._open(step, done, last)
                last = state.on
            elif state.state == "done":
                done = state.on if done is None else max(done, state.on)
            self.found.append(state)
        return self.found

    def _closed(self, step: StepFact) -> StepState | None:
        closed = self.replay.closed.get(step.place)
        if closed is None and not self.replay.ended:
            return None
        closed = closed or _Closed("ended", step.status_on or step.on)
        return StepState(step, closed.state, closed.on, closed.touch, step.channel)

    def _open(self, step: StepFact, done: date | None, last: date | None) -> StepState:
        """An open step: `done` is when the last of those before it was done, `last` when the open one before is due."""
        tries = self.replay.tried.get(step.place, [])
        due = self._planned(step)
        if not step.pinned:
            if done is not None:
                due = max(due, self.week.add(done, STEP_WORKING_DAYS))
            if last is not None and due <= last:
                due = self.week.add(last, STEP_WORKING_DAYS)
            if tries:
                due = max(due, self.week.add(tries[-1], STEP_WORKING_DAYS))
            if self.replay.continued is not None:
                due = max(due, self.week.roll(self.replay.continued))
            if step.phase == "long":
                due = self._clear(due, done, last)
        channel, again = _offer(step, tries)
        return StepState(step, "open", due, None, channel, again, tries[-1] if tries else None)

    def _planned(self, step: StepFact) -> date:
        """The day a step was given, later by the pauses since."""
        shift = sum(days for seq, days in self.replay.pauses if seq > step.seq)
        if step.pinned and not shift:
            return step.on
        if step.follows is not None and step.follows in self.ends and not step.pinned:
            return self.week.roll(_later(self.ends[step.follows], step.follows_days))
        return self.week.roll(_later(step.on, shift))

    def _clear(self, due: date, done: date | None, last: date | None) -> date:
        """The first working day from `due` on that leaves room after what was and around what is planned."""
        due = self._rested(due)
        if done is not None:
            due = max(due, _later(done, self.person.gap))
        if self.person.resting is not None:
            due = max(due, self.person.resting)
        if last is not None:  # which is shown at the end of a snooze at the earliest
            due = max(due, _later(max(last, self.person.resting or last), self.person.gap))
        near = [state.on for state in _in_the_way([*self.before, *self.found])] + self._typed_ahead()
        for _ in range(_PATIENCE):
            due = self.week.roll(due)
            if due == date.max or not (self.blocked(due) or self._is_near(due, near)):
                break
            due = _later(due, 1)
        return due

    def _typed_ahead(self) -> list[date]:
        return [self._planned(step) for step in self.replay.steps if step.pinned and self._closed(step) is None]

    def _is_near(self, on: date, days: Iterable[date]) -> bool:
        return any(abs((on - day).days) < self.person.gap for day in days)

    def _rested(self, due: date) -> date:
        """`due`, or the end of the room that the person and their colleagues are left after the last outreach."""
        last = max((touch.on for touch in self.person.touches if touch.direction == "out"), default=None)
        if last is not None:
            due = max(due, _later(last, self.person.gap))
        if self.person.colleagues is not None:
            due = max(due, _later(self.person.colleagues, EMPLOYER_GAP_DAYS))
        return due

    def _placed(self, run: Sequence[StepFact]) -> list[StepState]:
        """The placed steps on the days that meet most, given what was done and what is still to be done before."""
        plan, person, start = self.plan, self.person, self.plan.start
        # Nearer than the room they are left nobody is planned, however near the person wants the touches.
        least = max(plan.least, person.gap)
        most = max(plan.most, least)
        rests = person.resting or date.min
        counted = [state for state in self.found if state.state in {"open", "done"}]
        early = [
            (max(state.on, rests if state.is_open else state.on) - start).days
            for state in counted
            if state.step.phase == "early"
        ]
        behind = [
            (state.on - start).days
            for state in self.found
            if state.step.phase == "long" and state.state in {"open", "done", "skipped"}
        ]
        if behind:
            earliest, latest = max(behind) + least, max(behind) + most
        else:
            last = max(early, default=0)
            earliest, latest = last + min(FIRST_LEAST, least), last + max(FIRST_MOST, least)
        floor = self._rested(_later(plan.made, 1))
        for day in (self.replay.resumed, self.replay.continued, person.resting):
            if day is not None:
                floor = max(floor, day)
        room = latest - earliest
        earliest = max(earliest, (floor - start).days)
        latest = max(latest, earliest + min(room, most - least))
        typed = self._typed_ahead()

        def allowed(day: int) -> bool:
            on = _later(start, day)
            return self.week.is_working(on) and not self.blocked(on) and not self._is_near(on, typed)

        days = place(
            len(run),
            touched=tuple(sorted({*early, *behind, *((on - start).days for on in typed)})),
            earliest=earliest,
            latest=latest,
            least=least,
            most=most,
            allowed=allowed,
            new_start=None if plan.new_start is None else max(0, (plan.new_start - start).days),
        )
        return [
            StepState(step, "open", _later(start, day), None, step.channel) for step, day in zip(run, days, strict=True)
        ]


def _offer(step: StepFact, tries: Sequence[date]) -> tuple[str, Again]:
    if not tries:
        return step.channel, ""
    return ("email", "by-email") if len(tries) > RETRIES else (step.channel, "retry")


def _later(on: date, days: int) -> date:
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return date.max
