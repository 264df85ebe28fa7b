"""The ledger: open first, answered from here, closed and reopened."""

from __future__ import annotations

import re

import pytest
from home_host import TODAY, call, home, picture, toasts, until
from interview_host import hostile_search, search

from crm.book.concerns import add_concern, get_concern, ledger, link_proofs, record_answer
from crm.book.session import Book
from crm.tui.dialogs.answer import AnswerDialog
from crm.tui.dialogs.concern import ConcernDialog
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.screens.concerns import ConcernsScreen

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


async def opened(pilot, rows=2):
    await pilot.press("K")
    await until(pilot, lambda: isinstance(pilot.app.screen, ConcernsScreen) and pilot.app.screen.list.row_count == rows)
    return pilot.app.screen


async def go_to(pilot, over, concern_id):
    await pilot.press("g")
    while over.list.current != concern_id:
        await pilot.press("j")
        await pilot.pause()


async def dialog(pilot, kind):
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.focused)
    return pilot.app.screen


async def number(screen, text):
    return next(one.id for one in await call(screen, ledger) if text in one.text)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_the_ledger_by_employer_and_one_of_them_whole(tmp_path, size):
    async with home(tmp_path, search, size=size) as (pilot, screen):
        over = await opened(pilot)
        seen = picture(pilot.app)
        for text in ("Northwind Robotics", "2 open", "you have never led a team", "1 concern and 1 challenge open"):
            assert text in seen
        await go_to(pilot, over, await number(screen, "team"))
        await pilot.press("enter")
        await until(pilot, lambda: "STORIES THAT FIT" in picture(pilot.app))
        assert "Led eleven temps" in picture(pilot.app) and "both speak of" in picture(pilot.app)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_an_answer_with_its_stories_closes_it_in_one_act(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        over = await opened(pilot)
        which = await number(screen, "team")
        await go_to(pilot, over, which)
        await pilot.press("a")
        form = await dialog(pilot, AnswerDialog)
        assert form.form_fields["proofs"].checks.choices[0].label == "Led eleven temps", "what fits comes first"
        await pilot.press(*"told her of the temps", "tab", "space", "enter")
        await until(pilot, lambda: pilot.app.screen is over)
        await until(pilot, lambda: toasts(pilot.app) == ["Answered in a talk, Tue 24 Nov; u undoes"])
        found = await call(screen, get_concern, which)
        assert found.answered.note == "told her of the temps" and found.proofs[0].title == "Led eleven temps"
        await until(pilot, lambda: "answered in a talk" in picture(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: "answered in a talk" not in picture(pilot.app).split("Undone")[0])
        found = await call(screen, get_concern, which)
        assert found.is_open and found.proofs == ()


async def test_stories_can_be_linked_and_unlinked_without_an_answer(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        over = await opened(pilot)
        which = await number(screen, "team")
        await go_to(pilot, over, which)
        await pilot.press("a")
        await dialog(pilot, AnswerDialog)
        await pilot.press("alt+n", "tab", "space", "f2")
        await until(pilot, lambda: pilot.app.screen is over)
        found = await call(screen, get_concern, which)
        assert found.is_open and len(found.proofs) == 1
        await until(pilot, lambda: "ready: Led eleven temps" in picture(pilot.app))
        await pilot.press("a")
        await dialog(pilot, AnswerDialog)
        await pilot.press("alt+n", "tab", "space", "f2")
        await until(pilot, lambda: pilot.app.screen is over)
        assert (await call(screen, get_concern, which)).proofs == ()


async def test_new_edit_close_reopen_delete_and_undo(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        over = await opened(pilot)
        await pilot.press("n")
        await dialog(pilot, ConcernDialog)
        await pilot.press(*"no cloud years", "enter")
        await until(pilot, lambda: pilot.app.screen is over and over.list.row_count == 3)
        which = await number(screen, "cloud")
        assert over.list.current == which, "the cursor is on the new one"
        await pilot.press("e")
        await dialog(pilot, ConcernDialog)
        await pilot.press(*" at all", "enter")
        await until(pilot, lambda: "no cloud years at all" in picture(pilot.app))
        await pilot.press("x")
        await until(pilot, lambda: any("Closed" in toast for toast in toasts(pilot.app)))
        assert (await call(screen, get_concern, which)).closed_on == TODAY
        await pilot.press("x")
        await until(pilot, lambda: any("Open again" in toast for toast in toasts(pilot.app)))
        await pilot.press("D")
        await dialog(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is over and over.list.row_count == 2)
        await pilot.press("u")
        await until(pilot, lambda: over.list.row_count == 3)


async def test_the_answered_ones_come_last_and_can_be_hidden(tmp_path):
    def fill(book: Book):
        ids = search(book)
        add_concern(book, "newest of all", opportunity_id=ids["role"])
        record_answer(book, ids["challenge"], "work", note="an analysis")
        record_answer(book, next(one.id for one in ledger(book) if one.text == "newest of all"), "talk")

    async with home(tmp_path, fill) as (pilot, _screen):
        over = await opened(pilot, 3)
        lines = picture(pilot.app).split("\n")
        first = next(at for at, line in enumerate(lines) if "never led a team" in line)
        assert first < next(at for at, line in enumerate(lines) if "newest of all" in line)
        await pilot.press("z")
        await until(pilot, lambda: over.list.row_count == 1)
        await pilot.press("x")
        await until(pilot, lambda: "Nothing is open" in picture(pilot.app))
        await pilot.press("z")
        await until(pilot, lambda: over.list.row_count == 3)


async def test_the_newest_answer_can_be_taken_back(tmp_path):
    def fill(book: Book):
        ids = search(book)
        link_proofs(book, ids["concern"], [ids["story"]])
        record_answer(book, ids["concern"], "talk")

    async with home(tmp_path, fill) as (pilot, screen):
        over = await opened(pilot)
        which = await number(screen, "team")
        await go_to(pilot, over, which)
        await pilot.press("T")
        await until(pilot, lambda: any("taken back" in toast for toast in toasts(pilot.app)))
        assert (await call(screen, get_concern, which)).is_open
        await pilot.press("T")
        await until(pilot, lambda: any("no answer that could" in toast for toast in toasts(pilot.app)))


async def test_an_empty_ledger_names_the_next_key_and_no_key_fails_on_it(tmp_path):
    async with home(tmp_path, None) as (pilot, screen):
        over = await opened(pilot, 0)
        await until(pilot, lambda: "n writes down a challenge or a concern" in " ".join(picture(pilot.app).split()))
        for key in ("a", "e", "x", "D", "T", "enter", "z", "j", "G", "n"):
            await pilot.press(key)
            await pilot.pause()
            assert pilot.app.screen is over
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_text_is_drawn_literally(tmp_path, size):
    async with home(tmp_path, hostile_search, size=size) as (pilot, _screen):
        await opened(pilot)
        for key in ("enter", "escape", "a", "escape", "e", "escape", "D"):
            await pilot.press(key)
            await pilot.pause()
            seen = picture(pilot.app)
            assert "[/]" in seen and not UNSAFE.search(seen.replace("\n", ""))
        assert pilot.app._exit is False
