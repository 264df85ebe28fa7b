"""The export of people from the home screen: the form, the file, one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm.book import reading
from crm.book.errors import NotFound
from crm.book.export_people import Format, Selection, VCardVersion, count_people, people_in, save_people
from crm.book.session import Book
from crm.domain.text import fold
from crm.tui.dialogs.people_out import Crowd, Form, OutValues, PeopleOutDialog, told

if TYPE_CHECKING:
    from crm.tui.screens.people_acts import PeopleActs

_FORMATS: dict[Form, tuple[Format, VCardVersion]] = {
    "vcard4": ("vcard", "4.0"),
    "vcard3": ("vcard", "3.0"),
    "khard": ("khard", "4.0"),
    "csv": ("csv", "4.0"),
    "json": ("json", "4.0"),
    "yaml": ("yaml", "4.0"),
}


async def people_out(acts: PeopleActs) -> None:
    """Ask what to export and where to, write it, and say where it is."""
    home = acts.home
    contact_id, text = acts.contact_id, home.people.text.strip()
    crowd = await acts.gateway.run(_crowd, contact_id, text)
    if not crowd.everybody:
        acts.tell("Nobody is in the book yet: n adds a person, B brings many.")
        return

    async def tags(begun: str) -> Sequence[str]:
        known = await acts.gateway.run(reading.tags)
        return [tag for tag in known if fold(tag).startswith(fold(begun))]

    async def save(values: OutValues) -> None:
        selection = _selection(values, contact_id, text)
        number, blocked = await acts.gateway.run(_write, values, selection)
        acts.tell(told(values, number, blocked))

    await acts.ask(PeopleOutDialog(crowd, tags=tags, desk=acts.desk(), folder=_home(), submit=acts.saving(save)))


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # nobody knows who this is: then where the app was started
        return Path.cwd()


def _crowd(book: Book, contact_id: int | None, text: str) -> Crowd:
    name = ""
    if contact_id is not None:
        try:
            name = reading.contact_card(book, contact_id).contact.name
        except NotFound:
            name = ""
    fitting = reading.contacts_count(book, text) if text else 0
    return Crowd(name, text if fitting else "", fitting, reading.contacts_count(book))


def _selection(values: OutValues, contact_id: int | None, text: str) -> Selection:
    match values.who:
        case "one":
            return Selection(named=(contact_id or 0,))
        case "filter":
            return Selection(matching=text)
        case "tag":
            return Selection(tags=(values.tag,))
    return Selection()


def _write(book: Book, values: OutValues, selection: Selection) -> tuple[int, int]:
    form, version = _FORMATS[values.form]
    ids = people_in(book, selection)
    save_people(book, values.path, form, ids, notes=values.notes, version=version)
    return count_people(book, ids)
