"""What only the person can decide about the calendar, and what becomes of it then. No network in here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from crm.book.errors import Ambiguous, Declined, NotFound, Refused
from crm.book.publish_back import call_off, say_time, take_move
from crm.book.publish_rows import (
    AGREED,
    CONFLICT,
    DELETED,
    LEFT,
    OUTDATED,
    Picture,
    Row,
    Theirs,
    base_of,
    drop_rows,
    picture,
    write_row,
)
from crm.book.session import Book
from crm.formats.ics import CalendarEvent, content_of

Choice = Literal["ours", "theirs", "cancel", "again", "leave"]
CHOICES: dict[str, tuple[Choice, ...]] = {
    CONFLICT: ("ours", "theirs"),
    DELETED: ("cancel", "again", "leave"),
    LEFT: ("again",),
}
_ASKED = frozenset({CONFLICT, DELETED})
#: What each choice is called where it is offered.
CHOICE_WORDS: dict[Choice, str] = {
    "ours": "keep it as it is here, in the calendar too",
    "theirs": "take it as the calendar has it",
    "cancel": "call it off here",
    "again": "put it in the calendar again",
    "leave": "leave it out of the calendar for good",
}

_SHORTEST_UID = 4


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about one event. `number` counts from 1 in the order of the days; `here` and `there` are words.

    `kind`: `deleted` (gone or cancelled in the calendar, still planned here), `conflict`, or `left` for what is kept
    out of the calendar, which asks nothing and has the number 0.
    """

    number: int
    uid: str
    kind: str
    summary: str
    here: str
    there: str
    why: str
    choices: tuple[Choice, ...]


def asks_of(book: Book, seen: Picture | None = None) -> list[Ask]:
    """Everything that is to be decided, soonest first."""
    seen = seen or picture(book)
    found = [(event, row) for uid, row in seen.rows.items() if row.state in _ASKED and (event := seen.events.get(uid))]
    found.sort(key=lambda pair: (pair[0].on, pair[0].summary, pair[0].uid))
    return [_ask(book, number, event, row) for number, (event, row) in enumerate(found, 1)]


def _ask(book: Book, number: int, event: CalendarEvent, row: Row) -> Ask:
    there = row.there
    read = there.event if there else None
    if row.state in {DELETED, LEFT}:
        words = "deleted" if read is None else "cancelled"
    else:
        words = say_time(book, event, read) if read else "cannot be read"
    return Ask(
        number,
        row.uid,
        row.state,
        event.summary,
        say_time(book, event),
        words,
        there.why if there else "",
        CHOICES[row.state] if row.state != CONFLICT or read else ("ours",),
    )


def left_out(book: Book, seen: Picture | None = None) -> list[Ask]:
    """What the person wants kept out of the calendar, soonest first; `again` puts it there after all."""
    seen = seen or picture(book)
    found = [(event, row) for uid, row in seen.rows.items() if row.state == LEFT and (event := seen.events.get(uid))]
    found.sort(key=lambda pair: (pair[0].on, pair[0].summary, pair[0].uid))
    return [_ask(book, 0, event, row) for event, row in found]


def find_ask(book: Book, which: str) -> Ask:
    """The question with this number or UID (four letters or more of its beginning); by its UID also what is left out.

    Raises NotFound, Ambiguous, Declined.
    """
    seen = picture(book)
    asks = asks_of(book, seen)
    every = asks + left_out(book, seen)
    if not every:
        raise Declined("Nothing is to be decided about the calendar.")
    found = [ask for ask in asks if which == str(ask.number)]
    if not found and len(which) >= _SHORTEST_UID:  # a number that is not there must not be the beginning of some UID
        found = [ask for ask in every if ask.uid.startswith(which)]
    if not found or not which:
        raise NotFound("Nothing of that number or UID is to be decided: `callback calendar status` lists what is.")
    if len(found) > 1:
        raise Ambiguous("Several begin like that:", [f"{ask.number}  {ask.uid}  {ask.summary}" for ask in found])
    return found[0]


def resolve(book: Book, uid: str, choice: Choice) -> str:
    """Decides about one event, and gives what becomes of it in a sentence. The next sync carries it out there.

    `theirs` and `cancel` are acts, which undo takes back. Raises NotFound, Refused, Declined.
    """
    with book.store.transaction():
        seen = picture(book)
        row, event = seen.rows.get(uid), seen.events.get(uid)
        if row is None or event is None or row.state not in CHOICES:
            raise NotFound("There is nothing to decide about this in the calendar (any more).")
        allowed = _ask(book, 0, event, row).choices
        if choice not in allowed:
            raise Refused(f"{event.summary}: choose {' or '.join(allowed)}.")
        match choice:
            case "ours":
                _keep_ours(book, event, row, row.there)
                return f"{event.summary}: stays on {say_time(book, event)}; the next sync puts that in the calendar."
            case "theirs":
                return _take_theirs(book, event, row)
            case "cancel":
                call_off(book, event)
                write_row(book, replace(row, state=AGREED, theirs=""))
                return f"{event.summary}: called off."
            case "again":
                put_again(book, event, row)
                return f"{event.summary}: the next sync puts it in the calendar again."
            case "leave":
                write_row(book, replace(row, state=LEFT))
                return f"{event.summary}: stays planned here, and out of the calendar."


def _take_theirs(book: Book, event: CalendarEvent, row: Row) -> str:
    there = row.there
    if there is None or there.event is None:
        raise Refused(f"{event.summary}: what the calendar has cannot be read, so it cannot be taken.")
    return take_move(book, event, row, there.event, there.etag).sentence


def put_again(book: Book, event: CalendarEvent, row: Row) -> None:
    """The next sync puts it there again: over the cancelled one, or anew."""
    if row.there is not None and row.there.event is not None:
        _keep_ours(book, event, row, row.there)
    else:
        drop_rows(book, [row.uid])


def _keep_ours(book: Book, event: CalendarEvent, row: Row, there: Theirs | None) -> None:
    if there is None:
        raise Refused(f"{event.summary}: what the calendar has of it is not known; sync first.")
    # What they have counts as seen: changed there once more before the sync, it is a conflict again.
    read = there.event
    write_row(
        book,
        replace(
            row,
            etag=there.etag,
            sequence=max(row.sequence, read.sequence if read else 0),
            content_hash=OUTDATED,
            event=content_of(base_of(event, read)) if read else row.event,
            state=AGREED,
            theirs="",
        ),
    )
