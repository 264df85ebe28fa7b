"""Laying a playbook out: whose step each one is and on which day, as a draft the person can still change.

A pure function of the playbook and the situation. Early steps stand on the days that the playbook says; long ones
get its plain dates, which the callback window may place anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from crm.domain.cadence import Cadence, Unit
from crm.domain.playbooks import (
    DECISION_DATE,
    FROM_START,
    STEP_BEFORE,
    Offset,
    Phase,
    Playbook,
    PlaybookStep,
    Prompts,
    Turn,
    in_order,
    steps_before,
)
from crm.domain.workdays import WorkWeek

#: A step missed by at most so many days is made up for.
LATE_DAYS = 14
#: What began longer ago than this was recorded late: its early steps are let go, and the long part waits as long.
LONG_AGO_DAYS = 21

DraftStatus = Literal["open", "done", "let-go"]

_MANAGER = "hiring manager"
_TELLER_PARTS = {"hr": "hr", "manager": _MANAGER, "assistant": "assistant"}
_CALENDAR_UNITS: dict[str, Unit] = {"days": "day", "weeks": "week", "months": "month"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the opportunity; `part` is their role in the search, in lower case, or empty."""

    id: int
    name: str
    part: str = ""
    do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a plan is made. `start` is the day of the no (or whatever the playbook starts with).

    `told_by_part` is hr, manager, assistant, nobody or empty; `told_by` that person's id; `how` is call, email,
    letter, portal, silence or empty. `feedback_given`: it came with the no.
    """

    start: date
    today: date
    week: WorkWeek
    people: tuple[Person, ...]
    told_by_part: str = ""
    told_by: int | None = None
    how: str = ""
    coffee: Literal["now", "later"] = "now"
    decision_on: date | None = None
    feedback_given: bool = False


@dataclass(frozen=True, slots=True)
class DraftStep:
    """One step for one contact on one day. `place` orders the plan, from 0.

    `unless_feedback`: falls away once feedback was given. `follows` is the place of the long step that this one is
    tied to, `follows_days` later. `status_on` is set for done and let-go steps.
    """

    key: str
    contact: int
    channel: str
    purpose: str
    why: str
    prompts: Prompts
    phase: Phase
    on: date
    place: int
    status: DraftStatus = "open"
    status_on: date | None = None
    unless_feedback: bool = False
    is_coffee: bool = False
    follows: int | None = None
    follows_days: int = 0


def lay_out(playbook: Playbook, situation: Situation, long_dates: Sequence[date] = ()) -> tuple[DraftStep, ...]:
    """The steps of `playbook` for the people and dates of `situation`, in order; empty where it is for nobody there.

    An open step is never before today nor on a day without work, and one person's steps are on different days, in
    order. `long_dates` stand for the plain dates of the long steps, without those that follow another; they are
    rolled, and which step becomes the coffee or the visit is decided by them.

    Raises ValueError where the playbook's dates count in a circle, or `long_dates` are not one for each.
    """
    return _Layout(playbook, situation).lay(long_dates)


def holds(condition: str, situation: Situation) -> bool:
    """Whether one of `CONDITIONS` is so. Raises ValueError for another word."""
    told = situation.told_by_part
    match condition:
        case "hr told" | "manager told" | "assistant told" | "nobody told":
            return told == condition.removesuffix(" told")
        case "manager rang":
            return told == "manager" and situation.how == "call"
        case "feedback given":
            return situation.feedback_given
        case "coffee now" | "coffee later":
            return situation.coffee == condition.removeprefix("coffee ")
        case "no manager":
            # Somebody marked do-not-contact is known all the same.
            return not any(_plays(person, _MANAGER, situation) for person in situation.people)
        case "decision known":
            return situation.decision_on is not None
    raise ValueError(f"there is no condition “{condition}”")


def _plays(person: Person, part: str, situation: Situation) -> bool:
    """Whether the person fills a part. Whoever has none in the search has the one they told the no in."""
    is_teller = situation.told_by is not None and person.id == situation.told_by
    own = person.part.casefold()
    if not own and is_teller:
        own = _TELLER_PARTS.get(situation.told_by_part, "")
    match part:
        case "anyone" | "anyone else":
            return True
        case "the teller":
            return is_teller
        case "introducer":
            return own in {"introducer", "referrer"}
    return own == part


@dataclass(frozen=True, slots=True)
class _Long:
    """One date of the long part, before its step has a place in the plan. `number` counts repetitions from 1."""

    step: PlaybookStep
    contact: Person
    number: int
    due: date


class _Layout:
    """One playbook being laid out."""

    def __init__(self, playbook: Playbook, situation: Situation) -> None:
        self.playbook = playbook
        self.situation = situation
        self.week = situation.week
        self.today = self.week.roll(situation.today)
        self.long_ago = (situation.today - situation.start).days > LONG_AGO_DAYS
        refused = {person.id for person in situation.people if person.do_not_contact}
        self.people = [person for person in situation.people if person.id not in refused]
        self.steps = in_order(playbook.steps)
        self.known = {step.key: step for step in playbook.steps}
        self.places = {step.key: place for place, step in enumerate(playbook.steps)}
        self.dates: dict[str, date] = {}  # of the steps laid out so far, by key
        self.plain: dict[str, date] = {}  # the same as if nothing had been late
        self.last: dict[int, date] = {}  # each person's last open step
        self.drafts: list[DraftStep] = []

    def lay(self, long_dates: Sequence[date]) -> tuple[DraftStep, ...]:
        """Early steps first, then the long ones."""
        applying = [step for step in self.steps if self._applies(step)]
        for step in applying:
            if step.phase == "early":
                self._lay_early(step)
        long = self._long([step for step in applying if step.phase == "long" and step.in_place_after is None])
        if long_dates:
            if len(long_dates) != len(long):
                raise ValueError(f"{len(long)} long steps need as many dates, not {len(long_dates)}")
            long = [replace(each, due=on) for each, on in zip(long, long_dates, strict=True)]
        long = [replace(each, due=max(self.week.roll(each.due), self.today)) for each in long]
        for each in self._with_guests(long, [step for step in applying if step.in_place_after is not None]):
            self._lay_long(*each)
        return tuple(self.drafts)

    # Who

    def _applies(self, step: PlaybookStep) -> bool:
        return all(holds(each, self.situation) for each in step.only_if) and not any(
            holds(each, self.situation) for each in step.unless
        )

    def _recipients(self, parts: tuple[str, ...]) -> list[Person]:
        """Who fills one of the parts, those of the first part first, the teller first among equals."""
        found: dict[int, Person] = {}
        for part in parts:
            fitting = [person for person in self.people if _plays(person, part, self.situation)]
            if part == "anyone else":
                met = {draft.contact for draft in self.drafts}
                fitting = [person for person in fitting if person.id not in met]
            for person in sorted(fitting, key=lambda person: person.id != self.situation.told_by):
                found.setdefault(person.id, person)
        return list(found.values())

    def _was_done(self, step: PlaybookStep, person: Person) -> bool:
        """The news itself was this step, if it came from this person."""
        if not any(holds(each, self.situation) for each in step.done_if):
            return False
        told_by, part = self.situation.told_by, _TELLER_PARTS.get(self.situation.told_by_part, "")
        return person.id == told_by if told_by is not None else _plays(person, part, self.situation)

    # When

    def _base(self, after: str, place: int, dates: dict[str, date]) -> date | None:
        """The day that an offset counts from. A named step that is not in the plan lends its own base."""
        while True:
            if after == FROM_START:
                return self.situation.start
            if after == DECISION_DATE:
                return self.situation.decision_on
            if after == STEP_BEFORE:
                before = (key for key in steps_before(self.playbook.steps, place) if key in dates)
                return dates.get(next(before, ""), self.situation.start)
            if after in dates:
                return dates[after]
            after, place = self.known[after].offset.after, self.places[after]

    def _due(self, step: PlaybookStep, dates: dict[str, date]) -> date | None:
        """The working day of an early step by the playbook; None where it counts from a day nobody knows."""
        place = self.places[step.key]
        base = self._base(step.offset.after, place, dates)
        if base is None:
            return None
        due = self.week.roll(self._add(step.offset, base))
        if step.not_before is not None and (base := self._base(step.not_before.after, place, dates)) is not None:
            due = max(due, self.week.roll(self._add(step.not_before, base)))
        return due

    def _add(self, offset: Offset, base: date, times: int = 1) -> date:
        count = offset.count * times
        if offset.unit == "working days":
            return self.week.add(base, count) if count else base
        return Cadence(count, _CALENDAR_UNITS[offset.unit]).after(base)

    def _free_day(self, person: Person, on: date) -> date:
        """`on`, or the first working day after the person's last step, and from now on their last step."""
        last = self.last.get(person.id)
        if last is not None and on <= last:
            on = self.week.add(last, 1)
        self.last[person.id] = on
        return on

    # Early steps

    def _lay_early(self, step: PlaybookStep) -> None:
        people = self._recipients(step.to)
        due, plain = self._due(step, self.dates), self._due(step, self.plain)
        if not people or due is None or plain is None:
            return
        for person in people if step.each else people[:1]:
            status: DraftStatus = "open"
            if self._was_done(step, person):
                status, on = "done", self.situation.start
            elif self._is_let_go(step, due, plain):
                status, on = "let-go", plain
            else:
                on = self._free_day(person, max(due, self.today))
            self.dates[step.key] = max(on, self.dates.get(step.key, on))
            self.plain[step.key] = on if status == "done" else plain
            self._put(step, person, on, status)

    def _is_let_go(self, step: PlaybookStep, due: date, plain: date) -> bool:
        if step.keep_late:
            return False
        if self.long_ago:
            return plain < self.situation.today
        return (self.situation.today - due).days > LATE_DAYS

    # Long steps

    def _long(self, steps: Sequence[PlaybookStep]) -> list[_Long]:
        """The plain dates of the long part. Once they would be too soon, all of them count from today instead."""
        origin = self.situation.start
        found = list(self._long_from(steps, origin))
        if not found:
            return []
        least = _days_after(self.situation.today, LONG_AGO_DAYS if self.long_ago else 0)
        if min(each.due for each in found) < least:
            origin = max(origin, self.situation.today)
            found = list(self._long_from(steps, origin))
        if (short := (least - min(each.due for each in found)).days) > 0:
            found = list(self._long_from(steps, _days_after(origin, short)))
        # A working day may be the same one from a later start.
        return [replace(each, due=max(each.due, least)) for each in found]

    def _long_from(self, steps: Sequence[PlaybookStep], origin: date) -> Iterator[_Long]:
        dates = dict(self.dates)
        for step in steps:
            people = self._recipients(step.to)
            base = self._base(step.offset.after, self.places[step.key], dates)
            if not people or base is None:
                continue
            # Always added to the base and never to a rolled date, so that nothing drifts.
            due = base = max(base, origin)
            held = self._base(step.not_before.after, self.places[step.key], dates) if step.not_before else None
            for number in range(1, step.repeat + 1):
                due = self._add(step.offset, base, number)
                if step.not_before is not None and held is not None:
                    due = max(due, self._add(step.not_before, held))
                for person in people if step.each else people[:1]:
                    yield _Long(step, person, number, due)
            dates[step.key] = due

    def _with_guests(
        self, long: Sequence[_Long], guests: Sequence[PlaybookStep]
    ) -> Iterator[tuple[_Long, PlaybookStep | None, Person]]:
        """Each long step with the step that takes its place, or None, and whose it then is."""
        waiting = [(step, people[0]) for step in guests if (people := self._recipients(step.to))]
        for each in long:
            guest = next(
                (
                    (step, person)
                    for step, person in waiting
                    if each.step.repeat > 1
                    and step.in_place_after is not None
                    and each.due >= self._add(step.in_place_after, self.situation.start)
                ),
                None,
            )
            if guest is None:
                yield each, None, each.contact
            else:
                waiting.remove(guest)
                yield each, *guest

    def _lay_long(self, each: _Long, guest: PlaybookStep | None, person: Person) -> None:
        on = self._free_day(person, each.due)
        main = len(self.drafts)
        if guest is not None:
            self._put(guest, person, on)
        else:
            turns = each.step.turns
            self._put(each.step, person, on, turn=turns[(each.number - 1) % len(turns)] if turns else None)
        for also in each.step.also:
            if each.number % also.every:
                continue
            others = self._recipients(also.to)
            if not others or others[0].id == person.id:
                continue
            self._put(
                replace(
                    each.step,
                    key=f"{each.step.key}-also",
                    purpose=also.purpose or each.step.purpose,
                    why=also.why or each.step.why,
                    channel=also.channel or each.step.channel,
                    prompts=_filled(also.prompts, each.step.prompts),
                    is_coffee=False,
                ),
                others[0],
                self._free_day(others[0], self.week.roll(_days_after(on, also.days_later))),
                follows=main,
                follows_days=also.days_later,
            )

    def _put(
        self,
        step: PlaybookStep,
        person: Person,
        on: date,
        status: DraftStatus = "open",
        *,
        turn: Turn | None = None,
        follows: int | None = None,
        follows_days: int = 0,
    ) -> None:
        why = (turn.why if turn else "") or step.why or f"a step of “{self.playbook.name}”"
        status_on = {"open": None, "done": on, "let-go": self.situation.today}[status]
        self.drafts.append(
            DraftStep(
                key=step.key,
                contact=person.id,
                channel=step.channel,
                purpose=turn.purpose if turn else step.purpose,
                why=why,
                prompts=_filled(turn.prompts, step.prompts) if turn else step.prompts,
                phase=step.phase,
                on=on,
                place=len(self.drafts),
                status=status,
                status_on=status_on,
                unless_feedback="feedback given" in step.unless,
                is_coffee=step.is_coffee,
                follows=follows,
                follows_days=follows_days,
            )
        )


def _days_after(day: date, days: int) -> date:
    """So many days later, or date.max where the calendar ends first."""
    return Cadence(days, "day").after(day)


def _filled(prompts: Prompts, usual: Prompts) -> Prompts:
    """`prompts`, and what it leaves open from `usual`."""
    return Prompts(
        prompts.opening or usual.opening,
        prompts.question or usual.question,
        prompts.avoid or usual.avoid,
        prompts.voicemail or usual.voicemail,
    )
