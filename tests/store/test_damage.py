"""A damaged book is told as one, whatever is asked of it and wherever the damage is: never a fault of the program."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

import pytest

from crm.book import people, reading, touches
from crm.book.check import check
from crm.book.clock import FixedClock
from crm.book.exporting import export_yaml
from crm.book.history import history, undo
from crm.book.session import Book, open_book
from crm.domain.errors import BookError, UnreadableBook
from crm.domain.people import Contact
from crm.store.store import open_store

TODAY = date(2026, 11, 22)
PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A book of sixty people, told something of each."""
    path = tmp_path_factory.mktemp("whole") / "book.db"
    with open_book(path, clock=FixedClock(TODAY), create=True, backups=path.parent) as book:
        for number in range(60):
            who = people.add_contact(book, Contact(f"Person {number}", role="friend", notes="x" * 300))
            touches.log_touch(book, [who], touches.NewTouch(TODAY, promise=date(2026, 12, 1), note="y" * 200))
    return path.read_bytes()


def opened(path: Path) -> Book:
    return open_book(path, clock=FixedClock(TODAY), backups=path.parent / "backups")


def flip(content: bytes, seed: int) -> bytes:
    """`content` with some pages after the first overwritten: by noise, by nothing, or by each other."""
    chance, damaged = random.Random(seed), bytearray(content)
    pages = range(1, len(content) // PAGE)
    for page in chance.sample(pages, chance.choice((1, 2, 8))):
        start = page * PAGE
        match chance.randrange(3):
            case 0:
                damaged[start : start + PAGE] = chance.randbytes(PAGE)
            case 1:
                damaged[start : start + PAGE] = bytes(PAGE)
            case _:
                for _ in range(40):
                    damaged[start + chance.randrange(100)] = chance.randrange(256)
    return bytes(damaged)


ASKED = {
    "contacts": lambda book: reading.contacts_page(book),
    "queue": lambda book: reading.queue_page(book, everything=True),
    "history": lambda book: history(book),
    "facts": lambda book: book.store.facts(range(1, 61)),
    "export": export_yaml,
    "backup": lambda book: book.backup("x"),
    "add": lambda book: people.add_contact(book, Contact("Somebody New")),
    "undo": undo,
    "redo": lambda book: book.store.redo(),
}


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_book_is_told_whatever_is_asked_of_it(whole: bytes, tmp_path: Path, seed: int) -> None:
    path = tmp_path / "book.db"
    content = flip(whole, seed)
    told = []
    for name, ask in ASKED.items():
        path.write_bytes(content)
        try:
            with opened(path) as book:
                ask(book)
        except UnreadableBook as error:
            told.append(f"{name}: {error}")
    path.write_bytes(content)
    try:
        with opened(path) as book:
            told += check(book)
    except UnreadableBook as error:
        told.append(str(error))
    # A free page may be anything, so nothing need be told; what is told is for a person.
    assert not [line for line in told if "Error" in line]


def test_damage_found_only_while_rows_are_read_says_what_to_do(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    path.write_bytes(whole)
    with opened(path) as book:
        root = book.store.value("SELECT rootpage FROM sqlite_schema WHERE name = 'touch'")
    content = bytearray(whole)
    content[(root - 1) * PAGE : root * PAGE] = bytes(PAGE)
    path.write_bytes(content)
    with opened(path) as book:
        for ask in (lambda: book.store.facts([1]), lambda: export_yaml(book), lambda: undo(book)):
            with pytest.raises(UnreadableBook, match=r"is damaged: restore a copy .*-wal and -shm"):
                ask()
        with pytest.raises(UnreadableBook, match="nothing was changed"):
            book.backup("x")
        assert not list((tmp_path / "backups").iterdir())
        assert check(book)


def test_facts_that_make_no_sense_are_damage(book) -> None:
    who = people.add_contact(book, Contact("Dana"))
    with book.store.transaction():
        book.store.database.execute_sql("UPDATE contact SET added = 'secret'")
        book.store.database.execute_sql("DELETE FROM dirty")
    with pytest.raises(UnreadableBook, match="is damaged") as caught:
        book.store.facts([who])
    assert "secret" not in str(caught.value)


def test_an_undo_log_that_makes_no_sense_is_damage(book) -> None:
    who = people.add_contact(book, Contact("Dana"))
    people.delete_contact(book, who)
    with book.store.transaction():
        book.store.database.execute_sql("UPDATE undo_row SET image = '{' WHERE op = 'D'")
    with pytest.raises(UnreadableBook, match="is damaged"):
        book.store.undo()
    assert book.store.value("SELECT count(*) FROM contact") == 0


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    store = open_store(tmp_path / "book.db", backups=tmp_path, create=True)
    pages = store.value("PRAGMA page_count")
    store.value(f"PRAGMA max_page_count = {pages + 5}")
    with (
        pytest.raises(BookError, match="no room left on the disk"),
        store.act("Too much", datetime(2026, 11, 22)),
    ):
        store.executemany("INSERT INTO meta VALUES (?, ?)", [(str(number), "x" * 4000) for number in range(50)])
    assert store.value("SELECT count(*) FROM meta WHERE value LIKE 'xx%'") == 0
    assert store.value("SELECT act FROM undo_state") is None
    store.close()


def test_what_failed_first_is_what_is_told(tmp_path: Path) -> None:
    """A nested step cannot be taken back either where SQLite has taken all back; that is not the news."""
    store = open_store(tmp_path / "book.db", backups=tmp_path, create=True)
    store.value(f"PRAGMA max_page_count = {store.value('PRAGMA page_count') + 5}")
    with pytest.raises(UnreadableBook, match="no room left on the disk"), store.transaction(), store.transaction():
        store.executemany("INSERT INTO meta VALUES (?, ?)", [(str(number), "x" * 4000) for number in range(50)])
    store.close()


def test_the_history_can_be_forgotten(book) -> None:
    people.add_contact(book, Contact("Dana"))
    book.store.forget_history()
    assert book.store.undo() is None
    assert book.store.value("SELECT count(*) FROM undo_row") == 0
    assert book.store.value("SELECT name FROM contact") == "Dana"
