"""The preparation sheet: everything known, from every corner of the book, before one walks in."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from one_step import somebody

from crm.book import concerns, interviews, opportunities, people, proofs, touches
from crm.book.errors import NotFound
from crm.book.interviews import NewDebrief, NewInterview
from crm.book.opportunities import NewOpportunity
from crm.book.prepare import Sheet, prepare
from crm.book.proofs import NewProof
from crm.book.session import Book
from crm.book.touches import NewTouch
from crm.domain.interviews import CLOSING_QUESTIONS, Quote

TODAY = date(2026, 11, 22)
THURSDAY = date(2026, 11, 19)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


@pytest.fixture
def sam(book: Book) -> int:
    return people.add_contact(book, somebody("Sam Lee", "peer"))


@pytest.fixture
def role(book: Book, dana: int, sam: int) -> int:
    new = NewOpportunity(
        "Analyst",
        "Northwind Robotics",
        link="https://northwind.test/1",
        posting="We look for…",
        people=((dana, ""), (sam, "")),
        stage="applied",
        on=date(2026, 11, 1),
    )
    return opportunities.add_opportunity(book, new)


def names(sheet: Sheet) -> list[str]:
    return [person.name for person in sheet.people]


def test_a_sheet_of_a_lead_has_at_least_the_people_and_the_two_questions(book, role):
    sheet = prepare(book, role)
    assert names(sheet) == ["Dana Whitfield", "Sam Lee"]
    assert sheet.closing_questions == CLOSING_QUESTIONS
    assert "concern" in sheet.closing_questions[0]
    assert "compare" in sheet.closing_questions[1]
    assert (sheet.interview, sheet.own_time, sheet.ring_card) == (None, None, "")
    assert (sheet.opportunity.link, sheet.opportunity.posting) == ("https://northwind.test/1", "We look for…")


def test_who_interviews_next_comes_first(book, role, sam):
    interviews.add_interview(book, role, NewInterview(TODAY + timedelta(days=9), contact_ids=[sam]))
    assert names(prepare(book, role)) == ["Sam Lee", "Dana Whitfield"]


def test_the_next_interview_is_the_soonest_planned_one_with_both_clocks(book, role, monkeypatch):
    import time as clocks

    monkeypatch.setenv("TZ", "America/New_York")
    clocks.tzset()
    try:
        interviews.add_interview(book, role, NewInterview(TODAY + timedelta(days=20)))
        soon = interviews.add_interview(book, role, NewInterview(date(2026, 12, 1), time(14, 30), "Europe/Berlin"))
        gone = interviews.add_interview(book, role, NewInterview(TODAY + timedelta(days=1)))
        interviews.cancel_interview(book, gone)
        interviews.add_interview(book, role, NewInterview(THURSDAY))
        sheet = prepare(book, role)
        assert sheet.interview.id == soon
        assert (sheet.own_time.date(), sheet.own_time.time()) == (date(2026, 12, 1), time(8, 30))
    finally:
        monkeypatch.undo()
        clocks.tzset()


def test_of_each_person_the_last_three_touches_how_they_are_and_what_they_told(book, role, dana):
    for day in range(1, 6):
        touches.log_touch(book, [dana], NewTouch(date(2026, 11, day), note=f"call {day}"))
    book.store.database.execute_sql("UPDATE touch SET got = 'read the report' WHERE note = 'call 2'")
    interviews.add_interview(
        book,
        role,
        NewInterview(THURSDAY, contact_ids=[dana], debrief=NewDebrief(chemistry="dry, quick", notes="they grow")),
    )
    person = prepare(book, role).people[0]
    assert [touch.on for touch in person.touches] == [THURSDAY, date(2026, 11, 5), date(2026, 11, 4)]
    assert (person.part, person.employer, person.chemistry) == ("hiring manager", "Northwind Robotics", "dry, quick")
    assert person.told == ("they grow", "read the report")


def test_challenges_and_open_concerns_of_the_whole_employer_with_stories_that_fit(book, role):
    other = opportunities.add_opportunity(book, NewOpportunity("Engineer", "Northwind Robotics"))
    elsewhere = opportunities.add_opportunity(book, NewOpportunity("Other", "Kestrel Health"))
    linked = proofs.add_proof(book, NewProof("Led six"))
    fits = proofs.add_proof(book, NewProof("Churn halved"))
    challenge = concerns.add_concern(book, "churn in month one", kind="challenge", opportunity_id=other)
    worry = concerns.add_concern(book, "no team led", opportunity_id=role)
    answered = concerns.add_concern(book, "no degree", opportunity_id=role)
    concerns.add_concern(book, "churn", kind="challenge", opportunity_id=elsewhere)
    concerns.record_answer(book, answered, "talk")
    concerns.link_proofs(book, worry, [linked])
    sheet = prepare(book, role)
    assert [(point.concern.id, [fit.proof.id for fit in point.suggested]) for point in sheet.challenges] == [
        (challenge, [fits])
    ]
    assert [(point.concern.id, [proof.id for proof in point.linked]) for point in sheet.concerns] == [(worry, [linked])]
    assert all(fit.proof.id != linked for point in sheet.concerns for fit in point.suggested)


def test_without_an_employer_it_is_what_was_said_for_the_opportunity(book):
    role = opportunities.add_opportunity(book, NewOpportunity("Freelance"))
    concerns.add_concern(book, "mine", opportunity_id=role)
    other = opportunities.add_opportunity(book, NewOpportunity("Also freelance"))
    concerns.add_concern(book, "other", opportunity_id=other)
    sheet = prepare(book, role)
    assert sheet.employer is None
    assert [point.concern.text for point in sheet.concerns] == ["mine"]


def test_what_is_known_of_the_employer(book, role):
    book.store.database.execute_sql("UPDATE employer SET \"rank\" = 2, working_on = 'a new arm'")
    there = prepare(book, role).employer
    assert (there.name, there.rank, there.working_on) == ("Northwind Robotics", 2, "a new arm")


def test_what_was_sent_and_own_questions_and_earlier_interviews(book, role):
    opportunities.add_sent(book, role, "résumé", "cv-7.pdf", TODAY)
    interviews.add_interview(
        book, role, NewInterview(THURSDAY, debrief=NewDebrief(questions="who decides?", first_tasks="fix alerts"))
    )
    sheet = prepare(book, role)
    assert [(item.kind, item.name) for item in sheet.opportunity.sent] == [("résumé", "cv-7.pdf")]
    assert sheet.questions == ("who decides?",)
    assert [one.debrief.first_tasks for one in sheet.earlier] == ["fix alerts"]


def test_what_to_do_differently_comes_from_every_interview_the_commonest_first(book, role):
    elsewhere = opportunities.add_opportunity(book, NewOpportunity("Other", "Kestrel Health"))
    for opportunity, day, text in (
        (elsewhere, 2, "shorter answers"),
        (role, 4, "Shorter answers. Bring figures"),
        (role, 9, "smile"),
    ):
        new = NewInterview(date(2026, 11, day), debrief=NewDebrief(next_time=text))
        interviews.add_interview(book, opportunity, new)
    assert prepare(book, role).remember == ("Shorter answers", "smile", "Bring figures")


def test_from_interviewing_on_there_is_the_card_for_a_call_with_a_no(book, role, dana):
    interviews.add_interview(
        book, role, NewInterview(THURSDAY, contact_ids=[dana], debrief=NewDebrief(concerns=(Quote("x"),)))
    )
    assert "Dana Whitfield" in prepare(book, role).ring_card


def test_there_is_no_sheet_of_what_is_not_there(book):
    with pytest.raises(NotFound):
        prepare(book, 9)
