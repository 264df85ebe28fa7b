"""A person's first day: an empty book, the people brought in, a call logged and taken back, the dates carried out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import icalendar
import pytest
from terminal import COMMAND, Terminal, surroundings

from crm.book.places import resource


def callback(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False, env=surroundings(),
    )  # fmt: skip


def in_the_queue(name: str) -> dict[str, str]:
    rows = json.loads(callback("queue", "--all", "--json").stdout)
    return next(row for row in rows if row["contact"] == name)


@pytest.mark.parametrize(("columns", "rows"), [(120, 36), (80, 24), (200, 50)])
def test_from_an_empty_book_to_dates_in_a_calendar(home, tmp_path, columns, rows):
    # An empty book says what to do next.
    with Terminal(columns=columns, rows=rows) as terminal:
        terminal.wait_for("Nobody here yet.")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_it_was()
    assert list(home.glob("*.callback"))

    # The people come in, shown first and asked.
    with Terminal("import", str(resource("sample_data") / "people.yaml"), columns=columns, rows=rows) as terminal:
        terminal.wait_for("20 contacts would be new", "[y/N]")
        assert callback("contacts").returncode == 1
        terminal.press("y", "enter")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_it_was()
    before = in_the_queue("Sam Lee")

    with Terminal(columns=columns, rows=rows, cwd=tmp_path) as terminal:
        # Filter to a person.
        terminal.wait_word("THIS WEEK", "LATER")
        terminal.press("/")
        terminal.press("sam lee")
        terminal.wait_for("sam lee", "1 of 20")
        terminal.press("enter")
        terminal.wait_for("Sam Lee", "Head of People")

        # Log a call: the queue moves.
        terminal.press("l")
        terminal.wait_for("Log · Sam Lee")
        terminal.press("asked what to build")
        terminal.wait_for("asked what to build")
        terminal.press("enter")
        terminal.wait_gone("Log · Sam Lee")
        terminal.wait_until(lambda: in_the_queue("Sam Lee")["shown"] == "2027-01-22", "the queue to move")

        # Undo: it is back.
        terminal.press("u")
        terminal.wait_until(lambda: in_the_queue("Sam Lee") == before, "the queue to be back")

        # The dates go out.
        terminal.press("i")
        terminal.wait_for("A file to import", "What events say")
        terminal.press("enter")
        terminal.wait_for("A calendar file to import", "f3 which events")
        terminal.press("enter")
        path = tmp_path / "callback-followups.ics"
        terminal.wait_until(path.exists, "the calendar file")
        terminal.wait_gone("A calendar file to import")
        terminal.press("escape")
        terminal.wait_gone("What events say")

        # Quit: the terminal is as it was.
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_it_was()

    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert any("Dana Whitfield" in str(event["SUMMARY"]) for event in events)
    assert callback("export", "ics", "-o", str(tmp_path / "again.ics")).returncode == 1  # nothing new since
    assert callback("check").returncode == 0


def test_what_comes_in_by_another_command_is_shown_in_the_open_app(home):
    with Terminal() as terminal:
        terminal.wait_for("Nobody here yet.")
        assert callback("add", "Dana Whitfield", "--role", "peer").returncode == 0
        terminal.wait_for("Dana Whitfield")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_the_demo_is_a_throw_away_copy(home, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Terminal("demo") as terminal:
        terminal.wait_word("TO ANSWER", "LATE", "sample search")
        assert list(tmp_path.glob("callback-demo-*"))
        terminal.press("l")
        terminal.wait_for("Log ·")
        terminal.press("only a try")
        terminal.press("enter")
        terminal.wait_gone("Log ·")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_it_was()
        assert "The sample search is gone again" in terminal.text
    assert not list(tmp_path.glob("callback-demo-*"))
    assert not home.exists()


def test_a_key_typed_ahead_of_the_first_frame_is_not_lost(home):
    """Keys typed while the app is still starting do what they would have done."""
    callback("add", "Dana Whitfield", "--role", "peer")
    with Terminal() as terminal:
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_it_was()


def test_the_app_that_cannot_open_its_book_says_so_and_leaves_the_terminal_alone(tmp_path):
    book = Path(tmp_path / "book")
    book.write_bytes(b"not a book " * 50)
    with Terminal("--book", str(book)) as terminal:
        assert terminal.wait_exit() == 2
        assert "is not a Callback book" in terminal.text
        assert b"\x1b[?1049h" not in terminal.raw
        assert terminal.is_as_it_was()
