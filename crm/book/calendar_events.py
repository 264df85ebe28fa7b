"""What belongs in the calendar now, as events: follow-ups, steps of plans, interviews, the next cadence touches.

Everything said holds on any day: what changed daily would be a new event daily.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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


def live_events(book: Book, known: Set[str]) -> Iterator[CalendarEvent]:
    """The events that belong in the calendar now, each stamped with its row's own time.

    `known` are the UIDs that the calendar has as confirmed: a cadence touch among them stays wherever it moves, and
    an interview among them stays when it was held.
    """
    yield from _follow_ups(book)
    yield from _steps(book)
    yield from _interviews(book, known)
    yield from _cadences(book, known)


def moment_of(text: str) -> datetime:
    """A stored time in UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _follow_ups(book: Book) -> Iterator[CalendarEvent]:
    for uid, kind, on, at, purpose, channel, created, updated, shown, name, employer, news in book.store.rows(
        'SELECT f.uid, f.kind, f."on", f.at, f.purpose, f.channel, f.created, f.updated, o.shown, l.name, '
        "l.employer, coalesce(n.text, '') FROM open_item o JOIN follow_up f ON f.id = o.follow_up_id "
        "JOIN listing l ON l.contact_id = o.contact_id LEFT JOIN news n ON n.id = f.news_id "
        "WHERE NOT l.do_not_contact ORDER BY f.uid"
    ):
        day = date.fromisoformat(shown)
        # The line for somebody quotes what passed between them; the news alone do not.
        about = news if kind == "news" else purpose
        yield _event(
            book.settings,
            uid=uid,
            kind=kind,
            day=day,
            at=_start(day, time.fromisoformat(at) if at else book.settings.ics_at),
            summary=f"{_verb(kind, channel)} {_who(name, employer)}",
            description=_item_reason(kind, about, date.fromisoformat(on), day),
            created=moment_of(created),
            stamp=moment_of(updated or created),
        )


def _steps(book: Book) -> Iterator[CalendarEvent]:
    """The open steps of running plans; those of a plan that waits for a decision are not among `open_step`."""
    for uid, purpose, created, updated, shown, channel, name, employer, playbook, title in book.store.rows(
        "SELECT s.uid, s.purpose, s.created, s.updated, o.shown, o.channel, l.name, l.employer, p.playbook, "
        "coalesce(r.title, '') FROM open_step o JOIN plan_step s ON s.id = o.step_id JOIN plan p ON p.id = o.plan_id "
        "JOIN listing l ON l.contact_id = o.contact_id LEFT JOIN opportunity r ON r.id = p.opportunity_id "
        "WHERE NOT l.do_not_contact ORDER BY s.uid"
    ):
        day = date.fromisoformat(shown)
        plan = f"Part of your plan “{playbook}”" + (f" for {title}." if title else ".")
        yield _event(
            book.settings,
            uid=uid,
            kind="plan",
            day=day,
            at=_start(day, book.settings.ics_at),
            summary=f"{_verb('plan', channel)} {_who(name, employer)}",
            description="\n".join(_nonempty(purpose, plan)),
            created=moment_of(created),
            stamp=moment_of(updated or created),
        )


def _interviews(book: Book, known: Set[str]) -> Iterator[CalendarEvent]:
    """Planned interviews at their own time; one that the calendar has stays there once it was held.

    Neither notes nor the place go out, as that may be a phone number or a link with a password.
    """
    people: dict[int, list[str]] = {}
    for interview, name in book.store.rows(
        "SELECT i.interview_id, c.name FROM interview_contact i JOIN contact c ON c.id = i.contact_id "
        "WHERE NOT c.do_not_contact ORDER BY i.interview_id, i.place, i.id"
    ):
        people.setdefault(interview, []).append(name)
    for number, uid, on, at, zone, minutes, kind, status, created, updated, title, employer in book.store.rows(
        'SELECT i.id, i.uid, i."on", i.at, i.zone, i.minutes, i.kind, i.status, i.created, i.updated, o.title, '
        "coalesce(e.name, '') FROM interview i JOIN opportunity o ON o.id = i.opportunity_id "
        "LEFT JOIN employer e ON e.id = o.employer_id WHERE i.status IN ('planned', 'held') ORDER BY i.uid"
    ):
        if status == "held" and uid not in known:
            continue
        names = people.get(number, [])
        day = date.fromisoformat(on)
        start = _start(day, time.fromisoformat(at), zone) if at else None
        who = _who(_and(names), employer) if names else employer or title
        yield _event(
            book.settings,
            uid=uid,
            kind="interview",
            day=day,
            at=start,
            length=timedelta(minutes=minutes) if start else None,
            summary=f"Interview {'with' if names else 'at' if employer else 'for'} {who}",
            description="\n".join(_nonempty(title, kind)),
            created=moment_of(created),
            stamp=moment_of(updated or created),
        )


