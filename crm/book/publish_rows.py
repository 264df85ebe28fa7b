"""What the book remembers of the calendar server: where it is, and what of ours is there. All of it outside undo.

No password is among it, nor anything else that opens the account.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from crm.book.calendar_events import moment_of
from crm.book.calendar_versions import events_now
from crm.book.session import Book, utc_stamp
from crm.formats.ics import CalendarEvent, content_hash, content_of, event_from
from crm.formats.ics_read import ReadEvent

#: `state` of a row: both agree; gone (or cancelled) there; differs in a way that nobody may guess; not to be there.
AGREED, DELETED, CONFLICT, LEFT = "", "deleted", "conflict", "left"
#: A fingerprint that no content has: what the server has is to be replaced by ours.
OUTDATED = ""
_SENT = "sent"

_KEYS = ("caldav_url", "caldav_user", "caldav_calendar", "caldav_name", "caldav_http", "caldav_keyring")
_COLUMNS = "uid, href, etag, sequence, content_hash, event, state, theirs"


@dataclass(frozen=True, slots=True)
class Connection:
    """The one calendar a book is published in: the server's address, the user, the calendar's address and name.

    `http`: plain http was allowed on purpose. `keyring`: the person wanted the password in the keyring.
    """

    url: str
    user: str
    calendar: str
    name: str
    http: bool = False
    keyring: bool = False


@dataclass(frozen=True, slots=True)
class Theirs:
    """What the server has where that differs from here, and why it was not simply taken."""

    etag: str
    event: ReadEvent | None
    why: str = ""

    def text(self) -> str:
        """As JSON, for the row."""
        read = self.event and {
            **asdict(self.event),
            "on": self.event.on.isoformat(),
            "at": self.event.at and self.event.at.isoformat(),
        }
        return json.dumps({"etag": self.etag, "why": self.why, "event": read}, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Row:
    """What the server has of one event, as it was last known.

    `event` is its content: our version, with the time that the calendar has; empty where it is not known what was
    there before. `sequence` is the highest one seen there. `theirs` is what the server has where that differs, or,
    where both agree, what was being sent to it.
    """

    uid: str
    href: str
    etag: str
    sequence: int
    content_hash: str
    event: str
    state: str = AGREED
    theirs: str = ""

    @property
    def known(self) -> CalendarEvent | None:
        """The content as an event. Raises ValueError when it makes no sense."""
        if not self.event:
            return None
        return event_from(self.event, uid=self.uid, sequence=self.sequence, stamp=moment_of("1970-01-01"))

    @property
    def there(self) -> Theirs | None:
        """What the server has, where it differs."""
        if not self.theirs or self.sending is not None:
            return None
        said = json.loads(self.theirs)
        read = said["event"]
        if read:
            at = datetime.fromisoformat(read["at"]) if read["at"] else None
            read = ReadEvent(
                **{**read, "on": date.fromisoformat(read["on"]), "at": at, "alarms": tuple(read["alarms"])}
            )
        return Theirs(said["etag"], read, said["why"])

    @property
    def sending(self) -> str | None:
        """The content on its way there whose arrival was not seen, empty for a removal; None where nothing was sent."""
        sent = json.loads(self.theirs).get(_SENT) if self.theirs else None
        return None if sent is None else str(sent)

    @property
    def sent(self) -> CalendarEvent | None:
        """The same as an event, None for a removal too."""
        content = self.sending
        if not content:
            return None
        return event_from(content, uid=self.uid, sequence=self.sequence, stamp=moment_of("1970-01-01"))


@dataclass(frozen=True, slots=True)
class Picture:
    """Both sides as the book knows them: what belongs in the calendar now, and what the server has of ours.

    `state` is the book's at that moment: while `state_of` gives the same, nothing was written since.
    """

    events: dict[str, CalendarEvent]
    rows: dict[str, Row]
    state: tuple[int, int] = (0, 0)


def fingerprint(event: CalendarEvent) -> str:
    """The fingerprint of what a calendar keeps of the event."""
    return content_hash(content_of(event))


# Reading


def picture(book: Book) -> Picture:
    """Everything that a sync compares. New and changed events have their new version in the ledger afterwards."""
    rows = rows_of(book)
    # What stays only because a calendar has it does not begin its life in this one.
    events = {version.uid: version.event for version in events_now(book) if not version.kept or version.uid in rows}
    return Picture(events, rows, state_of(book))


def state_of(book: Book) -> tuple[int, int]:
    """Another one after every write, by other programs (the first number) and by this one."""
    return int(book.store.value("PRAGMA data_version")), int(book.store.value("SELECT total_changes()"))


def rows_of(book: Book) -> dict[str, Row]:
    """What the server has of ours, by UID."""
    return {row[0]: Row(*row) for row in book.store.rows(f"SELECT {_COLUMNS} FROM published ORDER BY uid")}


def connection_of(book: Book) -> Connection | None:
    """Where the book is published, None where it is not."""
    marks = ", ".join("?" * len(_KEYS))
    said = dict(book.store.rows(f'SELECT "key", value FROM meta WHERE "key" IN ({marks})', _KEYS))
    if not said.get("caldav_calendar"):
        return None
    return Connection(
        url=said.get("caldav_url", ""),
        user=said.get("caldav_user", ""),
        calendar=said["caldav_calendar"],
        name=said.get("caldav_name", ""),
        http=bool(said.get("caldav_http")),
        keyring=bool(said.get("caldav_keyring")),
    )


# Writing, each a transaction of its own or part of the one it is called in


def write_row(book: Book, row: Row) -> Row:
    """Notes what the server has of one event now; gives the row."""
    with book.store.transaction():
        book.store.database.execute_sql(
            f"INSERT OR REPLACE INTO published({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (row.uid, row.href, row.etag, row.sequence, row.content_hash, row.event, row.state, row.theirs),
        )
    return row


def note_sending(book: Book, row: Row, content: str) -> Row:
    """Notes what is about to be written over what the server has; empty where it is about to be removed.

    Should the answer be lost, what is found there later was done by us, and is no move to bring back.
    """
    return write_row(book, replace(row, theirs=json.dumps({_SENT: content}, separators=(",", ":"))))


def note_put(book: Book, event: CalendarEvent, href: str, etag: str, sequence: int) -> Row:
    """Notes that the server has exactly our event, `sequence` being the highest seen there."""
    content = content_of(event)
    return write_row(book, Row(event.uid, href, etag, max(sequence, event.sequence), content_hash(content), content))


def base_of(event: CalendarEvent, read: ReadEvent) -> CalendarEvent:
    """Our event at the time that the server has for it: what both agree on when a move was seen."""
    length = None if event.length is None and read.at is None else _length(event, read)
    return replace(event, on=read.on, at=read.at, length=length)


def _length(event: CalendarEvent, read: ReadEvent) -> timedelta | None:
    is_interview = "Interview" in event.categories
    return timedelta(minutes=read.minutes) if is_interview and read.at is not None else None


def drop_rows(book: Book, uids: Iterable[str]) -> None:
    """Notes that the server has nothing of these any more; put there again they are a version above."""
    with book.store.transaction():
        for uid in uids:
            known = book.store.value("SELECT sequence FROM published WHERE uid = ?", (uid,))
            if known is not None:
                raise_sequence(book, uid, known + 1)
                book.store.database.execute_sql("DELETE FROM published WHERE uid = ?", (uid,))


def raise_sequence(book: Book, uid: str, least: int) -> CalendarEvent | None:
    """Lifts the version of an event in the ledger to `least`: a calendar has seen a higher one of it.

    Gives the event as it is sent then, None where the ledger does not know it.
    """
    with book.store.transaction():
        row = book.store.row("SELECT sequence, stamp, event FROM export_ledger WHERE uid = ?", (uid,))
        if row is None:
            return None
        sequence, stamp, content = row[0], moment_of(row[1]), row[2]
        if sequence < least:
            sequence, stamp = least, stamp + timedelta(seconds=1)
            book.store.database.execute_sql(
                "UPDATE export_ledger SET sequence = ?, stamp = ? WHERE uid = ?", (sequence, utc_stamp(stamp), uid)
            )
            # The feed's bytes hold sequence and stamp.
            book.store.database.execute_sql("DELETE FROM feed_entry WHERE uid = ?", (uid,))
        return event_from(content, uid=uid, sequence=sequence, stamp=stamp)


def write_connection(book: Book, connection: Connection) -> None:
    """Notes where the book is published. What another calendar had of ours is forgotten."""
    with book.store.transaction():
        old = connection_of(book)
        if old is None or (old.calendar, old.user) != (connection.calendar, connection.user):
            book.store.database.execute_sql("DELETE FROM published")
        said = {
            "caldav_url": connection.url,
            "caldav_user": connection.user,
            "caldav_calendar": connection.calendar,
            "caldav_name": connection.name,
            "caldav_http": "1" if connection.http else "",
            "caldav_keyring": "1" if connection.keyring else "",
        }
        book.store.executemany('INSERT OR REPLACE INTO meta("key", value) VALUES (?, ?)', list(said.items()))


def forget_connection(book: Book) -> None:
    """The book is published nowhere; what a server had of it is forgotten."""
    with book.store.transaction():
        book.store.database.execute_sql("DELETE FROM published")
        book.store.executemany('DELETE FROM meta WHERE "key" = ?', [(key,) for key in _KEYS])
