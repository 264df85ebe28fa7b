"""A book that is open: transactions, undo, reads. Lives on the one thread that opened it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import DatabaseError

from crm.domain.errors import UnreadableBook
from crm.domain.next_touch import USUAL_RULE, Facts, Rule
from crm.store import derived, migrations, undo
from crm.store.database import (
    APPLICATION_ID,
    DriverRefused,
    beside,
    check_rights,
    connect,
    create_file,
    draft_of,
    explain,
    holds_changes,
    inspect_header,
    probe,
    publish,
)
from crm.store.facts import facts_of

_PARTS = ("", "-wal", "-shm", "-journal")


class Store:
    """The book at `path`. Use `open_store`."""

    def __init__(self, path: Path, database: Any, rule: Rule, backups: Path) -> None:
        self.path = path
        self.database = database
        self.rule = rule
        self.backups = backups
        self._identity = _identity(path)
        self._data_version = self._read_data_version()
        self._fresh: tuple[tuple[int, int], dict[int, Facts]] | None = None

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

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        """The facts of the rule for each of the contacts. Raises UnreadableBook where they make no sense."""
        wanted = list(ids)
        with self._told():
            if self._fresh is not None and self._fresh[1].keys() >= set(wanted) and self._fresh[0] == self._state():
                return {contact: self._fresh[1][contact] for contact in wanted}
            return facts_of(self.database, wanted, self.rule)

    def _state(self) -> tuple[int, int]:
        """Changes with every write, by this connection or by another."""
        return self.database.connection().total_changes, self._read_data_version()

    def changed_elsewhere(self) -> bool:
        """True when another connection has written since this was last asked.

        Raises UnreadableBook when the file is not the one that was opened.
        """
        self._refuse_another_file()
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
            fresh = derived.refresh(self.database, self.rule)
            undo.finish(self.database, act)
            # Asked while nobody else can write: what another program writes afterwards is another state.
            state = self._state()
        # What was just computed is asked for again to say what comes next.
        self._fresh = state, fresh

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A write outside undo (the export ledger)."""
        self._refuse_another_file()
        with self._told(), self.database.atomic("IMMEDIATE"):
            self.database.execute_sql("PRAGMA defer_foreign_keys = 1")
            try:
                yield
            except BaseException:
                # What an act within has computed is taken back with it.
                self._fresh = None
                raise

    def next_seq(self, count: int = 1) -> int:
        """The first of `count` fresh numbers of the order of entry; inside a transaction."""
        self.database.execute_sql("UPDATE meta SET value = value + ? WHERE \"key\" = 'seq'", (count,))
        return int(self.value("SELECT value FROM meta WHERE \"key\" = 'seq'")) - count + 1

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """One statement for many rows; inside a transaction."""
        with self._told():
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

    def forget_history(self) -> None:
        """Nothing that was done so far can be undone or redone any more: the book begins here."""
        with self.transaction():
            undo.forget(self.database)

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

    def problems(self) -> list[str]:
        """What is wrong with the book, one sentence each, as `crm.store.examine` tells it. Changes nothing."""
        from crm.store.examine import problems

        with self._told():
            return problems(self.database, self.rule)

    def backup(self, reason: str, now: datetime) -> Path:
        """A verified copy in the backups folder, with its SHA-256 beside it; the newest twenty are kept."""
        from crm.store.backup import make_backup

        with self._told():
            return make_backup(self, reason, now)

    def _refuse_another_file(self) -> None:
        """What is written to a file that was deleted or replaced would be gone, and could harm the new one."""
        if _identity(self.path) != self._identity:
            raise UnreadableBook(
                f"{self.path} was moved, deleted or replaced while it was open, so nothing is written to it any more: "
                "leave the program and open the book again."
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DriverRefused as error:
            first = _first(error)
            if first is not error:
                raise DriverRefused(str(first)) from first.__cause__
            raise
        except (DatabaseError, UnicodeDecodeError) as error:
            raise UnreadableBook(explain(error, self.path)) from error


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells one file from another at the same path, or None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _first(error: DriverRefused) -> DriverRefused:
    """What the driver refused first: taking a transaction back that is gone fails again, and says nothing."""
    first, earlier = error, error.__context__
    while earlier is not None:
        if isinstance(earlier, DriverRefused):
            first = earlier
        earlier = earlier.__context__
    return first


#: Raised by one whenever the same facts give other derived rows than the release before.
DERIVED_VERSION = 2


def open_store(path: Path, *, backups: Path, create: bool = False, rule: Rule = USUAL_RULE) -> Store:
    """Opens the book at `path`, migrating an older one after a backup; `create` makes a missing one.

    Raises UnreadableBook with a sentence; a file that is refused is not written to, nor is one left beside it.
    """
    if _is_missing(path):
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
    check_rights(path)
    if not beside(path, "-wal").exists():
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


def _is_missing(path: Path) -> bool:
    """True where no book is at `path` and one may be made. Raises UnreadableBook where one must have been."""
    try:
        path.stat()
        return False
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError) as error:
        raise UnreadableBook(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if path.is_symlink():
        raise UnreadableBook(
            f"{path} points to {path.readlink()}, which is not there: attach its disk, or remove the link."
        )
    left = holds_changes(path)
    # Asked again: another program may have made the book, and written to it, in between.
    if left is not None and not path.exists():
        raise UnreadableBook(
            f"{path} is not there, but {left}, which holds the last changes made to it, is: "
            "put the book back beside it, or move that file away."
        )
    return True


def _make(path: Path) -> None:
    """A new book appears under its name only when it is whole; where another program was first, theirs stays."""
    draft = draft_of(path)
    create_file(draft)
    try:
        database = connect(draft)
        try:
            database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            migrations.create_schema(database)
        finally:
            database.close()
        publish(draft, path)
    except (OSError, DatabaseError) as error:
        raise UnreadableBook(f"{path} cannot be made: {getattr(error, 'strerror', None) or error}.") from error
    except DriverRefused as error:
        raise UnreadableBook(explain(error.__cause__ or error, path)) from error
    finally:
        for part in _PARTS:
            draft.with_name(draft.name + part).unlink(missing_ok=True)


def _migrate(store: Store, version: int) -> None:
    store.backup(f"before schema {migrations.SCHEMA_VERSION}", datetime.now().astimezone())
    try:
        migrations.migrate(store.database, version)
    except (DatabaseError, DriverRefused) as error:
        raise UnreadableBook(
            f"{store.path} could not be brought up to date; it is as it was, and a copy is in {store.backups}."
        ) from error
