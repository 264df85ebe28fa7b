"""Dates as people type them, for the forms and the command line: `next tue`, `in 2 weeks`, `+10d`, `5 dec`.

How the doubtful ones are read, so that each phrase always means one day:

- A bare weekday is the next one, today left out (`today` is its own word). `this fri` may be today. `next
  fri` is the Friday of the coming week, Monday to Sunday; `last fri` the latest one before today.
- `next week`, `next month` and `next year` are their first day; `in a week`, `in a month` count from today.
- `end of week` is its last working day; `end of month` and `end of year` are calendar days.
- A day and month without a year are the nearest in the future, today included; 29 Feb waits for a leap year.
- Slashes and dashes in an order that can be read in two ways are refused, and both readings are named. Dots
  with a year, or with one at the end (`5.12.`), are day first.
- With `past` (logging what has been) whatever has no direction of its own is the nearest in the past.

Months are calendar months, never thirty days. Nothing is moved to a working day unless it asks for one.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from crm.domain.cadence import NUMBER_WORDS, add_months
from crm.domain.text import clean_line
from crm.domain.words import LONG_MONTHS, say_day
from crm.domain.workdays import ONE_DAY, USUAL_WEEK, WorkWeek

LONG_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_LONGEST_TEXT = 60
_MOST_WORKING_DAYS = 2_000
_LEAP_YEARS_APART = 8  # 1896 to 1904, 2096 to 2104


class DatePhraseError(ValueError):
    """The text is not one date; the message is a sentence that says what to write."""


def parse_date(text: str, today: date, *, week: WorkWeek = USUAL_WEEK, past: bool = False) -> date:
    """The day that `text` means on the day `today`.

    `week` says what a working day is. With `past` a phrase without a direction of its own (`fri`, `5 dec`,
    `2 weeks`) is read backwards. Raises DatePhraseError, and nothing else, for a text that is not one day.
    """
    phrase = _tidy(text)
    rest, at = _without_time(phrase)
    if at is not None:
        day = f", for instance {_shorten(rest)}" if rest else ""
        raise DatePhraseError(f"“{_shorten(phrase)}” has a time of day: write only the day here{day}")
    return _Reader(today, week, past).read(phrase)


def parse_when(text: str, today: date, *, week: WorkWeek = USUAL_WEEK, past: bool = False) -> tuple[date, time | None]:
    """The day, and the time of day if one is written: `tomorrow 14:30`, `fri at 2pm`, `2026-12-05T09:00`.

    A time alone is today's. Arguments and errors as for `parse_date`.
    """
    phrase = _tidy(text)
    rest, at = _without_time(phrase)
    if at is not None and not rest:
        return today, at
    return _Reader(today, week, past).read(rest), at


def _tidy(text: str) -> str:
    """One line in lower case with plain digits, whatever script or width they were typed in."""
    if len(text) > _LONGEST_TEXT:
        raise DatePhraseError(f"“{_shorten(text)}” is too long for a date: {_EXAMPLES}")
    plain = unicodedata.normalize("NFKC", clean_line(text)).casefold()
    plain = "".join(str(unicodedata.decimal(char, char)) for char in plain)
    plain = plain.translate(_LOOKALIKES)
    plain = " ".join(plain.split()).strip(" ,;!")
    return _SHORTCUTS.get(plain, plain)


_EXAMPLES = "write for instance tomorrow, next tue, in 2 weeks, +10d, 5 dec or 2026-12-05"
_SHORTCUTS = {"eow": "end of week", "eom": "end of month", "eoy": "end of year"}
_LOOKALIKES = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "⁄": "/", "∕": "/"})


def _shorten(text: str) -> str:
    line = clean_line(text[:200])
    return line if len(line) <= 40 else line[:39] + "…"


_CLOCK = (
    r"(?:(?P<h12>\d{1,2})(?:[:.](?P<m12>\d{2}))? ?(?P<half>am|pm|a\.m\.|p\.m\.)"
    r"|(?P<h24>\d{1,2}):(?P<m24>\d{2})(?::\d{2})?|(?P<noon>noon|midday))"
)
_TIME_LAST = re.compile(rf"(?P<day>.*?)(?:(?:^|(?<=\d)t|,? )(?:at )?){_CLOCK}")
_TIME_FIRST = re.compile(rf"(?:at )?{_CLOCK},? (?:on )?(?P<day>.+)")


def _without_time(phrase: str) -> tuple[str, time | None]:
    """What is left of `phrase` without its time of day, and the time."""
    match = _TIME_LAST.fullmatch(phrase) or _TIME_FIRST.fullmatch(phrase)
    if match is None:
        return phrase, None
    if match["noon"]:
        return match["day"], time(12)
    hour, minute = int(match["h24"] or match["h12"]), int(match["m24"] or match["m12"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise DatePhraseError(f"“{_shorten(phrase)}” has no such time of day: write for instance 2pm or 14:30")
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    if hour > 23 or minute > 59:
        raise DatePhraseError(f"“{_shorten(phrase)}” has no such time of day: write for instance 9:00 or 14:30")
    return match["day"], time(hour, minute)


_DAY = r"(?P<day>\d{1,2})"
_ORDINAL = rf"(?:the )?{_DAY}(?:st|nd|rd|th|\.)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_WEEKDAY = r"(?!the )(?P<weekday>[a-z]{2,9})\.?"
_UNIT = r"(?P<unit>[a-z]+)"
_SPAN = "week|month|year"

_UNITS = {
    "d": "day", "day": "day", "days": "day",
    "w": "week", "wk": "week", "wks": "week", "week": "week", "weeks": "week",
    "fortnight": "fortnight", "fortnights": "fortnight",
    "m": "month", "mo": "month", "month": "month", "months": "month",
    "quarter": "quarter", "quarters": "quarter",
    "y": "year", "yr": "year", "yrs": "year", "year": "year", "years": "year",
    "wd": "working day", "workday": "working day", "workdays": "working day",
}  # fmt: skip
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_WORDS = {
    "today": 0, "tonight": 0, "now": 0,
    "tomorrow": 1, "tmr": 1, "tmrw": 1, "day after tomorrow": 2, "the day after tomorrow": 2,
    "yesterday": -1, "day before yesterday": -2, "the day before yesterday": -2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one tidied phrase on the day `today`."""

    today: date
    week: WorkWeek
    past: bool

    def read(self, phrase: str) -> date:
        if not phrase:
            raise DatePhraseError(f"There is no date yet: {_EXAMPLES}")
        try:
            if phrase in _WORDS:
                return self.today + _WORDS[phrase] * ONE_DAY
            for pattern, reading in _FORMS:
                match = pattern.fullmatch(phrase)
                found = reading(self, match) if match else None
                if found is not None:
                    return found
        except DatePhraseError:
            raise
        except (OverflowError, ValueError):
            raise DatePhraseError(
                f"“{_shorten(phrase)}” is outside the calendar, which has the years 1 to 9999: {_EXAMPLES}"
            ) from None
        raise DatePhraseError(f"“{_shorten(phrase)}” is not a date: {_EXAMPLES}")

    # Each reading gives None when the phrase only looks like its form.

    def weekday(self, match: re.Match[str]) -> date | None:
        number = _weekday(match["weekday"])
        if number is None or (match["which"] and match["which_week"]):
            return None
        which = match["which"] or match["which_week"] or ""
        ahead = (number - self.today.weekday()) % 7
        monday = self.today - timedelta(days=self.today.weekday())
        if match["which_week"]:
            return monday + timedelta(days=number + {"last": -7, "this": 0, "next": 7}[which])
        if which == "next":
            return monday + timedelta(days=7 + number)
        if which == "last" or (self.past and not which):
            return self.today - timedelta(days=7 - ahead)
        if which == "this":
            back = self.past and ahead > 0
            return self.today + timedelta(days=ahead - 7 if back else ahead)
        return self.today + timedelta(days=ahead or 7)

    def counted(self, match: re.Match[str]) -> date | None:
        unit = _UNITS.get(match["unit"])
        number = _number(match["number"] or match["word"])
        if unit is None or number is None or (match["in"] and match["ago"] == "ago"):
            return None
        return self._move(number if self._ahead(match) else -number, unit)

    def half_year(self, match: re.Match[str]) -> date:
        return add_months(self.today, 6 if self._ahead(match) else -6)

    def signed(self, match: re.Match[str]) -> date | None:
        unit = _UNITS.get(match["unit"])
        if unit is None:
            return None
        number = int(match["number"][:10])
        return self._move(-number if match["sign"] == "-" else number, unit)

    def working_days(self, match: re.Match[str]) -> date | None:
        number = _number(match["number"] or "1")
        if number is None:
            return None
        return self._working(number if self._ahead(match) else -number)

    def next_working_day(self, _match: re.Match[str]) -> date:
        return self._working(1)

    def start_of(self, match: re.Match[str]) -> date:
        match match["span"]:
            case "week":
                return self.today + timedelta(days=7 - self.today.weekday())
            case "month":
                return add_months(self.today, 1).replace(day=1)
        return date(self.today.year + 1, 1, 1)

    def end_of(self, match: re.Match[str]) -> date:
        later = 1 if match["next"] else 0
        match match["span"]:
            case "week":
                return self._week_ends(later)
            case "month":
                start = add_months(self.today, later)
                return _last_of(start.year, start.month)
        return date(self.today.year + later, 12, 31)

    def end_of_month_named(self, match: re.Match[str]) -> date | None:
        month = _month(match["month"])
        if month is None:
            return None
        year = _year(match["year"]) if match["year"] else self.today.year
        ends = _last_of(year, month)
        if match["year"] or (ends <= self.today if self.past else ends >= self.today):
            return ends
        return _last_of(year - 1 if self.past else year + 1, month)

    def written(self, match: re.Match[str]) -> date | None:
        """A day with the month's name: `5 dec`, `Dec 5th, 2027`, `Tue 1 Dec`."""
        month = _month(match["month"])
        weekday = _weekday(match["weekday"]) if match["weekday"] else None
        if month is None or (match["weekday"] and weekday is None):
            return None
        year = _year(match["year"]) if match["year"] else None
        return self._on(int(match["day"]), month, year, weekday)

    def ordinal(self, match: re.Match[str]) -> date | None:
        """A day of the month alone: `the 5th`."""
        number = int(match["day"])
        if not 1 <= number <= 31:
            raise DatePhraseError(f"No month has a day {number}: {_EXAMPLES}")
        for step in range(0, -13, -1) if self.past else range(13):
            near = add_months(self.today.replace(day=1), step)
            if number <= calendar.monthrange(near.year, near.month)[1]:
                found = near.replace(day=number)
                if found <= self.today if self.past else found >= self.today:
                    return found
        return None

    def year_first(self, match: re.Match[str]) -> date:
        return self._on(int(match["day"]), int(match["month"]), int(match["year"]), None)

    def day_first(self, match: re.Match[str]) -> date | None:
        weekday = _weekday(match["weekday"]) if match["weekday"] else None
        if match["weekday"] and weekday is None:
            return None
        year = _year(match["year"]) if match["year"] else None
        return self._on(int(match["day"]), int(match["month"]), year, weekday)

    def either_first(self, match: re.Match[str]) -> date:
        """Two numbers in an order that differs between countries."""
        first, second = int(match["first"]), int(match["second"])
        year = _year(match["year"]) if match["year"] else None
        if first > 12 or first == second:
            return self._on(first, second, year, None)
        if second > 12:
            return self._on(second, first, year, None)
        one, other = self._on(first, second, year, None), self._on(second, first, year, None)
        raise DatePhraseError(
            f"{match[0]} can be {one.day} {LONG_MONTHS[one.month - 1]} or {other.day} "
            f"{LONG_MONTHS[other.month - 1]}: write {one.isoformat()} or {other.isoformat()}"
        )

    def _ahead(self, match: re.Match[str]) -> bool:
        """True when the phrase looks ahead, false when it looks back."""
        if match["ago"]:
            return match["ago"] != "ago"
        return bool(match["in"]) or not self.past

    def _move(self, number: int, unit: str) -> date:
        if unit == "working day":
            return self._working(number)
        if unit in _DAYS:
            return self.today + timedelta(days=number * _DAYS[unit])
        return add_months(self.today, number * _MONTHS[unit])

    def _working(self, number: int) -> date:
        if abs(number) > _MOST_WORKING_DAYS:
            raise DatePhraseError(f"{abs(number)} working days are too many to count: write the day itself")
        day = self.today
        for _ in range(abs(number)):
            day += ONE_DAY if number > 0 else -ONE_DAY
            while not self.week.is_working(day):
                day += ONE_DAY if number > 0 else -ONE_DAY
        return day

    def _week_ends(self, later: int) -> date:
        """The last working day of this week, of the coming one when it is over, or `later` weeks on."""
        monday = self.today - timedelta(days=self.today.weekday())
        for weeks in range(later, later + 54):
            for weekday in range(6, -1, -1):
                day = monday + timedelta(days=7 * weeks + weekday)
                if self.week.is_working(day):
                    if day >= self.today:
                        return day
                    break
        raise OverflowError

    def _on(self, day: int, month: int, year: int | None, weekday: int | None) -> date:
        """The day of that month: in `year`, or the nearest in the direction of the reader.

        A weekday written with it has to agree, and may say which of two years is meant.
        """
        if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2000, month)[1]:
            raise _no_such_day(day, month, None)
        if year is not None:
            found = _day(year, month, day)
            if weekday is not None and found.weekday() != weekday:
                raise _wrong_weekday(found, weekday)
            return found
        nearest = self._nearest(day, month, -1 if self.past else 1)
        if weekday is None and nearest is not None:
            return nearest
        for near in (nearest, self._nearest(day, month, 1 if self.past else -1)):
            if near is not None and near.weekday() == weekday:
                return near
        if nearest is None or weekday is None:
            raise OverflowError
        raise _wrong_weekday(nearest, weekday)

    def _nearest(self, day: int, month: int, step: int) -> date | None:
        for years in range(_LEAP_YEARS_APART + 1):
            year = self.today.year + step * years
            if not date.min.year <= year <= date.max.year:
                return None
            if day <= calendar.monthrange(year, month)[1]:
                found = date(year, month, day)
                if found >= self.today if step > 0 else found <= self.today:
                    return found
        return None


