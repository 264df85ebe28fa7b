"""An open book with the clock and the settings it is used with: the first argument of every use case."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType

from crm.book.clock import Clock
from crm.book.errors import BookError, Refused
from crm.book.places import places
from crm.book.settings import Settings
from crm.domain.text import clean_line
from crm.store.store import Store, open_store

_LONGEST_STEP = 120


@dataclass(frozen=True, slots=True)
class Book:
    """An open book. Use it on the thread that opened it.

    `leaving` is called before a `with` over the book closes it, unless the book itself failed.
    """

    store: Store
    clock: Clock
    settings: Settings
    leaving: Callable[[Book], None] | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self.store.path

    @property
    def name(self) -> str:
        """What the person calls it: the file's name without ending and dashes."""
        return self.path.stem.replace("-", " ").replace("_", " ")

    @property
    def today(self) -> date:
        """The local date."""
        return self.clock.today()

    @property
    def stamp(self) -> str:
        """Now in UTC to the second, as stored: `2026-11-22T11:00:00Z`."""
        return utc_stamp(self.clock.now())

    @property
    def changes(self) -> int:
        """A number that rises with every row that is written through this book."""
        return int(self.store.database.connection().total_changes)

    @contextmanager
    def act(self, what: str) -> Iterator[None]:
        """One transaction and one undo step, called `what` in the history."""
        with self.store.act(clean_line(what)[:_LONGEST_STEP], self.clock.now()):
            yield

    def refuse_itself(self, target: Path) -> None:
        """Raises Refused when a file to be written is the book, or one of the two files SQLite keeps beside it."""
        own = [self.path, *(self.path.with_name(self.path.name + part) for part in ("-wal", "-shm"))]
        # Not `Path.resolve`, which raises for a link that leads to itself.
        if any(os.path.realpath(target) == os.path.realpath(mine) or _same_file(target, mine) for mine in own):
            raise Refused(f"{target} is the book itself: name another file.")

    def backup(self, reason: str) -> Path:
        """A verified copy of the book as it is."""
        return self.store.backup(reason, self.clock.now())

    def close(self) -> None:
        """Closes the file."""
        self.store.close()

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self.leaving is not None and not (kind is not None and issubclass(kind, BookError)):
                self.leaving(self)
        finally:
            self.close()


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def utc_stamp(moment: datetime) -> str:
    """`moment` in UTC to the second: `2026-11-22T11:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_book(
    path: Path,
    *,
    clock: Clock,
    settings: Settings | None = None,
    create: bool = False,
    backups: Path | None = None,
) -> Book:
    """Opens the book at `path`, or makes it with `create`. Raises UnreadableBook with a sentence."""
    settings = settings or Settings()
    store = open_store(path, backups=backups or places().backups, create=create, rule=settings.rule)
    return Book(store, clock, settings)
