"""Making the .ics of a whole book, against a plain loop with the icalendar package over the same events."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.books import opened
from benchmarks.generate import copy
from benchmarks.measure import Result, compare, in_turn, seconds
from crm.book.calendar import export_calendar
from crm.book.session import Book

LIMIT = 1.1
SIZE = 1_000


def measure(rounds: int = 7) -> list[Result]:
    """One line."""
    from icalendar import Calendar

    with tempfile.TemporaryDirectory() as folder, opened(copy(SIZE, Path(folder))) as book:
        # The first export gives the cadence events their UIDs; from then on it is the same file every time.
        made = export_calendar(book, everything=True, mark=True).data
        events = [_read(event) for event in Calendar.from_ical(made).walk("VEVENT")]
        export, loop = in_turn(
            [lambda: seconds(lambda: _export(book)), lambda: seconds(lambda: plain_loop(events))], rounds
        )
    what = f".ics of {len(events):,} events, from the book to bytes"
    return [compare(what, export, loop, LIMIT, ("export", "plain icalendar loop"))]


def _export(book: Book) -> bytes:
    return export_calendar(book, everything=True).data


When = date | datetime
PlainEvent = tuple[str, When, When, str, str, list[str], int, datetime, datetime, timedelta]


def _read(event: object) -> PlainEvent:
    get = event.get  # type: ignore[attr-defined]
    alarm = event.walk("VALARM")  # type: ignore[attr-defined]
    return (
        str(get("UID")),
        get("DTSTART").dt,
        get("DTEND").dt,
        str(get("SUMMARY")),
        str(get("DESCRIPTION", "")),
        [str(name) for name in get("CATEGORIES").cats],
        int(get("SEQUENCE")),
        get("DTSTAMP").dt,
        get("CREATED").dt,
        alarm[0]["TRIGGER"].dt if alarm else timedelta(),
    )


def plain_loop(events: Sequence[PlainEvent]) -> bytes:
    """What the package's own documentation would write: the same properties, added one by one."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Benchmark//EN")
    calendar.add("version", "2.0")
    for uid, start, end, summary, description, categories, sequence, stamp, created, before in events:
        event = Event()
        event.add("uid", uid)
        event.add("dtstart", start)
        event.add("dtend", end)
        event.add("summary", summary)
        event.add("description", description)
        event.add("categories", categories)
        event.add("sequence", sequence)
        event.add("dtstamp", stamp)
        event.add("last-modified", stamp)
        event.add("created", created)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        event.add("status", "CONFIRMED")
        event.add("x-microsoft-cdo-busystatus", "FREE")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", before)
        event.add_component(alarm)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
