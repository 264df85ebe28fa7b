"""The search for people who are in the book twice, kept while the app runs so that it is not done again for nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from crm.book.duplicates import DuplicatePair, alike_pairs, told_pairs
from crm.book.likeness import Known, Likeness
from crm.tui.reads_doubles import State, Twice


class Stopped(Exception):
    """Nobody waits for it any more."""


class _Run:
    """One comparing of everybody: how far it is. Given as its progress; ends it when nobody waits any more."""

    def __init__(self, total: int) -> None:
        self.done, self.total, self.stopped = 0, total, False

    def __call__(self, done: int, total: int) -> None:
        if self.stopped:
            raise Stopped
        self.done = done


class DoublesSearch:
    """What was read of the book, and what came of comparing it: the comparing needs no book and has its own thread."""

    def __init__(self) -> None:
        self._read: Twice | None = None
        self._compared: dict[int, Known] | None = None
        self._alike: dict[tuple[int, int], Likeness] = {}
        self._run: _Run | None = None

    @property
    def state(self) -> State | None:
        """Up to when the book is known."""
        return self._read.state if self._read is not None else None

    def take(self, found: Twice) -> None:
        """The book as it is now."""
        self._read = found

    @property
    def begun(self) -> bool:
        """True once people were compared: before, nothing is known of them."""
        return self._compared is not None

    @property
    def behind(self) -> bool:
        """True where something of what is compared has changed since."""
        return self._read is not None and self._compared != self._read.people.people

    @property
    def running(self) -> bool:
        """True while people are compared."""
        return self._run is not None

    @property
    def words(self) -> str:
        """`comparing 10,000 people, 45 %`; empty when nothing is."""
        if self._run is None:
            return ""
        return f"comparing {self._run.total:,} people, {100 * self._run.done // max(self._run.total, 1)} %"

    @property
    def people(self) -> list[DuplicatePair]:
        """The pairs of people, as far as they are known: without those who are gone since they were compared."""
        if self._read is None:
            return []
        there = self._read.people.people
        alike = {pair: found for pair, found in self._alike.items() if pair[0] in there and pair[1] in there}
        return told_pairs(self._read.people, alike)

    @property
    def employers(self) -> list[DuplicatePair]:
        """The pairs of employers."""
        return self._read.employers if self._read is not None else []

    async def compare(self, then: Callable[[], None]) -> None:
        """Compare until nothing has changed meanwhile; `then` is called each time something is known.

        Does nothing while it runs already.
        """
        if self.running:
            return
        run: _Run | None = None
        try:
            while self._read is not None and self.behind:
                people = self._read.people.people
                self._run = run = _Run(len(people))
                self._alike = await asyncio.to_thread(_compared, people, run)
                self._compared = people
                then()
        except Stopped:
            pass
        finally:
            if self._run is run:
                self._run = None

    def stop(self) -> None:
        """Have it end before its time; what was known before stays known."""
        if self._run is not None:
            self._run.stopped = True
            self._run = None


def _compared(people: dict[int, Known], run: _Run) -> dict[tuple[int, int], Likeness]:
    return dict(alike_pairs(people, run))
