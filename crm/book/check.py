"""Looking a book over: the file, its references, every fact, and every derived value against the facts."""

from __future__ import annotations

from crm.book.session import Book


def check(book: Book) -> list[str]:
    """What is wrong with the book, a sentence each; an empty list when all is well. Changes nothing."""
    return book.store.problems()
