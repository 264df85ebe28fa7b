"""The plan as it runs: shown, moved, edited, done, skipped, placed, ended, handed over, started."""

from __future__ import annotations

from datetime import date

import pytest
from home_host import call, home, person, picture, toasts, until
from search_host import EVIL, SIZES, asking, interviewing, turned_down

from crm.book import opportunities, plans, reading, rejections
from crm.book.opportunities import NewOpportunity
from crm.book.rejections import RecordNo
from crm.tui.dialogs.decide import DecideDialog
from crm.tui.dialogs.log import LogDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.plan_step import StepDialog
from crm.tui.screens.plan import PlanScreen
from crm.tui.screens.plan_preview import PlanPreviewScreen


async def opened(pilot, kind):
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.focused)


async def plan_of(pilot, screen, name="Dana Whitfield"):
    await pilot.press("1", "g")
    while screen.people.list.current.name != name:
        await pilot.press("j")
    await until(pilot, lambda: screen.timeline.card.contact.name == name)
    await pilot.press("p")
    await opened(pilot, PlanScreen)
    await until(pilot, lambda: pilot.app.screen.person is not None)
    return pilot.app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_plan_shows_its_steps_and_the_words_for_the_one_under_the_cursor(tmp_path, size):
    async with home(tmp_path, turned_down, size=size) as (pilot, screen):
        plan = await plan_of(pilot, screen)
        await until(pilot, lambda: plan.steps)
        seen = picture(pilot.app)
        assert "The plan with Dana Whitfield" in seen
        assert "after the no · Senior Analyst, Northwind Robotics · runs, since Mon 23 Nov" in seen
        assert "0 of 16 behind you · meets" in seen and "% of the moments; evenly" in seen
        assert plan.step.name == "call", "the cursor is on the first step with this person"
        assert "people rarely refuse to give advice" in seen and "? help" in seen
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_step_is_moved_edited_skipped_and_done_each_one_step_back(tmp_path):
    async with home(tmp_path, turned_down) as (pilot, screen):
        plan = await plan_of(pilot, screen)
        await until(pilot, lambda: plan.steps)
        call_id = plan.step.id
        await pilot.press("m")
        await opened(pilot, StepDialog)
        await pilot.press(*"fri", "enter")
        await until(pilot, lambda: pilot.app.screen is plan and plan.step.on == date(2026, 11, 27))
        assert plan.step.id == call_id and plan.step.pinned
        await pilot.press("e")
        await opened(pilot, StepDialog)
        await pilot.press("home", "ctrl+k", *"ring her", "enter")
        await until(pilot, lambda: pilot.app.screen is plan and plan.step.purpose == "ring her")
        await pilot.press("S")
        await until(pilot, lambda: plan.step.state == "skipped")
        await until(pilot, lambda: any("Skipped: ring her; next: " in text for text in toasts(pilot.app)))
        await pilot.press("S")
        await until(pilot, lambda: any("closed already" in text for text in toasts(pilot.app)))
        await pilot.press("u", "u")
        await until(pilot, lambda: plan.step.is_open and plan.step.purpose != "ring her")
        await pilot.press("d")
        await until(pilot, lambda: plan.step.state == "done")


async def test_logging_from_a_step_is_preset_and_does_it(tmp_path):
    async with home(tmp_path, turned_down) as (pilot, screen):
        plan = await plan_of(pilot, screen)
        await until(pilot, lambda: plan.steps)
        await pilot.press("l")
        await opened(pilot, LogDialog)
        form = pilot.app.screen
        assert "Log · Dana Whitfield" in picture(pilot.app)
        assert form.form_fields["channel"].text == "call"
        assert form.form_fields["note"].control.placeholder.startswith("If you were me")
        await pilot.press(*"she told me", "enter")
        await until(pilot, lambda: pilot.app.screen is plan and plan.step.name == "call" and plan.step.state == "done")
        assert any("Dana Whitfield: next" in text for text in toasts(pilot.app))


