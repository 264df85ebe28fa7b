"""Follow-ups as an iCalendar file (RFC 5545) that every calendar takes: one VEVENT for each.

The choices below (all-day with DTEND, UTC for timed, negative alarm durations, no METHOD) are those that came
back exact from the calendars and parsers they were tried on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crm.domain.text import clean, clean_line

if TYPE_CHECKING:
    from icalendar import Alarm, Event

PRODID = "-//Callback//Callback relationship CRM//EN"
CANCELLED_PREFIX = "Cancelled: "
#: In the head of a feed: which book writes it.
OWNER = "X-CALLBACK-BOOK"
#: How long a follow-up with a time takes in the calendar; it does not block the time (TRANSP).
TIMED_LENGTH = timedelta(minutes=30)
LONGEST_SUMMARY = 250
LONGEST_DESCRIPTION = 2000

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One follow-up in a calendar.

    `at` is the aware start of a timed event and None for an all-day one, whose day is `on`; `length` how long a timed
    one takes, None for the usual TIMED_LENGTH. `alarm` is the
    time before the start (midnight of `on` for all-day) at which it rings, never negative; None for no alarm.
    `stamp` and `created` are aware. A cancelled event keeps its date and says so in its title.
    """

    uid: str
    on: date
    summary: str
    created: datetime
    stamp: datetime
    at: datetime | None = None
    description: str = ""
    categories: tuple[str, ...] = ()
    sequence: int = 0
    alarm: timedelta | None = None
    cancelled: bool = False
    length: timedelta | None = None


