"""A dialect of CSV: what its columns stand for, and what its cells mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from crm.formats.csv_dates import DateOrder
from crm.formats.records import Shape

#: What Google puts between several values in one cell.
SEVERAL = " ::: "
_PUNCTUATION = re.compile(r"[\W_]+")


class Column(NamedTuple):
    """What a column stands for: a field of a contact, or a part of the `group`-th e-mail, phone, address or position.

    `label` is the label that the column itself gives (`Home Phone` gives home).
    """

    field: str
    group: int = 0
    part: str = ""
    label: str = ""


#: Gives what a folded header stands for, or None where nobody knows.
Lookup = Callable[[str], Column | None]


@dataclass(frozen=True, slots=True)
class Dialect:
    """A way to write contacts as a table.

    `kind` says in words what the file is, by its folded headers. `several` says that a cell may hold several values,
    `noise` which cells, by folded header, say nothing; `label` turns a label as written into the book's. `again` is
    what a header stands for that is there a second time, `order` what its headers say about days like 3/7. `nameless`
    is said of rows that are nobody, of which the dialect has many by its nature. `own` is the program's own, whose
    cells are exact.
    """

    kind: Callable[[Sequence[str]], str]
    shape: Shape
    column: Lookup
    tags: Callable[[str], Iterable[str]]
    several: bool = False
    noise: Callable[[str, str], bool] = lambda _key, _cell: False
    label: Callable[[str], str] = lambda label: label
    again: Mapping[str, Column] = field(default_factory=dict)
    order: Callable[[Sequence[str]], DateOrder] = lambda _keys: "unknown"
    how_met: str = ""
    nameless: str = ""
    own: bool = False

    def columns(self, keys: Sequence[str]) -> list[Column | None]:
        """What each of the folded headers stands for."""
        seen: set[str] = set()
        found: list[Column | None] = []
        for key in keys:
            found.append(self.again[key] if key in seen and key in self.again else self.column(key))
            seen.add(key)
        return found


@lru_cache(maxsize=4096)
def header_key(header: str) -> str:
    """A header without case, spaces and punctuation, by which headers are compared."""
    return _PUNCTUATION.sub("", header.casefold())


def by_commas(cell: str) -> Iterable[str]:
    """Tags with a comma or a semicolon between them."""
    return re.split(r"[,;]", cell)
