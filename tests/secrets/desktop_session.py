"""A desktop session of the test's own, with a real gnome-keyring in it: nothing of the developer's is touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

NEEDED = ("dbus-run-session", "dbus-send", "gnome-keyring-daemon")
ROOT = Path(__file__).resolve().parents[2]

# $1 the password of the login keyring, $2 how the daemon starts, $3 "stop" to freeze it, then the program.
_SESSION = """
printf %s "$1" | gnome-keyring-daemon --foreground $2 --components=secrets & daemon=$!
tries=0
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    string:org.freedesktop.secrets 2>/dev/null | grep -q 'boolean true'; do
  tries=$((tries + 1)); [ $tries -gt 200 ] && { echo 'gnome-keyring-daemon did not start' >&2; exit 97; }
  sleep 0.05
done
[ "$3" = stop ] && kill -STOP $daemon
shift 3
"$@"; code=$?
kill -CONT $daemon; kill $daemon; wait $daemon; exit $code
"""


def require() -> None:
    """Skips the test, with a warning that names what is missing, where there is no gnome-keyring."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        words = f"NOT TESTED against a real keyring: {', '.join(missing)} not installed (Debian: dbus gnome-keyring)"
        warnings.warn(words, pytest.PytestWarning, stacklevel=2)
        pytest.skip(words)


class DesktopSession:
    """One home with its keyrings; each `run` is a log-in of its own, in processes of its own."""

    def __init__(self, home: Path, run_dir: Path) -> None:
        self.home, self.run_dir = home, run_dir  # the second is short: sockets in it have at most 108 characters

    @property
    def keyrings(self) -> Path:
        return self.home / ".local" / "share" / "keyrings"

    def run(
        self,
        program: str,
        *arguments: str,
        login: str = "at login",
        unlock: bool = True,
        stop: bool = False,
        environ: dict[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Runs Python code in a new session; at most a minute."""
        command = [
            "dbus-run-session", "--", "sh", "-c", _SESSION, "sh", login, "--unlock" if unlock else "",
            "stop" if stop else "", sys.executable, "-c", program, *arguments,
        ]  # fmt: skip
        clean = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.home), "PYTHONPATH": str(ROOT),
            "XDG_RUNTIME_DIR": str(self.run_dir), **(environ or {}),
        }  # fmt: skip
        process = subprocess.Popen(
            command, env=clean, cwd=self.home, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            out, err = process.communicate(timeout=60)
        finally:
            # The session's own group: the bus, the daemon and what the bus started.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        return subprocess.CompletedProcess(command, process.returncode, out, err)
