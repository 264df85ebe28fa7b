"""What a playbook is to begin with: the no, the interview, or the day that is said."""

from __future__ import annotations

from datetime import date

import pytest
from one_step import one_step, somebody

from crm.book import interviews, people, plans, rejections
from crm.book.errors import NotFound
from crm.book.interviews import NewInterview
from crm.book.opportunities import NewOpportunity, add_opportunity
from crm.book.plan_requests import request_for
from crm.book.rejections import RecordNo
from crm.book.session import Book

TODAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


@pytest.fixture
def analyst(book: Book, dana: int) -> int:
    return add_opportunity(
        book, NewOpportunity("Analyst", "Northwind Robotics", people=((dana, ""),), stage="interviewing")
    )


def test_for_people_it_begins_today_unless_a_day_is_said(book, dana):
    request = request_for(book, "introduction", contact_ids=[dana])
    assert (request.start, request.contact_ids, request.opportunity_id) == (TODAY, (dana,), None)
    assert request_for(book, "introduction", contact_ids=[dana], on=FRIDAY).start == FRIDAY


def test_after_a_no_it_takes_what_is_known_of_it(book, dana, analyst):
    starts = date(2026, 12, 7)
    done = rejections.record_no(book, RecordNo(analyst, FRIDAY, dana, "call", starts_on=starts, plan=False))
    request = request_for(book, "after the no", opportunity_id=analyst)
    assert (request.start, request.rejection_id) == (FRIDAY, done.rejection_id)
    assert (request.told_by, request.teller, request.how, request.starts_on) == ("manager", dana, "call", starts)
    with one_step(book):
        plans.apply_plan(book, request)
    (plan,) = plans.plans_of(book, opportunity_id=analyst)
    assert {step.name: step.state for step in plan.steps}["call"] == "done", "she rang, and that was the call"
    assert request_for(book, "after the no", opportunity_id=analyst, on=TODAY).start == TODAY


def test_without_a_no_it_begins_today(book, analyst):
    request = request_for(book, "after the no", opportunity_id=analyst)
    assert (request.start, request.rejection_id) == (TODAY, None)


def test_after_an_interview_it_begins_on_its_day(book, dana, analyst):
    assert request_for(book, "after an interview", opportunity_id=analyst).start == TODAY
    for on in (date(2026, 11, 3), date(2026, 11, 17), date(2026, 12, 1)):
        interviews.add_interview(book, analyst, NewInterview(on, contact_ids=[dana]))
    assert request_for(book, "after an interview", opportunity_id=analyst).start == date(2026, 11, 17)
    assert request_for(book, "after an interview", opportunity_id=analyst, on=TODAY).start == TODAY


def test_what_is_not_there_is_not_found(book, dana):
    with pytest.raises(NotFound):
        request_for(book, "no such playbook", contact_ids=[dana])
    with pytest.raises(NotFound):
        request_for(book, "after the no", opportunity_id=99)


def test_every_running_plan_is_listed_newest_first(book, dana, analyst):
    kim = people.add_contact(book, somebody("Kim", "peer"))
    first = plans.apply_plan(book, request_for(book, "introduction", contact_ids=[dana]))
    second = plans.apply_plan(book, request_for(book, "introduction", contact_ids=[kim]))
    assert [plan.id for plan in plans.running_plans(book)] == [second, first]
    plans.end_plan(book, first)
    for step in plans.get_plan(book, second).steps:
        plans.finish_step(book, step.id)
    assert plans.running_plans(book) == []
