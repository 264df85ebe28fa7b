"""The .ics as bytes, and as the parsers it is made and tested with understand it; others are in tests/readers."""

import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.formats.ics import (
    CalendarEvent,
    calendar_line,
    calendar_text,
    cancelled,
    content_hash,
    content_of,
    event_from,
    write_calendar,
)
from tests.formats.ics_bytes import problems, unfolded, values

CREATED = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
STAMP = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ALL_DAY = CalendarEvent(
    uid="5f0c1f5e-6f0e-4b0c-8d3e-0d6f2a2f8a01",
    on=date(2026, 12, 1),
    summary="Call Dana Whitfield (Northwind)",
    description="Ask about the role; the team, too.\nPlanned for Tue 1 Dec 2026.",
    categories=("Callback", "Follow-up"),
    alarm=timedelta(hours=15),
    created=CREATED,
    stamp=STAMP,
)
TIMED = replace(
    ALL_DAY,
    uid="5f0c1f5e-6f0e-4b0c-8d3e-0d6f2a2f8a02",
    summary="Meet Łukasz Żółć (Fabryka, Gdańsk)",
    at=datetime(2026, 12, 1, 9, 0, tzinfo=timezone(timedelta(hours=1))),
    alarm=timedelta(),
    sequence=3,
)
GONE = replace(cancelled(ALL_DAY), uid="5f0c1f5e-6f0e-4b0c-8d3e-0d6f2a2f8a03", sequence=1)
EVENTS = [ALL_DAY, TIMED, GONE]

# Everything hypothesis can think of, and what has broken calendars before, next to each other.
NASTY = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=300),
    st.lists(
        st.sampled_from(
            ["\\", "\\n", "\\N", ";", ",", ":", '"', "^", "\r\n", "\r", "\n", "\x0b", "\x1b]52;c;x\x07",
             "\x85", "\u2028", "\u2029", "\ud800", "\ufeff", "\t", " ", "é", "日本", "👩‍👩‍👧",
             "a" * 74, "ż" * 37, "END:VEVENT"]
        ),
        max_size=40,
    ).map("".join),
)  # fmt: skip


def lines_of(event: CalendarEvent) -> list[str]:
    return unfolded(write_calendar([event]))


def test_an_all_day_event_ends_on_the_next_day_and_rings_at_nine_the_day_before() -> None:
    lines = lines_of(ALL_DAY)
    assert "DTSTART;VALUE=DATE:20261201" in lines
    assert "DTEND;VALUE=DATE:20261202" in lines
    assert "TRIGGER:-PT15H" in lines
    assert "ACTION:DISPLAY" in lines
    assert lines.count(f"DESCRIPTION:{ALL_DAY.summary}") == 1, "the alarm has a description"


def test_a_timed_event_is_in_utc_and_rings_with_a_negative_zero() -> None:
    lines = lines_of(TIMED)
    assert "DTSTART:20261201T080000Z" in lines
    assert "DTEND:20261201T083000Z" in lines
    assert "TRIGGER:-PT0M" in lines


@pytest.mark.parametrize(
    ("before", "written"),
    [
        (timedelta(minutes=30), "-PT30M"),
        (timedelta(minutes=90), "-PT1H30M"),
        (timedelta(days=2), "-PT48H"),
        (timedelta(), "-PT0M"),
    ],
)
def test_an_alarm_is_always_before_the_start(before: timedelta, written: str) -> None:
    assert values(write_calendar([replace(ALL_DAY, alarm=before)]), "TRIGGER") == [written]


def test_without_an_alarm_there_is_none() -> None:
    assert b"VALARM" not in write_calendar([replace(ALL_DAY, alarm=None)])


def test_every_event_is_private_and_blocks_no_time() -> None:
    lines = lines_of(ALL_DAY)
    for line in (
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "CATEGORIES:Callback,Follow-up",
        "STATUS:CONFIRMED",
        "SEQUENCE:0",
        "CREATED:20261101T083000Z",
        "DTSTAMP:20261122T120000Z",
        "LAST-MODIFIED:20261122T120000Z",
    ):
        assert line in lines


