"""What is done to letters: begun from the interview's material, written, finished, read, checked, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from crm.book.errors import Declined, NotFound, Refused
from crm.book.letter_context import context_for
from crm.book.letter_material import draft_for
from crm.book.letter_reading import LetterRow, get_letter, get_version, kind_words, letter_row
from crm.book.local_zone import LOCAL
from crm.book.people import get_contact
from crm.book.session import Book, utc_stamp
from crm.domain.letter_check import check_letter
from crm.domain.letter_findings import Finding
from crm.domain.letters import KINDS, rest_until
from crm.domain.text import clean, clean_line
from crm.domain.words import say_day

#: How a letter can go out.
LETTER_CHANNELS = ("email", "letter", "message")
#: Characters of one letter; more is refused, as it was hardly meant.
LONGEST_LETTER = 100_000


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did: `version` is the number of the new version, None where the text is as it was.

    `changed` names what else is new (`subject`, `kind` …). `draft_again`: the letter was finished, and rests anew once
    it is finished again.
    """

    version: int | None
    changed: tuple[str, ...] = ()
    draft_again: bool = False


def new_letter(
    book: Book,
    kind: str,
    *,
    contact_id: int,
    opportunity_id: int | None = None,
    interview_id: int | None = None,
    channel: str | None = None,
    subject: str | None = None,
) -> int:
    """Begins a letter with a draft laid out from what is known, and gives its id.

    Without an interview the newest one of the opportunity that was held is meant, before all one with them. Raises
    NotFound, and Refused for a kind or channel that is none.
    """
    _check_kind(kind)
    channel = channel or KINDS[kind].channel
    _check_channel(channel)
    name = get_contact(book, contact_id).name
    opportunity_id, interview_id = _occasion(book, contact_id, opportunity_id, interview_id)
    draft = draft_for(book, kind, contact_id=contact_id, opportunity_id=opportunity_id, interview_id=interview_id)
    subject = clean_line(draft.subject if subject is None else subject)
    with book.act(f"Begin the {kind_words(kind)} to {name}"):
        book.store.database.execute_sql(
            "INSERT INTO letter(uid, kind, subject, contact_id, opportunity_id, interview_id, reader, channel, "
            "status, finished_at, rest_until, seq, created, updated) "
            "VALUES (?, ?, ?, ?, ?, ?, '', ?, 'draft', '', '', ?, ?, ?)",
            (
                str(uuid4()),
                kind,
                subject,
                contact_id,
                opportunity_id,
                interview_id,
                channel,
                book.store.next_seq(),
                book.stamp,
                book.stamp,
            ),
        )
        letter_id = int(book.store.value("SELECT last_insert_rowid()"))
        _insert_version(book, letter_id, _checked_text(draft.text))
    return letter_id


def save_letter(book: Book, letter_id: int, text: str, subject: str | None = None) -> Saved:
    """Saves the letter's text as a new version, and its subject: `edit_letter` with these."""
    return edit_letter(book, letter_id, text=text, subject=subject)


def edit_letter(
    book: Book,
    letter_id: int,
    *,
    text: str | None = None,
    subject: str | None = None,
    kind: str | None = None,
    channel: str | None = None,
    contact_id: int | None = None,
    reader: str | None = None,
) -> Saved:
    """Changes what is given of a letter; what is as it was makes no version and no act.

    Another text or subject makes a finished letter a draft again; another kind, channel, recipient or reader does not.
    Raises NotFound, and Refused for a letter that was sent, a text that is too long, and a kind or channel that is
    none.
    """
    detail = get_letter(book, letter_id)
    row = refuse_sent(book, detail.row)
    if kind is not None:
        _check_kind(kind)
    if channel is not None:
        _check_channel(channel)
    if contact_id is not None:
        get_contact(book, contact_id)
    wanted: dict[str, object | None] = {
        "subject": None if subject is None else clean_line(subject),
        "kind": kind,
        "channel": channel,
        "contact_id": contact_id,
        "reader": None if reader is None else clean_line(reader),
    }
    changes = {name: value for name, value in wanted.items() if value is not None and value != getattr(row, name)}
    text = detail.text if text is None else _checked_text(text)
    rewritten, renamed = text != detail.text, "subject" in changes
    draft_again = (rewritten or renamed) and row.status == "finished"
    if rewritten or changes:
        with book.act(f"Edit {named(row)}"):
            write_letter(book, letter_id, changes | (_DRAFT if draft_again else {}))
            if rewritten:
                _insert_version(book, letter_id, text)
    return Saved(len(detail.versions) + 1 if rewritten else None, tuple(sorted(changes)), draft_again)


