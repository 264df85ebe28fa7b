"""The calendar server in one sitting of the app: signing in, syncing, disconnecting, and the password meanwhile.

The network and the keyring are asked on threads of their own; the book's part runs on the book's thread, piece by
piece, so that everything else goes on. Nothing here happens unasked.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from crm.book import publishing
from crm.book.errors import Refused
from crm.book.publishing import CalendarInfo, Connection, Found, Gone, SyncReport
from crm.domain.text import clean_line, fold
from crm.domain.words import count
from crm.remote.addresses import host_of
from crm.remote.errors import RemoteError, WrongPassword
from crm.secrets.caldav_password import VARIABLE
from crm.secrets.errors import KeyringProblem
from crm.secrets.keyring_box import PATIENCE, WITH_SOMEBODY, Availability
from crm.tui.calendar_words import say_sync
from crm.tui.calendar_work import CalendarWork, Stopped
from crm.tui.dialogs.calendar_server import ConnectDialog, SignIn
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.secret import SecretDialog
from crm.tui.dialogs.values import Choice
from crm.tui.in_the_app import in_the_app
from crm.tui.panes.calendar_line import WorkLine

if TYPE_CHECKING:
    from crm.tui.app import CallbackApp
    from crm.tui.screens.home import HomeScreen

NOT_CONNECTED = "No calendar server is connected: Enter on it in the calendar screen (i) connects one."
_SAMPLE = "This is the sample: its people go into nobody’s calendar. Open a book of your own for that."
_BUSY = "The calendar is being talked to already: Esc stops it."
_LINGERS = "What was stopped is still letting go of the server: try again in a moment."
#: So long a sync that was stopped may take to finish the event it is at.
_GRACE_SECONDS = 3.0
_NEW = "a new one"
_AGAIN, _EACH = "again", "each"
_LEAVE, _REMOVE = "leave", "remove"


@dataclass(frozen=True, slots=True)
class _Password:
    """A password and where it came from: `environment`, `sitting`, `keyring` or `typed`.

    `keyring_works` tells that a typed one may be put into the keyring, as the person had wished.
    """

    secret: str
    source: str
    keyring_works: bool = False

    def __repr__(self) -> str:
        return f"_Password(source={self.source!r})"


class CalendarDesk:
    """Everything about the server that lasts as long as the app runs. `last` is what the last sync did."""

    def __init__(self, home: HomeScreen) -> None:
        self._home = home
        self._gateway = home.gateway
        self.work: CalendarWork | None = None
        self.last: SyncReport | None = None
        self._lingering: CalendarWork | None = None
        # By account; gone with the app. Never in a draft, a message or a widget.
        self._typed: dict[str, str] = {}

    @property
    def _app(self) -> CallbackApp:
        return self._home.desk_app

    def stop(self) -> bool:
        """Have what is being done end; False where nothing is."""
        if self.work is None:
            return False
        self.work.stop()
        return True

    # Beginning. Each is a worker of its own: no key waits for it.

    def sync(self) -> None:
        """Bring both sides together."""
        self._begin("Syncing with the calendar", "Stopped; the next sync goes on from there.", self._sync)

    def connect(self) -> None:
        """Sign in to a server and choose the calendar."""
        if self._app.settings_path is None:
            raise Refused(_SAMPLE)
        self._begin("Signing in", "Stopped: nothing was connected.", self._connect)

    def disconnect(self) -> None:
        """Forget the calendar and its password."""
        self._begin("Disconnecting", "Stopped: it stays connected.", self._disconnect)

    def _begin(self, what: str, stopped: str, act: Callable[[CalendarWork], Awaitable[None]]) -> None:
        if self.work is not None:
            raise Refused(_BUSY)
        if self._lingering is not None and self._lingering.lingers:
            raise Refused(_LINGERS)
        self.work = CalendarWork(what)
        for screen in self._app.screen_stack:
            for line in screen.query(WorkLine):
                line.wake()
        self._home.run_worker(self._do(self.work, stopped, act), group="calendar", exit_on_error=False)

    async def _do(self, work: CalendarWork, stopped: str, act: Callable[[CalendarWork], Awaitable[None]]) -> None:
        try:
            with self._app.faults():
                try:
                    await act(work)
                except Stopped:
                    self._app.tell(stopped)
        finally:
            self.work = None
            self._lingering = work
            self._show()

    def _show(self) -> None:
        """What is on the screen may be other than the book now."""
        from crm.tui.screens.book_screen import BookScreen

        self._home.reload()
        for screen in self._app.screen_stack:
            if isinstance(screen, BookScreen):
                screen.reload()

    async def _run(self, func: Callable[..., Any], *args: Any) -> Any:
        return await self._gateway.run(func, *args)

    # Syncing

    async def _sync(self, work: CalendarWork) -> None:
        connection: Connection | None = await self._run(publishing.connection_of)
        if connection is None:
            self._app.tell(NOT_CONNECTED)
            return
        refused = ""
        while True:
            password = await self._password(work, connection, refused)
            if password is None:
                self._app.tell("No password was given: nothing was synced.")
                return
            try:
                report = await self._synced(work, connection, password.secret, "stop")
                break
            except WrongPassword as error:
                self._typed.pop(publishing.password_account(connection), None)
                if password.source == "environment":
                    raise
                refused = str(error)
        if report.emptied:
            work.now("")
            gone = await self._ask_emptied(report, connection)
            if gone is None:
                self._app.tell("Nothing was done, neither here nor in the calendar.")
                return
            report = await self._synced(work, connection, password.secret, gone)
        said = await self._ended(report, connection)
        if password.source == "typed":
            try:
                await self._keep(work, connection, password)
            except KeyringProblem as problem:
                self._app.tell(f"{said} {problem}")

    async def _synced(self, work: CalendarWork, connection: Connection, secret: str, gone: Gone) -> SyncReport:
        work.now(f"Syncing with {clean_line(connection.name) or host_of(connection.url)}")

        def on_the_books_thread(func: Callable[..., Any], *args: Any) -> Any:
            return self._gateway.start(func, *args).result()

        def synced() -> SyncReport:
            remote = publishing.open_remote(connection, secret)
            try:
                return publishing.sync(
                    remote,
                    on_the_books_thread,
                    gone=gone,
                    progress=work.progress,
                    cancelled=lambda: work.stopped,
                )
            finally:
                remote.close()

        return await work.aside(_GRACE_SECONDS, synced)

    async def _ended(self, report: SyncReport, connection: Connection) -> str:
        from crm.tui.screens.calendar import CalendarScreen

        self.last = report
        if report.moved:
            self._home.acts.forget()
            self._app.outputs_soon()
        here = isinstance(self._app.screen, CalendarScreen)
        name = clean_line(connection.name) or host_of(connection.url)
        said = in_the_app(say_sync(report, name, here=here))
        self._app.tell(said)
        return said

    async def _ask_emptied(self, report: SyncReport, connection: Connection) -> Gone | None:
        gone, had = report.emptied or (0, 0)
        heading = f"{gone:,} of the {had:,} events in {clean_line(connection.name)} are gone from it"
        choices = [Choice(_AGAIN, "Put them there again"), Choice(_EACH, "Ask about each of them")]
        picked = await self._app.ask(PickDialog(heading, choices))
        return "again" if picked == _AGAIN else "each" if picked == _EACH else None

    # The password

    async def _password(self, work: CalendarWork, connection: Connection, refused: str) -> _Password | None:
        """From the environment, from earlier in this sitting, from the keyring, else typed. None where none was.

        With `refused`, why the last one was not taken, it is typed.
        """
        account, why, works = publishing.password_account(connection), refused, connection.keyring
        if not refused:
            if given := os.environ.get(VARIABLE, ""):
                return _Password(given, "environment")
            if account in self._typed:
                return _Password(self._typed[account], "sitting")
            if connection.keyring:
                work.now("Asking the keyring for the password; it may want its own first")
                try:
                    kept = await work.aside(0, _box(WITH_SOMEBODY).read, account)
                    why = "The keyring has no password of it any more."
                except KeyringProblem as problem:
                    kept, why, works = None, str(problem), False
                if kept:
                    return _Password(kept, "keyring")
        held = "It is put into the keyring." if works else "It is held in memory until you quit, and kept nowhere."
        heading = f"Password of {clean_line(connection.user)} at {host_of(connection.url)}"
        work.now("")
        typed = await self._app.ask(SecretDialog(heading, in_the_app(why), held=held, desk=self._app.desk()))
        return _Password(typed, "typed", works) if typed else None

    async def _keep(self, work: CalendarWork, connection: Connection, password: _Password) -> None:
        """One that was typed and worked stays for the sitting, or goes where the person wanted it."""
        account = publishing.password_account(connection)
        self._typed[account] = password.secret
        if password.keyring_works:
            work.now("Putting the password into the keyring")
            await work.aside(0, _box(WITH_SOMEBODY).store, account, password.secret)

    # Connecting

    async def _connect(self, work: CalendarWork) -> None:
        before: Connection | None = await self._run(publishing.connection_of)
        asked = SignIn(before.url, before.user, keep=before.keyring, http=before.http) if before else SignIn()
        found: Found | None = None
        problem = ""
        while found is None:
            work.now("")
            answer = await self._app.ask(ConnectDialog(asked, problem, self._available, desk=self._app.desk()))
            if answer is None:
                return
            asked = answer
            work.now(f"Signing in to {host_of(asked.url)}")
            try:
                found = await work.aside(
                    0, publishing.find_calendars, asked.url, asked.user, asked.secret, http=asked.http
                )
            except RemoteError as error:
                problem = in_the_app(error)
        chosen = await self._choose(work, found, asked, before)
        if chosen is None:
            return
        connection = Connection(found.url, asked.user, chosen.url, chosen.name, http=asked.http)
        account = publishing.password_account(connection)
        notes = []
        if asked.keep:
            work.now("Putting the password into the keyring; it may want its own first")
            try:
                await work.aside(0, _box(WITH_SOMEBODY).store, account, asked.secret)
                connection = replace(connection, keyring=True)
            except KeyringProblem as error:
                notes.append(f"{error} Until you quit it is held in memory.")
        left = await self._run(publishing.connect, connection)
        self._typed = {account: asked.secret}
        self.last = None
        if before is not None and before.keyring and not (connection.keyring and _same(before, connection)):
            notes.append(await self._forget(work, before))
        if before is not None and left:
            notes.append(f"{count(left, 'event')} stay in {clean_line(before.name)}, where they were.")
        said = f"Connected: {_named(chosen)} at {host_of(found.url)}. y syncs."
        self._app.tell(" ".join([said, *notes]))

    @staticmethod
    async def _available() -> Availability:
        return await CalendarWork("Looking for the keyring").aside(0, _box(PATIENCE).available)

    async def _choose(
        self, work: CalendarWork, found: Found, asked: SignIn, before: Connection | None
    ) -> CalendarInfo | None:
        """The calendar that is meant, made where it is to be new; None where the person left it."""
        writable = [info for info in found.calendars if info.writable]
        first = [found.named] if found.named is not None and found.named.writable else []
        first += [info for info in writable if before is not None and info.url == before.calendar]
        ours = [info for info in writable if fold(info.name) == fold(publishing.USUAL_NAME)]
        ordered = list(dict.fromkeys([*first, *ours, *writable]))
        choices = [Choice(info.url, _named(info), "" if info.name else info.url) for info in ordered]
        if not ours:
            new = Choice(
                _NEW, f"Make a new one, named {publishing.USUAL_NAME}", "it can be hidden and shared by itself"
            )
            choices.insert(len(dict.fromkeys(first)), new)
        work.now("")
        picked = await self._app.ask(PickDialog(f"Which calendar at {host_of(found.url)}?", choices))
        if picked is None:
            return None
        if picked == _NEW:
            work.now(f"Making the calendar {publishing.USUAL_NAME}")
            return await work.aside(
                0,
                publishing.new_calendar,
                found.url,
                asked.user,
                asked.secret,
                publishing.USUAL_NAME,
                http=asked.http,
            )
        return next(info for info in ordered if info.url == picked)

    # Disconnecting

    async def _disconnect(self, work: CalendarWork) -> None:
        connection: Connection | None = await self._run(publishing.connection_of)
        if connection is None:
            self._app.tell(NOT_CONNECTED)
            return
        name = clean_line(connection.name) or host_of(connection.url)
        choices = [
            Choice(_LEAVE, "Disconnect", "what was put there stays there, as it is"),
            Choice(_REMOVE, "Take our events out of it, then disconnect", "nothing else in it is touched"),
        ]
        work.now("")
        picked = await self._app.ask(PickDialog(f"Disconnect from {name}?", choices))
        if picked is None:
            return
        if picked == _REMOVE and not await self._taken_out(work, connection, name):
            return
        # The password first: a connection that is forgotten could not say which one it was.
        said = await self._forget(work, connection) if connection.keyring else ""
        staying = await self._run(publishing.disconnect)
        self._typed.clear()
        self.last = None
        stays = (
            f"{count(staying, 'event')} stay there: delete them there, where they are not wanted." if staying else ""
        )
        self._app.tell(" ".join(filter(None, [f"Disconnected from {name}.", stays, said])))

    async def _taken_out(self, work: CalendarWork, connection: Connection, name: str) -> bool:
        password = await self._password(work, connection, "")
        if password is None:
            self._app.tell("No password was given: nothing was changed.")
            return False
        work.now(f"Taking our events out of {name}")

        def removed() -> SyncReport:
            remote = publishing.open_remote(connection, password.secret)
            try:
                return publishing.remove_all(remote, lambda func, *args: self._gateway.start(func, *args).result())
            finally:
                remote.close()

        report = await work.aside(_GRACE_SECONDS, removed)
        if report.stopped or report.problems:
            why = " ".join(filter(None, [*report.problems[:1], report.stopped]))
            self._app.tell(f"{in_the_app(why)} It stays connected: try again.")
            return False
        return True

    async def _forget(self, work: CalendarWork, connection: Connection) -> str:
        work.now("Taking the password out of the keyring")
        try:
            await work.aside(0, _box(WITH_SOMEBODY).forget, publishing.password_account(connection))
        except KeyringProblem as problem:
            return f"The password may still be in the keyring. {problem}"
        return "The password is out of the keyring."


def _box(patience: float) -> Any:
    from crm.secrets import keyring_box

    return keyring_box.SecretBox(patience)


def _same(one: Connection, other: Connection) -> bool:
    return publishing.password_account(one) == publishing.password_account(other)


def _named(info: CalendarInfo) -> str:
    return clean_line(info.name) or info.url
