"""A no: recorded with its plan in one act, put right later, and the second chance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from one_step import facts, one_step, somebody

from crm.book import check, opportunities, people, plans, reading, rejections, touches
from crm.book.errors import Declined, NotFound, Refused
from crm.book.opportunities import NewOpportunity
from crm.book.plans import StepEdit
from crm.book.rejections import NOBODY_YET, RecordNo
from crm.book.session import Book

TODAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


@pytest.fixture
def inga(book: Book) -> int:
    return people.add_contact(book, somebody("Inga Holm", "HR"))


@pytest.fixture
def analyst(book: Book, dana: int, inga: int) -> int:
    return opportunities.add_opportunity(
        book,
        NewOpportunity(
            "Data Analyst",
            "Northwind Robotics",
            people=((dana, ""), (inga, "")),
            stage="interviewing",
            on=date(2026, 11, 2),
        ),
    )


def first_steps(plan, count=3):
    return [(step.on, step.contact, step.channel) for step in plan.steps if step.is_open][:count]


def shown(book, contact):
    return reading.contact_card(book, contact).next.shown


# Recording


def test_a_no_by_the_email_of_hr_thanks_hr_then_calls_the_manager(book, analyst, dana, inga):
    with one_step(book):
        done = rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email", reason="someone with robotics"))

    assert done.preview.plan is not None
    assert first_steps(done.preview.plan) == [
        (date(2026, 11, 23), "Inga Holm", "email"),
        (date(2026, 11, 24), "Dana Whitfield", "call"),
        (date(2026, 11, 26), "Dana Whitfield", "letter"),
    ]
    assert (shown(book, inga), shown(book, dana)) == (date(2026, 11, 23), date(2026, 11, 24))
    assert round(done.preview.plan.share or 0, 3) == 0.637
    assert round(done.preview.plan.share_even or 0, 3) == 0.566
    (touch,) = reading.timeline_page(book, inga)[-1:]
    assert done.touch_id is not None
    logged = touches.get_touch(book, done.touch_id).touch
    assert touch.id == done.touch_id
    assert (logged.on, logged.channel, logged.direction, logged.outcome) == (FRIDAY, "email", "in", "replied")
    assert (logged.note, logged.answer_needed) == ("said no: someone with robotics", False)
    found = opportunities.load_opportunity(book, analyst)
    assert found.rejection is not None
    assert (found.stage, found.rejection.told_by, found.rejection.teller) == ("rejected", "hr", inga)
    assert check.check(book) == []


def test_when_the_manager_rang_herself_the_call_is_done(book, analyst, dana):
    done = rejections.record_no(book, RecordNo(analyst, FRIDAY, "manager", "call"))

    assert done.preview.teller == "Dana Whitfield"
    assert done.preview.plan is not None
    states = [(step.name, step.state) for step in done.preview.plan.steps][:1]
    assert states == [("call", "done")]
    assert first_steps(done.preview.plan, 1) == [(date(2026, 11, 24), "Dana Whitfield", "letter")]
    assert shown(book, dana) == date(2026, 11, 24)


def test_the_preview_is_what_comes_true_and_keeps_nothing(book, analyst):
    record = RecordNo(analyst, FRIDAY, "hr", "email", coffee="later", starts_on=date(2026, 12, 7))
    before = facts(book)

    preview = rejections.preview_no(book, record)

    assert facts(book) == before
    assert opportunities.load_opportunity(book, analyst).stage == "interviewing"
    done = rejections.record_no(book, record)
    assert done.preview.plan == preview.plan
    (plan,) = plans.plans_of(book, opportunity_id=analyst)
    assert preview.plan is not None
    kept = [(step.contact, step.on, step.purpose) for step in plan.steps]
    assert kept == [(step.contact, step.on, step.purpose) for step in preview.plan.steps]


def test_everything_may_be_left_out(book, analyst):
    done = rejections.record_no(book, RecordNo(analyst))

    (no,) = opportunities.load_opportunity(book, analyst).rejections
    assert (no.on, no.told_by, no.teller, no.how, no.reason) == (TODAY, "", None, "", "")
    assert done.touch_id is None
    assert done.plan_id is not None


@pytest.mark.parametrize(
    ("told_by", "how"), [("hr", "portal"), ("hr", "silence"), ("nobody", "email"), ("assistant", "call"), ("hr", "")]
)
def test_nothing_is_logged_where_nobody_known_said_it(book, analyst, told_by, how):
    done = rejections.record_no(book, RecordNo(analyst, FRIDAY, told_by, how))

    assert done.touch_id is None
    assert book.store.value("SELECT count(*) FROM touch") == 0


def test_whoever_said_it_has_a_part_from_then_on(book, analyst):
    sam = people.add_contact(book, somebody("Sam Lee", "recruiter"))

    done = rejections.record_no(book, RecordNo(analyst, FRIDAY, sam, "call", reason="they froze the role"))

    found = opportunities.load_opportunity(book, analyst)
    assert [(person.name, person.part) for person in found.people][-1] == ("Sam Lee", "recruiter")
    assert found.rejection is not None
    assert (found.rejection.told_by, found.rejection.teller) == ("hr", sam)
    assert done.preview.plan is not None
    assert first_steps(done.preview.plan, 1)[0][1] == "Sam Lee"


def test_without_anybody_the_no_is_recorded_and_it_says_whom_a_plan_needs(book):
    lonely = opportunities.add_opportunity(book, NewOpportunity("Analyst", "Kestrel"))

    done = rejections.record_no(book, RecordNo(lonely, how="portal"))

    assert opportunities.load_opportunity(book, lonely).stage == "rejected"
    assert (done.preview.plan, done.preview.note, done.plan_id) == (None, NOBODY_YET, None)


def test_a_no_can_be_recorded_alone(book, analyst):
    done = rejections.record_no(book, RecordNo(analyst, FRIDAY, plan=False))

    assert (done.preview.plan, done.preview.note, done.plan_id) == (None, "", None)
    assert plans.plans_of(book, opportunity_id=analyst) == []


def test_steps_can_be_changed_before_the_plan_is_made(book, analyst):
    edits = {0: StepEdit(drop=True), 1: StepEdit(on=date(2026, 11, 25), purpose="ring her")}

    done = rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email", edits=edits))

    assert done.preview.plan is not None
    step = done.preview.plan.steps[0]
    assert (step.contact, step.on, step.purpose) == ("Dana Whitfield", date(2026, 11, 25), "ring her")


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": TODAY + timedelta(days=1)},
        {"told_by": "the boss"},
        {"how": "pigeon"},
        {"coffee": "never"},
        {"placing": "random"},
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_written(book, analyst, wrong):
    before = facts(book)
    with pytest.raises(Refused):
        rejections.record_no(book, RecordNo(analyst, **wrong))
    with pytest.raises(Refused):
        rejections.preview_no(book, RecordNo(analyst, **wrong))

    assert facts(book) == before


def test_a_teller_or_opportunity_that_is_gone_is_said(book, analyst):
    with pytest.raises(NotFound):
        rejections.record_no(book, RecordNo(analyst, told_by=99))
    with pytest.raises(NotFound):
        rejections.preview_no(book, RecordNo(99))


def test_the_plan_of_the_interview_ends_with_the_no(book, analyst, dana):
    plans.apply_plan(book, plans.PlanRequest(date(2026, 11, 19), "after an interview", analyst))
    (before,) = plans.plans_of(book, opportunity_id=analyst)

    done = rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email"))

    assert [plan.id for plan in plans.plans_of(book, opportunity_id=analyst)] == [done.plan_id]
    assert plans.get_plan(book, before.id).status == "ended"
    assert done.preview.plan is not None
    assert done.preview.plan.joins == ()


def test_a_no_of_last_week_for_what_was_entered_today_counts_from_its_own_day(book, dana):
    number = opportunities.add_opportunity(book, NewOpportunity("Engineer", "Kestrel", people=((dana, ""),)))
    opportunities.set_stage(book, number, "final")

    with one_step(book):
        done = rejections.record_no(book, RecordNo(number, FRIDAY, "manager", "email"))

    found = opportunities.load_opportunity(book, number)
    assert [(event.stage, event.on) for event in found.history] == [
        ("lead", FRIDAY), ("final", FRIDAY), ("rejected", FRIDAY),
    ]  # fmt: skip
    assert "lead and final" in done.preview.note
    assert first_steps(done.preview.plan, 1)[0][0] == date(2026, 11, 23)


def test_a_no_before_another_end_is_refused(book, analyst):
    rejections.record_no(book, RecordNo(analyst, date(2026, 11, 10)))
    rejections.reopen(book, analyst, on=date(2026, 11, 15))

    with pytest.raises(Refused, match="another end"):
        rejections.record_no(book, RecordNo(analyst, date(2026, 11, 5)))


def test_a_second_no_with_the_same_people_joins_the_plan_that_runs_or_leaves_them_out(book, analyst, dana, inga):
    rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email"))
    new = NewOpportunity("Data Engineer", "Northwind Robotics", people=((dana, ""), (inga, "")), on=FRIDAY)
    other = opportunities.add_opportunity(book, new)

    apart = rejections.preview_no(book, RecordNo(other, join=False))
    assert apart.plan is not None
    assert apart.plan.steps == ()
    with one_step(book):
        done = rejections.record_no(book, RecordNo(other))

    assert done.preview.plan is not None
    assert done.preview.plan.joins == ("Data Analyst",)
    purposes = book.store.rows(
        "SELECT s.name FROM open_step o JOIN plan_step s ON s.id = o.step_id WHERE o.contact_id = ?", (dana,)
    )
    assert purposes.count(("coffee",)) == 1


# Putting it right


def test_what_becomes_known_later_is_added_in_one_step(book, analyst):
    rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email"))
    (before,) = plans.plans_of(book, opportunity_id=analyst)

    with one_step(book):
        rejections.edit_rejection(book, analyst, starts_on=date(2027, 2, 1), rank="runner-up", chosen="an insider")

    no = opportunities.load_opportunity(book, analyst).rejection
    assert no is not None
    assert (no.starts_on, no.rank, no.chosen, no.how) == (date(2027, 2, 1), "runner-up", "an insider", "email")
    (after,) = plans.plans_of(book, opportunity_id=analyst)
    placed = [[step.on for step in plan.steps if step.phase == "long"] for plan in (before, after)]
    assert placed[0] != placed[1]


def test_the_message_follows_what_is_known_of_the_no(book, analyst, dana, inga):
    done = rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email", reason="robotics"))
    with one_step(book):
        rejections.edit_rejection(book, analyst, told_by="manager", how="call", reason="more robotics")
    detail = touches.get_touch(book, done.touch_id)
    assert (detail.contact_ids, detail.touch.channel, detail.touch.note) == ((dana,), "call", "said no: more robotics")

    touches.edit_touch(book, done.touch_id, note="my own words")
    rejections.edit_rejection(book, analyst, reason="other")
    assert touches.get_touch(book, done.touch_id).touch.note == "my own words"

    rejections.edit_rejection(book, analyst, how="portal")
    with pytest.raises(NotFound):
        touches.get_touch(book, done.touch_id)
    rejections.edit_rejection(book, analyst, told_by=inga, how="letter")
    (row,) = [row for row in reading.timeline_page(book, inga) if row.kind == "touch"]
    assert (row.channel, row.on, row.note) == ("letter", FRIDAY, "said no: other")
    assert check.check(book) == []


def test_nothing_known_of_no_no_and_unknown_fields_are_refused(book, analyst):
    with pytest.raises(Declined, match="no no"):
        rejections.edit_rejection(book, analyst, rank="runner-up")
    rejections.record_no(book, RecordNo(analyst))
    with pytest.raises(Refused):
        rejections.edit_rejection(book, analyst, mood="sad")
    with pytest.raises(Refused):
        rejections.edit_rejection(book, analyst, how="pigeon")


def test_a_second_no_needs_a_second_chance_first_and_is_kept_beside_the_first(book, analyst):
    rejections.record_no(book, RecordNo(analyst, date(2026, 11, 5), "hr", "email", reason="one"))
    with pytest.raises(Declined, match="reopen"):
        rejections.record_no(book, RecordNo(analyst))

    rejections.reopen(book, analyst, on=date(2026, 11, 10))
    rejections.record_no(book, RecordNo(analyst, FRIDAY, "manager", "call", reason="two"))

    found = opportunities.load_opportunity(book, analyst)
    assert [no.reason for no in found.rejections] == ["one", "two"]
    assert found.rejection == found.rejections[1]
    assert found.is_second_chance
    assert len(plans.plans_of(book, opportunity_id=analyst)) == 1


# The second chance


def test_the_same_role_comes_back_and_its_plans_end(book, analyst, dana):
    rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email"))

    with one_step(book):
        number, _ = rejections.reopen(book, analyst, note="she rang on Sunday")

    found = opportunities.load_opportunity(book, analyst)
    assert (number, found.stage, found.history[-1].note) == (analyst, "interviewing", "she rang on Sunday")
    assert found.is_second_chance
    assert plans.plans_of(book, opportunity_id=analyst) == []


def test_a_different_role_is_the_second_chance_of_the_first(book, analyst):
    rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email"))

    with one_step(book):
        number, _ = rejections.reopen(book, analyst, title="Analytics Lead", stage="screening")

    first, second = (opportunities.load_opportunity(book, each) for each in (analyst, number))
    assert first.stage == "rejected"
    assert (second.second_of, second.title, second.stage) == (analyst, "Analytics Lead", "screening")
    assert (second.employer, second.people) == (first.employer, first.people)
    assert plans.plans_of(book, opportunity_id=analyst) == []


def test_a_trial_has_a_plan_with_its_reviews(book, analyst):
    rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email"))

    with one_step(book):
        number, _ = rejections.reopen(book, analyst, kind="trial")

    assert opportunities.load_opportunity(book, number).kind == "trial"
    (plan,) = plans.plans_of(book, opportunity_id=number)
    assert plan.playbook == "temporary-to-permanent trial"
    assert any("review" in step.purpose for step in plan.steps)


def test_an_introduction_goes_elsewhere_and_names_who_introduced(book, analyst, dana):
    rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email"))

    number, _ = rejections.reopen(book, analyst, kind="introduction", employer="Kestrel Health")

    found = opportunities.load_opportunity(book, number)
    assert (found.employer, found.kind, found.second_of) == ("Kestrel Health", "introduction", analyst)
    assert [(person.contact_id, person.part) for person in found.people] == [(dana, "referrer")]


def test_only_what_is_closed_can_reopen(book, analyst):
    with pytest.raises(Declined, match="under way"):
        rejections.reopen(book, analyst)
    rejections.record_no(book, RecordNo(analyst, FRIDAY))
    for wrong in (
        {"stage": "rejected"}, {"kind": "gig"}, {"on": TODAY + timedelta(days=1)}, {"on": date(2026, 11, 1)},
    ):  # fmt: skip
        with pytest.raises(Refused):
            rejections.reopen(book, analyst, **wrong)


def test_a_second_chance_that_is_accepted_at_once_is_told(book, analyst):
    rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email"))

    told = rejections.reopen(book, analyst, stage="accepted").told

    assert told is not None
    assert len(told.lines) == 2
