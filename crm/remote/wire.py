"""The one place where bytes, and the password, go out: a session under rules of ours.

The `caldav` package sends its requests through a session object; this one stands in for its own. It follows a
redirect only to the same server, verifies certificates, keeps no cookies, reads no .netrc, bounds time and
size, and gives every failure as an error of ours, so that nothing of caldav's logs or prints an answer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import niquests
from niquests.auth import HTTPBasicAuth, HTTPDigestAuth

from crm.remote.addresses import host_of, is_loopback, joined, origin, same_server, still_encrypted
from crm.remote.errors import Cut, Insecure, NotCalDAV, RemoteError, Unreachable
from crm.remote.protocol import Limits
from crm.remote.refusals import not_reached, refused

_MOST_REDIRECTS = 5
_MOST_BYTES = 64 * 1024 * 1024
_AS_IT_COMES = -1
_ANSWERED_IN_XML = {"PROPFIND", "REPORT"}
_FOLLOWS = {"PROPFIND", "REPORT", "OPTIONS", "GET"}


class Wire:
    """Sends requests for one user. Raises the errors of crm.remote.errors for everything but a success."""

    def __init__(self, user: str, password: str, limits: Limits) -> None:
        self._limits = limits
        self._user, self._password = user, password
        # HTTP/3 may go to another port than the one that was checked; the certificate's revocation would be
        # asked of a third party, in the clear.
        self._session = niquests.Session(disable_http3=True, revocation_configuration=None, retries=0)
        # With a session's own auth nothing is looked up in .netrc.
        self._session.auth = HTTPBasicAuth(user.encode(), password.encode())
        self._digest = False
        self._servers: set[tuple[str, str, int]] = set()
        self.arrived = ""
        """The address that gave the last answer, after redirects."""

    def __repr__(self) -> str:
        return f"<Wire for {sorted(host for _, host, _ in self._servers)}>"

    def trust(self, url: str) -> None:
        """The password may go to the server of `url` from now on."""
        self._servers.add(origin(url))

    def close(self) -> None:
        """Ends the connections."""
        self._session.close()

    def request(
        self, method: str, url: str, *, data: bytes | None, headers: Mapping[str, str], **_unused: object
    ) -> niquests.Response:
        """One request, with redirects and the kind of sign-in settled; proxies, TLS and time limits are ours alone."""
        for _ in range(_MOST_REDIRECTS):
            if origin(url) not in self._servers:
                raise Insecure(f"{host_of(url)} is not the server that was connected to, so nothing was sent to it.")
            answer, body = self._asked(method, url, data, headers)
            status = answer.status_code or 0
            if status in (301, 302, 303, 307, 308):
                url = self._redirected(method, url, str(answer.headers.get("Location", "")))
                continue
            if status == 401 and self._other_sign_in(str(answer.headers.get("WWW-Authenticate", ""))):
                continue
            if not 200 <= status < 300:
                raise refused(method, url, status, _plain(answer.headers), body)
            # What is not as it should be ends here: caldav would log it, whole, as something unexpected.
            if method in _ANSWERED_IN_XML:
                _check_xml(url, status, body)
            elif method == "GET":
                _check_calendar(url, status, str(answer.headers.get("Content-Type", "")))
            else:
                body = b""  # nothing in it is needed
            answer._content = body
            self.arrived = url
            return answer
        raise NotCalDAV(f"{host_of(url)} sends the request round in circles: look for the address it gives for CalDAV.")

    def _asked(
        self, method: str, url: str, data: bytes | None, headers: Mapping[str, str]
    ) -> tuple[niquests.Response, bytes]:
        """What only reads is asked once more when it was cut: the server may just have closed what stood open."""
        try:
            return self._sent(method, url, data, headers)
        except Cut:
            if method not in _FOLLOWS:
                raise
        return self._sent(method, url, data, headers)

    def _sent(
        self, method: str, url: str, data: bytes | None, headers: Mapping[str, str]
    ) -> tuple[niquests.Response, bytes]:
        """The answer and its body. No error of the library gets out: its text may hold anything."""
        failed: RemoteError
        try:
            deadline = time.monotonic() + self._limits.whole
            answer = self._session.request(
                method, url, data=data, headers=dict(headers), allow_redirects=False, stream=True, verify=True,
                timeout=(self._limits.connect, self._limits.read), proxies=_proxies(url),
            )  # fmt: skip
            self._session.cookies.clear()
            try:
                return answer, _read(answer, url, deadline)
            finally:
                answer.close()
        except RemoteError as error:
            failed = error
        except ValueError:  # also InvalidURL, InvalidHeader, and an address to go on to that is none
            failed = NotCalDAV(
                f"{host_of(url)} answers as no calendar server does: look for the address it gives for CalDAV."
            )
        except (niquests.exceptions.RequestException, OSError) as error:
            failed = not_reached(url, error)
        except Exception as error:
            failed = not_reached(url, error) if _of_the_network(error) else Unreachable(
                f"The connection to {host_of(url)} failed ({type(error).__name__}): try again in a while."
            )  # fmt: skip
        raise failed

    def _redirected(self, method: str, url: str, location: str) -> str:
        target = still_encrypted(url, joined(url, location))
        if not location or not same_server(url, target):
            raise self._led_away(url, target if location else "")
        if method not in _FOLLOWS:
            raise NotCalDAV(f"The calendar on {host_of(url)} has moved: connect to it again.")
        self.trust(target)
        return target

    @staticmethod
    def _led_away(url: str, target: str) -> RemoteError:
        try:
            scheme, host, port = origin(target)
        except ValueError:
            return NotCalDAV(
                f"{host_of(url)} sends the request on to nowhere: look for the address it gives for CalDAV."
            )
        usual = {"https": 443, "http": 80}[scheme]
        shown = f"{scheme}://{host}" + ("" if port == usual else f":{port}")
        if scheme == "http" and origin(url)[0] == "https":
            return Insecure(f"{host_of(url)} sends the request on to {shown}, without encryption; it was not followed.")
        return Insecure(
            f"{host_of(url)} sends the request on to {shown}; the password was not sent there. If that is your "
            "calendar server, connect to that address."
        )

    def _other_sign_in(self, offered: str) -> bool:
        """True when the server wants Digest (RFC 7616) and it was not tried yet."""
        if self._digest or "digest" not in offered.lower():
            return False
        self._digest = True
        self._session.auth = HTTPDigestAuth(self._user, self._password)
        return True


def _proxies(url: str) -> dict[str, str]:
    """What goes to this machine goes to no proxy: it would leave the machine, and may be plain http."""
    host = host_of(url)
    return {"no_proxy": host} if is_loopback(host) else {}


def _read(answer: niquests.Response, url: str, deadline: float) -> bytes:
    parts, size = [], 0
    for piece in answer.iter_content(_AS_IT_COMES):
        size += len(piece)
        if size > _MOST_BYTES:
            raise NotCalDAV(f"{host_of(url)} sends more than a calendar can hold; it was not read to the end.")
        if time.monotonic() > deadline:
            raise Unreachable(f"{host_of(url)} took too long to answer: try again in a while.")
        parts.append(piece)
    return b"".join(parts)


def _check_xml(url: str, status: int, body: bytes) -> None:
    """Raises NotCalDAV for anything that is no multistatus: the page of a log-in, JSON, half an answer."""
    from lxml import etree  # type: ignore[import-untyped,unused-ignore]

    host = host_of(url)
    page = b"<html" in body[:2000].lower()
    words = (
        f"{host} shows a web page instead of a calendar (a log-in of the network or of the site?): "
        if page
        else f"What answers on {host} is no calendar server: "
    )
    wrong = NotCalDAV(f"{words}look for the address it gives for CalDAV.", status=status)
    if status != 207 or page:
        raise wrong
    root = None
    try:
        root = etree.fromstring(body, parser=etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        wrong = NotCalDAV(f"The answer of {host} is damaged: try again in a while.", status=status)
    if root is None or root.tag != "{DAV:}multistatus":
        raise wrong


def _check_calendar(url: str, status: int, kind: str) -> None:
    if status != 200 or not kind.strip().lower().startswith("text/calendar"):
        raise NotCalDAV(
            f"{host_of(url)} answers with something that is no event: look for the address it gives for CalDAV.",
            status=status,
        )


def _plain(headers: Any) -> dict[str, str]:
    return {str(name).title(): str(value) for name, value in headers.items()}


def _of_the_network(error: Exception) -> bool:
    """True for what the layers below niquests let through."""
    return type(error).__module__.partition(".")[0] in {"urllib3", "urllib3_future", "ssl", "socket", "h2", "h11"}
