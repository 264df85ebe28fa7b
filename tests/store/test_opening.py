"""Opening a book: what is refused is refused in one sentence, unwritten, with no file left beside it."""

from __future__ import annotations

import random
import sqlite3
import stat
import struct
from pathlib import Path

import pytest

from crm.domain.errors import UnreadableBook
from crm.store.database import APPLICATION_ID
from crm.store.store import Store, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    return folder / "book.db"


def opened(path: Path, *, create: bool = True) -> Store:
    return open_store(path, backups=path.parent.parent / "backups", create=create)


def refused(path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(UnreadableBook) as caught:
        opened(path, create=True)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    return str(caught.value)


def test_a_new_book_is_whole_and_private(path: Path) -> None:
    store = opened(path)
    assert list(store.problems()) == []
    assert store.value("PRAGMA application_id") == APPLICATION_ID
    assert store.value("PRAGMA journal_mode") == "wal"
    assert store.value("PRAGMA synchronous") == 2
    assert store.value("PRAGMA foreign_keys") == 1
    assert store.value("PRAGMA user_version") >= 1
    store.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_missing_book_is_made_only_when_asked(path: Path) -> None:
    with pytest.raises(UnreadableBook, match="There is no book"):
        opened(path, create=False)
    assert list(path.parent.iterdir()) == []


def test_an_empty_file_is_not_a_book(path: Path) -> None:
    path.touch()
    assert "empty" in refused(path)


@pytest.mark.parametrize(
    "content",
    [b"hello", b"\x00" * 5000, random.Random(1).randbytes(5000), b"SQLite format 3\x00"],
)
def test_another_file_is_not_a_book(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "not a Callback book" in refused(path)


def test_another_programs_database_is_not_a_book(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE contact(id)")
    connection.close()
    assert "another program" in refused(path)


def test_a_book_of_a_newer_program_is_left_alone(path: Path) -> None:
    opened(path).close()
    content = bytearray(path.read_bytes())
    struct.pack_into(">I", content, 60, 9999)
    path.write_bytes(content)
    assert "newer" in refused(path)


def test_a_book_cut_short_is_told(path: Path) -> None:
    opened(path).close()
    path.write_bytes(path.read_bytes()[:9000])
    assert "cut short" in refused(path)


def test_a_book_with_an_overwritten_schema_is_told(path: Path) -> None:
    opened(path).close()
    content = bytearray(path.read_bytes())
    content[100:4000] = random.Random(2).randbytes(3900)
    path.write_bytes(content)
    assert "damaged" in refused(path)


def test_a_folder_is_not_a_book(path: Path) -> None:
    path.mkdir()
    with pytest.raises(UnreadableBook):
        opened(path)


def test_a_missing_place_for_a_new_book_is_told(path: Path) -> None:
    blocked = path.parent / "file"
    blocked.touch()
    with pytest.raises(UnreadableBook, match="cannot be made"):
        opened(blocked / "book.db")


def test_a_book_in_use_by_a_writer_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.store.database.BUSY_SECONDS", 0.01)
    first, second = opened(path), opened(path)
    with first.transaction():
        first.next_seq()
        with pytest.raises(UnreadableBook, match="another program"), second.transaction():
            second.next_seq()
    with second.transaction():
        assert second.next_seq() == 2
    first.close()
    second.close()


def test_a_write_by_another_program_is_noticed_once(path: Path) -> None:
    first, second = opened(path), opened(path)
    assert not first.changed_elsewhere()
    with second.transaction():
        second.next_seq()
    assert first.changed_elsewhere()
    assert not first.changed_elsewhere()
    with first.transaction():
        first.next_seq()
    assert not first.changed_elsewhere()
    first.close()
    second.close()


def test_a_book_deleted_or_replaced_while_open_is_not_written_to(path: Path) -> None:
    store = opened(path)
    other = opened(path.with_name("other.db"))
    other.close()
    for change in (lambda: path.unlink(), lambda: path.with_name("other.db").rename(path)):
        change()
        with pytest.raises(UnreadableBook, match="moved, deleted or replaced"), store.transaction():
            store.next_seq()
        with pytest.raises(UnreadableBook, match="moved, deleted or replaced"):
            store.changed_elsewhere()
    store.close()
    again = opened(path, create=False)
    assert again.problems() == []
    again.close()