def restore_version(book: Book, letter_id: int, number: int) -> Saved:
    """Makes an earlier version the newest again, as a new one.

    Raises NotFound, Refused for a letter that was sent, Declined where the letter says that already.
    """
    row = refuse_sent(book, letter_row(book, letter_id))
    detail, version = get_letter(book, letter_id), get_version(book, letter_id, number)
    if version.text == detail.text:
        raise Declined(f"Version {number} is what the letter says already.")
    with book.act(f"Restore version {number} of {named(row)}"):
        write_letter(book, letter_id, _DRAFT if row.status == "finished" else {})
        _insert_version(book, letter_id, version.text)
    return Saved(len(detail.versions) + 1, draft_again=row.status == "finished")


def finish_letter(book: Book, letter_id: int, reader: str | None = None, *, early: bool = False) -> LetterRow:
    """Finishes a draft: from now on it rests overnight, or not at all where it is `early` on purpose.

    `reader` is who reads it first.

    Raises NotFound, Refused for a letter that was sent or is empty, Declined for one that is finished already.
    """
    detail = get_letter(book, letter_id)
    row = refuse_sent(book, detail.row)
    if row.status == "finished":
        raise Declined(f"This letter is finished already: {row.state}.")
    if not detail.text.strip():
        raise Refused("This letter has no text yet: write it before it is finished.")
    rest = _rest(book.clock.now())
    with book.act(f"Finish {named(row)}"):
        write_letter(
            book,
            letter_id,
            {
                "status": "finished",
                "finished_at": book.stamp,
                "rest_until": utc_stamp(rest),
                "ready_on": book.today if early else rest.date(),
                "early_on": book.today if early else None,
                "reader": row.reader if reader is None else clean_line(reader),
            },
        )
    return letter_row(book, letter_id)


def name_reader(book: Book, letter_id: int, reader: str) -> None:
    """Names who reads the letter first; an empty text takes the name away. Raises NotFound, Refused once sent."""
    edit_letter(book, letter_id, reader=reader)


def set_early(book: Book, letter_id: int) -> None:
    """Ends the rest of a finished letter sooner, on purpose, which is recorded.

    Raises NotFound, Refused for a draft and for one that was sent, Declined where it has rested.
    """
    row = refuse_sent(book, letter_row(book, letter_id))
    if row.status == "draft":
        raise Refused(f"This letter is still a draft: `callback letter finish {letter_id}` finishes it.")
    if row.ready:
        raise Declined("This letter is ready to reread already.")
    with book.act(f"Reread {named(row)} sooner"):
        write_letter(book, letter_id, {"early_on": book.today, "ready_on": book.today})


def check(book: Book, letter_id: int) -> tuple[Finding, ...]:
    """What the letter check points at in the newest version, in the order of the text. Raises NotFound."""
    return check_text(book, letter_id, get_letter(book, letter_id).text)


def check_text(book: Book, letter_id: int, text: str) -> tuple[Finding, ...]:
    """What the letter check points at in a text that is not saved yet, as it stands in an editor. Raises NotFound."""
    letter_row(book, letter_id)
    text = clean(text)
    return tuple(check_letter(text, context_for(book, letter_id, text)))


