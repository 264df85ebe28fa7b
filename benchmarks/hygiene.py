"""What is imported when: nothing heavy before it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import copy
from benchmarks.measure import Result
from benchmarks.people import TODAY
from benchmarks.screen import modules_of_first_frame

#: For each verb, what it must not import.
VERBS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("queue",), ("textual", "rich", "icalendar", "keyring")),
    (("contacts", "whitfield"), ("textual", "rich", "icalendar", "keyring")),
    (("--version",), ("textual", "rich", "icalendar", "keyring", "peewee", "sqlcipher3", "yaml")),
    (("--help",), ("textual", "rich", "icalendar", "keyring", "peewee", "sqlcipher3", "yaml")),
)
_NOT_BEFORE_THE_FIRST_FRAME = ("icalendar", "keyring")
_ROOT = Path(__file__).resolve().parent.parent
_RUN = """
import json, sys
from crm.cli.main import run
code = run(sys.argv[1:])
print("\\n" + json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def measure() -> list[Result]:
    """One line for the first frame and one for each verb."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = copy(100, folder)
        early = {module.partition(".")[0] for module in modules_of_first_frame(book)}
        results = [_line("modules at the first frame", early, _NOT_BEFORE_THE_FIRST_FRAME)]
        for args, never in VERBS:
            results.append(_line(f"modules of `callback {' '.join(args)}`", _modules(book, args), never))
    return results


def _line(what: str, found: set[str], never: tuple[str, ...]) -> Result:
    there = sorted(found & set(never))
    said = f"{', '.join(there)} imported" if there else "none of them"
    return Result(what, said, f"not {', '.join(never)}", holds=not there)


def _modules(book: Path, args: tuple[str, ...]) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _RUN, "--book", str(book), *args],
        capture_output=True,
        text=True,
        check=True,
        cwd=_ROOT,
        env={
            "PATH": "",
            "PYTHONPATH": str(_ROOT),
            "CALLBACK_HOME": str(book.parent),
            "CALLBACK_TODAY": TODAY.isoformat(),
        },
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    if code != 0:
        raise RuntimeError(f"callback {' '.join(args)} left with {code}: {done.stderr[-300:]}")
    return set(modules)
