"""The feed: one file to subscribe to that always says what belongs in the calendar now.

Calendars that subscribe ask for it again by themselves; what is not in it any more disappears there, which no import
does. So nothing in it is cancelled.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from crm.book.calendar_entries import Entries, bring_up_to_date, entry_bytes, meta, refreshed, set_meta
from crm.book.errors import Refused
from crm.book.session import Book
from crm.formats.files import make_parents, write_private

#: The name of the file where none is given.
USUAL_FEED = "callback-feed.ics"

_RECORD = "calendar_feed"
_OWNER = "calendar_owner"
_HEAD_BYTES = 2000


@dataclass(frozen=True, slots=True)
class FeedReport:
    """Where the feed is, how many events it has, and whether it had to be written."""

    path: Path
    total: int
    written: bool


def refresh_feed(book: Book) -> FeedReport | None:
    """Brings the feed of the settings up to date; None where there is none. Nothing changed: nothing is written.

    Raises Refused with a sentence where the file cannot be written, or is somebody else's.
    """
    path = book.settings.ics_feed
    if path is None:
        return None
    return refreshed(book, lambda entries: write_feed(book, path, entries))


def feed_bytes(book: Book) -> bytes:
    """What the feed is now."""
    with book.store.transaction():
        bring_up_to_date(book)
        return _assembled(book, entry_bytes(book))


def save_feed(book: Book, path: Path) -> FeedReport:
    """Writes the feed to `path` now, replacing a file of that name; makes missing folders for it in the home.

    Raises Refused where it cannot be written.
    """
    with book.store.transaction():
        entries = bring_up_to_date(book)
        if path == book.settings.ics_feed:
            set_meta(book, _RECORD, None)
            return write_feed(book, path, entries, whatever=True)
        book.refuse_itself(path)
        events = entry_bytes(book)
        _write(path, _assembled(book, events), first=True)
        return FeedReport(path, len(events), written=True)


def write_feed(book: Book, path: Path, entries: Entries, *, whatever: bool = False) -> FeedReport:
    """Writes the file at `path` where it is not what the entries give; in the transaction that brought them about.

    A file of that name that this book did not write is refused, except with `whatever`. Folders that are missing are
    made the first time, in the home; later they may be a disk that is not there. Raises Refused.
    """
    _refuse_no_file(path)
    book.refuse_itself(path)
    record = {"path": str(path), "name": book.name, "generation": entries.generation}
    total = int(book.store.value("SELECT count(*) FROM feed_entry"))
    known = meta(book, _RECORD) or {}
    if known == {**record, "file": _file(path)}:
        return FeedReport(path, total, written=False)
    # Until the file is there nothing tells that it is: one that could not be written is tried again. Only where one
    # was written before stays known.
    set_meta(book, _RECORD, {"path": known["path"]} if "path" in known else None)
    if not whatever:
        _refuse_a_foreign_one(book, path)
    data = _assembled(book, entry_bytes(book))
    written = _differs(path, data)
    if written:
        _write(path, data, first=known.get("path") != str(path))
    set_meta(book, _RECORD, {**record, "file": _file(path)})
    return FeedReport(path, total, written)


def _assembled(book: Book, events: list[bytes]) -> bytes:
    from crm.formats.ics import feed_frame

    head, tail = feed_frame(f"Callback: {book.name}", _owner(book))
    return b"".join([head, *events, tail])


def _owner(book: Book) -> str:
    """What tells the feed of this book from others: made once, and copied with the book."""
    known = meta(book, _OWNER)
    if known is None:
        known = {"id": str(uuid4())}
        set_meta(book, _OWNER, known)
    return str(known["id"])


def _refuse_no_file(path: Path) -> None:
    """Raises Refused for what is there and no file: a pipe would hold up every act until somebody reads from it."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise _not_written(path, error) from error
    if not stat.S_ISREG(mode):
        raise Refused(f"The calendar feed {path} could not be written: it is no file. Set ics_feed to another one.")


def _refuse_a_foreign_one(book: Book, path: Path) -> None:
    from crm.formats.ics import OWNER

    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return  # writing will tell
    if head and f"\n{OWNER}:{_owner(book)}\r".encode() not in head:
        raise Refused(
            f"{path} is there already and was not written by this book as its feed, so it is left alone: "
            "set ics_feed to another file, or remove that one."
        )


def _differs(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size != len(data) or path.read_bytes() != data
    except OSError:
        return True


def _write(path: Path, data: bytes, *, first: bool) -> None:
    # 0600 at first. Rights that the person gave it since stay: a web server may have to read it.
    try:
        mode: int | None = stat.S_IMODE(path.stat().st_mode) & 0o777
    except OSError:
        mode = None
    try:
        if first:
            make_parents(path)
        write_private(path, data, mode=mode)
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> Refused:
    return Refused(f"The calendar feed {path} could not be written: {error.strerror or type(error).__name__}.")


def _file(path: Path) -> list[int]:
    """What changes when another program writes to the file or replaces it."""
    try:
        found = os.stat(path)  # noqa: PTH116 (a link is followed, as it is when writing)
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
