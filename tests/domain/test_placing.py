"""Placing the touches: how much they meet, measured against independent searches, and what they never do."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm.domain.placing import HORIZON, even, moments, place, share_met
from crm.domain.workdays import WorkWeek

EARLY = (1, 3, 14)
FIRST, LAST = 35, 79
EXAMPLE = (46, 88, 130, 186, 228, 293, 358, 423, 488)
NO = date(2026, 11, 20)
WEEK = WorkWeek(holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1), date(2027, 5, 31)}))


def working(day: int) -> bool:
    return WEEK.is_working(NO + timedelta(days=day))


@cache
def exact_moments(new_start: int | None) -> tuple[Fraction, ...]:
    """The model once more, slowly and exactly, from the page's own figures."""
    spans = [(0, 6, 1645), (7, 29, 1742), (30, 60, 1677), (61, 90, 1742), (91, 121, 1097), (122, 151, 548)]
    spans.append((152, 182, 1448))
    leaving = {
        day: Fraction(31, 100) * Fraction(weight, 9899) / (last - first + 1)
        for first, last, weight in spans
        for day in range(first, last + 1)
    }
    leaving |= dict.fromkeys(range(183, 548), Fraction(29, 100) / 365)
    starts = list(range(7, 46)) if new_start is None else [new_start]
    found = [Fraction(0)] * (HORIZON + 1)
    for start in starts:
        for day, chance in leaving.items():
            if 0 <= start + day <= HORIZON:
                found[start + day] += chance / len(starts)
    return tuple(found)


def counted(days: Sequence[int], new_start: int | None = None) -> float:
    """The share met, by asking of each moment whether there is a touch near it."""
    chances = exact_moments(new_start)
    met = sum(chance for moment, chance in enumerate(chances) if any(moment - 21 <= day <= moment + 10 for day in days))
    return float(met / sum(chances))


# The model


@pytest.mark.parametrize("new_start", [None, 0, 7, 30, 45, 200, 619, -30])
def test_the_moments_are_those_of_the_figures(new_start: int | None) -> None:
    assert moments(new_start) == pytest.approx([float(chance) for chance in exact_moments(new_start)], abs=1e-12)


def test_four_in_ten_stay() -> None:
    assert len(moments()) == HORIZON + 1
    assert sum(moments()) == pytest.approx(0.60)
    assert sum(moments(20)) == pytest.approx(0.60)
    assert moments()[:7] == (0.0,) * 7


def test_the_figures_of_the_page_come_out() -> None:
    assert round(share_met(EARLY + EXAMPLE), 3) == 0.637
    assert round(share_met(EARLY + even(9)), 3) == 0.566
    assert round(share_met(even(9)), 3) == 0.483


@given(
    days=st.lists(st.integers(-60, HORIZON + 60), max_size=12),
    new_start=st.none() | st.integers(-40, 300),
)
def test_the_share_counts_each_moment_once_in_any_order(days: list[int], new_start: int | None) -> None:
    share = share_met(days, new_start)
    assert share == pytest.approx(counted(days, new_start), abs=1e-9)
    assert share == share_met(sorted(days) * 2, new_start)


def test_days_that_reach_nothing_are_harmless() -> None:
    assert share_met([]) == 0
    assert share_met([-500, -22, HORIZON + 11, 10**6]) == 0
    assert share_met(range(-50, HORIZON + 50)) == pytest.approx(1)
    assert share_met(EXAMPLE, new_start=HORIZON + 1) == 0


def test_plain_spacing() -> None:
    assert even(4) == (60, 120, 180, 240)
    assert even(3, every=30, first=74) == (74, 104, 134)
    assert even(0) == ()


# How much is met


def test_nine_bare_dates_meet_far_more_than_even_spacing() -> None:
    placed = place(9, earliest=0, latest=None, least=42, most=None)
    assert counted(placed) >= 0.58
    assert min(later - sooner for sooner, later in pairwise(placed)) >= 42


def test_nine_after_the_early_steps_meet_as_much_as_the_page_says() -> None:
    placed = place(9, touched=EARLY, earliest=FIRST, latest=LAST)
    assert counted(EARLY + placed) >= 0.6365
    assert counted(EARLY + placed) >= counted(EARLY + EXAMPLE) - 1e-9


def test_weekends_and_holidays_cost_less_than_half_a_point() -> None:
    placed = place(9, touched=EARLY, earliest=FIRST, latest=LAST, allowed=working)
    assert counted(EARLY + placed) >= 0.632
    assert all(working(day) for day in placed)


