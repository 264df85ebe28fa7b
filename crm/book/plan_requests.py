"""What a playbook is to begin with, found in the book: the no, the interview, the people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from crm.book.interview_rows import interviews_of
from crm.book.opportunity_rows import newest_rejection, one_opportunity
from crm.book.playbooks import get_playbook
from crm.book.session import Book
from crm.domain.plan_views import Coffee, Placing, PlanRequest


def request_for(
    book: Book,
    playbook: str,
    *,
    opportunity_id: int | None = None,
    contact_ids: Sequence[int] = (),
    on: date | None = None,
    placing: Placing = "placed",
    coffee: Coffee = "now",
    join: bool = True,
) -> PlanRequest:
    """The request for a playbook by its name, for an opportunity or for people.

    Where the opportunity ended in a no, a playbook that starts with one takes what is known of it; one that starts
    with an interview begins on the day of the last one held. Otherwise it begins on `on`, today where that is None.
    Raises NotFound, Ambiguous.
    """
    known = get_playbook(playbook)
    request = PlanRequest(
        start=on or book.today,
        playbook=known.name,
        opportunity_id=opportunity_id,
        coffee=coffee,
        placing=placing,
        contact_ids=tuple(contact_ids),
        join=join,
    )
    if opportunity_id is None:
        return request
    no = one_opportunity(book.store, opportunity_id).rejection
    if known.starts_with == "rejection" and no is not None:
        row = newest_rejection(book.store, opportunity_id)
        return replace(
            request,
            start=on or no.on,
            rejection_id=row.id if row else None,
            told_by=no.told_by,
            teller=no.teller,
            how=no.how,
            starts_on=no.starts_on,
        )
    if known.starts_with == "interview" and on is None:
        held = next((one for one in interviews_of(book, opportunity_id) if one.status == "held"), None)
        if held is not None:
            return replace(request, start=held.on)
    return request
