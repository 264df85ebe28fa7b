"""The call sheet's parts that need no book: links that dial, the time where they are, words for every row."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.briefs import (
    fitting_prompts,
    mailto_link,
    standing_words,
    tel_link,
    time_there,
    time_words,
)
from crm.domain.next_touch import Anchor, Kind, NextTouch
from crm.domain.opportunities import Opportunity, Rejection, StageEvent
from crm.domain.playbooks import Prompts

from .story import TODAY, Story

NAMES = [field.name for field in fields(Prompts)]


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("+49 30 5550100", "tel:+49305550100"),
        ("+49 (0)30 5550100", "tel:+49305550100"),
        ("(0) 30 / 555-01 00", "tel:0305550100"),
        ("030 5550100", "tel:0305550100"),
        ("555-0100 x12", "tel:5550100;ext=12"),
        ("+1 555 0100, ext. 7", "tel:+15550100;ext=7"),
        ("555 0100;ext=9", "tel:5550100;ext=9"),
        ("ask Ana", ""),
        ("", ""),
    ],
)
def test_a_number_becomes_a_link_that_dials(number, link):
    assert tel_link(number) == link


@given(st.text(max_size=40))
def test_a_dialling_link_holds_nothing_but_a_number(text):
    link = tel_link(text)
    assert link == "" or set(link.removeprefix("tel:").replace(";ext=", "")) <= set("+0123456789")


@given(st.text(max_size=40))
def test_a_mail_link_holds_nothing_that_starts_another_header(text):
    link = mailto_link(text)
    assert not set(link) & set("?&\r\n\x00 <>\"'")


def test_an_address_becomes_a_link_that_writes():
    assert mailto_link(" dana@northwind.test ") == "mailto:dana@northwind.test"
    assert mailto_link("a?cc=b@x.test") == "mailto:a%3Fcc%3Db@x.test"
    assert mailto_link("no address") == ""


NOW = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "16:05 there (Europe/Berlin)"),
        ("America/Los_Angeles", "07:05 there (America/Los_Angeles), early for them"),
        ("Asia/Tokyo", "Tue 24 Nov 00:05 there (Asia/Tokyo), early for them"),
        ("Asia/Kolkata", "20:35 there (Asia/Kolkata), late for them"),
    ],
)
def test_the_time_where_they_are(zone, said):
    there = time_there(NOW, zone)
    assert there is not None
    assert time_words(there, date(2026, 11, 23)) == said


def test_their_weekend_is_said():
    there = time_there(datetime(2026, 11, 22, 10, 0, tzinfo=UTC), "Europe/Berlin")
    assert there is not None
    assert time_words(there, TODAY) == "11:00 there (Europe/Berlin), their weekend"


@pytest.mark.parametrize("zone", ["", "Europe/Atlantis", "../etc/passwd", "\x00"])
def test_a_zone_that_is_not_known_gives_no_time(zone):
    assert time_there(NOW, zone) is None


# What to say


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("purpose", ["", "send the article"])
@pytest.mark.parametrize("anchor", ["contact", "sent", "attempt", "rejected", "met", "added", "passed"])
def test_no_row_is_without_words(kind, purpose, anchor):
    found = NextTouch(kind=kind, purpose=purpose, anchor=Anchor(TODAY, anchor))
    prompts = fitting_prompts(found, None, TODAY, TODAY)
    for name in NAMES:
        assert getattr(prompts, name)
        assert "{" not in getattr(prompts, name)


@pytest.mark.parametrize("asks", ["streak", "reply", "moved"])
def test_what_asks_for_a_decision_has_words_of_its_own(asks):
    found = {
        fitting_prompts(NextTouch(kind="decide", asks=each), None, None, TODAY).opening for each in ("streak", asks)
    }
    assert len(found) == (1 if asks == "streak" else 2)


def test_a_row_without_a_date_has_words_too():
    assert all(getattr(fitting_prompts(NextTouch(), None, None, TODAY), name) for name in NAMES)


def test_the_step_of_a_plan_keeps_its_own_words():
    own = Prompts(opening="Say hello.")
    found = NextTouch(kind="plan", purpose="coffee")
    assert fitting_prompts(found, own, None, TODAY) == own
    assert "coffee" in fitting_prompts(found, Prompts(), None, TODAY).opening


def test_a_promise_is_named_and_a_cadence_has_its_day():
    story = Story(cadence="none")
    story.promise(date(2026, 12, 5), "the article {day}")
    assert "the article {day}" in fitting_prompts(story.next, None, TODAY, TODAY).opening
    quiet = Story()
    quiet.reached(date(2026, 11, 12))
    assert "Thu 12 Nov" in fitting_prompts(quiet.next, None, date(2026, 11, 12), TODAY).opening


# Where it stands


def test_a_standing_says_the_stage_and_what_is_known_of_the_no():
    history = (StageEvent(date(2026, 9, 1), "applied", 1), StageEvent(date(2026, 10, 12), "rejected", 2))
    no = Rejection(date(2026, 10, 12), rank="runner-up")
    one = Opportunity(1, "u", "Analyst", None, "", history=history, rejections=(no,))
    assert standing_words(one, TODAY) == "said no Mon 12 Oct, runner-up"
    again = Opportunity(1, "u", "Analyst", None, "", history=(*history, StageEvent(TODAY, "interviewing", 3)))
    assert standing_words(again, TODAY) == "interviewing since Sun 22 Nov (second chance)"
    assert standing_words(Opportunity(1, "u", "Analyst", None, ""), TODAY) == "lead"
