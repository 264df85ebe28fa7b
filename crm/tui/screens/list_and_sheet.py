"""A list with what stands behind its rows: beside it where there is room, else in its place after Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.rows_list import RowsList
from crm.tui.widgets.safe import literal
from crm.tui.widgets.sheet import Layout, Sheet


class ListAndSheet(BookScreen):
    """`list` has the rows, `sheet` shows the one under the cursor. Esc goes from the sheet to the list, then back.

    Subclasses give the sheet's lines in `sheet_of` and fill the list in `load`, ending with `show_current`.
    """

    #: From this width on both are seen.
    WIDE: ClassVar[int] = 112
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    EMPTY: ClassVar[Sequence[str]] = ()
    DEFAULT_CSS = """
    ListAndSheet #both { height: 1fr; }
    ListAndSheet #list-pane, ListAndSheet #sheet-pane { width: 1fr; }
    ListAndSheet #sheet-pane { display: none; }
    ListAndSheet.-wide #sheet-pane { display: block; }
    ListAndSheet.-narrow.-reading #list-pane { display: none; }
    ListAndSheet.-narrow.-reading #sheet-pane { display: block; }
    """

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self.list: RowsList[Any] = RowsList(id="rows", empty=self.EMPTY)
        self.sheet = Sheet(id="behind")
        self._shown: Any = None
        self.list_pane = Vertical(*self.above_list(), self.list, id="list-pane", classes="pane")
        self.sheet_pane = Vertical(self.sheet, id="sheet-pane", classes="pane")

    def above_list(self) -> Sequence[Widget]:
        """What stands over the list in its pane: a filter."""
        return ()

    def body(self) -> Sequence[Widget]:
        """The two side by side."""
        return [Horizontal(self.list_pane, self.sheet_pane, id="both")]

    def sheet_of(self, key: Any) -> tuple[str, Layout]:
        """The title and the lines of the sheet for the row with `key`, None where there is no row."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Typing starts in the list."""
        self.set_class(self.app.size.width >= self.WIDE, "-wide")
        self.set_class(self.app.size.width < self.WIDE, "-narrow")
        self.set_focus(self.list)
        super().on_mount()

    def show_current(self) -> None:
        """Show what stands behind the row under the cursor."""
        key = self.list.current
        title, layout = self.sheet_of(key)
        self.sheet_pane.border_title = literal(title, 200)
        self.sheet.show(layout)
        if key != self._shown:
            self._shown = key
            self.sheet.scroll_to(y=0, animate=False)
        if self.list.row_count == 0:
            self.leave_sheet()

    @on(LineList.Moved)
    def _row_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self.show_current()

    @property
    def reading(self) -> bool:
        """True while the sheet has the focus."""
        return self.focused is self.sheet

    def do_row_open(self) -> None:
        """Into the sheet."""
        if self.list.row_count:
            self.add_class("-reading")
            self.set_focus(self.sheet)

    def leave_sheet(self) -> None:
        """Back to the list."""
        self.remove_class("-reading")
        if self.reading:
            self.set_focus(self.list)

    def do_screen_back(self) -> None:
        """From the sheet to the list, from the list to where the person came from."""
        if self.has_class("-reading"):
            self.leave_sheet()
        else:
            super().do_screen_back()
