"""The files of an import: found, read and parsed before anything is compared."""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crm.domain.text import clean_line
from crm.domain.words import count
from crm.formats.records import FormatError, ParsedFile, Problem
from crm.formats.yaml_events import MAX_BYTES

#: What is done, how much of it, and of how much; called on the thread that imports. It may raise to cancel.
Progress = Callable[[str, int, int], None]

STANDARD_INPUT = "-"
#: `ParsedFile.kind` of what is said of a folder as a whole; nobody is in it.
FOLDER = "folder"
_STDIN_NAME = "standard input"
_NAMED = 3


def read_files(
    paths: Sequence[Path],
    *,
    kind: str = "",
    standard_input: Callable[[], bytes] | None = None,
    progress: Progress | None = None,
) -> tuple[ParsedFile, ...]:
    """Everything that the files, the folders (with all folders in them) and `-` hold.

    What a file is shows in its content; `kind`, a name of `crm.formats.kinds.KINDS`, says it for all of them. What
    is passed over in a folder is said in a note. A file that is named twice, or is in a folder that is named too, is
    read once. Raises FormatError with one sentence when a file cannot be read as
    a whole; in a folder that is a problem of that file, unless there is no other.
    """
    parsed: list[ParsedFile] = []
    seen: set[str] = set()
    with without_collector():
        for path in paths:
            if str(path) == STANDARD_INPUT:
                data = standard_input() if standard_input else b""
                parsed.append(parse(data, _STDIN_NAME, progress, kind=kind))
            elif _is_folder(path):
                parsed += _read_folder(path, kind, progress, seen)
            elif _first_time(path, seen):
                parsed.append(parse(_read(path), str(path), progress, kind=kind))
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


def parse(data: bytes, name: str, progress: Progress | None = None, *, kind: str = "") -> ParsedFile:
    """The contents of one file, taken for `kind` or for what it looks like. Raises FormatError."""
    from crm.formats.kinds import read_as, recognise

    kind = kind or recognise(data, name)
    if progress is None:
        return read_as(kind, data, name)
    tell = progress
    return read_as(kind, data, name, lambda line, lines: tell(f"Reading {name}", line, lines))


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError:
        raise FormatError(f"There is no file {path}: check its name, and the folder you are in.", str(path)) from None
    except (OSError, ValueError) as error:
        raise FormatError(f"{path} cannot be read: {_reason(error)}.", str(path)) from None


# Folders


@dataclass(slots=True)
class _Found:
    """The files of a folder to read, and what is passed over."""

    files: list[Path] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    hidden: int = 0


def _first_time(path: Path, seen: set[str]) -> bool:
    """Notes the file, by whatever name; False where it was read already: everybody in it would come in twice."""
    name = os.path.realpath(path)
    if name in seen:
        return False
    seen.add(name)
    return True


def _read_folder(folder: Path, kind: str, progress: Progress | None, seen: set[str]) -> Iterator[ParsedFile]:
    from crm.formats.kinds import ENDINGS  # a file named by itself may end in anything

    found = _within(folder, ENDINGS)
    if not found.files:
        raise FormatError(
            f"There is nothing to import in the folder {folder}: no file in it ends in "
            f"{', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}.",
            str(folder),
        )
    refused: list[FormatError] = []
    files = [file for file in found.files if _first_time(file, seen)]
    for file in files:
        try:
            yield parse(_read(file), str(file), progress, kind=kind)
        except FormatError as error:
            refused.append(error)
            yield ParsedFile(str(file), problems=(Problem(str(file), max(error.line, 1), "", _said(error, file)),))
    if refused and len(refused) == len(files):
        raise refused[0]
    if note := _passed_over(found):
        yield ParsedFile(str(folder), kind=FOLDER, notes=(note,))


def _said(error: FormatError, file: Path) -> str:
    """The sentence without the file's name, which a problem has already."""
    said = str(error).removeprefix(str(file))
    if said.startswith(f", line {error.line}"):
        said = said.removeprefix(f", line {error.line}")
    elif not said.startswith(":"):
        return str(error)
    said = said.lstrip(": ")
    return said[:1].upper() + said[1:]


def _within(folder: Path, endings: tuple[str, ...]) -> _Found:
    def unreadable(error: OSError) -> None:
        raise FormatError(f"{error.filename} cannot be read: {_reason(error)}.", str(error.filename)) from None

    found = _Found()
    for where, folders, names in os.walk(folder, onerror=unreadable):
        found.hidden += sum(name.startswith(".") for name in (*folders, *names))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            if name.casefold().endswith(endings):
                found.files.append(Path(where) / name)
            else:
                found.others.append(name)
    found.files.sort()
    return found


def _passed_over(found: _Found) -> str:
    """The note about the files that are of no kind to import; empty where there are none."""
    parts = []
    if found.others:
        named = ", ".join(clean_line(name) for name in found.others[:_NAMED])
        more = len(found.others) - _NAMED
        parts.append(f"{named} and {more:,} more" if more > 0 else named)
    if found.hidden:
        parts.append(count(found.hidden, "hidden entry", "hidden entries"))
    return f"Passed over: {'; '.join(parts)}." if parts else ""


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)  # one more than is taken, so that the reader says so
    except (OSError, ValueError) as error:
        raise FormatError(f"{path} cannot be read: {_reason(error)}.", str(path)) from None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or "its name is not one a file can have"
