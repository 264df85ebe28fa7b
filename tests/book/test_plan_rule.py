"""The rule of the next touch with plans, through the book: every act whole, undone and done again, and sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from one_step import one_step, somebody

from crm.book import follow_ups, history, opportunities, people, plans, queue, rejections, touches
from crm.book.clock import FixedClock
from crm.book.errors import Declined, Refused
from crm.book.opportunities import NewOpportunity, add_opportunity
from crm.book.plans import PlanRequest, StepView
from crm.book.reading import contact_card
from crm.book.session import Book
from crm.book.settings import Settings
from crm.domain.people import Contact, Position
from crm.domain.rows import QueueRow

TODAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 20)


def derived_rows(book: Book) -> list[list[tuple[object, ...]]]:
    tables = {
        "listing": "*",
        "open_item": "*",
        "open_step": "*",
        "window_span": "contact_id, opportunity_id, first, last",
    }
    return [book.store.rows(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3") for table, columns in tables.items()]


@contextmanager
def whole(book: Book) -> Iterator[None]:
    """One act, after which nothing is wrong; undone and redone the derived rows are the same again."""
    before = derived_rows(book)
    with one_step(book):
        yield
        after = derived_rows(book)
        assert book.store.problems() == []
    assert derived_rows(book) == after
    history.undo(book)
    assert derived_rows(book) == before
    assert book.store.problems() == []
    history.redo(book)
    assert derived_rows(book) == after


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


@pytest.fixture
def hugo(book: Book) -> int:
    return people.add_contact(book, somebody("Hugo Lee", "HR"))


@pytest.fixture
def no(book: Book, dana: int, hugo: int) -> rejections.NoRecorded:
    """Northwind's no of Friday by HR's e-mail, with its plan."""
    return rejected(book, dana, hugo)


def rejected(
    book: Book, *who: int, title: str = "Analyst", told_by: str = "hr", **more: object
) -> rejections.NoRecorded:
    on = more.setdefault("on", FRIDAY)
    employer = str(more.pop("employer", "Northwind Robotics"))
    new = NewOpportunity(title, employer, stage="final", on=on, people=tuple((one, "") for one in who))  # type: ignore[arg-type]
    number = add_opportunity(book, new)
    return rejections.record_no(book, rejections.RecordNo(number, told_by=told_by, how="email", **more))  # type: ignore[arg-type]


def on_day(book: Book, on: date) -> Book:
    return replace(book, clock=FixedClock(on))


def log(
    book: Book, who: int, on: date, channel: str = "call", direction: str = "out", **more: object
) -> touches.Logged:
    return touches.log_touch(
        on_day(book, max(book.today, on)),
        [who],
        touches.NewTouch(on, channel, direction, **more),  # type: ignore[arg-type]
    )


def row(book: Book, who: int) -> QueueRow:
    [found] = [each for each in queue.queue_page(book, 0, 1000, everything=True) if each.contact_id == who]
    return found


def steps(book: Book, who: int) -> list[StepView]:
    [plan] = plans.plans_of(book, contact_id=who)
    return [step for step in plan.steps if step.contact_id == who]


def step(book: Book, who: int, name: str) -> StepView:
    return next(each for each in steps(book, who) if each.name == name)


# The cases of the table


def test_thank_hr_monday_call_the_manager_tuesday(book, dana, hugo):
    number = add_opportunity(book, NewOpportunity("Analyst", stage="final", on=FRIDAY, people=((dana, ""), (hugo, ""))))
    with whole(book):
        rejections.record_no(book, rejections.RecordNo(number, on=FRIDAY, told_by="hr", how="email"))
    assert (row(book, hugo).shown, row(book, hugo).channel) == (date(2026, 11, 23), "email")
    assert (row(book, dana).shown, row(book, dana).channel) == (date(2026, 11, 24), "call")
    assert row(book, dana).why == "people rarely refuse to give advice, and a voice builds what writing cannot"


def test_voicemail_on_tuesday_is_tried_again_on_thursday(book, dana, no):
    with whole(book):
        log(book, dana, TODAY, "voicemail")
    later = on_day(book, date(2026, 11, 24))
    touches.delete_touch(later, 2)
    with whole(later):
        log(later, dana, date(2026, 11, 24), "voicemail")
    assert row(later, dana).shown == date(2026, 11, 26)
    assert row(later, dana).why == "not reached today: try again"


def test_the_manager_rang_with_the_no_herself(book, dana, hugo):
    number = add_opportunity(book, NewOpportunity("Analyst", stage="final", on=FRIDAY, people=((dana, ""), (hugo, ""))))
    with whole(book):
        rejections.record_no(book, rejections.RecordNo(number, on=FRIDAY, told_by="manager", how="call"))
    assert step(book, dana, "call").state == "done"
    assert (row(book, dana).shown, row(book, dana).channel) == (date(2026, 11, 24), "letter")


# Touches


def test_a_logged_touch_does_the_first_open_step_of_each_person_in_it(book, dana, hugo, no):
    with whole(book):
        touches.log_touch(book, [dana, hugo], touches.NewTouch(TODAY, "meeting"))
    assert step(book, dana, "call").state == "done"
    assert step(book, hugo, "thank-hr").state == "done"


def test_deleting_back_dating_and_editing_the_touch_put_everything_right(book, dana, no):
    before = derived_rows(book)[0]
    logged = log(book, dana, TODAY)
    done = derived_rows(book)[0]
    assert step(book, dana, "call").state == "done"
    with whole(book):
        touches.edit_touch(book, logged.touch_id, on=date(2026, 11, 10))
    assert step(book, dana, "call").state == "open"
    with whole(book):
        touches.edit_touch(book, logged.touch_id, on=TODAY)
    assert derived_rows(book)[0] == done
    with whole(book):
        touches.edit_touch(book, logged.touch_id, channel="email")
    assert step(book, dana, "call").state == "open"
    with whole(book):
        touches.delete_touch(book, logged.touch_id)
    assert derived_rows(book)[0] == before


def test_feedback_in_the_call_lets_the_step_fall_away_for_good_or_until_it_is_taken_out(book, dana, no):
    logged = log(book, dana, TODAY, got="feedback: more statistics")
    assert step(book, dana, "feedback").state == "fell-away"
    with whole(book):
        touches.edit_touch(book, logged.touch_id, got="")
    assert step(book, dana, "feedback").state == "open"


def test_feedback_from_somebody_of_another_plan_lets_nothing_fall_away(book, dana):
    ann = people.add_contact(book, somebody("Ann Ode", "hiring manager", "Kestrel"))
    rejected(book, dana, told_by="nobody")
    rejected(book, ann, told_by="nobody", employer="Kestrel")
    with whole(book):
        log(book, dana, TODAY, got="feedback")
    assert step(book, dana, "feedback").state == "fell-away"
    assert step(book, ann, "feedback").is_open


def test_the_message_that_brought_the_no_entered_later_is_no_reply(book, dana, hugo):
    new = NewOpportunity("Analyst", stage="final", on=TODAY, people=((dana, ""), (hugo, "")))
    number = add_opportunity(book, new)
    rejections.record_no(book, rejections.RecordNo(number, told_by="hr"))
    with whole(book):
        rejections.edit_rejection(book, number, how="email")
    assert plans.plans_of(book, contact_id=hugo)[0].asks == ()
    assert row(book, hugo).kind == "plan"


# Done and skip act on what makes the row due


def test_done_and_skip_act_on_the_step_that_makes_the_row_due(book, dana, no):
    with whole(book):
        plans.finish_step(book, row(book, dana).step)
    assert step(book, dana, "call").state == "done"
    assert step(book, dana, "note").on == date(2026, 11, 26)
    with whole(book):
        plans.skip_step(book, row(book, dana).step)
    assert step(book, dana, "note").state == "skipped"
    assert row(book, dana).step == step(book, dana, "feedback").id
    with pytest.raises(Declined):
        plans.skip_step(book, step(book, dana, "note").id)


def test_done_without_a_touch_does_not_move_the_anchor(book, dana, no):
    anchor = book.store.value("SELECT anchor_on FROM listing WHERE contact_id = ?", (dana,))
    plans.finish_step(book, row(book, dana).step)
    assert book.store.value("SELECT anchor_on FROM listing WHERE contact_id = ?", (dana,)) == anchor


def test_skip_on_a_cadence_row_stores_the_day_it_was_passed(book, dana):
    log(book, dana, date(2026, 9, 1))
    assert row(book, dana).kind == "cadence"
    with whole(book):
        follow_ups.skip_cadence(book, dana)
    assert row(book, dana).shown == date(2027, 1, 22)
    assert row(book, dana).why == "passed on Sun 22 Nov"


def test_several_due_things_show_the_earliest_and_count_the_rest(book, dana, no):
    log(book, dana, TODAY, "meeting", promise=date(2026, 11, 25), promise_text="the article")
    found = row(book, dana)
    assert (found.kind, found.shown, found.more) == ("promise", date(2026, 11, 25), 1)
    follow_ups.finish_follow_up(book, found.follow_up)
    assert (row(book, dana).kind, row(book, dana).more) == ("plan", 0)


def test_a_step_moved_to_a_typed_day_is_shown_on_it(book, dana, no):
    with whole(book):
        plans.move_step(book, step(book, dana, "call").id, date(2026, 11, 28))
    assert row(book, dana).shown == date(2026, 11, 28)
    assert step(book, dana, "call").pinned


# Replies


def test_a_reply_is_answered_then_the_plan_asks_and_resume_shifts_it(book, dana, hugo, no):
    log(book, dana, TODAY)
    with whole(book):
        log(book, dana, TODAY, "email", "in")
    assert (row(book, dana).group, row(book, dana).more) == ("answer", 1)
    assert row(book, hugo).kind == "plan"
    with whole(book):
        log(book, dana, TODAY, "email")
    assert (row(book, dana).group, row(book, dana).asks) == ("decide", "reply")
    assert book.store.rows("SELECT step_id FROM open_step WHERE contact_id = ?", (dana,)) == []
    later = on_day(book, date(2026, 11, 29))
    with whole(later):
        plans.decide(later, dana, "resume")
    assert row(later, dana).kind == "plan"
    assert step(later, dana, "note").on == date(2026, 12, 3)  # 26 Nov and seven days


def test_a_decision_nobody_asked_for_is_declined(book, dana, no):
    for kind in ("resume", "continue", "follow", "rest", "end"):
        with pytest.raises(Declined):
            plans.decide(book, dana, kind)


# Three in the streak


def test_three_in_the_streak_ask_and_rest_leaves_half_a_year(book, dana):
    for on in (2, 9, 16):
        log(book, dana, date(2026, 11, on), "voicemail")
    assert (row(book, dana).group, row(book, dana).asks) == ("decide", "streak")
    with whole(book):
        plans.decide(book, dana, "rest")
    assert row(book, dana).shown == date(2027, 5, 22)
    assert row(book, dana).kind == "cadence"


def test_three_in_the_streak_and_end_it_leaves_no_cadence(book, dana):
    for on in (2, 9, 16):
        log(book, dana, date(2026, 11, on), "voicemail")
    with whole(book):
        plans.decide(book, dana, "end")
    assert dana not in {each.contact_id for each in queue.queue_page(book, 0, 50, everything=True)}


def test_voicemails_of_a_step_count_once_while_the_plan_runs_and_after_it(book, dana, no):
    for on in (24, 26, 30):
        log(book, dana, date(2026, 11, on), "voicemail")
    later = on_day(book, date(2026, 12, 1))
    assert (row(later, dana).kind, row(later, dana).channel) == ("plan", "email")
    [plan] = plans.plans_of(later, contact_id=dana)
    with whole(later):
        plans.end_plan(later, plan.id)
    assert row(later, dana).kind == "cadence"


def test_a_running_plan_pauses_after_three_in_the_streak(book, dana, no):
    log(book, dana, date(2026, 11, 24), "email")
    log(book, dana, date(2026, 11, 25), "letter")
    log(book, dana, date(2026, 11, 26), "message")
    later = on_day(book, date(2026, 12, 10))
    assert (row(later, dana).group, row(later, dana).asks) == ("decide", "streak")
    assert row(on_day(book, date(2026, 12, 9)), dana).group == "late"
    with whole(later):
        plans.decide(later, dana, "continue")
    assert (row(later, dana).kind, row(later, dana).shown) == ("plan", date(2026, 12, 10))


# The employer


def test_a_touch_with_a_colleague_holds_a_cadence_row_ten_days(book, dana, hugo):
    log(book, dana, date(2026, 9, 22))
    assert row(book, dana).shown == date(2026, 11, 23)
    people.edit_contact(book, dana, replace(people.get_contact(book, dana), positions=(Position("Northwind"),)))
    people.edit_contact(book, hugo, replace(people.get_contact(book, hugo), positions=(Position("Northwind"),)))
    with whole(book):
        logged = log(book, hugo, date(2026, 11, 19))
    assert (row(book, dana).shown, row(book, dana).not_before) == (date(2026, 11, 30), date(2026, 11, 30))
    assert "leaving their colleagues room" in row(book, dana).why
    with whole(book):
        touches.delete_touch(book, logged.touch_id)
    assert row(book, dana).shown == date(2026, 11, 23)


@pytest.mark.parametrize("dated", [True, False])
def test_the_employer_at_the_touchs_date_counts(book, dana, hugo, dated):
    """Hugo was called at Northwind and works at Kestrel since: Northwind was touched, Kestrel was not."""
    since = date(2026, 11, 20) if dated else None
    moved = (Position("Kestrel", since=since), Position("Northwind", until=date(2026, 11, 19)))
    at_kestrel = people.add_contact(book, Contact("Kes", role="HR", positions=(Position("Kestrel"),)))
    people.edit_contact(book, dana, replace(people.get_contact(book, dana), positions=(Position("Northwind"),)))
    for who in (dana, at_kestrel):
        log(book, who, date(2026, 9, 22))
    people.edit_contact(book, hugo, replace(people.get_contact(book, hugo), positions=moved))
    with whole(book):
        log(book, hugo, date(2026, 11, 19))
    assert row(book, dana).shown == date(2026, 11, 30)
    assert row(book, at_kestrel).shown == date(2026, 11, 23)


def test_a_promise_before_a_held_cadence_row_stays_sound(book, dana, hugo):
    for who in (dana, hugo):
        people.edit_contact(book, who, replace(people.get_contact(book, who), positions=(Position("Northwind"),)))
    log(book, dana, date(2026, 9, 22), promise=date(2026, 11, 21))
    with whole(book):
        log(book, hugo, date(2026, 11, 19))
    assert row(book, dana).kind == "promise"


def test_somebody_changed_employer_and_the_plan_asks(book, dana, hugo, no):
    moved = (Position("Kestrel", since=TODAY), Position("Northwind Robotics", until=date(2026, 11, 21)))
    for who in (dana, hugo):
        people.edit_contact(
            book, who, replace(people.get_contact(book, who), positions=(Position("Northwind Robotics"),))
        )
    assert row(book, dana).asks == ""
    with whole(book):
        people.edit_contact(book, dana, replace(people.get_contact(book, dana), positions=moved))
    later = on_day(book, date(2026, 11, 24))
    assert (row(later, dana).group, row(later, dana).asks) == ("decide", "moved")
    with whole(later):
        plans.decide(later, dana, "follow")
    assert (row(later, dana).kind, row(later, dana).asks) == ("plan", "")


def test_a_recruiter_of_an_agency_has_not_changed_employer(book, dana):
    agent = people.add_contact(book, somebody("Rae", "recruiter", "Harbour Agency"))
    rejected(book, dana, agent)
    assert row(book, agent).asks == ""
    assert row(book, agent).kind == "plan"


def test_handing_over_gives_what_is_open_to_somebody_else(book, dana, no):
    eva = people.add_contact(book, somebody("Eva", "executive"))
    log(book, dana, TODAY)
    log(book, eva, TODAY)
    [plan] = plans.plans_of(book, contact_id=dana)
    with whole(book):
        plans.hand_over(book, plan.id, dana, eva)
    assert [each.name for each in steps(book, dana)] == ["call"]
    assert steps(book, eva)[0].name == "note"
    assert row(book, eva).kind == "plan"
    assert row(book, dana).kind == "cadence"


def test_plans_at_one_employer_keep_ten_days_apart(book, dana, hugo, no):
    people_there = [people.add_contact(book, somebody(name, "hiring manager")) for name in ("Mara", "Noor")]
    for who in people_there:
        rejected(book, who, title=f"Chair {who}", told_by="")
    rows = book.store.rows(
        "SELECT o.plan_id, o.shown FROM open_step o JOIN plan_step s ON s.id = o.step_id WHERE s.phase = 'long'"
    )
    days = [(plan, date.fromisoformat(shown)) for plan, shown in rows]
    assert len({plan for plan, _ in days}) == 3
    for plan, on in days:
        assert all(abs((on - other).days) >= 10 for another, other in days if another != plan)


# One running plan a person


def test_deleting_the_only_one_of_a_plan_frees_the_days_it_took_from_others(book, dana, hugo):
    rejected(book, dana, told_by="nobody")
    rejected(book, hugo, title="Buyer", told_by="nobody")
    with whole(book):
        people.delete_contact(book, dana)


def test_a_second_no_with_the_same_people_joins_and_names_both(book, dana, hugo, no):
    log(book, dana, TODAY)
    later = on_day(book, date(2026, 11, 25))
    number = add_opportunity(
        later,
        NewOpportunity("Lead", "Northwind Robotics", stage="final", on=later.today, people=((dana, ""), (hugo, ""))),
    )
    record = rejections.RecordNo(number, told_by="hr", how="email")
    assert "Analyst" in rejections.preview_no(later, record).plan.joins
    with whole(later):
        found = rejections.record_no(later, record)
    for who in (dana, hugo):
        assert len([plan for plan in plans.plans_of(later, contact_id=who) if plan.status == "running"]) == 1
    new = plans.get_plan(later, found.plan_id)
    assert "(for Analyst as well)" in next(each.why for each in new.steps if each.name == "note")
    assert [each.name for each in new.steps].count("note") == 1
    preview = [(each.name, each.contact_id, each.on) for each in found.preview.plan.steps]
    assert [(each.name, each.contact_id, each.on) for each in new.steps] == preview


def test_what_follows_a_joined_step_keeps_its_own_day(book, dana, hugo, no):
    before = {each.place: each.on for each in steps(book, hugo) if each.phase == "long"}
    later = on_day(book, date(2026, 11, 25))
    number = add_opportunity(later, NewOpportunity("Lead", "Northwind Robotics", on=later.today, people=((dana, ""),)))
    with whole(later):
        rejections.record_no(later, rejections.RecordNo(number, told_by="nobody"))
    after = {each.place: each.on for each in steps(later, hugo) if each.phase == "long"}
    assert after.keys() == before.keys()
    assert all(day > date(2027, 4, 1) for day in after.values())  # not ten days after the day of joining


@pytest.mark.parametrize("deleted", [True, False])
def test_a_second_no_that_was_a_mistake_gives_the_first_plan_back(book, dana, hugo, no, deleted):
    before = [(each.id, each.state) for each in steps(book, dana)]
    later = on_day(book, date(2026, 11, 23))
    number = add_opportunity(later, NewOpportunity("Lead", stage="final", on=FRIDAY, people=((dana, ""),)))
    rejections.record_no(later, rejections.RecordNo(number, told_by="nobody"))
    joined = plans.get_plan(later, no.plan_id).steps
    assert {each.state for each in joined if each.contact_id == dana} == {"joined"}
    log(later, dana, date(2026, 11, 23))
    with whole(later):
        if deleted:
            opportunities.delete_opportunity(later, number)
        else:
            seq = later.store.value("SELECT max(seq) FROM stage_event WHERE opportunity_id = ?", (number,))
            opportunities.remove_stage_event(later, number, seq)
    assert (
        [(each.id, each.state) for each in steps(later, dana)]
        == [
            (before[0][0], "done"),  # by the call in between
            *before[1:],
        ]
    )


def test_only_what_waits_for_a_chair_is_placed(book, dana):
    request = PlanRequest(date(2026, 11, 2), "temporary-to-permanent trial", contact_ids=(dana,))
    preview = plans.preview_plan(book, request)
    assert (preview.placing, preview.share) == ("plain", None)
    plan_id = plans.apply_plan(book, request)
    found = plans.get_plan(book, plan_id)
    assert (found.placing, found.share) == ("plain", None)
    reviews = [each.on for each in found.steps if each.phase == "long"]
    months = [(each.year, each.month) for each in reviews]
    assert months == [(2026, 12), (2027, 1), (2027, 2), (2027, 3), (2027, 4), (2027, 5)]
    with pytest.raises(Refused):
        plans.change_placing(book, plan_id, "placed")


def test_what_a_joined_plan_had_besides_goes_on_in_the_new_one_as_previewed(book, dana, hugo):
    for who in (dana, hugo):
        request = PlanRequest(FRIDAY, "cold employer on the target list", contact_ids=(who,))
        plans.apply_plan(book, request)
    number = add_opportunity(book, NewOpportunity("Lead", stage="final", on=FRIDAY, people=((dana, ""), (hugo, ""))))
    with whole(book):
        found = rejections.record_no(book, rejections.RecordNo(number, told_by="hr", how="email"))
    new = plans.get_plan(book, found.plan_id)
    assert len({each.place for each in new.steps}) == len(new.steps)
    preview = [(each.name, each.contact_id, each.on) for each in found.preview.plan.steps]
    assert [(each.name, each.contact_id, each.on) for each in new.steps] == preview
    for who in (dana, hugo):
        mine = [each for each in new.steps if each.contact_id == who and each.is_open]
        early = [each.on for each in mine if each.phase == "early"]
        assert max(early) < min(each.on for each in mine if each.phase == "long")


def test_without_joining_the_plan_that_runs_goes_on(book, dana, hugo, no):
    before = [(each.id, each.on) for each in steps(book, dana)]
    found = rejected(book, dana, hugo, title="Lead", join=False)
    assert found.plan_id is None
    assert [(each.id, each.on) for each in steps(book, dana)] == before


def test_what_is_handed_over_late_is_not_late_for_whoever_begins(book, dana, no):
    later = on_day(book, date(2026, 12, 10))
    ann = people.add_contact(later, somebody("Ann", "executive", "Northwind Robotics"))
    [plan] = plans.plans_of(later, contact_id=dana)
    with whole(later):
        plans.hand_over(later, plan.id, dana, ann)
    early = [each.on for each in steps(later, ann) if each.phase == "early"]
    assert early[0] == date(2026, 12, 10)
    assert early == sorted(set(early))


def test_somebody_with_a_running_plan_is_handed_nothing(book, dana, hugo, no):
    [plan] = plans.plans_of(book, contact_id=dana)
    with pytest.raises(Refused):
        plans.hand_over(book, plan.id, dana, hugo)


# Placing


def test_placed_anew_when_the_start_of_the_new_hire_becomes_known(book, dana, no):
    before = [each.on for each in steps(book, dana) if each.phase == "long"]
    number = book.store.value("SELECT id FROM opportunity")
    with whole(book):
        rejections.edit_rejection(book, number, starts_on=date(2027, 2, 1))
    after = [each.on for each in steps(book, dana) if each.phase == "long"]
    assert before != after
    assert {row[0] for row in book.store.rows("SELECT due FROM open_step")} >= {on.isoformat() for on in after}


@pytest.mark.parametrize("shift", [-10, 12])
def test_placed_anew_when_a_touch_happens_early_or_late(book, dana, no, shift):
    for on, channel in ((24, "call"), (26, "letter"), (30, "email")):
        log(book, dana, date(2026, 11, on), channel)
    log(book, dana, date(2026, 12, 4), "meeting")
    planned = [each.on for each in steps(book, dana) if each.is_open]
    later = on_day(book, planned[0] + timedelta(days=shift))
    with whole(later):
        log(later, dana, later.today, "email")
    after = [each.on for each in steps(later, dana) if each.is_open]
    assert len(after) == 8
    assert 42 <= (after[0] - later.today).days <= 65


def test_plain_spacing_is_one_act_away(book, dana, no):
    [plan] = plans.plans_of(book, contact_id=dana)
    with whole(book):
        plans.change_placing(book, plan.id, "plain")
    assert next(each.on for each in steps(book, dana) if each.phase == "long") == date(2027, 1, 19)


# Snoozes, do not contact, windows, the weekly limit, imports


def test_a_snooze_holds_the_plan_and_a_touch_ends_it(book, dana, no):
    with whole(book):
        follow_ups.snooze(book, dana, date(2027, 3, 1))
    assert row(book, dana).shown == date(2027, 3, 1)
    assert min(each.on for each in steps(book, dana) if each.phase == "long") >= date(2027, 3, 22)
    with whole(book):
        log(book, dana, TODAY, "voicemail")
    assert row(book, dana).shown == date(2026, 11, 24)


def test_do_not_contact_is_never_in_the_queue_whatever_is_planned(book, dana, no):
    with whole(book):
        people.edit_contact(book, dana, replace(people.get_contact(book, dana), do_not_contact=True))
    log(book, dana, TODAY, "email", "in")
    assert dana not in {each.contact_id for each in queue.queue_page(book, 0, 50, everything=True)}
    assert book.store.value("SELECT shown FROM listing WHERE contact_id = ?", (dana,)) is None


def test_open_windows_come_first_in_their_group_and_say_so(book, dana):
    other = people.add_contact(book, somebody("Ann", "HR"))
    for who in (other, dana):
        log(book, who, date(2026, 9, 20))
    new = NewOpportunity("Analyst", stage="final", on=date(2026, 9, 1), people=((dana, ""),))
    number = add_opportunity(book, new)
    with whole(book):
        rejections.record_no(book, rejections.RecordNo(number, on=date(2026, 9, 22), plan=False))
    rows = queue.queue_page(book, 0, 50, everything=True)
    assert [each.contact_id for each in rows] == [dana, other]
    assert "window open since" in rows[0].why
    rejections.edit_rejection(book, number, starts_on=date(2026, 11, 20))
    assert [each.contact_id for each in queue.queue_page(book, 0, 50, everything=True)] == [other, dana]


@pytest.mark.parametrize(
    ("channel", "direction", "outcome", "counts"),
    [
        ("email", "out", None, True),
        ("email", "in", None, True),
        ("call", "out", "reached", True),
        ("meeting", "out", None, True),
        ("call", "out", "no-answer", False),
        ("voicemail", "out", None, False),
        ("email", "out", "no-answer", True),
        ("voicemail", "out", "replied", True),
    ],
)
def test_the_weekly_limit_counts_contact_and_sent_touches(make_book, channel, direction, outcome, counts):
    book = make_book(settings=Settings(weekly_limit=1))
    who = people.add_contact(book, Contact("Dana"))
    log(book, who, date(2026, 11, 15), "email")  # the Sunday before is last week
    assert not queue.week_is_full(book)
    log(book, who, date(2026, 11, 16), channel, direction, outcome=outcome)
    assert queue.week_is_full(book) is counts
    assert not queue.week_is_full(on_day(book, date(2026, 11, 23)))


def test_a_full_week_holds_back_cadence_rows_only(make_book):
    book = make_book(settings=Settings(weekly_limit=1))
    dana, ann, cora = (people.add_contact(book, somebody(name, "HR", "")) for name in ("Dana", "Ann", "Cora"))
    log(book, dana, date(2026, 9, 10))
    log(book, ann, date(2026, 9, 10), promise=date(2026, 11, 5))
    assert row(book, dana).group == "late"
    log(book, cora, date(2026, 11, 20), "email")
    assert row(book, dana).group == "next-week"
    assert row(book, ann).group == "late"
    assert dana not in {each.contact_id for each in queue.queue_page(book)}
    assert row(on_day(book, date(2026, 11, 23)), dana).group == "late"


def test_a_full_week_hides_no_promise_that_is_due_behind_a_held_cadence_row(make_book):
    book = make_book(settings=Settings(weekly_limit=1))
    names = ("Dana", "Ann", "Ben", "Cora")
    dana, ann, ben, cora = (people.add_contact(book, somebody(name, "HR", "")) for name in names)
    for who in (dana, ann, ben):
        log(book, who, date(2026, 9, 10))
    follow_ups.plan_follow_up(book, ann, date(2026, 11, 22), "send the paper", at=time(15, 0))
    follow_ups.plan_follow_up(book, ben, date(2026, 11, 24), "ring again")
    late = on_day(book, date(2026, 11, 20))  # Friday; the week ends on Sunday
    log(late, cora, date(2026, 11, 20), "email")
    assert (row(book, dana).group, row(late, dana).group) == ("next-week", "next-week")
    shown = row(late, ann)
    assert (shown.kind, shown.group, shown.shown, shown.more) == ("typed", "this-week", date(2026, 11, 22), 0)
    assert shown.why == "send the paper, at 15:00"
    assert row(late, ben).group == "next-week"  # what is due for him can wait as long as the row itself
    assert row(book, ann).group == "today"
    pages = [queue.queue_page(late, offset, 1, everything=True) for offset in range(4)]
    whole_queue = queue.queue_page(late, everything=True)
    assert [each for page in pages for each in page] == whole_queue
    assert [queue.queue_index(late, each.contact_id) for each in whole_queue] == list(range(4))
    assert sum(queue.queue_counts(late).values()) == 4
    card = contact_card(late, ann)
    assert (card.group, card.next.follow_up) == ("this-week", shown.follow_up)


def test_the_first_touch_of_an_import_counts_from_its_spread_day(book):
    who = people.add_contact(book, somebody("Dana", "HR"))
    assert row(book, who).shown == date(2027, 1, 22)
    with whole(book), book.act("spread"):
        book.store.database.execute_sql("UPDATE contact SET spread_on = '2026-12-09' WHERE id = ?", (who,))
    assert row(book, who).shown == date(2027, 2, 9)
    log(book, who, TODAY)
    assert row(book, who).shown == date(2027, 1, 22)


def test_a_no_recorded_months_late_lets_go_what_is_past_and_places_the_rest_from_today(book, dana, hugo):
    rejected(book, dana, hugo, on=date(2026, 5, 4))
    found = steps(book, dana)
    assert [each.name for each in found if each.is_open and each.phase == "early"] == ["call"]
    assert {each.state for each in found if each.phase == "early"} == {"open", "let-go"}
    assert row(book, dana).shown == date(2026, 11, 23)
    assert min(each.on for each in found if each.phase == "long") >= date(2026, 12, 14)
    assert book.store.problems() == []


def test_the_default_cadence_stays_with_somebody_whose_plan_is_over(book):
    friend = people.add_contact(book, Contact("Cora"))
    number = plans.apply_plan(book, PlanRequest(FRIDAY, "landed", contact_ids=(friend,)))
    with whole(book):
        plans.end_plan(book, number)
    assert row(book, friend).kind == "cadence"


def test_logging_for_somebody_without_plans_reads_no_more_for_all_the_plans_there_are(book, dana, no, monkeypatch):
    other = people.add_contact(book, somebody("Ann", employer="Elsewhere"))

    def reads() -> int:
        asked = []
        execute = type(book.store.database).execute_sql

        def counting(*given, **named):
            asked.append(given[1])
            return execute(*given, **named)

        with monkeypatch.context() as patch:
            patch.setattr(type(book.store.database), "execute_sql", counting)
            log(book, other, TODAY, "email")
        return len(asked)

    log(book, other, TODAY, "email")
    with_one = reads()
    for number in range(3):
        rejected(book, people.add_contact(book, somebody(f"P{number}", "hiring manager")), title=f"Chair {number}")
    assert reads() == with_one
