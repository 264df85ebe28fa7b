"""What the import screen reads of people in the book."""

from __future__ import annotations

from collections.abc import Sequence

from crm.book.contact_rows import load_contacts
from crm.book.session import Book
from crm.domain.people import Contact


def contacts_of(book: Book, ids: Sequence[int]) -> dict[int, Contact | None]:
    """These contacts, None for one that is no longer there."""
    found = load_contacts(book.store, list(ids))
    return {who: found.get(who) for who in ids}
