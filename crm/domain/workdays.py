"""Working days: Monday to Friday without the person's holidays, or whatever week they said they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """Which days computed dates may fall on.

    `weekend` holds `date.weekday()` numbers (Monday is 0); at least one day of the week must remain.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """True when work is done on `day`."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def roll(self, day: date) -> date:
        """`day`, or the first working day after it; date.max where the calendar ends first."""
        while not self.is_working(day):
            if day >= date.max:
                return date.max
            day += ONE_DAY
        return day

    def add(self, day: date, count: int) -> date:
        """The `count`th working day after `day` (count ≥ 1)."""
        for _ in range(count):
            if day >= date.max:
                return date.max
            day = self.roll(day + ONE_DAY)
        return day


USUAL_WEEK = WorkWeek()
