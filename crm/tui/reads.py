"""What the panes read, each in one go on the book's thread, so that count, page and cursor belong together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from crm.book import reading
from crm.book.errors import NotFound
from crm.book.session import Book
from crm.book.standing import Standing, standing
from crm.domain.queue import Group
from crm.domain.rows import ContactCard, ContactRow, QueueRow, TimelineRow
from crm.tui.widgets.window import PAGE, Section, Window

#: Entries of a timeline read at a time.
TIMELINE_PAGE = 50

#: The headings of the queue, with the ink they are drawn in.
HEADINGS: dict[Group, tuple[str, str]] = {
    "answer": ("TO ANSWER", "wait-heading"),
    "late": ("LATE", "wait-heading"),
    "today": ("TODAY", "heading"),
    "this-week": ("THIS WEEK", "heading"),
    "next-week": ("NEXT WEEK", "heading"),
    "later": ("LATER", "heading"),
    "decide": ("TO DECIDE", "wait-heading"),
}

#: The groups from top to bottom: what is held for another week stands below what asks for a decision.
_ORDER: tuple[Group, ...] = ("answer", "late", "today", "this-week", "decide", "next-week", "later")

#: A row that leaves one of these for a later group has been dealt with.
_PRESSING: tuple[Group, ...] = ("answer", "late", "today", "this-week")


@dataclass(frozen=True, slots=True)
class Day:
    """What the header says."""

    today: date
    counts: dict[Group, int]


@dataclass(frozen=True, slots=True)
class Person:
    """What the timeline pane shows: the card, and the newest entries. `more` when there are older ones.

    `standing` tells of their part in the search; None without one.
    """

    card: ContactCard
    rows: Sequence[TimelineRow]
    more: bool
    standing: Standing | None = None


def people(book: Book, text: str, keep: Sequence[int | None], fallback: int) -> tuple[Window[ContactRow], int]:
    """The people that fit `text`, and how many there are in all.

    The cursor is on the first contact of `keep` that is in the list, or else at `fallback`.
    """
    total = reading.contacts_count(book, text)
    everybody = reading.contacts_count(book) if text.strip() else total
    index = _index(keep, lambda contact_id: reading.contact_index(book, contact_id, text), fallback, total)
    first = index // PAGE * PAGE
    rows = reading.contacts_page(book, text, first, PAGE)
    return Window([Section("", total)], first, rows, index), everybody


def _index(keep: Sequence[int | None], find: Callable[[int], int | None], fallback: int, total: int) -> int:
    for contact_id in keep:
        if contact_id is not None and (index := find(contact_id)) is not None:
            return index
    return max(min(fallback, total - 1), 0)


def people_page(book: Book, text: str, offset: int, limit: int) -> Sequence[ContactRow]:
    """Another page of the same list."""
    return reading.contacts_page(book, text, offset, limit)


def queue(book: Book, keep: Sequence[int | None], fallback: int) -> tuple[Window[QueueRow], Day]:
    """The whole queue, the cursor as in `people`; and the counts for the header."""
    counts = reading.queue_counts(book)
    total = sum(counts.values())
    index = _index(keep, lambda contact_id: reading.queue_index(book, contact_id), fallback, total)
    first = index // PAGE * PAGE
    rows = reading.queue_page(book, first, PAGE, everything=True)
    sections = [Section(HEADINGS[group][0], counts[group], HEADINGS[group][1]) for group in _ORDER if counts.get(group)]
    return Window(sections, first, rows, index), Day(book.clock.today(), counts)


def queue_page(book: Book, offset: int, limit: int) -> Sequence[QueueRow]:
    """Another page of the queue."""
    return reading.queue_page(book, offset, limit, everything=True)


def person(book: Book, contact_id: int, at_least: int = TIMELINE_PAGE) -> Person | None:
    """One contact with the newest entries of the timeline; None when they are no longer in the book."""
    try:
        card = reading.contact_card(book, contact_id)
    except NotFound:
        return None
    rows = reading.timeline_page(book, contact_id, 0, at_least + 1, everything=True)
    return Person(card, rows[:at_least], len(rows) > at_least, standing(book, contact_id, card.next.step))


def older(book: Book, contact_id: int, offset: int, limit: int) -> tuple[Sequence[TimelineRow], bool]:
    """Older entries from `offset` on, and whether there are still older ones."""
    rows = reading.timeline_page(book, contact_id, offset, limit + 1, everything=True)
    return rows[:limit], len(rows) > limit


@dataclass(frozen=True, slots=True)
class Asked:
    """What the panes show now, so that reading again keeps everything in its place.

    `contact_id` is the chosen contact; the rows are those under the cursors of the two lists, with their places.
    `entries` is how many entries of the timeline to read at least. `pane` has the focus: in a list the chosen contact
    is always the one under its cursor. `queue_group` is the group in which they were seen in the queue; empty when
    the cursor is to stay with them wherever they go.
    """

    contact_id: int | None = None
    pane: str = "queue"
    queue_group: str = ""
    queue_row: int | None = None
    queue_cursor: int = 0
    people_row: int | None = None
    people_cursor: int = 0
    text: str = ""
    entries: int = TIMELINE_PAGE


@dataclass(frozen=True, slots=True)
class Everything:
    """All that the home screen shows, read at one moment. `contact_id` is who is chosen, `person` what they are."""

    asked: Asked
    day: Day
    queue: Window[QueueRow]
    people: Window[ContactRow]
    everybody: int
    contact_id: int | None
    person: Person | None


def everything(book: Book, asked: Asked) -> Everything:
    """All panes at once. In the pane of a list the row under its cursor is who is chosen, whoever it was before."""
    chosen = asked.contact_id
    if asked.pane == "people":
        in_people, everybody = people(book, asked.text, [chosen, asked.people_row], asked.people_cursor)
        chosen = in_people.current.id if in_people.current is not None else None
    in_queue, day = queue(book, [] if _moved_on(book, asked) else [chosen, asked.queue_row], asked.queue_cursor)
    if asked.pane == "queue":
        chosen = in_queue.current.contact_id if in_queue.current is not None else None
    if asked.pane != "people":
        in_people, everybody = people(book, asked.text, [chosen, asked.people_row], asked.people_cursor)
    found = person(book, chosen, asked.entries) if chosen is not None else None
    if found is None and asked.pane == "timeline":  # they are gone: whoever stands there now is chosen
        rows = (in_queue.current, in_people.current)
        chosen = next((row.contact_id if isinstance(row, QueueRow) else row.id for row in rows if row), None)
        found = person(book, chosen, asked.entries) if chosen is not None else None
    return Everything(asked, day, in_queue, in_people, everybody, chosen, found)


def _moved_on(book: Book, asked: Asked) -> bool:
    """True when the row acted on has gone down into a later group: the cursor then goes on to the next row."""
    if asked.pane != "queue" or asked.contact_id is None or asked.queue_group not in _PRESSING:
        return False
    index = reading.queue_index(book, asked.contact_id)
    if index is None or index <= asked.queue_cursor:
        return False
    counts = reading.queue_counts(book)
    earlier = _ORDER[: _ORDER.index(asked.queue_group) + 1]
    return index >= sum(counts.get(group, 0) for group in earlier)


def places(book: Book, contact_id: int, text: str) -> tuple[int | None, int | None]:
    """Where a contact is in the filtered list of people and in the queue."""
    return reading.contact_index(book, contact_id, text), reading.queue_index(book, contact_id)
