from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.domain.cadence import add_months
from crm.domain.date_phrases import DatePhraseError, parse_date, parse_when
from crm.domain.text import clean_line
from crm.domain.words import LONG_MONTHS, MONTHS, say_day
from crm.domain.workdays import WorkWeek

SUNDAY = date(2026, 11, 22)
WEDNESDAY = date(2026, 11, 25)
FOUR_CENTURIES = st.dates(date(1800, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("today", date(2026, 11, 25)),
        ("Tomorrow", date(2026, 11, 26)),
        ("yesterday", date(2026, 11, 24)),
        ("day after tomorrow", date(2026, 11, 27)),
        ("fri", date(2026, 11, 27)),
        ("on Friday", date(2026, 11, 27)),
        ("tue", date(2026, 12, 1)),
        ("wed", date(2026, 12, 2)),
        ("weds", date(2026, 12, 2)),
        ("thurs", date(2026, 11, 26)),
        ("this wed", date(2026, 11, 25)),
        ("this fri", date(2026, 11, 27)),
        ("next tue", date(2026, 12, 1)),
        ("next fri", date(2026, 12, 4)),
        ("fri next week", date(2026, 12, 4)),
        ("last tue", date(2026, 11, 24)),
        ("last wed", date(2026, 11, 18)),
        ("last fri", date(2026, 11, 20)),
        ("in 2 weeks", date(2026, 12, 9)),
        ("in two weeks", date(2026, 12, 9)),
        ("2 weeks", date(2026, 12, 9)),
        ("2 weeks from now", date(2026, 12, 9)),
        ("in a fortnight", date(2026, 12, 9)),
        ("in a month", date(2026, 12, 25)),
        ("in half a year", date(2027, 5, 25)),
        ("in a year", date(2027, 11, 25)),
        ("2 weeks ago", date(2026, 11, 11)),
        ("a month ago", date(2026, 10, 25)),
        ("3 days ago", date(2026, 11, 22)),
        ("+10d", date(2026, 12, 5)),
        ("+2w", date(2026, 12, 9)),
        ("+1m", date(2026, 12, 25)),
        ("+1y", date(2027, 11, 25)),
        ("10d", date(2026, 12, 5)),
        ("-3d", date(2026, 11, 22)),
        ("−3d", date(2026, 11, 22)),
        ("end of week", date(2026, 11, 27)),
        ("end of next week", date(2026, 12, 4)),
        ("end of month", date(2026, 11, 30)),
        ("EOM", date(2026, 11, 30)),
        ("end of next month", date(2026, 12, 31)),
        ("end of february", date(2027, 2, 28)),
        ("end of feb 2028", date(2028, 2, 29)),
        ("end of year", date(2026, 12, 31)),
        ("next week", date(2026, 11, 30)),
        ("next month", date(2026, 12, 1)),
        ("next year", date(2027, 1, 1)),
        ("in 3 working days", date(2026, 11, 30)),
        ("3 business days ago", date(2026, 11, 20)),
        ("next working day", date(2026, 11, 26)),
        ("2026-12-05", date(2026, 12, 5)),
        ("2026/12/5", date(2026, 12, 5)),
        ("20261205", date(2026, 12, 5)),
        ("5 dec", date(2026, 12, 5)),
        ("dec 5", date(2026, 12, 5)),
        ("Dec. 5th", date(2026, 12, 5)),
        ("5. December", date(2026, 12, 5)),
        ("the 5th of December, 2027", date(2027, 12, 5)),
        ("5 dec 2027", date(2027, 12, 5)),
        ("December 5, 2027", date(2027, 12, 5)),
        ("5 dec '27", date(2027, 12, 5)),
        ("25 nov", date(2026, 11, 25)),
        ("24 nov", date(2027, 11, 24)),
        ("the 5th", date(2026, 12, 5)),
        ("31st", date(2026, 12, 31)),
        ("29 feb", date(2028, 2, 29)),
        ("Tue 1 Dec", date(2026, 12, 1)),
        ("Tuesday, 1 December 2026", date(2026, 12, 1)),
        ("12.11.2026", date(2026, 11, 12)),
        ("5.12.", date(2026, 12, 5)),
        ("Sat 5.12.2026", date(2026, 12, 5)),
        ("25/12", date(2026, 12, 25)),
        ("12/25/2026", date(2026, 12, 25)),
        ("4/4", date(2027, 4, 4)),
        ("２０２６-１２-０５", date(2026, 12, 5)),
        ("٢٠٢٦-١٢-٠٥", date(2026, 12, 5)),
        ("  in   2\tweeks ", date(2026, 12, 9)),
    ],
)
def test_a_phrase_on_wednesday_25_november_2026(phrase, day):
    assert parse_date(phrase, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("fri", date(2026, 11, 20)),
        ("wed", date(2026, 11, 18)),
        ("this tue", date(2026, 11, 24)),
        ("5 dec", date(2025, 12, 5)),
        ("24 nov", date(2026, 11, 24)),
        ("25 nov", date(2026, 11, 25)),
        ("25/12", date(2025, 12, 25)),
        ("29 feb", date(2024, 2, 29)),
        ("the 30th", date(2026, 10, 30)),
        ("2 weeks", date(2026, 11, 11)),
        ("3d", date(2026, 11, 22)),
        ("end of october", date(2026, 10, 31)),
        ("in 2 weeks", date(2026, 12, 9)),
        ("next fri", date(2026, 12, 4)),
        ("+2w", date(2026, 12, 9)),
        ("2026-12-05", date(2026, 12, 5)),
        ("tomorrow", date(2026, 11, 26)),
        ("yesterday", date(2026, 11, 24)),
    ],
)
def test_what_has_no_direction_of_its_own_looks_back_when_logging(phrase, day):
    assert parse_date(phrase, WEDNESDAY, past=True) == day


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("fri", date(2026, 11, 27)),
        ("sun", date(2026, 11, 29)),
        ("next tue", date(2026, 11, 24)),
        ("next week", date(2026, 11, 23)),
        ("end of week", date(2026, 11, 27)),
    ],
)
def test_on_a_sunday_the_next_week_begins_tomorrow(phrase, day):
    assert parse_date(phrase, SUNDAY) == day


