"""Laying out sheets: headings, paragraphs under labels, two columns. Every text is cleaned and wrapped by cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from crm.tui.widgets.safe import ELLIPSIS, Part, lay_out, wrap

#: A line of a sheet.
Line = list[Part]
#: Lines wider than this are hard to read.
COMFORTABLE = 96
_MOST = 200


@dataclass(slots=True)
class Prose:
    """Lines being written for a width in cells. `indent` stands before everything but headings."""

    width: int
    indent: int = 2
    lines: list[Line] = field(default_factory=list)

    def heading(self, text: str, ink: str = "heading", right: Sequence[Part] = ()) -> None:
        """A heading, with an empty line above it unless it is the first."""
        if self.lines:
            self.gap()
        self.lines.append(lay_out(self.width, [(text, ink)], right) if right else [(text, ink)])

    def gap(self) -> None:
        """An empty line, never two."""
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def line(self, left: Iterable[Part], right: Sequence[Part] = (), indent: int | None = None) -> None:
        """One line, cut to the width; `right` at the right edge."""
        before: Line = [(" " * (self.indent if indent is None else indent), "")]
        self.lines.append(lay_out(self.width, [*before, *left], right))

    def text(self, text: str, ink: str = "", *, most: int = _MOST, indent: int | None = None) -> None:
        """A paragraph; what goes beyond `most` lines ends in an ellipsis."""
        room = self.indent if indent is None else indent
        for piece in wrapped(text, min(self.width, COMFORTABLE) - room, most):
            self.lines.append([(" " * room, ""), (piece, ink)] if piece else [])

    def labelled(
        self, label: str, text: str, ink: str = "", *, room: int = 10, label_ink: str = "muted", most: int = _MOST
    ) -> None:
        """A paragraph beside its label, which has `room` cells; a longer label has a line of its own."""
        before = " " * self.indent
        width = min(self.width, COMFORTABLE) - self.indent - room
        if len(label) >= room:
            self.lines.append([(before, ""), (label, label_ink)])
            label = ""
        for number, piece in enumerate(wrapped(text, width, most)):
            head = label if number == 0 else ""
            self.lines.append([(before, ""), (head.ljust(room), label_ink), (piece, ink)])

    def bullet(self, text: str, ink: str = "", *, sign: str = "·", after: str = "", most: int = _MOST) -> None:
        """A paragraph behind a sign; `after` follows it quietly on the last line, or below where there is no room."""
        width = min(self.width, COMFORTABLE) - self.indent - 2
        pieces = wrapped(text, width, most) or [""]
        for number, piece in enumerate(pieces):
            head = f"{sign} " if number == 0 else "  "
            self.lines.append([(" " * self.indent, ""), (head, "muted"), (piece, ink)])
        if after:
            last = self.lines[-1]
            if cell_len(pieces[-1]) + cell_len(after) + 2 <= width:
                last.append((f"  {after}", "muted"))
            else:
                for piece in wrapped(after, width, 2):
                    self.lines.append([(" " * (self.indent + 2), ""), (piece, "muted")])


def wrapped(text: str, width: int, most: int) -> list[str]:
    """`text` in at most `most` lines; an ellipsis ends the last one where something is left out."""
    pieces, left_out = wrap(text, width, most)
    if left_out and pieces:
        pieces[-1] += ELLIPSIS
    return pieces


def beside(left: Sequence[Line], right: Sequence[Line], width: int, gap: int = 4) -> list[Line]:
    """Two columns of the same width, one beside the other; the left one begins where the line does."""
    column = (width - gap) // 2
    lines: list[Line] = []
    for number in range(max(len(left), len(right))):
        mine = lay_out(column, left[number]) if number < len(left) else [(" " * column, "")]
        theirs = lay_out(width - gap - column, right[number]) if number < len(right) else []
        lines.append([*mine, (" " * gap, ""), *theirs])
    return lines
