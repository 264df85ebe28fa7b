"""A safety copy opens as the book it was taken of, and proves itself by its checksum."""

from __future__ import annotations

import hashlib
import stat
from datetime import datetime
from pathlib import Path

import pytest

from crm.book import people
from crm.domain.errors import UnreadableBook
from crm.domain.people import Contact
from crm.store.backup import KEPT
from crm.store.store import open_store

NOW = datetime(2026, 11, 22, 12, 0)


def test_a_copy_is_the_book_with_its_history(book, tmp_path: Path) -> None:
    people.add_contact(book, Contact("Dana"))
    copy = book.store.backup("before import", NOW)
    digest, name = (copy.with_suffix(".db.sha256")).read_text().split()
    assert (digest, name) == (hashlib.sha256(copy.read_bytes()).hexdigest(), copy.name)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    store = open_store(copy, backups=tmp_path / "other")
    assert store.value("SELECT name FROM contact") == "Dana"
    assert store.undo() == "Add Dana"
    store.close()


def test_two_copies_in_one_second_are_two(book) -> None:
    assert book.store.backup("x", NOW) != book.store.backup("x", NOW)


def test_only_the_newest_copies_are_kept(book, tmp_path: Path) -> None:
    for _ in range(KEPT + 3):
        newest = book.store.backup("x", NOW)
    kept = list((tmp_path / "backups").glob("*.db"))
    assert len(kept) == KEPT
    assert newest in kept
    assert len(list((tmp_path / "backups").glob("*.sha256"))) == KEPT


def test_a_copy_that_cannot_be_made_is_told(book, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("in the way")
    with pytest.raises(UnreadableBook, match="nothing was changed"):
        book.store.backup("x", NOW)
