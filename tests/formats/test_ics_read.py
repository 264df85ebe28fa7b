"""An event as other programs write it: zones, lengths, repeats, alarms, and what nobody can read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.formats.ics import CalendarEvent, cancelled, write_calendar
from crm.formats.ics_read import LARGEST, ReadEvent, as_read, read_event
from crm.formats.records import FormatError

STAMP = datetime(2026, 11, 22, 12, tzinfo=UTC)
OURS = CalendarEvent(
    "uid-1", date(2026, 12, 1), "Call Zoë; “Z”, \\o/", STAMP, STAMP, description="one\ntwo", alarm=timedelta(hours=15)
)
ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0530
TZOFFSETTO:+0530
END:STANDARD
END:VTIMEZONE
"""


def written(*lines: str, before: str = "") -> bytes:
    """A phone's object with these lines in the event."""
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Phone//EN", *before.split("\n"), "BEGIN:VEVENT", "UID:uid-1"]
    return "\r\n".join([*filter(None, whole), *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def read(*lines: str, before: str = "") -> ReadEvent:
    found = read_event(written(*lines, before=before), "uid-1")
    assert found is not None
    return found


def test_what_we_write_is_ours() -> None:
    found = as_read(OURS)
    assert (found.on, found.at, found.days, found.own, found.alarms) == (date(2026, 12, 1), None, 1, True, ("54000",))
    assert found.summary == "Call Zoë; “Z”, /o/"
    assert as_read(cancelled(OURS)).cancelled


def test_another_program_and_version_say_the_same() -> None:
    data = write_calendar([OURS]).replace(b"//Callback//", b"//Phone//").replace(b"SEQUENCE:0", b"SEQUENCE:9")
    found = read_event(data, "uid-1")
    assert found is not None
    assert (found.own, found.sequence) == (False, 9)
    assert found.says_the_same(as_read(OURS))
    moved = read_event(data.replace(b"20261201", b"20261203").replace(b"20261202", b"20261204"), "uid-1")
    assert moved is not None
    assert not moved.says_the_same(as_read(OURS))


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("DTSTART:20261203T143000Z", datetime(2026, 12, 3, 14, 30, tzinfo=UTC)),
        ("DTSTART;TZID=Asia/Tokyo:20261203T143000", datetime(2026, 12, 3, 5, 30, tzinfo=UTC)),
        ("DTSTART;TZID=Customized Time Zone:20261203T143000", datetime(2026, 12, 3, 9, 0, tzinfo=UTC)),
        ("DTSTART;TZID=Nowhere/Else:20261203T143000", datetime(2026, 12, 3, 14, 30).astimezone(UTC)),
        ("DTSTART:20261203T143000", datetime(2026, 12, 3, 14, 30).astimezone(UTC)),
    ],
    ids=["UTC", "known zone", "zone of the file", "unknown zone", "floating"],
)
def test_every_kind_of_time(start: str, at: datetime) -> None:
    assert read(start, before=ZONE).at == at


@pytest.mark.parametrize(
    ("lines", "minutes", "days"),
    [
        (("DTSTART:20261203T143000Z", "DTEND:20261203T154500Z"), 75, 1),
        (("DTSTART:20261203T143000Z", "DURATION:PT45M"), 45, 1),
        (("DTSTART:20261203T143000Z",), 0, 1),
        (("DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261206"), 0, 3),
        (("DTSTART;VALUE=DATE:20261203", "DURATION:P2D"), 0, 2),
        (("DTSTART;VALUE=DATE:20261203",), 0, 1),
        (("DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261203"), 0, 1),
    ],
)
def test_every_kind_of_length(lines: tuple[str, ...], minutes: int, days: int) -> None:
    assert (read(*lines).minutes, read(*lines).days) == (minutes, days)


def test_of_a_series_the_event_itself_counts_and_not_what_was_changed_of_it() -> None:
    moved = "BEGIN:VEVENT\nUID:uid-1\nRECURRENCE-ID:20261204T143000Z\nDTSTART:20261209T143000Z\nEND:VEVENT"
    found = read("DTSTART:20261203T143000Z", "RRULE:FREQ=DAILY", before=moved)
    assert (found.on, found.repeats) == (datetime(2026, 12, 3, 14, 30, tzinfo=UTC).astimezone().date(), True)


@pytest.mark.parametrize(
    ("line", "sequence"), [("SEQUENCE:x", 0), ("SEQUENCE:-4", 0), ("SEQUENCE:99999999999", 2**31 - 1)]
)
def test_a_version_that_is_none_harms_nobody(line: str, sequence: int) -> None:
    try:
        assert read("DTSTART:20261203T143000Z", line).sequence == sequence
    except FormatError:
        assert line == "SEQUENCE:x"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\nnonsense",
        written("DTSTART:20261301"), written("SUMMARY:no start"), b"x" * (LARGEST + 1),
    ],
    ids=["empty", "bytes", "cut", "no date", "no start", "huge"],
)  # fmt: skip
def test_what_cannot_be_read_is_a_sentence_or_nothing(data: bytes) -> None:
    try:
        assert read_event(data, "uid-1") is None
    except FormatError as error:
        assert str(error).startswith("it ")


def test_an_event_of_somebody_else_is_none_of_ours() -> None:
    assert read_event(written("DTSTART:20261203T143000Z"), "another") is None


def test_what_could_act_on_a_terminal_is_cleaned() -> None:
    assert read("DTSTART:20261203T143000Z", "SUMMARY:a\x1b[31mb").summary == "a[31mb"
