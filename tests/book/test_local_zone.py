"""The local zone follows the system's clock changes."""

from __future__ import annotations

import time as clocks
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.book.local_zone import LOCAL


@pytest.fixture(params=["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
def zone(request, monkeypatch):
    """The computer's zone, and the same by name."""
    monkeypatch.setenv("TZ", request.param)
    clocks.tzset()
    yield ZoneInfo(request.param)
    monkeypatch.undo()
    clocks.tzset()


def test_every_hour_of_a_year_is_that_of_the_named_zone(zone):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(365 * 24 * 2):
        ours, theirs = moment.astimezone(LOCAL), moment.astimezone(zone)
        assert (ours.replace(tzinfo=None), ours.fold) == (theirs.replace(tzinfo=None), theirs.fold)
        assert ours.utcoffset() == theirs.utcoffset()
        assert ours.astimezone(UTC) == moment
        moment += timedelta(minutes=30)
