"""Everything of one opportunity on one screen, and the keys that act on its rows."""

from __future__ import annotations

from datetime import date

import pytest
from home_host import TODAY, call, home, picture, toasts, until
from search_book import POSTING, SIZES, assert_drawn_literally, evil_book, opportunities_book

from crm.book import opportunities
from crm.domain.opportunities import Opportunity
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.opportunity import PartDialog, SentDialog
from crm.tui.dialogs.rejection import RejectionDialog
from crm.tui.dialogs.reopen import ReopenDialog
from crm.tui.dialogs.text import TextDialog
from crm.tui.screens.opportunity import OpportunityScreen
from crm.tui.screens.windows import WindowsScreen


async def opened(pilot, home_screen, title: str) -> OpportunityScreen:
    number = (await call(home_screen, opportunities.the_opportunity, title)).id
    screen = OpportunityScreen(home_screen, number)
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: screen.card is not None and not screen._loading)
    return screen


async def now(screen: OpportunityScreen) -> Opportunity:
    return await call(screen, opportunities.load_opportunity, screen.opportunity_id)


async def go(pilot, screen: OpportunityScreen, kind: str) -> None:
    """Put the cursor on the first row of a kind."""
    place = next(place for place, key in enumerate(screen.list.keys) if key[0] == kind)
    screen.list.move_to(place)
    await pilot.pause()
    assert screen.list.current[0] == kind


@pytest.mark.parametrize("size", SIZES)
async def test_people_with_their_part_history_and_what_is_open(tmp_path, size):
    async with home(tmp_path, opportunities_book, size=size) as (pilot, root):
        screen = await opened(pilot, root, "Data Analyst")
        seen = picture(pilot.app)
        for text in ("Data Analyst", "Northwind Robotics", "interviewing since Tue 3 Nov", "Dana Whitfield",
                     "hiring manager", "Sam Lee, HR", "1 open, not answered yet", "Fri 4 Dec"):  # fmt: skip
            assert text in seen, text
        await pilot.press("G")
        await until(pilot, lambda: "IF THEY RING WITH A NO" in picture(pilot.app))
        assert screen.focused is screen.list


@pytest.mark.parametrize("size", SIZES)
async def test_after_a_no_its_facts_and_the_window_drawn(tmp_path, size):
    async with home(tmp_path, opportunities_book, size=size) as (pilot, root):
        await opened(pilot, root, "Head of Fresh")
        seen = picture(pilot.app)
        for text in ("by call from Inés Gül", "no fresh food so far", "runner-up", "Mon 26 Oct",
                     "▲ today, day 29", "day 29, open since Wed 18 Nov"):  # fmt: skip
            assert text in seen, text
        assert "━" in seen and "█" in seen


