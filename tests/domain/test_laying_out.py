"""Laying a playbook out: the rows of the method's table one by one, late recording, and properties of every plan.

The table's playbook is read from the file that is shipped, so that the file is what is tested.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.cadence import add_months
from crm.domain.laying_out import DraftStep, Person, Situation, holds, lay_out
from crm.domain.playbooks import CONDITIONS, PARTS, Offset, Playbook, PlaybookStep
from crm.domain.workdays import USUAL_WEEK, WorkWeek
from crm.formats.playbook_yaml import read_playbook

FRIDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 22)
DANA, HUGO, EVA = Person(1, "Dana", "hiring manager"), Person(2, "Hugo", "hr"), Person(3, "Eva", "executive")
REC, IAN, COACH = Person(4, "Rec", "recruiter"), Person(5, "Ian", "interviewer"), Person(6, "Cora", "coach")

FILES = sorted((Path(__file__).parents[2] / "playbooks").glob("*.yaml"))


def read(path: Path) -> Playbook:
    playbook, problems = read_playbook(path.read_bytes(), path.name)
    assert playbook is not None, problems
    return playbook


SHIPPED = {playbook.name: playbook for playbook in map(read, FILES)}
AFTER_THE_NO = SHIPPED["after the no"]


def situation(**facts) -> Situation:
    usual = {"start": FRIDAY, "today": SUNDAY, "week": USUAL_WEEK, "people": (DANA, HUGO)}
    return Situation(**{**usual, **facts})


def plan(name: str = "after the no", **facts) -> tuple[DraftStep, ...]:
    return lay_out(SHIPPED[name], situation(**facts))


def by_hr(**facts) -> tuple[DraftStep, ...]:
    return plan(**{"told_by_part": "hr", "told_by": 2, "how": "email", **facts})


def one(steps: tuple[DraftStep, ...], key: str) -> DraftStep:
    [found] = [step for step in steps if step.key == key]
    return found


def keys(steps) -> list[str]:
    return [step.key for step in steps]


def early(steps) -> list[DraftStep]:
    return [step for step in steps if step.phase == "early"]


def mains(steps) -> list[DraftStep]:
    return [step for step in steps if step.phase == "long" and step.follows is None]


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


# The rows of the table


def test_thank_hr_on_the_next_working_day_and_call_the_manager_the_day_after():
    steps = by_hr()
    thanks, call = one(steps, "thank-hr"), one(steps, "call")
    assert (thanks.contact, thanks.on, thanks.channel) == (2, day(11, 23), "email")
    assert (call.contact, call.on, call.channel) == (1, day(11, 24), "call")


@pytest.mark.parametrize("told_by_part", ["manager", "assistant", "nobody", ""])
def test_hr_is_thanked_only_when_hr_told(told_by_part):
    steps = plan(told_by_part=told_by_part, how="letter")
    assert "thank-hr" not in keys(steps)
    assert one(steps, "call").on == day(11, 23)


@pytest.mark.parametrize("how", ["call", "email", "letter", "portal", "silence", ""])
def test_the_manager_is_called_by_phone_however_the_news_came(how):
    call = one(by_hr(how=how), "call")
    assert (call.channel, call.status) == ("call", "open")
    assert call.prompts.voicemail


def test_the_manager_rang_with_the_no_so_the_call_is_done_and_the_note_follows():
    steps = plan(told_by_part="manager", told_by=1, how="call")
    call, note = one(steps, "call"), one(steps, "note")
    assert (call.status, call.on, call.status_on) == ("done", FRIDAY, FRIDAY)
    assert (note.status, note.on) == ("open", day(11, 24))
    assert "phone" in note.prompts.question  # what was not asked goes into the note


def test_the_manager_wrote_so_the_call_is_still_open():
    assert one(plan(told_by_part="manager", told_by=1, how="email"), "call").status == "open"


def test_somebody_else_rang_so_the_managers_call_is_still_open():
    call = one(plan(people=(DANA, EVA), told_by_part="manager", told_by=3, how="call"), "call")
    assert (call.contact, call.status) == (1, "open")


def test_of_two_managers_the_one_who_told_is_the_one():
    other = Person(9, "Uma", "hiring manager")
    steps = plan(people=(DANA, other), told_by_part="manager", told_by=9, how="call")
    assert {step.contact for step in steps} == {9}
    assert one(steps, "call").status == "done"


def test_whoever_told_as_the_manager_is_one_even_without_a_role():
    steps = plan(people=(Person(8, "Lou"),), told_by_part="manager", told_by=8, how="call")
    assert one(steps, "call").contact == 8
    assert "ask-who" not in keys(steps)


def test_warm_note_two_working_days_after_the_call():
    assert one(by_hr(), "note").on == day(11, 26)
    week = WorkWeek(holidays=frozenset({day(11, 25)}))
    assert one(by_hr(week=week), "note").on == day(11, 27)


def test_feedback_after_a_week_but_two_working_days_after_the_note_at_least():
    assert one(plan(), "feedback").on == day(11, 27)  # a week; the note is on Wednesday
    assert one(by_hr(), "feedback").on == day(11, 30)  # the note is on Thursday
    assert one(by_hr(), "feedback").unless_feedback
    assert not one(by_hr(), "note").unless_feedback


def test_feedback_falls_away_when_the_call_gave_it():
    steps = plan(told_by_part="manager", told_by=1, how="call", feedback_given=True)
    assert keys(early(steps)) == ["call", "note", "coffee"]


def test_coffee_two_weeks_after_the_no():
    coffee = one(by_hr(), "coffee")
    assert (coffee.on, coffee.channel, coffee.is_coffee, coffee.phase) == (day(12, 4), "meeting", True, "early")


def test_coffee_later_is_the_first_keep_in_touch_half_a_year_on():
    steps = by_hr(coffee="later")
    assert "coffee" not in keys(steps) and "visit" not in keys(steps)
    coffee = one(steps, "coffee-later")
    assert (coffee.on, coffee.channel, coffee.is_coffee, coffee.phase) == (day(5, 20, 2027), "meeting", True, "long")
    assert [step.on for step in mains(steps)] == [step.on for step in mains(by_hr())]


def test_with_coffee_now_that_touch_is_a_visit_to_their_office():
    steps = by_hr()
    visit = one(steps, "visit")
    assert (visit.on, visit.channel, visit.is_coffee) == (day(5, 20, 2027), "meeting", False)
    assert "drop in" in visit.purpose
    assert visit.on >= add_months(FRIDAY, 6)


def test_a_touch_just_short_of_half_a_year_is_left_as_it_is():
    # 120 days and two months after 1 March are 29 August, three days short.
    start = date(2027, 3, 1)
    steps = mains(by_hr(start=start, today=start))
    assert keys(steps)[:4] == ["something-useful", "still-here", "keep-in-touch", "visit"]
    assert steps[3].on >= add_months(start, 6) > steps[2].on


def test_nine_touches_from_something_useful_on():
    steps = mains(by_hr())
    assert len(steps) == 9
    assert keys(steps)[:2] == ["something-useful", "still-here"]
    assert steps[0].on == USUAL_WEEK.roll(FRIDAY + timedelta(60)) == day(1, 19, 2027)
    assert steps[1].on == USUAL_WEEK.roll(FRIDAY + timedelta(120)) == day(3, 22, 2027)
    base = FRIDAY + timedelta(120)
    assert [step.on for step in steps[2:]] == [USUAL_WEEK.roll(add_months(base, 2 * n)) for n in range(1, 8)]


def test_the_purposes_of_keep_in_touch_rotate_with_words_of_their_own():
    steps = [step for step in mains(by_hr()) if step.key == "keep-in-touch"]
    news, useful, advice = steps[:3]  # the first turn, advice, is the visit
    assert ["news" in news.purpose, "useful" in useful.purpose, "advice" in advice.purpose] == [True] * 3
    assert steps[3].purpose == news.purpose
    assert len({step.prompts.opening for step in steps[:3]}) == 3


def test_every_third_keep_in_touch_goes_to_hr_as_well_ten_days_later():
    steps = by_hr()
    also = [step for step in steps if step.follows is not None]
    assert [step.contact for step in also] == [2, 2]
    for step in also:
        main = steps[step.follows]
        assert main.contact == 1 and main.place == step.follows == step.place - 1
        assert step.follows_days == 10
        assert step.on == USUAL_WEEK.roll(main.on + timedelta(10))
    assert [mains(steps).index(steps[step.follows]) for step in also] == [4, 7]  # the third and sixth of seven


def test_a_computed_date_on_a_holiday_moves_to_the_next_working_day():
    week = WorkWeek(holidays=frozenset({day(11, 23), day(12, 4)}))
    steps = by_hr(week=week)
    assert [step.on for step in early(steps)][:2] == [day(11, 24), day(11, 25)]
    assert one(steps, "coffee").on == day(12, 7)


# Who is known


def test_without_a_known_manager_hr_is_asked_who_it_would_have_been():
    steps = plan(people=(HUGO, EVA), told_by_part="nobody", how="portal")
    assert keys(steps)[:2] == ["ask-who", "call"]
    assert (steps[0].contact, steps[0].on) == (2, day(11, 23))
    assert (steps[1].contact, steps[1].on) == (3, day(11, 24))  # the manager's steps fall back


def test_when_hr_told_the_question_and_the_thanks_are_one_message():
    steps = plan(people=(HUGO, EVA), told_by_part="hr", told_by=2, how="email")
    assert keys(steps)[:2] == ["thank-and-ask", "call"]
    assert "thank-hr" not in keys(steps) and "ask-who" not in keys(steps)
    assert "hank" in steps[0].prompts.opening and "report" in steps[0].prompts.question


def test_thanks_go_to_the_recruiter_who_told_not_to_hr():
    assert one(plan(people=(DANA, HUGO, REC), told_by_part="hr", told_by=4), "thank-hr").contact == 4
    assert one(plan(people=(DANA, REC), told_by_part="hr"), "thank-hr").contact == 4


@pytest.mark.parametrize(("people", "contact"), [((IAN, EVA, HUGO), 3), ((HUGO, IAN), 5), ((HUGO, REC), 2)])
def test_the_managers_steps_fall_back_in_order_of_preference(people, contact):
    assert one(plan(people=people), "call").contact == contact


def test_with_hr_alone_everything_but_the_coffee_goes_there_once_a_day():
    steps = plan(people=(HUGO,), told_by_part="hr", told_by=2, coffee="now")
    assert keys(early(steps)) == ["thank-and-ask", "call", "note", "feedback"]
    assert [step.on for step in early(steps)] == [day(11, 23), day(11, 24), day(11, 26), day(11, 30)]
    assert len(mains(steps)) == 9
    assert all(step.follows is None for step in steps)


def test_somebody_who_is_both_hr_and_manager_has_no_two_steps_on_one_day():
    both = (replace(DANA, part="hr"), DANA)
    steps = plan(people=both, told_by_part="hr", told_by=1, how="email")
    days = [step.on for step in steps]
    assert {step.contact for step in steps} == {1}
    assert len(days) == len(set(days))
    assert "ask-who" not in keys(steps)


def test_two_steps_of_one_day_for_one_person_are_parted():
    steps = tuple(PlaybookStep(key, key, ("anyone",), Offset(1, "days")) for key in ("a", "b"))
    laid = lay_out(Playbook("own", steps), situation(today=FRIDAY, people=(HUGO,)))
    assert [step.on for step in laid] == [day(11, 23), day(11, 24)]


def test_do_not_contact_people_are_never_used():
    away = replace(DANA, do_not_contact=True)
    steps = plan(people=(away, EVA, HUGO))
    assert {step.contact for step in steps} == {2, 3}
    assert keys(steps)[0] == "call"  # the manager is known, so nobody asks who it was
    assert plan(people=(away,)) == ()
    both = (replace(DANA, part="hr", do_not_contact=True), DANA)
    assert plan(people=both) == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_nobody_at_all_is_an_empty_plan(name):
    assert plan(name, people=()) == ()


def test_a_coach_is_not_somebody_to_thank_for_a_no():
    assert plan(people=(COACH,)) == ()


# Recorded late


def test_a_no_recorded_some_days_late_moves_the_steps_to_today_and_keeps_their_order():
    steps = by_hr(start=day(11, 9))  # thanks were due on the 10th
    assert [(step.key, step.on) for step in early(steps)] == [
        ("thank-hr", day(11, 23)),
        ("call", day(11, 24)),
        ("note", day(11, 26)),
        ("feedback", day(11, 30)),
        ("coffee", day(12, 2)),
    ]
    assert all(step.status == "open" for step in steps)
    assert mains(steps)[0].on == USUAL_WEEK.roll(day(11, 9) + timedelta(60))


def test_a_step_missed_by_more_than_a_fortnight_is_let_go_but_not_the_call():
    steps = by_hr(start=day(11, 3))
    thanks = one(steps, "thank-hr")
    assert (thanks.status, thanks.on, thanks.status_on) == ("let-go", day(11, 4), SUNDAY)
    assert one(steps, "call").on == day(11, 23)
    assert one(steps, "note").on == day(11, 25)
    assert by_hr(start=day(11, 7))[0].status == "open"


@pytest.mark.parametrize(("start", "today", "status"), [(8, 23, "open"), (5, 21, "let-go")])
def test_fourteen_days_are_made_up_for_and_fifteen_are_not(start, today, status):
    assert one(by_hr(start=day(11, start), today=day(11, today)), "thank-hr").status == status


@pytest.mark.parametrize(("days_ago", "status"), [(21, "open"), (22, "let-go")])
def test_after_three_weeks_the_note_is_let_go_too(days_ago, status):
    assert one(by_hr(start=SUNDAY - timedelta(days_ago)), "note").status == status


def test_a_no_recorded_months_late_lets_go_what_is_past_and_keeps_the_call_at_most():
    steps = by_hr(start=day(3, 2))
    assert [(step.key, step.status) for step in early(steps)] == [
        ("thank-hr", "let-go"),
        ("call", "open"),
        ("note", "let-go"),
        ("feedback", "let-go"),
        ("coffee", "let-go"),
    ]
    assert one(steps, "call").on == day(11, 23)
    assert {step.status_on for step in steps if step.status == "let-go"} == {SUNDAY}
    assert one(steps, "note").on == day(3, 6)


def test_months_late_and_the_manager_had_rung_keeps_no_early_step():
    steps = plan(start=day(3, 2), told_by_part="manager", told_by=1, how="call")
    assert [step.status for step in early(steps)] == ["done", "let-go", "let-go", "let-go"]
    assert one(steps, "note").on == day(3, 4)  # two working days after the call of the 2nd


@pytest.mark.parametrize("days_ago", [22, 30, 40, 100, 400, 3000])
def test_months_late_the_nine_long_steps_begin_three_weeks_from_today_or_later(days_ago):
    steps = mains(by_hr(start=SUNDAY - timedelta(days_ago)))
    assert len(steps) == 9
    assert min(step.on for step in steps) >= SUNDAY + timedelta(21)


def test_months_late_the_long_steps_have_their_usual_spacing_from_today():
    fresh = mains(by_hr(start=SUNDAY))
    assert [step.on for step in mains(by_hr(start=day(3, 2)))] == [step.on for step in fresh]


def test_while_there_is_time_the_long_steps_stay_where_they_were():
    steps = mains(by_hr(start=SUNDAY - timedelta(30)))
    assert steps[0].on == USUAL_WEEK.roll(SUNDAY + timedelta(30))


# Given dates, and the coffee they decide


def test_given_dates_stand_for_the_plain_ones_and_decide_which_touch_is_the_visit():
    offsets = (46, 88, 130, 186, 228, 293, 358, 423, 488)
    dates = [FRIDAY + timedelta(number) for number in offsets]
    steps = lay_out(AFTER_THE_NO, situation(told_by_part="hr"), dates)
    assert [step.on for step in mains(steps)] == [USUAL_WEEK.roll(each) for each in dates]
    assert keys(mains(steps))[2:5] == ["keep-in-touch", "visit", "keep-in-touch"]
    for step in steps:
        if step.follows is not None:
            assert step.on == USUAL_WEEK.roll(steps[step.follows].on + timedelta(10))


def test_given_dates_must_be_as_many_as_the_long_steps():
    with pytest.raises(ValueError, match="9 long steps"):
        lay_out(AFTER_THE_NO, situation(), [FRIDAY])


# Other playbooks


def test_months_are_counted_from_one_day_and_never_drift():
    start = date(2026, 12, 31) - timedelta(120)
    steps = mains(by_hr(start=start, today=start))
    plain = [date(2027, 2, 28), date(2027, 4, 30), date(2027, 6, 30), date(2027, 8, 31)]
    assert [step.on for step in steps[2:6]] == [USUAL_WEEK.roll(each) for each in plain]


def test_a_long_step_of_few_days_waits_three_weeks_as_well_when_recorded_late():
    steps = (PlaybookStep("a", "a", ("hr",), Offset(1, "working days"), phase="long"),)
    [step] = lay_out(Playbook("own", steps), situation(start=day(3, 2), today=FRIDAY))
    assert step.on == FRIDAY + timedelta(21)


def test_after_a_step_for_everybody_counts_from_the_last_of_them():
    steps = (
        PlaybookStep("first", "first", ("hiring manager",), Offset(1, "days")),
        PlaybookStep("all", "all", ("hiring manager", "hr"), Offset(1, "days"), each=True),
        PlaybookStep("then", "then", ("hr",), Offset(1, "days", "all")),
    )
    laid = lay_out(Playbook("own", steps), situation())
    assert [(step.contact, step.on.day) for step in laid] == [(1, 23), (1, 24), (2, 23), (2, 25)]


def test_after_an_interview_the_letter_is_drafted_the_same_day_and_sent_the_next_morning():
    steps = plan("after an interview", start=day(11, 23), today=day(11, 23), decision_on=day(12, 4))
    assert [(step.key, step.on) for step in steps] == [
        ("draft", day(11, 23)),
        ("letter", day(11, 24)),
        ("check-in", day(12, 7)),
        ("once-more", day(12, 14)),
    ]


def test_after_an_interview_without_a_decision_date_two_weeks_are_waited():
    steps = plan("after an interview", start=day(11, 23), today=day(11, 23))
    assert keys(steps) == ["draft", "letter", "check-in-unnamed", "once-more"]
    assert steps[-1].on == day(12, 14)


def test_a_step_that_counts_from_an_unknown_decision_date_is_left_out():
    steps = (
        PlaybookStep("ask", "ask", ("hr",), Offset(1, "days", "decision date")),
        PlaybookStep("again", "again", ("hr",), Offset(1, "days", "ask")),
    )
    assert lay_out(Playbook("own", steps), situation()) == ()
    known = lay_out(Playbook("own", steps), situation(decision_on=day(11, 30)))
    assert [step.on for step in known] == [day(12, 1), day(12, 2)]


def test_landed_tells_everybody_once():
    people = (DANA, HUGO, EVA, COACH, Person(7, "Fritz", "friend"), Person(8, "Nobody in particular"))
    steps = plan("landed", people=people)
    assert sorted(step.contact for step in early(steps)) == [1, 2, 3, 6, 7, 8]
    assert early(steps)[0].contact in {6, 7}


def test_the_introducer_is_thanked_whether_called_introducer_or_referrer():
    for part in ("introducer", "referrer"):
        steps = plan("introduction", people=(DANA, Person(9, "Ina", part)))
        assert {step.key for step in steps if step.contact == 9} == {
            "thank-first", "tell-introducer", "keep-introducer",
        }  # fmt: skip


def test_a_trial_is_reviewed_every_month():
    reviews = [step for step in plan("temporary-to-permanent trial") if step.key == "review"]
    assert [step.on for step in reviews] == [USUAL_WEEK.roll(add_months(FRIDAY, number)) for number in range(1, 7)]


def test_a_missing_why_names_the_playbook():
    steps = lay_out(Playbook("my own", (PlaybookStep("a", "a", ("hr",)),)), situation())
    assert steps[0].why == "a step of “my own”"


def test_a_step_counts_from_where_an_absent_step_would_have():
    steps = (
        PlaybookStep("thank", "thank", ("alum",), Offset(3, "days")),
        PlaybookStep("then", "then", ("hr",), Offset(1, "weeks", "thank")),
    )
    assert lay_out(Playbook("own", steps), situation())[0].on == day(11, 27)


def test_every_condition_can_be_asked_and_no_other():
    assert {holds(condition, situation()) for condition in CONDITIONS} == {True, False}
    with pytest.raises(ValueError, match="no condition"):
        holds("raining", situation())


# Properties

PEOPLE = st.lists(
    st.builds(
        Person,
        id=st.integers(1, 6),
        name=st.just("X"),
        part=st.sampled_from([*PARTS[:11], "introducer", ""]),
        do_not_contact=st.sampled_from([False, False, False, True]),
    ),
    max_size=7,
).map(tuple)
WEEKS = st.builds(
    WorkWeek,
    st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset(), frozenset({0, 2, 3, 4, 5, 6})]),
    st.frozensets(st.dates(date(2026, 11, 1), date(2027, 12, 31)), max_size=30),
)
SITUATIONS = st.builds(
    lambda today, ago, **facts: Situation(start=today - timedelta(ago), today=today, **facts),
    today=st.dates(date(2026, 9, 1), date(2027, 6, 30)),
    ago=st.integers(-5, 30) | st.integers(0, 900),
    week=WEEKS,
    people=PEOPLE,
    told_by_part=st.sampled_from(["hr", "manager", "assistant", "nobody", ""]),
    told_by=st.none() | st.integers(1, 6),
    how=st.sampled_from(["call", "email", "letter", "portal", "silence", ""]),
    coffee=st.sampled_from(["now", "later"]),
    decision_on=st.none() | st.dates(date(2026, 9, 1), date(2027, 6, 30)),
    feedback_given=st.booleans(),
)


@given(st.sampled_from(sorted(SHIPPED)), SITUATIONS)
def test_every_plan_is_ahead_on_working_days_and_in_order_for_each_person(name, facts):
    steps = lay_out(SHIPPED[name], facts)
    assert [step.place for step in steps] == list(range(len(steps)))
    last: dict[int, date] = {}
    refused = {person.id for person in facts.people if person.do_not_contact}
    for step in steps:
        assert step.contact not in refused
        assert (step.status_on is None) == (step.status == "open")
        if step.status == "let-go":
            assert step.on < facts.today
        if step.status != "open":
            continue
        assert step.on >= facts.today
        assert facts.week.is_working(step.on)
        assert step.contact not in last or last[step.contact] < step.on
        last[step.contact] = step.on
        assert step.why and step.purpose


@given(SITUATIONS)
def test_after_every_no_there_are_nine_long_touches_or_none_and_one_coffee_at_most(facts):
    steps = lay_out(AFTER_THE_NO, facts)
    assert len(mains(steps)) in {0, 9}
    assert sum(step.is_coffee for step in steps) <= 1
    assert {step.phase for step in steps[len(early(steps)) :]} <= {"long"}
    if (facts.today - facts.start).days > 21:
        assert all(step.on >= facts.today + timedelta(21) for step in mains(steps))
    if (facts.today - facts.start).days > 180:  # past every early step, in a week of one working day too
        assert sum(step.status == "open" for step in early(steps)) <= 1


@given(SITUATIONS)
def test_laying_out_again_on_its_own_dates_changes_nothing(facts):
    steps = lay_out(AFTER_THE_NO, facts)
    assert lay_out(AFTER_THE_NO, facts, [step.on for step in mains(steps)]) == steps


def test_the_ends_of_the_calendar_are_no_accident():
    for today in (date(9999, 11, 1), date(9999, 12, 31)):
        steps = by_hr(start=today, today=today)
        assert all(step.on <= date.max for step in steps)
