"""One sync with a calendar server: exactly our own events, and what was changed there brought back.

Nothing of it needs to come to its end. Each step is first done on the server and then noted in the book, so that
whatever was cut off in between is found done by the next sync: what was put is there with our content and is
adopted, what was deleted is missing and is let go. Noted first, an event that never arrived would look like one
that the person deleted. A move made there goes the other way: it is made here and noted as seen in one
transaction, and only then is our new version put over it. Writes on the server name the version they replace
(If-Match, If-None-Match), so that nothing written there in the meantime is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal, Protocol, TypeVar

from crm.book.errors import BookError, Declined, NotFound, Refused
from crm.book.publish_asks import asks_of
from crm.book.publish_back import Taken, say_time, take_move, when_of, when_there
from crm.book.publish_report import SyncReport
from crm.book.publish_rows import (
    AGREED,
    CONFLICT,
    DELETED,
    LEFT,
    OUTDATED,
    Picture,
    Row,
    Theirs,
    base_of,
    drop_rows,
    fingerprint,
    note_put,
    picture,
    raise_sequence,
    rows_of,
    write_row,
)
from crm.book.session import Book
from crm.formats.ics import CalendarEvent, content_of, write_calendar
from crm.formats.ics_read import ReadEvent, as_read, read_event
from crm.formats.records import FormatError
from crm.remote.errors import Changed, Missing, NotTaken
from crm.remote.protocol import Remote

T = TypeVar("T")
#: What is to be done where most of ours is gone at once: ask first, put it there again, ask about each.
Gone = Literal["stop", "again", "each"]
Progress = Callable[[int, int], None]

_BATCH = 50  # objects a request
_FEW = 5  # so many may be gone at once without a question of its own
_TRIES = 3  # for an object that is written there at the same moment
_PASSES = 3  # a move of one event may change others of the same person


class Run(Protocol):
    """Runs `func(book, *args)` where the book lives, and gives what it gives."""

    def __call__(self, func: Callable[..., T], *args: Any) -> T:
        """The result of `func(book, *args)`; its exceptions come through."""


def sync(
    remote: Remote,
    run: Run,
    *,
    gone: Gone = "stop",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SyncReport:
    """Makes the calendar show what belongs there, and takes over what was moved there.

    `progress` gets what is done and how much there is; `cancelled` is asked between two events. Raises RemoteError
    where not even the calendar's list is had, and UnreadableBook where the book cannot be read; what fails later
    is in the report.
    """
    return _Sync(remote, run, gone, progress, cancelled).go()


def remove_all(remote: Remote, run: Run) -> SyncReport:
    """Takes everything of ours out of the calendar, and nothing else. Raises as `sync` does."""
    work = _Sync(remote, run, "each", None, None)
    return work.remove_all()


class _Stop(Exception):
    """The report says why."""


class _Sync:
    def __init__(
        self,
        remote: Remote,
        run: Run,
        gone: Gone,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.remote, self.run, self.gone = remote, run, gone
        self.progress, self.cancelled = progress, cancelled
        self.report = SyncReport()
        self.events: dict[str, CalendarEvent] = {}
        self.rows: dict[str, Row] = {}
        self.listing: dict[str, str] = {}
        self.skipped: set[str] = set()  # events that are not put in this run
        self.settled: set[str] = set()
        self.kept: list[str] = []  # what was changed there in a way that changes nothing here
        self.stale = False  # an act was done: the events may be others

    def go(self) -> SyncReport:
        self._see(self.run(picture))
        try:
            self.listing = self.remote.listing()
        except Missing as error:
            raise Missing(
                "The calendar is no longer on the server: `callback calendar connect` chooses or makes another.",
                status=error.status,
            ) from error
        report = self.report
        try:
            if self._look_over():
                self._push_all()
                self._learn_etags()
                report.notes += _kept_notes(self.kept)
                report.asks = self.run(asks_of)
        except _Stop:
            pass
        except BookError as error:
            report.stopped = str(error)
        return report

    def remove_all(self) -> SyncReport:
        # A calendar that is gone has nothing of ours.
        with suppress(Missing):
            self.listing = self.remote.listing()
        try:
            for row in self.run(rows_of).values():
                self.rows[row.uid] = row
                self._remove(row)
        except BookError as error:
            self.report.stopped = str(error)
        return self.report

    def _see(self, seen: Picture) -> None:
        self.events, self.rows = seen.events, seen.rows
        self.stale = False

    # What is there

    def _look_over(self) -> bool:
        """Notes what became of ours there; False where most of it is gone and somebody has to say why."""
        missing: list[str] = []
        wanted: dict[str, str] = {}
        undecided: list[str] = []
        for uid in self.events:
            row = self.rows.get(uid)
            if row is None:
                href = self.remote.href_of(uid)
                if href in self.listing:
                    wanted[href] = uid
            elif row.state == LEFT:
                continue
            elif row.href not in self.listing:
                if row.state != DELETED or row.there is not None:
                    missing.append(uid)
            elif self.listing[row.href] != (row.there.etag if row.there else row.etag):
                wanted[row.href] = uid
            elif row.state == CONFLICT:
                undecided.append(uid)
            elif row.state == DELETED and row.there is None:
                wanted[row.href] = uid
        if not self._take_gone(missing):
            return False
        for uid in undecided:
            self._weigh_again(uid)
        for batch in _batches(list(wanted)):
            self._pause()
            found = self.remote.fetch(batch)
            for href in batch:
                uid = wanted[href]
                if self.stale:
                    self._see(self.run(picture))
                if uid not in self.events:
                    continue  # a move before it has closed it
                if href in found:
                    self._compare(uid, href, *found[href])
                elif uid in self.rows:
                    self._mark_gone(uid)
        return True

    def _weigh_again(self, uid: str) -> None:
        """Nothing is new there; here it may have been moved to the same place since, or back."""
        if self.stale:
            self._see(self.run(picture))
        event, row = self.events.get(uid), self.rows[uid]
        there = row.there
        if event is not None and there is not None and there.event is not None:
            self._weigh(event, row, there.event, there.etag)

    def _take_gone(self, missing: list[str]) -> bool:
        known = sum(uid in self.events and row.state in {AGREED, CONFLICT} for uid, row in self.rows.items())
        if self.gone == "stop" and len(missing) >= _FEW and 2 * len(missing) > known:
            self.report.emptied = len(missing), known
            return False
        if self.gone == "again":
            self.run(_put_all_again, missing)
            for uid in missing:
                self.rows.pop(uid, None)
            if missing:
                self.stale = True
        else:
            for uid in missing:
                self._mark_gone(uid)
        return True

    def _mark_gone(self, uid: str, there: Theirs | None = None) -> None:
        row = self.rows[uid]
        self.rows[uid] = self.run(write_row, replace(row, state=DELETED, theirs=there.text() if there else ""))

    def _compare(self, uid: str, href: str, etag: str, data: bytes) -> None:
        """Takes in what the server has at one of our places."""
        event, row = self.events[uid], self.rows.get(uid)
        try:
            read = read_event(data, uid)
        except FormatError as error:
            self._conflict(event, row, href, Theirs(etag, None, f"{event.summary}: {error}."))
            return
        if read is None:
            self._skip(event, "something else is at its place in the calendar, so it was not put there.")
        elif row is None:
            self._meet(event, href, etag, read)
        elif read.says_the_same(as_read(event)):
            # Put by a sync that was cut off, or by a book of which this one is a copy.
            self.rows[uid] = self.run(note_put, event, href, etag, max(row.sequence, read.sequence))
        elif read.cancelled:
            self._mark_gone(uid, Theirs(etag, read))
        else:
            self._weigh(event, row, read, etag)

    def _meet(self, event: CalendarEvent, href: str, etag: str, read: ReadEvent) -> None:
        """Ours is there, and the book does not know of it: a sync was cut off, or the book is an older copy."""
        if read.says_the_same(as_read(event)):
            self.rows[event.uid] = self.run(note_put, event, href, etag, read.sequence)
            return
        row = Row(event.uid, href, etag, read.sequence, OUTDATED, "")
        if read.own or when_of(event) == when_there(event, read):
            # Nobody but us wrote it, or nothing but words differs: ours is put over it.
            self.rows[event.uid] = self.run(write_row, replace(row, event=content_of(base_of(event, read))))
        else:
            why = "The calendar has it from before, and it is not known which of the two is newer."
            self._conflict(event, row, href, Theirs(etag, read, why))

    def _weigh(self, event: CalendarEvent, row: Row, read: ReadEvent, etag: str) -> None:
        """The server's copy differs from what was last known: who moved it decides what becomes of it."""
        known, ours, theirs = row.known, when_of(event), when_there(event, read)
        base = None if known is None else when_of(known)
        seen = replace(row, etag=etag, sequence=max(row.sequence, read.sequence), state=AGREED, theirs="")
        if theirs in (base, ours):
            if theirs == base and fingerprint(event) == row.content_hash:
                self.kept.append(event.summary)
            elif theirs != base:
                # Moved to the same place on both sides.
                seen = replace(seen, content_hash=OUTDATED, event=content_of(base_of(event, read)))
            self.rows[row.uid] = self.run(write_row, seen)
        elif ours == base:
            self._bring_back(event, row, read, etag)
        else:
            why = "It was moved here and in the calendar."
            self._conflict(event, row, row.href, Theirs(etag, read, row.there.why if row.there and not base else why))

    def _bring_back(self, event: CalendarEvent, row: Row, read: ReadEvent, etag: str) -> None:
        try:
            taken: Taken = self.run(take_move, event, row, read, etag)
        except (Refused, Declined, NotFound) as error:
            self._conflict(event, row, row.href, Theirs(etag, read, str(error)))
            return
        if taken.sentence:
            self.report.moved.append(taken.sentence)
        self.report.notes += taken.notes
        self.stale = True

    def _conflict(self, event: CalendarEvent, row: Row | None, href: str, theirs: Theirs) -> None:
        row = row or Row(event.uid, href, theirs.etag, 0, OUTDATED, "")
        if row.state == CONFLICT and row.theirs == theirs.text():
            return
        self.rows[event.uid] = self.run(write_row, replace(row, href=href, state=CONFLICT, theirs=theirs.text()))

    # What is to be there

    def _push_all(self) -> None:
        for _ in range(_PASSES):
            if self.stale:
                self._see(self.run(picture))
            if not self._push_once():
                return

    def _push_once(self) -> bool:
        """Puts, updates and removes; True where an act was done on the way, so that there may be more."""
        going = [uid for uid in self.rows if uid not in self.events]
        coming = sorted(self.events, key=lambda uid: (self.events[uid].on, self.events[uid].summary, uid))
        # Room first: what is over makes place for what comes.
        for place, uid in enumerate([*going, *coming]):
            self._pause()
            if self.progress:
                self.progress(place, len(going) + len(coming))
            if uid in self.events:
                self._push(uid)
            else:
                self._remove(self.rows[uid])
        if self.progress:
            self.progress(len(going) + len(coming), len(going) + len(coming))
        return self.stale

    def _push(self, uid: str) -> None:
        for _ in range(_TRIES):
            event, row = self.events[uid], self.rows.get(uid)
            if uid in self.skipped or (row is not None and row.state != AGREED):
                return
            if row is not None and row.content_hash == fingerprint(event):
                self.report.unchanged += uid not in self.settled
                self.settled.add(uid)
                return
            try:
                if row is None or row.etag:
                    self._put(event, row)
                    return
            except Changed:
                pass
            except NotTaken as error:
                self._skip(event, str(error))
                return
            self._look_again(uid, self.remote.href_of(uid) if row is None else row.href)
            if self.stale:
                return
        why = "it is being changed in the calendar just now; the next sync looks again."
        self._skip(self.events[uid], why if uid in self.rows else "the calendar has it under another name already.")

    def _skip(self, event: CalendarEvent, why: str) -> None:
        self.skipped.add(event.uid)
        self.report.problems.append(f"{event.summary}: {why}")

    def _put(self, event: CalendarEvent, row: Row | None) -> None:
        if row is not None and event.sequence <= row.sequence:
            # A phone counts versions too: what does not go above its own is ignored by it.
            lifted = self.run(raise_sequence, event.uid, row.sequence + 1)
            if lifted is not None:
                event = replace(event, sequence=lifted.sequence, stamp=lifted.stamp)
        href = self.remote.href_of(event.uid) if row is None else row.href
        etag = self.remote.put(href, write_calendar([event]), row.etag if row else None)
        self.rows[event.uid] = self.run(note_put, event, href, etag, event.sequence)
        self.settled.add(event.uid)
        said = self.run(_what_and_when, event)
        (self.report.put if row is None else self.report.updated).append(said)

    def _look_again(self, uid: str, href: str) -> None:
        """Somebody wrote it after the list was had."""
        found = self.remote.fetch([href])
        if href in found:
            self.listing[href] = found[href][0]
            self._compare(uid, href, *found[href])
        elif uid in self.rows:
            self.listing.pop(href, None)
            self._mark_gone(uid)

    def _remove(self, row: Row) -> None:
        """It is done, skipped, deleted or not to be in a calendar any more: here decides, whatever happened there."""
        listed = self.listing.get(row.href)
        etag, moved, there = row.etag, "", listed is not None
        for _ in range(_TRIES):
            if there and (not etag or etag != listed):
                found = self.remote.fetch([row.href])
                listed, data = found.get(row.href, ("", b""))
                etag = listed
                there = row.href in found and self._is_ours(data, row.uid)
                moved = self.run(_moved_meanwhile, row, data) if there else ""
            if not there:
                break
            try:
                if not etag:
                    continue
                self.remote.delete(row.href, etag)
                break
            except Missing:
                break
            except Changed:
                etag = ""
        else:
            self.report.problems.append(
                f"{_summary(row)}: it is being changed in the calendar just now; the next sync removes it."
            )
            return
        self.run(drop_rows, [row.uid])
        del self.rows[row.uid]
        if there:
            self.report.removed.append(f"{_summary(row)}{moved}")

    @staticmethod
    def _is_ours(data: bytes, uid: str) -> bool:
        try:
            return read_event(data, uid) is not None
        except FormatError:
            return True  # at our place, and nobody can read it

    # Round about

    def _learn_etags(self) -> None:
        """Servers that change what they are given do not say its etag at once (RFC 4791, section 5.3.4)."""
        unknown = {row.href: uid for uid, row in self.rows.items() if not row.etag and row.state == AGREED}
        for batch in _batches(list(unknown)):
            for href, (etag, data) in self.remote.fetch(batch).items():
                uid = unknown[href]
                event, row = self.events.get(uid), self.rows[uid]
                if event is not None and self._is_as_put(data, event):
                    self.rows[uid] = self.run(write_row, replace(row, etag=etag))

    @staticmethod
    def _is_as_put(data: bytes, event: CalendarEvent) -> bool:
        """True where nobody moved it since; what the server itself made of its text and alarms does not count."""
        try:
            read = read_event(data, event.uid)
        except FormatError:
            return False
        return read is not None and not read.cancelled and when_there(event, read) == when_of(event)

    def _pause(self) -> None:
        if self.cancelled and self.cancelled():
            self.report.stopped = "Stopped; the next sync goes on from here."
            raise _Stop


def _put_all_again(book: Book, uids: list[str]) -> None:
    with book.store.transaction():
        drop_rows(book, uids)


def _what_and_when(book: Book, event: CalendarEvent) -> str:
    return f"{event.summary}, {say_time(book, event)}"


def _moved_meanwhile(book: Book, row: Row, data: bytes) -> str:
    """What to say of an event that is over here and was moved there."""
    try:
        read = read_event(data, row.uid)
    except FormatError:
        return ""
    known = row.known
    if known is None or read is None or read.cancelled or when_there(known, read) == when_of(known):
        return ""
    return f" (it had been moved to {say_time(book, known, read)} there)"


def _kept_notes(kept: list[str]) -> list[str]:
    """Some servers put words or alarms of their own into all they are given: that is one sentence."""
    if len(kept) > _FEW:
        return [f"{len(kept):,} events have other words, lengths or alarms there; that stays until they change here."]
    return [f"{what}: text, length or alarm were changed there; that stays until it changes here." for what in kept]


def _summary(row: Row) -> str:
    event = row.known or (row.there.event if row.there else None)
    return event.summary if event else "An event"


def _batches(hrefs: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(hrefs), _BATCH):
        yield hrefs[start : start + _BATCH]
