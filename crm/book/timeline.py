"""What happened with one contact, newest first: one indexed read a page.

Touches and follow-ups that were closed; with `everything` also what an opportunity of theirs came to, the no,
interviews, and steps of a plan that were marked done or skipped without a touch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from crm.book.session import Book
from crm.domain.next_touch import waiting
from crm.domain.rows import TimelineRow

_TOUCH = "t.id, t.uid, p.\"on\", 'touch', t.channel, t.direction, t.outcome, t.note, t.gave, t.asked, t.got"
_TOUCHES = (
    f"SELECT {_TOUCH}, p.seq AS seq, '' FROM touch_contact p CROSS JOIN touch t ON t.id = p.touch_id "
    "WHERE p.contact_id = ?1"
)
_FOLLOW_UPS = (
    "SELECT id, uid, status_on, 'follow-up', channel, '', status, purpose, '', '', '', seq, '' FROM follow_up "
    "WHERE contact_id = ?1 AND status IN ('done', 'skipped')"
)
#: A touch that only says again what an entry of the no or of an interview says, with nothing of its own.
_NOTHING_OF_ITS_OWN = "t.gave = '' AND t.asked = '' AND t.got = ''"
_SAID_BY_A_NO = (
    "EXISTS (SELECT 1 FROM rejection r JOIN opportunity_contact m ON m.opportunity_id = r.opportunity_id "
    f"WHERE r.touch_id = t.id AND m.contact_id = ?1 AND {_NOTHING_OF_ITS_OWN} AND (t.note = 'said no' "
    "OR t.note = 'said no: ' || r.reason))"
)
_SAID_BY_AN_INTERVIEW = (
    "(t.note LIKE 'Interview: %' AND EXISTS (SELECT 1 FROM interview_contact w JOIN interview i "
    "ON i.id = w.interview_id JOIN opportunity o ON o.id = i.opportunity_id WHERE w.contact_id = ?1 "
    f"AND i.\"on\" = p.\"on\" AND i.status = 'held' AND {_NOTHING_OF_ITS_OWN} AND t.note = 'Interview: ' || o.title))"
)
_STAGES = (
    "SELECT v.id, '', v.\"on\", 'stage', '', '', v.stage, v.note, '', '', '', v.seq, o.title "
    "FROM opportunity_contact m CROSS JOIN stage_event v ON v.opportunity_id = m.opportunity_id "
    "CROSS JOIN opportunity o ON o.id = m.opportunity_id WHERE m.contact_id = ?1 AND v.stage <> 'rejected'"
)
_NOES = (
    "SELECT v.id, '', v.\"on\", 'no', coalesce(r.how, ''), coalesce(nullif(c.name, ''), r.told_by, ''), "
    "coalesce(r.rank, ''), coalesce(r.reason, ''), '', '', '', v.seq, o.title "
    "FROM opportunity_contact m CROSS JOIN stage_event v ON v.opportunity_id = m.opportunity_id "
    "CROSS JOIN opportunity o ON o.id = m.opportunity_id LEFT JOIN rejection r ON r.event_id = v.id "
    "LEFT JOIN contact c ON c.id = r.teller_id AND c.id <> ?1 "
    "WHERE m.contact_id = ?1 AND v.stage = 'rejected'"
)
_INTERVIEWS = (
    "SELECT i.id, i.uid, i.\"on\", 'interview', i.kind, '', i.status, i.notes, '', '', '', i.seq, o.title "
    "FROM interview_contact w CROSS JOIN interview i ON i.id = w.interview_id "
    "CROSS JOIN opportunity o ON o.id = i.opportunity_id "
    "WHERE w.contact_id = ?1 AND (i.status <> 'planned' OR i.\"on\" <= ?2)"
)
_STEPS = (
    "SELECT id, uid, status_on, 'step', channel, '', status, purpose, '', '', '', seq, '' FROM plan_step "
    "WHERE contact_id = ?1 AND status IN ('done', 'skipped') AND status_on IS NOT NULL"
)
_PLAIN = f"{_TOUCHES} UNION ALL {_FOLLOW_UPS}"
_EVERYTHING = " UNION ALL ".join(
    (
        f"{_TOUCHES} AND NOT {_SAID_BY_A_NO} AND NOT {_SAID_BY_AN_INTERVIEW}",
        _FOLLOW_UPS,
        _STAGES,
        _NOES,
        _INTERVIEWS,
        _STEPS,
    )
)


def timeline_page(
    book: Book, contact_id: int, offset: int = 0, limit: int = 50, *, everything: bool = False
) -> list[TimelineRow]:
    """Touches, and follow-ups marked done or skipped, newest first; with `everything` what this module says."""
    query = _EVERYTHING if everything else _PLAIN
    rows = book.store.rows(
        f"{query} ORDER BY 3 DESC, 12 DESC, 1 DESC LIMIT ?3 OFFSET ?4",
        (contact_id, book.today, limit, offset),
    )
    return _with_company(book, contact_id, [_timeline_row(row) for row in rows])


def timeline_count(book: Book, contact_id: int) -> int:
    """How many entries the plain timeline has."""
    return int(
        book.store.value(
            "SELECT (SELECT count(*) FROM touch_contact WHERE contact_id = ?) + "
            "(SELECT count(*) FROM follow_up WHERE contact_id = ? AND status IN ('done', 'skipped'))",
            (contact_id, contact_id),
        )
    )


def touch_rows(book: Book, contact_id: int, ids: Sequence[int]) -> list[TimelineRow]:
    """Touches of a contact that wait for an answer, by their ids, oldest first."""
    if not ids:
        return []
    rows = book.store.rows(
        f"SELECT {_TOUCH} FROM touch_contact p JOIN touch t ON t.id = p.touch_id "
        f'WHERE p.contact_id = ? AND t.id IN ({",".join(map(str, ids))}) ORDER BY p."on", p.seq',
        (contact_id,),
    )
    return [replace(_timeline_row((*row, 0, "")), waits=True) for row in rows]


def _timeline_row(row: tuple[Any, ...]) -> TimelineRow:
    number, uid, on, kind, channel, direction, outcome, note, gave, asked, got, _, about = row
    return TimelineRow(
        number, uid, date.fromisoformat(on), kind, channel, direction, outcome, note, gave, asked, got=got, about=about
    )


def _with_company(book: Book, contact_id: int, found: list[TimelineRow]) -> list[TimelineRow]:
    """The rows with who else took part, and whether they wait for an answer."""
    ids = [row.id for row in found if row.kind == "touch"]
    if not ids:
        return found
    others: dict[int, list[str]] = {}
    for touch_id, name in book.store.rows(
        "SELECT p.touch_id, c.name FROM touch_contact p JOIN contact c ON c.id = p.contact_id "
        f"WHERE p.touch_id IN ({','.join(map(str, ids))}) AND p.contact_id <> ? ORDER BY p.id",
        (contact_id,),
    ):
        others.setdefault(touch_id, []).append(name)
    waits: set[int] = set()
    if any(row.direction == "in" and row.kind == "touch" for row in found):
        facts = book.store.facts([contact_id])[contact_id]
        waits = {touch.id for touch in waiting(facts.touches)}
    return [
        replace(row, others=tuple(others.get(row.id, ())), waits=row.id in waits) if row.kind == "touch" else row
        for row in found
    ]
