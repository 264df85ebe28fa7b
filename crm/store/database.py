"""The connection to a book: SQLite through the sqlcipher3 driver, opened with every check before the first write."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from peewee import DatabaseError, SqliteDatabase
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


class BookDatabase(SqliteDatabase):
    """Peewee's SQLite over sqlcipher3, the one driver for plain and sealed books alike."""

    server_version = driver.sqlite_version_info

    def _connect(self) -> Any:
        base: Any = self
        connection = driver.connect(self.database, timeout=base._timeout, isolation_level=None, **self.connect_params)
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


def inspect_header(path: Path) -> int:
    """The schema version that the file's header tells, read without SQLite so that nothing is written.

    Raises UnreadableBook when the file is not a book, is empty or is cut short.
    """
    try:
        size = path.stat().st_size
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
    log = path.with_name(path.name + "-wal")
    if size < page_size * pages and not (log.exists() and log.stat().st_size):
        raise UnreadableBook(
            f"{path} is damaged: it is cut short. Restore a copy from the backups folder (see `callback where`)."
        )
    return int(version)


def connect(path: Path) -> BookDatabase:
    """A connection with the pragmas of the house. Raises UnreadableBook with a sentence."""
    database = BookDatabase(str(path), timeout=BUSY_SECONDS)
    try:
        database.connect()
        for name, value in PRAGMAS:
            database.execute_sql(f"PRAGMA {name} = {value}").fetchall()
    except (DatabaseError, UnicodeDecodeError) as error:
        with suppress(Exception):
            database.close()
        raise UnreadableBook(explain(error, path)) from error
    return database


def probe(path: Path) -> None:
    """Reads the schema without leaving a file beside the book. Raises UnreadableBook when it is damaged."""
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
        raise UnreadableBook(explain(error, path)) from error


def explain(error: Exception, path: Path) -> str:
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
        word in text for word in ("malformed", "not a database", "corrupt", "no such table", "no such column")
    ):
        return f"{where} is damaged: restore a copy from the backups folder (see `callback where`)."
    return f"{where} could not be used ({type(error).__name__}): `callback check` looks it over."


def create_file(path: Path) -> None:
    """Makes an empty file that only its owner may read, and its folder. Raises UnreadableBook."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise UnreadableBook(f"{path} cannot be made: {error.strerror}.") from error