def _number(word: str) -> int | None:
    # Ten digits are beyond every calendar; more would only be slow to read.
    return int(word[:10]) if word.isdecimal() else NUMBER_WORDS.get(word)


def _weekday(word: str) -> int | None:
    return 2 if word == "weds" else _by_beginning(word, LONG_WEEKDAYS, 2)


def _month(word: str) -> int | None:
    found = _by_beginning(word, LONG_MONTHS, 3)
    return None if found is None else found + 1


def _by_beginning(word: str, names: tuple[str, ...], least: int) -> int | None:
    if len(word) >= least:
        for number, name in enumerate(names):
            if name.casefold().startswith(word):
                return number
    return None


def _year(text: str) -> int:
    """A year of four digits, or of two in this century."""
    digits = text.lstrip("'")
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _day(year: int, month: int, day: int) -> date:
    if date.min.year <= year <= date.max.year and day > calendar.monthrange(year, month)[1]:
        raise _no_such_day(day, month, year)
    return date(year, month, day)


def _last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _no_such_day(day: int, month: int, year: int | None) -> DatePhraseError:
    if not 1 <= month <= 12:
        return DatePhraseError(f"There is no month {month}: {_EXAMPLES}")
    name = LONG_MONTHS[month - 1] + ("" if year is None else f" {year}")
    days = calendar.monthrange(2001 if year is None else year, month)[1]
    leap = ", or 29 in a leap year" if month == 2 and year is None else ""
    return DatePhraseError(f"{name} has no day {day}: write one from 1 to {days}{leap}")


