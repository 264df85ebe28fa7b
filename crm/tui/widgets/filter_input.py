"""The one-line filter over a list."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm.tui.widgets.safe import line

_LONGEST = 200


class FilterInput(Input):
    """An input that never holds more than one clean line. Enter and Down are the screen's: they go on to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+u", "clear_text", "Clear", show=False),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, placeholder="/ filter", compact=True, max_length=_LONGEST, select_on_focus=False)
        self.cursor_blink = False

    async def typed(self) -> None:
        """Gives when every key pressed so far has arrived: keys wait in line for each widget."""
        arrived = asyncio.Event()
        self.call_later(arrived.set)
        await arrived.wait()

    def action_clear_text(self) -> None:
        """Start again."""
        self.value = ""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        start, end = sorted(self.selection)
        self.replace(line(event.text[: _LONGEST * 4])[:_LONGEST], start, end)
