"""The target list: ranked employers with what is known of each."""

from __future__ import annotations

import pytest
from home_host import call, home, picture, toasts, until
from search_book import SIZES, assert_drawn_literally, evil_book, opportunities_book

from crm.book import targets
from crm.tui.dialogs.target import TargetDialog
from crm.tui.screens.targets import TargetsScreen


async def opened(pilot) -> TargetsScreen:
    await pilot.press("t")
    await until(pilot, lambda: isinstance(pilot.app.screen, TargetsScreen) and pilot.app.screen._loaded)
    return pilot.app.screen


async def names(screen: TargetsScreen) -> list[str]:
    return [row.name for row in await call(screen, targets.targets)]


def under_cursor(screen: TargetsScreen) -> str:
    return next(row.name for row in screen.rows if row.employer_id == screen.list.current)


@pytest.mark.parametrize("size", SIZES)
async def test_what_they_work_on_what_they_named_who_is_known_and_what_there_was(tmp_path, size):
    async with home(tmp_path, opportunities_book, size=size) as (pilot, _):
        await opened(pilot)
        seen = picture(pilot.app)
        for text in ("1  Northwind Robotics", "2  Harbor Foods", "3  Copperwren Instruments", "3 employers",
                     "spare parts for old robots", "parts of 2019", "Dana Whitfield", "Sam Lee", "Data Analyst",
                     "interviewing", "on Tue 10 Nov"):  # fmt: skip
            assert text in seen, text


async def test_beside_the_list_stands_the_one_under_the_cursor(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        await opened(pilot)
        assert "Inés Gül" not in picture(pilot.app)
        await pilot.press("j")
        await until(pilot, lambda: "Inés Gül" in picture(pilot.app))
        assert "Dana Whitfield" not in picture(pilot.app) and "Head of Fresh" in picture(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_up_and_down_in_rank_the_cursor_goes_along(tmp_path, size):
    async with home(tmp_path, opportunities_book, size=size) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("G")
        await pilot.press("plus")
        await until(pilot, lambda: any("Copperwren Instruments: number 2" in toast for toast in toasts(pilot.app)))
        await pilot.press("plus")
        await until(pilot, lambda: any("Copperwren Instruments: number 1" in toast for toast in toasts(pilot.app)))
        await until(pilot, lambda: screen.list.cursor == 0)
        assert under_cursor(screen) == "Copperwren Instruments"
        await pilot.press("plus")
        await until(pilot, lambda: any("first on the list already" in toast for toast in toasts(pilot.app)))
        await pilot.press("minus")
        await until(pilot, lambda: screen.list.cursor == 1)
        assert await names(screen) == ["Northwind Robotics", "Copperwren Instruments", "Harbor Foods"]
        await pilot.press("u")
        await until(pilot, lambda: screen.list.cursor == 0)
        assert await names(screen) == ["Copperwren Instruments", "Northwind Robotics", "Harbor Foods"]


async def test_a_new_employer_at_its_place_is_one_act(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, TargetDialog) and pilot.app.screen.focused)
        assert pilot.app.screen.form_fields["rank"].text == "4"
        await pilot.press(*"Tidewater", "tab", "2", "tab", *"the evening peak", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        rows = await call(screen, targets.targets)
        assert [row.name for row in rows][:2] == ["Northwind Robotics", "Tidewater"]
        assert rows[1].working_on == "the evening peak"
        await until(pilot, lambda: screen.list.row_count == 4 and under_cursor(screen) == "Tidewater")
        await pilot.press("u")
        await until(pilot, lambda: screen.list.row_count == 3)
        assert "Tidewater" not in await names(screen)


async def test_a_place_is_a_number_and_an_employer_is_not_there_twice(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, TargetDialog) and pilot.app.screen.focused)
        await pilot.press(*"Harbor Foods", "tab", "x", "enter")
        await until(pilot, lambda: "A place is a number" in picture(pilot.app))
        pilot.app.screen.form_fields["rank"].text = "1"
        await pilot.press("enter")
        await until(pilot, lambda: "on the list already" in picture(pilot.app))
        assert await names(screen) == ["Northwind Robotics", "Harbor Foods", "Copperwren Instruments"]


async def test_what_they_are_working_on_is_edited(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, TargetDialog) and pilot.app.screen.focused)
        await pilot.press(*" now", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (await call(screen, targets.targets))[0].working_on == "spare parts for old robots now"


async def test_off_the_list_the_employer_stays_in_the_book(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("D")
        await until(pilot, lambda: screen.list.row_count == 2)
        assert await names(screen) == ["Harbor Foods", "Copperwren Instruments"]
        assert (await call(screen, targets.the_employer, "Northwind")).rank is None
        await pilot.press("u")
        await until(pilot, lambda: screen.list.row_count == 3)


async def test_enter_shows_their_people_on_the_home_screen(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        await opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is root)
        await until(pilot, lambda: root.people.list.row_count == 2)
        assert root.people.text == "Northwind Robotics" and root.pane == "people"


async def test_where_nobody_is_known_enter_says_so(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("G", "enter")
        await until(pilot, lambda: any("Nobody at Copperwren" in toast for toast in toasts(pilot.app)))
        assert pilot.app.screen is screen


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_list_names_the_next_key(tmp_path, size):
    async with home(tmp_path, None, size=size) as (pilot, _):
        screen = await opened(pilot)
        assert "n puts the first one there" in " ".join(picture(pilot.app).split())
        await pilot.press("plus")
        await until(pilot, lambda: any("No employer is on the list yet" in toast for toast in toasts(pilot.app)))
        assert pilot.app.screen is screen


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_is_drawn_literally(tmp_path, size):
    async with home(tmp_path, evil_book, size=size) as (pilot, _):
        await opened(pilot)
        assert_drawn_literally(picture(pilot.app))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, TargetDialog))
        assert_drawn_literally(picture(pilot.app))
