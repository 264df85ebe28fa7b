"""Outlook's contacts as CSV, from the program and from outlook.com, its headers in English, German or French."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crm.formats.csv_contacts import read_with
from crm.formats.csv_dates import DateOrder
from crm.formats.csv_dialect import Column, Dialect
from crm.formats.outlook_headers import FRENCH, in_english
from crm.formats.records import ParsedFile
from crm.formats.yaml_events import Progress

_PLACES = {"business": 1, "home": 2, "other": 3}
_LABELS = {"business": "work", "home": "home", "other": "other"}
_PARTS = {
    "street": "street",
    "street2": "street",
    "street3": "street",
    "address": "value",
    "city": "city",
    "state": "region",
    "postalcode": "code",
    "country": "country",
    "countryregion": "country",
    "addresspobox": "box",
    "pobox": "box",
}
_COLUMNS: dict[str, Column] = {
    "title": Column("prefix"),
    "firstname": Column("given"),
    "middlename": Column("middle"),
    "lastname": Column("family"),
    "suffix": Column("suffix"),
    "nickname": Column("nickname"),
    "company": Column("position", 0, "employer"),
    "department": Column("position", 0, "department"),
    "jobtitle": Column("position", 0, "title"),
    "birthday": Column("birthday"),
    "anniversary": Column("anniversary"),
    "categories": Column("tags"),
    "notes": Column("notes"),
    "webpage": Column("link", 1, "value"),
    "personalwebpage": Column("link", 2, "value", "home"),
}
#: Telephones in the order in which they are to stand, with vCard's words where it has one.
_PHONES = {
    "primaryphone": "pref",
    "mobilephone": "cell",
    "mobilephone2": "cell",
    "businessphone": "work",
    "businessphone2": "work",
    "companymainphone": "company",
    "homephone": "home",
    "homephone2": "home",
    "otherphone": "other",
    "carphone": "car",
    "radiophone": "radio",
    "assistantsphone": "assistant",
    "callback": "callback",
    "isdn": "isdn",
    "pager": "pager",
    "telex": "telex",
    "ttytddphone": "textphone",
    "businessfax": "work, fax",
    "homefax": "home, fax",
    "otherfax": "fax",
}
_EMAIL = re.compile(r"email(\d?)(address|adresse)")
_PLACED = re.compile(r"(business|home|other)(.+)")


def column(key: str) -> Column | None:
    """What a folded header of Outlook's stands for."""
    key = in_english(key)
    if (known := _COLUMNS.get(key)) is not None:
        return known
    if (label := _PHONES.get(key)) is not None:
        return Column("phone", list(_PHONES).index(key), "value", label)
    if match := _EMAIL.fullmatch(key):
        return Column("email", int(match[1] or 1), "value")
    if match := _PLACED.fullmatch(key):
        place, part = match[1], _PARTS.get(match[2])
        return Column("address", _PLACES[place], part, _LABELS[place]) if part else None
    return None


def _tags(cell: str) -> Iterable[str]:
    return cell.split(";")


_EMAIL_TYPE = re.compile(r"email\d?(type|typ)")
_USUAL = {
    "priority": {"Normal"},
    "priorität": {"Normal"},
    "sensitivity": {"Normal", "Normale"},
    "vertraulichkeit": {"Normal"},
    "private": {"False", "FALSE", "Faux"},
    "privat": {"Falsch", "Aus", "False"},
    "gender": {"Unspecified", "Non spécifié"},
    "geschlecht": {"Keine Angabe"},
}


def _noise(key: str, cell: str) -> bool:
    """True for what Outlook writes in every row where nothing was given."""
    key = in_english(key)
    return cell in _USUAL.get(key, ()) or (cell == "SMTP" and _EMAIL_TYPE.fullmatch(key) is not None)


def _order(keys: Sequence[str]) -> DateOrder:
    """Days in French begin with the day."""
    return "day first" if len(FRENCH.intersection(keys)) > 1 else "unknown"


DIALECT = Dialect(
    kind=lambda _: "Outlook contacts",
    shape="outlook",
    column=column,
    tags=_tags,
    noise=_noise,
    again={"titre": _COLUMNS["jobtitle"]},  # in French the form of address and the job share a name
    order=_order,
)


def read_outlook(data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """The contacts in an export of Outlook. Raises FormatError when nothing of it can be used."""
    return read_with(DIALECT, data, name, progress)
