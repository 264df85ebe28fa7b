"""The pairs that are or may be one, each with the reason, the sure ones first."""

from __future__ import annotations

from collections.abc import Sequence

from crm.book.duplicates import DuplicatePair
from crm.domain.text import fold
from crm.tui.widgets.safe import Part, cut, lay_out
from crm.tui.widgets.window import Section, Window
from crm.tui.widgets.windowed_list import WindowedList

#: By what a pair is known in its list: the two ids, the older entry first.
PairKey = tuple[int, int]


def key_of(pair: DuplicatePair) -> PairKey:
    """By what the pair is known."""
    return pair.one, pair.other


class PairsList(WindowedList[DuplicatePair]):
    """All pairs are at hand; only those in view are drawn. `swapped` are those of which the newer entry stays."""

    def __init__(self) -> None:
        super().__init__(self._slice, id="pairs")
        self.swapped: set[PairKey] = set()
        self._pairs: Sequence[DuplicatePair] = ()

    async def _slice(self, offset: int, limit: int) -> Sequence[DuplicatePair]:
        return self._pairs[offset : offset + limit]

    def show(self, pairs: Sequence[DuplicatePair], *, at: PairKey | None = None) -> None:
        """Show these, the cursor on the pair `at`, else on the one it was on, else where it was."""
        wanted = at if at is not None else self.key
        cursor = next((place for place, pair in enumerate(pairs) if key_of(pair) == wanted), self.cursor)
        self._pairs = pairs
        sure = sum(pair.sure for pair in pairs)
        sections = [Section("SURE", sure, "wait-heading"), Section("PERHAPS", len(pairs) - sure)]
        self.fill(Window(sections, 0, pairs, max(min(cursor, len(pairs) - 1), 0)))

    @property
    def all_pairs(self) -> Sequence[DuplicatePair]:
        """All that are shown."""
        return self._pairs

    @property
    def key(self) -> PairKey | None:
        """What the pair under the cursor is known by."""
        pair = self.current
        return None if pair is None else key_of(pair)

    def row_parts(self, row: DuplicatePair, part: int, width: int) -> list[Part]:
        """The names, the one that stays first; then the reason, and where the first works."""
        sides = [(row.one_name, row.one_about), (row.other_name, row.other_about)]
        (stays, about), (goes, _) = sides[::-1] if key_of(row) in self.swapped else sides
        if part:
            parts: list[Part] = [("  ", ""), (row.reason, "")]
            return lay_out(width, [*parts, (f" · {about}", "muted")] if about else parts)
        if fold(stays) == fold(goes):
            return lay_out(width, [(cut(stays, width - 7), "strong"), (", twice", "muted")])
        room = width - 5
        first = cut(stays, max(room - min(len(goes), room // 2), 4))
        return lay_out(width, [(first, "strong"), (" and ", "muted"), (goes, "")])
