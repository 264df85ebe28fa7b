"""Etiquette over a book: warnings before a touch is logged or planned, and who gave what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from one_step import one_step, somebody

from crm.book import people, plans, reading, rejections, touches
from crm.book.clock import FixedClock
from crm.book.etiquette import balance, early_touches, gap_warning
from crm.book.follow_ups import plan_follow_up, snooze
from crm.book.opportunities import NewOpportunity, add_opportunity
from crm.book.plan_requests import request_for
from crm.book.rejections import RecordNo
from crm.book.session import Book, open_book
from crm.book.touches import NewTouch, edit_touch, get_touch, log_touch
from crm.domain.people import Position

TODAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


@pytest.fixture
def sam(book: Book) -> int:
    return people.add_contact(book, somebody("Sam Lee", "peer"))


@pytest.fixture
def analyst(book: Book, dana: int) -> int:
    return add_opportunity(
        book, NewOpportunity("Data Analyst", "Northwind Robotics", people=((dana, ""),), stage="interviewing")
    )


# Warnings


def test_a_touch_inside_the_gap_is_told_with_the_last_one(book, dana):
    assert gap_warning(book, [dana], TODAY) == ()
    log_touch(book, [dana], NewTouch(date(2026, 11, 12)))

    (warning,) = gap_warning(book, [dana], TODAY)

    assert (warning.contact_id, warning.contact) == (dana, "Dana Whitfield")
    assert (warning.last_on, warning.answered, warning.until) == (date(2026, 11, 12), True, date(2026, 12, 3))
    assert "Thu 12 Nov" in warning.words and warning.colleague == ""
    assert gap_warning(book, [dana], date(2026, 12, 3)) == ()


def test_it_reads_only(book, dana):
    log_touch(book, [dana], NewTouch(TODAY))
    before = book.store.value("SELECT count(*) FROM undo_act")
    assert gap_warning(book, [dana], TODAY)
    assert book.store.value("SELECT count(*) FROM undo_act") == before


def test_a_touch_with_a_colleague_is_named(book, dana, sam):
    log_touch(book, [sam], NewTouch(date(2026, 11, 18), "email"))

    (warning,) = gap_warning(book, [dana], TODAY)

    assert (warning.colleague, warning.until, warning.answered) == ("Sam Lee", date(2026, 11, 28), False)
    assert gap_warning(book, [dana], date(2026, 11, 28)) == ()
    log_touch(book, [sam], NewTouch(date(2026, 11, 19), "email", "in"))
    assert gap_warning(book, [dana], TODAY)[0].answered


def test_the_employer_on_the_day_of_the_touch_counts(book, dana, sam):
    log_touch(book, [sam], NewTouch(date(2026, 11, 18), "email"))
    found = people.get_contact(book, sam)
    moved = (Position("Kestrel", since=date(2026, 11, 20)), Position("Northwind Robotics", until=date(2026, 11, 19)))
    people.edit_contact(book, sam, replace(found, positions=moved))
    assert gap_warning(book, [dana], TODAY)[0].colleague == "Sam Lee"
    log_touch(book, [sam], NewTouch(TODAY, "email"))
    assert gap_warning(book, [dana], date(2026, 11, 28)) == (), "what came after went to Kestrel"


def test_of_a_later_touch_with_a_colleague_nothing_is_said_for_a_day_before(book, dana, sam):
    log_touch(book, [sam], NewTouch(date(2026, 11, 10), "email"))
    log_touch(book, [sam], NewTouch(TODAY, "email"))
    (warning,) = gap_warning(book, [dana], date(2026, 11, 19))
    assert warning.last_on == date(2026, 11, 10)


def test_one_touch_with_both_warns_of_neither_for_the_other(book, dana, sam):
    assert gap_warning(book, [dana, sam], TODAY) == ()
    log_touch(book, [dana, sam], NewTouch(date(2026, 11, 12)))
    assert [warning.colleague for warning in gap_warning(book, [dana, sam, dana, 999], TODAY)] == ["", ""]


def test_answers_promises_and_early_steps_are_exempt(book, dana, analyst):
    log_touch(book, [dana], NewTouch(FRIDAY))
    reply = log_touch(book, [dana], NewTouch(FRIDAY, "email", "in"))
    assert gap_warning(book, [dana], TODAY) == ()
    touches.mark_answered(book, dana, [reply.touch_id])
    assert gap_warning(book, [dana], TODAY)
    rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email"))
    assert gap_warning(book, [dana], TODAY) == ()


def test_planning_a_day_inside_the_gap_is_told_once(book, dana):
    log_touch(book, [dana], NewTouch(FRIDAY))
    assert gap_warning(book, [dana], date(2026, 11, 25), planning=True)
    plan_follow_up(book, dana, date(2026, 11, 25), "ask")
    assert gap_warning(book, [dana], date(2026, 11, 25)) == ()


def test_no_date_that_the_program_gives_is_one_it_warns_about(book, dana, sam):
    log_touch(book, [dana], NewTouch(FRIDAY, "voicemail"))
    log_touch(book, [sam], NewTouch(date(2026, 9, 18), "email"))
    people.set_cadence(book, sam, "1 week")
    snooze(book, dana, date(2026, 12, 1))
    for contact in (dana, sam):
        shown = reading.contact_card(book, contact).next.shown
        assert shown is not None
        assert gap_warning(book, [contact], shown) == ()


# Gave and asked


def test_the_card_says_what_was_given_and_asked_and_flags_asking_twice(book, dana):
    log_touch(book, [dana], NewTouch(date(2026, 10, 1), gave="an article"))
    log_touch(book, [dana], NewTouch(date(2026, 11, 1), asked="advice"))
    assert reading.contact_card(book, dana).balance.words == "gave 1, asked 1"
    second = log_touch(book, [dana], NewTouch(FRIDAY, "email", asked="a meeting")).touch_id

    card = reading.contact_card(book, dana)
    assert (card.gave, card.asked, card.balance.flagged) == (1, 2, True)
    assert "asked twice in a row" in card.balance.words

    edit_touch(book, second, gave="an introduction")
    assert not balance(book, dana).flagged


def test_an_older_gift_entered_late_stands_where_it_was(book, dana):
    for on in (date(2026, 11, 1), date(2026, 11, 10)):
        log_touch(book, [dana], NewTouch(on, asked="advice"))
    log_touch(book, [dana], NewTouch(date(2026, 11, 5), gave="news"))
    assert not balance(book, dana).flagged
    log_touch(book, [dana], NewTouch(FRIDAY, asked="advice"))
    assert balance(book, dana).flagged


def test_the_early_steps_after_a_no_may_ask_twice(book, dana, analyst):
    rejections.record_no(book, RecordNo(analyst, date(2026, 11, 16), "hr", "email"))
    called = log_touch(book, [dana], NewTouch(date(2026, 11, 17), asked="advice")).touch_id
    tried = log_touch(book, [dana], NewTouch(date(2026, 11, 18), "letter")).touch_id
    asked = log_touch(book, [dana], NewTouch(FRIDAY, "email", asked="feedback")).touch_id

    assert early_touches(book, dana) == {called, tried, asked}
    assert not reading.contact_card(book, dana).balance.flagged
    assert balance(book, dana).asked == 2

    (plan,) = plans.plans_of(book, contact_id=dana)
    plans.end_plan(book, plan.id)
    assert not balance(book, dana).flagged, "also when the plan is over"


def test_the_steps_of_other_plans_are_not_aside(book, dana):
    plans.apply_plan(book, request_for(book, "introduction", contact_ids=[dana], on=date(2026, 11, 10)))
    log_touch(book, [dana], NewTouch(date(2026, 11, 12), "email", asked="advice"))
    log_touch(book, [dana], NewTouch(FRIDAY, asked="a meeting"))
    assert balance(book, dana).flagged


# What they gave


def test_a_touch_carries_what_they_gave(book, dana):
    with one_step(book):
        touch = log_touch(book, [dana], NewTouch(FRIDAY, got=" advice:\x07 learn Rust ")).touch_id
    detail = get_touch(book, touch)
    assert detail.touch.got == detail.as_new().got == "advice: learn Rust"
    assert reading.timeline_page(book, dana)[0].got == "advice: learn Rust"
    with one_step(book):
        edit_touch(book, touch, got="")
    assert reading.timeline_page(book, dana)[0].got == ""


def test_feedback_in_a_touch_lets_the_feedback_step_fall_away(book, dana, analyst):
    rejections.record_no(book, RecordNo(analyst, date(2026, 11, 16), "hr", "email"))
    (plan,) = plans.plans_of(book, contact_id=dana)
    assert "feedback" in [step.name for step in plan.steps if step.is_open]

    with one_step(book):
        touch = log_touch(book, [dana], NewTouch(date(2026, 11, 17), got="Feedback, at length")).touch_id
    states = {step.name: step.state for step in plans.get_plan(book, plan.id).steps}
    assert (states["call"], states["feedback"]) == ("done", "fell-away")

    edit_touch(book, touch, got="an introduction")
    assert plans.get_plan(book, plan.id).steps[-1].is_open
    states = {step.name: step.state for step in plans.get_plan(book, plan.id).steps}
    assert states["feedback"] == "open"


def test_a_warning_never_looks_ahead_of_the_calendar(book, dana):
    log_touch(book, [dana], NewTouch(TODAY))
    assert gap_warning(book, [dana], date.max) == ()
    assert gap_warning(book, [dana], date.min) == ()
    assert gap_warning(book, [dana], TODAY + timedelta(days=20))


PASSED = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 30),
        st.sampled_from(["call", "voicemail", "email", "meeting"]),
        st.sampled_from(["out", "out", "out", "in"]),
    ),
    max_size=5,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(passed=PASSED, cadences=st.lists(st.sampled_from(["1 week", "1 month", None]), min_size=3, max_size=3))
def test_whatever_passed_no_placed_step_and_no_cadence_is_shown_inside_a_gap(tmp_path_factory, passed, cadences):
    folder = tmp_path_factory.mktemp("etiquette")
    with open_book(folder / "book.db", clock=FixedClock(TODAY), create=True, backups=folder) as book:
        known = (("Dana Whitfield", "hiring manager"), ("Inga Holm", "HR"), ("Sam Lee", "peer"))
        who = [
            people.add_contact(book, somebody(name, role, cadence=cadence))
            for (name, role), cadence in zip(known, cadences, strict=True)
        ]
        parts = ((who[0], ""), (who[1], ""))
        role = add_opportunity(book, NewOpportunity("Analyst", "Northwind Robotics", people=parts, stage="final"))
        rejections.record_no(book, RecordNo(role, date(2026, 10, 20), "hr", "email"))
        for person, back, channel, direction in passed:
            log_touch(book, [who[person]], NewTouch(TODAY - timedelta(days=back), channel, direction))
        early = {row[0] for row in book.store.rows("SELECT id FROM plan_step WHERE phase = 'early'")}
        for contact, kind, step, shown in book.store.rows(
            "SELECT contact_id, kind, step, shown FROM listing WHERE kind IN ('plan', 'cadence')"
        ):
            if step not in early:
                assert gap_warning(book, [contact], date.fromisoformat(shown)) == (), (kind, shown)
