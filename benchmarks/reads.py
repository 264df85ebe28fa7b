"""Pages of the queue, of filters and of a timeline: 100,000 contacts against 1,000, and what SQLite plans."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from benchmarks.books import opened
from benchmarks.generate import copy
from benchmarks.measure import Result, compare, in_turn, seconds
from crm.book import reading
from crm.book.session import Book

LIMIT = 2.0
LARGE, SMALL = 100_000, 1_000
_REPEATS = 5
_PAGE = 100
#: A name, one without its accents, other scripts, a common tag: one range of the index each.
FILTERS = ("whitfield", "oztur", "δημητ", "山田", "plan")
#: Two words (the second is looked for among those with the first), two letters (a walk along the list), nobody.
HARDER = ("ines gul", "wr", "xyzzy")


def pages() -> dict[str, Callable[[Book], object]]:
    """What is read, by name."""
    found: dict[str, Callable[[Book], object]] = {
        "queue, first page": reading.queue_page,
        "contacts, first page": reading.contacts_page,
        "timeline, first page": lambda book: reading.timeline_page(book, 42),
        "card of a contact": lambda book: reading.contact_card(book, 42),
    }
    return found


def filters(small: Book, texts: Sequence[str] = FILTERS + HARDER) -> dict[str, Callable[[Book], object]]:
    """Each filter with a page of as many rows as the small book can give: the same work on both sides."""
    found: dict[str, Callable[[Book], object]] = {}
    for text in texts:
        rows = min(_PAGE, max(1, reading.contacts_count(small, text)))
        found[f"filter “{text}”, {rows} row{'' if rows == 1 else 's'}"] = lambda book, text=text, rows=rows: (
            reading.contacts_page(book, text, limit=rows)
        )
    return found


def measure(rounds: int = 25) -> list[Result]:
    """One line for each page."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        large = stack.enter_context(opened(copy(LARGE, folder)))
        small = stack.enter_context(opened(copy(SMALL, folder)))
        usual = pages() | filters(small, FILTERS)
        results = [_measure_one(what, read, large, small, rounds) for what, read in usual.items()]
        results += [
            _without_limit(_measure_one(what, read, large, small, rounds))
            for what, read in filters(small, HARDER).items()
        ]
        results.append(_counts(large, small, rounds))
    return results


def _measure_one(what: str, read: Callable[[Book], object], large: Book, small: Book, rounds: int) -> Result:
    read(large), read(small)
    ours, theirs = in_turn([lambda: _timed(read, large), lambda: _timed(read, small)], rounds)
    return compare(what, ours, theirs, LIMIT, ("at 100k", "at 1k"))


def _timed(read: Callable[[Book], object], book: Book) -> float:
    def several() -> None:
        for _ in range(_REPEATS):
            read(book)

    return seconds(several) / _REPEATS


def _counts(large: Book, small: Book, rounds: int) -> Result:
    """How many wait in each group: a count has to see every row of the index, so it has no limit here."""
    ours, theirs = in_turn(
        [
            lambda: seconds(lambda: reading.queue_counts(large)),
            lambda: seconds(lambda: reading.queue_counts(small)),
        ],
        rounds,
    )
    what = "counts of the queue's groups (for the heading, not waited for)"
    return _without_limit(compare(what, ours, theirs, LIMIT, ("at 100k", "at 1k")))


def _without_limit(line: Result) -> Result:
    return replace(line, limit=None)


def plans(size: int = LARGE) -> str:
    """Every statement the pages run on a book of that size, each with SQLite's plan for it."""
    text: list[str] = []
    with tempfile.TemporaryDirectory() as folder, opened(copy(size, Path(folder))) as book:
        connection = book.store.database.connection()
        for what, read in (pages() | filters(book)).items():
            statements: list[str] = []
            connection.set_trace_callback(statements.append)
            read(book)
            connection.set_trace_callback(None)
            text.append(f"-- {what}")
            for statement in dict.fromkeys(statements):
                if not statement.lstrip().upper().startswith(("SELECT", "WITH")):
                    continue
                plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
                shown = " ".join(statement.split())
                text += [
                    shown if len(shown) <= 240 else f"{shown[:240]} …",
                    *(f"    {row[3]}" for row in plan),
                ]
            text.append("")
    return "\n".join(text)


def scans(size: int = SMALL) -> list[str]:
    """Steps of those plans that would read a whole table: there should be none."""
    return [
        line.strip()
        for line in plans(size).splitlines()
        if line.strip().startswith("SCAN ")
        # `l` is the page itself, fifty rows that another step has found.
        and not (line.strip() == "SCAN l" or " USING " in line or "CONSTANT ROW" in line)
    ]


if __name__ == "__main__":
    print(plans())
