"""Taking acts back and doing them again."""

from __future__ import annotations

from datetime import datetime

from crm.book.errors import Declined
from crm.book.session import Book
from crm.domain.rows import HistoryRow


def undo(book: Book) -> str:
    """Takes back the newest act and gives what it was. Raises Declined when there is none."""
    what = book.store.undo()
    if what is None:
        raise Declined("There is nothing to undo.")
    return what


def redo(book: Book) -> str:
    """Does again the act undone last and gives what it was. Raises Declined when there is none."""
    what = book.store.redo()
    if what is None:
        raise Declined("There is nothing to redo.")
    return what


def history(book: Book, limit: int = 50) -> list[HistoryRow]:
    """The acts that can be undone or redone, newest first."""
    return [
        HistoryRow(number, datetime.fromisoformat(at), what, bool(undone))
        for number, at, what, undone in book.store.rows(
            "SELECT id, at, what, undone FROM undo_act ORDER BY id DESC LIMIT ?", (limit,)
        )
    ]
