"""The lists of two contacts put together, row by row: e-mails, phones, links, addresses, tags, positions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.book.matching import linkedin_key, same_number
from crm.book.merge_fields import BOTH, KEPT, OTHER
from crm.book.session import Book
from crm.domain.people import Address as PostalAddress
from crm.domain.text import fold
from crm.store.models import Address, BookModel, ContactPoint, Position, Tag

Row = dict[str, Any]
_OURS = frozenset({"id", "contact_id", "place"})


@dataclass(frozen=True, slots=True)
class ListRule:
    """A list of a contact: where its rows are, when two of them say the same, and how one is shown."""

    field: str
    model: type[BookModel]
    same: Callable[[Row, Row], bool]
    say: Callable[[Row], str]
    where: str = "1"

    @property
    def table(self) -> str:
        """The table of its rows."""
        return str(self.model._meta.table_name)


@dataclass(slots=True)
class MergedList:
    """What a list becomes: its rows in order, with their values, and the ids of rows that go."""

    rule: ListRule
    rows: list[Row] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The list on one line."""
        return said(self.rule, self.rows)


def rows_of(book: Book, rule: ListRule, contact_id: int) -> list[Row]:
    """The rows of somebody's list in order, by column; a position carries the name of its employer too."""
    columns = [column.column_name for column in rule.model._meta.sorted_fields]
    listed = ", ".join(f't."{name}"' for name in columns)
    employer = ", coalesce((SELECT name FROM employer e WHERE e.id = t.employer_id), '')" if rule is POSITIONS else ""
    return [
        dict(zip([*columns, *(["employer"] if employer else [])], row, strict=True))
        for row in book.store.rows(
            f"SELECT {listed}{employer} FROM {rule.table} t WHERE contact_id = ? AND {rule.where} ORDER BY place, id",
            (contact_id,),
        )
    ]


def combined(rule: ListRule, kept: Sequence[Row], other: Sequence[Row], chosen: str) -> MergedList:
    """Both lists as one (the kept one's first, what both say once), or one of them."""
    if chosen == KEPT:
        return MergedList(rule, list(kept), [row["id"] for row in other])
    if chosen == OTHER:
        return MergedList(rule, list(other), [row["id"] for row in kept])
    merged = MergedList(rule, [dict(row) for row in kept])
    for row in other:
        twin = next((mine for mine in merged.rows[: len(kept)] if rule.same(mine, row)), None)
        if twin is None:
            merged.rows.append(row)
            continue
        merged.gone.append(row["id"])
        twin.update({name: value for name, value in row.items() if name not in _OURS and twin[name] in {None, ""}})
    return merged


def results(rule: ListRule, kept: Sequence[Row], other: Sequence[Row]) -> dict[str, MergedList]:
    """What each choice would make of the two lists."""
    return {choice: combined(rule, kept, other, choice) for choice in (KEPT, OTHER, BOTH)}


def said(rule: ListRule, rows: Sequence[Row]) -> str:
    """A list on one line."""
    parts = [rule.say(row) for row in rows]
    # A position or an address has commas of its own.
    return ("; " if any(", " in part for part in parts) else ", ").join(parts)


def write_list(book: Book, merged: MergedList, contact_id: int, before: Mapping[int, Row]) -> None:
    """Makes the rows those of the contact, in order; `before` are all rows of both, by id. Inside an act."""
    table = merged.rule.table
    book.store.executemany(f"DELETE FROM {table} WHERE id = ?", [(number,) for number in merged.gone])
    for place, row in enumerate(merged.rows):
        wanted = row | {"contact_id": contact_id, "place": place}
        changes = {name: value for name, value in wanted.items() if before[row["id"]][name] != value}
        changes.pop("employer", None)
        if changes:
            sets = ", ".join(f'"{name}" = ?' for name in changes)
            book.store.database.execute_sql(f"UPDATE {table} SET {sets} WHERE id = ?", (*changes.values(), row["id"]))


def _same(key: Callable[[str], str]) -> Callable[[Row, Row], bool]:
    return lambda mine, theirs: key(mine["value"]) == key(theirs["value"])


def _same_number(mine: Row, theirs: Row) -> bool:
    return same_number(mine["value"], theirs["value"])


# Stricter than what tells people by their addresses: of two that may be one, both are kept.


def _email(value: str) -> str:
    return value.strip().casefold().removeprefix("mailto:")


def _link(value: str) -> str:
    return linkedin_key(value) or re.sub(r"(?i)^https?://", "", value.strip()).rstrip("/")


def _address(row: Row) -> str:
    return PostalAddress(**{name: value for name, value in row.items() if name not in _OURS}).text()


def same_position(mine: Row, theirs: Row) -> bool:
    """True for one place told twice: the same employer and end, and nothing else on which they disagree."""
    if mine["employer_id"] != theirs["employer_id"] or mine["until"] != theirs["until"]:
        return False
    pairs = [(mine[name], theirs[name]) for name in mine if name not in _OURS]
    return all(one == other or not one or not other or _alike(one, other) for one, other in pairs)


def _alike(one: Any, other: Any) -> bool:
    return isinstance(one, str) and isinstance(other, str) and fold(one) == fold(other)


def _position(row: Row) -> str:
    work = ", ".join(filter(None, (row["title"], row["department"], row["employer"]))) or "…"
    dates = " to ".join(filter(None, (row["since"], row["until"]))) if row["until"] else row["since"]
    return f"{work} ({'until ' if row['until'] and not row['since'] else ''}{dates})" if dates else work


def _value(row: Row) -> str:
    return f"{row['value']} ({row['label']})" if row["label"] else str(row["value"])


POSITIONS = ListRule("positions", Position, same_position, _position)
LISTS = (
    POSITIONS,
    ListRule("emails", ContactPoint, _same(_email), _value, "kind = 'email'"),
    ListRule("phones", ContactPoint, _same_number, _value, "kind = 'phone'"),
    ListRule("links", ContactPoint, _same(_link), _value, "kind = 'link'"),
    ListRule(
        "addresses", Address, lambda mine, theirs: fold(_address(mine)) == fold(_address(theirs)), _address
    ),
    ListRule("tags", Tag, lambda mine, theirs: fold(mine["name"]) == fold(theirs["name"]), lambda row: row["name"]),
)  # fmt: skip
