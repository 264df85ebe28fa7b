"""The calendar from the home screen: its own screen, and a sync on the spot. Imported when it is asked for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.tui.screens.acts_base import ActsBase

if TYPE_CHECKING:
    from crm.tui.calendar_desk import CalendarDesk


class CalendarActs(ActsBase):
    """The commands that open the calendar and sync it."""

    _desk_of_calendar: CalendarDesk | None = None

    @property
    def calendar(self) -> CalendarDesk:
        """The calendar server, as long as the app runs."""
        if self._desk_of_calendar is None:
            from crm.tui.calendar_desk import CalendarDesk
            from crm.tui.panes.calendar_line import WorkLine

            self._desk_of_calendar = desk = CalendarDesk(self._home)
            self._home.mount(WorkLine(lambda: desk.work), before="#key-bar")
        return self._desk_of_calendar

    def stop_calendar(self) -> bool:
        """Have what is being done with the server end; False where nothing is."""
        return self._desk_of_calendar is not None and self._desk_of_calendar.stop()

    def do_calendar_open(self) -> None:
        """The ways to a calendar."""
        from crm.tui.screens.calendar import CalendarScreen

        self.app.push_screen(CalendarScreen(self._home))

    def do_calendar_sync(self) -> None:
        """Sync with the calendar server."""
        with self.app.faults():
            self.calendar.sync()
