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


def test_copies_of_another_book_are_left_alone(make_book, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    mine, longer, namesake = (make_book(name) for name in ("my.db", "my-search.db", "elsewhere/my.db"))
    theirs = [other.store.backup("x", NOW) for other in (longer, namesake)]
    mine_of_old = tmp_path / "backups" / "my-notes.db"
    mine_of_old.touch()
    for _ in range(KEPT + 2):
        mine.store.backup("x", NOW)
    assert all(copy.exists() and copy.with_suffix(".db.sha256").exists() for copy in theirs)
    assert mine_of_old.exists()
    assert len(list((tmp_path / "backups").glob("my-2026*.db"))) == KEPT + 1


@pytest.mark.parametrize("step", ["_prove", "_settle", "_note"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_copy_that_fails_half_way_leaves_nothing(book, tmp_path: Path, monkeypatch, step, error) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(f"crm.store.backup.{step}", fails)
    with pytest.raises((UnreadableBook, KeyboardInterrupt)):
        book.store.backup("x", NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_copy_for_which_there_is_no_room_says_that_nothing_was_changed(book, tmp_path: Path) -> None:
    from crm.store import database

    class Full(database.driver.OperationalError):
        pass

    run = type(book.store.database).execute_sql

    def full(self, sql, params=None):
        if sql.startswith("VACUUM"):
            with database._told(str(book.path)):
                raise Full("database or disk is full")
        return run(self, sql, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(book.store.database), "execute_sql", full)
        with pytest.raises(UnreadableBook, match=r"No safety copy could be made .* nothing was changed"):
            book.store.backup("x", NOW)
    assert list((tmp_path / "backups").iterdir()) == []
