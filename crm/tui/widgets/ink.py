"""Drawing lines from parts: the widgets of this folder share one set of named inks and one way to paint.

The inks come from the theme's variables and not from component classes: those are matched against the whole style
sheet for each widget at each change of style, which took a tenth of the time to the first frame.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from crm.tui.widgets.safe import Part

#: Each ink: the theme's variable it is coloured with (empty: the text's own), and whether it is bold.
INKS: dict[str, tuple[str, bool]] = {
    "": ("foreground", False),
    "strong": ("foreground", True),  # a name, what is read first
    "muted": ("muted", False),  # what is read second
    "wait": ("wait", False),  # what waits: an answer, a late date
    "wait-heading": ("wait", True),  # the title of a group that waits
    "accent": ("accent", False),  # what has focus, a key to press
    "heading": ("heading", True),  # the title of a group
    "rule": ("rule", False),  # lines between months
    "good": ("good", False),  # what is fine: today, done
}


class Inked(Widget):
    """A widget that paints its lines from parts. `ground` is the theme's variable behind them."""

    ground: ClassVar[str] = "background"

    _inks: dict[tuple[str, str], Style] | None = None
    _inks_theme = ""

    def ink(self, name: str, over: str = "") -> Style:
        """The style of an ink on the widget's ground, or on that of the variable `over`."""
        theme = self.app.theme
        if self._inks is None or self._inks_theme != theme:
            self._inks, self._inks_theme = {}, theme
        found = self._inks.get((name, over))
        if found is None:
            found = self._inks[name, over] = self._mix(name, over or self.ground)
        return found

    def _mix(self, name: str, ground: str) -> Style:
        variable, bold = INKS[name]
        return Style(color=self._colour(variable).rich_color, bgcolor=self._colour(ground).rich_color, bold=bold)

    def _colour(self, variable: str) -> Color:
        return Color.parse(self.app.theme_variables[variable])

    def paint(self, parts: Iterable[Part], width: int, over: str = "") -> Strip:
        """A strip of `width` cells from laid out parts, on the ground of the variable `over` if one is named."""
        segments = [Segment(text, self.ink(name, over)) for text, name in parts]
        return Strip(segments).adjust_cell_length(width, self.ink("", over))
