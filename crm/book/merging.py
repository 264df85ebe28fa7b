"""A contact from a file put together with the one in the book: blanks filled, lists added to, differences told."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm.book.matching import email_key, link_key, name_key, same_number
from crm.book.people import moved
from crm.domain.people import Address, Contact, Labelled, Met, Position, current_place, with_current
from crm.domain.text import fold

#: Fields with one value, and what a difference in them is called.
TEXTS = (
    ("given", "first name"),
    ("family", "last name"),
    ("middle", "middle name"),
    ("prefix", "prefix"),
    ("suffix", "suffix"),
    ("nickname", "nickname"),
    ("role", "role"),
    ("birthday", "birthday"),
    ("anniversary", "anniversary"),
    ("cadence", "cadence"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that has one value in the book and another in the file."""

    field: str
    kept: str
    other: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of it. `contact` is the one in the book with what the file adds."""

    contact: Contact
    differences: tuple[Difference, ...]


def merge(mine: Contact, theirs: Contact, *, overwrite: bool | Collection[str], today: date) -> Merged:
    """`mine`, its blanks filled and its lists added to from `theirs`.

    A different value is kept and told, or taken over with `overwrite` (True for all fields, or the names of some as
    differences call them): a new employer then becomes the current position from `today`, the old one stays as a
    past one.
    """
    return _Merger(mine, theirs, overwrite, today).merged()


class _Merger:
    def __init__(self, mine: Contact, theirs: Contact, overwrite: bool | Collection[str], today: date) -> None:
        self.mine = mine
        self.theirs = theirs
        self.overwrite = overwrite
        self.today = today
        self.differences: list[Difference] = []

    def merged(self) -> Merged:
        """Every field in turn."""
        mine, theirs = self.mine, self.theirs
        changes: dict[str, Any] = {"name": self.name()}
        for field, what in TEXTS:
            changes[field] = self.value(getattr(mine, field), getattr(theirs, field), what)
        changes["met"] = Met(
            self.value(mine.met.on, theirs.met.on, "met on"),
            self.value(mine.met.how, theirs.met.how, "how met"),
            self.value(mine.met.through, theirs.met.through, "met through"),
        )
        changes["notes"] = mine.notes if theirs.notes in mine.notes else self.value(mine.notes, theirs.notes, "notes")
        changes["do_not_contact"] = mine.do_not_contact or theirs.do_not_contact
        changes["emails"] = _added(mine.emails, theirs.emails, email_key)
        changes["phones"] = mine.phones + tuple(
            new for new in theirs.phones if not any(same_number(known.value, new.value) for known in mine.phones)
        )
        changes["links"] = _added(mine.links, theirs.links, link_key)
        changes["addresses"] = self.addresses()
        known = set(map(fold, mine.tags))
        changes["tags"] = mine.tags + tuple(tag for tag in theirs.tags if fold(tag) not in known)
        changes["positions"] = self.positions()
        changes["extra"] = self.extra()
        return Merged(replace(mine, **changes), tuple(self.differences))

    def value(self, mine: Any, theirs: Any, what: str) -> Any:
        """The one, or the other where it is blank; a difference is noted."""
        if theirs in {None, ""} or mine == theirs:
            return mine
        if mine in {None, ""}:
            return theirs
        if isinstance(mine, str) and isinstance(theirs, str):
            if mine.casefold() == theirs.casefold() or _same_day_of_the_year(theirs, mine):
                return mine
            if _same_day_of_the_year(mine, theirs):
                return theirs  # the year was blank
        return self.differ(mine, theirs, what)

    def differ(self, mine: Any, theirs: Any, what: str) -> Any:
        """Takes the file's value over, or notes that it is another."""
        if self.takes(what):
            return theirs
        self.differences.append(Difference(what, _shown(mine), _shown(theirs)))
        return mine

    def takes(self, what: str) -> bool:
        """True where the file is right."""
        return self.overwrite if isinstance(self.overwrite, bool) else what in self.overwrite

    def name(self) -> str:
        mine, theirs = name_key(self.mine.name), name_key(self.theirs.name)
        if mine == theirs or set(theirs.split()) <= set(mine.split()):
            return self.mine.name  # "D. Whitfield" and "Dana" say nothing against "Dana Whitfield"
        return str(self.differ(self.mine.name, self.theirs.name, "name"))

    def addresses(self) -> tuple[Address, ...]:
        known = {_place(address) for address in self.mine.addresses}
        return self.mine.addresses + tuple(address for address in self.theirs.addresses if _place(address) not in known)

    def positions(self) -> tuple[Position, ...]:
        mine, theirs = self.mine.positions, self.theirs.positions
        if not theirs or not mine:
            return mine or theirs
        lead = current_place(theirs) or 0
        current = self.current(mine, theirs[lead])
        others = theirs[:lead] + theirs[lead + 1 :]
        if others:
            # Elsewhere earlier: what the book does not know of is added behind.
            known = {(fold(place.employer), fold(place.title)) for place in current}
            current += tuple(place for place in others if (fold(place.employer), fold(place.title)) not in known)
        return current

    def current(self, mine: tuple[Position, ...], theirs: Position) -> tuple[Position, ...]:
        place = _counterpart(mine, theirs)
        if place is None:
            return with_current(mine, theirs) if theirs.until is None else (*mine, theirs)
        first = mine[place]
        if theirs.employer and first.employer and fold(theirs.employer) != fold(first.employer):
            if not self.takes("employer"):
                self.differences.append(Difference("employer", first.employer, theirs.employer))
                return mine
            # Without a day of its own the new place begins today; a name put right keeps what was known of the place.
            arriving = theirs if theirs.since else replace(theirs, since=first.since)
            after = moved(mine, with_current(mine, arriving), self.today)
            if len(after) > len(mine):
                return after
            return with_current(mine, _filled(arriving, first))
        return (
            *mine[:place],
            Position(
                first.employer or theirs.employer,
                self.value(first.title, theirs.title, "title"),
                self.value(first.department, theirs.department, "department"),
                self.value(first.since, theirs.since, "since"),
                self.value(first.until, theirs.until, "until"),
            ),
            *mine[place + 1 :],
        )

    def extra(self) -> dict[str, Any]:
        kept = dict(self.mine.extra)
        for key, value in self.theirs.extra.items():
            if key not in kept:
                kept[key] = value
            elif isinstance(kept[key], list) and isinstance(value, list):
                kept[key] = kept[key] + [each for each in value if each not in kept[key]]
            elif kept[key] != value:
                kept[key] = self.differ(kept[key], value, key)
        return kept


