"""What interviews taught, and what the search shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from crm.book.learned import Learned, learned
from crm.book.lessons import Lessons, all_lessons
from crm.book.session import Book
from crm.domain.words import count
from crm.tui.commands import bindings, commands_of
from crm.tui.panes.lessons_sheet import lay_out_lessons
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.sheet import Sheet


class LessonsScreen(BookScreen):
    """One sheet to read; it says that it is reading, as a large book takes a moment."""

    NAME = "lessons"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("lessons")))
    AUTO_FOCUS = "#lessons-sheet"

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self.found: tuple[Lessons, Learned] | None = None
        self.sheet = Sheet(id="lessons-sheet")
        self.pane = Vertical(self.sheet, id="lessons-pane", classes="pane")

    def body(self) -> Sequence[Widget]:
        """The sheet alone."""
        return [self.pane]

    async def load(self) -> None:
        """Read all interviews and all touches."""
        self.title_bar.show([("Lessons", "strong")], [("reading …" if self.found is None else "", "muted")])
        self.found = lessons, numbers = await self.run(_read)
        said = count(len(lessons.rows), "interview")
        self.title_bar.show([("Lessons", "strong")], [(f"from {said}", "muted")])
        self.pane.border_title = "What recurs, every lesson, and what the search shows"
        today = self.today
        self.sheet.show(lambda width: lay_out_lessons(lessons, numbers, width, today))

    def do_concerns_open(self) -> None:
        """The ledger."""
        from crm.tui.screens.concerns import ConcernsScreen

        self.app.push_screen(ConcernsScreen(self.home))

    def do_proofs_open(self) -> None:
        """The stories."""
        from crm.tui.screens.proofs import ProofsScreen

        self.app.push_screen(ProofsScreen(self.home))


def _read(book: Book) -> tuple[Lessons, Learned]:
    return all_lessons(book), learned(book)
