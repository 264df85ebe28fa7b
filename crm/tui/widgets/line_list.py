"""A list drawn line by line, whatever its length: cursor, scrolling and mouse, without a widget a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm.tui.widgets.ink import Inked
from crm.tui.widgets.safe import Part, lay_out, wrap

#: Marks the row under the cursor, so that it does not hang on colour alone.
MARK = "▌"


class LineList(ScrollView, Inked, can_focus=True):
    """The base of all lists. A row is one or more lines; lines between rows belong to no row.

    Subclasses say how many rows and lines there are and give the parts of a line; they call `refill` when that
    changes. Cursor and rows count from 0.
    """

    ALLOW_SELECT: ClassVar[bool] = False

    class Moved(Message):
        """The person moved the cursor to another row."""

        def __init__(self, lines: LineList) -> None:
            super().__init__()
            self.list = lines

        @property
        def control(self) -> LineList:
            """The list it happened in."""
            return self.list

    class Chosen(Moved):
        """The person opened the row under the cursor: Enter, or a double click."""

    def __init__(self, *, id: str, empty: Sequence[str] = ()) -> None:
        super().__init__(id=id)
        self.cursor = 0
        self.empty: Sequence[str] = empty

    # What subclasses say.

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    @property
    def line_count(self) -> int:
        """How many lines there are, headings included."""
        raise NotImplementedError

    def lines_of(self, row: int) -> tuple[int, int]:
        """The first line of `row` and the number of its lines."""
        raise NotImplementedError

    def row_at(self, line: int) -> int | None:
        """The row that `line` belongs to; None for headings."""
        raise NotImplementedError

    def parts_of(self, line: int, width: int) -> list[Part]:
        """The parts of `line`, laid out to `width` cells."""
        raise NotImplementedError

    def lines_before(self, row: int) -> int:
        """How many lines above `row` should be seen together with it: its heading, when it is the first."""
        return 0

    def seen(self) -> None:
        """Called when other lines came into view, for subclasses that read rows when they are needed."""

    # What they get.

    @property
    def text_width(self) -> int:
        """The cells a row has, without the column of the mark and the blank one at the right."""
        return max(self.view_width - 2, 1)

    @property
    def view_width(self) -> int:
        """The cells between the frame and the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def first_line(self) -> int:
        """The first line in view."""
        return self.scroll_offset.y

    def refill(self, *, keep_view: bool = False) -> None:
        """Take over a changed number of rows: cursor into range, scroll bar, repaint."""
        self.cursor = min(max(self.cursor, 0), max(self.row_count - 1, 0))
        self.virtual_size = Size(0, self.line_count)
        if not keep_view:
            self.show_cursor()
        self.refresh()

    def move(self, rows: int) -> None:
        """Move the cursor by `rows`, stopping at the ends."""
        self.move_to(self.cursor + rows)

    def move_pages(self, pages: int) -> None:
        """Move the cursor by whole screens."""
        if not self.row_count:
            return
        first, height = self.lines_of(self.cursor)
        line = first + pages * max(self.size.height - height, 1)
        line = min(max(line, 0), self.line_count - 1)
        step = 1 if pages < 0 else -1
        row = self.row_at(line)
        while row is None and 0 <= line + step < self.line_count:
            line += step
            row = self.row_at(line)
        if row is None:
            row = 0 if pages < 0 else self.row_count - 1
        self.move_to(row)

    def move_to(self, row: int) -> None:
        """Move the cursor to `row` as the person's own doing: others are told."""
        row = min(max(row, 0), self.row_count - 1)
        if row < 0 or row == self.cursor:
            return
        self.place(row)
        self.post_message(self.Moved(self))

    def place(self, row: int) -> None:
        """Put the cursor on `row` without telling anybody."""
        old = self.cursor
        self.cursor = min(max(row, 0), max(self.row_count - 1, 0))
        if old != self.cursor:
            self._refresh_row(old)
            self._refresh_row(self.cursor)
        self.show_cursor()

    def open_row(self) -> None:
        """Open the row under the cursor."""
        if self.row_count:
            self.post_message(self.Chosen(self))

    def show_cursor(self) -> None:
        """Scroll so that the row under the cursor can be seen."""
        if not self.row_count or not self.size.height:
            return
        first, height = self.lines_of(self.cursor)
        above = self.lines_before(self.cursor)
        region = Region(0, first - above, 1, height + above)
        if region.height > self.size.height:
            region = Region(0, first, 1, min(height, self.size.height))
        self.scroll_to_region(region, animate=False, force=True, x_axis=False, immediate=True)

    def _refresh_row(self, row: int) -> None:
        if 0 <= row < self.row_count:
            first, height = self.lines_of(row)
            self.refresh_lines(first, height)

    # Drawing and events.

    def render_line(self, y: int) -> Strip:
        """One line of the view."""
        width = self.view_width
        if not self.row_count:
            return self._empty_line(y, width)
        line = self.first_line + y
        if line >= self.line_count:
            return self.paint([], width)
        row = self.row_at(line)
        parts = self.parts_of(line, self.text_width)
        if row is None or row != self.cursor:
            return self.paint([(" ", ""), *parts], width)
        over = "cursor" if self.has_focus else "cursor-quiet"
        return self.paint([(MARK, "accent" if self.has_focus else "rule"), *parts], width, over)

    def _empty_line(self, y: int, width: int) -> Strip:
        lines: list[Part] = []
        for number, text in enumerate(self.empty):
            ink = "" if number == 0 else "muted"
            wrapped, _ = wrap(text, self.text_width - 1, 6)
            lines.extend((piece, ink) for piece in wrapped)
        if 1 <= y <= len(lines):
            return self.paint([("  ", ""), *lay_out(max(width - 2, 1), [lines[y - 1]])], width)
        return self.paint([], width)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other lines came into view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.seen()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out again for the new width, with the cursor in view."""
        self.resized()
        self.refill()
        self.seen()

    def resized(self) -> None:
        """Called before the refill that follows a new size."""

    def on_focus(self) -> None:
        """The row under the cursor shows which pane has focus."""
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        """See `on_focus`."""
        self._refresh_row(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; a second one opens the row."""
        row = self.row_at_offset(event.y)
        if row is None:
            return
        event.stop()
        if event.chain == 2:
            self.open_row()
        else:
            self.move_to(row)

    def row_at_offset(self, y: int) -> int | None:
        """The row at `y` cells below the top of the content, or None."""
        line = self.first_line + y - self.gutter.top
        return self.row_at(line) if 0 <= line < self.line_count else None


def cells(parts: Sequence[Part]) -> int:
    """The cells that parts take."""
    return sum(cell_len(text) for text, _ in parts)
