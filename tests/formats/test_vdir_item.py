"""One event as a file of a folder, and how an edit is told from a rewriting."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.formats.ics import CalendarEvent, EventWriter, cancelled
from crm.formats.vdir_item import Items, file_name, is_nobodys_edit
from tests.formats.ics_bytes import problems
from tests.formats.test_ics import ALL_DAY, NASTY, TIMED


def item(event: CalendarEvent) -> bytes:
    return Items()(EventWriter()(event))


@given(summary=NASTY, description=NASTY, timed=st.booleans())
def test_what_we_wrote_is_nobodys_edit_whatever_it_says(summary: str, description: str, timed: bool) -> None:
    event = replace(TIMED if timed else ALL_DAY, summary=summary or "x", description=description)
    data = item(event)
    assert problems(data) == []
    assert is_nobodys_edit(data)
    again = icalendar.Calendar.from_ical(data).to_ical(sorted=True)
    assert is_nobodys_edit(again), "also as another program writes it"


@pytest.mark.parametrize(
    "event",
    [
        ALL_DAY,
        TIMED,
        cancelled(ALL_DAY),
        replace(ALL_DAY, alarm=None),
        replace(ALL_DAY, description=""),
        replace(ALL_DAY, on=date.max),
        replace(ALL_DAY, on=date.min),
        replace(TIMED, at=datetime.max.replace(microsecond=0, tzinfo=UTC)),
        replace(TIMED, length=timedelta(minutes=90)),
    ],
)
def test_it_is_ours_with_and_without_an_alarm_at_any_time(event: CalendarEvent) -> None:
    assert problems(item(event)) == []
    assert is_nobodys_edit(item(event))


def test_each_thing_may_be_as_we_wrote_it_or_as_it_is_wanted() -> None:
    theirs = item(ALL_DAY).replace(b"20261201", b"20261208").replace(b"20261202", b"20261209")
    assert not is_nobodys_edit(theirs)
    assert not is_nobodys_edit(theirs, item(ALL_DAY))
    wanted = replace(ALL_DAY, on=date(2026, 12, 8), description="other words, since it moved")
    assert is_nobodys_edit(theirs, item(wanted))
    assert not is_nobodys_edit(theirs, item(replace(wanted, on=date(2026, 12, 7))))


def test_another_programs_copy_without_the_mark_is_only_replaced_by_what_says_the_same() -> None:
    copy = b"\r\n".join(line for line in item(ALL_DAY).split(b"\r\n") if not line.startswith(b"X-CALLBACK"))
    assert not is_nobodys_edit(copy)
    assert is_nobodys_edit(copy, item(ALL_DAY))
    assert not is_nobodys_edit(copy, item(replace(ALL_DAY, on=date(2026, 12, 8))))


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        ("5f0c1f5e-6f0e-4b0c-8d3e-0d6f2a2f8a01", "5f0c1f5e-6f0e-4b0c-8d3e-0d6f2a2f8a01.ics"),
        ("someone@calendar.test", "someone@calendar.test.ics"),
    ],
)
def test_a_plain_uid_is_the_name_of_the_file(uid: str, name: str) -> None:
    assert file_name(uid) == name


@given(NASTY)
def test_no_uid_leaves_the_folder(uid: str) -> None:
    name = file_name(uid)
    assert name.endswith(".ics")
    assert not name.startswith(".")
    assert not set(name) & set("/\\\0\n")
    assert len(name) <= 104
