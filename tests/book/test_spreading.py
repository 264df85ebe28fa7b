"""First touches of a bulk import: spread over the coming weeks, and taken back with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_step import facts, one_step

from crm.book import check, exporting, people, reading
from crm.book.importing import parse, preview_import, run_import
from crm.book.session import Book
from crm.book.spreading import counts_from, first_days
from crm.domain.cadence import DEFAULT_CADENCE, Cadence
from crm.domain.people import Contact
from crm.domain.workdays import USUAL_WEEK, WorkWeek

TODAY = date(2026, 11, 22)  # a Sunday


def entries(number: int, more: str = "role: peer", start: int = 0) -> str:
    return "".join(
        f"- {{name: Person {place:03}, email: p{place}@x.test{', ' + more if more else ''}}}\n"
        for place in range(start, start + number)
    )


def bring(book: Book, text: str, name: str = "people.yaml"):
    return run_import(book, [parse(text.encode(), name)])


def spread(book: Book) -> dict[str, str]:
    return dict(book.store.rows("SELECT name, spread_on FROM contact WHERE spread_on IS NOT NULL ORDER BY id"))


def shown(book: Book) -> list[date]:
    return [
        date.fromisoformat(row[0])
        for row in book.store.rows("SELECT shown FROM listing WHERE shown IS NOT NULL ORDER BY shown, contact_id")
    ]


def weeks(days: list[date]) -> Counter[date]:
    return Counter(day - timedelta(days=day.weekday()) for day in days)


# What an import does


def test_more_people_than_the_limit_are_spread_one_a_working_day(book):
    bring(book, entries(12))

    days = shown(book)
    november = [date(2026, 11, day) for day in (23, 24, 25, 26, 27, 30)]
    assert days == [*november, *(date(2026, 12, day) for day in (1, 2, 3, 4, 7, 8))]
    assert all(USUAL_WEEK.is_working(day) and day > TODAY for day in days)
    assert len(reading.queue_page(book, 0, 100)) == 5, "the first week is no wall"
    assert check.check(book) == []


def test_as_many_as_the_limit_are_left_as_they_are(book):
    bring(book, entries(5))
    assert spread(book) == {}
    assert shown(book) == [date(2027, 1, 22)] * 5


def test_the_limit_is_that_of_the_settings_and_five_where_there_is_none(book):
    few = replace(book, settings=replace(book.settings, weekly_limit=2))
    bring(few, entries(5))
    assert max(weeks(shown(book)).values()) == 2
    none = replace(book, settings=replace(book.settings, weekly_limit=None))
    bring(none, entries(20, start=100))
    assert max(weeks(shown(book)).values()) == 5


def test_the_anchor_and_the_usual_cadence_make_the_day(book):
    bring(book, entries(8))
    for name, day in book.store.rows("SELECT l.name, l.shown FROM listing l"):
        counted = date.fromisoformat(spread(book)[name])
        assert USUAL_WEEK.roll(DEFAULT_CADENCE.after(counted)) == date.fromisoformat(day)
    row = reading.queue_page(book, 0, 1)[0]
    assert row.why == "added today, not in touch yet", "what is said is the day they came"


@pytest.mark.parametrize(
    "more",
    [
        "",
        "role: peer, cadence: 1 month",
        "role: peer, cadence: none",
        "role: peer, contact: no",
        "role: peer, next: 2026-12-15",
        "role: peer, touches: [{on: 2026-10-30, channel: call}]",
    ],
)
def test_nobody_is_spread_with_no_part_a_cadence_or_a_date_of_their_own(book, more):
    bring(book, entries(12, more))
    assert spread(book) == {}


def test_only_those_who_need_it_are_counted(book):
    bring(book, entries(5) + entries(20, "role: peer, cadence: 1 month", start=5) + entries(20, "", start=30))
    assert spread(book) == {}
    bring(book, entries(6, start=60) + entries(20, "", start=70), "more.yaml")
    assert list(spread(book)) == [f"Person {place:03}" for place in range(60, 66)]


def test_the_hiring_managers_come_first(book):
    bring(book, entries(6) + entries(1, "role: hiring manager", start=6))
    first = reading.queue_page(book, 0, 1)[0]
    assert (first.contact, first.shown) == ("Person 006", date(2026, 11, 23))


def test_a_second_file_leaves_room_for_the_first(book):
    bring(book, entries(7))
    bring(book, entries(10, start=100), "more.yaml")
    assert max(weeks(shown(book)).values()) == 5
    assert weeks(shown(book))[date(2026, 11, 30)] == 5


def test_people_who_come_into_the_search_by_a_file_are_spread_too(book):
    bring(book, entries(8, ""))
    assert shown(book) == []
    report = bring(book, entries(8), "roles.yaml")
    assert report.changed == 8
    assert len(spread(book)) == 8


def test_somebody_met_is_spread_and_still_met(book):
    bring(book, entries(6, "role: peer, met: {on: 2026-09-02}"))
    assert reading.queue_page(book, 0, 1)[0].why == "met on Wed 2 Sep, nothing since"
    assert shown(book)[0] == date(2026, 11, 23)


# Taken back, and nothing twice


def test_one_undo_takes_people_and_days_back(book):
    people.add_contact(book, Contact("Kim", role="peer"))
    with one_step(book):
        bring(book, entries(12))
    assert check.check(book) == []


def test_the_same_file_twice_changes_nothing(book):
    bring(book, entries(12))
    before = facts(book)
    report = bring(book, entries(12))
    assert (report.new, report.changed, report.same) == (0, 0, 12)
    assert facts(book) == before


def test_the_same_file_on_a_later_day_changes_nothing_either(book, make_book):
    bring(book, entries(12))
    before = facts(book)
    book.close()
    later = make_book(today=date(2027, 3, 1))
    assert not bring(later, entries(12)).changes_anything
    assert facts(later) == before


def test_a_preview_spreads_nobody(book):
    files = [parse(entries(12).encode(), "people.yaml")]
    assert preview_import(book, files).new == 12
    assert spread(book) == {}


def test_a_whole_book_keeps_its_own_days(book, make_book):
    for place in range(8):
        people.add_contact(book, Contact(f"Person {place}", role="peer"))
    text = exporting.export_yaml(book)
    other = make_book("other.db")
    run_import(other, [parse(text if isinstance(text, bytes) else text.encode(), "book.yaml")])
    assert shown(other) == shown(book) == [date(2027, 1, 22)] * 8


# The days


@given(
    limit=st.integers(1, 12),
    number=st.integers(1, 60),
    today=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    weekend=st.frozensets(st.integers(0, 6), max_size=5),
    taken=st.dictionaries(st.integers(0, 5), st.integers(0, 12), max_size=6),
)
def test_no_week_has_more_than_the_limit_and_all_are_working_days(limit, number, today, weekend, taken):
    week = WorkWeek(weekend, frozenset({today + timedelta(days=3)}))
    monday = today - timedelta(days=today.weekday())
    full = {monday + timedelta(weeks=place): much for place, much in taken.items()}
    days = first_days(today, limit, week, DEFAULT_CADENCE, full)
    found = [next(days) for _ in range(number)]
    assert [day for day, _ in found] == sorted(day for day, _ in found)
    assert all(day > today and week.is_working(day) for day, _ in found)
    for start, much in weeks([day for day, _ in found]).items():
        assert much + full.get(start, 0) <= limit
    assert all(week.roll(DEFAULT_CADENCE.after(start)) == day for day, start in found)


@given(
    day=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    count=st.integers(1, 40),
    unit=st.sampled_from(["day", "week", "month", "year"]),
)
def test_the_day_counted_from_leads_to_the_day(day, count, unit):
    cadence = Cadence(count, unit)
    day = USUAL_WEEK.roll(day)
    start = counts_from(day, cadence, USUAL_WEEK)
    assert start is None or USUAL_WEEK.roll(cadence.after(start)) == day
    assert start is not None or day.day >= 29, "only some month ends cannot be reached"


def test_the_days_end_where_the_calendar_does():
    last = list(first_days(date.max - timedelta(days=20), 5, USUAL_WEEK, DEFAULT_CADENCE))
    assert last and all(day <= date.max for day, _ in last)
    assert list(first_days(date.max, 5, USUAL_WEEK, DEFAULT_CADENCE)) == []
