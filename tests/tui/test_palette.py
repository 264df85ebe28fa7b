"""The palette: what is typed or pasted into it is cleaned, its rows stand in columns, and nothing in it moves."""

from __future__ import annotations

import re

import pytest
from home_host import home, person, picture, small_search, until
from textual import events
from textual.command import CommandList
from textual.widgets import Input, LoadingIndicator, TextArea

from crm.tui.palette import Palette, PaletteInput

HOSTILE = "A\u202egnp\u2066x\u200f \x9b2J \x07\x0e\x1b[2J\U000e0041\r\nthen [/] [@click=app.quit]x[/]\ttab"
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


async def _open(pilot, *keys):
    await pilot.press("colon", *keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, Palette) and pilot.app.screen.has_class("-ready"))
    return pilot.app.screen.query_one(PaletteInput)


async def _close(pilot):
    # Textual's search for hits does not like the end of the app.
    await pilot.press("escape")
    await until(pilot, lambda: not isinstance(pilot.app.screen, Palette))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_is_pasted_is_one_clean_line(tmp_path, size):
    async with home(tmp_path, size=size) as (pilot, _):
        field = await _open(pilot)
        field.post_message(events.Paste(HOSTILE))
        await until(pilot, lambda: field.value)
        assert field.value == "Agnpx 2J [2J then [/] [@click=app.quit]x[/] tab"
        await until(pilot, lambda: "Agnpx 2J [2J then [/] [@click=app.quit]x[/] tab" in picture(pilot.app))
        assert not _UNSAFE.search(picture(pilot.app).replace("\n", ""))
        await _close(pilot)


async def test_it_holds_no_more_than_200_characters_however_they_come(tmp_path):
    async with home(tmp_path) as (pilot, _):
        field = await _open(pilot)
        field.post_message(events.Paste("x" * 1_000_000))
        await until(pilot, lambda: field.value)
        assert field.value == "x" * 200
        await pilot.press("y")
        assert field.value == "x" * 200
        field.value = "\x9b" + "z" * 300
        assert field.value == "z" * 200
        await _close(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_keys_and_persons_stand_in_one_column(tmp_path, size):
    def fill(book):
        small_search(book)
        person(book, "山田 花子 Samantha", "An employer with a name that is far too long for any column")

    async with home(tmp_path, fill, size=size) as (pilot, _):
        await _open(pilot, *"sa")
        await until(pilot, lambda: "Quit" in picture(pilot.app) and "person" in picture(pilot.app))
        options = pilot.app.screen.query_one(CommandList).options
        rows = [option.prompt for option in options]
        beside = {row.plain.rsplit("  ", 1)[-1]: row[: len(row.plain.rsplit("  ", 1)[0]) + 2] for row in rows}
        assert {"l", "X", "q ctrl+q", "person"} <= beside.keys()
        assert {before.cell_length for before in beside.values()} == {44}
        assert all(not span.style.bold for row in rows for span in row.spans)
        assert any("…" in row.plain for row in rows)
        colours = {row.plain.rsplit("  ", 1)[-1]: row.spans[-1].style.foreground.hex.lower() for row in rows}
        variables = pilot.app.theme_variables
        assert colours["l"] == variables["accent"].lower()
        assert colours["person"] == variables["muted"].lower()
        await _close(pilot)


async def test_the_list_follows_the_input_and_its_bar_is_thin(tmp_path):
    async with home(tmp_path, size=(80, 24)) as (pilot, _):
        field = await _open(pilot)
        await until(pilot, lambda: pilot.app.screen.query_one(CommandList).option_count > 5)
        found = pilot.app.screen.query_one(CommandList)
        await until(pilot, lambda: found.region.y == field.region.y + 1)
        assert field.region.height == 1
        assert found.vertical_scrollbar.region.width == 1
        variables = pilot.app.theme_variables
        assert found.styles.scrollbar_color.hex.lower() == variables["rule"].lower()
        assert found.styles.scrollbar_background.hex.lower() == variables["background"].lower()
        await _close(pilot)


async def test_nothing_blinks(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        assert not screen.query_one("#people-filter", Input).cursor_blink
        field = await _open(pilot)
        assert not field.cursor_blink
        assert not pilot.app.screen.query_one(LoadingIndicator).display
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen.query("TextArea"))
        assert all(not area.cursor_blink for area in pilot.app.screen.query(TextArea))
        assert all(not line.cursor_blink for line in pilot.app.screen.query(Input))
