"""A small story in a book, and the readers that are here."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from types import ModuleType

import pytest

from crm.book.follow_ups import plan_follow_up
from crm.book.people import add_contact
from crm.book.session import Book
from crm.domain.people import Contact, Position

TITLES = ("Call Dana Whitfield (Northwind, GmbH)", "Email 山田 太郎", "Meet Łukasz Żółć; the second")


class ReaderMissing(UserWarning):
    """A reader is not here: what it makes of our files is not tested."""


def skip_loudly(reader: str, why: str) -> None:
    """Skips the test, with a warning in the summary."""
    warnings.warn(
        ReaderMissing(f"{reader} is not here ({why}): what it makes of our files is not tested"), stacklevel=2
    )
    pytest.skip(f"{reader}: {why}")


def module(name: str) -> ModuleType:
    """The module, imported."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        skip_loudly(name, str(error))
        raise AssertionError from error


def ical_js() -> tuple[str, str]:
    """Node, and the file of ical.js in the folder that CALLBACK_ICAL_JS names."""
    node = shutil.which("node")
    folder = os.environ.get("CALLBACK_ICAL_JS", "")
    if node is None or not folder:
        skip_loudly("ical.js", "there is no node" if node is None else "CALLBACK_ICAL_JS names no folder")
        raise AssertionError
    place = Path(folder) / "node_modules" / "ical.js" / "dist" / "ical.js"
    if not place.exists():
        skip_loudly("ical.js", f"{place} is missing")
    return node, place.as_uri()


@dataclass(frozen=True)
class Story:
    """A book with three follow-ups, all-day and timed, in three scripts."""

    book: Book
    items: tuple[int, int, int]

    def uid(self, place: int) -> str:
        return str(self.book.store.value("SELECT uid FROM follow_up WHERE id = ?", (self.items[place],)))


@pytest.fixture
def story(book: Book, tmp_path: Path) -> Story:
    """Its settings keep a feed and a folder in the test's own folder."""
    book = replace(
        book,
        settings=replace(book.settings, ics_feed=tmp_path / "feed.ics", ics_folder=tmp_path / "followups"),
    )
    people = [
        add_contact(book, Contact(name, cadence="none", positions=(Position(employer),) if employer else ()))
        for name, employer in (
            ("Dana Whitfield", "Northwind, GmbH"),
            ("山田 太郎", ""),
            ("Łukasz Żółć; the second", ""),
        )
    ]
    made = [
        plan_follow_up(book, contact, date(2026, 12, day), "the role; the team, too", channel, at)
        for contact, day, channel, at in zip(
            people, (1, 2, 3), ("call", "email", "meeting"), (None, time(9, 30), None), strict=True
        )
    ]
    return Story(book, (made[0], made[1], made[2]))


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., str]:
    """Runs a Python program as `python -m`, with a home of its own, and gives what it prints."""

    def run(name: str, *arguments: object) -> str:
        environment = {
            **os.environ,
            "HOME": str(tmp_path),
            "XDG_DATA_HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path),
            "LC_ALL": "C.UTF-8",
        }
        done = subprocess.run(
            [sys.executable, "-m", name, *map(str, arguments)],
            env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
