"""Timing two things side by side, and saying what came out.

A machine is never quiet: the two sides take turns, so that whatever else it does falls on both, and the ratio is
taken of the lower quartiles, since noise only ever adds. The best time of each side is shown beside it.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: what was measured, both sides as text, the ratio and the most it may be."""

    what: str
    ours: str
    theirs: str
    ratio: float | None = None
    limit: float | None = None
    holds: bool | None = None

    @property
    def verdict(self) -> str:
        """`yes` where the limit is kept, `no` where it is not, nothing where there is none."""
        kept = self.holds
        if kept is None and self.ratio is not None and self.limit is not None:
            kept = self.ratio <= self.limit
        return "" if kept is None else "yes" if kept else "**no**"

    def row(self) -> str:
        """The line in Markdown."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        limit = "" if self.limit is None else f"{self.limit:g}"
        return f"| {self.what} | {self.ours} | {self.theirs} | {ratio} | {limit} | {self.verdict} |"


HEADER = "| what | ours | against | ratio | at most | kept |\n|---|---|---|---|---|---|"


def seconds(act: Callable[[], object]) -> float:
    """How long one run of `act` takes, in seconds, without a collection of garbage in it."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        act()
        return time.perf_counter() - start
    finally:
        gc.enable()


def in_turn(acts: Sequence[Callable[[], float]], rounds: int) -> list[list[float]]:
    """The times that each act gives, all taking turns; each round starts with another one."""
    times: list[list[float]] = [[] for _ in acts]
    for turn in range(rounds):
        for place in range(len(acts)):
            which = (place + turn) % len(acts)
            times[which].append(acts[which]())
    return times


def compare(
    what: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    limit: float,
    names: tuple[str, str] = ("", ""),
) -> Result:
    """The line for two lists of times in seconds: the ratio of the lower quartiles, the best of each beside it."""
    ratio = typical(ours) / typical(theirs)
    return Result(what, _said(names[0], ours), _said(names[1], theirs), ratio, limit)


def _said(name: str, times: Sequence[float]) -> str:
    text = f"{show(typical(times))} (best {show(min(times))})"
    return f"{name}: {text}" if name else text


def typical(times: Sequence[float]) -> float:
    """The lower quartile; of fewer than four times the best."""
    return statistics.quantiles(times, method="inclusive")[0] if len(times) >= 4 else min(times)


def show(value: float) -> str:
    """A time in the unit in which it is read best."""
    if value >= 1:
        return f"{value:.2f} s"
    return f"{value * 1e3:.1f} ms" if value >= 1e-3 else f"{value * 1e6:.0f} µs"
