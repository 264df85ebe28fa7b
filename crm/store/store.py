"""A book that is open: transactions, undo, reads. Lives on the one thread that opened it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import DatabaseError, OperationalError

from crm.domain.errors import BookError, UnreadableBook
from crm.domain.next_touch import USUAL_RULE, Rule
from crm.store import derived, migrations, undo
from crm.store.database import APPLICATION_ID, connect, create_file, explain, inspect_header, probe
from crm.store.models import MODELS

_PARTS = ("", "-wal", "-shm")


class Store:
    """The book at `path`. Use `open_store`."""

    def __init__(self, path: Path, database: Any, rule: Rule, backups: Path) -> None:
        self.path = path
        self.database = database
        self.rule = rule
        self.backups = backups
        self._data_version = self._read_data_version()

    def close(self) -> None:
        """Closes the connection; the last one to close folds the write-ahead log into the file."""
        if not self.database.is_closed():
            self.database.close()

    # Reading

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises UnreadableBook with a sentence."""
        with self._told():
            found: list[tuple[Any, ...]] = self.database.execute_sql(sql, values).fetchall()
            return found

    def row(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def value(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first value of the first row, or None."""
        found = self.row(sql, values)
        return found[0] if found else None

    def changed_elsewhere(self) -> bool:
        """True when another connection has written since this was last asked."""
        seen, self._data_version = self._data_version, self._read_data_version()
        return seen != self._data_version

    def _read_data_version(self) -> int:
        return int(self.value("PRAGMA data_version"))

    # Writing

    @contextmanager
    def act(self, what: str, now: datetime) -> Iterator[None]:
        """One act of the person: one transaction, one undo step called `what`, derived rows refreshed.

        An act that changes nothing leaves no step. Any exception takes everything back.
        """
        with self.transaction():
            act = undo.begin(self.database, what, now)
            yield
            derived.refresh(self.database, self.rule)
            undo.finish(self.database, act)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A write outside undo (the export ledger); models are bound to this book inside."""
        with self._told(), self.database.bind_ctx(MODELS), self.database.atomic("IMMEDIATE"):
            self.database.execute_sql("PRAGMA defer_foreign_keys = 1")
            yield

    @contextmanager
    def bound(self) -> Iterator[None]:
        """Models are bound to this book inside, for reading with them."""
        with self._told(), self.database.bind_ctx(MODELS):
            yield

    def next_seq(self, count: int = 1) -> int:
        """The first of `count` fresh numbers of the order of entry; inside a transaction."""
        self.database.execute_sql("UPDATE meta SET value = value + ? WHERE \"key\" = 'seq'", (count,))
        return int(self.value("SELECT value FROM meta WHERE \"key\" = 'seq'")) - count + 1

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """One statement for many rows; inside a transaction."""
        self.database.connection().executemany(sql, rows)

    # Undo

    def undo(self) -> str | None:
        """Takes back the newest act and gives what it was, or None where there is none."""
        return self._reverse(undone=True)

    def redo(self) -> str | None:
        """Does again the act undone last and gives what it was, or None where there is none."""
        return self._reverse(undone=False)

    def _reverse(self, *, undone: bool) -> str | None:
        with self.transaction():
            found = undo.newest_done(self.database) if undone else undo.oldest_undone(self.database)
            if found is None:
                return None
            act, what = found
            undo.reverse(self.database, act, undone=undone)
            derived.refresh(self.database, self.rule)
            return what

    # The whole file

    def use_rule(self, rule: Rule) -> None:
        """Recomputes all derived rows where they were computed by another rule (holidays, weekend, default cadence)."""
        self.rule = rule
        mark = json.dumps(
            [
                sorted(rule.week.weekend),
                sorted(map(str, rule.week.holidays)),
                str(rule.default_cadence),
                DERIVED_VERSION,
            ]
        )
        if self.value("SELECT value FROM meta WHERE \"key\" = 'rule'") == mark:
            return
        with self.transaction():
            derived.rebuild(self.database, rule)
            self.database.execute_sql(
                "INSERT INTO meta(\"key\", value) VALUES ('rule', ?) "
                'ON CONFLICT("key") DO UPDATE SET value = excluded.value',
                (mark,),
            )

    def problems(self) -> Iterator[str]:
        """What is wrong with the file, one sentence each: pages, references, derived rows."""
        for (text,) in self.rows("PRAGMA integrity_check(20)"):
            if text != "ok":
                yield f"the file: {text}"
        for table, row, parent, _ in self.rows("PRAGMA foreign_key_check"):
            yield f"{table} {row} refers to a {parent} that is not there"
        yield from derived.differences(self.database, self.rule)

    def backup(self, reason: str, now: datetime) -> Path:
        """A verified copy in the backups folder, with its SHA-256 beside it; the newest twenty are kept."""
        from crm.store.backup import make_backup

        with self._told():
            return make_backup(self, reason, now)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except BookError:
            raise
        except (DatabaseError, UnicodeDecodeError) as error:
            raise UnreadableBook(explain(error, self.path)) from error


#: Raised by one whenever the same facts give other derived rows than the release before.
DERIVED_VERSION = 1


def open_store(path: Path, *, backups: Path, create: bool = False, rule: Rule = USUAL_RULE) -> Store:
    """Opens the book at `path`, migrating an older one after a backup; `create` makes a missing one.

    Raises UnreadableBook with a sentence; a file that is refused is not written to, nor is one left beside it.
    """
    fresh = not path.exists()
    if fresh:
        if not create:
            raise UnreadableBook(
                f"There is no book at {path}: `callback add NAME`, `callback import FILE` or `callback` starts one."
            )
        _make(path)
    version = inspect_header(path)
    if version > migrations.SCHEMA_VERSION:
        raise UnreadableBook(
            f"{path} was made by a newer Callback (schema {version}, this one knows {migrations.SCHEMA_VERSION}): "
            "upgrade callback-crm to open it."
        )
    if not path.with_name(path.name + "-wal").exists():
        probe(path)
    database = connect(path)
    try:
        store = Store(path, database, rule, backups)
        version = int(store.value("PRAGMA user_version"))
        if version < migrations.SCHEMA_VERSION:
            _migrate(store, version)
        store.use_rule(rule)
    except BaseException as error:
        with suppress(Exception):
            database.close()
        if isinstance(error, DatabaseError | UnicodeDecodeError):
            raise UnreadableBook(explain(error, path)) from error
        raise
    return store


def _make(path: Path) -> None:
    """A new book appears under its name only when it is whole: made beside, then renamed."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    create_file(draft)
    try:
        database = connect(draft)
        try:
            database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            migrations.create_schema(database)
        finally:
            database.close()
        draft.rename(path)
    except (OSError, DatabaseError) as error:
        raise UnreadableBook(f"{path} cannot be made: {error}.") from error
    finally:
        for part in _PARTS:
            draft.with_name(draft.name + part).unlink(missing_ok=True)


def _migrate(store: Store, version: int) -> None:
    store.backup(f"before schema {migrations.SCHEMA_VERSION}", datetime.now().astimezone())
    try:
        migrations.migrate(store.database, version)
    except OperationalError as error:
        raise UnreadableBook(
            f"{store.path} could not be brought up to date; it is as it was, and a copy is in {store.backups}."
        ) from error
