"""The home screen: who is next and why, what happened between us, who else is there."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from crm.tui import reads
from crm.tui.commands import BY_ID, COMMANDS, Situation, bindings, is_typed
from crm.tui.gateway import Gateway
from crm.tui.messages import Changed, Pressed
from crm.tui.panes.brief import BriefPane
from crm.tui.panes.people import PeoplePane
from crm.tui.panes.queue import QueuePane
from crm.tui.panes.timeline import TimelinePane
from crm.tui.widgets.bars import DayBar, KeyBar, TabBar
from crm.tui.widgets.filter_input import FilterInput
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.windowed_list import WindowedList

if TYPE_CHECKING:
    from textual.worker import WorkType

    from crm.tui.app import CallbackApp, Hold
    from crm.tui.screens.acts import Acts

Pane = Literal["people", "timeline", "queue"]

#: So long the first frame waits for its contents.
_PATIENCE_SECONDS = 0.3
PANES: tuple[Pane, ...] = ("people", "timeline", "queue")


class HomeScreen(Screen[None]):
    """Three panes that show one person from three sides. `contact_id` is that person.

    The pane with the focus decides who it is; the others are brought along in the background, and only for the last
    of several quick moves.
    """

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(COMMANDS))
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (100, "-wide"),
        (116, "-wider"),
        (160, "-roomy"),
        (190, "-four"),
    ]
    AUTO_FOCUS = "#queue-list"

    def __init__(
        self, gateway: Gateway, book_name: str, *, width: int, first: Future[reads.Everything] | None = None
    ) -> None:
        super().__init__()
        self.gateway = gateway
        self.contact_id: int | None = None
        self.today = date.min
        self.loaded = False
        self._acts: Acts | None = None
        self._first = first
        # Set before the first styling: each later change of classes styles everything again.
        self.set_class(True, next(name for least, name in reversed(self.HORIZONTAL_BREAKPOINTS) if width >= least))
        self.set_class(True, "-queue")
        self.day_bar = DayBar(book_name)
        self.tab_bar = TabBar()
        self.key_bar = KeyBar()
        self.people = PeoplePane(gateway)
        self.timeline = TimelinePane(gateway)
        self.queue = QueuePane(gateway)
        self.brief = BriefPane(gateway)
        self.pane: Pane = "queue"
        self._came_from: Pane = "queue"
        self._before_filter: Pane = "people"
        self._wanted: int | None = None
        self._following = False
        self._reloading = False
        self._reload_again = False
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._stay = False

    def compose(self) -> ComposeResult:
        """Bars and panes."""
        yield self.day_bar
        yield self.tab_bar
        with Horizontal(id="panes"):
            yield self.people
            yield self.timeline
            yield self.queue
            yield self.brief
        yield self.key_bar

    def on_mount(self) -> None:
        """Show what was read while the screen was being made: then the first frame is a useful one."""
        try:
            found = self._first.result(timeout=_PATIENCE_SECONDS) if self._first else None
        except Exception:  # not there in time, or the reading failed: then the reload says so
            found = None
        if found is not None:
            self._fill(found)
        else:
            self.reload()

    # Reading: what is shown is read again when it changed, the cursor staying where it was.

    def reload(self) -> None:
        """Read all panes again; asked for while it runs, it runs once more."""
        if self._reloading:
            self._reload_again = True
            return
        self._reloading = True
        self._quiet.clear()
        self.run_worker(self._reload(), group="reload", exit_on_error=False)

    async def _reload(self) -> None:
        try:
            while True:
                self._reload_again = False
                with self.app_faults():
                    await self._reload_once()
                if not self._reload_again:
                    return
        finally:
            self._reloading = False
            self._quiet.set()

    async def settled(self) -> None:
        """Gives when the panes show what the last act made of the book."""
        await self._quiet.wait()

    async def _reload_once(self) -> None:
        seen = self.queue.list.current
        stays = self._stay or seen is None or seen.contact_id != self.contact_id
        asked = reads.Asked(
            contact_id=self.contact_id,
            pane=self.pane,
            queue_group="" if stays or seen is None else seen.group,
            queue_row=self.queue.contact_id,
            queue_cursor=self.queue.list.cursor,
            people_row=self.people.contact_id,
            people_cursor=self.people.list.cursor,
            text=self.people.text,
            entries=self.timeline.kept(self.contact_id),
        )
        found = await self.gateway.run(reads.everything, asked)
        if self.contact_id != asked.contact_id or self.pane != asked.pane or self._has_moved_from(asked):
            self._reload_again = True  # somebody else was chosen meanwhile
        if not self._reload_again:
            self._stay = False
            with self.app.batch_update():
                self._fill(found)

    def _has_moved_from(self, asked: reads.Asked) -> bool:
        at = {"queue": asked.queue_cursor, "people": asked.people_cursor}
        return self.pane != "timeline" and self.active_list.cursor != at[self.pane]

    def bring_back(self, contact_id: int) -> None:
        """What was done with this contact is undone: in the queue the cursor goes back to them."""
        if self.pane == "queue":
            self._wanted = None
            self.contact_id = contact_id
        self._stay = True

    def _fill(self, found: reads.Everything) -> None:
        self.today = self.people.list.today = found.day.today
        self.day_bar.show(found.day)
        self.queue.fill(found.queue, found.day, found.everybody)
        self.people.fill(found.asked.text, found.people, found.everybody)
        if found.contact_id != self.contact_id:
            self._wanted = None
            self.contact_id = found.contact_id
        self._show(found.person)
        self.loaded = True

    async def _read_person(self, contact_id: int | None) -> reads.Person | None:
        if contact_id is None:
            return None
        return await self.gateway.run(reads.person, contact_id, self.timeline.kept(contact_id))

    def _show(self, person: reads.Person | None) -> None:
        self.timeline.show(person, self.today)
        self.brief.follow(person.card.id if person else None, self.today)
        self.tab_bar.show(self.pane, person.card.contact.name if person else "")

    @on(Changed)
    def _changed(self, event: Changed) -> None:
        event.stop()
        self.reload()

    @on(PeoplePane.Filtered)
    def _filtered(self, event: PeoplePane.Filtered) -> None:
        event.stop()
        work: WorkType[None] = self._filter  # made when it runs: the next key often takes its place before
        self.run_worker(work, group="filter", exclusive=True, exit_on_error=False)

    async def _filter(self) -> None:
        with self.app_faults():
            await self.people.reload(self.contact_id)
            if self.pane == "people":
                self._choose_under_cursor()

    # Choosing: the pane with the focus leads.

    def choose(self, contact_id: int) -> None:
        """Show this contact in all panes."""
        if contact_id == self.contact_id and self._wanted is None:
            return
        self.contact_id = self._wanted = contact_id
        if not self._following:
            self._following = True
            self.run_worker(self._follow(), group="follow", exit_on_error=False)

    async def _follow(self) -> None:
        try:
            while (wanted := self._wanted) is not None:
                with self.app_faults():
                    await self._follow_once(wanted)
                if self._wanted == wanted:
                    self._wanted = None
        finally:
            self._following = False

    async def _follow_once(self, wanted: int) -> None:
        person = await self._read_person(wanted)
        if self._wanted != wanted:
            return
        in_people, in_queue = await self.gateway.run(reads.places, wanted, self.people.text)
        if self._wanted != wanted:
            return
        self._show(person)
        if self.pane != "people" and in_people is not None:
            self.people.list.place(in_people)
        if self.pane != "queue" and in_queue is not None:
            self.queue.list.place(in_queue)

    def _choose_under_cursor(self) -> None:
        """The row under the cursor of the list with the focus is whom the keys mean; without a row it is nobody."""
        found = self._under_cursor()
        if found is not None:
            self.choose(found)
        elif self.contact_id is not None:
            self._wanted = self.contact_id = None
            self._show(None)

    def _under_cursor(self) -> int | None:
        if self.pane == "timeline":
            return self.contact_id
        return self.people.contact_id if self.pane == "people" else self.queue.contact_id

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        if event.list is self.active_list:
            self._choose_under_cursor()

    @on(LineList.Chosen)
    def _opened(self, event: LineList.Chosen) -> None:
        event.stop()
        self.run_command("pane.open")

    @on(WindowedList.Failed)
    def _failed(self, event: WindowedList.Failed) -> None:
        event.stop()
        with self.app_faults():
            raise event.error

    # Panes.

    @property
    def active_list(self) -> LineList:
        """The list of the pane with the focus."""
        return self.list_of(self.pane)

    def list_of(self, pane: Pane) -> LineList:
        """The list of a pane."""
        lists: dict[Pane, LineList] = {
            "people": self.people.list,
            "timeline": self.timeline.list,
            "queue": self.queue.list,
        }
        return lists[pane]

    def go(self, pane: Pane) -> None:
        """Put the focus in another pane, and show it where there is room for one only."""
        if pane == "timeline" and self.pane != "timeline":
            self._came_from = self.pane
        self._now_in(pane)
        self.set_focus(self.list_of(pane), scroll_visible=False)
        self._choose_under_cursor()

    def _now_in(self, pane: Pane) -> None:
        self.pane = pane
        for other in PANES:
            self.set_class(other == pane, f"-{other}")
        self.tab_bar.show(pane, self.timeline.card.contact.name if self.timeline.card else "")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click may have put the focus in another pane."""
        for pane in PANES:
            if pane != self.pane and event.widget in self.query_one(f"#{pane}").walk_children():
                if pane == "timeline":
                    self._came_from = self.pane
                self._now_in(pane)
                self._choose_under_cursor()

    # Commands.

    @property
    def acts(self) -> Acts:
        """What the person does to the book."""
        if self._acts is None:
            from crm.tui.screens.acts import Acts

            self._acts = Acts(self)
        return self._acts

    def _doer(self, method: str) -> object:
        """What has the method of a command: the screen, what opens parts of the search, or the acts."""
        from crm.tui.screens.search_acts import SearchActs

        if hasattr(self, method):
            return self
        return SearchActs(self) if hasattr(SearchActs, method) else self.acts

    @property
    def desk_app(self) -> CallbackApp:
        """The app."""
        return cast("CallbackApp", self.app)

    def app_faults(self) -> AbstractContextManager[None]:
        """Within it, what goes wrong is told in a sentence and does not end the app."""
        return self.desk_app.faults()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the filter is typed in, letters are letters."""
        if action == "command" and isinstance(self.focused, FilterInput):
            command_id, key = (str(part) for part in parameters)
            return BY_ID[command_id].typing and not is_typed(key)
        return True

    def situation(self) -> Situation:
        """What the commands need to know."""
        row = self.timeline.list.current if self.timeline.card is not None else None
        return Situation(self.pane, self.contact_id, row.kind if row else "")

    def action_command(self, command_id: str, key: str = "") -> None:
        """Do a command by its key."""
        self.run_command(command_id)

    @on(Pressed)
    def _pressed(self, event: Pressed) -> None:
        event.stop()
        self.run_command(event.command_id)

    def run_command(self, command_id: str) -> None:
        """Do a command, or say why not. What is typed while it reads or opens a form waits for it."""
        command = BY_ID[command_id]
        if self.loaded and not isinstance(self.focused, FilterInput):
            self._choose_under_cursor()  # the list may have moved and its message not have arrived
        reason = command.why_not(self.situation())
        if reason:
            self.desk_app.tell(reason)
            return
        do = getattr(self._doer(command.method), command.method)
        result = self._after_typing(do) if isinstance(self.focused, FilterInput) else do()
        if inspect.isawaitable(result):
            hold = self.desk_app.hold_keys()
            self.run_worker(self._finish(result, hold), group="commands", exit_on_error=False)

    async def _after_typing(self, do: Callable[[], Awaitable[None] | None]) -> None:
        """Do it when the list shows what fits all that was typed before this key, however fast."""
        await self.people.filter.typed()
        if self.people.behind:
            await self.people.reload(self.contact_id)
        result = do()
        if result is not None:
            await result

    async def _finish(self, result: Awaitable[None], hold: Hold) -> None:
        try:
            with self.app_faults():
                await result
            await self.settled()
        finally:
            self.app.call_later(self.desk_app.release_keys, hold)

    # Moving about.

    def do_move_down(self) -> None:
        """Down; out of the filter into the list."""
        if isinstance(self.focused, FilterInput):
            self.go("people")
        else:
            self.active_list.move(1)

    def do_move_up(self) -> None:
        """Up."""
        self.active_list.move(-1)

    def do_move_top(self) -> None:
        """To the first row."""
        self.active_list.move_to(0)
        self.active_list.scroll_to(y=0, animate=False, force=True)

    def do_move_bottom(self) -> None:
        """To the last row."""
        self.active_list.move(10**9)

    def do_move_page_down(self) -> None:
        """A screen down."""
        self.active_list.move_pages(1)

    def do_move_page_up(self) -> None:
        """A screen up."""
        self.active_list.move_pages(-1)

    def do_pane_people(self) -> None:
        """To the people."""
        self.go("people")

    def do_pane_timeline(self) -> None:
        """To the timeline."""
        self.go("timeline")

    def do_pane_queue(self) -> None:
        """To the queue."""
        self.go("queue")

    def do_pane_following(self) -> None:
        """To the pane at the right."""
        self.go(PANES[(PANES.index(self.pane) + 1) % len(PANES)])

    def do_pane_previous(self) -> None:
        """To the pane at the left."""
        self.go(PANES[PANES.index(self.pane) - 1])

    def do_pane_open(self) -> Awaitable[None] | None:
        """From the filter to the list, from a list to the timeline; there, unfold. What asks for a decision asks it."""
        if isinstance(self.focused, FilterInput):
            self.go("people")
        elif self.pane == "timeline":
            self.timeline.list.unfold()
        elif self.pane == "queue" and (row := self.queue.list.current) is not None and row.group == "decide":
            return self.acts.do_next_done()
        elif self.contact_id is not None:
            self.go("timeline")
        return None

    def do_pane_back(self) -> None:
        """One step out; what is being done with a calendar server stops first."""
        if self._acts is not None and self._acts.stop_calendar():
            return
        filtering = isinstance(self.focused, FilterInput)
        if filtering:
            self.people.filter.value = ""
            self.go(self._before_filter)
        elif self.pane == "people" and self.people.text:
            self.people.filter.value = ""
        elif self.pane == "people" and self.has_class("-narrow"):
            self.go("queue")
        elif self.pane == "timeline":
            self.go(self._came_from)

    def do_people_filter(self) -> None:
        """Type in the filter."""
        if not isinstance(self.focused, FilterInput):
            self._before_filter = self.pane
        self._now_in("people")
        self.set_focus(self.people.filter)

    # The program.

    def do_app_palette(self) -> None:
        """Every command and every person by name."""
        self.desk_app.open_palette()

    def do_app_theme(self) -> None:
        """Another theme."""
        self.desk_app.open_themes()

    def do_app_help(self) -> None:
        """The keys."""
        from crm.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def do_app_quit(self) -> Awaitable[None] | None:
        """Leave; asked first when a form is half written."""
        if waiting := self.desk_app.half_written():
            return self._leave_with(waiting)
        self.app.exit(0)
        return None

    async def _leave_with(self, waiting: list[str]) -> None:
        from crm.tui.dialogs.confirm import ConfirmDialog

        details = [f"{what} is half written." for what in waiting]
        if await self.desk_app.ask(ConfirmDialog("Leave all the same?", details, yes="Leave", back="")):
            self.app.exit(0)

    def selected(self, contact_id: int) -> None:
        """Show somebody who has just been added or found by name: in all panes, in the timeline first."""
        if self.people.text:
            self.people.filter.value = ""
        self.contact_id = None
        self.go("timeline")
        self._wanted = None
        self.contact_id = contact_id
        self.reload()
