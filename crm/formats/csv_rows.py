"""The rows of a CSV file with the lines they stand in, whatever happened to its quotes.

The standard library's reader does the reading, strictly. A row that it refuses is read again leniently where that
gives just as many cells as there are columns; else it is a problem, and reading goes on with the line after the one
the row began in, so that a quote that is never closed costs a row and not the rest of the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from crm.formats.decoding import decode
from crm.formats.problems import Problems
from crm.formats.records import FormatError
from crm.formats.yaml_events import Progress

#: Characters in a row; more is a quote that was never closed.
LONGEST_ROW = 2_000_000
_MOST_LINES_OF_A_ROW = 10_000
#: How often the lines of a file may be read again, all in all, because of broken quotes.
_READ_AGAIN = 5
_DELIMITERS = ",;\t|"
_MOST_COLUMNS = 2_000
#: A header stands in one of the first lines; LinkedIn writes three before it.
_HEADER_WITHIN = 40
#: Lines that a header may have, as some people break the names of their columns.
_LINES_OF_A_HEADER = 20
_PROGRESS_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row and the line it begins in, from 1. `mended`: its quotes were not as CSV has them."""

    line: int
    cells: list[str]
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns are named, from 0, their names as written, the sign between them, and how many lines it has."""

    place: int
    names: tuple[str, ...]
    delimiter: str
    lines: int = 1


@dataclass(slots=True)
class Table:
    """A file as rows. They come once; the notes, and the problems of the file, are whole after the last."""

    header: Header
    rows: Iterator[Row]
    notes: list[str] = field(default_factory=list)


class _Endless(Exception):
    """A row that goes on beyond measure."""


class _Feed:
    """The lines of a file from a place on, which can be moved back."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.first = 0
        self.size = 0

    def begin(self) -> int:
        """The place where the next row begins."""
        self.first, self.size = self.at, 0
        return self.at

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        line = self.lines[self.at]
        self.at += 1
        self.size += len(line)
        if self.size > LONGEST_ROW or self.at - self.first > _MOST_LINES_OF_A_ROW:
            raise _Endless
        return line


def find_header(text: str, known: Callable[[Sequence[str]], int]) -> Header | None:
    """The first line in which `known` counts two columns or more, else the first with text if it counts one.

    A name in quotes may go on in the next lines. None where there is no such line.
    """
    single: Header | None = None
    seen_text = False
    told = ""
    source = io.StringIO(text[:LONGEST_ROW], newline="")
    lines = [line for line, _ in zip(source, range(_HEADER_WITHIN + _LINES_OF_A_HEADER), strict=False)]
    for place, line in enumerate(lines[:_HEADER_WITHIN]):
        if not line.strip():
            continue
        if place == 0 and line.strip().casefold().startswith("sep=") and len(line.strip()) == 5:
            told = line.strip()[4]  # how Excel is told
            continue
        best: tuple[int, int, Header] | None = None
        for delimiter in told or _DELIMITERS:
            for names, length in _headers_at(lines, place, delimiter):
                count = known(names)
                if best is None or (count, len(names)) > best[:2]:
                    best = (count, len(names), Header(place, names, delimiter, length))
        if best is not None and best[0] >= 2:
            return best[2]
        if best is not None and best[0] == 1 and not seen_text:
            single = best[2]
        seen_text = True
    return single


