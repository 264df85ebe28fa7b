"""What a long list is filled with. Without Textual, so that it can be read before the screen is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")

#: Rows read at a time.
PAGE = 100


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading. An empty title draws no heading. `ink` is the ink of the heading."""

    title: str
    count: int
    ink: str = "heading"


@dataclass(frozen=True, slots=True)
class Window(Generic[Row]):
    """How long a list is, the page around the cursor, and where the cursor is.

    `first` is the index of the first of `rows`, a multiple of `PAGE`.
    """

    sections: Sequence[Section]
    first: int
    rows: Sequence[Row]
    cursor: int

    @property
    def total(self) -> int:
        """All rows, read or not."""
        return sum(section.count for section in self.sections)

    @property
    def current(self) -> Row | None:
        """The row under the cursor, if there is one."""
        at = self.cursor - self.first
        return self.rows[at] if 0 <= at < len(self.rows) else None
