"""All that a screen shows of one opportunity at once, and who is next in each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.book.concerns import count_open
from crm.book.contact_rows import day_or_none
from crm.book.interview_rows import interviews_of
from crm.book.letter_reading import LetterRow, letters_of
from crm.book.opportunity_rows import one_opportunity
from crm.book.plans import plans_of
from crm.book.ring_card import ring_card
from crm.book.session import Book
from crm.domain.interviews import Interview
from crm.domain.opportunities import Opportunity
from crm.domain.plan_views import PlanView


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody with a part in an opportunity: the day of their last touch, and the day on which they are next."""

    contact_id: int
    name: str
    part: str
    last: date | None
    next: date | None
    do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class OpportunityCard:
    """One opportunity with everything that hangs on it.

    `first` is the title of the one whose second chance it is, `seconds` are its own second chances by id. `ring` is
    the card for the moment they ring with a no, empty before interviewing. `plans` are those that run.
    """

    opportunity: Opportunity
    people: tuple[PersonLine, ...]
    interviews: tuple[Interview, ...]
    letters: tuple[LetterRow, ...]
    plans: tuple[PlanView, ...]
    open_concerns: int
    first: str
    seconds: tuple[tuple[int, str], ...]
    ring: str


def opportunity_card(book: Book, opportunity_id: int, records: str) -> OpportunityCard:
    """Everything of one opportunity; `records` says how a no is recorded where it is read. Raises NotFound."""
    found = one_opportunity(book.store, opportunity_id)
    seconds = book.store.rows("SELECT id, title FROM opportunity WHERE second_of_id = ? ORDER BY id", (found.id,))
    first = book.store.value("SELECT title FROM opportunity WHERE id = ?", (found.second_of or 0,))
    return OpportunityCard(
        found,
        people_lines(book, found.id),
        tuple(interviews_of(book, found.id)),
        tuple(letters_of(book, opportunity_id=found.id)),
        tuple(plans_of(book, opportunity_id=found.id)),
        count_open(book, opportunity_id=found.id),
        str(first or ""),
        tuple((number, title) for number, title in seconds),
        ring_card(found, records),
    )


def people_lines(book: Book, opportunity_id: int) -> tuple[PersonLine, ...]:
    """Those with a part in an opportunity, in their order."""
    rows = book.store.rows(
        "SELECT p.contact_id, l.name, p.part, l.last_touch, l.shown, l.do_not_contact FROM opportunity_contact p "
        "JOIN listing l ON l.contact_id = p.contact_id WHERE p.opportunity_id = ? ORDER BY p.place, p.id",
        (opportunity_id,),
    )
    return tuple(
        PersonLine(contact, name, part, day_or_none(last), day_or_none(shown), bool(never))
        for contact, name, part, last, shown, never in rows
    )


def who_is_next(book: Book) -> dict[int, str]:
    """By opportunity the name of the one who is next among its people; those without a date are left out."""
    rows = book.store.rows(
        "SELECT p.opportunity_id, l.name FROM opportunity_contact p JOIN listing l ON l.contact_id = p.contact_id "
        "WHERE l.shown IS NOT NULL ORDER BY l.shown DESC, p.place DESC, p.id DESC"
    )
    return dict(rows)


def names_of(book: Book) -> dict[int, tuple[str, ...]]:
    """By opportunity the names of everybody with a part in it: what a filter looks through."""
    found: dict[int, tuple[str, ...]] = {}
    for number, name in book.store.rows(
        "SELECT p.opportunity_id, c.name FROM opportunity_contact p JOIN contact c ON c.id = p.contact_id "
        "ORDER BY p.opportunity_id, p.place, p.id"
    ):
        found[number] = (*found.get(number, ()), name)
    return found
