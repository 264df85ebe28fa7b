"""The home screen: three panes that follow each other, at every size."""

from __future__ import annotations

from datetime import timedelta

import pytest
from home_host import TODAY, MovableClock, call, home, person, picture, toasts, until

from crm.book import people, reading, touches
from crm.book.session import Book
from crm.domain.people import Contact
from crm.tui.dialogs.log import LogDialog
from crm.tui.screens.help import HelpScreen
from crm.tui.screens.too_small import TooSmall


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_the_queue_comes_first_with_groups_reasons_and_the_day(tmp_path, size):
    async with home(tmp_path, size=size) as (pilot, screen):
        seen = picture(pilot.app)
        assert "Callback · my search" in seen
        assert "Tue 24 Nov · 1 to answer · 1 late · 1 today" in seen
        for text in ("TO ANSWER", "LATE", "TODAY", "Sam Lee", "they wrote 4 days ago", "send the sketch"):
            assert text in seen
        assert screen.focused is screen.queue.list
        assert "l log   b brief   f plan   s snooze   d done   / filter   : commands" in seen and "? help" in seen


async def test_all_three_panes_are_there_where_there_is_room(tmp_path):
    async with home(tmp_path, size=(120, 36)) as (pilot, _):
        seen = picture(pilot.app)
        assert "People · 5" in seen and "Next · 4" in seen and "── November" in seen
        assert "1 People" not in seen


async def test_at_80_columns_one_pane_and_a_line_of_tabs(tmp_path):
    async with home(tmp_path, size=(80, 24)) as (pilot, _screen):
        assert "1 People   2 Sam Lee   3 Next" in picture(pilot.app)
        assert "People · 5" not in picture(pilot.app)
        await pilot.press("1")
        await until(pilot, lambda: "People · 5" in picture(pilot.app))
        assert "TO ANSWER" not in picture(pilot.app)
        await pilot.press("2")
        await until(pilot, lambda: "── November" in picture(pilot.app))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: "TO ANSWER" in picture(pilot.app))


