"""The target list: the employers one wants most, ranked, with what is known of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.book.contact_rows import day_or_none, employer_ids, prune_employers
from crm.book.errors import Ambiguous, Declined, NotFound, Refused
from crm.book.pipeline import OpportunityRow, opportunities_page
from crm.book.session import Book
from crm.domain.text import clean, clean_line, fold

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """An employer of the book with its place on the target list, from 1."""

    id: int
    uid: str
    name: str
    rank: int | None
    working_on: str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who works at an employer now."""

    contact_id: int
    name: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A line of the target list: what they work on, the challenges people there named, who is known, what there was.

    `last_touch` is the newest touch with anybody who works there now.
    """

    employer_id: int
    uid: str
    rank: int
    name: str
    working_on: str
    challenges: tuple[str, ...]
    known: tuple[Known, ...]
    opportunities: tuple[OpportunityRow, ...]
    last_touch: date | None


def targets(book: Book) -> list[TargetRow]:
    """The employers on the target list, the most wanted first."""
    store = book.store
    ranked = store.rows("SELECT id, uid, rank, name, working_on FROM employer WHERE rank IS NOT NULL ORDER BY rank, id")
    if not ranked:
        return []
    within = f"({','.join(str(row[0]) for row in ranked)})"
    known: dict[int, list[Known]] = defaultdict(list)
    last: dict[int, date] = {}
    for employer, contact, name, title, role, touched in store.rows(
        "SELECT w.employer_id, c.id, c.name, w.title, c.role, l.last_touch FROM position w "
        "JOIN contact c ON c.id = w.contact_id JOIN listing l ON l.contact_id = c.id "
        f"WHERE w.employer_id IN {within} AND w.until IS NULL AND w.id = (SELECT x.id FROM position x "
        "WHERE x.contact_id = c.id AND x.until IS NULL ORDER BY x.place LIMIT 1) ORDER BY l.sort_key, c.id"
    ):
        known[employer].append(Known(contact, name, title, role))
        if day := day_or_none(touched):
            last[employer] = max(day, last.get(employer, day))
    challenges: dict[int, list[str]] = defaultdict(list)
    for employer, text in store.rows(
        "SELECT o.employer_id, k.text FROM concern k JOIN opportunity o ON o.id = k.opportunity_id "
        f"WHERE k.kind = 'challenge' AND o.employer_id IN {within} ORDER BY k.\"on\" DESC, k.seq DESC"
    ):
        challenges[employer].append(text)
    opportunities: dict[int, list[OpportunityRow]] = defaultdict(list)
    for row in opportunities_page(book):
        if row.employer_id is not None:
            opportunities[row.employer_id].append(row)
    return [
        TargetRow(
            number,
            uid,
            rank,
            name,
            working_on,
            tuple(dict.fromkeys(challenges[number])),
            tuple(known[number]),
            tuple(opportunities[number]),
            last.get(number),
        )
        for number, uid, rank, name, working_on in ranked
    ]


def find_employers(book: Book, text: str) -> list[EmployerRow]:
    """The employers that a text can mean: a uid, a whole name, one it had before a merge, else part of one, by name."""
    wanted = fold(clean_line(text))
    if not wanted:
        return []
    rows = [
        (EmployerRow(number, uid, name, rank, working_on), key)
        for number, uid, name, rank, working_on, key in book.store.rows(
            "SELECT id, uid, name, rank, working_on, name_key FROM employer ORDER BY name_key, id"
        )
    ]
    merged = {
        number
        for (number,) in book.store.rows(
            "SELECT employer_id FROM former_employer WHERE name_key = ? OR uid = ?", (wanted, clean_line(text))
        )
    }
    for fits in (
        [row for row, _ in rows if row.uid == clean_line(text)],
        [row for row, _ in rows if row.name == clean_line(text)],
        [row for row, key in rows if key == wanted],
        [row for row, _ in rows if row.id in merged],
    ):
        if fits:
            return fits
    return [row for row, key in rows if wanted in key]


def the_employer(book: Book, text: str) -> EmployerRow:
    """The one employer that a text means. Raises NotFound, or Ambiguous with the candidates."""
    found = find_employers(book, text)
    said = clean_line(text)[:60]
    if not found:
        raise NotFound(f"No employer fits “{said}”: `callback targets` lists those you ranked.")
    if len(found) > 1:
        lines = [f"{row.name}  {row.uid}" for row in found[:_SHOWN]]
        if len(found) > _SHOWN:
            lines.append("… and more")
        raise Ambiguous(f"“{said}” fits several employers: say more of the name, or the uid.", lines)
    return found[0]


def set_rank(book: Book, employer_id: int, rank: int) -> int:
    """Puts an employer at a place on the target list, from 1; the others move, so that no place is empty.

    Gives the place, which is the last one where `rank` is beyond it. Raises NotFound, Refused for a place below 1,
    Declined where it stands there already.
    """
    name = _name_of(book, employer_id)
    with book.act(f"Target {rank}: {name}"):
        return _move(book, employer_id, name, rank)


def rank_new(book: Book, name: str, rank: int, working_on: str = "") -> int:
    """Puts an employer on the target list, with what they are working on, and adds it where it is not yet in the book.

    Gives its id. Raises Refused, and Declined where it stands at that place already.
    """
    name = clean_line(name)
    if not name:
        raise Refused("An employer needs a name.")
    with book.act(f"Target {rank}: {name}"):
        number = employer_ids(book.store, [name], book.stamp)[name]
        _move(book, number, name, rank)
        if text := clean(working_on).strip():
            book.store.database.execute_sql("UPDATE employer SET working_on = ? WHERE id = ?", (text, number))
    return number


def unrank(book: Book, employer_id: int) -> None:
    """Takes an employer off the target list; those behind it move up.

    Raises NotFound, and Declined for one that is not on it.
    """
    name = _name_of(book, employer_id)
    order = _order(book)
    if employer_id not in order:
        raise Declined(f"{name} is not on the target list.")
    with book.act(f"Off the target list: {name}"):
        order.remove(employer_id)
        book.store.database.execute_sql("UPDATE employer SET rank = NULL WHERE id = ?", (employer_id,))
        _renumber(book, order)
        prune_employers(book.store, [employer_id])


def set_working_on(book: Book, employer_id: int, text: str) -> None:
    """Notes what an employer is working on; an empty text clears it. Raises NotFound."""
    name = _name_of(book, employer_id)
    with book.act(f"What {name} is working on"):
        book.store.database.execute_sql(
            "UPDATE employer SET working_on = ? WHERE id = ? AND working_on <> ?",
            (text := clean(text).strip(), employer_id, text),
        )


def _move(book: Book, employer_id: int, name: str, rank: int) -> int:
    if rank < 1:
        raise Refused("Places on the target list count from 1.")
    order = _order(book)
    was = order.index(employer_id) + 1 if employer_id in order else None
    if was is not None:
        order.remove(employer_id)
    place = min(rank, len(order) + 1)
    if place == was:
        raise Declined(f"{name} is number {place} of the target list already.")
    order.insert(place - 1, employer_id)
    _renumber(book, order)
    return place


def _order(book: Book) -> list[int]:
    rows = book.store.rows("SELECT id FROM employer WHERE rank IS NOT NULL ORDER BY rank, id")
    return [row[0] for row in rows]


def close_ranks(book: Book) -> None:
    """Leaves no place on the target list empty; inside an act."""
    _renumber(book, _order(book))


def _renumber(book: Book, order: list[int]) -> None:
    values: list[tuple[Any, ...]] = [(rank, number, rank) for rank, number in enumerate(order, start=1)]
    book.store.executemany("UPDATE employer SET rank = ? WHERE id = ? AND rank IS NOT ?", values)


def _name_of(book: Book, employer_id: int) -> str:
    name = book.store.value("SELECT name FROM employer WHERE id = ?", (employer_id,))
    if name is None:
        raise NotFound("This employer is no longer in the book.")
    return str(name)
