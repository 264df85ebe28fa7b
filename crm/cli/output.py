"""What is printed: lines, columns and JSON. Nothing foreign reaches the terminal but through here."""

from __future__ import annotations

import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

import click

from crm.domain.text import clean, clean_line

_ELLIPSIS = "…"
_GAP = 2
_UNLIMITED = 1_000_000
_READABLE = 24  # cells that the last column keeps as long as the others can give way
_LEAST = 8
_NARROWEST = 6
# What `clean` takes out, line and paragraph separators and lone surrogates: escaped in JSON, which keeps the
# value. C0 is escaped by json itself.
_ESCAPED = re.compile(
    "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def say(text: str = "") -> None:
    """One line of the result, on stdout; control characters are dropped."""
    click.echo(_line(text))


def say_text(text: str, indent: str = "") -> None:
    """Several lines of the result, each indented; control characters are dropped."""
    for line in clean(text).expandtabs(4).splitlines() or [""]:
        click.echo(f"{indent}{line}".rstrip())


def tell(text: str) -> None:
    """A message to the person, on stderr, never mixed with the result; control characters are dropped."""
    click.echo(_line(text), err=True)


def _line(text: str) -> str:
    # Indentation and columns are ours, so runs of spaces stay; line breaks inside a value do not.
    return clean(text).replace("\n", " ").expandtabs(1).rstrip()


def asks() -> bool:
    """True when somebody is there to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirm(question: str) -> bool:
    """Asks on stderr; no is the usual answer. Call it only when `asks()`."""
    return click.confirm(_line(question), default=False, err=True)


# JSON


def json_text(value: Any) -> str:
    """`value` as JSON on one line. Dates are ISO; what could act on a terminal is escaped, never dropped."""
    text = json.dumps(value, ensure_ascii=not _takes_unicode(), default=_plain)
    return _ESCAPED.sub(_escape, text)


def print_json(value: Any) -> None:
    """A list with one row a line, or an object with one key a line, on stdout."""
    if isinstance(value, list):
        click.echo("[" + ",\n ".join(map(json_text, value)) + "]")
    elif isinstance(value, dict) and value:
        rows = (f"  {json_text(key)}: {_nested(part)}" for key, part in value.items())
        click.echo("{\n" + ",\n".join(rows) + "\n}")
    else:
        click.echo(json_text(value))


def _nested(value: Any) -> str:
    if isinstance(value, list) and len(value) > 1 and isinstance(value[0], dict):
        return "[\n    " + ",\n    ".join(map(json_text, value)) + "\n  ]"
    return json_text(value)


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
    raise TypeError(f"{type(value).__name__} is not for JSON")


def _escape(match: re.Match[str]) -> str:
    # Characters beyond the first plane are written as two surrogates (RFC 8259, section 7).
    return "".join(
        f"\\u{int.from_bytes(pair, 'big'):04x}" for pair in _pairs(match[0].encode("utf-16-be", errors="surrogatepass"))
    )


def _pairs(raw: bytes) -> Iterable[bytes]:
    return (raw[index : index + 2] for index in range(0, len(raw), 2))


def _takes_unicode() -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return encoding.replace("-", "").casefold() in {"utf8", "utf8sig"}


# Columns


def cells(text: str) -> int:
    """The width of cleaned `text` in terminal cells: wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


def _cells_of(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, an ellipsis at the end where something was left out."""
    if cells(text) <= width:
        return text
    taken, used = [], 0
    for char in text:
        used += _cells_of(char)
        if used > width - 1:
            break
        taken.append(char)
    return "".join(taken).rstrip(f" {_ELLIPSIS}") + _ELLIPSIS if width > 0 else ""


def pad(text: str, width: int) -> str:
    """`text` filled with spaces to `width` cells."""
    return text + " " * (width - cells(text))


def width_of_output() -> int:
    """The terminal's width in cells; into a pipe or file nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _UNLIMITED


def columns(
    rows: Sequence[Sequence[str]],
    *,
    width: int,
    limits: Sequence[int],
    least: Sequence[int] = (),
    indent: int = 0,
) -> list[str]:
    """`rows` as aligned lines of at most `width` cells, values cleaned.

    Where room is short the widest columns give way first down to `limits`, then to `least` (usually 8; a column
    that may shrink to nothing is left out once it is too narrow to read). The last column has what is left.
    """
    table = [[clean_line(value) for value in row] for row in rows]
    if not table:
        return []
    *first, _last = range(len(table[0]))
    whole = width >= _UNLIMITED
    natural = [max(cells(row[column]) for row in table) for column in first]
    if whole:
        wide = [min(have, limit) for have, limit in zip(natural, limits, strict=True)]
    else:
        room = width - indent - min(_READABLE, max(cells(row[-1]) for row in table))
        wide = _fitted([min(have, width) for have in natural], room, limits)
        wide = _fitted(wide, room, least or [_LEAST] * len(wide))
    lines = []
    for row in table:
        line = " " * indent
        for column, have in zip(first, wide, strict=True):
            if have:
                line += pad(row[column] if whole else cut(row[column], have), have) + " " * _GAP
        line = (line + row[-1]).rstrip()
        lines.append(line if whole else cut(line, width))
    return lines


def _fitted(wide: list[int], room: int, least: Sequence[int]) -> list[int]:
    """Columns made narrower, the one with most to spare first, until they and their gaps fit the room."""
    wide = list(wide)
    while sum(have + _GAP for have in wide if have) > room:
        spare = [have - low for have, low in zip(wide, least, strict=True)]
        column = spare.index(max(spare))
        if spare[column] <= 0:
            break
        wide[column] -= 1
        if wide[column] < _NARROWEST and least[column] < _NARROWEST:
            wide[column] = 0
    return wide
