"""The program in a real pseudo-terminal: signals, crashes and the end leave it as it was and show nothing private."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "journeys"))

from home_host import TODAY, person  # noqa: E402
from terminal import Terminal  # noqa: E402

from crm.book.clock import FixedClock  # noqa: E402
from crm.book.session import open_book  # noqa: E402
from crm.tui.terminal import fault_in_words, name_of  # noqa: E402

SECRET = "Xanthippe Privatissima"


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "my-search.callback"
    with open_book(path, clock=FixedClock(TODAY), create=True, backups=tmp_path / "b") as opened:
        person(opened, SECRET, "Northwind")
    return path


def started(book, *arguments, **options):
    terminal = Terminal("--book", str(book), *arguments, environ={"CALLBACK_TODAY": TODAY.isoformat()}, **options)
    terminal.wait_for("Callback · my search", SECRET)
    return terminal


def test_q_leaves_the_terminal_as_it_was(book):
    with started(book) as terminal:
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_it_was()
        assert b"Traceback" not in terminal.raw


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
def test_signals_leave_the_terminal_as_it_was(book, name):
    number = signal.Signals[name]
    with started(book) as terminal:
        terminal.signal(number)
        assert terminal.wait_exit() in {128 + number, -number}
        assert terminal.is_as_it_was()


def test_a_signal_while_a_form_is_open(book):
    with started(book) as terminal:
        terminal.press("l")
        terminal.wait_for("Log · ")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        assert terminal.is_as_it_was()


CRASH = """
import sys
from crm.tui.panes.queue import QueueList
def draw(self, row, part, width):
    private = row.contact
    raise ValueError(f"cannot draw {row.contact}")
if {where!r} == "draw":
    QueueList.row_parts = draw
else:
    from crm.tui.screens.home import HomeScreen
    def act(self):
        secret = self.timeline.card.contact.name
        raise ValueError(secret)
    HomeScreen.do_history_redo = act
from crm.cli.main import main
sys.argv = ["callback", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize("where", ["draw", "act"])
def test_a_crash_says_where_and_nothing_private(tmp_path, book, where):
    script = tmp_path / "crash.py"
    script.write_text(CRASH.replace("{where!r}", repr(where)))
    terminal = Terminal(
        "--book", str(book), environ={"CALLBACK_TODAY": TODAY.isoformat()}, command=(sys.executable, str(script))
    )
    with terminal:
        if where == "act":
            terminal.wait_for("Callback · my search", SECRET)
            terminal.press("U")
        assert terminal.wait_exit() == 1
        assert terminal.is_as_it_was()
        after = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2].decode()
        assert "Callback had to stop (ValueError in " in after
        assert SECRET not in after and "Traceback" not in after and "cannot draw" not in after


def test_without_a_terminal_it_says_so(book):
    done = subprocess.run(
        [sys.executable, "-m", "crm", "--book", str(book)], cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 2
    assert b"terminal" in done.stderr and b"\x1b" not in done.stdout + done.stderr


def test_no_hostile_byte_reaches_the_terminal(tmp_path):
    path = tmp_path / "evil.callback"
    evil = "x\x1b]52;c;aGk=\x07y\x1b[31mz\x9b2J\u202e\u2066"
    with open_book(path, clock=FixedClock(TODAY), create=True, backups=tmp_path / "b") as opened:
        person(opened, "Dana")
        opened.store.database.execute_sql("UPDATE contact SET name = ?, role = ?", (evil, evil))
        opened.store.database.execute_sql("UPDATE listing SET name = ?", (evil,))
    with Terminal("--book", str(path), environ={"CALLBACK_TODAY": TODAY.isoformat()}) as terminal:
        terminal.wait_for("x]52;c;aGk=y[31mz2J")
        terminal.press("1", "2", "3", "l")
        terminal.wait_for("Log · ")
        terminal.press("ctrl+q")
        terminal.wait_exit()
        raw = bytes(terminal.raw)
        for part in (b"\x1b]52", b"\x9b2J", "\u202e".encode(), "\u2066".encode()):
            assert part not in raw


def test_a_fault_in_words_has_no_values():
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        said = fault_in_words(error)
    assert said.startswith("ValueError in test_terminal.py, line ") and SECRET not in said
    assert fault_in_words(KeyError("x")) == "KeyError"


@pytest.mark.parametrize(
    ("path", "demo", "expected"),
    [
        ("/a/my-search.callback", False, "my search"),
        ("/a/book.db", False, "my search"),
        ("/a/second_try.callback", False, "second try"),
        ("/a/x.callback", True, "sample search"),
    ],
)
def test_the_name_in_the_header(path, demo, expected):
    assert name_of(Path(path), demo=demo) == expected
