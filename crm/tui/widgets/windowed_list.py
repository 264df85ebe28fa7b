"""A list of any length that reads its rows a page at a time, and never while the cursor is waiting."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic

from textual.message import Message

from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.safe import Part, lay_out
from crm.tui.widgets.window import PAGE, Row, Section, Window

#: Pages kept in memory; with `PAGE` rows each this is a few megabytes at most.
_KEPT_PAGES = 40
#: So many rows from the end of what is there the next page is asked for.
_AHEAD = 30


class WindowedList(LineList, Generic[Row]):
    """Rows of equal height under headings; pages are fetched when they come into view.

    `fetch` gives `limit` rows from `offset` on. Rows that are not there yet are drawn as a quiet placeholder.
    """

    row_height = 2

    class Failed(Message):
        """A page could not be read."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self, fetch: Callable[[int, int], Awaitable[Sequence[Row]]], *, id: str, empty: Sequence[str] = ()
    ) -> None:
        super().__init__(id=id, empty=empty)
        self._fetch = fetch
        self._sections: Sequence[Section] = ()
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._first_rows: list[int] = []
        self._first_lines: list[int] = []
        self._total = 0
        self._total_lines = 0
        self._generation = 0
        self._loading = False

    def row_parts(self, row: Row, part: int, width: int) -> list[Part]:
        """The parts of line `part` (from 0) of `row`."""
        raise NotImplementedError

    # Filling.

    def fill(self, window: Window[Row]) -> None:
        """Show `window`: what was read before is forgotten, the cursor goes where the window says."""
        self._generation += 1
        self._pages.clear()
        if window.rows:
            for start in range(0, len(window.rows), PAGE):
                self._pages[(window.first + start) // PAGE] = window.rows[start : start + PAGE]
        self._sections = [section for section in window.sections if section.count]
        self._total = window.total
        self._first_rows, self._first_lines = [], []
        row, line = 0, 0
        for number, section in enumerate(self._sections):
            if section.title:
                line += 2 if number else 1  # a blank line before each heading but the first
            self._first_rows.append(row)
            self._first_lines.append(line)
            row += section.count
            line += section.count * self.row_height
        self._total_lines = line
        self.cursor = window.cursor
        self.refill()
        self.seen()

    @property
    def current(self) -> Row | None:
        """The row under the cursor; None when there is none or it has not been read yet."""
        return self.peek(self.cursor) if self._total else None

    def peek(self, row: int) -> Row | None:
        """The row at an index if it has been read."""
        page = self._pages.get(row // PAGE)
        offset = row % PAGE
        return page[offset] if page is not None and offset < len(page) else None

    # Geometry.

    @property
    def row_count(self) -> int:
        """All rows, read or not."""
        return self._total

    @property
    def line_count(self) -> int:
        """All lines, headings included."""
        return self._total_lines

    def lines_of(self, row: int) -> tuple[int, int]:
        """The first line of `row` and its height."""
        section = bisect_right(self._first_rows, row) - 1
        return self._first_lines[section] + (row - self._first_rows[section]) * self.row_height, self.row_height

    def row_at(self, line: int) -> int | None:
        """The row at `line`, None on a heading or the blank line before it."""
        section = bisect_right(self._first_lines, line) - 1
        if section < 0:
            return None
        inside = (line - self._first_lines[section]) // self.row_height
        return self._first_rows[section] + inside if inside < self._sections[section].count else None

    def lines_before(self, row: int) -> int:
        """The heading belongs to the first row of its section."""
        section = bisect_right(self._first_rows, row) - 1
        return 1 if self._first_rows[section] == row and self._sections[section].title else 0

    def parts_of(self, line: int, width: int) -> list[Part]:
        """The parts of a heading or of a row."""
        row = self.row_at(line)
        if row is None:
            return self._heading(line, width)
        first, _ = self.lines_of(row)
        data = self.peek(row)
        if data is None:
            return lay_out(width, [("…", "muted")]) if line == first else []
        return self.row_parts(data, line - first, width)

    def _heading(self, line: int, width: int) -> list[Part]:
        section = bisect_right(self._first_lines, line + 1) - 1
        if section < 0 or self._first_lines[section] != line + 1 or not self._sections[section].title:
            return []
        found = self._sections[section]
        return lay_out(width, [(found.title, found.ink)], [(f"{found.count:,}", "muted")])

    # Reading.

    def seen(self) -> None:
        """Ask for what came into view and is not there."""
        if not self._loading and self._next_page() is not None:
            self._loading = True
            self.run_worker(self._read(), group="pages", exit_on_error=False)

    def place(self, row: int) -> None:
        """Put the cursor on `row`; what lies ahead of it is fetched early."""
        super().place(row)
        self.seen()

    def _next_page(self) -> int | None:
        if not self._total or not self.size.height:
            return None
        first = self._row_near(self.first_line)
        last = self._row_near(self.first_line + self.size.height - 1)
        top, bottom = max(first - _AHEAD, 0), min(last + _AHEAD, self._total - 1)
        wanted = [first // PAGE, last // PAGE, self.cursor // PAGE, bottom // PAGE, top // PAGE]
        return next((page for page in wanted if page not in self._pages), None)

    def _row_near(self, line: int) -> int:
        section = max(bisect_right(self._first_lines, line) - 1, 0)
        inside = max(line - self._first_lines[section], 0) // self.row_height
        return min(self._first_rows[section] + inside, self._total - 1)

    async def _read(self) -> None:
        try:
            while (page := self._next_page()) is not None:
                generation = self._generation
                try:
                    rows = await self._fetch(page * PAGE, PAGE)
                except Exception as error:  # told as a message: a worker must not end the app
                    self.post_message(self.Failed(error))
                    return
                if generation != self._generation:
                    continue
                self._pages[page] = rows
                if page == self.cursor // PAGE:
                    self.post_message(self.Moved(self))  # now it is known who is under the cursor
                while len(self._pages) > _KEPT_PAGES:
                    self._pages.popitem(last=False)
                self.refresh()
        finally:
            self._loading = False
