"""A short list of ready answers, each with its letter, under the line where any answer can be typed."""

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


def alt_keys(letters: str) -> list[BindingType]:
    """The bindings of a form that has ready answers with these letters."""
    return [Binding(f"alt+{letter}", f"quick('{letter}')", show=False, priority=True) for letter in letters]


class QuickList(Widget, can_focus=True):
    """Ready answers, one a line. A click takes one at once, Enter the one under the cursor.

    What is typed here is meant for the line above: a word never takes an answer by its first letter. The form has
    alt with the letter for that.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"quick--letter", "quick--answer", "quick--cursor"}
    DEFAULT_CSS = """
    QuickList {
        height: auto;
        width: 1fr;
        pointer: pointer;
        & > .quick--letter { color: $text-accent; }
        & > .quick--answer { color: $foreground 65%; }
        & > .quick--cursor { background: $primary 20%; }
        &:focus > .quick--cursor { background: $primary 40%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", show=False),
        Binding("home", "move(-99)", show=False),
        Binding("end", "move(99)", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    class Taken(Message):
        """An answer was taken."""

        def __init__(self, quick: Quick) -> None:
            self.quick = quick
            super().__init__()

    class Typed(Message):
        """Something was typed that belongs in the line."""

        def __init__(self, key: events.Key) -> None:
            self.key = key
            super().__init__()

    def __init__(self, answers: Sequence[Quick]) -> None:
        super().__init__()
        self.answers = tuple(answers)
        self._passing = False
        self._width = max((len(quick.label) for quick in answers), default=0)

    def on_focus(self) -> None:
        """Enter takes an answer again."""
        self._passing = False

    def validate_cursor(self, cursor: int) -> int:
        """Within the list."""
        return max(0, min(cursor, len(self.answers) - 1))

    def action_take(self) -> None:
        """Take the answer under the cursor."""
        self.post_message(self.Taken(self.answers[self.cursor]))

    def take(self, letter: str) -> None:
        """Take the answer with this letter."""
        for quick in self.answers:
            if quick.letter == letter:
                self.post_message(self.Taken(quick))

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.cursor += by

    def on_key(self, event: events.Key) -> None:
        """The arrows move inside and leave at the ends; letters go to the line."""
        if event.key in {"up", "down"}:
            at = self.cursor
            self.cursor += 1 if event.key == "down" else -1
            if self.cursor != at:
                event.stop()
                event.prevent_default()
            return
        typed = event.is_printable and not event.key.startswith("alt+")
        if typed or (self._passing and event.key in {"enter", "backspace"}):
            self._passing = True  # until the focus comes back: what follows belongs to the same words
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(events.Key(event.key, event.character)))

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
                Content(f"alt+{quick.letter}").stylize(letter),
                f"  {quick.label:<{self._width + 2}}",
                literal(quick.answer).stylize(muted),
            ).pad_right(1)
            lines.append(line.stylize(cursor) if at == self.cursor else line)
        return Content("\n").join(lines)
