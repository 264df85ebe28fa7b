"""The calendar verbs in the real program: a password typed on a terminal, and a process that is killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crm.book.publishing import Connection, connect, sync
from crm.book.session import Book
from tests.book.publish_story import busy, seen
from tests.journeys.terminal import Terminal, surroundings
from tests.remote.radicale_calendar import OnRadicale
from tests.remote.radicale_server import Radicale, RadicaleProcess, running

#: The real command, which kills itself as if by `kill -9` when so many things were to be noted in the book.
_DYING = """
import os, signal, sys
from crm.book import publishing
from crm.cli.main import run
real, left = publishing.sync, int(sys.argv[1])
def sync(remote, run, **how):
    def dying(func, *args):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return run(func, *args)
    return real(remote, dying, **how)
publishing.sync = sync
sys.exit(run(sys.argv[2:]))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RadicaleProcess]:
    pytest.importorskip("radicale")
    with running(tmp_path_factory.mktemp("radicale")) as process:
        yield process


@pytest.fixture
def radicale(server: RadicaleProcess) -> Iterator[Radicale]:
    yield server.account()
    server.layer.now = None


def program(*arguments: str, password: str, code: str = "") -> subprocess.CompletedProcess[str]:
    start = ["-c", code] if code else ["-m", "crm"]
    return subprocess.run(
        [sys.executable, *start, *arguments],
        env=surroundings() | {"CALLBACK_CALDAV_PASSWORD": password},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def story(make_book: Callable[..., Book], radicale: Radicale, name: str) -> tuple[Book, OnRadicale]:
    """A connected book in which everything is to be done."""
    book, calendar = make_book(f"{name}.db"), OnRadicale(radicale, name)
    connect(book, Connection(radicale.url, radicale.user, calendar.url, name))
    with calendar.open() as remote:
        busy(book, calendar, remote)
    return book, calendar


@pytest.fixture
def wanted(make_book: Callable[..., Book], radicale: Radicale) -> object:
    """What one clean sync ends with."""
    book, calendar = story(make_book, radicale, "clean")
    done = program("--book", str(book.path), "calendar", "sync", password=radicale.password)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 10), done.stderr
    return seen(book, calendar)


def survives(make_book: Callable[..., Book], radicale: Radicale, wanted: object, at: int) -> bool:
    """Kills a sync when so many things were noted; False where it came to its end before."""
    book, calendar = story(make_book, radicale, f"killed-{at}")
    arguments = ("--book", str(book.path), "calendar", "sync")
    killed = program(str(at), *arguments, password=radicale.password, code=_DYING)
    again = program(*arguments, password=radicale.password)
    assert again.returncode == 0, again.stderr
    assert seen(book, calendar) == wanted, at
    radicale.reset()
    with calendar.open() as remote:
        assert sync(remote, lambda func, *args: func(book, *args)).changes == 0
    assert dict(radicale.counts) == {"PROPFIND": 1}
    return killed.returncode == -signal.SIGKILL


def test_killed_half_way_the_next_sync_ends_as_one_clean_one(
    make_book: Callable[..., Book], radicale: Radicale, wanted: object
) -> None:
    for at in (8, 15):
        assert survives(make_book, radicale, wanted, at)


@pytest.mark.long
def test_killed_at_any_moment_the_next_sync_ends_as_one_clean_one(
    make_book: Callable[..., Book], radicale: Radicale, wanted: object
) -> None:
    at = 1
    while survives(make_book, radicale, wanted, at):
        at += 1
    assert at > 20


def test_a_person_connects_and_syncs_and_the_password_is_nowhere(
    make_book: Callable[..., Book], radicale: Radicale, tmp_path: Path
) -> None:
    book = make_book("mine.db")
    made = subprocess.run(
        [sys.executable, "-m", "crm", "--book", str(book.path), "add", "Dana"],
        env=surroundings(), check=True, timeout=60, capture_output=True,
    )  # fmt: skip
    assert made.returncode == 0
    program("--book", str(book.path), "plan", "dana", "2026-12-01", "the role", password="")
    seen_there = bytearray()
    arguments = ("--book", str(book.path), "calendar")
    with Terminal(*arguments, "connect", radicale.url, "--user", radicale.user, "--make", "Callback") as terminal:
        terminal.wait_for("Password of")
        for path in Path("/proc").glob(f"{terminal.pid}/*"):
            if path.name in {"cmdline", "environ"}:
                seen_there += path.read_bytes()
        terminal.press(radicale.password, "enter")
        terminal.wait_for("Connected: Callback on 127.0.0.1")
        assert terminal.wait_exit() == 0
        seen_there += terminal.raw
        assert "There is no keyring on this machine" in terminal.text
    with Terminal(*arguments, "sync") as terminal:
        terminal.wait_for("Password of")
        terminal.press("not this one", "enter")
        terminal.wait_for("does not accept the user and password")
        assert terminal.wait_exit() == 2
        seen_there += terminal.raw
    with Terminal(*arguments, "sync") as terminal:
        terminal.wait_for("Password of")
        terminal.press(radicale.password, "enter")
        terminal.wait_for("Put: ", "Callback: 1 put.")
        assert terminal.wait_exit() == 0
        seen_there += terminal.raw
    for path in tmp_path.rglob("*"):
        if path.is_file():
            seen_there += path.read_bytes()
    assert len(seen_there) > 10_000
    assert radicale.password.encode() not in seen_there
    assert radicale.password.encode("latin-1") not in seen_there


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_a_password_in_the_environment_is_in_no_argument_and_no_output(
    make_book: Callable[..., Book], radicale: Radicale, tmp_path: Path
) -> None:
    book, _ = story(make_book, radicale, "quiet")
    radicale.reset()
    radicale.fail("hang", method="PUT")
    process: Any = subprocess.Popen(
        [sys.executable, "-m", "crm", "--book", str(book.path), "calendar", "sync", "--json"],
        env=surroundings() | {"CALLBACK_CALDAV_PASSWORD": radicale.password},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        end = time.monotonic() + 60
        while not radicale.counts["PUT"] and process.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        arguments = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    finally:
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    found = arguments + out + err + b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"calendar" in arguments
    assert radicale.password.encode() not in found