async def test_placed_and_plain_and_the_end_and_back(tmp_path):
    async with home(tmp_path, turned_down) as (pilot, screen):
        plan = await plan_of(pilot, screen)
        await until(pilot, lambda: plan.steps)
        await pilot.press("p")
        await until(pilot, lambda: "plain dates meet" in picture(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: "PLACED BY THE CALLBACK WINDOW" in picture(pilot.app))
        await pilot.press("X")
        await until(pilot, lambda: "has ended" in picture(pilot.app))
        await pilot.press("m")
        await until(pilot, lambda: "This plan is over; n starts another." in toasts(pilot.app))
        assert (await call(screen, reading.contact_card, screen.contact_id)).next.kind != "plan"
        await pilot.press("u")
        await until(pilot, lambda: "runs, since" in picture(pilot.app))


async def test_it_is_handed_over_to_somebody_picked(tmp_path):
    async with home(tmp_path, turned_down) as (pilot, screen):
        plan = await plan_of(pilot, screen)
        await until(pilot, lambda: plan.steps)
        await pilot.press("h")
        await opened(pilot, PickDialog)
        await pilot.press(*"ada")
        await until(pilot, lambda: "Ada Other" in picture(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is plan and "Ada Other" in {step.contact for step in plan.steps})
        await until(pilot, lambda: any("Handed over: Ada Other; next" in text for text in toasts(pilot.app)))


async def test_without_a_plan_the_next_keys_are_named_and_another_playbook_starts(tmp_path):
    async with home(tmp_path, interviewing) as (pilot, screen):
        plan = await plan_of(pilot, screen, "Ada Other")
        assert "No plan runs with Ada Other." in picture(pilot.app)
        assert "r records a no; n starts another playbook." in picture(pilot.app)
        await pilot.press("d")
        await until(pilot, lambda: "No plan runs with Ada Other: n starts one." in toasts(pilot.app))
        await pilot.press("n")
        await opened(pilot, PickDialog)
        await pilot.press(*"introduction", "enter")
        await opened(pilot, PlanPreviewScreen)
        await until(pilot, lambda: pilot.app.screen.steps)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is plan and plan.steps)
        assert "introduction · Kestrel Health · runs, since Tue 24 Nov" in picture(pilot.app)
        await pilot.press("u")
        await until(pilot, lambda: "No plan runs with Ada Other." in picture(pilot.app))


async def test_plans_that_are_over_are_one_arrow_away(tmp_path):
    def twice(book):
        ids = turned_down(book)
        plans.end_plan(book, ids["Plan"])
        number = opportunities.add_opportunity(
            book, NewOpportunity("Team Lead", "Northwind Robotics", people=((ids["Dana"], ""),))
        )
        rejections.record_no(book, RecordNo(number))

    async with home(tmp_path, twice) as (pilot, screen):
        plan = await plan_of(pilot, screen)
        await until(pilot, lambda: "Team Lead" in picture(pilot.app) and "1 of 2 plans" in picture(pilot.app))
        await pilot.press("right")
        await until(pilot, lambda: "Senior Analyst" in picture(pilot.app) and "has ended" in picture(pilot.app))
        await pilot.press("left")
        await until(pilot, lambda: plan.plan.status == "running")


async def test_what_the_plan_asks_is_said_and_decided_there(tmp_path):
    async with home(tmp_path, asking) as (pilot, screen):
        plan = await plan_of(pilot, screen)
        await until(pilot, lambda: "Dana Whitfield replied" in picture(pilot.app))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DecideDialog))
        await pilot.press("g")
        await until(pilot, lambda: pilot.app.screen is plan and not plan.plan.asks)


async def test_hostile_words_in_a_plan_are_words(tmp_path):
    def evil(book):
        dana = person(book, f"Dana {EVIL}", EVIL, role="hiring manager")
        number = opportunities.add_opportunity(book, NewOpportunity(EVIL, EVIL, people=((dana, ""),)))
        rejections.record_no(book, RecordNo(number, reason=EVIL, rank=EVIL, chosen=EVIL))

    async with home(tmp_path, evil) as (pilot, screen):
        assert "\x1b" not in picture(pilot.app)
        await pilot.press("p")
        await opened(pilot, PlanScreen)
        await until(pilot, lambda: pilot.app.screen.steps)
        seen = picture(pilot.app)
        assert "The plan with Dana [/] [@click=app.quit]x[/]" in seen
        assert "\x1b" not in seen and "\u202e" not in seen
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
