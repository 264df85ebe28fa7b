"""Logging what happened: touches, the promises made in them, and their corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from uuid import uuid4

from crm.book.contact_rows import moment
from crm.book.errors import Declined, NotFound, Refused
from crm.book.session import Book
from crm.domain.next_touch import NextTouch, next_touch, waiting
from crm.domain.queue import why
from crm.domain.text import clean, clean_line
from crm.domain.touches import CHANNELS, DIRECTIONS, OUTCOMES, Touch, usual_outcome
from crm.domain.words import say_day


@dataclass(frozen=True, slots=True)
class NewTouch:
    """A touch as it is logged. `promise` is the day of a promise of mine, `they_promised` of one of theirs.

    `gave` and `asked` are what the person gave and asked for; `got` is what they were given: feedback, advice, an
    introduction, a meeting. Feedback makes the feedback step of a running plan fall away.
    """

    on: date
    channel: str = "call"
    direction: str = "out"
    outcome: str | None = None
    note: str = ""
    gave: str = ""
    asked: str = ""
    promise: date | None = None
    they_promised: date | None = None
    promise_text: str = ""
    got: str = ""


@dataclass(frozen=True, slots=True)
class NextLine:
    """What comes next for one contact after an act."""

    contact_id: int
    name: str
    next: NextTouch
    why: str


@dataclass(frozen=True, slots=True)
class Logged:
    """What logging did: the touch, how many follow-ups it closed, and what comes next for each contact."""

    touch_id: int
    closed: int
    nexts: tuple[NextLine, ...]


@dataclass(frozen=True, slots=True)
class TouchDetail:
    """A touch with its contacts and the promises made in it."""

    id: int
    touch: Touch
    contact_ids: tuple[int, ...]
    names: tuple[str, ...]
    promise: date | None = None
    they_promised: date | None = None
    promise_text: str = ""

    def as_new(self) -> NewTouch:
        """The touch as a form shows it."""
        touch = self.touch
        return NewTouch(
            touch.on,
            touch.channel,
            touch.direction,
            touch.outcome,
            touch.note,
            touch.gave,
            touch.asked,
            self.promise,
            self.they_promised,
            self.promise_text,
            touch.got,
        )


def log_touch(book: Book, contact_ids: Sequence[int], new: NewTouch) -> Logged:
    """Writes a touch with each of the contacts, and what was promised in it.

    Raises Refused for a day in the future and for an unknown channel, direction or outcome; NotFound for a contact.
    """
    ids = list(dict.fromkeys(contact_ids))
    names = _names(book, ids)
    new = _checked(new, book.today)
    store = book.store
    with book.act(f"Log {_what(new)} with {_and(list(names.values()))}"):
        seq = store.next_seq()
        store.database.execute_sql(
            'INSERT INTO touch(uid, "on", seq, channel, direction, outcome, note, gave, asked, got, answer_needed, '
            "created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
            (
                str(uuid4()),
                new.on,
                seq,
                new.channel,
                new.direction,
                new.outcome,
                new.note,
                new.gave,
                new.asked,
                new.got,
                book.stamp,
            ),
        )
        touch_id = int(store.value("SELECT last_insert_rowid()"))
        _join(book, touch_id, ids, new.on, seq)
        for kind, on in (("promise", new.promise), ("their-promise", new.they_promised)):
            if on is not None:
                _promise(book, touch_id, ids, kind, on, new.promise_text, seq)
    nexts = next_lines(book, ids)
    closed = sum(touch.id == touch_id for line in nexts for touch in line.next.closed.values())
    return Logged(touch_id, closed, nexts)


def get_touch(book: Book, touch_id: int) -> TouchDetail:
    """The touch with its contacts and promises. Raises NotFound."""
    row = book.store.row(
        'SELECT "on", channel, direction, outcome, note, gave, asked, got, answer_needed, uid, seq, created '
        "FROM touch WHERE id = ?",
        (touch_id,),
    )
    if row is None:
        raise NotFound(f"There is no touch {touch_id}: `callback show WHO --json` lists them with their ids.")
    on, channel, direction, outcome, note, gave, asked, got, needed, uid, seq, created = row
    touch = Touch(
        on=date.fromisoformat(on),
        channel=channel,
        direction=direction,
        outcome=outcome,
        note=note,
        gave=gave,
        asked=asked,
        answer_needed=bool(needed),
        uid=uid,
        seq=seq,
        created=moment(created),
        got=got,
    )
    people = book.store.rows(
        "SELECT c.id, c.name FROM touch_contact p JOIN contact c ON c.id = p.contact_id "
        "WHERE p.touch_id = ? ORDER BY p.id",
        (touch_id,),
    )
    promises = {
        kind: (date.fromisoformat(on), purpose)
        for kind, on, purpose in book.store.rows(
            'SELECT kind, "on", purpose FROM follow_up WHERE touch_id = ? ORDER BY id DESC', (touch_id,)
        )
    }
    mine, theirs = promises.get("promise"), promises.get("their-promise")
    return TouchDetail(
        touch_id,
        touch,
        tuple(row[0] for row in people),
        tuple(row[1] for row in people),
        mine and mine[0],
        theirs and theirs[0],
        (mine or theirs or (None, ""))[1],
    )


def edit_touch(
    book: Book, touch_id: int, contact_ids: Sequence[int] | None = None, **changes: Any
) -> tuple[NextLine, ...]:
    """Changes a touch (the fields of NewTouch, and who took part); gives what comes next for its contacts.

    Raises NotFound, and Refused as `log_touch` does.
    """
    old = get_touch(book, touch_id)
    unknown = changes.keys() - {field.name for field in fields(NewTouch)}
    if unknown:
        raise Refused(f"A touch has no field “{sorted(unknown)[0]}”.")
    before = old.as_new()
    follows = before.outcome == usual_outcome(before.channel, before.direction)
    if follows and changes.keys() & {"channel", "direction"} and "outcome" not in changes:
        changes["outcome"] = None  # it only followed from the channel, and does so again
    new = _checked(replace(before, **changes), book.today)
    ids = list(dict.fromkeys(contact_ids)) if contact_ids is not None else list(old.contact_ids)
    names = _names(book, ids)
    store = book.store
    with book.act(f"Edit {_what(new)} with {_and(list(names.values()))}"):
        store.database.execute_sql(
            'UPDATE touch SET "on" = ?, channel = ?, direction = ?, outcome = ?, note = ?, gave = ?, asked = ?, '
            "got = ? WHERE id = ?",
            (new.on, new.channel, new.direction, new.outcome, new.note, new.gave, new.asked, new.got, touch_id),
        )
        store.database.execute_sql('UPDATE touch_contact SET "on" = ? WHERE touch_id = ?', (new.on, touch_id))
        gone = [contact for contact in old.contact_ids if contact not in ids]
        for contact in gone:
            for table in ("touch_contact", "follow_up"):
                store.database.execute_sql(
                    f"DELETE FROM {table} WHERE touch_id = ? AND contact_id = ?", (touch_id, contact)
                )
        come = [contact for contact in ids if contact not in old.contact_ids]
        _join(book, touch_id, come, new.on, old.touch.seq)
        for kind, field in (("promise", "promise"), ("their-promise", "they_promised")):
            on, was = getattr(new, field), getattr(before, field)
            if changes.keys() & {field, "promise_text"}:
                _change_promise(book, touch_id, ids, kind, was, on, new.promise_text, old.touch.seq)
            elif come and on is not None:
                _promise(book, touch_id, come, kind, on, new.promise_text, old.touch.seq)
    return next_lines(book, ids)


def delete_touch(book: Book, touch_id: int) -> tuple[NextLine, ...]:
    """Deletes a touch and the promises made in it; gives what comes next for its contacts. Raises NotFound."""
    old = get_touch(book, touch_id)
    with book.act(f"Delete {_what(old.as_new())} with {_and(list(old.names))}"):
        book.store.database.execute_sql("DELETE FROM touch WHERE id = ?", (touch_id,))
    return next_lines(book, old.contact_ids)


def mark_answered(book: Book, contact_id: int, touch_ids: Sequence[int] | None = None) -> int:
    """Says of what they wrote that it needs no answer; gives how many. None means all that wait.

    Raises NotFound, and Declined when nothing of theirs waits.
    """
    (name,) = _names(book, [contact_id]).values()
    facts = book.store.facts([contact_id])[contact_id]
    ids = [touch.id for touch in waiting(facts.touches) if touch_ids is None or touch.id in touch_ids]
    if not ids:
        raise Declined(f"Nothing from {name} waits for an answer.")
    with book.act(f"No answer needed: {name}"):
        book.store.executemany("UPDATE touch SET answer_needed = 0 WHERE id = ?", [(touch_id,) for touch_id in ids])
    return len(ids)


def next_lines(book: Book, contact_ids: Sequence[int]) -> tuple[NextLine, ...]:
    """What comes next for each of the contacts that are still in the book."""
    names = dict(book.store.rows(f"SELECT id, name FROM contact WHERE id IN ({','.join(map(str, contact_ids))})"))
    facts = book.store.facts(contact_ids)
    lines = []
    for contact_id in contact_ids:
        if contact_id in names:
            found = next_touch(facts[contact_id], book.store.rule)
            step_why = book.store.value("SELECT why FROM plan_step WHERE id = ?", (found.step,)) or ""
            lines.append(NextLine(contact_id, names[contact_id], found, why(found, book.today, step_why)))
    return tuple(lines)


def _checked(new: NewTouch, today: date) -> NewTouch:
    if new.on > today:
        raise Refused(
            f"{say_day(new.on, today)} is still ahead: a touch is logged once it has happened. "
            "To plan it, use `callback plan WHO DATE PURPOSE` (f in the app)."
        )
    for value, known, what in (
        (new.channel, CHANNELS, "channel"),
        (new.direction, DIRECTIONS, "direction"),
        (new.outcome, (None, *OUTCOMES), "outcome"),
    ):
        if value not in known:
            choices = ", ".join(choice for choice in known if choice)
            raise Refused(f"“{clean_line(str(value))[:40]}” is no {what}: choose one of {choices}.")
    return replace(
        new,
        outcome=new.outcome or usual_outcome(new.channel, new.direction),
        note=clean(new.note).strip(),
        gave=clean_line(new.gave),
        asked=clean_line(new.asked),
        got=clean_line(new.got),
        promise_text=clean_line(new.promise_text),
    )


def _names(book: Book, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        raise Refused("A touch needs at least one contact.")
    names = dict(book.store.rows(f"SELECT id, name FROM contact WHERE id IN ({','.join(map(str, ids))})"))
    if len(names) < len(ids):
        raise NotFound("This contact is no longer in the book.")
    return {contact_id: names[contact_id] for contact_id in ids}


def _what(new: NewTouch) -> str:
    words = {"call": "a call", "email": "an e-mail", "other": "a touch", "event": "an event"}
    what = words.get(new.channel, f"a {new.channel}")
    return f"{what} from them" if new.direction == "in" else what


def _and(names: list[str]) -> str:
    if len(names) > 3:
        return f"{names[0]} and {len(names) - 1} others"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _join(book: Book, touch_id: int, ids: Sequence[int], on: date, seq: int) -> None:
    book.store.executemany(
        'INSERT INTO touch_contact(contact_id, touch_id, "on", seq) VALUES (?, ?, ?, ?)',
        [(contact_id, touch_id, on, seq) for contact_id in ids],
    )


def _promise(book: Book, touch_id: int, ids: Sequence[int], kind: str, on: date, text: str, seq: int) -> None:
    """A promise is kept in the order of entry at its touch's place, so that this touch does not keep it."""
    book.store.executemany(
        'INSERT INTO follow_up(uid, contact_id, touch_id, kind, "on", at, purpose, channel, status, seq, created, '
        "updated) VALUES (?, ?, ?, ?, ?, '', ?, '', 'open', ?, ?, ?)",
        [(str(uuid4()), contact_id, touch_id, kind, on, text, seq, book.stamp, book.stamp) for contact_id in ids],
    )


def _change_promise(
    book: Book, touch_id: int, ids: Sequence[int], kind: str, was: date | None, on: date | None, text: str, seq: int
) -> None:
    """The promise of a touch as the form has it now; one that was moved or closed for somebody stays as it is."""
    execute = book.store.database.execute_sql
    if on is None:
        execute("DELETE FROM follow_up WHERE touch_id = ? AND kind = ? AND status = 'open'", (touch_id, kind))
        return
    if was is not None:
        execute(
            'UPDATE follow_up SET "on" = ?, purpose = ?, updated = ? '
            'WHERE touch_id = ? AND kind = ? AND status = \'open\' AND "on" = ? AND ("on" <> ? OR purpose <> ?)',
            (on, text, book.stamp, touch_id, kind, was, on, text),
        )
    rows = book.store.rows("SELECT contact_id FROM follow_up WHERE touch_id = ? AND kind = ?", (touch_id, kind))
    promised = {row[0] for row in rows}
    _promise(book, touch_id, [contact for contact in ids if contact not in promised], kind, on, text, seq)
