"""Finding people who are in the book twice: how many of those planted are found, how many of those told are none."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Result, show
from benchmarks.people import TODAY
from benchmarks.planted import Planted, planted
from crm.book.clock import FixedClock
from crm.book.contact_rows import insert_contacts
from crm.book.duplicates import DuplicatePair, find_duplicates
from crm.book.session import Book, open_book

SIZE, TWICE = 10_000, 500
LARGE, LARGE_TWICE = 100_000, 5_000
SEEDS = (1, 2, 3, 4, 5)
#: Of the likely ones so many are suggested; of all told so many may be none.
FOUND, FALSE = 0.95, 0.01
SECONDS, LARGE_SECONDS = 10.0, 120.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found. `missed` and `false` are the pairs themselves, for whoever wants to know why."""

    sure: int
    sure_found: int
    likely: int
    likely_found: int
    told: int
    false: tuple[DuplicatePair, ...]
    missed: tuple[tuple[int, int, str], ...]
    seconds: float

    @property
    def sure_but_false(self) -> int:
        """Pairs told as sure that are two people."""
        return sum(pair.sure for pair in self.false)


def fill(book: Book, people: Planted) -> list[int]:
    """Writes the people into the book; gives their ids."""
    with book.act("Fill"):
        return insert_contacts(book.store, people.people, today=book.today, stamp=book.stamp)


def outcome(book: Book, people: Planted, ids: list[int]) -> Outcome:
    """Looks for duplicates in a book that holds the people under these ids."""
    start = time.perf_counter()
    pairs = find_duplicates(book)
    took = time.perf_counter() - start
    places = {number: place for place, number in enumerate(ids)}
    told = {(places[pair.one], places[pair.other]): pair for pair in pairs}
    truth = people.sure | people.likely
    # Sure ones are to be told as sure; of the likely ones either will do.
    sure = [pair for pair in people.sure if pair in told and told[pair].sure]
    likely = [pair for pair in people.likely if pair in told]
    missed = (set(people.sure) - set(sure)) | (set(people.likely) - set(likely))
    return Outcome(
        len(people.sure),
        len(sure),
        len(people.likely),
        len(likely),
        len(told),
        tuple(pair for place, pair in told.items() if place not in truth),
        tuple(sorted((*pair, truth[pair]) for pair in missed)),
        took,
    )


def run(size: int, twice: int, seed: int, folder: Path) -> Outcome:
    """One book made, filled and looked through."""
    people = planted(size, twice, seed)
    path = folder / f"{size}-{seed}.callback"
    with open_book(path, clock=FixedClock(TODAY), create=True, backups=folder) as book:
        return outcome(book, people, fill(book, people))


def measure(rounds: int = 5) -> list[Result]:
    """Four lines for each seed (fewer seeds with few rounds), and one for the large book."""
    lines = []
    with tempfile.TemporaryDirectory() as name:
        for seed in SEEDS[:rounds]:
            lines += _lines(f"{SIZE:,} people, {TWICE} twice, seed {seed}", run(SIZE, TWICE, seed, Path(name)), SECONDS)
        if rounds > 1:
            large = run(LARGE, LARGE_TWICE, 1, Path(name))
            lines += _lines(f"{LARGE:,} people, {LARGE_TWICE:,} twice", large, LARGE_SECONDS, judged=False)
    return lines


def _lines(what: str, found: Outcome, limit: float, judged: bool = True) -> list[Result]:
    def holds(kept: bool) -> bool | None:
        return kept if judged else None

    share = found.likely_found / found.likely
    false = len(found.false) / found.told
    per_thousand = len(found.false) / _people(what) * 1000
    return [
        Result(
            f"{what}: sure ones told as sure",
            f"{found.sure_found} of {found.sure}",
            f"two people told as sure: {found.sure_but_false}",
            holds=holds(found.sure_found == found.sure and not found.sure_but_false),
        ),
        Result(
            f"{what}: likely ones suggested",
            f"{found.likely_found} of {found.likely} ({share:.1%})",
            f"at least {FOUND:.0%}",
            holds=holds(share >= FOUND),
        ),
        Result(
            f"{what}: false among all told",
            f"{len(found.false)} of {found.told} ({false:.2%}; {per_thousand:.2f} per 1,000 people)",
            f"under {FALSE:.0%}",
            holds=holds(false < FALSE),
        ),
        Result(f"{what}: time", show(found.seconds), f"at most {limit:g} s", holds=found.seconds <= limit),
    ]


def _people(what: str) -> int:
    return int(what.split(" ", 1)[0].replace(",", ""))
