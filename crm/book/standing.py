"""How things stand with a contact in the search: their part, the no, the callback window, who else is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from crm.book.session import Book
from crm.domain.opportunities import LIVE

#: Bars of the picture of a callback window.
WINDOW_BARS = 9


@dataclass(frozen=True, slots=True)
class WindowPicture:
    """A callback window as it is drawn: the bars, the bar of today (None outside), and where today is in words."""

    bars: str
    today: int | None
    words: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What the card says of a contact's opportunity: the newest one that still lives, else the newest.

    `more` counts the others. `step_number` and `step` are of the step of the plan that is due; `plans` counts running
    plans. `concerns` counts those without an answer, `interview_on` is the next interview with them.
    """

    opportunity_id: int
    title: str
    employer: str
    part: str
    stage: str
    since: date | None
    rank: str
    more: int
    window: WindowPicture | None
    concerns: int
    step_number: int = 0
    step_purpose: str = ""
    interview_on: date | None = None
    interview_at: time | None = None
    interview_kind: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else at a contact's employer."""

    id: int
    name: str
    title: str
    role: str


_OF = (
    "SELECT o.id, o.title, coalesce(e.name, ''), m.part, coalesce(v.stage, 'lead'), v.\"on\", coalesce(r.rank, ''), "
    "r.starts_on FROM opportunity_contact m CROSS JOIN opportunity o ON o.id = m.opportunity_id "
    "LEFT JOIN employer e ON e.id = o.employer_id LEFT JOIN stage_event v ON v.id = (SELECT s.id FROM stage_event s "
    'WHERE s.opportunity_id = o.id ORDER BY s."on" DESC, s.seq DESC, s.id DESC LIMIT 1) '
    "LEFT JOIN rejection r ON r.event_id = v.id WHERE m.contact_id = ?"
)


def standing(book: Book, contact_id: int, step: int | None = None) -> Standing | None:
    """How things stand with a contact; None for somebody without a part in an opportunity.

    `step` is the step of a plan that makes their row due, where one does.
    """
    rows = book.store.rows(_OF, (contact_id,))
    if not rows:
        return None
    found = max(rows, key=_order)
    number, title, employer, part, stage, since, rank, starts = found
    on = date.fromisoformat(since) if since else None
    window = None
    if stage == "rejected" and on is not None:
        window = window_picture(book.today, on, date.fromisoformat(starts) if starts else None)
    concerns = book.store.value(
        "SELECT count(*) FROM concern c WHERE (c.opportunity_id = ? OR c.contact_id = ?) AND c.kind = 'concern' "
        "AND c.closed_on IS NULL AND NOT EXISTS (SELECT 1 FROM answer a LEFT JOIN letter l ON l.id = a.letter_id "
        "WHERE a.concern_id = c.id AND (a.letter_id IS NULL OR l.status = 'sent'))",
        (number, contact_id),
    )
    place, purpose = _step(book, step)
    interview = _next_interview(book, contact_id)
    return Standing(
        number, title, employer, part, stage, on, rank, len(rows) - 1, window, int(concerns), place, purpose, *interview
    )


def _order(row: Sequence[Any]) -> tuple[bool, str, int]:
    return row[4] in LIVE, row[5] or "", row[0]


def _step(book: Book, step: int | None) -> tuple[int, str]:
    if step is None:
        return 0, ""
    row = book.store.row(
        "SELECT (SELECT count(*) FROM plan_step e WHERE e.plan_id = s.plan_id AND e.place <= s.place), s.purpose "
        "FROM plan_step s WHERE s.id = ?",
        (step,),
    )
    return (int(row[0]), str(row[1])) if row else (0, "")


def _next_interview(book: Book, contact_id: int) -> tuple[date | None, time | None, str]:
    row = book.store.row(
        'SELECT i."on", i.at, i.kind FROM interview_contact w JOIN interview i ON i.id = w.interview_id '
        'WHERE w.contact_id = ? AND i.status = \'planned\' AND i."on" >= ? ORDER BY i."on", i.at LIMIT 1',
        (contact_id, book.today),
    )
    if row is None:
        return None, None, ""
    return date.fromisoformat(row[0]), time.fromisoformat(row[1]) if row[1] else None, str(row[2])


def window_picture(today: date, rejected_on: date, starts_on: date | None, width: int = WINDOW_BARS) -> WindowPicture:
    """The callback window of a no as it is drawn on `today`."""
    from crm.domain.callback_window import cell_of_today, draw_window, window_on, window_words

    state = window_on(today, rejected_on, starts_on)
    return WindowPicture(
        draw_window(rejected_on, starts_on, width),
        cell_of_today(today, rejected_on, starts_on, width),
        window_words(state, today),
        state.open is not None,
    )


def colleagues(book: Book, contact_id: int, limit: int = 100) -> list[Colleague]:
    """Who else works at a contact's employer, by name; without those marked do not contact."""
    rows = book.store.rows(
        "SELECT DISTINCT c.id, c.name, p.title, c.role FROM position p JOIN contact c ON c.id = p.contact_id "
        "WHERE p.employer_id = (SELECT q.employer_id FROM position q WHERE q.contact_id = ? AND q.until IS NULL "
        "ORDER BY q.place LIMIT 1) AND p.until IS NULL AND c.id <> ? AND NOT c.do_not_contact "
        "ORDER BY c.name LIMIT ?",
        (contact_id, contact_id, limit),
    )
    return [Colleague(*row) for row in rows]
