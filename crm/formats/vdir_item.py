"""One event as a file of a folder (a vdir), and whether another program has changed what it says since.

Other programs and servers write a file anew in their own order, with properties of their own. What counts is what it
says: the mark in it has a digest of each thing said, and tells an edit from a rewriting.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crm.domain.text import clean
from crm.formats.ics import calendar_frame

MARK = "X-CALLBACK-DIGEST"

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_@][A-Za-z0-9_@.-]{0,99}")
_WANTED = ("DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS")
_LINE = re.compile(rf"^({'|'.join(_WANTED)})(?:;[^:]*)?:(.*)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")


def file_name(uid: str) -> str:
    """The name of the file of an event: its UID, or a digest of one that would be no plain name."""
    stem = uid if _PLAIN_NAME.fullmatch(uid) else hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()[:32]
    return f"{stem}.ics"


class Items:
    """Makes the bytes of files from those of VEVENTs as `EventWriter` gives them."""

    def __init__(self) -> None:
        self._head, self._tail = calendar_frame()

    def __call__(self, event: bytes) -> bytes:
        """A whole file with the mark of what it says."""
        cut = event.find(b"\r\nBEGIN:VALARM")
        cut = event.index(b"\r\nEND:VEVENT") if cut < 0 else cut
        mark = f"\r\n{MARK}:{'-'.join(_digests(_said_by_us(event)))}".encode()
        return b"".join([self._head, event[:cut], mark, event[cut:], self._tail])


def is_nobodys_edit(there: bytes, wanted: bytes | None = None) -> bool:
    """Whether nothing is lost when `there`, the bytes of a file, are replaced by `wanted` (None: removed).

    That is where each thing it says (start, end, title, description, status) is as we wrote it, or as it is wanted
    anyhow. An empty file never got its content.
    """
    if not there.strip():
        return True
    try:
        event = _only_event(there)
        if event is None:
            return False
        said = _said(event)
        marks = str(event.get(MARK, "")).split("-")
        ours = _said(_only_event(wanted)) if wanted is not None else ()
    except (ValueError, LookupError, AttributeError, TypeError):
        return False
    as_written = _digests(said)
    return all(
        as_written[place] == (marks[place] if place < len(marks) else "") or (bool(ours) and said[place] == ours[place])
        for place in range(len(said))
    )


def _digests(said: Sequence[str]) -> list[str]:
    return [hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:8] for value in said]


def _said_by_us(event: bytes) -> tuple[str, ...]:
    # Parsing ten thousand of them with the package would take seconds; our own lines are plain.
    text = event.partition(b"BEGIN:VALARM")[0].decode("utf-8").replace("\r\n ", "").replace("\r\n", "\n")
    found = {name: _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
             for name, value in _LINE.findall(text)}  # fmt: skip
    return tuple(found.get(name, "") for name in _WANTED)


def _only_event(data: bytes) -> Any:
    """The event of a file with one that does not repeat, else None. Raises ValueError."""
    from icalendar import Calendar

    events = Calendar.from_ical(data).walk("VEVENT")
    return events[0] if len(events) == 1 and "RRULE" not in events[0] else None


def _said(event: Any) -> tuple[str, ...]:
    start = event["DTSTART"].dt
    if "DTEND" in event:
        end = event["DTEND"].dt
    elif "DURATION" in event:
        end = start + event["DURATION"].dt
    else:
        end = start if isinstance(start, datetime) or start == date.max else start + timedelta(days=1)
    # No end is written for the last day there is.
    ends = "" if not isinstance(start, datetime) and start == date.max else _moment(end)
    text = [clean(str(event.get(name, ""))).strip() for name in ("SUMMARY", "DESCRIPTION")]
    return _moment(start), ends, *text, str(event.get("STATUS", "CONFIRMED")).upper()


def _moment(moment: date) -> str:
    if not isinstance(moment, datetime):
        return f"{moment.year:04}{moment:%m%d}"
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return f"{utc.year:04}{utc:%m%dT%H%M%S}" + ("Z" if moment.tzinfo else "")
