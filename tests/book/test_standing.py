"""How things stand with a contact: the opportunity that counts, the window, what is open."""

from __future__ import annotations

from datetime import date

import pytest
from one_step import one_step, somebody

from crm.book import concerns, opportunities, people, plans, reading, rejections, touches
from crm.book.errors import Declined
from crm.book.opportunities import NewOpportunity
from crm.book.rejections import RecordNo
from crm.book.session import Book
from crm.book.standing import colleagues, standing

TODAY = date(2026, 11, 22)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


def role(book: Book, dana: int, title: str = "Data Analyst", **more: object) -> int:
    values = {"stage": "applied", "on": date(2026, 9, 1), **more}
    return opportunities.add_opportunity(
        book, NewOpportunity(title, "Northwind Robotics", people=((dana, ""),), **values)
    )  # type: ignore[arg-type]


def test_without_an_opportunity_there_is_none(book, dana):
    assert standing(book, dana) is None


def test_after_a_no_the_rank_the_window_and_the_step_are_told(book, dana):
    analyst = role(book, dana)
    rejections.record_no(book, RecordNo(analyst, date(2026, 10, 1), rank="runner-up", starts_on=date(2026, 10, 20)))
    found = standing(book, dana, reading.contact_card(book, dana).next.step)
    assert found is not None and found.window is not None
    assert (found.part, found.stage, found.since, found.rank) == (
        "hiring manager", "rejected", date(2026, 10, 1), "runner-up",
    )  # fmt: skip
    assert found.window.is_open and found.window.words == "day 33, open since Thu 12 Nov"
    assert len(found.window.bars) == 9 and found.window.today is not None
    assert found.step_number and found.step_purpose


def test_what_still_lives_counts_before_what_ended_later(book, dana):
    old = role(book, dana, "Data Analyst", stage="interviewing")
    gone = role(book, dana, "Data Engineer")
    rejections.record_no(book, RecordNo(gone, date(2026, 11, 1)))
    found = standing(book, dana)
    assert found is not None and (found.opportunity_id, found.more, found.window) == (old, 1, None)


def test_open_concerns_are_counted_until_they_are_answered(book, dana):
    analyst = role(book, dana)
    concern = concerns.add_concern(book, "too little robotics", kind="concern", opportunity_id=analyst)
    assert standing(book, dana).concerns == 1
    concerns.record_answer(book, concern, "talk")
    assert standing(book, dana).concerns == 0


def test_colleagues_are_those_at_the_employer_now(book, dana):
    sam = people.add_contact(book, somebody("Sam Lee", "peer"))
    gone = people.add_contact(book, somebody("Not To Call", "peer"))
    people.set_do_not_contact(book, gone, True)
    assert [(each.id, each.name) for each in colleagues(book, dana)] == [(sam, "Sam Lee")]


def test_going_on_after_a_reply_with_another_day_is_one_step(book, dana):
    analyst = role(book, dana, stage="interviewing", on=date(2026, 11, 1))
    rejections.record_no(book, RecordNo(analyst, date(2026, 11, 20), "nobody", "portal"))
    with pytest.raises(Declined):
        plans.resume_on(book, dana, date(2026, 12, 9))
    touches.log_touch(book, [dana], touches.NewTouch(TODAY, channel="email", direction="in"))
    touches.mark_answered(book, dana)
    with one_step(book):
        plans.resume_on(book, dana, date(2026, 12, 9))
    card = reading.contact_card(book, dana)
    assert (card.next.kind, card.next.shown, card.next.asks) == ("plan", date(2026, 12, 9), "")
