"""What does not depend on the choices of an import, kept between one preview and the next, and for the import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from crm.book.contact_rows import load_contacts
from crm.book.import_items import Item
from crm.book.import_possible import PossibleSearch
from crm.book.import_same import present_names
from crm.book.matching import Index, index_of
from crm.book.merging import Merged, merge
from crm.book.session import Book
from crm.book.validate import validate_contact
from crm.domain.people import Contact
from crm.formats.records import ParsedFile

_CHUNK = 5_000


class Kept:
    """Handed in with every preview of the same files, and with their import, it spares finding the same once more.

    Nothing in it outlives its book: whenever the book was written to, here or by another program, when it is another
    book or day, or when there are other files, everything is found anew. To be used on one thread at a time.
    """

    def __init__(self) -> None:
        self._state: tuple[Any, ...] | None = None
        self._given: Sequence[ParsedFile] = ()
        self._forget()

    def _forget(self) -> None:
        self._files: Sequence[ParsedFile] = ()
        self._index: Index | None = None
        self._search: PossibleSearch | None = None
        self._faults: dict[int, str] = {}
        self._certain: dict[int, tuple[list[int], list[int]]] = {}
        self._contacts: dict[int, Contact] = {}
        self._merged: dict[tuple[int, int, bool | frozenset[str]], tuple[Contact, Merged]] = {}

    def files(self, book: Book | None, files: Sequence[ParsedFile], today: date) -> Sequence[ParsedFile]:
        """The files with employers called as they are now. To be asked first: whatever may be stale is dropped."""
        state = (
            today,
            None if book is None else (book.store, book.changes, int(book.store.value("PRAGMA data_version"))),
        )
        same = len(files) == len(self._given) and all(map(_is, files, self._given))
        if state != self._state or not same:
            self._state = None  # until all of it is there
            self._forget()
            self._files = present_names(book, files)
            self._state, self._given = state, tuple(files)
        return self._files

    def index(self, book: Book | None) -> Index:
        """Everybody in the book by what they are known by."""
        if self._index is None:
            self._index = index_of(book)
        return self._index

    def search(self, book: Book | None, items: Sequence[Item]) -> PossibleSearch:
        """Who the rows may be."""
        if self._search is None:
            self._search = PossibleSearch(book, self.index(book), items)
        return self._search

    def fault(self, item: Item) -> str:
        """What keeps a row from coming in at all; empty for nothing."""
        found = self._faults.get(item.place)
        if found is None:
            found = next(iter(validate_contact(item.record.contact).values()), "")
            self._faults[item.place] = found
        return found

    def certain(self, item: Item, index: Index) -> tuple[list[int], list[int]]:
        """Who came by that name in a file of that name, and who it is for sure; of both the likeliest first."""
        found = self._certain.get(item.place)
        if found is None:
            contact = item.record.contact
            found = list(index.again(contact)), list(dict.fromkeys(index.certain(contact)))
            self._certain[item.place] = found
        return found

    def contacts(self, book: Book, wanted: Iterable[int]) -> dict[int, Contact]:
        """These contacts of the book by id."""
        ids = sorted(wanted)
        missing = [who for who in ids if who not in self._contacts]
        for start in range(0, len(missing), _CHUNK):
            self._contacts |= load_contacts(book.store, missing[start : start + _CHUNK])
        return {who: self._contacts[who] for who in ids if who in self._contacts}

    def merged(self, mine: Contact, who: int, item: Item, overwrite: bool | Collection[str], today: date) -> Merged:
        """`merge` of the row into somebody; `who` names them."""
        key = (item.place, who, overwrite if isinstance(overwrite, bool) else frozenset(overwrite))
        found = self._merged.get(key)
        if found is None or found[0] is not mine:
            found = mine, merge(mine, item.record.contact, overwrite=overwrite, today=today)
            self._merged[key] = found
        return found[1]


def _is(one: ParsedFile, other: ParsedFile) -> bool:
    return one is other
