"""Callback windows of what ended in a no: the open ones first."""

from __future__ import annotations

from datetime import date

import pytest
from one_step import somebody

from crm.book import opportunities, people, rejections, windows
from crm.book.opportunities import NewOpportunity
from crm.book.rejections import RecordNo
from crm.book.session import Book

TODAY = date(2026, 11, 22)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


def rejected(book, title, on, *, starts=None, who=()):
    new = NewOpportunity(title, "Northwind Robotics", people=tuple((each, "") for each in who), on=date(2026, 1, 5))
    number = opportunities.add_opportunity(book, new)
    rejections.record_no(book, RecordNo(number, on, starts_on=starts, plan=False))
    return number


def test_the_open_ones_come_first_then_those_to_come_then_the_past(book, dana):
    fresh = rejected(book, "Fresh", date(2026, 11, 20))
    past = rejected(book, "Past", date(2026, 1, 10))
    is_open = rejected(book, "Open", date(2026, 9, 29), starts=date(2026, 10, 12), who=[dana])

    found = windows.windows(book)

    assert [row.opportunity_id for row in found] == [is_open, fresh, past]
    row = found[0]
    assert (row.state.day, row.state.assumed, row.starts_on) == (41, False, date(2026, 10, 12))
    assert row.state.open is not None
    assert (row.state.open.first, row.state.open.last) == (date(2026, 11, 4), date(2026, 11, 25))
    assert row.words == "day 41, open since Wed 4 Nov"
    assert [person.name for person in row.people] == ["Dana Whitfield"]
    assert (found[1].state.assumed, found[1].words) == (True, "opens Fri 8 Jan")
    assert found[2].state.past


def test_a_start_that_becomes_known_moves_the_window(book):
    number = rejected(book, "Analyst", date(2026, 11, 1))
    (before,) = windows.windows(book)
    rejections.edit_rejection(book, number, starts_on=date(2026, 11, 16))
    (after,) = windows.windows(book)

    assert (before.state.day, after.state.day) == (-5, 6)
    assert before.state.assumed
    assert not after.state.assumed


def test_a_second_chance_closes_the_window_of_its_own_and_marks_that_of_the_first(book):
    same = rejected(book, "Same", date(2026, 11, 1))
    other = rejected(book, "Other", date(2026, 11, 1))
    rejections.reopen(book, same)
    rejections.reopen(book, other, title="Another")

    assert [(row.opportunity_id, row.reopened) for row in windows.windows(book)] == [(other, True)]


def test_without_a_no_there_is_no_window(book):
    opportunities.add_opportunity(book, NewOpportunity("Analyst", "Kestrel", stage="no answer"))

    assert windows.windows(book) == []
