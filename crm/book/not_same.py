"""Two that look alike and are not the same, remembered for ever: nobody is asked about them again."""

from __future__ import annotations

from typing import Literal

from crm.book.errors import Declined, NotFound, Refused
from crm.book.session import Book

Kind = Literal["contact", "employer"]


def say_not_same(book: Book, kind: Kind, one: int, other: int) -> None:
    """Notes that two contacts or employers are not the same: one act.

    Raises NotFound, Refused for one and the same, Declined where it was said before.
    """
    named = {number: (uid, name) for number, uid, name in _named(book, kind, one, other)}
    if one == other:
        raise Refused("That is one and the same: name two.")
    if len(named) < 2:
        raise NotFound(f"One of the two {kind}s is no longer in the book.")
    (uid, name), (other_uid, other_name) = named[one], named[other]
    first, second = sorted((uid, other_uid))
    if book.store.value("SELECT 1 FROM not_same WHERE kind = ? AND one = ? AND other = ?", (kind, first, second)):
        raise Declined(f"That {name} and {other_name} are not the same is known already.")
    with book.act(f"Not the same: {name} and {other_name}"):
        book.store.database.execute_sql(
            "INSERT INTO not_same(kind, one, other, created) VALUES (?, ?, ?, ?)", (kind, first, second, book.stamp)
        )


def not_same_pairs(book: Book, kind: Kind) -> set[tuple[int, int]]:
    """The pairs of ids, the lesser first, that are said not to be the same."""
    return {
        (min(pair), max(pair))
        for pair in book.store.rows(
            f"SELECT a.id, b.id FROM not_same n JOIN {kind} a ON a.uid = n.one JOIN {kind} b ON b.uid = n.other "
            "WHERE n.kind = ?",
            (kind,),
        )
    }


def carry_over(book: Book, kind: Kind, keep: str, drop: str) -> None:
    """What was said of the uid `drop` holds of `keep` from now on; inside the act of a merge."""
    execute = book.store.database.execute_sql
    for number, one, other, created in book.store.rows(
        "SELECT id, one, other, created FROM not_same WHERE kind = ? AND ? IN (one, other) ORDER BY id", (kind, drop)
    ):
        third = other if one == drop else one
        execute("DELETE FROM not_same WHERE id = ?", (number,))
        if third == keep:
            continue
        first, second = sorted((keep, third))
        execute(
            "INSERT INTO not_same(kind, one, other, created) SELECT ?, ?, ?, ? WHERE NOT EXISTS "
            "(SELECT 1 FROM not_same WHERE kind = ? AND one = ? AND other = ?)",
            (kind, first, second, created, kind, first, second),
        )


def _named(book: Book, kind: Kind, one: int, other: int) -> list[tuple[int, str, str]]:
    return book.store.rows(f"SELECT id, uid, name FROM {kind} WHERE id IN (?, ?)", (one, other))
