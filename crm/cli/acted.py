"""What an act on one person's items prints: what was done, and the date that is next now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm.cli.output import print_json, say
from crm.cli.phrases import item_json, item_words, next_json, next_words
from crm.domain.rows import ContactRow, FollowUpRow

if TYPE_CHECKING:
    from crm.book.session import Book


def report(
    book: Book,
    row: ContactRow,
    done: str,
    *,
    item: FollowUpRow | None = None,
    as_json: bool = False,
    **more: Any,
) -> None:
    """`done` and the item in words, then the next date; or the same as JSON with `more` in it."""
    from crm.book.reading import contact_card

    card = contact_card(book, row.id)
    today = book.clock.today()
    if as_json:
        print_json(
            {
                "contact": row.name,
                "contact_uid": row.uid,
                **({"item": item_json(item)} if item else {}),
                **more,
                "next": next_json(card.next, card.why),
            }
        )
        return
    what = f" {item_words(item, today)}" if item else ""
    say(f"{done}{what} ({row.name}).")
    say(f"  next {next_words(card.next, card.why, today)}")
