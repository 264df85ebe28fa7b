"""The bank of stories: filtered as one types, written, changed, deleted."""

from __future__ import annotations

import re

import pytest
from home_host import call, home, picture, toasts, until
from interview_host import hostile_search, search

from crm.book.concerns import record_answer
from crm.book.proofs import all_proofs
from crm.book.session import Book
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.proof import ProofDialog
from crm.tui.screens.proofs import ProofsScreen

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


async def opened(pilot, rows=2):
    await pilot.press("P")
    await until(pilot, lambda: isinstance(pilot.app.screen, ProofsScreen) and pilot.app.screen.list.row_count == rows)
    return pilot.app.screen


async def dialog(pilot, kind):
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.focused)
    return pilot.app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_the_list_says_how_often_each_was_used_and_shows_one_whole(tmp_path, size):
    def fill(book: Book):
        ids = search(book)
        record_answer(book, ids["concern"], "talk", proof_ids=[ids["story"]])

    async with home(tmp_path, fill, size=size) as (pilot, screen):
        over = await opened(pilot)
        seen = picture(pilot.app)
        assert "1×" in seen and "not used yet" in seen and "2 stories" in seen
        assert ("SITUATION" in seen) == (size[0] >= 112), "beside the list where there is room"
        await pilot.press("enter")
        await until(pilot, lambda: "WHAT YOU DID" in picture(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: over.focused is over.list)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_the_filter_narrows_as_one_types_and_esc_clears_it(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        over = await opened(pilot)
        await pilot.press("slash", *"leading")
        await until(pilot, lambda: over.list.row_count == 1 and "1 of 2 stories" in picture(pilot.app))
        assert "Led eleven temps" in picture(pilot.app)
        await pilot.press(*"qqq")
        await until(pilot, lambda: "No story fits" in picture(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: over.list.row_count == 2 and over.focused is over.list)
        await pilot.press("slash", *"churn", "enter")
        await until(pilot, lambda: over.focused is over.list and over.list.row_count == 1)
        await pilot.press("e")
        form = await dialog(pilot, ProofDialog)
        assert form.form_fields["title"].text == "Cut churn"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is over)
        await pilot.press("q")
        await until(pilot, lambda: over.list.row_count == 2)
        await pilot.press("q")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_story_is_written_changed_deleted_and_brought_back(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        over = await opened(pilot)
        await pilot.press("n")
        await dialog(pilot, ProofDialog)
        await pilot.press(
            *"Night shift", "tab", *"a plant", "tab", *"ran it", "tab", *"7 %", "tab", *"plant, night", "f2"
        )
        await until(pilot, lambda: pilot.app.screen is over and over.list.row_count == 3)
        newest = (await call(screen, all_proofs))[0]
        assert (newest.title, newest.situation, newest.action, newest.result) == (
            "Night shift",
            "a plant",
            "ran it",
            "7 %",
        )
        assert newest.tags == ("plant", "night") and over.list.current == newest.id
        await pilot.press("e")
        await dialog(pilot, ProofDialog)
        await pilot.press("end", *"s", "enter")
        await until(pilot, lambda: "Night shifts" in picture(pilot.app))
        await pilot.press("D")
        await dialog(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is over and over.list.row_count == 2)
        await pilot.press("u")
        await until(pilot, lambda: over.list.row_count == 3)


async def test_a_story_needs_a_title_and_stays_as_a_draft(tmp_path):
    async with home(tmp_path, search) as (pilot, _screen):
        over = await opened(pilot)
        await pilot.press("n")
        form = await dialog(pilot, ProofDialog)
        await pilot.press("tab", *"a plant", "f2")
        await until(pilot, lambda: form.form_fields["title"].shown_problem)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is over)
        await pilot.press("n")
        form = await dialog(pilot, ProofDialog)
        assert form.form_fields["situation"].text == "a plant"


async def test_an_empty_bank_names_the_next_key(tmp_path):
    async with home(tmp_path, None) as (pilot, _screen):
        over = await opened(pilot, 0)
        await until(pilot, lambda: "n writes the first" in picture(pilot.app))
        for key in ("e", "D", "enter", "j"):
            await pilot.press(key)
            await pilot.pause()
            assert pilot.app.screen is over
        assert any("n writes one" in toast for toast in toasts(pilot.app))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_text_is_drawn_literally(tmp_path, size):
    async with home(tmp_path, hostile_search, size=size) as (pilot, _screen):
        await opened(pilot)
        for key in ("enter", "escape", "e", "escape", "D"):
            await pilot.press(key)
            await pilot.pause()
            seen = picture(pilot.app)
            assert "[/]" in seen and not UNSAFE.search(seen.replace("\n", ""))
        assert pilot.app._exit is False
