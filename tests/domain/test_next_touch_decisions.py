"""What was decided about the next touch, one test a decision."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm.domain.cadence import Cadence
from crm.domain.next_touch import Facts, Rule, next_touch, streak, waiting
from crm.domain.queue import days_late, group_of, why
from crm.domain.workdays import WorkWeek

from .story import TODAY, Story

MON_1_MAR = date(2027, 3, 1)
XMAS = Rule(WorkWeek(holidays=frozenset({date(2026, 12, 25), date(2026, 12, 28)})))


# -- the anchor


def test_somebody_never_touched_counts_from_the_day_they_met():
    story = Story(met=date(2026, 10, 5), added=date(2026, 11, 1))
    assert story.next.due == date(2026, 12, 5)


def test_somebody_never_met_counts_from_the_day_they_were_added():
    assert Story(added=date(2026, 11, 3)).next.due == date(2027, 1, 3)


def test_somebody_never_reached_counts_from_the_last_attempt():
    story = Story()
    story.voicemail(date(2026, 11, 2))
    story.voicemail(date(2026, 11, 5))
    assert story.next.due == date(2027, 1, 5)


def test_an_attempt_does_not_move_the_anchor_of_somebody_once_written_to():
    story = Story()
    story.sent(date(2026, 11, 2))
    story.voicemail(date(2026, 11, 20))
    assert story.next.due == date(2027, 1, 2)


def test_skip_runs_the_cadence_from_the_day_it_was_passed():
    story = Story()
    story.reached(date(2026, 9, 10))
    story.skip()
    assert story.next.due == date(2027, 1, 22)
    assert why(story.next, TODAY) == "passed on Sun 22 Nov"


def test_a_touch_after_a_skip_is_the_anchor_again():
    story = Story(today=date(2026, 11, 10))
    story.skip()
    story.reached(date(2026, 11, 16))
    assert story.next.due == date(2027, 1, 16)


def test_month_ends_are_counted_from_the_anchor_and_never_chained():
    last_of_december = date(2026, 12, 31)
    assert [Cadence(months, "month").after(last_of_december) for months in (2, 4, 6, 8)] == [
        date(2027, 2, 28),
        date(2027, 4, 30),
        date(2027, 6, 30),
        date(2027, 8, 31),
    ]
    assert Cadence(2, "month").after(date(2027, 12, 31)) == date(2028, 2, 29)


# -- who has a cadence


def test_the_default_cadence_is_for_people_in_the_search():
    assert Story(cadence=None, in_search=True).next.due == date(2026, 11, 1)
    assert Story(cadence=None).next.shown is None
    assert why(Story(cadence=None).next, TODAY) == "no cadence"


def test_the_default_cadence_can_be_another():
    story = Story(cadence=None, in_search=True, rule=Rule(default_cadence=Cadence(1, "week")))
    assert story.next.due == date(2026, 9, 8)


def test_cadence_none_removes_only_the_cadence_term():
    story = Story(cadence="none", in_search=True)
    story.reached(date(2026, 6, 1))
    assert story.next.shown is None
    story.plan(date(2026, 12, 3))
    assert story.next.shown == date(2026, 12, 3)
    story.they_wrote()
    assert story.next.kind == "answer"


# -- answers


@pytest.mark.parametrize("channel", ["email", "message", "letter", "voicemail"])
def test_what_they_write_or_leave_on_the_machine_waits_for_an_answer(channel):
    story = Story()
    story.they_wrote(date(2026, 11, 19), channel)
    assert story.next.kind == "answer"
    assert story.next.shown == date(2026, 11, 23)


@pytest.mark.parametrize(("channel", "outcome"), [("call", "reached"), ("call", "replied"), ("meeting", "replied")])
def test_a_conversation_they_began_does_not_wait(channel, outcome):
    story = Story()
    story.touch(channel, outcome, direction="in")
    assert story.next.kind == "cadence"


@pytest.mark.parametrize("outcome", ["reached", "no-answer"])
def test_any_later_outreach_closes_the_question(outcome):
    story = Story()
    story.they_wrote(date(2026, 11, 19))
    story.touch("call", outcome, date(2026, 11, 20))
    assert story.next.kind == "cadence"


def test_touches_of_one_day_count_in_the_order_they_were_entered():
    asked_last, answered_last = Story(), Story()
    asked_last.sent()
    asked_last.they_wrote()
    answered_last.they_wrote()
    answered_last.sent()
    assert asked_last.next.kind == "answer"
    assert answered_last.next.kind == "cadence"


def test_the_first_of_two_letters_sets_the_day_to_answer():
    story = Story()
    story.they_wrote(date(2026, 11, 16))
    story.they_wrote(date(2026, 11, 20))
    assert [touch.on.day for touch in waiting(story.touches)] == [16, 20]
    assert story.next.shown == date(2026, 11, 18)


def test_an_answer_is_due_on_working_days_only():
    story = Story(rule=XMAS)
    story.they_wrote(date(2026, 12, 24))
    assert story.next.shown == date(2026, 12, 30)


def test_an_older_letter_entered_late_still_waits_when_nobody_answered_it():
    story = Story()
    story.no_answer_needed(story.they_wrote(date(2026, 11, 12)))
    anchored = story.next.anchor
    story.they_wrote(date(2026, 11, 3))
    assert story.next.anchor == anchored
    assert (story.next.kind, story.next.shown) == ("answer", date(2026, 11, 5))


def test_how_they_came_is_in_the_reason():
    wrote, rang = Story(), Story()
    wrote.they_wrote()
    rang.they_wrote(channel="voicemail")
    assert why(wrote.next, TODAY) == "they wrote today, your answer is waiting"
    assert why(rang.next, TODAY) == "they rang today, your answer is waiting"


# -- snoozes


@pytest.mark.parametrize("channel", ["call", "voicemail", "email", "meeting"])
@pytest.mark.parametrize("direction", ["in", "out"])
def test_any_logged_touch_ends_a_snooze(channel, direction):
    story = Story()
    story.snooze(MON_1_MAR)
    story.touch(channel, "replied" if direction == "in" else "no-answer", direction=direction)
    assert story.next.snoozed_until is None
    assert story.next.shown < MON_1_MAR


def test_a_letter_that_came_before_the_snooze_but_was_entered_after_it_is_not_hidden():
    story = Story()
    story.snooze(MON_1_MAR)
    story.they_wrote(date(2026, 11, 20))
    assert story.next.kind == "answer"
    assert story.next.shown == date(2026, 11, 24)


def test_a_touch_entered_before_the_snooze_leaves_it():
    story = Story()
    story.they_wrote()
    story.snooze(MON_1_MAR)
    assert story.next.shown == MON_1_MAR


def test_a_touch_moved_to_a_day_after_the_snooze_ends_it():
    story = Story()
    call = story.reached(date(2026, 11, 12))
    story.snooze(MON_1_MAR)
    story.touches[0] = replace(call, on=date(2026, 11, 24))
    assert story.next.snoozed_until is None


def test_lateness_after_a_snooze_counts_from_its_end():
    story = Story()
    story.reached(date(2026, 6, 1))
    story.snooze(date(2026, 12, 1))
    assert story.next.shown == date(2026, 12, 1)
    assert days_late(story.next.shown, date(2026, 12, 4)) == 3


def test_promises_answers_and_plans_rest_with_a_snooze_too():
    story = Story(cadence="none")
    story.they_wrote()
    story.promise(date(2026, 12, 5))
    story.plan(date(2026, 12, 7))
    story.snooze(MON_1_MAR)
    assert {item.shown for item in story.next.items} == {MON_1_MAR}
    assert why(story.next, TODAY).endswith("resting until Mon 1 Mar")
    assert group_of("answer", MON_1_MAR, TODAY, snoozed=True) == "later"


def test_a_snooze_of_somebody_without_a_date_is_said_until_it_is_over():
    story = Story(cadence="none")
    story.snooze(MON_1_MAR)
    assert why(story.next, TODAY) == "resting until Mon 1 Mar"
    assert why(story.next, MON_1_MAR) == "no cadence"


def test_the_last_snooze_counts():
    story = Story()
    story.snooze(date(2027, 6, 1))
    story.snooze(MON_1_MAR)
    assert story.next.shown == MON_1_MAR


# -- planned dates


def test_a_plan_is_closed_by_a_contact_on_its_day():
    story = Story(cadence="none")
    story.plan(TODAY, channel="email")
    story.reached()
    assert story.next.shown is None
    assert list(story.next.closed.values()) == [story.touches[0]]


def test_a_plan_is_closed_by_something_sent_on_the_same_channel_only():
    story = Story(cadence="none")
    planned = story.plan(TODAY, channel="email")
    story.sent(channel="letter")
    assert story.next.follow_up == planned.id
    story.sent(channel="email")
    assert story.next.shown is None


def test_a_plan_that_names_no_channel_is_closed_by_whatever_was_sent():
    story = Story(cadence="none")
    story.plan(TODAY, channel="")
    story.voicemail()
    assert story.next.shown == TODAY
    story.sent(channel="letter")
    assert story.next.shown is None


def test_a_plan_is_not_closed_by_an_attempt():
    story = Story(cadence="none")
    story.plan(TODAY, channel="call")
    story.voicemail()
    assert story.next.shown == TODAY


def test_a_plan_for_a_later_day_stays():
    story = Story(cadence="none")
    story.plan(TODAY + timedelta(days=1), channel="call")
    story.reached()
    assert story.next.shown == TODAY + timedelta(days=1)


def test_a_plan_made_after_the_call_of_the_day_stays():
    story = Story(cadence="none")
    story.reached()
    story.plan(TODAY, channel="call")
    assert story.next.shown == TODAY


def test_one_touch_closes_every_plan_that_was_due():
    story = Story(cadence="none")
    story.plan(date(2026, 11, 20), channel="call")
    story.plan(TODAY, channel="email")
    story.reached()
    assert len(story.next.closed) == 2


def test_done_without_a_touch_does_not_move_the_anchor():
    story = Story()
    story.reached(date(2026, 11, 12))
    story.done(story.plan(date(2026, 11, 20)))
    assert story.next.shown == date(2027, 1, 12)


# -- promises


@pytest.mark.parametrize("make", [Story.promise, Story.they_promise])
def test_a_promise_is_kept_by_the_first_contact_or_sent_touch_from_seven_days_before_it(make):
    story = Story(cadence="none")
    promise = make(story, date(2026, 12, 5))
    story.voicemail(date(2026, 12, 4))
    story.sent(date(2026, 11, 27))
    assert story.next.follow_up == promise.id
    kept_by = story.sent(date(2026, 11, 28))
    assert story.next.closed == {promise.id: kept_by}
    assert story.next.shown is None


def test_the_call_in_which_a_promise_was_made_does_not_keep_it():
    story = Story(cadence="none")
    story.reached()
    story.promise(TODAY + timedelta(days=2))
    assert story.next.shown == TODAY + timedelta(days=2)


def test_a_call_from_before_the_promise_entered_late_does_not_keep_it():
    story = Story(cadence="none")
    story.promise(date(2026, 11, 25))
    story.reached(date(2026, 11, 20))
    assert story.next.shown == date(2026, 11, 25)


def test_their_promise_asks_to_check_back_two_working_days_later():
    story = Story(cadence="none")
    story.they_promise(date(2026, 12, 4), "the org chart")
    assert story.next.shown == date(2026, 12, 8)
    assert why(story.next, TODAY) == "they promised (the org chart) by Fri 4 Dec: check back"


def test_a_promise_made_in_an_older_touch_counts_and_the_anchor_stays():
    story = Story()
    story.reached(date(2026, 11, 12))
    story.reached(date(2026, 10, 1))
    story.promise(date(2026, 12, 1))
    assert story.next.shown == date(2026, 12, 1)
    assert story.next.anchor.on == date(2026, 11, 12)


# -- several things, gaps and rolling


def test_several_due_things_show_the_earliest_and_count_the_rest():
    story = Story()
    story.reached()
    story.plan(date(2026, 12, 9))
    story.promise(date(2026, 12, 3), "send the article")
    assert story.next.shown == date(2026, 12, 3)
    assert story.next.more == 1  # the plan; the cadence alone asks for nothing while something is dated
    assert why(story.next, TODAY) == "you promised: send the article"


def test_a_cadence_held_by_the_gap_does_not_hide_an_earlier_promise():
    story = Story(cadence="1 month")
    story.reached(date(2026, 10, 25))
    story.voicemail()
    story.promise(date(2026, 12, 5))
    assert story.next.kind == "promise"
    assert [item.shown for item in story.next.items] == [date(2026, 12, 5), date(2026, 12, 14)]


def test_on_one_day_whoever_waits_comes_first():
    story = Story(cadence="none")
    story.they_wrote()
    story.plan(date(2026, 11, 24))
    story.promise(date(2026, 11, 24))
    assert [item.kind for item in story.next.items] == ["answer", "promise", "typed"]


def test_two_plans_for_one_day_stand_in_the_order_they_were_made():
    story = Story(cadence="none")
    first, second = story.plan(date(2026, 12, 3)), story.plan(date(2026, 12, 3))
    story.follow_ups.reverse()
    assert [item.follow_up for item in story.next.items] == [first.id, second.id]


def test_the_gap_is_three_weeks_or_the_cadence_when_that_is_shorter():
    long, short = Story(), Story(cadence="10 days")
    for story in (long, short):
        story.voicemail(date(2026, 11, 20))
        story.they_wrote(date(2026, 6, 1))
    assert long.next.items[-1].not_before == date(2026, 12, 11)
    assert short.next.items[-1].not_before == date(2026, 11, 30)


def test_a_row_held_by_the_gap_says_so():
    story = Story()
    story.reached(date(2026, 9, 10))
    story.voicemail()
    assert story.next.shown == date(2026, 12, 14)
    assert why(story.next, TODAY) == "quiet for 73 days; leaving a little room until Mon 14 Dec"


def test_answers_promises_and_planned_dates_are_exempt_from_the_gap():
    story = Story(cadence="none")
    story.they_wrote(date(2026, 11, 21))
    story.voicemail(date(2026, 11, 20))
    story.promise(date(2026, 11, 25))
    story.plan(date(2026, 11, 26))
    assert [item.not_before for item in story.next.items] == [None, None, None]


def test_a_typed_date_is_never_rolled():
    christmas = Story(cadence="none", rule=XMAS)
    christmas.plan(date(2026, 12, 25))
    weekend = Story(cadence="none")
    weekend.promise(date(2026, 11, 28))
    snoozed = Story()
    snoozed.snooze(date(2027, 2, 27))
    assert christmas.next.shown == date(2026, 12, 25)
    assert weekend.next.shown == date(2026, 11, 28)
    assert snoozed.next.shown == date(2027, 2, 27)


def test_computed_dates_and_not_before_are_rolled_and_due_is_not():
    story = Story(cadence="1 month", rule=XMAS)
    story.reached(date(2026, 11, 26))
    story.voicemail(date(2026, 12, 4))
    assert story.next.due == date(2026, 12, 26)
    assert story.next.not_before == date(2026, 12, 29)
    assert story.next.shown == date(2026, 12, 29)


def test_rolling_does_not_feed_back_into_the_anchor():
    story = Story(cadence="1 month")
    story.reached(date(2026, 8, 22))
    shown = []
    for _ in range(3):
        shown.append(story.next.shown)
        story.today = story.next.shown
        story.skip()
    # 22 Sep is a Tuesday, 22 Oct a Thursday, 22 Nov a Sunday.
    assert shown == [date(2026, 9, 22), date(2026, 10, 22), date(2026, 11, 23)]
    rolled = Story(cadence="1 month")
    rolled.reached(date(2026, 10, 22))
    assert rolled.next.shown == date(2026, 11, 23)
    assert rolled.next.anchor.on == date(2026, 10, 22)


def test_do_not_contact_has_no_date_whatever_they_write():
    story = Story(do_not_contact=True)
    story.they_wrote()
    story.promise(date(2026, 12, 1))
    assert (story.next.kind, story.next.due, story.next.not_before, story.next.shown) == (
        None,
        None,
        None,
        None,
    )
    assert why(story.next, TODAY) == "do not contact"


# -- streak, groups, words


def test_a_contact_ends_the_streak():
    story = Story()
    story.voicemail(date(2026, 10, 1))
    story.sent(date(2026, 10, 5))
    story.voicemail(date(2026, 11, 1))
    assert streak(Facts(added=date(2026, 1, 1), touches=story.touches), TODAY) == 3
    story.they_wrote(date(2026, 11, 2))
    story.voicemail(date(2026, 11, 20))
    assert streak(Facts(added=date(2026, 1, 1), touches=story.touches), TODAY) == 1


@pytest.mark.parametrize(
    ("days", "group"), [(-1, "late"), (0, "today"), (1, "this-week"), (7, "this-week"), (8, "later")]
)
def test_groups_by_the_shown_date(days, group):
    assert group_of("cadence", TODAY + timedelta(days=days), TODAY) == group


def test_an_answer_that_waits_is_in_its_own_group_whatever_its_day():
    for days in (-30, 0, 2, 20):
        assert group_of("answer", TODAY + timedelta(days=days), TODAY) == "answer"
    assert group_of("answer", TODAY, TODAY, snoozed=True) == "answer"


@pytest.mark.parametrize(
    ("tell", "words"),
    [
        (lambda story: story.reached(date(2026, 9, 13)), "quiet for 70 days"),
        (lambda story: story.reached(), "in touch today"),
        (lambda story: story.voicemail(date(2026, 11, 20)), "not reached yet, last tried 2 days ago"),
        (lambda story: story.plan(date(2026, 10, 30), purpose="ask for advice"), "ask for advice"),
        (lambda story: None, "added on Tue 1 Sep, not in touch yet"),
    ],
)
def test_every_row_has_its_reason_in_words(tell, words):
    story = Story()
    tell(story)
    assert why(story.next, TODAY) == words


def test_deleting_a_fact_gives_what_never_having_had_it_gives():
    story = Story()
    story.reached(date(2026, 11, 12))
    before = story.next
    story.plan(date(2026, 11, 12))
    story.they_wrote()
    story.snooze(MON_1_MAR)
    story.skip()
    story.touches.pop()
    story.follow_ups.clear()
    story.snoozes.clear()
    story.passes.clear()
    assert next_touch(story.facts()) == before
