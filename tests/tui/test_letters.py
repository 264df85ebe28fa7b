"""The list of letters, and beginning one."""

from __future__ import annotations

import pytest
from dialog_host import EVIL, assert_clean
from home_host import home, person, picture, until
from letter_search import (
    Clock,
    all_letters,
    finished_to_dana,
    interview_search,
    letter_to_dana,
    said,
    sees,
    text_of,
    undone,
)

from crm.book.letter_sending import sent
from crm.book.letters import finish_letter, new_letter, save_letter
from crm.book.session import Book
from crm.tui.commands import FORBIDDEN_KEYS, SCREENS, commands_of
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.letter_new import NewLetterDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.screens.help import HelpScreen
from crm.tui.screens.letter import LetterScreen
from crm.tui.screens.letters import LettersScreen
from crm.tui.screens.news import NewsScreen
from crm.tui.screens.versions import VersionsScreen


def every_state(book: Book) -> None:
    """A letter in every group."""
    ids = interview_search(book)

    def begin(subject: str) -> int:
        number = new_letter(book, "keep-in-touch", contact_id=ids["Sam"], subject=subject)
        save_letter(book, number, f"Dear Sam,\n\n{subject}.")
        return number

    begin("still written")
    finish_letter(book, begin("resting one"))
    finish_letter(book, begin("with Ana"), "Ana")
    finish_letter(book, begin("ready one"), early=True)
    went = begin("went out")
    finish_letter(book, went, early=True)
    sent(book, went)


async def opened(pilot) -> LettersScreen:
    await pilot.press("L")
    await until(pilot, lambda: isinstance(pilot.app.screen, LettersScreen) and not pilot.app.screen._loading)
    return pilot.app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_letters_stand_in_groups_with_their_state_in_words(tmp_path, size):
    async with home(tmp_path, every_state, size=size, clock=Clock()) as (pilot, _home):
        await opened(pilot)
        await sees(pilot, "Letters · 5", "1 to reread")
        seen = picture(pilot.app)
        order = [seen.index(text) for text in ("TO REREAD", "RESTING", "DRAFTS", "WITH A READER", "SENT")]
        assert order == sorted(order)
        assert "rests until tomorrow 07:00" in seen and "with Ana to read" in seen and "ready to reread" in seen
        assert seen.index("TO REREAD") < seen.index("ready one") < seen.index("RESTING") < seen.index("resting one")


async def test_the_text_is_beside_the_list_and_follows_the_cursor(tmp_path):
    async with home(tmp_path, every_state, clock=Clock()) as (pilot, _home):
        screen = await opened(pilot)
        await sees(pilot, "Dear Sam,", "ready one.")
        await pilot.press("j", "j")
        await sees(pilot, "still written.")
        await pilot.press("G")
        await sees(pilot, "went out.")
        assert screen.list.row_count == 5


async def test_one_column_at_80(tmp_path):
    async with home(tmp_path, every_state, size=(80, 24), clock=Clock()) as (pilot, _home):
        await opened(pilot)
        assert "Dear Sam," not in picture(pilot.app)


async def test_an_empty_list_names_the_key(tmp_path):
    async with home(tmp_path, interview_search) as (pilot, _home):
        await opened(pilot)
        await sees(pilot, "No letters yet.", "n begins one")
        await pilot.press("enter")
        await said(pilot, "There is no letter here yet: n begins one.")


async def test_enter_opens_the_letter_and_escape_comes_back_to_its_row(tmp_path):
    async with home(tmp_path, every_state, clock=Clock()) as (pilot, _home):
        screen = await opened(pilot)
        await pilot.press("j", "j")
        key = screen.list.current
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterScreen))
        await sees(pilot, "still written.")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.list.current == key


async def test_n_asks_to_whom_and_lays_out_the_letter_from_what_was_said(tmp_path):
    async with home(tmp_path, interview_search, clock=Clock()) as (pilot, screen_home):
        await opened(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog))
        await pilot.press(*"dana")
        await sees(pilot, "Dana Whitfield  Northwind Robotics")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewLetterDialog))
        form = pilot.app.screen
        assert form.form_fields["kind"].text == "influence"  # the interview was yesterday
        assert "Planning Lead" in picture(pilot.app)
        await pilot.press(*"A talk", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterScreen))
        await sees(pilot, "Dear Dana", "Demand changes faster than the plan", "The Bremen planning run")
        [row] = await all_letters(screen_home)
        assert (row.kind, row.subject, row.opportunity) == ("influence", "A talk", "Planning Lead")


