"""The values of vCard as text: encodings undone, escapes, the parts of a structured value, days, and folding."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from datetime import date

from crm.domain.text import clean, clean_line
from crm.formats.vcard_lines import ContentLine

_ESCAPED = re.compile(r"\\([nN,;:\\])")
_ESCAPED_21 = re.compile(r"\\(;)")
_TOKENS = re.compile(r"\\.|[;,]|[^\\;,]+|\\", re.DOTALL)
_TO_ESCAPE = re.compile(r"[\\,;\n]")
_BAD_QP = re.compile(r"=(?![0-9A-Fa-f]{2}|$|\n)")
_NOT_BASE64 = re.compile(r"\s+")
_CARET = re.compile(r"\^[n^']")
_CARETS = {"^n": "\n", "^^": "^", "^'": '"'}
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](.*))?", re.DOTALL)
_YEARLESS = re.compile(r"--(\d\d)-?(\d\d)(?:[T ].*)?", re.DOTALL)
_MIDNIGHT = re.compile(r"00:?00(?::?00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_FOLD_AT = 75
_LATIN = frozenset({"", "UTF-8", "UTF8", "ISO-8859-1", "LATIN1", "WINDOWS-1252", "CP1252", "US-ASCII", "ASCII"})


def decoded(line: ContentLine, encoding: str) -> tuple[str, str]:
    """The value without its transfer encoding, still escaped, and what was wrong with it (or an empty text).

    `encoding` is how the file was read: text in a character set that only its CHARSET names is put right by it.
    """
    transfer = line.first("ENCODING").upper()
    charset = line.first("CHARSET")
    if transfer == "QUOTED-PRINTABLE":
        wrong = "what is not quoted-printable stays as written" if _bad_qp(line.value) else ""
        text, odd = _in_charset(binascii.a2b_qp(line.value.encode("utf-8", "replace")), charset)
        return text, wrong or odd
    if transfer in {"B", "BASE64"}:
        data = unpacked(line.value)
        return (line.value, "it is not base64") if data is None else _in_charset(data, charset)
    if encoding == "cp1252" and charset.upper() not in _LATIN and not line.value.isascii():
        try:
            return line.value.encode("cp1252").decode(charset), ""
        except (ValueError, LookupError):
            return line.value, "its character set is not the one it names"
    return line.value, ""


def _bad_qp(value: str) -> bool:
    return "=" in value and _BAD_QP.search(value) is not None


def _in_charset(data: bytes, charset: str) -> tuple[str, str]:
    try:
        return data.decode(charset or "utf-8"), ""
    except (ValueError, LookupError):
        pass
    wrong = "its character set is not the one it names" if charset else ""
    try:
        return data.decode("utf-8"), wrong
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), wrong


def unpacked(value: str) -> bytes | None:
    """The bytes of base64, whitespace left out; None where it is something else or was cut."""
    text = _NOT_BASE64.sub("", value)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def unescaped(value: str, version: str = "4.0") -> str:
    r"""A value without escapes: `\n`, `\,`, `\;`, `\\` (RFC 6350, section 3.4); in 2.1 there is `\;` alone."""
    if "\\" not in value:
        return value
    if version == "2.1":
        return _ESCAPED_21.sub(r"\1", value)
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def escaped(text: str) -> str:
    """A text as a value, on one line."""
    return _TO_ESCAPE.sub(lambda match: "\\n" if match[0] == "\n" else f"\\{match[0]}", clean(text))


def components(value: str, version: str) -> list[list[str]]:
    """The components of a structured value, each with its values, unescaped and cleaned; empty values left out.

    A comma before a space is one that somebody did not escape: lists are written without the space.
    """
    if version == "2.1":
        found: list[list[str]] = [[part] for part in split(value, ";")]
    else:
        found = [_listed(part) for part in split(value, ";")]
    return [[text for raw in part if (text := clean(unescaped(raw, version)).strip())] for part in found]


def _listed(part: str) -> list[str]:
    values = split(part, ",")
    joined: list[str] = []
    for value in values:
        if joined and value[:1] == " ":
            joined[-1] += f",{value}"
        else:
            joined.append(value)
    return joined


def split(value: str, by: str) -> list[str]:
    """The parts of a value between separators that are not escaped, their escapes kept."""
    if "\\" not in value:
        return value.split(by)
    parts: list[list[str]] = [[]]
    for token in _TOKENS.findall(value):
        if token == by:
            parts.append([])
        else:
            parts[-1].append(token)
    return ["".join(part) for part in parts]


def listed(value: str, version: str) -> list[str]:
    """The texts of a list between commas, each on one line, empty ones left out (2.1 parts them by `;` as well)."""
    parts = split(value, ",")
    if version == "2.1":
        parts = [piece for part in parts for piece in split(part, ";")]
    return [text for part in parts if (text := clean_line(unescaped(part, version)))]


def structured(parts: Iterable[str]) -> str:
    """The components as one value, without the empty ones at its end."""
    return ";".join(map(escaped, parts))


def day_of_life(value: str, omitted_year: str = "") -> tuple[str, bool] | None:
    """A birthday as `YYYY-MM-DD` or `--MM-DD`, and whether an hour came with it; None for what is no day.

    `omitted_year` is the year that stands for none (`X-APPLE-OMIT-YEAR`).
    """
    text = value.strip()
    try:
        if match := _YEARLESS.fullmatch(text):
            return date(2000, int(match[1]), int(match[2])).strftime("--%m-%d"), False
        if match := _DAY.fullmatch(text):
            year, month, day = match[1], int(match[2]), int(match[3])
            hour = bool(match[4]) and _MIDNIGHT.fullmatch(match[4]) is None
            if year == omitted_year.strip():
                return date(2000, month, day).strftime("--%m-%d"), hour
            return date(int(year), month, day).isoformat(), hour
    except ValueError:
        pass
    return None


def parameter(text: str) -> str:
    """A text as the value of a parameter, in quotes where it needs them, with carets (RFC 6868)."""
    text = clean(text).replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{text}"' if re.search(r"[,;:\s]", text) or not text else text


def parameter_text(value: str) -> str:
    """A parameter's value without carets."""
    return _CARET.sub(lambda match: _CARETS[match[0]], value) if "^" in value else value


def folded(line: str) -> bytes:
    """The line in UTF-8 with CRLF, folded after 75 octets (RFC 6350, section 3.2), never in a character or escape."""
    data = line.encode("utf-8", "replace")
    if len(data) <= _FOLD_AT:
        return data + b"\r\n"
    rows: list[bytes] = []
    start, room = 0, _FOLD_AT
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        for mark in b"\\^":
            run = end
            while run > start and data[run - 1] == mark:
                run -= 1
            end -= (end - run) % 2
        rows.append(data[start:end])
        start, room = end, _FOLD_AT - 1
    rows.append(data[start:])
    return b"\r\n ".join(rows) + b"\r\n"
