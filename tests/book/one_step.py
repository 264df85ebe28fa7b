"""An act is one step: undone in one, done again in one, and the facts are the same to the row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crm.book import history
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position
from crm.store.models import FACTS


def facts(book: Book) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every fact table."""
    tables = [model._meta.table_name for model in FACTS]
    return {table: book.store.rows(f"SELECT * FROM {table} ORDER BY id") for table in tables}


@contextmanager
def one_step(book: Book) -> Iterator[None]:
    """What is done inside must change something, in one step that undo takes back whole and redo makes again."""
    before, steps = facts(book), len(history.history(book, 500))
    yield
    after = facts(book)
    assert after != before
    assert len(history.history(book, 500)) == steps + 1
    history.undo(book)
    assert facts(book) == before
    history.redo(book)
    assert facts(book) == after


def somebody(name: str, role: str = "", employer: str = "Northwind Robotics", **more: Any) -> Contact:
    """A contact with a place of work, an e-mail address and a phone number."""
    more.setdefault("emails", (Labelled(f"{name.split()[0].casefold()}@x.test"),))
    more.setdefault("phones", (Labelled("+1 555 0100"),))
    return Contact(name, role=role, positions=(Position(employer),) if employer else (), **more)
