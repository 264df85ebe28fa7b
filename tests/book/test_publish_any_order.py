"""Any order of acts here, edits there, cuts and answers: a sync that ends leaves both sides saying the same."""

from __future__ import annotations

import os
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from crm.book.clock import FixedClock
from crm.book.errors import BookError
from crm.book.follow_ups import cancel_follow_up, finish_follow_up, move_follow_up, plan_follow_up, snooze
from crm.book.history import redo, undo
from crm.book.interviews import NewInterview, add_interview
from crm.book.opportunities import NewOpportunity, add_opportunity
from crm.book.people import add_contact, set_do_not_contact
from crm.book.publish_back import when_of, when_there
from crm.book.publish_rows import AGREED, picture
from crm.book.publishing import asks_of, resolve, sync
from crm.book.rejections import RecordNo, record_no
from crm.book.session import open_book
from crm.book.touches import NewTouch, log_touch
from crm.domain.people import Contact
from crm.formats.ics_read import read_event
from tests.book.calendar_server import MemoryCalendar

TODAY = date(2026, 11, 22)
DAYS = st.integers(0, 60).map(lambda days: TODAY + timedelta(days=days))
CONTACTS = 3


class BothSides(RuleBasedStateMachine):
    """A book and a calendar, each with somebody who changes it."""

    def __init__(self) -> None:
        super().__init__()
        # UIDs decide the order of what falls on one day: the same ones each time, or nothing could be tried again.
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(os, "urandom", Random(1).randbytes)
        self.folder = tempfile.TemporaryDirectory()
        folder = Path(self.folder.name)
        self.book = open_book(folder / "book.db", clock=FixedClock(TODAY), create=True, backups=folder)
        self.people = [
            add_contact(self.book, Contact(f"Person {number}", cadence=cadence))
            for number, cadence in enumerate(("none", "1 month", "2 months"))
        ]
        people = ((self.people[1], "hiring manager"), (self.people[2], "HR"))
        self.role = add_opportunity(self.book, NewOpportunity("Analyst", people=people, stage="final"))
        record_no(self.book, RecordNo(self.role, TODAY, "hr", "email"))
        self.server = MemoryCalendar()

    def teardown(self) -> None:
        self.book.close()
        self.folder.cleanup()
        self.patch.undo()

    def run(self, func: Any, *args: Any) -> Any:
        return func(self.book, *args)

    def attempt(self, act: Any, *arguments: Any) -> None:
        try:
            act(self.book, *arguments)
        except BookError:
            return

    # Here

    def items(self) -> list[int]:
        return [row[0] for row in self.book.store.rows("SELECT follow_up_id FROM open_item ORDER BY follow_up_id")]

    @rule(who=st.integers(0, CONTACTS - 1), day=DAYS, timed=st.booleans())
    def plan(self, who: int, day: date, timed: bool) -> None:
        self.attempt(plan_follow_up, self.people[who], day, "x", "call", time(9) if timed else None)

    @precondition(lambda self: self.items())
    @rule(pick=st.integers(0, 50), day=DAYS)
    def move(self, pick: int, day: date) -> None:
        items = self.items()
        self.attempt(move_follow_up, items[pick % len(items)], day)

    @precondition(lambda self: self.items())
    @rule(pick=st.integers(0, 50), end=st.sampled_from([cancel_follow_up, finish_follow_up]))
    def end(self, pick: int, end: Any) -> None:
        items = self.items()
        self.attempt(end, items[pick % len(items)])

    @rule(who=st.integers(0, CONTACTS - 1), day=DAYS)
    def rest(self, who: int, day: date) -> None:
        self.attempt(snooze, self.people[who], day)

    @rule(who=st.integers(0, CONTACTS - 1), back=st.integers(0, 30))
    def log(self, who: int, back: int) -> None:
        self.attempt(log_touch, [self.people[who]], NewTouch(TODAY - timedelta(days=back), "call"))

    @rule(who=st.integers(0, CONTACTS - 1), value=st.booleans())
    def leave_alone(self, who: int, value: bool) -> None:
        self.attempt(set_do_not_contact, self.people[who], value)

    @rule(day=DAYS, timed=st.booleans())
    def invite(self, day: date, timed: bool) -> None:
        new = NewInterview(day, time(9) if timed else None, "Asia/Tokyo", held=False)
        self.attempt(add_interview, self.role, new)

    @rule(step=st.sampled_from([undo, redo]))
    def step(self, step: Any) -> None:
        self.attempt(step)

    # There

    def href(self, pick: int) -> str:
        return sorted(self.server.objects)[pick % len(self.server.objects)]

    @precondition(lambda self: self.server.objects)
    @rule(pick=st.integers(0, 50), day=DAYS, hour=st.none() | st.integers(0, 23), raised=st.integers(0, 3))
    def drag(self, pick: int, day: date, hour: int | None, raised: int) -> None:
        start = day if hour is None else datetime.combine(day, time(hour)).astimezone()
        self.server.drag("", start, raised=raised, href=self.href(pick))

    @precondition(lambda self: self.server.objects)
    @rule(pick=st.integers(0, 50))
    def retitle(self, pick: int) -> None:
        self.server.edit("", lambda event: event.__setitem__("SUMMARY", "other"), href=self.href(pick))

    @precondition(lambda self: self.server.objects)
    @rule(pick=st.integers(0, 50))
    def take_away(self, pick: int) -> None:
        del self.server.objects[self.href(pick)]

    # Between them

    @rule(cut=st.integers(1, 12), lost=st.booleans())
    def sync_that_is_cut(self, cut: int, lost: bool) -> None:
        self.server.reset()
        self.server.cut_at, self.server.lost = cut, lost
        self.attempt(lambda book: sync(self.server, self.run, gone="each"))
        self.server.reset()

    @rule(pick=st.integers(0, 50), choice=st.integers(0, 2))
    def answer(self, pick: int, choice: int) -> None:
        if asks := asks_of(self.book):
            ask = asks[pick % len(asks)]
            self.attempt(resolve, ask.uid, ask.choices[choice % len(ask.choices)])

    def written(self) -> dict[str, list[Any]]:
        tables = ("published", "export_ledger", "undo_act", "follow_up", "plan_step", "interview", "snooze")
        return {table: self.book.store.rows(f"SELECT * FROM {table}") for table in tables}

    @rule()
    def sync_to_the_end(self) -> None:
        self.server.reset()
        report = sync(self.server, self.run, gone="each")
        assert (report.stopped, report.problems) == ("", [])
        seen = picture(self.book)
        there = self.server.objects
        ours = {row.href for row in seen.rows.values()}
        assert there.keys() <= ours, "nothing is left there that the book does not know"
        for uid, event in seen.events.items():
            row = seen.rows[uid]
            if row.state != AGREED:
                continue
            etag, data = there[row.href]
            read = read_event(data, uid)
            assert etag == row.etag
            assert read is not None
            assert when_there(event, read) == when_of(event)
            assert read.sequence <= row.sequence
        assert seen.rows.keys() <= seen.events.keys()
        before = dict(there), self.written()
        again = sync(self.server, self.run, gone="each")
        assert again.changes == 0
        assert self.server.objects == before[0]
        for table, rows in self.written().items():
            assert sorted(map(str, rows)) == sorted(map(str, before[1][table])), table
        assert len(again.asks) == len(report.asks)


BothSides.TestCase.settings = hypothesis_settings(max_examples=12, stateful_step_count=25, deadline=None)
TestBothSides = BothSides.TestCase
