"""The calendar: the ways out, what they would show, and what a sync leaves to the person."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widget import Widget

from crm.book import publishing
from crm.book.calendar import USUAL_NAME, save_calendar
from crm.book.feed import USUAL_FEED, FeedReport, refresh_feed
from crm.book.publishing import Ask, Choice
from crm.book.session import Book
from crm.book.settings import Settings, read_setting, save_setting
from crm.book.vdir import FolderReport, refresh_folder
from crm.domain.words import count
from crm.tui.calendar_desk import CalendarDesk
from crm.tui.calendar_reads import CalendarSeen, calendar_seen
from crm.tui.calendar_words import ABOUT, short_path
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.panes.calendar_line import WorkLine
from crm.tui.panes.calendar_rows import ASK, LEFT, rows_of_calendar
from crm.tui.panes.calendar_sheet import sheet_of_calendar
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.rows_list import RowsList
from crm.tui.widgets.safe import literal
from crm.tui.widgets.sheet import Sheet

_WIDE = 112
_FOLDER = "~/callback-calendar"
_OUTPUTS = {"feed": "ics_feed", "folder": "ics_folder"}
_SAMPLE = "This is the sample: its people go into nobody’s calendar. Open a book of your own for that."


class CalendarScreen(BookScreen):
    """The ways out and the questions at the left, what stands behind each at the right; one above the other at 80."""

    NAME = "calendar"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("calendar")))
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]
    DEFAULT_CSS = """
    CalendarScreen #both { height: 1fr; layout: vertical; }
    CalendarScreen.-wide #both { layout: horizontal; }
    CalendarScreen #list-pane, CalendarScreen #sheet-pane { width: 1fr; }
    CalendarScreen.-wide #list-pane { width: 2fr; }
    CalendarScreen.-wide #sheet-pane { width: 3fr; }
    """

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self.list: RowsList[str] = RowsList(id="rows")
        self.sheet = Sheet(id="behind")
        self.list_pane = Vertical(self.list, id="list-pane", classes="pane")
        self.sheet_pane = Vertical(self.sheet, id="sheet-pane", classes="pane")
        self.seen: CalendarSeen | None = None
        self._shown: str | None = None

    @property
    def desk(self) -> CalendarDesk:
        """The calendar server, as long as the app runs."""
        return self.home.acts.calendar

    def body(self) -> Sequence[Widget]:
        """Rows, sheet, and what is being done."""
        return [Container(self.list_pane, self.sheet_pane, id="both"), WorkLine(lambda: self.desk.work)]

    def on_mount(self) -> None:
        """The cursor is in the list."""
        self.set_class(self.app.size.width >= _WIDE, "-wide")
        self.list_pane.border_title = "Calendar"
        self.set_focus(self.list)
        super().on_mount()

    async def load(self) -> None:
        """Read how everything stands. The server is not asked."""
        self.seen = await self.run(calendar_seen)
        self.list.fill(rows_of_calendar(self.seen, self.settings, self.today))
        self._fit()
        asks = len(self.seen.status.asks)
        right = [(f"{asks:,} to decide", "wait")] if asks else [(count(self.seen.live, "event"), "muted")]
        self.title_bar.show([("Calendar", "strong")], right)
        self._show_sheet()

    def on_resize(self) -> None:
        """Where one lies above the other, the list takes what it needs."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        narrow = self.app.size.width < _WIDE
        room = max(self.app.size.height - 2, 4)
        self.list_pane.styles.height = min(self.list.line_count + 2, max(room // 2, 8)) if narrow else "1fr"

    def _show_sheet(self) -> None:
        if self.seen is None:
            return
        key = self.list.current
        title, layout = sheet_of_calendar(key, self.seen, self.settings, self.today, self.desk.last)
        self.sheet_pane.border_title = literal(title, 200)
        self.sheet.show(layout)
        if key != self._shown:
            self._shown = key
            self.sheet.scroll_to(y=0, animate=False)

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._show_sheet()

    @property
    def settings(self) -> Settings:
        """Those that the app goes by now."""
        return self.desk_app.settings

    @property
    def ask_here(self) -> Ask | None:
        """What is to be decided under the cursor."""
        key = self.list.current or ""
        if self.seen is None or not key.startswith((ASK, LEFT)):
            return None
        uid = key.partition(":")[2]
        return next((ask for ask in (*self.seen.status.asks, *self.seen.status.left) if ask.uid == uid), None)

    def situation(self) -> Situation:
        """What the row under the cursor allows."""
        if (ask := self.ask_here) is not None:
            return Situation(self.NAME, entry=" ".join(ask.choices))
        return Situation(self.NAME, entry="off" if self._is_on(self.list.current) else "")

    def _is_on(self, key: str | None) -> bool:
        match key:
            case "feed":
                return self.settings.ics_feed is not None
            case "folder":
                return self.settings.ics_folder is not None
            case "server":
                return self.seen is not None and self.seen.status.connection is not None
        return False

    # Moving about.

    def moving(self) -> LineList | Sheet | None:
        """What j and k move."""
        return self.sheet if self.focused is self.sheet else self.list

    def do_pane_following(self) -> None:
        """To the sheet and back."""
        self.set_focus(self.list if self.focused is self.sheet else self.sheet)

    def do_screen_back(self) -> None:
        """First what is being done stops, then out of the sheet, then to where the person came from."""
        if self.desk.stop():
            return
        if self.focused is self.sheet:
            self.set_focus(self.list)
            return
        super().do_screen_back()

    # The ways.

    async def do_row_open(self) -> None:
        """Do what the row under the cursor is for."""
        match self.list.current:
            case "file":
                await self._write_file()
            case "feed" | "folder" as way:
                await self._set_output(way)
            case "server":
                self.desk.connect()
            case "settings":
                await self._set_settings()
            case _:
                await self._ask_what_becomes()

    def do_calendar_sync(self) -> None:
        """Both sides together."""
        self.desk.sync()

    async def do_way_off(self) -> None:
        """The feed, the folder or the server no longer."""
        match self.list.current:
            case "feed" | "folder" as way:
                await self._output(way, None)
            case "server":
                self.desk.disconnect()

    async def _write_file(self) -> None:
        from crm.tui.dialogs.calendar_file import CalendarFileDialog, FileValues

        async def save(values: FileValues) -> None:
            file = await self.run(save_calendar, values.path, everything=values.everything)
            if file.total:
                self.tell(f"{count(file.total, 'event')} in {short_path(values.path)}: import it in your calendar.")
            elif values.everything:
                self.tell("There is nothing to put in a calendar: no file was written.")
            else:
                self.tell("Nothing is new since the last file: none was written. “Everything” writes it all the same.")
            self.reload()

        news = self.seen.news if self.seen else 0
        said = f"{count(news, 'event')} new or changed since the last file." if news else "Nothing is new."
        usual = await asyncio.to_thread(_started_in) / USUAL_NAME
        await self.ask(CalendarFileDialog(usual, said, desk=self.desk_app.desk(), submit=self.saving(save)))

    async def _set_output(self, way: str) -> None:
        from crm.tui.dialogs.calendar_output import CalendarOutputDialog

        setting = _OUTPUTS[way]
        if self.desk_app.settings_path is None:
            self.tell(_SAMPLE)
            return

        async def save(path: Path | None) -> None:
            await self._output(way, path)

        await self.ask(
            CalendarOutputDialog(
                setting,
                ABOUT[way].title,
                ABOUT[way].suits,
                getattr(self.settings, setting),
                f"~/{USUAL_FEED}" if way == "feed" else _FOLDER,
                desk=self.desk_app.desk(),
                submit=self.saving(save),
            )
        )

    async def _output(self, way: str, path: Path | None) -> None:
        """Keep a feed or a folder at `path` from now on, None for none. What cannot be written is refused first."""
        setting = _OUTPUTS[way]
        before: Path | None = getattr(self.settings, setting)
        total = 0
        if path is not None:
            total = await self.run(_written_at, way, path)
        await self._use({setting: str(path) if path is not None else "none"})
        if path is not None:
            self.tell(f"{count(total, 'event')} in {short_path(path)}; from now on it follows every change.")
        elif before is not None:
            self.tell(f"Off. {short_path(before)} stays as it is now: delete it where it is not wanted.")
        self.reload()

    async def _use(self, changed: dict[str, str]) -> None:
        """Write settings to the file, where there is one, and go on with them at once."""
        path = self.desk_app.settings_path
        for key, value in changed.items():
            if path is not None:
                await asyncio.to_thread(save_setting, path, key, value)
        now = {key: read_setting(key, value) for key, value in changed.items()}
        await self.desk_app.use_settings(replace(self.settings, **now))

    async def _set_settings(self) -> None:
        from crm.tui.dialogs.calendar_settings import CalendarSettingsDialog

        async def save(changed: dict[str, str]) -> None:
            if changed:
                await self._use(changed)
                way = ", with the next sync in the server’s" if self.seen and self.seen.status.connection else ""
                self.tell(f"Events say it from now on{way}.")
            self.reload()

        await self.ask(CalendarSettingsDialog(self.settings, desk=self.desk_app.desk(), submit=self.saving(save)))

    # What is to be decided.

    async def _ask_what_becomes(self) -> None:
        from crm.tui.dialogs.pick import PickDialog
        from crm.tui.dialogs.values import Choice as Line

        ask = self.ask_here
        if ask is None:
            return
        # Without the letters of the screen behind: here typing narrows the list.
        lines = [Line(choice, publishing.CHOICE_WORDS[choice]) for choice in ask.choices]
        picked = await self.ask(PickDialog(f"{ask.summary}: here {ask.here}, there {ask.there}", lines))
        for choice in ask.choices:
            if choice == picked:
                await self._resolve(ask, choice)

    async def _decide(self, choice: Choice) -> None:
        if (ask := self.ask_here) is not None:
            await self._resolve(ask, choice)

    async def _resolve(self, ask: Ask, choice: Choice) -> None:
        said = await self.change(publishing.resolve, ask.uid, choice)
        self.tell(f"{said.rstrip('.')}; u undoes." if choice in {"theirs", "cancel"} else said)

    async def do_ask_ours(self) -> None:
        """As it is here."""
        await self._decide("ours")

    async def do_ask_theirs(self) -> None:
        """As the calendar has it."""
        await self._decide("theirs")

    async def do_ask_cancel(self) -> None:
        """Called off here, too."""
        await self._decide("cancel")

    async def do_ask_again(self) -> None:
        """There again."""
        await self._decide("again")

    async def do_ask_leave(self) -> None:
        """Here and not there."""
        await self._decide("leave")


def _started_in() -> Path:
    return Path.cwd()


def _written_at(book: Book, way: str, path: Path) -> int:
    """Writes the feed or the folder at `path` as if it were set; gives how many events it has. Raises Refused."""
    if way == "feed":
        report: FeedReport | FolderReport | None = refresh_feed(
            replace(book, settings=replace(book.settings, ics_feed=path))
        )
    else:
        report = refresh_folder(replace(book, settings=replace(book.settings, ics_folder=path)))
    return report.total if report is not None else 0