async def test_the_other_panes_follow_the_one_with_the_focus(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        assert screen.timeline.card.contact.name == "Sam Lee"
        await pilot.press("j")
        await until(pilot, lambda: screen.timeline.card.contact.name == "Dana Whitfield")
        await until(pilot, lambda: screen.people.contact_id == screen.contact_id)
        await pilot.press("1", "G")
        await until(pilot, lambda: screen.timeline.card.contact.name == "山田 太郎")
        await until(pilot, lambda: screen.queue.contact_id == screen.contact_id)


async def test_many_quick_moves_end_where_the_last_one_went(tmp_path):
    def many(book: Book) -> None:
        for number in range(60):
            person(book, f"Person {number:02}")

    async with home(tmp_path, many) as (pilot, screen):
        await pilot.press("1", "g", *["j"] * 25, *["k"] * 3)
        await until(pilot, lambda: screen.timeline.card.contact.name == "Person 22")
        assert screen.contact_id == screen.people.contact_id


async def test_enter_opens_the_timeline_and_escape_comes_back(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("enter")
        assert screen.pane == "timeline" and screen.focused is screen.timeline.list
        await pilot.press("escape")
        assert screen.pane == "queue"
        await pilot.press("tab")
        assert screen.pane == "people"
        await pilot.press("shift+tab")
        assert screen.pane == "queue"


async def test_the_filter_narrows_as_one_types_without_accents(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("slash", *"jose")
        await until(pilot, lambda: screen.people.list.row_count == 1)
        await until(pilot, lambda: screen.timeline.card.contact.name == "José Gül")
        assert "People · 1 of 5" in picture(pilot.app)
        await pilot.press("enter")
        assert screen.focused is screen.people.list
        await pilot.press("escape")
        await until(pilot, lambda: screen.people.list.row_count == 5)
        assert screen.people.text == ""


async def test_letters_in_the_filter_are_letters(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("slash", *"quDlx:?1")
        assert screen.people.text == "quDlx:?1"
        assert pilot.app.screen is screen
        await until(pilot, lambda: "Nobody fits this" in picture(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: screen.people.list.row_count == 5)
        assert screen.pane == "queue"


async def test_what_is_pasted_into_the_filter_is_cleaned(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("slash")
        from textual import events

        screen.people.filter.post_message(events.Paste("da\x1b[31mna\u202e\nsecond"))
        await until(pilot, lambda: screen.people.text)
        assert screen.people.text == "da[31mna second"


async def test_the_cursor_keeps_its_person_when_others_come_before(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("1")
        while screen.people.list.current.name != "Sam Lee":
            await pilot.press("j" if screen.people.list.current.name < "Sam Lee" else "k")
        before = screen.people.list.cursor
        await call(screen, people.add_contact, Contact(name="Aaron Before"))
        screen.reload()
        await until(pilot, lambda: screen.people.list.row_count == 6)
        assert screen.people.list.current.name == "Sam Lee"
        assert screen.people.list.cursor == before + 1


async def test_a_change_by_another_program_is_seen(tmp_path):
    from crm.book.clock import FixedClock
    from crm.book.session import open_book

    async with home(tmp_path) as (pilot, _screen):
        await pilot.app.look_round()
        with open_book(tmp_path / "book.db", clock=FixedClock(TODAY), backups=tmp_path / "b") as other:
            people.add_contact(other, Contact(name="From Elsewhere"))
        await pilot.app.look_round()
        await until(pilot, lambda: "From Elsewhere" in picture(pilot.app))


async def test_midnight_moves_the_queue_and_the_day(tmp_path):
    clock = MovableClock()
    async with home(tmp_path, clock=clock) as (pilot, _screen):
        clock.day = TODAY + timedelta(days=1)
        await pilot.app.look_round()
        await until(pilot, lambda: "Wed 25 Nov · 1 to answer · 2 late" in picture(pilot.app))
        assert "TODAY" not in picture(pilot.app)


async def test_below_the_least_size_a_kind_word_and_nothing_is_lost(tmp_path):
    async with home(tmp_path, size=(80, 24)) as (pilot, screen):
        chosen = screen.contact_id
        await pilot.press("l")
        await until(pilot, lambda: isinstance(pilot.app.screen, LogDialog))
        await pilot.press(*"halfway")
        await pilot.resize_terminal(40, 10)
        await until(pilot, lambda: isinstance(pilot.app.screen, TooSmall))
        assert "Callback needs at least 60x16; this is\n 40x10." in picture(pilot.app)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: isinstance(pilot.app.screen, LogDialog))
        await pilot.press(*" there", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        card = await call(screen, reading.timeline_page, chosen)
        assert card[0].note == "halfway there"


async def test_a_terminal_too_small_from_the_start(tmp_path):
    async with home(tmp_path, size=(59, 16)) as (pilot, screen):
        await until(pilot, lambda: isinstance(pilot.app.screen, TooSmall))
        await pilot.press("l", "q", "escape")
        await pilot.resize_terminal(60, 16)
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: "TO ANSWER" in picture(pilot.app) and "? help" in picture(pilot.app))
        await pilot.press("2")
        await until(pilot, lambda: "20 Fri  ← email from them" in picture(pilot.app))


async def test_a_form_opened_by_a_slow_read_while_the_terminal_shrank_is_found_again(tmp_path):
    async with home(tmp_path, size=(80, 24)) as (pilot, screen):
        await pilot.resize_terminal(40, 10)
        await until(pilot, lambda: isinstance(pilot.app.screen, TooSmall))
        screen.run_command("touch.log")
        await until(pilot, lambda: isinstance(pilot.app.screen, LogDialog))
        await pilot.resize_terminal(80, 24)
        await pilot.press(*"seen", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_an_empty_book_names_the_next_key(tmp_path):
    async with home(tmp_path, None) as (pilot, _screen):
        seen = picture(pilot.app)
        assert "Got a no? n adds whoever" in seen
        assert "Nobody here yet." in seen and "n adds a person;" in seen and "demo" in seen
        await pilot.press("l")
        await until(pilot, lambda: toasts(pilot.app) == ["Nobody is chosen: 1 goes to the people, n adds one."])


async def test_q_quits_from_home_and_ctrl_c_says_how(tmp_path):
    async with home(tmp_path) as (pilot, _screen):
        await pilot.press("ctrl+c")
        await until(pilot, lambda: toasts(pilot.app) == ["q quits; ctrl+q quits from anywhere."])
        await pilot.press("q")
        await pilot.pause()
        assert pilot.app.return_value == 0


async def test_a_long_note_folds_and_opens(tmp_path):
    def long(book: Book) -> None:
        number = person(book, "Dana")
        touches.log_touch(book, [number], touches.NewTouch(TODAY, note="\n".join(f"line {n}" for n in range(30))))

    async with home(tmp_path, long) as (pilot, _screen):
        await pilot.press("enter")
        assert "line 3" in picture(pilot.app) and "line 4" not in picture(pilot.app)
        assert "… Enter unfolds" in picture(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: "line 20" in picture(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: "line 20" not in picture(pilot.app))


async def test_a_long_timeline_is_read_as_one_goes_down(tmp_path):
    def long(book: Book) -> None:
        number = person(book, "Dana")
        for day in range(230):
            touches.log_touch(book, [number], touches.NewTouch(TODAY - timedelta(days=day), note=f"touch {day}."))

    async with home(tmp_path, long) as (pilot, screen):
        assert screen.timeline.list.row_count == 50
        await pilot.press("enter", "G")
        await until(pilot, lambda: "touch 229." in picture(pilot.app))
        assert screen.timeline.list.current.note == "touch 229."
        await pilot.press("g")
        await until(pilot, lambda: "touch 0." in picture(pilot.app))


async def test_mouse_a_click_chooses_and_a_second_one_opens(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        row = next(i for i, text in enumerate(picture(pilot.app).splitlines()) if "LATE" in text) + 1
        await pilot.click(offset=(90, row))
        await until(pilot, lambda: screen.timeline.card.contact.name == "Dana Whitfield")
        await pilot.click(offset=(90, row), times=2)
        await until(pilot, lambda: screen.pane == "timeline")
        last = picture(pilot.app).splitlines()[-1]
        await pilot.click(offset=(last.index("? help"), 35))
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))


async def test_what_the_weekly_limit_holds_stands_under_next_week_behind_what_asks_for_a_decision(tmp_path):
    def busy(book: Book) -> None:
        for number in range(5):
            who = person(book, f"Busy {number}", cadence="none")
            touches.log_touch(book, [who], touches.NewTouch(TODAY))
        held = person(book, "Held Back", cadence="1 week")
        touches.log_touch(book, [held], touches.NewTouch(TODAY - timedelta(days=7)))
        quiet = person(book, "Quinn Quiet")
        for days in (21, 14, 8):
            missed = touches.NewTouch(TODAY - timedelta(days=days), channel="voicemail", outcome="no-answer")
            touches.log_touch(book, [quiet], missed)

    async with home(tmp_path, busy) as (pilot, screen):
        seen = picture(pilot.app)
        assert seen.index("TO DECIDE") < seen.index("NEXT WEEK")
        assert "Tue 24 Nov · 1 to decide" in seen
        rows = [screen.queue.list.peek(row) for row in range(2)]
        assert [(row.contact, row.group) for row in rows] == [("Quinn Quiet", "decide"), ("Held Back", "next-week")]
        lines = seen.splitlines()
        below = lines[next(number for number, line in enumerate(lines) if "NEXT WEEK" in line) + 1]
        assert "Held Back" in below