async def test_w_at_home_writes_to_the_chosen_person_with_alt_and_a_letter_for_the_kind(tmp_path):
    async with home(tmp_path, interview_search, clock=Clock()) as (pilot, screen_home):
        await pilot.press("1", "g")
        await until(pilot, lambda: screen_home.timeline.card.contact.name == "Dana Whitfield")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewLetterDialog))
        await pilot.press("alt+k", "f4", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterScreen))
        [row] = await all_letters(screen_home)
        assert (row.kind, row.contact, row.opportunity_id) == ("keep-in-touch", "Dana Whitfield", None)
        assert await undone(screen_home) == "Begin the keep-in-touch note to Dana Whitfield"


async def test_what_was_typed_in_the_form_stands_there_again(tmp_path):
    async with home(tmp_path, interview_search, clock=Clock()) as (pilot, screen_home):
        await pilot.press("1", "g", "w")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewLetterDialog))
        await pilot.press(*"half", "escape")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        assert await all_letters(screen_home) == []
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewLetterDialog))
        assert pilot.app.screen.form_fields["subject"].text == "half"


async def test_deleting_asks_and_undo_brings_it_back(tmp_path):
    async with home(tmp_path, every_state, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot)
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await sees(pilot, "Delete the keep-in-touch note to Sam Lee?", "ready one")
        await pilot.press("escape", "D")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: screen.list.row_count == 4)
        assert len(await all_letters(screen_home)) == 4
        await pilot.press("u")
        await until(pilot, lambda: screen.list.row_count == 5)
        await sees(pilot, "ready one")


async def test_a_letter_that_rested_meanwhile_is_to_be_reread(tmp_path):
    clock = Clock()
    async with home(tmp_path, finished_to_dana, clock=clock) as (pilot, _home):
        screen = await opened(pilot)
        await sees(pilot, "RESTING")
        clock.ahead(hours=20)
        screen.reload()
        await sees(pilot, "TO REREAD", "ready to reread")


async def test_hostile_subjects_texts_and_names_are_drawn_literally(tmp_path):
    def evil(book: Book) -> None:
        number = person(book, "placeholder", "placeholder")
        letter = new_letter(book, "thanks", contact_id=number, subject="placeholder")
        execute = book.store.database.execute_sql
        with book.act("placeholder"):
            execute("UPDATE contact SET name = ? WHERE id = ?", (EVIL, number))
            execute("UPDATE letter SET subject = ?, reader = ? WHERE id = ?", (EVIL, EVIL, letter))
            execute("UPDATE letter_version SET text = ?", (f"first {EVIL}\nsecond {EVIL}",))

    for size in ((80, 24), (120, 36)):
        folder = tmp_path / str(size[0])
        folder.mkdir()
        async with home(folder, evil, size=size, clock=Clock()) as (pilot, _home):
            screen = await opened(pilot)
            assert_clean(pilot)
            assert "[/] [b]x[/b" in picture(pilot.app)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, LetterScreen) and pilot.app.screen.letter)
            await sees(pilot, "second [/] [b]x[/b")
            assert_clean(pilot)
            await pilot.press("f3")
            await sees(pilot, "Letter check")
            assert_clean(pilot)
            await pilot.press("escape", "f6")
            await sees(pilot, "Versions · 1")
            assert_clean(pilot)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, LetterScreen))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, LettersScreen))
            assert pilot.app.screen is screen


async def test_help_lists_the_keys_of_this_screen(tmp_path):
    async with home(tmp_path, letter_to_dana, size=(120, 50), clock=Clock()) as (pilot, _home):
        await opened(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await sees(pilot, "Open the letter", "New letter", "Delete the letter")


async def test_a_letter_deleted_elsewhere_is_said_and_left(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterScreen) and pilot.app.screen.letter)
        from crm.book.letters import delete_letter

        await screen_home.gateway.run(delete_letter, 1)
        pilot.app.screen.reload()
        await until(pilot, lambda: pilot.app.screen is screen)
        await said(pilot, "no longer in the book")


async def test_the_text_of_a_new_letter_is_in_the_book_at_once(tmp_path):
    async with home(tmp_path, interview_search, clock=Clock()) as (pilot, screen_home):
        await pilot.press("1", "g", "w")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewLetterDialog))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterScreen))
        assert "Demand changes" in await text_of(screen_home)


@pytest.mark.parametrize("name", ["letters", "letter", "versions", "news"])
def test_every_command_of_these_screens_can_be_done_and_has_keys_of_its_own(name):
    screens = {"letters": LettersScreen, "letter": LetterScreen, "versions": VersionsScreen, "news": NewsScreen}
    keys = [key for command in commands_of(name) for key in command.keys]
    assert len(keys) == len(set(keys)) and not FORBIDDEN_KEYS & set(keys) and "ctrl+q" not in keys
    for command in commands_of(name):
        assert hasattr(screens[name], command.method) and command.title and command.keys
    own = {command.method for command in SCREENS[name].commands}
    assert own <= {method for method in dir(screens[name]) if method.startswith("do_")}
