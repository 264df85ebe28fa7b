"""What a vCard holds and a contact does not: kept as content lines of vCard 4.0, and given back in either version."""

from __future__ import annotations

import re
from typing import Any

from crm.domain.text import clean
from crm.formats.vcard_lines import ContentLine, parse_line
from crm.formats.vcard_text import day_of_life, escaped, parameter, parameter_text, split, unescaped

#: Characters of one line: a picture of a megabyte in base64.
LONGEST = 1_400_000
_BINARY = {"PHOTO": "image", "LOGO": "image", "SOUND": "audio", "KEY": "application"}
_DATA = re.compile(r"data:([^;,]*);base64,([A-Za-z0-9+/=]*)", re.IGNORECASE)
_PLAIN_MEDIA = re.compile(r"[a-z0-9]+")
_GEO = re.compile(r"\s*(-?[0-9.]+)\s*;\s*(-?[0-9.]+)\s*")
_GEO_URI = re.compile(r"geo:(-?[0-9.]+),(-?[0-9.]+)", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_NEVER = frozenset({"BEGIN", "END", "VERSION", "PRODID", "REV"})
_KINDS = frozenset({"KIND", "X-ADDRESSBOOKSERVER-KIND"})


def kept_line(line: ContentLine, value: str, version: str) -> str:
    """A property as a content line of vCard 4.0, unfolded. `value` is without its transfer encoding."""
    params = [(key, values) for key, values in line.params if key not in {"CHARSET", "ENCODING"}]
    name = "KIND" if line.name in _KINDS else line.name
    transfer = line.first("ENCODING").upper()
    if line.name in _BINARY and transfer in {"B", "BASE64"}:
        value = f"data:{_media(line)};base64,{_SPACE.sub('', line.value)}"
        params = [(key, values) for key, values in params if key != "VALUE"]
        params = [(key, tuple(filter(_is_pref, values)) if key == "TYPE" else values) for key, values in params]
    elif name == "GEO" and (match := _GEO.fullmatch(value)):
        value = f"geo:{match[1]},{match[2]}"
    elif version == "2.1" and not _SCHEME.match(value):
        value = ";".join(escaped(unescaped(part, version)) for part in split(value, ";"))
    if name in _BINARY and value.lower().startswith("data:"):
        params = [(key, values) for key, values in params if not (key == "VALUE" and values in {("uri",), ("URI",)})]
    if version != "4.0":
        params = _preferred(params)
    return _content(line.group, name, params, value)


def _media(line: ContentLine) -> str:
    types = [line.first("MEDIATYPE"), *(value for value in line.values("TYPE") if not _is_pref(value))]
    said = next(filter(None, types), "").strip().lower()
    family = _BINARY[line.name]
    return said if "/" in said else f"{family}/{said or ('jpeg' if family == 'image' else 'octet-stream')}"


def _is_pref(value: str) -> bool:
    return value.casefold() == "pref"


def _preferred(params: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """TYPE=pref of the older versions as PREF=1."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for key, values in params:
        rest = tuple(value for value in values if key != "TYPE" or not _is_pref(value))
        if rest:
            found.append((key, rest))
        if len(rest) != len(values):
            found.append(("PREF", ("1",)))
    return found


def _content(group: str, name: str, params: list[tuple[str, tuple[str, ...]]], value: str) -> str:
    parts = [f"{group}." if _WORD.fullmatch(group) else "", name]
    for key, values in params:
        parts.append(f";{key}={','.join(parameter(parameter_text(text)) for text in values)}")
    # What reads as a line end would be one when it is written.
    value = clean(value).replace("\n", r"\n")
    return f"{''.join(parts)}:{value}"


def kept(extra: dict[str, Any]) -> list[ContentLine]:
    """The lines that a contact keeps, taken apart; what is no content line, and a card's frame, are left out."""
    lines = extra.get("vcard")
    found: list[ContentLine] = []
    for number, text in enumerate(lines if isinstance(lines, list) else (), 1):
        if not isinstance(text, str) or len(text) > LONGEST:
            continue
        line = parse_line(number, clean(text).replace("\n", r"\n"))
        if line is not None and line.name not in _NEVER:
            found.append(line)
    return found


def belongs(line: ContentLine, birthday: str, anniversary: str) -> bool:
    """False for a kept date beside one that the contact has, unless it says the same with an hour."""
    day = {"BDAY": birthday, "ANNIVERSARY": anniversary}.get(line.name, "")
    if not day:
        return True
    found = day_of_life(line.value)
    return found is not None and found[1] and found[0] == day


def given_back(line: ContentLine, version: str) -> str:
    """A kept line as the version has it, unfolded."""
    params, name, value = list(line.params), line.name, line.value
    if version == "4.0":
        return _content(line.group, name, params, value)
    if name == "KIND":
        name = "X-ADDRESSBOOKSERVER-KIND"
    elif name == "GEO" and (match := _GEO_URI.fullmatch(value)):
        value = f"{match[1]};{match[2]}"
    elif name in _BINARY and (match := _DATA.fullmatch(value)) and match[2]:
        family, _, kind = match[1].lower().partition("/")
        plain = family == _BINARY[name] and _PLAIN_MEDIA.fullmatch(kind)
        params += [("ENCODING", ("b",)), ("TYPE", (kind.upper() if plain else match[1].lower(),))]
        value = match[2]
    elif name in _BINARY and value.lower().startswith("data:"):
        params.append(("VALUE", ("uri",)))
    params = [("TYPE", ("PREF",)) if (key, values) == ("PREF", ("1",)) else (key, values) for key, values in params]
    return _content(line.group, name, params, value)


def canonical(text: str) -> str | None:
    """A kept line as it comes back from a card; None for one that is not written."""
    found = kept({"vcard": [text]})
    return kept_line(found[0], found[0].value, "4.0") if found else None
