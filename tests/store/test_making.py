"""A new book never takes the place of anything, and never takes up what another one left behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crm.domain.errors import UnreadableBook
from crm.store import store as store_module
from crm.store.store import Store, open_store

MAKER = """
import sys
from datetime import date
from pathlib import Path
from crm.book import people
from crm.book.clock import FixedClock
from crm.book.session import open_book
from crm.domain.people import Contact
path = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
with open_book(path, clock=FixedClock(date(2026, 11, 22)), create=True, backups=path.parent / "b") as book:
    people.add_contact(book, Contact(sys.argv[2]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    return folder / "book.db"


def opened(path: Path, *, create: bool = True) -> Store:
    return open_store(path, backups=path.parent.parent / "backups", create=create)


def test_many_that_make_a_book_at_once_share_one(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKER, str(path), f"Person {number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for number in range(6)
    ]
    for maker in makers:
        assert maker.stdout is not None
        assert maker.stdout.readline() == "ready\n"
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda maker: maker.communicate("go\n"), makers))
    assert [maker.returncode for maker in makers] == [0] * 6
    store = opened(path)
    assert store.value("SELECT count(*) FROM contact") == 6
    assert list(store.problems()) == []
    store.close()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
def test_a_book_made_by_another_program_meanwhile_stays(path: Path, monkeypatch, links: bool) -> None:
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(PermissionError(1, "no links here")))
    publish = store_module.publish

    def late(draft: Path, target: Path) -> bool:
        monkeypatch.setattr(store_module, "publish", publish)
        other = opened(path)
        with other.transaction():
            other.next_seq(41)
        other.close()
        return publish(draft, target)

    monkeypatch.setattr(store_module, "publish", late)
    store = opened(path)
    assert store.value("SELECT value FROM meta WHERE \"key\" = 'seq'") in {41, "41"}
    store.close()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_link_to_what_is_not_there_is_refused(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "vault" / "book.db")
    for create in (True, False):
        with pytest.raises(UnreadableBook, match=r"points to .* which is not there"):
            opened(path, create=create)
    assert path.is_symlink()
    assert not (tmp_path / "vault").exists()


def test_a_link_to_a_book_opens_it_with_its_newest_changes(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.db"
    first = opened(real)
    path.symlink_to(real)
    with first.transaction():
        first.next_seq(7)
    second = opened(path)
    assert second.next_seq() == 8
    second.close()
    first.close()


@pytest.mark.parametrize("part", ["-wal", "-journal"])
def test_changes_left_by_a_book_that_is_gone_are_not_taken_up(path: Path, part: str) -> None:
    left = path.with_name(path.name + part)
    left.write_bytes(b"changes of a book that is gone")
    with pytest.raises(UnreadableBook, match="put the book back beside it, or move that file away"):
        opened(path)
    assert left.read_bytes() == b"changes of a book that is gone"
    assert [entry.name for entry in path.parent.iterdir()] == [left.name]


def test_a_pipe_a_socket_and_a_device_are_not_books(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(UnreadableBook, match="not a file of its own"):
        opened(path)
    path.unlink()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        with pytest.raises(UnreadableBook, match="not a file of its own"):
            opened(path)
    with pytest.raises(UnreadableBook, match="not a file of its own"):
        opened(Path("/dev/null"))


@pytest.mark.parametrize("which", ["file", "folder"])
def test_a_book_that_may_only_be_read_is_refused_with_nothing_left_beside_it(path: Path, monkeypatch, which) -> None:
    opened(path).close()
    refused = path if which == "file" else path.parent
    monkeypatch.setattr(os, "access", lambda asked, _: Path(asked) != refused)
    with pytest.raises(UnreadableBook, match="may only be read" if which == "file" else "may not be written"):
        opened(path)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
