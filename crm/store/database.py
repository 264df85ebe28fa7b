"""The connection to a book: SQLite through the sqlcipher3 driver, opened with every check before the first write."""

from __future__ import annotations

import os
import secrets
import stat
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase
from sqlcipher3 import dbapi2 as driver

from crm.domain.errors import UnreadableBook

#: "CBck": marks a SQLite file as a book of Callback (see `PRAGMA application_id`).
APPLICATION_ID = 0x4342636B
BUSY_SECONDS = 5
_HEADER = 100
_MAGIC = b"SQLite format 3\x00"

PRAGMAS = (
    ("journal_mode", "wal"),
    ("synchronous", "full"),  # NORMAL survives a kill but not a power cut
    ("foreign_keys", 1),
    ("cache_size", -8000),
    ("secure_delete", "fast"),  # what is deleted leaves the file, not only the list
)


class DriverRefused(UnreadableBook):
    """What the driver could not do, told as a sentence; its cause is the driver's own error."""


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except (driver.Error, UnicodeDecodeError) as error:
        raise DriverRefused(explain(error, Path(path))) from error


class _Cursor(driver.Cursor):  # type: ignore[misc]
    """A cursor whose errors are sentences wherever a row is read: damage shows while rows come, not only at first."""

    path = ""

    def execute(self, *given: Any) -> Any:
        with _told(self.path):
            return super().execute(*given)

    def executemany(self, *given: Any) -> Any:
        with _told(self.path):
            return super().executemany(*given)

    def fetchone(self) -> Any:
        with _told(self.path):
            return super().fetchone()

    def fetchmany(self, *given: Any) -> Any:
        with _told(self.path):
            return super().fetchmany(*given)

    def fetchall(self) -> Any:
        with _told(self.path):
            return super().fetchall()

    def __iter__(self) -> Iterator[Any]:
        with _told(self.path):
            yield from iter(super().__next__, None)

    def __next__(self) -> Any:
        with _told(self.path):
            return super().__next__()


class _Connection(driver.Connection):  # type: ignore[misc]
    """A connection that reads and writes through cursors of the house."""

    path = ""

    def cursor(self, *given: Any) -> Any:
        cursor = super().cursor(*(given or (_Cursor,)))
        cursor.path = self.path
        return cursor


