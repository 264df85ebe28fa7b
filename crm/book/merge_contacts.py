"""Two contacts who are one person: put together field by field, with everything that passed with either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from crm.book.contact_rows import employers_of, prune_employers
from crm.book.errors import NotFound, Refused
from crm.book.merge_fields import (
    BOTH,
    CONTACT_COLUMNS,
    OTHER,
    Choice,
    MergeField,
    MergePreview,
    Merger,
    refuse_unknown,
)
from crm.book.merge_lists import LISTS, MergedList, Row, results, rows_of, said, write_list
from crm.book.merge_plans import PlansMet, join_steps, plans_met
from crm.book.not_same import carry_over
from crm.book.session import Book
from crm.domain.words import count

__all__ = ["MergeField", "MergePreview", "merge_contacts", "preview_merge"]

NO_CHOICES: Mapping[str, Choice] = {}


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a contact, and what a merge does with its rows.

    `moves`: they become the kept one's. `once`: those too, but where both have one for the same `within`, the other's
    goes. `list`: as the fields of the contact (see `merge_lists`). `noun` is what is told of them.
    """

    table: str
    column: str
    how: Literal["moves", "once", "list"]
    within: str = ""
    noun: str = ""
    plural: str = ""


#: Every column of the book that names a contact.
REFERENCES = (
    Reference("contact_point", "contact_id", "list"),
    Reference("address", "contact_id", "list"),
    Reference("tag", "contact_id", "list"),
    Reference("position", "contact_id", "list"),
    Reference("touch_contact", "contact_id", "once", "touch_id", "touch", "touches"),
    Reference("follow_up", "contact_id", "once", "news_id", "follow-up"),
    Reference("plan_step", "contact_id", "moves", "", "step of a plan", "steps of plans"),
    Reference("opportunity_contact", "contact_id", "once", "opportunity_id", "role", "roles"),
    Reference("interview_contact", "contact_id", "once", "interview_id", "interview"),
    Reference("letter", "contact_id", "moves", "", "letter"),
    Reference("concern", "contact_id", "moves", "", "concern"),
    Reference("rejection", "teller_id", "moves", "", "no", "noes"),
    Reference("snooze", "contact_id", "moves", "", "snooze"),
    Reference("pass", "contact_id", "moves", "", "pass", "passes"),
    Reference("decision", "contact_id", "moves", "", "decision"),
    Reference("former_contact", "contact_id", "moves"),
)


@dataclass(slots=True)
class _Merge:
    """All of a merge, decided and not done."""

    keep: int
    drop: int
    kept: Row
    other: Row
    merger: Merger
    fields: list[MergeField] = field(default_factory=list)
    lists: list[MergedList] = field(default_factory=list)
    before: dict[str, dict[int, Row]] = field(default_factory=dict)
    plans: PlansMet = field(default_factory=lambda: PlansMet((), ()))
    notes: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The undo step."""
        return f"Merge {self.kept['name']} and {self.other['name']}"


def preview_merge(book: Book, keep: int, drop: int, choices: Mapping[str, Choice] = NO_CHOICES) -> MergePreview:
    """What `merge_contacts` would do. Reads only.

    Where both have a value the kept one's stays and blanks are filled; lists and notes are joined; `choices` says
    otherwise by field (`kept`, `other`, `both`). Raises NotFound, and Refused for one contact twice and for a choice
    that there is not.
    """
    merge = _plan(book, keep, drop, choices)
    return MergePreview(
        keep,
        drop,
        merge.kept["name"],
        merge.other["name"],
        tuple(merge.fields),
        moved_words(book, REFERENCES, keep, drop),
        (*merge.notes, *merge.plans.notes),
    )


def merge_contacts(book: Book, keep: int, drop: int, choices: Mapping[str, Choice] = NO_CHOICES) -> None:
    """Makes one contact of two: one act. `drop` is gone; its history, and what a file calls it, are the kept one's.

    Raises as `preview_merge`.
    """
    merge = _plan(book, keep, drop, choices)
    execute = book.store.database.execute_sql
    with book.act(merge.title):
        released = {*employers_of(book.store, keep), *employers_of(book.store, drop)}
        join_steps(book, merge.plans.joined)
        _settle_news(book, keep, drop)
        _settle_parts(book, keep, drop)
        for merged in merge.lists:
            write_list(book, merged, keep, merge.before[merged.rule.field])
        for reference in REFERENCES:
            move_rows(book, reference, keep, drop)
        carry_over(book, "contact", merge.kept["uid"], merge.other["uid"])
        execute(
            "INSERT INTO former_contact(contact_id, uid, source) VALUES (?, ?, ?)",
            (keep, merge.other["uid"], merge.other["source"]),
        )
        write_changes(book, "contact", keep, merge.merger.changes())
        execute("DELETE FROM contact WHERE id = ?", (drop,))
        prune_employers(book.store, released)


def _plan(book: Book, keep: int, drop: int, choices: Mapping[str, Choice]) -> _Merge:
    if keep == drop:
        raise Refused("That is one and the same contact: name two.")
    kept, other = (_row(book, number) for number in (keep, drop))
    merge = _Merge(keep, drop, kept, other, Merger(CONTACT_COLUMNS, kept, other, choices))
    for rule in LISTS:
        mine, theirs = rows_of(book, rule, keep), rows_of(book, rule, drop)
        merge.before[rule.field] = {row["id"]: row for row in (*mine, *theirs)}
        made = results(rule, mine, theirs)
        usual: Choice = BOTH if mine else OTHER
        if usual == OTHER:
            del made[BOTH]
        if not theirs:
            continue
        if made[usual].rows == mine:  # it says nothing new
            merge.lists.append(made[usual])
            continue
        texts = {choice: merged.text for choice, merged in made.items()}
        chosen = merge.merger.choose(rule.field, said(rule, mine), said(rule, theirs), usual, texts)
        merge.lists.append(made[chosen])
    merge.fields = merge.merger.fields
    refuse_unknown(choices, [each.field for each in merge.fields])
    merge.plans = plans_met(book, keep, drop)
    merge.notes = [
        f"For {title} the part “{mine}” stays, “{theirs}” goes."
        for title, mine, theirs in book.store.rows(
            "SELECT o.title, a.part, b.part FROM opportunity_contact a JOIN opportunity_contact b "
            "ON b.opportunity_id = a.opportunity_id JOIN opportunity o ON o.id = a.opportunity_id "
            "WHERE a.contact_id = ? AND b.contact_id = ? AND a.part <> b.part AND a.part <> '' AND b.part <> '' "
            "ORDER BY o.id",
            (keep, drop),
        )
    ]
    return merge


def _row(book: Book, contact_id: int) -> Row:
    names = [column.name for column in CONTACT_COLUMNS]
    listed = ", ".join(f'"{name}"' for name in names)
    row = book.store.row(f"SELECT {listed} FROM contact WHERE id = ?", (contact_id,))
    if row is None:
        raise NotFound("This contact is no longer in the book.")
    return dict(zip(names, row, strict=True))


def _settle_news(book: Book, keep: int, drop: int) -> None:
    """Of news that both were to hear, the one that was told stays; else the kept one's."""
    book.store.database.execute_sql(
        "DELETE FROM follow_up WHERE contact_id = ? AND status = 'open' AND news_id IN "
        "(SELECT news_id FROM follow_up WHERE contact_id = ? AND status <> 'open')",
        (keep, drop),
    )


