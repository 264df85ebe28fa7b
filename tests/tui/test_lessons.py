"""What interviews taught and what the search shows; and that every screen's commands can be done."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from home_host import home, picture, until
from interview_host import hostile_search, search

from crm.book import interviews, opportunities
from crm.book.session import Book
from crm.tui.commands import FORBIDDEN_KEYS, SCREENS, commands_of
from crm.tui.screens.brief import BriefScreen
from crm.tui.screens.concerns import ConcernsScreen
from crm.tui.screens.interview import InterviewsScreen
from crm.tui.screens.lessons import LessonsScreen
from crm.tui.screens.prepare import PrepareScreen
from crm.tui.screens.proofs import ProofsScreen

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MINE = (BriefScreen, InterviewsScreen, PrepareScreen, ConcernsScreen, ProofsScreen, LessonsScreen)


def lessons_twice(book: Book) -> None:
    """The same lesson in two interviews, and a no."""
    ids = search(book)
    interviews.add_interview(
        book,
        ids["role"],
        interviews.NewInterview(
            date(2026, 11, 10),
            contact_ids=[ids["Dana"]],
            held=True,
            debrief=interviews.NewDebrief(next_time="bring the figure", put_off="I talked too long"),
        ),
    )
    opportunities.set_stage(book, ids["role"], "withdrawn", date(2026, 11, 20))


async def opened(pilot):
    await pilot.press("v")
    await until(pilot, lambda: isinstance(pilot.app.screen, LessonsScreen) and pilot.app.screen.found)
    await until(pilot, lambda: "LESSONS" in picture(pilot.app))
    return pilot.app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_what_recurs_is_on_top_and_the_counts_are_in_columns(tmp_path, size):
    async with home(tmp_path, lessons_twice, size=size) as (pilot, screen):
        await opened(pilot)
        seen = picture(pilot.app)
        assert seen.index("WHAT RECURS") < seen.index("LESSONS, NEWEST FIRST")
        assert "bring the figure" in seen and "in 2 interviews" in seen and "I talked too long" in seen
        if size[0] < 112:
            await pilot.press("G")
            await until(pilot, lambda: "HOW FAR THEY CAME" in picture(pilot.app) or "REPLIES" in picture(pilot.app))
            await pilot.press("k", "k", "k", "k", "k", "k", "k")
            await until(pilot, lambda: "came so far" in picture(pilot.app) or "answered" in picture(pilot.app))
        else:
            lines = [line for line in seen.split("\n") if re.search(r"\b(lead|applied|interviewing|withdrawn) ", line)]
            ends = {re.search(r"\d+ +\d+", line).end() for line in lines if re.search(r"\d+ +\d+", line)}
            assert len(lines) >= 3 and len(ends) == 1, "the numbers stand right-aligned under each other"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_without_interviews_it_names_the_next_key(tmp_path):
    async with home(tmp_path, None) as (pilot, _screen):
        await opened(pilot)
        assert "An interview noted with I" in picture(pilot.app)


async def test_the_ledger_and_the_stories_are_one_key_away(tmp_path):
    async with home(tmp_path, search) as (pilot, _screen):
        over = await opened(pilot)
        await pilot.press("K")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConcernsScreen))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is over)
        await pilot.press("P")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProofsScreen))


async def test_hostile_text_is_drawn_literally(tmp_path):
    async with home(tmp_path, hostile_search, size=(120, 60)) as (pilot, _screen):
        await opened(pilot)
        seen = picture(pilot.app)
        assert "[/]" in seen and not UNSAFE.search(seen.replace("\n", ""))


@pytest.mark.parametrize("screen", MINE, ids=lambda screen: screen.NAME)
def test_every_command_can_be_done_and_no_key_means_two_things(screen):
    commands = commands_of(screen.NAME)
    keys = Counter(key for command in commands for key in command.keys)
    assert [key for key, number in keys.items() if number > 1] == []
    assert not FORBIDDEN_KEYS & set(keys)
    for command in commands:
        assert callable(getattr(screen, command.method, None)), command.id
    assert SCREENS[screen.NAME].about


@pytest.mark.parametrize("screen", MINE, ids=lambda screen: screen.NAME)
def test_the_commands_of_its_own_are_told_as_its_own(screen):
    assert {command.screen for command in SCREENS[screen.NAME].commands} == {screen.NAME}
