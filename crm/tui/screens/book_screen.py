"""What every screen that opens over the home screen has: a title line, its own keys, a way back."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from crm.book import history
from crm.book.errors import BookError
from crm.tui.commands import Situation, commands_of
from crm.tui.in_the_app import in_the_app
from crm.tui.messages import Changed, Pressed
from crm.tui.widgets.bars import KeyBar
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.lines import Lines
from crm.tui.widgets.safe import Part, lay_out
from crm.tui.widgets.sheet import Sheet
from crm.tui.widgets.windowed_list import WindowedList

if TYPE_CHECKING:
    from crm.tui.app import CallbackApp, Hold
    from crm.tui.screens.home import HomeScreen

Given = ParamSpec("Given")
Result = TypeVar("Result")


class TitleBar(Lines):
    """What screen this is, and at the right what is to be known of it."""

    ground = "bar"

    def __init__(self) -> None:
        super().__init__(id="title-bar")
        self._title: Sequence[Part] = ()
        self._right: Sequence[Part] = ()

    def show(self, title: Sequence[Part], right: Sequence[Part] = ()) -> None:
        """Say something else."""
        self._title, self._right = title, right
        self.refresh()

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """One line."""
        return [lay_out(width, [(" ", ""), *self._title], [*self._right, (" ", "")])]


class BookScreen(Screen[None]):
    """A screen of its own commands: `NAME` is its key in `SCREENS`.

    Subclasses set `BINDINGS = bindings(commands_of(NAME))`, give their widgets in `body`, and read and show in
    `load`. A command `subject.verb` is done by `do_subject_verb`.
    """

    NAME: ClassVar[str] = ""
    DEFAULT_CSS = """
    BookScreen { background: $background; color: $foreground; layout: vertical; }
    BookScreen #title-bar, BookScreen #key-bar { height: 1; width: 1fr; background: $bar; }
    BookScreen .pane {
        height: 1fr; border: round $rule; border-title-color: $muted; background: $background; padding: 0;
    }
    BookScreen .pane:focus-within {
        border: round $accent; border-title-color: $foreground; border-title-style: bold;
    }
    BookScreen LineList, BookScreen Sheet {
        height: 1fr;
        width: 1fr;
        background: $background;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-color: $rule;
        scrollbar-color-hover: $muted;
        scrollbar-color-active: $accent;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    BookScreen Sheet { padding: 0 1; }
    BookScreen #sheet-text { height: auto; width: 1fr; background: $background; }
    """

    def __init__(self, home: HomeScreen) -> None:
        super().__init__()
        self.home = home
        self.gateway = home.gateway
        self.title_bar = TitleBar()
        self._loading = False
        self._again = False

    def compose(self) -> ComposeResult:
        """Title, body, keys."""
        yield self.title_bar
        yield from self.body()
        yield KeyBar(self.NAME)

    def body(self) -> Sequence[Widget]:
        """The widgets between title and keys."""
        raise NotImplementedError

    async def load(self) -> None:
        """Read from the book and show it; called when the screen opens and whenever the book changed."""
        raise NotImplementedError

    @property
    def desk_app(self) -> CallbackApp:
        """The app."""
        return cast("CallbackApp", self.app)

    @property
    def today(self) -> date:
        """The day by the app's clock."""
        return self.desk_app.clock.today()

    def faults(self) -> AbstractContextManager[None]:
        """Within it, what goes wrong is told in a sentence and does not end the app."""
        return self.desk_app.faults()

    # Reading.

    def on_mount(self) -> None:
        """Read for the first time."""
        self.reload()

    def on_screen_resume(self) -> None:
        """What lay over this screen may have changed the book."""
        self.resumed()

    def resumed(self) -> None:
        """Called when the screen is on top again."""
        self.reload()

    def reload(self) -> None:
        """Read again; asked for while it runs, it runs once more."""
        if self._loading:
            self._again = True
            return
        self._loading = True
        self.run_worker(self._load(), group="load", exit_on_error=False)

    async def _load(self) -> None:
        try:
            while True:
                self._again = False
                with self.faults():
                    await self.load()
                if not self._again:
                    return
        finally:
            self._loading = False

    @on(Changed)
    def _changed(self, event: Changed) -> None:
        event.stop()
        self.reload()

    @on(WindowedList.Failed)
    def _failed(self, event: WindowedList.Failed) -> None:
        event.stop()
        with self.faults():
            raise event.error

    # Doing.

    async def run(
        self, func: Callable[Concatenate[Any, Given], Result], *args: Given.args, **kwargs: Given.kwargs
    ) -> Result:
        """Read: `func(book, …)` on the book's thread."""
        return await self.gateway.run(func, *args, **kwargs)

    async def change(
        self, func: Callable[Concatenate[Any, Given], Result], *args: Given.args, **kwargs: Given.kwargs
    ) -> Result:
        """Do one act; this screen and the home screen show what came of it."""
        try:
            return await self.gateway.run(func, *args, **kwargs)
        finally:
            self.home.acts.forget()
            self.reload()
            self.home.reload()

    async def ask(self, dialog: ModalScreen[Result | None]) -> Result | None:
        """Open a form and wait for what comes of it; None when it was left."""
        return await self.desk_app.ask(dialog)

    def saving(self, save: Callable[[Result], Awaitable[None]]) -> Callable[[Result], Awaitable[str | None]]:
        """`save` as a form calls it: what the book refuses is said in the form, which stays open."""

        async def submit(result: Result) -> str | None:
            try:
                await save(result)
            except BookError as error:
                return in_the_app(error)
            return None

        return submit

    def tell(self, text: str) -> None:
        """One sentence at the edge of the screen."""
        self.desk_app.tell(text)

    def situation(self) -> Situation:
        """What the commands need to know; screens with a person or an entry under the cursor say so."""
        return Situation(self.NAME, self.home.contact_id)

    # Commands.

    def action_command(self, command_id: str, key: str = "") -> None:
        """Do a command by its key."""
        self.run_command(command_id)

    @on(Pressed)
    def _pressed(self, event: Pressed) -> None:
        event.stop()
        self.run_command(event.command_id)

    def run_command(self, command_id: str) -> None:
        """Do a command, or say why not. What is typed while it reads or opens a form waits for it."""
        command = next(command for command in commands_of(self.NAME) if command.id == command_id)
        if reason := command.why_not(self.situation()):
            self.tell(reason)
            return
        result: object = None
        with self.faults():
            result = getattr(self, command.method)()
        if inspect.isawaitable(result):
            hold = self.desk_app.hold_keys()
            self.run_worker(self._finish(result, hold), group="commands", exit_on_error=False)

    async def _finish(self, result: Awaitable[None], hold: Hold) -> None:
        try:
            with self.faults():
                await result
        finally:
            self.app.call_later(self.desk_app.release_keys, hold)

    @on(LineList.Chosen)
    def _opened(self, event: LineList.Chosen) -> None:
        event.stop()
        if any(command.id == "row.open" for command in commands_of(self.NAME)):
            self.run_command("row.open")

    # What every screen can do.

    def moving(self) -> LineList | Sheet | None:
        """What j and k move: the list or sheet with the focus, else the first there is."""
        focused = self.focused
        if isinstance(focused, LineList | Sheet):
            return focused
        found = self.query("LineList, Sheet")
        return cast("LineList | Sheet", found.first()) if found else None

    def do_move_down(self) -> None:
        """Down."""
        self._move(1)

    def do_move_up(self) -> None:
        """Up."""
        self._move(-1)

    def _move(self, rows: int) -> None:
        if (moving := self.moving()) is not None:
            moving.move(rows)

    def do_move_top(self) -> None:
        """To the top."""
        if (moving := self.moving()) is not None:
            moving.move_to(0)

    def do_move_bottom(self) -> None:
        """To the end."""
        if (moving := self.moving()) is not None:
            moving.move_to(10**9)

    def do_move_page_down(self) -> None:
        """A screen down."""
        if (moving := self.moving()) is not None:
            moving.move_pages(1)

    def do_move_page_up(self) -> None:
        """A screen up."""
        if (moving := self.moving()) is not None:
            moving.move_pages(-1)

    def do_screen_back(self) -> None:
        """To where the person came from."""
        self.dismiss(None)

    async def do_history_undo(self) -> None:
        """Take back the last act."""
        self.tell(f"Undone: {await self.change(history.undo)}; U does it again")

    async def do_history_redo(self) -> None:
        """Do it again."""
        self.tell(f"Done again: {await self.change(history.redo)}; u undoes")

    def do_app_help(self) -> None:
        """What this screen is, and its keys."""
        from crm.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.NAME))
