"""What `done` and `skip` act on: the thing that makes somebody's row due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.book.errors import Declined
from crm.cli.picking import picked, several
from crm.domain.next_touch import NextTouch
from crm.domain.rows import ContactRow, FollowUpRow

if TYPE_CHECKING:
    from crm.book.session import Book


def what_is_due(book: Book, row: ContactRow, item_id: int | None) -> FollowUpRow | NextTouch:
    """The open item picked by id or due by itself; else the next touch: a cadence or an answer is due.

    Raises Declined when nothing is due, NotFound for an id that is not open, Ambiguous for several items.
    """
    from crm.book.reading import contact_card

    card = contact_card(book, row.id)
    if item_id is not None:
        return picked(card.open_items, row, item_id)
    if len(card.open_items) > 1:
        raise several(book, card.open_items, row)
    for item in card.open_items:
        if card.next.follow_up == item.id:
            return item
    if card.next.kind is None:
        raise Declined(f"Nothing is due for {row.name}: {card.why}.")
    return card.next
