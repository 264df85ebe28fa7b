"""The call sheet: everything known of somebody, gathered for the moment the phone rings."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, time, timedelta

import pytest
from one_step import facts, somebody

from crm.book import concerns, interviews, people, plans, rejections, touches
from crm.book.brief import call_sheet, plan_place, standings
from crm.book.clock import FixedClock
from crm.book.errors import NotFound
from crm.book.follow_ups import plan_follow_up
from crm.book.interviews import NewDebrief, NewInterview
from crm.book.opportunities import NewOpportunity, add_opportunity, set_stage
from crm.book.rejections import RecordNo
from crm.book.session import Book
from crm.book.touches import NewTouch, log_touch
from crm.domain.interviews import Quote
from crm.domain.people import Labelled
from crm.domain.playbooks import Prompts

TODAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(
        book,
        somebody("Dana Whitfield", "hiring manager", emails=(Labelled("dana@x.test", "work"),)),
    )


@pytest.fixture
def inga(book: Book) -> int:
    return people.add_contact(book, somebody("Inga Holm", "HR"))


@pytest.fixture
def analyst(book: Book, dana: int, inga: int) -> int:
    return add_opportunity(
        book,
        NewOpportunity(
            "Data Analyst",
            "Northwind Robotics",
            people=((dana, ""), (inga, "")),
            stage="interviewing",
            on=date(2026, 10, 2),
        ),
    )


@pytest.fixture
def turned_down(book: Book, analyst: int) -> int:
    rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email", rank="runner-up"))
    return analyst


def full(prompts: Prompts) -> bool:
    return all(getattr(prompts, field.name) for field in fields(Prompts))


# Who they are


def test_it_says_who_they_are_and_how_to_reach_them(book, dana):
    sheet = call_sheet(book, dana)
    assert (sheet.name, sheet.employer, sheet.role) == ("Dana Whitfield", "Northwind Robotics", "hiring manager")
    assert [(point.kind, point.value, point.label, point.link) for point in sheet.reach] == [
        ("phone", "+1 555 0100", "", "tel:+15550100"),
        ("email", "dana@x.test", "work", "mailto:dana@x.test"),
    ]
    assert (sheet.local_time, sheet.plan, sheet.standings, sheet.warning) == (None, None, (), "")


def test_the_time_where_they_are_is_that_of_the_books_clock(book, dana):
    with book.act("zone"):
        book.store.database.execute_sql("UPDATE contact SET zone = 'Asia/Tokyo' WHERE id = ?", (dana,))
    late = replace(book, clock=FixedClock(TODAY, time(20, 30)))
    there = call_sheet(late, dana).local_time
    assert there is not None
    assert (there, str(there.tzinfo)) == (late.clock.now(), "Asia/Tokyo")
    assert there.utcoffset() == timedelta(hours=9)


def test_somebody_gone_is_not_found(book, dana):
    with pytest.raises(NotFound):
        call_sheet(book, dana + 1)


def test_it_reads_only(book, dana, turned_down):
    before = facts(book)
    call_sheet(book, dana)
    assert facts(book) == before


# Where it stands


def test_it_says_their_part_the_stage_and_the_no(book, dana, turned_down):
    (standing,) = standings(book, dana)
    assert (standing.title, standing.part, standing.stage) == ("Data Analyst", "hiring manager", "rejected")
    assert standing.words == "said no Fri 20 Nov, runner-up"
    assert standing.window == "opens Fri 8 Jan"
    assert call_sheet(book, dana).windows == ("opens Fri 8 Jan",)


def test_an_open_window_is_said_and_one_long_past_is_not(book, dana, analyst):
    rejections.record_no(
        book, RecordNo(analyst, date(2026, 10, 5), "hr", "email", starts_on=date(2026, 10, 12), plan=False)
    )
    assert call_sheet(book, dana).windows == ("day 41, open since Wed 4 Nov",)
    old = replace(book, clock=FixedClock(date(2027, 11, 22)))
    assert call_sheet(old, dana).windows == ()


def test_several_opportunities_stand_with_those_under_way_first(book, dana, turned_down):
    second = add_opportunity(
        book, NewOpportunity("Lead Analyst", "Northwind Robotics", people=((dana, "executive"),), second_of=turned_down)
    )
    set_stage(book, second, "applied")
    assert [(each.title, each.part) for each in standings(book, dana)] == [
        ("Lead Analyst", "executive"),
        ("Data Analyst", "hiring manager"),
    ]


# The plan


def test_it_stands_at_the_first_open_step_with_its_prompts(book, dana, turned_down):
    sheet = call_sheet(book, dana)
    assert sheet.plan is not None
    assert (sheet.plan.number, sheet.plan.name, sheet.plan.on) == (2, "call", date(2026, 11, 24))
    assert sheet.plan.words == f"step 2 of {sheet.plan.total}: call"
    assert (sheet.channel, sheet.purpose) == ("call", sheet.plan.purpose)
    assert sheet.prompts == sheet.plan.prompts
    assert full(sheet.prompts)
    assert sheet.shown == date(2026, 11, 24)


def test_a_later_step_can_be_asked_for(book, dana, inga, turned_down):
    (plan,) = plans.plans_of(book, contact_id=dana)
    coffee = next(step for step in plan.steps if step.name == "coffee")
    sheet = call_sheet(book, dana, coffee.id)
    assert (sheet.channel, sheet.shown, sheet.why) == ("meeting", coffee.on, coffee.why)
    assert sheet.prompts == coffee.prompts
    with pytest.raises(NotFound):
        call_sheet(book, inga, coffee.id)
    with pytest.raises(NotFound):
        call_sheet(book, dana, 9999)


def test_after_three_voicemails_the_step_is_offered_by_email(book, dana, turned_down):
    for day in (20, 21, 22):
        log_touch(book, [dana], NewTouch(date(2026, 11, day), "voicemail"))
    sheet = call_sheet(book, dana)
    assert (sheet.channel, sheet.why) == ("email", "not reached by phone: an e-mail instead")


def test_in_a_plan_that_waits_it_says_what_to_decide(book, inga, turned_down):
    log_touch(book, [inga], NewTouch(TODAY, "email", "in"))
    assert call_sheet(book, inga).prompts.opening.startswith("Thank you for getting in touch")
    touches.mark_answered(book, inga)
    sheet = call_sheet(book, inga)
    assert "what now" in sheet.why
    assert sheet.prompts.opening.startswith("They answered")
    assert plan_place(book, inga) is not None


def test_after_three_tries_without_an_answer_it_asks_too(book, dana):
    for day in (2, 3, 4):
        log_touch(book, [dana], NewTouch(date(2026, 11, day), "voicemail"))
    sheet = call_sheet(book, dana)
    assert "three tries" in sheet.why
    assert sheet.prompts.opening.startswith("Three tries")


# What passed, and what is open


def test_the_last_three_touches_and_what_they_told_you(book, dana, analyst):
    for day, got in ((1, ""), (5, "feedback"), (9, ""), (12, "advice")):
        log_touch(book, [dana], NewTouch(date(2026, 11, day), note=f"note {day}", got=got))
    interviews.add_interview(
        book,
        analyst,
        NewInterview(
            date(2026, 11, 10),
            contact_ids=[dana],
            debrief=NewDebrief(notes="quick and friendly", chemistry="first names", responsibilities="the data"),
        ),
    )
    sheet = call_sheet(book, dana)
    assert [row.on.day for row in sheet.last] == [12, 10, 9]
    assert [(told.on.day, told.label, told.text) for told in sheet.told] == [
        (12, "gave you", "advice: note 12"),
        (10, "notes", "quick and friendly"),
        (10, "responsibilities", "the data"),
        (10, "chemistry", "first names"),
        (5, "gave you", "feedback: note 5"),
    ]


def test_challenges_and_open_concerns_also_those_of_others_there(book, dana, inga, analyst):
    interviews.add_interview(
        book,
        analyst,
        NewInterview(
            date(2026, 11, 10),
            contact_ids=[dana],
            debrief=NewDebrief(
                challenges=[Quote("too many pilots")], concerns=[Quote("little robotics"), Quote("too senior")]
            ),
        ),
    )
    concerns.add_concern(book, "no German", kind="concern", opportunity_id=analyst, contact_id=inga)
    settled = next(each for each in concerns.ledger(book) if each.text == "too senior")
    concerns.close_concern(book, settled.id)

    sheet = call_sheet(book, dana)

    assert [each.text for each in sheet.challenges] == ["too many pilots"]
    assert {(each.text, each.said_by) for each in sheet.concerns} == {
        ("little robotics", "Dana Whitfield"),
        ("no German", "Inga Holm"),
    }


def test_promises_both_ways_what_is_planned_and_the_balance(book, dana):
    log_touch(
        book,
        [dana],
        NewTouch(
            FRIDAY,
            gave="an article",
            promise=date(2026, 12, 5),
            they_promised=date(2026, 12, 8),
            promise_text="the data",
        ),
    )
    plan_follow_up(book, dana, date(2026, 12, 20), "say hello")
    sheet = call_sheet(book, dana)
    assert [item.purpose for item in (*sheet.promised, *sheet.offered, *sheet.planned)] == [
        "the data",
        "the data",
        "say hello",
    ]
    assert sheet.balance.words == "gave 1, asked 0"
    assert sheet.prompts.opening == "I said you would hear from me: the data. Here it is."


def test_inside_the_gap_it_says_so_kindly(book, dana):
    log_touch(book, [dana], NewTouch(FRIDAY))
    assert "A little room until Fri 11 Dec is kind" in call_sheet(book, dana).warning


# No row without words


def test_every_kind_of_row_has_all_its_prompts(book, dana):
    log_touch(book, [dana], NewTouch(date(2026, 9, 1)))
    assert full(call_sheet(book, dana).prompts)
    plan_follow_up(book, dana, date(2026, 10, 1), "say hello")
    sheet = call_sheet(book, dana)
    assert "say hello" in sheet.prompts.opening and full(sheet.prompts)
    log_touch(book, [dana], NewTouch(date(2026, 9, 2), they_promised=date(2026, 9, 4), promise_text="an intro"))
    sheet = call_sheet(book, dana)
    assert "an intro" in sheet.prompts.opening and full(sheet.prompts)
    log_touch(book, [dana], NewTouch(TODAY, "letter", "in"))
    touches.mark_answered(book, dana)
    log_touch(book, [dana], NewTouch(TODAY, "voicemail", "in"))
    sheet = call_sheet(book, dana)
    assert sheet.channel == "call" and full(sheet.prompts)


def test_somebody_without_any_date_has_words_too(book):
    who = people.add_contact(book, somebody("Kim", cadence="none"))
    sheet = call_sheet(book, who)
    assert (sheet.shown, sheet.why) == (None, "no cadence")
    assert full(sheet.prompts)


def test_do_not_contact_is_said(book, dana):
    people.set_do_not_contact(book, dana, True)
    sheet = call_sheet(book, dana)
    assert (sheet.do_not_contact, sheet.why) == (True, "do not contact")
