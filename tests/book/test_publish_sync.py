"""A sync puts, updates and removes exactly our own events, and brings back what was moved in the calendar."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from shutil import copy
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from crm.book import publish_sync
from crm.book.errors import UnreadableBook
from crm.book.follow_ups import (
    cancel_follow_up,
    edit_follow_up,
    finish_follow_up,
    get_follow_up,
    move_follow_up,
    plan_follow_up,
    snooze,
    wake,
)
from crm.book.history import history, undo
from crm.book.interviews import NewInterview, add_interview, get_interview, hold_interview
from crm.book.opportunities import NewOpportunity, add_opportunity
from crm.book.people import add_contact, delete_contact, edit_contact, set_do_not_contact
from crm.book.plans import plans_of
from crm.book.publish_back import take_move
from crm.book.publish_report import SyncReport
from crm.book.publish_rows import rows_of
from crm.book.publishing import Connection, asks_of, connect, dry_run, resolve
from crm.book.rejections import RecordNo, record_no
from crm.book.session import Book
from crm.book.touches import NewTouch, log_touch
from crm.domain.people import Contact
from crm.remote.errors import RemoteError, Unreachable
from tests.book.calendar_server import MemoryCalendar
from tests.book.publish_story import busy, seen

TODAY = date(2026, 11, 22)  # a Sunday
TUE, WED, THU = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)


def runner(book: Book) -> Any:
    return lambda func, *args: func(book, *args)


def sync(book: Book, server: MemoryCalendar, **how: Any) -> SyncReport:
    return publish_sync.sync(server, runner(book), **how)


def quiet(report: SyncReport) -> bool:
    return not (report.changes or report.notes or report.problems or report.asks or report.stopped or report.emptied)


def dana(book: Book, name: str = "Dana", **fields: Any) -> int:
    return add_contact(book, Contact(name, **{"cadence": "none", **fields}))


@pytest.fixture
def server() -> MemoryCalendar:
    return MemoryCalendar()


@pytest.fixture
def call(book: Book, server: MemoryCalendar) -> int:
    """A call with Dana on Tue 1 Dec that is in the calendar."""
    item = plan_follow_up(book, dana(book), TUE, "the role", "call")
    assert sync(book, server).put == ["Call Dana, Tue 1 Dec"]
    return item


def settled(book: Book, server: MemoryCalendar) -> bool:
    """True when one more sync finds nothing to do, and needs one request to know."""
    server.reset()
    report = sync(book, server)
    return quiet(report) and dict(server.counts) == {"list": 1}


def foreign(uid: str) -> bytes:
    """Somebody else's event."""
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", f"UID:{uid}", "DTSTART:20261201T090000Z",
             "SUMMARY:Dentist", "END:VEVENT", "END:VCALENDAR", "")  # fmt: skip
    return "\r\n".join(lines).encode()


# Ours there


def test_what_is_planned_is_put_once(book: Book, server: MemoryCalendar, call: int) -> None:
    event = server.titled("Call Dana")
    assert (event.start, event.end, event["SEQUENCE"]) == (TUE, WED, 0)
    assert settled(book, server)
    assert sync(book, server).unchanged == 1


def test_many_synced_twice_need_one_request_the_second_time(book: Book, server: MemoryCalendar) -> None:
    who = dana(book)
    for number in range(60):
        plan_follow_up(book, who, TUE + timedelta(days=number), "x", "call")
    assert len(sync(book, server).put) == 60
    assert server.counts == {"list": 1, "put": 60}
    assert settled(book, server)


def test_a_change_here_is_put_over_the_version_it_replaces(book: Book, server: MemoryCalendar, call: int) -> None:
    move_follow_up(book, call, THU)
    report = sync(book, server)
    assert (report.updated, report.put, report.moved) == (["Call Dana, Thu 3 Dec"], [], [])
    event = server.titled("Call Dana")
    assert (event.start, event["SEQUENCE"]) == (THU, 1)
    assert len(server.objects) == 1
    assert settled(book, server)


@pytest.mark.parametrize("end", [finish_follow_up, cancel_follow_up])
def test_what_is_over_here_leaves_the_calendar(book: Book, server: MemoryCalendar, call: int, end: Any) -> None:
    end(book, call)
    assert sync(book, server).removed == ["Call Dana"]
    assert not server.objects
    assert rows_of(book) == {}
    assert settled(book, server)


def test_do_not_contact_and_delete_leave_nothing_there(book: Book, server: MemoryCalendar) -> None:
    one, other = dana(book, "Dana"), dana(book, "Sam")
    for who in (one, other):
        plan_follow_up(book, who, TUE, "x", "call")
    sync(book, server)
    set_do_not_contact(book, one, True)
    delete_contact(book, other)
    assert len(sync(book, server).removed) == 2
    assert not server.objects


def test_what_came_back_to_life_goes_above_the_version_that_was_deleted(
    book: Book, server: MemoryCalendar, call: int
) -> None:
    finish_follow_up(book, call)
    sync(book, server)
    undo(book)
    assert sync(book, server).put == ["Call Dana, Tue 1 Dec"]
    assert server.titled("Call Dana")["SEQUENCE"] > 0