def test_a_cancelled_event_keeps_uid_and_date_says_so_and_is_silent() -> None:
    lines = lines_of(GONE)
    assert f"UID:{GONE.uid}" in lines
    assert "STATUS:CANCELLED" in lines
    assert "SUMMARY:Cancelled: Call Dana Whitfield (Northwind)" in lines
    assert "DTSTART;VALUE=DATE:20261201" in lines
    assert "BEGIN:VALARM" not in lines


def test_an_invitation_is_never_made_of_it() -> None:
    data = write_calendar(EVENTS)
    for name in (b"METHOD", b"ORGANIZER", b"ATTENDEE", b"RRULE", b"X-WR-CALNAME", b"TZID"):
        assert name not in data


def test_the_bytes_hold_and_are_the_same_every_time() -> None:
    data = write_calendar(EVENTS)
    assert problems(data) == []
    assert write_calendar(iter(EVENTS)) == data


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date(2028, 2, 29), date.max])
def test_any_day_of_the_calendar_can_be_written(day: date) -> None:
    at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=timezone(timedelta(hours=-12)))
    data = write_calendar([replace(ALL_DAY, on=day), replace(TIMED, on=day, at=at)])
    assert problems(data) == []
    assert values(data, "DTSTART")[0] == day.isoformat().replace("-", "")
    assert [str(event["UID"]) for event in icalendar.Calendar.from_ical(data).events] == [
        ALL_DAY.uid,
        TIMED.uid,
    ]


@settings(deadline=None)
@given(summary=NASTY, description=NASTY, category=NASTY)
def test_no_text_breaks_the_file_and_all_of_it_comes_back(summary: str, description: str, category: str) -> None:
    event = replace(ALL_DAY, summary=f"Call {summary}", description=description, categories=("Callback", category))
    data = write_calendar([event, TIMED])
    assert problems(data) == []
    read = icalendar.Calendar.from_ical(data).events
    assert [str(found["UID"]) for found in read] == [ALL_DAY.uid, TIMED.uid]
    assert str(read[0]["SUMMARY"]) == calendar_line(f"Call {summary}")
    assert str(read[0].get("DESCRIPTION", "")) == calendar_text(description)
    component = vobject.readOne(data.decode("utf-8"))
    assert component.vevent_list[0].summary.value == calendar_line(f"Call {summary}")


@settings(deadline=None)
@given(NASTY)
def test_the_content_survives_the_ledger(text: str) -> None:
    event = replace(TIMED, summary=text, description=text, categories=(text,))
    content = content_of(event)
    read = event_from(content, uid=event.uid, sequence=event.sequence, stamp=event.stamp)
    assert content_of(read) == content
    assert write_calendar([read]) == write_calendar([event])


def test_content_that_is_not_ours_is_refused() -> None:
    for content in ("", "{}", "[]", "null", '{"on":"2026-12-01"}'):
        with pytest.raises(ValueError):
            event_from(content, uid="x", sequence=0, stamp=STAMP)


@pytest.mark.parametrize(
    "changed",
    [
        replace(ALL_DAY, on=date(2026, 12, 2)),
        replace(ALL_DAY, at=datetime(2026, 12, 1, 9, tzinfo=UTC)),
        replace(ALL_DAY, summary="Email Dana Whitfield (Northwind)"),
        replace(ALL_DAY, description="Ask about the team."),
        replace(ALL_DAY, alarm=None),
        cancelled(ALL_DAY),
    ],
)
def test_whatever_a_person_would_see_changes_the_content(changed: CalendarEvent) -> None:
    assert content_hash(content_of(changed)) != content_hash(content_of(ALL_DAY))


