"""Interviews as they are read, with who took part and what was said."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from crm.book.errors import NotFound
from crm.book.session import Book
from crm.domain.interviews import DEBRIEF_TEXTS, Debrief, Interview, InterviewPerson, Quote

_COLUMNS = (
    "i.id, i.uid, i.opportunity_id, o.title, coalesce(e.name, ''), i.\"on\", i.at, i.zone, i.minutes, i.kind, "
    "i.location, i.status, i.seq, " + ", ".join(f"i.{name}" for name in DEBRIEF_TEXTS)
)
_FROM = "interview i JOIN opportunity o ON o.id = i.opportunity_id LEFT JOIN employer e ON e.id = o.employer_id"
_NEWEST_FIRST = 'i."on" DESC, i.at DESC, i.seq DESC'


def get_interview(book: Book, interview_id: int) -> Interview:
    """The interview with everything noted. Raises NotFound."""
    found = _load(book, "WHERE i.id = ?", (interview_id,))
    if not found:
        raise NotFound(f"There is no interview {interview_id}: `callback interview list` shows them with their ids.")
    return found[0]


def interviews_of(book: Book, opportunity_id: int) -> list[Interview]:
    """The interviews of an opportunity, newest first."""
    return _load(book, "WHERE i.opportunity_id = ?", (opportunity_id,))


def interviews_with(book: Book, contact_id: int) -> list[Interview]:
    """The interviews that somebody took part in, newest first."""
    return _load(book, "WHERE i.id IN (SELECT interview_id FROM interview_contact WHERE contact_id = ?)", (contact_id,))


def all_interviews(book: Book) -> list[Interview]:
    """Every interview, newest first."""
    return _load(book, "", ())


def next_interview(book: Book, opportunity_id: int) -> Interview | None:
    """The planned interview of an opportunity that is next, today's included; None where none is planned."""
    ahead = [one for one in interviews_of(book, opportunity_id) if one.status == "planned" and one.on >= book.today]
    return ahead[-1] if ahead else None


def interview_to_debrief(book: Book, opportunity_id: int) -> Interview:
    """The interview of an opportunity that a debrief means: the newest whose day has come.

    Raises NotFound, which tells how to record one.
    """
    for interview in interviews_of(book, opportunity_id):
        if interview.on <= book.today and interview.status != "cancelled":
            return interview
    raise NotFound("No interview for this opportunity has been held yet: `callback interview add` records one.")


def _load(book: Book, condition: str, values: tuple[Any, ...]) -> list[Interview]:
    rows = book.store.rows(f"SELECT {_COLUMNS} FROM {_FROM} {condition} ORDER BY {_NEWEST_FIRST}", values)
    within = f"({','.join(str(row[0]) for row in rows)})"
    people: dict[int, list[InterviewPerson]] = {row[0]: [] for row in rows}
    for interview_id, contact_id, name in book.store.rows(
        "SELECT p.interview_id, c.id, c.name FROM interview_contact p JOIN contact c ON c.id = p.contact_id "
        f"WHERE p.interview_id IN {within} ORDER BY p.place, p.id"
    ):
        people[interview_id].append(InterviewPerson(contact_id, name))
    said: dict[tuple[int, str], list[Quote]] = {}
    for number, interview_id, kind, text, contact_id in book.store.rows(
        f"SELECT id, interview_id, kind, text, contact_id FROM concern WHERE interview_id IN {within} ORDER BY seq, id"
    ):
        said.setdefault((interview_id, kind), []).append(Quote(text, contact_id, number))
    found = []
    for row in rows:
        number, uid, opportunity_id, title, employer, on, at, zone, minutes, kind, location, status, seq = row[:13]
        debrief = Debrief(
            tuple(said.get((number, "challenge"), ())),
            tuple(said.get((number, "concern"), ())),
            **dict(zip(DEBRIEF_TEXTS, row[13:], strict=True)),
        )
        found.append(
            Interview(
                number,
                uid,
                opportunity_id,
                title,
                employer,
                date.fromisoformat(on),
                time.fromisoformat(at) if at else None,
                zone,
                minutes,
                kind,
                location,
                status,
                tuple(people[number]),
                debrief,
                seq,
            )
        )
    return found
