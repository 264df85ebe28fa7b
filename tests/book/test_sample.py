"""The sample search: whole, sound, and alive on whatever day it is looked at."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from crm.book.check import check
from crm.book.clock import FixedClock
from crm.book.errors import BookError, Declined
from crm.book.history import undo
from crm.book.reading import contacts_page, find_contacts, queue_counts, timeline_page
from crm.book.sample import days_to_move, make_sample
from crm.book.session import open_book


@pytest.fixture
def sample(tmp_path):
    """Opens the sample as of a day."""
    opened = []

    def make(today: date):
        path = tmp_path / f"{today}.callback"
        make_sample(path, FixedClock(today))
        opened.append(open_book(path, clock=FixedClock(today), backups=tmp_path))
        return opened[-1]

    yield make
    for book in opened:
        book.close()


@pytest.mark.parametrize(
    "today", [date(2026, 11, 20), date(2026, 11, 22), date(2028, 2, 29), date(2020, 1, 1), date(2101, 7, 14)]
)
def test_the_queue_is_alive_on_any_day(sample, today):
    book = sample(today)

    counts = queue_counts(book)

    assert counts["answer"] >= 1
    assert counts.get("late", 0) + counts.get("today", 0) >= 1
    assert counts["this-week"] >= 1
    assert check(book) == []


def test_it_tells_one_search(sample):
    book = sample(date(2026, 11, 22))
    rows = contacts_page(book, "", 0, 1000)

    assert 35 <= len(rows) <= 60
    assert len({row.employer for row in rows if row.employer}) >= 12
    assert any(not row.name.isascii() for row in rows)


def test_dates_move_by_whole_weeks_so_that_weekdays_hold_and_none_is_ahead(sample):
    told = {}
    for today in (date(2026, 11, 20), date(2027, 6, 2)):
        book = sample(today)
        touches = [
            touch.on for row in contacts_page(book, "", 0, 1000) for touch in timeline_page(book, row.id, 0, 1000)
        ]
        assert max(touches) <= today
        told[today] = Counter(on.weekday() for on in touches)
    assert len(set(map(str, told.values()))) == 1


@pytest.mark.parametrize("weeks", [-3, 0, 1, 60])
@pytest.mark.parametrize("days", range(7))
def test_the_storys_day_is_today_or_up_to_six_days_before(weeks, days):
    as_of = date(2026, 11, 20)
    today = as_of + timedelta(weeks=weeks, days=days)
    assert days_to_move(as_of, today) == 7 * weeks


def test_undo_does_not_empty_it(sample):
    book = sample(date(2026, 11, 22))
    with pytest.raises(Declined):
        undo(book)
    assert find_contacts(book, "dana")


@pytest.mark.parametrize("today", [date.max, date.min])
def test_at_the_end_of_the_calendar_it_says_so(tmp_path, today):
    with pytest.raises(BookError, match="cannot be told"):
        make_sample(tmp_path / "x", FixedClock(today))


def test_it_tells_a_second_chance_a_plan_a_window_and_a_letter(sample):
    book = sample(date(2026, 11, 20))
    value = book.store.value
    stages = book.store.rows(
        "SELECT group_concat(stage, ' ') FROM (SELECT opportunity_id, stage FROM stage_event "
        'ORDER BY opportunity_id, "on", seq) GROUP BY opportunity_id'
    )
    assert any("rejected interviewing" in row[0] for row in stages)  # a no that turned
    assert sum(row[0].endswith("rejected") for row in stages) == 2
    asked = value("SELECT asks FROM listing WHERE name = 'Inés Gül'")
    assert (asked, value("SELECT shown FROM listing WHERE name = 'Inés Gül'")) == ("retry", "2026-11-19")
    assert value("SELECT count(*) FROM open_step WHERE place > 0") > 10
    # Whatever day of the week the story is looked at, a window is open.
    for day in (date(2026, 11, 20), date(2026, 11, 26)):
        assert value("SELECT count(*) FROM window_span WHERE first <= ? AND last >= ?", (day, day)) >= 1
    assert value("SELECT rest_until FROM letter WHERE status = 'finished'") > "2026-11-20T16:30:00Z"
    assert value("SELECT count(*) FROM employer WHERE rank IS NOT NULL") == 8
    answered = value("SELECT count(DISTINCT concern_id) FROM answer")
    assert 0 < answered < value("SELECT count(*) FROM concern")
    assert value("SELECT count(*) FROM proof_point") >= 4
    assert value("SELECT count(*) FROM interview WHERE next_time != ''") >= 3
    assert value("SELECT count(*) FROM news") == 1
