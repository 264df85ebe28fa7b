"""A CSV of anybody's, whose columns are called what a person would call them, and the program's own."""

from __future__ import annotations

import re

from crm.formats import outlook_csv
from crm.formats.csv_cells import split_tags
from crm.formats.csv_contacts import read_with
from crm.formats.csv_dialect import Column, Dialect, by_commas, header_key
from crm.formats.csv_rows import find_header
from crm.formats.decoding import decode
from crm.formats.records import ParsedFile
from crm.formats.yaml_contacts import field_of
from crm.formats.yaml_events import Progress

#: By this column the program knows its own tables.
MARK = "Callback uid"
_MARK_KEY = header_key(MARK)
_SAMPLE = 262_144

# Fields of the friendly form that a cell can hold.
_FROM_YAML = {
    "emails": ("email", "value"),
    "phones": ("phone", "value"),
    "links": ("link", "value"),
    "addresses": ("address", "value"),
    "employer": ("position", "employer"),
    "title": ("position", "title"),
    "department": ("position", "department"),
}
_SCALARS = frozenset(
    {"uid", "name", "given", "family", "middle", "prefix", "suffix", "nickname", "role", "tags", "birthday"}
    | {"anniversary", "cadence", "next", "contact", "do not contact", "notes", "zone", "added", "source"}
)
_MORE: dict[str, Column] = {
    "contactname": Column("name"),
    "displayname": Column("name"),
    "fullname": Column("name"),
    "person": Column("name"),
    "forename": Column("given"),
    "companyname": Column("position", 0, "employer"),
    "organisationname": Column("position", 0, "employer"),
    "organizationname": Column("position", 0, "employer"),
    "jobposition": Column("position", 0, "title"),
    "emailaddress": Column("email", 0, "value"),
    "emailaddresses": Column("email", 0, "value"),
    "phonenumber": Column("phone", 0, "value"),
    "telephonenumber": Column("phone", 0, "value"),
    "telefon": Column("phone", 0, "value"),
    "mobile": Column("phone", 1, "value", "cell"),
    "mobilephone": Column("phone", 1, "value", "cell"),
    "mobilenumber": Column("phone", 1, "value", "cell"),
    "cell": Column("phone", 1, "value", "cell"),
    "cellphone": Column("phone", 1, "value", "cell"),
    "handy": Column("phone", 1, "value", "cell"),
    "mobil": Column("phone", 1, "value", "cell"),
    "fax": Column("phone", 9, "value", "fax"),
    "linkedin": Column("link", 1, "value", "linkedin"),
    "linkedinurl": Column("link", 1, "value", "linkedin"),
    "linkedinprofile": Column("link", 1, "value", "linkedin"),
    "xing": Column("link", 2, "value", "xing"),
    "homepage": Column("link", 0, "value"),
    "web": Column("link", 0, "value"),
    "dateofbirth": Column("birthday"),
    "dob": Column("birthday"),
    "metdate": Column("met on"),
    "meton": Column("met on"),
    "met": Column("met how"),
    "methow": Column("met how"),
    "howwemet": Column("met how"),
    "howmet": Column("met how"),
    "metthrough": Column("met through"),
    "metthru": Column("met through"),
    "introducedby": Column("met through"),
    "comment": Column("notes"),
    "comments": Column("notes"),
    "remarks": Column("notes"),
    "bemerkungen": Column("notes"),
    "notiz": Column("notes"),
    "strasse": Column("address", 0, "street"),
    "street": Column("address", 0, "street"),
    "streetaddress": Column("address", 0, "street"),
    "street2": Column("address", 0, "street"),
    "addressline1": Column("address", 0, "street"),
    "addressline2": Column("address", 0, "street"),
    "city": Column("address", 0, "city"),
    "town": Column("address", 0, "city"),
    "ort": Column("address", 0, "city"),
    "stadt": Column("address", 0, "city"),
    "zip": Column("address", 0, "code"),
    "zipcode": Column("address", 0, "code"),
    "postcode": Column("address", 0, "code"),
    "postalcode": Column("address", 0, "code"),
    "plz": Column("address", 0, "code"),
    "state": Column("address", 0, "region"),
    "region": Column("address", 0, "region"),
    "province": Column("address", 0, "region"),
    "country": Column("address", 0, "country"),
    "land": Column("address", 0, "country"),
    "pobox": Column("address", 0, "box"),
    "companies": Column("position", 0, "employer"),
    "phonenumbers": Column("phone", 0, "value"),
    # In French, as far as Outlook has no word of its own for it.
    "entreprise": Column("position", 0, "employer"),
    "fonction": Column("position", 0, "title"),
    "poste": Column("position", 0, "title"),
    "courriel": Column("email", 0, "value"),
    "téléphone": Column("phone", 0, "value"),
    "portable": Column("phone", 1, "value", "cell"),
    "adresse": Column("address", 0, "value"),
    "ville": Column("address", 0, "city"),
    "codepostal": Column("address", 0, "code"),
    "pays": Column("address", 0, "country"),
    "remarques": Column("notes"),
    # Thunderbird's
    "primaryemail": Column("email", 0, "value"),
    "secondaryemail": Column("email", 1, "value"),
    "faxnumber": Column("phone", 9, "value", "fax"),
    "pagernumber": Column("phone", 10, "value", "pager"),
    "webpage1": Column("link", 3, "value", "work"),
    "webpage2": Column("link", 4, "value", "home"),
    "birthyear": Column("birth year"),
    "birthmonth": Column("birth month"),
}
#: By these columns a table of Thunderbird's is told from one of Outlook's.
THUNDERBIRD = frozenset({"primaryemail", "birthyear", "homezipcode", "workzipcode"})
_PLACED = re.compile(r"(home|work)(address|address2|city|state|zipcode|zip|country)")
_PLACED_PARTS = {
    "address": "value", "address2": "street", "city": "city", "state": "region", "zipcode": "code", "zip": "code",
    "country": "country",
}  # fmt: skip
_LABELLED = re.compile(
    r"(?P<before>work|home|private|personal|office|mobile|cell|business|main|other)?"
    r"(?P<kind>email|mail|phone|telephone|tel|website|link|url)(?:address|number)?(?P<number>\d{0,2})(?P<label>label|type)?"
)
_KINDS = {"email": "email", "mail": "email", "website": "link", "link": "link", "url": "link"}
_BEFORE = {"mobile": "cell", "business": "work", "office": "work", "private": "home", "personal": "home"}

