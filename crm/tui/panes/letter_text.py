"""The pane in which a letter is written: its subject in a line, its text below."""

from __future__ import annotations

import re
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from crm.book.letters import LONGEST_LETTER
from crm.domain.text import clean
from crm.tui.dialogs.inputs import CleanInput, NoteArea, one_line

#: What the program lays out to be written over stands in brackets.
_MARK = re.compile(r"\[[^\[\]\n]{1,800}\]")


class LetterArea(NoteArea):
    """The text of a letter: soft wrapped, never with a control character in it."""

    limit: ClassVar[int] = LONGEST_LETTER

    def on_mount(self) -> None:
        """Reading begins at the top."""
        self.move_cursor((0, 0))

    def put(self, text: str) -> None:
        """Another text; the cursor stays on its line, where there still is one."""
        row, column = self.cursor_location
        self.load_text(text)
        row = min(row, self.document.line_count - 1)
        self.move_cursor((row, min(column, len(self.document.get_line(row)))))

    def go(self, line: int, column: int, length: int = 0) -> None:
        """Put the cursor on a place counted from 1, in sight, with `length` characters selected."""
        row = min(max(line - 1, 0), self.document.line_count - 1)
        at = min(max(column - 1, 0), len(self.document.get_line(row)))
        self.move_cursor((row, at), center=True)
        if length:
            self.move_cursor((row, min(at + length, len(self.document.get_line(row)))), select=True)

    def next_mark(self) -> bool:
        """Select the next bracket after the cursor, round the end; False where there is none."""
        lines = self.text.split("\n")
        row, column = max(self.selection.start, self.selection.end)
        for at, begin in ((row, column), *((other, 0) for other in (*range(row + 1, len(lines)), *range(row + 1)))):
            if found := _MARK.search(lines[at], begin):
                self.go(at + 1, found.start() + 1, len(found[0]))
                return True
        return False

    # What j and k do where nothing is typed.

    def move(self, rows: int) -> None:
        """Scroll by lines."""
        self.scroll_relative(y=rows, animate=False)

    def move_pages(self, pages: int) -> None:
        """Scroll by screens."""
        self.scroll_relative(y=pages * max(self.size.height - 1, 1), animate=False)

    def move_to(self, line: int) -> None:
        """Scroll to a line, or to the end."""
        self.scroll_to(y=min(line, self.max_scroll_y), animate=False)


class LetterPane(Vertical):
    """Subject and text. `Typed` comes with every change by hand."""

    DEFAULT_CSS = """
    LetterPane #letter-head { height: 1; padding: 0 1; }
    LetterPane #letter-head Static { width: 9; color: $muted; }
    LetterPane #letter-subject, LetterPane #letter-subject:focus {
        width: 1fr; height: 1; border: none; padding: 0; background: $background; background-tint: $foreground 0%;
    }
    LetterPane #letter-subject:focus { background: $cursor-quiet; }
    LetterPane #letter-rule { height: 1; color: $rule; padding: 0 1; }
    LetterPane #letter-text, LetterPane #letter-text:focus {
        height: 1fr; width: 1fr; max-width: 92; border: none; padding: 0 1; background: $background;
        scrollbar-size-vertical: 1;
        scrollbar-color: $rule;
        scrollbar-color-hover: $muted;
        scrollbar-color-active: $accent;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    """

    class Typed(Message):
        """The subject or the text changed."""

    def __init__(self) -> None:
        super().__init__(id="letter-pane", classes="pane")
        self.subject = CleanInput(placeholder="no subject")
        self.subject.id = "letter-subject"
        self.area = LetterArea(placeholder="Dear …")
        self.area.id = "letter-text"
        self.too_long = False

    def compose(self) -> ComposeResult:
        """The two."""
        with Horizontal(id="letter-head"):
            yield Static("Subject", markup=False)
            yield self.subject
        yield Static("─" * 300, id="letter-rule", markup=False)
        yield self.area

    def put(self, subject: str, text: str) -> None:
        """Show another subject and text; one that is longer than any letter is cut, and can only be read."""
        self.too_long = len(clean(text)) > LONGEST_LETTER
        if self.subject.value != one_line(subject):
            self.subject.value = subject
        self.area.put(text)

    @property
    def now(self) -> tuple[str, str]:
        """Subject and text as they stand there."""
        return self.subject.value, self.area.text

    @property
    def read_only(self) -> bool:
        """True while nothing can be typed."""
        return self.area.read_only

    @read_only.setter
    def read_only(self, value: bool) -> None:
        if self.area.read_only != value:
            self.area.read_only = value
            self.subject.disabled = value

    @property
    def words(self) -> int:
        """How many words the text has."""
        return len(self.area.text.split())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The text."""
        event.stop()
        self.post_message(self.Typed())

    def on_input_changed(self, event: Input.Changed) -> None:
        """The subject."""
        event.stop()
        self.post_message(self.Typed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the subject on to the text."""
        event.stop()
        self.area.focus()
