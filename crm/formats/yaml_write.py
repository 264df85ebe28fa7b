"""Plain values as YAML that every reader takes as they were: text stays text, whatever it looks like.

A small writer of our own: the book is text, lists and mappings only, the same value always gives the same bytes,
and a library's emitter takes a hundred times as long for a large book. Written for YAML 1.1 and 1.2 alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

# Letters, digits and a few signs that mean nothing anywhere; a letter first, so it is no number and no date.
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./@+()'&-]*[\w.)])?")
# What some reader takes for something else than text, in YAML 1.1 or 1.2.
_RESERVED = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf", "infinity"})
# What YAML does not print, what is a line break to some readers only, and what would act on a terminal or hide text
# (bidi controls, tag characters): written as escapes, and never in a block, which has none.
_ONLY_IN_QUOTES = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u061b\u061d-\u200a\u200c\u200d\u2010-\u2027\u202f-\u205f\u206a-\ud7ff\ue000-\ufefe"
    "\uff00-\ufff8\ufffc\ufffd\U00010000-\U000dffff\U000e0080-\U0010ffff]"
)
_TO_ESCAPE = re.compile('["\\\\]|' + _ONLY_IN_QUOTES.pattern + "|[\t\n]")
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\x85": "\\N",
    "\u2028": "\\L",
    "\u2029": "\\P",
}
_LONGEST_LINE = 100_000
_FOLD = "\\\n" + " " * 40  # deeper than anything we write, as strict readers want it
#: A key on one line may have 1024 characters (YAML 1.2.2, section 7.4.2), quotes and escapes included.
_LONGEST_KEY = 900


def day_text(day: date) -> str:
    """A day as YAML: a plain date."""
    return day.isoformat()


def flow_text(text: str) -> str:
    """A text as one scalar on one line (or folded lines, where it is very long)."""
    if text.isascii() and text.isalpha() and len(text) < 60 and text.casefold() not in _RESERVED:
        return text
    if len(text) < _LONGEST_LINE and _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED:
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes with YAML's escapes."""
    if len(text) <= _LONGEST_LINE:
        return f'"{_TO_ESCAPE.sub(_escape, text)}"'
    parts = [
        _TO_ESCAPE.sub(_escape, text[start : start + _LONGEST_LINE]) for start in range(0, len(text), _LONGEST_LINE)
    ]
    # An escaped line break is no part of the text; neither is the indentation after it, so a blank is escaped.
    return '"' + _FOLD.join(f"\\{part}" if part.startswith(" ") else part for part in parts) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if (known := _ESCAPES.get(char)) is not None:
        return known
    code = ord(char)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def block_text(text: str, indent: int) -> str:
    """A text as the value of a block: several lines as such, everything else as `flow_text`."""
    if "\n" not in text:
        return flow_text(text)
    if text[0] in " \n\t" or not text.strip() or _ONLY_IN_QUOTES.search(text):
        return quoted(text)
    rows = text.split("\n")
    if max(map(len, rows)) > _LONGEST_LINE:
        return quoted(text)
    chomp = "-"
    if rows[-1] == "":
        rows.pop()
        chomp = "+" if rows[-1].strip() == "" else ""
    if rows[-1].strip() == "" and chomp != "+":
        return quoted(text)
    if chomp == "+" and any(row and not row.strip() for row in rows):
        return quoted(text)
    margin = " " * indent
    return f"|{chomp}\n" + "\n".join(margin + row if row else "" for row in rows)


def flow_mapping(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs of a key and a scalar already written, on one line."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"


def value_lines(key: str, value: Any, indent: int) -> Iterator[str]:
    """`key: value` at the indentation, for any nesting of mappings, lists and text; others are written as text."""
    margin = " " * indent
    written = flow_text(key)
    head = f"{margin}{written}:" if len(written) <= _LONGEST_KEY else f"{margin}? {written}\n{margin}:"
    match value:
        case Mapping() if value:
            yield head
            for name, item in value.items():
                yield from value_lines(str(name), item, indent + 2)
        case list() | tuple() if value:
            yield head
            yield from _items(value, indent + 2)
        case _:
            yield f"{head} {_leaf(value, indent + 2)}"


def _items(values: Sequence[Any], indent: int) -> Iterator[str]:
    margin = " " * indent
    for value in values:
        match value:
            case Mapping() if value:
                yield f"{margin}-"
                for name, item in value.items():
                    yield from value_lines(str(name), item, indent + 2)
            case list() | tuple() if value:
                yield f"{margin}-"
                yield from _items(value, indent + 2)
            case _:
                yield f"{margin}- {_leaf(value, indent + 2)}"


def _leaf(value: Any, indent: int) -> str:
    match value:
        case Mapping():
            return "{}"
        case list() | tuple():
            return "[]"
        case None:
            return '""'
        case str():
            return block_text(value, indent)
        case bool():
            return '"yes"' if value else '"no"'
        case _:
            return quoted(str(value))
