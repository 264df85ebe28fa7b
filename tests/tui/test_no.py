"""Recording a no: the form, the plan before it begins, one act, and back."""

from __future__ import annotations

from datetime import date

import pytest
from home_host import TODAY, call, home, person, picture, toasts, until
from search_host import EVIL, SIZES, interviewing, turned_down

from crm.book import opportunities, plans
from crm.book.opportunities import NewOpportunity
from crm.tui.dialogs.no import NoDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.plan_step import StepDialog
from crm.tui.dialogs.text import TextDialog
from crm.tui.screens.plan_preview import PlanPreviewScreen


async def choose(pilot, screen, name):
    await pilot.press("1", "g")
    while screen.people.list.current.name != name:
        await pilot.press("j")
    await until(pilot, lambda: screen.timeline.card.contact.name == name)


async def opened(pilot, kind):
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.focused)


async def previewed(pilot):
    await opened(pilot, PlanPreviewScreen)
    await until(pilot, lambda: pilot.app.screen.steps)
    return pilot.app.screen


async def test_a_no_is_recorded_with_its_plan_as_one_step_back(tmp_path):
    async with home(tmp_path, interviewing) as (pilot, screen):
        await choose(pilot, screen, "Dana Whitfield")
        await pilot.press("r")
        await opened(pilot, NoDialog)
        assert "Senior Analyst, Northwind Robotics" in picture(pilot.app)
        await pilot.press("alt+h", "alt+e", *"too senior", "enter")
        preview = await previewed(pilot)
        seen = picture(pilot.app)
        assert "thank HR for" in seen and "Wed 25 Nov" in seen and "Thu 26 Nov" in seen
        assert "% of the moments; evenly" in seen
        assert "logged with it: an e-mail from Sam Lee" in seen
        assert (await call(screen, plans.plans_of))[:1] == [], "nothing is kept yet"
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        said = "The no is recorded; next: Wed 25 Nov, thank HR for telling you (Sam Lee); u undoes"
        await until(pilot, lambda: said in toasts(pilot.app))
        await until(pilot, lambda: "✕ said no, by e-mail from Sam Lee" in picture(pilot.app))
        assert "said no Tue 24 Nov" in picture(pilot.app)
        found = await call(screen, opportunities.load_opportunity, 1)
        assert (found.stage, found.rejection.how, found.rejection.reason) == ("rejected", "email", "too senior")
        assert preview.accepted is not None
        await pilot.press("u")
        await until(pilot, lambda: "✕" not in picture(pilot.app))
        assert (await call(screen, opportunities.load_opportunity, 1)).stage == "interviewing"


async def test_back_from_the_plan_everything_stands_in_the_form_as_it_was(tmp_path):
    async with home(tmp_path, interviewing) as (pilot, screen):
        await choose(pilot, screen, "Dana Whitfield")
        await pilot.press("r")
        await opened(pilot, NoDialog)
        await pilot.press("alt+m", "alt+c", *"their words", "tab", *"runner-up", "enter")
        preview = await previewed(pilot)
        await pilot.press("x", "c")
        await until(pilot, lambda: "coffee later" in picture(pilot.app))
        await pilot.press("escape")
        await opened(pilot, NoDialog)
        fields = pilot.app.screen.form_fields
        assert [fields[key].text for key in ("told_by", "how", "reason", "rank")] == [
            "manager", "call", "their words", "runner-up",
        ]  # fmt: skip
        await pilot.press("enter")
        again = await previewed(pilot)
        assert again is not preview
        assert len(again.choices.edits) == 1, "what was changed of the plan is kept too"
        assert again.choices.coffee == "later"
        await pilot.press("escape")
        await opened(pilot, NoDialog)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("r")
        await opened(pilot, NoDialog)
        assert pilot.app.screen.form_fields["rank"].text == "runner-up"
        assert (await call(screen, opportunities.load_opportunity, 1)).stage == "interviewing"


async def test_steps_are_moved_and_dropped_before_they_begin(tmp_path):
    async with home(tmp_path, interviewing) as (pilot, screen):
        await choose(pilot, screen, "Dana Whitfield")
        await pilot.press("r")
        await opened(pilot, NoDialog)
        await pilot.press("alt+m", "alt+e", "enter")
        preview = await previewed(pilot)
        count = len(preview.steps)
        assert preview.step.channel == "call"
        await pilot.press("e")
        await opened(pilot, StepDialog)
        await pilot.press(*"27 nov", "enter")
        await until(pilot, lambda: pilot.app.screen is preview and preview.steps[0].on == date(2026, 11, 27))
        assert preview.steps[0].pinned and "1 changed" in picture(pilot.app)
        await pilot.press("j", "x")
        await until(pilot, lambda: len(preview.steps) == count - 1)
        await pilot.press("u")
        await until(pilot, lambda: len(preview.steps) == count)
        await pilot.press("x")
        await until(pilot, lambda: len(preview.steps) == count - 1)
        await pilot.press("f2")
        await until(pilot, lambda: pilot.app.screen is screen)
        (plan,) = await call(screen, lambda book: plans.plans_of(book, opportunity_id=1))
        assert plan.steps[0].on == date(2026, 11, 27)
        assert len(plan.steps) == count - 1 and "note" not in [step.name for step in plan.steps]


