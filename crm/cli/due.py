"""What `done`, `skip` and `move` act on: the thing that makes somebody's row due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.book.errors import Declined, NotFound
from crm.cli.picking import picked, several
from crm.domain.next_touch import NextTouch
from crm.domain.plan_views import StepView
from crm.domain.rows import ContactRow, FollowUpRow

if TYPE_CHECKING:
    from crm.book.session import Book


def what_is_due(
    book: Book, row: ContactRow, item_id: int | None, step_id: int | None = None
) -> FollowUpRow | StepView | NextTouch:
    """The open item or step picked by id or due by itself; else the next touch: a cadence or an answer is due.

    Raises Declined when nothing is due, or something that is decided or sent elsewhere, NotFound for an id that is
    not open, Ambiguous for several items.
    """
    from crm.book.reading import contact_card

    card = contact_card(book, row.id)
    found = card.next
    if step_id is not None:
        return open_step(book, row, step_id)
    if item_id is not None:
        return picked(card.open_items, row, item_id)
    asks = _asks(book, found)
    if asks:
        raise _to_decide(book, row, asks)
    if found.kind == "plan" and found.step is not None:
        return open_step(book, row, found.step)
    if found.kind == "letter":
        raise Declined(
            f"A letter to {row.name} waits to be reread: `callback letter show` has it, "
            "`callback letter sent` says that it went out."
        )
    if len(card.open_items) > 1:
        raise several(book, card.open_items, row)
    for item in card.open_items:
        if found.follow_up == item.id:
            return item
    if found.kind is None:
        raise Declined(f"Nothing is due for {row.name}: {card.why}.")
    return found


def open_step(book: Book, row: ContactRow, step_id: int) -> StepView:
    """The open step of a plan that is meant. Raises NotFound for one that is not theirs, or not open."""
    from crm.book.plans import get_step

    plan, step = get_step(book, step_id)
    if step.contact_id != row.id or not step.is_open or plan.status != "running":
        raise NotFound(f"{row.name} has no open step {step_id}: `callback plans --with WHO` lists the steps.")
    return step


def step_to_move(book: Book, row: ContactRow, item_id: int | None, step_id: int | None) -> StepView | None:
    """The step that `move` means: the one picked, or the first open one where the plan makes the row due.

    None where a follow-up is meant. Raises NotFound.
    """
    if step_id is not None:
        return open_step(book, row, step_id)
    if item_id is not None:
        return None
    from crm.book.brief import plan_place
    from crm.book.reading import contact_card

    card = contact_card(book, row.id)
    if card.next.kind == "plan" and card.next.step is not None:
        return open_step(book, row, card.next.step)
    if card.open_items:
        return None
    place = plan_place(book, row.id)
    return open_step(book, row, place.step_id) if place else None


def asks_now(book: Book, row: ContactRow) -> str:
    """What waits for a decision about the contact: `reply`, `moved`, `streak`, or nothing.

    What their running plan asks counts too while their row asks first for an answer to what they wrote.
    """
    from crm.book.plans import plans_of
    from crm.book.reading import contact_card

    asked = (each for plan in plans_of(book, contact_id=row.id) if plan.status == "running" for each in plan.asks)
    return _asks(book, contact_card(book, row.id).next) or next(
        (each.asks for each in asked if each.contact_id == row.id), ""
    )


def _asks(book: Book, found: NextTouch) -> str:
    if found.kind == "decide":
        return found.asks
    return "streak" if found.decide_from is not None and found.decide_from <= book.today else ""


def _to_decide(book: Book, row: ContactRow, asks: str) -> Declined:
    from crm.book.brief import plan_place
    from crm.cli.plan_phrases import ASKS, choices

    words = ", ".join(choice for choice, _ in choices(asks, plan=plan_place(book, row.id) is not None))
    return Declined(
        f"{row.name} {ASKS.get(asks, ASKS['streak'])}: that is to be decided first. "
        f"`callback decide WHO` with one of: {words}."
    )
