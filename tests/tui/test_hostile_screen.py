"""Hostile text in every field of what the panes show: it is drawn literally, nothing runs, nothing crashes."""

from __future__ import annotations

import re

import pytest
from home_host import TODAY, home, picture, toasts, until

from crm.book import follow_ups, people, touches
from crm.book.session import Book
from crm.domain.people import Contact, Position
from crm.tui.palette import Palette
from crm.tui.widgets import safe

EVIL = (
    "[/] [/b] [@click=app.quit]x[/] met [Ann] 50% [off] \x1b[31m\x1b]52;c;aGk=\x07\x9b2J\u202egnp.exe\u2066\x00\x7f end"
)
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONG = "x" * 1_000_000


def _evil(book: Book, text: str) -> None:
    # Past the cleaning at the entrance, as a damaged or foreign book would hold it.
    number = people.add_contact(
        book, Contact(name="placeholder", positions=(Position("placeholder"),), role="peer", tags=("t",))
    )
    touch = touches.log_touch(book, [number], touches.NewTouch(TODAY, channel="email", direction="in")).touch_id
    follow_ups.plan_follow_up(book, number, TODAY, "placeholder")
    execute = book.store.database.execute_sql
    with book.act("placeholder"):
        execute("UPDATE contact SET name = ?, role = ? WHERE id = ?", (text, text, number))
        execute("UPDATE employer SET name = ?", (text,))
        execute("UPDATE position SET title = ?", (text,))
        execute("UPDATE tag SET name = ?", (text,))
        execute("UPDATE touch SET note = ?, gave = ?, asked = ? WHERE id = ?", (text, text, text, touch))
        execute("UPDATE follow_up SET purpose = ?, channel = ?", (text, "call"))
    execute("UPDATE undo_act SET what = ?", (text,))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_text_is_drawn_literally_in_every_pane(tmp_path, size):
    async with home(tmp_path, lambda book: _evil(book, EVIL), size=size) as (pilot, _screen):
        for key in ("1", "2", "3"):
            await pilot.press(key)
            await pilot.pause()
            seen = picture(pilot.app)
            assert not _UNSAFE.search(seen.replace("\n", ""))
            assert "[/]" in seen and "[@click" in seen
        await pilot.press("2")
        assert "met [Ann] 50%" in " ".join(picture(pilot.app).split())


async def test_a_click_on_hostile_text_runs_nothing(tmp_path):
    async with home(tmp_path, lambda book: _evil(book, EVIL), size=(80, 24)) as (pilot, screen):
        await pilot.press("2")
        for row in range(24):
            for column in range(0, 80, 13):
                if row not in {0, 1, 23}:
                    await pilot.click(offset=(column, row))
        assert pilot.app._exit is False and pilot.app.screen is screen


async def test_hostile_text_in_toasts_and_in_the_palette(tmp_path):
    async with home(tmp_path, lambda book: _evil(book, EVIL)) as (pilot, screen):
        await pilot.press("colon", *"app quit")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        await until(pilot, lambda: "[/] [/b] [@click=app.quit]x[/] met" in picture(pilot.app))
        assert not _UNSAFE.search(picture(pilot.app).replace("\n", ""))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        screen.run_command("history.undo")  # the act itself has a hostile name
        await until(pilot, lambda: toasts(pilot.app))
        await until(pilot, lambda: "undone: [/] [/b]" in picture(pilot.app))
        assert not _UNSAFE.search(picture(pilot.app).replace("\n", "") + toasts(pilot.app)[0])


async def test_a_megabyte_on_one_line(tmp_path):
    async with home(tmp_path, lambda book: _evil(book, LONG)) as (pilot, _screen):
        await pilot.press("1", "2", "enter", "3")
        assert "xxx" in picture(pilot.app)


@pytest.mark.parametrize("text", [EVIL, LONG, "e" + "\u0301" * 100_000, "山" * 5000, "👩‍👩‍👧‍👦" * 500, "", " ", "\n\n"])
@pytest.mark.parametrize("cells", [1, 2, 7, 40])
def test_no_line_is_wider_than_its_room_nor_carries_more_than_it_must(text, cells):
    from rich.cells import cell_len

    assert cell_len(safe.cut(text, cells)) <= cells
    assert len(safe.cut(text, cells)) <= cells * 8 + 1
    parts = safe.lay_out(cells, [(text, "")], [(text, "")])
    assert cell_len("".join(part for part, _ in parts)) == cells
    lines, _ = safe.wrap(text, max(cells, 4), 5)
    assert len(lines) <= 5 and all(cell_len(line) <= max(cells, 4) for line in lines)
    for drawn in (safe.cut(text, cells), *lines, *(part for part, _ in parts)):
        assert not _UNSAFE.search(drawn)


def test_joiners_of_emoji_and_persian_stay():
    assert safe.line("می‌خواهم 👩‍👩‍👧") == "می‌خواهم 👩‍👩‍👧"


def test_wrapping_keeps_every_word_and_says_when_it_does_not():
    text = "one two three\n\nfour five"
    assert safe.wrap(text, 9, 10) == (["one two", "three", "", "four five"], False)
    assert safe.wrap(text, 9, 2) == (["one two", "three"], True)
