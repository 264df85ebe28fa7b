"""The list of any length: pages are asked for when they are needed, the cursor never waits, headings fall right."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from home_host import until
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from crm.tui.themes import VARIABLES
from crm.tui.widgets.safe import Part, lay_out
from crm.tui.widgets.window import PAGE, Section, Window
from crm.tui.widgets.windowed_list import WindowedList


class Numbers(WindowedList[int]):
    """Row 7 is the number 7."""

    def row_parts(self, row: int, part: int, width: int) -> list[Part]:
        return lay_out(width, [(f"row {row}" if part == 0 else f"below {row}", "")])


class Host(App[None]):
    CSS = "LineList { overflow-x: hidden; }"

    def __init__(self, total: int, sections: Sequence[Section] = ()) -> None:
        super().__init__()
        self.asked: list[int] = []
        self.gate: asyncio.Event | None = None
        self.total = total
        self.sections = sections or [Section("", total)]
        self.list = Numbers(self.fetch, id="numbers", empty=["Nothing here.", "n adds one."])
        self.moved: list[int] = []
        self.failed: list[Exception] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLES)

    async def fetch(self, offset: int, limit: int) -> list[int]:
        self.asked.append(offset)
        if self.gate is not None:
            await self.gate.wait()
        return list(range(offset, min(offset + limit, self.total)))

    def compose(self) -> ComposeResult:
        yield self.list

    def on_line_list_moved(self, event: WindowedList.Moved) -> None:
        self.moved.append(event.list.cursor)

    def on_windowed_list_failed(self, event: WindowedList.Failed) -> None:
        self.failed.append(event.error)

    def fill(self, cursor: int = 0) -> None:
        first = cursor // PAGE * PAGE
        self.list.fill(Window(self.sections, first, range(first, min(first + PAGE, self.total)), cursor))


def lines(app: Host) -> list[str]:
    return [strip.text.strip(" ▌▁▂▃▄▅▆▇█▎▍") for strip in app.screen._compositor.render_strips()]


async def test_a_hundred_thousand_rows_and_only_what_is_seen_is_read():
    app = Host(100_000)
    async with app.run_test(size=(40, 20)) as pilot:
        app.fill()
        await until(pilot, lambda: "row 9" in lines(app))
        assert app.asked == []
        app.list.move_to(99_999)
        await until(pilot, lambda: "row 99999" in lines(app))
        assert len(app.asked) <= 2
        assert set(app.moved) == {99_999}
        assert app.list.current == 99_999


async def test_the_cursor_moves_on_while_a_page_is_being_read():
    app = Host(1000)
    async with app.run_test(size=(40, 20)) as pilot:
        app.fill()
        await pilot.pause()
        app.gate = asyncio.Event()
        app.list.move_to(500)
        await pilot.pause()
        assert app.list.current is None and "…" in lines(app)
        for _ in range(5):
            app.list.move(1)
        assert app.list.cursor == 505
        app.gate.set()
        await until(pilot, lambda: "row 505" in lines(app))
        assert app.list.current == 505
        assert app.moved[-1] == 505, "once it is known who that is, others are told again"


async def test_pages_that_arrive_too_late_are_not_shown():
    app = Host(1000)
    async with app.run_test(size=(40, 20)) as pilot:
        app.fill()
        app.gate = asyncio.Event()
        app.list.move_to(500)
        await pilot.pause()
        app.total, app.sections = 3, [Section("", 3)]
        app.fill()
        app.gate.set()
        await until(pilot, lambda: lines(app)[:6:2] == ["row 0", "row 1", "row 2"])
        assert app.list.row_count == 3


async def test_moving_within_what_was_read_asks_for_nothing():
    app = Host(10_000)
    async with app.run_test(size=(40, 20)) as pilot:
        app.fill(5000)
        await until(pilot, lambda: "row 5000" in lines(app))
        await until(pilot, lambda: not app.list._loading)
        before = len(app.asked)
        for _ in range(20):
            app.list.move(1)
        await pilot.pause()
        assert len(app.asked) == before


async def test_a_page_that_cannot_be_read_is_told_and_asked_for_again():
    app = Host(1000)
    async with app.run_test(size=(40, 20)) as pilot:
        good, app.list._fetch = app.list._fetch, _broken
        app.fill()
        app.list.move_to(500)
        await until(pilot, lambda: app.failed)
        app.list._fetch = good
        app.list.move(1)
        await until(pilot, lambda: "row 501" in lines(app))


async def _broken(offset: int, limit: int) -> list[int]:
    raise OSError("gone")


async def test_headings_belong_to_their_first_row():
    app = Host(6, [Section("LATE", 2, "wait"), Section("TODAY", 0), Section("LATER", 4)])
    async with app.run_test(size=(40, 10)) as pilot:
        app.fill()
        await until(pilot, lambda: "row 1" in lines(app))
        shown = [line.split("  ")[0] for line in lines(app)]
        assert shown[:8] == ["LATE", "row 0", "below 0", "row 1", "below 1", "", "LATER", "row 2"]
        app.list.move_to(5)
        app.list.move_to(2)
        await until(pilot, lambda: "LATER" in [line.split("  ")[0] for line in lines(app)])
        app.list.move_to(0)
        await until(pilot, lambda: lines(app)[0].startswith("LATE"))


async def test_an_empty_list_says_what_to_do():
    app = Host(0)
    async with app.run_test(size=(40, 10)) as pilot:
        app.fill()
        await until(pilot, lambda: "Nothing here." in lines(app))
        app.list.move(1)
        app.list.move_pages(1)
        app.list.open_row()
        assert app.list.current is None and app.moved == []


async def test_whole_screens_up_and_down():
    app = Host(100, [Section("A", 50), Section("B", 50)])
    async with app.run_test(size=(40, 11)) as pilot:
        app.fill()
        await until(pilot, lambda: "row 0" in lines(app))
        seen = [0]
        for _ in range(30):
            app.list.move_pages(1)
            assert app.list.cursor > seen[-1] or app.list.cursor == 99
            seen.append(app.list.cursor)
        assert seen[-1] == 99
        for _ in range(30):
            app.list.move_pages(-1)
        assert app.list.cursor == 0


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.booleans())
def test_lines_and_rows_agree(counts, titled):
    total = sum(counts)
    numbers = Numbers(_broken, id="numbers")
    numbers._sections = []
    window = Window([Section("T" if titled else "", count) for count in counts], 0, range(min(total, PAGE)), 0)
    numbers.refill = lambda **_: None  # type: ignore[method-assign]
    numbers.seen = lambda: None  # type: ignore[method-assign]
    numbers.fill(window)
    found = [numbers.row_at(line) for line in range(numbers.line_count)]
    assert [row for row in found if row is not None] == [row for row in range(total) for _ in range(2)]
    for row in range(total):
        first, height = numbers.lines_of(row)
        assert found[first : first + height] == [row] * height


@pytest.mark.parametrize("total", [0, 1, PAGE - 1, PAGE, PAGE + 1])
async def test_the_ends_of_pages(total):
    app = Host(total)
    async with app.run_test(size=(40, 10)) as pilot:
        app.fill()
        app.list.move(10**9)
        await until(pilot, lambda: not total or f"row {total - 1}" in lines(app))
