"""The callback window as lines: small on a card, larger on the screens that are about it; today's bar stands out."""

from __future__ import annotations

from datetime import date, timedelta

from crm.domain.callback_window import (
    METHOD,
    SOURCES,
    WindowState,
    cell_of_today,
    draw_window,
    spans,
    start_of,
    window_on,
    window_words,
)
from crm.domain.words import MONTHS, count, say_day
from crm.tui.widgets.safe import Part

#: Bars of the small picture, in cells.
SMALL = 9
_BARS = " ▁▂▃▄▅▆▇█"
_ROWS = 3
#: Wider pictures say no more.
WIDEST = 76


def start_in(state: WindowState, today: date) -> date | None:
    """The new hire's first day as a window counts it; None where it is a guess."""
    return None if state.assumed else today - timedelta(days=state.day)


def words(rejected_on: date, starts_on: date | None, today: date) -> Part:
    """`day 41, open since Fri 6 Nov`, standing out while the window is open."""
    state = window_on(today, rejected_on, starts_on)
    text = window_words(state, today)
    return ("the window is past" if state.past else text, "wait" if state.open else "muted")


def small(rejected_on: date, starts_on: date | None, today: date, width: int = SMALL) -> list[Part]:
    """One line of bars, today's in another ink."""
    cell = cell_of_today(today, rejected_on, starts_on, width)
    return _inked(draw_window(rejected_on, starts_on, width), cell)


def large(rejected_on: date, starts_on: date | None, today: date, width: int) -> list[list[Part]]:
    """Three lines of bars, a line that is thick where the window is open, today's mark, and the days of both ends."""
    width = max(min(width, WIDEST), 12)
    bars = draw_window(rejected_on, starts_on, width)
    cell = cell_of_today(today, rejected_on, starts_on, width)
    begin, last = _ends(rejected_on, starts_on)
    days = (last - begin).days + 1
    opened: set[int] = set()
    for span in spans(rejected_on, starts_on):
        opened.update(range(*_cells(span.first, span.last, begin, days, width)))
    inks = ["" if place in opened else "muted" for place in range(width)]
    if cell is not None:
        inks[cell] = "accent"
    lines = []
    for row in reversed(range(_ROWS)):
        eighths = [min(max(_BARS.index(bar) * _ROWS - row * 8, 0), 8) for bar in bars]
        lines.append(_runs([_BARS[height] for height in eighths], inks))
    rail = ["━" if place in opened else "─" for place in range(width)]
    lines.append(_runs(rail, ["wait" if place in opened else "rule" for place in range(width)]))
    state = window_on(today, rejected_on, starts_on)
    if cell is not None:
        said = f"today, {_day_words(state)}"
        if cell + 2 + len(said) <= width:
            lines.append([(" " * cell, ""), ("▲ ", "accent"), (said, "")])
        else:
            lines.append([(" " * max(cell - len(said) - 1, 0), ""), (said, ""), (" ▲", "accent")])
    ends = _short(begin, today), _short(last, today)
    between = " " * max(width - len(ends[0]) - len(ends[1]), 1)
    lines.append([(ends[0], "muted"), (between, ""), (ends[1], "muted")])
    return lines


def _day_words(state: WindowState) -> str:
    about = "about " if state.assumed else ""
    if state.day < 0:
        return f"{about}{count(-state.day, 'day')} before they start"
    return f"{about}day {state.day}" if state.day else f"{about}the day they start"


def open_days(rejected_on: date, starts_on: date | None, today: date) -> list[list[Part]]:
    """A line for each time the window is open: `Fri 6 Nov to Fri 27 Nov, around the 30th day`."""
    lines: list[list[Part]] = []
    for span in spans(rejected_on, starts_on):
        ink = "wait" if span.first <= today <= span.last else "muted" if span.last < today else ""
        said = f"{say_day(span.first, today)} to {say_day(span.last, today)}"
        lines.append([(said, ink), (f", around the {span.centre}th day", "muted")])
    return lines


def counted_from(rejected_on: date, starts_on: date | None, today: date) -> str:
    """From which day the window counts, and whether that is known."""
    if starts_on is not None:
        return f"counted from {say_day(starts_on, today)}, the first day of the one they chose"
    start = start_of(rejected_on, None)
    return f"counted from about {say_day(start, today)}: nobody said when the one they chose starts"


def how_it_is_known() -> str:
    """The figures with their sources, then the method, to read."""
    figures = "\n".join(f"· {each.text} ({each.source})" for each in SOURCES)
    return (
        "A hint drawn from published figures, never a probability about a particular person.\n\n"
        f"The figures\n{figures}\n\nThe method\n{METHOD}"
    )


def _ends(rejected_on: date, starts_on: date | None) -> tuple[date, date]:
    start = start_of(rejected_on, starts_on)
    return min(rejected_on, start), spans(rejected_on, starts_on)[-1].last


def _cells(first: date, last: date, begin: date, days: int, width: int) -> tuple[int, int]:
    at = max((first - begin).days, 0) * width // days
    return at, max(at + 1, min(((last - begin).days * width) // days + 1, width))


def _inked(bars: str, cell: int | None) -> list[Part]:
    if cell is None:
        return [(bars, "muted")]
    return [(bars[:cell], "muted"), (bars[cell], "accent"), (bars[cell + 1 :], "muted")]


def _runs(signs: list[str], inks: list[str]) -> list[Part]:
    parts: list[Part] = []
    for sign, ink in zip(signs, inks, strict=True):
        if parts and parts[-1][1] == ink:
            parts[-1] = (parts[-1][0] + sign, ink)
        else:
            parts.append((sign, ink))
    return parts


def _short(day: date, today: date) -> str:
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"
