"""A letter goes out: the person sent it and says so; it is frozen, its touch logged, its points answered.

Callback itself sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from crm.book.concerns import insert_answer
from crm.book.errors import Refused
from crm.book.letter_context import context_for
from crm.book.letter_reading import LetterRow, get_letter, rest_words
from crm.book.letters import named, refuse_sent, write_letter
from crm.book.session import Book
from crm.book.touches import NextLine, next_lines
from crm.domain.letter_asks import asks, gives
from crm.domain.letter_check import check_letter
from crm.domain.letter_findings import LetterContext, Point
from crm.domain.letters import KINDS
from crm.domain.text import clean_line
from crm.domain.words import say_day

_NOT_TAKEN_UP = frozenset({"unmet-challenge", "unmet-concern"})


@dataclass(frozen=True, slots=True)
class Sent:
    """What marking as sent did: the touch it left, the points it answers, and what comes next for the recipient."""

    touch_id: int
    gave: str
    asked: str
    answers: tuple[str, ...]
    nexts: tuple[NextLine, ...]


def sent(
    book: Book,
    letter_id: int,
    on: date | None = None,
    *,
    early: bool = False,
    gave: str | None = None,
    asked: str | None = None,
) -> Sent:
    """Marks a letter as sent: it is frozen, its touch is logged, and the points it takes up are answered.

    It must have rested on that day, or be `early` on purpose, which is recorded. What it gave and asked is told by its
    kind and its questions unless said. Raises NotFound, Refused for a letter that has not rested (with the time when
    it has), is empty, was sent, or whose recipient is gone, and for a day that is ahead.
    """
    detail = get_letter(book, letter_id)
    row = refuse_sent(book, detail.row)
    on = on or book.today
    if on > book.today:
        raise Refused(f"{say_day(on, book.today)} is still ahead: a letter is marked as sent once it has gone out.")
    if row.contact_id is None:
        raise Refused("The person this letter was to is no longer in the book: give it another recipient first.")
    if not detail.text.strip():
        raise Refused("This letter has no text yet: write it before it is sent.")
    rested = row.ready if on == book.today else row.ready and row.ready_on is not None and row.ready_on <= on
    if not rested and not early:
        raise Refused(_not_rested(book, row, on))
    gave = gives(row.kind) if gave is None else clean_line(gave)
    asked = asks(row.kind, detail.text) if asked is None else clean_line(asked)
    context = context_for(book, letter_id, detail.text)
    with book.act(f"Sent: {named(row)}"):
        touch_id = _insert_touch(book, row, on, gave, asked)
        changes: dict[str, object] = {"status": "sent", "sent_on": on, "touch_id": touch_id}
        if not rested and row.early_on is None:
            changes["early_on"] = on
        write_letter(book, letter_id, changes)
        answered = _answer(book, letter_id, on, detail.text, context)
    return Sent(touch_id, gave, asked, answered, next_lines(book, [row.contact_id]))


def _not_rested(book: Book, row: LetterRow, on: date) -> str:
    if row.status == "draft":
        return (
            f"This letter is still a draft: `callback letter finish {row.id}` lets it rest overnight; "
            "`--early` says that it goes out sooner on purpose."
        )
    if row.rest_until is None or row.ready:
        return f"On {say_day(on, book.today)} this letter had not rested: `--early` says that it went out on purpose."
    now = book.clock.now()
    return (
        f"This letter rests until {rest_words(row.rest_until, now)}: reread it then, or say with `--early` "
        "that it goes out sooner on purpose."
    )


def _insert_touch(book: Book, row: LetterRow, on: date, gave: str, asked: str) -> int:
    seq = book.store.next_seq()
    note = f"{row.kind_words}: {row.subject}" if row.subject else row.kind_words
    book.store.database.execute_sql(
        'INSERT INTO touch(uid, "on", seq, channel, direction, outcome, note, gave, asked, answer_needed, '
        "created, got) VALUES (?, ?, ?, ?, 'out', 'sent', ?, ?, ?, 1, ?, '')",
        (str(uuid4()), on, seq, row.channel, note, gave, asked, book.stamp),
    )
    touch_id = int(book.store.value("SELECT last_insert_rowid()"))
    book.store.database.execute_sql(
        'INSERT INTO touch_contact(contact_id, touch_id, "on", seq) VALUES (?, ?, ?, ?)',
        (row.contact_id, touch_id, on, seq),
    )
    return touch_id


def _answer(book: Book, letter_id: int, on: date, text: str, context: LetterContext) -> tuple[str, ...]:
    """Writes down which points the letter answers, for the kinds that take points up.

    Gives the texts of all it answers, with those the person had tied to it before.
    """
    tied = dict(
        book.store.rows(
            "SELECT c.id, c.text FROM answer a JOIN concern c ON c.id = a.concern_id WHERE a.letter_id = ? "
            "ORDER BY a.seq, a.id",
            (letter_id,),
        )
    )
    found = dict(tied)
    if context.kind in KINDS and KINDS[context.kind].argues:
        found |= {point.id: point.text for point in context.points if _takes_up(text, context, point)}
    for concern_id in [each for each in found if each not in tied]:
        insert_answer(book, concern_id, "letter", on, letter_id=letter_id)
    return tuple(found.values())


def _takes_up(text: str, context: LetterContext, point: Point) -> bool:
    # One at a time: a finding does not say which of several points it is about.
    alone = replace(context, points=(point,), earlier=(), other_names=(), other_employers=())
    return all(finding.rule not in _NOT_TAKEN_UP for finding in check_letter(text, alone))
