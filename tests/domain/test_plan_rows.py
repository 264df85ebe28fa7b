"""The default playbook after a no, row by row, as it is shipped and as it runs through time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from crm.domain.cadence import add_months
from crm.domain.laying_out import Person
from crm.domain.placing import share_met
from crm.domain.plans import StepState
from crm.domain.workdays import WorkWeek

from .plan_story import DANA, FRIDAY, HUGO, SUNDAY, PlanStory, day, shipped

LONG = ["something-useful", "still-here", *["keep-in-touch"] * 7]
CHRISTMAS = WorkWeek(holidays=frozenset(day(12, 24) + timedelta(days=n) for n in range(9)))


def by_hand(story: PlanStory, until: int = 12) -> list[tuple[str, date]]:
    """Everything is done on its day, in order; gives what was done when."""
    did = []
    for _ in range(until):
        if not story.run()[1].open:
            break
        name, on, channel = story.first()
        story.touch(on, channel, "reached" if channel in {"call", "meeting"} else "")
        did.append((name, on))
    return did


# Thank HR


def test_thank_hr_on_the_next_working_day_when_hr_brought_it():
    assert PlanStory().first(who=2) == ("thank-hr", day(11, 23), "email")


@pytest.mark.parametrize("told_by", ["manager", "assistant", "nobody", ""])
def test_hr_is_not_thanked_when_somebody_else_brought_it(told_by):
    assert "thank-hr" not in {step.key for step in PlanStory(told_by=told_by).drafts}


def test_the_thanks_are_done_when_they_were_sent():
    story = PlanStory()
    story.sent(day(11, 23), who=2)
    assert story.states(2)["thank-hr"].state == "done"
    assert story.states(2)["thank-hr"].on == day(11, 23)


# Call the manager


def test_call_the_manager_the_day_after_hr_is_thanked():
    assert PlanStory().first() == ("call", day(11, 24), "call")


def test_call_the_manager_on_the_next_working_day_when_nobody_is_thanked_first():
    assert PlanStory(told_by="manager").first() == ("call", day(11, 23), "call")


@pytest.mark.parametrize("how", ["email", "letter", "portal", "silence", "call"])
def test_the_manager_is_rung_however_the_news_came(how):
    assert PlanStory(how=how).first() == ("call", day(11, 24), "call")


def test_the_manager_rang_with_the_no_so_that_call_is_this_step_and_the_note_is_next():
    story = PlanStory(told_by="manager", teller=1, how="call")
    assert story.states()["call"].state == "done"
    assert story.first() == ("note", day(11, 24), "letter")


def test_what_was_not_asked_in_their_call_goes_into_the_note():
    [call] = [step for step in shipped("after-the-no").steps if step.key == "call"]
    [note] = [step for step in shipped("after-the-no").steps if step.key == "note"]
    assert "build" in call.prompts.question
    assert "build" in note.prompts.question


# Voicemail or assistant


def test_a_voicemail_puts_the_call_two_working_days_later():
    story = PlanStory()
    story.voicemail(day(11, 24))
    assert story.first() == ("call", day(11, 26), "call")
    assert story.run()[1].open[0].again == "retry"


def test_a_voicemail_on_a_thursday_is_tried_again_on_monday():
    story = PlanStory()
    story.voicemail(day(11, 26))
    assert story.first() == ("call", day(11, 30), "call")


def test_the_call_is_tried_again_twice_at_most_then_by_email():
    story = PlanStory()
    seen = [story.first()[1:]]
    for _ in range(3):
        story.voicemail(story.first()[1])
        seen.append(story.first()[1:])
    assert seen == [(day(11, 24), "call"), (day(11, 26), "call"), (day(11, 30), "call"), (day(12, 2), "email")]
    assert story.run()[1].open[0].again == "by-email"


def test_a_call_nobody_answered_counts_as_a_voicemail():
    story = PlanStory()
    story.touch(day(11, 24), "call", "no-answer")
    assert story.first() == ("call", day(11, 26), "call")


def test_the_email_instead_does_the_step():
    story = PlanStory()
    for _ in range(3):
        story.voicemail(story.first()[1])
    email = story.sent(day(12, 2))
    assert story.states()["call"].state == "done"
    assert story.states()["call"].touch == email.id
    assert story.first() == ("note", day(12, 4), "letter")


def test_an_email_does_not_do_the_step_while_a_call_is_asked():
    story = PlanStory()
    story.voicemail(day(11, 24))
    story.sent(day(11, 25))
    assert story.first() == ("call", day(11, 26), "call")


def test_reached_at_the_second_try_the_rest_follows_from_there():
    story = PlanStory()
    story.voicemail(day(11, 24))
    story.reached(day(11, 26))
    assert story.first() == ("note", day(11, 30), "letter")


def test_there_are_words_for_the_machine_and_for_the_assistant():
    [call] = [step for step in shipped("after-the-no").steps if step.key == "call"]
    assert "not calling about the decision" in call.prompts.voicemail
    assert "assistant" in call.prompts.voicemail


# Warm note, feedback, coffee


def test_warm_note_two_working_days_after_the_call():
    story = PlanStory()
    assert story.states()["note"].on == day(11, 26)
    story.reached(day(11, 27))
    assert story.first() == ("note", day(12, 1), "letter")


def test_feedback_after_a_week_but_two_working_days_after_the_note_at_least():
    assert PlanStory(told_by="manager", teller=1, how="call").states()["feedback"].on == day(11, 27)
    story = PlanStory()
    assert story.states()["feedback"].on == day(11, 30)
    story.reached(day(11, 24))
    story.sent(day(12, 3), "letter")
    assert story.first() == ("feedback", day(12, 7), "email")


def test_feedback_falls_away_when_the_call_gave_it():
    story = PlanStory()
    story.reached(day(11, 24), got="feedback: more depth in statistics")
    states = story.states()
    assert (states["call"].state, states["feedback"].state) == ("done", "fell-away")
    story.sent(day(11, 26), "letter")
    assert story.first()[0] == "coffee"


def test_feedback_falls_away_when_it_came_with_the_no():
    assert "feedback" not in {step.key for step in PlanStory(feedback_given=True).drafts}


def test_feedback_that_was_asked_for_stays_done_when_it_comes():
    story = PlanStory()
    story.reached(day(11, 24))
    story.sent(day(11, 26), "letter")
    asked = story.sent(day(11, 30))
    story.touch(day(12, 1), "email", direction="in", got="feedback")
    assert (story.states()["feedback"].state, story.states()["feedback"].touch) == ("done", asked.id)


def test_a_call_that_is_the_request_for_feedback_and_its_answer_does_that_step_alone():
    story = PlanStory()
    story.reached(day(11, 24))
    story.sent(day(11, 26), "letter")
    story.reached(day(11, 30), got="feedback")
    assert story.states()["feedback"].state == "done"
    assert story.first()[0] == "coffee"


def test_feedback_deleted_is_asked_for_again():
    story = PlanStory()
    call = story.reached(day(11, 24), got="feedback")
    story.forget(call)
    assert story.states()["feedback"].state == "open"


def test_coffee_two_weeks_after_the_no():
    assert PlanStory().states()["coffee"].on == day(12, 4)
    assert PlanStory().states()["coffee"].channel == "meeting"


def test_a_meeting_that_is_the_coffee_fulfils_it_whoever_asked():
    for direction in ("in", "out"):
        story = PlanStory()
        story.reached(day(11, 24), got="feedback")
        story.sent(day(11, 26), "letter")
        story.touch(day(12, 3), "meeting", direction=direction)
        assert story.states()["coffee"].state == "done"
        assert story.run()[1].asks == ""


def test_coffee_later_is_the_first_touch_after_half_a_year():
    story = PlanStory(coffee="later")
    assert "coffee" not in story.states()
    [coffee] = [state for state in story.long() if state.step.coffee]
    earlier = [state.on for state in story.long() if state.on < coffee.on]
    half_a_year = add_months(FRIDAY, 6)
    assert max(earlier) < half_a_year <= coffee.on


# The long part


def test_something_useful_still_here_and_keep_in_touch_in_this_order_nine_in_all():
    story = PlanStory()
    names = [story.name(state) for state in story.long()]
    visit = names.index("visit")
    assert names == [*LONG[:visit], "visit", *LONG[visit + 1 :]]
    assert len(names) == 9
    assert story.ahead() == sorted(story.ahead())


def test_plain_spacing_has_the_days_of_the_table():
    story = PlanStory(placing="plain")
    days = [(on - FRIDAY).days for on in story.ahead()]
    assert days[:2] == [60, 122]  # day 120 is a Saturday
    base = FRIDAY + timedelta(days=120)
    months = [add_months(base, 2 * times) for times in range(1, 8)]
    assert story.ahead()[2:] == [story.week.roll(on) for on in months]


def test_a_visit_to_their_office_stands_in_place_of_a_touch_after_half_a_year():
    story = PlanStory()
    [visit] = [state for state in story.long() if story.name(state) == "visit"]
    assert visit.channel == "meeting"
    assert visit.on >= add_months(FRIDAY, 6)
    assert all(state.on < add_months(FRIDAY, 6) for state in story.long() if state.on < visit.on)


def test_every_third_keep_in_touch_goes_to_hr_as_well_and_leaves_ten_days():
    story = PlanStory()
    by_place = {state.step.place: state for state in story.run()[1].states}
    also = [state for state in story.run()[2].states if state.step.follows is not None]
    assert [story.drafts[state.step.place].key for state in also] == ["keep-in-touch-also"] * 2
    keeping = [state.step.place for state in story.long()][2:]
    assert [state.step.follows for state in also] == [keeping[2], keeping[5]]
    for state in also:
        main = by_place[state.step.follows]
        assert 10 <= (state.on - main.on).days <= 13


def test_what_goes_to_hr_as_well_moves_with_what_it_follows():
    story = PlanStory()
    before = next(state.on for state in story.run()[2].states if state.step.follows is not None)
    for _ in range(5):
        _, on, channel = story.first()
        story.touch(on + timedelta(days=8), channel, "reached" if channel in {"call", "meeting"} else "")
    after = next(state.on for state in story.run()[2].states if state.step.follows is not None)
    assert after > before


def test_without_a_manager_hr_is_asked_who_it_would_have_been():
    story = PlanStory(people=(HUGO,), told_by="nobody", how="portal")
    assert story.first(who=2) == ("ask-who", day(11, 23), "email")
    told = PlanStory(people=(HUGO,), told_by="hr")
    assert told.first(who=2) == ("thank-and-ask", day(11, 23), "email")


# Placing


def gaps(days: list[date]) -> list[int]:
    return [(after - before).days for before, after in pairwise(days)]


@pytest.mark.parametrize("week", [WorkWeek(), CHRISTMAS], ids=["usual", "christmas"])
@pytest.mark.parametrize("coffee", ["now", "later"])
@pytest.mark.parametrize("new_start", [None, day(1, 4, 2027)])
def test_placed_first_21_to_65_days_after_the_last_early_step_the_others_42_to_65_apart(week, coffee, new_start):
    story = PlanStory(week=week, coffee=coffee, new_start=new_start)
    last_early = max(state.on for state in story.run()[1].states if state.step.phase == "early")
    days = story.ahead()
    assert len(days) == 9
    assert 21 <= (days[0] - last_early).days <= 65
    assert all(42 <= gap <= 65 for gap in gaps(days))
    assert all(week.is_working(on) for on in days)


def test_placed_touches_meet_what_the_page_says_and_more_than_even_ones():
    story = PlanStory(told_by="manager")
    days = [(state.on - FRIDAY).days for state in story.run()[1].states]
    even = [(state.on - FRIDAY).days for state in replace(story, placing="plain").run()[1].states]
    assert share_met(days) > 0.62
    assert share_met(days) > share_met(even) + 0.05


def test_the_days_between_are_the_persons_to_change():
    story = PlanStory(least=60, most=90)
    assert all(60 <= gap <= 90 for gap in gaps(story.ahead()))


def test_days_nearer_than_the_gap_are_kept_to_the_gap():
    assert all(gap >= 21 for gap in gaps(PlanStory(least=5, most=9).ahead()))
    assert all(7 <= gap <= 10 for gap in gaps(PlanStory(least=5, most=9, gap=7).ahead()))


def test_placed_anew_when_the_start_of_the_new_hire_becomes_known():
    story = PlanStory()
    before = story.ahead()
    story.new_start = day(2, 1, 2027)
    after = story.ahead()
    assert after != before
    offset = (day(2, 1, 2027) - FRIDAY).days
    early = [(state.on - FRIDAY).days for state in story.run()[1].states if state.step.phase == "early"]

    def met(days: list[date]) -> float:
        return share_met([*early, *((on - FRIDAY).days for on in days)], offset)

    assert met(after) > met(before)
    story.new_start = None
    assert story.ahead() == before


def test_placed_anew_when_a_touch_happens_late():
    story = PlanStory()
    by_hand(story, 4)
    planned = story.ahead()
    late = planned[0] + timedelta(days=15)
    story.sent(late)
    after = story.ahead()
    assert len(after) == 8
    assert 42 <= (after[0] - late).days <= 65
    assert after[0] != planned[1]


def test_placed_anew_when_a_touch_happens_early():
    story = PlanStory()
    by_hand(story, 4)
    planned = story.ahead()
    early = planned[0] - timedelta(days=10)
    call = story.reached(early)
    after = story.ahead()
    assert story.long()[0].touch == call.id
    assert 42 <= (after[0] - early).days <= 65
    story.forget(call)
    assert story.ahead() == planned


def test_an_attempt_in_between_moves_the_next_placed_touch_out_of_the_gap():
    story = PlanStory()
    by_hand(story, 4)
    tried = story.ahead()[0] - timedelta(days=5)
    story.voicemail(tried)
    assert story.ahead()[0] >= tried + timedelta(days=21)
    assert len(story.ahead()) == 9


def test_everything_done_on_its_day_takes_thirteen_touches_and_ends():
    story = PlanStory()
    did = by_hand(story, 20)
    assert [name for name, _ in did][:4] == ["call", "note", "feedback", "coffee"]
    assert len(did) == 13
    assert [on for _, on in did] == sorted(on for _, on in did)
    assert not story.run()[1].open
    assert all(gap >= 42 for gap in gaps([on for _, on in did][4:]))


def test_doing_each_on_its_day_changes_no_planned_day():
    story = PlanStory(told_by="manager")
    planned = [state.on for state in story.run()[1].states]
    assert [on for _, on in by_hand(story, 20)] == planned


def test_a_computed_date_on_a_holiday_moves_to_the_next_working_day():
    story = PlanStory(week=WorkWeek(holidays=frozenset({day(11, 24)})))
    assert story.first() == ("call", day(11, 25), "call")


def test_with_a_manager_and_an_executive_the_manager_is_the_one():
    eva = Person(3, "Eva", "executive")
    assert {step.contact for step in PlanStory(people=(eva, HUGO, DANA)).drafts} == {1, 2}


def open_places(states: tuple[StepState, ...]) -> list[int]:
    return [state.step.place for state in states if state.is_open]


def test_the_steps_of_one_person_run_in_order_and_only_the_first_is_due():
    story = PlanStory()
    found = story.next()
    assert [item.kind for item in found.items] == ["plan"]
    assert found.shown == day(11, 24)
    assert open_places(story.run()[1].open) == sorted(open_places(story.run()[1].open))
    assert story.made == SUNDAY
