"""Something long on another thread: how far it is, and how it is stopped."""

from __future__ import annotations


class Stopped(Exception):
    """The person stopped it."""


class Work:
    """Given as the progress of the work, it is called on the thread that works; everything else is asked elsewhere."""

    def __init__(self, begins: str) -> None:
        self._begins = begins
        self._at = (begins, 0, 0)
        self._stopped = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """It is so far. Raises Stopped when that was asked for."""
        if self._stopped:
            raise Stopped
        self._at = (what or self._begins, done, total)

    def stop(self) -> None:
        """Have it end the next time it says how far it is."""
        self._stopped = True

    @property
    def stopped(self) -> bool:
        """True from when it was asked to."""
        return self._stopped

    @property
    def words(self) -> str:
        """`Reading contacts.vcf, 45 %`."""
        what, done, total = self._at
        return f"{what}, {min(100 * done // total, 100)} %" if total else what
