"""Requests and answers of WebDAV as XML: what is asked for, and a multistatus (RFC 4918, section 13) as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped,unused-ignore]

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
_PREFIXES = {DAV: "D", CALDAV: "C"}
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'


@dataclass(frozen=True, slots=True)
class Row:
    """One `response`: the href as written, the status of the whole, and the properties that are there."""

    href: str
    status: int
    props: dict[str, _Element]

    def text(self, name: str) -> str:
        """The text of a property, "" when it has none."""
        found = self.props.get(name)
        return "" if found is None or found.text is None else str(found.text).strip()

    def hrefs(self, name: str) -> list[str]:
        """The hrefs inside a property."""
        found = self.props.get(name)
        return [] if found is None else [str(href.text).strip() for href in found.iter(f"{DAV}href") if href.text]

    def kinds(self) -> set[str]:
        """The names in resourcetype."""
        found = self.props.get(f"{DAV}resourcetype")
        return set() if found is None else {str(child.tag) for child in found}


def rows(tree: _Element) -> Iterator[Row]:
    """The responses of a multistatus. Properties whose status is not 2xx are left out."""
    for response in tree.iter(f"{DAV}response"):
        href = response.findtext(f"{DAV}href")
        if href is None:
            continue
        status = _code(response.findtext(f"{DAV}status"))
        props: dict[str, _Element] = {}
        worst = status
        for propstat in response.iterfind(f"{DAV}propstat"):
            code = _code(propstat.findtext(f"{DAV}status"))
            if code // 100 == 2:
                for prop in propstat.iterfind(f"{DAV}prop"):
                    props.update((str(child.tag), child) for child in prop)
            elif code != 404:
                worst = max(worst, code)
        # A property that is not there is a plain no; all of them refused is the answer for the object.
        yield Row(str(href), status if props or status != 200 else worst, props)


def _code(status: str | None) -> int:
    """The number in `HTTP/1.1 404 Not Found`; 200 where nothing is said."""
    for word in (status or "").split():
        if word.isdecimal() and len(word) == 3:
            return int(word)
    return 200


def error_names(body: bytes) -> set[str]:
    """The conditions named in a DAV:error body (RFC 4918, section 16), without their namespaces."""
    from caldav.lib.error import parse_preconditions

    return {name.rpartition("}")[2] for name in parse_preconditions(body)}


def ask_for(names: Iterable[str]) -> str:
    """The body of a PROPFIND for these properties."""
    return f"{_HEAD}<D:propfind {_SPACES}><D:prop>{_tags(names)}</D:prop></D:propfind>"


def ask_for_objects(hrefs: Iterable[str]) -> str:
    """The body of a calendar-multiget (RFC 4791, section 7.9)."""
    wanted = "".join(f"<D:href>{escape(href)}</D:href>" for href in hrefs)
    return (
        f"{_HEAD}<C:calendar-multiget {_SPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
        f"{wanted}</C:calendar-multiget>"
    )


def new_calendar(name: str) -> str:
    """The body of a MKCALENDAR for events (RFC 4791, section 5.3.1)."""
    return (
        f"{_HEAD}<C:mkcalendar {_SPACES}><D:set><D:prop><D:displayname>{escape(name)}</D:displayname>"
        '<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>'
        "</D:prop></D:set></C:mkcalendar>"
    )


def _tags(names: Iterable[str]) -> str:
    told = []
    for name in names:
        space, _, local = name.rpartition("}")
        told.append(f"<{_PREFIXES[space + '}']}:{local}/>")
    return "".join(told)
