"""A move that was made in the calendar, brought back: an act of its own, that undo takes back.

What the rules here do not allow is refused with a sentence, and then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from crm.book.errors import Refused
from crm.book.follow_ups import (
    KEEP,
    cancel_follow_up,
    edit_follow_up,
    get_follow_up,
    plan_follow_up,
    skip_cadence,
    snooze,
)
from crm.book.interviews import cancel_interview, edit_interview, get_interview
from crm.book.local_zone import LOCAL
from crm.book.plans import move_step, skip_step
from crm.book.publish_rows import AGREED, OUTDATED, Row, base_of, picture, state_of, write_row
from crm.book.session import Book
from crm.domain.text import clean_line
from crm.domain.words import say_day
from crm.domain.workdays import ONE_DAY, WorkWeek
from crm.formats.ics import TIMED_LENGTH, CalendarEvent, content_of
from crm.formats.ics_read import ReadEvent

#: Kinds of events of which the calendar's time of day is none of the book's.
_DAY_ONLY = frozenset({"Plan", "Keep in touch"})
_CHECK_BACK_DAYS = 2
_LONGEST_STEP = 120
_SEARCHED = 60  # days back for the one from which a check back falls on the wanted day

When = tuple[date | None, datetime | None, int | None]


@dataclass(frozen=True, slots=True)
class Taken:
    """A move as it was taken, in words (empty where nothing moved), with what could not come along."""

    sentence: str
    notes: tuple[str, ...] = ()


def when_of(event: CalendarEvent) -> When:
    """When our event is, as far as a move in the calendar would change something here."""
    if kind_of(event) in _DAY_ONLY:
        return event.on, None, None
    if event.at is None:
        return event.on, None, None
    minutes = int((event.length or TIMED_LENGTH).total_seconds()) // 60
    return None, _minute(event.at), minutes if kind_of(event) == "Interview" else None


def when_there(event: CalendarEvent, read: ReadEvent) -> When:
    """The same of what the calendar has of `event`."""
    if kind_of(event) in _DAY_ONLY or read.at is None:
        return read.on, None, None
    return None, _minute(read.at), read.minutes if kind_of(event) == "Interview" else None


def kind_of(event: CalendarEvent) -> str:
    """Follow-up, Promise, News, Plan, Interview or Keep in touch."""
    return event.categories[-1] if event.categories else ""


def say_time(book: Book, event: CalendarEvent, read: ReadEvent | None = None) -> str:
    """When our event is (or, with `read`, when the calendar has it), in words."""
    on, at = (event.on, event.at) if read is None else (read.on, read.at)
    if at is None:
        return say_day(on, book.today)
    local = at.astimezone(LOCAL)
    return f"{say_day(local.date(), book.today)}, {local:%H:%M}"


def take_move(
    book: Book, event: CalendarEvent, row: Row, read: ReadEvent, etag: str, seen: tuple[int, int] | None = None
) -> Taken:
    """Moves what `event` stands for to where the calendar has it. Raises Refused, Declined, NotFound.

    `seen` is the book's `state_of` when it had the event so: where it is the same still, that is not asked again.
    """
    # Both in one transaction: a move that is known as taken and was not made would be lost, and one that was made
    # but not known as taken would come back after its undo.
    with book.store.transaction():
        now = event if seen == state_of(book) else picture(book).events.get(event.uid)
        if now is None or when_of(now) != when_of(event):
            raise Refused(f"{event.summary}: it was changed here in the same moment.")
        with _named(book, f"Move {_short(event)} to {say_time(book, event, read)}, as moved in the calendar"):
            taken = _move(book, event, read)
        write_row(
            book,
            replace(
                row,
                etag=etag,
                sequence=max(row.sequence, read.sequence),
                content_hash=OUTDATED,
                event=content_of(base_of(event, read)),
                state=AGREED,
                theirs="",
            ),
        )
    return replace(taken, notes=(*taken.notes, *_left_behind(event, read)))


def call_off(book: Book, event: CalendarEvent) -> None:
    """Cancels or skips what `event` stands for, as it was taken out of the calendar. Raises Declined, NotFound."""
    uid = event.uid
    with book.store.transaction(), _named(book, f"Call off {_short(event)}, as deleted in the calendar"):
        if number := _id(book, "follow_up", uid):
            cancel_follow_up(book, number)
        elif number := _id(book, "plan_step", uid):
            skip_step(book, number)
        elif number := _id(book, "interview", uid):
            cancel_interview(book, number)
        else:
            skip_cadence(book, _cadence_contact(book, event))


def _move(book: Book, event: CalendarEvent, read: ReadEvent) -> Taken:
    uid = event.uid
    if number := _id(book, "follow_up", uid):
        return _move_follow_up(book, number, event, read)
    if number := _id(book, "plan_step", uid):
        move_step(book, number, read.on)
        _check_shown(book, event, read.on, "SELECT shown FROM open_step WHERE step_id = ?", number)
        return Taken(_said(book, event, read))
    if number := _id(book, "interview", uid):
        return _move_interview(book, number, event, read)
    return _move_cadence(book, event, read)


def _move_follow_up(book: Book, number: int, event: CalendarEvent, read: ReadEvent) -> Taken:
    old = get_follow_up(book, number)
    kind = old.kind
    on = _promised_on(read.on, book.settings.week) if kind == "their-promise" else read.on
    edit_follow_up(book, number, on=on, at=_new_time(event, read))
    if get_follow_up(book, number) == old:
        return Taken("", (f"{event.summary}: it stays on {say_time(book, event)}, as the settings put it.",))
    query = "SELECT shown FROM open_item WHERE follow_up_id = ?"
    if kind != "their-promise":
        _check_shown(book, event, read.on, query, number)
        return Taken(_said(book, event, read))
    rolled = book.settings.week.roll(read.on)
    _check_shown(book, event, rolled, query, number)
    note = f"{event.summary}: a check back falls on a working day, {say_day(rolled, book.today)}."
    return Taken(_said(book, event, read), (note,) if rolled != read.on else ())


def _promised_on(shown: date, week: WorkWeek) -> date:
    """The day of a promise of theirs whose check back, two working days later, falls on `shown`."""
    shown = week.roll(shown)
    days = [shown - ONE_DAY * back for back in range(1, _SEARCHED) if (shown - date.min).days >= back]
    fitting = [day for day in days if week.add(day, _CHECK_BACK_DAYS) == shown]
    return next((day for day in fitting if week.is_working(day)), fitting[0] if fitting else shown)


def _new_time(event: CalendarEvent, read: ReadEvent) -> time | None:
    if read.at is None:
        return KEEP if event.at is None else None
    wall = _wall(read.at)
    # The hour that the settings give to what has none is not typed by dragging it to another day.
    return KEEP if event.at is not None and wall == _wall(event.at) else wall


def _move_interview(book: Book, number: int, event: CalendarEvent, read: ReadEvent) -> Taken:
    old = get_interview(book, number)
    if read.at is None:
        edit_interview(book, number, on=read.on, at=None, move_stage=False)
        return Taken(_said(book, event, read))
    local = read.at.astimezone(ZoneInfo(old.zone) if old.zone else LOCAL)
    edit_interview(
        book,
        number,
        on=local.date(),
        at=local.time().replace(second=0, microsecond=0, tzinfo=None),
        minutes=read.minutes or old.minutes,
        move_stage=False,
    )
    return Taken(_said(book, event, read))


def _move_cadence(book: Book, event: CalendarEvent, read: ReadEvent) -> Taken:
    contact = _cadence_contact(book, event)
    if read.on < book.today:
        raise Refused(
            f"{event.summary}: a touch to come cannot be put on {say_day(read.on, book.today)}, which is past. "
            "If it was made, log it."
        )
    if read.on > event.on and read.on > book.today:
        snooze(book, contact, read.on)
        _check_shown(book, event, read.on, "SELECT shown FROM listing WHERE contact_id = ?", contact)
        return Taken(_said(book, event, read))
    # Before its time the rule would show it later again: a date that a person set is a follow-up of its own.
    at = None if read.at is None or (event.at and _wall(event.at) == _wall(read.at)) else _wall(read.at)
    channel = book.store.value("SELECT channel FROM listing WHERE contact_id = ?", (contact,)) or ""
    number = plan_follow_up(book, contact, read.on, "", channel, at)
    _check_shown(book, event, read.on, "SELECT shown FROM open_item WHERE follow_up_id = ?", number)
    note = f"{event.summary}: before its usual time, so it is a follow-up planned for that day now."
    return Taken(_said(book, event, read), (note,))


def _check_shown(book: Book, event: CalendarEvent, wanted: date, query: str, number: int) -> None:
    """Raises Refused where the rule would show it on another day than the calendar does."""
    shown = book.store.value(query, (number,))
    if shown is None:
        raise Refused(f"{event.summary}: on {say_day(wanted, book.today)} it would be closed here.")
    day = date.fromisoformat(shown)
    if day != wanted:
        raise Refused(
            f"{event.summary}: moved to {say_day(wanted, book.today)} in the calendar, but here it would be shown on "
            f"{say_day(day, book.today)}: a snooze, or a step before it, holds it back."
        )


def _cadence_contact(book: Book, event: CalendarEvent) -> int:
    key = book.store.value('SELECT "key" FROM cadence_event WHERE uid = ?', (event.uid,))
    number = _id(book, "contact", key.split(" ", 1)[0]) if key else None
    if number is None:
        raise Refused(f"{event.summary}: this is no longer in the book.")
    return number


def _id(book: Book, table: str, uid: str) -> int | None:
    found: int | None = book.store.value(f"SELECT id FROM {table} WHERE uid = ?", (uid,))
    return found


def _said(book: Book, event: CalendarEvent, read: ReadEvent) -> str:
    return f"{event.summary}: moved to {say_time(book, event, read)}, as in the calendar."


def _left_behind(event: CalendarEvent, read: ReadEvent) -> Iterator[str]:
    if read.repeats:
        yield f"{event.summary}: it repeats in the calendar; only the first time counts here."
    elif read.days > 1:
        yield f"{event.summary}: it takes {read.days} days in the calendar; only the first counts here."
    if read.at is not None and kind_of(event) in _DAY_ONLY and (not event.at or _wall(event.at) != _wall(read.at)):
        yield f"{event.summary}: it has a day and no time of its own here, so the time was not taken."


def _short(event: CalendarEvent) -> str:
    return event.summary if len(event.summary) <= 60 else event.summary[:59].rstrip() + "…"


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _wall(moment: datetime) -> time:
    return moment.astimezone(LOCAL).time().replace(second=0, microsecond=0, tzinfo=None)


@contextmanager
def _named(book: Book, what: str) -> Iterator[None]:
    """The act within bears this name in the history, which says where it came from."""
    newest = "SELECT coalesce(max(id), 0) FROM undo_act"
    before = book.store.value(newest)
    yield
    after = book.store.value(newest)
    if after > before:
        book.store.database.execute_sql(
            "UPDATE undo_act SET what = ? WHERE id = ?", (clean_line(what)[:_LONGEST_STEP], after)
        )
