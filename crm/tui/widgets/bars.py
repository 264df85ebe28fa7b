"""The one-line bars round the panes: what day it is, which pane, which keys."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from crm.domain.queue import Group
from crm.domain.words import say_day
from crm.tui.commands import footer_commands, show_key
from crm.tui.reads import Day
from crm.tui.widgets.lines import Lines
from crm.tui.widgets.safe import Part, cut, lay_out

_SAID: tuple[tuple[Group, str, str], ...] = (
    ("answer", "to answer", "wait"),
    ("late", "late", "wait"),
    ("today", "today", ""),
    ("decide", "to decide", "wait"),
)


class DayBar(Lines):
    """`Callback · my search                Tue 24 Nov · 1 to answer · 1 late · 2 today`."""

    ground = "bar"

    def __init__(self, book_name: str) -> None:
        super().__init__(id="day-bar")
        self._book_name = book_name
        self._day: Day | None = None

    def show(self, day: Day) -> None:
        """Say another day or other counts."""
        self._day = day
        self.refresh()

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """One line, the day at the right."""
        left: list[Part] = [(" Callback", "strong"), (" · ", "rule"), (self._book_name, "muted")]
        return [lay_out(width, left, [*self._today(), (" ", "")])]

    def _today(self) -> list[Part]:
        if self._day is None:
            return []
        parts: list[Part] = [(say_day(self._day.today, self._day.today), "")]
        counts = self._day.counts
        said = [(f"{counts[group]:,} {word}", ink) for group, word, ink in _SAID if counts.get(group)]
        for text, ink in said or [("nothing due", "muted")]:
            parts += [(" · ", "rule"), (text, ink)]
        return parts


class TabBar(Lines):
    """`1 People  2 Dana  3 Next`: which pane is shown where there is room for one."""

    ground = "bar"

    def __init__(self) -> None:
        super().__init__(id="tab-bar")
        self._pane = "queue"
        self._name = "Timeline"

    def show(self, pane: str, name: str) -> None:
        """Say another pane or another person."""
        self._pane = pane
        self._name = name or "Timeline"
        self.refresh()

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """One line of three tabs."""
        tabs = (
            ("people", "1", "People"),
            ("timeline", "2", cut(self._name, max(width - 24, 8))),
            ("queue", "3", "Next"),
        )
        items = []
        for pane, key, title in tabs:
            chosen = pane == self._pane
            items.append((f"pane.{pane}", [(f"{key} ", "accent"), (title, "strong" if chosen else "muted")]))
        return [self.clickable(items, gap=3)]


class KeyBar(Lines):
    """`l log   f plan   s snooze …`: the keys most wanted, as many as fit, help always."""

    ground = "bar"

    def __init__(self, screen: str = "home") -> None:
        super().__init__(id="key-bar")
        self._screen = screen

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """One line; what does not fit is left out whole."""
        *commands, last = footer_commands(self._screen)
        items = [
            (command.id, [(show_key(command.keys[0]), "accent"), (f" {command.footer}", "muted")])
            for command in (*commands, last)
        ]
        room = width - 1 - _cells(items[-1][1])
        shown = []
        for item in items[:-1]:
            room -= _cells(item[1]) + 3
            if room < 0:
                break
            shown.append(item)
        return [self.clickable([*shown, items[-1]], gap=3)]


def _cells(parts: Sequence[Part]) -> int:
    return sum(cell_len(text) for text, _ in parts)
