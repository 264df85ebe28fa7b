"""What all tests share: nothing touches the developer's own home, keyring or clock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from crm.book.clock import FixedClock
from crm.book.session import Book, open_book

TODAY = date(2026, 11, 22)

settings.register_profile(
    "quick", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("long", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long` runs the full counts of property, kill and fault tests."""
    parser.addoption("--long", action="store_true", default=False, help="the full counts; takes much longer")


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: a third of a test of the app is spent waiting for its own timers."""
    cores = os.cpu_count() or 1
    return max(2, cores + cores // 2)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    items[:] = [item for item in items if item.get_closest_marker("long") is None]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test has a home, a day and a keyring of its own."""
    monkeypatch.setenv("CALLBACK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CALLBACK_TODAY", TODAY.isoformat())
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder that CALLBACK_HOME names."""
    return tmp_path / "home"


@pytest.fixture
def make_book(tmp_path: Path) -> Iterator[Callable[..., Book]]:
    """Opens (or makes) books in the test's own folder; closes them afterwards."""
    opened: list[Book] = []

    def make(name: str = "book.db", *, today: date = TODAY, **options: object) -> Book:
        options.setdefault("create", True)
        book = open_book(tmp_path / name, clock=FixedClock(today), backups=tmp_path / "backups", **options)
        opened.append(book)
        return book

    yield make
    for book in opened:
        book.close()


@pytest.fixture
def book(make_book: Callable[..., Book]) -> Book:
    """An empty book on Sunday 22 November 2026."""
    return make_book()