def _headers_at(lines: list[str], place: int, delimiter: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """What the header would be if it were the line, and if it were the row that begins there; with its lines."""
    yield tuple(_cells(lines[place], delimiter)), 1
    if lines[place].count('"') % 2:
        reader = csv.reader(lines[place : place + _LINES_OF_A_HEADER], delimiter=delimiter, strict=True)
        try:
            names = next(reader, [])
        except csv.Error:
            return
        yield tuple(names), reader.line_num


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def read_table(
    data: bytes, name: str, known: Callable[[Sequence[str]], int], problems: Problems, progress: Progress | None
) -> Table:
    """The file called `name` as rows, its header found by `known` (see `find_header`); bad rows go into `problems`.

    Raises FormatError where there is no header, and what `decode` raises for what is no text.
    """
    decoded = decode(data, name)
    text = decoded.text
    notes = [decoded.note] if decoded.note else []
    if nuls := text.count("\x00"):
        line = text.count("\n", 0, text.index("\x00")) + 1
        notes.append(f"{nuls:,} NUL {'character' if nuls == 1 else 'characters'} left out, the first in line {line}.")
        text = text.replace("\x00", "")
    header = find_header(text, known)
    if header is None:
        if not text.strip():
            raise FormatError(f"{name} is empty: there is nobody in it.", name)
        raise FormatError(
            f"{name}: no line of it names the columns. The first line should, like name,email,phone,company.", name, 1
        )
    if len(header.names) > _MOST_COLUMNS:
        raise FormatError(
            f"{name} names {len(header.names):,} columns, more than {_MOST_COLUMNS:,}: leave out those that are empty.",
            name,
            header.place + 1,
        )
    lines = io.StringIO(text, newline="").readlines()
    table = Table(header, iter(()), notes=notes)
    table.rows = _Rows(lines, table, problems, progress).read()
    return table


class _Rows:
    def __init__(self, lines: list[str], table: Table, problems: Problems, progress: Progress | None) -> None:
        self.lines = lines
        self.table = table
        self.problems = problems
        self.progress = progress
        self.delimiter = table.header.delimiter
        self.width = len(table.header.names)
        self.budget = _READ_AGAIN * len(lines) + _MOST_LINES_OF_A_ROW
        self.lost_from = self.lost_to = 0  # lines of which nothing was read, while looking for the next whole row

    def read(self) -> Iterator[Row]:
        """Every row after the header, without those that are empty or the header once more."""
        feed = _Feed(self.lines)
        feed.at = self.table.header.place + self.table.header.lines
        reader = csv.reader(feed, delimiter=self.delimiter, strict=True)
        names = list(self.table.header.names)
        headers_again = 0
        told = 0
        while True:
            first = feed.begin()
            if self.progress and first - told >= _PROGRESS_EVERY:
                told = first
                self.progress(first, len(self.lines))
            limit = csv.field_size_limit(LONGEST_ROW)  # the module's, so it is given back before anybody else runs
            try:
                cells = next(reader)
                whole = feed.at - first == 1 or len(cells) <= self.width
            except StopIteration:
                break
            except (csv.Error, _Endless):
                cells, whole = [], False
            finally:
                csv.field_size_limit(limit)
            if not whole:
                mended = self._leniently(first, feed.at)
                if mended is None:
                    if not self._lose(first, feed):
                        break
                    continue
                cells = mended
            elif self.lost_from and len(cells) != self.width:
                self.lost_to = feed.at  # the rest of a row that was given up
                continue
            self._report_lost()
            if not any(map(str.strip, cells)):
                continue
            if cells == names:
                headers_again += 1
                continue
            yield Row(first + 1, cells, not whole)
        self._report_lost()
        if headers_again:
            again = "once" if headers_again == 1 else f"{headers_again:,} times"
            self.table.notes.append(f"The line that names the columns is there {again} more; it is nobody.")

    def _leniently(self, first: int, end: int) -> list[str] | None:
        """The cells of lines that strict reading refuses, if there are as many as columns; None else."""
        if sum(map(len, self.lines[first:end])) > LONGEST_ROW:
            return None
        limit = csv.field_size_limit(LONGEST_ROW)
        try:
            rows = list(csv.reader(self.lines[first:end], delimiter=self.delimiter))
        except csv.Error:
            return None
        finally:
            csv.field_size_limit(limit)
        if len(rows) != 1 or len(rows[0]) != self.width or self.width < 2:
            return None
        # A quote that was opened by mistake ends inside a later row; its line break is then no part of a note.
        return rows[0] if end - first == 1 else None

    def _lose(self, first: int, feed: _Feed) -> bool:
        """Goes back to the line after the one where a bad row began; False when that has been done too often."""
        self.budget -= feed.at - first
        if not self.lost_from:
            self.lost_from = first + 1
        if self.budget < 0:
            self.lost_to = len(self.lines)
            return False
        feed.at = first + 1
        self.lost_to = feed.at
        return True

    def _report_lost(self) -> None:
        if not self.lost_from:
            return
        more = f" Nothing was read of the lines up to {self.lost_to:,}." if self.lost_to > self.lost_from else ""
        self.problems.add(
            self.lost_from,
            "",
            f"A quote that begins in this row is not closed, or the row is too long: mend it and import again.{more}",
        )
        self.lost_from = self.lost_to = 0
