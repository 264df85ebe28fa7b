"""The pipeline: stages side by side or one below the other, and what is done to the opportunity under the cursor."""

from __future__ import annotations

from datetime import date

import pytest
from home_host import TODAY, call, home, picture, toasts, until
from search_book import SIZES, assert_drawn_literally, evil_book, opportunities_book
from textual.keys import Keys, _character_to_key

from crm.book import history, opportunities
from crm.book.session import Book
from crm.domain.opportunities import Opportunity
from crm.tui.commands import FORBIDDEN_KEYS, SCREENS, commands_of
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.interview import InterviewDialog
from crm.tui.dialogs.no import NoDialog
from crm.tui.dialogs.opportunity import OpportunityDialog
from crm.tui.dialogs.reopen import ReopenDialog
from crm.tui.dialogs.stage import StageDialog
from crm.tui.screens.news import NewsScreen
from crm.tui.screens.opportunity import OpportunityScreen
from crm.tui.screens.pipeline import PipelineScreen
from crm.tui.screens.prepare import PrepareScreen
from crm.tui.screens.targets import TargetsScreen
from crm.tui.screens.windows import WindowsScreen


async def opened(pilot) -> PipelineScreen:
    await pilot.press("o")
    await until(pilot, lambda: isinstance(pilot.app.screen, PipelineScreen) and pilot.app.screen._loaded)
    await until(pilot, lambda: "Opportunities" in picture(pilot.app))
    return pilot.app.screen


async def settled(pilot, screen) -> None:
    await until(pilot, lambda: pilot.app.screen is screen and not screen._loading)


async def one(screen, title: str) -> Opportunity:
    found = await call(screen, opportunities.find_opportunities, title)
    assert len(found) == 1
    return found[0]


async def choose(pilot, screen, title: str) -> None:
    number = (await one(screen, title)).id
    screen.chosen = number
    screen.show()
    await until(pilot, lambda: screen.lines.current == number)


@pytest.mark.parametrize("size", SIZES)
async def test_every_stage_with_its_opportunities_and_what_waits_in_plain_sight(tmp_path, size):
    async with home(tmp_path, opportunities_book, size=size) as (pilot, _):
        screen = await opened(pilot)
        seen = picture(pilot.app)
        assert screen.wide == (size[0] >= 112)
        for text in ("Data Analyst", "Parts Planner", "Night Baker", "Head of Fresh", "Northwind Robotics"):
            assert text in seen
        assert "3 under way · 1 waiting · 1 over, folded away" in seen
        assert "Old Role" not in seen
        assert "day 29" in " ".join(seen.split()) and "█" in seen, "the window is drawn with its day"
        assert "Enter open" in seen and "? help" in seen


