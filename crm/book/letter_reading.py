"""Letters as they are read: rows for lists, one letter with its versions, and where each stands in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from crm.book.errors import Ambiguous, NotFound
from crm.book.local_zone import LOCAL
from crm.book.session import Book
from crm.domain.letters import KINDS
from crm.domain.text import clean_line, fold
from crm.domain.words import count, say_day

_CANDIDATES_SHOWN = 20
_COLUMNS = (
    "l.id, l.uid, l.kind, l.subject, l.contact_id, coalesce(c.name, ''), l.opportunity_id, coalesce(o.title, ''), "
    "coalesce(e.name, ''), l.interview_id, l.reader, l.channel, l.status, l.finished_at, l.rest_until, l.ready_on, "
    "l.early_on, l.sent_on, l.touch_id, l.updated"
)
_FROM = (
    "letter l LEFT JOIN contact c ON c.id = l.contact_id LEFT JOIN opportunity o ON o.id = l.opportunity_id "
    "LEFT JOIN employer e ON e.id = o.employer_id"
)
#: What is still to be sent first, the newest on top; then what was sent, the newest on top.
_ORDER = "l.status = 'sent', l.sent_on DESC, l.seq DESC"


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in a list. `state` says where it stands now: `rests until tomorrow 07:00`, `sent Thu 12 Nov`.

    `status` is `draft`, `finished` or `sent`. `employer` is that of the opportunity. `finished_at` and `rest_until`
    are local times. `ready`: it may go out now, as it has rested or is early on purpose.
    """

    id: int
    uid: str
    kind: str
    kind_words: str
    subject: str
    contact_id: int | None
    contact: str
    opportunity_id: int | None
    opportunity: str
    employer: str
    interview_id: int | None
    reader: str
    channel: str
    status: str
    finished_at: datetime | None
    rest_until: datetime | None
    ready_on: date | None
    early_on: date | None
    sent_on: date | None
    touch_id: int | None
    updated: datetime
    ready: bool
    state: str

    @property
    def title(self) -> str:
        """What to call it: the subject, else its kind."""
        return self.subject or self.kind_words


