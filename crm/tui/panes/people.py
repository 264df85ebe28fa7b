"""The contacts pane: everybody by name, with a filter that narrows as one types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from crm.domain.rows import ContactRow
from crm.tui import reads
from crm.tui.gateway import Gateway
from crm.tui.panes import phrases
from crm.tui.widgets.filter_input import FilterInput
from crm.tui.widgets.safe import Part, lay_out, literal
from crm.tui.widgets.window import Window
from crm.tui.widgets.windowed_list import WindowedList

_NOBODY_YET = (
    "Nobody here yet.",
    "n adds a person; B brings many from a file; `callback demo` shows a sample.",
)
_WIDE = 56


class PeopleList(WindowedList[ContactRow]):
    """Name and state, the employer below."""

    today = date.min

    def row_parts(self, row: ContactRow, part: int, width: int) -> list[Part]:
        """The two lines of a person."""
        if part == 0:
            return lay_out(width, [(row.name, "strong")], [phrases.state(row, self.today)])
        below = row.employer
        if width >= _WIDE:
            below = ", ".join(text for text in (row.title, row.employer) if text)
        right = row.role if width >= _WIDE else ""
        return lay_out(width, [(below or row.role, "muted")], [(right if below else "", "muted")])


class PeoplePane(Vertical):
    """The list of people under its filter."""

    class Filtered(Message):
        """Something else was typed in the filter."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(id="people", classes="pane")
        self._gateway = gateway
        self.filter = FilterInput(id="people-filter")
        self.list = PeopleList(self._fetch, id="people-list")
        self._text = ""
        self.set_title(0, 0)

    def compose(self) -> ComposeResult:
        """Filter and list."""
        yield self.filter
        yield self.list

    @property
    def text(self) -> str:
        """What the list is filtered by."""
        return self.filter.value

    @property
    def behind(self) -> bool:
        """True while the list does not show yet what fits the filter."""
        return self.text != self._text

    async def _fetch(self, offset: int, limit: int) -> Sequence[ContactRow]:
        return await self._gateway.run(reads.people_page, self._text, offset, limit)

    async def reload(self, keep: int | None) -> None:
        """Read the list again, the cursor staying on contact `keep` where it is still there."""
        text = self.text
        window, everybody = await self._gateway.run(reads.people, text, [keep], 0)
        self.fill(text, window, everybody)

    def fill(self, text: str, window: Window[ContactRow], everybody: int) -> None:
        """Show what was read for the filter `text`."""
        self._text = text
        self.list.empty = _NOBODY_YET if not everybody else ("Nobody fits this filter.", "Esc clears it.")
        self.list.fill(window)
        self.set_title(window.total, everybody)

    def set_title(self, shown: int, everybody: int) -> None:
        """`People · 41`, or `People · 3 of 41`."""
        number = f"{shown:,}" if shown == everybody else f"{shown:,} of {everybody:,}"
        self.border_title = literal(f"People · {number}" if everybody else "People")

    @property
    def contact_id(self) -> int | None:
        """The contact under the cursor."""
        row = self.list.current
        return row.id if row else None

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Filtered())
