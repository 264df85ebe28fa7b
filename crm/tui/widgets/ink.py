"""Drawing lines from parts: the widgets of this folder share one set of named inks and one way to paint."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from crm.tui.widgets.safe import Part

#: Component classes, one an ink; `themes/*.yaml` gives their colours through variables.
INKS = frozenset(
    {
        "ink--strong",  # a name, what is read first
        "ink--muted",  # what is read second
        "ink--wait",  # what waits: an answer, a late date
        "ink--wait-heading",  # the title of a group that waits
        "ink--accent",  # what has focus, a key to press
        "ink--heading",  # the title of a group
        "ink--rule",  # lines between months
        "ink--good",  # what is fine: today, done
        "ink--cursor",  # behind the row under the cursor
        "ink--cursor-quiet",  # the same in a pane without focus
    }
)


class Inked(Widget):
    """A widget that paints its lines from parts."""

    COMPONENT_CLASSES = set(INKS)

    def ink(self, name: str) -> Style:
        """The style of an ink; the empty name is plain text."""
        base = self.rich_style
        if not name:
            return base
        return base + self.get_component_rich_style(f"ink--{name}", partial=True)

    def paint(self, parts: Iterable[Part], width: int, over: str = "") -> Strip:
        """A strip of `width` cells from laid out parts; `over` names an ink laid over all of them."""
        back = self.get_component_rich_style(f"ink--{over}", partial=True) if over else None
        segments = []
        for text, name in parts:
            style = self.ink(name)
            segments.append(Segment(text, style + back if back else style))
        blank = self.ink("") + back if back else self.ink("")
        return Strip(segments).adjust_cell_length(width, blank)
