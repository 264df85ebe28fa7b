"""The callback window: when, after a no, the chair is likelier to come free again; in dates, words and a small picture.

A hint drawn from published figures, never a probability about a person. `placing` holds the model behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm.domain.placing import moments
from crm.domain.words import say_day

#: The days after the start around which a window opens, and how long before and after each it is open.
CENTRES = (30, 60, 90, 180)
OPENS_BEFORE, OPEN_AFTER = 7, 14
#: When the new hire starts, in days after the no, where nobody said: the middle of the model's days 7 to 45.
ASSUMED_START = 26

_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure, as a sentence, and who published it when."""

    text: str
    source: str


#: What the window and the placing rest on.
SOURCES: tuple[Figure, ...] = (
    Figure("Over 60 % of new hires fail within 18 months, many of them early on.", "Résumé Relief, 2017"),
    Figure("31 % of 1,005 people asked had quit a job within six months of starting it.", "BambooHR, 2014"),
    Figure(
        "Of those who leave within six months: days 0–6 16.45 %, 7–29 17.42 %, 30–60 16.77 %, 61–90 17.42 %, "
        "91–121 10.97 %, 122–151 5.48 %, 152–182 14.48 %.",
        "BambooHR, 2014, the same survey",
    ),
    Figure(
        "A later survey of 1,500 people says 33 % within 90 days; the more careful figure above is the one used.",
        "Jobvite, 2018",
    ),
)

#: The model behind the window and the placed dates, for the person who asks how they came about.
METHOD = (
    "This is a hint from published figures about many people. It says nothing about this one. New hires who leave do "
    "so oftener at some times than at others; touches are placed so that one is never long past when that happens. In "
    "figures: the new hire is taken to start between day 7 and day 45 after the no, each day as likely as the other, "
    "unless you know the date. Of a hundred new hires 31 are taken to leave within six months, spread over the days "
    "as the survey says, and 60 within eighteen months, the other 29 spread evenly over months seven to eighteen. "
    "Each such day is a moment at which the chair comes free. A touch meets it when it falls within the 21 days "
    "before it or the 10 days after. The dates are placed so that they meet the greatest share of all moments, far "
    "enough apart not to pester, on working days only; the early steps count too. The window is the plainer form of "
    "the same: open from 7 days before to 14 days after the 30th, 60th, 90th and 180th day from the start, which is "
    "taken to be 26 days after the no where it is not known."
)


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which the window is open: from `first` to `last`, around the `centre`th day from the start."""

    centre: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class WindowState:
    """Where a day stands: its number from the start (0 is the start, before it negative), and the spans around it.

    `open` is the span that holds the day; `next` the one that begins after it. Neither means that the window is past.
    `assumed` tells that nobody said when the new hire starts, so that the day is counted from a guess.
    """

    day: int
    open: Span | None
    next: Span | None
    assumed: bool = False

    @property
    def past(self) -> bool:
        """True when no window is open or to come."""
        return self.open is None and self.next is None


def start_of(rejected_on: date, starts_on: date | None) -> date:
    """The day from which the window counts: the new hire's first, else ASSUMED_START days after the no."""
    return _later(rejected_on, ASSUMED_START) if starts_on is None else starts_on


def spans(rejected_on: date, starts_on: date | None) -> tuple[Span, ...]:
    """The four times in which the window is open, in order, cut off where the calendar ends."""
    start = start_of(rejected_on, starts_on)
    return tuple(
        Span(centre, _later(start, centre - OPENS_BEFORE), _later(start, centre + OPEN_AFTER)) for centre in CENTRES
    )


def window_on(today: date, rejected_on: date, starts_on: date | None) -> WindowState:
    """Where `today` stands in the window of a no."""
    all_spans = spans(rejected_on, starts_on)
    return WindowState(
        (today - start_of(rejected_on, starts_on)).days,
        next((span for span in all_spans if span.first <= today <= span.last), None),
        next((span for span in all_spans if span.first > today), None),
        starts_on is None,
    )


def window_words(state: WindowState, today: date) -> str:
    """`day 41, open since Fri 6 Nov`, `opens again Mon 14 Dec`, `past`; `about day 41` where the start is a guess."""
    if span := state.open:
        day = f"about day {state.day}" if state.assumed else f"day {state.day}"
        if today == span.first:
            return f"{day}, opens today"
        return f"{day}, open since {say_day(span.first, today)}"
    if span := state.next:
        opens = "opens" if span.centre == CENTRES[0] else "opens again"
        return f"{opens} {say_day(span.first, today)}"
    return "past"


def draw_window(rejected_on: date, starts_on: date | None, width: int = 9) -> str:
    """`width` bars (at least 1): how likely the chair comes free, from the no to the end of the last window.

    That is 221 days where the start is not known; a start before the no begins the picture. The highest bar is full,
    the others compare with it alone. `cell_of_today` tells under which bar a day falls.
    """
    wait = 0 if starts_on is None else max((starts_on - rejected_on).days, 0)
    chances = moments(None if starts_on is None else 0)
    heights = [
        sum(chances[max(first - wait, 0) : max(last - wait, 0)]) / max(last - first, 1)
        for first, last in _cells(rejected_on, starts_on, width)
    ]
    highest = max(heights)
    return "".join(_BARS[round(height / highest * (len(_BARS) - 1))] for height in heights)


def cell_of_today(today: date, rejected_on: date, starts_on: date | None, width: int = 9) -> int | None:
    """The bar of `draw_window` under which `today` falls, counted from 0; None when it lies outside the picture."""
    day = (today - min(rejected_on, start_of(rejected_on, starts_on))).days
    cells = _cells(rejected_on, starts_on, width)
    return next((cell for cell, (first, last) in enumerate(cells) if first <= day < last), None)


def _cells(rejected_on: date, starts_on: date | None, width: int) -> list[tuple[int, int]]:
    """The days of each bar, from the beginning of the picture: first, and the one after the last."""
    start = start_of(rejected_on, starts_on)
    days = max((start - rejected_on).days, 0) + CENTRES[-1] + OPEN_AFTER + 1
    width = max(width, 1)
    return [(days * cell // width, days * (cell + 1) // width) for cell in range(width)]


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
