"""Callback windows: for each opportunity that ended in a no, when its chair is likelier to come free again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.book.opportunity_rows import load_opportunities
from crm.book.pipeline import opportunities_page
from crm.book.session import Book
from crm.domain.callback_window import Span, WindowState, spans, window_on, window_words
from crm.domain.opportunities import Person


@dataclass(frozen=True, slots=True)
class WindowRow:
    """The window of one opportunity: counted from `starts_on`, or from a guess where `state.assumed`.

    `reopened`: a second chance of it is under way. `people` are those with a part in it.
    """

    opportunity_id: int
    uid: str
    title: str
    employer: str
    rejected_on: date
    starts_on: date | None
    state: WindowState
    spans: tuple[Span, ...]
    words: str
    people: tuple[Person, ...]
    reopened: bool


def windows(book: Book) -> list[WindowRow]:
    """The windows of all opportunities whose newest stage is a no: first the open ones, then those to come."""
    today = book.today
    waiting = {row.id: row.waiting for row in opportunities_page(book, stage="rejected")}
    if not waiting:
        return []
    found = []
    for each in load_opportunities(book.store, waiting).values():
        no = each.rejection
        since = each.since
        if since is None:
            continue
        starts = no.starts_on if no is not None else None
        state = window_on(today, since, starts)
        found.append(
            WindowRow(
                each.id,
                each.uid,
                each.title,
                each.employer,
                since,
                starts,
                state,
                spans(since, starts),
                window_words(state, today),
                each.people,
                not waiting[each.id],
            )
        )
    return sorted(found, key=_order)


def _order(row: WindowRow) -> tuple[int, date, int]:
    if row.state.open is not None:
        return 0, row.state.open.last, row.opportunity_id
    if row.state.next is not None:
        return 1, row.state.next.first, row.opportunity_id
    return 2, date.max - (row.rejected_on - date.min), row.opportunity_id
