"""A short list of ready answers, each with its letter, over a line where another can be typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from crm.tui.widgets.safe import literal


@dataclass(frozen=True, slots=True)
class Quick:
    """A ready answer: the letter that takes it, its words, what it comes to, and the text it stands for."""

    letter: str
    label: str
    answer: str
    text: str


class QuickList(Widget, can_focus=True):
    """Ready answers, one a line. A letter or a click takes one at once, Enter the one under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"quick--letter", "quick--answer", "quick--cursor"}
    DEFAULT_CSS = """
    QuickList {
        height: auto;
        width: 1fr;
        pointer: pointer;
        & > .quick--letter { color: $text-accent; }
        & > .quick--answer { color: $text-muted; }
        & > .quick--cursor { background: $primary 20%; }
        &:focus > .quick--cursor { background: $primary 40%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", show=False),
        Binding("home,g", "move(-99)", show=False),
        Binding("end", "move(99)", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    class Taken(Message):
        """An answer was taken."""

        def __init__(self, quick: Quick) -> None:
            self.quick = quick
            super().__init__()

    def __init__(self, answers: Sequence[Quick]) -> None:
        super().__init__()
        self.answers = tuple(answers)
        self._width = max((len(quick.label) for quick in answers), default=0)

    def validate_cursor(self, cursor: int) -> int:
        """Within the list."""
        return max(0, min(cursor, len(self.answers) - 1))

    def action_take(self) -> None:
        """Take the answer under the cursor."""
        self.post_message(self.Taken(self.answers[self.cursor]))

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.cursor += by

    def on_key(self, event: events.Key) -> None:
        """A letter takes its answer; the arrows move inside and leave at the ends."""
        if event.key in {"up", "down"}:
            at = self.cursor
            self.cursor += 1 if event.key == "down" else -1
            if self.cursor != at:
                event.stop()
                event.prevent_default()
            return
        for quick in self.answers:
            if event.character == quick.letter and not event.key.startswith("alt+"):
                event.stop()
                self.post_message(self.Taken(quick))
                return

    def on_click(self, event: events.Click) -> None:
        """A click takes the answer under the pointer."""
        if 0 <= event.y < len(self.answers):
            self.cursor = event.y
            self.action_take()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line an answer."""
        return len(self.answers)

    def render(self) -> Content:
        """The answers with their letters and what they come to."""
        letter = self.get_visual_style("quick--letter", partial=True)
        muted = self.get_visual_style("quick--answer", partial=True)
        cursor = self.get_visual_style("quick--cursor", partial=True)
        lines = []
        for at, quick in enumerate(self.answers):
            mark = ">" if at == self.cursor and self.has_focus else " "
            line = Content.assemble(
                f"{mark} ",
                Content(quick.letter).stylize(letter),
                f"  {quick.label:<{self._width + 2}}",
                literal(quick.answer).stylize(muted),
            ).pad_right(1)
            lines.append(line.stylize(cursor) if at == self.cursor else line)
        return Content("\n").join(lines)
