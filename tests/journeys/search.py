"""A job search carried through the real program: its commands in a pseudo-terminal, its days one after the other.

    search.turn_to("2026-11-20")
    with search.act():
        search.type("no", "data analyst", "--told-by", "hr", answers="y")
    assert search.queue()["Sam Lee"]["shown"] == "2026-11-23"

Each act is checked to be one entry of the history, and `undo_everything` takes each back in one step, the book
becoming each time what it was before, to the byte of its export.
"""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from terminal import COMMAND, Terminal, surroundings

#: One wait; the machine may be busy with other things.
SECONDS = 30.0

DANA, SAM, INES = "Dana Whitfield", "Sam Lee", "Inés Gül"

#: One employer, its manager and its HR person, and a friend who reads the letters and has no cadence of her own.
PEOPLE = """\
- name: Dana Whitfield
  employer: Northwind Robotics
  title: VP Engineering
  role: hiring manager
  email: dana@northwind.test
  phone: {work: "+1 555 0100"}
- name: Sam Lee
  employer: Northwind Robotics
  title: Head of People
  role: HR
  email: sam@northwind.test
- name: Inés Gül
  role: friend
  email: ines@friends.test
  cadence: none
"""

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


class Search:
    """One book in one home, and the day it is."""

    def __init__(self, folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.home = home
        self._patch = monkeypatch
        self.today = date.min
        self._before: list[bytes] = []
        self.people = folder / "people.yaml"
        self.people.write_text(PEOPLE, encoding="utf-8")

    def turn_to(self, day: str | date) -> date:
        """It is this day from now on."""
        self.today = date.fromisoformat(day) if isinstance(day, str) else day
        self._patch.setenv("CALLBACK_TODAY", self.today.isoformat())
        return self.today

    def days_on(self, days: int) -> date:
        """It is so many days later, on a working day."""
        day = self.today + timedelta(days=days)
        return self.turn_to(day + timedelta(days=8 - day.isoweekday() if day.isoweekday() > 5 else 0))

    # A person at a terminal.

    def type(self, *arguments: str, answers: str = "") -> str:
        """Types a command in a terminal, answers its question if it has one, and gives what was printed."""
        with Terminal(*arguments, columns=120, rows=50) as terminal:
            for answer in answers:
                terminal.wait_for("[y/N]", seconds=SECONDS)
                terminal.press(answer, "enter")
            code = terminal.wait_exit(SECONDS)
            printed = _ESCAPES.sub("", terminal.raw.decode("utf-8")).replace("\r", "")
            assert code == 0, printed
            assert terminal.is_as_it_was()
        return printed

    def declined(self, *arguments: str) -> None:
        """Types a command and says no to its question."""
        with Terminal(*arguments, columns=120, rows=50) as terminal:
            terminal.wait_for("[y/N]", seconds=SECONDS)
            terminal.press("n", "enter")
            assert terminal.wait_exit(SECONDS) == 1
            assert terminal.is_as_it_was()

    def json(self, *arguments: str) -> Any:
        """The same, asked for JSON."""
        return json.loads(self.type(*arguments, "--json"))

    @contextmanager
    def app(self, columns: int = 120, rows: int = 36) -> Iterator[Terminal]:
        """Opens the app on the home screen, and leaves it from there."""
        with Terminal(columns=columns, rows=rows) as terminal:
            terminal.wait_for("Callback · my search", DANA, seconds=SECONDS)
            yield terminal
            terminal.press("q")
            assert terminal.wait_exit(SECONDS) == 0
            assert terminal.is_as_it_was()

    # What the book says now, asked by a script: it may be looked at while the app has it open.

    def ask(self, *arguments: str) -> Any:
        """JSON out of a pipe."""
        return json.loads(self.run(*arguments, "--json"))

    def run(self, *arguments: str) -> bytes:
        """What a command prints into a pipe. Fails where it does."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            capture_output=True, timeout=2 * SECONDS, stdin=subprocess.DEVNULL, check=False, env=surroundings(),
        )  # fmt: skip
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stderr.decode()}"
        return done.stdout

    def queue(self) -> dict[str, dict[str, Any]]:
        """The whole queue, by name."""
        return {row["contact"]: row for row in self.ask("queue", "--all")}

    def step(self, name: str) -> dict[str, Any]:
        """The step of the running plan with that name; the first open one where several have it."""
        (plan,) = self.ask("plans")
        steps = [each for each in plan["steps"] if each["name"] == name]
        return next((each for each in steps if each["state"] == "open"), steps[0])

    def book(self) -> bytes:
        """The whole book as YAML."""
        return self.run("export", "yaml")

    # Acts and what becomes of them.

    @contextmanager
    def act(self) -> Iterator[None]:
        """What is done inside is one thing that the person did."""
        before, acts = self.book(), len(self.ask("history"))
        yield
        assert len(self.ask("history")) == acts + 1
        assert self.book() != before
        self._before.append(before)

    def undo_everything(self, app: Terminal | None = None) -> None:
        """Takes back one act after the other, each in one step, and makes them all again: by keys in an open app.

        Without one the commands are typed.
        """
        last = self.book()
        for before in reversed(self._before):
            self._step(app, "u", "undo")
            self._wait_for_book(before, app)
        for after in (*self._before[1:], last):
            self._step(app, "U", "redo")
            self._wait_for_book(after, app)

    def _step(self, app: Terminal | None, key: str, verb: str) -> None:
        if app is None:
            self.type(verb)
        else:
            app.press(key)

    def _wait_for_book(self, wanted: bytes, app: Terminal | None) -> None:
        """Gives when the book is `wanted`: the app, told by a key, takes a moment."""
        end = time.monotonic() + SECONDS
        while (found := self.book()) != wanted:
            if app is not None:
                assert app.text  # read on: a program whose terminal nobody reads stops at a full pipe
            if app is None or time.monotonic() > end:
                raise AssertionError("\n".join(unified_diff(_lines(wanted), _lines(found), "wanted", "found", n=1)))

    def is_sound(self) -> None:
        """Looks the book over, and carries it into another home and out again: not a byte is different."""
        assert "is sound" in self.type("check")
        first, second = self.folder / "first.yaml", self.folder / "second.yaml"
        self.type("export", "yaml", "-o", str(first))
        queue = [_without_ids(row) for row in self.ask("queue", "--all")]
        self._patch.setenv("CALLBACK_HOME", str(self.folder / "another"))
        try:
            self.type("import", str(first), answers="y")
            self.type("export", "yaml", "-o", str(second))
            assert second.read_bytes() == first.read_bytes()
            assert [_without_ids(row) for row in self.ask("queue", "--all")] == queue
            assert "is sound" in self.type("check")
        finally:
            self._patch.setenv("CALLBACK_HOME", str(self.home))


def _lines(book: bytes) -> list[str]:
    return book.decode().splitlines()


def _without_ids(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the queue without what belongs to one book only."""
    return {key: value for key, value in row.items() if key != "step"}
