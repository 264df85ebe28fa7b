"""The app on the screen: its first useful frame, a cursor key, and its memory, in books of 100,000 and of 100."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.books import opened
from benchmarks.generate import copy
from benchmarks.measure import Result, compare, in_turn
from benchmarks.people import TODAY
from benchmarks.terminal import Terminal
from crm.book import reading
from crm.book.session import Book

LARGE, SMALL = 100_000, 100
FRAME_LIMIT, KEY_LIMIT, MEMORY_LIMIT = 1.25, 1.1, 1.2
_ROOT = Path(__file__).resolve().parent.parent
_ROWS = 60
#: Seconds without a paint after which the screen is taken to be at rest.
_QUIET = 0.2
#: Stands on the card of everybody in a generated book.
BALANCE = "10 touches · you gave"

_PRINT_MODULES = """
import asyncio, json, sys, sysconfig
from pathlib import Path
import crm.cli.app, crm.cli.main
from benchmarks.screen import shown_app

async def main():
    app = shown_app(Path(sys.argv[1]))
    async with app.run_test(size=(120, 36)) as pilot:
        while not app.home.loaded:
            await pilot.pause(0.02)
        site = sysconfig.get_paths()["purelib"]
        found = [name for name, module in list(sys.modules.items())
                 if str(getattr(module, "__file__", "") or "").startswith(site)]
    print(json.dumps(found))

asyncio.run(main())
"""


def shown_app(path: Path) -> object:
    """The app over the book at `path`, as `callback` makes it, not yet run."""
    from benchmarks.books import CLOCK
    from crm.book.places import resource
    from crm.book.session import open_book
    from crm.tui.app import CallbackApp
    from crm.tui.gateway import Gateway

    gateway = Gateway(lambda: open_book(path, clock=CLOCK, backups=path.parent))
    gateway.wait_opened()
    return CallbackApp(gateway, clock=CLOCK, themes=(resource("themes"),))


def modules_of_first_frame(path: Path) -> list[str]:
    """The third-party modules that the app has imported by its first useful frame, in that order."""
    done = subprocess.run(
        [sys.executable, "-c", _PRINT_MODULES, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=_ROOT,
        env=_environment(path.parent) | {"PYTHONPATH": str(_ROOT), "PATH": ""},
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def _environment(home: Path) -> dict[str, str]:
    return {"CALLBACK_HOME": str(home), "CALLBACK_TODAY": TODAY.isoformat()}


@dataclass(frozen=True, slots=True)
class Shown:
    """A book and what its first useful frame shows: who is next, where they work, what passed last."""

    path: Path
    texts: tuple[str, ...]


def _shown(path: Path) -> Shown:
    with opened(path) as book:
        first = reading.queue_page(book, limit=1)[0]
        touch = reading.timeline_page(book, first.contact_id, limit=1)[0]
        second = reading.queue_page(book, offset=1, limit=1)[0]
        return Shown(path, (first.contact, _begin(second.contact), BALANCE, _begin(touch.note)))


def _begin(name: str) -> str:
    """As much of a text as is never cut off in a narrow pane."""
    return name.partition(" ")[0][:8]


def _static_content(path: Path, shown: Shown, to: Path) -> Path:
    """What the static app needs to draw about the same frame."""
    with opened(path) as book:
        to.write_text(
            json.dumps(
                {
                    "modules": modules_of_first_frame(path),
                    "people": list(_people_lines(book)),
                    "timeline": [BALANCE, shown.texts[-1], *(row.note for row in reading.timeline_page(book, 1))],
                    "queue": list(_queue_lines(book)),
                }
            ),
            encoding="utf-8",
        )
    return to


def _people_lines(book: Book) -> Iterator[str]:
    for row in reading.contacts_page(book, limit=_ROWS):
        yield row.name
        yield row.employer


def _queue_lines(book: Book) -> Iterator[str]:
    for row in reading.queue_page(book, limit=_ROWS):
        yield row.contact
        yield row.why


@contextmanager
def _running(book: Shown) -> Iterator[Terminal]:
    with Terminal(["-m", "crm", "--book", str(book.path)], _environment(book.path.parent)) as terminal:
        terminal.until(*book.texts)
        terminal.settle()
        yield terminal


def _first_frame(args: list[str], env: dict[str, str], texts: tuple[str, ...]) -> float:
    with Terminal(args, env) as terminal:
        return terminal.until(*texts) - terminal.started


def measure_frames(rounds: int = 15) -> list[Result]:
    """Two lines: against the static app, and against itself in a small book."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large, small = _shown(copy(LARGE, folder)), _shown(copy(SMALL, folder))
        static = _static_content(large.path, large, folder / "static.json")

        def app(book: Shown) -> Callable[[], float]:
            args = ["-m", "crm", "--book", str(book.path)]
            return lambda: _first_frame(args, _environment(folder), book.texts)

        def nothing() -> float:
            return _first_frame(["-m", "benchmarks.static_app", str(static)], {}, large.texts)

        for act in (app(large), app(small), nothing):
            act()
        ours, little, theirs = in_turn([app(large), app(small), nothing], rounds)
    return [
        compare("first useful frame, from exec", ours, theirs, FRAME_LIMIT, ("at 100k", "static app")),
        compare("first useful frame, from exec", ours, little, FRAME_LIMIT, ("at 100k", "at 100")),
    ]


