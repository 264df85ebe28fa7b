"""The stages side by side: a column of cards each, as wide as what stands in it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.strip import Strip

from crm.domain.opportunities import LIVE
from crm.tui.panes import opportunity_lines
from crm.tui.reads_pipeline import PipelineCard
from crm.tui.widgets.lines import Lines
from crm.tui.widgets.rows_list import Entry, RowsList
from crm.tui.widgets.safe import Part

#: What is always seen, and what is folded away until it is asked for.
OPEN_COLUMNS: tuple[str, ...] = (*LIVE, "waiting")
CLOSED_COLUMNS: tuple[str, ...] = ("accepted", "closed")
COLUMNS = (*OPEN_COLUMNS, *CLOSED_COLUMNS)
TITLES = {"waiting": "waiting after a no", "closed": "withdrawn, or back as another"}
_SHORT = {"waiting": "waiting", "closed": "over"}


class ColumnHead(Lines):
    """`applied 3` over a line; it stands out while its column has the focus."""

    def __init__(self, name: str) -> None:
        super().__init__(id=f"head-{name}")
        self.stage = name
        self._count = 0
        self.lit = False

    def show(self, count: int) -> None:
        """Say another number."""
        self._count = count
        self.refresh()

    def light(self, lit: bool) -> None:
        """Stand out, or no longer."""
        if lit != self.lit:
            self.lit = lit
            self.refresh()

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """The stage with its number, and a line."""
        ink = "accent" if self.lit else "wait-heading" if self.stage == "waiting" and self._count else "heading"
        word = _SHORT.get(self.stage, self.stage)
        number = f" {self._count}" if self._count else ""
        return [
            [(" ", ""), (word, ink if self._count or self.lit else "muted"), (number, "muted")],
            [(" " + "─" * max(width - 2, 1), "accent" if self.lit else "rule")],
        ]


class Cards(RowsList[int]):
    """The cards of one stage; the cursor is seen in the column that has it, and only there."""

    lit = False

    def light(self, lit: bool) -> None:
        """Show the cursor, or no longer."""
        if lit != self.lit:
            self.lit = lit
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line."""
        if self.lit or not self.row_count:
            return super().render_line(y)
        line = self.first_line + y
        parts = self.parts_of(line, self.text_width) if line < self.line_count else []
        return self.paint([(" ", ""), *parts], self.view_width)


class Column(Vertical):
    """One stage."""

    def __init__(self, name: str) -> None:
        super().__init__(id=f"column-{name}", classes="column")
        self.stage = name
        self.head = ColumnHead(name)
        self.list = Cards(id=f"cards-{name}")

    def compose(self) -> ComposeResult:
        """Head and cards."""
        yield self.head
        yield self.list


class Board(Horizontal):
    """All columns. The cursor is that of the column with the focus; empty columns are passed over."""

    DEFAULT_CSS = """
    Board { height: 1fr; }
    Board .column { height: 1fr; width: 1fr; }
    Board ColumnHead { height: 2; width: 1fr; background: $background; }
    Board LineList { scrollbar-size-vertical: 0; scrollbar-gutter: auto; }
    """

    def __init__(self) -> None:
        super().__init__(id="board")
        self.columns = {name: Column(name) for name in COLUMNS}
        self.active = OPEN_COLUMNS[0]

    def compose(self) -> ComposeResult:
        """The columns in the order of the stages."""
        yield from self.columns.values()

    @property
    def list(self) -> Cards:
        """The cards of the column with the cursor."""
        return self.columns[self.active].list

    def fill(self, cards: Sequence[PipelineCard], today: date, *, at: int | None, closed: bool) -> None:
        """Show `cards`; the cursor goes with the opportunity `at` wherever it stands now."""
        for name, column in self.columns.items():
            column.display = name in OPEN_COLUMNS or closed
            mine = [card for card in cards if card.column == name] if column.display else []
            entries: list[Entry[int]] = []
            for number, card in enumerate(mine):
                if number:
                    entries.append(Entry(None, _nothing))
                entries.append(Entry(card.row.id, partial(_draw, card, today)))
            column.list.fill(entries, at=at)
            column.head.show(len(mine))
            word = _SHORT.get(name, name)
            column.styles.width = "1fr" if mine else len(word) + 3
            if any(card.row.id == at for card in mine):
                self.active = name
        if not self.list.row_count:
            near = sorted(self._filled(), key=lambda name: abs(COLUMNS.index(name) - COLUMNS.index(self.active)))
            self.active = near[0] if near else OPEN_COLUMNS[0]
        self._light()

    def _filled(self) -> Sequence[str]:
        return [name for name, column in self.columns.items() if column.list.row_count]

    def go(self, by: int) -> bool:
        """To the next filled column on that side; False where there is none."""
        filled = list(self._filled())
        if self.active not in filled:
            return False
        place = filled.index(self.active) + by
        if not 0 <= place < len(filled):
            return False
        self.active = filled[place]
        self._light()
        return True

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click may have put the focus in another column."""
        for name, column in self.columns.items():
            if event.widget is column.list:
                self.active = name
        self._light()

    def _light(self) -> None:
        for name, column in self.columns.items():
            lit = name == self.active and bool(column.list.row_count)
            column.head.light(lit)
            column.list.light(lit)


def _nothing(_: int) -> list[list[Part]]:
    return []


def _draw(card: PipelineCard, today: date, width: int) -> list[list[Part]]:
    return opportunity_lines.card(card, today, width)
