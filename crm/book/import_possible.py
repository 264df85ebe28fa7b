"""Whom the new contacts of an import may be: somebody of the book, or somebody before them in the files.

With other choices the same search is not done again: a row that comes in no more, or comes in after all, can only
matter to the rows behind it with which it has an address, or a place of work and a part of the name in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from crm.book.blocks import Key, Parts, name_parts
from crm.book.finder import Finder, finder_of
from crm.book.import_files import Progress
from crm.book.import_items import Item, Possible
from crm.book.likeness import Known, known_of
from crm.book.matching import Index
from crm.book.session import Book

_EVERY = 200
#: With more comparisons than this to find out what the choices touch, everything is searched again.
_MOST_STEPS = 200_000


class PossibleSearch:
    """The rows of some files searched for in one state of a book, however often the choices change.

    `items` are all rows that can come in, always the same ones in the same order.
    """

    def __init__(self, book: Book | None, index: Index, items: Sequence[Item]) -> None:
        self._index = index
        self._book = finder_of(book)
        # Employers are numbered as they come: before anything is chosen, so that no choice changes a number.
        for item in items:
            self._book.number_employers(item.record.contact)
        self._found: dict[int, tuple[Possible, ...]] | None = None
        self._added: set[int] = set()
        # Of rows, by place; filled when first needed.
        self._known: dict[int, Known] = {}
        self._parts: dict[int, Parts] = {}
        self._under: dict[Key, list[int]] = defaultdict(list)
        self._at: dict[Key, list[int]] = defaultdict(list)

    def flag(self, items: Sequence[Item], progress: Progress | None = None) -> None:
        """Says of the items that are nobody known whom they may be. Nothing is kept of what `progress` cancels."""
        asked = {item.place: item for item in items if item.who is None and item.into is None}
        added = {place for place, item in asked.items() if item.action != "left"}
        if progress and asked:
            progress("Comparing", 0, len(asked))
        again = None if self._found is None else self._touched(items, asked, added, self._found)
        if again is None or self._found is None:
            found = self._search(asked, set(asked), added, progress)
        else:
            found = {place: self._found[place] for place in asked if place not in again}
            if again:
                near = self._neighbours(again) & added
                found |= self._search(
                    {place: item for place, item in asked.items() if place in near or place in again},
                    again,
                    near,
                    progress,
                )
        self._found, self._added = found, added
        for place, item in asked.items():
            item.possible = found[place]

    def _search(
        self, asked: dict[int, Item], wanted: set[int], added: set[int], progress: Progress | None
    ) -> dict[int, tuple[Possible, ...]]:
        """Whom those `wanted` may be, when those `added` come in."""
        finder: Finder = self._book.copy()
        found: dict[int, tuple[Possible, ...]] = {}
        for number, (place, item) in enumerate(asked.items()):
            if progress and number % _EVERY == 0:
                progress("Comparing", number, len(asked))
            contact = item.record.contact
            if place in wanted:
                maybe = [
                    Possible(match.who, match.name, match.reason, match.sure) for match in finder.possible(contact)
                ]
                seen = {possible.who for possible in maybe}
                maybe += [
                    Possible(who, self._index.shown[who], "same name, from a file of the same name", False)
                    for who in self._index.namesakes(contact)
                    if who not in seen
                ]
                found[place] = tuple(maybe)
            if place in added:
                finder.add(-place, contact)
        return found

    # What choices touch.

    def _touched(
        self, items: Sequence[Item], asked: dict[int, Item], added: set[int], found: dict[int, tuple[Possible, ...]]
    ) -> set[int] | None:
        """The places of those to be searched for again; None where it takes less to search for all of them."""
        again = asked.keys() - found.keys()
        changed = self._added ^ added
        if not changed and not again:
            return again
        self._note(items)
        steps = 0
        for place in changed:
            known = self._known[place]
            keys = self._book.keys(known)
            steps += sum(len(self._under[key]) for key in keys.addresses) + sum(
                len(self._at[key]) for key in keys.places
            )
            if steps > _MOST_STEPS:
                return None
            for key in keys.addresses:
                again.update(other for other in self._under[key] if other > place and other in asked)
            kept = self._parts_of(place).kept
            for key in keys.places:
                again.update(
                    other
                    for other in self._at[key]
                    if other > place and other in asked and not self._parts_of(other).asked.isdisjoint(kept)
                )
        return again if 2 * len(again) <= len(asked) else None

    def _neighbours(self, places: set[int]) -> set[int]:
        """All rows that have anything in common with one of these by which one finds the other."""
        near: set[int] = set()
        done: set[Key] = set()
        for place in places:
            keys = self._book.keys(self._known[place])
            for under, some in ((self._under, keys.addresses), (self._at, keys.places)):
                for key in some:
                    if key not in done:
                        done.add(key)
                        near.update(under[key])
        return near

    def _note(self, items: Sequence[Item]) -> None:
        if self._known:
            return
        for item in items:
            known = self._known[item.place] = known_of(item.record.contact)
            keys = self._book.keys(known)
            for key in keys.addresses:
                self._under[key].append(item.place)
            for key in keys.places:
                self._at[key].append(item.place)

    def _parts_of(self, place: int) -> Parts:
        parts = self._parts.get(place)
        if parts is None:
            parts = self._parts[place] = name_parts(self._known[place].names)
        return parts
