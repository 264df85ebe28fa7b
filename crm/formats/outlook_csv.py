"""Outlook's contacts as CSV, from the program and from outlook.com, with its English and German headers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crm.formats.csv_contacts import Column, Dialect, read_with
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
_GERMAN = {
    "anrede": "title",
    "vorname": "firstname",
    "weiterevornamen": "middlename",
    "nachname": "lastname",
    "suffix": "suffix",
    "spitzname": "nickname",
    "firma": "company",
    "abteilung": "department",
    "position": "jobtitle",
    "geburtstag": "birthday",
    "jahrestag": "anniversary",
    "kategorien": "categories",
    "notizen": "notes",
    "webseite": "webpage",
    "mobiltelefon": "mobilephone",
    "haupttelefon": "primaryphone",
    "autotelefon": "carphone",
    "mobilfunk": "radiophone",
    "rückmeldung": "callback",
    "weiterestelefon": "otherphone",
    "telefonassistent": "assistantsphone",
    "telefonfirma": "companymainphone",
    "faxgeschäftlich": "businessfax",
    "faxprivat": "homefax",
    "weiteresfax": "otherfax",
    "telefongeschäftlich": "businessphone",
    "telefongeschäftlich2": "businessphone2",
    "telefonprivat": "homephone",
    "telefonprivat2": "homephone2",
    "emailadresse": "emailaddress",
}
_GERMAN_PARTS = {
    "strasse": "street",
    "strasse2": "street2",
    "strasse3": "street3",
    "ort": "city",
    "region": "state",
    "bundeslandkanton": "state",
    "postleitzahl": "postalcode",
    "land": "country",
    "landregion": "country",
    "postfach": "pobox",
}
_GERMAN_PLACE = {
    "geschäftlich": "business",
    "privat": "home",
    "weiteres": "other",
    "weitere": "other",
    "weiterer": "other",
}
_EMAIL = re.compile(r"email(\d?)(address|adresse)")
_PLACED = re.compile(r"(business|home|other)(.+)")
_PLACED_GERMAN = re.compile(r"([a-zäöü]+?\d?)(geschäftlich|privat)([23]?)|(weitere[rs]?)([a-zäöü]+\d?)")


def column(key: str) -> Column | None:
    """What a folded header of Outlook's stands for."""
    key = _GERMAN.get(key, key)
    if (known := _COLUMNS.get(key)) is not None:
        return known
    if (label := _PHONES.get(key)) is not None:
        return Column("phone", list(_PHONES).index(key), "value", label)
    if match := _EMAIL.fullmatch(key):
        return Column("email", int(match[1] or 1), "value")
    if match := _PLACED.fullmatch(key):
        place, part = match[1], match[2]
    elif match := _PLACED_GERMAN.fullmatch(key):
        place = _GERMAN_PLACE[match[2] or match[4]]
        part = _GERMAN_PARTS.get(match[1] or match[5], "") + (match[3] or "")
    else:
        return None
    known_part = _PARTS.get(part)
    return Column("address", _PLACES[place], known_part, _LABELS[place]) if known_part else None


def _tags(cell: str) -> Iterable[str]:
    return cell.split(";")


_EMAIL_TYPE = re.compile(r"email\d?(type|typ)")
_USUAL = {
    "priority": {"Normal"},
    "priorität": {"Normal"},
    "sensitivity": {"Normal"},
    "vertraulichkeit": {"Normal"},
    "private": {"False", "FALSE"},
    "privat": {"Falsch", "Aus", "False"},
    "gender": {"Unspecified"},
    "geschlecht": {"Keine Angabe"},
}


def _noise(key: str, cell: str) -> bool:
    """True for what Outlook writes in every row where nothing was given."""
    return cell in _USUAL.get(key, ()) or (cell == "SMTP" and _EMAIL_TYPE.fullmatch(key) is not None)


DIALECT = Dialect(kind=lambda _: "Outlook contacts", shape="outlook", column=column, tags=_tags, noise=_noise)


def read_outlook(data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """The contacts in an export of Outlook. Raises FormatError when nothing of it can be used."""
    return read_with(DIALECT, data, name, progress)
