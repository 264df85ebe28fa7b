"""The line that says how far the work with a calendar server is, on whichever screen it can be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.timer import Timer

from crm.tui.calendar_work import CalendarWork
from crm.tui.widgets.lines import Lines
from crm.tui.widgets.safe import Part, lay_out

_LOOK_EVERY_SECONDS = 0.1


class WorkLine(Lines):
    """`Syncing with Callback, 12 of 40 …    Esc stops`; not there while there is nothing to say."""

    ground = "bar"
    DEFAULT_CSS = "WorkLine { height: 1; width: 1fr; background: $bar; display: none; }"

    def __init__(self, work: Callable[[], CalendarWork | None]) -> None:
        super().__init__(id="calendar-work")
        self._work = work
        self._shown = ""
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Look from time to time, as the work itself is on another thread; not while there is none."""
        self._timer = self.set_interval(_LOOK_EVERY_SECONDS, self.look)
        self.look()

    def wake(self) -> None:
        """There is something to look at again."""
        if self._timer is not None:
            self._timer.resume()

    def look(self) -> None:
        """Show what is being done now."""
        work = self._work()
        said = work.words if work is not None else ""
        if said != self._shown:
            self._shown = said
            self.display = bool(said)
            self.refresh()
        if work is None and self._timer is not None:
            self._timer.pause()

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """One line."""
        return [lay_out(width, [(" ", ""), (self._shown, "")], [("Esc", "accent"), (" stops it ", "muted")])]
