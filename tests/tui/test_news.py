"""News: everybody whom they concern, each with a line, in one act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from dialog_host import EVIL, assert_clean
from home_host import TODAY, call, home, person, picture, toasts, until
from letter_search import Clock, said, sees, undone

from crm.book import follow_ups, opportunities, plans, reading
from crm.book.pipeline import get_opportunity
from crm.book.plans import plans_of
from crm.book.session import Book
from crm.domain.plan_views import PlanRequest
from crm.tui.dialogs.news import NewsDialog, NewsLineDialog
from crm.tui.screens.news import NewsScreen, landed


def helpers(book: Book) -> dict[str, int]:
    """An offer at Northwind, a plan that runs elsewhere, and seven people."""
    dana = person(book, "Dana Whitfield", "Northwind Robotics", role="hiring manager")
    role = opportunities.add_opportunity(
        book,
        opportunities.NewOpportunity(
            "Planning Lead", "Northwind Robotics", stage="offer", on=TODAY, people=((dana, "hiring manager"),)
        ),
    )
    ines = person(book, "Inés Gül", "Harbor Foods", role="hiring manager")
    other = opportunities.add_opportunity(
        book,
        opportunities.NewOpportunity(
            "Planner", "Harbor Foods", stage="interviewing", on=TODAY, people=((ines, "hiring manager"),)
        ),
    )
    opportunities.set_stage(book, other, "rejected")
    plans.apply_plan(book, PlanRequest(start=TODAY, opportunity_id=other, told_by="hr", how="email"))
    ids = {"Dana": dana, "Inés": ines, "role": role, "other": other}
    for name, part in (("Ana", "friend"), ("Ruth", "coach"), ("Sam", "peer"), ("Kofi", "peer"), ("Mo", "alum")):
        ids[name] = person(book, name, role=part)
    return ids


async def told(pilot, *keys: str) -> NewsScreen:
    """The list after the form."""
    await pilot.press("N")
    await until(pilot, lambda: isinstance(pilot.app.screen, NewsDialog))
    await pilot.press(*keys, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, NewsScreen) and not pilot.app.screen._loading)
    return pilot.app.screen


async def in_queue(screen_home, contact_id: int) -> str:
    card = await call(screen_home, reading.contact_card, contact_id)
    return " | ".join(item.purpose for item in card.open_items if item.kind == "news")


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_news_show_everybody_with_the_line_and_why_the_closest_first(tmp_path, size):
    async with home(tmp_path, helpers, size=size, clock=Clock()) as (pilot, _home):
        screen = await told(pilot, *"I passed the exam")
        await sees(pilot, "I passed the exam", "7 people to tell", "Dana Whitfield", "hiring manager at Northwind")
        assert [line.concerned.part for line in screen.told][-1] == "peer"
        assert "today" in picture(pilot.app) and "tomorrow" in picture(pilot.app)
        assert picture(pilot.app).index("Dana Whitfield") < picture(pilot.app).index("Ruth")


async def test_x_leaves_out_e_rewords_and_enter_makes_it_in_one_act(tmp_path):
    ids: dict[str, int] = {}
    async with home(tmp_path, lambda book: ids.update(helpers(book)), clock=Clock()) as (pilot, screen_home):
        screen = await told(pilot, *"Exam passed")
        first = screen.list.current
        await pilot.press("x")
        await sees(pilot, "left out", "1 left out", "6 people to tell")
        second = screen.list.current
        assert second != first
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewsLineDialog))
        await pilot.press("f7", *"my own words", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await sees(pilot, "my own words")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        await said(pilot, "6 people to tell; the queue has them; u undoes")
        assert await in_queue(screen_home, first) == ""
        assert await in_queue(screen_home, second) == "my own words"
        await pilot.press("u")
        await said(pilot, "News for 6 people")
        assert await in_queue(screen_home, second) == ""


async def test_x_twice_takes_somebody_in_again_and_those_left_out_make_room(tmp_path):
    async with home(tmp_path, helpers, clock=Clock()) as (pilot, _home):
        screen = await told(pilot, *"Exam passed")
        assert picture(pilot.app).count("tomorrow") == 2
        await pilot.press("x", "x")
        await sees(pilot, "2 left out", "5 people to tell")
        assert "tomorrow" not in picture(pilot.app)
        await pilot.press("k", "x")
        await sees(pilot, "1 left out")
        assert len(screen.told) == 6


async def test_escape_leaves_it_undone(tmp_path):
    async with home(tmp_path, helpers, clock=Clock()) as (pilot, screen_home):
        await told(pilot, *"Exam passed")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        assert "News" not in await undone(screen_home)


async def test_with_everybody_left_out_nothing_is_made(tmp_path):
    async with home(tmp_path, helpers, clock=Clock()) as (pilot, _home):
        screen = await told(pilot, *"Exam passed")
        await pilot.press(*["x"] * 7, "enter")
        await said(pilot, "Everybody is left out")
        assert pilot.app.screen is screen and not screen.done


async def test_landed_ends_plans_and_moves_the_opportunity(tmp_path):
    ids: dict[str, int] = {}
    async with home(tmp_path, lambda book: ids.update(helpers(book)), clock=Clock()) as (pilot, screen_home):
        await told(pilot, *"I start in January", "alt+l")
        await sees(pilot, "Landed · I start in January")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        await said(pilot, "7 people to tell; the queue has them; 1 plan ended; u undoes")
        assert (await call(screen_home, get_opportunity, ids["role"])).stage == "accepted"
        assert [plan for plan in await call(screen_home, plans_of) if plan.status == "running"] == []


async def test_landed_needs_to_say_which(tmp_path):
    async with home(tmp_path, helpers, clock=Clock()) as (pilot, _home):
        await pilot.press("N")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewsDialog))
        await pilot.press("enter")
        await sees(pilot, "What happened?")
        await pilot.press(*"Landed", "alt+l", "f4", "enter")
        await sees(pilot, "Which one did you land?")


@pytest.mark.parametrize(
    ("key", "people", "stage"), [("enter", 7, "accepted"), ("S", 0, "accepted"), ("escape", 0, "offer")]
)
async def test_an_accepted_offer_shows_whom_it_concerns_before_anything_is_written(tmp_path, key, people, stage):
    ids: dict[str, int] = {}
    async with home(tmp_path, lambda book: ids.update(helpers(book)), clock=Clock()) as (pilot, screen_home):
        from crm.tui.screens.letters import LettersScreen

        over = LettersScreen(screen_home)  # any screen over the home screen
        pilot.app.push_screen(over)
        await until(pilot, lambda: pilot.app.screen is over and not over._loading)
        worker = over.run_worker(landed(over, ids["role"]), exit_on_error=False)
        await until(pilot, lambda: isinstance(pilot.app.screen, NewsScreen) and not pilot.app.screen._loading)
        await sees(pilot, "Landed · Planning Lead at Northwind Robotics")
        assert (await call(screen_home, get_opportunity, ids["role"])).stage == "offer"
        await pilot.press(key)
        await until(pilot, lambda: worker.is_finished)
        assert worker.result is (stage == "accepted")
        assert (await call(screen_home, get_opportunity, ids["role"])).stage == stage
        names = ("Dana", "Inés", "Ana", "Ruth", "Sam", "Kofi", "Mo")
        assert sum([bool(await in_queue(screen_home, ids[name])) for name in names]) == people


async def test_an_offer_accepted_on_a_day_is_asked_about_too_and_keeps_its_day_and_note(tmp_path):
    ids: dict[str, int] = {}
    day = TODAY - timedelta(days=1)

    def fill(book):
        ids.update(helpers(book))
        offered = opportunities.NewOpportunity("Night Baker", "Harbor Foods", stage="offer", on=day - timedelta(days=4))
        ids["offered"] = opportunities.add_opportunity(book, offered)

    async with home(tmp_path, fill, clock=Clock()) as (pilot, screen_home):
        from crm.tui.screens.letters import LettersScreen

        over = LettersScreen(screen_home)
        pilot.app.push_screen(over)
        await until(pilot, lambda: pilot.app.screen is over and not over._loading)
        over.run_worker(landed(over, ids["offered"], day, "signed at their office"), exit_on_error=False)
        await until(pilot, lambda: isinstance(pilot.app.screen, NewsScreen) and not pilot.app.screen._loading)
        await pilot.press("x", "enter")
        await said(pilot, "6 people to tell; the queue has them; 1 plan ended; u undoes")
        found = await call(screen_home, opportunities.load_opportunity, ids["offered"])
        assert (found.stage, found.since, found.history[-1].note) == ("accepted", day, "signed at their office")
        await until(pilot, lambda: pilot.app.screen is over)
        await pilot.press("u")
        await until(pilot, lambda: any(text.startswith("Undone") for text in toasts(pilot.app)))
        assert (await call(screen_home, get_opportunity, ids["offered"])).stage == "offer"


async def test_landed_with_nobody_to_tell_is_written_by_enter(tmp_path):
    def alone(book):
        return opportunities.add_opportunity(
            book, opportunities.NewOpportunity("Night Baker", "Harbor Foods", stage="offer")
        )

    async with home(tmp_path, alone, clock=Clock()) as (pilot, screen_home):
        from crm.tui.screens.letters import LettersScreen

        over = LettersScreen(screen_home)
        pilot.app.push_screen(over)
        await until(pilot, lambda: pilot.app.screen is over and not over._loading)
        over.run_worker(landed(over, 1), exit_on_error=False)
        await sees(pilot, "Enter writes that the offer was accepted")
        await pilot.press("enter")
        await said(pilot, "Accepted, and nobody is told; u undoes")
        assert (await call(screen_home, get_opportunity, 1)).stage == "accepted"


async def test_nobody_to_tell_names_the_next_key(tmp_path):
    async with home(tmp_path, None, clock=Clock()) as (pilot, _home):
        await told(pilot, *"Exam passed")
        await sees(pilot, "There is nobody to tell yet.")
        await pilot.press("enter")
        await said(pilot, "There is nobody to tell yet.")


async def test_hostile_names_and_lines(tmp_path):
    def evil(book: Book) -> None:
        number = person(book, "placeholder", "placeholder")
        follow_ups.plan_follow_up(book, number, TODAY + timedelta(days=3), "placeholder")
        with book.act("placeholder"):
            book.store.database.execute_sql("UPDATE contact SET name = ?, role = ?", (EVIL, EVIL))

    async with home(tmp_path, evil, clock=Clock()) as (pilot, _home):
        screen = await told(pilot, *"[/] [@click=app.quit]x[/]")
        await sees(pilot, "[@click=app.quit]x[/]", "[b]x[/b")
        assert_clean(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewsLineDialog))
        assert_clean(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
