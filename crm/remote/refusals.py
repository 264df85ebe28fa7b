"""From what went wrong on the wire to a sentence: statuses of HTTP, and the errors of the network."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping

from crm.remote.addresses import host_of
from crm.remote.errors import (
    Busy,
    Changed,
    Cut,
    Full,
    Insecure,
    Missing,
    NotAllowed,
    NotCalDAV,
    NotTaken,
    RemoteError,
    Unreachable,
    WrongPassword,
)
from crm.remote.multistatus import error_names

_TAKEN = {"no-uid-conflict", "unique-scheduling-object-resource"}
_OBJECT = {
    "valid-calendar-data": "it finds the event not valid",
    "valid-calendar-object-resource": "it finds the event not valid",
    "supported-calendar-data": "it does not take this kind of data",
    "supported-calendar-component": "this calendar does not take events",
    "max-resource-size": "the event is too large for it",
    "min-date-time": "the event is too long ago for it",
    "max-date-time": "the event is too far ahead for it",
    "calendar-collection-location-ok": "it keeps no calendar at that place",
}


def refused(method: str, url: str, status: int, headers: Mapping[str, str], body: bytes) -> RemoteError:
    """The error for an answer that is not a success."""
    host = host_of(url)
    conditions = error_names(body) if body.lstrip()[:1] == b"<" else set()
    if status == 401:
        return WrongPassword(
            f"{host} does not accept the user and password: check both (many servers want an app password made in "
            "their settings).",
            status=status,
        )
    if conditions & _TAKEN:
        return Changed("Another object on the server has the UID of the event already.", status=status)
    if method == "PUT" and (said := sorted(conditions & _OBJECT.keys())):
        return NotTaken(f"{host} did not take one of the events: {_OBJECT[said[0]]}.", status=status)
    if status == 412 or (status == 409 and method == "DELETE"):
        return Changed("The event was changed on the server in the meantime.", status=status)
    if status in (404, 410):
        return Missing(f"{host} has nothing at that address (any more).", status=status)
    if status == 507 or "quota-not-exceeded" in conditions:
        return Full(f"There is no room left in the account on {host}: make some there, then try again.", status=status)
    if method == "PUT" and status in (400, 403, 409, 413, 415, 422):
        if status == 409:
            return Missing(f"The calendar is not on {host} any more: connect to another one.", status=status)
        if status != 403:
            return NotTaken(f"{host} did not take one of the events (status {status}).", status=status)
    if status == 403:
        what = "make a calendar" if method.startswith("MK") else "do this"
        return NotAllowed(
            f"{host} does not let this user {what}: look at the rights of the calendar there.", status=status
        )
    if status in (405, 501):
        what = "make calendars from here" if method.startswith("MK") else "do this at that address"
        return NotAllowed(
            f"{host} does not let anybody {what}: look for the address it gives for CalDAV.", status=status
        )
    if status == 423:
        return Busy(f"The calendar on {host} is locked by another program: try again in a while.", status=status)
    if status in (429, 503):
        seconds = _seconds(headers.get("Retry-After", ""))
        return Busy(f"{host} asks to wait: try again {_later(seconds)}.", status=status, retry_after=seconds)
    if status >= 500:
        return Unreachable(f"{host} has a fault of its own (status {status}): try again in a while.", status=status)
    return NotCalDAV(
        f"{host} answers as no calendar server does (status {status}): look for the address it gives for CalDAV.",
        status=status,
    )


def _seconds(text: str) -> float | None:
    from caldav.lib.error import parse_retry_after

    seconds = parse_retry_after(text) if text.strip() else None
    return None if seconds is None else min(max(seconds, 0.0), 86_400.0 * 7)


def _later(seconds: float | None) -> str:
    if seconds is None:
        return "in a while"
    if seconds < 90:
        return f"in {max(1, round(seconds))} seconds"
    if seconds < 5400:
        return f"in {round(seconds / 60)} minutes"
    return f"in {round(seconds / 3600)} hours"


def not_reached(url: str, error: BaseException) -> RemoteError:
    """The error for a request that came to no answer. The text of `error` is read, never repeated."""
    host = host_of(url)
    chain = list(_chain(error))
    names = {kind.__name__ for one in chain for kind in type(one).__mro__}
    if "ProxyError" in names or "InvalidProxyURL" in names:
        return Unreachable(f"The proxy on the way to {host} does not let the connection through: check HTTPS_PROXY.")
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in chain) or _says(chain, "certificate verify failed"):
        return Insecure(
            f"The certificate of {host} cannot be trusted (made by itself, out of date, or for another name), so the "
            "password was not sent: check the address. For a server of your own, set REQUESTS_CA_BUNDLE to the "
            "certificate it is signed with."
        )
    if _says(chain, "certificate bundle"):
        return Insecure(
            "REQUESTS_CA_BUNDLE (or CURL_CA_BUNDLE) names no file of certificates: correct it, or unset it."
        )
    if "NameResolutionError" in names or any(isinstance(one, socket.gaierror) for one in chain):
        return Unreachable(f"There is no server of the name {host}, or no network: check the address.")
    if names & {"SSLError", "SSLZeroReturnError"}:
        return Insecure(
            f"{host} does not speak https at that address, so the password was not sent: check the address."
        )
    if any(isinstance(one, ConnectionRefusedError) for one in chain) or _says(chain, "refused"):
        return Unreachable(f"Nobody listens on {host} at that port: check the address, and whether the server runs.")
    if names & {"ConnectTimeout", "ConnectTimeoutError"} and "NewConnectionError" not in names:
        return Unreachable(f"{host} did not answer in time: check the address and the network, and try again.")
    if names & {"ReadTimeout", "ReadTimeoutError", "TimeoutError", "Timeout"}:
        return Unreachable(f"{host} took too long to answer: try again in a while.")
    if "NewConnectionError" in names:
        return Unreachable(f"There is no way to {host}: check the address and the network, and try again.")
    return Cut(f"The connection to {host} was cut: check the network and try again.")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was made from: causes, contexts, and errors given as arguments or reasons."""
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        one = todo.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        todo += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def _says(chain: list[BaseException], words: str) -> bool:
    return any(words in str(one).lower() for one in chain)
