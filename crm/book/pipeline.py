"""Opportunities as lists and screens show them: a line each, by stage; and which one a text means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.book.contact_rows import day_or_none
from crm.book.errors import Ambiguous, NotFound, Refused
from crm.book.opportunity_rows import load_opportunities, one_opportunity
from crm.book.session import Book
from crm.domain.callback_window import WindowState, window_on
from crm.domain.opportunities import ALL_STAGES, STAGES, WAITING, WAYS_OUT, Opportunity, Stage
from crm.domain.text import clean_line, fold

_SHOWN = 8
_EVERYTHING = 10_000_000


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """One line of the pipeline.

    `people` counts those with a part, `next_due` is the soonest shown date among them. `waiting`: it ended in a no or
    in silence and no second chance of it is under way; `window` is there after a no. `part` is what a contact is in
    it where the list was asked for one: None without a part.
    """

    id: int
    uid: str
    title: str
    employer_id: int | None
    employer: str
    kind: str
    stage: Stage
    since: date | None
    people: int
    next_due: date | None
    waiting: bool
    window: WindowState | None
    second_chance: bool
    decision_on: date | None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class StageRows:
    """A stage with its opportunities, those that came there last first."""

    stage: Stage
    rows: tuple[OpportunityRow, ...]


def _quoted(stages: tuple[str, ...]) -> str:
    return ", ".join(f"'{stage}'" for stage in stages)


_NEWEST = (
    'SELECT v.id FROM stage_event v WHERE v.opportunity_id = {} ORDER BY v."on" DESC, v.seq DESC, v.id DESC LIMIT 1'
)
#: The stages of the ways in, which a second chance must have for the first one to wait no more.
_REOPENED = (
    "EXISTS (SELECT 1 FROM opportunity n JOIN stage_event s ON s.id = "
    f"({_NEWEST.format('n.id')}) WHERE n.second_of_id = o.id AND s.stage IN ({_quoted(STAGES)}))"
)
_CAME_BACK = (
    "EXISTS (SELECT 1 FROM stage_event a JOIN stage_event b ON b.opportunity_id = a.opportunity_id "
    'AND (b."on", b.seq) > (a."on", a.seq) WHERE a.opportunity_id = o.id '
    f"AND a.stage IN ({_quoted(WAYS_OUT)}) AND b.stage IN ({_quoted(STAGES)}))"
)
_STAGE = "coalesce(t.stage, 'lead')"
_WAITS = f"({_STAGE} IN ({_quoted(WAITING)}) AND NOT {_REOPENED})"
_ORDER = (
    "CASE " + " ".join(f"WHEN {_STAGE} = '{stage}' THEN {place}" for place, stage in enumerate(ALL_STAGES)) + " END"
)
_FROM = (
    "FROM opportunity o LEFT JOIN employer e ON e.id = o.employer_id "
    f"LEFT JOIN stage_event t ON t.id = ({_NEWEST.format('o.id')})"
)
_ROW = (
    f"o.id, o.uid, o.title, o.employer_id, coalesce(e.name, ''), o.kind, {_STAGE}, t.\"on\", "
    "(SELECT count(*) FROM opportunity_contact p WHERE p.opportunity_id = o.id), "
    "(SELECT min(l.shown) FROM opportunity_contact p JOIN listing l ON l.contact_id = p.contact_id "
    "WHERE p.opportunity_id = o.id), "
    f"{_WAITS}, (SELECT r.starts_on FROM rejection r WHERE r.event_id = t.id), "
    f"(o.second_of_id IS NOT NULL OR {_CAME_BACK}), o.decision_on"
)


def opportunities_page(
    book: Book, *, stage: str | None = None, waiting: bool = False, offset: int = 0, limit: int = _EVERYTHING
) -> list[OpportunityRow]:
    """Opportunities by stage, those that came there last first; of one stage, or those that wait after a no.

    Raises Refused for a stage that there is not.
    """
    where, values = _filter(stage, waiting)
    rows = book.store.rows(
        f'SELECT {_ROW} {_FROM} {where} ORDER BY {_ORDER}, t."on" DESC, t.seq DESC, o.id DESC LIMIT ? OFFSET ?',
        (*values, limit, offset),
    )
    return [_row(row, book.today) for row in rows]


def opportunities_count(book: Book, *, stage: str | None = None, waiting: bool = False) -> int:
    """How many opportunities there are, of a stage or waiting. Raises Refused for a stage that there is not."""
    where, values = _filter(stage, waiting)
    return int(book.store.value(f"SELECT count(*) {_FROM} {where}", values))


def pipeline(book: Book) -> tuple[StageRows, ...]:
    """Every stage in order, the empty ones too, each with its opportunities."""
    rows = opportunities_page(book)
    return tuple(StageRows(stage, tuple(row for row in rows if row.stage == stage)) for stage in ALL_STAGES)


def opportunities_of(book: Book, contact_id: int) -> list[OpportunityRow]:
    """The opportunities in which a contact has a part, and behind them the others at their current employer."""
    rows = book.store.rows(
        f"SELECT {_ROW}, (SELECT m.part FROM opportunity_contact m WHERE m.opportunity_id = o.id AND m.contact_id = ?) "
        f"AS part {_FROM} WHERE part IS NOT NULL OR o.employer_id = (SELECT w.employer_id FROM position w "
        "WHERE w.contact_id = ? AND w.until IS NULL ORDER BY w.place LIMIT 1) "
        f'ORDER BY part IS NULL, {_ORDER}, t."on" DESC, t.seq DESC, o.id DESC',
        (contact_id, contact_id),
    )
    return [_row(row, book.today) for row in rows]


def find_opportunities(book: Book, text: str) -> list[Opportunity]:
    """The opportunities that a text can mean: an id, a uid, a whole title, else words of title and employer."""
    text = clean_line(text)
    if not text:
        return []
    exact = "SELECT id FROM opportunity WHERE uid = ?"
    if text.isdecimal() and len(text) < 10:
        exact += f" OR id = {int(text)}"
    ids = [row[0] for row in book.store.rows(exact, (text,))]
    if not ids:
        wanted = fold(text)
        known = [
            (number, fold(title), fold(employer))
            for number, title, employer in book.store.rows(
                "SELECT o.id, o.title, coalesce(e.name, '') FROM opportunity o "
                "LEFT JOIN employer e ON e.id = o.employer_id ORDER BY o.id"
            )
        ]
        ids = [number for number, title, _ in known if title == wanted] or [
            number for number, title, employer in known if all(word in f"{title} {employer}" for word in wanted.split())
        ]
    found = load_opportunities(book.store, ids) if ids else {}
    return [found[number] for number in ids]


def the_opportunity(book: Book, text: str) -> Opportunity:
    """The one opportunity that an id, a uid, or words of its title and employer mean.

    Raises NotFound, or Ambiguous with the candidates.
    """
    found = find_opportunities(book, text)
    said = clean_line(text)[:60]
    if not found:
        raise NotFound(f"No opportunity fits “{said}”: `callback opportunity list` shows all of them.")
    if len(found) > 1:
        lines = [
            "  ".join(part for part in (f"{each.id:>4}", each.title, each.employer, each.stage) if part)
            for each in found[:_SHOWN]
        ]
        if len(found) > _SHOWN:
            lines.append("… and more")
        raise Ambiguous(f"“{said}” fits several opportunities: say more of the title, or the id.", lines)
    return found[0]


def get_opportunity(book: Book, opportunity_id: int) -> Opportunity:
    """The opportunity with its history, its people and what was sent. Raises NotFound."""
    return one_opportunity(book.store, opportunity_id)


def _filter(stage: str | None, waiting: bool) -> tuple[str, tuple[str, ...]]:
    if stage is not None and stage not in ALL_STAGES:
        raise Refused(f"“{clean_line(stage)[:40]}” is no stage: choose one of {', '.join(ALL_STAGES)}.")
    parts = [f"{_STAGE} = ?"] if stage is not None else []
    if waiting:
        parts.append(_WAITS)
    return f"WHERE {' AND '.join(parts)}" if parts else "", (stage,) if stage is not None else ()


def _row(row: tuple[Any, ...], today: date) -> OpportunityRow:
    number, uid, title, employer_id, employer, kind, stage, since, people, due, waits, starts, second, decision = row[
        :14
    ]
    came = day_or_none(since)
    window = window_on(today, came, day_or_none(starts)) if stage == "rejected" and came else None
    return OpportunityRow(
        id=number,
        uid=uid,
        title=title,
        employer_id=employer_id,
        employer=employer,
        kind=kind,
        stage=stage,
        since=came,
        people=people,
        next_due=day_or_none(due),
        waiting=bool(waits),
        window=window,
        second_chance=bool(second),
        decision_on=day_or_none(decision),
        part=row[14] if len(row) > 14 else None,
    )
