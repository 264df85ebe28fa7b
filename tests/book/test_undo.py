"""Any acts undone step by step give back the same book, redone the same again, also across a restart."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from crm.book import (
    check,
    concerns,
    exporting,
    follow_ups,
    history,
    importing,
    interviews,
    letters,
    opportunities,
    people,
    plans,
    reading,
    rejections,
    touches,
)
from crm.book.clock import FixedClock
from crm.book.errors import BookError, Declined, Refused
from crm.book.session import Book, open_book
from crm.domain.opportunities import ALL_STAGES
from crm.domain.people import Contact, Labelled, Met, Position
from crm.domain.touches import CHANNELS, DIRECTIONS, OUTCOMES
from crm.store.models import FACTS
from tests.book.search_filling import fill_search

SEARCH = sorted(
    model._meta.table_name
    for model in FACTS
    if model._meta.table_name
    not in {"employer", "contact", "contact_point", "address", "tag", "position", "touch", "touch_contact", "follow_up"}
)
TODAY = date(2026, 11, 22)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
NAMES = st.sampled_from(["Dana", "山田 太郎", "José Ñ", "O'Neil", "Ann [/]", "x"])
EMPLOYERS = st.sampled_from(["", "Northwind", "Kestrel", "Kestrel Health"])
DAYS = st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))
PAST = st.integers(0, 400).map(lambda days: TODAY - timedelta(days=days))


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    """A contact with a bit of everything."""
    employer = draw(EMPLOYERS)
    return Contact(
        name=draw(NAMES),
        role=draw(st.sampled_from(["", "hiring manager", "friend"])),
        positions=(Position(employer, draw(TEXTS)),) if employer else (),
        emails=tuple(Labelled(f"a{n}@x.test", "work") for n in range(draw(st.integers(0, 2)))),
        tags=tuple(draw(st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True))),
        met=Met(draw(st.none() | PAST), draw(TEXTS)),
        cadence=draw(st.sampled_from([None, "none", "1 week", "2 months"])),
        notes=draw(TEXTS),
    )


def whole(book: Book) -> tuple[bytes, dict[str, int]]:
    """The book as YAML, and what the queue counts."""
    return exporting.export_yaml(book), dict(reading.queue_counts(book))


class Acts(RuleBasedStateMachine):
    """Acts of a person, with the book before each of them kept to compare."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.open()
        self.before: list[tuple[bytes, dict[str, int]]] = []
        self.filled = False

    def open(self) -> None:
        self.book = open_book(
            self.folder / "book.db", clock=FixedClock(TODAY), create=True, backups=self.folder / "backups"
        )

    def teardown(self) -> None:
        self.book.close()
        shutil.rmtree(self.folder)

    def act(self, function, *args, **named) -> None:
        """Does one act; keeps the book as it was when that left an undo step."""
        before, steps = whole(self.book), self.newest()
        try:
            function(self.book, *args, **named)
        except (Declined, Refused):
            return
        if self.newest() != steps:
            self.before.append(before)

    def newest(self) -> int:
        return max((row.id for row in history.history(self.book, 1)), default=0)

    def some(self, table: str, data: st.DataObject) -> int | None:
        """The id of a row, or None when there is none."""
        ids = [row[0] for row in self.book.store.rows(f"SELECT id FROM {table} ORDER BY id")]
        return data.draw(st.sampled_from(ids)) if ids else None

    @rule(contact=contacts())
    def add(self, contact: Contact) -> None:
        self.act(people.add_contact, contact)

    @rule(data=st.data(), contact=contacts())
    def edit(self, data: st.DataObject, contact: Contact) -> None:
        if who := self.some("contact", data):
            self.act(people.edit_contact, who, contact)

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        if who := self.some("contact", data):
            self.act(people.delete_contact, who)

    @rule(
        data=st.data(), on=PAST, channel=st.sampled_from(CHANNELS), direction=st.sampled_from(DIRECTIONS),
        outcome=st.none() | st.sampled_from(OUTCOMES), note=TEXTS, promise=st.none() | DAYS, theirs=st.none() | DAYS,
    )  # fmt: skip
    def log(self, data, on, channel, direction, outcome, note, promise, theirs) -> None:
        first, second = self.some("contact", data), self.some("contact", data)
        if first and second:
            new = touches.NewTouch(on, channel, direction, outcome, note, promise=promise, they_promised=theirs)
            self.act(touches.log_touch, [first, second], new)

    @rule(data=st.data(), on=PAST, note=TEXTS, promise=st.none() | DAYS)
    def edit_touch(self, data, on, note, promise) -> None:
        if touch := self.some("touch", data):
            self.act(touches.edit_touch, touch, on=on, note=note, promise=promise)

    @rule(data=st.data())
    def delete_touch(self, data: st.DataObject) -> None:
        if touch := self.some("touch", data):
            self.act(touches.delete_touch, touch)

    @rule(data=st.data(), on=DAYS, purpose=TEXTS, channel=st.sampled_from(["", *CHANNELS]))
    def plan(self, data, on, purpose, channel) -> None:
        if who := self.some("contact", data):
            self.act(follow_ups.plan_follow_up, who, on, purpose, channel)

    @rule(data=st.data(), on=DAYS)
    def move(self, data: st.DataObject, on: date) -> None:
        if item := self.some("follow_up", data):
            self.act(follow_ups.move_follow_up, item, on)

    @rule(
        data=st.data(),
        close=st.sampled_from([follow_ups.finish_follow_up, follow_ups.skip_follow_up, follow_ups.cancel_follow_up]),
    )
    def close_one(self, data, close) -> None:
        if item := self.some("follow_up", data):
            self.act(close, item)

    @rule(data=st.data(), days=st.integers(1, 300))
    def snooze(self, data: st.DataObject, days: int) -> None:
        if who := self.some("contact", data):
            self.act(follow_ups.snooze, who, TODAY + timedelta(days=days))

    @rule(data=st.data(), what=st.sampled_from(["wake", "pass", "answered", "block", "cadence"]))
    def marks(self, data: st.DataObject, what: str) -> None:
        if who := self.some("contact", data):
            match what:
                case "wake":
                    self.act(follow_ups.wake, who)
                case "pass":
                    self.act(follow_ups.skip_cadence, who)
                case "answered":
                    self.act(touches.mark_answered, who)
                case "block":
                    self.act(people.set_do_not_contact, who, True)
                case "cadence":
                    self.act(people.set_cadence, who, "6 weeks")

    @rule(names=st.lists(NAMES, min_size=1, max_size=3), tag=st.sampled_from("abc"), on=PAST, overwrite=st.booleans())
    def bring_in(self, names: list[str], tag: str, on: date, overwrite: bool) -> None:
        entries = [
            {"name": name, "employer": "Kestrel", "tags": tag, "touches": [{"on": str(on), "note": tag}]}
            for name in names
        ]
        parsed = importing.parse(json.dumps(entries).encode(), "people.yaml")
        self.act(importing.run_import, [parsed], overwrite=overwrite)

    @precondition(lambda self: not self.filled)
    @rule(data=st.data())
    def fill(self, data: st.DataObject) -> None:
        self.filled = True
        self.act(fill_search, data)

    @rule(data=st.data(), table=st.sampled_from(SEARCH))
    def delete_of_the_search(self, data: st.DataObject, table: str) -> None:
        if row := self.some(table, data):
            self.act(by_hand, f"DELETE FROM {table} WHERE id = {row}")

    @rule(data=st.data(), days=st.integers(-40, 0))
    def search(self, data: st.DataObject, days: int) -> None:
        who, on = self.some("contact", data), TODAY + timedelta(days=days)
        if who is None:
            return
        new = opportunities.NewOpportunity("Planning Lead", "Kestrel", on=on, people=((who, "hiring manager"),))
        self.act(opportunities.add_opportunity, new)
        row = self.some("opportunity", data)
        if row is None:
            return
        match data.draw(st.sampled_from(["stage", "no", "interview", "letter", "concern", "end"])):
            case "stage":
                self.act(opportunities.set_stage, row, data.draw(st.sampled_from(ALL_STAGES)))
            case "no":
                how = data.draw(st.sampled_from(["", "call", "email"]))
                self.act(rejections.record_no, rejections.RecordNo(row, told_by="manager", how=how))
            case "interview":
                self.act(interviews.add_interview, row, interviews.NewInterview(on, contact_ids=(who,)))
            case "letter":
                self.act(letters.new_letter, "thanks", contact_id=who, opportunity_id=row)
            case "concern":
                self.act(concerns.add_concern, "too new to it", opportunity_id=row)
            case "end":
                if plan := self.some("plan", data):
                    self.act(plans.end_plan, plan)

    @rule(data=st.data(), what=st.sampled_from([plans.skip_step, plans.finish_step]))
    def close_a_step(self, data: st.DataObject, what) -> None:
        if step := self.some("plan_step", data):
            self.act(what, step)

    @rule()
    def restart(self) -> None:
        self.book.close()
        self.open()

    @precondition(lambda self: self.before)
    @rule(data=st.data(), again=st.booleans())
    def undo_and_redo(self, data: st.DataObject, again: bool) -> None:
        steps = data.draw(st.integers(1, len(self.before)))
        after = [whole(self.book)]
        for _ in range(steps):
            history.undo(self.book)
            assert whole(self.book) == self.before[len(self.before) - len(after)]
            after.append(whole(self.book))
        if data.draw(st.booleans()):
            self.restart()
        if again:
            for wanted in reversed(after[:-1]):
                history.redo(self.book)
                assert whole(self.book) == wanted
        else:
            del self.before[len(self.before) - steps :]

    @invariant()
    def derived_rows_follow_from_the_facts(self) -> None:
        assert check.check(self.book) == []


