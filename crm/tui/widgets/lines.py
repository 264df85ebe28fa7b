"""A few lines of text made of parts: the header, the tab line, the footer and the head of a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.geometry import Size
from textual.strip import Strip

from crm.tui.messages import Pressed
from crm.tui.widgets.ink import Inked
from crm.tui.widgets.safe import Part, lay_out


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a line that can be clicked, in cells."""

    start: int
    end: int
    command_id: str


class Lines(Inked):
    """Draws lines of parts, each cut to the width. Subclasses give them in `layout_lines`."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._spans: list[Span] = []

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """The lines for a width of so many cells."""
        raise NotImplementedError

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are."""
        return len(self.layout_lines(width))

    def render_line(self, y: int) -> Strip:
        """One line."""
        width = self.size.width
        lines = self.layout_lines(width)
        return self.paint(lay_out(width, lines[y]) if y < len(lines) else [], width)

    def on_click(self, event: events.Click) -> None:
        """A click on a command is the command."""
        for span in self._spans:
            if span.start <= event.x < span.end:
                event.stop()
                self.post_message(Pressed(span.command_id))
                return

    def clickable(self, items: Sequence[tuple[str, Sequence[Part]]], *, gap: int, start: int = 1) -> list[Part]:
        """One line of items, each a command's id and its parts, with the spans remembered for clicks."""
        self._spans = []
        parts: list[Part] = [(" " * start, "")]
        column = start
        for command_id, item in items:
            cells = sum(cell_len(text) for text, _ in item)
            self._spans.append(Span(column, column + cells, command_id))
            parts += [*item, (" " * gap, "")]
            column += cells + gap
        return parts
