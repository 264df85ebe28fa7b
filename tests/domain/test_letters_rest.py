from datetime import UTC, datetime, time, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.letters import KINDS, is_rested, rest_until
from crm.domain.touches import CHANNELS

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "Europe/Berlin", "Europe/London", "Europe/Helsinki", "America/New_York", "America/St_Johns", "America/Sao_Paulo",
    "America/Havana", "America/Santiago", "Australia/Lord_Howe", "Australia/Adelaide", "Asia/Kathmandu", "Asia/Tehran",
    "Asia/Tokyo", "Africa/Casablanca", "Africa/Cairo", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati",
    "Pacific/Kwajalein", "Antarctica/Troll", "UTC",
]  # fmt: skip
FIXED = [timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=3, minutes=30)), UTC]
TIMES = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2037, 12, 31))


def elapsed(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


def clock_stands_still(start: datetime, end: datetime) -> bool:
    """True where no clock change lies between the two."""
    hours = range(int(elapsed(start, end) / timedelta(hours=1)) + 1)
    moments = [*(start.astimezone(UTC) + timedelta(hours=hour) for hour in hours), end.astimezone(UTC)]
    return len({moment.astimezone(start.tzinfo).utcoffset() for moment in moments}) == 1


def exists(wall: datetime) -> bool:
    back = wall.astimezone(UTC).astimezone(wall.tzinfo)
    return back.replace(tzinfo=None) == wall.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("finished", "ready"),
    [
        ((22, 17, 0), (23, 7, 0)),
        ((22, 2, 0), (22, 7, 0)),
        ((22, 3, 0), (22, 8, 0)),
        ((22, 6, 59), (22, 11, 59)),
        ((22, 7, 0), (23, 7, 0)),
        ((22, 7, 1), (23, 7, 0)),
        ((22, 0, 0), (22, 7, 0)),
        ((22, 23, 59), (23, 7, 0)),
        ((30, 22, 0), (31, 7, 0)),
    ],
)
@pytest.mark.parametrize("zone", [BERLIN, *FIXED], ids=str)
def test_a_finished_draft_rests_overnight(finished, ready, zone):
    day, hour, minute = finished
    assert rest_until(datetime(2026, 10, day, hour, minute, tzinfo=zone) + timedelta(days=31)) == datetime(
        2026, 10, ready[0], *ready[1:], tzinfo=zone
    ) + timedelta(days=31)


@pytest.mark.parametrize("zone", ZONES)
@given(wall=TIMES, fold=st.sampled_from([0, 1]))
def test_the_rest_is_never_shorter_than_five_hours_nor_over_before_seven(zone, wall, fold):
    finished = wall.replace(tzinfo=ZoneInfo(zone), fold=fold)
    ready = rest_until(finished)
    assert elapsed(finished, ready) >= timedelta(hours=5)
    assert ready.time() >= time(7)
    assert ready.tzinfo is finished.tzinfo
    # A day and a night at the most; a zone that skips a day of the calendar is not asked to wait longer.
    assert elapsed(finished, ready) <= timedelta(hours=25)


def changes(zone: ZoneInfo) -> list[datetime]:
    """Midnight of the days on which the clocks of a zone change, from 2005 to 2027."""
    days = [datetime(2005, 1, 1, tzinfo=zone) + timedelta(days=number) for number in range(23 * 365)]
    return [day for day, after in pairwise(days) if day.utcoffset() != after.utcoffset()]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("hour", "ready_hour"), [(17, 7), (2, 7), (3, 8)])
def test_the_named_hours_hold_around_clock_changes(zone, hour, ready_hour):
    """Wherever that hour exists and the clock does not change while the letter rests."""
    for midnight in changes(ZoneInfo(zone)):
        for before in (1, 0, -1):
            day = midnight - timedelta(days=before)
            for fold in (0, 1):
                finished = day.replace(hour=hour, fold=fold)
                ready = rest_until(finished)
                assert elapsed(finished, ready) >= timedelta(hours=5)
                if exists(finished) and clock_stands_still(finished, ready):
                    assert (ready.hour, ready.minute) == (ready_hour, 0), finished


@pytest.mark.parametrize(
    ("zone", "finished", "ready"),
    [
        # Clocks go forward at 02:00 (Berlin, New York) or 03:00 (Helsinki).
        ("Europe/Berlin", datetime(2026, 3, 28, 17), datetime(2026, 3, 29, 7)),
        ("Europe/Berlin", datetime(2026, 3, 29, 3), datetime(2026, 3, 29, 8)),
        ("Europe/Berlin", datetime(2026, 3, 29, 1, 59), datetime(2026, 3, 29, 7, 59)),
        ("America/New_York", datetime(2026, 3, 8, 3), datetime(2026, 3, 8, 8)),
        ("Europe/Helsinki", datetime(2026, 3, 29, 2), datetime(2026, 3, 29, 8)),  # 07:00 is four hours away
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 1, 45), datetime(2026, 10, 4, 7, 15)),
        # Clocks go back: an hour more.
        ("Europe/Berlin", datetime(2026, 10, 24, 17), datetime(2026, 10, 25, 7)),
        ("Europe/Berlin", datetime(2026, 10, 25, 2), datetime(2026, 10, 25, 7)),
        ("Europe/Berlin", datetime(2026, 10, 25, 2, fold=1), datetime(2026, 10, 25, 7)),
        ("Europe/Berlin", datetime(2026, 10, 25, 3), datetime(2026, 10, 25, 8)),
        ("America/New_York", datetime(2026, 11, 1, 2), datetime(2026, 11, 1, 7)),
        ("Europe/Helsinki", datetime(2026, 10, 25, 3), datetime(2026, 10, 25, 7)),  # five hours have passed by then
        ("Europe/Helsinki", datetime(2026, 10, 25, 3, 30, fold=1), datetime(2026, 10, 25, 8, 30)),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", datetime(2011, 12, 29, 17), datetime(2011, 12, 31, 7)),
    ],
)
def test_clock_changes_in_the_night(zone, finished, ready):
    tz = ZoneInfo(zone)
    assert rest_until(finished.replace(tzinfo=tz)) == ready.replace(tzinfo=tz)


def test_rested_is_asked_in_elapsed_time_not_on_the_wall():
    finished = datetime(2026, 10, 24, 17, tzinfo=BERLIN)
    ready = rest_until(finished)
    assert not is_rested(finished, ready - timedelta(minutes=1))
    assert is_rested(finished, ready)
    assert is_rested(finished, ready.astimezone(ZoneInfo("Asia/Tokyo")))
    assert not is_rested(finished, datetime(2026, 10, 25, 5, 59, tzinfo=UTC))


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        rest_until(datetime(2026, 11, 22, 17))


def test_the_kinds_of_letter():
    assert list(KINDS) == ["cover", "influence", "thanks", "feedback", "keep-in-touch", "offer", "news", "handwritten"]
    assert all(kind.name == name and kind.channel in CHANNELS for name, kind in KINDS.items())
    assert [kind.name for kind in KINDS.values() if kind.channel == "letter"] == ["handwritten"]
    assert min(KINDS["cover"].longest, KINDS["influence"].longest) > max(
        kind.longest for kind in KINDS.values() if not kind.argues
    )
