"""The real program in a real pseudo-terminal, seen as a person sees it and as the wire carries it.

    with Terminal("demo", columns=120, rows=36) as terminal:
        terminal.wait_for("TO ANSWER")
        terminal.press("/", "dana", "enter")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_it_was()

Nothing here sleeps: every wait reads the terminal until a condition holds, or fails with the screen as it is.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pexpect
import pyte

PATIENCE = 60.0
_ROOT = Path(__file__).resolve().parents[2]

#: The command that is tried: an installed one where CALLBACK_COMMAND names it, else the checkout's.
_INSTALLED = shlex.split(os.environ.get("CALLBACK_COMMAND", ""))
COMMAND: Sequence[str] = _INSTALLED or (sys.executable, "-m", "crm")

KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "backspace": "\x7f", "space": " ",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "delete": "\x1b[3~", "f1": "\x1bOP",
    "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
    **{f"alt+{letter}": f"\x1b{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"},
}  # fmt: skip

# What a program switches on in a terminal and must switch off again: other screen, mouse, paste, focus, cursor.
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_HELD = {1: False, 25: True, 1000: False, 1002: False, 1003: False, 1004: False, 1006: False, 1015: False,
         1016: False, 1047: False, 1049: False, 2004: False, 2026: False, 2048: False}  # fmt: skip
_KITTY = re.compile(rb"\x1b\[([<>])[0-9;]*u")
# Questions and private modes that pyte does not know and would draw or stumble over.
_UNDRAWN = re.compile(rb"\x1b\[[<>=?][0-9;]*\$?[puqmn]|\x1b\[[0-9;]* q|\x1bP[^\x1b]*\x1b\\|\x1b\]1[0-9];\?\x07")
# pyte has no second screen: leaving it shows a clean one, as good as the one before for reading what comes after.
_LEFT = (b"\x1b[?1049l", b"\x1b[2J\x1b[H")
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;<>=?$ ]*|\][^\x07\x1b]*|P[^\x1b]*)?$")


def surroundings() -> dict[str, str]:
    """The environment of the command: an installed one must not find the checkout."""
    settings = dict(os.environ) | {"PYTHONUTF8": "1"}
    settings.pop("PYTHONPATH", None)
    return settings if _INSTALLED else settings | {"PYTHONPATH": str(_ROOT)}


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """`callback` with these arguments in a pseudo-terminal of its own."""

    def __init__(
        self,
        *arguments: str,
        columns: int = 120,
        rows: int = 36,
        environ: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND,
        cwd: Path = _ROOT,
    ) -> None:
        settings = surroundings() | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        settings |= dict(environ or {})
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            settings.pop(name, None)
        self.raw = bytearray()
        self._undrawn = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            command[0],
            [*command[1:], *arguments],
            dimensions=(rows, columns),
            env=settings,
            cwd=str(cwd),
            timeout=None,
            # Tests run in the background ignore Ctrl+C, and what they start would inherit that.
            preexec_fn=_heed_interrupts,
        )
        self._child.delaybeforesend = None
        self._attributes = termios.tcgetattr(self._child.child_fd)
        self._ended = False

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close(force=True)

    # Seeing

    @property
    def pid(self) -> int:
        """The program's process."""
        return int(self._child.pid)

    @property
    def lines(self) -> list[str]:
        """The screen, a text a line."""
        self._read(0)
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    def wait_until(self, condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
        """Reads until `condition` gives something true, and gives that. Fails with the screen otherwise."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            if self._ended or time.monotonic() > end:
                raise AssertionError(f"waited for {what}; the screen shows:\n{self.text}")
            self._read(0.05)
        return found

    def wait_for(self, *texts: str, seconds: float = PATIENCE) -> None:
        """Reads until the screen shows all of these."""
        self.wait_until(lambda: all(text in self.text for text in texts), f"{texts}", seconds)

    def wait_word(self, *words: str, seconds: float = PATIENCE) -> None:
        """Reads until the screen shows all of these as whole words: `LATE` is not in `LATER`."""
        found = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)") for word in words]
        self.wait_until(lambda: all(word.search(self.text) for word in found), f"the words {words}", seconds)

    def wait_gone(self, text: str, seconds: float = PATIENCE) -> None:
        """Reads until the screen does not show this any more."""
        self.wait_until(lambda: text not in self.text, f"{text!r} to go", seconds)

    # Doing

    def press(self, *keys: str) -> None:
        """Sends keys by name (`enter`, `ctrl+p`), anything else letter by letter as typed."""
        for key in keys:
            self._child.send(KEYS.get(key, key))

    def paste(self, text: str) -> None:
        """Sends text as one bracketed paste."""
        self._child.send(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Gives the terminal another size; the program hears of it."""
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def signal(self, number: signal.Signals) -> None:
        """Sends the program a signal."""
        self._child.kill(number)

    def interrupt(self) -> int:
        """Presses ctrl+c, like a person again where nothing happened, until the program ends; gives its exit code.

        A signal between the printing of a prompt and the reading of its answer is only seen when that returns.
        """
        end = time.monotonic() + PATIENCE
        while not self._ended and time.monotonic() < end:
            self.press("ctrl+c")
            pause = time.monotonic() + 1
            while not self._ended and time.monotonic() < pause:
                self._read(0.05)
        return self.wait_exit()

    def wait_exit(self, seconds: float = PATIENCE) -> int:
        """Reads to the end and gives the exit code; minus the signal's number where one ended it."""
        end = time.monotonic() + seconds
        while not self._ended:
            if time.monotonic() > end:
                raise AssertionError(f"waited for the end; the screen shows:\n{self.text}")
            self._read(0.05)
        self._child.wait()
        if self._child.signalstatus is not None:
            return -int(self._child.signalstatus)
        return int(self._child.exitstatus)

    def modes_left_on(self) -> list[int]:
        """The private modes that were changed and not changed back, by number; -1 for kitty's keyboard."""
        state = dict(_HELD)
        for numbers, letter in _MODE.findall(bytes(self.raw)):
            for number in numbers.split(b";"):
                if number and int(number) in state:
                    state[int(number)] = letter == b"h"
        left = [number for number, held in state.items() if held != _HELD[number]]
        depth = sum(1 if direction == b">" else -1 for direction in _KITTY.findall(bytes(self.raw)))
        return left + ([-1] if depth > 0 else [])

    def is_as_it_was(self) -> bool:
        """True when the terminal's modes and its line discipline are those of before."""
        return not self.modes_left_on() and termios.tcgetattr(self._child.child_fd) == self._attributes

    def _read(self, seconds: float) -> None:
        if self._ended:
            return
        try:
            data = self._child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            self._ended = True
            return
        self.raw += data
        data = self._undrawn + data
        # A sequence cut in two by the reading waits for its other half.
        cut = _UNFINISHED.search(data)
        self._undrawn = data[cut.start() :] if cut else b""
        self._stream.feed(_UNDRAWN.sub(b"", (data[: cut.start()] if cut else data).replace(*_LEFT)))
