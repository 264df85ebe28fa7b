"""Logging a touch and changing one."""

from __future__ import annotations

from datetime import date

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
from textual import events

from crm.tui.dialogs.log import LogDialog, TouchDialog
from crm.tui.dialogs.values import Desk, TouchValues, changes


def desk() -> Desk:
    return Desk(TODAY)


async def test_a_note_and_enter_log_the_call_that_was_due():
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        await type_text(pilot, "good talk")
        await pilot.press("enter")
        assert await result(pilot) == TouchValues(on=TODAY, outcome="reached", note="good talk")


async def test_the_preset_of_the_step_due_is_kept():
    async with showing(LogDialog(DANA, TouchValues(channel="letter"), desk=desk())) as pilot:
        await pilot.press("enter")
        assert ((await result(pilot)).channel, (await result(pilot)).outcome) == ("letter", "sent")


@pytest.mark.parametrize(
    ("keys", "channel", "direction", "outcome"),
    [
        (["alt+v"], "voicemail", "out", "no-answer"),
        (["alt+e"], "email", "out", "sent"),
        (["alt+e", "alt+y"], "email", "in", "replied"),
        (["alt+a"], "call", "out", "no-answer"),
        (["alt+a", "alt+y"], "call", "in", "no-answer"),
        (["f3"], "voicemail", "out", "no-answer"),
        (["f4"], "call", "out", "no-answer"),
        (["f5"], "call", "in", "replied"),
        (["shift+tab", "t"], "meeting", "out", "reached"),
        (["shift+tab", "shift+tab", "right"], "call", "out", "no-answer"),
    ],
)
async def test_channel_and_outcome_are_one_key_each_from_the_note(keys, channel, direction, outcome):
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        await type_text(pilot, "hm")
        await pilot.press(*keys)
        await pilot.pause()
        assert field(pilot, "note").text == "hm"
        await pilot.press("enter")
        touch = await result(pilot)
        assert (touch.channel, touch.direction, touch.outcome) == (channel, direction, outcome)


async def test_a_letter_in_the_chips_leads_back_to_the_note():
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        await pilot.press("shift+tab", "shift+tab", "shift+tab")
        await type_text(pilot, "vleft word")
        await pilot.press("enter")
        assert ((await result(pilot)).channel, (await result(pilot)).note) == ("voicemail", "left word")


async def test_ctrl_o_makes_a_new_line_and_enter_still_saves():
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        await pilot.press("a", "ctrl+o", "b", "enter")
        assert (await result(pilot)).note == "a\nb"


async def test_the_day_is_read_backwards_and_echoed():
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        await pilot.press("tab")
        await type_text(pilot, "fri")
        assert "Fri 20 Nov, 2 days ago" in drawn(pilot)
        await pilot.press("enter")
        assert (await result(pilot)).on == date(2026, 11, 20)


async def test_a_day_to_come_is_refused_with_what_to_do():
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        await pilot.press("tab")
        await type_text(pilot, "tomorrow")
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) is OPEN
        assert "is still to come" in drawn(pilot)
        assert pilot.app.focused is field(pilot, "on").control


async def test_the_seldom_fields_are_folded_and_open_with_f6():
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        assert not field(pilot, "gave").display
        await pilot.press("f6")
        await type_text(pilot, "an article")
        await pilot.press("tab", "tab")
        await type_text(pilot, "send the paper")
        await pilot.press("tab")
        await type_text(pilot, "next fri")
        assert "Fri 27 Nov, in 5 days" in drawn(pilot)
        await pilot.press("enter")
        touch = await result(pilot)
        assert touch.gave == "an article"
        assert (touch.promise, touch.promise_text) == (date(2026, 11, 27), "send the paper")


async def test_a_promise_without_a_day_asks_for_one_and_unfolds():
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        await pilot.press("f6", "tab", "tab")
        await type_text(pilot, "the paper")
        await pilot.press("f6", "enter")
        await pilot.pause()
        assert await result(pilot) is OPEN
        assert field(pilot, "promise").display
        assert "A promise needs a day" in field(pilot, "promise").shown_problem


