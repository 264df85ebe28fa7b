"""The least a Textual app with these panes can be: the same widgets and third-party imports, fixed text, no book.

`python -m benchmarks.static_app CONTENT` draws it; CONTENT is a JSON file with `modules` to import, and `people`,
`timeline` and `queue`, lists of lines.
"""

from __future__ import annotations

import importlib
import json
import sys
from contextlib import suppress
from pathlib import Path

content = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
for module in content["modules"]:
    with suppress(ImportError):
        importlib.import_module(module)

from rich.segment import Segment  # noqa: E402
from rich.style import Style  # noqa: E402
from textual.app import App, ComposeResult  # noqa: E402
from textual.containers import Horizontal, Vertical  # noqa: E402
from textual.geometry import Size  # noqa: E402
from textual.scroll_view import ScrollView  # noqa: E402
from textual.strip import Strip  # noqa: E402
from textual.widget import Widget  # noqa: E402
from textual.widgets import Input  # noqa: E402


class Fixed(Widget):
    """Lines that never change."""

    def __init__(self, lines: list[str], id: str) -> None:
        super().__init__(id=id)
        self._lines = lines

    def render_line(self, y: int) -> Strip:
        text = self._lines[y] if y < len(self._lines) else ""
        return Strip([Segment(text, Style())]).adjust_cell_length(self.size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines)


class FixedList(ScrollView, can_focus=True):
    """A scrolling list of lines that never change."""

    def __init__(self, lines: list[str], id: str) -> None:
        super().__init__(id=id)
        self._lines = lines

    def on_mount(self) -> None:
        self.virtual_size = Size(20, len(self._lines))

    def render_line(self, y: int) -> Strip:
        line = y + self.scroll_offset.y
        text = self._lines[line] if line < len(self._lines) else ""
        return Strip([Segment(text, Style(bold=line % 2 == 0))]).adjust_cell_length(self.size.width)


class StaticApp(App[None]):
    """Bars, three panes, a filter."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = "#queue-list"
    CSS = """
    #day-bar, #tab-bar, #key-bar { height: 1; width: 1fr; background: $panel; }
    #tab-bar { display: none; }
    #panes { height: 1fr; }
    .pane { height: 1fr; border: round $primary; border-title-color: $secondary; padding: 0; }
    .pane:focus-within { border: round $accent; border-title-style: bold; }
    #people { width: 30; }
    #timeline { width: 1fr; }
    #queue { width: 36; }
    #card-head { height: auto; width: 1fr; }
    FixedList { height: 1fr; width: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    #people-filter { height: 1; width: 1fr; margin: 0 1; border: none; padding: 0; }
    """

    def compose(self) -> ComposeResult:
        yield Fixed(["Callback"], "day-bar")
        yield Fixed(["1 People  2 Timeline  3 Next"], "tab-bar")
        with Horizontal(id="panes"):
            with Vertical(id="people", classes="pane") as people:
                people.border_title = "People"
                yield Input(id="people-filter", placeholder="filter")
                yield FixedList(content["people"], "people-list")
            with Vertical(id="timeline", classes="pane") as timeline:
                timeline.border_title = "Timeline"
                yield Fixed(["title", "role", "next", "why", "balance", ""], "card-head")
                yield FixedList(content["timeline"], "timeline-list")
            with Vertical(id="queue", classes="pane") as queue:
                queue.border_title = "Next"
                yield FixedList(content["queue"], "queue-list")
        yield Fixed(["l log   f plan   s snooze"], "key-bar")


if __name__ == "__main__":
    StaticApp().run()
