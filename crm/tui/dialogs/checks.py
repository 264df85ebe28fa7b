"""A list of lines that are ticked or not: who took part, which proof points answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from crm.tui.dialogs.fields import Field
from crm.tui.dialogs.values import Choice
from crm.tui.widgets.safe import cut

_MORE = "nothing to choose from yet"
_LONGEST = 300


class Checks(Widget, can_focus=True):
    """`[x] Dana Whitfield  hiring manager`, a line each; Space ticks, the arrows move and leave at the ends."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"checks--cursor", "checks--detail"}
    DEFAULT_CSS = """
    Checks {
        height: auto;
        width: 1fr;
        pointer: pointer;
        & > .checks--detail { color: $text-muted; }
        &:focus > .checks--cursor { color: $block-cursor-foreground; background: $block-cursor-background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,x", "tick", "Tick", show=False),
        Binding("enter", "screen.save", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]

    ticked: reactive[frozenset[str]] = reactive(frozenset())
    at: reactive[int] = reactive(0)

    def __init__(self, choices: Sequence[Choice], ticked: Sequence[str] = ()) -> None:
        super().__init__()
        self.choices = tuple(choices)
        self.set_reactive(Checks.ticked, frozenset(ticked))

    def action_tick(self) -> None:
        """Tick the line under the cursor, or take the tick away."""
        if self.choices:
            self.ticked = self.ticked ^ {self.choices[self.at].key}

    def action_move(self, by: int) -> None:
        """To the next line; beyond the ends to the next field."""
        there = self.at + by
        if 0 <= there < len(self.choices):
            self.at = there
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def on_click(self, event: events.Click) -> None:
        """A click ticks."""
        if 0 <= event.y < len(self.choices):
            self.at = event.y
            self.action_tick()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each."""
        return max(len(self.choices), 1)

    def render(self) -> Content:
        """The lines."""
        if not self.choices:
            return Content(_MORE).stylize(self.get_visual_style("checks--detail", partial=True))
        width = self.size.width
        lines = []
        for number, choice in enumerate(self.choices):
            mark = "[x]" if choice.key in self.ticked else "[ ]"
            line = Content(f"{mark} {cut(choice.label[:_LONGEST], max(width - 4, 4))}")
            if choice.detail and (room := width - line.cell_length - 2) > 4:
                detail = Content(f"  {cut(choice.detail[:_LONGEST], room)}")
                line += detail.stylize(self.get_visual_style("checks--detail", partial=True))
            if number == self.at and self.has_focus:
                line = line.stylize(self.get_visual_style("checks--cursor"))
            lines.append(line)
        return Content("\n").join(lines)

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """And no longer."""
        self.refresh()


class ChecksField(Field):
    """Some of several lines. `keys` are those ticked, in the order of the choices."""

    def __init__(
        self, key: str, label: str, choices: Sequence[Choice], ticked: Sequence[str] = (), *, hint: str = ""
    ) -> None:
        super().__init__(key, label, hint=hint)
        self.checks = Checks(choices, ticked)
        self.start = self.text

    @property
    def control(self) -> Checks:
        """The lines."""
        return self.checks

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the ticked lines."""
        return tuple(choice.key for choice in self.checks.choices if choice.key in self.checks.ticked)

    @property
    def text(self) -> str:
        """The ticked keys with spaces between."""
        return " ".join(self.keys)

    @text.setter
    def text(self, text: str) -> None:
        self.checks.ticked = frozenset(text.split())
