"""A question before something that is hard to see coming back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from crm.tui.dialogs.form import Dialog, keys
from crm.tui.widgets.safe import cut, literal

_MOST_DETAILS = 50
_LONGEST_YES = 24


class ConfirmDialog(Dialog[bool]):
    """Asks `question`; `details` name what will go. Gives True, or None when it was left.

    `back` says how it comes back; empty where it cannot.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "Yes"),
        Binding("n", "back", "No", show=False),
        Binding("left,up,shift+tab", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(
        self,
        question: str,
        details: Sequence[str] = (),
        *,
        yes: str = "Delete",
        back: str = "u brings it back",
    ) -> None:
        super().__init__(question)
        self.details = tuple(details)
        self.yes = cut(yes, _LONGEST_YES)
        self.back = back

    def compose_body(self) -> Iterable[Widget]:
        """What will go, and how it comes back."""
        for detail in self.details[:_MOST_DETAILS]:
            yield Static(literal(detail), classes="line", markup=False)
        if len(self.details) > _MOST_DETAILS:
            more = len(self.details) - _MOST_DETAILS
            yield Static(f"and {more:,} more", classes="line", markup=False)
        if self.back:
            yield Static(literal(self.back), classes="line quiet", markup=False)

    def compose_buttons(self) -> Iterable[Widget]:
        """Yes and back."""
        yield Button(literal(self.yes), id="yes", compact=True)
        yield Button("Back", id="back", compact=True)

    def on_mount(self) -> None:
        """Enter says yes: what goes comes back with one key."""
        self.query_one("#yes" if self.back else "#back", Button).focus()

    def hint(self) -> Content:
        """The two answers."""
        return Content.assemble(keys("y"), " ", literal(self.yes.lower()), "  ", keys("esc back"))

    @on(Button.Pressed, "#yes")
    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)