def test_the_end_of_the_week_and_working_days_are_those_of_the_persons_week():
    week = WorkWeek(holidays=frozenset({date(2026, 11, 27), date(2026, 11, 30)}))
    assert parse_date("end of week", WEDNESDAY, week=week) == date(2026, 11, 26)
    assert parse_date("in 2 working days", WEDNESDAY, week=week) == date(2026, 12, 1)
    assert parse_date("2 working days ago", date(2026, 12, 1), week=week) == date(2026, 11, 25)


def test_a_month_from_the_31st_is_the_last_of_a_shorter_month():
    assert parse_date("in a month", date(2027, 1, 31)) == date(2027, 2, 28)
    assert parse_date("in 2 months", date(2027, 1, 31)) == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("03/04", "03/04 can be 3 April or 4 March: write 2027-04-03 or 2027-03-04"),
        ("3-4-2028", "3-4-2028 can be 3 April or 4 March: write 2028-04-03 or 2028-03-04"),
        ("12.11", "12.11 can be 12 November or 11 December: write 2027-11-12 or 2026-12-11"),
        ("31 nov", "November has no day 31: write one from 1 to 30"),
        ("30/02", "February has no day 30: write one from 1 to 28, or 29 in a leap year"),
        ("29 feb 2027", "February 2027 has no day 29: write one from 1 to 28"),
        ("2026-02-30", "February has no day 30: write one from 1 to 28, or 29 in a leap year"),
        (
            "Wed 1 Dec",
            "1 December 2026 is a Tuesday, not a Wednesday: write Tue 1 Dec 2026, or another day",
        ),
        (
            "tomorrow 14:30",
            "“tomorrow 14:30” has a time of day: write only the day here, for instance tomorrow",
        ),
        ("in 99999 working days", "99999 working days are too many to count: write the day itself"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write(phrase, sentence):
    with pytest.raises(DatePhraseError) as refused:
        parse_date(phrase, WEDNESDAY)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "soon",
        "next",
        "in",
        "+",
        "5",
        "0",
        "dec",
        "dec 2027",
        "32nd",
        "0 dec",
        "2026-13-01",
        "2026-00-01",
        "25/13",
        "0000-01-01",
        "10000-01-01",
        "5 dec 10000",
        "foo 5.12.2026",
        "in a week ago",
        "+99999999999d",
        "-99999999999y",
        "9" * 40 + " days",
        "9" * 5000,
        "in 3652059 days",
        "+½w",
        "\x1b]52;c;x\x07",
        "a" * 1_000_000,
    ],
)
def test_what_is_no_date_gets_one_printable_sentence(phrase):
    with pytest.raises(DatePhraseError) as refused:
        parse_date(phrase, WEDNESDAY)
    assert len(str(refused.value)) < 250
    assert str(refused.value).isprintable()


