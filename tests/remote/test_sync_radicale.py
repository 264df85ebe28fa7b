"""A sync with a real server: what it keeps of our events, and what becomes of moves, deletions and cut connections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import icalendar
import pytest

from crm.book.follow_ups import finish_follow_up, get_follow_up, move_follow_up, plan_follow_up
from crm.book.history import undo
from crm.book.people import add_contact
from crm.book.publish_report import SyncReport
from crm.book.publish_rows import picture
from crm.book.publishing import remove_all, resolve, sync
from crm.book.session import Book
from crm.domain.people import Contact
from crm.formats.ics import write_calendar
from crm.remote.errors import Missing, Unreachable, WrongPassword
from tests.book.publish_story import busy, seen
from tests.remote.radicale_calendar import OnRadicale
from tests.remote.radicale_server import Radicale

TUE, WED, THU = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)


@pytest.fixture
def calendar(radicale: Radicale) -> OnRadicale:
    return OnRadicale(radicale)


def synced(book: Book, calendar: OnRadicale, **how: Any) -> SyncReport:
    """One sync, its requests counted from nothing."""
    calendar.server.counts.clear()
    with calendar.open() as remote:
        return sync(remote, lambda func, *args: func(book, *args), **how)


def settled(book: Book, calendar: OnRadicale) -> bool:
    report = synced(book, calendar)
    done = report.changes or report.notes or report.problems or report.asks or report.stopped
    return not done and dict(calendar.server.counts) == {"PROPFIND": 1}


@pytest.fixture
def call(book: Book, calendar: OnRadicale) -> int:
    who = add_contact(book, Contact("Zoë “Z” Łukasz; sales, \\o/", cadence="none"))
    item = plan_follow_up(book, who, TUE, "the role, in\nlines; and more " * 8, "call")
    assert len(synced(book, calendar).put) == 1
    assert settled(book, calendar)
    return item


@pytest.mark.parametrize("there", [460, pytest.param(0, marks=pytest.mark.long)])
def test_five_hundred_follow_ups_synced_twice_are_put_once(book: Book, calendar: OnRadicale, there: int) -> None:
    # Radicale looks through all of a calendar for each new event: most are there from a sync that was cut off.
    who = add_contact(book, Contact("Dana", cadence="none"))
    for number in range(20):
        plan_follow_up(book, who, TUE + timedelta(days=number), "x", "call", time(9) if number % 2 else None)
    columns = 'contact_id, kind, "on", at, purpose, channel, status, seq, created, updated'
    with book.act("many more"):
        for number in range(480):
            book.store.database.execute_sql(
                f"INSERT INTO follow_up(uid, {columns}) SELECT ?, {columns} FROM follow_up WHERE id = ?",
                (f"many-{number}", 1 + number % 20),
            )
    for event in sorted(picture(book).events.values(), key=lambda event: event.uid)[:there]:
        calendar.place(event.uid, write_calendar([event]))
    assert len(synced(book, calendar).put) == 500 - there
    assert calendar.server.counts["PUT"] == 500 - there
    assert len(calendar.server.names()) == 500
    again = synced(book, calendar)
    assert calendar.server.counts == {"PROPFIND": 1}
    assert (again.unchanged, again.changes) == (500, 0)


def test_a_move_there_moves_the_follow_up_and_its_undo_moves_it_back_there(
    book: Book, calendar: OnRadicale, call: int
) -> None:
    calendar.drag("Call Zoë", datetime(2026, 12, 3, 15, tzinfo=UTC), raised=4)
    assert len(synced(book, calendar).moved) == 1
    local = datetime(2026, 12, 3, 15, tzinfo=UTC).astimezone()
    assert (get_follow_up(book, call).on, get_follow_up(book, call).at) == (local.date(), local.time())
    assert calendar.titled("Call Zoë")["SEQUENCE"] == 5
    assert settled(book, calendar)
    undo(book)
    assert len(synced(book, calendar).updated) == 1
    event = calendar.titled("Call Zoë")
    assert (event.start, event["SEQUENCE"]) == (TUE, 6)
    assert settled(book, calendar)


def test_deleted_there_is_asked_and_put_there_again_when_that_is_the_answer(
    book: Book, calendar: OnRadicale, call: int
) -> None:
    calendar.take_out("Call Zoë")
    (ask,) = synced(book, calendar).asks
    assert get_follow_up(book, call).status == "open"
    resolve(book, ask.uid, "again")
    assert len(synced(book, calendar).put) == 1
    assert settled(book, calendar)


@pytest.mark.parametrize(("choice", "day"), [("ours", WED), ("theirs", THU)])
def test_moved_on_both_sides_waits_for_the_person(
    book: Book, calendar: OnRadicale, call: int, choice: Any, day: date
) -> None:
    calendar.drag("Call Zoë", THU)
    move_follow_up(book, call, WED)
    (ask,) = synced(book, calendar).asks
    assert "PUT" not in calendar.server.counts
    resolve(book, ask.uid, choice)
    assert synced(book, calendar).asks == []
    assert (get_follow_up(book, call).on, calendar.titled("Call Zoë").start) == (day, day)
    assert settled(book, calendar)


def test_changed_there_after_the_list_was_had_is_not_written_over(
    book: Book, calendar: OnRadicale, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_follow_up(book, call, WED)
    with calendar.open() as remote:
        listed = remote.listing()
        calendar.drag("Call Zoë", THU)
        monkeypatch.setattr(remote, "listing", lambda: listed)
        (ask,) = sync(remote, lambda func, *args: func(book, *args)).asks
    assert (ask.here, ask.there, calendar.titled("Call Zoë").start) == ("Wed 2 Dec", "Thu 3 Dec", THU)


def test_done_here_leaves_the_calendar_and_others_stay(book: Book, calendar: OnRadicale, call: int) -> None:
    dentist = icalendar.Calendar.from_ical(calendar.objects[calendar.href("Call Zoë")][1])
    dentist.walk("VEVENT")[0]["UID"] = icalendar.vText("dentist")
    calendar.store(f"/{calendar.server.user}/callback/dentist.ics", dentist.to_ical())
    finish_follow_up(book, call)
    assert len(synced(book, calendar).removed) == 1
    assert calendar.server.names() == ["dentist.ics"]
    assert calendar.server.counts == {"PROPFIND": 1, "DELETE": 1}
    assert settled(book, calendar)
    undo(book)
    synced(book, calendar)
    with calendar.open() as remote:
        assert len(remove_all(remote, lambda func, *args: func(book, *args)).removed) == 1
    assert calendar.server.names() == ["dentist.ics"]


def test_a_calendar_that_is_gone_or_emptied_is_not_filled_without_a_word(book: Book, calendar: OnRadicale) -> None:
    who = add_contact(book, Contact("Dana", cadence="none"))
    for number in range(6):
        plan_follow_up(book, who, TUE + timedelta(days=number), "x", "call")
    synced(book, calendar)
    calendar.server.delete(f"/{calendar.server.user}/callback/")
    with pytest.raises(Missing, match="`callback calendar connect`"):
        synced(book, calendar)
    calendar.server.make()
    report = synced(book, calendar)
    assert (report.emptied, calendar.server.names()) == ((6, 6), [])
    assert len(synced(book, calendar, gone="again").put) == 6
    assert settled(book, calendar)


def test_a_password_that_holds_no_longer_changes_nothing(book: Book, calendar: OnRadicale, call: int) -> None:
    move_follow_up(book, call, THU)
    with calendar.open("wrong") as remote, pytest.raises(WrongPassword):
        sync(remote, lambda func, *args: func(book, *args))
    assert calendar.titled("Call Zoë").start == TUE
    assert len(synced(book, calendar).updated) == 1


CUTS = [(6, True), (9, False)]


@pytest.mark.parametrize(
    ("number", "lost"),
    [
        *CUTS,
        *(
            pytest.param(number, lost, marks=pytest.mark.long)
            for number in range(1, 12)
            for lost in (False, True)
            if (number, lost) not in CUTS
        ),
    ],
)
def test_cut_off_and_synced_again_it_is_as_after_one_clean_sync(
    radicale: Radicale, make_book: Callable[..., Book], number: int, lost: bool
) -> None:
    ends = []
    for name, cut in (("clean", 0), ("cut", number)):
        book, calendar = make_book(f"{name}.db"), OnRadicale(radicale, name)
        with calendar.open() as remote:
            busy(book, calendar, remote)
        if cut:
            fault = radicale.cut_after(cut - 1, lost=lost)
            try:
                assert synced(book, calendar).stopped
            except Unreachable:
                assert cut == 1
            radicale.faults.remove(fault)
        synced(book, calendar)
        assert settled(book, calendar)
        ends.append(seen(book, calendar))
    assert ends[0] == ends[1]


def test_an_older_copy_of_the_book_writes_nothing_that_is_there(
    book: Book, calendar: OnRadicale, call: int, make_book: Callable[..., Book], tmp_path: Path
) -> None:
    before = tmp_path / "before.db"
    plan_follow_up(book, get_follow_up(book, call).contact_id, THU, "y", "email", time(8, 30))
    book.store.database.execute_sql("VACUUM INTO ?", (str(before),))
    synced(book, calendar)
    copy(before, tmp_path / "restored.db")
    restored = make_book("restored.db", create=False)
    report = synced(restored, calendar)
    assert (report.changes, report.asks, report.notes, report.unchanged) == (0, [], [], 2)
    assert "PUT" not in calendar.server.counts
    assert settled(restored, calendar)
