"""A plan from a shipped playbook and what happened to its people, told in the order in which it was entered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from crm.domain.facts import Facts
from crm.domain.laying_out import DraftStep, Person, Situation, lay_out
from crm.domain.next_touch import NextTouch, next_touch
from crm.domain.plans import DecisionFact, PersonState, PlanFacts, PlannedPerson, StepFact, StepState, run_plan
from crm.domain.playbooks import Playbook
from crm.domain.touches import TouchFact, usual_outcome
from crm.domain.workdays import USUAL_WEEK, WorkWeek
from crm.formats.playbook_yaml import read_playbook
from crm.store.plan_facts import items_of

FRIDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 22)
DANA, HUGO = Person(1, "Dana", "hiring manager"), Person(2, "Hugo", "hr")
PLAYBOOKS = Path(__file__).parents[2] / "playbooks"


def shipped(name: str) -> Playbook:
    """The playbook in the file of that name."""
    path = PLAYBOOKS / f"{name}.yaml"
    playbook, problems = read_playbook(path.read_bytes(), path.name)
    assert playbook is not None, problems
    return playbook


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


@dataclass
class PlanStory:
    """A plan after the no of Friday 20 November, made on the Sunday after; each method enters one fact."""

    start: date = FRIDAY
    made: date = SUNDAY
    people: tuple[Person, ...] = (DANA, HUGO)
    told_by: str = "hr"
    teller: int | None = None
    how: str = "email"
    coffee: str = "now"
    feedback_given: bool = False
    placing: str = "placed"
    least: int = 42
    most: int = 65
    new_start: date | None = None
    week: WorkWeek = USUAL_WEEK
    employer: int | None = None
    gap: int = 21
    playbook: str = "after-the-no"
    seq: int = 100
    touches: dict[int, list[TouchFact]] = field(default_factory=dict)
    decisions: dict[int, list[DecisionFact]] = field(default_factory=dict)
    more: dict[int, dict[str, object]] = field(default_factory=dict)
    steps: tuple[StepFact, ...] = ()
    drafts: tuple[DraftStep, ...] = ()

    def __post_init__(self) -> None:
        situation = Situation(
            start=self.start,
            today=self.made,
            week=self.week,
            people=self.people,
            told_by_part=self.told_by,
            told_by=self.teller,
            how=self.how,
            coffee=self.coffee,  # type: ignore[arg-type]
            feedback_given=self.feedback_given,
        )
        playbook = shipped(self.playbook)
        self._take(lay_out(playbook, situation))
        if self.placing == "placed" and any(step.phase == "long" for step in self.drafts):
            # As in a book: the placed dates decide which touch is the coffee or the visit.
            placed = {state.step.place: state.on for person in self.run().values() for state in person.states}
            dates = [placed[step.place] for step in self.drafts if step.phase == "long" and step.follows is None]
            self._take(lay_out(playbook, situation, dates))

    def _take(self, drafts: tuple[DraftStep, ...]) -> None:
        self.drafts = drafts
        self.steps = tuple(
            StepFact(
                id=step.place + 1,
                place=step.place,
                contact=step.contact,
                on=step.on,
                channel=step.channel,
                phase=step.phase,
                coffee=step.is_coffee,
                unless_feedback=step.unless_feedback,
                follows=step.follows,
                follows_days=step.follows_days,
                status=step.status,
                status_on=step.status_on,
                seq=100,
                purpose=step.purpose,
            )
            for step in drafts
        )

    def _next(self) -> int:
        self.seq += 1
        return self.seq

    # What happens

    def touch(
        self, on: date, channel: str, outcome: str = "", *, who: int = 1, direction: str = "out", got: str = ""
    ) -> TouchFact:
        outcome = outcome or usual_outcome(channel, direction)
        seq = self._next()
        fact = TouchFact(on, seq, channel, direction, outcome, id=seq, got=got)
        self.touches.setdefault(who, []).append(fact)
        return fact

    def voicemail(self, on: date, who: int = 1) -> TouchFact:
        return self.touch(on, "voicemail", who=who)

    def reached(self, on: date, who: int = 1, got: str = "") -> TouchFact:
        return self.touch(on, "call", "reached", who=who, got=got)

    def sent(self, on: date, channel: str = "email", who: int = 1) -> TouchFact:
        return self.touch(on, channel, who=who)

    def they_wrote(self, on: date, who: int = 1) -> TouchFact:
        return self.touch(on, "email", who=who, direction="in")

    def forget(self, fact: TouchFact) -> None:
        for touches in self.touches.values():
            if fact in touches:
                touches.remove(fact)

    def decide(self, kind: str, on: date, who: int = 1) -> None:
        self.decisions.setdefault(who, []).append(DecisionFact(kind, on, self._next(), 1))

    def mark(self, place: int, status: str, on: date) -> None:
        self._step(place, status=status, status_on=on, seq=self._next())

    def move(self, place: int, on: date) -> None:
        self._step(place, on=on, pinned=True, seq=self._next())

    def _step(self, place: int, **changes: object) -> None:
        self.steps = tuple(
            replace(step, **changes) if step.place == place else step  # type: ignore[arg-type]
            for step in self.steps
        )

    def know(self, who: int = 1, **facts: object) -> None:
        """More of what a plan needs to know of somebody: works_at, colleagues, resting, noes."""
        self.more.setdefault(who, {}).update(facts)

    # What comes of it

    @property
    def facts(self) -> PlanFacts:
        return PlanFacts(
            id=1,
            start=self.start,
            made=self.made,
            seq=100,
            steps=self.steps,
            placing=self.placing,
            least=self.least,
            most=self.most,
            new_start=self.new_start,
            employer=self.employer,
        )

    def person(self, who: int) -> PlannedPerson:
        return PlannedPerson(
            self.touches.get(who, ()),
            self.decisions.get(who, ()),
            self.gap,
            **self.more.get(who, {}),  # type: ignore[arg-type]
        )

    def run(self) -> dict[int, PersonState]:
        return run_plan(self.facts, {each.id: self.person(each.id) for each in self.people}, self.week)

    def name(self, state: StepState) -> str:
        return self.drafts[state.step.place].key

    def states(self, who: int = 1) -> dict[str, StepState]:
        """What became of each step of somebody, by name; of repeated ones the first."""
        found: dict[str, StepState] = {}
        for state in self.run()[who].states:
            found.setdefault(self.name(state), state)
        return found

    def place(self, name: str) -> int:
        return next(step.place for step in self.drafts if step.key == name)

    def first(self, who: int = 1) -> tuple[str, date, str]:
        """The first open step: name, day and channel."""
        state = self.run()[who].open[0]
        return self.name(state), state.on, state.channel

    def long(self, who: int = 1) -> list[StepState]:
        """The long steps of somebody that do not follow those of another."""
        return [state for state in self.run()[who].states if state.step.phase == "long" and state.step.follows is None]

    def ahead(self, who: int = 1) -> list[date]:
        return [state.on for state in self.long(who) if state.is_open]

    def next(self, who: int = 1, **facts: object) -> NextTouch:
        """The next touch of somebody in the plan."""
        plans = items_of({1: self.run()}, [who]).get(who, ())
        given = {
            "added": self.start,
            "in_search": True,
            "touches": self.touches.get(who, ()),
            "decisions": self.decisions.get(who, ()),
            "plans": plans,
            **facts,
        }
        return next_touch(Facts(**given))  # type: ignore[arg-type]