def test_sequence_stamp_and_the_zone_a_time_is_told_in_are_not_content() -> None:
    again = replace(TIMED, sequence=9, stamp=CREATED, at=datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert content_of(again) == content_of(TIMED)


def test_a_name_of_a_megabyte_does_not_become_a_title_of_one() -> None:
    assert len(write_calendar([replace(ALL_DAY, summary="x" * 1_000_000, description="y" * 1_000_000)])) < 5_000


# The readers


def test_icalendar_reads_it_back() -> None:
    first, second, third = icalendar.Calendar.from_ical(write_calendar(EVENTS)).events
    assert (first.start, first.end) == (date(2026, 12, 1), date(2026, 12, 2))
    assert str(first["DESCRIPTION"]) == ALL_DAY.description
    assert first.categories == ["Callback", "Follow-up"]
    assert second.start == TIMED.at
    assert second["SEQUENCE"] == 3
    assert first.alarms.times[0].trigger.replace(tzinfo=None) == datetime(2026, 11, 30, 9, 0)
    assert second.alarms.times[0].trigger == TIMED.at
    assert str(third["STATUS"]) == "CANCELLED"
    assert not any(event.errors for event in (first, second, third))


def test_vobject_reads_it_back() -> None:
    first, second, third = vobject.readOne(write_calendar(EVENTS).decode("utf-8")).vevent_list
    assert (first.dtstart.value, first.dtend.value) == (date(2026, 12, 1), date(2026, 12, 2))
    assert first.description.value == ALL_DAY.description
    assert first.categories.value == ["Callback", "Follow-up"]
    assert first.valarm.trigger.value == -timedelta(hours=15)
    assert second.dtstart.value == TIMED.at
    assert second.summary.value == TIMED.summary
    assert second.sequence.value == "3"
    assert third.status.value == "CANCELLED"


def test_recurring_ical_events_finds_each_on_its_day_only() -> None:
    query = recurring_ical_events.of(icalendar.Calendar.from_ical(write_calendar(EVENTS)))
    assert {str(event["UID"]) for event in query.at(date(2026, 12, 1))} == {event.uid for event in EVENTS}
    assert query.at(date(2026, 11, 30)) == []
    assert query.at(date(2026, 12, 2)) == []


def test_writing_takes_no_longer_than_a_plain_loop_over_the_package() -> None:
    events = [replace(ALL_DAY, uid=f"{ALL_DAY.uid[:-4]}{number:04}") for number in range(300)]

    def plain() -> bytes:
        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//Callback//Callback relationship CRM//EN")
        calendar.add("version", "2.0")
        for event in events:
            component = icalendar.Event()
            for name, value in (
                ("uid", event.uid), ("sequence", event.sequence), ("dtstamp", event.stamp),
                ("last-modified", event.stamp), ("created", event.created), ("summary", event.summary),
                ("status", "CONFIRMED"), ("dtstart", event.on), ("dtend", event.on + timedelta(days=1)),
                ("description", event.description), ("categories", list(event.categories)),
                ("class", "PRIVATE"), ("transp", "TRANSPARENT"), ("x-microsoft-cdo-busystatus", "FREE"),
            ):  # fmt: skip
                component.add(name, value)
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", event.summary)
            alarm.add("trigger", -timedelta(hours=15))
            component.add_component(alarm)
            calendar.add_component(component)
        return calendar.to_ical()

    def seconds(work: object) -> float:
        started = time.process_time()
        work()  # type: ignore[operator]
        return time.process_time() - started

    assert write_calendar(events) == plain(), "the same file, byte for byte"
    assert min(seconds(lambda: write_calendar(events)) for _ in range(3)) <= 1.1 * min(seconds(plain) for _ in range(3))


def test_the_package_is_imported_only_when_a_calendar_is_written() -> None:
    code = "import sys, crm.formats.ics; sys.exit('icalendar' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, timeout=60, check=False).returncode == 0