def measure_keys(rounds: int = 40) -> list[Result]:
    """For each list: a cursor key until the row it lands on is painted, and until the timeline has followed."""
    results = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        sides = []
        for size in (LARGE, SMALL):
            book = _shown(copy(size, folder))
            with opened(book.path) as read:
                queue = [row.contact for row in reading.queue_page(read, limit=2)]
                people = [row.name for row in reading.contacts_page(read, limit=2)]
            sides.append((stack.enter_context(_running(book)), {"queue": queue, "people": people}))
        for pane, keys in (("queue", "3g"), ("people", "1g")):
            for terminal, _ in sides:
                terminal.send(keys)
                terminal.settle()
            row, timeline = _keys([(terminal, names[pane]) for terminal, names in sides], rounds)
            results.append(compare(f"cursor key to paint, {pane}", *row, KEY_LIMIT, ("at 100k", "at 100")))
            what = f"cursor key until the timeline has followed, {pane}"
            results.append(compare(what, *timeline, KEY_LIMIT, ("at 100k", "at 100")))
    return results


def _keys(sides: list[tuple[Terminal, list[str]]], rounds: int) -> tuple[list[list[float]], list[list[float]]]:
    walks = [_walk(terminal, names) for terminal, names in sides]
    rows: list[list[float]] = [[] for _ in walks]
    timelines: list[list[float]] = [[] for _ in walks]
    for turn in range(rounds):
        for place in range(len(walks)):
            which = (place + turn) % len(walks)
            row, timeline = walks[which]()
            rows[which].append(row)
            timelines[which].append(timeline)
    return rows, timelines


def _walk(terminal: Terminal, names: list[str]) -> Callable[[], tuple[float, float]]:
    """Goes down and up in turn between the first two rows: the times until the row and the timeline are painted."""
    down = True

    def press() -> tuple[float, float]:
        nonlocal down
        terminal.settle(_QUIET)
        name = names[1] if down else names[0]
        # The row under the cursor is painted anew with its mark, and so is the one it left.
        start = terminal.send("j" if down else "k")
        row = terminal.until(_begin(name), patience=20)
        timeline = terminal.until(f"╭─ {name} ─", patience=20)
        down = not down
        return row - start, timeline - start

    return press


def measure_memory(rounds: int = 3) -> list[Result]:
    """One line: the memory held after walking through the lists to their ends, filtering and opening somebody."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large, small = _shown(copy(LARGE, folder)), _shown(copy(SMALL, folder))
        ours, theirs = in_turn([lambda: _weigh(large), lambda: _weigh(small)], rounds)
    line = compare("memory after a walk through all panes", ours, theirs, MEMORY_LIMIT)
    return [
        Result(
            line.what,
            f"at 100k: {min(ours) / 1e6:.1f} MB",
            f"at 100: {min(theirs) / 1e6:.1f} MB",
            line.ratio,
            line.limit,
        )
    ]


def _weigh(book: Shown) -> float:
    with _running(book) as terminal:
        for keys in ("G", "g", "1", "G", "\x15", "\x15", "g", "/whi", "\r", "\r", "\x1b", "\x1b", "3"):
            terminal.send(keys)
            terminal.settle()
        return float(terminal.rss())


def measure() -> list[Result]:
    """All of them."""
    return [*measure_frames(), *measure_keys(), *measure_memory()]
