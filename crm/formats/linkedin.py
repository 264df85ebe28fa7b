"""LinkedIn's `Connections.csv`: notes before the header, mostly without e-mail, known by the address of the profile."""

from __future__ import annotations

from crm.formats.csv_contacts import read_with
from crm.formats.csv_dialect import Column, Dialect, by_commas
from crm.formats.records import ParsedFile
from crm.formats.yaml_events import Progress

_COLUMNS = {
    "firstname": Column("given"),
    "lastname": Column("family"),
    "url": Column("link", 0, "value", "linkedin"),
    "profileurl": Column("link", 0, "value", "linkedin"),
    "emailaddress": Column("email", 0, "value"),
    "company": Column("position", 0, "employer"),
    "position": Column("position", 0, "title"),
    "connectedon": Column("met on"),
}
DIALECT = Dialect(
    kind=lambda _: "LinkedIn connections",
    shape="linkedin",
    column=_COLUMNS.get,
    tags=by_commas,
    how_met="LinkedIn",
    nameless="LinkedIn empties those of closed accounts",
)


def read_linkedin(data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """The connections in an export of LinkedIn. Raises FormatError when nothing of it can be used."""
    return read_with(DIALECT, data, name, progress)
