"""Planning, snoozing, cadence, questions, picking and reading."""

from __future__ import annotations

from datetime import date, time

import pytest
from dialog_host import (
    DANA,
    EVIL,
    OPEN,
    SIZES,
    TODAY,
    Host,
    assert_clean,
    assert_focus_in_sight,
    drawn,
    field,
    result,
    showing,
    type_text,
)
from textual.widgets import OptionList

from crm.tui.dialogs.cadence import CadenceDialog
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.follow_up import FollowUpDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.snooze import SnoozeDialog
from crm.tui.dialogs.text import TextDialog
from crm.tui.dialogs.values import About, CadenceValues, Choice, Desk, FollowUpValues, SnoozeValues

DESK = Desk(TODAY)
HOSTILE = About("1", EVIL, EVIL, EVIL, EVIL)


async def test_a_follow_up_is_a_day_a_purpose_and_a_way():
    async with showing(FollowUpDialog(DANA, desk=Desk(TODAY))) as pilot:
        await type_text(pilot, "next wed 14:30")
        assert "Wed 25 Nov, in 3 days, 14:30" in drawn(pilot)
        await pilot.press("tab")
        await type_text(pilot, "coffee")
        await pilot.press("tab", "t", "enter")
        await pilot.pause()
        assert await result(pilot) == FollowUpValues(date(2026, 11, 25), time(14, 30), "coffee", "meeting")


async def test_a_doubtful_date_is_refused_with_both_readings_and_what_was_typed_stays():
    async with showing(FollowUpDialog(DANA, desk=Desk(TODAY))) as pilot:
        await type_text(pilot, "03/04")
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) is OPEN
        assert "3 April or 4 March" in drawn(pilot)
        assert field(pilot, "on").text == "03/04"


async def test_a_day_half_typed_is_no_complaint_yet():
    async with showing(FollowUpDialog(DANA, desk=Desk(TODAY))) as pilot:
        await type_text(pilot, "next")
        assert "!" not in drawn(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "! “next” is not a date: write" in drawn(pilot)


async def test_a_plan_without_a_day_or_in_the_past_is_refused():
    async with showing(FollowUpDialog(DANA, desk=Desk(TODAY))) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert "A day is needed" in drawn(pilot)
        await type_text(pilot, "yesterday")
        await pilot.press("enter")
        await pilot.pause()
        assert "That day has passed" in drawn(pilot)


async def test_moving_offers_the_day_selected_and_keeps_the_rest():
    planned = FollowUpValues(date(2026, 11, 10), time(9), "coffee", "meeting")
    async with showing(FollowUpDialog(DANA, planned, desk=Desk(TODAY), moving=True)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) == planned
    async with showing(FollowUpDialog(DANA, planned, desk=Desk(TODAY), moving=True)) as pilot:
        await type_text(pilot, "+1w")
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) == FollowUpValues(date(2026, 11, 29), None, "coffee", "meeting")


@pytest.mark.parametrize(
    ("keys", "until"),
    [
        (["alt+f"], date(2026, 12, 7)),
        (["alt+y"], date(2027, 1, 4)),
        (["down", "down", "enter"], date(2026, 12, 7)),
        ([*"1 mar", "enter"], date(2027, 3, 1)),
        ([*"in 3 weeks", "enter"], date(2026, 12, 13)),
        ([*"tomorrow", "enter"], date(2026, 11, 23)),
        ([*"end of month", "enter"], date(2026, 11, 30)),
        ([*"next tue", "enter"], date(2026, 11, 24)),
        ([*"+10d", "enter"], date(2026, 12, 2)),
        (["tab", *"2 months", "enter"], date(2027, 1, 22)),
    ],
)
async def test_any_day_can_be_typed_and_a_ready_one_taken(keys, until):
    async with showing(SnoozeDialog(DANA, desk=Desk(TODAY))) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert await result(pilot) == SnoozeValues(until)


async def test_a_snooze_ends_after_today():
    async with showing(SnoozeDialog(DANA, desk=Desk(TODAY))) as pilot:
        await type_text(pilot, "today")
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) is OPEN
        assert "after today" in drawn(pilot)


async def test_at_the_end_of_the_calendar_the_ready_days_still_stand():
    async with showing(SnoozeDialog(DANA, desk=Desk(date(9999, 12, 30)))) as pilot:
        await pilot.press("alt+h")
        await pilot.pause()
        assert await result(pilot) == SnoozeValues(date.max)


@pytest.mark.parametrize(
    ("keys", "cadence"),
    [
        (["alt+w"], "1 week"),
        (["alt+n"], "none"),
        (["alt+d"], None),
        ([*"10 days", "enter"], "10 days"),
        ([*"6 weeks", "enter"], "6 weeks"),
        ([*"default", "enter"], None),
        (["tab", *"2 weeks", "enter"], "2 weeks"),
    ],
)
async def test_a_cadence_is_typed_or_a_ready_one_taken(keys, cadence):
    dialog = CadenceDialog(DANA, "2 months", desk=Desk(TODAY), anchor=date(2026, 11, 12))
    async with showing(dialog) as pilot:
        assert "then Tue 12 Jan" in drawn(pilot)
        await pilot.press(*keys)
        await pilot.pause()
        assert await result(pilot) == CadenceValues(cadence)