def by_hand(book: Book, sql: str) -> None:
    """One act of plain SQL."""
    with book.act("By hand"):
        book.store.database.execute_sql(sql)


TestUndo = Acts.TestCase
TestUndo.settings = settings(max_examples=settings.default.max_examples // 2, stateful_step_count=25)


def test_undo_of_nothing_says_so(book: Book) -> None:
    with pytest.raises(Declined, match="nothing to undo"):
        history.undo(book)
    with pytest.raises(Declined, match="nothing to redo"):
        history.redo(book)


def test_an_act_that_changes_nothing_is_no_step(book: Book) -> None:
    who = people.add_contact(book, Contact("Dana"))
    people.set_do_not_contact(book, who, False)
    assert [row.what for row in history.history(book)] == ["Add Dana"]


def test_a_new_act_ends_what_could_be_redone(book: Book) -> None:
    people.add_contact(book, Contact("Dana"))
    history.undo(book)
    people.add_contact(book, Contact("Sam"))
    with pytest.raises(Declined):
        history.redo(book)
    assert [row.name for row in reading.contacts_page(book)] == ["Sam"]


def test_an_act_that_fails_leaves_nothing(book: Book) -> None:
    who = people.add_contact(book, Contact("Dana"))
    before = whole(book)
    with pytest.raises(BookError):
        touches.log_touch(book, [who], touches.NewTouch(TODAY + timedelta(days=1)))
    with pytest.raises(RuntimeError), book.act("half"):
        book.store.database.execute_sql("UPDATE contact SET name = 'x'")
        raise RuntimeError
    assert whole(book) == before
    assert history.undo(book) == "Add Dana"
