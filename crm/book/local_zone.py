"""The computer's own time zone with its clock changes, for times of day that lie on another day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final


class LocalZone(tzinfo):
    """The local zone by the system's rules.

    `datetime.astimezone()` gives the offset of one moment, which is wrong for the next morning when the clocks
    change in the night between.
    """

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """What the wall is ahead of UTC; in an hour that comes twice `fold` tells which."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Not known: the system tells the whole offset only."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """The system's name for the zone at that moment."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """The wall time of a moment given in UTC."""
        local = moment.replace(tzinfo=UTC).astimezone()
        first = local.replace(tzinfo=None, fold=0)
        second_time = first.astimezone().utcoffset() != local.utcoffset()
        return local.replace(tzinfo=self, fold=int(second_time))


LOCAL: Final = LocalZone()
