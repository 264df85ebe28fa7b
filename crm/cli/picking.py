"""Which person and which of their open items is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.book.errors import Ambiguous, Declined, NotFound
from crm.cli.phrases import item_words, touch_words
from crm.domain.rows import ContactRow, FollowUpRow, TimelineRow
from crm.domain.words import say_day

if TYPE_CHECKING:
    from crm.book.session import Book


def person(book: Book, who: str) -> ContactRow:
    """The one contact that WHO names. Raises NotFound, or Ambiguous with those who fit."""
    from crm.book.reading import the_contact

    return the_contact(book, who)


def people(book: Book, who: Sequence[str]) -> list[ContactRow]:
    """The contacts that several WHO name, each once, in the order named."""
    found: dict[int, ContactRow] = {}
    for each in who:
        row = person(book, each)
        found.setdefault(row.id, row)
    return list(found.values())


def open_item(book: Book, row: ContactRow, item_id: int | None) -> FollowUpRow:
    """The open follow-up or promise that is meant.

    Raises Declined when nothing is open, NotFound when no open one has that id, Ambiguous when there are
    several and none was picked.
    """
    from crm.book.follow_ups import open_items

    items = open_items(book, row.id)
    if item_id is not None:
        return picked(items, row, item_id)
    if not items:
        raise Declined(f"Nothing is planned for {row.name}: `callback plan` puts something on a date.")
    if len(items) > 1:
        raise several(book, items, row)
    return items[0]


def picked(items: Sequence[FollowUpRow], row: ContactRow, item_id: int) -> FollowUpRow:
    """The item with that id. Raises NotFound."""
    for item in items:
        if item.id == item_id:
            return item
    raise NotFound(f"{row.name} has nothing open with the id {item_id}: `callback show` lists what there is.")


def several(book: Book, items: Sequence[FollowUpRow], row: ContactRow) -> Ambiguous:
    """The complaint that lists the open items with their ids."""
    today = book.clock.today()
    return Ambiguous(
        f"{row.name} has {len(items)} open items; say which with --id:",
        [f"{item.id:>5}  {item_words(item, today)}" for item in items],
    )


def several_waiting(book: Book, waiting: Sequence[TimelineRow], row: ContactRow) -> Ambiguous:
    """The complaint that lists what waits for an answer with its ids."""
    today = book.clock.today()
    return Ambiguous(
        f"{len(waiting)} things from {row.name} wait for an answer; say which with --id, or --all:",
        [f"{touch.id:>5}  {say_day(touch.on, today)}, {touch_words(touch)}" for touch in waiting],
    )
