from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm.domain.workdays import USUAL_WEEK, WorkWeek

DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31))


def test_a_weekend_rolls_to_monday_and_a_holiday_to_the_day_after():
    week = WorkWeek(holidays=frozenset({date(2026, 11, 23)}))
    assert USUAL_WEEK.roll(date(2026, 11, 21)) == date(2026, 11, 23)
    assert week.roll(date(2026, 11, 21)) == date(2026, 11, 24)
    assert week.roll(date(2026, 11, 25)) == date(2026, 11, 25)


def test_another_weekend_is_another_week():
    week = WorkWeek(weekend=frozenset({4, 5}))
    assert week.roll(date(2026, 11, 20)) == date(2026, 11, 22)


def test_working_days_are_counted_from_the_day_after():
    assert USUAL_WEEK.add(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert USUAL_WEEK.add(date(2026, 11, 22), 2) == date(2026, 11, 24)


@given(DAYS)
def test_rolling_moves_to_the_first_working_day_and_no_further(day):
    rolled = USUAL_WEEK.roll(day)
    assert USUAL_WEEK.is_working(rolled)
    assert USUAL_WEEK.roll(rolled) == rolled
    assert rolled - day <= timedelta(days=2)


@given(DAYS, st.integers(1, 30))
def test_as_many_working_days_lie_between_as_were_added(day, count):
    end = USUAL_WEEK.add(day, count)
    between = [day + timedelta(days=step) for step in range(1, (end - day).days + 1)]
    assert sum(map(USUAL_WEEK.is_working, between)) == count


def test_the_calendar_ends_at_its_last_day():
    closed = WorkWeek(holidays=frozenset({date.max, date.max - timedelta(days=1)}))
    assert closed.roll(date.max - timedelta(days=1)) == date.max
    assert closed.add(date.max, 5) == date.max