def delete_letter(book: Book, letter_id: int) -> LetterRow:
    """Deletes a letter with its versions and gives it as it was. The touch of one that was sent stays: it happened.

    Raises NotFound.
    """
    row = letter_row(book, letter_id)
    with book.act(f"Delete {named(row)}"):
        book.store.database.execute_sql("DELETE FROM letter WHERE id = ?", (letter_id,))
    return row


def refuse_sent(book: Book, row: LetterRow) -> LetterRow:
    """The row of a letter that can still be changed. Raises Refused for one that was sent."""
    if row.status == "sent":
        day = f" on {say_day(row.sent_on, book.today)}" if row.sent_on else ""
        raise Refused(
            f"This letter was sent{day} and stays as it was sent: `callback letter new WHO` begins another one."
        )
    return row


#: The values of a letter that is finished no longer.
_DRAFT = {"status": "draft", "finished_at": "", "rest_until": "", "ready_on": None, "early_on": None}


def _rest(now: datetime) -> datetime:
    try:
        return rest_until(now.astimezone(LOCAL))
    except (OverflowError, ValueError, OSError):
        raise Refused("The calendar ends before this letter would have rested.") from None


def _occasion(
    book: Book, contact_id: int, opportunity_id: int | None, interview_id: int | None
) -> tuple[int | None, int | None]:
    """The opportunity and the interview that are meant by either of them. Raises NotFound, Refused."""
    if interview_id is not None:
        its = book.store.value("SELECT opportunity_id FROM interview WHERE id = ?", (interview_id,))
        if its is None:
            raise NotFound("This interview is no longer in the book.")
        if opportunity_id not in {None, its}:
            raise Refused("This interview was for another opportunity.")
        return its, interview_id
    if opportunity_id is None:
        return None, None
    if not book.store.value("SELECT 1 FROM opportunity WHERE id = ?", (opportunity_id,)):
        raise NotFound("This opportunity is no longer in the book.")
    held = book.store.value(
        "SELECT i.id FROM interview i WHERE i.opportunity_id = ? AND i.\"on\" <= ? AND i.status <> 'cancelled' "
        "ORDER BY EXISTS (SELECT 1 FROM interview_contact p WHERE p.interview_id = i.id AND p.contact_id = ?) DESC, "
        'i."on" DESC, i.at DESC, i.seq DESC LIMIT 1',
        (opportunity_id, book.today, contact_id),
    )
    return opportunity_id, held


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise Refused(f"“{clean_line(kind)[:40]}” is no kind of letter: choose one of {', '.join(KINDS)}.")


def _check_channel(channel: str) -> None:
    if channel not in LETTER_CHANNELS:
        known = ", ".join(LETTER_CHANNELS)
        raise Refused(f"“{clean_line(channel)[:40]}” is no way to send a letter: choose one of {known}.")


def _checked_text(text: str) -> str:
    text = clean(text).rstrip()
    if len(text) > LONGEST_LETTER:
        raise Refused(f"This text has more than {LONGEST_LETTER:,} characters: a letter is shorter.")
    return text


def named(row: LetterRow) -> str:
    """`the influence letter to Dana Whitfield`, as the history calls it."""
    return f"the {row.kind_words} to {row.contact}" if row.contact else f"the {row.kind_words}"


def write_letter(book: Book, letter_id: int, changes: Mapping[str, object]) -> None:
    """Writes columns of a letter. Inside an act."""
    changes = {**changes, "updated": book.stamp}
    sets = ", ".join(f"{name} = ?" for name in changes)
    book.store.database.execute_sql(f"UPDATE letter SET {sets} WHERE id = ?", (*changes.values(), letter_id))


def _insert_version(book: Book, letter_id: int, text: str) -> None:
    book.store.database.execute_sql(
        "INSERT INTO letter_version(letter_id, text, at, seq) VALUES (?, ?, ?, ?)",
        (letter_id, text, book.stamp, book.store.next_seq()),
    )
