"""The app: one home screen over one book, with what surrounds every screen (keys, faults, theme, the clock)."""

from __future__ import annotations

import asyncio
import gc
import importlib
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen, SystemModalScreen
from textual.timer import Timer

from crm.book import reading
from crm.book.clock import Clock
from crm.book.errors import BookError
from crm.book.settings import Settings, save_theme
from crm.tui import reads
from crm.tui.gateway import Gateway
from crm.tui.in_the_app import in_the_app
from crm.tui.messages import Changed
from crm.tui.screens.home import HomeScreen
from crm.tui.screens.too_small import TooSmall, is_too_small
from crm.tui.terminal import fault_in_words
from crm.tui.themes import VARIABLES, Loaded, load_themes
from crm.tui.widgets.safe import line

if TYPE_CHECKING:
    from crm.tui.dialogs.drafts import DraftStore
    from crm.tui.dialogs.values import Desk

Result = TypeVar("Result")

_CHECK_EVERY_SECONDS = 5
#: Modules that the first frame does not need and the first key would wait for.
_WARM = ("crm.tui.screens.acts", "crm.tui.dialogs.log", "crm.tui.dialogs.follow_up", "crm.tui.dialogs.snooze")
_WARM_UP_SECONDS = 0.5
_LONGEST_TOAST = 300
_TOAST_SECONDS = 6
#: However badly the opening of a form goes, keys are held no longer than this.
_LONGEST_HOLD_SECONDS = 3
#: The calendar feed and folder follow when nothing was changed for so long.
_IDLE_SECONDS = 0.5
_NO_THEME = "callback-dark"


class Hold:
    """A time during which keys wait, because a form is being opened."""


