"""Placing touches after a no, so that they meet as many as possible of the moments at which the chair comes free.

A model from published figures (docs/WINDOW.md names them), in whole days after the no. It ranks days against one
another; it says nothing about a particular person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise

#: The last day after the no that the model looks at.
HORIZON = 620
#: The days after the no on which the new hire starts, evenly, when nobody said which.
STARTS = range(7, 46)
#: A moment is met by a touch at most so many days before it, or so many after it.
DAYS_AHEAD, DAYS_BEHIND = 21, 10

#: Who leaves within six months leaves on these days after the start: first, last, percent (BambooHR, 2014).
#: The percentages sum to 98.99; they are used in proportion.
EARLY_LEAVERS: tuple[tuple[int, int, float], ...] = (
    (0, 6, 16.45),
    (7, 29, 17.42),
    (30, 60, 16.77),
    (61, 90, 17.42),
    (91, 121, 10.97),
    (122, 151, 5.48),
    (152, 182, 14.48),
)
#: How many leave within six months (BambooHR, 2014), and within eighteen (Résumé Relief, 2017).
LEFT_EARLY, LEFT_IN_ALL = 0.31, 0.60
#: Months seven to eighteen, in days after the start.
LATE_LEAVERS = range(183, 548)

# Chances are whole numbers of this part, so that equal days compare as equal and "the earlier of equals" is exact.
_PART = 10**15
# A touch on a day after this one meets nothing any more.
_LAST_USEFUL = HORIZON + DAYS_BEHIND
_REACH = DAYS_BEHIND + DAYS_AHEAD + 1
# How far past its range a touch looks for an allowed day before a calendar that allows none is given up on.
_PATIENCE = 1_100


@cache
def _leaving() -> tuple[int, ...]:
    """For each day after the start, in parts, how likely the new hire leaves on it."""
    chances = [0] * LATE_LEAVERS.stop
    whole = sum(percent for _, _, percent in EARLY_LEAVERS)
    for first, last, percent in EARLY_LEAVERS:
        each = round(_PART * LEFT_EARLY * percent / whole / (last - first + 1))
        chances[first : last + 1] = [each] * (last - first + 1)
    each = round(_PART * (LEFT_IN_ALL - LEFT_EARLY) / len(LATE_LEAVERS))
    chances[LATE_LEAVERS.start :] = [each] * len(LATE_LEAVERS)
    return tuple(chances)


@lru_cache(maxsize=64)
def _parts(new_start: int | None) -> tuple[int, ...]:
    """What `moments` gives, in whole numbers; comparable only within one `new_start`."""
    leaving = _leaving()
    starts = STARTS if new_start is None else (new_start,)
    found = [0] * (HORIZON + 1)
    for start in starts:
        for day in range(max(start, 0), min(start + len(leaving), HORIZON + 1)):
            found[day] += leaving[day - start]
    return tuple(found)


@lru_cache(maxsize=64)
def moments(new_start: int | None = None) -> tuple[float, ...]:
    """For each whole day 0 to HORIZON after the no, the chance that the chair comes free on it.

    `new_start` is the day after the no on which the new hire starts; None spreads it evenly over STARTS. The sum is
    about 0.60: four in ten stay. With a start before the no, or so late that people leave after the horizon, it is
    less.
    """
    whole = _PART * (len(STARTS) if new_start is None else 1)
    return tuple(part / whole for part in _parts(new_start))


def share_met(days: Iterable[int], new_start: int | None = None) -> float:
    """The share of all moments, 0 to 1, that touches on these days after the no would meet.

    A moment is met when a touch lies in the DAYS_AHEAD days before it or the DAYS_BEHIND days after, ends included.
    The days come in any order; a moment met twice counts once; days before the no or after the horizon count for
    what they reach. It is 0 when no moment lies within the horizon.
    """
    parts = _parts(new_start)
    whole = sum(parts)
    return sum(parts[day] for day in _met(days)) / whole if whole else 0.0


def _met(days: Iterable[int]) -> set[int]:
    return {
        moment
        for day in set(days)
        for moment in range(max(day - DAYS_BEHIND, 0), min(day + DAYS_AHEAD, HORIZON) + 1)
    }  # fmt: skip


def even(count: int, *, every: int = 60, first: int = 60) -> tuple[int, ...]:
    """Plain spacing: `count` days after the no, the first on `first`, the others `every` days apart."""
    return tuple(first + every * place for place in range(count))


def place(
    count: int,
    *,
    touched: Sequence[int] = (),
    earliest: int,
    latest: int | None,
    least: int = 42,
    most: int | None = 65,
    allowed: Callable[[int], bool] | None = None,
    new_start: int | None = None,
) -> tuple[int, ...]:
    """The `count` days after the no on which touches meet the greatest share, given those on the days `touched`.

    The first lies in `earliest`..`latest`, each other `least`..`most` days after the one before it (None: as late as
    it likes; `least` counts at least 1), and all on days that `allowed` says yes to. A range without an allowed day
    grows at its end, a day at a time, until it has one; only where `allowed` says no for three years on end is a
    day taken in spite of it. Of equal answers the one with the later days, from the first day on, as more often is
    pestering; the earlier where there is no upper limit. Days that meet nothing, such as those past the horizon, are
    given too.
    """
    if count <= 0:
        return ()
    free = list(_parts(new_start))
    for moment in _met(touched):
        free[moment] = 0
    return _Placing(_Calendar(max(least, 1), most, allowed), earliest, free).best(count, latest)


class _Calendar:
    """Which days a touch may take, asked once for each day."""

    def __init__(self, least: int, most: int | None, allowed: Callable[[int], bool] | None) -> None:
        self.least = least
        self.most = most
        self._allowed = allowed
        self._known: dict[int, bool] = {}

    def allows(self, day: int) -> bool:
        """True when a touch may take `day`."""
        if self._allowed is None:
            return True
        if day not in self._known:
            self._known[day] = bool(self._allowed(day))
        return self._known[day]

    def range_after(self, day: int) -> tuple[int, int | None]:
        """From when to when the touch that follows one on `day` may lie (None: without end)."""
        return self.grown(day + self.least, None if self.most is None else day + self.most)

    def grown(self, first: int, last: int | None) -> tuple[int, int | None]:
        """The range from its first allowed day on, grown to that day where it held none."""
        first = self._first_from(first)
        return first, None if last is None else max(last, first)

    def _first_from(self, day: int) -> int:
        for later in range(day, day + _PATIENCE):
            if self.allows(later):
                return later
        self._known[day] = True
        return day


class _Placing:
    """The exact search, from the last touch back to the first.

    All touches reach equally far, so what one adds depends on the one before it alone: on nothing when that lies
    its whole reach before it, else on how much the two overlap. Hence the best that can follow a touch is the greatest
    value among the near days or among the far ones, each a slice of a list.

    Days are held as places from the earliest on; the last place stands for all days that meet nothing any more.
    """

    def __init__(self, calendar: _Calendar, earliest: int, free: Sequence[int]) -> None:
        self._calendar = calendar
        self._origin = earliest
        self._end = max(_LAST_USEFUL + 1 - earliest, 0)
        sums = list(accumulate(free, initial=0))

        def before(day: int) -> int:
            return sums[min(max(day, 0), HORIZON + 1)]

        days = range(earliest, earliest + self._end + 1)
        #: What lies before the end of a touch's reach, and what lies within its reach.
        self._until = [before(day + DAYS_AHEAD + 1) for day in days]
        self._alone = [until - before(day - DAYS_BEHIND) for day, until in zip(days, self._until, strict=True)]
        self._ranges: list[tuple[int, int] | None] = [None] * (self._end + 1)

    def best(self, count: int, latest: int | None) -> tuple[int, ...]:
        """The days that meet most, the first of them on `latest` at the latest."""
        span = self._calendar.grown(self._origin, latest)
        reachable = [self._places(span)]
        for _ in range(count - 1):
            first, last = reachable[-1]
            reachable.append((self._range_after(first)[0], self._range_after(last)[1]))
        # What the touches after this one can add, for each place of this one; made from the last touch back.
        follows = [[0] * (self._end + 1)]
        for (first, last), (next_first, next_last) in reversed(list(pairwise(reachable))):
            follows.append(self._step(follows[-1], range(first, last + 1), range(next_first, next_last + 1)))
        days: list[int] = []
        for after in reversed(follows):
            days.append(self._pick(span, days[-1] if days else None, after))
            span = self._calendar.range_after(days[-1])
        return tuple(days)

    def _step(self, after: list[int], places: range, next_places: range) -> list[int]:
        """From what can follow the next touch, at `next_places`, what can follow this one, at `places`."""
        alone, joined = [-1] * (self._end + 1), [-1] * (self._end + 1)
        for place in next_places:
            if self._usable(place):
                alone[place] = after[place] + self._alone[place]
                joined[place] = after[place] + self._until[place]
        # Without an upper limit the far days reach to the end: from each of them on, the greatest value.
        onward = list(accumulate(reversed(alone), max))[::-1] if self._calendar.most is None else None
        found = [0] * (self._end + 1)
        for place in places:
            if not self._usable(place):
                continue
            start, stop = self._range_after(place)
            far = max(start, place + _REACH)
            if far <= stop:
                found[place] = onward[far] if onward else max(alone[far : stop + 1])
            if start < far:
                near = max(joined[start : min(far, stop + 1)]) - self._until[place]
                found[place] = max(found[place], near)
        return found

    def _pick(self, span: tuple[int, int | None], before: int | None, after: list[int]) -> int:
        """The latest of the best days of a range that ends, else the earliest, after a touch on the day `before`."""
        first, last = self._places(span)
        later = span[1] is not None
        chosen, best = span[0], -1
        for place in range(first, min(last + 1, self._end)):
            day = place + self._origin
            if not self._calendar.allows(day):
                continue
            adds = self._alone[place]
            if before is not None and day - before < _REACH:
                adds = self._until[place] - self._until[before - self._origin]
            found = adds + after[place]
            if found > best or (found == best and later):
                chosen, best = day, found
        return chosen

    def _usable(self, place: int) -> bool:
        return place == self._end or self._calendar.allows(place + self._origin)

    def _range_after(self, place: int) -> tuple[int, int]:
        """The calendar's `range_after` in places, kept because every touch asks again."""
        known = self._ranges[place]
        if known is None:
            known = self._ranges[place] = self._places(self._calendar.range_after(place + self._origin))
        return known

    def _places(self, span: tuple[int, int | None]) -> tuple[int, int]:
        first, last = span
        end = self._end
        return min(first - self._origin, end), end if last is None else min(last - self._origin, end)
