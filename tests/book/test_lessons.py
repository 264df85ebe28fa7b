"""What was learned: lessons with what recurs on top, concerns that come back, and honest counts."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from one_step import somebody

from crm.book import concerns, follow_ups, interviews, opportunities, people, touches
from crm.book.interviews import NewDebrief, NewInterview
from crm.book.learned import Replies, learned
from crm.book.lessons import all_lessons
from crm.book.opportunities import NewOpportunity
from crm.book.session import Book
from crm.book.touches import NewTouch
from crm.domain.interviews import Quote

TODAY = date(2026, 11, 22)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


@pytest.fixture
def role(book: Book, dana: int) -> int:
    new = NewOpportunity("Analyst", "Northwind Robotics", people=((dana, ""),), stage="applied", on=date(2026, 8, 1))
    return opportunities.add_opportunity(book, new)


@pytest.fixture
def other(book: Book) -> int:
    return opportunities.add_opportunity(book, NewOpportunity("Engineer", "Kestrel Health", on=date(2026, 8, 1)))


def interviewed(book: Book, role: int, on: date, **noted: object) -> int:
    return interviews.add_interview(book, role, NewInterview(on, debrief=NewDebrief(**noted)))


def turned_down(book: Book, role: int, on: date, touch: int | None = None) -> None:
    """The rows of a no as they stand in the book."""
    opportunities.set_stage(book, role, "rejected", on)
    if touch is not None:
        book.store.database.execute_sql("UPDATE rejection SET touch_id = ? WHERE opportunity_id = ?", (touch, role))


def call(book: Book, who: int, on: date, **more: object) -> int:
    return touches.log_touch(book, [who], NewTouch(on, **more)).touch_id


# Lessons


def test_a_book_without_interviews_teaches_nothing_yet(book):
    found = all_lessons(book)
    assert (found.rows, found.concerns, found.raised) == ((), (), 0)
    assert all(groups == () for groups in found.recurs.values())
    numbers = learned(book)
    assert (numbers.by_channel, numbers.after_no, numbers.second_chances) == ((), (), ())
    assert {row.reached for row in numbers.funnel} == {0}


def test_every_lesson_newest_first_and_what_recurs_counted_in_interviews(book, role, other):
    first = interviewed(book, role, date(2026, 9, 1), put_off="I rambled about databases", went_well="pace")
    second = interviewed(book, other, date(2026, 10, 1), put_off="Late.\nRambling on the database question")
    interviewed(book, role, date(2026, 10, 9), chemistry="warm")
    found = all_lessons(book)
    assert [row.interview_id for row in found.rows] == [second, first]
    (again,) = found.recurs["put_off"]
    assert (again.count, again.text) == (2, "Rambling on the database question")
    assert found.recurs["went_well"] == ()


def test_what_is_said_twice_in_one_interview_does_not_recur(book, role):
    interviewed(book, role, date(2026, 9, 1), put_off="I rambled on databases. Rambling about a database again.")
    assert all_lessons(book).recurs["put_off"] == ()


def test_a_cancelled_interview_teaches_nothing(book, role):
    number = interviewed(book, role, date(2026, 9, 1), put_off="late")
    interviews.cancel_interview(book, number)
    assert all_lessons(book).rows == ()


def test_concerns_that_come_back_with_how_many_are_answered(book, role, other):
    interviewed(book, role, date(2026, 9, 1), concerns=(Quote("never led a large team"), Quote("no cloud")))
    interviewed(book, other, date(2026, 10, 1), concerns=(Quote("no large team led yet"),))
    (newest, *_) = concerns.ledger(book, kind="concern")
    concerns.record_answer(book, newest.id, "talk")
    found = all_lessons(book)
    (again,) = found.concerns
    assert (again.count, again.answered, again.text) == (2, 1, "no large team led yet")
    assert again.employers == ("Kestrel Health", "Northwind Robotics")
    assert (found.raised, found.answered) == (3, 1)


# Numbers


def test_the_funnel_counts_who_came_so_far_and_who_stands_there(book, role, other):
    opportunities.set_stage(book, role, "final", date(2026, 10, 1))
    turned_down(book, role, date(2026, 11, 1))
    rows = {row.stage: (row.reached, row.now) for row in learned(book).funnel}
    assert rows["lead"] == (2, 1)
    assert rows["applied"] == rows["screening"] == rows["interviewing"] == rows["final"] == (1, 0)
    assert rows["offer"] == (0, 0)
    assert rows["rejected"] == (1, 1)


def test_replies_by_channel_and_by_what_was_given_or_asked(book, dana):
    call(book, dana, date(2026, 9, 1), channel="email", gave="an article")
    call(book, dana, date(2026, 9, 3), channel="email", direction="in")
    call(book, dana, date(2026, 9, 20), channel="email", asked="advice")
    call(book, dana, date(2026, 10, 20), channel="voicemail")
    call(book, dana, date(2026, 10, 22))
    numbers = learned(book)
    assert numbers.by_channel == (Replies("call", 1, 1), Replies("voicemail", 1, 0), Replies("email", 2, 1))
    assert numbers.by_kind == (
        Replies("gave something", 1, 1),
        Replies("asked for something", 1, 0),
        Replies("neither gave nor asked", 2, 1),
    )


def test_a_touch_with_two_people_counts_once_and_one_reply_is_enough(book, dana):
    sam = people.add_contact(book, somebody("Sam Lee", "peer"))
    touches.log_touch(book, [dana, sam], NewTouch(date(2026, 9, 1), "email"))
    call(book, sam, date(2026, 9, 2), channel="message", direction="in")
    assert learned(book).by_channel == (Replies("email", 1, 1),)


def test_a_letter_counts_under_its_kind_and_an_interview_under_none(book, dana, role):
    touch = call(book, dana, date(2026, 9, 1), channel="email", gave="figures")
    with book.act("Write"):
        book.store.database.execute_sql(
            "INSERT INTO letter(uid, kind, subject, reader, channel, status, finished_at, rest_until, touch_id, seq, "
            "created, updated) VALUES (?, 'influence', '', '', 'email', 'sent', '', '', ?, 1, '', '')",
            (str(uuid4()), touch),
        )
    interviews.add_interview(book, role, NewInterview(date(2026, 9, 5), contact_ids=[dana]))
    assert learned(book).by_kind == (Replies("influence letter", 1, 0),)


def test_days_from_the_no_to_the_next_contact_leave_out_what_brought_it_and_what_reached_nobody(book, dana, role):
    brought = call(book, dana, date(2026, 10, 1), direction="in")
    turned_down(book, role, date(2026, 10, 1), brought)
    assert [row.days for row in learned(book).after_no] == [None]
    call(book, dana, date(2026, 10, 2), channel="voicemail")
    call(book, dana, date(2026, 10, 5), channel="email")
    assert [row.days for row in learned(book).after_no] == [None]
    call(book, dana, date(2026, 10, 6))
    call(book, dana, date(2026, 10, 9))
    assert [row.days for row in learned(book).after_no] == [5]


@pytest.mark.parametrize(("days", "warm"), [(70, 1), (71, 0)])
def test_a_no_is_warm_while_somebody_there_has_heard_lately(book, dana, role, days, warm):
    turned_down(book, role, date(2026, 8, 20))
    call(book, dana, TODAY - timedelta(days=days), channel="email")
    numbers = learned(book)
    assert (numbers.warm, numbers.waiting) == (warm, 1)


def test_a_no_that_nobody_was_told_anything_after_is_not_warm(book, dana, role):
    brought = call(book, dana, date(2026, 11, 20), direction="in")
    turned_down(book, role, date(2026, 11, 20), brought)
    follow_ups.plan_follow_up(book, dana, TODAY, "ring")
    assert (learned(book).warm, learned(book).waiting) == (0, 1)


def test_a_second_chance_and_what_came_before_it(book, dana, role):
    turned_down(book, role, date(2026, 9, 1))
    call(book, dana, date(2026, 9, 2), channel="letter")
    call(book, dana, date(2026, 10, 1), channel="email", gave="an article")
    call(book, dana, date(2026, 10, 10), direction="in")
    opportunities.set_stage(book, role, "interviewing", date(2026, 10, 12))
    (one,) = learned(book).second_chances
    assert (one.on, one.days, one.touches, one.gave) == (date(2026, 10, 12), 41, 3, 1)
    assert (one.last_on, one.last_channel, one.last_direction) == (date(2026, 10, 10), "call", "in")
    assert one.last_with == "Dana Whitfield"
    assert learned(book).waiting == 0


def test_another_role_that_followed_is_a_second_chance_of_the_first(book, dana, role):
    turned_down(book, role, date(2026, 9, 1))
    call(book, dana, date(2026, 9, 20))
    later = opportunities.add_opportunity(
        book, NewOpportunity("Lead Analyst", "Northwind Robotics", on=date(2026, 10, 1), second_of=role)
    )
    (one,) = learned(book).second_chances
    assert (one.opportunity_id, one.days, one.touches) == (later, 30, 1)
