"""The verbs on a real terminal: what they ask, how wide they are, and which bytes reach the wire."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from terminal import Terminal

from crm.cli.main import run

HOSTILE = (
    "[/] [@click=app.quit]x[/] \x1b[2J\x1b]52;c;aGVsbG8=\x07 \x9b31m \x9d52;c;aGk=\x9c \u202eevil\u202c \u2066x\u2069"
)
# Any escape, C0 apart from the line end, C1, bidi control, in UTF-8 on the wire.
UNSAFE = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]"
)


@pytest.fixture
def dana() -> Iterator[None]:
    """Somebody in the usual book."""
    assert run(["add", "Dana Whitfield", "--role", "peer", "--employer", "Northwind Robotics and Automation"]) == 0
    assert run(["plan", "dana", "today", "ask about everything that happened since the summer", "-c", "call"]) == 0
    yield


@pytest.mark.parametrize(
    "verb",
    [["queue", "--all"], ["queue", "--all", "--json"], ["contacts"], ["contacts", "--json"], ["show", "eve"],
     ["show", "eve", "--json"], ["history"], ["done", "eve"], ["cancel", "eve", "--id", "99"]],
    ids=" ".join,
)  # fmt: skip
def test_no_byte_of_a_hostile_field_acts_on_the_terminal(verb):
    fields = ["--employer", HOSTILE, "--role", HOSTILE, "--notes", HOSTILE, "--tag", HOSTILE, "--met", HOSTILE]
    run(["add", f"Eve {HOSTILE}", *fields])
    run(["log", "eve", "--note", HOSTILE])
    run(["plan", "eve", "tomorrow", HOSTILE])
    run(["plan", "eve", "tomorrow", HOSTILE])

    with Terminal(*verb) as terminal:
        terminal.wait_exit()

    assert b"Eve [/]" in terminal.raw
    assert UNSAFE.search(bytes(terminal.raw)) is None


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_the_queue_fits_the_terminal_and_says_what_it_cut(dana, columns):
    with Terminal("queue", columns=columns) as terminal:
        assert terminal.wait_exit() == 0

    lines = terminal.text.split("\n")
    assert lines[0] == "TODAY"
    assert "Dana" in lines[1]
    assert lines[2] == ""  # no row runs over into the next line
    assert ("…" in lines[1]) == (columns < 120)


def test_delete_asks_and_takes_the_empty_answer_for_no(dana):
    with Terminal("delete", "dana") as terminal:
        terminal.wait_for("Delete Dana Whitfield", "[y/N]")
        terminal.press("enter")
        assert terminal.wait_exit() == 1
        assert "Nothing was deleted." in terminal.text
    assert run(["show", "dana"]) == 0


def test_done_on_a_cadence_row_logs_on_a_yes(dana):
    run(["cancel", "dana"])
    with Terminal("done", "dana") as terminal:
        terminal.wait_for("Log a touch with Dana Whitfield today")
        terminal.press("y", "enter")
        assert terminal.wait_exit() == 0
        assert "next Fri 22 Jan" in terminal.text


def test_ctrl_c_in_front_of_a_question_is_130_and_changes_nothing(dana):
    with Terminal("delete", "dana") as terminal:
        terminal.wait_for("[y/N]")
        assert terminal.interrupt() == 130
        assert "Traceback" not in terminal.text
        assert terminal.is_as_it_was()
    assert run(["show", "dana"]) == 0
