"""What the rest of the house sees of a calendar server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CalendarInfo:
    """A calendar on a server: its address, the name people see (cleaned), and whether it may be written."""

    url: str
    name: str
    writable: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to wait: for the connection, for the next piece of an answer, and for one request in all."""

    connect: float = 10.0
    read: float = 30.0
    whole: float = 120.0


class Remote(Protocol):
    """One calendar. An href is a path on the server, below the calendar's own, always spelled the same way.

    Every method may raise the errors of crm.remote.errors; a request whose answer was lost (Unreachable) may
    have been done or not.
    """

    def listing(self) -> dict[str, str]:
        """The etag of every object in the calendar by its href, in one request."""

    def fetch(self, hrefs: Sequence[str]) -> dict[str, tuple[str, bytes]]:
        """Etag and data by href; what is not there any more is left out. Lines end in CRLF."""

    def put(self, href: str, data: bytes, etag: str | None) -> str:
        """Writes an object: over the one with `etag`, or with None only where nothing is.

        Gives the new etag, "" where the server does not say (the next listing does). Raises Changed when there
        is another version (or, with None, any).
        """

    def delete(self, href: str, etag: str) -> None:
        """Takes the object with `etag` away. Raises Changed when there is another version, Missing when none."""

    def href_of(self, uid: str) -> str:
        """Where an object of ours with this UID goes."""

    def close(self) -> None:
        """Lets go of the connection."""