def _wrong_weekday(found: date, weekday: int) -> DatePhraseError:
    said = f"{found.day} {LONG_MONTHS[found.month - 1]} {found.year}"
    return DatePhraseError(
        f"{said} is a {LONG_WEEKDAYS[found.weekday()]}, not a {LONG_WEEKDAYS[weekday]}: "
        f"write {say_day(found, found)} {found.year}, or another day"
    )


_AGO = r"(?: (?P<ago>ago|from now|from today))?"
_BEFORE_WEEKDAY = r"(?:on )?(?:(?P<which>this|next|last) )?"
_AFTER_WEEKDAY = r"(?: (?P<which_week>this|next|last) week)?"
_LEADING_WEEKDAY = rf"(?:{_WEEKDAY},? )?"

_FORMS: tuple[tuple[re.Pattern[str], Callable[[_Reader, re.Match[str]], date | None]], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (rf"{_BEFORE_WEEKDAY}{_WEEKDAY}{_AFTER_WEEKDAY}", _Reader.weekday),
        (rf"(?P<sign>[+-]) ?(?P<number>\d+) ?{_UNIT}", _Reader.signed),
        (rf"(?:(?P<in>in) )?half a year{_AGO}", _Reader.half_year),
        (
            rf"(?:(?P<in>in) )?(?:(?P<number>\d+|[a-z]+) )?(?:working|work|business) days?{_AGO}",
            _Reader.working_days,
        ),
        (r"(?:the )?next (?:working|work|business) ?day", _Reader.next_working_day),
        (rf"(?:(?P<in>in) )?(?:(?P<number>\d+) ?|(?P<word>[a-z]+) ){_UNIT}{_AGO}", _Reader.counted),
        (rf"(?:(?:the )?(?:start|beginning) of )?next (?P<span>{_SPAN})", _Reader.start_of),
        (rf"(?:the )?end of (?:(?P<next>next) |the |this )?(?P<span>{_SPAN})", _Reader.end_of),
        (rf"(?:the )?end of {_MONTH}(?:,? {_YEAR})?", _Reader.end_of_month_named),
        (r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)", _Reader.ordinal),
        (rf"(?:on )?{_LEADING_WEEKDAY}{_ORDINAL} ?(?:of )?{_MONTH}(?:,? ?{_YEAR})?", _Reader.written),
        (
            rf"(?:on )?{_LEADING_WEEKDAY}{_MONTH} ?(?:the )?{_DAY}(?:st|nd|rd|th|\.)?(?:,? {_YEAR})?",
            _Reader.written,
        ),
        (r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})", _Reader.year_first),
        (r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", _Reader.year_first),
        (rf"{_LEADING_WEEKDAY}{_DAY}\. ?(?P<month>\d{{1,2}})(?:\.|\. ?{_YEAR})", _Reader.day_first),
        (
            rf"(?P<first>\d{{1,2}})(?P<between>[-/.])(?P<second>\d{{1,2}})(?:(?P=between){_YEAR})?",
            _Reader.either_first,
        ),
    )
)