async def test_enter_on_a_person_goes_to_them_on_the_home_screen(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        await pilot.press("o")
        await until(pilot, lambda: pilot.app.screen is not root)
        screen = await opened(pilot, root, "Data Analyst")
        await go(pilot, screen, "person")
        await pilot.press("j", "enter")
        await until(pilot, lambda: pilot.app.screen is root)
        await until(pilot, lambda: root.timeline.card is not None and root.timeline.card.contact.name == "Sam Lee")
        assert len(pilot.app.screen_stack) == 1


async def test_a_start_date_learned_later_moves_the_window(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        screen = await opened(pilot, root, "Head of Fresh")
        await go(pilot, screen, "no")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, RejectionDialog) and pilot.app.screen.focused)
        pilot.app.screen.form_fields["starts_on"].text = "2026-11-20"
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        no = (await now(screen)).rejection
        assert (no.starts_on, no.rank, no.reason) == (date(2026, 11, 20), "runner-up", "no fresh food so far")
        await until(pilot, lambda: "opens Sun 13 Dec" in picture(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: "day 29, open since Wed 18 Nov" in picture(pilot.app))


async def test_what_was_sent_is_added_and_taken_out(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        screen = await opened(pilot, root, "Data Analyst")
        await pilot.press("A")
        await until(pilot, lambda: isinstance(pilot.app.screen, SentDialog) and pilot.app.screen.focused)
        await pilot.press(*"cv-7.pdf", "shift+tab", "p", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        sent = (await now(screen)).sent
        assert [(item.kind, item.name, item.on) for item in sent] == [("portfolio", "cv-7.pdf", TODAY)]
        await until(pilot, lambda: "cv-7.pdf" in picture(pilot.app))
        await go(pilot, screen, "sent")
        await pilot.press("D")
        await until(pilot, lambda: "cv-7.pdf" not in picture(pilot.app))
        assert (await now(screen)).sent == ()


async def test_something_sent_needs_a_name(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        await opened(pilot, root, "Data Analyst")
        await pilot.press("A")
        await until(pilot, lambda: isinstance(pilot.app.screen, SentDialog) and pilot.app.screen.focused)
        await pilot.press("enter")
        await until(pilot, lambda: "A name is needed" in picture(pilot.app))


async def test_somebody_gets_a_part_another_one_and_none(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        screen = await opened(pilot, root, "Data Analyst")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, PartDialog) and pilot.app.screen.focused)
        await pilot.press(*"gul", "space", "left_parenthesis", *"coach", "right_parenthesis", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert [(each.name, each.part) for each in (await now(screen)).people][-1] == ("Inés Gül", "coach")
        await until(pilot, lambda: len([key for key in screen.list.keys if key[0] == "person"]) == 3)
        await go(pilot, screen, "person")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, PartDialog) and pilot.app.screen.focused)
        await pilot.press(*"executive", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (await now(screen)).people[0].part == "executive"
        await until(pilot, lambda: not screen._loading)
        await pilot.press("D")
        await until(pilot, lambda: any("No part in it any more: Dana" in toast for toast in toasts(pilot.app)))
        assert [each.name for each in (await now(screen)).people] == ["Sam Lee", "Inés Gül"]


async def test_a_wrong_entry_of_the_history_is_taken_out_after_a_question(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        screen = await opened(pilot, root, "Data Analyst")
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: any("Data Analyst: final" in toast for toast in toasts(pilot.app)))
        await until(pilot, lambda: len([key for key in screen.list.keys if key[0] == "stage"]) == 2)
        await go(pilot, screen, "stage")
        await pilot.press("e")
        await until(pilot, lambda: any("History is not rewritten" in toast for toast in toasts(pilot.app)))
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: len([key for key in screen.list.keys if key[0] == "stage"]) == 1)
        assert (await now(screen)).stage == "interviewing"


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_for_their_call_is_one_key_away(tmp_path, size):
    async with home(tmp_path, opportunities_book, size=size) as (pilot, root):
        await opened(pilot, root, "Data Analyst")
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog))
        seen = " ".join(picture(pilot.app).replace("│", " ").split())
        assert "Thank Dana Whitfield for ringing" in seen and "May I stay in touch" in seen
        assert "callback no" not in seen, "the screen names its own key"


async def test_before_interviewing_there_is_no_such_card(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        screen = await opened(pilot, root, "Parts Planner")
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: any("from interviewing on" in toast for toast in toasts(pilot.app)))
        assert pilot.app.screen is screen


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_posting_is_kept_and_read_whole(tmp_path, size):
    async with home(tmp_path, opportunities_book, size=size) as (pilot, root):
        screen = await opened(pilot, root, "Data Analyst")
        if size[0] >= 112:
            assert "You bring patience." in picture(pilot.app)
            return
        await go(pilot, screen, "posting")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog))
        assert pilot.app.screen.content == POSTING


async def test_a_second_chance_of_its_own_is_opened_and_each_leads_to_the_other(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        screen = await opened(pilot, root, "Head of Fresh")
        await pilot.press("R")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReopenDialog) and pilot.app.screen.focused)
        await pilot.press("t", "f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpportunityScreen) and pilot.app.screen is not screen)
        trial = pilot.app.screen
        await until(pilot, lambda: trial.card is not None)
        assert (trial.card.opportunity.kind, trial.card.opportunity.second_of) == ("trial", screen.opportunity_id)
        assert "a second chance" in picture(pilot.app) and "trial" in picture(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen and not screen._loading)
        await until(pilot, lambda: any(key[0] == "opportunity" for key in screen.list.keys))
        await go(pilot, screen, "opportunity")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpportunityScreen) and pilot.app.screen is not screen)
        assert pilot.app.screen.opportunity_id == trial.opportunity_id


async def test_deleted_it_leads_back_to_where_one_came_from(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        await pilot.press("W")
        await until(pilot, lambda: isinstance(pilot.app.screen, WindowsScreen) and pilot.app.screen.rows)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpportunityScreen) and pilot.app.screen.card)
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, WindowsScreen))
        await until(pilot, lambda: "No opportunity waits after a no." in picture(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: "Head of Fresh" in picture(pilot.app))
        assert root.app.screen is not root


async def test_the_sources_are_one_key_away(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, root):
        await opened(pilot, root, "Head of Fresh")
        await pilot.press("H")
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog))
        assert "never a probability about a particular" in picture(pilot.app) and "BambooHR, 2014" in picture(pilot.app)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", [1, 4])
async def test_hostile_text_is_drawn_literally(tmp_path, size, number):
    async with home(tmp_path, evil_book, size=size) as (pilot, root):
        screen = OpportunityScreen(root, number)
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.card is not None)
        for key in ("g", "G"):
            await pilot.press(key)
            await pilot.pause()
            assert_drawn_literally(picture(pilot.app))
        await go(pilot, screen, "person")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, PartDialog))
        assert_drawn_literally(picture(pilot.app))
