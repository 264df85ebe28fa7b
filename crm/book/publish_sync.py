"""One sync with a calendar server: exactly our own events, and what was changed there brought back.

Nothing of it needs to come to its end. Each step is first done on the server and then noted in the book as done, so
that whatever was cut off in between is found done by the next sync: what was put is there with our content and is
adopted, what was deleted is missing and is let go. Noted as done first, an event that never arrived would look like
one that the person deleted. What is about to replace or remove something is noted as that before: if it is undone
here before the next sync, what the server has is ours, and no move that somebody made there. A move made there goes
the other way: it is made here and noted as seen in one transaction, and only then is our new version put over it.
Writes on the server name the version they replace (If-Match, If-None-Match), so that nothing written there in the
meantime is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from crm.book.errors import BookError
from crm.book.publish_asks import asks_of
from crm.book.publish_back import say_time, when_of, when_there
from crm.book.publish_last import note_synced
from crm.book.publish_look import FEW, Gone, Looking, Run, Stopped, batches
from crm.book.publish_report import SyncReport
from crm.book.publish_rows import (
    AGREED,
    Row,
    drop_rows,
    fingerprint,
    note_put,
    note_sending,
    picture,
    raise_sequence,
    rows_of,
    write_row,
)
from crm.book.session import Book
from crm.formats.ics import CalendarEvent, content_of, write_calendar
from crm.formats.ics_read import read_event
from crm.formats.records import FormatError
from crm.remote.errors import Changed, Missing, NotTaken, Unreachable
from crm.remote.protocol import Remote

Progress = Callable[[int, int], None]

_TRIES = 3  # for an object that is written there at the same moment
_FAULTS = 3  # objects in a row at which the server stumbles, before it is believed to be out of order
_PASSES = 3  # a move of one event may change others of the same person


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
    return _Sync(remote, run, gone, cancelled, progress).go()


def remove_all(remote: Remote, run: Run) -> SyncReport:
    """Takes everything of ours out of the calendar, and nothing else. Raises as `sync` does."""
    return _Sync(remote, run, "each").remove_all()


class _Sync(Looking):
    """Looks over what is there, then puts, updates and removes."""

    def __init__(
        self,
        remote: Remote,
        run: Run,
        gone: Gone,
        cancelled: Callable[[], bool] | None = None,
        progress: Progress | None = None,
    ) -> None:
        super().__init__(remote, run, gone, cancelled)
        self.progress = progress
        self.faults = 0

    def go(self) -> SyncReport:
        self.see(self.run(picture))
        try:
            self.listing = self.remote.listing()
        except Missing as error:
            raise Missing(
                "The calendar is no longer on the server: `callback calendar connect` chooses or makes another.",
                status=error.status,
            ) from error
        report = self.report
        try:
            if self.look_over():
                self._push_all()
                self._learn_etags()
                report.notes += [
                    f"{what}: it repeats in the calendar; here it is one touch, and that stays until it changes here."
                    for what in self.repeated
                ]
                report.notes += _kept_notes(self.kept)
                report.asks = self.run(asks_of)
                self.run(note_synced)
        except Stopped:
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

    # What is to be there

    def _push_all(self) -> None:
        for _ in range(_PASSES):
            if self.stale:
                self.see(self.run(picture))
            if not self._push_once():
                return

    def _push_once(self) -> bool:
        """Puts, updates and removes; True where an act was done on the way, so that there may be more."""
        going = [uid for uid in self.rows if uid not in self.events]
        coming = sorted(self.events, key=lambda uid: (self.events[uid].on, self.events[uid].summary, uid))
        # Room first: what is over makes place for what comes.
        for place, uid in enumerate([*going, *coming]):
            self.pause()
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
                self.skip(event, str(error))
                return
            except Unreachable as error:
                if self._stumbles(error):
                    self.skip(event, str(error))
                    return
                raise
            self._look_again(uid, self.remote.href_of(uid) if row is None else row.href)
            if self.stale:
                return
        why = "it is being changed in the calendar just now; the next sync looks again."
        self.skip(self.events[uid], why if uid in self.rows else "the calendar has it under another name already.")

    def _put(self, event: CalendarEvent, row: Row | None) -> None:
        if row is not None and event.sequence <= row.sequence:
            # A phone counts versions too: what does not go above its own is ignored by it.
            lifted = self.run(raise_sequence, event.uid, row.sequence + 1)
            if lifted is not None:
                event = replace(event, sequence=lifted.sequence, stamp=lifted.stamp)
        if row is not None:
            row = self.rows[event.uid] = self.run(note_sending, row, content_of(event))
        href = self.remote.href_of(event.uid) if row is None else row.href
        etag = self.remote.put(href, write_calendar([event]), row.etag if row else None)
        self.faults = 0
        self.rows[event.uid] = self.run(note_put, event, href, etag, event.sequence)
        self.settled.add(event.uid)
        said = self.run(_what_and_when, event)
        (self.report.put if row is None else self.report.updated).append(said)

    def _stumbles(self, error: Unreachable) -> bool:
        """True where a server that answers has a fault at one object, which is not to keep the others waiting."""
        self.faults += 1
        return error.status >= 500 and self.faults < _FAULTS

    def _look_again(self, uid: str, href: str) -> None:
        """Somebody wrote it after the list was had."""
        found = self.remote.fetch([href])
        if href in found:
            self.listing[href] = found[href][0]
            self.compare(uid, href, *found[href])
        elif uid in self.rows:
            self.listing.pop(href, None)
            self.mark_gone(uid)

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
                self.run(note_sending, row, "")
                self.remote.delete(row.href, etag)
                self.faults = 0
                break
            except Unreachable as error:
                if not self._stumbles(error):
                    raise
                self.report.problems.append(f"{_summary(row)}: {error}")
                return
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
        for batch in batches(list(unknown)):
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
    if len(kept) > FEW:
        return [f"{len(kept):,} events have other words, lengths or alarms there; that stays until they change here."]
    return [f"{what}: text, length or alarm were changed there; that stays until it changes here." for what in kept]


def _summary(row: Row) -> str:
    event = row.known or (row.there.event if row.there else None)
    return event.summary if event else "An event"
