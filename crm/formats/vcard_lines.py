"""vCard's content lines: physical lines put together, and each taken apart into group, name, parameters and value.

A reader of our own, as files in the wild need one: it keeps the number of the line as the person sees it, takes lone
carriage returns, soft line breaks (2.1) and bare parameters (2.1), and takes linear time whatever the line is.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

# BEGIN and END part the cards even where a soft line break says that the line goes on.
_CARD_EDGE = re.compile(r"\s*(?:BEGIN|END)\s*:\s*VCARD\s*$", re.IGNORECASE)
_BASE64_ROW = re.compile(r"[A-Za-z0-9+/]+=*\s*")
_HEAD = re.compile(r'\s*(?:([^\s.;:"]{1,100})\.)?([A-Za-z0-9_-]{1,100})\s*(?=[;:])')
_KEY = re.compile(r"\s*([A-Za-z0-9_.-]{1,100})\s*=")
_BARE = re.compile(r"[^;:]*")
# How Android says a label of one's own in 2.1: with its encoding, when it is not ASCII.
_CUSTOM = re.compile(r"X-CUSTOM\((?:CHARSET=([^,()]*),ENCODING=QUOTED-PRINTABLE,)?(.*)\)", re.IGNORECASE | re.DOTALL)
_UNQUOTED = re.compile(r"[^,;:]*")
#: A line with more is no content line; a phone number has two or three.
_MOST_PARAMS = 1_000
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})
_KINDS_OF_VALUE = frozenset({"URL", "URI", "INLINE", "CID", "CONTENT-ID"})

Params = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One property. `name` and the names of the parameters are upper case, everything else is as written.

    A bare parameter (vCard 2.1) stands under the name it is short for. `broken_quotes`: a quotation mark in the
    parameters does not close, so they may have been cut in the wrong place.
    """

    line: int
    group: str
    name: str
    params: Params
    value: str
    broken_quotes: bool = False

    def values(self, name: str) -> list[str]:
        """All values of a parameter, in order."""
        return [value for key, values in self.params if key == name for value in values]

    def first(self, name: str) -> str:
        """The first value of a parameter, or an empty text."""
        return next(iter(self.values(name)), "")


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """The unfolded lines of a file, each with the number of its first physical line, from 1. Empty ones are left out.

    Line ends are CRLF, LF or a lone CR, also mixed. A line that starts with a space or tab belongs to the one before
    (RFC 6350, section 3.2), an empty line between them or not; so does the one after a soft line break of
    quoted-printable (RFC 2045, section 6.7), and base64 that somebody did not indent.
    """
    # Padding of broken programs, and byte order marks between files that were put into one.
    text = text.replace("\x00", "").replace("\ufeff", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts: list[str] = []
    start = 0
    printable = soft = packed = False
    for number, row in enumerate(text.split("\n"), 1):
        if soft and row and not _CARD_EDGE.match(row):
            parts[-1] = parts[-1][:-1]
            parts.append(row)
            soft = row.endswith("=")
        elif parts and row[:1] in {" ", "\t"}:
            parts.append(row[1:])
            soft = printable and row.endswith("=")
        elif not row:
            soft = packed = False
        elif packed and _BASE64_ROW.fullmatch(row):
            parts.append(row)
        else:
            if parts:
                yield start, "".join(parts)
            parts, start = [row], number
            head = row.partition(":")[0].upper() if ";" in row else ""
            printable = "QUOTED-PRINTABLE" in head
            packed = "BASE64" in head or "ENCODING=B" in head
            soft = printable and row.endswith("=")
    if parts:
        yield start, "".join(parts)


def parse_line(number: int, text: str) -> ContentLine | None:
    """The parts of an unfolded line; None for one that is no content line: it has no colon, or endless parameters."""
    head = _HEAD.match(text)
    if head is None:
        return None
    group, name = head[1] or "", head[2].upper().replace("_", "-")
    parsed = _params(text, head.end(), quotes=True)
    broken = parsed is None
    if parsed is None and '"' in text:
        parsed = _params(text, head.end(), quotes=False)
    if parsed is None:
        return None
    params, colon, odd = parsed
    return ContentLine(number, group, name, params, text[colon + 1 :], broken or odd)


def _params(text: str, at: int, *, quotes: bool) -> tuple[Params, int, bool] | None:
    """The parameters from `at` on, where the colon is, and whether a quotation mark stands where none should."""
    params: list[tuple[str, tuple[str, ...]]] = []
    odd = not quotes
    while at < len(text) and text[at] == ";":
        if len(params) >= _MOST_PARAMS:
            return None
        key = _KEY.match(text, at + 1)
        if key is None:
            bare = _BARE.match(text, at + 1)
            at = bare.end() if bare else at + 1
            if bare and (custom := _CUSTOM.fullmatch(bare[0].strip())):
                params.append(("TYPE", (_own_label(custom[1], custom[2]),)))
            elif bare and (word := bare[0].strip()):
                params.append((_meant(word), tuple(part.strip() for part in word.split(","))))
            continue
        at = key.end()
        values: list[str] = []
        while True:
            if quotes and text[at : at + 1] == '"' and (end := text.find('"', at + 1)) > 0:
                value, at = text[at + 1 : end], end + 1
                if rest := _UNQUOTED.match(text, at):
                    odd = odd or bool(rest[0].strip())
                    value, at = value + rest[0].rstrip(), rest.end()
            else:
                plain = _UNQUOTED.match(text, at)
                value = plain[0].strip() if plain else ""
                at = plain.end() if plain else at
                odd = odd or '"' in value
                value = value.replace('"', "")
            if len(values) >= _MOST_PARAMS:
                return None
            values.append(value)
            if text[at : at + 1] != ",":
                break
            at += 1
        params.append((key[1].upper(), tuple(values)))
    return (tuple(params), at, odd) if at < len(text) and text[at] == ":" else None


def _own_label(charset: str | None, text: str) -> str:
    if charset is None:
        return text
    try:
        return binascii.a2b_qp(text.encode("utf-8", "replace")).decode(charset)
    except (ValueError, LookupError):
        return text


def _meant(bare: str) -> str:
    """The parameter that a bare value is short for (vCard 2.1, section 2.1.1)."""
    word = bare.upper()
    return "ENCODING" if word in _ENCODINGS else "VALUE" if word in _KINDS_OF_VALUE else "TYPE"
