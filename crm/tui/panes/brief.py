"""The fourth column of a wide home screen: the call sheet of whoever is chosen, read when the moving has stopped."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from textual.containers import Vertical
from textual.timer import Timer

from crm.tui.gateway import Gateway
from crm.tui.widgets.safe import literal

if TYPE_CHECKING:
    from crm.tui.app import CallbackApp
    from crm.tui.widgets.sheet import Sheet

#: A cursor that moves on is followed when it has rested so long: no key waits for what is read here.
REST_SECONDS = 0.12


class BriefPane(Vertical):
    """Empty, and nothing is imported or read for it, until the screen is wide enough to show it."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(id="brief", classes="pane")
        self._gateway = gateway
        self._sheet: Sheet | None = None
        self._wanted: int | None = None
        self._today = date.min
        self._timer: Timer | None = None
        self.shown: int | None = None
        self.border_title = literal("Call sheet")

    def follow(self, contact_id: int | None, today: date) -> None:
        """Show this contact's call sheet as soon as there is time, or nobody's."""
        self._wanted, self._today = contact_id, today
        self._soon()

    def on_show(self) -> None:
        """The screen became wide enough."""
        self._soon()

    def _soon(self) -> None:
        if not self.is_attached or not self.display:
            return
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(REST_SECONDS, self._begin)

    def _begin(self) -> None:
        self.run_worker(self._read(), group="brief", exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        from crm.book.brief import call_sheet
        from crm.book.errors import NotFound
        from crm.tui.panes.call_sheet import lay_out_sheet

        wanted, today = self._wanted, self._today
        sheet = await self._sheet_widget()
        if wanted is None:
            self.shown = None
            sheet.show(lambda _: ())
            return
        with cast("CallbackApp", self.app).faults():
            try:
                found = await self._gateway.run(call_sheet, wanted)
            except NotFound:
                return  # the panes are about to choose somebody else
            if wanted != self._wanted:
                return
            sheet.show(lambda width: lay_out_sheet(found, width, today, voicemail=False, keys=False))
            if self.shown != wanted:
                self.shown = wanted
                sheet.scroll_to(y=0, animate=False)

    async def _sheet_widget(self) -> Sheet:
        if self._sheet is None:
            from crm.tui.widgets.sheet import Sheet

            self._sheet = Sheet(id="brief-sheet")
            self._sheet.can_focus = False
            await self.mount(self._sheet)
        return self._sheet