async def test_coffee_and_placing_are_one_key_each_and_the_sources_too(tmp_path):
    async with home(tmp_path, interviewing) as (pilot, screen):
        await choose(pilot, screen, "Dana Whitfield")
        await pilot.press("r")
        await opened(pilot, NoDialog)
        await pilot.press("enter")
        preview = await previewed(pilot)
        assert "coffee" in [step.name for step in preview.steps]
        await pilot.press("c")
        await until(pilot, lambda: "coffee later" in picture(pilot.app))
        assert "coffee" not in [step.name for step in preview.steps if step.phase == "early"]
        placed = [step.on for step in preview.steps]
        await pilot.press("p")
        await until(pilot, lambda: "plain dates meet" in picture(pilot.app))
        assert [step.on for step in preview.steps] != placed
        await pilot.press("W")
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog))
        assert "BambooHR, 2014" in picture(pilot.app)


async def test_a_no_without_any_plan(tmp_path):
    async with home(tmp_path, interviewing) as (pilot, screen):
        await choose(pilot, screen, "Dana Whitfield")
        await pilot.press("r")
        await opened(pilot, NoDialog)
        await pilot.press("enter")
        preview = await previewed(pilot)
        await pilot.press("z")
        await until(pilot, lambda: not preview.steps and "No plan: only the no" in picture(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: "The no is recorded, without a plan; u undoes" in toasts(pilot.app))
        assert (await call(screen, opportunities.load_opportunity, 1)).stage == "rejected"
        assert await call(screen, lambda book: plans.plans_of(book, opportunity_id=1)) == []


async def test_a_role_that_was_not_in_the_book_is_added_with_its_no(tmp_path):
    async with home(tmp_path, interviewing) as (pilot, screen):
        await choose(pilot, screen, "Ada Other")
        await pilot.press("r")
        await opened(pilot, NoDialog)
        assert pilot.app.screen.form_fields["employer"].text == "Kestrel Health"
        await pilot.press("enter")
        await until(pilot, lambda: "Which role was it?" in picture(pilot.app))
        await pilot.press(*"Team Lead", "enter")
        await previewed(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        found = await call(screen, opportunities.load_opportunity, 2)
        assert (found.title, found.employer, found.stage) == ("Team Lead", "Kestrel Health", "rejected")
        assert [each.name for each in found.people] == ["Ada Other"]
        await pilot.press("u")
        await until(pilot, lambda: "undone: A no: Team Lead, Kestrel Health; U does it again" in toasts(pilot.app))
        assert len(await call(screen, opportunities.opportunities_page)) == 1


async def test_with_several_roles_it_asks_which(tmp_path):
    def two(book):
        ids = interviewing(book)
        opportunities.add_opportunity(
            book, NewOpportunity("Data Engineer", "Northwind Robotics", stage="applied", people=((ids["Dana"], ""),))
        )

    async with home(tmp_path, two) as (pilot, screen):
        await choose(pilot, screen, "Dana Whitfield")
        await pilot.press("r")
        await opened(pilot, PickDialog)
        await pilot.press(*"engineer", "enter")
        await opened(pilot, NoDialog)
        assert "Data Engineer, Northwind Robotics" in picture(pilot.app)


async def test_a_role_in_which_they_had_no_part_gives_them_one_with_its_no(tmp_path):
    def fill(book):
        ids = interviewing(book)
        ids["Ruth"] = person(book, "Ruth New", "Northwind Robotics", role="executive")
        return ids

    async with home(tmp_path, fill) as (pilot, screen):
        await choose(pilot, screen, "Ruth New")
        await pilot.press("r")
        await opened(pilot, PickDialog)
        await pilot.press(*"senior", "enter")
        await opened(pilot, NoDialog)
        assert "Ruth New gets a part in it" in " ".join(picture(pilot.app).split())
        await pilot.press("enter")
        await previewed(pilot)
        assert len((await call(screen, opportunities.load_opportunity, 1)).people) == 2, "nothing is kept yet"
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        found = await call(screen, opportunities.load_opportunity, 1)
        assert ("Ruth New", "executive") in {(each.name, each.part) for each in found.people}
        await pilot.press("u")
        await until(pilot, lambda: any("A no: Senior Analyst" in text for text in toasts(pilot.app)[-1:]))
        assert len((await call(screen, opportunities.load_opportunity, 1)).people) == 2


async def test_a_day_ahead_is_refused_in_the_form(tmp_path):
    async with home(tmp_path, interviewing) as (pilot, screen):
        await choose(pilot, screen, "Dana Whitfield")
        await pilot.press("r")
        await opened(pilot, NoDialog)
        await pilot.press("shift+tab", *"tomorrow", "enter")
        await until(pilot, lambda: "is still to come" in picture(pilot.app))
        assert isinstance(pilot.app.screen, NoDialog)


async def test_a_second_no_for_one_that_ended_says_so(tmp_path):
    from crm.tui.screens.no import record_no_of

    async with home(tmp_path, turned_down) as (pilot, screen):
        with pytest.raises(Exception, match="has its no of Mon 23 Nov already"):
            await record_no_of(screen, 1)
        assert pilot.app.screen is screen


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_words_are_words_at_every_size(tmp_path, size):
    def evil(book):
        dana = person(book, f"Dana {EVIL}", EVIL, role="hiring manager")
        opportunities.add_opportunity(book, NewOpportunity(EVIL, EVIL, stage="applied", on=TODAY, people=((dana, ""),)))

    async with home(tmp_path, evil, size=size) as (pilot, _screen):
        await pilot.press("r")
        await opened(pilot, NoDialog)
        assert "[/] [@click=app.quit]x[/]" in picture(pilot.app)
        await pilot.press("enter")
        preview = await previewed(pilot)
        seen = picture(pilot.app)
        assert "\x1b" not in seen and "\u202e" not in seen and "\x07" not in seen
        assert "A no · [/] [@click=app.quit]x[/]" in seen and "? help" in seen
        await pilot.press("j", "k")
        assert pilot.app.screen is preview
