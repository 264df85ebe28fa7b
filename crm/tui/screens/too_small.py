"""What is shown while the terminal is too small."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen

from crm.tui.widgets.lines import Lines
from crm.tui.widgets.safe import Part, wrap

LEAST_WIDTH, LEAST_HEIGHT = 60, 16


def is_too_small(size: Size) -> bool:
    """True below the least size the panes and forms are made for."""
    return size.width < LEAST_WIDTH or size.height < LEAST_HEIGHT


class _Words(Lines):
    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        size = self.app.size
        text = f"Callback needs at least {LEAST_WIDTH}x{LEAST_HEIGHT}; this is {size.width}x{size.height}."
        first, _ = wrap(text, max(width - 2, 4), 8)
        second, _ = wrap("Everything stays as it is meanwhile.", max(width - 2, 4), 4)
        return [[(" ", ""), (words, "")] for words in first] + [[(" ", ""), (words, "muted")] for words in second]


class TooSmall(ModalScreen[None]):
    """Lies over everything until there is room again. Nothing below is closed, nothing typed is lost."""

    DEFAULT_CSS = """
    TooSmall { background: $background; color: $foreground; align: left top; }
    TooSmall #words { height: auto; width: 1fr; background: $background; }
    """
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._leaving = False

    def compose(self) -> ComposeResult:
        """A few words."""
        yield _Words(id="words")

    def on_resize(self, event: events.Resize) -> None:
        """There may be room again."""
        self.query_one("#words").refresh(layout=True)
        self._leave_if_roomy()

    def on_screen_resume(self) -> None:
        """A form that was opened meanwhile was closed."""
        self._leave_if_roomy()

    def _leave_if_roomy(self) -> None:
        if self.is_active and not self._leaving and not is_too_small(self.app.size):
            self._leaving = True  # a resize and a resume can come together, and a screen leaves once
            self.dismiss(None)
