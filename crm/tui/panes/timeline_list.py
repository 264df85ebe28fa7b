"""The entries of one timeline: rows of different heights under their months, older ones read when they are needed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from crm.domain.rows import TimelineRow
from crm.domain.words import LONG_MONTHS, WEEKDAYS
from crm.tui.panes import phrases
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.safe import Part, lay_out, wrap

_INDENT = 10
_WIDEST = 88
#: A note longer than `_FOLDED_FROM` lines is shown by its first `_FOLDED` lines until it is opened.
_FOLDED_FROM = 6
_FOLDED = 4
_UNFOLDED = 400
_AHEAD_LINES = 40
_STEP = 100
#: What came from them stands out, and the turns of an opportunity.
_SIGNS = {"←": "accent", "✕": "wait", "◇": "accent", "◆": "accent"}

Key = tuple[str, int]
Fetch = Callable[[int, int], Awaitable[tuple[Sequence[TimelineRow], bool]]]


class TimelineList(LineList):
    """What happened with one person, newest first."""

    today = date.min

    def __init__(self, fetch: Fetch, *, id: str, empty: Sequence[str] = ()) -> None:
        super().__init__(id=id, empty=empty)
        self._fetch = fetch
        self._rows: list[TimelineRow] = []
        self._more = False
        self._laid: dict[Key, list[list[Part]]] = {}
        self._open: set[Key] = set()
        self._lines: list[tuple[int | None, list[Part]]] = []
        self._starts: list[int] = []
        self._generation = 0
        self._loading = False
        self._to_the_end = False
        #: The entry that the cursor goes to when it is next filled: one that has just been made.
        self.wanted: Key | None = None

    def fill(self, rows: Sequence[TimelineRow], more: bool, *, keep: bool) -> None:
        """Show other rows. With `keep` they are the same person's: the cursor stays on its entry."""
        at = self.current_key if keep else None
        if self.wanted is not None and self.wanted in map(_key, rows):
            at, self.wanted = self.wanted, None
        self._generation += 1
        self._to_the_end = False
        self._rows, self._more = list(rows), more
        self._laid.clear()
        if not keep:
            self._open.clear()
        keys = [_key(row) for row in self._rows]
        self.cursor = keys.index(at) if at in keys else (self.cursor if keep else 0)
        self._lay_out()
        self.refill()
        if not keep:
            self.scroll_to(y=0, animate=False, force=True, immediate=True)
        self.seen()

    @property
    def current(self) -> TimelineRow | None:
        """The entry under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    @property
    def current_key(self) -> Key | None:
        """What tells the entry under the cursor from all others."""
        return _key(self._rows[self.cursor]) if self._rows else None

    @property
    def loaded(self) -> int:
        """How many entries have been read."""
        return len(self._rows)

    def unfold(self) -> None:
        """Open the long note under the cursor, or fold it again."""
        key = self.current_key
        if key is None:
            return
        self._open ^= {key}
        self._laid.pop(key, None)
        self._lay_out()
        self.refill()

    def move_to(self, row: int) -> None:
        """Move the cursor; to the very end means the end of all, not of what has been read."""
        if row >= self.row_count and self._more and row - self.cursor > self.size.height * 2:
            self._to_the_end = True
            self._start_reading()
        super().move_to(row)
        self.seen()

    # Geometry.

    @property
    def row_count(self) -> int:
        """The entries read so far."""
        return len(self._rows)

    @property
    def line_count(self) -> int:
        """Their lines, months included."""
        return len(self._lines)

    def lines_of(self, row: int) -> tuple[int, int]:
        """The first line of an entry and the number of its lines."""
        first = self._starts[row]
        return first, len(self._laid[_key(self._rows[row])])

    def row_at(self, line: int) -> int | None:
        """The entry at `line`."""
        return self._lines[line][0]

    def lines_before(self, row: int) -> int:
        """The month is seen with its first entry."""
        first = self._starts[row]
        return 1 if first and self._lines[first - 1][0] is None else 0

    def parts_of(self, line: int, width: int) -> list[Part]:
        """The parts of one line."""
        return lay_out(width, self._lines[line][1])

    def resized(self) -> None:
        """Notes wrap at another width."""
        self._laid.clear()
        self._lay_out()

    # Laying out.

    def _lay_out(self) -> None:
        self._lines, self._starts = [], []
        month: tuple[int, int] | None = None
        for number, row in enumerate(self._rows):
            if (row.on.year, row.on.month) != month:
                month = row.on.year, row.on.month
                if number:
                    self._lines.append((None, []))
                self._lines.append((None, self._month(row.on)))
            self._starts.append(len(self._lines))
            key = _key(row)
            if key not in self._laid:
                self._laid[key] = self._entry(row, key in self._open)
            self._lines.extend((number, parts) for parts in self._laid[key])
        if self._more:
            self._lines.append((None, [("…", "muted")]))

    def _month(self, on: date) -> list[Part]:
        year = "" if on.year == self.today.year else f" {on.year}"
        title = f"{LONG_MONTHS[on.month - 1]}{year}"
        rest = max(min(self.text_width, _WIDEST + _INDENT) - len(title) - 4, 2)
        return [("── ", "rule"), (title, "heading"), (f" {'─' * rest}", "rule")]

    def _entry(self, row: TimelineRow, is_open: bool) -> list[list[Part]]:
        sign, what = phrases.entry(row)
        head: list[Part] = [
            (f"{row.on.day:>2} {WEEKDAYS[row.on.weekday()]}  ", "muted"),
            (f"{sign} ", _SIGNS.get(sign, "muted")),
            (what, ""),
        ]
        if row.others:
            head.append((f" · with {', '.join(row.others[:5])}", "muted"))
        if row.waits:
            head.append((" · waits for an answer", "wait"))
        lines = [head]
        if under := phrases.under_entry(row):
            lines.append([(" " * _INDENT, ""), (under, "")])
        width = min(self.text_width - _INDENT, _WIDEST)
        most = _UNFOLDED if is_open else _FOLDED_FROM
        note, left_out = wrap(row.note, width, most)
        if left_out and not is_open:
            note = note[:_FOLDED]
        lines += [[(" " * _INDENT, ""), (text, "muted")] for text in note]
        if left_out:
            more = "… the rest is in the form, e" if is_open else "… Enter unfolds"
            lines.append([(" " * _INDENT, ""), (more, "accent")])
        for label, text in (("gave: ", row.gave), ("asked: ", row.asked), ("got: ", row.got)):
            if text:
                lines.append([(" " * _INDENT, ""), (label, "muted"), (text, "")])
        return lines

    # Reading.

    def seen(self) -> None:
        """Read older entries before the end comes into view."""
        if self._more and self.size.height and self.first_line + self.size.height + _AHEAD_LINES > self.line_count:
            self._start_reading()

    def _start_reading(self) -> None:
        if not self._loading:
            self._loading = True
            self.run_worker(self._read(), group="older", exit_on_error=False)

    async def _read(self) -> None:
        generation, step = self._generation, _STEP
        try:
            while self._more:
                rows, more = await self._fetch(len(self._rows), step)
                if generation != self._generation:
                    return
                self._rows.extend(rows)
                self._more = more and bool(rows)
                self._lay_out()
                self.refill(keep_view=True)
                if not self._to_the_end:
                    return
                super().move_to(self.row_count - 1)
                step = _STEP * 10
        finally:
            self._loading = False
            self._to_the_end = False
            if generation != self._generation:
                self.seen()


def _key(row: TimelineRow) -> Key:
    return row.kind, row.id