async def test_what_is_over_is_folded_away_by_a_key(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        await opened(pilot)
        await pilot.press("z")
        await until(pilot, lambda: "Old Role" in picture(pilot.app))
        await pilot.press("z")
        await until(pilot, lambda: "Old Role" not in picture(pilot.app))


async def test_the_cursor_passes_over_empty_stages(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        assert screen.board.active == "lead"
        seen = []
        for key in ("right", "right", "right", "right", "left", "left"):
            await pilot.press(key)
            await pilot.pause()
            seen.append(screen.board.active)
        assert seen == ["applied", "interviewing", "waiting", "waiting", "interviewing", "applied"]
        assert screen.focused is screen.board.list


async def test_in_the_narrow_list_the_same_keys_go_from_stage_to_stage(tmp_path):
    async with home(tmp_path, opportunities_book, size=(80, 24)) as (pilot, _):
        screen = await opened(pilot)
        titles = []
        for key in ("right", "right", "right", "right", "left", "k"):
            await pilot.press(key)
            await pilot.pause()
            titles.append(next(card.row.title for card in screen._read.cards if card.row.id == screen.list.current))
        assert titles == ["Parts Planner", "Data Analyst", "Head of Fresh", "Head of Fresh", "Data Analyst",
                          "Parts Planner"]  # fmt: skip


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_stage_on_and_back_is_dated_kept_in_the_history_and_undone(tmp_path, size):
    async with home(tmp_path, opportunities_book, size=size) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Parts Planner")
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: any("Parts Planner: screening" in toast for toast in toasts(pilot.app)))
        await settled(pilot, screen)
        found = await one(screen, "Parts Planner")
        assert [(event.on, event.stage) for event in found.history] == [
            (date(2026, 11, 16), "applied"), (TODAY, "screening")]  # fmt: skip
        assert screen.lines.current == found.id, "the cursor went with it"
        if screen.wide:
            assert screen.board.active == "screening"
        await pilot.press("less_than_sign")
        await until(pilot, lambda: any("Parts Planner: applied" in toast for toast in toasts(pilot.app)))
        await settled(pilot, screen)
        assert len((await one(screen, "Parts Planner")).history) == 3
        await pilot.press("u")
        await until(pilot, lambda: any(toast.startswith("Undone") for toast in toasts(pilot.app)))
        assert (await one(screen, "Parts Planner")).stage == "screening"


async def test_there_is_no_stage_before_the_first_and_none_after_a_no(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Night Baker")
        await pilot.press("less_than_sign")
        await until(pilot, lambda: any("no stage before" in toast for toast in toasts(pilot.app)))
        await choose(pilot, screen, "Head of Fresh")
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: any("R gives it a second chance" in toast for toast in toasts(pilot.app)))
        assert (await one(screen, "Head of Fresh")).stage == "rejected"


async def test_to_any_stage_on_a_day_that_has_been(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Parts Planner")
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, StageDialog) and pilot.app.screen.focused)
        await pilot.press("alt+f", *"yesterday", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        found = await one(screen, "Parts Planner")
        assert (found.stage, found.since) == ("final", date(2026, 11, 23))


async def test_a_new_opportunity_with_people_named_by_their_beginning(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpportunityDialog) and pilot.app.screen.focused)
        await pilot.press(*"Editor", "tab", *"Lant")
        await pilot.pause()
        form = pilot.app.screen
        await until(pilot, lambda: form.form_fields["employer"].control._suggestion)
        await pilot.press("right", "tab", *"dana")
        await until(pilot, lambda: "(hiring manager)" in form.form_fields["people"].control._suggestion)
        await pilot.press("right", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        found = await one(screen, "Editor")
        assert (found.employer, found.stage, found.since) == ("Lantern Press", "lead", TODAY)
        assert [(each.name, each.part) for each in found.people] == [("Dana Whitfield", "hiring manager")]
        await until(pilot, lambda: screen.lines.current == found.id)


async def test_a_name_nobody_has_is_said_in_the_form_which_stays_open(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpportunityDialog) and pilot.app.screen.focused)
        await pilot.press(*"Editor", "tab", "tab", *"Zebulon", "enter")
        await until(pilot, lambda: "Nobody in the book fits “Zebulon”" in picture(pilot.app))
        assert await call(screen, opportunities.find_opportunities, "Editor") == []
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_editing_is_one_act_with_its_people(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Data Analyst")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpportunityDialog) and pilot.app.screen.focused)
        form = pilot.app.screen
        assert form.form_fields["people"].text == "Dana Whitfield (hiring manager), Sam Lee (hr)"
        form.form_fields["people"].text = "Sam Lee (recruiter), Dana Whitfield (hiring manager), inés"
        await pilot.press("end", *" II", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        found = await one(screen, "Data Analyst II")
        assert [(each.name, each.part) for each in found.people] == [
            ("Sam Lee", "recruiter"), ("Dana Whitfield", "hiring manager"), ("Inés Gül", "hiring manager")]  # fmt: skip
        assert found.posting, "what was not touched is as it was"
        await pilot.press("u")
        await until(pilot, lambda: any(toast.startswith("Undone") for toast in toasts(pilot.app)))
        back = await one(screen, "Data Analyst")
        assert [each.name for each in back.people] == ["Dana Whitfield", "Sam Lee"]


async def test_a_second_chance_as_another_role(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Head of Fresh")
        await pilot.press("R")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReopenDialog) and pilot.app.screen.focused)
        form = pilot.app.screen
        assert not form.form_fields["title"].display
        await pilot.press("h")
        await until(pilot, lambda: form.form_fields["title"].display)
        await pilot.press("f2")
        await until(pilot, lambda: form.form_fields["title"].shown_problem)
        form.form_fields["title"].text = "Head of Frozen"
        await pilot.press("f2")
        await until(pilot, lambda: pilot.app.screen is screen)
        made, first = await one(screen, "Head of Frozen"), await one(screen, "Head of Fresh")
        assert (made.second_of, made.stage, made.employer) == (first.id, "interviewing", "Harbor Foods")
        await until(pilot, lambda: screen.lines.current == made.id)
        await until(pilot, lambda: "second chance" in picture(pilot.app))
        assert "0 waiting" not in picture(pilot.app) and "4 under way · 2 over" in picture(pilot.app)


async def test_what_is_under_way_needs_no_second_chance(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Data Analyst")
        await pilot.press("R")
        await until(pilot, lambda: any("nothing to reopen" in toast for toast in toasts(pilot.app)))
        assert pilot.app.screen is screen


async def test_deleting_asks_first_and_comes_back(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Night Baker")
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert await one(screen, "Night Baker")
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: "Night Baker" not in picture(pilot.app).split("Deleted")[0])
        assert await call(screen, opportunities.find_opportunities, "Night Baker") == []
        await settled(pilot, screen)
        await pilot.press("u")
        await until(pilot, lambda: "Night Baker" in picture(pilot.app))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_filter_takes_letters_and_finds_people_without_accents(tmp_path, size):
    async with home(tmp_path, opportunities_book, size=size) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("slash", *"ines")
        await until(pilot, lambda: "Data Analyst" not in picture(pilot.app))
        assert "Head of Fresh" in picture(pilot.app) and "1 of 5" in picture(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: screen.focused is screen.lines)
        assert screen.lines.current == (await one(screen, "Head of Fresh")).id
        await pilot.press("slash", *"zzz")
        await until(pilot, lambda: "Nothing fits this." in picture(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: "Data Analyst" in picture(pilot.app))
        assert pilot.app.screen is screen and screen.filter.value == ""
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.home)


async def test_another_width_is_the_other_way_of_showing_with_the_same_one_chosen(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Data Analyst")
        chosen = screen.chosen
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: not screen.wide)
        assert screen.list.current == chosen and screen.focused is screen.list
        await pilot.resize_terminal(140, 40)
        await until(pilot, lambda: screen.wide)
        assert screen.board.list.current == chosen


async def test_enter_opens_and_escape_comes_back(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpportunityScreen))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_click_chooses_in_another_column(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await pilot.click(screen.board.columns["waiting"].list, offset=(3, 1))
        await until(pilot, lambda: screen.board.active == "waiting")
        assert screen.situation().entry == "opportunity"
        assert screen.chosen == (await one(screen, "Head of Fresh")).id


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_search_names_the_next_key(tmp_path, size):
    async with home(tmp_path, None, size=size) as (pilot, _):
        screen = await opened(pilot)
        assert "No opportunities yet." in picture(pilot.app) and "n adds the first" in picture(pilot.app)
        for key in ("greater_than_sign", "m", "enter", "R"):
            await pilot.press(key)
            await until(pilot, lambda: any("No opportunity is chosen" in toast for toast in toasts(pilot.app)))
        assert pilot.app.screen is screen


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_is_drawn_literally(tmp_path, size):
    async with home(tmp_path, evil_book, size=size) as (pilot, _):
        screen = await opened(pilot)
        assert_drawn_literally(picture(pilot.app))
        await pilot.press("z", "m")
        await until(pilot, lambda: isinstance(pilot.app.screen, StageDialog))
        assert_drawn_literally(picture(pilot.app))
        await pilot.press("escape", "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpportunityDialog))
        assert_drawn_literally(picture(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_form_left_unchanged_changes_nothing(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        before = await call(screen, _acts)
        await choose(pilot, screen, "Data Analyst")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpportunityDialog) and pilot.app.screen.focused)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert await call(screen, _acts) == before


def _acts(book: Book) -> int:
    return len(history.history(book))


@pytest.mark.parametrize(
    ("key", "opens"), [("r", NoDialog), ("I", InterviewDialog), ("y", PrepareScreen)], ids=["no", "interview", "sheet"]
)
async def test_a_no_an_interview_and_the_preparation_sheet_are_one_key_away(tmp_path, key, opens):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Data Analyst")
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, opens))
        await until(pilot, lambda: "Data Analyst" in picture(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_no_chosen_as_the_stage_goes_on_to_its_own_form(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Data Analyst")
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, StageDialog) and pilot.app.screen.focused)
        await pilot.press("alt+r", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, NoDialog))
        assert (await one(screen, "Data Analyst")).stage == "interviewing"


async def test_an_accepted_offer_asks_first_whom_to_tell(tmp_path):
    def with_an_offer(book: Book) -> None:
        ids = opportunities_book(book)
        opportunities.set_stage(book, ids["analyst"], "offer")

    async with home(tmp_path, with_an_offer) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Data Analyst")
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewsScreen))
        assert (await one(screen, "Data Analyst")).stage == "offer", "nothing is done before it is said"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (await one(screen, "Data Analyst")).stage == "offer"


