"""A no for an opportunity that was not in the book: both are one act."""

from __future__ import annotations

from datetime import date

import pytest
from one_step import one_step, somebody

from crm.book import history, opportunities, people
from crm.book.errors import Refused
from crm.book.first_no import preview_first_no, record_first_no
from crm.book.opportunities import NewOpportunity
from crm.book.rejections import RecordNo
from crm.book.session import Book

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


def new(dana: int) -> NewOpportunity:
    return NewOpportunity("Data Analyst", "Northwind Robotics", people=((dana, ""),))


def test_the_role_its_stage_and_the_no_are_one_step_back(book, dana):
    with one_step(book):
        done = record_first_no(book, new(dana), RecordNo(0, FRIDAY, "manager", "call", reason="no robotics"))
    found = opportunities.load_opportunity(book, done.preview.opportunity.id)
    assert [(event.stage, event.on) for event in found.history] == [("applied", FRIDAY), ("rejected", FRIDAY)]
    assert found.rejection is not None and found.rejection.reason == "no robotics"
    assert found.rejection.teller == dana
    assert done.plan_id is not None
    assert history.undo(book) == "A no: Data Analyst, Northwind Robotics"
    assert opportunities.opportunities_page(book) == []


def test_looking_first_shows_the_plan_and_leaves_nothing(book, dana):
    seen = preview_first_no(book, new(dana), RecordNo(0, FRIDAY, "manager", "call"))
    assert seen.plan is not None and seen.plan.steps[0].contact == "Dana Whitfield"
    assert opportunities.opportunities_page(book) == []
    assert [row.what for row in history.history(book)] == ["Add Dana Whitfield"]


def test_a_role_needs_a_title_and_a_no_in_the_future_writes_nothing(book, dana):
    with pytest.raises(Refused, match="Which role was it"):
        record_first_no(book, NewOpportunity(" "), RecordNo(0))
    with pytest.raises(Refused):
        record_first_no(book, new(dana), RecordNo(0, date(2026, 12, 24)))
    assert opportunities.opportunities_page(book) == []
