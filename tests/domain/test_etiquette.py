"""How soon is too soon, and whether one gives before one asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.cadence import Cadence
from crm.domain.etiquette import (
    NO_BALANCE,
    Balance,
    Colleague,
    Exchange,
    Outreach,
    balance_of,
    last_outreach_of,
    too_soon,
    too_soon_words,
)
from crm.domain.next_touch import OpenStep, PlanItem, Rule, next_touch

from .story import TODAY, Story

THURSDAY = date(2026, 11, 12)
SAM = Colleague("Sam Lee", "Northwind", Outreach(date(2026, 11, 18), "email", False))


def planned(facts, phase):
    return replace(facts, plans=(PlanItem(1, (OpenStep(1, TODAY, "call", phase=phase),)),))


# The gap


@pytest.mark.parametrize(
    ("cadence", "ends"),
    [
        ("2 months", date(2026, 12, 3)),
        ("1 week", date(2026, 11, 19)),
        (None, date(2026, 12, 3)),
        ("none", date(2026, 12, 3)),
    ],
)
def test_the_gap_is_21_days_or_the_cadence_where_that_is_less(cadence, ends):
    story = Story(cadence=cadence)
    story.reached(THURSDAY)

    found = too_soon(story.facts(), ends - timedelta(days=1))

    assert found is not None
    assert (found.until, found.last) == (ends, Outreach(THURSDAY, "call", True))
    assert too_soon(story.facts(), ends) is None


def test_somebody_never_written_to_may_be_at_any_time():
    story = Story()
    assert too_soon(story.facts(), TODAY) is None
    story.they_wrote(THURSDAY)
    story.no_answer_needed(story.touches[0])
    assert too_soon(story.facts(), TODAY) is None, "what they do is no outreach"


def test_a_voicemail_counts_too():
    story = Story()
    story.voicemail(THURSDAY)
    found = too_soon(story.facts(), TODAY)
    assert found is not None and found.last == Outreach(THURSDAY, "voicemail", False)


def test_a_touch_after_the_day_does_not_count_for_it():
    story = Story()
    story.reached(THURSDAY)
    assert too_soon(story.facts(), THURSDAY - timedelta(days=1)) is None
    assert too_soon(story.facts(), THURSDAY) is not None


def test_a_colleague_leaves_ten_days_of_room():
    facts = Story().facts()

    found = too_soon(facts, date(2026, 11, 27), colleague=SAM)

    assert found is not None
    assert (found.until, found.colleague) == (date(2026, 11, 28), SAM)
    assert too_soon(facts, date(2026, 11, 28), colleague=SAM) is None
    assert too_soon(facts, date(2026, 11, 17), colleague=SAM) is None


def test_of_two_gaps_the_later_end_is_said():
    story = Story()
    story.reached(THURSDAY)
    own = too_soon(story.facts(), TODAY, colleague=SAM)
    assert own is not None and own.colleague is None
    weekly = replace(story.facts(), cadence="1 week")
    theirs = too_soon(weekly, date(2026, 11, 18), colleague=SAM)
    assert theirs is not None and theirs.colleague == SAM


# What is exempt


def test_an_answer_to_what_waits_is_never_too_soon():
    story = Story()
    story.reached(THURSDAY)
    reply = story.they_wrote(TODAY)
    assert too_soon(story.facts(), TODAY) is None
    story.no_answer_needed(reply)
    assert too_soon(story.facts(), TODAY) is not None


@pytest.mark.parametrize(("phase", "exempt"), [("early", True), ("long", False)])
def test_early_steps_of_a_plan_are_exempt_and_placed_ones_are_not(phase, exempt):
    story = Story()
    story.reached(THURSDAY)
    assert (too_soon(planned(story.facts(), phase), TODAY, colleague=SAM) is None) is exempt


def test_a_promise_may_be_kept_from_seven_days_before_its_day():
    story = Story()
    story.reached(THURSDAY)
    story.promise(date(2026, 11, 28))
    assert too_soon(story.facts(), date(2026, 11, 20)) is not None
    assert too_soon(story.facts(), date(2026, 11, 21)) is None
    story.done(story.follow_ups[0])
    assert too_soon(story.facts(), date(2026, 11, 21)) is not None


def test_what_was_typed_for_the_day_was_said_when_it_was_planned():
    story = Story()
    story.reached(THURSDAY)
    story.plan(TODAY)
    assert too_soon(story.facts(), TODAY) is None
    assert too_soon(story.facts(), TODAY, planning=True) is not None
    assert too_soon(story.facts(), TODAY - timedelta(days=1)) is not None


# The same room as the rule of the next touch leaves


@given(
    back=st.integers(0, 40),
    ahead=st.integers(0, 60),
    cadence=st.sampled_from(["1 week", "10 days", "2 months", "1 year"]),
    channel=st.sampled_from(["call", "email", "voicemail"]),
)
def test_the_program_never_shows_a_cadence_date_that_it_would_warn_about(back, ahead, cadence, channel):
    story = Story(cadence=cadence)
    story.reached(TODAY - timedelta(days=ahead))
    story.touch(channel, "reached" if channel == "call" else "sent", TODAY - timedelta(days=back))
    shown = next_touch(story.facts()).shown
    assert shown is not None
    assert too_soon(story.facts(), shown) is None


def test_the_default_cadence_is_that_of_the_settings():
    story = Story(cadence=None, in_search=True)
    story.reached(THURSDAY)
    assert too_soon(story.facts(), TODAY, Rule(default_cadence=Cadence(1, "week"))) is None


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_have_no_gap_to_break(day):
    story = Story()
    story.reached(day)
    found = too_soon(story.facts(), day)
    assert found is None or found.until > day


# In words


@pytest.mark.parametrize(
    ("channel", "answered", "said"),
    [
        ("call", True, "you spoke with them on the phone on Thu 12 Nov."),
        ("call", False, "you rang them on Thu 12 Nov and did not reach them."),
        ("voicemail", False, "you left them a voicemail on Thu 12 Nov, no answer yet."),
        ("email", True, "you wrote to them on Thu 12 Nov, and they answered."),
        ("letter", False, "you wrote to them on Thu 12 Nov, no answer yet."),
        ("meeting", True, "you met them on Thu 12 Nov."),
        ("other", False, "you were in touch with them on Thu 12 Nov, no answer yet."),
    ],
)
def test_the_words_have_the_day_and_whether_they_answered(channel, answered, said):
    story = Story()
    story.reached(THURSDAY)
    found = too_soon(story.facts(), TODAY)
    assert found is not None
    found = replace(found, last=Outreach(THURSDAY, channel, answered))
    words = too_soon_words(found, "Dana Whitfield", TODAY)
    assert words == f"Dana Whitfield: {said} A little room until Thu 3 Dec is kind; you decide."
    assert not any(word in words.casefold() for word in ("must", "error", "overdue", "neglect", "too soon"))


def test_the_words_name_the_colleague():
    found = too_soon(Story().facts(), TODAY, colleague=SAM)
    assert found is not None
    assert too_soon_words(found, "Dana", TODAY).startswith(
        "Dana: you wrote to Sam Lee (Northwind as well) on Wed 18 Nov, no answer yet."
    )


def test_an_answer_after_a_sent_touch_counts_and_one_before_does_not():
    story = Story()
    story.they_wrote(date(2026, 11, 10))
    story.sent(THURSDAY)
    assert last_outreach_of(story.touches) == Outreach(THURSDAY, "email", False)
    story.they_wrote(TODAY)
    assert last_outreach_of(story.touches) == Outreach(THURSDAY, "email", True)


# Give before you ask


def exchanges(text):
    """`g` gave, `a` asked, `b` both, `e` an early step that asked, `.` neither."""
    known = {
        "g": Exchange(True, False), "a": Exchange(False, True), "b": Exchange(True, True),
        "e": Exchange(False, True, aside=True), ".": Exchange(False, False),
    }  # fmt: skip
    return [known[char] for char in text]


@pytest.mark.parametrize(
    ("told", "gave", "asked", "flagged"),
    [
        ("", 0, 0, False),
        ("a", 0, 1, False),
        ("aa", 0, 2, True),
        ("a.a", 0, 2, True),
        ("aga", 1, 2, False),
        ("aag", 1, 2, False),
        ("gaa", 1, 2, True),
        ("ab", 1, 2, False),
        ("ba", 1, 2, True),
        ("ee", 0, 2, False),
        ("aea", 0, 3, True),
        ("ea", 0, 2, False),
    ],
)
def test_asked_twice_in_a_row_is_flagged_the_early_steps_after_a_no_aside(told, gave, asked, flagged):
    assert balance_of(exchanges(told)) == Balance(gave, asked, flagged)


@given(st.text("gabe.", max_size=30))
def test_something_given_last_is_never_flagged(told):
    assert not balance_of(exchanges(told + "g")).flagged
    assert balance_of(exchanges(told + "aa")).flagged


def test_the_balance_says_what_a_card_shows():
    assert NO_BALANCE.words == ""
    assert Balance(2, 1, False).words == "gave 2, asked 1"
    assert Balance(0, 2, True).words == "gave 0, asked 2; asked twice in a row: something for them comes first now"
