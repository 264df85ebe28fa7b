"""A migration step as a file of SQL, one statement a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def statements(name: str) -> Iterator[str]:
    """The statements of the step `name` (`to_2`), in order."""
    for line in (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("--"):
            yield line.rstrip(";")