async def test_a_cadence_that_is_none_says_what_one_is():
    async with showing(CadenceDialog(DANA, None, desk=Desk(TODAY))) as pilot:
        await type_text(pilot, "often")
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) is OPEN
        assert "is not a cadence" in drawn(pilot)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [(["y"], True), (["enter"], True), (["tab", "enter"], None), (["escape"], None)],
)
async def test_a_question_names_what_goes_and_how_it_comes_back(keys, answer):
    dialog = ConfirmDialog("Delete Dana Whitfield?", ["14 touches", "2 follow-ups"])
    async with showing(dialog) as pilot:
        assert "14 touches" in drawn(pilot)
        assert "u brings it back" in drawn(pilot)
        await pilot.press(*keys)
        await pilot.pause()
        assert await result(pilot) is answer


async def test_what_cannot_come_back_is_not_done_by_enter():
    async with showing(ConfirmDialog("Forget the key?", yes="Forget", back="")) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) is None


NAMES = ["José Ruiz", "山田 太郎", "Sam Lee"]
PEOPLE = [Choice(str(at), name, "Kestrel Health") for at, name in enumerate(NAMES)]


async def test_picking_narrows_as_one_types_accents_apart():
    async with showing(PickDialog("Which one?", PEOPLE)) as pilot:
        await type_text(pilot, "jose kes")
        assert "Sam Lee" not in drawn(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) == "0"


async def test_picking_with_the_arrows_and_the_mouse():
    async with showing(PickDialog("Which one?", PEOPLE)) as pilot:
        await pilot.press("down", "down", "up", "enter")
        await pilot.pause()
        assert await result(pilot) == "1"
        host = pilot.app
        assert isinstance(host, Host)
        host.show(PickDialog("Which one?", PEOPLE))
        await pilot.pause()
        await pilot.pause()
        await pilot.click(OptionList, offset=(3, 2))
        await pilot.pause()
        assert await result(pilot) == "2"


async def test_a_long_list_shows_its_beginning_and_finds_the_rest():
    many = [Choice(str(at), f"Person {at:05}") for at in range(10_000)]
    async with showing(PickDialog("Which one?", many)) as pilot:
        assert "9,900 more: type to narrow" in drawn(pilot)
        await type_text(pilot, "09999")
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) == "9999"


async def test_choices_may_be_searched_elsewhere():
    async def search(text: str) -> list[Choice]:
        return [Choice("x", f"found {text}")] if text else []

    async with showing(PickDialog("Who?", search=search)) as pilot:
        assert "Nothing fits" in drawn(pilot)
        await type_text(pilot, "da")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "found da" in drawn(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) == "x"


async def test_a_long_text_scrolls_to_its_end():
    text = "\n".join(f"line {at}" for at in range(200))
    async with showing(TextDialog("Note", text), (60, 16)) as pilot:
        assert "line 0" in drawn(pilot)
        await pilot.press("G")
        await pilot.pause()
        assert "line 199" in drawn(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert await result(pilot) is None


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "make",
    [
        lambda: FollowUpDialog(HOSTILE, FollowUpValues(TODAY, None, EVIL, EVIL), desk=Desk(TODAY)),
        lambda: SnoozeDialog(HOSTILE, desk=Desk(TODAY)),
        lambda: CadenceDialog(HOSTILE, EVIL, desk=Desk(TODAY)),
        lambda: ConfirmDialog(EVIL, [EVIL] * 60, yes=EVIL),
        lambda: PickDialog(EVIL, [Choice("1", EVIL, EVIL)] * 30),
        lambda: TextDialog(EVIL, EVIL * 1000),
        lambda: TextDialog("", "x" * 1_000_000),
    ],
    ids=["plan", "snooze", "cadence", "confirm", "pick", "text", "a megabyte"],
)
async def test_hostile_text_fits_every_size_and_steers_nothing(make, size):
    async with showing(make(), size) as pilot:
        assert_clean(pilot)
        assert pilot.app.screen.query_one("#hint").region.bottom <= size[1]
        for _ in range(6):
            if pilot.app.focused is not None:
                assert_focus_in_sight(pilot)
            await pilot.press("tab")
            await pilot.pause()
        assert_clean(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert await result(pilot) is None


@pytest.mark.parametrize(("has_role", "said"), [(True, "default: 2 months"), (False, "until they have a role")])
async def test_the_default_cadence_is_for_those_with_a_role(has_role, said):
    async with showing(CadenceDialog(DANA, None, desk=Desk(TODAY), has_role=has_role), (120, 36)) as pilot:
        assert said in drawn(pilot)
