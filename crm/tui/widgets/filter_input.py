"""The one-line filter over a list."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from crm.tui.widgets.safe import line

_LONGEST = 200


class FilterInput(Input):
    """An input that never holds more than one clean line; Enter and Down go on to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "leave", "To the list", show=False),
        Binding("ctrl+u", "clear_text", "Clear", show=False),
    ]

    class Left(Message):
        """The person goes on to the list."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, placeholder="/ filter", compact=True, max_length=_LONGEST, select_on_focus=False)

    def action_leave(self) -> None:
        """Go on to the list."""
        self.post_message(self.Left())

    def action_clear_text(self) -> None:
        """Start again."""
        self.value = ""

    async def action_submit(self) -> None:
        """Enter goes on to the list, too."""
        self.action_leave()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        start, end = sorted(self.selection)
        self.replace(line(event.text[: _LONGEST * 4])[:_LONGEST], start, end)