@dataclass(frozen=True, slots=True)
class Version:
    """The text of a letter as it was saved at a local time. `number` counts from 1, the oldest."""

    number: int
    text: str
    at: datetime

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class LetterDetail:
    """A letter with its text, every version (the newest last), and the points it was counted as answering."""

    row: LetterRow
    versions: tuple[Version, ...]
    answers: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text as it is now; as it was sent, once it was."""
        return self.versions[-1].text if self.versions else ""


def get_letter(book: Book, letter_id: int) -> LetterDetail:
    """The letter with its versions. Raises NotFound."""
    row = letter_row(book, letter_id)
    versions = tuple(
        Version(number, text, _local(at))
        for number, (text, at) in enumerate(
            book.store.rows("SELECT text, at FROM letter_version WHERE letter_id = ? ORDER BY seq, id", (letter_id,)), 1
        )
    )
    answers = book.store.rows(
        "SELECT c.text FROM answer a JOIN concern c ON c.id = a.concern_id WHERE a.letter_id = ? ORDER BY a.seq, a.id",
        (letter_id,),
    )
    return LetterDetail(row, versions, tuple(row[0] for row in answers))


def letter_row(book: Book, letter_id: int) -> LetterRow:
    """The letter as a list shows it. Raises NotFound."""
    rows = _rows(book, "l.id = ?", (letter_id,))
    if not rows:
        raise NotFound(f"There is no letter {letter_id}: `callback letter list` shows what there is.")
    return rows[0]


def get_version(book: Book, letter_id: int, number: int) -> Version:
    """One version of a letter, by its number from 1. Raises NotFound."""
    versions = get_letter(book, letter_id).versions
    if not 1 <= number <= len(versions):
        raise NotFound(f"This letter has no version {number}: it has {count(len(versions), 'version')}.")
    return versions[number - 1]


def letters_page(book: Book, offset: int = 0, limit: int = 50, *, status: str = "") -> list[LetterRow]:
    """Letters from `offset` on: those not sent yet first, each group newest first; `status` leaves the others out."""
    where, values = ("l.status = ?", (status,)) if status else ("1", ())
    return _rows(book, where, values, limit, offset)


def letters_count(book: Book) -> int:
    """How many letters there are."""
    return int(book.store.value("SELECT count(*) FROM letter"))


def letters_of(book: Book, *, contact_id: int | None = None, opportunity_id: int | None = None) -> list[LetterRow]:
    """The letters to a contact, for an opportunity, or both; in the order of `letters_page`."""
    conditions = []
    values = []
    for column, value in (("l.contact_id", contact_id), ("l.opportunity_id", opportunity_id)):
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)
    return _rows(book, " AND ".join(conditions) or "1", tuple(values))


def find_letters(book: Book, text: str, *, unsent: bool = False) -> list[LetterRow]:
    """The letters that LETTER can mean: an id, else part of the subject, recipient or kind.

    With `unsent` those that were sent are meant only where no other fits.
    """
    text = clean_line(text)
    if not text:
        return []
    if text.isdecimal() and len(text) < 16 and (found := _rows(book, "l.id = ?", (int(text),))):
        return found
    wanted = fold(text).split()
    fitting = []
    for number, subject, contact, kind in book.store.rows(
        "SELECT l.id, l.subject, coalesce(c.name, ''), l.kind FROM letter l LEFT JOIN contact c ON c.id = l.contact_id"
    ):
        searched = fold(f"{subject} {contact} {kind_words(kind)}")
        if all(word in searched for word in wanted):
            fitting.append(number)
    found = _rows(book, f"l.id IN ({','.join(map(str, fitting))})", ()) if fitting else []
    return [row for row in found if row.status != "sent"] or found if unsent else found


def the_letter(book: Book, text: str, *, unsent: bool = False) -> LetterRow:
    """The one letter that LETTER means, as `find_letters` says. Raises NotFound, or Ambiguous with the candidates."""
    found = find_letters(book, text, unsent=unsent)
    shown = clean_line(text)[:60]
    if not found:
        raise NotFound(f"No letter fits “{shown}”: `callback letter list` shows what there is.")
    if len(found) > 1:
        lines = [
            f"{row.id:>5}  " + "  ".join(part for part in (row.title, row.contact, row.state) if part)
            for row in found[:_CANDIDATES_SHOWN]
        ]
        if len(found) > _CANDIDATES_SHOWN:
            lines.append("… and more")
        raise Ambiguous(f"“{shown}” fits several letters: say more of the subject, or the id.", lines)
    return found[0]


def kind_words(kind: str) -> str:
    """The kind as it is shown; one that is not known stays as it is."""
    return KINDS[kind].words if kind in KINDS else kind


def rest_words(moment: datetime, now: datetime) -> str:
    """`07:00` for later today, `tomorrow 07:00`, or the day and the time; both times local."""
    days = (moment.date() - now.date()).days
    if days <= 0:
        return f"{moment:%H:%M}"
    day = "tomorrow" if days == 1 else say_day(moment.date(), now.date())
    return f"{day} {moment:%H:%M}"


def _state(status: str, rest: datetime | None, ready: bool, reader: str, sent_on: date | None, now: datetime) -> str:
    if status == "sent":
        return f"sent {say_day(sent_on, now.date())}" if sent_on else "sent"
    if status == "draft":
        words = "draft"
    elif ready or rest is None:
        words = "ready to reread"
    else:
        words = f"rests until {rest_words(rest, now)}"
    return f"{words}, with {reader} to read" if reader else words


def _rows(book: Book, where: str, values: tuple[Any, ...], limit: int = -1, offset: int = 0) -> list[LetterRow]:
    rows = book.store.rows(
        f"SELECT {_COLUMNS} FROM {_FROM} WHERE {where} ORDER BY {_ORDER} LIMIT ? OFFSET ?", (*values, limit, offset)
    )
    now = book.clock.now()
    return [_row(row, now) for row in rows]


def _row(row: tuple[Any, ...], now: datetime) -> LetterRow:
    (number, uid, kind, subject, contact_id, contact, opportunity_id, opportunity, employer, interview_id) = row[:10]
    (reader, channel, status, finished_at, rest_until, ready_on, early_on, sent_on, touch_id, updated) = row[10:]
    rest = _local(rest_until) if rest_until else None
    ready = status == "finished" and (bool(early_on) or rest is None or rest.astimezone(UTC) <= now.astimezone(UTC))
    sent = _day(sent_on)
    return LetterRow(
        id=number,
        uid=uid,
        kind=kind,
        kind_words=kind_words(kind),
        subject=subject,
        contact_id=contact_id,
        contact=contact,
        opportunity_id=opportunity_id,
        opportunity=opportunity,
        employer=employer,
        interview_id=interview_id,
        reader=reader,
        channel=channel,
        status=status,
        finished_at=_local(finished_at) if finished_at else None,
        rest_until=rest,
        ready_on=_day(ready_on),
        early_on=_day(early_on),
        sent_on=sent,
        touch_id=touch_id,
        updated=_local(updated),
        ready=ready,
        state=_state(status, rest, ready, reader, sent, now),
    )


def _local(stamp: str) -> datetime:
    moment = datetime.fromisoformat(stamp)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(LOCAL)
    except (OverflowError, ValueError, OSError):  # the first and last days of the calendar have no offset
        return moment


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
