"""What became of ours on the server since the last sync, and what of it comes back into the book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Literal, Protocol, TypeVar

from crm.book.errors import Declined, NotFound, Refused
from crm.book.publish_back import Taken, take_move, when_of, when_there
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
    write_row,
)
from crm.formats.ics import CalendarEvent, content_of
from crm.formats.ics_read import ReadEvent, as_read, read_event
from crm.formats.records import FormatError
from crm.remote.protocol import Remote

T = TypeVar("T")
#: What is to be done where most of ours is gone at once: ask first, put it there again, ask about each.
Gone = Literal["stop", "again", "each"]

FEW = 5
"""So many may be gone, or be changed, at once without a sentence for all of them."""
_BATCH = 50  # objects a request


class Run(Protocol):
    """Runs `func(book, *args)` where the book lives, and gives what it gives."""

    def __call__(self, func: Callable[..., T], *args: Any) -> T:
        """The result of `func(book, *args)`; its exceptions come through."""


class Stopped(Exception):
    """The report says why."""


class Looking:
    """Both sides as they are found, and the report of what is done about it."""

    def __init__(self, remote: Remote, run: Run, gone: Gone, cancelled: Callable[[], bool] | None) -> None:
        self.remote, self.run, self.gone, self.cancelled = remote, run, gone, cancelled
        self.report = SyncReport()
        self.events: dict[str, CalendarEvent] = {}
        self.rows: dict[str, Row] = {}
        self.seen = 0, 0
        self.listing: dict[str, str] = {}
        self.skipped: set[str] = set()  # events that are not put in this run
        self.settled: set[str] = set()
        self.kept: list[str] = []  # what was changed there in a way that changes nothing here
        self.repeated: list[str] = []  # what repeats there since
        self.stale = False  # an act was done: the events may be others

    def see(self, seen: Picture) -> None:
        """Takes both sides as the book knows them now."""
        self.events, self.rows, self.seen = seen.events, seen.rows, seen.state
        self.stale = False

    # What is there

    def look_over(self) -> bool:
        """Notes what became of ours there; False where most of it is gone and somebody has to say why."""
        missing: list[str] = []
        wanted: dict[str, str] = {}
        undecided: list[str] = []
        taken_out: list[str] = []
        for uid in self.events:
            row = self.rows.get(uid)
            if row is None:
                href = self.remote.href_of(uid)
                if href in self.listing:
                    wanted[href] = uid
            elif row.state == LEFT:
                continue
            elif row.href not in self.listing:
                if row.sending == "":
                    taken_out.append(uid)  # by us, and it came back to life here before that was known
                elif row.state != DELETED or row.there is not None:
                    missing.append(uid)
            elif self.listing[row.href] != (row.there.etag if row.there else row.etag):
                wanted[row.href] = uid
            elif row.state == CONFLICT:
                undecided.append(uid)
            elif row.state == DELETED and row.there is None:
                wanted[row.href] = uid
            elif row.sending is not None:
                self.rows[uid] = self.run(write_row, replace(row, theirs=""))  # it never arrived
        self._let_go(taken_out)
        if not self._take_gone(missing):
            return False
        for uid in undecided:
            self._weigh_again(uid)
        for batch in batches(list(wanted)):
            self.pause()
            found = self.remote.fetch(batch)
            for href in batch:
                uid = wanted[href]
                if self.stale:
                    self.see(self.run(picture))
                if uid not in self.events:
                    continue  # a move before it has closed it
                if href in found:
                    self.compare(uid, href, *found[href])
                elif uid in self.rows:
                    self.mark_gone(uid)
        return True

    def _weigh_again(self, uid: str) -> None:
        """Nothing is new there; here it may have been moved to the same place since, or back."""
        if self.stale:
            self.see(self.run(picture))
        event, row = self.events.get(uid), self.rows[uid]
        there = row.there
        if event is not None and there is not None and there.event is not None:
            self._weigh(event, row, there.event, there.etag)

    def _take_gone(self, missing: list[str]) -> bool:
        known = sum(uid in self.events and row.state in {AGREED, CONFLICT} for uid, row in self.rows.items())
        if self.gone == "stop" and len(missing) >= FEW and 2 * len(missing) > known:
            self.report.emptied = len(missing), known
            return False
        if self.gone == "again":
            self._let_go(missing)
        else:
            for uid in missing:
                self.mark_gone(uid)
        return True

    def _let_go(self, uids: list[str]) -> None:
        """The server has nothing of these, and is to have it."""
        if uids:
            self.run(drop_rows, uids)
            for uid in uids:
                self.rows.pop(uid, None)
            self.stale = True

    def mark_gone(self, uid: str, there: Theirs | None = None) -> None:
        """Notes that ours is gone there, or (`there`) cancelled."""
        row = self.rows[uid]
        if row.state == DELETED and row.theirs == (there.text() if there else ""):
            return
        self.rows[uid] = self.run(write_row, replace(row, state=DELETED, theirs=there.text() if there else ""))

    def compare(self, uid: str, href: str, etag: str, data: bytes) -> None:
        """Takes in what the server has at one of our places."""
        event, row = self.events[uid], self.rows.get(uid)
        try:
            read = read_event(data, uid)
        except FormatError as error:
            self._conflict(event, row, href, Theirs(etag, None, f"{event.summary}: {error}."))
            return
        if read is None and row is not None:
            self.mark_gone(uid)  # another event took its place, or it bears another UID
        elif read is None:
            self.skip(event, "something else is at its place in the calendar, so it was not put there.")
        elif row is None:
            self._meet(event, href, etag, read)
        elif read.says_the_same(as_read(event)):
            # Put by a sync that was cut off, or by a book of which this one is a copy.
            self.rows[uid] = self.run(note_put, event, href, etag, max(row.sequence, read.sequence))
        elif read.cancelled:
            self.mark_gone(uid, Theirs(etag, read))
        else:
            self._weigh(event, _as_sent(event, row, read), read, etag)

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
                (self.repeated if read.repeats else self.kept).append(event.summary)
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
            taken: Taken = self.run(take_move, event, row, read, etag, self.seen)
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

    def skip(self, event: CalendarEvent, why: str) -> None:
        """Leaves an event out of this run, and says why."""
        self.skipped.add(event.uid)
        self.report.problems.append(f"{event.summary}: {why}")

    def pause(self) -> None:
        """Between two events: raises Stopped where somebody has cancelled."""
        if self.cancelled and self.cancelled():
            self.report.stopped = "Stopped; the next sync goes on from here."
            raise Stopped


def _as_sent(event: CalendarEvent, row: Row, read: ReadEvent) -> Row:
    """The row as it would be, had the answer not been lost, where what is there is what was last sent."""
    sent = row.sent
    if sent is None or when_there(event, read) != when_of(sent):
        return row
    return replace(row, content_hash=fingerprint(sent), event=content_of(sent))


def batches(hrefs: list[str]) -> Iterator[list[str]]:
    """As many as one request asks for at a time."""
    for start in range(0, len(hrefs), _BATCH):
        yield hrefs[start : start + _BATCH]
