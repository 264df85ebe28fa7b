"""What the screens of letters read, each in one go on the book's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm.book.concerns import ledger
from crm.book.errors import NotFound
from crm.book.interview_rows import get_interview
from crm.book.letter_export import ENDINGS, file_name
from crm.book.letter_material import points_for
from crm.book.letter_reading import LetterDetail, LetterRow, get_letter, letters_count, letters_page
from crm.book.letter_usual import UsualLetter, usual_letter
from crm.book.news import NewsKind, NewsLine, preview_news
from crm.book.pipeline import OpportunityRow, opportunities_of, opportunities_page
from crm.book.proofs import all_proofs
from crm.book.reading import contact_card
from crm.book.session import Book
from crm.domain.interviews import Concern, Interview, ProofPoint

#: Letters shown in the list; older ones are in `callback letter list`.
MOST_LETTERS = 300
#: The groups of the list: the heading and its ink.
GROUPS: dict[str, tuple[str, str]] = {
    "reread": ("TO REREAD", "wait-heading"),
    "rests": ("RESTING", "heading"),
    "draft": ("DRAFTS", "heading"),
    "reader": ("WITH A READER", "heading"),
    "sent": ("SENT", "heading"),
}


def group_of(row: LetterRow) -> str:
    """The key of `GROUPS` a letter belongs to. One that has rested is to be reread, whoever reads it, too."""
    if row.status == "sent":
        return "sent"
    if row.ready:
        return "reread"
    if row.reader:
        return "reader"
    return "rests" if row.status == "finished" else "draft"


@dataclass(frozen=True, slots=True)
class Letters:
    """The list: letters by group, in the order of `GROUPS`; `more` is how many older ones are not shown."""

    groups: tuple[tuple[str, tuple[LetterRow, ...]], ...]
    more: int

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(rows) for _, rows in self.groups) + self.more

    @property
    def waiting(self) -> int:
        """How many are ready to reread."""
        return len(dict(self.groups).get("reread", ()))


def letters(book: Book) -> Letters:
    """The letters by where they stand."""
    rows = letters_page(book, 0, MOST_LETTERS)
    groups = ((group, tuple(row for row in rows if group_of(row) == group)) for group in GROUPS)
    return Letters(tuple((group, found) for group, found in groups if found), letters_count(book) - len(rows))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A challenge or concern that waits for an answer, with the proof points that answer it."""

    concern: Concern
    proofs: tuple[ProofPoint, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What was said, to write from. `interview` is the one the letter follows."""

    points: tuple[Waiting, ...] = ()
    interview: Interview | None = None

    @property
    def is_empty(self) -> bool:
        """True where nothing was noted."""
        return not self.points and self.interview is None


def material(book: Book, row: LetterRow) -> Material:
    """What a letter is written from: the points it is checked against, and what its interview left.

    Of a letter about no opportunity: what its recipient said that is still open.
    """
    interview = None
    if row.interview_id is not None:
        try:
            interview = get_interview(book, row.interview_id)
        except NotFound:
            interview = None
    if row.opportunity_id is not None:
        concerns = {each.id: each for each in ledger(book, opportunity_id=row.opportunity_id)}
        wanted = [point.id for point in points_for(book, row.opportunity_id, row.interview_id, row.id)]
        found = [concerns[number] for number in wanted if number in concerns]
    elif row.contact_id is not None:
        found = ledger(book, contact_id=row.contact_id, open_only=True)
    else:
        found = []
    proofs = {proof.id: proof for proof in all_proofs(book)} if found else {}
    return Material(
        tuple(
            Waiting(concern, tuple(proofs[ref.id] for ref in concern.proofs if ref.id in proofs)) for concern in found
        ),
        interview,
    )


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its screen shows it; `now` is the local time of the reading."""

    detail: LetterDetail
    material: Material
    now: datetime


def letter(book: Book, letter_id: int) -> Letter:
    """A letter with its material. Raises NotFound."""
    detail = get_letter(book, letter_id)
    return Letter(detail, material(book, detail.row), book.clock.now())


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the form that begins a letter needs: to whom, what it would most likely be, and what it can be about."""

    contact_id: int
    name: str
    line: str
    why: str
    usual: UsualLetter
    opportunities: tuple[OpportunityRow, ...]


def beginning(book: Book, contact_id: int) -> Beginning:
    """How a letter to somebody begins. Raises NotFound."""
    card = contact_card(book, contact_id)
    line = ", ".join(part for part in (card.contact.title, card.contact.employer) if part)
    return Beginning(
        contact_id,
        card.contact.name,
        line,
        card.why,
        usual_letter(book, contact_id),
        tuple(opportunities_of(book, contact_id)),
    )


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The names of the files a letter can be written to, by form."""

    names: dict[str, str]


def ways_out(book: Book, letter_id: int) -> WaysOut:
    """How a letter can go out. Raises NotFound."""
    detail = get_letter(book, letter_id)
    return WaysOut({form: file_name(detail, form) for form in ENDINGS})


def news_of(book: Book, kind: NewsKind, opportunity_id: int | None) -> tuple[NewsLine, ...]:
    """Whom news concern. Raises NotFound."""
    return preview_news(book, kind=kind, opportunity_id=opportunity_id)


@dataclass(frozen=True, slots=True)
class NewsGround:
    """What the form for news needs: the opportunities it can be about, the furthest along first."""

    today: date
    opportunities: Sequence[OpportunityRow]


def news_ground(book: Book) -> NewsGround:
    """What the form for news needs."""
    order = ("accepted", "offer", "final", "interviewing", "screening", "applied", "lead")
    rows = [row for row in opportunities_page(book, limit=200) if row.stage in order]
    return NewsGround(book.today, sorted(rows, key=lambda row: order.index(row.stage)))