async def test_esc_keeps_what_was_typed_and_ctrl_r_starts_afresh():
    shared = desk()
    async with showing(LogDialog(DANA, desk=shared)) as pilot:
        host = pilot.app
        assert isinstance(host, Host)
        await type_text(pilot, "half a thou")
        await pilot.press("alt+m", "f6")
        await type_text(pilot, "tea")
        await pilot.press("escape")
        assert await result(pilot) is None
        host.show(LogDialog(DANA, desk=shared))
        await pilot.pause()
        await pilot.pause()
        assert "kept from before" in drawn(pilot)
        assert field(pilot, "gave").display
        await type_text(pilot, "ght")
        await pilot.press("enter")
        assert ((await result(pilot)).note, (await result(pilot)).channel) == ("half a thought", "message")
        assert (await result(pilot)).gave == "tea"
        assert len(shared.drafts) == 0

        host.show(LogDialog(DANA, desk=shared))
        await pilot.pause()
        await pilot.press("x", "escape")
        host.show(LogDialog(DANA, desk=shared))
        await pilot.pause()
        await pilot.press("ctrl+r")
        assert field(pilot, "note").text == ""
        await pilot.press("escape")
        assert len(shared.drafts) == 0


async def test_a_draft_belongs_to_one_person():
    shared = desk()
    shared.drafts.keep("log", "8", {"note": "for somebody else"})
    async with showing(LogDialog(DANA, desk=shared)) as pilot:
        assert field(pilot, "note").text == ""


async def test_a_refusal_by_the_book_is_shown_and_nothing_typed_is_lost():
    async def refuse(values: TouchValues) -> str | None:
        return None if values.note == "ab" else "The book is read-only: close the other program."

    async with showing(LogDialog(DANA, desk=desk(), submit=refuse)) as pilot:
        await pilot.press("a", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert await result(pilot) is OPEN
        assert "The book is read-only" in drawn(pilot)
        await pilot.press("b", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert (await result(pilot)).note == "ab"


async def test_a_touch_is_edited_with_the_same_form_and_only_changes_are_told():
    before = TouchValues(on=date(2026, 10, 12), channel="email", direction="in", outcome="replied", note="no")
    dialog = TouchDialog(DANA, before, desk=desk())
    async with showing(dialog) as pilot:
        await type_text(pilot, "!")
        await pilot.press("enter")
        assert changes(before, (await result(pilot))) == {"note": "no!"}


async def test_everything_takes_the_mouse():
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        chips = field(pilot, "channel").control
        await pilot.click(chips, offset=(8, 0))
        await pilot.click("#fold")
        await pilot.pause()
        assert field(pilot, "gave").display
        await pilot.click("#save")
        await pilot.pause()
        assert (await result(pilot)).channel == "voicemail"


async def test_a_paste_is_cleaned_and_keeps_its_lines():
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        pilot.app.screen.focused.post_message(events.Paste("one\r\ntwo\x1b]52;c;x\x07\u202e"))
        await pilot.pause()
        await pilot.press("enter")
        assert (await result(pilot)).note == "one\ntwo]52;c;x"


@pytest.mark.parametrize("size", SIZES)
async def test_every_field_can_be_reached_and_seen(size):
    values = TouchValues(note="a\nb\nc", gave="x", asked="y")
    async with showing(LogDialog(DANA, values, desk=desk()), size) as pilot:
        seen = set()
        for _ in range(15):
            await pilot.pause()
            assert_focus_in_sight(pilot)
            seen.add(pilot.app.focused)
            await pilot.press("tab")
        assert len(seen) == 14
        hint = pilot.app.screen.query_one("#hint").region
        assert hint.bottom <= size[1]


async def test_hostile_values_are_drawn_as_text_and_come_back_untouched():
    from crm.tui.dialogs.values import About

    about = About("1", EVIL, EVIL, EVIL, EVIL)
    values = TouchValues(on=TODAY, channel=EVIL, outcome=EVIL, note=EVIL, gave=EVIL, asked=EVIL)
    async with showing(TouchDialog(about, values, desk=desk())) as pilot:
        assert_clean(pilot)
        assert "[@click=app.quit]go[/]" in drawn(pilot)
        await pilot.press("enter")
        assert await result(pilot) == values


async def test_a_call_with_a_question_has_room_for_the_answer_at_once():
    async with showing(LogDialog(DANA, desk=desk(), question="What would you build?")) as pilot:
        assert "they gave" in drawn(pilot)
        field(pilot, "got").control.focus()
        await type_text(pilot, "feedback")
        await pilot.press("enter")
        assert (await result(pilot)).got == "feedback"
    async with showing(LogDialog(DANA, desk=desk())) as pilot:
        assert "they gave" not in drawn(pilot)
