"""What asks for a decision is asked from its row, and what is decided is one act."""

from __future__ import annotations

from datetime import date

from home_host import call, home, person, picture, toasts, until
from search_host import asking, turned_down

from crm.book import plans, reading
from crm.tui.dialogs.decide import DecideDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.plan_step import StepDialog
from crm.tui.screens.deciding import hand_over


async def opened(pilot, kind):
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))


async def on_row(pilot, screen, name):
    while screen.queue.list.current is None or screen.queue.list.current.contact != name:
        await pilot.press("j")
        await until(pilot, lambda: screen.queue.list.current is not None)
    await until(pilot, lambda: screen.timeline.card.contact.name == name)


async def test_the_rows_stand_under_their_heading_and_the_day_counts_them(tmp_path):
    async with home(tmp_path, asking, size=(120, 36)) as (pilot, _screen):
        seen = picture(pilot.app)
        assert "· 2 to decide" in seen
        assert "TO DECIDE" in seen and "three tries" in seen and "they replied" in seen
        lines = seen.splitlines()
        at = next(number for number, line in enumerate(lines) if "TO DECIDE" in line)
        under = "\n".join(lines[at : at + 5])
        assert "Quinn Quiet" in under and "Dana Whitfield" in under


async def test_enter_asks_and_rest_takes_the_row_away_until_half_a_year(tmp_path):
    async with home(tmp_path, asking) as (pilot, screen):
        await on_row(pilot, screen, "Quinn Quiet")
        await pilot.press("enter")
        await opened(pilot, DecideDialog)
        seen = picture(pilot.app)
        assert "rest half a year" in seen and "Opens a colleague of theirs. They rest half a year." in " ".join(
            seen.split()
        )
        await pilot.press("r")
        await until(pilot, lambda: any("Resting: Quinn Quiet" in text for text in toasts(pilot.app)))
        await until(pilot, lambda: "· 1 to decide" in picture(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: "· 2 to decide" in picture(pilot.app))


async def test_escape_decides_nothing_and_skip_says_why_not(tmp_path):
    async with home(tmp_path, asking) as (pilot, screen):
        await on_row(pilot, screen, "Quinn Quiet")
        await pilot.press("d")
        await opened(pilot, DecideDialog)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert not toasts(pilot.app)
        await pilot.press("S")
        await until(pilot, lambda: "This waits for your decision: d opens the choices." in toasts(pilot.app))


async def test_try_again_and_end_it(tmp_path):
    async with home(tmp_path, asking) as (pilot, screen):
        await on_row(pilot, screen, "Quinn Quiet")
        quinn = screen.contact_id
        await pilot.press("d")
        await opened(pilot, DecideDialog)
        await pilot.press("t")
        await until(pilot, lambda: any("Going on: Quinn Quiet" in text for text in toasts(pilot.app)))
        assert (await call(screen, reading.contact_card, quinn)).group != "decide"
        await pilot.press("u")
        await until(pilot, lambda: "· 2 to decide" in picture(pilot.app))
        await on_row(pilot, screen, "Quinn Quiet")
        await pilot.press("d")
        await opened(pilot, DecideDialog)
        await pilot.press("j", "j", "j", "enter")
        await until(pilot, lambda: any("Ended: Quinn Quiet" in text for text in toasts(pilot.app)))
        assert (await call(screen, reading.contact_card, quinn)).contact.cadence == "none"


async def test_somebody_else_there_is_opened_where_no_plan_runs(tmp_path):
    async with home(tmp_path, asking) as (pilot, screen):
        await on_row(pilot, screen, "Quinn Quiet")
        await pilot.press("d")
        await opened(pilot, DecideDialog)
        await pilot.press("s")
        await opened(pilot, PickDialog)
        assert "Otto Other" in picture(pilot.app) and "Ada Other" not in pilot.app.screen.choices
        await pilot.press("enter")
        await until(pilot, lambda: screen.timeline.card.contact.name == "Otto Other")
        await until(pilot, lambda: "· 1 to decide" in picture(pilot.app))
        assert any("Quinn Quiet rests half a year; l logs with Otto Other" in text for text in toasts(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: "· 2 to decide" in picture(pilot.app))


async def test_a_plan_goes_to_somebody_else_there_and_the_first_rests_in_one_act(tmp_path):
    def fill(book):
        ids = turned_down(book)
        person(book, "Otto Other", "Northwind Robotics")
        return ids

    async with home(tmp_path, fill) as (pilot, screen):
        card = (await call(screen, reading.contacts_page, "dana", 0, 5))[0]
        asked = await screen.acts.person(card.id)
        (plan,) = await call(screen, lambda book: plans.plans_of(book, contact_id=card.id))
        screen.run_worker(hand_over(screen.acts, asked, plan, only_there=True, rest=True), exit_on_error=False)
        await opened(pilot, PickDialog)
        await pilot.press(*"otto", "enter")
        await until(pilot, lambda: any("Handed over: Otto Other" in text for text in toasts(pilot.app)))
        assert "resting" in (await call(screen, reading.contact_card, card.id)).why
        await pilot.press("u")
        await until(pilot, lambda: any("Hand the plan over to Otto Other" in text for text in toasts(pilot.app)))
        assert "resting" not in (await call(screen, reading.contact_card, card.id)).why
        (plan,) = await call(screen, lambda book: plans.plans_of(book, contact_id=card.id))
        assert "Otto Other" not in {step.contact for step in plan.steps}


async def test_after_a_reply_the_plan_goes_on_or_its_next_step_another_day(tmp_path):
    async with home(tmp_path, asking) as (pilot, screen):
        await on_row(pilot, screen, "Dana Whitfield")
        dana = screen.contact_id
        await pilot.press("d")
        await opened(pilot, DecideDialog)
        assert "The open steps keep their dates." in picture(pilot.app)
        await pilot.press("m")
        await opened(pilot, StepDialog)
        await pilot.press(*"9 dec", "enter")
        await until(pilot, lambda: any("Going on: Dana Whitfield" in text for text in toasts(pilot.app)))
        card = await call(screen, reading.contact_card, dana)
        assert (card.next.shown, card.group) == (date(2026, 12, 9), "later")
        await pilot.press("u")
        await until(pilot, lambda: "· 2 to decide" in picture(pilot.app))


async def test_the_plan_is_handed_over_from_the_row(tmp_path):
    async with home(tmp_path, asking) as (pilot, screen):
        await on_row(pilot, screen, "Dana Whitfield")
        await pilot.press("d")
        await opened(pilot, DecideDialog)
        await pilot.press("h")
        await opened(pilot, PickDialog)
        await pilot.press(*"otto")
        await until(pilot, lambda: "Otto Other" in picture(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: any("Handed over: Otto Other" in text for text in toasts(pilot.app)))
        (plan,) = await call(screen, lambda book: plans.plans_of(book, opportunity_id=1))
        assert "Otto Other" in {step.contact for step in plan.steps if step.is_open}
