"""What the screens of duplicates and merges read: who may be there twice, two side by side, what a merge would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from crm.book.duplicates import DuplicatePair, Gathered, find_duplicate_employers, gather
from crm.book.errors import NotFound
from crm.book.matching import email_key, link_key, phone_key
from crm.book.merge_contacts import preview_merge
from crm.book.merge_employers import preview_merge_employers
from crm.book.merge_fields import MergePreview
from crm.book.not_same import Kind
from crm.book.people import get_contact
from crm.book.session import Book
from crm.domain.people import Contact, Position
from crm.domain.text import fold
from crm.domain.words import count, say_day

_MOST_NAMES = 8
_CHANNELS = {"email": "e-mail", "in-person": "in person"}

#: By what it is seen whether the book has been written to.
State = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Twice:
    """What finding people needs of the book, and the employers that are there twice."""

    state: State
    people: Gathered
    employers: list[DuplicatePair]


def look_for_doubles(book: Book, known: State | None) -> Twice | None:
    """All that is needed to find who is there twice; None when nothing was written since `known`."""
    state = (book.changes, int(book.store.value("PRAGMA data_version")))
    return None if state == known else Twice(state, gather(book), find_duplicate_employers(book))


@dataclass(frozen=True, slots=True)
class Value:
    """A text about one of two; `common` when the other has it too."""

    text: str
    common: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the comparison: what each of the two has under a label."""

    label: str
    one: tuple[Value, ...]
    other: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class TwoSides:
    """Two entries side by side, with their names."""

    one: str
    other: str
    facts: tuple[Fact, ...]


def two_sides(book: Book, kind: Kind, one: int, other: int) -> TwoSides | None:
    """Both entries for a comparison; None when one is no longer in the book."""
    try:
        return (_people if kind == "contact" else _employers)(book, one, other)
    except NotFound:
        return None


def _people(book: Book, one: int, other: int) -> TwoSides:
    mine, theirs = get_contact(book, one), get_contact(book, other)
    passed = [_passed(book, number) for number in (one, other)]
    facts = [
        _fact("works", list(map(_work, mine.positions)), list(map(_work, theirs.positions))),
        _points("e-mail", mine, theirs, "emails", email_key),
        _points("phone", mine, theirs, "phones", lambda value: phone_key(value) or fold(value)),
        Fact("last touch", (Value(passed[0][0]),), (Value(passed[1][0]),)),
        Fact("touches", (Value(f"{passed[0][1]:,}"),), (Value(f"{passed[1][1]:,}"),)),
        _fact("role", [mine.role], [theirs.role]),
        _points("link", mine, theirs, "links", link_key),
        _fact("birthday", [mine.birthday], [theirs.birthday]),
        _fact("tags", list(mine.tags), list(theirs.tags)),
        _fact("met", [_met(book, mine)], [_met(book, theirs)]),
        _fact("notes", [mine.notes], [theirs.notes]),
    ]
    return TwoSides(mine.name, theirs.name, tuple(fact for fact in facts if fact.one or fact.other))


def _work(position: Position) -> str:
    what = ", ".join(filter(None, (position.title, position.department, position.employer)))
    return f"{what} (until {position.until.year})" if what and position.until else what


def _met(book: Book, contact: Contact) -> str:
    met = contact.met
    return ", ".join(
        filter(None, (say_day(met.on, book.today) if met.on else "", met.how, met.through and f"through {met.through}"))
    )


def _points(label: str, mine: Contact, theirs: Contact, name: str, key: Callable[[str], str]) -> Fact:
    one, other = ([point.value for point in getattr(contact, name)] for contact in (mine, theirs))
    return _fact(label, one, other, key)


def _fact(label: str, one: list[str], other: list[str], key: Callable[[str], str] = fold) -> Fact:
    common = set(map(key, filter(None, one))) & set(map(key, filter(None, other)))

    def values(texts: list[str]) -> tuple[Value, ...]:
        return tuple(Value(text, key(text) in common) for text in texts if text)

    return Fact(label, values(one), values(other))


def _passed(book: Book, contact_id: int) -> tuple[str, int]:
    """The last touch in words, and how many there are."""
    last = book.store.row(
        'SELECT t."on", t.channel FROM touch t JOIN touch_contact c ON c.touch_id = t.id WHERE c.contact_id = ? '
        'ORDER BY t."on" DESC, t.seq DESC LIMIT 1',
        (contact_id,),
    )
    number = int(book.store.value("SELECT count(*) FROM touch_contact WHERE contact_id = ?", (contact_id,)))
    if last is None:
        return "never", number
    return f"{say_day(date.fromisoformat(last[0]), book.today)}, {_CHANNELS.get(last[1], last[1])}", number


def _employers(book: Book, one: int, other: int) -> TwoSides:
    rows = [
        book.store.row("SELECT name, website, rank, working_on, notes FROM employer WHERE id = ?", (number,))
        for number in (one, other)
    ]
    mine, theirs = rows
    if mine is None or theirs is None:
        raise NotFound("This employer is no longer in the book.")
    people = [_names(book, number) for number in (one, other)]
    roles = [
        [
            title
            for (title,) in book.store.rows(
                "SELECT title FROM opportunity WHERE employer_id = ? ORDER BY id", (number,)
            )
        ]
        for number in (one, other)
    ]
    facts = [
        _fact("website", [mine[1]], [theirs[1]]),
        _fact("people", people[0], people[1]),
        _fact("roles", roles[0], roles[1]),
        _fact("target list", [_ranked(mine[2])], [_ranked(theirs[2])]),
        _fact("working on", [mine[3]], [theirs[3]]),
        _fact("notes", [mine[4]], [theirs[4]]),
    ]
    return TwoSides(mine[0], theirs[0], tuple(fact for fact in facts if fact.one or fact.other))


def _ranked(rank: int | None) -> str:
    return f"number {rank}" if rank else ""


def _names(book: Book, employer_id: int) -> list[str]:
    names = [
        name
        for (name,) in book.store.rows(
            "SELECT DISTINCT c.name FROM position p JOIN contact c ON c.id = p.contact_id WHERE p.employer_id = ? "
            "ORDER BY c.name",
            (employer_id,),
        )
    ]
    more = len(names) - _MOST_NAMES
    return names if more <= 1 else [*names[:_MOST_NAMES], f"and {count(more, 'other')}"]


def look_at_merge(
    book: Book, kind: Kind, keep: int, drop: int, choices: Mapping[str, str]
) -> tuple[MergePreview, dict[str, str]]:
    """What a merge would do, and those of the choices that still are any: the book may have changed.

    Raises NotFound.
    """
    preview = preview_merge if kind == "contact" else preview_merge_employers
    usual = preview(book, keep, drop)
    options = {field.field: field.choices for field in usual.fields}
    valid = {name: chosen for name, chosen in choices.items() if chosen in options.get(name, ())}
    return (preview(book, keep, drop, valid) if valid else usual), valid
