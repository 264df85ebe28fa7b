"""What belongs in the calendar now, as events: follow-ups, steps of plans, interviews, the next cadence touches.

Everything said holds on any day: what changed daily would be a new event daily.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm.book.concerns import OF_CONTACT
from crm.book.session import Book
from crm.book.settings import Settings
from crm.domain.cadence import Cadence, parse_cadence
from crm.domain.words import MONTHS, WEEKDAYS
from crm.formats.ics import CalendarEvent

_VERBS = {
    "call": "Call",
    "voicemail": "Call",
    "email": "Email",
    "letter": "Write to",
    "message": "Message",
    "meeting": "Meet",
    "event": "Meet",
}
#: What is said where no channel is known.
_USUAL = {
    "typed": "Follow up with",
    "promise": "Promise to",
    "plan": "Follow up with",
    "news": "Tell",
    "cadence": "Get in touch with",
}
_CATEGORIES = {
    "typed": ("Callback", "Follow-up"),
    "promise": ("Callback", "Promise"),
    "their-promise": ("Callback", "Promise"),
    "news": ("Callback", "News"),
    "plan": ("Callback", "Plan"),
    "interview": ("Callback", "Interview"),
    "cadence": ("Callback", "Keep in touch"),
}
_ANCHORS = {
    "contact": "Last in touch on {day}",
    "sent": "Last written to on {day}",
    "attempt": "Not reached yet, last tried on {day}",
    "rejected": "Said no on {day}, nothing since",
    "met": "Met on {day}, nothing since",
    "added": "Added on {day}, not in touch yet",
    "passed": "Passed on {day}",
}


class LiveRow(NamedTuple):
    """An event that belongs in the calendar, as the book has it: `said` holds all that it is made of.

    Two rows that say the same make the same event, so that only what says something else is made again. `kept` is
    True for what stays only because a calendar has it.
    """

    uid: str
    kept: bool
    said: str


def live_rows(book: Book) -> list[LiveRow]:
    """What belongs in the calendar now, in no order; call it in a transaction, since cadence touches get a UID.

    A cadence touch that a calendar has stays wherever it moves, and an interview that it has stays once it was held.
    """
    horizon = _horizon(book)
    _name_cadences(book, horizon)
    starts = _Starts()
    found = []
    for query in (_follow_ups(book.settings), _steps(book.settings), _interviews(book.settings)):
        found += book.store.rows(query)
    found += book.store.rows(_cadences(book.settings), (horizon, horizon))
    return [
        LiveRow(uid, bool(kept), f"{starts[day, at, zone]}|{said}" if at else f"|{said}")
        for uid, kept, day, at, zone, said in found
    ]


def event_of(row: LiveRow, settings: Settings) -> CalendarEvent:
    """The event that a live row tells of, stamped with its row's own time."""
    start, _, said = row.said.partition("|")
    kind, *columns = json.loads(said)
    return _MAKERS[kind](settings, row.uid, datetime.fromisoformat(start) if start else None, *columns)


def live_events(book: Book) -> Iterator[CalendarEvent]:
    """The events that belong in the calendar now, in no order, each stamped with its row's own time."""
    return (event_of(row, book.settings) for row in live_rows(book))


