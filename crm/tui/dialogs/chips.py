"""A row of words of which one is chosen, by its letter, the arrows or a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Chip:
    """One word to choose: its value, the letter that chooses it, and the word shown."""

    value: str
    letter: str
    label: str


class Chips(Widget, can_focus=True):
    """Chips in one row, wrapped where the width asks for it. The chosen one has a dot and its own colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"chips--chosen", "chips--letter"}
    DEFAULT_CSS = """
    Chips {
        height: auto;
        width: 1fr;
        pointer: pointer;
        & > .chips--chosen { text-style: bold; color: $text-primary; background: $primary-muted; }
        & > .chips--letter { text-style: underline; }
        &:focus > .chips--chosen { color: $block-cursor-foreground; background: $block-cursor-background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Previous", show=False),
        Binding("right,space", "step(1)", "Next", show=False),
    ]

    value: reactive[str] = reactive("")

    class Changed(Message):
        """Another chip was chosen, by hand."""

        def __init__(self, chips: Chips, value: str) -> None:
            self.chips = chips
            self.value = value
            super().__init__()

        @property
        def control(self) -> Chips:
            """The row."""
            return self.chips

    class Letter(Message):
        """A letter was typed in a focused row: the form may know it from another row, too."""

        def __init__(self, chips: Chips, letter: str) -> None:
            self.chips = chips
            self.letter = letter
            super().__init__()

        @property
        def control(self) -> Chips:
            """The row."""
            return self.chips

    def __init__(self, chips: Sequence[Chip], value: str) -> None:
        super().__init__()
        self.chips = tuple(chips)
        self.set_reactive(Chips.value, value)

    def choose(self, value: str) -> None:
        """Choose the chip with `value` and say so, also when it was chosen before."""
        self.value = value
        self.post_message(self.Changed(self, value))

    def action_step(self, by: int) -> None:
        """Choose the neighbour `by` places along, round the ends."""
        values = [chip.value for chip in self.chips]
        at = values.index(self.value) if self.value in values else -min(by, 0)
        self.choose(values[(at + by) % len(values)])

    def on_key(self, event: events.Key) -> None:
        """Letters choose."""
        if event.character and event.character.isalpha() and not event.key.startswith("alt+"):
            event.stop()
            self.post_message(self.Letter(self, event.character.lower()))

    def on_click(self, event: events.Click) -> None:
        """A click chooses the chip under the pointer."""
        for (column, row), chip in zip(self._places(self.size.width), self.chips, strict=True):
            if row == event.y and column <= event.x < column + cell_len(chip.label) + 2:
                self.choose(chip.value)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the chips need."""
        return 1 + max((row for _, row in self._places(width)), default=0)

    def render(self) -> Content:
        """The chips with the chosen one marked."""
        chosen = self.get_visual_style("chips--chosen")
        letter = self.get_visual_style("chips--letter", partial=True)
        text = Content("")
        line = 0
        for (_, row), chip in zip(self._places(self.size.width), self.chips, strict=True):
            if row > line:
                text, line = text + Content("\n"), row
            is_chosen = chip.value == self.value
            word = Content(f"{'•' if is_chosen else ' '}{chip.label} ")
            if is_chosen:
                word = word.stylize(chosen)
            at = word.plain.casefold().find(chip.letter) if chip.letter else -1
            text += word.stylize(letter, at, at + 1) if at >= 0 else word
        return text

    def _places(self, width: int) -> list[tuple[int, int]]:
        places: list[tuple[int, int]] = []
        column = row = 0
        for chip in self.chips:
            cells = cell_len(chip.label) + 2
            if column and column + cells > width:
                column, row = 0, row + 1
            places.append((column, row))
            column += cells
        return places
