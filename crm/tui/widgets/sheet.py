"""A text of laid out lines that scrolls: a card, a preparation sheet, a call sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.strip import Strip

from crm.tui.widgets.lines import Lines
from crm.tui.widgets.safe import Part, lay_out

#: The lines for a width in cells.
Layout = Callable[[int], Sequence[Sequence[Part]]]


class _Text(Lines):
    def __init__(self) -> None:
        super().__init__(id="sheet-text")
        self._layout: Layout = lambda _: ()
        self._known: tuple[int, Sequence[Sequence[Part]]] | None = None

    def show(self, layout: Layout) -> None:
        self._layout, self._known = layout, None
        self.refresh(layout=True)

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """Laid out once for each width."""
        if self._known is None or self._known[0] != width:
            self._known = (width, self._layout(width))
        return self._known[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are."""
        return max(1, len(self.layout_lines(width)))

    def render_line(self, y: int) -> Strip:
        """One line."""
        width = self.size.width
        lines = self.layout_lines(width)
        return self.paint(lay_out(width, list(lines[y])) if y < len(lines) else [], width)


class Sheet(VerticalScroll, can_focus=True):
    """Scrolls with the keys of every list: `move` by lines, `move_pages`, `move_to`."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._text = _Text()

    def compose(self) -> ComposeResult:
        """The text."""
        yield self._text

    def show(self, layout: Layout) -> None:
        """Show the lines that `layout` gives for the width there is."""
        self._text.show(layout)

    def move(self, rows: int) -> None:
        """Scroll by lines."""
        self.scroll_relative(y=rows, animate=False)

    def move_pages(self, pages: int) -> None:
        """Scroll by screens."""
        self.scroll_relative(y=pages * max(self.size.height - 1, 1), animate=False)

    def move_to(self, line: int) -> None:
        """Scroll to a line, or to the end."""
        self.scroll_to(y=min(line, self.max_scroll_y), animate=False)
