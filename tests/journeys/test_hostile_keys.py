"""Hostile text pasted into every place that takes text, in a real terminal: no byte of it acts there."""

from __future__ import annotations

import codecs
import re

import pytest
from terminal import Terminal

from crm.cli.main import run

# What a terminal would act on, apart from ESC: CSI and OSC as C1, shift out, bidi, tags; and what Textual might.
PLAIN = "\x9b2J\x9d52;c;aGk=\x9c\x0e\x0f\x00\x7f\u202egnp\u2066x\u200f\u061c\U000e0041 [@click=app.quit]x[/] [/] [/b]"
ESCAPED = "\x1b[2J\x1b[31m\x1b]52;c;aGk=\x07\x1bP1$r\x1b\\\x1bc" + PLAIN
KINDS = pytest.mark.parametrize("hostile", [PLAIN, ESCAPED], ids=["without ESC", "with ESC"])

# Our own sequences: colours, moves, modes and questions; the shape of the pointer is the one OSC of Textual's.
_OURS = re.compile(
    rb"\x1b\[[0-9;:]*[mHABCDJKu]|\x1b\[[?<>=][0-9;]*\$?[hlpuqmn]|\x1b\[[0-9;]* ?[qt]|\x1b\[[0-9]*n"
    rb"|\x1b\]22;[a-z-]*(?:\x1b\\|\x07)|\x1bP[=+>][^\x1b]*\x1b\\|\x1b[=>78]"
)
_UNREAD = re.compile(rb"\x1b(?:\[[0-9;:<>=?$ ]*|\][^\x07\x1b]*\x1b?|P[^\x1b]*\x1b?)?\Z")
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd"
    "\U000e0000-\U000e007f]"
)


def acts(raw: bytes) -> list[str]:
    """What is on the wire outside our own sequences and would act on the terminal, with what is about it."""
    whole = _UNREAD.sub(b"", raw)  # what is read so far may end within a sequence or a character
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(_OURS.sub(b"", whole))
    found = [text[max(0, match.start() - 30) : match.end() + 30] for match in _UNSAFE.finditer(text)]
    # Sequences that have the shape of ours but that only the hostile text has.
    return found + [shape for shape in ("\x1b[2J", "\x1b]52", "\x1bc") if shape.encode() in raw]


def wait_and_scan(terminal: Terminal, *texts: str) -> None:
    terminal.wait_for(*texts)
    assert acts(bytes(terminal.raw)) == []


def wait_any(terminal: Terminal, *texts: str) -> None:
    """An ESC ends a paste for Textual: the rest is typed, and the paste lands in the middle of one of the texts."""
    terminal.wait_until(lambda: any(text in terminal.text for text in texts), f"one of {texts}")
    assert acts(bytes(terminal.raw)) == []


def marked(hostile: str, mark: str) -> str:
    """The text between two marks, so that what came of it can be waited for."""
    return f"{mark}-begin {hostile} {mark}-end"


@pytest.fixture
def eve(_own_home: None) -> None:
    """Somebody to write about."""
    assert run(["add", "Eve Adams", "--role", "peer"]) == 0


def test_the_scan_finds_what_it_looks_for():
    assert acts(b"\x1b[38;2;1;2;3mtext\x1b[0m\x1b[?25l\r\n") == []
    for raw in ("\x9b2J", "\u202e", "\x0e", "\U000e0041", "\x1b]52;c;aGk=\x07", "\x1b[2J", "\x1bc", "\x07"):
        assert acts(f"text {raw} text".encode()), repr(raw)


@KINDS
def test_the_filter_and_the_palette(eve, hostile):
    with Terminal() as terminal:
        terminal.wait_for("Eve Adams")
        terminal.press("/")
        terminal.paste(marked(hostile, "fi"))
        wait_and_scan(terminal, "0 of 1")
        terminal.press("escape")
        wait_and_scan(terminal, "/ filter")
        terminal.press("ctrl+p")
        terminal.wait_for("A command, or somebody")
        terminal.paste(marked(hostile, "pa"))
        wait_any(terminal, "[@click=app.quit]x", "[/] [/b]")
        wait_and_scan(terminal, "No matches found")
        terminal.press("escape")
        terminal.wait_gone("No matches found")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert acts(bytes(terminal.raw)) == []
        assert terminal.is_as_it_was()


@KINDS
def test_the_note_of_a_touch_and_the_purpose_of_a_plan(eve, hostile):
    with Terminal(columns=160, rows=50) as terminal:
        terminal.wait_for("Eve Adams")
        terminal.press("l")
        terminal.wait_for("Log · Eve Adams")
        terminal.paste(marked(hostile, "no"))
        wait_any(terminal, "[@click=app.quit]x", "[/] [/b]")
        terminal.press("enter")
        terminal.wait_gone("Log · Eve Adams")
        wait_and_scan(terminal, "call, reached")
        wait_any(terminal, "[@click=app.quit]x", "[/] [/b]")

        terminal.press("f")
        terminal.wait_for("Plan · Eve Adams")
        terminal.press("tomorrow", "tab")
        terminal.paste(marked(hostile, "pu"))
        wait_any(terminal, "[@click=app.quit]x", "[/] [/b]")
        terminal.press("enter")
        terminal.wait_gone("Plan · Eve Adams")
        wait_any(terminal, "[@click=app.quit]x", "[/] [/b]")

        terminal.press("2", "u")
        wait_and_scan(terminal, "undone")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert acts(bytes(terminal.raw)) == []
        assert terminal.is_as_it_was()


@KINDS
def test_the_name_and_the_notes_of_a_person(eve, hostile):
    with Terminal(columns=160, rows=50) as terminal:
        terminal.wait_for("Eve Adams")
        terminal.press("n")
        terminal.wait_for("New contact")
        terminal.paste(marked(hostile, "na"))
        wait_any(terminal, "[@click=app.quit]x", "[/] [/b]")
        # Past employer, title, role, e-mails, phones, links, tags and cadence to the notes; and out to save.
        terminal.press(*["tab"] * 9)
        terminal.paste(marked(hostile, "no"))
        wait_any(terminal, "[@click=app.quit]x", "[/] [/b]")
        terminal.press("shift+tab", "enter")
        terminal.wait_gone("New contact")
        wait_and_scan(terminal, "People · 2")
        for key in "123":
            terminal.press(key)
        wait_and_scan(terminal, "╭─ Eve Adams")
        terminal.press("1")
        terminal.press("g" if hostile is ESCAPED else "G")  # sorted before Eve, or behind her
        terminal.wait_gone("╭─ Eve Adams")
        terminal.press("E")
        wait_and_scan(terminal, "Edit ·")
        wait_any(terminal, "[@click=app.quit]x", "[/] [/b]")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert acts(bytes(terminal.raw)) == []
        assert terminal.is_as_it_was()
