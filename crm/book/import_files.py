"""The files of an import: found, read and parsed before anything is compared."""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crm.formats.records import FormatError, ParsedFile
from crm.formats.yaml_events import MAX_BYTES
from crm.formats.yaml_read import read_people

#: What is done, how much of it, and of how much; called on the thread that imports. It may raise to cancel.
Progress = Callable[[str, int, int], None]

ENDINGS = (".yaml", ".yml")
STANDARD_INPUT = "-"
_STDIN_NAME = "standard input"


def read_files(
    paths: Sequence[Path], *, standard_input: Callable[[], bytes] | None = None, progress: Progress | None = None
) -> tuple[ParsedFile, ...]:
    """Everything that the files, the folders (with all folders in them) and `-` hold.

    Raises FormatError with one sentence when any of it cannot be read as a whole.
    """
    parsed = []
    with without_collector():
        for path in paths:
            if str(path) == STANDARD_INPUT:
                data = standard_input() if standard_input else b""
                parsed.append(parse(data, _STDIN_NAME, progress))
            else:
                parsed += [parse(_read(file), str(file), progress) for file in _files(path)]
    return tuple(parsed)


@contextmanager
def without_collector() -> Iterator[None]:
    """No garbage collection inside: what an import reads stays, and going over it time and again doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def parse(data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """The contents of one file. Raises FormatError."""
    if progress is None:
        return read_people(data, name)
    tell = progress
    return read_people(data, name, lambda line, lines: tell(f"Reading {name}", line, lines))


def _files(path: Path) -> Iterator[Path]:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise FormatError(f"There is no file {path}: check its name, and the folder you are in.", str(path)) from None
    except (OSError, ValueError) as error:
        raise FormatError(f"{path} cannot be read: {_reason(error)}.", str(path)) from None
    if not stat.S_ISDIR(mode):
        yield path
        return
    found = sorted(_within(path))
    if not found:
        raise FormatError(
            f"There is nothing to import in the folder {path}: no file in it ends in .yaml or .yml.", str(path)
        )
    yield from found


def _within(folder: Path) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        raise FormatError(f"{error.filename} cannot be read: {_reason(error)}.", str(error.filename)) from None

    for where, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.casefold().endswith(ENDINGS) and not name.startswith("."):
                yield Path(where) / name


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)  # one more than is taken, so that the reader says so
    except (OSError, ValueError) as error:
        raise FormatError(f"{path} cannot be read: {_reason(error)}.", str(path)) from None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or "its name is not one a file can have"