async def test_accepted_on_a_day_that_has_been_asks_whom_to_tell_and_keeps_the_day(tmp_path):
    async with home(tmp_path, opportunities_book) as (pilot, _):
        screen = await opened(pilot)
        await choose(pilot, screen, "Data Analyst")
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, StageDialog) and pilot.app.screen.focused)
        await pilot.press("alt+c", *"yesterday", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewsScreen) and not pilot.app.screen._loading)
        assert (await one(screen, "Data Analyst")).stage != "accepted", "nothing is written before Enter"
        await pilot.press("enter")
        await until(pilot, lambda: any("3 people to tell" in toast for toast in toasts(pilot.app)))
        found = await one(screen, "Data Analyst")
        assert (found.stage, found.since) == ("accepted", date(2026, 11, 23))


@pytest.mark.parametrize(
    "screen", [PipelineScreen, OpportunityScreen, TargetsScreen, WindowsScreen], ids=lambda screen: screen.NAME
)
def test_every_command_of_these_screens_can_be_done_and_no_key_means_two_things(screen):
    commands = commands_of(screen.NAME)
    keys = [key for command in commands for key in command.keys]
    assert len(keys) == len(set(keys)) and not FORBIDDEN_KEYS & set(keys)
    assert all(hasattr(screen, command.method) for command in commands)
    assert {command.screen for command in SCREENS[screen.NAME].commands} == {screen.NAME}
    known = {member.value for member in Keys} | {_character_to_key(char) for char in "<>+-!/?"}
    assert all(len(last := key.split("+")[-1]) == 1 or last in known for key in keys)