def moment_of(text: str) -> datetime:
    """A stored time in UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


# What the book says. Each query gives uid, kept, day, wall time, its zone, and everything that the event is made of as
# a JSON list that begins with its kind.

#: The calendars have it as confirmed.
_KNOWN = "EXISTS (SELECT 1 FROM export_ledger x WHERE x.uid = {uid} AND x.status = 'confirmed')"
_PHONES = (
    "(SELECT group_concat(p.value, ', ' ORDER BY p.place, p.id) FROM contact_point p "
    "WHERE p.contact_id = {contact} AND +p.kind = 'phone')"
)
_OPEN = (
    "c.kind = 'concern' AND c.closed_on IS NULL AND NOT EXISTS (SELECT 1 FROM answer a LEFT JOIN letter t "
    "ON t.id = a.letter_id WHERE a.concern_id = c.id AND (a.letter_id IS NULL OR t.status = 'sent'))"
)
_CONCERNS = (
    '(SELECT group_concat(c.text, char(10) ORDER BY c."on" DESC, c.seq DESC) FROM concern c WHERE {who} AND '
    + _OPEN
    + ")"
)


def _private(settings: Settings, contact: str) -> str:
    """The columns of what is said of a contact only where the person asked for it: phone numbers, open concerns."""
    if settings.ics_description != "all":
        return "'', ''"
    who = OF_CONTACT.replace(":who", contact)
    return f"coalesce({_PHONES.format(contact=contact)}, ''), coalesce({_CONCERNS.format(who=who)}, '')"


def _usual_time(settings: Settings) -> str:
    return f"'{settings.ics_at:%H:%M}'" if settings.ics_at else "''"


def _follow_ups(settings: Settings) -> str:
    return (
        f"SELECT f.uid, 0, o.shown, coalesce(nullif(f.at, ''), {_usual_time(settings)}), '', "
        "json_array('follow-up', f.kind, f.\"on\", f.purpose, f.channel, f.created, f.updated, o.shown, l.name, "
        f"l.employer, coalesce(n.text, ''), {_private(settings, 'l.contact_id')}) "
        "FROM open_item o JOIN follow_up f ON f.id = o.follow_up_id "
        "JOIN listing l ON l.contact_id = o.contact_id LEFT JOIN news n ON n.id = f.news_id WHERE NOT l.do_not_contact"
    )


def _follow_up(
    settings: Settings,
    uid: str,
    start: datetime | None,
    kind: str,
    on: str,
    purpose: str,
    channel: str,
    created: str,
    updated: str,
    shown: str,
    name: str,
    employer: str,
    news: str,
    *private: str,
) -> CalendarEvent:
    day = date.fromisoformat(shown)
    # The line for somebody quotes what passed between them; the news alone do not.
    about = news if kind == "news" else purpose
    return _event(
        settings,
        uid=uid,
        kind=kind,
        day=day,
        at=start,
        summary=f"{_verb(kind, channel)} {_who(name, employer)}",
        description=[_item_reason(kind, about, date.fromisoformat(on), day), *_said(*private)],
        created=moment_of(created),
        stamp=moment_of(updated or created),
    )


def _steps(settings: Settings) -> str:
    """The open steps of running plans; those of a plan that waits for a decision are not among `open_step`."""
    return (
        f"SELECT s.uid, 0, o.shown, {_usual_time(settings)}, '', "
        "json_array('plan', s.purpose, s.created, s.updated, o.shown, o.channel, l.name, l.employer, p.playbook, "
        f"coalesce(r.title, ''), {_private(settings, 'l.contact_id')}) "
        "FROM open_step o JOIN plan_step s ON s.id = o.step_id JOIN plan p ON p.id = o.plan_id "
        "JOIN listing l ON l.contact_id = o.contact_id LEFT JOIN opportunity r ON r.id = p.opportunity_id "
        "WHERE NOT l.do_not_contact"
    )


def _step(
    settings: Settings,
    uid: str,
    start: datetime | None,
    purpose: str,
    created: str,
    updated: str,
    shown: str,
    channel: str,
    name: str,
    employer: str,
    playbook: str,
    title: str,
    *private: str,
) -> CalendarEvent:
    return _event(
        settings,
        uid=uid,
        kind="plan",
        day=date.fromisoformat(shown),
        at=start,
        summary=f"{_verb('plan', channel)} {_who(name, employer)}",
        description=[
            purpose,
            f"Part of your plan “{playbook}”" + (f" for {title}." if title else "."),
            *_said(*private),
        ],
        created=moment_of(created),
        stamp=moment_of(updated or created),
    )


def _interviews(settings: Settings) -> str:
    """Planned interviews at their own time; one that a calendar has stays there once it was held.

    The place is among what is said only on request, as it may be a phone number or a link with a password.
    """
    of_people = "interview_contact t JOIN contact c ON c.id = t.contact_id WHERE t.interview_id = i.id"
    told = f"{of_people} AND NOT c.do_not_contact"
    private = "'', '', ''"
    if settings.ics_description == "all":
        phones = (
            "(SELECT group_concat(c.name || ' ' || p.value, ', ' ORDER BY t.place, p.place, p.id) "
            "FROM interview_contact t JOIN contact c ON c.id = t.contact_id "
            "JOIN contact_point p ON p.contact_id = c.id AND +p.kind = 'phone' "
            "WHERE t.interview_id = i.id AND NOT c.do_not_contact)"
        )
        concerns = _CONCERNS.format(who="c.opportunity_id = i.opportunity_id")
        private = f"coalesce({phones}, ''), coalesce({concerns}, ''), i.location"
    known = _KNOWN.format(uid="i.uid")
    return (
        "SELECT i.uid, i.status = 'held', i.\"on\", i.at, i.zone, json_array('interview', i.\"on\", i.minutes, i.kind, "
        "i.created, i.updated, o.title, coalesce(e.name, ''), "
        f"json((SELECT json_group_array(c.name ORDER BY t.place, t.id) FROM {told})), {private}) "
        "FROM interview i JOIN opportunity o ON o.id = i.opportunity_id LEFT JOIN employer e ON e.id = o.employer_id "
        f"WHERE i.status = 'planned' OR (i.status = 'held' AND {known})"
    )


def _interview(
    settings: Settings,
    uid: str,
    start: datetime | None,
    on: str,
    minutes: int,
    kind: str,
    created: str,
    updated: str,
    title: str,
    employer: str,
    names: list[str],
    phones: str,
    concerns: str,
    location: str,
) -> CalendarEvent:
    who = _who(_and(names), employer) if names else employer or title
    return _event(
        settings,
        uid=uid,
        kind="interview",
        day=date.fromisoformat(on),
        at=start,
        length=timedelta(minutes=minutes) if start else None,
        summary=f"Interview {'with' if names else 'at' if employer else 'for'} {who}",
        description=[title, kind, f"Place: {location}" if location else "", *_said(phones, concerns)],
        created=moment_of(created),
        stamp=moment_of(updated or created),
    )


#: Everybody who has nothing else dated, not even an answer that waits.
_ONLY_CADENCE = (
    'FROM listing l JOIN contact c ON c.id = l.contact_id LEFT JOIN cadence_event e ON e."key" = {key} '
    "WHERE l.kind = 'cadence' AND l.more = 0 AND NOT l.do_not_contact "
    "AND NOT EXISTS (SELECT 1 FROM open_step s WHERE s.contact_id = l.contact_id) "
    "AND NOT EXISTS (SELECT 1 FROM interview_contact p JOIN interview i ON i.id = p.interview_id "
    "WHERE p.contact_id = l.contact_id AND i.status = 'planned')"
)
#: What makes two cadence touches the same: the contact and the fact that the cadence runs from. Putting right the date
#: of that fact moves the touch; passing it over begins another one.
_TOUCH_KEY = (
    "(c.uid || CASE WHEN l.anchor_kind = 'passed' THEN ' passed ' || l.anchor_on "
    "ELSE ' ' || coalesce(nullif(l.anchor_uid, ''), 'start') END)"
)


def _horizon(book: Book) -> str:
    try:
        return (book.today + timedelta(days=book.settings.ics_days)).isoformat()
    except OverflowError:
        return date.max.isoformat()


def _name_cadences(book: Book, horizon: str) -> None:
    """Gives a UID to the cadence touches that have none yet."""
    fresh = book.store.rows(
        f"SELECT {_TOUCH_KEY} {_ONLY_CADENCE.format(key=_TOUCH_KEY)} AND e.uid IS NULL AND l.shown <= ?", (horizon,)
    )
    if fresh:
        now = book.stamp
        book.store.executemany(
            'INSERT INTO cadence_event("key", uid, created) VALUES (?, ?, ?)',
            [(key, str(uuid4()), now) for (key,) in fresh],
        )


def _cadences(settings: Settings) -> str:
    known = _KNOWN.format(uid="e.uid")
    return (
        f"SELECT e.uid, l.shown > ?, l.shown, {_usual_time(settings)}, '', "
        "json_array('cadence', l.name, l.employer, c.cadence, l.channel, l.shown, l.anchor_on, l.reason_on, "
        f"l.anchor_kind, e.created, {_private(settings, 'l.contact_id')}) {_ONLY_CADENCE.format(key=_TOUCH_KEY)} "
        f"AND e.uid IS NOT NULL AND (l.shown <= ? OR {known})"
    )


def _cadence(
    settings: Settings,
    uid: str,
    start: datetime | None,
    name: str,
    employer: str,
    cadence: str | None,
    channel: str,
    shown: str,
    on: str,
    since: str | None,
    anchor: str,
    created: str,
    *private: str,
) -> CalendarEvent:
    # A first touch that was spread counts from a day ahead: what is said is when they were met or added.
    reason = _ANCHORS[anchor].format(day=_say(date.fromisoformat(since or on)))
    return _event(
        settings,
        uid=uid,
        kind="cadence",
        day=date.fromisoformat(shown),
        at=start,
        summary=f"{_verb('cadence', channel)} {_who(name, employer)}",
        description=[f"{reason}; {_every(cadence, settings.default_cadence)}.", *_said(*private)],
        created=moment_of(created),
        stamp=moment_of(created),
    )


_MAKERS: dict[str, Callable[..., CalendarEvent]] = {
    "follow-up": _follow_up,
    "plan": _step,
    "interview": _interview,
    "cadence": _cadence,
}


def _event(
    settings: Settings,
    *,
    uid: str,
    kind: str,
    day: date,
    at: datetime | None,
    summary: str,
    description: Iterable[str],
    created: datetime,
    stamp: datetime,
    length: timedelta | None = None,
) -> CalendarEvent:
    if at is None:
        alarm = None if settings.ics_alarm_hours is None else timedelta(hours=settings.ics_alarm_hours)
    else:
        alarm = None if settings.ics_alarm_minutes is None else timedelta(minutes=settings.ics_alarm_minutes)
    return CalendarEvent(
        uid=uid,
        on=day,
        at=at,
        length=length,
        summary=summary,
        description="" if settings.ics_description == "none" else "\n".join(_nonempty(*description)),
        categories=_CATEGORIES[kind],
        alarm=alarm,
        created=created,
        stamp=stamp,
    )


class _Starts(dict[tuple[str, str, str], str]):
    """The moment in UTC of a day, a wall time and its zone, as text; empty where there is none. Each asked once."""

    def __missing__(self, asked: tuple[str, str, str]) -> str:
        day, at, zone = asked
        start = _start(date.fromisoformat(day), time.fromisoformat(at), zone)
        self[asked] = said = start.isoformat() if start else ""
        return said


def _start(day: date, at: time | None, zone: str = "") -> datetime | None:
    """The moment in UTC of a wall time in `zone`, in the person's own where that is empty or not known here."""
    if at is None:
        return None
    try:
        return datetime.combine(day, at, ZoneInfo(zone) if zone else None).astimezone(UTC)
    except (ZoneInfoNotFoundError, ModuleNotFoundError):
        return _start(day, at)
    except (OverflowError, ValueError, OSError):  # the first and last days of the calendar have no offset
        return None


