"""The callback window: when it is open, what is said of it, and its picture."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.callback_window import (
    METHOD,
    SOURCES,
    WindowState,
    cell_of_today,
    draw_window,
    spans,
    start_of,
    window_on,
    window_words,
)
from crm.domain.placing import EARLY_LEAVERS, LEFT_EARLY, LEFT_IN_ALL

NO = date(2026, 10, 12)
START = date(2026, 10, 14)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def on_day(number: int) -> date:
    return START + timedelta(days=number)


def state(number: int) -> WindowState:
    return window_on(on_day(number), NO, START)


def words(number: int) -> str:
    return window_words(state(number), on_day(number))


def test_it_opens_around_the_thirtieth_sixtieth_ninetieth_and_hundred_and_eightieth_day() -> None:
    assert [(span.centre, (span.first - START).days, (span.last - START).days) for span in spans(NO, START)] == [
        (30, 23, 44),
        (60, 53, 74),
        (90, 83, 104),
        (180, 173, 194),
    ]


def test_an_unknown_start_counts_as_twenty_six_days_after_the_no() -> None:
    assert start_of(NO, None) == date(2026, 11, 7)
    assert spans(NO, None) == spans(NO, date(2026, 11, 7))
    assert window_on(NO, NO, None).assumed
    assert not window_on(NO, NO, START).assumed


@pytest.mark.parametrize(
    ("number", "opened", "following"),
    [
        (-2, None, 30),
        (22, None, 30),
        (23, 30, 60),
        (44, 30, 60),
        (45, None, 60),
        (53, 60, 90),
        (172, None, 180),
        (173, 180, None),
        (194, 180, None),
        (195, None, None),
    ],
)
def test_the_edges_of_the_spans(number: int, opened: int | None, following: int | None) -> None:
    found = state(number)
    assert found.day == number
    assert (found.open and found.open.centre) == opened
    assert (found.next and found.next.centre) == following
    assert found.past is (number == 195)


@given(today=DAYS, no=DAYS, starts=st.none() | DAYS)
def test_open_and_next_are_what_the_spans_say(today: date, no: date, starts: date | None) -> None:
    found = window_on(today, no, starts)
    holding = [span for span in spans(no, starts) if span.first <= today <= span.last]
    coming = [span for span in spans(no, starts) if today < span.first]
    assert ([found.open] if found.open else []) == holding
    assert ([found.next] if found.next else []) == coming[:1]


def test_the_words_of_each_stage() -> None:
    assert words(0) == "opens Fri 6 Nov"
    assert words(23) == "day 23, opens today"
    assert words(41) == "day 41, open since Fri 6 Nov"
    assert words(50) == "opens again Sun 6 Dec"
    assert words(195) == "past"


def test_a_guessed_start_is_said_to_be_one() -> None:
    today = start_of(NO, None) + timedelta(days=41)
    assert window_words(window_on(today, NO, None), today) == "about day 41, open since Mon 30 Nov"


@given(no=DAYS, starts=st.none() | st.integers(-60, 500), width=st.integers(1, 60))
def test_the_picture_is_as_wide_as_asked_with_one_full_bar(no: date, starts: int | None, width: int) -> None:
    drawn = draw_window(no, None if starts is None else no + timedelta(days=starts), width)
    assert len(drawn) == width
    assert set(drawn) <= set("▁▂▃▄▅▆▇█")
    assert "█" in drawn


def test_the_picture_with_no_width_has_one_bar() -> None:
    assert draw_window(NO, None, 0) == "█"


def test_the_picture_follows_the_start() -> None:
    unknown = draw_window(NO, None, 31)
    assert unknown[0] == "▁"
    assert 4 <= unknown.index("█") <= 7
    # The first week after a known start is the likeliest of all, and nobody leaves before it.
    late = NO + timedelta(days=100)
    assert set(draw_window(NO, late, 50)[:15]) == {"▁"}
    assert draw_window(NO, late, 50).index("█") == cell_of_today(late + timedelta(days=3), NO, late, 50)
    assert draw_window(NO, NO + timedelta(days=3000), 200).index("█") > 180


@given(no=DAYS, starts=st.none() | st.integers(-60, 500), width=st.integers(1, 60), day=st.integers(-100, 900))
def test_today_lies_under_the_bar_of_its_days(no: date, starts: int | None, width: int, day: int) -> None:
    starts_on = None if starts is None else no + timedelta(days=starts)
    first = min(no, start_of(no, starts_on))
    length = (spans(no, starts_on)[-1].last - first).days + 1
    cell = cell_of_today(first + timedelta(days=day), no, starts_on, width)
    if 0 <= day < length:
        assert cell is not None
        assert cell * length // width <= day < (cell + 1) * length // width
    else:
        assert cell is None


def test_the_calendar_may_end() -> None:
    assert window_on(date.max, date.max, None).open is not None
    assert spans(date.max, None)[-1].last == date.max
    assert window_words(window_on(date.min, date.max, date.max), date.min) == "opens Fri 31 Dec 9999"
    assert len(draw_window(date.min, date.max)) == 9
    assert cell_of_today(date.max, date.min, date.max) == 8


def test_every_figure_of_the_model_is_shown_with_its_source() -> None:
    told = " ".join(figure.text for figure in SOURCES)
    for first, last, percent in EARLY_LEAVERS:
        assert f"{first}–{last} {percent} %" in told
    assert f"{LEFT_EARLY:.0%}".replace("%", " %") in told
    assert f"Over {LEFT_IN_ALL:.0%}".replace("%", " %") in told
    assert {figure.source.split(",")[0] for figure in SOURCES} == {"BambooHR", "Jobvite", "Résumé Relief"}
    assert "hint" in METHOD
