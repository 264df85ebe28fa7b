"""The filter of the contacts list as SQL: folded words, each matched by its beginning, in the order of the list.

Three letters and more are looked up under the word's first three letters, where the index holds the contacts in the
order of the list: a page is one range read whatever the size of the book. Shorter beginnings are so common that
walking the list finds a page at once; rare ones are few enough to sort.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm.domain.text import fold, words
from crm.store.derived import HEAD
from crm.store.store import Store

_FEW = 400
_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Filter:
    """A query for (sort_key, contact_id) pairs, unordered, to be ordered and cut by the caller."""

    source: str
    values: tuple[Any, ...]

    def page(self, offset: int, limit: int) -> tuple[str, tuple[Any, ...]]:
        """The ids of one page in the order of the list."""
        # One contact can have several words that fit; in the list of contacts itself each stands once.
        once = "" if self.source.startswith("listing") else "GROUP BY sort_key, contact_id"
        sql = f"SELECT contact_id FROM {self.source} {once} ORDER BY sort_key, contact_id LIMIT ? OFFSET ?"
        return sql, (*self.values, limit, offset)

    def count(self) -> tuple[str, tuple[Any, ...]]:
        """How many contacts fit."""
        what = "*" if self.source.startswith("listing") else "DISTINCT contact_id"
        return f"SELECT count({what}) FROM {self.source}", self.values

    def before(self, sort_key: str, contact_id: int) -> tuple[str, tuple[Any, ...]]:
        """How many that fit stand before a contact."""
        return (
            f"SELECT count(DISTINCT contact_id) FROM {self.source} AND (sort_key, contact_id) < (?, ?)",
            (*self.values, sort_key, contact_id),
        )

    def has(self, contact_id: int) -> tuple[str, tuple[Any, ...]]:
        """Whether a contact fits."""
        return f"SELECT 1 FROM {self.source} AND contact_id = ? LIMIT 1", (*self.values, contact_id)


EVERYBODY = Filter("listing WHERE 1", ())
_NOBODY = Filter("listing WHERE 0", ())


def make_filter(store: Store, text: str) -> Filter:
    """The filter for what was typed: every word must begin a word of the contact; else stand anywhere in it."""
    tokens = words(text)
    if not tokens:
        folded = fold(text.strip())
        return _anywhere([folded]) if folded else EVERYBODY
    tokens.sort(key=len, reverse=True)
    beginning = _beginning(store, tokens)
    sql, values = beginning.page(0, 1)
    if store.row(sql, values) is not None:
        return beginning
    return _anywhere(tokens)


def _beginning(store: Store, tokens: list[str]) -> Filter:
    longest, others = tokens[0], tokens[1:]
    if len(longest) >= HEAD:
        source = "search_word WHERE head = ? AND word >= ? AND word < ?"
        found: tuple[str, ...] = (longest[:HEAD], longest, longest + _END)
    else:
        found = (longest, longest + _END)
        edges = (f"SELECT {edge}(head) FROM search_word WHERE head >= ? AND head < ?" for edge in ("min", "max"))
        first, last = (store.value(edge, found) for edge in edges)
        if first is not None and first == last:
            # Ideographs are words of one letter: they stand under one head, in the order of the list.
            return _with_all("search_word WHERE head = ?", (first,), others)
        source = "search_word WHERE head >= ? AND head < ?"
        sample = store.rows(f"SELECT 1 FROM {source} LIMIT {_FEW}", found)
        if len(sample) == _FEW:
            return _with_all("listing WHERE 1", (), tokens)
    return _with_all(source, found, others)


def _with_all(source: str, values: tuple[Any, ...], tokens: list[str]) -> Filter:
    if not tokens:
        return Filter(source, values)
    if source.startswith("listing"):
        conditions = "".join(" AND instr(search_text, ?)" for _ in tokens)
    else:
        conditions = "".join(
            " AND instr((SELECT search_text FROM listing l WHERE l.contact_id = search_word.contact_id), ?)"
            for _ in tokens
        )
    return Filter(source + conditions, (*values, *(f" {token}" for token in tokens)))


def _anywhere(tokens: list[str]) -> Filter:
    conditions = "".join(" AND instr(search_text, ?)" for _ in tokens)
    # What begins no word is rare: one pass over the table, then sorting, beats a walk along the index.
    return Filter(f"listing NOT INDEXED WHERE 1{conditions}", tuple(tokens))
