"""The preparation sheet of an opportunity."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from crm.book.errors import BookError, NotFound
from crm.book.prepare import Sheet as Prepared
from crm.book.prepare import prepare
from crm.domain.words import say_day
from crm.tui.commands import bindings, commands_of
from crm.tui.panes.prepare_sheet import lay_out_prepare
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.safe import literal
from crm.tui.widgets.sheet import Sheet


async def open_prepare(screen: BookScreen, opportunity_id: int) -> None:
    """Open the sheet over `screen`."""
    await screen.app.push_screen(PrepareScreen(screen.home, opportunity_id))


class PrepareScreen(BookScreen):
    """One sheet to read through."""

    NAME = "prepare"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("prepare")))
    AUTO_FOCUS = "#prepare-sheet"

    def __init__(self, home: HomeScreen, opportunity_id: int) -> None:
        super().__init__(home)
        self.opportunity_id = opportunity_id
        self.found: Prepared | None = None
        self.posting = False
        self.sheet = Sheet(id="prepare-sheet")
        self.pane = Vertical(self.sheet, id="prepare-pane", classes="pane")

    def body(self) -> Sequence[Widget]:
        """The sheet alone."""
        return [self.pane]

    async def load(self) -> None:
        """Read all of it; with an opportunity that is gone the screen goes too."""
        try:
            self.found = found = await self.run(prepare, self.opportunity_id)
        except NotFound:
            if self.is_current:
                self.dismiss(None)
            raise
        one, coming = found.opportunity, found.interview
        self.pane.border_title = literal(", ".join(part for part in (one.title, one.employer) if part), 200)
        when = say_day(coming.on, self.today) if coming else one.stage
        self.title_bar.show([("Prepare", "strong"), (" · ", "rule"), (one.title, "")], [(when, "muted")])
        self._show()

    def _show(self) -> None:
        found, today, posting = self.found, self.today, self.posting
        if found is not None:
            self.sheet.show(lambda width: lay_out_prepare(found, width, today, posting=posting))

    def do_posting_open(self) -> None:
        """Show the saved posting below everything, or fold it away."""
        if self.found is not None and not self.found.opportunity.posting:
            raise BookError("No posting was saved for this opportunity.")
        self.posting = not self.posting
        self._show()
        if self.posting:
            self.call_after_refresh(self._to_posting)

    def _to_posting(self) -> None:
        lines = self.sheet.virtual_size.height
        long = len((self.found.opportunity.posting if self.found else "").split("\n"))
        self.sheet.move_to(max(lines - max(long, self.sheet.size.height), 0))

    def do_interview_record(self) -> Awaitable[None]:
        """The interviews for this opportunity."""
        from crm.tui.screens.interview import record_interview_of

        return record_interview_of(self, self.opportunity_id)

    def do_concerns_open(self) -> None:
        """The ledger."""
        from crm.tui.screens.concerns import ConcernsScreen

        self.app.push_screen(ConcernsScreen(self.home))

    def do_proofs_open(self) -> None:
        """The stories."""
        from crm.tui.screens.proofs import ProofsScreen

        self.app.push_screen(ProofsScreen(self.home))
