"""Choosing one of several lines, by typing part of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from crm.domain.text import clean_line, fold
from crm.tui.dialogs.form import Dialog, keys
from crm.tui.dialogs.inputs import CleanInput
from crm.tui.dialogs.values import Choice
from crm.tui.widgets.safe import literal

#: Lines shown at once: more are found by typing (OptionList takes two seconds for 10,000).
MOST_SHOWN = 100
_LONGEST = 200


class PickDialog(Dialog[str]):
    """Pick one choice and get its key. Typing narrows the list; `search` finds choices elsewhere.

    With `typed_first` no line is chosen beforehand: Enter picks nothing until something was typed or moved to.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
    ]

    def __init__(
        self,
        heading: str,
        choices: Sequence[Choice] = (),
        *,
        search: Callable[[str], Awaitable[Sequence[Choice]]] | None = None,
        placeholder: str = "type to narrow",
        typed_first: bool = False,
    ) -> None:
        super().__init__(heading)
        self.choices = tuple(choices)
        self.search = search
        self.placeholder = placeholder
        self.typed_first = typed_first
        self._folded = [fold(clean_line(f"{c.label[:_LONGEST]} {c.detail[:_LONGEST]}")) for c in self.choices]
        self._shown: tuple[Choice, ...] = ()

    def compose_head(self) -> Iterable[Widget]:
        """Where one types."""
        yield CleanInput(placeholder=self.placeholder)

    def compose_body(self) -> Iterable[Widget]:
        """The lines, and what is left out."""
        yield OptionList(markup=False, compact=True)
        yield Static("", id="left-out", classes="quiet", markup=False)

    def on_mount(self) -> None:
        """Everything is there until something is typed."""
        self.query_one(OptionList).can_focus = False
        self.query_one(CleanInput).focus()
        self._narrow("")

    def limit(self, lines: int) -> None:
        """The list scrolls, not the body around it."""
        super().limit(lines)
        self.query_one(OptionList).styles.max_height = max(2, lines - 1)

    def hint(self) -> Content:
        """The keys."""
        return keys("enter picks", "↑↓ move", "esc back")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._shown):
            self.dismiss(self._shown[at].key)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._shown[event.option_index].key)

    def action_move(self, by: int) -> None:
        """Move the cursor in the list while the typing goes on."""
        lines = self.query_one(OptionList)
        if lines.option_count:
            # From no line at all, down goes to the first.
            at = lines.highlighted if lines.highlighted is not None else -1
            lines.highlighted = max(0, min(at + by, lines.option_count - 1))

    def _narrow(self, text: str) -> None:
        wanted = fold(clean_line(text)).split()
        found = [
            choice
            for choice, folded in zip(self.choices, self._folded, strict=True)
            if all(word in folded for word in wanted)
        ]
        self._show(found)
        if self.search is not None:
            self._find(text)

    @work(exclusive=True, group="search", exit_on_error=False)
    async def _find(self, text: str) -> None:
        if self.search is not None:
            self._show(await self.search(clean_line(text)))

    def _show(self, choices: Sequence[Choice]) -> None:
        self._shown = tuple(choices[:MOST_SHOWN])
        lines = self.query_one(OptionList)
        lines.clear_options()
        lines.add_options([Option(_line(choice)) for choice in self._shown])
        waits = self.typed_first and not self.query_one(CleanInput).value.strip()
        lines.highlighted = 0 if self._shown and not waits else None
        left_out = len(choices) - len(self._shown)
        note = self.query_one("#left-out", Static)
        if waits and self._shown:
            note.update("Nothing is chosen yet: type, or ↓ to one of these.")
        else:
            note.update(f"{left_out:,} more: type to narrow" if left_out else "Nothing fits. Esc goes back.")
        note.display = waits or bool(left_out) or not self._shown


def _line(choice: Choice) -> Content:
    label = literal(choice.label, _LONGEST)
    if not choice.detail:
        return label
    return Content.assemble(label, "  ", (literal(choice.detail, _LONGEST).plain, "$foreground 60%"))
