"""When the open steps of a plan are due, given what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from crm.domain.placing import place
from crm.domain.plan_events import Closed, Replay
from crm.domain.plan_parts import (
    EMPLOYER_GAP_DAYS,
    RETRIES,
    STEP_WORKING_DAYS,
    Again,
    PlanFacts,
    PlannedPerson,
    StepFact,
    StepState,
    later,
)
from crm.domain.workdays import WorkWeek

#: How many days on a day without a clash is looked for.
_PATIENCE = 1_100
#: The first placed touch comes so many days after the last early step.
FIRST_LEAST, FIRST_MOST = 21, 65


def in_the_way(states: Iterable[StepState]) -> list[StepState]:
    """The open steps that leave room, and that others must leave room."""
    return [state for state in states if state.is_open and state.step.phase == "long"]


class Dating:
    """The days of one person's steps; those tied to another person's step come last, when that one has its day."""

    def __init__(
        self,
        plan: PlanFacts,
        replay: Replay,
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
        closed = closed or Closed("ended", step.status_on or step.on)
        return StepState(step, closed.state, closed.on, closed.touch, step.channel)

    def _open(self, step: StepFact, done: date | None, last: date | None) -> StepState:
        """An open step: `done` is when the last of those before it was done, `last` when the open one before is due."""
        tries = self.replay.tried.get(step.place, [])
        due = self._planned(step)
        if not step.pinned:
            if done is not None:
                due = max(due, self._soonest_after(done))
            if last is not None and due <= last:
                due = self.week.add(last, STEP_WORKING_DAYS)
            if tries:
                due = max(due, self._soonest_after(tries[-1]))
            if self.replay.continued is not None:
                due = max(due, self.week.roll(self.replay.continued))
            if step.phase == "long":
                due = self._clear(due, done, last)
        channel, again = _offer(step, tries)
        return StepState(step, "open", due, None, channel, again, tries[-1] if tries else None)

    def _soonest_after(self, on: date) -> date:
        """Two working days after what happened on a day, later by the pauses that began since."""
        shift = sum(pause.days for pause in self.replay.pauses if pause.on >= on)
        return self.week.roll(later(self.week.add(on, STEP_WORKING_DAYS), shift))

    def _planned(self, step: StepFact) -> date:
        """The day a step was given, later by the pauses since."""
        shift = sum(pause.days for pause in self.replay.pauses if pause.seq > step.seq)
        if step.pinned and not shift:
            return step.on
        if step.follows is not None and step.follows in self.ends and not step.pinned:
            return self.week.roll(later(self.ends[step.follows], step.follows_days))
        return self.week.roll(later(step.on, shift))

    def _clear(self, due: date, done: date | None, last: date | None) -> date:
        """The first working day from `due` on that leaves room after what was and around what is planned."""
        due = self._rested(due)
        if done is not None:
            due = max(due, later(done, self.person.gap))
        if self.person.resting is not None:
            due = max(due, self.person.resting)
        if last is not None:  # which is shown at the end of a snooze at the earliest
            due = max(due, later(max(last, self.person.resting or last), self.person.gap))
        near = [state.on for state in in_the_way([*self.before, *self.found])] + self._typed_ahead()
        for _ in range(_PATIENCE):
            due = self.week.roll(due)
            if due == date.max or not (self.blocked(due) or self._is_near(due, near)):
                break
            due = later(due, 1)
        return due

    def _typed_ahead(self) -> list[date]:
        return [self._planned(step) for step in self.replay.steps if step.pinned and self._closed(step) is None]

    def _is_near(self, on: date, days: Iterable[date]) -> bool:
        return any(abs((on - day).days) < self.person.gap for day in days)

    def _rested(self, due: date) -> date:
        """`due`, or the end of the room that the person and their colleagues are left after the last outreach."""
        last = max((touch.on for touch in self.person.touches if touch.direction == "out"), default=None)
        if last is not None:
            due = max(due, later(last, self.person.gap))
        if self.person.colleagues is not None:
            due = max(due, later(self.person.colleagues, EMPLOYER_GAP_DAYS))
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
        floor = self._rested(later(plan.made, 1))
        for day in (self.replay.resumed, self.replay.continued, person.resting):
            if day is not None:
                floor = max(floor, day)
        room = latest - earliest
        earliest = max(earliest, (floor - start).days)
        latest = max(latest, earliest + min(room, most - least))
        typed = self._typed_ahead()

        def allowed(day: int) -> bool:
            on = later(start, day)
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
            StepState(step, "open", later(start, day), None, step.channel) for step, day in zip(run, days, strict=True)
        ]


def _offer(step: StepFact, tries: Sequence[date]) -> tuple[str, Again]:
    if not tries:
        return step.channel, ""
    return ("email", "by-email") if len(tries) > RETRIES else (step.channel, "retry")
