"""What a sync would do, on both sides, with nothing done on either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm.book.publish_look import batches
from crm.book.publish_report import SyncReport
from crm.book.publish_rows import LEFT, Row, rows_of
from crm.book.publish_sync import sync
from crm.book.session import Book
from crm.remote.errors import RemoteError
from crm.remote.protocol import Remote


def dry_run(book: Book, remote: Remote) -> SyncReport:
    """What `sync` would do, on both sides; nothing is changed on either. Raises as `sync` does.

    The book is locked while both are compared, never while the server is asked: where something of it is not known
    yet, the comparison is taken back, and made anew when it is.
    """
    there = _Remembered(remote)
    for batch in batches(there.changed(rows_of(book).values())):
        there.learn(batch)
    while True:
        try:
            with book.store.transaction():
                report = sync(there, lambda func, *args: func(book, *args))
                raise _TakenBack
        except _TakenBack:
            return report
        except _Unknown as unknown:
            there.learn(unknown.hrefs)


class _TakenBack(Exception):
    """Everything is as it was."""


class _Unknown(Exception):
    """The server has to be asked for these first."""

    def __init__(self, hrefs: Sequence[str]) -> None:
        super().__init__()
        self.hrefs = hrefs


class _Remembered:
    """A calendar as it was found, that asks nobody, and takes writes without doing them."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._asked: set[str] = set()
        self._found: dict[str, tuple[str, bytes]] = {}
        self._error: RemoteError | None = None
        self._listing: dict[str, str] = {}
        try:
            self._listing = remote.listing()
        except RemoteError as error:
            self._error = error

    def changed(self, rows: Iterable[Row]) -> list[str]:
        """What will be wanted, as far as can be told before comparing: ours that somebody wrote since."""
        etags = ((row.href, row.there.etag if row.there else row.etag) for row in rows if row.state != LEFT)
        return [href for href, etag in etags if self._listing.get(href, etag) != etag]

    def learn(self, hrefs: Sequence[str]) -> None:
        """Asks the server for these; an error shows when they are wanted again."""
        if self._error is not None:
            return
        try:
            self._found |= self._remote.fetch(hrefs)
            self._asked.update(hrefs)
        except RemoteError as error:
            self._error = error

    def listing(self) -> dict[str, str]:
        """As it was."""
        if self._error is not None and not self._listing:
            raise self._error
        return dict(self._listing)

    def fetch(self, hrefs: Sequence[str]) -> dict[str, tuple[str, bytes]]:
        """As it was. Raises _Unknown where it was not asked for."""
        if self._asked.issuperset(hrefs):
            return {href: self._found[href] for href in hrefs if href in self._found}
        if self._error is not None:
            raise self._error
        raise _Unknown(hrefs)

    def put(self, href: str, data: bytes, etag: str | None) -> str:
        """Not done."""
        return '"looking"'

    def delete(self, href: str, etag: str) -> None:
        """Not done."""

    def href_of(self, uid: str) -> str:
        """Where it would go."""
        return self._remote.href_of(uid)

    def close(self) -> None:
        """The caller closes the calendar itself."""
