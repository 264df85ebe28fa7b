"""The one place that turns a value from data into text for the screen.

Every value is drawn literally: no markup, no control characters, no bidi overrides, measured in cells and not in
characters. Widgets get the texts made here, or a `Content` made from them, and never a raw `str` from data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, chop_cells, split_graphemes
from textual.content import Content

from crm.domain.text import clean, clean_line

ELLIPSIS = "…"

#: Characters looked at for one line on the screen; what is longer is cut before it costs time.
_LONGEST_LINE = 4096
#: Zero-width characters cost no cells but are sent to the terminal: at most so many characters a cell.
_CHARACTERS_A_CELL = 8

#: A piece of a line: the text, and the name of the ink it is drawn with (see `ink.py`).
Part = tuple[str, str]


def line(value: object, longest: int = _LONGEST_LINE) -> str:
    """`value` as one clean line: no control characters, single spaces, at most `longest` characters."""
    text = value if isinstance(value, str) else str(value)
    if len(text) > longest:
        return clean_line(text[:longest]) + ELLIPSIS
    return clean_line(text)


def cut(value: object, cells: int) -> str:
    """`value` as one clean line of at most `cells` cells; an ellipsis marks what is missing."""
    if cells <= 0:
        return ""
    text = line(value)
    longest = cells * _CHARACTERS_A_CELL
    if len(text) <= longest and cell_len(text) <= cells:
        return text
    return _head(text[:longest], cells - 1) + ELLIPSIS


def _head(text: str, cells: int) -> str:
    if text.isascii():
        return text[:cells].rstrip()
    used, end = 0, 0
    for start, stop, width in split_graphemes(text)[0]:
        if used + width > cells:
            return text[:start].rstrip()
        used, end = used + width, stop
    return text[:end].rstrip()


def wrap(value: str, cells: int, most: int) -> tuple[list[str], bool]:
    """`value` in at most `most` clean lines of `cells` cells, and whether something was left out.

    Breaks at spaces; a word longer than a line is broken inside. Empty lines are kept, single.
    """
    cells = max(cells, 4)
    room = most * cells * 2 + _LONGEST_LINE
    text = clean(value[:room]).strip()
    lines: list[str] = []
    for paragraph in text.split("\n"):
        words = clean_line(paragraph).split(" ")
        if words == [""]:
            if lines and lines[-1]:
                lines.append("")
            continue
        lines.extend(_wrap_words(words, cells, most + 1))
        if len(lines) > most:
            break
    left_out = len(value) > room or len(lines) > most
    return lines[:most], left_out


def _wrap_words(words: Sequence[str], cells: int, most: int) -> list[str]:
    lines: list[str] = []
    current, used = "", 0
    for word in words:
        if len(lines) >= most:
            return lines
        width = cell_len(word)
        if current and used + 1 + width <= cells:
            current, used = f"{current} {word}", used + 1 + width
            continue
        if current:
            lines.append(current)
        pieces = chop_cells(word, cells) if width > cells else [word]
        longest = cells * _CHARACTERS_A_CELL
        pieces = [piece[:longest] for piece in pieces[: most + 1]]
        lines.extend(pieces[:-1])
        current = pieces[-1] if pieces else ""
        used = cell_len(current)
    if current:
        lines.append(current)
    return lines


def lay_out(width: int, left: Iterable[Part], right: Iterable[Part] = ()) -> list[Part]:
    """One line of exactly `width` cells: `left` cut to the room that `right`, at the right edge, leaves.

    The right side is kept whole up to two thirds of the line, or more where the left side does not need it.
    """
    lefts = [(_piece(text), ink) for text, ink in left]
    rights = [(_piece(text), ink) for text, ink in right if text]
    left_cells = sum(cell_len(text) for text, _ in lefts)
    right_room = max(width * 2 // 3, width - left_cells - 1)
    rights, right_cells = _fit(rights, right_room)
    gap = 1 if rights else 0
    lefts, left_cells = _fit(lefts, width - right_cells - gap)
    space = width - left_cells - right_cells
    return [*lefts, (" " * space, ""), *rights] if space > 0 else [*lefts, *rights]


def _piece(text: str) -> str:
    """`text` as a clean piece of a line; spaces at its ends are there on purpose."""
    bare = text.strip(" ")
    if not bare:
        return text
    begin = text.index(bare[0])
    return " " * begin + line(bare) + " " * (len(text) - begin - len(bare))


def _fit(parts: Iterable[Part], room: int) -> tuple[list[Part], int]:
    fitted: list[Part] = []
    used = 0
    for text, ink in parts:
        if room - used <= 0:
            break
        longest = (room - used) * _CHARACTERS_A_CELL
        cells = cell_len(text) if len(text) <= longest else room + 1
        if used + cells <= room:
            fitted.append((text, ink))
            used += cells
            continue
        shorter = text[: room - used] if not text.strip() else _head(text[:longest], room - used - 1) + ELLIPSIS
        fitted.append((shorter, ink))
        used += cell_len(shorter)
        break
    return fitted, used


def literal(value: object, longest: int = _LONGEST_LINE) -> Content:
    """`value` as a `Content` of one clean line: nothing in it is markup."""
    return Content(line(value, longest))


def paragraphs(value: str, longest: int = 20_000) -> Content:
    """`value` as a `Content` that keeps its line ends: nothing in it is markup."""
    text = clean(value[:longest])
    return Content(text + ELLIPSIS if len(value) > longest else text)
