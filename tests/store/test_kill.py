"""A process killed while it writes leaves a whole book: what was committed is there, the rest is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from crm.book import check, reading
from crm.book.clock import FixedClock
from crm.book.session import open_book

WRITER = """
import sys
from datetime import date
from pathlib import Path
from crm.book import people, touches
from crm.book.clock import FixedClock
from crm.book.session import open_book
from crm.domain.people import Contact
book = open_book(Path(sys.argv[1]), clock=FixedClock(date(2026, 11, 22)), create=True)
number = 0
while True:
    number += 1
    who = people.add_contact(book, Contact(f"Person {number}", role="friend"))
    touches.log_touch(book, [who], touches.NewTouch(date(2026, 11, 22), promise=date(2026, 12, 1)))
    print(number, flush=True)
"""


def killed_after(path: Path, acts: int) -> int:
    """Runs the writer, kills it after so many acts were reported; gives how many were."""
    root = Path(__file__).parents[2]
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert writer.stdout is not None
    said = 0
    for line in writer.stdout:
        said = int(line)
        if said >= acts:
            break
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.read().split()
    writer.wait()
    return int(rest[-1]) if rest else said


def survives(path: Path, acts: int) -> None:
    said = killed_after(path, acts)
    with open_book(path, clock=FixedClock(date(2026, 11, 22))) as book:
        assert check.check(book) == []
        assert reading.contacts_count(book) in {said, said + 1}
        touched = book.store.value("SELECT count(*) FROM touch")
        assert said <= touched <= said + 1


def test_a_killed_writer_leaves_a_whole_book(tmp_path: Path) -> None:
    for acts in (1, 7, 20):
        survives(tmp_path / f"killed-{acts}.db", acts)


@pytest.mark.long
@pytest.mark.parametrize("acts", range(1, 101))
def test_a_killed_writer_leaves_a_whole_book_at_any_time(tmp_path: Path, acts: int) -> None:
    survives(tmp_path / "killed.db", acts)
