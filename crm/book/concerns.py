"""The ledger of what employers said: their challenges, their concerns about the candidacy, and where each was answered.

A concern stays open until it is answered in a letter that was sent, in a talk, by work done for them, or until the
person says that it no longer matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from crm.book.contact_rows import day_or_none
from crm.book.errors import Declined, NotFound, Refused
from crm.book.opportunity_rows import insert
from crm.book.session import Book
from crm.domain.interviews import ANSWERS, CONCERN_KINDS, Answer, Concern, ProofRef
from crm.domain.text import clean, clean_line
from crm.domain.words import say_day

# Where somebody works now, for what was said outside any opportunity.
_WORKS_AT = (
    "(SELECT p.employer_id FROM position p WHERE p.contact_id = c.contact_id AND p.until IS NULL "
    "ORDER BY p.place LIMIT 1)"
)
_EMPLOYER = f"CASE WHEN c.opportunity_id IS NULL THEN {_WORKS_AT} ELSE o.employer_id END"
_COLUMNS = (
    "c.id, c.uid, c.kind, c.text, c.\"on\", c.opportunity_id, coalesce(o.title, ''), coalesce(e.name, ''), "
    "c.interview_id, c.contact_id, coalesce(s.name, ''), c.closed_on"
)
_FROM = (
    "concern c LEFT JOIN opportunity o ON o.id = c.opportunity_id LEFT JOIN contact s ON s.id = c.contact_id "
    f"LEFT JOIN employer e ON e.id = {_EMPLOYER}"
)
#: Said by them, or said by nobody knows whom where they were there: in the interview, else in the opportunity.
OF_CONTACT = (
    "(c.contact_id = :who OR (c.contact_id IS NULL AND CASE WHEN c.interview_id IS NULL "
    "THEN c.opportunity_id IN (SELECT opportunity_id FROM opportunity_contact WHERE contact_id = :who) "
    "ELSE c.interview_id IN (SELECT interview_id FROM interview_contact WHERE contact_id = :who) END))"
)


# Reading


def ledger(
    book: Book,
    *,
    contact_id: int | None = None,
    opportunity_id: int | None = None,
    employer_id: int | None = None,
    interview_id: int | None = None,
    kind: str | None = None,
    open_only: bool = False,
) -> list[Concern]:
    """The rows of the ledger that fit every condition given, newest first.

    Of a contact: what they said, and what was said where they were there and nobody noted by whom.
    """
    conditions: list[str] = []
    values: list[Any] = []
    if contact_id is not None:
        conditions.append(OF_CONTACT.replace(":who", "?"))
        values += [contact_id] * 3
    for column, value in (
        ("c.opportunity_id", opportunity_id),
        (_EMPLOYER, employer_id),
        ("c.interview_id", interview_id),
        ("c.kind", kind),
    ):
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)
    found = _load(book, " AND ".join(conditions) or "1", values)
    return [concern for concern in found if concern.is_open] if open_only else found


def get_concern(book: Book, concern_id: int) -> Concern:
    """The challenge or concern. Raises NotFound."""
    found = _load(book, "c.id = ?", [concern_id])
    if not found:
        raise NotFound(f"There is no concern {concern_id}: `callback concerns` lists them with their ids.")
    return found[0]


def count_open(book: Book, *, contact_id: int | None = None, opportunity_id: int | None = None) -> int:
    """How many concerns (not challenges) are open, of a contact, an opportunity, or in all."""
    return len(ledger(book, contact_id=contact_id, opportunity_id=opportunity_id, kind="concern", open_only=True))


def _load(book: Book, condition: str, values: Sequence[Any]) -> list[Concern]:
    rows = book.store.rows(
        f'SELECT {_COLUMNS} FROM {_FROM} WHERE {condition} ORDER BY c."on" DESC, c.seq DESC, c.id DESC', values
    )
    within = f"({','.join(str(row[0]) for row in rows)})"
    proofs: dict[int, list[ProofRef]] = defaultdict(list)
    for concern_id, proof_id, title in book.store.rows(
        "SELECT x.concern_id, p.id, p.title FROM concern_proof x JOIN proof_point p ON p.id = x.proof_id "
        f"WHERE x.concern_id IN {within} ORDER BY x.place, x.id"
    ):
        proofs[concern_id].append(ProofRef(proof_id, title))
    answers: dict[int, list[Answer]] = defaultdict(list)
    for concern_id, number, how, on, note, letter_id, touch_id, status, sent_on in book.store.rows(
        'SELECT a.concern_id, a.id, a.how, a."on", a.note, a.letter_id, a.touch_id, l.status, l.sent_on '
        f"FROM answer a LEFT JOIN letter l ON l.id = a.letter_id WHERE a.concern_id IN {within} "
        'ORDER BY a."on", a.seq, a.id'
    ):
        day = date.fromisoformat(sent_on or on)
        answers[concern_id].append(
            Answer(number, how, day, note, letter_id, touch_id, letter_id is None or status == "sent")
        )
    found = []
    for row in rows:
        number, uid, said, text, on, opportunity_id, opportunity, employer, interview_id, contact_id, by, closed = row
        found.append(
            Concern(
                id=number,
                uid=uid,
                kind=said,
                text=text,
                on=date.fromisoformat(on),
                opportunity_id=opportunity_id,
                opportunity=opportunity,
                employer=employer,
                interview_id=interview_id,
                contact_id=contact_id,
                said_by=by,
                closed_on=day_or_none(closed),
                proofs=tuple(proofs[number]),
                answers=tuple(answers[number]),
            )
        )
    return found


# What was said


def add_concern(
    book: Book,
    text: str,
    *,
    kind: str = "concern",
    opportunity_id: int | None = None,
    interview_id: int | None = None,
    contact_id: int | None = None,
    on: date | None = None,
) -> int:
    """Writes down a challenge or concern in their words and gives its id; today's unless `on` says when.

    Raises NotFound, and Refused for an empty text, a day ahead, or when it is said neither of whom nor of what.
    """
    text = _checked_text(text)
    _check_kind(kind)
    if on is not None and on > book.today:
        raise _still_ahead(book, on, "said")
    if interview_id is not None:
        row = book.store.row('SELECT opportunity_id, "on" FROM interview WHERE id = ?', (interview_id,))
        if row is None:
            raise NotFound(f"There is no interview {interview_id}.")
        opportunity_id = row[0]
        on = on or min(date.fromisoformat(row[1]), book.today)
    if opportunity_id is None and contact_id is None:
        raise Refused("Say for which opportunity it is, or who said it.")
    _check_there(book, "opportunity", opportunity_id)
    _check_there(book, "contact", contact_id)
    with book.act(f"Add a {kind}"):
        return insert_concern(
            book,
            kind=kind,
            text=text,
            on=on or book.today,
            opportunity_id=opportunity_id,
            interview_id=interview_id,
            contact_id=contact_id,
        )


def insert_concern(
    book: Book,
    *,
    kind: str,
    text: str,
    on: date,
    opportunity_id: int | None = None,
    interview_id: int | None = None,
    contact_id: int | None = None,
) -> int:
    """Writes a challenge or concern that was checked; gives its id. Inside an act."""
    return insert(
        book.store,
        "concern",
        {
            "uid": str(uuid4()),
            "kind": kind,
            "text": text,
            "opportunity_id": opportunity_id,
            "interview_id": interview_id,
            "contact_id": contact_id,
            "on": on,
            "closed_on": None,
            "seq": book.store.next_seq(),
            "created": book.stamp,
        },
    )


def edit_concern(book: Book, concern_id: int, **changes: Any) -> None:
    """Changes `text`, `kind`, `on` or `contact_id` (who said it; None for nobody known).

    Raises NotFound, Refused as `add_concern` does.
    """
    old = get_concern(book, concern_id)
    values = {"text": old.text, "kind": old.kind, "on": old.on, "contact_id": old.contact_id}
    if unknown := changes.keys() - values.keys():
        raise Refused(f"A concern has no field “{sorted(unknown)[0]}”.")
    values |= changes
    values["text"] = _checked_text(str(values["text"]))
    _check_kind(str(values["kind"]))
    if changes.get("on") is not None and changes["on"] > book.today:
        raise _still_ahead(book, changes["on"], "said")
    _check_there(book, "contact", changes.get("contact_id"))
    with book.act(f"Edit a {old.kind}"):
        sets = ", ".join(f'"{name}" = ?' for name in values)
        book.store.database.execute_sql(f"UPDATE concern SET {sets} WHERE id = ?", (*values.values(), concern_id))


def delete_concern(book: Book, concern_id: int) -> None:
    """Deletes a challenge or concern with its answers. Raises NotFound."""
    old = get_concern(book, concern_id)
    with book.act(f"Delete a {old.kind}"):
        book.store.database.execute_sql("DELETE FROM concern WHERE id = ?", (concern_id,))


def close_concern(book: Book, concern_id: int) -> None:
    """Says that it no longer matters. Raises NotFound, Declined when it is closed already."""
    old = get_concern(book, concern_id)
    if old.closed_on is not None:
        raise Declined(f"This {old.kind} was closed on {say_day(old.closed_on, book.today)} already.")
    with book.act(f"Close a {old.kind}"):
        book.store.database.execute_sql("UPDATE concern SET closed_on = ? WHERE id = ?", (book.today, concern_id))


def reopen_concern(book: Book, concern_id: int) -> None:
    """Takes the closing back. Raises NotFound, Declined when it is not closed."""
    old = get_concern(book, concern_id)
    if old.closed_on is None:
        raise Declined(f"This {old.kind} is not closed.")
    with book.act(f"Reopen a {old.kind}"):
        book.store.database.execute_sql("UPDATE concern SET closed_on = NULL WHERE id = ?", (concern_id,))


# What answers it


def link_proofs(book: Book, concern_id: int, proof_ids: Sequence[int]) -> int:
    """Links proof points that can answer it; gives how many are new. Raises NotFound."""
    old = get_concern(book, concern_id)
    with book.act(f"Link a proof point to a {old.kind}"):
        return _insert_links(book, old, proof_ids)


def unlink_proof(book: Book, concern_id: int, proof_id: int) -> None:
    """Takes a proof point off. Raises NotFound, Declined when it is not linked."""
    old = get_concern(book, concern_id)
    if proof_id not in {proof.id for proof in old.proofs}:
        raise Declined(f"This proof point is not linked to the {old.kind}.")
    with book.act(f"Unlink a proof point from a {old.kind}"):
        book.store.database.execute_sql(
            "DELETE FROM concern_proof WHERE concern_id = ? AND proof_id = ?", (concern_id, proof_id)
        )


def record_answer(
    book: Book,
    concern_id: int,
    how: str,
    *,
    on: date | None = None,
    note: str = "",
    letter_id: int | None = None,
    touch_id: int | None = None,
    proof_ids: Sequence[int] = (),
) -> int:
    """Writes where it was answered (`letter`, `talk`, `work`), with the proof points used; gives the answer's id.

    An answer in a letter of the book counts from the day on which that letter is sent. Raises NotFound, Refused.
    """
    old = get_concern(book, concern_id)
    if how not in ANSWERS:
        raise Refused(f"“{clean_line(how)[:40]}” is no way to answer: choose one of {', '.join(ANSWERS)}.")
    if on is not None and on > book.today:
        raise _still_ahead(book, on, "answered")
    if letter_id is not None and how != "letter":
        raise Refused("An answer that stands in a letter is one by letter.")
    _check_there(book, "letter", letter_id)
    _check_there(book, "touch", touch_id)
    with book.act(f"Answer a {old.kind}"):
        _insert_links(book, old, proof_ids)
        return insert_answer(
            book, concern_id, how, on or book.today, note=clean(note).strip(), letter_id=letter_id, touch_id=touch_id
        )


def insert_answer(
    book: Book,
    concern_id: int,
    how: str,
    on: date,
    *,
    note: str = "",
    letter_id: int | None = None,
    touch_id: int | None = None,
) -> int:
    """Writes where a challenge or concern was answered; gives the answer's id. Inside an act."""
    return insert(
        book.store,
        "answer",
        {
            "concern_id": concern_id,
            "how": how,
            "letter_id": letter_id,
            "touch_id": touch_id,
            "on": on,
            "note": note,
            "seq": book.store.next_seq(),
        },
    )