def coarse_best(
    count: int, touched: Sequence[int], first: range, least: int, most: int | None, step: int, new_start: int | None
) -> float:
    """The best share over a coarse grid of days, by trying all; for touches too far apart to overlap."""
    chances = moments(new_start)
    done = {moment for day in touched for moment in range(day - 10, day + 22)}
    worth = {
        day: sum(
            chances[moment] for moment in range(max(day - 10, 0), min(day + 21, HORIZON) + 1) if moment not in done
        )
        for day in range(HORIZON + 11)
    }
    assert least >= 32

    @cache
    def rest(left: int, before: int) -> float:
        if not left:
            return 0.0
        end = before + most if most is not None else HORIZON
        return max(
            (worth.get(day, 0.0) + rest(left - 1, day) for day in range(before + least, end + 1, step)), default=0.0
        )

    already = sum(chances[moment] for moment in done if 0 <= moment <= HORIZON)
    found = max(worth.get(day, 0.0) + rest(count - 1, day) for day in first[::step])
    return (already + found) / sum(chances)


@pytest.mark.parametrize("new_start", [None, 12])
@pytest.mark.parametrize("count", range(4, 15))
def test_no_coarse_search_finds_more(count: int, new_start: int | None) -> None:
    for touched, first, least, most in [
        (EARLY, range(FIRST, LAST + 1), 42, 65),
        ((), range(HORIZON + 1), 42, None),
        ((1, 40), range(45, 61), 35, 50),
    ]:
        latest = first[-1] if most else None
        placed = place(
            count, touched=touched, earliest=first[0], latest=latest, least=least, most=most, new_start=new_start
        )
        coarse = coarse_best(count, touched, first, least, most, 3, new_start)
        assert coarse - 1e-9 <= share_met((*touched, *placed), new_start) <= coarse + 0.01


@pytest.mark.parametrize("least", [5, 12, 25, 31, 32])
@pytest.mark.parametrize("most", [40, None])
@pytest.mark.parametrize("touched", [(), (1, 3, 14), (60,)])
def test_overlapping_touches_are_placed_as_well_as_trying_everything_does(
    least: int, most: int | None, touched: tuple[int, ...]
) -> None:
    days = range(20, 100, 5)

    def allowed(day: int) -> bool:
        return day in days or day >= 300

    best = max(
        round(counted((*touched, *some)), 12)
        for some in combinations(days, 3)
        if some[0] <= 44 and all(least <= later - sooner <= (most or 1000) for sooner, later in pairwise(some))
    )
    placed = place(3, touched=touched, earliest=20, latest=44, least=least, most=most, allowed=allowed)
    if placed[-1] < 100:
        assert round(counted((*touched, *placed)), 12) == best
    else:
        # A range without a day grew to the far ones, which pays.
        assert counted((*touched, *placed)) > best


def test_a_single_day_of_overlap_is_seen() -> None:
    # On days that are worth the same, 300 and 331 reach one day less than 301 and 333.
    days = {300, 301, 331, 333}
    assert place(2, earliest=300, latest=301, least=31, most=32, allowed=days.__contains__) == (301, 333)


def test_the_last_days_that_meet_anything_count() -> None:
    # Nobody leaves before day 600: the first touch gives way to the second, which meets all there is.
    assert place(2, earliest=560, latest=580, least=50, most=50, new_start=600) == (560, 610)
    days = {540, 580, 590, 630}
    placed = place(2, earliest=540, latest=580, least=50, most=50, allowed=days.__contains__, new_start=HORIZON)
    assert placed == (580, 630)
    # And later ones do not: 700 meets nothing, so that the first touch has to.
    days = {540, 610, 700}
    placed = place(2, earliest=540, latest=610, least=75, most=90, allowed=days.__contains__, new_start=HORIZON)
    assert placed == (610, 700)


# What always holds


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, object]:
    """What may be asked of a placing."""
    earliest = draw(st.integers(-20, 700))
    least = draw(st.integers(1, 70))
    weekday = draw(st.integers(0, 6))
    blocked = draw(st.frozensets(st.integers(0, 700), max_size=60))
    holiday = draw(st.integers(0, 600))
    return {
        "touched": tuple(draw(st.lists(st.integers(-5, 200), max_size=4))),
        "earliest": earliest,
        "latest": draw(st.none() | st.integers(earliest - 5, earliest + 60)),
        "least": least,
        "most": draw(st.none() | st.integers(least - 3, least + 40)),
        "allowed": draw(
            st.sampled_from(
                [None, lambda day: (day + weekday) % 7 < 5 and day not in blocked and not holiday <= day < holiday + 30]
            )
        ),
        "new_start": draw(st.none() | st.integers(-30, 400)),
    }


def follows_the_rules(days: Sequence[int], wish: dict[str, object]) -> bool:
    """Whether these days keep the range, the spacing and the allowed days, growing a range only where it must."""
    allowed: Callable[[int], bool] = wish["allowed"] or (lambda day: True)
    least, most = wish["least"], wish["most"]

    def fits(day: int, first: int, last: int | None) -> bool:
        if not allowed(day) or day < first:
            return False
        return last is None or day <= last or not any(allowed(sooner) for sooner in range(first, day))

    if not fits(days[0], wish["earliest"], wish["latest"]):
        return False
    return all(fits(later, sooner + least, None if most is None else sooner + most) for sooner, later in pairwise(days))


