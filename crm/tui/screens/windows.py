"""The callback windows of everything that ended in a no: when each chair is likelier to come free again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from crm.book import windows
from crm.book.session import Book
from crm.book.windows import WindowRow
from crm.domain.words import say_day
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.panes import window_lines
from crm.tui.screens import opportunity_acts
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.rows_list import Entry, RowsList
from crm.tui.widgets.safe import Part, lay_out

#: From so many cells on the days on which a window is open stand beside its picture.
_ROOMY = 132
_EMPTY = (
    "No opportunity waits after a no.",
    "r on an opportunity or a person records one; then its window is drawn here. H shows the figures behind it.",
)
_HEADINGS = (("OPEN NOW", "wait-heading"), ("TO COME", "heading"), ("PAST", "heading"), ("UNDER WAY AGAIN", "heading"))


class WindowsScreen(BookScreen):
    """A row an opportunity: its window drawn, the day, and who is there."""

    NAME = "windows"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("windows")))

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self.list: RowsList[int] = RowsList(id="windows-list", empty=_EMPTY)
        self.rows: Sequence[WindowRow] = ()

    def body(self) -> Sequence[Widget]:
        """The list."""
        return [self.list]

    async def load(self) -> None:
        """All windows, the open ones first."""
        self.rows, today = await self.run(_read)
        entries: list[Entry[int]] = []
        for place, heading in enumerate(_HEADINGS):
            mine = [row for row in self.rows if _group(row) == place]
            if mine:
                title: list[Part] = [heading, (f"  {len(mine):,}", "muted")]
                entries.append(Entry(None, partial(_same, title)))
            for number, row in enumerate(mine):
                if number:
                    entries.append(Entry(None, partial(_same, None)))
                entries.append(Entry(row.opportunity_id, partial(draw, row, today)))
        self.list.fill(entries)
        opened = sum(_group(row) == 0 for row in self.rows)
        said = f"{opened:,} open of {len(self.rows):,}" if self.rows else ""
        self.title_bar.show(
            [("Callback windows", "strong"), (" · a hint from published figures, H shows them", "muted")],
            [(said, "wait" if opened else "muted")],
        )
        if self.focused is None:
            self.set_focus(self.list)

    def situation(self) -> Situation:
        """Whether a window is under the cursor."""
        return Situation("windows", self.home.contact_id, "window" if self.list.current is not None else "")

    @property
    def _it(self) -> int:
        return self.list.current or 0

    async def do_row_open(self) -> None:
        """Everything of the opportunity."""
        from crm.tui.screens.opportunity import OpportunityScreen

        await self.app.push_screen(OpportunityScreen(self.home, self._it))

    async def do_entry_edit(self) -> None:
        """What is known of the no."""
        await opportunity_acts.edit_no(self, self._it)

    async def do_opportunity_reopen(self) -> None:
        """They rang."""
        made = await opportunity_acts.reopen(self, self._it)
        if made is not None:
            from crm.tui.screens.opportunity import OpportunityScreen

            await self.app.push_screen(OpportunityScreen(self.home, made))

    async def do_sources_show(self) -> None:
        """Figures and method."""
        from crm.tui.dialogs.text import TextDialog

        await self.ask(TextDialog("How this is known", window_lines.how_it_is_known()))


def draw(row: WindowRow, today: date, width: int) -> list[list[Part]]:
    """Title and state, the bars, the no and the people."""
    if row.reopened:
        state: Part = ("a second chance is under way", "good")
    else:
        state = window_lines.words(row.rejected_on, row.starts_on, today)
    title: list[Part] = [(row.title, "strong"), (f", {row.employer}" if row.employer else "", "")]
    people = ", ".join(person.name for person in row.people) or "nobody known there yet"
    starts = f"they started {say_day(row.starts_on, today)}" if row.starts_on else "start not known, e tells it"
    if row.starts_on and row.starts_on > today:
        starts = f"they start {say_day(row.starts_on, today)}"
    below: list[Part] = [(f"no on {say_day(row.rejected_on, today)} · {starts} · ", "muted"), (people, "")]
    drawing = window_lines.large(row.rejected_on, row.starts_on, today, width - 2)
    if width >= _ROOMY:
        days = [[("open", "muted")], *window_lines.open_days(row.rejected_on, row.starts_on, today)]
        drawing = _beside(drawing, days)
    lines = [lay_out(width, title, [state]), *([("  ", ""), *line] for line in drawing), [("  ", ""), *below]]
    return [lay_out(width, line) for line in lines]


def _beside(left: list[list[Part]], right: list[list[Part]]) -> list[list[Part]]:
    """The picture with the days at its right."""
    lines = []
    for number, line in enumerate(left):
        more = right[number] if number < len(right) else []
        lines.append([*lay_out(window_lines.WIDEST, line), ("    ", ""), *more])
    return lines


def _group(row: WindowRow) -> int:
    if row.reopened:
        return 3
    if row.state.open is not None:
        return 0
    return 1 if row.state.next is not None else 2


def _same(line: list[Part] | None, _: int) -> list[list[Part]]:
    return [] if line is None else [line]


def _read(book: Book) -> tuple[list[WindowRow], date]:
    return windows.windows(book), book.today
