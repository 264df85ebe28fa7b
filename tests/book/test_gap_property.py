"""Whatever happens in a book: nothing that the program itself plans falls inside a gap that it would warn about."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given, settings

from crm.book import follow_ups, history, opportunities, people, plans, rejections, touches
from crm.book.clock import FixedClock
from crm.book.errors import BookError
from crm.book.session import Book, open_book
from crm.domain.cadence import parse_cadence
from crm.domain.people import Contact, Position
from crm.store import derived

TODAY = date(2026, 11, 22)
EMPLOYERS = ("Northwind", "Kestrel")
ROLES = ("hiring manager", "HR", "executive", "")
CADENCES = (None, None, None, "1 week", "10 days", "1 month", "none")
PLAYBOOKS = ("after the no", "cold employer on the target list", "introduction", "apply although it is filled")
GAP, EMPLOYER_GAP = 21, 10
ACTS = (
    *("done", "walk") * 6,
    *("touch", "reply", "no") * 3,
    *("voicemail", "plan", "decide") * 2,
    *("snooze", "move", "skip", "finish", "hand over", "end", "placing", "new employer", "starts", "delete", "undo"),
    *("cadence", "back-date"),
)


@dataclass(frozen=True)
class Out:
    """An outreach: to whom, at which employers that day."""

    contact: int
    on: date
    employers: frozenset[int]


def outreaches(book: Book) -> list[Out]:
    """Every outreach in the book, read for itself."""
    positions = book.store.rows("SELECT contact_id, employer_id, since, until FROM position WHERE employer_id NOT NULL")
    found = []
    for contact, on in book.store.rows(
        "SELECT p.contact_id, t.\"on\" FROM touch_contact p JOIN touch t ON t.id = p.touch_id WHERE t.direction = 'out'"
    ):
        there = frozenset(
            employer
            for who, employer, since, until in positions
            if who == contact and (since is None or since <= on) and (until is None or until >= on)
        )
        found.append(Out(contact, date.fromisoformat(on), there))
    return found


def own_gap(cadence: str | None) -> int:
    """Days to leave after the last outreach: the smaller of three weeks and the cadence."""
    parsed = parse_cadence(cadence) if cadence is not None else None
    return GAP if parsed is None else min(GAP, parsed.days)


def check(book: Book) -> None:
    """Nothing computed is shown inside a gap, nor planned so; the derived rows are what the facts give."""
    differences = list(derived.differences(book.store.database, book.store.rule))
    assert differences == []
    gaps = {contact: own_gap(cadence) for contact, cadence in book.store.rows("SELECT id, cadence FROM contact")}
    current: dict[int, int | None] = {}
    for contact, employer in book.store.rows(
        "SELECT contact_id, employer_id FROM position WHERE until IS NULL ORDER BY contact_id, place"
    ):
        current.setdefault(contact, employer)
    out = outreaches(book)
    for contact, shown, snoozed_until in book.store.rows(
        "SELECT l.contact_id, l.shown, l.snoozed_until FROM listing l LEFT JOIN plan_step s ON s.id = l.step "
        "WHERE l.shown IS NOT NULL "
        "AND (l.kind = 'cadence' OR (l.kind = 'plan' AND s.phase = 'long' AND NOT s.pinned))"
    ):
        on = date.fromisoformat(shown)
        mine = max((each.on for each in out if each.contact == contact), default=None)
        assert mine is None or on >= mine + timedelta(days=gaps[contact])
        employer = current.get(contact)
        theirs = max((each.on for each in out if each.contact != contact and employer in each.employers), default=None)
        assert theirs is None or on >= theirs + timedelta(days=EMPLOYER_GAP)
        assert book.settings.week.is_working(on) or shown == snoozed_until  # a typed day is never rolled
    steps = [
        (contact, plan, phase, date.fromisoformat(shown), employer)
        for contact, plan, phase, shown, employer in book.store.rows(
            "SELECT o.contact_id, o.plan_id, s.phase, o.shown, p.employer_id FROM open_step o "
            "JOIN plan_step s ON s.id = o.step_id JOIN plan p ON p.id = o.plan_id WHERE NOT s.pinned"
        )
    ]
    for one, other in combinations(steps, 2):
        if "long" not in {one[2], other[2]}:
            continue  # early steps are exempt among themselves
        if one[0] == other[0] and one[1] != other[1]:
            continue  # a touch put right opened a step of a plan again that had ended before the newer began
        apart = abs((one[3] - other[3]).days)
        if one[0] == other[0]:
            assert apart >= gaps[one[0]], (one, other)
        elif one[1] != other[1] and one[4] is not None and one[4] == other[4] and one[2] == other[2]:
            assert apart >= EMPLOYER_GAP, (one, other)


class Life:
    """A book and somebody who uses it, as hypothesis likes."""

    def __init__(self, book: Book, data: st.DataObject) -> None:
        self.book = book
        self.data = data
        for number in range(data.draw(st.integers(2, 5))):
            employer = data.draw(st.sampled_from((*EMPLOYERS, "")))
            who = Contact(
                f"P{number}",
                role=data.draw(st.sampled_from(ROLES)),
                positions=(Position(employer),) if employer else (),
                cadence=data.draw(st.sampled_from(CADENCES)),
            )
            people.add_contact(book, who)

    def pick(self, sql: str) -> int | None:
        ids = [row[0] for row in self.book.store.rows(sql)]
        return self.data.draw(st.sampled_from(ids)) if ids else None

    def contact(self) -> int:
        found = self.pick("SELECT id FROM contact ORDER BY id")
        assert found is not None
        return found

    def past(self, days: int) -> date:
        return self.book.today - timedelta(days=self.data.draw(st.integers(0, days)))

    def step(self, act: str) -> None:
        with suppress(BookError):  # what is not possible now is said, and changes nothing
            getattr(self, act.replace(" ", "_").replace("-", "_"))()

    def walk(self) -> None:
        days = self.data.draw(st.sampled_from((1, 2, 5, 14, 45)))
        self.book = replace(self.book, clock=FixedClock(self.book.today + timedelta(days=days)))

    def done(self) -> None:
        """The first of the queue is done as it says, on its day where that is still ahead."""
        row = self.book.store.row(
            "SELECT contact_id, channel, shown FROM listing WHERE shown IS NOT NULL AND kind <> 'decide' "
            "ORDER BY shown, contact_id LIMIT 1"
        )
        if row is not None:
            contact, channel, shown = row
            on = max(self.book.today, date.fromisoformat(shown))
            self.book = replace(self.book, clock=FixedClock(on))
            touches.log_touch(self.book, [contact], touches.NewTouch(on, channel or "email"))

    def touch(self) -> None:
        who = [self.contact() for _ in range(self.data.draw(st.integers(1, 2)))]
        channel = self.data.draw(st.sampled_from(("call", "email", "letter", "meeting")))
        touches.log_touch(self.book, who, touches.NewTouch(self.past(20), channel))

    def voicemail(self) -> None:
        touches.log_touch(self.book, [self.contact()], touches.NewTouch(self.past(5), "voicemail"))

    def reply(self) -> None:
        touches.log_touch(self.book, [self.contact()], touches.NewTouch(self.past(5), "email", "in"))

    def no(self) -> None:
        on = self.past(self.data.draw(st.sampled_from((0, 2, 30, 200))))
        some = self.data.draw(st.lists(st.just(0), min_size=1, max_size=3))
        new = opportunities.NewOpportunity(
            "Analyst",
            self.data.draw(st.sampled_from(EMPLOYERS)),
            on=on,
            people=tuple(dict.fromkeys((self.contact(), "") for _ in some)),
        )
        number = opportunities.add_opportunity(self.book, new)
        record = rejections.RecordNo(
            number,
            on=on,
            told_by=self.data.draw(st.sampled_from(("", "hr", "manager", "nobody"))),
            how=self.data.draw(st.sampled_from(("", "call", "email"))),
            coffee=self.data.draw(st.sampled_from(("now", "later"))),
            placing=self.data.draw(st.sampled_from(("placed", "placed", "plain"))),
            join=self.data.draw(st.booleans()),
        )
        rejections.record_no(self.book, record)

    def plan(self) -> None:
        request = plans.PlanRequest(
            self.past(10),
            self.data.draw(st.sampled_from(PLAYBOOKS)),
            contact_ids=tuple({self.contact(), self.contact()}),
            placing=self.data.draw(st.sampled_from(("placed", "plain"))),
            join=self.data.draw(st.booleans()),
            least=self.data.draw(st.sampled_from((5, 30, 42))),
        )
        plans.apply_plan(self.book, request)

    def decide(self) -> None:
        who = self.pick("SELECT contact_id FROM listing WHERE asks <> '' OR decide_from NOT NULL ORDER BY 1")
        if who is not None:
            kind = self.data.draw(st.sampled_from(("resume", "continue", "follow", "rest", "end")))
            plans.decide(self.book, who, kind)

    def snooze(self) -> None:
        days = self.data.draw(st.sampled_from((3, 40, 200)))
        follow_ups.snooze(self.book, self.contact(), self.book.today + timedelta(days=days))

    def open_step(self) -> int:
        return self.pick("SELECT step_id FROM open_step ORDER BY step_id") or 0

    def move(self) -> None:
        days = self.data.draw(st.integers(0, 100))
        plans.move_step(self.book, self.open_step(), self.book.today + timedelta(days=days))

    def skip(self) -> None:
        plans.skip_step(self.book, self.open_step())

    def finish(self) -> None:
        plans.finish_step(self.book, self.open_step())

    def running(self) -> int:
        return self.pick("SELECT id FROM plan ORDER BY id") or 0

    def hand_over(self) -> None:
        plan = self.running()
        who = self.pick(f"SELECT DISTINCT contact_id FROM plan_step WHERE plan_id = {plan} ORDER BY 1") or 0
        plans.hand_over(self.book, plan, who, self.contact())

    def end(self) -> None:
        plans.end_plan(self.book, self.running())

    def placing(self) -> None:
        plans.change_placing(
            self.book,
            self.running(),
            self.data.draw(st.sampled_from(("placed", "plain"))),
            least=self.data.draw(st.sampled_from((5, 21, 42, 60))),
        )

    def new_employer(self) -> None:
        who = self.contact()
        old = people.get_contact(self.book, who)
        since = self.past(20)
        past = tuple(replace(each, until=since - timedelta(days=1)) for each in old.positions if each.until is None)
        now = Position(self.data.draw(st.sampled_from(EMPLOYERS)), since=since)
        people.edit_contact(self.book, who, replace(old, positions=(now, *past)))

    def starts(self) -> None:
        number = self.pick("SELECT opportunity_id FROM rejection ORDER BY 1")
        if number is not None:
            starts_on = self.book.today + timedelta(days=self.data.draw(st.integers(-60, 60)))
            rejections.edit_rejection(self.book, number, starts_on=starts_on)

    def delete(self) -> None:
        if number := self.pick("SELECT id FROM touch ORDER BY id"):
            touches.delete_touch(self.book, number)

    def back_date(self) -> None:
        if number := self.pick("SELECT id FROM touch ORDER BY id"):
            touches.edit_touch(self.book, number, on=self.past(60))

    def cadence(self) -> None:
        who = self.contact()
        old = people.get_contact(self.book, who)
        people.edit_contact(self.book, who, replace(old, cadence=self.data.draw(st.sampled_from(CADENCES))))

    def undo(self) -> None:
        before = self.book.store.rows("SELECT * FROM listing ORDER BY contact_id")
        history.undo(self.book)
        check(self.book)
        history.redo(self.book)
        assert self.book.store.rows("SELECT * FROM listing ORDER BY contact_id") == before


@settings(max_examples=settings.default.max_examples)
@given(st.data())
def test_nothing_planned_falls_inside_a_gap(data: st.DataObject) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with open_book(folder / "book.db", clock=FixedClock(TODAY), create=True, backups=folder) as book:
            life = Life(book, data)
            for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=3, max_size=16)):
                life.step(act)
                check(life.book)
            assert book.store.problems() == []
    finally:
        shutil.rmtree(folder)