_OWN = re.compile(r"(email|phone|link)(\d{0,3})(label)?")
_OWN_ADDRESS = re.compile(r"address(\d{0,3})(label|street|postalcode|city|region|country|pobox|extended)?")
_OWN_POSITION = re.compile(r"(employer|title|department|since|until)(\d{0,3})")
_OWN_PARTS = {"": "value", "postalcode": "code", "pobox": "box"}
_OWN_SCALARS = {
    _MARK_KEY: "uid",
    "name": "name",
    "firstname": "given",
    "middlename": "middle",
    "lastname": "family",
    "prefix": "prefix",
    "suffix": "suffix",
    "nickname": "nickname",
    "role": "role",
    "tags": "tags",
    "birthday": "birthday",
    "anniversary": "anniversary",
    "meton": "met on",
    "methow": "met how",
    "metthrough": "met through",
    "cadence": "cadence",
    "donotcontact": "do not contact",
    "timezone": "zone",
    "notes": "notes",
    "added": "added",
    "created": "created",
    "source": "source",
    "more": "more",
}


def column(key: str) -> Column | None:
    """What a folded header of anybody's stands for: the keys of the friendly YAML, and what else they are called."""
    if (known := _MORE.get(key)) is not None:
        return known
    field = field_of(key)
    if field in _SCALARS:
        return Column(field)
    if field in _FROM_YAML:
        kind, part = _FROM_YAML[field]
        return Column(kind, 0, part)
    if match := _PLACED.fullmatch(key):
        place = 1 if match[1] == "work" else 2
        return Column("address", place, _PLACED_PARTS[match[2]], match[1])
    if match := _LABELLED.fullmatch(key):
        before = match["before"] or ""
        kind = _KINDS.get(match["kind"], "phone")
        # What the label before says keeps its own group; a number counts those without.
        number = list(_BEFORE).index(before) + 100 if before in _BEFORE else {"work": 98, "home": 99}.get(before, 0)
        if not before or before not in {*_BEFORE, "work", "home"}:
            number = int(match["number"] or 0) + (110 if before else 0)
            number -= number == 1
        elif match["number"]:
            number += 10 * int(match["number"])
        label = _BEFORE.get(before, before)
        return Column(kind, number, "label" if match["label"] else "value", "" if match["label"] else label)
    return outlook_csv.column(key)


def own_column(key: str) -> Column | None:
    """What a folded header of the program's own table stands for."""
    if (field := _OWN_SCALARS.get(key)) is not None:
        return Column(field)
    if match := _OWN.fullmatch(key):
        return Column(match[1], int(match[2] or 1), match[3] or "value")
    if match := _OWN_ADDRESS.fullmatch(key):
        part = match[2] or ""
        return Column("address", int(match[1] or 1), _OWN_PARTS.get(part, part))
    if match := _OWN_POSITION.fullmatch(key):
        return Column("position", int(match[2] or 1), match[1])
    return None


PLAIN = Dialect(kind=lambda _: "CSV", shape="csv", column=column, tags=by_commas)
OWN = Dialect(kind=lambda _: "CSV of Callback", shape="csv", column=own_column, tags=split_tags, own=True)


def read_csv(data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """The contacts in a CSV with any names of columns, or in one that the program wrote.

    Raises FormatError when nothing of it can be used.
    """
    return read_with(OWN if _is_own(data, name) else PLAIN, data, name, progress)


def _is_own(data: bytes, name: str) -> bool:
    header = find_header(decode(data[:_SAMPLE], name).text, lambda names: sum(map(is_mark, names)) * 2)
    return header is not None


def is_mark(header: str) -> bool:
    """True for the column that only the program's own tables have."""
    return header_key(header) == _MARK_KEY
