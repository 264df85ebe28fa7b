"""Follow-ups into the person's calendar, and the ledger of what was sent there, which undo never touches.

A calendar keeps what it was given. So every event has one UID for life, its sequence only ever rises, and
what is done or deleted here is sent once more as cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from crm.book.errors import Refused
from crm.book.session import Book, utc_stamp
from crm.book.settings import Settings
from crm.domain.cadence import Cadence, parse_cadence
from crm.domain.words import MONTHS, WEEKDAYS
from crm.formats.files import write_private
from crm.formats.ics import CalendarEvent, cancelled, content_hash, content_of, event_from, write_calendar

#: The name of the file where none is given.
USUAL_NAME = "callback-followups.ics"

_CONFIRMED = "confirmed"
_CANCELLED = "cancelled"
_SECOND = timedelta(seconds=1)
_VERBS = {
    "call": "Call",
    "voicemail": "Call",
    "email": "Email",
    "letter": "Write to",
    "message": "Message",
    "meeting": "Meet",
    "event": "Meet",
}
_CATEGORIES = {
    "typed": ("Callback", "Follow-up"),
    "promise": ("Callback", "Promise"),
    "their-promise": ("Callback", "Promise"),
    "cadence": ("Callback", "Keep in touch"),
}
_ANCHORS = {
    "contact": "Last in touch on {day}",
    "sent": "Last written to on {day}",
    "attempt": "Not reached yet, last tried on {day}",
    "met": "Met on {day}, nothing since",
    "added": "Added on {day}, not in touch yet",
    "passed": "Passed on {day}",
}


class _Sent(NamedTuple):
    """A row of the ledger."""

    sequence: int
    content_hash: str
    stamp: str
    status: str
    content: str


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """An .ics and what is in it: `total` events, some new, changed or cancelled since the last export.

    `sent` are the ledger's rows for `mark_exported`.
    """

    data: bytes
    new: int
    changed: int
    cancelled: int
    total: int
    sent: tuple[tuple[str, int, str, str, str, str], ...]

    @property
    def news(self) -> int:
        """How many events the calendar has not seen like this."""
        return self.new + self.changed + self.cancelled


def export_calendar(book: Book, *, everything: bool = False, mark: bool = False) -> CalendarFile:
    """What is new, changed or cancelled since the last export; with `everything`, all that ever went or goes.

    The same book gives the same bytes. With `mark` it counts as exported at once: only for a caller that has
    the bytes where they must be; see `save_calendar` for files.
    """
    with book.store.transaction():
        sent = {uid: _Sent(*row) for uid, *row in book.store.rows(_LEDGER)}
        made = list(_compare(book, sent))
        chosen = [event for event, news in made if news or everything]
        chosen.sort(key=lambda event: (event.on, event.at is not None, event.at, event.summary, event.uid))
        result = CalendarFile(
            data=write_calendar(chosen),
            new=sum(news == "new" for _, news in made),
            changed=sum(news == "changed" for _, news in made),
            cancelled=sum(news == _CANCELLED for _, news in made),
            total=len(chosen),
            sent=tuple(_ledger_row(event) for event, news in made if news),
        )
        if mark:
            mark_exported(book, result)
    return result


def save_calendar(book: Book, path: Path, *, everything: bool = False) -> CalendarFile:
    """Exports to the file at `path`, replacing it, and counts that as exported.

    Where there is nothing to write (`total` is 0) no file is touched. Raises Refused when the file cannot be
    written; nothing counts as exported then.
    """
    book.refuse_itself(path)
    with book.store.transaction():
        result = export_calendar(book, everything=everything)
        if not result.total:
            return result
        # The file first: an event that is marked but never written would be lost, while one that is written
        # but not marked goes out again the same, which calendars take as what they have.
        try:
            write_private(path, result.data)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise Refused(f"{path} could not be written: {why}. Nothing counts as exported.") from error
        mark_exported(book, result)
    return result


def mark_exported(book: Book, file: CalendarFile) -> None:
    """Notes in the ledger that the file's events have reached the calendar."""
    with book.store.transaction():
        book.store.executemany(
            "INSERT OR REPLACE INTO export_ledger(uid, sequence, content_hash, stamp, status, event) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            file.sent,
        )


_LEDGER = "SELECT uid, sequence, content_hash, stamp, status, event FROM export_ledger ORDER BY uid"


def _ledger_row(event: CalendarEvent) -> tuple[str, int, str, str, str, str]:
    content = content_of(event)
    status = _CANCELLED if event.cancelled else _CONFIRMED
    return event.uid, event.sequence, content_hash(content), utc_stamp(event.stamp), status, content


def _compare(book: Book, sent: dict[str, _Sent]) -> Iterator[tuple[CalendarEvent, str]]:
    """Every event with its sequence and stamp, and its news: `new`, `changed`, `cancelled` or nothing."""
    last_act = _last_act(book)
    live = set()
    for event in _live(book, sent):
        live.add(event.uid)
        before = sent.get(event.uid)
        if before is None:
            yield event, "new"
        elif before.content_hash == content_hash(content_of(event)):
            yield replace(event, sequence=before.sequence, stamp=_moment(before.stamp)), ""
        else:
            yield _revised(event, before, last_act), "changed"
    for uid, before in sent.items():
        if uid in live:
            continue
        event = event_from(before.content, uid=uid, sequence=before.sequence, stamp=_moment(before.stamp))
        if event.cancelled:
            yield event, ""
        else:
            yield _revised(cancelled(event), before, last_act), _CANCELLED


