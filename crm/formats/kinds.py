"""What kinds of file people come in, told from what is in a file, and the reader of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from crm.formats.decoding import decode, refuse_what_is_no_text
from crm.formats.records import FormatError, ParsedFile
from crm.formats.yaml_events import Progress

Read = Callable[[bytes, str, Progress | None], ParsedFile]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind by the name that `--from` takes: what it is called, the endings its files have, and its reader."""

    name: str
    words: str
    endings: tuple[str, ...]
    read: Read


def _yaml(data: bytes, name: str, progress: Progress | None) -> ParsedFile:
    from crm.formats.yaml_read import read_people

    return read_people(data, name, progress)


def _khard(data: bytes, name: str, progress: Progress | None) -> ParsedFile:
    return replace(_yaml(data, name, progress), kind="khard")


def _vcard(data: bytes, name: str, progress: Progress | None) -> ParsedFile:
    from crm.formats.vcard_read import read_vcards

    return read_vcards(data, name, progress)


def _linkedin(data: bytes, name: str, progress: Progress | None) -> ParsedFile:
    from crm.formats.linkedin import read_linkedin

    return read_linkedin(data, name, progress)


def _google(data: bytes, name: str, progress: Progress | None) -> ParsedFile:
    from crm.formats.google_csv import read_google

    return read_google(data, name, progress)


def _outlook(data: bytes, name: str, progress: Progress | None) -> ParsedFile:
    from crm.formats.outlook_csv import read_outlook

    return read_outlook(data, name, progress)


def _csv(data: bytes, name: str, progress: Progress | None) -> ParsedFile:
    from crm.formats.csv_plain import read_csv

    return read_csv(data, name, progress)


def _json(data: bytes, name: str, progress: Progress | None) -> ParsedFile:
    from crm.formats.json_book import read_json

    return read_json(data, name, progress)


_TABLE = (".csv", ".tsv", ".txt")
#: By the names of `--from`.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("yaml", "YAML", (".yaml", ".yml"), _yaml),
        Kind("khard", "khard", (".yaml", ".yml"), _khard),
        Kind("vcard", "vCard", (".vcf", ".vcard"), _vcard),
        Kind("linkedin", "LinkedIn connections", _TABLE, _linkedin),
        Kind("google", "Google contacts", _TABLE, _google),
        Kind("outlook", "Outlook contacts", _TABLE, _outlook),
        Kind("csv", "CSV", _TABLE, _csv),
        Kind("json", "JSON", (".json", ".jsonl", ".ndjson"), _json),
    )
}
#: The endings of the files that are taken out of a folder.
ENDINGS = tuple(dict.fromkeys(ending for kind in KINDS.values() for ending in kind.endings if ending != ".txt"))

