"""What the keys do to the book, from the home screen, and back again."""

from __future__ import annotations

from datetime import date

import pytest
from home_host import TODAY, call, home, person, picture, toasts, until
from search_host import turned_down

from crm.book import follow_ups, letters, reading
from crm.book.clock import FixedClock
from crm.book.people import get_contact
from crm.book.session import open_book
from crm.tui.dialogs.cadence import CadenceDialog
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.contact import ContactDialog
from crm.tui.dialogs.follow_up import FollowUpDialog
from crm.tui.dialogs.log import LogDialog, TouchDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.plan_step import StepDialog
from crm.tui.dialogs.snooze import SnoozeDialog


async def opened(pilot, kind):
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.focused)


async def closed(pilot, screen):
    await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_call_is_logged_with_one_key_the_note_one_key(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("j", "l", *"sent the sketch", "enter")
        await closed(pilot, screen)
        await until(pilot, lambda: toasts(pilot.app) == ["Dana Whitfield: next Mon 25 Jan, reconnect; u undoes"])
        await until(pilot, lambda: "Tue 24 Nov · 1 to answer · 1 today" in picture(pilot.app))
        assert screen.queue.list.current.contact == "José Gül", "the cursor goes on to the next row"
        assert screen.timeline.card.contact.name == "José Gül"
        await pilot.press("1", "g")
        await until(pilot, lambda: screen.timeline.card.contact.name == "Dana Whitfield")
        newest = (await call(screen, reading.timeline_page, screen.contact_id))[0]
        assert (newest.note, newest.channel, newest.outcome) == ("sent the sketch", "call", "reached")


async def test_undo_and_redo_say_what_and_bring_the_row_back(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("j", "l", *"oops", "enter")
        await closed(pilot, screen)
        await pilot.press("u")
        await until(pilot, lambda: toasts(pilot.app) == ["undone: Log a call with Dana Whitfield; U does it again"])
        await until(pilot, lambda: screen.queue.list.current.contact == "Dana Whitfield")
        assert screen.queue.list.current.group == "late" and screen.contact_id == screen.queue.contact_id
        await pilot.press("U")
        await until(pilot, lambda: toasts(pilot.app) == ["done again: Log a call with Dana Whitfield; u undoes"])
        await until(pilot, lambda: screen.queue.list.current.contact == "José Gül")


async def test_undo_with_nothing_to_undo_is_a_sentence(tmp_path):
    async with home(tmp_path, None) as (pilot, _screen):
        await pilot.press("u")
        await until(pilot, lambda: toasts(pilot.app) == ["There is nothing to undo."])


async def test_keys_typed_ahead_go_to_the_form_and_not_to_the_screen_below(tmp_path):
    from textual import events

    async with home(tmp_path) as (pilot, _screen):
        for key in ["j", "l", "d", "u", "x", "q"]:  # all in one burst, as a slow machine gets them
            pilot.app.post_message(events.Key(key, key))
        await opened(pilot, LogDialog)
        await until(pilot, lambda: pilot.app.screen.form_fields["note"].text == "duxq")
        assert "Dana Whitfield" in picture(pilot.app)


@pytest.mark.parametrize("leave", ["enter", "down"])
async def test_a_name_typed_in_one_burst_with_the_next_keys_is_the_one_that_is_logged(tmp_path, leave):
    from textual import events

    async with home(tmp_path) as (pilot, _screen):
        for key in ["slash", *"jose", leave, "l", *"hi"]:
            character = "/" if key == "slash" else key if len(key) == 1 else None
            pilot.app.post_message(events.Key(key, character))
        await opened(pilot, LogDialog)
        await until(pilot, lambda: pilot.app.screen.form_fields["note"].text == "hi")
        assert "Log · José Gül" in picture(pilot.app)


async def test_the_form_is_preset_from_what_was_due(tmp_path):
    async with home(tmp_path) as (pilot, _screen):
        await pilot.press("j", "j", "l")
        await opened(pilot, LogDialog)
        assert pilot.app.screen.form_fields["channel"].text == "letter"
        assert pilot.app.screen.form_fields["outcome"].text == "sent"
        assert "letter rested" in picture(pilot.app)


async def test_leaving_a_form_says_nothing_and_loses_nothing(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("l", *"half a thought", "escape")
        await closed(pilot, screen)
        assert not toasts(pilot.app)
        await pilot.press("l")
        await opened(pilot, LogDialog)
        assert pilot.app.screen.form_fields["note"].text == "half a thought"


async def test_a_follow_up_is_planned_moved_and_cancelled(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("f")
        await opened(pilot, FollowUpDialog)
        await pilot.press(*"1 dec", "tab", *"coffee", "enter")
        await closed(pilot, screen)
        await until(pilot, lambda: toasts(pilot.app) == ["Planned: Sam Lee, Tue 1 Dec; u undoes"])
        await until(pilot, lambda: "Tue 1 Dec, coffee" in picture(pilot.app))
        await pilot.press("m")
        await opened(pilot, FollowUpDialog)
        await pilot.press(*"3 dec", "enter")
        await closed(pilot, screen)
        await until(pilot, lambda: "Thu 3 Dec, coffee" in picture(pilot.app))
        await pilot.press("C")
        await until(
            pilot,
            lambda: toasts(pilot.app) == ["Cancelled: Sam Lee, Thu 3 Dec, coffee; next Tue 24 Nov, answer; u undoes"],
        )
        await until(pilot, lambda: "coffee" not in picture(pilot.app).split("cancelled")[0])


async def test_with_several_open_items_one_is_picked(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("j")
        await call(screen, follow_ups.plan_follow_up, screen.contact_id, date(2026, 12, 9), "lunch")
        await pilot.press("C")
        await opened(pilot, PickDialog)
        await pilot.press(*"lunch", "enter")
        await until(pilot, lambda: "Cancelled: Dana Whitfield, Wed 9 Dec, lunch; next" in "".join(toasts(pilot.app)))


async def test_snooze_takes_the_row_away_until_then(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("j", "s")
        await opened(pilot, SnoozeDialog)
        await pilot.press(*"1 month", "enter")
        await closed(pilot, screen)
        await until(pilot, lambda: toasts(pilot.app) == ["Resting: Dana Whitfield, until Thu 24 Dec; u undoes"])
        await until(pilot, lambda: screen.queue.list.current.contact == "José Gül")
        await pilot.press("1", "g")
        await until(pilot, lambda: screen.queue.list.current.contact == "Dana Whitfield")
        assert screen.queue.list.current.group == "later"
        screen.run_command("next.wake")
        await until(pilot, lambda: screen.queue.list.current.group == "late")


async def test_done_finishes_what_was_planned_and_asks_to_log_a_cadence(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("j", "d")
        said = "Done: Dana Whitfield, send the sketch; next"
        await until(pilot, lambda: said in "".join(toasts(pilot.app)))
        await until(pilot, lambda: screen.queue.list.current.contact == "José Gül")
        await pilot.press("G")
        await until(pilot, lambda: screen.queue.list.current.kind == "cadence")
        await pilot.press("d")
        await opened(pilot, LogDialog)


async def test_skip_passes_on_a_plan_and_on_a_cadence_but_not_on_an_answer(tmp_path):
    async with home(tmp_path) as (pilot, _screen):
        await pilot.press("S")
        await until(pilot, lambda: "They wait for an answer" in "".join(toasts(pilot.app)))
        await pilot.press("j", "S")
        await until(pilot, lambda: "Skipped: Dana Whitfield; next" in "".join(toasts(pilot.app)))
        await pilot.press("1", "g")
        await until(pilot, lambda: "follow-up skipped" in picture(pilot.app))


async def test_no_answer_needed(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("a")
        await until(pilot, lambda: "TO ANSWER" not in picture(pilot.app))
        assert toasts(pilot.app) == ["No answer needed: Sam Lee; u undoes"]
        await pilot.press("1", "G", "k")
        await until(pilot, lambda: screen.timeline.card.contact.name == "Sam Lee")
        await pilot.press("a")
        await until(pilot, lambda: toasts(pilot.app) == ["Nothing from Sam Lee waits for an answer."])


async def test_a_person_is_added_and_shown(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("slash", *"dana", "enter", "n")
        await opened(pilot, ContactDialog)
        await pilot.press(*"Ada Newcomer", "enter")
        await closed(pilot, screen)
        await until(pilot, lambda: screen.timeline.card.contact.name == "Ada Newcomer")
        assert screen.people.text == "" and screen.pane == "timeline"
        await until(pilot, lambda: screen.people.list.current.name == "Ada Newcomer")
        assert "Nothing yet." in picture(pilot.app)


async def test_a_person_is_edited(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("e")
        await opened(pilot, ContactDialog)
        await pilot.press("end", *" Jr", "enter")
        await closed(pilot, screen)
        await until(pilot, lambda: "─ Sam Lee Jr ─" in picture(pilot.app))


async def test_in_the_timeline_e_and_D_mean_the_touch(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("j", "enter", "e")
        await opened(pilot, TouchDialog)
        assert pilot.app.screen.form_fields["note"].text == "Asked what to build."
        await pilot.press("ctrl+end", *" Twice", "enter")
        await closed(pilot, screen)
        await until(pilot, lambda: "Asked what to build. Twice" in picture(pilot.app))
        await pilot.press("D")
        await opened(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: "Asked what to build" not in picture(pilot.app))
        assert screen.pane == "timeline"


async def test_a_person_is_deleted_after_a_question_and_comes_back(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("j", "D")
        await opened(pilot, ConfirmDialog)
        await pilot.press("escape")
        await closed(pilot, screen)
        await pilot.press("D")
        await opened(pilot, ConfirmDialog)
        await pilot.press("enter")
        await until(pilot, lambda: "Dana Whitfield" not in picture(pilot.app))
        assert screen.timeline.card.contact.name == "José Gül", "whoever stands there now"
        await pilot.press("u")
        await until(pilot, lambda: "Dana Whitfield" in picture(pilot.app))


async def test_the_last_person_deleted_leaves_an_empty_screen(tmp_path):
    from home_host import person

    async with home(tmp_path, lambda book: person(book, "Only One")) as (pilot, screen):
        await pilot.press("D")
        await opened(pilot, ConfirmDialog)
        await pilot.press("enter")
        await until(pilot, lambda: "Nobody here yet." in picture(pilot.app))
        assert screen.contact_id is None


async def test_cadence_and_do_not_contact(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("1", "g", "c")
        await opened(pilot, CadenceDialog)
        await pilot.press(*"1 week", "enter")
        await closed(pilot, screen)
        await until(pilot, lambda: screen.timeline.card.contact.cadence == "1 week")
        await until(pilot, lambda: "Cadence: Dana Whitfield, every week; next" in "".join(toasts(pilot.app)))
        await pilot.press("X")
        await until(pilot, lambda: "do not contact" in picture(pilot.app))
        assert (await call(screen, get_contact, screen.contact_id)).do_not_contact
        await pilot.press("1", "X")
        await until(pilot, lambda: "do not contact" not in picture(pilot.app))


async def test_what_the_book_refuses_is_said_and_the_form_stays(tmp_path):
    async with home(tmp_path) as (pilot, _screen):
        await pilot.press("n")
        await opened(pilot, ContactDialog)
        await pilot.press("enter")
        await until(pilot, lambda: "needs a name" in picture(pilot.app).lower() or "name" in picture(pilot.app))
        assert isinstance(pilot.app.screen, ContactDialog)


async def test_acts_on_somebody_who_was_deleted_elsewhere_say_so(tmp_path):
    from crm.book import people

    async with home(tmp_path) as (pilot, screen):
        with open_book(tmp_path / "book.db", clock=FixedClock(TODAY), backups=tmp_path / "b") as other:
            people.delete_contact(other, screen.contact_id)
        await pilot.press("l")
        await until(pilot, lambda: toasts(pilot.app) == ["This person is no longer in the book."])
        await until(pilot, lambda: "Sam Lee" not in picture(pilot.app))


async def test_whoever_leaves_the_queue_the_keys_mean_the_highlighted_row(tmp_path):
    def two(book):
        from crm.book import people
        from crm.domain.people import Contact

        for number, name in enumerate(("First Friend", "Second Friend")):
            who = people.add_contact(book, Contact(name=name, cadence="none"))
            follow_ups.plan_follow_up(book, who, date(2026, 11, 20 + number), f"plan {number}")

    async with home(tmp_path, two) as (pilot, screen):
        await pilot.press("d")
        await until(pilot, lambda: screen.queue.list.row_count == 1)
        assert "Done: First Friend" in "".join(toasts(pilot.app))
        assert screen.queue.list.current.contact == "Second Friend"
        assert screen.contact_id == screen.queue.contact_id
        await pilot.press("d")
        await until(pilot, lambda: screen.queue.list.row_count == 0)
        await pilot.press("d")
        await until(pilot, lambda: "Nobody is chosen" in "".join(toasts(pilot.app)))
        await pilot.press("u")
        await until(pilot, lambda: screen.queue.contact_id == screen.contact_id is not None)
        assert screen.queue.list.current.contact == "Second Friend"


async def test_in_an_empty_list_nobody_is_chosen(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("slash", *"zzz", "enter", "l")
        await until(pilot, lambda: "Nobody is chosen" in "".join(toasts(pilot.app)))
        assert pilot.app.screen is screen


async def test_a_burst_of_keys_logs_once_and_plans_once(tmp_path):
    from textual import events

    async with home(tmp_path) as (pilot, screen):
        sam = screen.contact_id
        for key in ["l", *"hello", "enter", "f", *"tomorrow", "tab", *"purpose", "enter"]:
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: "Planned: " in "".join(toasts(pilot.app)) and pilot.app.screen is screen)
        rows = await call(screen, reading.timeline_page, sam)
        assert [row.note for row in rows] == ["hello", "How is it?"]
        cards = [await call(screen, reading.contact_card, number) for number in range(1, 6)]
        planned = [item for card in cards for item in card.open_items if item.purpose == "purpose"]
        assert [item.on for item in planned] == [date(2026, 11, 25)]


async def test_after_logging_the_timeline_is_on_the_new_entry(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("2", "l", *"newest", "enter")
        await closed(pilot, screen)
        await until(pilot, lambda: screen.timeline.list.current.note == "newest")


async def test_leaving_with_a_half_written_form_asks(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("l", *"half", "escape")
        await closed(pilot, screen)
        await pilot.press("q")
        await opened(pilot, ConfirmDialog)
        assert "A note for Sam Lee is half written." in picture(pilot.app)
        await pilot.press("escape")
        await closed(pilot, screen)
        await pilot.press("q")
        await opened(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.return_value == 0)


async def test_a_chosen_theme_is_kept(tmp_path):
    from crm.book.settings import load_settings

    async with home(tmp_path) as (pilot, _screen):
        pilot.app._settings_path = tmp_path / "settings.yaml"
        pilot.app.choose_theme("callback-light")
        await until(pilot, lambda: load_settings(tmp_path / "settings.yaml").theme == "callback-light")


async def test_a_long_toast_is_wrapped_at_60_columns(tmp_path):
    async with home(tmp_path, size=(60, 16)) as (pilot, _screen):
        pilot.app.tell("word " * 20 + "u undoes")
        await until(pilot, lambda: "u undoes" in picture(pilot.app))


async def test_done_skip_and_move_act_on_the_step_that_is_due(tmp_path):
    async with home(tmp_path, turned_down) as (pilot, screen):
        await until(pilot, lambda: screen.queue.list.current.contact == "Sam Lee")
        assert screen.queue.list.current.kind == "plan"
        assert "thank HR for telling you" in picture(pilot.app)
        await pilot.press("d")
        said = "Done: Sam Lee, thank HR for telling you; next"
        await until(pilot, lambda: any(said in text for text in toasts(pilot.app)))
        await until(pilot, lambda: screen.queue.list.current.contact == "Dana Whitfield")
        await pilot.press("m")
        await opened(pilot, StepDialog)
        await pilot.press(*"fri", "enter")
        await closed(pilot, screen)
        await until(pilot, lambda: "step 2: call to say" in picture(pilot.app))
        assert (await call(screen, reading.contact_card, screen.contact_id)).next.shown == date(2026, 11, 27)
        await pilot.press("S")
        await until(pilot, lambda: any("Skipped: Dana Whitfield; next" in text for text in toasts(pilot.app)))
        await until(pilot, lambda: "step 3: a warm" in picture(pilot.app))
        assert "· step of the plan skipped" in picture(pilot.app)


async def test_a_step_presets_the_log_with_its_channel_and_its_question(tmp_path):
    async with home(tmp_path, turned_down) as (pilot, screen):
        await pilot.press("1", "g", "j", "l")
        await opened(pilot, LogDialog)
        form = pilot.app.screen
        assert "Dana Whitfield" in form.heading
        assert form.form_fields["note"].control.placeholder.startswith("If you were me")
        await pilot.press(*"spoke", "tab", *"build analytics", "f6", *"tea", "enter")
        await closed(pilot, screen)
        newest = (await call(screen, reading.timeline_page, screen.contact_id))[0]
        assert (newest.channel, newest.note, newest.gave, newest.got) == ("call", "spoke", "tea", "build analytics")
        await until(pilot, lambda: "got: build analytics" in picture(pilot.app))


async def test_sooner_than_the_gap_is_said_kindly_and_stops_nobody(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("G", "l")
        await opened(pilot, LogDialog)
        await until(pilot, lambda: "; you decide." in picture(pilot.app))
        await pilot.press("alt+y")
        await until(pilot, lambda: "; you decide." not in picture(pilot.app))
        await pilot.press("alt+i", *"all the same", "enter")
        await closed(pilot, screen)
        assert (await call(screen, reading.timeline_page, screen.contact_id))[0].note == "all the same"
        await pilot.press("f", *"tomorrow")
        await opened(pilot, FollowUpDialog)
        await until(pilot, lambda: "; you decide." in picture(pilot.app))
        await pilot.press("ctrl+a", "ctrl+k", *"1 mar")
        await until(pilot, lambda: "; you decide." not in picture(pilot.app))


async def test_a_rested_letter_opens_with_done_and_is_not_skipped(tmp_path):
    from crm.tui.screens.letter import LetterScreen

    def rested(book):
        dana = person(book, "Dana Whitfield", "Northwind Robotics")
        number = letters.new_letter(book, "keep-in-touch", contact_id=dana)
        letters.save_letter(book, number, "Dear Dana,\n\nthank you for the good talk. How did it go?\n\nRuth")
        letters.finish_letter(book, number)
        letters.set_early(book, number)

    async with home(tmp_path, rested) as (pilot, screen):
        await until(pilot, lambda: screen.queue.list.current.kind == "letter")
        await pilot.press("S")
        await until(pilot, lambda: any("A letter waits to be reread" in text for text in toasts(pilot.app)))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterScreen))


async def test_entries_that_are_no_touches_say_why_they_are_not_changed_there(tmp_path):
    async with home(tmp_path, turned_down) as (pilot, screen):
        await pilot.press("1", "g", "j", "enter")
        await until(pilot, lambda: screen.timeline.list.current.kind == "no")
        await pilot.press("e")
        await until(pilot, lambda: any("o opens the opportunities" in text for text in toasts(pilot.app)))
        await pilot.press("j", "D")
        await until(pilot, lambda: any("A stage is taken back" in text for text in toasts(pilot.app)))
        assert pilot.app.screen is screen
