"""What a letter to somebody would most likely be: its kind and what it is about, for a form that begins one."""

from __future__ import annotations

from dataclasses import dataclass

from crm.book.interview_rows import interviews_with
from crm.book.letter_material import usual_opportunity
from crm.book.letter_reading import letters_of
from crm.book.pipeline import OpportunityRow, opportunities_of
from crm.book.plans import get_step
from crm.book.reading import contact_card
from crm.book.session import Book
from crm.domain.opportunities import WAYS_OUT

#: The kinds that steps of the playbooks mean, by a word of the step's key; the first that fits counts.
_OF_STEPS = (
    ("draft", "influence"),
    ("letter", "influence"),
    ("feedback", "feedback"),
    ("useful", "offer"),
    ("note", "handwritten"),
    ("thank", "thanks"),
    ("tell", "news"),
    ("in-touch", "keep-in-touch"),
    ("still-here", "keep-in-touch"),
)
_BEFORE_INTERVIEWS = ("lead", "applied", "screening")
#: Days for which an interview asks for a letter; later it would come out of the blue.
AFTER_AN_INTERVIEW = 21


@dataclass(frozen=True, slots=True)
class UsualLetter:
    """The kind (a name of `crm.domain.letters.KINDS`) and the opportunity a form begins with."""

    kind: str
    opportunity_id: int | None = None


def usual_letter(book: Book, contact_id: int) -> UsualLetter:
    """What a letter to a contact would most likely be.

    The step of a plan that makes them due says it; else a recent interview with them that no influence letter followed;
    else where their opportunity stands. Raises NotFound.
    """
    card = contact_card(book, contact_id)
    rows = {row.id: row for row in opportunities_of(book, contact_id) if row.part is not None}
    usual = usual_opportunity(book, contact_id)
    if card.next.step is not None:
        plan, step = get_step(book, card.next.step)
        if kind := _of_step(step.name):
            about = plan.opportunity_id if plan.opportunity_id is not None else usual
            cold = kind == "influence" and (about is None or not _held(book, contact_id, about))
            return UsualLetter("cover" if cold else kind, about)
    written = {row.interview_id for row in letters_of(book, contact_id=contact_id) if row.kind == "influence"}
    for interview in interviews_with(book, contact_id):
        row = rows.get(interview.opportunity_id)
        stands = row is None or row.stage not in WAYS_OUT
        is_recent = 0 <= (book.today - interview.on).days <= AFTER_AN_INTERVIEW
        if interview.status == "held" and is_recent and stands and interview.id not in written:
            return UsualLetter("influence", interview.opportunity_id)
    return _of_stage(book, contact_id, list(rows.values()), usual)


def _of_stage(book: Book, contact_id: int, rows: list[OpportunityRow], usual: int | None) -> UsualLetter:
    for row in rows:
        thanked = any(
            letter.kind == "thanks" for letter in letters_of(book, contact_id=contact_id, opportunity_id=row.id)
        )
        if row.stage == "rejected" and not thanked:
            return UsualLetter("thanks", row.id)
        if row.stage in _BEFORE_INTERVIEWS:
            return UsualLetter("cover", row.id)
    return UsualLetter("keep-in-touch", usual)


def _of_step(key: str) -> str:
    return next((kind for word, kind in _OF_STEPS if word in key), "")


def _held(book: Book, contact_id: int, opportunity_id: int) -> bool:
    return any(
        each.opportunity_id == opportunity_id and each.status == "held" for each in interviews_with(book, contact_id)
    )
