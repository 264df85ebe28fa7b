"""A calendar server and a keyring in memory behind the app, for the tests of the calendar screen."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from home_host import home, person, until
from textual.pilot import Pilot

from crm.book import follow_ups, publishing
from crm.book.publishing import Connection
from crm.book.session import Book
from crm.remote.errors import WrongPassword
from crm.remote.protocol import CalendarInfo
from crm.secrets.errors import KeyringProblem
from crm.tui.screens.calendar import CalendarScreen
from tests.book.calendar_server import MemoryCalendar

URL = "https://cloud.example.test/"
SECRET = "Kiwi7zq"
TUE, THU = date(2026, 12, 1), date(2026, 12, 3)
WORK = CalendarInfo(f"{URL}ann/work/", "Work")
SEEN = CalendarInfo(f"{URL}ann/holidays/", "Holidays", writable=False)


class Keyring(dict[str, str]):
    """A keyring in memory. `why` makes it none; `locked` raises; `waits` does not answer before it is set."""

    why = ""
    locked = ""
    waits: threading.Event | None = None

    def __call__(self, patience: float = 10) -> Keyring:
        return self

    def _open(self) -> None:
        if self.waits is not None:
            self.waits.wait(20)
        if self.locked:
            raise KeyringProblem(self.locked)

    def available(self) -> Any:
        return SimpleNamespace(ok=not self.why, why=self.why, backend="Secret Service")

    def store(self, account: str, secret: str) -> None:
        self._open()
        self[account] = secret

    def read(self, account: str) -> str | None:
        self._open()
        return self.get(account)

    def forget(self, account: str) -> bool:
        self._open()
        return self.pop(account, None) is not None


class World:
    """A server with calendars, and a keyring. `slow` holds each request back until it is set."""

    def __init__(self) -> None:
        self.server = MemoryCalendar()
        self.server.before = self._before
        self.calendars = [WORK, SEEN]
        self.secret = SECRET
        self.keyring = Keyring()
        self.failure: Exception | None = None
        self.slow: threading.Event | None = None
        self.requests = 0
        self.threads: set[str] = set()
        self._given = ""

    def find(self, url: str, user: str, password: str, *, http: bool = False) -> publishing.Found:
        self._check(password)
        return publishing.Found(url, tuple(self.calendars))

    def make(self, url: str, user: str, password: str, name: str, *, http: bool = False) -> CalendarInfo:
        self._check(password)
        self.calendars.append(CalendarInfo(f"{URL}ann/new/", name))
        return self.calendars[-1]

    def open(self, connection: Connection, password: str) -> MemoryCalendar:
        self._given = password
        return self.server

    def _before(self, _: str) -> None:
        self._check(self._given)

    def _check(self, password: str) -> None:
        self.requests += 1
        self.threads.add(threading.current_thread().name)
        if self.slow is not None:
            self.slow.wait(20)
        if self.failure is not None:
            raise self.failure
        if password != self.secret:
            raise WrongPassword("cloud.example.test does not accept the user and password.")


@pytest.fixture(name="world")
def in_memory(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(publishing, "find_calendars", world.find)
    monkeypatch.setattr(publishing, "new_calendar", world.make)
    monkeypatch.setattr(publishing, "open_remote", world.open)
    monkeypatch.setattr("crm.secrets.keyring_box.SecretBox", world.keyring)
    monkeypatch.delenv("CALLBACK_CALDAV_PASSWORD", raising=False)
    return world


def three(book: Book) -> None:
    """Three calls on 1 December."""
    for name in ("Ann Bell", "Dana Whitfield", "Sam Lee"):
        who = person(book, name, "Northwind", cadence="none")
        follow_ups.plan_follow_up(book, who, TUE, "ask for advice", "call")


def connected(book: Book, *, keyring: bool = False, name: str = "Work") -> None:
    """The three, and a calendar at the server."""
    three(book)
    publishing.connect(book, Connection(URL, "ann", WORK.url, name, keyring=keyring))


def in_keyring(book: Book) -> None:
    """The same with its password in the keyring."""
    connected(book, keyring=True)


@asynccontextmanager
async def calendar(
    path: Path, fill: Callable[[Book], object] = three, *, size: tuple[int, int] = (120, 36), sample: bool = False
) -> AsyncIterator[tuple[Pilot[int], CalendarScreen]]:
    """The calendar screen over a book, everything read; settings in `path / "config.yaml"`."""
    async with home(path, fill, size=size) as (pilot, _):
        if not sample:
            pilot.app._settings_path = path / "config.yaml"
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, CalendarScreen) and pilot.app.screen.seen is not None)
        screen = pilot.app.screen
        assert isinstance(screen, CalendarScreen)
        yield pilot, screen


async def on_row(pilot: Pilot[int], screen: CalendarScreen, key: str) -> None:
    """Put the cursor on a row."""
    screen.list.move_to(next(number for number, known in enumerate(screen.list.keys) if known.startswith(key)))
    await until(pilot, lambda: (screen.list.current or "").startswith(key))


async def synced(pilot: Pilot[int], screen: CalendarScreen) -> None:
    """Nothing is being done with the server any more, and the screen shows what came of it."""
    await until(pilot, lambda: screen.desk.work is None and not screen._loading)
