"""A calendar server in memory: what the sync sees of one, with faults and with somebody who edits there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import icalendar

from crm.remote.errors import Changed, Missing, Unreachable


class Elsewhere:
    """Somebody with another program on the same calendar. `objects` are its objects, href to etag and data."""

    objects: Any

    def store(self, href: str, data: bytes) -> Any:
        """Writes an object, whatever is there."""
        raise NotImplementedError

    def remove(self, href: str) -> None:
        """Takes an object away."""
        raise NotImplementedError

    def href(self, title: str) -> str:
        (found,) = [href for href in self.objects if title in str(self.event(href)["SUMMARY"])]
        return found

    def event(self, href: str) -> icalendar.Event:
        return icalendar.Calendar.from_ical(self.objects[href][1]).walk("VEVENT")[0]

    def titled(self, title: str) -> icalendar.Event:
        return self.event(self.href(title))

    def edit(self, title: str, change: Callable[[icalendar.Event], None], href: str = "") -> None:
        """Somebody's phone changes an event, and signs it."""
        href = href or self.href(title)
        calendar = icalendar.Calendar.from_ical(self.objects[href][1])
        calendar["PRODID"] = icalendar.vText("-//Phone//EN")
        change(calendar.walk("VEVENT")[0])
        self.store(href, calendar.to_ical())

    def drag(
        self, title: str, start: date | datetime, length: timedelta | None = None, raised: int = 0, href: str = ""
    ) -> None:
        """Somebody drags an event elsewhere; some programs raise its version, others do not."""
        usual = timedelta(minutes=30) if isinstance(start, datetime) else timedelta(days=1)

        def change(event: icalendar.Event) -> None:
            for name in ("DTSTART", "DTEND"):
                del event[name]
            event.add("DTSTART", start)
            event.add("DTEND", start + (length or usual))
            event["SEQUENCE"] = icalendar.vInt(int(event["SEQUENCE"]) + raised)

        self.edit(title, change, href)

    def take_out(self, title: str) -> None:
        self.remove(self.href(title))

    def contents(self) -> dict[str, tuple[object, ...]]:
        """What a person sees there, by UID."""
        return {
            str(event["UID"]): (str(event["SUMMARY"]), event.start, event.end, str(event.get("DESCRIPTION", "")))
            for event in map(self.event, self.objects)
        }


class MemoryCalendar(Elsewhere):
    """A `Remote` whose objects are `objects` (href to etag and data).

    `cut_at` is the number of the request (from 1) at which the connection ends for good; `lost` tells whether that
    request was done first. `silent` servers do not say the etag of what was put. `before` runs ahead of each
    request, with its method.
    """

    def __init__(self) -> None:
        self.objects: dict[str, tuple[str, bytes]] = {}
        self.counts: Counter[str] = Counter()
        self.fetched: list[str] = []
        self.cut_at = 0
        self.lost = False
        self.silent = False
        self.before: Callable[[str], None] | None = None
        self._versions = 0

    # The Remote

    def listing(self) -> dict[str, str]:
        return self._request("list", lambda: {href: etag for href, (etag, _) in self.objects.items()})

    def fetch(self, hrefs: Sequence[str]) -> dict[str, tuple[str, bytes]]:
        self.fetched += hrefs
        return self._request("fetch", lambda: {href: self.objects[href] for href in hrefs if href in self.objects})

    def put(self, href: str, data: bytes, etag: str | None) -> str:
        assert etag != ""

        def act() -> str:
            there = self.objects.get(href)
            if (there is not None) if etag is None else (there is None or there[0] != etag):
                raise Changed("changed")
            new = self.store(href, data)
            return "" if self.silent else new

        return self._request("put", act)

    def delete(self, href: str, etag: str) -> None:
        assert etag

        def act() -> None:
            if href not in self.objects:
                raise Missing("missing")
            if self.objects[href][0] != etag:
                raise Changed("changed")
            del self.objects[href]

        self._request("delete", act)

    def href_of(self, uid: str) -> str:
        return f"/ann/callback/{uid}.ics"

    def close(self) -> None:
        pass

    def _request(self, method: str, act: Callable[[], Any]) -> Any:
        if self.before:
            self.before(method)
        self.counts[method] += 1
        cut = self.cut_at and self.counts.total() >= self.cut_at
        if cut and not self.lost:
            raise Unreachable("The connection was cut.")
        done = act()
        if cut:
            self.cut_at = 1
            self.lost = False
            raise Unreachable("The connection was cut.")
        return done

    def reset(self) -> None:
        self.counts.clear()
        self.fetched.clear()
        self.cut_at = 0
        self.lost = False

    def store(self, href: str, data: bytes) -> str:
        self._versions += 1
        self.objects[href] = (f'"{self._versions}"', data)
        return self.objects[href][0]

    def remove(self, href: str) -> None:
        del self.objects[href]
