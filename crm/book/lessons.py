"""What the interviews taught: every lesson in one place, and what recurs on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.book.concerns import ledger
from crm.book.interview_rows import all_interviews
from crm.book.session import Book
from crm.domain.content_words import Recurrence, Said, points, recurring
from crm.domain.interviews import Concern, Interview

#: The kinds of lessons, as the interview keeps them, in the order they are shown.
LESSON_KINDS = ("put_off", "next_time", "went_well")


@dataclass(frozen=True, slots=True)
class LessonRow:
    """What one interview taught."""

    interview_id: int
    on: date
    opportunity_id: int
    opportunity: str
    employer: str
    went_well: str
    put_off: str
    next_time: str


@dataclass(frozen=True, slots=True)
class RecurringConcern:
    """A concern that was raised several times: as it was said last, how often, where, and how many have an answer."""

    text: str
    count: int
    answered: int
    employers: tuple[str, ...]
    concerns: tuple[Concern, ...]


@dataclass(frozen=True, slots=True)
class Lessons:
    """The lessons of all interviews, newest first; `recurs` by kind (see LESSON_KINDS), counted in interviews.

    `raised` is how many concerns were ever raised, `answered` how many of them have an answer.
    """

    rows: tuple[LessonRow, ...]
    recurs: dict[str, tuple[Recurrence, ...]]
    concerns: tuple[RecurringConcern, ...]
    raised: int
    answered: int


def all_lessons(book: Book) -> Lessons:
    """The lessons of all interviews that were held, and the concerns of all employers."""
    held = [one for one in all_interviews(book) if one.status == "held"]
    raised = ledger(book, kind="concern")
    return Lessons(
        rows=tuple(_row(one) for one in held if any(getattr(one.debrief, kind) for kind in LESSON_KINDS)),
        recurs={kind: tuple(recurring(_said(held, kind))) for kind in LESSON_KINDS},
        concerns=tuple(_recurring_concerns(raised)),
        raised=len(raised),
        answered=sum(one.answered is not None for one in raised),
    )


def _row(interview: Interview) -> LessonRow:
    noted = interview.debrief
    return LessonRow(
        interview.id,
        interview.on,
        interview.opportunity_id,
        interview.opportunity,
        interview.employer,
        noted.went_well,
        noted.put_off,
        noted.next_time,
    )


def _said(interviews: list[Interview], kind: str) -> list[Said]:
    return [
        Said(point, interview.id, interview.on)
        for interview in interviews
        for point in points(getattr(interview.debrief, kind))
    ]


def _recurring_concerns(raised: list[Concern]) -> list[RecurringConcern]:
    """Each was raised on an occasion of its own: twice in one interview is twice."""
    by_id = {one.id: one for one in raised}
    found = []
    for again in recurring([Said(one.text, one.id, one.on) for one in raised]):
        concerns = tuple(by_id[each.source] for each in again.said)
        employers = tuple(dict.fromkeys(one.employer for one in concerns if one.employer))
        answered = sum(one.answered is not None for one in concerns)
        found.append(RecurringConcern(again.text, again.count, answered, employers, concerns))
    return found