class CallbackApp(App[int]):
    """The whole program on the screen. `gateway` has the book; `clock` says what day it is.

    `first` is what the home screen shows first, where somebody has already begun to read it.
    """

    TITLE = "Callback"
    CSS_PATH = "screens/home.tcss"  # the first screen's own CSS_PATH is never loaded by Textual
    ENABLE_COMMAND_PALETTE = False  # opened by our own command, from the home screen only
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(
        self,
        gateway: Gateway,
        *,
        clock: Clock,
        settings: Settings | None = None,
        settings_path: Path | None = None,
        book_name: str = "my search",
        themes: tuple[Path, ...] = (),
        first: Future[reads.Everything] | None = None,
    ) -> None:
        super().__init__()
        self._first = first or gateway.start(reads.everything, reads.Asked())
        self.gateway = gateway
        self.clock = clock
        self.settings = settings or Settings()
        self._settings_path = settings_path
        self.book_name = book_name
        self._drafts: object | None = None
        self._day = clock.today()
        self._outputs_timer: Timer | None = None
        self._outputs_due = False
        self._outputs_told: tuple[str, ...] = ()
        gateway.on_change = self.outputs_soon
        self._hold: Hold | None = None
        self._held: list[events.Event] = []
        self._themes: Loaded = load_themes(*themes)
        for theme in self._themes.themes:
            self.register_theme(theme)
        self.use_theme(self.settings.theme)

    # Screens and days.

    def get_default_screen(self) -> Screen[None]:
        """The home screen is the first one: there is nothing below it."""
        return HomeScreen(self.gateway, self.book_name, width=self.size.width, first=self._first)

    @property
    def home(self) -> HomeScreen:
        """The home screen."""
        return cast(HomeScreen, self.screen_stack[0])

    def on_mount(self) -> None:
        """Watch the day and the book; say what was wrong with a theme."""
        self.call_after_refresh(self._settled)
        self.set_interval(_CHECK_EVERY_SECONDS, self.look_round, name="look round")
        problems = list(self._themes.problems)
        if self.settings.theme not in self.theme_names:
            problems.append(f"There is no theme “{self.settings.theme}”; there are: {', '.join(self.theme_names)}.")
        if problems:
            self.tell(" ".join(problems))

    def _settled(self) -> None:
        """The first frame is there: the rest of the program is read while nobody is waiting for it."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self.outputs_soon()  # days may have passed since the calendar was refreshed last
        self.set_timer(_WARM_UP_SECONDS, self._warm_up)

    def _warm_up(self) -> None:
        for name in _WARM:
            if name not in sys.modules:
                importlib.import_module(name)
                self.set_timer(_WARM_UP_SECONDS / 10, self._warm_up)  # one at a time: keys come first
                return

    async def look_round(self) -> None:
        """Midnight may have passed, another program may have written to the book."""
        today = self.clock.today()
        if today != self._day:
            self._day = today
            self.home.post_message(Changed("day"))
            self.outputs_soon()
        with self.faults():
            if await self.gateway.run(reading.changed_elsewhere):
                self.home.post_message(Changed("elsewhere"))

    def on_resize(self, event: events.Resize) -> None:
        """Below the least size a kind word lies over everything and loses nothing."""
        if is_too_small(event.size) and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall())

    # The calendar feed and folder.

    def outputs_soon(self) -> None:
        """Have the calendar follow once nothing has been changed for a moment; many changes are one refresh."""
        if not self.settings.has_outputs:
            return
        self._outputs_due = True
        if self._outputs_timer is not None:
            self._outputs_timer.stop()
        if self.is_running:  # else the end sees to it
            self._outputs_timer = self.set_timer(_IDLE_SECONDS, self._begin_outputs)

    def _begin_outputs(self) -> None:
        self._outputs_timer = None
        self.run_worker(self._refresh_outputs(), group="outputs", exit_on_error=False)

    async def _refresh_outputs(self) -> None:
        from crm.book.calendar_outputs import refresh_outputs

        with self.faults():
            self._outputs_due = False  # not before it stands in the queue: the app may end at any moment
            # Not `run`: what it notes of the versions is no change to refresh after.
            report = await asyncio.wrap_future(self.gateway.start(refresh_outputs))
            if report.sentences and report.sentences != self._outputs_told:
                self.tell(" ".join(report.sentences))
            self._outputs_told = report.sentences

    @property
    def settings_path(self) -> Path | None:
        """The file in which settings are kept; None for the sample, which reaches nobody's calendar."""
        return self._settings_path

    async def use_settings(self, settings: Settings) -> None:
        """Go on with other settings for the calendar."""
        self.settings = settings
        await self.gateway.adopt(lambda book: replace(book, settings=settings))
        self.outputs_soon()

    # Saying things.

    def tell(self, text: str) -> None:
        """One sentence at the edge of the screen."""
        self.clear_notifications()
        self.notify(line(text, _LONGEST_TOAST), markup=False, timeout=_TOAST_SECONDS)

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Tell what goes wrong within it: the book's own sentences, or that something failed and where."""
        try:
            yield
        except BookError as error:
            self.tell(in_the_app(error))
        except Exception as error:
            self.note_fault(error)
            self.tell(f"That did not work, and nothing was changed ({fault_in_words(error)}).")

    def note_fault(self, error: Exception) -> None:
        """A fault that did not end the app: for tests to see."""

    def action_help_quit(self) -> None:
        """Ctrl+c does not quit: it is what hands press to copy."""
        self.tell("q quits; ctrl+q quits from anywhere.")

    # Forms. What is typed while a form opens is meant for the form.

    async def ask(self, dialog: ModalScreen[Result | None]) -> Result | None:
        """Open `dialog` and wait for what comes of it. Call it in a worker."""
        future = self.push_screen(dialog, wait_for_dismiss=True)
        hold = self._hold

        def once_more() -> None:
            dialog.call_after_refresh(self.call_later, self.release_keys, hold)

        dialog.call_after_refresh(once_more)
        return await future

    def hold_keys(self) -> Hold:
        """From now on keys wait until `release_keys` with what this gives."""
        self._hold = hold = Hold()
        self.set_timer(_LONGEST_HOLD_SECONDS, lambda: self.call_later(self.release_keys, hold))
        return hold

    async def release_keys(self, hold: Hold | None) -> None:
        """Let the keys through that came meanwhile, in their order."""
        if hold is None or self._hold is not hold:
            return
        self._hold = None
        waiting, self._held = self._held, []
        for number, event in enumerate(waiting):
            if self._hold is not None:  # one of them opened another form
                self._held = waiting[number:] + self._held
                return
            await super().on_event(event)

    async def on_event(self, event: events.Event) -> None:
        """Hold keys while a form is being opened."""
        if (
            self._hold is not None
            and isinstance(event, events.Key | events.Paste)
            and not event.is_forwarded
            and getattr(event, "key", "") != "ctrl+q"
        ):
            self._held.append(event)
            return
        await super().on_event(event)

    def release_after_form(self, hold: Hold) -> None:
        """Let the held keys through when the form that was saved has gone and the panes show what came of it."""

        async def release() -> None:
            await self.home.settled()
            self.call_later(self.release_keys, hold)

        # After the form's own leaving, which follows in the same step.
        self.call_later(self.run_worker, release, group="holds", exit_on_error=False)

    def half_written(self) -> list[str]:
        """What was left half written in forms, in words."""
        return [] if self._drafts is None else cast("DraftStore", self._drafts).waiting()

    def desk(self) -> Desk:
        """What every form needs."""
        from crm.tui.dialogs.drafts import DraftStore
        from crm.tui.dialogs.values import Desk

        if self._drafts is None:
            self._drafts = DraftStore()
        return Desk(self.clock.today(), self.settings.week, cast(DraftStore, self._drafts))

    # Palette and themes.

    def open_palette(self) -> None:
        """Every command and every person by name."""
        from crm.tui.palette import CommandProvider, Palette, PeopleProvider

        if not isinstance(self.screen, SystemModalScreen):
            self.push_screen(Palette([CommandProvider, PeopleProvider], placeholder="A command, or somebody’s name"))

    def open_themes(self) -> None:
        """The themes there are."""
        from crm.tui.palette import Palette, ThemeProvider

        self.push_screen(Palette([ThemeProvider], placeholder="A theme"))

    @property
    def theme_names(self) -> list[str]:
        """Our themes, by name."""
        return [theme.name for theme in self._themes.themes]

    def choose_theme(self, name: str) -> None:
        """Wear a theme from now on: it is written to the settings where the app knows them."""
        self.use_theme(name)
        if self._settings_path is not None and self.theme == name:
            self.run_worker(self._keep_theme(self._settings_path, name), group="theme", exclusive=True)

    async def _keep_theme(self, path: Path, name: str) -> None:
        with self.faults():
            await asyncio.to_thread(save_theme, path, name)

    def use_theme(self, name: str) -> None:
        """Wear a theme, if there is one of that name."""
        names = self.theme_names
        wanted = next((known for known in (name, _NO_THEME, *names) if known in names), None)
        if wanted is not None:
            self.theme = wanted

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that do not say them."""
        return dict(VARIABLES)

    # The end.

    async def on_unmount(self) -> None:
        """Finish what was asked of the book and close it."""
        with suppress(Exception):
            if self._outputs_due:  # the last change has not gone out yet
                from crm.book.calendar_outputs import refresh_outputs

                self.gateway.start(refresh_outputs)
        with suppress(Exception):
            self.gateway.close()

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with the values of local variables: names, notes, addresses.
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._end_with(error)

    def panic(self, *renderables: object) -> None:
        """End at once, without showing what was handed over: it may hold values."""
        self._return_code = 1
        self._end_with(None)

    def _end_with(self, error: Exception | None) -> None:
        if not self._exit_renderables:
            where = f" ({fault_in_words(error)})" if error else ""
            text = f"Callback had to stop{where}. Everything saved is in your book; please report this line."
            self._exit_renderables.append(Text(text))
        self._close_messages_no_wait()
