"""The bytes of a file from elsewhere as text: UTF-8, UTF-16 and UTF-32 with or without their mark, else cp1252.

Address books are saved by many programs, and few say how. Nothing is lost here: a byte that fits nowhere becomes a
character all the same, and a note says what was taken for what. What is no text at all is refused with a sentence
that says what it looks like and what to do.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from crm.formats.records import FormatError
from crm.formats.yaml_events import MAX_BYTES

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
_SAMPLE = 65_536
#: More than one control character in so many is no text; a few alone are only dirt.
_TEXT_PER_CONTROL = 50
_DIRT = 8
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]+")

# First bytes of what people have beside their address books, and what to do with each.
_SAVE_AS_CSV = "open it in a spreadsheet, save the sheet as CSV (UTF-8), and import that"
_LOOKS_LIKE = (
    (b"SQLite format 3\x00", "a SQLite database", "if it is a book of Callback, open it with callback --book instead"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (XLS, MSG)", _SAVE_AS_CSV),
    (b"!BDN", "an Outlook data file (PST)", "export the contacts from Outlook as CSV, and import that"),
    (b"%PDF-", "a PDF", "export the contacts as vCard or CSV, and import that"),
    (b"{\\rtf", "a rich text document", "save it as plain text, CSV or YAML, and import that"),
    (b"\x89PNG\r\n", "a picture", "import a vCard, CSV, YAML or JSON file"),
    (b"\xff\xd8\xff", "a picture", "import a vCard, CSV, YAML or JSON file"),
    (b"GIF8", "a picture", "import a vCard, CSV, YAML or JSON file"),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it, and import what is in it"),
    (b"BZh", "a compressed file (bzip2)", "unpack it, and import what is in it"),
    (b"\xfd7zXZ\x00", "a compressed file (xz)", "unpack it, and import what is in it"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed folder (7z)", "unpack it, and import what is in it"),
    (b"Rar!\x1a\x07", "a compressed folder (rar)", "unpack it, and import what is in it"),
    (b"\x7fELF", "a program", "import a vCard, CSV, YAML or JSON file"),
    (b"MZ\x90\x00", "a program", "import a vCard, CSV, YAML or JSON file"),
)
_SHEETS = (b"xl/", b"application/vnd.oasis.opendocument.spreadsheet", b"Index/Tables")
_TEXTS = (b"word/", b"application/vnd.oasis.opendocument.text")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text with its line ends as they were and without a byte order mark; Python's name of the encoding.

    `note` is a sentence where the file did not say how it was written or some of it did not fit; else empty.
    """

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, name: str) -> Decoded:
    """The text of the file called `name`. Single control characters stay in it, NUL among them.

    Raises FormatError with one sentence for what is no text, and for more than MAX_BYTES.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(
            f"{name} is larger than {MAX_BYTES // 1_000_000} MB: split it into several files, and import those.", name
        )
    refuse_what_is_no_text(data, name)
    for mark, encoding, family in _BOMS:
        if data.startswith(mark):
            found = _in_utf8(data[len(mark) :]) if family == "utf-8" else _in_wide(data[len(mark) :], encoding, "")
            break
    else:
        wide = _wide_without_mark(data)
        if wide:
            found = _in_wide(data, wide, f"Read as {_spoken(wide)}, which it does not say it is.")
        else:
            found = _guessed(data)
    _refuse_controls(found.text, name)
    return found


def refuse_what_is_no_text(data: bytes, name: str) -> None:
    """Raises FormatError saying what the file looks like, where its first bytes are those of something known."""
    for signature, what, advice in _LOOKS_LIKE:
        if data.startswith(signature):
            raise FormatError(f"{name} looks like {what}: {advice}.", name)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise FormatError(f"{name} looks like a picture: import a vCard, CSV, YAML or JSON file.", name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        # The names of what is packed stand readable in the index at the end and before each part.
        index = data[:_SAMPLE] + data[-_SAMPLE:]
        if any(sign in index for sign in _SHEETS):
            raise FormatError(f"{name} looks like a spreadsheet (XLSX, ODS): {_SAVE_AS_CSV}.", name)
        if any(sign in index for sign in _TEXTS):
            raise FormatError(
                f"{name} looks like a text document: save it as plain text or CSV, and import that.", name
            )
        raise FormatError(f"{name} looks like a compressed folder (zip): unpack it, and import what is in it.", name)


def _refuse_controls(text: str, name: str) -> None:
    sample = text[:_SAMPLE]
    if (len(_CONTROL.findall(sample)) - _DIRT) * _TEXT_PER_CONTROL > len(sample):
        raise FormatError(
            f"{name} is not a text file: export your contacts as vCard, CSV, YAML or JSON, and import that.", name
        )


def _wide_without_mark(data: bytes) -> str:
    """UTF-16 or UTF-32 by where the zero bytes of its mostly Latin text stand; empty for neither."""
    sample = data[: 4096 - 4096 % 4]
    sample = sample[: len(sample) - len(sample) % 4] or sample
    if len(sample) < 4 or b"\x00" not in sample:
        return ""
    zeros = [sample[place::4].count(0) / len(sample[place::4]) for place in range(4)]
    if min(zeros[1:]) > 0.7 and zeros[0] < 0.2:
        return "utf-32-le"
    if min(zeros[:3]) > 0.7 and zeros[3] < 0.2:
        return "utf-32-be"
    if min(zeros[1], zeros[3]) > 0.4 and max(zeros[0], zeros[2]) < 0.2:
        return "utf-16-le"
    if min(zeros[0], zeros[2]) > 0.4 and max(zeros[1], zeros[3]) < 0.2:
        return "utf-16-be"
    return ""


def _in_wide(data: bytes, encoding: str, note: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        note = f"{note} Some characters of it are damaged and were read as \N{REPLACEMENT CHARACTER}.".strip()
    return Decoded(text.removeprefix("\ufeff"), encoding, note)


def _in_utf8(data: bytes) -> Decoded:
    """UTF-8 that may hold a few bytes of something else: those are taken for cp1252."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _mixed(data.decode("utf-8", "surrogateescape"))


def _guessed(data: bytes) -> Decoded:
    """UTF-8, mostly UTF-8 with damage, or cp1252."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    odd = len(_ESCAPED_BYTE.findall(text))
    other = sum(map(len, _NOT_ASCII.findall(text))) - odd
    # Text in cp1252 hardly ever happens to be UTF-8 (Windows-1252 "Ã¼" is two letters nobody writes).
    if other >= odd:
        return _mixed(text)
    text, _ = codecs.charmap_decode(data, "strict", _cp1252())
    return Decoded(text, "cp1252", "Read as Windows-1252 (cp1252), as it is not UTF-8.")


def _mixed(text: str) -> Decoded:
    table = _cp1252()
    text, count = _ESCAPED_BYTE.subn(lambda match: table[ord(match[0]) - 0xDC00], text)
    return Decoded(
        text,
        "utf-8",
        f"{count:,} {'byte of it is' if count == 1 else 'bytes of it are'} not UTF-8 and "
        f"{'was' if count == 1 else 'were'} read as Windows-1252 (cp1252).",
    )


def _cp1252() -> str:
    """The 256 characters; the five bytes without one are controls, as browsers read them (WHATWG Encoding, 9.1)."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else chr(byte)
        for byte in range(256)
    )


def _spoken(encoding: str) -> str:
    return encoding.upper().removesuffix("-LE").removesuffix("-BE")
