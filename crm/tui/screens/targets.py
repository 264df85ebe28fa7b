"""The target list: the employers one wants most, ranked, with what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from crm.book import targets
from crm.book.errors import Declined, NotFound
from crm.book.session import Book
from crm.book.targets import TargetRow
from crm.domain.words import count
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.dialogs.target import TargetValues
from crm.tui.panes import target_lines
from crm.tui.screens import opportunity_acts
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.rows_list import Entry, RowsList
from crm.tui.widgets.safe import literal
from crm.tui.widgets.sheet import Sheet

#: From so many cells on everything known of the chosen employer stands beside the list.
WIDE = 112
_EMPTY = (
    "No employer is on your target list yet.",
    "n puts the first one there: about ten that you most want to work for, the most wanted first.",
)


class TargetsScreen(BookScreen):
    """`chosen` is the employer under the cursor."""

    NAME = "targets"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("targets")))
    DEFAULT_CSS = """
    TargetsScreen #targets-panes { height: 1fr; }
    TargetsScreen #targets-rows, TargetsScreen #targets-whole { width: 1fr; }
    """

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self.list: RowsList[int] = RowsList(id="targets-list", empty=_EMPTY)
        self.sheet = Sheet(id="targets-sheet")
        self.rows: Sequence[TargetRow] = ()
        self._day = date.min
        self._loaded = False
        self._whole_pane = Vertical(self.sheet, id="targets-whole", classes="pane")

    def body(self) -> Sequence[Widget]:
        """The list, and everything known of the one under the cursor."""
        rows_pane = Vertical(self.list, id="targets-rows", classes="pane")
        return [Horizontal(rows_pane, self._whole_pane, id="targets-panes")]

    async def load(self) -> None:
        """The whole list."""
        self.rows, self._day = await self.run(_read)
        self._loaded = True
        self.show()

    def on_resize(self, event: events.Resize) -> None:
        """Another width may have room for the second pane, or no longer."""
        if self._loaded:
            self.show()

    def show(self, at: int | None = None) -> None:
        """Show what was read, the cursor on `at` or where it was."""
        wide = self.app.size.width >= WIDE and bool(self.rows)
        self._whole_pane.display = wide
        places = len(str(len(self.rows)))
        entries: list[Entry[int]] = []
        for number, row in enumerate(self.rows):
            if number and not wide:
                entries.append(Entry(None, lambda _: []))
            entries.append(Entry(row.employer_id, partial(self._draw, row, places, not wide)))
        self.list.fill(entries, at=at)
        said = count(len(self.rows), "employer") if self.rows else ""
        self.title_bar.show([("Target list", "strong")], [(said, "muted")])
        self._show_whole()
        if self.focused is None or (self.focused is self.sheet and not wide):
            self.set_focus(self.list)

    def _draw(self, row: TargetRow, places: int, whole: bool, width: int) -> list[list[tuple[str, str]]]:
        return target_lines.row(row, self._day, places, width, whole=whole)

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._show_whole()

    def _show_whole(self) -> None:
        row = self._row()
        if row is not None:
            self._whole_pane.border_title = literal(row.name, 200)
            self.sheet.show(partial(target_lines.whole, row, self._day))
            self.sheet.move_to(0)

    def _row(self) -> TargetRow | None:
        return next((row for row in self.rows if row.employer_id == self.list.current), None)

    def _chosen(self) -> TargetRow:
        row = self._row()
        if row is None:
            raise NotFound("No employer is chosen: n puts one on the list.")
        return row

    def situation(self) -> Situation:
        """Whether an employer is under the cursor."""
        return Situation("targets", self.home.contact_id, "employer" if self.list.current is not None else "")

    # What is done.

    async def do_row_open(self) -> None:
        """Its people, on the home screen."""
        row = self._chosen()
        if not row.known:
            self.tell(f"Nobody at {row.name} is in the book yet; n on the home screen adds somebody.")
            return
        opportunity_acts.go_home(self)
        self.home.people.filter.value = row.name
        self.home.go("people")

    async def do_target_new(self) -> None:
        """Put an employer on the list."""
        from crm.tui.dialogs.target import TargetDialog

        made: list[int] = []

        async def save(values: TargetValues) -> None:
            if any(row.name == values.name for row in self.rows):
                raise Declined(f"{values.name} is on the list already: + and - move it, e notes what they work on.")
            made.append(await self.change(targets.rank_new, values.name, values.rank, values.working_on))
            self.tell(f"On the list: {values.name}, number {min(values.rank, len(self.rows) + 1)}; u undoes")

        await self.ask(
            TargetDialog(
                last=len(self.rows) + 1, desk=self.desk_app.desk(), employers=opportunity_acts.employers_of(self),
                submit=self.saving(save),
            )
        )  # fmt: skip
        if made:
            await self.load()
            self.show(made[0])

    async def do_target_edit(self) -> None:
        """What they are working on."""
        from crm.tui.dialogs.target import TargetDialog

        row = self._chosen()

        async def save(values: TargetValues) -> None:
            if values.working_on != row.working_on:
                await self.change(targets.set_working_on, row.employer_id, values.working_on)

        await self.ask(
            TargetDialog(
                row.name, row.working_on, key=str(row.employer_id), last=row.rank, desk=self.desk_app.desk(),
                submit=self.saving(save),
            )
        )  # fmt: skip

    async def do_target_up(self) -> None:
        """One place up."""
        await self._move_by(-1)

    async def do_target_down(self) -> None:
        """One place down."""
        await self._move_by(1)

    async def _move_by(self, by: int) -> None:
        row = self._chosen()
        if not 1 <= row.rank + by <= len(self.rows):
            raise Declined(f"{row.name} is {'first' if by < 0 else 'last'} on the list already.")
        rank = await self.change(targets.set_rank, row.employer_id, row.rank + by)
        self.tell(f"{row.name}: number {rank}; u undoes")
        await self.load()

    async def do_target_off(self) -> None:
        """Off the list."""
        row = self._chosen()
        await self.change(targets.unrank, row.employer_id)
        self.tell(f"Off the list: {row.name}; u undoes")


def _read(book: Book) -> tuple[list[TargetRow], date]:
    return targets.targets(book), book.today
