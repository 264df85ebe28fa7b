"""What the screens of opportunities read, each in one go on the book's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm.book import opportunity_card, reading
from crm.book.errors import Ambiguous, NotFound, Refused
from crm.book.pipeline import OpportunityRow, opportunities_page
from crm.book.session import Book
from crm.domain.opportunities import PARTS, part_of
from crm.domain.text import clean_line, fold
from crm.tui.dialogs.people_field import PersonText


@dataclass(frozen=True, slots=True)
class PipelineCard:
    """An opportunity on the pipeline: its row, who is next in it, and the text a filter looks through, folded."""

    row: OpportunityRow
    next: str
    folded: str

    @property
    def column(self) -> str:
        """The stage it stands under; `waiting` after a no or silence, `closed` once a second chance is under way."""
        if self.row.waiting:
            return "waiting"
        return "closed" if self.row.stage in {"rejected", "no answer", "withdrawn"} else self.row.stage


@dataclass(frozen=True, slots=True)
class Pipeline:
    """All opportunities, by stage and those that came there last first, as of `today`."""

    cards: tuple[PipelineCard, ...]
    today: date


def pipeline(book: Book) -> Pipeline:
    """Everything the pipeline shows."""
    nexts, names = opportunity_card.who_is_next(book), opportunity_card.names_of(book)
    cards = tuple(
        PipelineCard(
            row,
            nexts.get(row.id, ""),
            fold(clean_line(" ".join((row.title, row.employer, row.kind, row.stage, *names.get(row.id, ()))))),
        )
        for row in opportunities_page(book)
    )
    return Pipeline(cards, book.today)


def next_of(book: Book, opportunity_id: int) -> tuple[str, date] | None:
    """Who of an opportunity is next, and on which day; None where nobody has a date."""
    dated = [(each.next, each.name) for each in opportunity_card.people_lines(book, opportunity_id) if each.next]
    return min(((name, day) for day, name in dated), key=lambda each: each[1], default=None)


def suggest_people(book: Book, text: str) -> list[str]:
    """Names that begin with `text`, each with a part in brackets: that of their role first."""
    name, bracket, _ = text.partition("(")
    found = []
    for row in reading.contacts_page(book, clean_line(name), 0, 20):
        mine = part_of(row.role)
        parts = [mine, *PARTS] if bracket else [mine]
        found += [f"{row.name} ({part})" if part else row.name for part in dict.fromkeys(parts) if part or not bracket]
    return found


def people_meant(book: Book, people: Sequence[PersonText]) -> tuple[tuple[int, str], ...]:
    """Whom the names in a form mean, with their parts. Raises Refused with a sentence for the form."""
    return tuple((each.contact_id or _one(book, each.name), each.part) for each in people)


def _one(book: Book, name: str) -> int:
    said = clean_line(name)[:60]
    try:
        return reading.the_contact(book, name).id
    except NotFound:
        raise Refused(f"Nobody in the book fits “{said}”: n on the home screen adds them.") from None
    except Ambiguous:
        raise Refused(f"“{said}” fits several people: say more of the name, or the e-mail address.") from None
