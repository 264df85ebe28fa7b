"""Calendar servers: an account on one, and one calendar in it as a `Remote`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Self
from urllib.parse import urlsplit

from crm.domain.text import clean_line
from crm.remote.addresses import below, host_of, joined, name_for, same_spelling, server_address
from crm.remote.discovery import Found, calendar_at, calendars_in, discover
from crm.remote.errors import Missing, NotAllowed, NotCalDAV, RemoteError
from crm.remote.multistatus import CALDAV, DAV
from crm.remote.protocol import CalendarInfo, Limits
from crm.remote.requests import Requests

_ETAG, _DATA, _KINDS = f"{DAV}getetag", f"{CALDAV}calendar-data", f"{DAV}resourcetype"
_BATCH = 50  # objects in one multiget: answers stay small enough for servers on small machines


def connect(url: str, user: str, password: str, *, allow_http: bool = False, timeout: Limits | None = None) -> Account:
    """Signs in and finds out where the calendars are. `url` may be a bare host, a principal, a home or a calendar.

    Raises NotInstalled without the packages for it; Insecure, WrongPassword, Unreachable, NotCalDAV, Busy.
    """
    url = server_address(url, allow_http=allow_http)
    ask = Requests(url, user, password, timeout or Limits())
    try:
        return Account(ask, user, discover(ask, url))
    except BaseException:
        ask.close()
        raise


def open_calendar(
    url: str, user: str, password: str, *, allow_http: bool = False, timeout: Limits | None = None
) -> CalDavCalendar:
    """The calendar at `url` (as `CalendarInfo.url` gave it). Sends nothing yet."""
    url = server_address(url, allow_http=allow_http)
    url = url if url.endswith("/") else url + "/"
    return CalDavCalendar(Requests(url, user, password, timeout or Limits()), url)


class Account:
    """Somebody's calendars on a server. Close it, or use it in a `with`; its calendars live no longer than it."""

    def __init__(self, ask: Requests, user: str, found: Found) -> None:
        self._ask, self._homes = ask, found.homes
        self.user = user
        self.here = found.here
        """The calendar that the given address named itself, if it did."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connections."""
        self._ask.close()

    def calendars(self) -> list[CalendarInfo]:
        """The calendars that take events, the one the address named first. Read-only ones say so."""
        found = {self.here.url: self.here} if self.here is not None else {}
        for home in self._homes:
            for info in calendars_in(self._ask, home):
                found.setdefault(info.url, info)
        return list(found.values())

    def make_calendar(self, name: str) -> CalendarInfo:
        """A new, empty calendar for events, called `name`; there may be others of the name.

        Raises NotAllowed when the server makes none for us.
        """
        name = clean_line(name)
        if not name:
            raise ValueError("a calendar has a name")
        if not self._homes:
            raise NotAllowed("That address is one calendar, and there is no place beside it for a new one: use it.")
        url = joined(self._homes[0], f"{uuid.uuid4()}/")
        try:
            self._ask.make_calendar(url, name)
        except (NotAllowed, Missing, NotCalDAV) as error:
            refused = NotAllowed(
                f"{host_of(url)} makes no calendars from here: make one in its own app or web page, then choose it.",
                status=error.status,
            )
        else:
            made = calendar_at(self._ask, url)
            return made if made is not None else CalendarInfo(url, name)
        raise refused

    def open(self, calendar: CalendarInfo) -> CalDavCalendar:
        """One of its calendars, over the same connection."""
        return CalDavCalendar(self._ask, calendar.url)


