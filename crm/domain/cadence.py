"""How often somebody wants to be in touch: a number of calendar units, always added from the anchor."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from crm.domain.text import clean_line

Unit = Literal["day", "week", "month", "year"]

_NAMED: dict[str, tuple[int, Unit]] = {
    "daily": (1, "day"),
    "weekly": (1, "week"),
    "fortnightly": (2, "week"),
    "biweekly": (2, "week"),
    "monthly": (1, "month"),
    "bimonthly": (2, "month"),
    "quarterly": (3, "month"),
    "half-yearly": (6, "month"),
    "halfyearly": (6, "month"),
    "yearly": (1, "year"),
    "annually": (1, "year"),
}
_UNITS: dict[str, Unit] = {
    "d": "day", "day": "day", "days": "day",
    "w": "week", "week": "week", "weeks": "week",
    "m": "month", "mo": "month", "month": "month", "months": "month",
    "y": "year", "year": "year", "years": "year",
}  # fmt: skip
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER_WORDS = {word: number for number, word in enumerate(_COUNTED, start=1)} | {"a": 1, "an": 1}
_TEXT = re.compile(r"(?:every\s+)?(?:(\d+|[a-z]+)\s*)?(d|w|mo|m|y|days?|weeks?|months?|years?)")
_LONGEST_DAYS = 3660


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day where it is shorter.

    Raises OverflowError beyond year 9999 (or before year 1).
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("date out of range")
    return date(year, month0 + 1, min(day.day, calendar.monthrange(year, month0 + 1)[1]))


@dataclass(frozen=True, slots=True)
class Cadence:
    """`count` calendar units between two touches."""

    count: int
    unit: Unit

    def after(self, anchor: date) -> date:
        """The day one cadence after `anchor`; date.max where that is beyond the calendar."""
        try:
            match self.unit:
                case "day":
                    return anchor + timedelta(days=self.count)
                case "week":
                    return anchor + timedelta(weeks=self.count)
                case "month":
                    return add_months(anchor, self.count)
                case "year":
                    return add_months(anchor, 12 * self.count)
        except OverflowError:
            return date.max

    @property
    def days(self) -> int:
        """About how many days it is, for comparing two cadences: a month counts 30, a year 365."""
        return self.count * {"day": 1, "week": 7, "month": 30, "year": 365}[self.unit]

    def __str__(self) -> str:
        return f"{self.count} {self.unit}" + ("" if self.count == 1 else "s")


DEFAULT_CADENCE = Cadence(2, "month")
NO_CADENCE = "none"


class CadenceError(ValueError):
    """The text is not a cadence; the message says what would be."""


def parse_cadence(text: str) -> Cadence | None:
    """The cadence written as `2 months`, `60 days`, `1 week`, `quarterly` …; None for `none` or `never`.

    Raises CadenceError with a sentence.
    """
    folded = " ".join(text.casefold().split())
    if folded in {NO_CADENCE, "never", "no", "off"}:
        return None
    if named := _NAMED.get(folded):
        return Cadence(*named)
    if match := _TEXT.fullmatch(folded):
        number, unit = match.groups()
        count = _count(number)
        cadence = Cadence(count, _UNITS[unit])
        if count >= 1 and cadence.days <= _LONGEST_DAYS:
            return cadence
    raise CadenceError(
        f"“{clean_line(text[:200])[:40]}” is not a cadence: write for instance 2 months, 1 week, quarterly, or none"
    )


def _count(number: str | None) -> int:
    """The number written; 1 for none, 0 for what is not a number of units."""
    if number is None:
        return 1
    # Five digits are already longer than the longest cadence, and int() refuses thousands of them.
    return int(number[:5]) if number.isdecimal() else NUMBER_WORDS.get(number, 0)
