"""Logging, correcting and deleting touches, and what it does to what comes next."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from crm.book import check, follow_ups, people, reading, touches
from crm.book.errors import Declined, NotFound, Refused
from crm.book.session import Book
from crm.book.touches import NewTouch
from crm.domain.people import Contact

TODAY = date(2026, 11, 22)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, Contact("Dana", role="hiring manager"))


def shown(book: Book, who: int) -> date | None:
    return reading.contact_card(book, who).next.shown


def test_logging_says_what_comes_next(book: Book, dana: int) -> None:
    logged = touches.log_touch(book, [dana], NewTouch(date(2026, 11, 12)))
    (line,) = logged.nexts
    assert (line.name, line.next.shown) == ("Dana", date(2027, 1, 12))
    assert shown(book, dana) == date(2027, 1, 12)


def test_a_touch_in_the_future_is_refused_and_offers_a_plan(book: Book, dana: int) -> None:
    with pytest.raises(Refused, match="plan"):
        touches.log_touch(book, [dana], NewTouch(TODAY + timedelta(days=1)))
    assert reading.timeline_count(book, dana) == 0


@pytest.mark.parametrize("wrong", [{"channel": "fax"}, {"direction": "up"}, {"outcome": "great"}])
def test_unknown_words_are_refused_with_the_known_ones(book: Book, dana: int, wrong: dict[str, str]) -> None:
    with pytest.raises(Refused, match="choose one of"):
        touches.log_touch(book, [dana], NewTouch(TODAY, **wrong))


def test_a_touch_closes_follow_ups_of_its_day_and_before(book: Book, dana: int) -> None:
    for days in (-2, 0, 1):
        follow_ups.plan_follow_up(book, dana, TODAY + timedelta(days=days), f"{days}", "call")
    logged = touches.log_touch(book, [dana], NewTouch(TODAY))
    assert logged.closed == 2
    assert [item.purpose for item in follow_ups.open_items(book, dana)] == ["1"]
    touches.delete_touch(book, logged.touch_id)
    assert len(follow_ups.open_items(book, dana)) == 3


def test_a_promise_is_not_kept_by_the_touch_that_made_it(book: Book, dana: int) -> None:
    logged = touches.log_touch(book, [dana], NewTouch(TODAY, promise=TODAY + timedelta(days=2), promise_text="x"))
    assert logged.closed == 0
    assert shown(book, dana) == TODAY + timedelta(days=2)
    touches.log_touch(book, [dana], NewTouch(TODAY, "voicemail"))
    assert len(follow_ups.open_items(book, dana)) == 1
    assert touches.log_touch(book, [dana], NewTouch(TODAY, "email")).closed == 1


def test_a_promise_is_not_kept_by_an_older_touch_entered_late(book: Book, dana: int) -> None:
    touches.log_touch(book, [dana], NewTouch(TODAY, promise=TODAY + timedelta(days=3)))
    assert touches.log_touch(book, [dana], NewTouch(TODAY - timedelta(days=2))).closed == 0
    assert touches.log_touch(book, [dana], NewTouch(TODAY)).closed == 1


def test_editing_a_touch_changes_its_promises(book: Book, dana: int) -> None:
    logged = touches.log_touch(book, [dana], NewTouch(TODAY, promise=date(2026, 12, 5), promise_text="x"))
    (uid,) = [item.uid for item in follow_ups.open_items(book, dana)]
    touches.edit_touch(book, logged.touch_id, promise=date(2026, 12, 7))
    (item,) = follow_ups.open_items(book, dana)
    assert (item.uid, item.on) == (uid, date(2026, 12, 7))
    touches.edit_touch(book, logged.touch_id, promise=None, they_promised=date(2026, 12, 1))
    (item,) = follow_ups.open_items(book, dana)
    assert (item.kind, item.on) == ("their-promise", date(2026, 12, 1))
    assert touches.get_touch(book, logged.touch_id).they_promised == date(2026, 12, 1)


def test_editing_a_note_leaves_promises_as_they_are_for_each(book: Book, dana: int) -> None:
    sam = people.add_contact(book, Contact("Sam", role="HR"))
    logged = touches.log_touch(book, [dana, sam], NewTouch(TODAY, promise=date(2026, 12, 10)))
    (hers,) = follow_ups.open_items(book, dana)
    follow_ups.move_follow_up(book, hers.id, date(2026, 12, 20))
    touches.edit_touch(book, logged.touch_id, note="x")
    assert [item.on for item in follow_ups.open_items(book, dana)] == [date(2026, 12, 20)]
    assert [item.on for item in follow_ups.open_items(book, sam)] == [date(2026, 12, 10)]


def test_somebody_not_to_be_contacted_keeps_what_was_planned_out_of_sight(book: Book, dana: int) -> None:
    people.set_do_not_contact(book, dana, True)
    follow_ups.plan_follow_up(book, dana, TODAY, "x")
    assert reading.queue_counts(book) == {}
    (item,) = follow_ups.open_items(book, dana)
    follow_ups.cancel_follow_up(book, item.id)
    assert follow_ups.open_items(book, dana) == []
    assert check.check(book) == []


def test_a_time_of_day_is_said_with_the_reason(book: Book, dana: int) -> None:
    follow_ups.plan_follow_up(book, dana, TODAY, "ring", "call", time(9, 15))
    assert [row.why for row in reading.queue_page(book)] == ["ring, at 09:15"]
    assert reading.contact_card(book, dana).why == "ring, at 09:15"


def test_a_snoozed_answer_stands_among_the_others_of_its_day(book: Book, dana: int) -> None:
    sam = people.add_contact(book, Contact("Sam", role="HR"))
    touches.log_touch(book, [sam], NewTouch(TODAY, "email", "in"))
    follow_ups.snooze(book, sam, TODAY + timedelta(days=30))
    rows = reading.queue_page(book, everything=True)
    assert [row.contact for row in rows] == ["Sam", "Dana"]
    assert [reading.queue_index(book, row.contact_id) for row in rows] == [0, 1]


def test_a_usual_outcome_follows_the_channel_and_another_one_stays(book: Book, dana: int) -> None:
    logged = touches.log_touch(book, [dana], NewTouch(TODAY))
    touches.edit_touch(book, logged.touch_id, channel="email")
    assert touches.get_touch(book, logged.touch_id).touch.outcome == "sent"
    touches.edit_touch(book, logged.touch_id, outcome="replied", channel="message")
    touches.edit_touch(book, logged.touch_id, channel="letter")
    assert touches.get_touch(book, logged.touch_id).touch.outcome == "replied"


def test_who_took_part_can_be_changed(book: Book, dana: int) -> None:
    sam = people.add_contact(book, Contact("Sam", role="HR"))
    logged = touches.log_touch(book, [dana], NewTouch(TODAY, promise=date(2026, 12, 5)))
    touches.edit_touch(book, logged.touch_id, contact_ids=[sam])
    assert reading.timeline_count(book, dana) == 0
    assert follow_ups.open_items(book, dana) == []
    assert [item.on for item in follow_ups.open_items(book, sam)] == [date(2026, 12, 5)]
    assert check.check(book) == []


def test_no_answer_needed(book: Book, dana: int) -> None:
    with pytest.raises(Declined):
        touches.mark_answered(book, dana)
    touches.log_touch(book, [dana], NewTouch(TODAY, "email", "in"))
    assert reading.queue_counts(book) == {"answer": 1}
    assert touches.mark_answered(book, dana) == 1
    assert reading.queue_counts(book) == {"later": 1}
    assert shown(book, dana) == date(2027, 1, 22)


def test_nobody_and_nothing_are_said_so(book: Book) -> None:
    with pytest.raises(Refused):
        touches.log_touch(book, [], NewTouch(TODAY))
    with pytest.raises(NotFound):
        touches.log_touch(book, [5], NewTouch(TODAY))
    for act in (touches.get_touch, touches.delete_touch, touches.edit_touch):
        with pytest.raises(NotFound):
            act(book, 5)


def test_follow_ups_close_once(book: Book, dana: int) -> None:
    item = follow_ups.plan_follow_up(book, dana, TODAY, "x")
    follow_ups.finish_follow_up(book, item)
    for act in (follow_ups.finish_follow_up, follow_ups.skip_follow_up, follow_ups.cancel_follow_up):
        with pytest.raises(Declined, match="closed already"):
            act(book, item)
    with pytest.raises(Declined):
        follow_ups.move_follow_up(book, item, TODAY)


def test_a_moved_follow_up_keeps_its_uid_and_is_not_closed_by_what_was_logged_before(book: Book, dana: int) -> None:
    item = follow_ups.plan_follow_up(book, dana, TODAY + timedelta(days=9), "x")
    uid = follow_ups.get_follow_up(book, item).uid
    touches.log_touch(book, [dana], NewTouch(TODAY))
    follow_ups.move_follow_up(book, item, TODAY - timedelta(days=1))
    assert [row.uid for row in follow_ups.open_items(book, dana)] == [uid]


def test_a_snooze_is_ahead_and_can_be_taken_off(book: Book, dana: int) -> None:
    with pytest.raises(Refused, match="ahead"):
        follow_ups.snooze(book, dana, TODAY)
    with pytest.raises(Declined):
        follow_ups.wake(book, dana)
    before = shown(book, dana)
    follow_ups.snooze(book, dana, date(2027, 6, 1))
    assert shown(book, dana) == date(2027, 6, 1)
    follow_ups.wake(book, dana)
    assert shown(book, dana) == before


def test_passing_over_a_cadence_touch_runs_it_from_today(book: Book, dana: int) -> None:
    touches.log_touch(book, [dana], NewTouch(date(2026, 9, 1)))
    follow_ups.skip_cadence(book, dana)
    assert shown(book, dana) == date(2027, 1, 22)
    assert "passed on" in reading.contact_card(book, dana).why
    with pytest.raises(Declined, match="from today already"):
        follow_ups.skip_cadence(book, dana)


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["log", "plan", "promise", "snooze", "pass"]),
        st.integers(0, 60),
        st.sampled_from(["call", "voicemail", "email"]),
        st.sampled_from(["out", "in"]),
    ),
    max_size=5,
)


def do(book: Book, who: int, change: tuple[str, int, str, str]) -> tuple[str, int] | None:
    what, days, channel, direction = change
    past, ahead = TODAY - timedelta(days=days), TODAY + timedelta(days=days + 1)
    match what:
        case "log":
            return "touch", touches.log_touch(book, [who], NewTouch(past, channel, direction)).touch_id
        case "promise":
            new = NewTouch(past, channel, direction, promise=ahead)
            return "touch", touches.log_touch(book, [who], new).touch_id
        case "plan":
            return "follow-up", follow_ups.plan_follow_up(book, who, past, "x", channel)
        case "snooze":
            follow_ups.snooze(book, who, ahead)
        case "pass":
            with suppress(Declined):
                follow_ups.skip_cadence(book, who)
    return None


@given(before=CHANGES, extra=CHANGES)
def test_facts_entered_and_deleted_again_leave_what_a_book_without_them_has(make_fresh, before, extra) -> None:
    book = make_fresh()
    dana = people.add_contact(book, Contact("Dana", role="friend"))
    for change in before:
        do(book, dana, change)
    without = reading.contact_card(book, dana)
    added = [do(book, dana, change) for change in extra if change[0] in {"log", "promise"}]
    for made in reversed(added):
        touches.delete_touch(book, made[1])
    found = reading.contact_card(book, dana)
    assert (found.next, found.open_items, found.why) == (without.next, without.open_items, without.why)
    assert check.check(book) == []
    book.close()


@pytest.fixture(scope="module")
def make_fresh(tmp_path_factory: pytest.TempPathFactory):
    """Makes a new empty book for each example."""
    from crm.book.clock import FixedClock
    from crm.book.session import open_book

    folder = tmp_path_factory.mktemp("fresh")
    numbers = iter(range(10**9))
    return lambda: open_book(folder / f"{next(numbers)}.db", clock=FixedClock(TODAY), create=True, backups=folder)
