"""Publishing follow-ups in a calendar on a server: everything that a screen or a command needs for it.

Nothing here prints or asks. The functions with `book` belong on the book's thread; `find_calendars`, `new_calendar`
and `open_remote` only talk to the server; `sync` does both, and runs what belongs on the book's thread through `run`.
The password is an argument and is kept nowhere but, when the person wants it, in the keyring.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm.book.errors import Declined
from crm.book.publish_asks import CHOICE_WORDS, CHOICES, Ask, Choice, asks_of, find_ask, left_out, resolve
from crm.book.publish_dry import dry_run
from crm.book.publish_look import Gone
from crm.book.publish_report import SyncReport
from crm.book.publish_rows import (
    AGREED,
    CONFLICT,
    Connection,
    connection_of,
    fingerprint,
    forget_connection,
    picture,
    rows_of,
    write_connection,
)
from crm.book.publish_sync import remove_all, sync
from crm.book.session import Book
from crm.remote.protocol import CalendarInfo, Remote

__all__ = [
    "CHOICES",
    "CHOICE_WORDS",
    "USUAL_NAME",
    "Ask",
    "CalendarInfo",
    "Choice",
    "Connection",
    "Found",
    "Gone",
    "Remote",
    "Status",
    "SyncReport",
    "asks_of",
    "connect",
    "connection_of",
    "disconnect",
    "dry_run",
    "find_ask",
    "find_calendars",
    "left_out",
    "needed_connection",
    "new_calendar",
    "open_remote",
    "password_account",
    "remove_all",
    "resolve",
    "status",
    "sync",
]

#: The name that is proposed for a calendar of our own: one can be hidden, coloured and shared by itself.
USUAL_NAME = "Callback"


@dataclass(frozen=True, slots=True)
class Found:
    """What signing in found: the server's address in full, its calendars, and the one that the address named."""

    url: str
    calendars: tuple[CalendarInfo, ...]
    named: CalendarInfo | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How a book and its calendar stand, as far as the book knows; the server is not asked.

    `published` counts our events there, `waiting` what the next sync would put, update or remove, `left` is what
    the person wants kept out of the calendar.
    """

    connection: Connection | None
    published: int = 0
    waiting: int = 0
    left: tuple[Ask, ...] = ()
    asks: tuple[Ask, ...] = ()


# The server


def find_calendars(url: str, user: str, password: str, *, http: bool = False) -> Found:
    """Signs in and lists the calendars that take events. Raises RemoteError with a sentence."""
    from crm.remote.addresses import server_address
    from crm.remote.caldav_client import connect as sign_in

    url = server_address(url, allow_http=http)
    with sign_in(url, user, password, allow_http=http) as account:
        return Found(url, tuple(account.calendars()), account.here)


def new_calendar(url: str, user: str, password: str, name: str, *, http: bool = False) -> CalendarInfo:
    """Makes a calendar on the server. Raises RemoteError with a sentence."""
    from crm.remote.caldav_client import connect as sign_in

    with sign_in(url, user, password, allow_http=http) as account:
        return account.make_calendar(name)


def open_remote(connection: Connection, password: str) -> Remote:
    """The calendar of the connection; close it afterwards. Raises RemoteError with a sentence."""
    from crm.remote.caldav_client import open_calendar

    return open_calendar(connection.calendar, connection.user, password, allow_http=connection.http)


def password_account(connection: Connection) -> str:
    """The name under which the keyring has the password of the connection."""
    from crm.secrets.caldav_password import account_of

    return account_of(connection.url, connection.user)


# The book


def connect(book: Book, connection: Connection) -> int:
    """Publishes the book there from now on; gives how many of our events stay behind in another calendar.

    Call it when signing in has worked. It is no act: undo does not take it back.
    """
    with book.store.transaction():
        before = len(rows_of(book))
        write_connection(book, connection)
        return before - len(rows_of(book))


def needed_connection(book: Book) -> Connection:
    """Where the book is published. Raises Declined with what to do where it is not."""
    connection = connection_of(book)
    if connection is None:
        raise Declined(
            "This book is in no calendar on a server yet: `callback calendar connect URL --user NAME` connects one."
        )
    return connection


def status(book: Book) -> Status:
    """How it stands, without asking the server."""
    connection = connection_of(book)
    if connection is None:
        return Status(None)
    seen = picture(book)
    agreed = {uid for uid, row in seen.rows.items() if row.state == AGREED}
    same = {
        uid for uid in agreed if uid in seen.events and fingerprint(seen.events[uid]) == seen.rows[uid].content_hash
    }
    new = seen.events.keys() - seen.rows.keys()
    over = seen.rows.keys() - seen.events.keys()
    return Status(
        connection,
        published=sum(bool(row.etag) and row.state in {AGREED, CONFLICT} for row in seen.rows.values()),
        waiting=len(new) + len(over) + len((agreed & seen.events.keys()) - same),
        left=tuple(left_out(book, seen)),
        asks=tuple(asks_of(book, seen)),
    )


def disconnect(book: Book) -> int:
    """Forgets the calendar; gives how many of our events stay there. `remove_all` takes them out before."""
    with book.store.transaction():
        staying = len(rows_of(book))
        forget_connection(book)
        return staying
