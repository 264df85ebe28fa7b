"""A program in a pseudo-terminal: what it paints, when, and what it weighs."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P^_X][^\x1b]*\x1b\\|\x1b[ -/]*[0-~]"
)
_QUERY_ANSWERS = ((b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[6n", b"\x1b[1;1R"))
_ROOT = Path(__file__).resolve().parent.parent


class Terminal:
    """A Python program in a pseudo-terminal. Use as a context manager; it is killed at the end."""

    def __init__(
        self, args: Sequence[str], env: Mapping[str, str] | None = None, size: tuple[int, int] = (120, 36)
    ) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        usual = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": os.environ.get("HOME", "/"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(_ROOT),
        }
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *args],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            cwd=_ROOT,
            env=usual | dict(env or {}),
            close_fds=True,
        )
        os.close(theirs)
        self._side = ours
        self.raw = bytearray()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self._side)

    def send(self, keys: str) -> float:
        """Types the keys and forgets what was painted so far; gives the time."""
        self.raw.clear()
        now = time.perf_counter()
        os.write(self._side, keys.encode())
        return now

    def until(self, *texts: str, patience: float = 120.0) -> float:
        """The time at which all the texts have been painted since the last keys. Raises TimeoutError.

        Spaces and styles are left out of the comparison: a row may be painted in several pieces.
        """
        wanted = [b"".join(text.encode().split()) for text in texts]
        end = time.perf_counter() + patience
        while True:
            if self._read(end):
                now = time.perf_counter()
                painted = b"".join(_ESCAPES.sub(b"", bytes(self.raw)).split())
                if all(text in painted for text in wanted):
                    return now
            elif self.process.poll() is not None or time.perf_counter() > end:
                raise TimeoutError(f"{texts} did not appear; the last was {self.painted()[-600:]!r}")

    def settle(self, quiet: float = 0.3, patience: float = 30.0) -> None:
        """Waits until nothing has been painted for `quiet` seconds."""
        end = time.perf_counter() + patience
        while time.perf_counter() < end and self._read(time.perf_counter() + quiet):
            pass

    def painted(self) -> str:
        """What was painted since the last keys, without styles and positions."""
        return _ESCAPES.sub(b"", bytes(self.raw)).decode(errors="replace")

    def rss(self) -> int:
        """The memory the program holds now, in bytes (resident set)."""
        if sys.platform == "linux":
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii", errors="replace")
            found = re.search(r"VmRSS:\s+(\d+) kB", status)
            return int(found[1]) * 1024 if found else 0
        out = subprocess.run(["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True)
        return int(out.stdout) * 1024

    def _read(self, end: float) -> bool:
        ready, _, _ = select.select([self._side], [], [], max(0.0, end - time.perf_counter()))
        if not ready:
            return False
        try:
            data = os.read(self._side, 1 << 16)
        except OSError:
            return False
        if not data:
            return False
        for query, answer in _QUERY_ANSWERS:
            if query in data:
                os.write(self._side, answer)
        self.raw += data
        return True
