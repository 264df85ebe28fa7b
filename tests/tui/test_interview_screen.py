"""Interviews: noted in the lift, planned in a line, looked up, prepared."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from dialog_host import assert_clean, assert_focus_in_sight
from home_host import TODAY, call, home, person, picture, toasts, until
from interview_host import hostile_search, search

from crm.book import interviews, opportunities
from crm.book.concerns import ledger
from crm.book.plans import running_plans
from crm.domain.interviews import DEBRIEF_TEXTS
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.interview import AfterInterviewDialog, InterviewDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.screens.interview import InterviewsScreen
from crm.tui.screens.prepare import PrepareScreen

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def first_interview(book):
    """Dana with one opportunity and no interview yet."""
    dana = person(book, "Dana Whitfield", "Northwind Robotics", role="hiring manager")
    role = opportunities.add_opportunity(
        book, opportunities.NewOpportunity("Platform Engineer", "Northwind Robotics", on=date(2026, 11, 1))
    )
    opportunities.add_person(book, role, dana, "hiring manager")


async def choose(pilot, screen, name="Dana Whitfield"):
    await pilot.press("1", "g")
    await until(pilot, lambda: screen.timeline.card is not None)
    while screen.people.list.current.name != name:
        await pilot.press("j")
        await pilot.pause()


async def form(pilot):
    await until(pilot, lambda: isinstance(pilot.app.screen, InterviewDialog) and pilot.app.screen.focused)
    return pilot.app.screen


async def test_the_first_one_is_noted_from_home_in_one_go_and_offers_what_follows(tmp_path):
    async with home(tmp_path, first_interview) as (pilot, screen):
        await choose(pilot, screen)
        await pilot.press("I")
        dialog = await form(pilot)
        assert dialog.focused is dialog.form_fields["challenges"].control, "the cursor is where typing starts"
        await pilot.press(*"churn", "enter", *"on-call", "tab", *"no team led", "tab", *"one inside", "f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, AfterInterviewDialog))
        await until(pilot, lambda: "1 concern is open." in picture(pilot.app))
        assert "Dana Whitfield, draft" not in picture(pilot.app)
        assert "draft the influence letter" in picture(pilot.app)
        found = (await call(screen, interviews.all_interviews))[0]
        assert found.status == "held" and found.names == ("Dana Whitfield",)
        assert [quote.text for quote in found.debrief.challenges] == ["churn", "on-call"]
        assert [quote.text for quote in found.debrief.concerns] == ["no team led"]
        assert found.debrief.competition == "one inside"
        await pilot.press("p")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: any(toast.startswith("Planned: the letter today") for toast in toasts(pilot.app)))
        assert [plan.playbook for plan in await call(screen, running_plans)] == ["after an interview"]
        await pilot.press("u", "u")
        await until(pilot, lambda: any("undone: Interview for Platform Engineer" in t for t in toasts(pilot.app)))
        assert await call(screen, interviews.all_interviews) == [], "saving was one act"
        assert await call(screen, ledger) == []


async def test_leaving_what_follows_says_how_to_get_there(tmp_path):
    async with home(tmp_path, first_interview) as (pilot, screen):
        await choose(pilot, screen)
        await pilot.press("I")
        await form(pilot)
        await pilot.press(*"churn", "f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, AfterInterviewDialog))
        await pilot.press("escape")
        await until(pilot, lambda: any("w drafts the letter today" in toast for toast in toasts(pilot.app)))
        assert await call(screen, running_plans) == []


async def test_one_is_planned_with_its_time_zone_and_place(tmp_path):
    async with home(tmp_path, first_interview) as (pilot, screen):
        await choose(pilot, screen)
        await pilot.press("I")
        dialog = await form(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: "minutes" in picture(pilot.app) and "put off" not in picture(pilot.app))
        await until(pilot, lambda: dialog.focused is dialog.form_fields["on"].control)
        await pilot.press(*"1 dec 14:30", "tab", *"berlin", "tab", "tab", "v", "tab", *"their office", "f2")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert toasts(pilot.app) == ["Planned: interview for Platform Engineer, Tue 1 Dec; u undoes"]
        found = (await call(screen, interviews.all_interviews))[0]
        assert (found.status, found.on, found.at) == ("planned", date(2026, 12, 1), time(14, 30))
        assert (found.zone, found.kind, found.location, found.minutes) == ("Europe/Berlin", "video", "their office", 60)


async def test_a_held_one_cannot_lie_ahead_and_an_unknown_zone_is_a_sentence(tmp_path):
    async with home(tmp_path, first_interview) as (pilot, screen):
        await choose(pilot, screen)
        await pilot.press("I")
        dialog = await form(pilot)
        dialog.form_fields["on"].text = "2026-12-01"
        await pilot.press("f2")
        await until(pilot, lambda: "is still to come: f3 makes it a planned one" in picture(pilot.app))
        await pilot.press("f3")
        await until(pilot, lambda: dialog.form_fields["zone"].is_attached)
        dialog.form_fields["zone"].text = "Narnia"
        dialog.form_fields["minutes"].text = "a while"
        await pilot.press("f2")
        await until(pilot, lambda: "There is no time zone of that name" in picture(pilot.app))
        dialog.form_fields["zone"].text = ""
        await pilot.press("f2")
        await until(pilot, lambda: "How many minutes" in picture(pilot.app))
        assert await call(screen, interviews.all_interviews) == []


async def test_what_was_typed_stands_there_again_also_of_the_other_kind(tmp_path):
    async with home(tmp_path, first_interview) as (pilot, screen):
        await choose(pilot, screen)
        await pilot.press("I")
        await form(pilot)
        await pilot.press(*"churn", "f3")
        dialog = pilot.app.screen
        await until(pilot, lambda: dialog.form_fields["location"].is_attached)
        dialog.form_fields["location"].text = "the quay"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("I")
        dialog = await form(pilot)
        await until(pilot, lambda: "the quay" in picture(pilot.app))
        assert dialog.form_fields["challenges"].text == "churn"
        await pilot.press("f3")
        await until(pilot, lambda: "churn" in picture(pilot.app))


async def test_one_that_waits_to_be_noted_opens_at_once_as_held(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        await choose(pilot, screen)
        await pilot.press("I")
        dialog = await form(pilot)
        assert dialog.form_fields["status"].text == "held"
        assert dialog.focused is dialog.form_fields["challenges"].control
        await pilot.press(*"too many tools", "f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, AfterInterviewDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, InterviewsScreen))
        found = (await call(screen, interviews.all_interviews))[0]
        assert found.status == "held" and found.debrief.challenges[0].text == "too many tools"
        assert (found.on, found.at, found.kind) == (TODAY, time(9), "on site")


async def listed(pilot, screen):
    """The list of interviews, the form that opened over it left."""
    await choose(pilot, screen)
    await pilot.press("I")
    await form(pilot)
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, InterviewsScreen) and pilot.app.screen.list.row_count == 2)
    return pilot.app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_the_list_and_everything_noted_of_one(tmp_path, size):
    async with home(tmp_path, search, size=size) as (pilot, screen):
        over = await listed(pilot, screen)
        seen = picture(pilot.app)
        assert "Tue 24 Nov 09:00" in seen and "Tue 3 Nov" in seen
        await pilot.press("j", "enter")
        await until(pilot, lambda: "churn among small customers" in picture(pilot.app))
        seen = picture(pilot.app)
        assert "you have never led a team" in seen and "HOW YOU COMPARE" in seen
        await pilot.press("escape")
        await until(pilot, lambda: over.focused is over.list)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_editing_keeps_what_was_not_touched_and_rewords_what_was(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        await listed(pilot, screen)
        await pilot.press("j", "e")
        dialog = await form(pilot)
        before = (await call(screen, interviews.all_interviews))[1]
        numbers = [quote.id for quote in before.debrief.challenges]
        await pilot.press(*" and big ones", "f2")
        await until(pilot, lambda: any("Noted: interview for" in toast for toast in toasts(pilot.app)))
        after = (await call(screen, interviews.all_interviews))[1]
        assert [quote.text for quote in after.debrief.challenges] == ["churn among small customers and big ones"]
        assert [quote.id for quote in after.debrief.challenges] == numbers, "reworded, not replaced"
        assert after.debrief.concerns == before.debrief.concerns
        for name in DEBRIEF_TEXTS:
            assert getattr(after.debrief, name) == getattr(before.debrief, name)
        assert dialog.values.kind == after.kind == "video"


async def test_cancel_delete_and_undo(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        over = await listed(pilot, screen)
        await pilot.press("C")
        await until(pilot, lambda: "cancelled" in picture(pilot.app))
        await pilot.press("C")
        await until(pilot, lambda: any("cancelled already" in toast for toast in toasts(pilot.app)))
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is over and over.list.row_count == 1)
        await pilot.press("u")
        await until(pilot, lambda: over.list.row_count == 2)
        await pilot.press("u")
        await until(pilot, lambda: "cancelled" not in picture(pilot.app).replace("Undone", ""))


async def test_a_second_one_is_recorded_from_the_list(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        over = await listed(pilot, screen)
        await pilot.press("n")
        await form(pilot)
        await pilot.press("f3")
        await pilot.press(*"4 dec", "f2")
        await until(pilot, lambda: pilot.app.screen is over and over.list.row_count == 3)
        await until(pilot, lambda: "Fri 4 Dec" in picture(pilot.app).split("\n")[2])
        assert over.list.cursor == 0, "the cursor is on the new one"


async def test_somebody_without_an_opportunity_anywhere_is_told_the_way(tmp_path):
    async with home(tmp_path, lambda book: person(book, "Ann Lee")) as (pilot, screen):
        await choose(pilot, screen, "Ann Lee")
        await pilot.press("I")
        await until(pilot, lambda: any("o goes to the opportunities" in toast for toast in toasts(pilot.app)))


async def test_of_several_opportunities_one_is_picked(tmp_path):
    def fill(book):
        first_interview(book)
        opportunities.add_opportunity(
            book, opportunities.NewOpportunity("Tooling Lead", "Northwind Robotics", people=((1, "hiring manager"),))
        )

    async with home(tmp_path, fill) as (pilot, screen):
        await choose(pilot, screen)
        await pilot.press("I")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog) and pilot.app.screen.focused)
        await pilot.press(*"tooling", "enter")
        dialog = await form(pilot)
        assert "Tooling Lead" in dialog.heading


@pytest.mark.parametrize("size", [(80, 24), (120, 60), (200, 60)])
async def test_the_preparation_sheet_has_people_points_and_the_two_questions(tmp_path, size):
    async with home(tmp_path, search, size=size) as (pilot, screen):
        await listed(pilot, screen)
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, PrepareScreen) and pilot.app.screen.found)
        await until(pilot, lambda: "PEOPLE" in picture(pilot.app))
        seen = picture(pilot.app)
        await pilot.press("G")
        await until(pilot, lambda: "IF THEY RING WITH A NO" in picture(pilot.app))
        seen += picture(pilot.app)
        for text in ("Dana Whitfield", "Thank Dana Whitfield", "How do I compare", "May I stay in touch"):
            assert text in " ".join(seen.split())
        if size[1] > 24:
            for text in ("you have never led a team", "perhaps Led eleven temps", "bring the figure"):
                assert text in seen
        await pilot.press("o")
        await until(pilot, lambda: any("No posting was saved" in toast for toast in toasts(pilot.app)))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_text_is_drawn_literally_in_list_form_and_sheet(tmp_path, size):
    async with home(tmp_path, hostile_search, size=size) as (pilot, _screen):
        await pilot.press("1", "g", "I")
        await until(pilot, lambda: isinstance(pilot.app.screen, InterviewDialog | InterviewsScreen))
        if isinstance(pilot.app.screen, InterviewDialog):
            await form(pilot)
            await pilot.pause()
            assert_clean(pilot)
            assert_focus_in_sight(pilot)
            await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, InterviewsScreen) and pilot.app.screen.list.row_count)
        for key in ("enter", "escape", "e"):
            await pilot.press(key)
            await pilot.pause()
            assert "[/]" in picture(pilot.app) and not UNSAFE.search(picture(pilot.app).replace("\n", ""))
        await form(pilot)
        assert_clean(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: not isinstance(pilot.app.screen, InterviewDialog))
        if isinstance(pilot.app.screen, AfterInterviewDialog):
            assert not UNSAFE.search(picture(pilot.app).replace("\n", ""))
            await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, InterviewsScreen))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, PrepareScreen) and pilot.app.screen.found)
        await pilot.press("o", "G")
        await until(pilot, lambda: "[/]" in picture(pilot.app))
        assert not UNSAFE.search(picture(pilot.app).replace("\n", ""))
        assert pilot.app._exit is False
