"""What was decided about plans, the streak and the room that is left, one test a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from crm.domain.facts import Facts, OpenStep, PlanItem
from crm.domain.laying_out import Person
from crm.domain.next_touch import decide_from, next_touch, streak
from crm.domain.plans import DecisionFact, StepFact, attempts_of
from crm.domain.queue import group_of, why
from crm.domain.workdays import WorkWeek

from .plan_story import DANA, FRIDAY, HUGO, SUNDAY, PlanStory, day
from .story import TODAY, Story


def called() -> PlanStory:
    story = PlanStory()
    story.reached(day(11, 24))
    return story


# The cases of the table


def test_no_on_fri_20_nov_by_hrs_email_thank_hr_mon_23_nov_call_the_manager_tue_24_nov():
    story = PlanStory()
    assert story.next(2).shown == day(11, 23)
    assert story.next(1).shown == day(11, 24)
    assert (story.next(2).channel, story.next(1).channel) == ("email", "call")


def test_voicemail_on_tue_24_nov_try_again_thu_26_nov():
    story = PlanStory()
    story.voicemail(day(11, 24))
    assert story.next().shown == day(11, 26)
    assert why(story.next(), day(11, 25)) == "not reached yesterday: try again"


def test_the_manager_rang_with_the_no_herself_the_call_is_done_and_the_note_is_tue_24_nov():
    story = PlanStory(told_by="manager", teller=1, how="call")
    assert story.states()["call"].state == "done"
    assert story.next().shown == day(11, 24)
    assert story.first()[0] == "note"


# The cadence, the gaps


def test_the_cadence_is_silent_while_a_plan_has_an_open_step():
    story = called()
    assert {item.kind for item in story.next().items} == {"plan"}
    for state in story.run()[1].open:
        story.mark(state.step.place, "done", day(11, 24))
    assert {item.kind for item in story.next().items} == {"cadence"}


def test_early_steps_are_exempt_from_both_gaps():
    story = called()
    found = story.next(colleagues=day(11, 24))
    assert (found.shown, found.not_before) == (day(11, 26), None)


def long_item(due: date, *, pinned: bool = False) -> PlanItem:
    return PlanItem(1, (OpenStep(5, due, "email", phase="long", pinned=pinned),))


def test_a_long_step_leaves_the_own_gap_and_ten_days_after_a_colleague():
    story = Story()
    story.reached(date(2026, 11, 12))
    facts = replace(story.facts(), plans=[long_item(date(2026, 11, 23))])
    assert next_touch(facts).shown == date(2026, 12, 3)
    later = replace(facts, colleagues=date(2026, 12, 1))
    assert (next_touch(later).shown, next_touch(later).held) == (date(2026, 12, 11), True)
    assert "leaving their colleagues room" in why(next_touch(later), TODAY)


def test_a_date_typed_for_a_step_leaves_no_room_and_is_never_rolled():
    story = Story()
    story.reached(date(2026, 11, 12))
    facts = replace(story.facts(), plans=[long_item(date(2026, 11, 28), pinned=True)], colleagues=TODAY)
    assert next_touch(facts).shown == date(2026, 11, 28)


def test_no_step_is_exempt_from_a_snooze():
    story = Story()
    story.snooze(date(2027, 3, 1))
    for item in (long_item(TODAY), long_item(TODAY, pinned=True), PlanItem(1, (OpenStep(5, TODAY, "call"),))):
        assert next_touch(replace(story.facts(), plans=[item])).shown == date(2027, 3, 1)


def test_a_touch_with_a_colleague_that_holds_nothing_back_is_not_told_of():
    story = Story()
    story.reached(date(2026, 11, 12))
    facts = replace(story.facts(), colleagues=date(2026, 11, 20))
    assert next_touch(facts) == next_touch(story.facts())


def test_a_cadence_row_leaves_ten_days_after_a_colleague_rolled_to_a_working_day():
    story = Story()
    story.reached(date(2026, 9, 22))
    facts = replace(story.facts(), colleagues=date(2026, 11, 19))
    assert next_touch(facts).shown == date(2026, 11, 30)  # 29 Nov is a Sunday


# Order


def test_the_next_step_keeps_its_date_when_the_one_before_is_done_in_time():
    assert called().first()[:2] == ("note", day(11, 26))


def test_the_next_step_moves_to_two_working_days_after_a_late_one():
    story = PlanStory()
    story.reached(day(11, 27))
    assert story.first()[:2] == ("note", day(12, 1))


def test_a_step_done_early_holds_nothing_back_and_the_order_stays():
    story = PlanStory()
    story.mark(story.place("feedback"), "done", day(11, 23))
    assert story.first()[:2] == ("call", day(11, 24))
    states = story.states()
    assert states["note"].on == day(11, 26)
    assert states["coffee"].on == day(12, 4)
    story.reached(day(12, 3))
    assert story.states()["note"].on == day(12, 7)
    assert story.states()["coffee"].on == day(12, 9)


def test_a_skipped_step_is_passed_over_and_moves_nothing():
    story = PlanStory()
    story.mark(story.place("call"), "skipped", day(11, 30))
    assert story.first()[:2] == ("note", day(11, 26))


def test_a_moved_step_has_the_day_that_was_typed_and_those_behind_follow():
    story = called()
    story.move(story.place("note"), day(12, 12))  # a Saturday
    assert story.first()[:2] == ("note", day(12, 12))
    assert story.states()["feedback"].on == day(12, 15)


def test_a_step_moved_before_its_predecessors_comes_first():
    story = called()
    story.move(story.place("feedback"), day(11, 25))
    assert story.first()[:2] == ("feedback", day(11, 25))
    story.sent(day(11, 25))
    assert story.states()["feedback"].state == "done"
    assert story.first()[0] == "note"


@pytest.mark.parametrize(
    ("got", "state"),
    [
        ("feedback", "fell-away"),
        ("learn the grid code", "fell-away"),
        ("advice", "fell-away"),
        ("introduction", "open"),
    ],
)
def test_what_the_call_told_is_the_feedback_unless_it_was_something_else(got, state):
    story = PlanStory()
    story.reached(day(11, 24), got=got)
    assert story.states()["feedback"].state == state


def test_a_moved_long_step_is_not_placed_and_the_others_leave_it_room():
    story = PlanStory()
    pinned = story.long()[2].step.place
    story.move(pinned, day(6, 5, 2027))
    days = {state.step.place: state.on for state in story.long()}
    assert days[pinned] == day(6, 5, 2027)
    assert all(abs((on - days[pinned]).days) >= 21 for place, on in days.items() if place != pinned)


def test_a_touch_from_before_a_step_was_moved_does_not_do_it():
    story = PlanStory()
    before = story.reached(day(11, 24))
    story.forget(before)  # logged for somebody else by mistake, say
    story.move(story.place("call"), day(11, 27))
    story.touches[1] = [before]
    assert story.first()[:2] == ("call", day(11, 27))
    story.reached(day(11, 25))
    assert story.first()[0] == "note"


# What a touch does


@pytest.mark.parametrize("channel", ["email", "letter", "message"])
def test_a_sent_touch_does_a_step_of_its_channel_only(channel):
    story = called()
    story.sent(day(11, 25), channel)
    assert story.states()["note"].state == ("done" if channel == "letter" else "open")


@pytest.mark.parametrize("channel", ["call", "meeting", "event"])
def test_a_contact_does_the_first_open_step_whatever_its_channel(channel):
    story = called()
    story.touch(day(11, 25), channel, "reached")
    assert story.first()[0] == "feedback"


def test_one_touch_does_one_step():
    story = PlanStory()
    story.reached(day(12, 20))
    assert [state.state for state in story.states().values()][:3] == ["done", "open", "open"]


def test_deleting_or_back_dating_the_touch_puts_the_plan_right():
    story = PlanStory()
    before = story.run()
    call = story.reached(day(11, 24))
    assert story.run() != before
    story.forget(call)
    assert story.run() == before
    story.touches[1] = [replace(call, on=day(11, 10))]
    assert story.run() == before


# Replies, pauses


def test_a_reply_pauses_that_persons_steps_only_and_asks():
    story = called()
    story.they_wrote(day(11, 25))
    assert (story.run()[1].asks, story.run()[1].asked_on) == ("reply", day(11, 25))
    assert story.run()[2].asks == ""
    story.sent(day(11, 26), "letter")
    assert story.first()[0] == "note"


def test_what_they_wrote_is_answered_first_then_the_plan_asks():
    story = called()
    story.they_wrote(day(11, 25))
    assert (story.next().kind, story.next().shown) == ("answer", day(11, 27))
    story.sent(day(11, 25))
    assert (story.next().kind, story.next().asks, story.next().shown) == ("decide", "reply", day(11, 25))
    assert group_of("decide", day(11, 25), day(11, 26)) == "decide"


def test_reached_on_the_plans_own_call_is_no_reply():
    assert called().run()[1].asks == ""


def test_they_ring_back_and_are_talked_to_that_is_the_call():
    story = PlanStory()
    story.voicemail(day(11, 24))
    story.touch(day(11, 25), "call", "reached", direction="in")
    assert story.run()[1].asks == ""
    assert story.first()[:2] == ("note", day(11, 27))


def test_the_message_that_brought_the_no_is_no_reply_even_entered_later():
    story = PlanStory(made=FRIDAY)
    no = story.they_wrote(FRIDAY, who=2)
    assert story.run()[2].asks == "reply"
    story.know(2, noes=(no.id,))
    assert story.run()[2].asks == ""


def test_a_reply_from_before_the_plan_was_made_is_no_reply_to_it():
    story = PlanStory(start=day(11, 2), made=SUNDAY)
    story.they_wrote(day(11, 10))
    assert story.run()[1].asks == ""


def test_on_resume_the_open_steps_shift_by_the_pause():
    story = called()
    story.they_wrote(day(11, 25))
    story.decide("resume", day(12, 2))
    assert story.run()[1].asks == ""
    assert story.states()["note"].on == day(12, 3)  # 26 Nov and seven days
    assert story.states()["feedback"].on == day(12, 7)
    assert story.states()["coffee"].on == day(12, 11)


def test_on_resume_a_step_that_waited_for_a_late_one_shifts_by_the_pause_too():
    story = PlanStory()
    story.reached(day(12, 2))  # the call, a week late: the note is due on 4 Dec
    assert story.states()["note"].on == day(12, 4)
    story.they_wrote(day(12, 3))
    story.decide("resume", day(12, 10))
    assert story.states()["note"].on == day(12, 11)


def test_on_resume_the_placed_ones_are_placed_again():
    story = called()
    for channel, on in (("letter", day(11, 26)), ("email", day(11, 30))):
        story.sent(on, channel)
    story.touch(day(12, 4), "meeting", "reached")
    before = story.ahead()
    story.they_wrote(day(12, 10))
    resumed = before[0] + timedelta(days=30)
    story.decide("resume", resumed)
    after = story.ahead()
    assert len(after) == 9
    assert after[0] >= resumed
    assert all(42 <= (later - earlier).days <= 65 for earlier, later in pairwise(after))


def test_a_reply_that_is_deleted_never_paused_anything():
    story = called()
    before = story.run()
    reply = story.they_wrote(day(11, 25))
    story.decide("resume", day(12, 2))
    story.forget(reply)
    assert story.run() == before


def test_end_ends_it_for_that_person_alone():
    story = called()
    story.they_wrote(day(11, 25))
    story.decide("end", day(11, 26))
    assert story.run()[1].open == ()
    assert {state.state for state in story.run()[1].states} == {"done", "ended"}
    assert story.run()[2].open


# The streak


def test_attempts_on_the_same_step_count_once():
    story = PlanStory()
    for on in (day(11, 24), day(11, 26), day(11, 30)):
        story.voicemail(on)
    facts = Facts(added=FRIDAY, touches=story.touches[1], attempts=attempts_of(story.facts, {1: story.person(1)})[1])
    assert streak(facts, day(12, 1)) == 1
    assert streak(replace(facts, attempts={}), day(12, 1)) == 3


def test_a_sent_touch_counts_when_fourteen_days_have_passed():
    story = Story()
    story.sent(date(2026, 11, 1))
    assert [streak(story.facts(), date(2026, 11, on)) for on in (14, 15)] == [0, 1]


def test_three_in_the_streak_ask_instead_of_a_date():
    story = Story()
    for on in (2, 9, 16):
        story.voicemail(date(2026, 11, on))
    found = story.next
    assert (found.kind, found.asks, found.shown) == ("decide", "streak", date(2026, 11, 16))
    assert why(found, TODAY) == "three tries without an answer: rest half a year, somebody else there, or end it?"
    assert decide_from(story.facts()) == date(2026, 11, 16)


def test_the_date_stands_until_the_streak_is_three_and_asks_from_then_on():
    story = Story(cadence="1 week")
    for on in (2, 9, 16):
        story.sent(date(2026, 11, on))
    found = story.next
    assert (found.kind, found.shown, found.decide_from) == ("cadence", date(2026, 11, 23), date(2026, 11, 30))
    for today, group in ((date(2026, 11, 29), "late"), (date(2026, 11, 30), "decide")):
        assert group_of(found.kind, found.shown, today, decide_from=found.decide_from) == group


def test_a_running_plan_asks_after_three_in_the_streak_and_promises_stay():
    story = Story()
    for on in (2, 9, 16):
        story.voicemail(date(2026, 11, on))
    story.promise(date(2026, 12, 5))
    facts = replace(story.facts(), plans=[PlanItem(1, (OpenStep(5, TODAY, "letter"),))])
    kinds = {item.kind for item in next_touch(facts).items}
    assert kinds == {"decide", "promise"}


@pytest.mark.parametrize("kind", ["rest", "continue", "end"])
def test_a_decision_ends_the_streak_and_the_next_three_ask_again(kind):
    story = Story()
    for on in (2, 9, 16):
        story.voicemail(date(2026, 11, on))
    facts = replace(story.facts(), decisions=[DecisionFact(kind, TODAY, 50)])
    assert streak(facts, TODAY) == 0
    assert next_touch(facts).kind == "cadence"


def test_going_on_with_somebody_who_moved_does_not_end_the_streak():
    story = Story()
    for on in (2, 9, 16):
        story.voicemail(date(2026, 11, on))
    facts = replace(story.facts(), decisions=[DecisionFact("follow", TODAY, 50)])
    assert streak(facts, TODAY) == 3


def test_after_continue_nothing_is_due_before_that_day_and_the_order_stays():
    story = called()
    story.decide("continue", day(12, 15))
    days = [state.on for state in story.run()[1].open]
    assert days[0] == day(12, 15)
    assert days == sorted(set(days))


# Changed employer, hand over


def test_somebody_changed_employer_and_the_plan_asks():
    story = PlanStory(employer=7)
    story.know(works_at=7)
    assert story.run()[1].asks == ""
    story.know(works_at=8)
    assert story.run()[1].asks == "moved"
    assert why(story.next(), TODAY).startswith("they changed employer")
    story.decide("follow", TODAY)
    assert story.run()[1].asks == ""
    assert story.first()[:2] == ("call", day(11, 24))


def test_what_passed_with_the_new_person_before_the_plan_was_handed_over_does_no_step():
    eva = Person(3, "Eva", "executive")
    story = PlanStory(people=(DANA, HUGO, eva))
    story.reached(day(11, 25), who=3)
    seq = story._next()
    story.steps = tuple(replace(each, contact=3, seq=seq) if each.contact == 1 else each for each in story.steps)
    assert story.first(3)[0] == "call"
    story.reached(day(11, 26), who=3)
    assert story.first(3)[0] == "note"


# Recorded late


def test_a_no_recorded_months_late_keeps_at_most_the_call_and_places_the_rest_from_today():
    story = PlanStory(start=day(6, 1), made=SUNDAY)
    early = [state for state in story.run()[1].states if state.step.phase == "early"]
    assert [(story.name(state), state.state) for state in early if state.state == "open"] == [("call", "open")]
    assert {state.state for state in early} == {"open", "let-go"}
    assert early[0].on == day(11, 23)
    assert len(story.ahead()) == 9
    assert 21 <= (story.ahead()[0] - day(11, 23)).days <= 65


def test_a_call_made_before_a_no_was_recorded_late_is_the_call():
    story = PlanStory(start=day(11, 16), made=SUNDAY)
    call = story.reached(day(11, 18))
    story.touches[1] = [replace(call, seq=50)]  # it was in the book before the plan
    assert (story.states()["call"].state, story.states()["call"].touch) == ("done", call.id)


def test_a_call_made_before_a_no_was_recorded_and_entered_after_it_is_the_call_too():
    story = PlanStory(start=day(11, 16), made=SUNDAY)
    story.reached(day(11, 18))
    assert story.states()["call"].state == "done"


def test_what_passed_before_the_plan_was_made_does_no_long_step():
    story = PlanStory(start=day(6, 1), made=SUNDAY, told_by="manager", teller=1, how="call")
    assert story.first()[0] == "something-useful"
    story.reached(day(9, 1))
    assert story.first()[0] == "something-useful"


# Resting, several plans


def test_while_somebody_rests_nothing_long_is_planned():
    for placing in ("placed", "plain"):
        story = PlanStory(placing=placing)
        story.know(resting=day(9, 1, 2027))
        assert story.ahead()[0] >= day(9, 1, 2027) + timedelta(days=21)
        assert all((later - earlier).days >= 21 for earlier, later in pairwise(story.ahead()))


def test_a_later_plan_stays_clear_of_the_days_of_the_earlier_one():
    story = PlanStory()
    taken = story.ahead()
    near = {on + timedelta(days=apart) for on in taken for apart in range(-9, 10)}
    weeks = WorkWeek(holidays=frozenset(near))
    assert not near & set(PlanStory(week=weeks).ahead())


def test_early_steps_that_came_with_a_joined_plan_stay_before_the_long_ones():
    story = called()
    extra = StepFact(900, 900, 1, day(12, 1), "email", seq=100)
    story.steps = (*story.steps, extra)
    places = [state.step.place for state in story.run()[1].open]
    assert places.index(900) == 3  # behind note, feedback and coffee
    assert story.run()[1].open[3].on < story.run()[1].open[4].on
