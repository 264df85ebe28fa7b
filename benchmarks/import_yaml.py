"""`callback import` of 10,000 contacts, against PyYAML's C loader and a bare `executemany` into the same tables.

Both are programs of their own, timed from exec to exit. The bare one checks nothing, recognises nobody, keeps no undo
log and no safety copy, and works out no dates.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generate import yaml_file
from benchmarks.measure import Result, compare, in_turn
from benchmarks.people import TODAY

LIMIT = 1.5
SIZE = 10_000
_ROOT = Path(__file__).resolve().parent.parent


def measure(rounds: int = 5) -> list[Result]:
    """One line."""
    file = yaml_file(SIZE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs = in_turn([lambda: _import(file, folder), lambda: _bare(file, folder)], rounds)
    what = f"import of {SIZE:,} contacts in YAML ({file.stat().st_size / 1e6:.1f} MB), from exec to exit"
    return [compare(what, ours, theirs, LIMIT, ("callback import", "C loader + executemany"))]


def _import(file: Path, folder: Path) -> float:
    book = folder / "import.callback"
    return _timed(["-m", "crm", "--book", str(book), "import", str(file), "--yes"], folder, book)


def _bare(file: Path, folder: Path) -> float:
    book = folder / "bare.db"
    return _timed(["-m", "benchmarks.bare_import", str(file), str(book)], folder, book)


def _timed(args: list[str], folder: Path, made: Path) -> float:
    for old in folder.glob(f"{made.name}*"):
        old.unlink()
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *args],
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
        env={
            "PATH": "",
            "PYTHONPATH": str(_ROOT),
            "LANG": "C.UTF-8",
            "CALLBACK_HOME": str(folder),
            "CALLBACK_TODAY": TODAY.isoformat(),
        },
    )
    took = time.perf_counter() - start
    if done.returncode not in {0, 3} or not made.exists():
        raise RuntimeError(f"{args}: {done.returncode}: {done.stderr[-400:]}")
    return took
