"""All opportunities: side by side by stage where there is room, else one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from crm.domain.text import clean_line, fold
from crm.tui import reads_pipeline
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.panes import opportunity_lines
from crm.tui.panes.board import COLUMNS, OPEN_COLUMNS, TITLES, Board
from crm.tui.reads_pipeline import Pipeline, PipelineCard
from crm.tui.screens import opportunity_acts
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.filter_input import FilterInput
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.rows_list import Entry, RowsList
from crm.tui.widgets.safe import Part
from crm.tui.widgets.sheet import Sheet

#: From so many cells on the stages stand side by side.
WIDE = 112
_EMPTY = (
    "No opportunities yet.",
    "n adds the first: a role you applied for, or one you would like to be asked about. A no is one too.",
)
_NOTHING_FITS = ("Nothing fits this.", "Esc clears the filter.")
#: Keys that the filter leaves to the screen.
_OUT_OF_FILTER = frozenset({"escape", "down", "f1"})


class PipelineScreen(BookScreen):
    """`chosen` is the opportunity under the cursor; it keeps the cursor through reloads, moves and resizes."""

    NAME = "pipeline"
    AUTO_FOCUS = ""  # the first that could have it is the filter
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("pipeline")))
    DEFAULT_CSS = """
    PipelineScreen #pipeline-filter {
        height: 1; width: 1fr; margin: 0 1; border: none; padding: 0; background: $background; color: $foreground;
        display: none;
    }
    PipelineScreen #pipeline-filter:focus { background: $cursor-quiet; }
    """

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self.board = Board()
        self.list: RowsList[int] = RowsList(id="pipeline-list", empty=_EMPTY)
        self.filter = FilterInput(id="pipeline-filter")
        self.chosen: int | None = None
        self.shows_closed = False
        self._read = Pipeline((), date.min)
        self._loaded = False

    def body(self) -> Sequence[Widget]:
        """The filter while it is used, and one of the two ways of showing."""
        self.board.display = False
        return [self.filter, self.board, self.list]

    async def load(self) -> None:
        """Everything, at one moment."""
        self._read = await self.run(reads_pipeline.pipeline)
        self._loaded = True
        self.show()

    def on_resize(self, event: events.Resize) -> None:
        """Another width may be the other way of showing."""
        if self._loaded:
            self.show()

    @property
    def wide(self) -> bool:
        """True where the stages stand side by side."""
        return self.board.display

    @property
    def lines(self) -> RowsList[int]:
        """The list with the cursor."""
        return self.board.list if self.wide else self.list

    def show(self) -> None:
        """Show what fits the filter, the cursor where it was."""
        wanted = fold(clean_line(self.filter.value)).split()
        cards = [card for card in self._read.cards if all(word in card.folded for word in wanted)]
        seen = [card for card in cards if self.shows_closed or card.column in OPEN_COLUMNS]
        wide = self.app.size.width >= WIDE and bool(seen)
        self.board.display, self.list.display = wide, not wide
        self.list.empty = _NOTHING_FITS if wanted else self._nothing_open() if cards else _EMPTY
        self.board.fill(seen, self._read.today, at=self.chosen, closed=self.shows_closed)
        self.list.fill(self._by_stage(seen), at=self.chosen)
        self.chosen = self.lines.current
        if self.focused is not self.filter:
            self.set_focus(self.lines, scroll_visible=False)
        self._say(cards)

    def _nothing_open(self) -> Sequence[str]:
        return ("Nothing is under way.", "n adds an opportunity, z shows what is over.")

    def _by_stage(self, cards: Sequence[PipelineCard]) -> list[Entry[int]]:
        entries: list[Entry[int]] = []
        for name in COLUMNS:
            mine = [card for card in cards if card.column == name]
            if mine:
                entries.append(Entry(None, partial(_heading, name, len(mine))))
                entries += [Entry(card.row.id, partial(_row, card, self._read.today)) for card in mine]
        return entries

    def _say(self, cards: Sequence[PipelineCard]) -> None:
        under_way = sum(card.column in OPEN_COLUMNS[:-1] for card in cards)
        waiting = sum(card.column == "waiting" for card in cards)
        over = len(cards) - under_way - waiting
        said = [f"{under_way:,} under way"] + ([f"{waiting:,} waiting"] if waiting else [])
        if over:
            said.append(f"{over:,} over" + ("" if self.shows_closed else ", folded away"))
        title: list[Part] = [("Opportunities", "strong")]
        if self.filter.value.strip():
            title += [(" · ", "rule"), (f"{len(cards):,} of {len(self._read.cards):,}", "muted")]
        self.title_bar.show(title, [(" · ".join(said), "muted")])

    # The cursor.

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        if event.list is self.lines:
            self.chosen = self.lines.current

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click in another column chooses there."""
        if isinstance(event.widget, RowsList) and self._loaded and event.widget is self.lines:
            self.chosen = self.lines.current

    def moving(self) -> LineList | Sheet | None:
        """What j and k move."""
        return self.lines

    def situation(self) -> Situation:
        """Whether an opportunity is under the cursor."""
        self.chosen = self.lines.current
        return Situation("pipeline", self.home.contact_id, "opportunity" if self.chosen is not None else "")

    def do_move_down(self) -> None:
        """Down; out of the filter to the cards."""
        if self.focused is self.filter:
            self.set_focus(self.lines)
        else:
            super().do_move_down()

    def do_column_left(self) -> None:
        """To the stage before."""
        self._column(-1)

    def do_column_right(self) -> None:
        """To the stage after."""
        self._column(1)

    def _column(self, by: int) -> None:
        if self.wide:
            if self.board.go(by):
                self.set_focus(self.lines, scroll_visible=False)
                self.chosen = self.lines.current
            return
        by_id = {card.row.id: card.column for card in self._read.cards}
        rows = self.list.keys
        here = self.list.cursor
        if not rows:
            return
        stages = [by_id[row] for row in rows]
        firsts = [place for place, stage in enumerate(stages) if place == 0 or stages[place - 1] != stage]
        if by > 0:
            target = next((place for place in firsts if place > here), here)
        else:
            start = max(place for place in firsts if place <= here)
            target = max((place for place in firsts if place < start), default=start)
        self.list.move_to(target)

    # The filter.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the filter is typed in, letters are letters."""
        if action == "command" and self.focused is self.filter:
            return str(parameters[1]) in _OUT_OF_FILTER
        return True

    def do_pipeline_filter(self) -> None:
        """Type in the filter."""
        self.filter.display = True
        self.set_focus(self.filter)

    @on(Input.Changed, "#pipeline-filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._loaded:
            self.show()

    @on(Input.Submitted, "#pipeline-filter")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.filter.display = bool(self.filter.value.strip())
        self.set_focus(self.lines)

    def do_screen_back(self) -> None:
        """Out of the filter, then back."""
        if self.focused is self.filter or self.filter.value:
            self.filter.value = ""
            self.filter.display = False
            self.set_focus(self.lines)
            self.show()
        else:
            super().do_screen_back()

    def do_closed_show(self) -> None:
        """Show what is over, or fold it away."""
        self.shows_closed = not self.shows_closed
        self.show()

    # What is done to the opportunity under the cursor.

    @property
    def _it(self) -> int:
        return self.chosen or 0

    def do_row_open(self) -> None:
        """Everything of it."""
        from crm.tui.screens.opportunity import OpportunityScreen

        self.app.push_screen(OpportunityScreen(self.home, self._it))

    async def do_stage_on(self) -> None:
        """A stage on."""
        await opportunity_acts.step_stage(self, self._it, 1)

    async def do_stage_back(self) -> None:
        """A stage back."""
        await opportunity_acts.step_stage(self, self._it, -1)

    async def do_stage_move(self) -> None:
        """To any stage, on a day."""
        await opportunity_acts.move_stage(self, self._it)

    async def do_opportunity_new(self) -> None:
        """Add one."""
        made = await opportunity_acts.new_opportunity(self)
        await self._go_to(made)

    async def do_opportunity_edit(self) -> None:
        """Edit it."""
        await opportunity_acts.edit_opportunity(self, self._it)

    async def do_no_record(self) -> None:
        """They said no."""
        await opportunity_acts.record_no(self, self._it)

    async def do_opportunity_reopen(self) -> None:
        """A second chance."""
        await self._go_to(await opportunity_acts.reopen(self, self._it))

    async def do_interview_record(self) -> None:
        """An interview."""
        await opportunity_acts.record_interview(self, self._it)

    async def do_prepare_open(self) -> None:
        """The preparation sheet."""
        await opportunity_acts.prepare(self, self._it)

    async def do_opportunity_delete(self) -> None:
        """Delete it."""
        await opportunity_acts.delete(self, self._it)

    async def _go_to(self, opportunity_id: int | None) -> None:
        if opportunity_id is not None:
            self.chosen = opportunity_id
            await self.load()


def _heading(name: str, number: int, _: int) -> list[list[Part]]:
    ink = "wait-heading" if name == "waiting" else "heading"
    return [[(TITLES.get(name, name).upper(), ink), (f"  {number:,}", "muted")]]


def _row(card: PipelineCard, today: date, width: int) -> list[list[Part]]:
    return opportunity_lines.row_lines(card, today, width)
