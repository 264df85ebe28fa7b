"""Letters: the kinds there are, what each is expected to do, and how long a finished draft rests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from typing import Literal

from crm.domain.touches import Channel

Expects = Literal["question", "step", "both", "either", "neither"]

READING_TIME = time(7)
SHORTEST_REST = timedelta(hours=5)


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter.

    `name` is what is stored and typed, `words` what is shown, `channel` how it usually goes out. `longest` is
    in words. `expects` is what it should leave the reader with: a question, a next step, both, one of the two
    (`either`) or neither. `argues` is true where each challenge and concern is taken up; a note after the no
    argues nothing.
    """

    name: str
    words: str
    channel: Channel
    longest: int
    expects: Expects
    argues: bool = False


_KINDS = (
    LetterKind("cover", "cover letter", "email", 400, "step", argues=True),
    LetterKind("influence", "influence letter", "email", 600, "both", argues=True),
    LetterKind("thanks", "thanks after a rejection", "email", 200, "either"),
    LetterKind("feedback", "request for feedback", "email", 200, "question"),
    LetterKind("keep-in-touch", "keep-in-touch note", "email", 180, "either"),
    # Give before you ask: a gift that wants something back is none, and neither is a card by hand.
    LetterKind("offer", "offer of an article or referral", "email", 180, "neither"),
    LetterKind("news", "news", "email", 250, "neither"),
    LetterKind("handwritten", "handwritten note", "letter", 150, "neither"),
)
#: By name, in the order they are offered.
KINDS: MappingProxyType[str, LetterKind] = MappingProxyType({kind.name: kind for kind in _KINDS})


def rest_until(finished: datetime) -> datetime:
    """When a draft finished at `finished` is ready to reread, in the time zone of `finished`.

    The next 07:00 on the wall (finished at 07:00 itself: that of the next day), and five elapsed hours after
    finishing where that is later. A clock change in between never makes the rest shorter than five hours, nor
    the hour earlier than 07:00. Raises ValueError for a time without a zone.
    """
    zone = finished.tzinfo
    if zone is None or finished.utcoffset() is None:
        raise ValueError("A letter's time of finishing needs its time zone.")
    since = finished.astimezone(UTC)
    ready = max(_next_reading_time(since, zone), since + SHORTEST_REST)
    if ready.astimezone(zone).time() < READING_TIME:  # the clock went back while it rested
        ready = _next_reading_time(ready, zone)
    return ready.astimezone(zone)


def is_rested(finished: datetime, now: datetime) -> bool:
    """Whether a draft finished at `finished` is ready to reread at `now`; both aware, in any zones."""
    # Two times of one zone are compared by the wall, which is wrong in a repeated hour.
    return now.astimezone(UTC) >= rest_until(finished).astimezone(UTC)


def _next_reading_time(since: datetime, zone: tzinfo) -> datetime:
    """The first 07:00 of `zone` after `since`, both in UTC; what clocks show in its place where they skip it."""
    today = since.astimezone(zone).date()
    found: list[datetime] = []
    for days in range(4):  # a zone that crosses the date line skips a whole day
        wall = datetime.combine(today + timedelta(days=days), READING_TIME)
        for fold in (0, 1):
            moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
            # In a gap one reading of 07:00 lies before the hour that is skipped.
            if moment > since and moment.astimezone(zone).time() >= READING_TIME:
                found.append(moment)
    return min(found)