def test_what_others_keep_there_is_neither_fetched_nor_touched(book: Book, server: MemoryCalendar, call: int) -> None:
    dentist = foreign("dentist")
    server.store("/ann/callback/dentist.ics", dentist)
    move_follow_up(book, call, THU)
    server.reset()
    sync(book, server)
    assert server.fetched == []
    assert server.objects["/ann/callback/dentist.ics"][1] == dentist
    finish_follow_up(book, call)
    sync(book, server)
    assert list(server.objects) == ["/ann/callback/dentist.ics"]


def test_an_event_that_bears_another_uid_there_is_asked_about(
    book: Book, server: MemoryCalendar, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.edit("Call Dana", lambda event: event.__setitem__("UID", icalendar.vText("made-anew")))
    report = sync(book, server)
    assert ([ask.kind for ask in report.asks], report.problems) == (["deleted"], [])
    with monkeypatch.context() as patch:
        patch.setattr("crm.book.publish_look.write_row", None)  # asking again writes nothing
        assert sync(book, server).stopped == ""
    resolve(book, report.asks[0].uid, "leave")
    assert quiet(sync(book, server))
    assert len(server.objects) == 1


def test_something_else_at_our_place_is_left_alone(book: Book, server: MemoryCalendar) -> None:
    item = plan_follow_up(book, dana(book), TUE, "x", "call")
    href = server.href_of(get_follow_up(book, item).uid)
    server.store(href, foreign("other"))
    before = dict(server.objects)
    report = sync(book, server)
    assert (report.put, len(report.problems)) == ([], 1)
    assert server.objects == before


def test_a_server_that_does_not_say_the_etag_is_asked_for_it(book: Book, server: MemoryCalendar) -> None:
    server.silent = True
    item = plan_follow_up(book, dana(book), TUE, "x", "call")
    sync(book, server)
    assert settled(book, server)
    move_follow_up(book, item, THU)
    assert sync(book, server).updated == ["Call Dana, Thu 3 Dec"]
    assert settled(book, server)


def test_what_such_a_server_makes_of_our_text_is_no_news(book: Book, server: MemoryCalendar) -> None:
    server.silent = True
    who = dana(book)
    for day in range(3):
        plan_follow_up(book, who, TUE + timedelta(days=day), "x", "call")
    keep = server.store

    def store(href: str, data: bytes) -> str:
        return keep(href, data.replace(b"TRIGGER:-PT15H", b"TRIGGER:-PT10M"))

    server.store = store  # type: ignore[method-assign]
    assert len(sync(book, server).put) == 3
    assert settled(book, server)


def test_many_that_were_touched_there_are_one_sentence(book: Book, server: MemoryCalendar) -> None:
    many(book, server, 8)
    for href in list(server.objects):
        server.edit("", lambda event: event.__setitem__("DESCRIPTION", icalendar.vText("!")), href=href)
    (note,) = sync(book, server).notes
    assert note.startswith("8 events have other words")
    assert settled(book, server)


def test_an_interview_that_was_held_stays_where_it_was_and_goes_nowhere_else(
    book: Book, server: MemoryCalendar
) -> None:
    role = add_opportunity(book, NewOpportunity("Analyst", people=((dana(book), "hiring manager"),)))
    number = add_interview(book, role, NewInterview(TODAY, time(9), held=False))
    sync(book, server)
    hold_interview(book, number)
    report = sync(book, server)
    assert (report.removed, len(server.objects)) == ([], 1)
    connect(book, Connection("https://other.test/", "ann", "https://other.test/ann/", "Other"))
    assert sync(book, MemoryCalendar()).put == []


# Moved there


def test_a_move_in_the_calendar_moves_the_follow_up(book: Book, server: MemoryCalendar, call: int) -> None:
    server.drag("Call Dana", THU)
    report = sync(book, server)
    assert report.moved == ["Call Dana: moved to Thu 3 Dec, as in the calendar."]
    assert get_follow_up(book, call).on == THU
    assert history(book)[0].what == "Move Call Dana to Thu 3 Dec, as moved in the calendar"
    event = server.titled("Call Dana")
    assert (event.start, event["SEQUENCE"], "Thu 3 Dec" in str(event["DESCRIPTION"])) == (THU, 1, True)
    assert settled(book, server)


def test_a_version_that_the_phone_raised_is_outdone(book: Book, server: MemoryCalendar, call: int) -> None:
    server.drag("Call Dana", THU, raised=7)
    sync(book, server)
    assert server.titled("Call Dana")["SEQUENCE"] == 8
    assert settled(book, server)
    move_follow_up(book, call, WED)
    sync(book, server)
    assert server.titled("Call Dana")["SEQUENCE"] == 9


def test_undo_of_a_move_that_came_back_puts_it_back_there(book: Book, server: MemoryCalendar, call: int) -> None:
    server.drag("Call Dana", THU)
    sync(book, server)
    before = server.titled("Call Dana")["SEQUENCE"]
    assert undo(book).startswith("Move Call Dana to Thu 3 Dec")
    assert get_follow_up(book, call).on == TUE
    report = sync(book, server)
    assert (report.moved, report.updated) == ([], ["Call Dana, Tue 1 Dec"])
    event = server.titled("Call Dana")
    assert (event.start, event["SEQUENCE"]) == (TUE, before + 1)
    assert settled(book, server)


def test_undo_before_our_version_was_put_is_not_overrun_by_the_same_move(
    book: Book, server: MemoryCalendar, call: int
) -> None:
    server.drag("Call Dana", THU)
    server.reset()
    server.cut_at = 3  # the list, the event, and then nothing
    assert sync(book, server).stopped
    assert get_follow_up(book, call).on == THU
    undo(book)
    server.reset()
    assert sync(book, server).moved == []
    assert (get_follow_up(book, call).on, server.titled("Call Dana").start) == (TUE, TUE)


@pytest.mark.parametrize("moved_to", [None, date(2026, 12, 4)])
def test_what_is_undone_after_a_lost_answer_stays_undone(
    book: Book, server: MemoryCalendar, call: int, moved_to: date | None
) -> None:
    move_follow_up(book, call, THU)
    server.reset()
    server.cut_at, server.lost = 2, True  # the list, and a version that is written without our knowing
    assert sync(book, server).stopped
    assert server.titled("Call Dana").start == THU
    undo(book)
    if moved_to:
        move_follow_up(book, call, moved_to)
    server.reset()
    report = sync(book, server)
    wanted = moved_to or TUE
    assert (report.moved, report.asks, report.notes) == ([], [], [])
    assert (get_follow_up(book, call).on, server.titled("Call Dana").start) == (wanted, wanted)
    assert settled(book, server)


def test_what_never_arrived_is_no_reason_to_overrule_the_same_move_later(
    book: Book, server: MemoryCalendar, call: int
) -> None:
    move_follow_up(book, call, THU)
    server.reset()
    server.cut_at = 2
    assert sync(book, server).stopped
    undo(book)
    server.reset()
    assert quiet(sync(book, server))
    assert settled(book, server)
    server.drag("Call Dana", THU)
    assert len(sync(book, server).moved) == 1
    assert get_follow_up(book, call).on == THU


def test_what_comes_back_to_life_after_a_lost_removal_asks_nothing(
    book: Book, server: MemoryCalendar, call: int
) -> None:
    finish_follow_up(book, call)
    server.reset()
    server.cut_at, server.lost = 2, True
    assert sync(book, server).stopped
    assert not server.objects
    undo(book)
    server.reset()
    report = sync(book, server)
    assert (report.asks, report.put) == ([], ["Call Dana, Tue 1 Dec"])
    assert settled(book, server)


def test_a_server_that_stumbles_over_one_event_takes_the_others(book: Book, server: MemoryCalendar) -> None:
    who = dana(book)
    items = [plan_follow_up(book, who, TUE + timedelta(days=day), "x", "call") for day in range(5)]
    poisoned = {server.href_of(get_follow_up(book, items[1]).uid)}
    put = server.put

    def stumbling(href: str, data: bytes, etag: str | None) -> str:
        if href in poisoned:
            raise Unreachable("It has a fault of its own (status 500).", status=500)
        return put(href, data, etag)

    server.put = stumbling  # type: ignore[method-assign]
    report = sync(book, server)
    assert (len(report.put), len(report.problems), report.stopped) == (4, 1, "")
    poisoned |= {server.href_of(get_follow_up(book, item).uid) for item in items}
    for item in items:
        move_follow_up(book, item, date(2026, 12, 20))
    report = sync(book, server)
    assert report.stopped, "a server that stumbles over everything is out of order"
    assert len(report.problems) == 2
    poisoned.clear()
    assert len(sync(book, server).updated) == 4
    assert settled(book, server)


@pytest.mark.parametrize(
    ("start", "at"),
    [
        (datetime(2026, 12, 3, 14, 30, tzinfo=UTC), datetime(2026, 12, 3, 14, 30, tzinfo=UTC)),
        (datetime(2026, 12, 3, 14, 30, tzinfo=ZoneInfo("Asia/Tokyo")), datetime(2026, 12, 3, 5, 30, tzinfo=UTC)),
        (datetime(2026, 12, 3, 14, 30), datetime(2026, 12, 3, 14, 30).astimezone()),
    ],
    ids=["UTC", "zone", "floating"],
)
def test_a_time_given_in_the_calendar_is_wall_time_here(
    book: Book, server: MemoryCalendar, call: int, start: datetime, at: datetime
) -> None:
    server.drag("Call Dana", start)
    sync(book, server)
    local = at.astimezone()
    item = get_follow_up(book, call)
    assert (item.on, item.at) == (local.date(), local.time())
    assert settled(book, server)
    server.drag("Call Dana", WED)
    sync(book, server)
    assert (get_follow_up(book, call).on, get_follow_up(book, call).at) == (WED, None)


def test_the_hour_of_the_settings_is_not_typed_by_a_drag(book: Book, server: MemoryCalendar) -> None:
    book = replace(book, settings=replace(book.settings, ics_at=time(9)))
    item = plan_follow_up(book, dana(book), TUE, "x", "call")
    sync(book, server)
    server.drag("Call Dana", datetime(2026, 12, 3, 9).astimezone())
    sync(book, server)
    assert (get_follow_up(book, item).on, get_follow_up(book, item).at) == (THU, None)
    assert settled(book, server)


def test_what_the_settings_put_at_an_hour_stays_there(book: Book, server: MemoryCalendar) -> None:
    book = replace(book, settings=replace(book.settings, ics_at=time(9)))
    plan_follow_up(book, dana(book), TUE, "x", "call")
    sync(book, server)
    before = len(history(book))
    server.drag("Call Dana", TUE)
    report = sync(book, server)
    assert (report.moved, len(history(book))) == ([], before)
    assert "as the settings put it" in report.notes[0]
    assert settled(book, server)


@pytest.mark.parametrize("extra", ["days", "RRULE"])
def test_of_several_days_the_first_counts(book: Book, server: MemoryCalendar, call: int, extra: str) -> None:
    if extra == "days":
        server.drag("Call Dana", THU, timedelta(days=3))
    else:
        server.drag("Call Dana", THU)
        server.edit("Call Dana", lambda event: event.add("RRULE", {"FREQ": ["DAILY"]}))
    report = sync(book, server)
    assert get_follow_up(book, call).on == THU
    assert "first" in report.notes[0]
    event = server.titled("Call Dana")
    assert (event.start, event.end, "RRULE" in event) == (THU, THU + timedelta(days=1), False)


def test_what_repeats_there_since_is_said(book: Book, server: MemoryCalendar, call: int) -> None:
    server.edit("Call Dana", lambda event: event.add("RRULE", {"FREQ": ["DAILY"]}))
    (note,) = sync(book, server).notes
    assert note.startswith("Call Dana: it repeats in the calendar")
    assert get_follow_up(book, call).on == TUE
    assert settled(book, server)


def test_a_date_past_is_late_as_if_typed(book: Book, server: MemoryCalendar, call: int) -> None:
    server.drag("Call Dana", TODAY - timedelta(days=2))
    assert len(sync(book, server).moved) == 1
    assert get_follow_up(book, call).on == TODAY - timedelta(days=2)
    assert settled(book, server)


def test_a_promise_of_theirs_is_checked_back_on_that_day(book: Book, server: MemoryCalendar) -> None:
    log_touch(book, [dana(book)], NewTouch(TODAY, they_promised=THU, promise_text="the report"))
    sync(book, server)
    server.drag("Check back", date(2026, 12, 10))
    sync(book, server)
    assert server.titled("Check back").start == date(2026, 12, 10)
    assert book.store.value('SELECT "on" FROM follow_up') == "2026-12-08"
    server.drag("Check back", date(2026, 12, 12))  # a Saturday
    report = sync(book, server)
    assert "working day, Mon 14 Dec" in report.notes[0]
    assert server.titled("Check back").start == date(2026, 12, 14)
    assert settled(book, server)


def test_a_step_of_a_plan_is_pinned_to_its_day_and_has_no_time(book: Book, server: MemoryCalendar) -> None:
    who = dana(book, role="hiring manager", cadence=None)
    role = add_opportunity(book, NewOpportunity("Analyst", people=((who, "hiring manager"),), stage="final"))
    record_no(book, RecordNo(role, TODAY, "manager", "call"))
    sync(book, server)
    step = next(step for step in plans_of(book, opportunity_id=role)[0].steps if step.is_open)
    uid = book.store.value("SELECT uid FROM plan_step WHERE id = ?", (step.id,))
    title = str(server.event(server.href_of(uid))["SUMMARY"])
    day = step.on + timedelta(days=1)
    server.drag(title, datetime(day.year, day.month, day.day, 15).astimezone(UTC), href=server.href_of(uid))
    report = sync(book, server)
    assert len(report.moved) == 1
    assert "no time of its own" in " ".join(report.notes)
    assert book.store.row('SELECT "on", pinned FROM plan_step WHERE id = ?', (step.id,)) == (day.isoformat(), 1)
    assert server.event(server.href_of(uid)).start == day
    assert settled(book, server)


def test_a_step_of_somebody_who_is_left_in_peace_stays(book: Book, server: MemoryCalendar) -> None:
    who = dana(book, role="hiring manager", cadence=None)
    role = add_opportunity(book, NewOpportunity("Analyst", people=((who, "hiring manager"),), stage="final"))
    record_no(book, RecordNo(role, TODAY, "manager", "call"))
    snooze(book, who, date(2027, 3, 1))
    sync(book, server)
    uid = book.store.value("SELECT s.uid FROM open_step o JOIN plan_step s ON s.id = o.step_id WHERE o.place = 0")
    href, acts = server.href_of(uid), len(history(book))
    server.drag("", THU, href=href)
    (ask,) = sync(book, server).asks
    assert "a snooze, or a step before it, holds it back" in ask.why
    assert len(history(book)) == acts
    assert book.store.value("SELECT pinned FROM plan_step WHERE uid = ?", (uid,)) == 0


def test_an_interview_keeps_its_zone_and_takes_day_time_and_length(book: Book, server: MemoryCalendar) -> None:
    role = add_opportunity(book, NewOpportunity("Analyst", people=((dana(book), "hiring manager"),)))
    number = add_interview(book, role, NewInterview(TUE, time(9), "Asia/Tokyo", minutes=60, held=False))
    sync(book, server)
    start = datetime(2026, 12, 3, 1, 15, tzinfo=UTC)
    server.drag("Interview", start, timedelta(minutes=90))
    assert len(sync(book, server).moved) == 1
    found = get_interview(book, number)
    assert (found.on, found.at, found.zone, found.minutes) == (THU, time(10, 15), "Asia/Tokyo", 90)
    assert settled(book, server)
    server.drag("Interview", start, timedelta(minutes=45))
    sync(book, server)
    assert get_interview(book, number).minutes == 45
    server.drag("Interview", WED)
    sync(book, server)
    assert (get_interview(book, number).on, get_interview(book, number).at) == (WED, None)
    assert settled(book, server)


def cadence(book: Book, server: MemoryCalendar) -> int:
    """Somebody whose next touch, on Tue 12 Jan, is the cadence's."""
    who = dana(book, cadence="2 months")
    log_touch(book, [who], NewTouch(date(2026, 11, 12), "call"))
    assert sync(book, server).put == ["Call Dana, Tue 12 Jan"]
    return who


def test_a_cadence_touch_moved_later_is_a_snooze(book: Book, server: MemoryCalendar) -> None:
    who = cadence(book, server)
    server.drag("Call Dana", date(2027, 1, 30))  # a Saturday, typed
    assert len(sync(book, server).moved) == 1
    assert book.store.value("SELECT until FROM snooze WHERE contact_id = ?", (who,)) == "2027-01-30"
    assert server.titled("Call Dana").start == date(2027, 1, 30)
    assert settled(book, server)


def test_a_cadence_touch_moved_earlier_is_a_follow_up_of_its_own(book: Book, server: MemoryCalendar) -> None:
    who = cadence(book, server)
    server.drag("Call Dana", THU)
    report = sync(book, server)
    assert "before its usual time" in report.notes[0]
    assert book.store.row('SELECT contact_id, kind, "on" FROM follow_up') == (who, "typed", "2026-12-03")
    assert [server.event(href).start for href in server.objects] == [THU]
    assert settled(book, server)
    undo(book)
    sync(book, server)
    assert [server.event(href).start for href in server.objects] == [date(2027, 1, 12)]


def test_a_cadence_touch_moved_into_the_past_is_asked_about(book: Book, server: MemoryCalendar) -> None:
    cadence(book, server)
    server.drag("Call Dana", TODAY - timedelta(days=1))
    (ask,) = sync(book, server).asks
    assert (ask.kind, ask.here, ask.there) == ("conflict", "Tue 12 Jan", "Sat 21 Nov")
    assert "log it" in ask.why
    assert resolve(book, ask.uid, "ours").startswith("Call Dana: stays")
    sync(book, server)
    assert server.titled("Call Dana").start == date(2027, 1, 12)
    assert settled(book, server)


def test_a_day_within_a_snooze_is_asked_about_and_taken_once_it_is_over(book: Book, server: MemoryCalendar) -> None:
    who = dana(book)
    item = plan_follow_up(book, who, TUE, "x", "call")
    snooze(book, who, date(2026, 12, 15))
    sync(book, server)
    server.drag("Call Dana", THU)
    before = len(history(book))
    (ask,) = sync(book, server).asks
    assert "snooze" in ask.why
    assert (len(history(book)), get_follow_up(book, item).on) == (before, TUE)
    wake(book, who)
    edit_follow_up(book, item, on=THU)
    assert sync(book, server).asks == []
    assert settled(book, server)


# Changed there otherwise


def test_a_text_changed_there_is_told_once_and_kept_until_it_changes_here(
    book: Book, server: MemoryCalendar, call: int
) -> None:
    server.edit("Call Dana", lambda event: event.__setitem__("SUMMARY", icalendar.vText("Call Dana!!")))
    report = sync(book, server)
    assert (report.changes, len(report.notes)) == (0, 1)
    assert settled(book, server)
    assert str(server.titled("Call Dana")["SUMMARY"]) == "Call Dana!!"
    edit_follow_up(book, call, purpose="another")
    assert len(sync(book, server).updated) == 1
    assert str(server.titled("Call Dana")["SUMMARY"]) == "Call Dana"


def test_a_move_there_and_another_name_here_are_both_had(book: Book, server: MemoryCalendar, call: int) -> None:
    server.drag("Call Dana", THU)
    edit_contact(book, get_follow_up(book, call).contact_id, Contact("Dana Whitfield", cadence="none"))
    report = sync(book, server)
    assert len(report.moved) == 1
    assert (str(server.titled("Call")["SUMMARY"]), server.titled("Call").start) == ("Call Dana Whitfield", THU)
    assert settled(book, server)


def test_moved_to_the_same_day_on_both_sides_is_no_conflict(book: Book, server: MemoryCalendar, call: int) -> None:
    server.drag("Call Dana", THU, raised=3)
    move_follow_up(book, call, THU)
    report = sync(book, server)
    assert (report.asks, report.moved, report.updated) == ([], [], ["Call Dana, Thu 3 Dec"])
    assert server.titled("Call Dana")["SEQUENCE"] == 4
    assert settled(book, server)


def test_moved_on_both_sides_is_asked_and_nothing_is_written_over(
    book: Book, server: MemoryCalendar, call: int
) -> None:
    server.drag("Call Dana", THU)
    move_follow_up(book, call, WED)
    for _ in range(2):
        report = sync(book, server)
        (ask,) = report.asks
        assert (ask.kind, ask.here, ask.there, ask.choices) == (
            "conflict",
            "Wed 2 Dec",
            "Thu 3 Dec",
            ("ours", "theirs"),
        )
        assert (get_follow_up(book, call).on, server.titled("Call Dana").start) == (WED, THU)
    assert report.changes == 0


@pytest.mark.parametrize(("choice", "day"), [("ours", WED), ("theirs", THU)])
def test_a_conflict_ends_as_the_person_says(
    book: Book, server: MemoryCalendar, call: int, choice: Any, day: date
) -> None:
    server.drag("Call Dana", THU)
    move_follow_up(book, call, WED)
    (ask,) = sync(book, server).asks
    resolve(book, ask.uid, choice)
    assert sync(book, server).asks == []
    assert (get_follow_up(book, call).on, server.titled("Call Dana").start) == (day, day)
    assert settled(book, server)
    if choice == "theirs":
        undo(book)
        assert get_follow_up(book, call).on == WED


def test_a_conflict_that_was_decided_is_one_again_when_it_was_moved_once_more(
    book: Book, server: MemoryCalendar, call: int
) -> None:
    server.drag("Call Dana", THU)
    move_follow_up(book, call, WED)
    (ask,) = sync(book, server).asks
    resolve(book, ask.uid, "ours")
    server.drag("Call Dana", THU + timedelta(days=1))
    (ask,) = sync(book, server).asks
    assert ask.there == "Fri 4 Dec"


def test_a_conflict_ends_by_itself_when_one_side_gives_way(book: Book, server: MemoryCalendar, call: int) -> None:
    server.drag("Call Dana", THU)
    move_follow_up(book, call, WED)
    assert sync(book, server).asks
    undo(book)
    assert len(sync(book, server).moved) == 1
    assert get_follow_up(book, call).on == THU
    assert settled(book, server)


def test_done_here_wins_over_a_move_there_and_says_so(book: Book, server: MemoryCalendar, call: int) -> None:
    server.drag("Call Dana", THU)
    finish_follow_up(book, call)
    assert sync(book, server).removed == ["Call Dana (it had been moved to Thu 3 Dec there)"]
    assert not server.objects
    assert settled(book, server)


def test_what_cannot_be_read_there_is_asked_about(book: Book, server: MemoryCalendar, call: int) -> None:
    server.store(server.href("Call Dana"), b"BEGIN:VCALENDAR\r\nnonsense")
    (ask,) = sync(book, server).asks
    assert (ask.there, ask.choices) == ("cannot be read", ("ours",))
    resolve(book, ask.uid, "ours")
    sync(book, server)
    assert server.titled("Call Dana").start == TUE
    assert settled(book, server)


# Gone there


def test_deleted_there_is_asked_and_nothing_is_deleted_here(book: Book, server: MemoryCalendar, call: int) -> None:
    server.take_out("Call Dana")
    for _ in range(2):
        (ask,) = sync(book, server).asks
        assert (ask.kind, ask.here, ask.there) == ("deleted", "Tue 1 Dec", "deleted")
        assert not server.objects
    assert get_follow_up(book, call).status == "open"


@pytest.mark.parametrize("cancelled", [False, True], ids=["deleted", "cancelled"])
@pytest.mark.parametrize("choice", ["cancel", "again", "leave"])
def test_the_answers_to_what_was_deleted_there(
    book: Book, server: MemoryCalendar, call: int, choice: Any, cancelled: bool
) -> None:
    if cancelled:
        server.edit("Call Dana", lambda event: event.__setitem__("STATUS", icalendar.vText("CANCELLED")))
    else:
        server.take_out("Call Dana")
    (ask,) = sync(book, server).asks
    assert ask.there == ("cancelled" if cancelled else "deleted")
    resolve(book, ask.uid, choice)
    assert sync(book, server).asks == []
    shown = [str(server.event(href)["STATUS"]) for href in server.objects]
    assert shown == {"cancel": [], "again": ["CONFIRMED"], "leave": ["CANCELLED"] if cancelled else []}[choice]
    assert get_follow_up(book, call).status == ("cancelled" if choice == "cancel" else "open")
    assert settled(book, server)
    if choice == "leave":
        move_follow_up(book, call, THU)
        assert settled(book, server), "for good"
    if choice == "again":
        assert server.titled("Call Dana")["SEQUENCE"] == 1
    if choice == "cancel":
        assert undo(book) == "Call off Call Dana, as deleted in the calendar"
        sync(book, server)
        assert server.titled("Call Dana").start == TUE


def test_what_was_deleted_there_and_is_done_here_is_over(book: Book, server: MemoryCalendar, call: int) -> None:
    server.take_out("Call Dana")
    sync(book, server)
    finish_follow_up(book, call)
    assert settled(book, server)
    assert rows_of(book) == {}


def many(book: Book, server: MemoryCalendar, number: int) -> None:
    who = dana(book)
    for day in range(number):
        plan_follow_up(book, who, TUE + timedelta(days=day), "x", "call")
    sync(book, server)


def test_a_calendar_that_is_empty_all_at_once_is_one_question(book: Book, server: MemoryCalendar) -> None:
    many(book, server, 12)
    server.objects.clear()
    report = sync(book, server)
    assert (report.emptied, report.changes, report.asks, server.objects) == ((12, 12), 0, [], {})
    assert asks_of(book) == []
    assert len(sync(book, server, gone="again").put) == 12
    assert all(server.event(href)["SEQUENCE"] == 1 for href in server.objects)
    assert settled(book, server)


def test_emptied_and_meant_so_is_asked_one_by_one(book: Book, server: MemoryCalendar) -> None:
    many(book, server, 12)
    server.objects.clear()
    assert len(sync(book, server, gone="each").asks) == 12
    assert len(sync(book, server).asks) == 12


@pytest.mark.parametrize(("had", "gone", "asked"), [(4, 4, 4), (12, 6, 6), (12, 7, None)])
def test_few_that_are_gone_are_asked_about_each(
    book: Book, server: MemoryCalendar, had: int, gone: int, asked: int | None
) -> None:
    many(book, server, had)
    for href in list(server.objects)[:gone]:
        del server.objects[href]
    report = sync(book, server)
    assert (len(report.asks) or None, report.emptied) == (asked, None if asked else (gone, had))


# At the same moment


def meddle(server: MemoryCalendar, method: str, act: Callable[[], None]) -> None:
    """Somebody acts right before the first request of this kind."""

    def before(now: str) -> None:
        if now == method:
            server.before = None
            act()

    server.before = before


def test_moved_there_between_the_list_and_the_put(book: Book, server: MemoryCalendar, call: int) -> None:
    move_follow_up(book, call, WED)
    meddle(server, "put", lambda: server.drag("Call Dana", THU))
    (ask,) = sync(book, server).asks
    assert (ask.here, ask.there, server.titled("Call Dana").start) == ("Wed 2 Dec", "Thu 3 Dec", THU)


def test_renamed_here_and_moved_there_between_the_list_and_the_put(
    book: Book, server: MemoryCalendar, call: int
) -> None:
    edit_follow_up(book, call, channel="email")
    meddle(server, "put", lambda: server.drag("Call Dana", THU))
    report = sync(book, server)
    assert (len(report.moved), get_follow_up(book, call).on) == (1, THU)
    assert (str(server.titled("Dana")["SUMMARY"]), server.titled("Dana").start) == ("Email Dana", THU)
    assert settled(book, server)


def test_deleted_there_between_the_list_and_the_put(book: Book, server: MemoryCalendar, call: int) -> None:
    move_follow_up(book, call, WED)
    meddle(server, "put", lambda: server.take_out("Call Dana"))
    assert sync(book, server).asks[0].kind == "deleted"


def test_changed_or_deleted_there_between_the_list_and_our_delete(
    book: Book, server: MemoryCalendar, call: int
) -> None:
    finish_follow_up(book, call)
    meddle(server, "delete", lambda: server.drag("Call Dana", THU))
    assert "moved to Thu 3 Dec" in sync(book, server).removed[0]
    undo(book)
    sync(book, server)
    finish_follow_up(book, call)
    meddle(server, "delete", lambda: server.take_out("Call Dana"))
    sync(book, server)
    assert settled(book, server)


def test_another_device_that_never_stops_writing_is_left_for_the_next_time(
    book: Book, server: MemoryCalendar, call: int
) -> None:
    move_follow_up(book, call, WED)

    def before(method: str) -> None:
        if method == "put":
            server.edit("Call Dana", lambda event: event.__setitem__("LOCATION", icalendar.vText("x")))

    server.before = before
    assert "just now" in " ".join(sync(book, server).problems)
    server.before = None
    sync(book, server)
    assert settled(book, server)


def test_moved_here_while_the_network_was_busy_is_not_moved_back(book: Book, server: MemoryCalendar, call: int) -> None:
    server.drag("Call Dana", THU)

    def run(func: Any, *args: Any) -> Any:
        if func is take_move:
            move_follow_up(book, call, WED)
        return func(book, *args)

    assert publish_sync.sync(server, run).asks[0].here == "Wed 2 Dec"
    assert (get_follow_up(book, call).on, server.titled("Call Dana").start) == (WED, THU)


def test_done_here_while_the_network_was_busy_stays_done(book: Book, server: MemoryCalendar, call: int) -> None:
    server.drag("Call Dana", THU)

    def run(func: Any, *args: Any) -> Any:
        if func is take_move:
            finish_follow_up(book, call)
        return func(book, *args)

    publish_sync.sync(server, run)
    assert get_follow_up(book, call).status == "done"
    sync(book, server)
    assert not server.objects
    assert settled(book, server)


# Cut off anywhere


@pytest.fixture
def story(make_book: Callable[..., Book], tmp_path: Path) -> Callable[[str], tuple[Book, MemoryCalendar]]:
    """Copies of one book and one calendar between which everything is to be done, by name."""
    book, server = make_book("story.db"), MemoryCalendar()
    busy(book, server)
    book.store.database.execute_sql("VACUUM INTO ?", (str(tmp_path / "copy.db"),))

    def copied(name: str) -> tuple[Book, MemoryCalendar]:
        copy(tmp_path / "copy.db", tmp_path / name)
        return make_book(name, create=False), deepcopy(server)

    return copied


def test_cut_after_every_single_request_ends_as_one_clean_sync(story: Any) -> None:
    clean, calendar = story("clean.db")
    sync(clean, calendar)
    requests = calendar.counts.total()
    assert requests > 7
    assert settled(clean, calendar)
    wanted = seen(clean, calendar)
    for number in range(1, requests + 1):
        for lost in (False, True):
            book, server = story(f"cut-{number}-{lost}.db")
            server.cut_at, server.lost = number, lost
            try:
                assert sync(book, server).stopped
            except RemoteError:
                assert number == 1
            server.reset()
            assert sync(book, server).asks == []
            assert seen(book, server) == wanted, (number, lost)
            assert settled(book, server)
            book.close()


def test_a_book_that_fails_at_any_moment_ends_as_one_clean_sync(story: Any) -> None:
    clean, calendar = story("clean.db")
    calls = 0

    def counted(func: Any, *args: Any) -> Any:
        nonlocal calls
        calls += 1
        return func(clean, *args)

    publish_sync.sync(calendar, counted)
    wanted = seen(clean, calendar)
    for number in range(1, calls + 1, 2):  # every other one: those between are cut in the test before
        book, server = story(f"full-{number}.db")
        made = 0

        def failing(func: Any, *args: Any, book: Book = book, number: int = number) -> Any:
            nonlocal made
            made += 1
            if made == number:
                raise UnreadableBook("The disk is full.")
            return func(book, *args)

        try:
            assert publish_sync.sync(server, failing).stopped == "The disk is full."
        except UnreadableBook:
            assert number == 1
        sync(book, server)
        assert seen(book, server) == wanted, number
        assert settled(book, server)
        book.close()


def test_stopped_between_two_events_goes_on_later(book: Book, server: MemoryCalendar) -> None:
    who = dana(book)
    for day in range(5):
        plan_follow_up(book, who, TUE + timedelta(days=day), "x", "call")
    report = sync(book, server, cancelled=lambda: len(server.objects) == 2)
    assert (len(report.put), report.stopped) == (2, "Stopped; the next sync goes on from here.")
    assert len(sync(book, server).put) == 3


def test_progress_is_told(book: Book, server: MemoryCalendar) -> None:
    who = dana(book)
    for day in range(3):
        plan_follow_up(book, who, TUE + timedelta(days=day), "x", "call")
    told: list[tuple[int, int]] = []
    sync(book, server, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


# An older copy of the book


def test_an_older_copy_of_the_book_takes_over_without_a_word(
    make_book: Callable[..., Book], server: MemoryCalendar, tmp_path: Path
) -> None:
    book = make_book("one.db")
    who = dana(book)
    item = plan_follow_up(book, who, TUE, "x", "call")
    sync(book, server)
    edit_follow_up(book, item, purpose="y")
    plan_follow_up(book, who, THU, "z", "email")
    copy = tmp_path / "copy.db"
    book.store.database.execute_sql("VACUUM INTO ?", (str(copy),))
    sync(book, server)  # what the copy knows nothing of
    before = server.contents()
    other = make_book("copy.db", create=False)
    server.reset()
    report = sync(other, server)
    assert quiet(report)
    assert server.counts["put"] == 0
    assert server.contents() == before
    assert settled(other, server)


def test_a_move_made_before_the_book_knew_of_its_event_is_asked_about(book: Book, server: MemoryCalendar) -> None:
    item = plan_follow_up(book, dana(book), TUE, "x", "call")
    server.cut_at, server.lost = 2, True  # put, and nobody told
    sync(book, server)
    server.reset()
    server.drag("Call Dana", THU)
    for _ in range(2):
        (ask,) = sync(book, server).asks
        assert (ask.here, ask.there) == ("Tue 1 Dec", "Thu 3 Dec")
    resolve(book, ask.uid, "theirs")
    sync(book, server)
    assert get_follow_up(book, item).on == THU
    assert settled(book, server)


# Only looking


def everything_in(book: Book) -> dict[str, list[tuple[Any, ...]]]:
    tables = book.store.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {name: book.store.rows(f'SELECT * FROM "{name}"') for (name,) in tables}


@pytest.mark.parametrize("fault_at", [1, 2])
def test_a_dry_run_never_holds_the_book_while_the_server_is_asked(
    book: Book, server: MemoryCalendar, fault_at: int
) -> None:
    busy(book, server)
    asked: list[bool] = []

    def elsewhere(_: str) -> None:
        asked.append(book.store.database.in_transaction())

    server.before = elsewhere
    assert dry_run(book, server).stopped == ""
    assert (asked, server.counts["list"]) == ([False] * len(asked), 1)
    assert len(asked) > 1
    server.reset()
    server.cut_at = fault_at
    if fault_at == 1:
        with pytest.raises(RemoteError):
            dry_run(book, server)
    else:
        assert "cut" in dry_run(book, server).stopped


def test_a_dry_run_says_all_and_changes_nothing(book: Book, server: MemoryCalendar) -> None:
    busy(book, server)
    before, objects = everything_in(book), dict(server.objects)
    report = dry_run(book, server)
    assert (len(report.put), len(report.moved), len(report.removed)) == (3, 2, 3)
    assert everything_in(book) == before
    assert server.objects == objects
    done = sync(book, server)
    assert (done.put, done.updated, done.removed, done.moved) == (
        report.put,
        report.updated,
        report.removed,
        report.moved,
    )
