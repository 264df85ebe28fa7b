"""One letter: written without losing a key, checked, finished, taken out, sent."""

from __future__ import annotations

import os
import stat
from contextlib import nullcontext
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from home_host import TODAY, home, picture, toasts, until
from letter_search import (
    TEXT,
    Clock,
    finished_to_dana,
    here,
    interview_search,
    letter_to_dana,
    opened,
    row_of,
    said,
    sees,
    text_of,
    touches_with,
    undone,
    versions_of,
)
from textual import events

from crm.book import concerns
from crm.book.clock import FixedClock
from crm.book.letters import delete_letter, finish_letter, new_letter, save_letter
from crm.book.session import Book, open_book
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.letter_new import LetterDialog
from crm.tui.dialogs.letter_out import FinishDialog, MailtoDialog, SentDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.screens import letter as letter_module
from crm.tui.screens import letter_ends
from crm.tui.screens.help import HelpScreen
from crm.tui.screens.letter import LetterScreen
from crm.tui.screens.versions import VersionsScreen


def _text(screen: LetterScreen) -> str:
    return screen.pane.area.text


async def _dialog(pilot, kind: type):
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    return pilot.app.screen


# Writing and saving.


async def test_letters_are_letters_and_everything_is_saved_on_the_way_out(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press(*"qujk?U:ex", "enter", *"nD", "escape")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        assert screen.letter is not None
        assert await text_of(screen_home) == "qujk?U:ex\nnD" + TEXT
        assert await versions_of(screen_home) == 3
        assert await undone(screen_home) == "Edit the influence letter to Dana Whitfield"
        assert await text_of(screen_home) == TEXT


async def test_leaving_without_a_change_makes_no_version(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press("down", "end", "escape")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        assert await versions_of(screen_home) == 2


async def test_f2_saves_and_says_so(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await sees(pilot, "saved, version 2")
        await pilot.press(*"new ")
        await sees(pilot, "not saved yet")
        await pilot.press("f2")
        await said(pilot, "Saved: version 3")
        await sees(pilot, "saved, version 3")
        assert (await text_of(screen_home)).startswith("new Dear Dana,")
        assert screen.pane.area.cursor_location == (0, 4), "the cursor stays where it was"
        await pilot.press("f2")
        await said(pilot, "Everything is saved already.")


async def test_a_pause_saves(tmp_path, monkeypatch):
    monkeypatch.setattr(letter_module, "IDLE_SECONDS", 0.05)
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press(*"abc")
        await sees(pilot, "saved, version")
        await until(pilot, lambda: not pilot.app.screen.dirty)
        assert (await text_of(screen_home)).startswith("abcDear Dana,")


async def test_what_is_typed_while_it_saves_stays_and_is_saved_next(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        for letter in "abcdefgh":
            await pilot.press(letter)
            screen.run_worker(screen.save(), exit_on_error=False)
        await pilot.press(*"ij", "escape")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        assert (await text_of(screen_home)).startswith("abcdefghijDear Dana,")


async def test_a_reload_never_takes_away_what_is_typed(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press(*"typed ")
        screen.reload()
        await until(pilot, lambda: not screen._loading)
        assert _text(screen).startswith("typed Dear Dana")
        await screen_home.gateway.run(save_letter, 1, "From elsewhere.")
        screen.reload()
        await until(pilot, lambda: not screen._loading)
        assert _text(screen).startswith("typed Dear Dana")


async def test_finished_elsewhere_while_one_types_takes_nothing_away(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press(*"typed ")
        await screen_home.gateway.run(finish_letter, 1)
        screen.reload()
        await until(pilot, lambda: not screen._loading)
        await pilot.press(*"on ", "escape")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        assert (await text_of(screen_home)).startswith("typed on Dear")
        assert (await row_of(screen_home)).status == "draft"


async def test_ctrl_q_in_the_middle_of_a_word_keeps_it(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press(*"kept ", "ctrl+q")
        await pilot.pause()
    with open_book(tmp_path / "book.db", clock=FixedClock(TODAY), backups=tmp_path / "b") as book:
        assert book.store.value("SELECT text FROM letter_version ORDER BY seq DESC LIMIT 1").startswith("kept Dear")


async def test_what_cannot_be_saved_is_not_left_without_asking(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press(*"precious ")
        await screen_home.gateway.run(delete_letter, 1)
        await pilot.press("escape")
        await _dialog(pilot, ConfirmDialog)
        await sees(pilot, "Leave without saving?", "There is no letter 1")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert _text(screen).startswith("precious ")
        await screen_home.gateway.run(lambda book: book.store.undo())
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        assert (await text_of(screen_home)).startswith("precious Dear")


async def test_what_is_pasted_is_cleaned_and_keeps_its_lines(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        screen.pane.area.post_message(events.Paste("a\x1b[31mb\u202ec\r\n[/] [@click=app.quit]x[/]\x9b2J "))
        await until(pilot, lambda: screen.dirty)
        assert _text(screen).startswith("a[31mbc\n[/] [@click=app.quit]x[/]2J Dear")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        assert "\x1b" not in await text_of(screen_home)


async def test_the_subject_is_a_line_above_the_text(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press("shift+tab")
        await until(pilot, lambda: screen.focused is screen.pane.subject)
        await pilot.press("end", *" on q", "enter")
        assert screen.focused is screen.pane.area
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        assert (await row_of(screen_home)).subject == "Our talk on q"
        assert await versions_of(screen_home) == 2, "another subject is no other text"


async def test_a_text_longer_than_any_letter_can_only_be_read_and_is_not_cut(tmp_path):
    def long(book: Book) -> None:
        letter_to_dana(book)
        with book.act("placeholder"):
            book.store.database.execute_sql("UPDATE letter_version SET text = ?", ("word\n" * 30_000,))

    async with home(tmp_path, long, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await sees(pilot, "longer than any letter")
        await pilot.press("x", "escape")
        await until(pilot, lambda: pilot.app.screen is screen_home)
        assert await versions_of(screen_home) == 2
        assert len(await text_of(screen_home)) == 150_000


async def test_ctrl_n_selects_what_is_still_to_be_written_over(tmp_path):
    def laid_out(book: Book) -> None:
        ids = interview_search(book)
        new_letter(book, "influence", contact_id=ids["Dana"], opportunity_id=ids["role"])

    async with home(tmp_path, laid_out, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press("ctrl+n")
        first = screen.pane.area.selected_text
        assert first.startswith("[") and first.endswith("]")
        await pilot.press("ctrl+n")
        assert screen.pane.area.selected_text not in {"", first}
        await pilot.press(*"mine")
        assert "mine" in _text(screen)
        while "[" in _text(screen):
            await pilot.press("ctrl+n", "x")
        await pilot.press("ctrl+n")
        await said(pilot, "No brackets are left")


# The material.


@pytest.mark.parametrize("size", [(120, 36), (200, 50)])
async def test_the_material_is_beside_the_letter_where_there_is_room(tmp_path, size):
    async with home(tmp_path, letter_to_dana, size=size, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await sees(
            pilot,
            "Demand changes faster than the plan",
            "✓ The Bremen planning run",
            "No years in a hospital",
            "no proof point answers this yet",
            "Seven years of spare parts.",
            "Who plans the spare parts?",
            "Influence letter to Dana Whitfield",
        )


async def test_at_80_a_key_shows_the_material_under_the_letter(tmp_path):
    async with home(tmp_path, letter_to_dana, size=(80, 24), clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        assert "Bremen planning run" not in picture(pilot.app)
        await pilot.press("f4")
        await sees(pilot, "✓ The Bremen planning run", "Dear Dana,")
        assert screen.focused is screen.pane.area, "one writes on"
        await pilot.press(*"x", "f4")
        await until(pilot, lambda: "Bremen planning run" not in picture(pilot.app))
        assert _text(screen).startswith("xDear")


async def test_tab_goes_to_the_material_where_j_scrolls_and_escape_comes_back(tmp_path):
    async with home(tmp_path, letter_to_dana, size=(120, 16), clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press("tab")
        await until(pilot, lambda: screen.focused is screen.material)
        await pilot.press("j", "j")
        await until(pilot, lambda: screen.material.scroll_y == 2)
        await pilot.press("escape")
        assert screen.focused is screen.pane.area and pilot.app.screen is screen
        assert not screen.dirty


async def test_without_an_interview_the_material_says_how_it_comes_there(tmp_path):
    def plain(book: Book) -> None:
        ids = interview_search(book)
        new_letter(book, "offer", contact_id=ids["Sam"])

    async with home(tmp_path, plain, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await sees(pilot, "Nothing was noted to write from.")


# The check.


async def test_the_check_points_at_places_and_enter_goes_there(tmp_path):
    text = TEXT + "\n\nYou would be my mentor, and [name] knows."
    async with home(tmp_path, lambda book: letter_to_dana(book, text), clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press("f3")
        await sees(pilot, "Letter check", "A concern not met", "No years in a hospital", "Flattery", "line 7")
        assert screen.focused is screen.findings
        number = next(at for at, each in enumerate(screen.found) if each.rule == "placeholder")
        await pilot.press(*["j"] * number, "enter")
        assert screen.focused is screen.pane.area
        assert screen.pane.area.selected_text == "[name]"
        await pilot.press(*"Ana")
        await sees(pilot, "before the last changes: f3 looks again")
        await pilot.press("f3")
        await until(pilot, lambda: "placeholder" not in {each.rule for each in screen.found})


async def test_the_check_looks_at_what_is_not_saved_yet(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press(*"[todo] ", "f3")
        await until(pilot, lambda: "placeholder" in {each.rule for each in screen.found})
        assert await versions_of(screen_home) == 2


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_text_shared_with_an_earlier_letter_stands_beside_it(tmp_path, size):
    def twice(book: Book) -> None:
        letter_to_dana(book)
        number = new_letter(book, "cover", contact_id=2, subject="To Sam")
        save_letter(
            book, number, TEXT.replace("Dana", "Sam").replace("I will ring on Thursday", "May I call you on Friday")
        )

    async with home(tmp_path, twice, size=size, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home, 2)
        await pilot.press("f3")
        await until(pilot, lambda: any(each.rule == "shared" for each in screen.found))
        await pilot.press(*["j"] * next(at for at, each in enumerate(screen.found) if each.rule == "shared"))
        await sees(pilot, "Shared with an earlier letter", "yours", "the earlier letter")
        line = next(each for each in picture(pilot.app).splitlines() if "yours" in each)
        assert line.index("yours") < line.index("the earlier letter")


async def test_nothing_found_is_said_calmly(tmp_path):
    def clean(book: Book) -> None:
        letter_to_dana(book)
        for each in concerns.ledger(book):
            if each.kind == "concern":
                concerns.close_concern(book, each.id)

    async with home(tmp_path, clean, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press("f3")
        await sees(pilot, "Letter check · nothing found", "Nothing to look at.")
        assert screen.focused is screen.pane.area
        assert "no proof" not in picture(pilot.app)


async def test_escape_in_the_check_at_80_goes_back_to_the_whole_letter(tmp_path):
    async with home(tmp_path, letter_to_dana, size=(80, 24), clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press("f3")
        await until(pilot, lambda: screen.focused is screen.findings)
        await pilot.press("escape")
        await until(pilot, lambda: "Letter check" not in picture(pilot.app))
        assert pilot.app.screen is screen and screen.focused is screen.pane.area


# Finished, and again a draft.


async def test_finishing_asks_for_a_reader_and_the_letter_rests(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press(*"x", "f5")
        await _dialog(pilot, FinishDialog)
        await sees(pilot, "rests until tomorrow 07:00")
        await pilot.press(*"Ana", "enter")
        await until(pilot, lambda: pilot.app.screen is screen and screen.pane.read_only)
        await said(pilot, "rests until tomorrow 07:00, with Ana to read")
        row = await row_of(screen_home)
        assert (row.status, row.reader) == ("finished", "Ana")
        assert (await text_of(screen_home)).startswith("xDear"), "what was typed was saved first"
        await sees(pilot, "finished, to be read: e edits it")
        await pilot.press("u")
        await until(pilot, lambda: not screen.pane.read_only)
        assert (await row_of(screen_home)).status == "draft"


async def test_a_finished_letter_is_read_only_until_edited_on_purpose(tmp_path):
    async with home(tmp_path, finished_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press(*"abc")
        assert _text(screen) == TEXT
        await pilot.press("e")
        await said(pilot, "it is a draft again")
        assert (await row_of(screen_home)).status == "finished", "only a change makes it one"
        await pilot.press(*"more ", "f2")
        await said(pilot, "A draft again: f5 finishes it")
        assert (await row_of(screen_home)).status == "draft"
        assert (await text_of(screen_home)).startswith("more Dear")


async def test_a_letter_that_rests_is_reread_sooner_on_purpose_only(tmp_path):
    async with home(tmp_path, finished_to_dana, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press("f5")
        await _dialog(pilot, ConfirmDialog)
        await sees(pilot, "Reread it sooner?", "It rests until tomorrow 07:00")
        await pilot.press("escape")
        assert (await row_of(screen_home)).early_on is None
        await pilot.press("f5")
        await _dialog(pilot, ConfirmDialog)
        await pilot.press("y")
        await said(pilot, "sooner on purpose")
        row = await row_of(screen_home)
        assert row.ready and row.early_on == TODAY


async def test_kind_channel_and_reader_can_be_put_right(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press("f9")
        await _dialog(pilot, LetterDialog)
        await pilot.press("alt+h", "alt+l", *"Ruth", "enter")
        await said(pilot, "Changed: channel, kind, reader")
        row = await row_of(screen_home)
        assert (row.kind, row.channel, row.reader) == ("handwritten", "letter", "Ruth")


# Versions.


async def test_versions_are_compared_and_restored(tmp_path):
    def three(book: Book) -> None:
        letter_to_dana(book)
        save_letter(book, 1, TEXT.replace("five days", "two weeks"))

    async with home(tmp_path, three, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press("f6")
        await _dialog(pilot, VersionsScreen)
        await sees(pilot, "Versions · 3", "version 3, as it is now")
        await pilot.press("j")
        await sees(pilot, "Version 2, compared", "+ you said", "- you said")
        await pilot.press("v")
        await until(pilot, lambda: "- you said" not in picture(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await said(pilot, "Version 2 is the newest again, as version 4")
        await until(pilot, lambda: "five days" in _text(screen))
        assert await text_of(screen_home) == TEXT


async def test_versions_at_80_show_the_version_before_it_is_restored(tmp_path):
    async with home(tmp_path, letter_to_dana, size=(80, 24), clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press("f6")
        await _dialog(pilot, VersionsScreen)
        await sees(pilot, "Versions · 2")
        await pilot.press("j", "enter")
        await sees(pilot, "Version 1, compared")
        assert await versions_of(screen_home) == 2
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterScreen))
        assert await versions_of(screen_home) == 3


async def test_restoring_what_it_says_already_is_declined(tmp_path):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press("f6")
        await _dialog(pilot, VersionsScreen)
        await sees(pilot, "Versions · 2")
        await pilot.press("enter")
        await said(pilot, "is what the letter says already")


# Out.


async def test_out_to_the_clipboard(tmp_path, monkeypatch):
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press(*"x", "f7")
        await _dialog(pilot, PickDialog)
        await pilot.press("enter")
        await said(pilot, "Copied")
        assert pilot.app.clipboard == "x" + TEXT


@pytest.mark.parametrize(("typed", "ending"), [("eml", ".eml"), ("markdown", ".md")])
async def test_out_as_a_file_in_the_folder_the_app_was_started_in(tmp_path, monkeypatch, typed, ending):
    folder = here(tmp_path, monkeypatch)
    async with home(tmp_path, letter_to_dana, size=(200, 50), clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press("f7")
        await _dialog(pilot, PickDialog)
        await pilot.press(*typed, "enter")
        await said(pilot, f"our-talk-1{ending}")
        file = folder / f"our-talk-1{ending}"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        if ending == ".eml":
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            assert message["X-Unsent"] == "1" and message["To"] == "Dana Whitfield <dana@northwind.test>"
            assert message.get_content().replace("\r\n", "\n").strip() == TEXT
            await said(pilot, "opens as a draft, not sent")
        else:
            assert TEXT in file.read_text("utf-8")


async def test_a_mail_link_is_shown_and_opened_only_when_asked(tmp_path, monkeypatch):
    opened_links: list[str] = []
    monkeypatch.setattr(letter_ends, "open_link", lambda url: opened_links.append(url) is None)
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        for keys, links in ((["enter"], 0), (["escape"], 0), (["c"], 0), (["o"], 1)):
            await pilot.press("f7")
            await _dialog(pilot, PickDialog)
            await pilot.press(*"mailto", "enter")
            dialog = await _dialog(pilot, MailtoDialog)
            assert dialog.url.startswith("mailto:dana@northwind.test?subject=Our%20talk&body=Dear%20Dana")
            await sees(pilot, "mailto:dana@northwind.test", "When you press o")
            await pilot.press(*keys)
            await until(pilot, lambda: pilot.app.screen is screen)
            await until(pilot, lambda wanted=links: len(opened_links) == wanted)
        assert pilot.app.clipboard == opened_links[0]


def test_a_browser_of_the_terminal_is_no_mail_program(monkeypatch):
    import webbrowser

    ran: list[str] = []
    text_browser = webbrowser.GenericBrowser("lynx")
    text_browser.open = lambda url, new=0, autoraise=True: ran.append(url) is None
    monkeypatch.setattr(webbrowser, "get", lambda *_: text_browser)
    assert letter_ends.open_link("mailto:dana@northwind.test") is False

    def none(*_: object) -> object:
        raise webbrowser.Error("no browser")

    monkeypatch.setattr(webbrowser, "get", none)
    assert letter_ends.open_link("mailto:dana@northwind.test") is False
    assert ran == []


# It went out.


async def test_sent_freezes_logs_the_touch_and_tells_what_comes_next(tmp_path):
    clock = Clock()
    async with home(tmp_path, finished_to_dana, clock=clock) as (pilot, screen_home):
        clock.ahead(hours=20)
        screen = await opened(pilot, screen_home)
        await sees(pilot, "ready to reread: e edits, f8 it went out")
        await pilot.press("f8")
        form = await _dialog(pilot, SentDialog)
        assert form.form_fields["on"].text == "today"
        await pilot.press("tab", *"a page on planning", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await said(pilot, "Sent: answers 1 point; Dana Whitfield: next")
        assert "u undoes" in toasts(pilot.app)[0]
        row = await row_of(screen_home)
        assert row.status == "sent" and row.sent_on == TODAY + timedelta(days=1) and row.early_on is None
        [touch] = [each for each in await touches_with(screen_home, 1) if each.note.startswith("influence letter")]
        assert touch.gave == "a page on planning" and touch.outcome == "sent"
        await sees(pilot, "as it was sent")
        await pilot.press("e")
        await said(pilot, "stays as it was sent")
        await pilot.press(*"zzz")
        assert _text(screen) == TEXT
        await pilot.press("u")
        await until(pilot, lambda: screen.row.status == "finished")


@pytest.mark.parametrize("fill", [letter_to_dana, finished_to_dana])
async def test_sooner_is_asked_and_recorded(tmp_path, fill):
    async with home(tmp_path, fill, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        await pilot.press("f8")
        await _dialog(pilot, ConfirmDialog)
        await sees(pilot, "Sooner, on purpose?")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (await row_of(screen_home)).status != "sent"
        await pilot.press("f8")
        await _dialog(pilot, ConfirmDialog)
        await pilot.press("y")
        await _dialog(pilot, SentDialog)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen and screen.row.status == "sent")
        assert (await row_of(screen_home)).early_on == TODAY


async def test_a_day_on_which_it_had_not_rested_is_asked_once_more(tmp_path):
    clock = Clock()
    async with home(tmp_path, finished_to_dana, clock=clock) as (pilot, screen_home):
        clock.ahead(hours=20)
        screen = await opened(pilot, screen_home)
        await pilot.press("f8")
        form = await _dialog(pilot, SentDialog)
        form.form_fields["on"].text = "yesterday"
        await pilot.press("enter")
        await sees(pilot, "it had not rested: Enter once more")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen and screen.row.status == "sent")
        row = await row_of(screen_home)
        assert row.sent_on == TODAY and row.early_on == TODAY


async def test_a_day_ahead_is_refused_in_the_form(tmp_path):
    clock = Clock()
    async with home(tmp_path, finished_to_dana, clock=clock) as (pilot, screen_home):
        clock.ahead(hours=20)
        await opened(pilot, screen_home)
        await pilot.press("f8")
        form = await _dialog(pilot, SentDialog)
        form.form_fields["on"].text = "2027-01-04"
        await pilot.press("enter")
        await sees(pilot, "still ahead")
        assert (await row_of(screen_home)).status == "finished"


# The person's own editor.


async def test_the_persons_editor_writes_a_version(tmp_path, monkeypatch):
    log = tmp_path / "log"
    editor = tmp_path / "edit or.sh"
    editor.write_text(f'#!/bin/sh\nstat -c %a "$1" > "{log}"\nprintf "Written elsewhere.\\033[31m\\n" > "$1"\n')
    editor.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setitem(os.environ, "EDITOR", f"'{editor}'")
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        monkeypatch.setattr(pilot.app, "suspend", nullcontext)
        await pilot.press(*"x", "ctrl+e")
        await said(pilot, "Saved from your editor: version 4")
        await until(pilot, lambda: _text(screen) == "Written elsewhere.[31m")
        assert log.read_text().strip() == "600"
        assert await versions_of(screen_home) == 4, "what was typed before is a version, too"


async def test_where_the_app_cannot_be_suspended_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "EDITOR", "false")
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press("ctrl+e")
        await said(pilot, "Your editor cannot be opened from here")
        assert await versions_of(screen_home) == 2


async def test_an_editor_that_fails_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setitem(os.environ, "EDITOR", "false")
    async with home(tmp_path, letter_to_dana, clock=Clock()) as (pilot, screen_home):
        screen = await opened(pilot, screen_home)
        monkeypatch.setattr(pilot.app, "suspend", nullcontext)
        await pilot.press("ctrl+e")
        await said(pilot, "The editor ended with exit code 1")
        assert _text(screen) == TEXT and await versions_of(screen_home) == 2


async def test_f1_helps_while_writing(tmp_path):
    async with home(tmp_path, letter_to_dana, size=(120, 60), clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        await pilot.press("f1")
        await _dialog(pilot, HelpScreen)
        await sees(pilot, "Next bracket", "Your own editor", "It went out")


async def test_the_footer_at_80_shows_the_way_on_and_the_way_back(tmp_path):
    async with home(tmp_path, letter_to_dana, size=(80, 24), clock=Clock()) as (pilot, screen_home):
        await opened(pilot, screen_home)
        last = picture(pilot.app).splitlines()[-1]
        for text in ("f3 check", "f4 material", "f5 finish", "f7 out", "f8 sent", "Esc back", "f1 help"):
            assert text in last
