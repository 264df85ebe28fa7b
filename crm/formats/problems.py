"""The problems of one file, bounded: a file of millions of bad rows tells the first of them, and how many more."""

from __future__ import annotations

from collections.abc import Iterator

from crm.formats.records import Problem

#: How many problems of a sort are listed; nobody reads more, and a preview has to hold them.
MOST_LISTED = 2_000


class Problems:
    """Collects the problems of the file called `file`.

    What keeps somebody out and what only lacks a part are counted apart, so that neither hides the other.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._listed: dict[bool, list[Problem]] = {False: [], True: []}
        self._more = {False: 0, True: 0}
        self._last = 0

    def add(self, line: int, contact: str, message: str, *, partial: bool = False) -> None:
        """One more problem, listed or counted."""
        listed = self._listed[partial]
        if len(listed) < MOST_LISTED:
            listed.append(Problem(self.file, line, contact, message, partial))
        else:
            self._more[partial] += 1
            self._last = max(self._last, line)

    def __bool__(self) -> bool:
        return any(self._listed.values())

    def listed(self) -> tuple[Problem, ...]:
        """Those that are listed, by line."""
        return tuple(sorted((*self._listed[False], *self._listed[True]), key=lambda problem: problem.line))

    def notes(self) -> Iterator[str]:
        """A sentence where there are more than are listed."""
        kept_out, partly = self._more[False], self._more[True]
        if more := kept_out + partly:
            shares = " and ".join(
                f"{count:,} {what}"
                for count, what in ((kept_out, "that could not be read"), (partly, "that came in without a part"))
                if count
            )
            yield (
                f"{more:,} more {'problem is' if more == 1 else 'problems are'} counted and not listed, "
                f"the last in line {self._last:,}: {shares}."
            )
