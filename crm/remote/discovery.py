"""From any address a person may know to the calendars behind it (RFC 6764; RFC 4791, section 6.2; RFC 5397)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crm.domain.text import clean_line
from crm.remote.addresses import host_of, joined, origin, same_server, sister_server
from crm.remote.errors import Insecure, Missing, NotAllowed, NotCalDAV, RemoteError, Unreachable
from crm.remote.multistatus import CALDAV, DAV, Row
from crm.remote.protocol import CalendarInfo
from crm.remote.requests import Requests

_PRINCIPAL, _HOME = f"{DAV}current-user-principal", f"{CALDAV}calendar-home-set"
_KINDS, _NAME = f"{DAV}resourcetype", f"{DAV}displayname"
_COMPONENTS, _RIGHTS = f"{CALDAV}supported-calendar-component-set", f"{DAV}current-user-privilege-set"
_ABOUT = (_KINDS, _NAME, _COMPONENTS, _RIGHTS)
_CALENDAR = f"{CALDAV}calendar"
_WRITING = {"all", "write", "write-content", "bind"}
_NOT_THERE = (Missing, NotAllowed, NotCalDAV)


@dataclass(frozen=True, slots=True)
class Found:
    """What an address led to: the collections that hold calendars, and the calendar it named itself, if any."""

    homes: tuple[str, ...]
    here: CalendarInfo | None


def discover(ask: Requests, url: str) -> Found:
    """What is behind `url`: a bare host, a principal, a calendar-home or a calendar.

    Raises WrongPassword, Unreachable, Insecure at once; NotCalDAV when nothing there is about calendars.
    """
    first: RemoteError | None = None
    for start in _starts(url):
        try:
            found = _look(ask, start)
        except (*_NOT_THERE, Unreachable) as error:
            if isinstance(error, Unreachable) and not error.status:
                raise  # no answer at all; a fault of the server's own may be that of one place
            # The answer at the address that was given says more than the one at a place we guessed.
            first = first if first is not None and start != url else error
            continue
        if found is not None:
            return found
    if isinstance(first, (NotCalDAV, Unreachable)):
        raise type(first)(str(first), status=first.status)
    raise NotCalDAV(
        f"There are no calendars at that address on {host_of(url)}: look in its settings for the address of CalDAV."
    )


def _starts(url: str) -> Iterator[str]:
    well_known = joined(url, "/.well-known/caldav")
    root = joined(url, "/")
    if urlsplit(url).path in ("", "/"):
        yield from (well_known, root)
    else:
        yield from (url, well_known, root)


def _look(ask: Requests, url: str) -> Found | None:
    row, at = ask.about(url, (*_ABOUT, _PRINCIPAL, _HOME))
    if row is None:
        return None
    here = _calendar(at, row, at)
    homes = _trusted(ask, at, row.hrefs(_HOME))
    principals = row.hrefs(_PRINCIPAL)
    if not homes and principals:
        (principal,) = _trusted(ask, at, principals[:1])
        try:
            row, at = ask.about(principal, (_HOME,))
        except _NOT_THERE:
            row = None
        homes = _trusted(ask, at, row.hrefs(_HOME)) if row is not None else ()
    if not homes and here is None and calendars_in(ask, at):
        homes = (at,)  # a home whose server says nothing about principals
    return Found(homes, here) if homes or here is not None else None


def _trusted(ask: Requests, at: str, hrefs: list[str]) -> tuple[str, ...]:
    """The addresses the signed-in server names; one on a foreign host is refused in words."""
    wholes = []
    for href in hrefs:
        whole = joined(at, href)
        if not sister_server(at, whole):
            try:
                host = origin(whole)[1]
            except ValueError:
                raise NotCalDAV(f"{host_of(at)} names an address for the calendars that is none.") from None
            raise Insecure(
                f"{host_of(at)} keeps the calendars on another server ({host}); the password was not sent there. If "
                "that is right, connect to that server."
            )
        ask.trust(whole)
        wholes.append(whole if urlsplit(whole).path.endswith("/") else whole + "/")
    return tuple(wholes)


def calendars_in(ask: Requests, home: str) -> list[CalendarInfo]:
    """The calendars directly in a home that take events (RFC 4791, section 5.2.3)."""
    found, at = ask.inside(home, _ABOUT)
    infos = (_calendar(at, row, joined(at, row.href)) for row in found)
    return [info for info in infos if info is not None]


def calendar_at(ask: Requests, url: str) -> CalendarInfo | None:
    """The calendar at `url`, or None when there is another thing."""
    row, at = ask.about(url, _ABOUT)
    return None if row is None else _calendar(at, row, at)


def _calendar(at: str, row: Row, url: str) -> CalendarInfo | None:
    """`row` as a calendar for events; None when it is something else, or on another server than `at`."""
    if _CALENDAR not in row.kinds() or row.status // 100 != 2 or not same_server(at, url):
        return None
    components = row.props.get(_COMPONENTS)
    if components is not None:
        names = {str(comp.get("name", "")).upper() for comp in components.iter(f"{CALDAV}comp")}
        if names and "VEVENT" not in names:
            return None
    rights = row.props.get(_RIGHTS)
    writable = True
    if rights is not None:
        told = {str(leaf.tag).rpartition("}")[2] for leaf in rights.iter() if isinstance(leaf.tag, str)}
        writable = bool(told & _WRITING)
    url = url if urlsplit(url).path.endswith("/") else url + "/"
    name = clean_line(row.text(_NAME)) or clean_line(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    return CalendarInfo(url, name, writable)