_SAMPLE = 262_144
_BEGINNING = 20_000
_VCARD = re.compile(r"BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE)
_VCARD_LINE = re.compile(r"^BEGIN[ \t]*:[ \t]*VCARD[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_CALENDAR = re.compile(r"BEGIN[ \t]*:[ \t]*VCALENDAR", re.IGNORECASE)
_LDIF = re.compile(
    r"(?:version:\s*1\s+)?dn:{1,2} \S[^\n]*\n(?:[a-zA-Z;-]+:{1,2} [^\n]*\n)*?objectclass:", re.IGNORECASE
)
# A list of objects, an object with a quoted key, or nothing at all. YAML has its keys without quotes.
_JSON = re.compile(r'\[\s*(?:\{\s*["}]|\[|\]|"(?![^"\n]*"\s*:))|\{\s*(?:"|\})')
_MARKUP = re.compile(r"<(?:!doctype|!--|\?xml|html|head|body|div|table|svg|[a-z][\w:]*[\s>/])", re.IGNORECASE)
# Bounded, as a line may be nothing but blanks.
_YAML = re.compile(
    r"""^[ \t]{0,80}(?:---|(?:-[ ]{1,8})?(?:\?[ ]{1,8})?["']?[^\W\d][\w .@/-]{0,80}["']?[ \t]{0,20}:(?:\s|$)"""
    r"""|-[ ]{0,8}[{\[]|-[ ]{0,8}$|\{|\[)""",
    re.MULTILINE,
)
_KHARD = re.compile(r"^(?:-[ ]{1,8}|  )?(?:Formatted name|First name|Last name|Additional)[ \t]{0,20}:", re.MULTILINE)
_FRIENDLY = re.compile(
    r"^(?:-[ ]{1,8}|  )?(?:contacts|callback|name|employer|company|tags|links|met|touches)[ \t]{0,20}:", re.MULTILINE
)
_GOOGLE = re.compile(r"email\d(?:label|value)|phone\d(?:label|value)|organization1?name|groupmembership")
_OUTLOOK = re.compile(
    r"(?:business|home|other)(?:street|city|postalcode|state|countryregion|phone2?|fax|addresspobox)|email\d?displayname"
    r"|email\dtype|email\daddress|.+geschäftlich\d?|companymainphone|adressedemessagerie\d?"
    r"|(?:rue|ville|codepostal|téléphone2?|télécopie)(?:bureau|domicile)"
)


def recognise(data: bytes, name: str) -> str:
    """The name in KINDS of what the file holds, from its content; the file's own name only where that says nothing.

    Raises FormatError, which says what the file looks like and what to do, for one that holds no people.
    """
    refuse_what_is_no_text(data, name)
    text = decode(data[:_SAMPLE], name).text.replace("\x00", "")
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        raise FormatError(f"{name} is empty: there is nobody in it.", name)
    if _VCARD.match(start):
        return "vcard"
    _refuse_other_text(start, name)
    if _JSON.match(start) and not _ends_in(name, KINDS["yaml"].endings):
        return "json"
    table = _table(text, name)
    if table:
        return table
    if _VCARD_LINE.search(text):
        return "vcard"
    if _YAML.search(text):
        return "khard" if _KHARD.search(text) and not _FRIENDLY.search(text) else "yaml"
    for kind in ("yaml", "vcard", "json", "csv"):
        if _ends_in(name, KINDS[kind].endings):
            return kind  # its reader says what is missing
    raise FormatError(
        f"{name} is not a list of people that can be read: import vCard, YAML, JSON or a CSV whose first line names "
        "the columns.",
        name,
    )


def read_as(kind: str, data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """All of the file, read as the kind of that name. Raises FormatError, and KeyError for a name not in KINDS."""
    return KINDS[kind].read(data, name, progress)


def _ends_in(name: str, endings: tuple[str, ...]) -> bool:
    return name.casefold().endswith(endings)


def _refuse_other_text(start: str, name: str) -> None:
    if _MARKUP.match(start):
        raise FormatError(
            f"{name} looks like a web page (HTML) or XML, not like a list of people: it may be the page of a sign-in. "
            "Export the contacts as vCard or CSV, and import that.",
            name,
        )
    if _CALENDAR.match(start):
        raise FormatError(f"{name} looks like a calendar (iCalendar): export the contacts, and import those.", name)
    if _LDIF.match(start):
        raise FormatError(
            f"{name} looks like LDIF: export the address book as vCard or CSV instead, and import that.", name
        )


def _table(text: str, name: str) -> str:
    """Which kind of CSV the text is, or empty for none."""
    from crm.formats.csv_dialect import header_key
    from crm.formats.csv_plain import THUNDERBIRD, column, is_mark
    from crm.formats.csv_rows import find_header
    from crm.formats.google_csv import column as google_column
    from crm.formats.linkedin import DIALECT as LINKEDIN

    def known(names: Sequence[str]) -> int:
        keys = list(map(header_key, names))
        return sum(bool(column(key) or google_column(key) or LINKEDIN.column(key)) or is_mark(key) for key in keys)

    header = find_header(text, known)
    if header is None:
        return ""
    keys = set(map(header_key, header.names))
    if any(map(is_mark, header.names)):
        return "csv"
    if "connectedon" in keys and "firstname" in keys:
        return "linkedin"  # the notes before it look like YAML
    lines = (line for line in text[:_BEGINNING].splitlines() if line.strip() and not line.startswith("#"))
    if _YAML.match(next(lines, "")):
        return ""
    if any(map(_GOOGLE.fullmatch, keys)):
        return "google"
    if not THUNDERBIRD & keys and any(map(_OUTLOOK.fullmatch, keys)):
        return "outlook"
    # A sentence may have a word or two between its commas that columns are called as well.
    if (count := known(header.names)) > 2 or 2 * count >= len(keys - {""}) or _ends_in(name, (".csv", ".tsv")):
        return "csv"
    return ""
