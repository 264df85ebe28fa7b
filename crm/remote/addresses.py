"""Addresses of servers: which are safe to send a password to, and how paths are spelled."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from crm.remote.errors import Insecure, NotCalDAV

_USUAL = {"https": 443, "http": 80}
_PLAIN = "!$&'()*+,;=:@"  # what a path segment may hold as it is (RFC 3986, section 3.3)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._-]{0,150}")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]")


def server_address(text: str, *, allow_http: bool = False) -> str:
    """What a person typed as an address, whole: `cal.example.test` becomes `https://cal.example.test/`.

    Raises Insecure for a password in it and for plain http to another machine (unless `allow_http`); NotCalDAV
    for what is no address. The messages do not repeat the text: it may hold a password.
    """
    text = text.strip()
    if not text or _CONTROL.search(text):
        raise NotCalDAV("That is no address of a calendar server: it looks like https://calendar.example.test.")
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
        wrong = None
    except ValueError:
        wrong = NotCalDAV("That is no address of a calendar server: it looks like https://calendar.example.test.")
    if wrong is not None:  # out here, since the other error quotes the address and would come along as the context
        raise wrong
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise Insecure(
            "Leave the user and the password out of the address (it stays in the shell's history and shows in the "
            "list of processes): give the user on its own, and the password when asked."
        )
    if parts.scheme not in _USUAL or not parts.hostname:
        raise NotCalDAV("The address of a calendar server begins with https://.")
    if parts.query:
        raise NotCalDAV("The address of a calendar server has no “?” in it: leave out what follows.")
    try:
        parts.hostname.encode("idna" if not parts.hostname.isascii() else "ascii")
    except UnicodeError:
        raise NotCalDAV("The name of the server in that address is not one.") from None
    if parts.scheme == "http" and not allow_http and not is_loopback(parts.hostname):
        raise Insecure(
            f"http:// to {parts.hostname} would send the password and the events readable for everybody on the way: "
            "use https://, or allow http on purpose."
        )
    return urlunsplit((parts.scheme, _netloc(parts, port), parts.path or "/", "", ""))


def is_loopback(host: str) -> bool:
    """True when `host` is this machine: localhost, 127.0.0.0/8 or ::1."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of `url`, the usual port filled in. Raises ValueError when it has none."""
    parts = urlsplit(url)
    if parts.scheme not in _USUAL or not parts.hostname:
        raise ValueError("not the address of a server")
    return parts.scheme, parts.hostname.rstrip(".").lower(), parts.port or _USUAL[parts.scheme]


def host_of(url: str) -> str:
    """The host in `url`, for sentences."""
    return urlsplit(url).hostname or "the server"


def same_server(url: str, other: str) -> bool:
    """True when a password for `url` may go to `other` after a redirect: same host, same port, not less safe.

    From http to https of the same host (both on their usual ports) counts as the same.
    """
    try:
        (scheme, host, port), (new_scheme, new_host, new_port) = origin(url), origin(other)
    except ValueError:
        return False
    if (scheme, host, port) == (new_scheme, new_host, new_port):
        return True
    return host == new_host and (scheme, port, new_scheme, new_port) == ("http", 80, "https", 443)


def still_encrypted(url: str, target: str) -> str:
    """`target` of a redirect from `url`, with https where it was lost: `http://` on the same host, usual ports.

    A server behind a proxy that speaks https for it often names itself with http; nothing goes out in plain.
    """
    try:
        known, led = origin(url), origin(target)
    except ValueError:
        return target
    if known == ("https", known[1], 443) and led == ("http", known[1], 80):
        return urlunsplit(("https", urlsplit(url).netloc, *urlsplit(target)[2:]))
    return target


def sister_server(url: str, other: str) -> bool:
    """True when the collection at `other` may be used with the password for `url`.

    A provider may keep accounts on a host beside the one that is asked (caldav.example.test and
    p42-caldav.example.test), and says so in its signed-in answer over https: the host differs in its first
    label alone.
    """
    if same_server(url, other):
        return True
    try:
        (scheme, host, port), (new_scheme, new_host, new_port) = origin(url), origin(other)
    except ValueError:
        return False
    _, _, parent = host.partition(".")
    _, _, new_parent = new_host.partition(".")
    whole = (scheme, port, new_scheme, new_port) == ("https", 443, "https", 443)
    return whole and parent == new_parent and "." in parent and not _is_number(host)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _netloc(parts: SplitResult, port: int | None) -> str:
    host = (parts.hostname or "").lower()
    if not host.isascii():
        host = host.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    return host if port in (None, _USUAL[parts.scheme]) else f"{host}:{port}"


def joined(base: str, href: str) -> str:
    """`href` as the server at `base` means it: a whole address, "" when it cannot be one."""
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""


def same_spelling(path: str) -> str:
    """A path with each segment encoded the one way we spell it (`%7E` and `~`, `%40` and `@` are the same)."""
    return "/".join(quote(unquote(segment, errors="surrogateescape"), safe=_PLAIN, errors="surrogateescape")
                    for segment in path.split("/"))  # fmt: skip


def below(calendar: str, href: str) -> str | None:
    """The path of `href` (as a server at the address `calendar` wrote it) in our spelling.

    The calendar's own part keeps the server's spelling. None when it is not an object directly in the calendar.
    """
    base = urlsplit(calendar).path
    if href.startswith(base) and _PLAIN_NAME.fullmatch(href, len(base)):
        return href  # nearly all of them, in a list that may be long
    start, path = same_spelling(base), same_spelling(urlsplit(joined(calendar, href)).path)
    name = path[len(start) :]
    if not path.startswith(start) or not name or "/" in name or name in (".", ".."):
        return None
    return base + name


def name_for(uid: str) -> str:
    """The file name of an object with this UID: the UID itself, or a digest of one that is no plain file name.

    Servers keep objects as files and refuse an encoded slash, so nothing that needs encoding is used.
    """
    if not _PLAIN_NAME.fullmatch(uid):
        uid = hashlib.sha256(uid.encode(errors="surrogatepass")).hexdigest()
    return f"{uid}.ics"
