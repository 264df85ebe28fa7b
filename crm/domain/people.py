"""Contacts and employers as the program knows them, apart from what was done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

PointKind = Literal["email", "phone", "link"]

#: What somebody is in the search (the vocabulary of the method); any other text is kept as typed.
ROLES = (
    "hiring manager",
    "executive",
    "HR",
    "recruiter",
    "interviewer",
    "peer",
    "assistant",
    "referrer",
    "alum",
    "coach",
    "friend",
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """An e-mail address, phone number or link with its label (`work`, `cell, pref`; empty for none)."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address: its parts by their vCard names, and `value`, the whole as one text."""

    value: str = ""
    label: str = ""
    street: str = ""
    code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    box: str = ""
    extended: str = ""

    def text(self) -> str:
        """The address on one line: `value`, or made from the parts."""
        if self.value:
            return self.value
        place = " ".join(part for part in (self.code, self.city) if part)
        parts = (self.box, self.extended, self.street, place, self.region, self.country)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Position:
    """Where somebody works or worked. `until` empty: still there."""

    employer: str = ""
    title: str = ""
    department: str = ""
    since: date | None = None
    until: date | None = None


def current_place(positions: Sequence[Position]) -> int | None:
    """Where in the list the current position stands, the first that has not ended; None when all have."""
    return next((place for place, position in enumerate(positions) if position.until is None), None)


def with_current(positions: tuple[Position, ...], position: Position) -> tuple[Position, ...]:
    """`positions` with `position` where the current one stands, or first when none is current.

    All others stay as they are, in their order. An empty position takes the current one away.
    """
    place = current_place(positions)
    put = () if position == Position() else (position,)
    if place is None:
        return (*put, *positions)
    return (*positions[:place], *put, *positions[place + 1 :])


@dataclass(frozen=True, slots=True)
class Met:
    """How the person came to know somebody."""

    on: date | None = None
    how: str = ""
    through: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Everything about one contact that a form, an import or an export carries.

    `name` is the name to show and always filled; the parts are there when they are known. `birthday` and
    `anniversary` are `YYYY-MM-DD` or `--MM-DD` (vCard), or the text as imported. `cadence` is None for the
    default, `none` for no cadence, else what `parse_cadence` takes. `positions` stand as they were given; past ones
    may come before the current one.
    `extra` keeps imported fields that have no place of their own: name to text, list or mapping.
    """

    name: str
    uid: str = ""
    given: str = ""
    family: str = ""
    middle: str = ""
    prefix: str = ""
    suffix: str = ""
    nickname: str = ""
    role: str = ""
    positions: tuple[Position, ...] = ()
    emails: tuple[Labelled, ...] = ()
    phones: tuple[Labelled, ...] = ()
    links: tuple[Labelled, ...] = ()
    addresses: tuple[Address, ...] = ()
    tags: tuple[str, ...] = ()
    birthday: str = ""
    anniversary: str = ""
    met: Met = field(default_factory=Met)
    cadence: str | None = None
    do_not_contact: bool = False
    notes: str = ""
    added: date | None = None
    source: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    created: datetime | None = None

    @property
    def position(self) -> Position:
        """The current position, the first that has not ended; or an empty one."""
        place = current_place(self.positions)
        return Position() if place is None else self.positions[place]

    @property
    def employer(self) -> str:
        """The current employer's name, or an empty text."""
        return self.position.employer

    @property
    def title(self) -> str:
        """The current job title, or an empty text."""
        return self.position.title


@dataclass(frozen=True, slots=True)
class Employer:
    """A company or organisation."""

    name: str
    uid: str = ""
    website: str = ""
    notes: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
