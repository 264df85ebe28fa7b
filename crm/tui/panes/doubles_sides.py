"""Two entries side by side, what both have marked."""

from __future__ import annotations

from collections.abc import Sequence

from crm.tui.reads_doubles import TwoSides, Value
from crm.tui.widgets.prose import Line, wrapped
from crm.tui.widgets.safe import Part, lay_out

_LABEL, _GAP = 12, 2
#: So many lines a text has at most, and so many values a list.
_LINES, _VALUES = 3, 5


def side_by_side(sides: TwoSides, width: int) -> list[Line]:
    """Both names, then line by line what each has: the one that stays at the left."""
    column = (width - _LABEL - _GAP) // 2
    stays: list[Part] = [("stays: ", "muted"), (sides.one, "strong")]
    goes: list[Part] = [("goes: ", "muted"), (sides.other, "strong")]
    lines = [_beside("", stays, goes, column)]
    for fact in sides.facts:
        one, other = _cell(fact.one, column), _cell(fact.other, column)
        for number in range(max(len(one), len(other))):
            label = fact.label if number == 0 else ""
            lines.append(_beside(label, one[number : number + 1], other[number : number + 1], column))
    if any(value.common for fact in sides.facts for value in fact.one):
        lines += [[], [("= ", "good"), ("both have it", "muted")]]
    return lines


def _beside(label: str, left: Sequence[Part], right: Sequence[Part], column: int) -> Line:
    return [(label.ljust(_LABEL), "muted"), *lay_out(column, left), (" " * _GAP, ""), *lay_out(column, right)]


def _cell(values: Sequence[Value], width: int) -> list[Part]:
    lines: list[Part] = []
    for value in values[:_VALUES]:
        sign, ink = ("= ", "good") if value.common else ("", "")
        for number, piece in enumerate(wrapped(value.text, width - len(sign), _LINES)):
            lines.append((f"{sign if number == 0 else ' ' * len(sign)}{piece}", ink))
    if (more := len(values) - _VALUES) > 0:
        lines.append((f"and {more} more", "muted"))
    return lines
