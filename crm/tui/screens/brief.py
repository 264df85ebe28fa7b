"""The call sheet of one person, for use during a phone call."""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from datetime import date
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from crm.book.brief import call_sheet
from crm.book.errors import BookError, NotFound
from crm.domain.briefs import CallSheet, Reach
from crm.domain.text import clean_line
from crm.domain.words import say_day
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.panes.call_sheet import lay_out_sheet
from crm.tui.screens.acts import Acts
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.safe import literal
from crm.tui.widgets.sheet import Sheet

#: The time where they are is told afresh so often.
_REFRESH_SECONDS = 60
_NO_PHONE = "No phone number is known: e adds one."


class ActsWith(Acts):
    """The acts of the home screen, on one contact whoever is chosen there meanwhile."""

    def __init__(self, home: HomeScreen, contact_id: int) -> None:
        super().__init__(home)
        self._with = contact_id

    @property
    def contact_id(self) -> int | None:
        """The contact of the call sheet."""
        return self._with

    @property
    def today(self) -> date:
        """The day by the app's clock."""
        return self.app.clock.today()


class BriefScreen(BookScreen):
    """One person's call sheet. Logging and planning are done from it, on this person."""

    NAME = "brief"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("brief")))
    AUTO_FOCUS = "#call-sheet"

    def __init__(self, home: HomeScreen, contact_id: int) -> None:
        super().__init__(home)
        self.contact_id = contact_id
        self.acts = ActsWith(home, contact_id)
        self.found: CallSheet | None = None
        self.voicemail = False
        self.sheet = Sheet(id="call-sheet")
        self.pane = Vertical(self.sheet, id="call-pane", classes="pane")

    def body(self) -> Sequence[Widget]:
        """The sheet alone."""
        return [self.pane]

    def on_mount(self) -> None:
        """The clock where they are goes on."""
        super().on_mount()
        self.set_interval(_REFRESH_SECONDS, self.reload)

    async def load(self) -> None:
        """Read the sheet; with somebody who is gone the screen goes too."""
        try:
            found = await self.run(call_sheet, self.contact_id)
        except NotFound:
            if self.is_current:
                self.dismiss(None)
            raise
        self.found = found
        self.pane.border_title = literal(found.name, 200)
        when = say_day(found.shown, self.today) if found.shown else "no date"
        self.title_bar.show([("Call sheet", "strong"), (" · ", "rule"), (found.name, "")], [(when, "muted")])
        self._show()

    def _show(self) -> None:
        found, today, voicemail = self.found, self.today, self.voicemail
        if found is not None:
            self.sheet.show(lambda width: lay_out_sheet(found, width, today, voicemail=voicemail))

    def situation(self) -> Situation:
        """The person is the one of the sheet."""
        return Situation(self.NAME, self.contact_id)

    # The phone.

    def do_voicemail_fold(self) -> None:
        """Fold the words for the machine out or in."""
        self.voicemail = not self.voicemail
        self._show()

    async def do_phone_copy(self) -> None:
        """Copy the number."""
        phone = await self._phone("Copy which number?")
        if phone is not None:
            number = clean_line(phone.value)
            self.app.copy_to_clipboard(number)
            self.tell(f"Copied: {number}")

    async def do_phone_dial(self) -> None:
        """Ask the computer to dial."""
        phone = await self._phone("Dial which number?")
        if phone is None:
            return
        if not phone.link:
            raise BookError(f"“{clean_line(phone.value)[:40]}” has no digits to dial: e corrects it.")
        if await asyncio.to_thread(_dial, phone.link):
            self.tell(f"Asked this computer to dial {clean_line(phone.value)}; l logs the call.")
        else:
            self.tell("No program of this computer dials: y copies the number.")

    async def _phone(self, question: str) -> Reach | None:
        """The number meant: the only one, or the one picked; None when the question was left."""
        phones = [point for point in (self.found.reach if self.found else ()) if point.kind == "phone"]
        if not phones:
            raise BookError(_NO_PHONE)
        if len(phones) == 1:
            return phones[0]
        from crm.tui.dialogs.pick import PickDialog
        from crm.tui.dialogs.values import Choice

        choices = [Choice(str(place), point.value, point.label) for place, point in enumerate(phones)]
        picked = await self.ask(PickDialog(question, choices))
        return phones[int(picked)] if picked is not None else None

    # The acts, on this person.

    async def _act(self, act: Awaitable[None]) -> None:
        try:
            await act
        finally:
            self.home.acts.forget()
            self.reload()

    def do_touch_log(self) -> Awaitable[None]:
        """Log the call."""
        return self._act(self.acts.do_touch_log())

    def do_plan_new(self) -> Awaitable[None]:
        """Plan a follow-up."""
        return self._act(self.acts.do_plan_new())

    def do_next_snooze(self) -> Awaitable[None]:
        """Leave them alone until a day."""
        return self._act(self.acts.do_next_snooze())

    def do_next_done(self) -> Awaitable[None]:
        """Done without a touch."""
        return self._act(self.acts.do_next_done())

    def do_answer_none(self) -> Awaitable[None]:
        """What they wrote needs no answer."""
        return self._act(self.acts.do_answer_none())

    def do_person_edit(self) -> Awaitable[None]:
        """Edit the person."""
        return self._act(self.acts.do_person_edit())

    # What opens from here.

    def do_letter_write(self) -> Awaitable[None]:
        """A letter to this person."""
        from crm.tui.screens.letters import write_letter_to

        return write_letter_to(self.home, self.contact_id)

    def do_plan_show(self) -> Awaitable[None]:
        """The plan with this person."""
        from crm.tui.screens.plan import open_plan_of

        return open_plan_of(self.home, self.contact_id)

    def do_interviews_open(self) -> None:
        """The interviews with this person."""
        from crm.tui.screens.interview import InterviewsScreen

        self.app.push_screen(InterviewsScreen(self.home, contact_id=self.contact_id))


def _dial(link: str) -> bool:
    """Hand a `tel:` link to the desktop; False where nothing there takes it.

    A browser that runs in the terminal would take the screen away from the app: it is passed over.
    """
    with suppress(webbrowser.Error, OSError):
        browser = webbrowser.get()
        return not _in_terminal(browser) and browser.open(link)
    return False


def _in_terminal(browser: webbrowser.BaseBrowser) -> bool:
    if isinstance(browser, webbrowser.BackgroundBrowser):
        return False
    if isinstance(browser, webbrowser.GenericBrowser):
        return True
    return getattr(browser, "background", True) is False
