"""Where today comes from. Whatever computes gets the day as an argument; only the edges ask a clock."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol

VARIABLE = "CALLBACK_TODAY"
_NOON = time(12, 0)
_SHAPE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?")


class ClockError(ValueError):
    """`CALLBACK_TODAY` is not a date; the message says what would be."""


class Clock(Protocol):
    """Tells the local day and the time, aware of its zone."""

    def today(self) -> date:
        """The local date."""

    def now(self) -> datetime:
        """The local time with its offset from UTC."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The computer's own clock and zone."""

    def today(self) -> date:
        """The local date."""
        return self.now().date()

    def now(self) -> datetime:
        """The local time with its offset from UTC."""
        return datetime.now(UTC).astimezone()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still: for tests, demos and pictures."""

    day: date
    at: time = _NOON

    def today(self) -> date:
        """The fixed date."""
        return self.day

    def now(self) -> datetime:
        """The fixed date and time in the local zone."""
        local = datetime.combine(self.day, self.at)
        try:
            return local.astimezone()
        except (OverflowError, ValueError, OSError):  # the first and last days of the calendar have no offset
            return local.replace(tzinfo=UTC)


def clock_from_environment(environ: Mapping[str, str] = os.environ) -> Clock:
    """The system's clock, or a fixed one where `CALLBACK_TODAY` is `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`.

    Raises ClockError with a sentence when the variable holds anything else.
    """
    text = environ.get(VARIABLE, "").strip()
    if not text:
        return SystemClock()
    if match := _SHAPE.fullmatch(text):
        day, at = match.groups()
        try:
            return FixedClock(date.fromisoformat(day), time.fromisoformat(at) if at else _NOON)
        except ValueError:
            pass
    raise ClockError(f"{VARIABLE} does not hold a date: write it as 2026-11-24 or 2026-11-24T09:00, or unset it.")
