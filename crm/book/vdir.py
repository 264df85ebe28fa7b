"""The folder: one file for each event that belongs in the calendar now (a vdir), as khal and vdirsyncer use it.

Files that did not change are left untouched, since their time of change is what vdirsyncer goes by. Files of others
are never touched, and one of ours that says something else than when we wrote it is somebody's edit: it stays.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from crm.book.calendar_entries import Entries, bring_up_to_date, entries_of, meta, refreshed, set_meta
from crm.book.errors import Refused
from crm.book.session import Book
from crm.domain.words import count
from crm.formats.files import make_parents, write_private
from crm.formats.vdir_item import Items, file_name, is_nobodys_edit

_RECORD = "calendar_folder"
#: As many are made to outlast a power cut one by one; more of them would take minutes, and can be made again.
_FEW = 50


@dataclass(frozen=True, slots=True)
class FolderReport:
    """What became of the folder: `total` events belong there; `left` files were changed there by somebody else."""

    path: Path
    total: int
    written: int
    removed: int
    left: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What to tell of the files that were left as they are; empty where there are none."""
        if not self.left:
            return ""
        one = len(self.left) == 1
        return (
            f"{count(len(self.left), 'event')} in {self.path} {'was' if one else 'were'} changed there by another "
            f"program and {'is' if one else 'are'} left as {'it is' if one else 'they are'} "
            f"({', '.join(self.left[:3])}{', …' if len(self.left) > 3 else ''}): "
            f"change the date in Callback too, or delete the file{'' if one else 's'} and Callback writes "
            f"{'it' if one else 'them'} again."
        )


def refresh_folder(book: Book) -> FolderReport | None:
    """Brings the folder of the settings up to date; None where there is none.

    Raises Refused with a sentence where a file cannot be written.
    """
    path = book.settings.ics_folder
    if path is None:
        return None
    return refreshed(book, lambda entries: write_folder(book, path, entries))


def save_folder(book: Book, path: Path) -> FolderReport:
    """Writes the folder at `path` now, which is made where it is missing, and looks at each file in it.

    What is missing above it is made too where it is in the home.

    Raises Refused with a sentence where a file cannot be written.
    """
    with book.store.transaction():
        entries = bring_up_to_date(book)
        if path == book.settings.ics_folder:
            set_meta(book, _RECORD, None)
            return write_folder(book, path, entries)
        return _whole(book, path)


def write_folder(book: Book, path: Path, entries: Entries) -> FolderReport:
    """Writes what changed; everything where the folder is not known to be in step; in the entries' transaction.

    The folder is made the first time. Gone later it may be a disk that is not there, and is refused. Raises Refused.
    """
    record = meta(book, _RECORD) or {}
    # Until it is in step nothing tells that it is. Only where one was written before stays known.
    set_meta(book, _RECORD, {"path": record["path"]} if "path" in record else None)
    again = record.get("path") == str(path)
    if again and not os.path.isdir(path):  # noqa: PTH112 (`Path.is_dir` raises where it may not look)
        raise Refused(f"The calendar folder {path} is not there: put it back, or set ics_folder to another one.")
    in_step = again and record.get("generation") == entries.before
    report = _changed(book, path, entries) if in_step else _whole(book, path)
    set_meta(book, _RECORD, {"path": str(path), "generation": entries.generation})
    return report


def _whole(book: Book, path: Path) -> FolderReport:
    _make(path)
    return _Folder(path).bring(book, entries_of(book), _all_gone(book))


def _changed(book: Book, path: Path, entries: Entries) -> FolderReport:
    folder = _Folder(path)
    names = folder.names()
    uids = [uid for (uid,) in book.store.rows("SELECT uid FROM feed_entry")]
    missing = {uid for uid in uids if file_name(uid) not in names}
    report = folder.bring(book, entries_of(book, entries.changed | missing), entries.gone)
    return FolderReport(path, len(uids), report.written, report.removed, report.left)


def _all_gone(book: Book) -> list[str]:
    """What was in some calendar and belongs in none any more."""
    return [uid for (uid,) in book.store.rows("SELECT uid FROM export_ledger EXCEPT SELECT uid FROM feed_entry")]


def _make(path: Path) -> None:
    try:
        make_parents(path)
        path.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        raise Refused(f"There is no folder {path.parent} to put the calendar folder in: make it first.") from None
    except OSError as error:
        raise Refused(f"The calendar folder {path} cannot be used: {error.strerror or 'it is no folder'}.") from error


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._item = Items()
        self._left: list[str] = []

    def names(self) -> set[str]:
        """The files that are there. Raises Refused."""
        try:
            return {found.name for found in self._path.iterdir()}
        except OSError as error:
            raise self._refused(error) from error

    def bring(self, book: Book, live: dict[str, bytes], gone: Iterable[str]) -> FolderReport:
        """Writes what is other than it should be and removes what is gone."""
        names = self.names()
        wanted = {file_name(uid): self._item(event) for uid, event in live.items()}
        try:
            written = self._write({name: data for name, data in wanted.items() if self._is_to_write(names, name, data)})
            removed = sum(self._remove(names, file_name(uid)) for uid in gone if file_name(uid) not in wanted)
        except OSError as error:
            raise self._refused(error) from error
        return FolderReport(self._path, len(live), written, removed, tuple(self._left))

    def _is_to_write(self, names: set[str], name: str, data: bytes) -> bool:
        if name not in names:
            return True
        there = (self._path / name).read_bytes()
        if there == data:
            return False
        if is_nobodys_edit(there, data):
            return True
        self._left.append(name)
        return False

    def _write(self, files: dict[str, bytes]) -> int:
        for name, data in files.items():
            write_private(self._path / name, data, durable=len(files) <= _FEW)
        return len(files)

    def _remove(self, names: set[str], name: str) -> bool:
        if name not in names:
            return False
        path = self._path / name
        if not is_nobodys_edit(path.read_bytes()):
            self._left.append(name)
            return False
        with suppress(FileNotFoundError):
            path.unlink()
        return True

    def _refused(self, error: OSError) -> Refused:
        return Refused(f"The calendar folder {self._path} could not be written: {error.strerror or 'no access'}.")
