"""Dates the person sets: follow-ups planned, moved, done, skipped, cancelled; snoozes; touches passed over."""

from __future__ import annotations

from datetime import date, time
from typing import Final
from uuid import uuid4

from crm.book.errors import Declined, NotFound, Refused
from crm.book.people import get_contact
from crm.book.session import Book
from crm.domain.next_touch import anchor_of
from crm.domain.rows import FollowUpRow
from crm.domain.text import clean_line
from crm.domain.touches import CHANNELS
from crm.domain.words import say_day

#: `at=KEEP`: the time of day stays as it is.
KEEP: Final = time.max
_COLUMNS = 'f.id, f.uid, f.contact_id, f."on", f.at, f.kind, f.channel, f.purpose, f.status, f.touch_id'


def open_items(book: Book, contact_id: int) -> list[FollowUpRow]:
    """The open follow-ups and promises of a contact, soonest first."""
    rows = book.store.rows(
        f"SELECT {_COLUMNS} FROM open_item o JOIN follow_up f ON f.id = o.follow_up_id "
        "WHERE o.contact_id = ? ORDER BY o.shown, f.seq, f.id",
        (contact_id,),
    )
    return [follow_up_row(row) for row in rows]


def get_follow_up(book: Book, follow_up_id: int) -> FollowUpRow:
    """The follow-up, open or not. Raises NotFound."""
    row = book.store.row(f"SELECT {_COLUMNS} FROM follow_up f WHERE f.id = ?", (follow_up_id,))
    if row is None:
        raise NotFound(f"There is no follow-up {follow_up_id}.")
    return follow_up_row(row)


def follow_up_row(row: tuple[object, ...]) -> FollowUpRow:
    """The row of a query over the columns of a follow-up."""
    number, uid, contact_id, on, at, kind, channel, purpose, status, touch_id = row
    return FollowUpRow(
        id=number,  # type: ignore[arg-type]
        uid=str(uid),
        contact_id=contact_id,  # type: ignore[arg-type]
        on=date.fromisoformat(str(on)),
        at=time.fromisoformat(str(at)) if at else None,
        kind=str(kind),
        channel=str(channel),
        purpose=str(purpose),
        status=str(status),
        touch_id=touch_id,  # type: ignore[arg-type]
    )


def plan_follow_up(
    book: Book, contact_id: int, on: date, purpose: str, channel: str = "", at: time | None = None
) -> int:
    """Plans a follow-up on a day (and a local time); gives its id. Raises NotFound, Refused."""
    name = get_contact(book, contact_id).name
    _check_channel(channel)
    with book.act(f"Plan {say_day(on, book.today)} with {name}"):
        seq = book.store.next_seq()
        book.store.database.execute_sql(
            'INSERT INTO follow_up(uid, contact_id, kind, "on", at, purpose, channel, status, seq, created, updated) '
            "VALUES (?, ?, 'typed', ?, ?, ?, ?, 'open', ?, ?, ?)",
            (
                str(uuid4()),
                contact_id,
                on,
                _clock(at),
                clean_line(purpose),
                channel,
                seq,
                book.stamp,
                book.stamp,
            ),
        )
        return int(book.store.value("SELECT last_insert_rowid()"))


def edit_follow_up(
    book: Book,
    follow_up_id: int,
    *,
    on: date | None = None,
    at: time | None = KEEP,
    purpose: str | None = None,
    channel: str | None = None,
) -> None:
    """Changes an open follow-up; its UID stays. Raises NotFound, Refused, Declined when it is closed."""
    old, name = _still_open(book, follow_up_id)
    on = on or old.on
    at = old.at if at is KEEP else at
    purpose = old.purpose if purpose is None else clean_line(purpose)
    channel = old.channel if channel is None else channel
    _check_channel(channel)
    if (on, at, purpose, channel) == (old.on, old.at, old.purpose, old.channel):
        return
    moved = on != old.on
    what = f"Move {name} to {say_day(on, book.today)}" if moved else f"Edit the follow-up with {name}"
    with book.act(what):
        book.store.database.execute_sql(
            'UPDATE follow_up SET "on" = ?, at = ?, purpose = ?, channel = ?, updated = ? WHERE id = ?',
            (on, _clock(at), purpose, channel, book.stamp, follow_up_id),
        )
        if moved:
            # A date typed anew counts from now on: touches logged before do not close it.
            book.store.database.execute_sql(
                "UPDATE follow_up SET seq = ? WHERE id = ?", (book.store.next_seq(), follow_up_id)
            )