class BookDatabase(SqliteDatabase):
    """Peewee's SQLite over sqlcipher3, the one driver for plain and sealed books alike.

    Whatever the driver refuses, in any statement or while rows are read, is raised as UnreadableBook.
    """

    server_version = driver.sqlite_version_info

    def _connect(self) -> Any:
        base: Any = self
        with _told(self.database):
            connection = driver.connect(
                self.database,
                timeout=base._timeout,
                isolation_level=None,
                factory=_Connection,
                **self.connect_params,
            )
        connection.path = self.database
        try:
            base._add_conn_hooks(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def execute_sql(self, sql: str, params: Sequence[Any] | None = None) -> Any:
        """Runs one statement and gives the cursor."""
        run: Any = super().execute_sql
        return run(sql, params)

    def connection(self) -> Any:
        """The driver's own connection, for many rows at once."""
        give: Any = super().connection
        return give()

    def rollback(self) -> None:
        """Takes the transaction back, unless SQLite has done so itself: on a full disk it does."""
        if self.is_closed() or self.connection().in_transaction:
            back: Any = super().rollback
            back()

    @contextmanager
    def reading_facts(self) -> Iterator[None]:
        """Values that no release ever wrote are damage: raises UnreadableBook where they cannot be understood."""
        try:
            yield
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            raise UnreadableBook(damaged(Path(self.database))) from error


def beside(path: Path, part: str) -> Path:
    """The file that SQLite keeps beside a book, as it names it: `part` is `-wal`, `-shm` or `-journal`."""
    real = path.resolve()
    return real.with_name(real.name + part)


def holds_changes(path: Path) -> Path | None:
    """The file beside the book that holds changes which are not in the book itself yet, if there is one."""
    for part in ("-wal", "-journal"):
        log = beside(path, part)
        with suppress(OSError):
            if log.stat().st_size:
                return log
    return None


def inspect_header(path: Path) -> int:
    """The schema version that the file's header tells, read without SQLite so that nothing is written.

    Raises UnreadableBook when the file is not a book, is empty or is cut short.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            # Opening a pipe would wait for ever.
            what = "a folder" if stat.S_ISDIR(found.st_mode) else "not a file of its own (a pipe, socket or device)"
            raise UnreadableBook(f"{path} is {what}, so it is not a book: name a file with --book.")
        size = found.st_size
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except OSError as error:
        raise UnreadableBook(f"{path} cannot be read: {error.strerror}.") from error
    if size == 0:
        raise UnreadableBook(
            f"{path} is empty (0 bytes), so it is not a book: restore a copy from the backups folder, "
            "or move it away to start afresh."
        )
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise UnreadableBook(f"{path} is not a Callback book: name another file with --book.")
    page_size, pages = struct.unpack_from(">H", header, 16)[0], struct.unpack_from(">I", header, 28)[0]
    page_size = 65536 if page_size == 1 else page_size
    version, application = struct.unpack_from(">I", header, 60)[0], struct.unpack_from(">I", header, 68)[0]
    if application != APPLICATION_ID:
        raise UnreadableBook(f"{path} is another program's database, not a Callback book.")
    if size < page_size * pages and not holds_changes(path):
        raise UnreadableBook(damaged(path, "it is cut short, so restore"))
    return int(version)


def check_rights(path: Path) -> None:
    """Raises UnreadableBook where the book or its folder may not be written, before SQLite leaves files beside it."""
    real = path.resolve()
    if not os.access(real, os.W_OK):
        raise UnreadableBook(f"{path} may only be read, not written: give yourself the right to write it (chmod u+w).")
    if not os.access(real.parent, os.W_OK | os.X_OK):
        raise UnreadableBook(
            f"{path} cannot be used: the folder {real.parent} may not be written, and a book needs files beside it."
        )


def connect(path: Path) -> BookDatabase:
    """A connection with the pragmas of the house. Raises UnreadableBook with a sentence."""
    database = BookDatabase(str(path), timeout=BUSY_SECONDS)
    try:
        database.connect()
        for name, value in PRAGMAS:
            database.execute_sql(f"PRAGMA {name} = {value}").fetchall()
    except BaseException:
        with suppress(Exception):
            database.close()
        raise
    return database


def probe(path: Path) -> None:
    """Reads the schema without leaving a file beside the book. Raises UnreadableBook when it is damaged."""
    before = path.stat()
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        connection = driver.connect(uri, uri=True, isolation_level=None)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
            connection.execute("SELECT * FROM meta").fetchall()
            connection.execute("SELECT * FROM contact LIMIT 1").fetchall()
        finally:
            connection.close()
    except (driver.Error, UnicodeDecodeError) as error:
        now = path.stat()
        if (now.st_mtime_ns, now.st_size) != (before.st_mtime_ns, before.st_size) or beside(path, "-wal").exists():
            return  # somebody is writing it: read past their lock, it need not make sense
        raise UnreadableBook(explain(error, path)) from error


def damaged(path: Path, first: str = "restore") -> str:
    """That the book is damaged, and what to do about it."""
    return (
        f"{path} is damaged: {first} a copy from the backups folder (see `callback where`), and before that "
        "move away the files beside it that end in -wal and -shm."
    )


def explain(error: BaseException, path: Path) -> str:
    """What a database error means for a person, and what to do; never a value of theirs."""
    text = str(error).casefold()
    where = f"{path}"
    if "locked" in text or "busy" in text:
        return f"{where} is being written by another program: wait a moment and try again."
    if "readonly" in text or "read-only" in text:
        return f"{where} cannot be written: check the rights of the file and of its folder."
    if "full" in text:
        return f"There is no room left on the disk of {where}: nothing was changed."
    if "unable to open" in text:
        return f"{where} cannot be opened: check the rights of the file and of its folder."
    if "disk i/o" in text:
        return f"The disk did not take or give the data of {where}: nothing was changed."
    if isinstance(error, UnicodeDecodeError) or any(
        word in text
        for word in (
            "malformed",
            "not a database",
            "corrupt",
            "no such table",
            "no such column",
            "could not decode",
            "unsupported file format",
            "too big",
        )
    ):
        return damaged(path)
    return f"{where} could not be used ({type(error).__name__}): `callback check` looks it over."


def create_file(path: Path) -> None:
    """Makes an empty file that only its owner may read, and its folder. Raises UnreadableBook."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise UnreadableBook(f"{path} cannot be made: {error.strerror}.") from error


def draft_of(path: Path) -> Path:
    """A name beside `path` that nobody else uses, for a file that is not whole yet."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")


def publish(draft: Path, path: Path) -> bool:
    """Gives the whole file `draft` its name `path`; False, and `draft` stays, where something has that name already.

    Never replaces anything, however many programs do this at once. Raises OSError.
    """
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:
        # No hard links on this file system (FAT, some network shares): the name is claimed first, then filled.
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return False
        try:
            draft.replace(path)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return True
    draft.unlink()
    return True
