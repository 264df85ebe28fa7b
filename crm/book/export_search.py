"""Opportunities, interviews, concerns, proof points, letters, plans and news out of the book, as records of a file."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from crm.book.session import Book
from crm.formats.search_fields import DECISION, THINGS, Child, Field, SearchRecord, Thing

#: Whom a table's rows belong to, and the rows in the order of the file.
_Inside = dict[int, list[tuple[int, SearchRecord]]]


class SearchExport:
    """Reads everything once; call it inside a transaction, so that it is one moment of the book."""

    def __init__(self, book: Book) -> None:
        self.rows = book.store.rows
        self._uids: dict[str, dict[int, str]] = {}
        self._nos: dict[int, tuple[int, int]] | None = None

    def records(self) -> Iterator[SearchRecord]:
        """Every thing that has a section of its own, with the lists inside it."""
        for thing in THINGS.values():
            for _, _, record in self._things(thing, ""):
                yield record

    def decisions(self) -> dict[int, list[SearchRecord]]:
        """What was decided when a row asked, by contact."""
        found: dict[int, list[SearchRecord]] = defaultdict(list)
        for _, contact, record in self._things(DECISION, "contact_id"):
            found[contact].append(record)
        return found

    def _things(self, thing: Thing, parent: str) -> Iterator[tuple[int, int, SearchRecord]]:
        """The rows of a thing: id, whose they are (`parent` names the column), and the record, in order."""
        children = [(child, self._inside(child)) for child in thing.children if _is_stored_inside(thing, child)]
        columns = ", ".join(f'"{field.column}"' for field in thing.fields)
        order = _order(thing, parent)
        for number, owner, *values in self.rows(
            f"SELECT id, {parent or 'id'}, {columns} FROM {thing.stored_in} ORDER BY {order}"
        ):
            row = dict(zip((field.column for field in thing.fields), values, strict=True))
            found = {field.name: self._value(field, row[field.column], row) for field in thing.fields}
            inside = {child.key: tuple(record for _, record in rows.get(number, ())) for child, rows in children}
            yield number, owner, SearchRecord(thing, found, {key: rows for key, rows in inside.items() if rows})

    def _inside(self, child: Child) -> _Inside:
        found: _Inside = defaultdict(list)
        for number, owner, record in self._things(child.thing, f"{child.parent}_id"):
            found[owner].append((number, record))
        return found

    def _value(self, field: Field, stored: Any, row: dict[str, Any]) -> Any:
        if stored is None:
            return field.default
        match field.kind:
            case "day":
                return date.fromisoformat(stored)
            case "yes":
                return bool(stored)
            case "mapping":
                return json.loads(stored)
            case "lines":
                return tuple(filter(None, stored.split("\n")))
            case "employer":
                return self._uid("employer", stored)
            case "contact" | "touch":
                return self._uid(field.kind, stored)
            case "thing":
                return self._uid(field.of.replace(" ", "_"), stored)
            case "rejection":
                return self._rejection(stored, row.get("opportunity_id"))
            case _:
                return stored

    def _uid(self, table: str, number: int) -> str | None:
        """By what a row is referred to: the name of an employer, the uid of all others."""
        if table not in self._uids:
            column = "name" if table == "employer" else "uid"
            condition = _NAMED_TOUCHES if table == "touch" else ""
            self._uids[table] = dict(self.rows(f"SELECT id, {column} FROM {table} {condition}"))
        return self._uids[table].get(number)

    def _rejection(self, number: int, opportunity: int | None) -> str | None:
        """Which no of an opportunity it is, in the order of the file; with the uid where that is not the plan's."""
        if self._nos is None:
            self._nos = {}
            counted: dict[int, int] = defaultdict(int)
            for row, owner in self.rows(
                "SELECT r.id, v.opportunity_id FROM rejection r JOIN stage_event v ON v.id = r.event_id "
                'ORDER BY v."on", v.seq, v.id, r.id'
            ):
                counted[owner] += 1
                self._nos[row] = owner, counted[owner]
        found = self._nos.get(number)
        if found is None:
            return None
        owner, place = found
        return str(place) if owner == opportunity else f"{place} of {self._uid('opportunity', owner)}"


#: Only those that something refers to: a book may have a hundred thousand others.
_NAMED_TOUCHES = (
    "WHERE id IN (SELECT touch_id FROM rejection UNION SELECT touch_id FROM letter UNION SELECT touch_id FROM answer)"
)


def _is_stored_inside(thing: Thing, child: Child) -> bool:
    """False for the concerns of an interview, which a person may write in it, but which have a section."""
    return not child.thing.section or thing.section == child.thing.section


def _order(thing: Thing, parent: str) -> str:
    """Rows as they stand in a file; those of a section are put in order when it is written."""
    names = {field.name for field in thing.fields}
    columns = [name for name in ("place", *(("on",) if thing.name == "stage" else ()), "seq") if name in names]
    if parent and "place" not in names and thing.name in _PLACED:
        columns.insert(0, "place")
    return ", ".join(f'"{name}"' for name in (*columns, "id"))


_PLACED = frozenset(child.thing.name for thing in THINGS.values() for child in thing.children if child.placed)
