"""The command line run inside the test: what it printed, what it said, and its exit code."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from crm.cli.main import run


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Callback = Callable[..., Outcome]


class Keyboard(io.StringIO):
    """Somebody who types these answers."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def callback(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callback:
    """Runs `callback` with these arguments. `typed` answers its questions, as on a terminal."""

    def run_it(*args: object, typed: str | None = None) -> Outcome:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            if typed is not None:
                patch.setattr(sys, "stdin", Keyboard(typed))
                patch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
            code = run([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return run_it


@pytest.fixture
def people(callback: Callback) -> Callback:
    """`callback` on a book with Dana, Sam and Taro in it."""
    assert callback(
        "add", "Dana Whitfield", "--employer", "Northwind Robotics", "--title", "VP Engineering",
        "--role", "hiring manager", "--email", "work:dana@northwind.test", "--tag", "target,berlin",
    ).code == 0  # fmt: skip
    assert callback("add", "Sam Lee", "--employer", "Kestrel Health", "--role", "recruiter").code == 0
    assert callback("add", "山田 太郎", "--role", "peer", "--cadence", "1 week").code == 0
    return callback
