"""What the person decides about single rows of an import."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

#: The fields of a row for which the file is right: by name, or None for all of them.
Fields = frozenset[str] | None
NO_FIELDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Take:
    """As proposed."""


@dataclass(frozen=True, slots=True)
class Leave:
    """It does not come in."""


@dataclass(frozen=True, slots=True)
class Into:
    """It is that contact, or, where `who` is below zero, the one in the row of that place (`-3`: row 3).

    What it adds goes to them; where it differs, they stay as they are but for the fields in `overwrite`.
    """

    who: int
    overwrite: Fields = NO_FIELDS


@dataclass(frozen=True, slots=True)
class AsNew:
    """Somebody new, whoever it looks like."""


@dataclass(frozen=True, slots=True)
class Overwrite:
    """The file is right where it differs, in these fields (as the preview calls them)."""

    fields: Fields = None


Choice = Take | Leave | Into | AsNew | Overwrite
#: By the place of the row.
Choices = Mapping[int, Choice]
NO_CHOICES: Choices = {}


def taken_over(overwrite: bool, choice: Choice | None) -> bool | Collection[str]:
    """The fields for which a row's file is right: all (True), none (False), or those of these names."""
    if overwrite:
        return True
    fields: Fields = NO_FIELDS
    if isinstance(choice, Overwrite):
        fields = choice.fields
    elif isinstance(choice, Into):
        fields = choice.overwrite
    return True if fields is None else fields or False
