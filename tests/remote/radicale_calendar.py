"""The calendar of an account on a real Radicale, as somebody with another program sees and changes it."""

from __future__ import annotations

from urllib.parse import quote

from crm.remote.caldav_client import CalDavCalendar, open_calendar
from tests.book.calendar_server import Elsewhere
from tests.remote.radicale_server import Radicale


class OnRadicale(Elsewhere):
    """A calendar called `name`, made now. What is done here goes past the counting layer."""

    def __init__(self, server: Radicale, name: str = "callback") -> None:
        self.server, self.name = server, name
        self.url = server.make(name)

    def open(self, password: str | None = None) -> CalDavCalendar:
        """As our client sees it."""
        return open_calendar(self.url, self.server.user, self.server.password if password is None else password)

    @property
    def objects(self) -> dict[str, tuple[str, bytes]]:
        """What is there now."""
        hrefs = [f"/{self.server.user}/{self.name}/{quote(name)}" for name in self.server.names(self.name)]
        return {href: ("", data) for href in hrefs if (data := self.server.get(href)) is not None}

    def store(self, href: str, data: bytes) -> None:
        self.server.put(href, data)

    def remove(self, href: str) -> None:
        self.server.delete(href)

    def place(self, uid: str, data: bytes) -> None:
        """Lays an object into the server's store, as quick as a file is written."""
        folder = self.server.storage / "collection-root" / self.server.user / self.name
        (folder / f"{uid}.ics").write_bytes(data)
