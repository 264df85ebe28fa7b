"""The callback windows on one screen, and the picture of one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from home_host import TODAY, home, picture, until
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from search_book import SIZES, assert_drawn_literally, evil_book, opportunities_book

from crm.domain.callback_window import METHOD, SOURCES, spans
from crm.tui.dialogs.rejection import RejectionDialog
from crm.tui.dialogs.text import TextDialog
from crm.tui.panes import window_lines
from crm.tui.screens.help import HelpScreen
from crm.tui.screens.opportunity import OpportunityScreen
from crm.tui.screens.windows import WindowsScreen


async def opened(pilot) -> WindowsScreen:
    await pilot.press("W")
    await until(pilot, lambda: isinstance(pilot.app.screen, WindowsScreen) and not pilot.app.screen._loading)
    return pilot.app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_each_window_is_drawn_with_today_the_day_and_the_people(tmp_path, size):
    async with home(tmp_path, opportunities_book, size=size) as (pilot, _):
        await opened(pilot)
        seen = picture(pilot.app)
        for text in ("OPEN NOW", "Head of Fresh, Harbor Foods", "day 29, open since Wed 18 Nov", "▲ today, day 29",
                     "no on Mon 12 Oct", "they started Mon 26 Oct", "Inés Gül", "1 open of 1",
                     "a hint from published figures"):  # fmt: skip
            assert text in seen, text
        if size[0] == 200:
            assert "Wed 18 Nov to Wed 9 Dec, around the 30th day" in seen


async def test_enter_opens_the_opportunity(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpportunityScreen) and pilot.app.screen.card)
        assert pilot.app.screen.card.opportunity.title == "Head of Fresh"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_start_date_changes_where_the_window_stands_and_undo_brings_it_back(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, RejectionDialog) and pilot.app.screen.focused)
        pilot.app.screen.form_fields["starts_on"].text = ""
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen and "TO COME" in picture(pilot.app))
        assert "start not known" in picture(pilot.app) and "about day 17" in picture(pilot.app)
        await pilot.press("u")
        await until(pilot, lambda: "OPEN NOW" in picture(pilot.app))


async def test_the_figures_with_their_sources_and_the_method_are_one_key_away(tmp_path):
    async with home(tmp_path, opportunities_book, size=(120, 60)) as (pilot, screen):
        screen = await opened(pilot)
        await pilot.press("H")
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog))
        text = pilot.app.screen.content
        assert "a hint" in text.casefold() and "never a probability about a particular person" in text
        assert METHOD in text and all(each.text in text and each.source in text for each in SOURCES)
        await pilot.press("escape", "question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await until(pilot, lambda: "How this is known" in picture(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@pytest.mark.parametrize("size", SIZES)
async def test_without_a_no_it_says_how_one_gets_here(tmp_path, size):
    async with home(tmp_path, None, size=size) as (pilot, _):
        await opened(pilot)
        assert "No opportunity waits after a no." in picture(pilot.app)
        assert "r on an opportunity" in picture(pilot.app)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_is_drawn_literally(tmp_path, size):
    async with home(tmp_path, evil_book, size=size) as (pilot, _):
        await opened(pilot)
        assert_drawn_literally(picture(pilot.app))


DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(DAYS, st.none() | st.integers(-200, 400), st.integers(-30, 800), st.integers(12, 200))
def test_every_line_of_the_picture_fits_and_today_stands_where_it_is(no, starts_in, days, width):
    starts = None if starts_in is None else no + timedelta(days=starts_in)
    today = no + timedelta(days=days)
    lines = window_lines.large(no, starts, today, width)
    room = min(width, window_lines.WIDEST)
    assert all(sum(cell_len(text) for text, _ in line) <= max(room, 30 + room) for line in lines)
    *bars, rail = lines[:4]
    assert all(sum(cell_len(text) for text, _ in line) == room for line in (*bars, rail))
    inside = min(no, spans(no, starts)[0].first - timedelta(days=23)) <= today <= spans(no, starts)[-1].last
    assert any("▲" in text for line in lines for text, _ in line) == inside


def test_the_rail_is_thick_where_the_window_is_open():
    no, starts = date(2026, 10, 12), date(2026, 10, 26)
    rail = window_lines.large(no, starts, TODAY, 70)[3]
    thick = sum(len(text) for text, ink in rail if ink == "wait")
    days = sum((span.last - span.first).days + 1 for span in spans(no, starts))
    whole = (spans(no, starts)[-1].last - no).days + 1
    assert abs(thick / 70 - days / whole) < 0.08
