"""The queue: who is next and why, in groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical

from crm.domain.rows import QueueRow
from crm.tui import reads
from crm.tui.gateway import Gateway
from crm.tui.panes import phrases
from crm.tui.widgets.safe import Part, lay_out, literal
from crm.tui.widgets.window import Window
from crm.tui.widgets.windowed_list import WindowedList

_NOBODY_YET = (
    "Nobody here yet.",
    "n adds a person; B brings many from a file; `callback demo` shows a sample.",
    "Got a no? n adds whoever told you, then r records it and lays out a plan.",
)
_NOTHING = ("Nothing due. A good day to write one letter.", "f plans a follow-up with somebody, n adds a person.")
_WIDE = 56


class QueueList(WindowedList[QueueRow]):
    """Name, what and when; why now below."""

    today = date.min

    def row_parts(self, row: QueueRow, part: int, width: int) -> list[Part]:
        """The two lines of a row."""
        if part == 0:
            name: list[Part] = [(row.contact, "strong")]
            if width >= _WIDE and row.employer:
                name.append((f"  {row.employer}", "muted"))
            return lay_out(width, name, phrases.due(row, self.today))
        more = f"and {row.more} more" if row.more else ""
        return lay_out(width, [(" ", ""), (phrases.reason(row, width), "muted")], [(more, "muted")])


class QueuePane(Vertical):
    """The queue of the next touches."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(id="queue", classes="pane")
        self._gateway = gateway
        self.list = QueueList(self._fetch, id="queue-list")
        self.border_title = literal("Next")

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.list

    async def _fetch(self, offset: int, limit: int) -> Sequence[QueueRow]:
        return await self._gateway.run(reads.queue_page, offset, limit)

    def fill(self, window: Window[QueueRow], day: reads.Day, everybody: int) -> None:
        """Show what was read; `everybody` is how many people there are."""
        self.list.today = day.today
        self.list.empty = _NOTHING if everybody else _NOBODY_YET
        self.list.fill(window)
        self.border_title = literal(f"Next · {window.total:,}" if window.total else "Next")

    @property
    def contact_id(self) -> int | None:
        """The contact under the cursor."""
        row = self.list.current
        return row.contact_id if row else None
