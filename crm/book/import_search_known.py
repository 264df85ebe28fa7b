"""The rows of a book that an import may hold again, each table read once and only when it is asked for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from crm.book.session import Book
from crm.domain.text import fold
from crm.formats import search_fields as parts
from crm.formats.search_fields import THINGS, Thing

_PARENTS = {child.thing.name: f"{child.parent}_id" for thing in THINGS.values() for child in thing.children} | {
    parts.REJECTION.name: "event_id",
    parts.DECISION.name: "contact_id",
}


@dataclass(eq=False, slots=True)
class Row:
    """A row of the book (`id` is there from the start), or one to write, whose values may be rows themselves."""

    table: str
    values: dict[str, Any]
    id: int | None = None


@dataclass(slots=True)
class Rows:
    """All rows of a table, in the order of the file that an export makes of them."""

    all: list[Row] = field(default_factory=list)
    by_id: dict[int, Row] = field(default_factory=dict)
    by_uid: dict[str, Row] = field(default_factory=dict)
    by_parent: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def inside(self, parent: int) -> list[Row]:
        """Those that belong to the row of that number."""
        return self.by_parent.get(parent, [])


class Known:
    """A book as it is before an import; without one, everything is empty."""

    def __init__(self, book: Book | None) -> None:
        self.book = book
        self._rows: dict[str, Rows] = {}
        self._employers: dict[int, str] | None = None
        self._contacts: dict[int, tuple[str, str | None, str]] = {}

    def rows(self, thing: Thing) -> Rows:
        """The rows of a thing."""
        found = self._rows.get(thing.name)
        if found is None:
            found = self._rows[thing.name] = self._read(thing)
        return found

    def _read(self, thing: Thing) -> Rows:
        found = Rows()
        if self.book is None:
            return found
        columns = [each.column for each in thing.fields]
        parent = _PARENTS.get(thing.name) if not thing.section else None
        if parent:
            columns.append(parent)
        order = [f'"{name}"' for name in ("on", "place", "seq") if name in columns]
        listed = ", ".join(f'"{name}"' for name in columns)
        for number, *values in self.book.store.rows(
            f"SELECT id, {listed} FROM {thing.stored_in} ORDER BY {', '.join((*order, 'id'))}"
        ):
            row = Row(thing.stored_in, dict(zip(columns, values, strict=True)), number)
            found.all.append(row)
            found.by_id[number] = row
            if uid := row.values.get("uid"):
                found.by_uid[uid] = row
            if parent:
                found.by_parent[row.values[parent]].append(row)
            for name in _names(thing, row.values):
                found.by_name[name].append(row)
        return found

    def called(self, thing: Thing, reference: str) -> list[Row]:
        """The rows that are called so: by uid, else by title, subject, or the day of an interview."""
        rows = self.rows(thing)
        if (row := rows.by_uid.get(reference)) is not None:
            return [row]
        return rows.by_name.get(fold(reference), [])

    def rejections(self, opportunity: Row) -> list[Row]:
        """The rejections of an opportunity of the book, in order."""
        if self.book is None or opportunity.id is None:
            return []
        by_id = self.rows(parts.REJECTION).by_id
        return [
            by_id[number]
            for (number,) in self.book.store.rows(
                "SELECT r.id FROM rejection r JOIN stage_event v ON v.id = r.event_id "
                'WHERE v.opportunity_id = ? ORDER BY v."on", v.seq, v.id, r.id',
                (opportunity.id,),
            )
        ]

    def touch(self, uid: str) -> int | None:
        """The id of a touch."""
        found = self.book.store.value("SELECT id FROM touch WHERE uid = ?", (uid,)) if self.book else None
        return None if found is None else int(found)

    def employer(self, number: int | None) -> str:
        """The name of an employer; empty for none."""
        if number is None or self.book is None:
            return ""
        if self._employers is None:
            self._employers = dict(self.book.store.rows("SELECT id, name FROM employer"))
        return self._employers.get(number, "")

    def contact(self, number: int) -> tuple[str, str | None, str]:
        """Zone, spread day and role of a contact; blank for nobody."""
        if not number or self.book is None:
            return "", None, ""
        if number not in self._contacts:
            row = self.book.store.row("SELECT zone, spread_on, role FROM contact WHERE id = ?", (number,))
            self._contacts[number] = (row[0], row[1], row[2]) if row else ("", None, "")
        return self._contacts[number]


def _names(thing: Thing, values: dict[str, Any]) -> set[str]:
    match thing.name:
        case "interview":
            return {values["on"]}
        case "news":
            return {fold(values["text"])}
        case _:
            return {fold(values[name]) for name in ("title", "subject", "playbook") if values.get(name)}


def same_text(one: str, other: str) -> bool:
    """True where two texts say the same, whatever their case and spaces."""
    return one == other or " ".join(fold(one).split()) == " ".join(fold(other).split())