def content_of(event: CalendarEvent) -> str:
    """All that a calendar keeps of the event, as one line of JSON, without UID, sequence and stamp.

    Two events with the same content need no update; `event_from` reads it back.
    """
    return json.dumps(
        {
            "on": event.on.isoformat(),
            "at": event.at and _utc(event.at).isoformat(),
            "summary": event.summary,
            "description": event.description,
            "categories": event.categories,
            "alarm": None if event.alarm is None else int(event.alarm.total_seconds()),
            "status": "cancelled" if event.cancelled else "confirmed",
            "created": _utc(event.created).isoformat(),
            # Only where it is not the usual one: what was sent before there were others keeps its fingerprint.
            **({} if event.length is None else {"minutes": int(event.length.total_seconds()) // 60}),
        },
        ensure_ascii=True,  # a lone surrogate survives as an escape, and is cleaned when it is written
        separators=(",", ":"),
    )


def content_hash(content: str) -> str:
    """The fingerprint of what `content_of` gave (SHA-256, hexadecimal)."""
    return hashlib.sha256(content.encode("ascii")).hexdigest()


def event_from(content: str, *, uid: str, sequence: int, stamp: datetime) -> CalendarEvent:
    """The event whose content this was. Raises ValueError when it is not what `content_of` gave."""
    try:
        said: dict[str, Any] = json.loads(content)
        return CalendarEvent(
            uid=uid,
            on=date.fromisoformat(said["on"]),
            at=datetime.fromisoformat(said["at"]) if said["at"] else None,
            summary=said["summary"],
            description=said["description"],
            categories=tuple(said["categories"]),
            alarm=None if said["alarm"] is None else timedelta(seconds=said["alarm"]),
            cancelled=said["status"] == "cancelled",
            sequence=sequence,
            stamp=stamp,
            created=datetime.fromisoformat(said["created"]),
            length=timedelta(minutes=said["minutes"]) if "minutes" in said else None,
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not the content of a calendar event") from error


def cancelled(event: CalendarEvent) -> CalendarEvent:
    """The event taken back: the same UID and date, marked as cancelled, without an alarm."""
    return replace(event, cancelled=True, alarm=None)


def calendar_text(text: str, longest: int = LONGEST_DESCRIPTION) -> str:
    r"""`text` as calendars keep it: no control characters, no backslash, at most `longest` characters.

    A backslash becomes a slash: seven readers of 25 turn the escaped one of `C:\new` into a line end. A tab
    becomes a space, since some readers eat one that stands at a fold.
    """
    text = clean(text).replace("\\", "/").replace("\t", " ").strip()
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def calendar_line(text: str, longest: int = LONGEST_SUMMARY) -> str:
    """`text` as `calendar_text` gives it, on one line."""
    return calendar_text(clean_line(text), longest)


def write_calendar(events: Iterable[CalendarEvent]) -> bytes:
    """The events as one iCalendar file in their order: UTF-8, CRLF, lines of at most 75 octets.

    The same events give the same bytes. UIDs are written as they are and must be unique.
    """
    head, tail = calendar_frame()
    # One event at a time: a component tree of thousands of them takes ten times the room of their bytes.
    write = EventWriter()
    return b"".join([head, *map(write, events), tail])


def calendar_frame() -> tuple[bytes, bytes]:
    """What comes before and after the events of a file."""
    return _frame({})


def feed_frame(name: str, owner: str) -> tuple[bytes, bytes]:
    """What comes before and after the events of a feed: its name, how often to ask, and whose it is."""
    return _frame(
        {
            "X-WR-CALNAME": calendar_line(name),
            "REFRESH-INTERVAL;VALUE=DURATION": "PT1H",
            "X-PUBLISHED-TTL": "PT1H",
            OWNER: calendar_line(owner),
        }
    )


def _frame(more: Mapping[str, str]) -> tuple[bytes, bytes]:
    from icalendar import Calendar
    from icalendar.prop import vText

    calendar = Calendar()
    calendar["VERSION"] = vText("2.0")
    calendar["PRODID"] = vText(PRODID)
    for property_, value in more.items():
        name, _, parameter = property_.partition(";")
        calendar[name] = vText(value, params=dict([parameter.split("=")]) if parameter else {})
    frame = calendar.to_ical()
    end = frame.index(b"END:VCALENDAR")
    return frame[:end], frame[end:]


class EventWriter:
    """Makes the bytes of one VEVENT after the other.

    Values are set on the component directly, and those that all events share are made once. That skips
    the guessing of `Component.add`, and with it the traps of its guesses.
    """

    def __init__(self) -> None:
        from icalendar.prop import vCategory, vText

        self._categories: dict[tuple[str, ...], vCategory] = {}
        self._triggers: dict[timedelta, vText] = {}
        self._confirmed = vText("CONFIRMED")
        self._cancelled = vText("CANCELLED")
        self._display = vText("DISPLAY")
        self._shared = {
            "CLASS": vText("PRIVATE"),
            "TRANSP": vText("TRANSPARENT"),
            "X-MICROSOFT-CDO-BUSYSTATUS": vText("FREE"),
        }

    def __call__(self, event: CalendarEvent) -> bytes:
        """The VEVENT with its line ends, without the file around it."""
        from icalendar import Event
        from icalendar.prop import vDatetime, vInt, vText

        summary = vText(calendar_line((CANCELLED_PREFIX if event.cancelled else "") + event.summary))
        stamp = vDatetime(_utc(event.stamp))
        component = Event()
        component["UID"] = vText(calendar_line(event.uid))
        component["SEQUENCE"] = vInt(event.sequence)
        component["DTSTAMP"] = stamp
        component["LAST-MODIFIED"] = stamp
        component["CREATED"] = vDatetime(_utc(event.created))
        component["SUMMARY"] = summary
        component["STATUS"] = self._cancelled if event.cancelled else self._confirmed
        self._set_time(component, event)
        if description := calendar_text(event.description):
            component["DESCRIPTION"] = vText(description)
        if event.categories:
            component["CATEGORIES"] = self._category(event.categories)
        for name, value in self._shared.items():
            component[name] = value
        if event.alarm is not None and not event.cancelled:
            component.subcomponents.append(self._alarm(event.alarm, summary))
        written: bytes = component.to_ical()
        return written

    @staticmethod
    def _set_time(component: Event, event: CalendarEvent) -> None:
        from icalendar.prop import vDate, vDatetime

        if event.at is not None:
            start = _utc(event.at)
            component["DTSTART"] = vDatetime(start)
            component["DTEND"] = vDatetime(start + min(event.length or TIMED_LENGTH, _LAST_MOMENT - start))
            return
        component["DTSTART"] = vDate(event.on, {"VALUE": "DATE"})
        if event.on < date.max:  # the last day of the calendar has no next one
            component["DTEND"] = vDate(event.on + _DAY, {"VALUE": "DATE"})

    def _category(self, categories: tuple[str, ...]) -> Any:
        from icalendar.prop import vCategory

        if categories not in self._categories:
            self._categories[categories] = vCategory([calendar_line(name) for name in categories])
        return self._categories[categories]

    def _alarm(self, before: timedelta, summary: Any) -> Alarm:
        from icalendar import Alarm
        from icalendar.prop import vText

        if before not in self._triggers:
            self._triggers[before] = vText(_duration_before(before))
        alarm = Alarm()
        alarm["ACTION"] = self._display
        alarm["DESCRIPTION"] = summary
        alarm["TRIGGER"] = self._triggers[before]
        return alarm


_LAST_MOMENT = datetime.max.replace(microsecond=0, tzinfo=UTC)


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and last hours of the calendar
        return moment.replace(tzinfo=UTC)


def _duration_before(before: timedelta) -> str:
    """`-PT15H`, `-PT30M`, `-PT0M`: the package's own writer makes a positive `P0D` of the last."""
    minutes = max(0, int(before.total_seconds()) // 60)
    hours, minutes = divmod(minutes, 60)
    return "-PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes or not hours else "")