class CalDavCalendar:
    """One calendar on a CalDAV server; a `Remote` (crm.remote.protocol)."""

    def __init__(self, ask: Requests, url: str) -> None:
        self._ask = ask
        self.url = url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connections (also those of the account it was opened from)."""
        self._ask.close()

    def listing(self) -> dict[str, str]:
        """The etag of every object by its href; "" for one the server tells no etag of. One request."""
        found, at = self._ask.inside(self.url, (_ETAG, _KINDS))
        self._still_here(at)
        etags, outside = {}, False
        for row in found:
            if row.status in (404, 410) or f"{DAV}collection" in row.kinds():
                continue
            href = self._href(row.href)
            if href is None:
                outside = True
            else:
                etags[href] = row.text(_ETAG)
        if outside and not etags:
            # Taken as an empty calendar it would look as if everything had been deleted.
            raise NotCalDAV(
                f"{host_of(self.url)} gives its events addresses outside of the calendar (a proxy before it may be set "
                "up wrongly): connect to the address the server itself uses."
            )
        return etags

    def _still_here(self, at: str) -> None:
        """Raises NotCalDAV when a redirect has led to another collection, whose hrefs are not ours."""
        if same_spelling(urlsplit(at).path).rstrip("/") != same_spelling(urlsplit(self.url).path).rstrip("/"):
            raise NotCalDAV(f"The calendar on {host_of(self.url)} has moved: connect to it again.")

    def fetch(self, hrefs: Sequence[str]) -> dict[str, tuple[str, bytes]]:
        """Etag and data by href, in batches; what is gone is left out, in the order that was asked for."""
        wanted = list(dict.fromkeys(hrefs))
        found: dict[str, tuple[str, bytes]] = {}
        for start in range(0, len(wanted), _BATCH):
            found.update(self._fetch_some(wanted[start : start + _BATCH]))
        return {href: found[href] for href in wanted if href in found}

    def _fetch_some(self, hrefs: Sequence[str]) -> dict[str, tuple[str, bytes]]:
        whole = {href: self._whole(href) for href in hrefs}
        found: dict[str, tuple[str, bytes]] = {}
        gone: set[str] = set()
        rows, at = self._ask.objects(self.url, hrefs)
        self._still_here(at)
        for row in rows:
            href = self._href(row.href)
            if href is None:
                continue
            if row.status in (404, 410):
                gone.add(href)
            elif row.status // 100 == 2 and (data := row.props.get(_DATA)) is not None and data.text:
                found[href] = (row.text(_ETAG), _lines(str(data.text).encode()))
        # An object the answer says nothing of is asked for by itself: silence must not count as gone.
        for href in whole.keys() - found.keys() - gone:
            try:
                etag, raw = self._ask.get(whole[href])
            except Missing:
                continue
            found[href] = (etag, _lines(raw))
        return found

    def put(self, href: str, data: bytes, etag: str | None) -> str:
        """Writes an object; see `Remote.put`. Raises NotCalDAV for an empty etag: it would bind nothing."""
        condition = {"If-None-Match": "*"} if etag is None else {"If-Match": _told(etag)}
        return self._ask.put(self._whole(href), data, condition)

    def delete(self, href: str, etag: str) -> None:
        """Takes an object away; see `Remote.delete`. Raises NotCalDAV for an empty etag."""
        self._ask.delete(self._whole(href), {"If-Match": _told(etag)})

    def href_of(self, uid: str) -> str:
        """Where an object of ours with this UID goes: `<uid>.ics` in the calendar (a digest for an odd UID)."""
        return urlsplit(self.url).path + name_for(uid)

    def _href(self, href: str) -> str | None:
        return below(self.url, href)

    def _whole(self, href: str) -> str:
        """The address of an object. Raises RemoteError for an href of another calendar."""
        if self._href(href) is None:
            raise RemoteError("An event belongs to another calendar than the one that is connected: connect again.")
        return joined(self.url, href)


def _told(etag: str) -> str:
    if not etag:
        raise NotCalDAV(
            "The server tells no version (etag) of an event, so it cannot be changed safely: left as it is."
        )
    return etag


def _lines(data: bytes) -> bytes:
    """With CRLF line ends (RFC 5545, section 3.1), which XML turns into LF on the way (XML 1.0, section 2.11)."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
