"""A book and a calendar between which everything is to be done at once, and what a person sees of both afterwards."""

from __future__ import annotations

from datetime import date

import icalendar

from crm.book.follow_ups import finish_follow_up, move_follow_up, plan_follow_up
from crm.book.people import add_contact
from crm.book.publish_sync import sync
from crm.book.session import Book
from crm.book.touches import NewTouch, log_touch
from crm.domain.people import Contact
from crm.remote.protocol import Remote
from tests.book.calendar_server import Elsewhere, MemoryCalendar

TUE, WED, THU = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)


def busy(book: Book, server: Elsewhere, remote: Remote | None = None) -> None:
    """Seven events that were put there, changed on one side or the other since; three more that are new."""

    def person(name: str, **fields: str) -> int:
        return add_contact(book, Contact(name, **{"cadence": "none", **fields}))

    names = ("Ann", "Bea", "Cleo", "Dora", "Eve", "Fay")
    items = {name: plan_follow_up(book, person(name), TUE, "x", "call") for name in names}
    log_touch(book, [person("Gail", cadence="2 months")], NewTouch(date(2026, 11, 12), "call"))
    if remote is None:
        assert isinstance(server, MemoryCalendar)
        remote = server
    assert len(sync(remote, lambda func, *args: func(book, *args)).put) == 7
    move_follow_up(book, items["Ann"], WED)
    finish_follow_up(book, items["Bea"])
    server.drag("Cleo", THU, raised=2)
    server.edit("Dora", lambda event: event.__setitem__("SUMMARY", icalendar.vText("Dora!")))
    server.drag("Fay", THU)
    finish_follow_up(book, items["Fay"])
    server.drag("Gail", THU)  # earlier: another event takes its place
    plan_follow_up(book, person("Hope"), THU, "x", "call")
    plan_follow_up(book, person("Ida"), THU, "x", "call")
    if isinstance(server, MemoryCalendar):
        server.reset()


def seen(book: Book, server: Elsewhere) -> object:
    """What a person sees on both sides; UIDs and versions are left out."""
    return (
        sorted(server.contents().values(), key=str),
        sorted(book.store.rows('SELECT contact_id, "on", status, kind FROM follow_up')),
    )