def _counterpart(mine: tuple[Position, ...], theirs: Position) -> int | None:
    """The place in `mine` that `theirs` speaks of; None for one the book does not know.

    A current position speaks of the same work that goes on beside others, else of the current one, or of the one at
    the same employer that has ended since; a past one of the same work there.
    """
    current = current_place(mine)
    if theirs.until is None and current is not None:
        return _going_on(mine, theirs, current)
    for number, place in enumerate(mine):
        if fold(place.employer) != fold(theirs.employer):
            continue
        if theirs.until is None or not (place.title and theirs.title) or fold(place.title) == fold(theirs.title):
            return number
    return None


def _going_on(mine: tuple[Position, ...], theirs: Position, current: int) -> int:
    """The current place, or another that goes on as well and is the same work: somebody merged may have two."""
    there = [
        number
        for number, place in enumerate(mine)
        if place.until is None and theirs.employer and fold(place.employer) == fold(theirs.employer)
    ]
    same = [number for number in there if fold(mine[number].title) == fold(theirs.title)]
    if same:
        return current if current in same else same[0]
    if current in there:
        return current
    return next((number for number in there if not (mine[number].title and theirs.title)), current)


def _filled(place: Position, other: Position) -> Position:
    return Position(
        place.employer or other.employer,
        place.title or other.title,
        place.department or other.department,
        place.since or other.since,
        place.until or other.until,
    )


def _added(mine: tuple[Labelled, ...], theirs: tuple[Labelled, ...], key: Callable[[str], str]) -> tuple[Labelled, ...]:
    known = {key(point.value) for point in mine}
    return mine + tuple(point for point in theirs if key(point.value) not in known)


def _place(address: Address) -> str:
    return " ".join(fold(address.text()).split())


def _same_day_of_the_year(bare: str, full: str) -> bool:
    """True for `--03-07` and `1980-03-07`."""
    return bare.startswith("--") and len(bare) == 7 and len(full) == 10 and full[4:] == bare[1:]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else "…" if isinstance(value, (list, dict)) else str(value)
