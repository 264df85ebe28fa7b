"""Dates and counts as people say them, with English names: the program speaks one language."""

from __future__ import annotations

from datetime import date

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def say_day(day: date, today: date) -> str:
    """`Tue 1 Dec`, with the year when it is not this year's or more than ten months away."""
    text = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return text if day.year == today.year or 0 <= (day - today).days <= 300 else f"{text} {day.year}"


def say_since(day: date, today: date) -> str:
    """`today`, `yesterday`, `3 days ago`, then the day: for what has been."""
    ago = (today - day).days
    if ago == 0:
        return "today"
    if ago == 1:
        return "yesterday"
    return f"{ago} days ago" if 1 < ago < 7 else f"on {say_day(day, today)}"


def say_when(day: date, today: date) -> str:
    """`today`, `tomorrow`, `in 9 days`, `3 days ago`: how far a date is, in days up to two months."""
    ahead = (day - today).days
    if ahead == 0:
        return "today"
    if ahead in {1, -1}:
        return "tomorrow" if ahead > 0 else "yesterday"
    if abs(ahead) <= 60:
        return f"in {ahead} days" if ahead > 0 else f"{-ahead} days ago"
    return say_day(day, today)


def count(number: int, one: str, many: str = "") -> str:
    """`1 contact`, `3 contacts`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
