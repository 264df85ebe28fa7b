"""Verified copies of a book: made by SQLite itself, checked, with a checksum beside them."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crm.domain.errors import UnreadableBook
from crm.domain.text import slug
from crm.store.database import BookDatabase, DriverRefused, create_file, draft_of, publish

if TYPE_CHECKING:
    from crm.store.store import Store

KEPT = 20


def make_backup(store: Store, reason: str, now: datetime) -> Path:
    """Copies the book to the backups folder and proves the copy; gives its path.

    The name tells the book, the time, the reason and, by a short hash, the folder of the book. A copy has its name
    only when it is proved whole. Raises UnreadableBook when it cannot be made or does not prove whole; nothing that
    was there before is lost, and nothing is left behind, in that case.
    """
    folder = store.backups
    stem = f"{slug(store.path.stem)}-{now:%Y%m%d-%H%M%S}-{slug(reason)}-{_mark(store.path)}"
    draft = draft_of(folder / f"{stem}.db")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_file(draft)
        store.database.execute_sql("VACUUM INTO ?", (str(draft),))
        _prove(draft, store)
        digest = _settle(draft)
        target = _name(draft, folder, stem)
        try:
            _note(target, digest)
        except BaseException:
            target.unlink(missing_ok=True)
            note_of(target).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UnreadableBook(
            f"No safety copy could be made in {folder} ({error.strerror}), so nothing was changed."
        ) from error
    except DriverRefused as error:
        raise UnreadableBook(f"No safety copy could be made in {folder}, so nothing was changed. {error}") from error
    finally:
        for part in ("", "-journal"):
            with suppress(OSError):
                draft.with_name(draft.name + part).unlink(missing_ok=True)
    _prune(store.path, target)
    return target


def note_of(copy: Path) -> Path:
    """The file beside a copy that holds its checksum, as `sha256sum -c` reads it."""
    return copy.with_suffix(".db.sha256")


def _mark(path: Path) -> str:
    """Tells apart books of one name in different folders."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:8]


def _settle(draft: Path) -> str:
    """Sees to it that the copy is on the disk; gives its checksum."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _name(draft: Path, folder: Path, stem: str) -> Path:
    target, number = folder / f"{stem}.db", 1
    while not publish(draft, target):
        number += 1
        target = folder / f"{stem}-{number}.db"
    return target


def _note(target: Path, digest: str) -> None:
    note = note_of(target)
    note.write_text(f"{digest}  {target.name}\n", encoding="utf-8")
    note.chmod(0o600)


def _prove(target: Path, store: Store) -> None:
    copy = BookDatabase(str(target))
    try:
        copy.connect()
        (verdict,) = copy.execute_sql("PRAGMA quick_check(1)").fetchone()
        counts = [
            (
                copy.execute_sql(f"SELECT count(*) FROM {table}").fetchone()[0],
                store.value(f"SELECT count(*) FROM {table}"),
            )
            for table in ("contact", "touch", "follow_up")
        ]
    except DriverRefused:
        verdict, counts = "unreadable", []
    finally:
        copy.close()
    if verdict != "ok" or any(mine != theirs for mine, theirs in counts):
        raise UnreadableBook(
            f"The safety copy of {store.path} did not prove whole, so nothing was changed: run `callback check`."
        )


def _prune(path: Path, newest: Path) -> None:
    """Removes the oldest copies of this book; those of others, and files that only look similar, stay."""
    mine = re.compile(rf"{re.escape(slug(path.stem))}-\d{{8}}-\d{{6}}-.*-{_mark(path)}(-\d+)?\.db")
    ages = {}
    for copy in newest.parent.iterdir():
        if mine.fullmatch(copy.name) and copy != newest:
            with suppress(OSError):
                ages[copy] = copy.stat().st_mtime_ns
    for old in sorted(ages, key=lambda copy: ages[copy])[: -(KEPT - 1)]:
        with suppress(OSError):
            old.unlink()
            note_of(old).unlink(missing_ok=True)
