import locale
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.words import count, say_day, say_since, say_when

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 1), "Tue 1 Dec"),
        (date(2027, 1, 12), "Tue 12 Jan"),
        (date(2026, 1, 5), "Mon 5 Jan"),
        (date(2025, 12, 31), "Wed 31 Dec 2025"),
        (date(2027, 12, 1), "Wed 1 Dec 2027"),
    ],
)
def test_a_day_is_said_with_its_year_when_it_is_far(day, words):
    assert say_day(day, TODAY) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (2, "2 days ago"), (6, "6 days ago"), (7, "on Sun 15 Nov")],
)
def test_what_has_been(days, words):
    assert say_since(TODAY - timedelta(days=days), TODAY) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (9, "in 9 days"),
        (-9, "9 days ago"),
        (60, "in 60 days"),
        (61, "Fri 22 Jan"),
    ],
)
def test_how_far_a_date_is(days, words):
    assert say_when(TODAY + timedelta(days=days), TODAY) == words


def test_counts():
    assert [count(0, "contact"), count(1, "contact"), count(1000, "contact")] == [
        "0 contacts",
        "1 contact",
        "1,000 contacts",
    ]
    assert count(2, "person", "people") == "2 people"


@given(st.dates(), st.dates())
def test_every_day_can_be_said(day, today):
    assert say_day(day, today)
    assert say_since(day, today)
    assert say_when(day, today)


def test_names_are_english_in_every_locale():
    before = locale.setlocale(locale.LC_TIME)
    try:
        locale.setlocale(locale.LC_TIME, "")
        assert say_day(date(2026, 12, 1), TODAY) == "Tue 1 Dec"
    finally:
        locale.setlocale(locale.LC_TIME, before)