def _verb(kind: str, channel: str) -> str:
    if kind == "their-promise":
        return "Check back with"
    return _VERBS.get(channel, _USUAL[kind])


def _who(name: str, employer: str) -> str:
    return f"{name} ({employer})" if employer else name


def _and(names: list[str]) -> str:
    if len(names) > 2:
        return f"{names[0]} and {len(names) - 1} others"
    return " and ".join(names)


def _item_reason(kind: str, purpose: str, on: date, shown: date) -> str:
    """Purpose and why, in words that hold on any day."""
    why = {
        "typed": f"Planned for {_say(on)}.",
        "promise": f"You promised this for {_say(on)}.",
        "their-promise": f"They promised this by {_say(on)}: check back.",
        "news": f"News to tell them on {_say(on)}.",
    }[kind]
    if kind != "their-promise" and shown > on:
        why += f" Resting until {_say(shown)}."
    return "\n".join(_nonempty(purpose, why))


def _said(phones: str, concerns: str) -> Iterator[str]:
    """What is said only where the person asked for it."""
    if phones:
        yield f"Phone: {phones}"
    if concerns:
        yield "Open concerns:"
        yield from (f"- {line}" for line in concerns.split("\n") if line)


def _nonempty(*parts: str) -> Iterable[str]:
    return (part for part in parts if part)


def _every(text: str | None, usual: Cadence) -> str:
    cadence: Any = usual if text is None else parse_cadence(text)
    return f"every {cadence.unit}" if cadence.count == 1 else f"every {cadence}"


def _say(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