@settings(max_examples=10 * settings.default.max_examples)
@given(st.text(st.characters(categories=None)), st.dates(), st.booleans())
def test_any_text_is_a_date_or_a_sentence(text, today, past):
    for parse in (parse_date, parse_when):
        try:
            parse(text, today, past=past)
        except DatePhraseError as error:
            assert clean_line(str(error)) == str(error)


KNOWN = (
    "in a an the on at next last this end of ago from now today tomorrow yesterday fri tuesday "
    "week weeks month months year days d w m working half dec 29 feb 31 30 5 12 2026 0 9999 "
    "99999999999 + - / . , : 5th 2pm 14:30 2026-12-05 03/04 12.11. 29.2. noon "
)
PIECES = st.sampled_from(KNOWN.split())
EDGES = st.one_of(FOUR_CENTURIES, st.sampled_from([date.min, date.max, date(9999, 12, 1), date(1, 1, 31)]))


@settings(max_examples=10 * settings.default.max_examples)
@given(st.lists(PIECES, max_size=6), st.sampled_from(["", " "]), EDGES, st.booleans())
def test_any_mixture_of_known_words_is_a_date_or_a_sentence(pieces, between, today, past):
    text = between.join(pieces)
    for parse in (parse_date, parse_when):
        try:
            parse(text, today, past=past)
        except DatePhraseError as error:
            assert clean_line(str(error)) == str(error)


@given(FOUR_CENTURIES, st.integers(0, 3000))
def test_days_weeks_and_months_are_calendar_arithmetic(today, number):
    assert parse_date(f"in {number} days", today) == today + timedelta(days=number)
    assert parse_date(f"{number} weeks ago", today) == today - timedelta(weeks=number)
    assert parse_date(f"+{number}m", today) == add_months(today, number)


@given(FOUR_CENTURIES, st.dates(), st.booleans())
def test_a_full_date_means_itself_on_every_day(today, day, past):
    month = day.month - 1
    for text in (
        day.isoformat(),
        f"{day.day} {MONTHS[month]} {day.year:04}",
        f"{LONG_MONTHS[month]} {day.day}, {day.year:04}",
        f"{day.day}.{day.month}.{day.year:04}",
    ):
        assert parse_date(text, today, past=past) == day


@given(FOUR_CENTURIES, st.integers(-400, 400), st.booleans())
def test_a_day_as_the_program_says_it_is_read_as_that_day(today, distance, past):
    day = today + timedelta(days=distance)
    assert parse_date(say_day(day, today), today, past=past) == day


@given(FOUR_CENTURIES, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_weekday_is_within_a_week_and_never_today(today, name):
    assert 1 <= (parse_date(name, today) - today).days <= 7
    assert 1 <= (today - parse_date(name, today, past=True)).days <= 7
    assert parse_date(name, today).strftime("%a").casefold() == name
    assert 1 <= (parse_date(f"next {name}", today) - today).days <= 13


@given(FOUR_CENTURIES, st.integers(1, 12), st.integers(1, 28))
def test_a_day_and_month_are_the_nearest_ones(today, month, day):
    text = f"{day} {MONTHS[month - 1]}"
    assert 0 <= (parse_date(text, today) - today).days <= 365
    assert 0 <= (today - parse_date(text, today, past=True)).days <= 365


@pytest.mark.parametrize(
    ("phrase", "day", "at"),
    [
        ("tomorrow 14:30", date(2026, 11, 26), time(14, 30)),
        ("tomorrow at 2pm", date(2026, 11, 26), time(14)),
        ("fri, 9:05", date(2026, 11, 27), time(9, 5)),
        ("5 dec 2.30 PM", date(2026, 12, 5), time(14, 30)),
        ("12am tomorrow", date(2026, 11, 26), time(0)),
        ("12pm on fri", date(2026, 11, 27), time(12)),
        ("noon tomorrow", date(2026, 11, 26), time(12)),
        ("2026-12-05T09:00", date(2026, 12, 5), time(9)),
        ("2026-12-05 09:00:00", date(2026, 12, 5), time(9)),
        ("2pm", date(2026, 11, 25), time(14)),
        ("at 14:30", date(2026, 11, 25), time(14, 30)),
        ("in 2 weeks", date(2026, 12, 9), None),
        ("12.11.2026", date(2026, 11, 12), None),
    ],
)
def test_a_day_with_its_time(phrase, day, at):
    assert parse_when(phrase, WEDNESDAY) == (day, at)


@pytest.mark.parametrize("phrase", ["tomorrow 25:00", "13pm", "0am", "fri 9:60", "soon 14:30", "03/04 14:30", "", "at"])
def test_a_time_that_is_none_is_refused(phrase):
    with pytest.raises(DatePhraseError):
        parse_when(phrase, WEDNESDAY)
