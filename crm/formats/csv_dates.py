"""Birthdays and anniversaries as spreadsheets write them: `3/7/1980` may be March or July."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from crm.formats.yaml_events import Scalar
from crm.formats.yaml_values import Misread, day_of_life

DateOrder = Literal["month first", "day first", "both", "unknown"]

_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d\d))?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(?:(\d{4}|\d\d))?")
_MIDNIGHT = re.compile(r"[ T](?:0?0:00(?::00)?|12:00(?::00)? ?AM)Z?$", re.IGNORECASE)
#: How Outlook writes that there is none.
_NO_DAY = frozenset({"0/0/00", "0/0/0000", "00/00/00", "00/00/0000", "0.0.00", "00.00.00", "00.00.0000", "-"})


def no_day(text: str) -> bool:
    """True for the ways to write that there is no day."""
    return text.strip() in _NO_DAY


def day_order(cells: Iterable[str]) -> DateOrder:
    """Which comes first in the slashed days of a column: seen where one of the numbers is above twelve."""
    month = day = False
    for cell in cells:
        match = _SLASHED.match(cell.strip()) if cell else None
        if match:
            day = day or int(match[1]) > 12
            month = month or int(match[2]) > 12
    return "both" if month and day else "month first" if month else "day first" if day else "unknown"


def day_of_life_in(text: str, order: DateOrder) -> tuple[str, bool, bool] | None:
    """A day as `YYYY-MM-DD` or `--MM-DD`; whether its order is sure; and whether the value says all the text did.

    An empty value is no day at all (`0/0/00`). None where the text is no day, or one that could be two.
    A year of two digits is left out: 26 may be a baby or a hundred years old.
    """
    if no_day(text):
        return "", True, True
    text = _MIDNIGHT.sub("", text)
    sure = True
    if match := _DOTTED.fullmatch(text):
        numbers = int(match[2]), int(match[1])
    elif match := _SLASHED.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        if first > 12 or (order == "day first" and second <= 12):
            numbers = second, first
        elif second > 12 or first == second or order == "month first":
            numbers = first, second
        elif order == "both":
            return None
        else:
            numbers, sure = (first, second), False
    else:
        try:
            return day_of_life(Scalar(text, 0, False), "day"), True, True
        except Misread:
            return None
    month, day = numbers
    year = match[3] or ""
    try:
        if len(year) == 4:
            return date(int(year), month, day).isoformat(), sure, True
        return date(2000, month, day).strftime("--%m-%d"), sure, not year
    except ValueError:
        return None