@given(count=st.integers(1, 14), wish=wishes())
def test_range_spacing_and_allowed_days_are_always_kept(count: int, wish: dict[str, object]) -> None:
    placed = place(count, **wish)
    assert len(placed) == count
    assert follows_the_rules(placed, wish)
    assert placed == place(count, **wish)


@given(data=st.data(), count=st.integers(1, 10), wish=wishes())
def test_no_other_plan_within_the_rules_meets_more(data: st.DataObject, count: int, wish: dict[str, object]) -> None:
    allowed = wish["allowed"] or (lambda day: True)
    least, most = wish["least"], wish["most"]
    days: list[int] = []
    first, last = wish["earliest"], wish["latest"]
    for _ in range(count):
        last = first + 200 if last is None else last
        fitting = [day for day in range(first, last + 1) if allowed(day)]
        if not fitting:
            fitting = [next(day for day in range(first, first + 400) if allowed(day))]
        days.append(data.draw(st.sampled_from(fitting)))
        first, last = days[-1] + least, None if most is None else days[-1] + most
    assert follows_the_rules(days, wish)
    touched, start = wish["touched"], wish["new_start"]
    placed = place(count, **wish)
    assert share_met((*touched, *placed), start) >= share_met((*touched, *days), start) - 1e-9


@given(done=st.integers(1, 8), shift=st.integers(-10, 40), start=st.none() | st.integers(0, 60))
def test_placing_again_from_the_middle_keeps_the_rules(done: int, shift: int, start: int | None) -> None:
    plan = place(9, touched=EARLY, earliest=FIRST, latest=LAST, allowed=working)
    kept = (*plan[: done - 1], plan[done - 1] + shift)
    assume(working(kept[-1]))
    again = place(
        9 - done,
        touched=(*EARLY, *kept),
        earliest=kept[-1] + 42,
        latest=kept[-1] + 65,
        allowed=working,
        new_start=start,
    )
    assert len(again) == 9 - done
    assert all(working(day) for day in again)
    assert all(42 <= later - sooner <= 65 for sooner, later in pairwise((kept[-1], *again)))


def test_placing_again_without_news_changes_nothing() -> None:
    plan = place(9, touched=EARLY, earliest=FIRST, latest=LAST, allowed=working)
    for done in range(1, 9):
        last = plan[done - 1]
        again = place(
            9 - done, touched=EARLY + plan[:done], earliest=last + 42, latest=last + 65, allowed=working
        )  # fmt: skip
        assert again == plan[done:]


# A start date that becomes known


@pytest.mark.parametrize("start", [0, 7, 20, 45, 100])
def test_a_known_start_is_made_use_of(start: int) -> None:
    unknown = place(9, touched=EARLY, earliest=FIRST, latest=LAST)
    known = place(9, touched=EARLY, earliest=FIRST, latest=LAST, new_start=start)
    assert known != unknown
    assert counted(EARLY + known, start) > counted(EARLY + unknown, start)


def test_a_later_start_moves_a_single_touch_as_many_days() -> None:
    one = place(1, earliest=0, latest=None, new_start=30)
    assert place(1, earliest=0, latest=None, new_start=75) == (one[0] + 45,)
    # One touch meets most when its reach begins on the first day at work, where it covers the first month.
    assert one == (40,)


# The ends


def test_a_range_without_an_allowed_day_grows_until_it_has_one() -> None:
    assert place(2, earliest=40, latest=50, least=42, most=45, allowed=lambda day: day in {60, 130}) == (60, 130)
    assert place(1, earliest=40, latest=30) == (40,)


def test_past_the_horizon_days_are_given_as_early_as_they_may_be() -> None:
    assert place(3, earliest=900, latest=930) == (900, 942, 984)
    assert place(3, earliest=632, latest=None, most=None, allowed=lambda day: day % 2 == 1) == (633, 675, 717)
    long = place(20, touched=EARLY, earliest=FIRST, latest=LAST, allowed=working)
    assert len(long) == 20
    assert long[-1] > HORIZON
    assert all(working(day) for day in long)


def test_of_equal_days_the_later_ones_as_more_often_is_pestering() -> None:
    # From month seven on every day is worth the same.
    assert place(3, earliest=260, latest=290, most=60) == (290, 350, 410)
    assert place(2, earliest=300, latest=None, most=None, new_start=HORIZON + 1) == (300, 342)


def test_nothing_asked_nothing_given() -> None:
    assert place(0, earliest=1, latest=2) == ()
    assert place(-3, earliest=1, latest=2) == ()


def test_a_calendar_that_never_allows_a_day_still_ends() -> None:
    placed = place(3, earliest=35, latest=79, allowed=lambda day: False)
    assert all(later - sooner >= 42 for sooner, later in pairwise(placed))


def test_nine_touches_are_placed_before_anybody_notices() -> None:
    def once(start: int) -> float:
        began = time.perf_counter()
        place(9, touched=EARLY, earliest=FIRST, latest=LAST, allowed=working, new_start=start)
        return time.perf_counter() - began

    assert min(once(start) for start in range(20)) <= 0.015
