from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.cadence import Cadence, CadenceError, add_months, parse_cadence
from crm.domain.text import clean_line

CADENCES = st.builds(Cadence, st.integers(1, 10), st.sampled_from(["day", "week", "month", "year"]))


@pytest.mark.parametrize(
    ("text", "cadence"),
    [
        ("2 months", Cadence(2, "month")),
        ("every 2 months", Cadence(2, "month")),
        ("Every Month", Cadence(1, "month")),
        ("month", Cadence(1, "month")),
        ("1 week", Cadence(1, "week")),
        ("60 days", Cadence(60, "day")),
        ("60d", Cadence(60, "day")),
        ("three weeks", Cadence(3, "week")),
        ("a year", Cadence(1, "year")),
        ("6m", Cadence(6, "month")),
        ("quarterly", Cadence(3, "month")),
        ("  half-yearly ", Cadence(6, "month")),
        ("none", None),
        ("Never", None),
    ],
)
def test_a_cadence_is_read_as_people_write_it(text, cadence):
    assert parse_cadence(text) == cadence


@pytest.mark.parametrize(
    "text", ["", "soon", "0 days", "-1 month", "2", "1.5 months", "40 years", "9" * 9999 + " days"]
)
def test_what_is_no_cadence_is_refused_with_what_would_be(text):
    with pytest.raises(CadenceError, match="write for instance 2 months, 1 week, quarterly, or none"):
        parse_cadence(text)


@given(st.text())
def test_any_text_is_a_cadence_or_a_sentence(text):
    try:
        found = parse_cadence(text)
    except CadenceError as error:
        assert clean_line(str(error)) == str(error)
    else:
        assert found is None or found.count >= 1


@given(CADENCES)
def test_a_cadence_reads_back_as_it_is_written(cadence):
    assert parse_cadence(str(cadence)) == cadence


@given(st.dates(), CADENCES)
def test_a_cadence_is_after_its_anchor_or_the_end_of_the_calendar(anchor, cadence):
    assert cadence.after(anchor) > anchor or cadence.after(anchor) == date.max


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)), st.integers(-600, 600))
def test_months_keep_the_day_where_the_month_has_it(day, months):
    found = add_months(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day <= day.day
    assert found.day == day.day or add_months(found.replace(day=1), 1).toordinal() - found.toordinal() == 1


def test_two_single_months_are_not_two_months():
    last_of_january = date(2027, 1, 31)
    assert add_months(last_of_january, 2) == date(2027, 3, 31)
    assert add_months(add_months(last_of_january, 1), 1) == date(2027, 3, 28)


@pytest.mark.parametrize(("day", "months"), [(date.max, 1), (date.min, -1), (date(2026, 1, 1), 10**9)])
def test_months_beyond_the_calendar_overflow(day, months):
    with pytest.raises(OverflowError):
        add_months(day, months)
