"""One event as a calendar has it, whichever program wrote it last: what can differ from what was sent there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crm.domain.text import clean, clean_line
from crm.formats.ics import PRODID, CalendarEvent, write_calendar
from crm.formats.records import FormatError

#: An object of a calendar that is larger than this is none of ours (bytes).
LARGEST = 1_000_000
_DAY = timedelta(days=1)
_LONGEST = 4000
_HIGHEST_SEQUENCE = 2**31 - 1  # INTEGER of RFC 5545, section 3.3.8


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event as a calendar has it.

    `at` is the start in UTC and None for an all-day event; `on` the first day, in the local zone for a timed one.
    `minutes` is how long a timed one takes, `days` how many an all-day one spans. `own` says that the object bears
    our PRODID still: no other program has written it since. `alarms` are seconds before (negative: after) the
    start, or the moment as text.
    """

    uid: str
    on: date
    at: datetime | None = None
    minutes: int = 0
    days: int = 1
    repeats: bool = False
    cancelled: bool = False
    own: bool = False
    sequence: int = 0
    summary: str = ""
    description: str = ""
    alarms: tuple[str, ...] = ()

    def says_the_same(self, other: ReadEvent) -> bool:
        """True where a person sees no difference; who wrote it, and which version it is, does not count."""
        plain = {"own": False, "sequence": 0}
        return replace(self, **plain) == replace(other, **plain)  # type: ignore[arg-type]


def read_event(data: bytes, uid: str) -> ReadEvent | None:
    """The event with this UID in a calendar object, None where there is none. Raises FormatError with a sentence.

    A time without a zone is local wall time, as is one in a zone that nobody knows. Of a repeated event it is the
    first one.
    """
    from icalendar import Calendar

    if len(data) > LARGEST:
        raise FormatError(f"it is over {LARGEST // 1_000_000} MB")
    try:
        calendar = Calendar.from_ical(data)
        for component in calendar.walk("VEVENT"):
            if str(component.get("UID", "")) == uid and "RECURRENCE-ID" not in component:
                return _read(component, uid, str(calendar.get("PRODID", "")))
    except Exception as error:  # the package raises whatever the text makes it stumble over
        raise FormatError("it cannot be read as a calendar entry") from error
    return None


def as_read(event: CalendarEvent) -> ReadEvent:
    """Our own event, as `read_event` gives it back."""
    read = read_event(write_calendar([event]), event.uid)
    if read is None:
        raise ValueError("an event has a UID that can be written")
    return read


def _read(component: Any, uid: str, prodid: str) -> ReadEvent:
    start = component["DTSTART"].dt
    length = _length(component, start)
    timed = isinstance(start, datetime)
    at = _utc(start) if timed else None
    return ReadEvent(
        uid=uid,
        on=_local_day(at) if at else start,
        at=at,
        minutes=int(length.total_seconds()) // 60 if timed else 0,
        days=1 if timed else max(1, length.days),
        repeats="RRULE" in component or "RDATE" in component,
        cancelled=str(component.get("STATUS", "")).upper() == "CANCELLED",
        own=prodid == PRODID,
        sequence=_sequence(component),
        summary=clean_line(str(component.get("SUMMARY", "")))[:_LONGEST],
        description=clean(str(component.get("DESCRIPTION", ""))).strip()[:_LONGEST],
        alarms=tuple(sorted(_alarms(component))),
    )


def _length(component: Any, start: date) -> timedelta:
    length: timedelta
    if "DTEND" in component:
        end = component["DTEND"].dt
        if isinstance(start, datetime) and isinstance(end, datetime):
            return max(timedelta(0), _utc(end) - _utc(start))
        if not isinstance(start, datetime) and not isinstance(end, datetime):
            length = end - start
            return max(timedelta(0), length)
    if "DURATION" in component:
        length = component["DURATION"].dt
        return max(timedelta(0), length)
    return timedelta(0) if isinstance(start, datetime) else _DAY


def _sequence(component: Any) -> int:
    try:
        return min(max(0, int(component.get("SEQUENCE", 0))), _HIGHEST_SEQUENCE)
    except (TypeError, ValueError):
        return 0


def _alarms(component: Any) -> Iterator[str]:
    for alarm in component.walk("VALARM"):
        trigger = alarm.get("TRIGGER")
        if trigger is None:
            continue
        when = trigger.dt
        yield str(-int(when.total_seconds())) if isinstance(when, timedelta) else str(when)


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)  # a naive one is local wall time
    except (OverflowError, ValueError, OSError):  # the first and last days of the calendar have no offset
        return moment.replace(tzinfo=UTC)


def _local_day(moment: datetime) -> date:
    try:
        return moment.astimezone().date()
    except (OverflowError, ValueError, OSError):
        return moment.date()
