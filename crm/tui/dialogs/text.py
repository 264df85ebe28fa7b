"""A long text to read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.words import count
from crm.tui.dialogs.form import Dialog, keys
from crm.tui.widgets.safe import paragraphs

_LONGEST = 50_000


class TextDialog(Dialog[None]):
    """Shows `text`, scrolling where it is long; Esc, Enter or q leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q", "back", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll_page(1)", show=False),
        Binding("pageup", "scroll_page(-1)", show=False),
        Binding("home,g", "scroll_to_end(False)", show=False),
        Binding("end,G", "scroll_to_end(True)", show=False),
    ]

    def __init__(self, heading: str, text: str) -> None:
        super().__init__(heading)
        self.content = text

    def compose_body(self) -> Iterable[Widget]:
        """The text."""
        yield Static(paragraphs(self.content, _LONGEST), markup=False)
        if len(self.content) > _LONGEST:
            left = count(len(self.content) - _LONGEST, "more character")
            yield Static(f"{left} not shown here", classes="quiet", markup=False)

    def hint(self) -> Content:
        """The keys."""
        return keys("↑↓ scroll", "esc back")

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#body").scroll_relative(y=by, animate=False)

    def action_scroll_page(self, by: int) -> None:
        """Scroll by pages."""
        body = self.query_one("#body")
        body.scroll_relative(y=by * max(1, body.size.height - 1), animate=False)

    def action_scroll_to_end(self, end: bool) -> None:
        """Scroll to the first or the last line."""
        body = self.query_one("#body")
        if end:
            body.scroll_end(animate=False)
        else:
            body.scroll_home(animate=False)