def remove_answer(book: Book, answer_id: int) -> None:
    """Takes an answer back: what it answered may be open again. Raises NotFound."""
    kind = book.store.value(
        "SELECT c.kind FROM answer a JOIN concern c ON c.id = a.concern_id WHERE a.id = ?", (answer_id,)
    )
    if kind is None:
        raise NotFound(f"There is no answer {answer_id}.")
    with book.act(f"Take back the answer to a {kind}"):
        book.store.database.execute_sql("DELETE FROM answer WHERE id = ?", (answer_id,))


def _insert_links(book: Book, concern: Concern, proof_ids: Sequence[int]) -> int:
    known = {proof.id for proof in concern.proofs}
    fresh = [number for number in dict.fromkeys(proof_ids) if number not in known]
    for number in fresh:
        if not book.store.value("SELECT 1 FROM proof_point WHERE id = ?", (number,)):
            raise NotFound(f"There is no proof point {number}: `callback proof list` shows them with their ids.")
    place = int(
        book.store.value("SELECT coalesce(max(place), -1) + 1 FROM concern_proof WHERE concern_id = ?", (concern.id,))
    )
    book.store.executemany(
        "INSERT INTO concern_proof(concern_id, proof_id, place) VALUES (?, ?, ?)",
        [(concern.id, number, place + index) for index, number in enumerate(fresh)],
    )
    return len(fresh)


def _checked_text(text: str) -> str:
    text = clean(text).strip()
    if not text:
        raise Refused("Write what they said, in their words.")
    return text


def _check_kind(kind: str) -> None:
    if kind not in CONCERN_KINDS:
        raise Refused(f"“{clean_line(kind)[:40]}” is neither a challenge nor a concern.")


def _check_there(book: Book, table: str, number: int | None) -> None:
    if number is not None and not book.store.value(f"SELECT 1 FROM {table} WHERE id = ?", (number,)):
        raise NotFound(f"This {table} is no longer in the book.")


def _still_ahead(book: Book, on: date, done: str) -> Refused:
    return Refused(f"{say_day(on, book.today)} is still ahead: say the day on which it was {done}.")