def move_follow_up(book: Book, follow_up_id: int, on: date, at: time | None = KEEP) -> None:
    """Moves an open follow-up to another day. Raises NotFound, Declined when it is closed."""
    edit_follow_up(book, follow_up_id, on=on, at=at)


def finish_follow_up(book: Book, follow_up_id: int) -> None:
    """Marks a follow-up done; only a touch moves the anchor. Raises NotFound, Declined when it is closed."""
    _close(book, follow_up_id, "done", "Done")


def skip_follow_up(book: Book, follow_up_id: int) -> None:
    """Passes over a follow-up. Raises NotFound, Declined when it is closed."""
    _close(book, follow_up_id, "skipped", "Skip")


def cancel_follow_up(book: Book, follow_up_id: int) -> None:
    """Calls a follow-up off. Raises NotFound, Declined when it is closed."""
    _close(book, follow_up_id, "cancelled", "Cancel")


def skip_cadence(book: Book, contact_id: int) -> None:
    """Passes over the cadence touch: the cadence runs from today.

    Raises NotFound, and Declined where it runs from today already.
    """
    name = get_contact(book, contact_id).name
    if anchor_of(book.store.facts([contact_id])[contact_id]).on >= book.today:
        raise Declined(f"There is nothing to pass over: the next date of {name} counts from today already.")
    with book.act(f"Pass over {name}"):
        book.store.database.execute_sql(
            'INSERT INTO pass(contact_id, "on", seq) VALUES (?, ?, ?)',
            (contact_id, book.today, book.store.next_seq()),
        )


def snooze(book: Book, contact_id: int, until: date) -> None:
    """Leaves a contact alone until a day. Raises NotFound, and Refused for a day that is not ahead."""
    name = get_contact(book, contact_id).name
    if until <= book.today:
        raise Refused(f"{say_day(until, book.today)} is not ahead: snooze to a later day.")
    with book.act(f"Snooze {name} until {say_day(until, book.today)}"):
        book.store.database.execute_sql(
            "INSERT INTO snooze(contact_id, until, set_on, seq) VALUES (?, ?, ?, ?)",
            (contact_id, until, book.today, book.store.next_seq()),
        )


def wake(book: Book, contact_id: int) -> None:
    """Takes the snoozes of a contact off. Raises NotFound, Declined when there is none."""
    name = get_contact(book, contact_id).name
    if not book.store.value("SELECT 1 FROM snooze WHERE contact_id = ?", (contact_id,)):
        raise Declined(f"{name} is not snoozed.")
    with book.act(f"Wake {name}"):
        book.store.database.execute_sql("DELETE FROM snooze WHERE contact_id = ?", (contact_id,))


def _still_open(book: Book, follow_up_id: int) -> tuple[FollowUpRow, str]:
    row = get_follow_up(book, follow_up_id)
    name = get_contact(book, row.contact_id).name
    if not book.store.value("SELECT 1 FROM open_item WHERE follow_up_id = ?", (follow_up_id,)):
        raise Declined(f"This follow-up with {name} is closed already.")
    return row, name


def _close(book: Book, follow_up_id: int, status: str, verb: str) -> None:
    _, name = _still_open(book, follow_up_id)
    with book.act(f"{verb}: follow-up with {name}"):
        book.store.database.execute_sql(
            "UPDATE follow_up SET status = ?, status_on = ?, updated = ? WHERE id = ?",
            (status, book.today, book.stamp, follow_up_id),
        )


def _check_channel(channel: str) -> None:
    if channel and channel not in CHANNELS:
        raise Refused(f"“{clean_line(channel)[:40]}” is no channel: choose one of {', '.join(CHANNELS)}.")


def _clock(at: time | None) -> str:
    return at.strftime("%H:%M") if at else ""