def _settle_parts(book: Book, keep: int, drop: int) -> None:
    """A part without a word in an opportunity takes that of the other."""
    theirs = (
        "SELECT b.part FROM opportunity_contact b WHERE b.contact_id = ? "
        "AND b.opportunity_id = opportunity_contact.opportunity_id AND b.part <> ''"
    )
    book.store.database.execute_sql(
        f"UPDATE opportunity_contact SET part = ({theirs} ORDER BY b.id LIMIT 1) "
        f"WHERE contact_id = ? AND part = '' AND EXISTS ({theirs})",
        (drop, keep, drop),
    )


def move_rows(book: Book, reference: Reference, keep: int, drop: int) -> None:
    """Makes the rows of `drop` those of `keep`; inside an act."""
    table, column, within = reference.table, reference.column, reference.within
    if reference.how == "list":
        return
    if reference.how == "once":
        book.store.database.execute_sql(
            f"DELETE FROM {table} WHERE {column} = ? AND {within} IN "
            f"(SELECT {within} FROM {table} WHERE {column} = ? AND {within} IS NOT NULL)",
            (drop, keep),
        )
    book.store.database.execute_sql(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (keep, drop))


def moved_words(book: Book, references: tuple[Reference, ...], keep: int, drop: int) -> str:
    """What goes over to the kept one: `14 touches, 2 follow-ups and 1 letter`; empty for nothing."""
    found = []
    for each in references:
        if not each.noun:
            continue
        shared = ""
        values: tuple[int, ...] = (drop,)
        if each.how == "once":
            shared = (
                f" AND ({each.within} IS NULL OR {each.within} NOT IN "
                f"(SELECT {each.within} FROM {each.table} WHERE {each.column} = ? AND {each.within} IS NOT NULL))"
            )
            values = (drop, keep)
        number = int(
            book.store.value(f"SELECT count(*) FROM {each.table} WHERE {each.column} = ?{shared}", values) or 0
        )
        if number:
            found.append(count(number, each.noun, each.plural or f"{each.noun}s"))
    return f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else "".join(found)


def write_changes(book: Book, table: str, number: int, changes: Mapping[str, Any]) -> None:
    """Writes the columns of one row that change; inside an act."""
    if changes:
        sets = ", ".join(f'"{name}" = ?' for name in changes)
        book.store.database.execute_sql(f"UPDATE {table} SET {sets} WHERE id = ?", (*changes.values(), number))
