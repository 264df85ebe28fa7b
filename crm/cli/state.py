"""What every verb shares: which book, whose clock, which settings. Each is looked up when it is needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm.book.clock import Clock, clock_from_environment
from crm.book.errors import NotFound, UnreadableBook
from crm.book.places import Places, places
from crm.book.settings import Settings, load_settings
from crm.cli.output import tell

if TYPE_CHECKING:
    from crm.book.session import Book


class NoBookYet(NotFound):
    """The usual book has not been started. Not a fault: there is simply nobody in it."""


@dataclass
class State:
    """One run of the program. `chosen` is the file given with `--book`."""

    chosen: Path | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @cached_property
    def places(self) -> Places:
        """The files in use."""
        return places(self.environ)

    @cached_property
    def clock(self) -> Clock:
        """The system's clock, or the one that `CALLBACK_TODAY` fixes. Raises ClockError."""
        return clock_from_environment(self.environ)

    @cached_property
    def settings(self) -> Settings:
        """What the person set. Raises SettingsError."""
        return load_settings(self.places.settings)

    @property
    def today(self) -> date:
        """The local date."""
        return self.clock.today()

    @property
    def path(self) -> Path:
        """The book's file."""
        return self.chosen or self.places.book

    def open(self, *, create: bool = False) -> Book:
        """The book, to be used in a `with`. Only `create` makes a missing one.

        Raises NoBookYet where the usual book has not been started, UnreadableBook where a named one is
        missing or any is damaged.
        """
        # Clock and settings first: a wrong one must not leave a new book behind.
        clock, settings = self.clock, self.settings
        if not create and not self.path.exists():
            if self.chosen is not None:
                raise UnreadableBook(
                    f"There is no book at {self.path}; `callback add` and `callback import` start one."
                )
            raise NoBookYet(
                "There is no book yet: `callback add NAME`, `callback import FILE` or `callback` alone "
                "starts one; `callback demo` shows a sample."
            )
        from crm.book.session import open_book

        book = open_book(self.path, clock=clock, settings=settings, create=create, backups=self.places.backups)
        return replace(book, leaving=_refresher(book.changes)) if settings.has_outputs else book


def _refresher(before: int) -> Callable[[Book], None]:
    """What keeps the calendar feed and folder fresh: where a verb changed the book, they follow before it is closed."""

    def refresh(book: Book) -> None:
        if book.changes == before:
            return
        from crm.book.calendar_outputs import refresh_outputs

        for sentence in refresh_outputs(book).sentences:
            tell(sentence)

    return refresh


pass_state = click.make_pass_decorator(State, ensure=True)
