"""Verified copies of a book: made by SQLite itself, checked, with a checksum beside them."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from peewee import DatabaseError

from crm.domain.errors import UnreadableBook
from crm.domain.text import slug
from crm.store.database import BookDatabase

if TYPE_CHECKING:
    from crm.store.store import Store

KEPT = 20


def make_backup(store: Store, reason: str, now: datetime) -> Path:
    """Copies the book to the backups folder and proves the copy; gives its path.

    The name tells the book, the time and the reason. Raises UnreadableBook when it cannot be made or does not prove
    whole; nothing that was there before is lost in that case.
    """
    folder = store.backups
    stem = f"{slug(store.path.stem)}-{now:%Y%m%d-%H%M%S}-{slug(reason)}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / f"{stem}.db"
        number = 1
        while target.exists():
            number += 1
            target = folder / f"{stem}-{number}.db"
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        store.database.execute_sql("VACUUM INTO ?", (str(target),))
        _prove(target, store)
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        note = target.with_suffix(".db.sha256")
        note.write_text(f"{digest}  {target.name}\n", encoding="utf-8")
        note.chmod(0o600)
    except OSError as error:
        raise UnreadableBook(
            f"No safety copy could be made in {folder} ({error.strerror}), so nothing was changed."
        ) from error
    _prune(folder, slug(store.path.stem))
    return target


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
    except DatabaseError as error:
        verdict, counts = type(error).__name__, []
    finally:
        copy.close()
    if verdict != "ok" or any(mine != theirs for mine, theirs in counts):
        target.unlink(missing_ok=True)
        raise UnreadableBook(
            f"The safety copy of {store.path} did not prove whole, so nothing was changed: run `callback check`."
        )


def _prune(folder: Path, stem: str) -> None:
    copies = sorted(folder.glob(f"{stem}-*.db"), key=lambda path: path.stat().st_mtime)
    for old in copies[:-KEPT]:
        old.unlink(missing_ok=True)
        old.with_suffix(".db.sha256").unlink(missing_ok=True)
