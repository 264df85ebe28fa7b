"""The requests of CalDAV, one method each, sent with the `caldav` package's client over our own wire."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crm import __version__
from crm.remote.addresses import host_of, joined, same_spelling
from crm.remote.errors import NotCalDAV, NotInstalled
from crm.remote.multistatus import Row, ask_for, ask_for_objects, new_calendar, rows
from crm.remote.protocol import Limits

if TYPE_CHECKING:
    from caldav.davclient import DAVClient
    from caldav.response import DAVResponse

    from crm.remote.wire import Wire

# The last two write out the headers of HTTP/2 and 3 one by one.
_TALKATIVE = ("caldav", "niquests", "urllib3", "urllib3_future", "jh2", "qh3")


def _hushed() -> None:
    """Imports caldav so that it neither logs nor dumps what goes over the wire: events and passwords."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
        logger.setLevel(logging.CRITICAL)
    try:
        from caldav.lib import error
    except ImportError:
        raise NotInstalled(
            "Calendar servers need two more packages, caldav and niquests: in a clone of Callback "
            "`pip install '.[caldav]'` installs them."
        ) from None
    error.debug_dump_communication = False  # would write headers and bodies into files in /tmp
    error.debugmode = "PRODUCTION"  # both are switched on by variables of the environment
    logging.getLogger("caldav").setLevel(logging.CRITICAL)  # the import has set it to something else


class Requests:
    """Requests to the servers that `trust` named, for one user. Raises the errors of crm.remote.errors."""

    def __init__(self, url: str, user: str, password: str, limits: Limits) -> None:
        _hushed()
        from caldav.davclient import DAVClient

        from crm.remote.wire import Wire

        self._wire: Wire = Wire(user, password, limits)
        self._wire.trust(url)
        # No user and no password: signing in is the wire's. No DNS records: their answers are not signed.
        self._client: DAVClient = DAVClient(
            url=url, enable_rfc6764=False, headers={"User-Agent": f"Callback/{__version__}"}
        )
        self._client.session.close()
        self._client.session = self._wire  # type: ignore[assignment]

    def trust(self, url: str) -> None:
        """The password may go to the server of `url` from now on."""
        self._wire.trust(url)

    def close(self) -> None:
        """Ends the connections."""
        self._wire.close()

    def about(self, url: str, props: Iterable[str]) -> tuple[Row | None, str]:
        """The properties of one resource, and the address it was found at."""
        answer = self._propfind(url, props, 0)
        found = list(_rows(answer))
        return (found[0] if found else None), self._wire.arrived

    def inside(self, url: str, props: Iterable[str]) -> tuple[list[Row], str]:
        """The properties of what lies directly in a collection (itself left out), and the collection's address."""
        answer = self._propfind(url, props, 1)
        at = self._wire.arrived
        own = same_spelling(_path(at)).rstrip("/")
        found = []
        for row in _rows(answer):
            if row.status == 507:
                raise NotCalDAV(
                    f"{host_of(at)} lists only a part of what is there, which cannot be relied upon: use a calendar "
                    "with less in it."
                )
            if same_spelling(_path(joined(at, row.href))).rstrip("/") != own:
                found.append(row)
        return found, at

    def _propfind(self, url: str, props: Iterable[str], depth: int) -> DAVResponse:
        # The client's own `propfind` also reads the answer, and gives up on all of it where a server refuses a
        # single property.
        return self._client.request(url, "PROPFIND", ask_for(props), {"Depth": str(depth)})

    def objects(self, url: str, hrefs: Sequence[str]) -> tuple[list[Row], str]:
        """Etag and data of these objects in the calendar at `url` (calendar-multiget), and its address."""
        answer = self._client.report(url, ask_for_objects(hrefs), None)
        return list(_rows(answer)), self._wire.arrived

    def get(self, url: str) -> tuple[str, bytes]:
        """Etag and data of one object."""
        answer = self._client.request(url, "GET", "", {"Accept": "text/calendar"})
        return _etag(answer), bytes(answer._raw_body or b"")

    def put(self, url: str, data: bytes, condition: dict[str, str]) -> str:
        """Writes one object; gives the strong etag the server tells, or ""."""
        from caldav.lib.python_utilities import WireBytes

        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        return _etag(self._client.put(url, WireBytes(data), headers))  # type: ignore[arg-type]

    def delete(self, url: str, condition: dict[str, str]) -> None:
        """Takes one object away."""
        self._client.delete(url, condition)

    def make_calendar(self, url: str, name: str) -> None:
        """Makes a calendar for events."""
        self._client.mkcalendar(url, new_calendar(name))


def _path(url: str) -> str:
    return urlsplit(url).path


def _rows(answer: DAVResponse) -> Iterable[Row]:
    return () if answer.tree is None else rows(answer.tree)


def _etag(answer: DAVResponse) -> str:
    """The etag in the headers. A weak one is for other bytes than were sent (RFC 4791, section 5.3.4): none."""
    etag = str(answer.headers.get("ETag") or "").strip()
    return "" if etag.startswith("W/") else etag
