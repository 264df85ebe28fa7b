"""The preparation sheet of an opportunity: all that is worth knowing before one walks in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm.book.concerns import ledger
from crm.book.interview_rows import interviews_of, interviews_with, next_interview
from crm.book.local_zone import LOCAL
from crm.book.opportunity_rows import one_opportunity
from crm.book.proofs import all_proofs
from crm.book.reading import timeline_page
from crm.book.ring_card import ring_card
from crm.book.session import Book
from crm.domain.content_words import Said, points, recurring
from crm.domain.interviews import CLOSING_QUESTIONS, Concern, Interview, ProofPoint, Suggestion, suggested
from crm.domain.opportunities import Opportunity, Person
from crm.domain.rows import TimelineRow

_TOUCHES = 3
_TOLD = 3
_REMEMBERED = 3
_READ = 50


@dataclass(frozen=True, slots=True)
class PersonNotes:
    """What is known of somebody: their part, the last three touches, how they are, what they told you, newest first."""

    contact_id: int
    name: str
    part: str
    title: str
    employer: str
    touches: tuple[TimelineRow, ...] = ()
    chemistry: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmployerNotes:
    """What is known of the employer. `rank` is the place on the target list, None off it."""

    id: int
    name: str
    rank: int | None
    working_on: str
    website: str
    notes: str


@dataclass(frozen=True, slots=True)
class Point:
    """A challenge or concern with the proof points linked to it, and others that fit."""

    concern: Concern
    linked: tuple[ProofPoint, ...]
    suggested: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything for the next interview.

    `interview` is the next planned one, `own_time` when it is on the person's own clock, `earlier` those that were
    held, newest first. `challenges` are all that were named at this employer, `concerns` those that are open there.
    `remember` is what the person wanted to do differently, of any interview. `ring_card` is empty before interviewing.
    """

    opportunity: Opportunity
    interview: Interview | None
    own_time: datetime | None
    people: tuple[PersonNotes, ...]
    employer: EmployerNotes | None
    earlier: tuple[Interview, ...]
    challenges: tuple[Point, ...]
    concerns: tuple[Point, ...]
    questions: tuple[str, ...]
    remember: tuple[str, ...]
    closing_questions: tuple[str, ...]
    ring_card: str


def prepare(book: Book, opportunity_id: int) -> Sheet:
    """The preparation sheet of an opportunity. Raises NotFound."""
    opportunity = one_opportunity(book.store, opportunity_id)
    interviews = interviews_of(book, opportunity_id)
    coming = next_interview(book, opportunity_id)
    there = opportunity.employer_id
    said = ledger(book, opportunity_id=opportunity_id) if there is None else ledger(book, employer_id=there)
    proofs = all_proofs(book)
    return Sheet(
        opportunity=opportunity,
        interview=coming,
        own_time=coming.own(LOCAL) if coming else None,
        people=tuple(_person(book, person) for person in _people(opportunity, coming)),
        employer=_employer(book, there),
        earlier=tuple(one for one in interviews if one.status == "held"),
        challenges=tuple(_point(one, proofs) for one in said if one.kind == "challenge"),
        concerns=tuple(_point(one, proofs) for one in said if one.kind == "concern" and one.is_open),
        questions=tuple(one.debrief.questions for one in interviews if one.debrief.questions),
        remember=tuple(_remember(book)),
        closing_questions=CLOSING_QUESTIONS,
        ring_card=ring_card(opportunity),
    )


def _people(opportunity: Opportunity, coming: Interview | None) -> list[Person]:
    """Those of the next interview first."""
    there = [person.contact_id for person in coming.people] if coming else []
    return sorted(
        opportunity.people,
        key=lambda person: there.index(person.contact_id) if person.contact_id in there else len(there),
    )


def _person(book: Book, person: Person) -> PersonNotes:
    row = book.store.row("SELECT title, employer FROM listing WHERE contact_id = ?", (person.contact_id,))
    title, employer = row or ("", "")
    timeline = [row for row in timeline_page(book, person.contact_id, 0, _READ) if row.kind == "touch"]
    interviews = interviews_with(book, person.contact_id)
    told = [
        (day, text)
        for day, text in (
            *((one.on, one.debrief.notes) for one in interviews),
            *_given(book, person.contact_id),
        )
        if text
    ]
    told.sort(key=lambda each: each[0], reverse=True)
    return PersonNotes(
        person.contact_id,
        person.name,
        person.part,
        title,
        employer,
        tuple(timeline[:_TOUCHES]),
        next((one.debrief.chemistry for one in interviews if one.debrief.chemistry), ""),
        tuple(text for _, text in told[:_TOLD]),
    )


def _given(book: Book, contact_id: int) -> list[tuple[date, str]]:
    return [
        (date.fromisoformat(on), got)
        for on, got in book.store.rows(
            'SELECT p."on", t.got FROM touch_contact p CROSS JOIN touch t ON t.id = p.touch_id '
            "WHERE p.contact_id = ? AND t.got <> '' ORDER BY p.\"on\" DESC, p.seq DESC LIMIT ?",
            (contact_id, _TOLD),
        )
    ]


def _employer(book: Book, employer_id: int | None) -> EmployerNotes | None:
    row = book.store.row(
        'SELECT id, name, "rank", working_on, website, notes FROM employer WHERE id = ?', (employer_id,)
    )
    return EmployerNotes(*row) if row else None


def _point(concern: Concern, proofs: Sequence[ProofPoint]) -> Point:
    linked = {proof.id for proof in concern.proofs}
    by_id = {proof.id: proof for proof in proofs}
    return Point(
        concern,
        tuple(by_id[proof.id] for proof in concern.proofs),
        tuple(suggested(concern.text, [proof for proof in proofs if proof.id not in linked])),
    )


def _remember(book: Book) -> list[str]:
    """What was noted most often first, then the newest."""
    said = [
        Said(point, number, date.fromisoformat(on))
        for number, on, text in book.store.rows("SELECT id, \"on\", next_time FROM interview WHERE next_time <> ''")
        for point in points(text)
    ]
    return [again.text for again in recurring(said, least=1)[:_REMEMBERED]]