def _cadences(book: Book, known: Set[str]) -> Iterator[CalendarEvent]:
    """The next cadence touch of everybody who has nothing else dated, not even an answer that waits.

    One that was exported stays while it is the same touch, wherever it moves.
    """
    today = book.today
    try:
        horizon = today + timedelta(days=book.settings.ics_days)
    except OverflowError:
        horizon = date.max
    made = {
        key: (uid, created) for key, uid, created in book.store.rows('SELECT "key", uid, created FROM cadence_event')
    }
    fresh: list[tuple[str, str, str]] = []
    now = book.stamp
    for person, name, employer, cadence, channel, shown, on, since, anchor, anchor_uid in book.store.rows(
        "SELECT c.uid, l.name, l.employer, c.cadence, l.channel, l.shown, l.anchor_on, l.reason_on, l.anchor_kind, "
        "l.anchor_uid FROM listing l JOIN contact c ON c.id = l.contact_id "
        "WHERE l.kind = 'cadence' AND l.more = 0 AND NOT l.do_not_contact "
        "AND NOT EXISTS (SELECT 1 FROM open_step s WHERE s.contact_id = l.contact_id) "
        "AND NOT EXISTS (SELECT 1 FROM interview_contact p JOIN interview i ON i.id = p.interview_id "
        "WHERE p.contact_id = l.contact_id AND i.status = 'planned') ORDER BY c.uid"
    ):
        key = _touch_key(person, anchor, anchor_uid, on)
        uid, created = made.get(key, ("", now))
        day = date.fromisoformat(shown)
        if day > horizon and uid not in known:
            continue
        if not uid:
            uid = str(uuid4())
            fresh.append((key, uid, now))
        # A first touch that was spread counts from a day ahead: what is said is when they were met or added.
        reason = _ANCHORS[anchor].format(day=_say(date.fromisoformat(since or on)))
        yield _event(
            book.settings,
            uid=uid,
            kind="cadence",
            day=day,
            at=_start(day, book.settings.ics_at),
            summary=f"{_verb('cadence', channel)} {_who(name, employer)}",
            description=f"{reason}; {_every(cadence, book.settings.default_cadence)}.",
            created=moment_of(created),
            stamp=moment_of(created),
        )
    book.store.executemany('INSERT INTO cadence_event("key", uid, created) VALUES (?, ?, ?)', fresh)


def _touch_key(person: str, anchor: str, uid: str, on: str) -> str:
    """What makes two cadence touches the same: the contact and the fact that the cadence runs from.

    Putting right the date of that fact moves the touch; passing it over begins another one.
    """
    return f"{person} passed {on}" if anchor == "passed" else f"{person} {uid or 'start'}"


def _event(
    settings: Settings,
    *,
    uid: str,
    kind: str,
    day: date,
    at: datetime | None,
    summary: str,
    description: str,
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
        description=description,
        categories=_CATEGORIES[kind],
        alarm=alarm,
        created=created,
        stamp=stamp,
    )


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


def _nonempty(*parts: str) -> Iterable[str]:
    return (part for part in parts if part)


def _every(text: str | None, usual: Cadence) -> str:
    cadence: Any = usual if text is None else parse_cadence(text)
    return f"every {cadence.unit}" if cadence.count == 1 else f"every {cadence}"


def _say(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
