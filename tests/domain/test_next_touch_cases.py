"""The table of cases that must come out so: today is Sunday 22 November 2026, the cadence two months."""

from datetime import date

from crm.domain.next_touch import Facts, Rule, streak
from crm.domain.queue import days_late, group_of
from crm.domain.workdays import WorkWeek

from .story import TODAY, Story


def reached_on_12_nov() -> Story:
    story = Story()
    story.reached(date(2026, 11, 12))
    return story


def then_a_voicemail_today() -> Story:
    story = reached_on_12_nov()
    story.voicemail()
    return story


def then_an_older_call() -> Story:
    story = then_a_voicemail_today()
    story.reached(date(2026, 10, 1))
    return story


def test_call_reached_12_nov_shows_tue_12_jan():
    found = reached_on_12_nov().next
    assert found.shown == date(2027, 1, 12)
    assert found.due == date(2027, 1, 12)
    assert found.kind == "cadence"


def test_then_a_voicemail_today_is_due_12_jan_as_before_and_not_before_14_dec():
    found = then_a_voicemail_today().next
    assert found.due == found.shown == date(2027, 1, 12)
    assert found.not_before == date(2026, 12, 14)  # 13 Dec is a Sunday


def test_then_an_older_call_entered_late_changes_nothing():
    before, after = then_a_voicemail_today().next, then_an_older_call().next
    assert after == before


def test_then_an_email_from_them_today_is_to_answer_on_tue_24_nov():
    story = then_an_older_call()
    story.they_wrote()
    found = story.next
    assert found.shown == date(2026, 11, 24)
    assert found.kind == "answer"
    assert group_of("answer", date(2026, 11, 24), TODAY) == "answer"


def test_that_email_marked_no_answer_needed_shows_fri_22_jan():
    story = then_an_older_call()
    story.no_answer_needed(story.they_wrote())
    found = story.next
    assert found.shown == date(2027, 1, 22)
    assert found.kind == "cadence"


def test_email_sent_1_nov_and_nothing_since_shows_fri_1_jan():
    story = Story()
    story.sent(date(2026, 11, 1))
    assert story.next.shown == date(2027, 1, 1)


def test_email_sent_1_nov_and_nothing_since_shows_the_next_working_day_where_1_jan_is_a_holiday():
    story = Story(rule=Rule(WorkWeek(holidays=frozenset({date(2027, 1, 1)}))))
    story.sent(date(2026, 11, 1))
    assert story.next.shown == date(2027, 1, 4)
    assert story.next.due == date(2027, 1, 1)


def test_email_sent_1_nov_and_nothing_since_is_a_streak_of_one_from_15_nov():
    story = Story()
    story.sent(date(2026, 11, 1))
    assert streak(Facts(added=date(2026, 1, 1), touches=story.touches), date(2026, 11, 14)) == 0
    assert streak(Facts(added=date(2026, 1, 1), touches=story.touches), date(2026, 11, 15)) == 1


def test_cadence_one_week_and_call_reached_12_nov_shows_thu_19_nov_three_days_late():
    story = Story(cadence="1 week")
    story.reached(date(2026, 11, 12))
    assert story.next.shown == date(2026, 11, 19)
    assert days_late(date(2026, 11, 19), TODAY) == 3
    assert group_of("cadence", date(2026, 11, 19), TODAY) == "late"


def test_snoozed_to_1_mar_and_they_write_on_10_jan_shows_tue_12_jan():
    story = reached_on_12_nov()
    story.snooze(date(2027, 3, 1))
    assert story.next.shown == date(2027, 3, 1)
    story.they_wrote(date(2027, 1, 10))
    assert story.next.shown == date(2027, 1, 12)


def test_promise_for_sat_5_dec_typed_after_todays_call_shows_sat_5_dec():
    story = Story()
    story.reached()
    story.promise(date(2026, 12, 5))
    assert story.next.shown == date(2026, 12, 5)
    assert story.next.kind == "promise"
