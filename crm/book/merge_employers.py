"""Two employers that are one: put together field by field, with their people, roles and plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crm.book.errors import NotFound, Refused
from crm.book.merge_contacts import NO_CHOICES, Reference, move_rows, moved_words, write_changes
from crm.book.merge_fields import EMPLOYER_COLUMNS, Choice, MergeField, MergePreview, Merger, refuse_unknown
from crm.book.merge_lists import POSITIONS, Row, rows_of, same_position
from crm.book.not_same import carry_over
from crm.book.session import Book
from crm.book.targets import close_ranks
from crm.domain.text import fold
from crm.domain.words import count

__all__ = ["MergeField", "MergePreview", "merge_employers", "preview_merge_employers"]

#: Every column of the book that names an employer.
REFERENCES = (
    Reference("position", "employer_id", "moves", "", "position"),
    Reference("opportunity", "employer_id", "moves", "", "opportunity", "opportunities"),
    Reference("plan", "employer_id", "moves", "", "plan"),
    Reference("former_employer", "employer_id", "moves"),
)


def preview_merge_employers(
    book: Book, keep: int, drop: int, choices: Mapping[str, Choice] = NO_CHOICES
) -> MergePreview:
    """What `merge_employers` would do. Reads only; rules and errors are those of `preview_merge`.

    Of two places on the target list the better one is proposed.
    """
    kept, other, merger = _plan(book, keep, drop, choices)
    twice = len(_twice(book, keep, drop))
    notes = [f"{count(twice, 'position')} told at both {'becomes' if twice == 1 else 'become'} one."] if twice else []
    return MergePreview(
        keep,
        drop,
        kept["name"],
        other["name"],
        tuple(merger.fields),
        moved_words(book, REFERENCES, keep, drop),
        tuple(notes),
    )


def merge_employers(book: Book, keep: int, drop: int, choices: Mapping[str, Choice] = NO_CHOICES) -> None:
    """Makes one employer of two: one act. The other's name finds the kept one from now on.

    Raises as `preview_merge`.
    """
    kept, other, merger = _plan(book, keep, drop, choices)
    execute = book.store.database.execute_sql
    with book.act(f"Merge {kept['name']} and {other['name']}"):
        for row, twin in _twice(book, keep, drop):
            # What only the one that goes knows (a title, a day) is kept.
            blanks = {name: value for name, value in twin.items() if row[name] in {None, ""} and value}
            write_changes(book, "position", row["id"], blanks)
            execute("DELETE FROM position WHERE id = ?", (twin["id"],))
        for reference in REFERENCES:
            move_rows(book, reference, keep, drop)
        carry_over(book, "employer", kept["uid"], other["uid"])
        changes = merger.changes()
        if "name" in changes:
            changes["name_key"] = fold(changes["name"])
            _remember(book, keep, kept)
        _remember(book, keep, other)
        execute("DELETE FROM employer WHERE id = ?", (drop,))
        write_changes(book, "employer", keep, changes)
        close_ranks(book)


def _plan(book: Book, keep: int, drop: int, choices: Mapping[str, Choice]) -> tuple[Row, Row, Merger]:
    if keep == drop:
        raise Refused("That is one and the same employer: name two.")
    kept, other = (_row(book, number) for number in (keep, drop))
    merger = Merger(EMPLOYER_COLUMNS, kept, other, choices)
    refuse_unknown(choices, [each.field for each in merger.fields])
    merger.fields = [_ranked(each) if each.field == "rank" else each for each in merger.fields]
    return kept, other, merger


def _ranked(each: MergeField) -> MergeField:
    """A place on the target list, as a person says it."""
    kept, other, result = (f"number {text}" if text else "" for text in (each.kept, each.other, each.result))
    return replace(each, label="target list", kept=kept, other=other, result=result)


def _row(book: Book, number: int) -> Row:
    names = [column.name for column in EMPLOYER_COLUMNS]
    listed = ", ".join(f'"{name}"' for name in names)
    row = book.store.row(f"SELECT {listed} FROM employer WHERE id = ?", (number,))
    if row is None:
        raise NotFound("This employer is no longer in the book.")
    return dict(zip(names, row, strict=True))


def _remember(book: Book, keep: int, row: Mapping[str, Any]) -> None:
    book.store.database.execute_sql(
        "INSERT INTO former_employer(employer_id, uid, name, name_key) VALUES (?, ?, ?, ?)",
        (keep, row["uid"], row["name"], fold(row["name"])),
    )


def _twice(book: Book, keep: int, drop: int) -> list[tuple[Row, Row]]:
    """The positions that somebody has at both and that are one, the first in their list before its twin."""
    people = book.store.rows(
        "SELECT DISTINCT a.contact_id FROM position a JOIN position b ON b.contact_id = a.contact_id "
        "WHERE a.employer_id = ? AND b.employer_id = ? ORDER BY 1",
        (keep, drop),
    )
    found = []
    for (who,) in people:
        alike: dict[bool, list[Row]] = defaultdict(list)
        for row in rows_of(book, POSITIONS, who):
            if row["employer_id"] not in {keep, drop}:
                continue
            was_kept = row["employer_id"] == keep
            there = row | {"employer_id": keep, "employer": ""}
            twin = next((each for each in alike[not was_kept] if same_position(each, there)), None)
            if twin is None:
                alike[was_kept].append(there)
            else:
                alike[not was_kept].remove(twin)
                found.append((twin, there))
    return found