def _revised(event: CalendarEvent, before: _Sent, last_act: datetime) -> CalendarEvent:
    # Not the time of this export: the same book must give the same bytes, whether or not an export is marked.
    stamp = max(last_act, _moment(before.stamp) + _SECOND)
    return replace(event, sequence=before.sequence + 1, stamp=stamp)


def _last_act(book: Book) -> datetime:
    newest = book.store.value("SELECT at FROM undo_act ORDER BY id DESC LIMIT 1")
    return _moment(newest) if newest else datetime.min.replace(tzinfo=UTC)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _live(book: Book, sent: dict[str, _Sent]) -> Iterator[CalendarEvent]:
    """The events that belong in the calendar now, each stamped with its row's own time."""
    yield from _follow_ups(book)
    yield from _cadences(book, sent)


def _follow_ups(book: Book) -> Iterator[CalendarEvent]:
    for uid, kind, on, at, purpose, channel, created, updated, shown, name, employer in book.store.rows(
        'SELECT f.uid, f.kind, f."on", f.at, f.purpose, f.channel, f.created, f.updated, o.shown, l.name, '
        "l.employer FROM open_item o JOIN follow_up f ON f.id = o.follow_up_id "
        "JOIN listing l ON l.contact_id = o.contact_id WHERE NOT l.do_not_contact ORDER BY f.uid"
    ):
        day = date.fromisoformat(shown)
        yield _event(
            book.settings,
            uid=uid,
            kind=kind,
            day=day,
            at=time.fromisoformat(at) if at else None,
            summary=f"{_verb(kind, channel)} {_who(name, employer)}",
            description=_item_reason(kind, purpose, date.fromisoformat(on), day),
            created=_moment(created),
            stamp=_moment(updated or created),
        )


def _cadences(book: Book, sent: dict[str, _Sent]) -> Iterator[CalendarEvent]:
    """The next cadence touch of everybody who has nothing else dated, not even an answer that waits.

    One that was exported stays while it is the same touch, wherever it moves.
    """
    today = book.today
    try:
        horizon = today + timedelta(days=book.settings.ics_days)
    except OverflowError:
        horizon = date.max
    known = {
        key: (uid, created) for key, uid, created in book.store.rows('SELECT "key", uid, created FROM cadence_event')
    }
    fresh: list[tuple[str, str, str]] = []
    now = book.stamp
    for person, name, employer, cadence, channel, shown, since, anchor, anchor_uid in book.store.rows(
        "SELECT c.uid, l.name, l.employer, c.cadence, l.channel, l.shown, l.anchor_on, l.anchor_kind, "
        "l.anchor_uid FROM listing l JOIN contact c ON c.id = l.contact_id "
        "WHERE l.kind = 'cadence' AND l.more = 0 AND NOT l.do_not_contact ORDER BY c.uid"
    ):
        key = _touch_key(person, anchor, anchor_uid, since)
        uid, created = known.get(key, ("", now))
        day = date.fromisoformat(shown)
        before = sent.get(uid)
        if day > horizon and (before is None or before.status == _CANCELLED):
            continue
        if not uid:
            uid = str(uuid4())
            fresh.append((key, uid, now))
        reason = _ANCHORS[anchor].format(day=_say(date.fromisoformat(since)))
        yield _event(
            book.settings,
            uid=uid,
            kind="cadence",
            day=day,
            at=None,
            summary=f"{_verb('cadence', channel)} {_who(name, employer)}",
            description=f"{reason}; {_every(cadence, book.settings.default_cadence)}.",
            created=_moment(created),
            stamp=_moment(created),
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
    at: time | None,
    summary: str,
    description: str,
    created: datetime,
    stamp: datetime,
) -> CalendarEvent:
    start = _start(day, at or settings.ics_at)
    if start is None:
        alarm = None if settings.ics_alarm_hours is None else timedelta(hours=settings.ics_alarm_hours)
    else:
        alarm = None if settings.ics_alarm_minutes is None else timedelta(minutes=settings.ics_alarm_minutes)
    return CalendarEvent(
        uid=uid,
        on=day,
        at=start,
        summary=summary,
        description=description,
        categories=_CATEGORIES[kind],
        alarm=alarm,
        created=created,
        stamp=stamp,
    )


def _start(day: date, at: time | None) -> datetime | None:
    if at is None:
        return None
    try:
        return datetime.combine(day, at).astimezone(UTC)
    except (OverflowError, ValueError, OSError):  # the first and last days of the calendar have no offset
        return None


def _verb(kind: str, channel: str) -> str:
    if kind == "their-promise":
        return "Check back with"
    usual = {"typed": "Follow up with", "promise": "Promise to", "cadence": "Get in touch with"}[kind]
    return _VERBS.get(channel, usual)


def _who(name: str, employer: str) -> str:
    return f"{name} ({employer})" if employer else name


def _item_reason(kind: str, purpose: str, on: date, shown: date) -> str:
    """Purpose and why, in words that hold on any day: one that changed daily would be a new event daily."""
    why = {
        "typed": f"Planned for {_say(on)}.",
        "promise": f"You promised this for {_say(on)}.",
        "their-promise": f"They promised this by {_say(on)}: check back.",
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
