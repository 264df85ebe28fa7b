"""A list of rows that are all at hand, each of one line or several, under headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import events

from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.safe import Part

Key = TypeVar("Key")

#: The lines of a row for a width in cells.
Drawn = Callable[[int], Sequence[list[Part]]]


@dataclass(frozen=True, slots=True)
class Entry(Generic[Key]):
    """A row: its key, by which the cursor finds it again, and its lines; with the key None a heading, passed over."""

    key: Key | None
    draw: Drawn


class RowsList(LineList, Generic[Key]):
    """Keeps its cursor by key over a refill. For lists of a few hundred rows; longer ones are windowed."""

    def __init__(self, *, id: str, empty: Sequence[str] = ()) -> None:
        super().__init__(id=id, empty=empty)
        self._entries: Sequence[Entry[Key]] = ()
        self._rows: list[Entry[Key]] = []
        self._drawn_width = -1
        self._lines: list[tuple[int | None, list[Part]]] = []
        self._first: list[int] = []

    def fill(self, entries: Sequence[Entry[Key]], *, at: Key | None = None) -> None:
        """Show `entries`, the cursor on the key `at`, else on the row it was on, else where it was."""
        wanted = at if at is not None else self.current
        self._entries = entries
        self._rows = [entry for entry in entries if entry.key is not None]
        self._drawn_width = -1
        for place, entry in enumerate(self._rows):
            if entry.key == wanted:
                self.cursor = place
                break
        self._lay_out()
        self.refill()

    @property
    def current(self) -> Key | None:
        """The key of the row under the cursor."""
        return self._rows[self.cursor].key if 0 <= self.cursor < len(self._rows) else None

    @property
    def keys(self) -> list[Key]:
        """The keys of all rows, in their order."""
        return [row.key for row in self._rows if row.key is not None]

    def _lay_out(self) -> None:
        width = self.text_width
        if width == self._drawn_width:
            return
        self._drawn_width = width
        self._lines, self._first = [], []
        row = 0
        for entry in self._entries:
            drawn = [list(parts) for parts in entry.draw(width)]
            if entry.key is None:
                if self._lines:
                    self._lines.append((None, []))
                self._lines += [(None, parts) for parts in drawn]
                continue
            self._first.append(len(self._lines))
            self._lines += [(row, parts) for parts in drawn]
            row += 1

    def on_resize(self, event: events.Resize) -> None:
        """Another width may wrap lines differently."""
        self._lay_out()
        self.refill()

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def line_count(self) -> int:
        """How many lines there are, headings included."""
        return len(self._lines)

    def lines_of(self, row: int) -> tuple[int, int]:
        """The first line of `row` and the number of its lines."""
        first = self._first[row]
        return first, sum(of == row for of, _ in self._lines[first : first + 200]) or 1

    def row_at(self, line: int) -> int | None:
        """The row that `line` belongs to; None for headings."""
        return self._lines[line][0] if 0 <= line < len(self._lines) else None

    def parts_of(self, line: int, width: int) -> list[Part]:
        """The parts of `line`."""
        return self._lines[line][1] if 0 <= line < len(self._lines) else []

    def lines_before(self, row: int) -> int:
        """The heading is seen together with its first row."""
        first = self._first[row]
        count = 0
        while first - count - 1 >= 0 and self._lines[first - count - 1][0] is None:
            count += 1
        return count
