"""The whole app over a small book, for tests: no sleeping, conditions instead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from textual.pilot import Pilot

from crm.book import follow_ups, people, touches
from crm.book.clock import FixedClock
from crm.book.places import resource
from crm.book.session import Book, open_book
from crm.book.settings import Settings
from crm.domain.people import Contact, Position
from crm.tui.app import CallbackApp
from crm.tui.gateway import Gateway
from crm.tui.screens.home import HomeScreen

TODAY = date(2026, 11, 24)  # a Tuesday
_PATIENCE = 20.0


@dataclass
class MovableClock:
    """A clock whose day a test can change."""

    day: date = TODAY

    def today(self) -> date:
        return self.day

    def now(self) -> datetime:
        return datetime.combine(self.day, time(12)).astimezone()


def person(book: Book, name: str, employer: str = "", **fields: object) -> int:
    """Adds somebody with a role, so that they have a cadence."""
    fields.setdefault("role", "peer")
    return people.add_contact(book, Contact(name=name, positions=(Position(employer),), **fields))


def small_search(book: Book) -> dict[str, int]:
    """Five people in every group of the queue."""
    ids = {
        "Dana": person(book, "Dana Whitfield", "Northwind Robotics", role="hiring manager"),
        "Sam": person(book, "Sam Lee", "Northwind Robotics"),
        "José": person(book, "José Gül", "Harbor Foods"),
        "Yamada": person(book, "山田 太郎", "Kestrel Health"),
        "Nobody": people.add_contact(book, Contact(name="Old Friend")),
    }
    touches.log_touch(book, [ids["Dana"]], touches.NewTouch(date(2026, 11, 10), note="Asked what to build."))
    follow_ups.plan_follow_up(book, ids["Dana"], date(2026, 11, 23), "send the sketch", "call")
    touches.log_touch(
        book, [ids["Sam"]], touches.NewTouch(date(2026, 11, 20), channel="email", direction="in", note="How is it?")
    )
    touches.log_touch(book, [ids["José"]], touches.NewTouch(date(2026, 11, 2), channel="meeting", note="Coffee."))
    follow_ups.plan_follow_up(book, ids["José"], TODAY, "letter rested", "letter")
    touches.log_touch(book, [ids["Yamada"]], touches.NewTouch(date(2026, 11, 19), note="良い話でした。"))
    return ids


@asynccontextmanager
async def home(
    path: Path,
    fill: Callable[[Book], object] | None = small_search,
    *,
    size: tuple[int, int] = (120, 36),
    clock: MovableClock | None = None,
    theme: str = "callback-dark",
) -> AsyncIterator[tuple[Pilot[int], HomeScreen]]:
    """The app on a book at `path / "book.db"`, filled first, everything read."""
    file = path / "book.db"
    if fill is not None:
        with open_book(file, clock=FixedClock(TODAY), create=True, backups=path / "backups") as book:
            fill(book)
    clock = clock or MovableClock()
    gateway = Gateway(lambda: open_book(file, clock=clock, create=True, backups=path / "backups"))
    app = CallbackApp(gateway, clock=clock, settings=Settings(theme=theme), themes=(resource("themes"),))
    app.animation_level = "none"
    faults: list[Exception] = []
    app.faults_seen = faults  # type: ignore[attr-defined]
    app.note_fault = faults.append  # type: ignore[method-assign]
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.home.loaded)
        yield pilot, app.home
        assert not faults, faults


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    """Let the app work until `condition` holds."""
    end = asyncio.get_running_loop().time() + _PATIENCE
    while True:
        await pilot.pause()
        if condition():
            return
        if asyncio.get_running_loop().time() > end:
            if getattr(pilot.app, "faults_seen", None):
                raise pilot.app.faults_seen[0]
            raise AssertionError(f"never came about; {toasts(pilot.app)}; the screen shows:\n{picture(pilot.app)}")
        await asyncio.sleep(0.005)


def picture(app: object) -> str:
    """The screen as text, a line a line."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())  # type: ignore[attr-defined]


def toasts(app: CallbackApp) -> Sequence[str]:
    """What is being said."""
    return [notification.message for notification in app._notifications]


async def call(screen: HomeScreen, func: Callable[..., object], *args: object) -> object:
    """Ask the book itself."""
    return await screen.gateway.run(func, *args)
