"""The label of a phone number, e-mail, link or address in vCard: TYPE, PREF and Apple's X-ABLabel, in and out.

A label is the types in small letters (`work`, `cell, pref`). What types cannot say exactly is written as X-ABLabel
besides, which is what phones show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm.domain.text import clean_line
from crm.formats.vcard_lines import ContentLine

#: What is said of nearly every line and tells nothing, by property.
_NOISE = {
    "EMAIL": frozenset({"internet"}),
    "ADR": frozenset({"intl", "postal", "parcel"}),
    "LABEL": frozenset({"intl", "postal", "parcel"}),
    "URL": frozenset(),
}
_TYPES_4 = {
    # RFC 6350, sections 5.6 and 6.4.1.
    "TEL": frozenset({"home", "work", "text", "voice", "fax", "cell", "video", "pager", "textphone"}),
    "EMAIL": frozenset({"home", "work"}),
    "URL": frozenset({"home", "work"}),
    "ADR": frozenset({"home", "work"}),
}
_TYPES_3 = {
    # RFC 2426, sections 3.2.1, 3.3.1 and 3.3.2; `home` and `work` of e-mails and links are what phones write.
    "TEL": frozenset(
        "home work voice fax msg cell pager bbs modem car isdn video pcs".split()  # noqa: SIM905
    ),
    "EMAIL": frozenset({"home", "work"}),
    "URL": frozenset({"home", "work"}),
    "ADR": frozenset({"home", "work", "dom"}),
}
_APPLE = re.compile(r"_\$!<([A-Za-z ]+)>!\$_")
_PREF_NUMBER = re.compile(r"pref=([1-9]\d?|100)")


@dataclass(frozen=True, slots=True)
class Said:
    """A label as vCard says it: parameters, ready to stand after a name, and the X-ABLabel or an empty text."""

    params: str
    apple: str


def apple_label(value: str) -> str:
    """X-ABLabel's text; Apple's own words (`_$!<Home>!$_`) in small letters."""
    text = clean_line(value)
    return match[1].lower() if (match := _APPLE.fullmatch(text)) else text


def label_of(line: ContentLine, apple: str = "") -> str:
    """The label of a line, `apple` being the X-ABLabel of its group."""
    types = [word for value in line.values("TYPE") for word in value.split(",")]
    return _label(line.name, types, line.first("PREF"), apple)


def _label(name: str, types: list[str], pref: str, apple: str) -> str:
    words = list(dict.fromkeys(word for raw in types if (word := _word(raw)) and word not in _NOISE.get(name, ())))
    preferred = "pref" in words
    words = [word for word in words if word != "pref"]
    if name == "TEL" and len(words) > 1:
        words = [word for word in words if word != "voice"]  # every phone can; a fax says so
    # A number from 1 to 100 (RFC 6350, section 5.3); anything else says no more than that it is preferred.
    if (number := pref.strip()) and number.isdecimal() and len(number) <= 3 and int(number) != 1:
        words.append(f"pref={int(number)}")
    elif preferred or number:
        words.append("pref")
    if not apple:
        return ", ".join(words)
    known = {part.strip().casefold() for part in apple.split(",")}
    if any(part.startswith("pref") for part in known):
        words = [word for word in words if not word.startswith("pref")]
    return ", ".join([apple, *(word for word in words if word.casefold() not in known)])


def _word(raw: str) -> str:
    word = clean_line(raw)
    if word[:2].casefold() == "x-":
        word = word[2:]
    small = word.lower()
    return small if word.isupper() or small in _TYPES_3["TEL"] | _TYPES_4["TEL"] | {"internet", "pref"} else word


def said(name: str, label: str, version: str) -> Said:
    """How to write a label of the property `name` so that it is read back as it is."""
    if not label:
        return Said("", "")
    known = (_TYPES_4 if version == "4.0" else _TYPES_3)[name]
    parts = [part.strip().casefold() for part in label.split(",")]
    types = [part for part in dict.fromkeys(parts) if part in known]
    number = next((match[1] for part in parts if (match := _PREF_NUMBER.fullmatch(part))), "")
    preferred = "pref" in parts or number == "1"
    params = ""
    pref = "1" if preferred else number
    if version == "4.0":
        written = [word.lower() for word in types]
        tail = f";PREF={pref}" if pref else ""
    else:
        written = [word.upper() for word in types] + (["PREF"] if preferred else [])
        tail = f";PREF={pref}" if pref and not preferred else ""
    params = "".join(f";TYPE={word}" for word in written) + tail
    exact = _label(name, written, pref, "") == label
    return Said(params, "" if exact else label)
