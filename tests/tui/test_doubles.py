"""Who is there twice: the pairs with their reasons, both side by side, merged or told apart from here."""

from __future__ import annotations

import re
import threading

import pytest
from doubles_host import opened, settled, twice
from home_host import call, home, picture, small_search, toasts, until

from crm.book import duplicates, people
from crm.book.not_same import not_same_pairs
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position
from crm.tui.commands import FORBIDDEN_KEYS, commands_of
from crm.tui.dialogs.contact import ContactDialog
from crm.tui.screens.doubles import DoublesScreen
from crm.tui.screens.help import HelpScreen
from crm.tui.screens.merging import MergingScreen

EVIL = "[/] [@click=app.quit]x[/] \x1b[31m\x1b]52;c;aGk=\x07\u202e end"
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("screen", [DoublesScreen, MergingScreen])
def test_every_command_can_be_done_and_no_key_means_two_things(screen):
    commands = commands_of(screen.NAME)
    assert [command.id for command in commands if not hasattr(screen, command.method)] == []
    keys = [key for command in commands for key in command.keys]
    assert len(keys) == len(set(keys)) and not FORBIDDEN_KEYS & set(keys)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_the_pairs_with_their_reasons_and_both_side_by_side(tmp_path, size):
    async with home(tmp_path, twice, size=size) as (pilot, screen):
        await opened(pilot)
        await until(pilot, lambda: "stays: Marta Kowalska" in picture(pilot.app))
        seen = picture(pilot.app)
        for text in ("1 sure · 1 perhaps", "SURE", "same e-mail", "PERHAPS", "Bob Ferris and Robert Ferris"):
            assert text in seen
        assert "Sure: same e-mail" in seen and "goes: Kowalska, Marta" in seen
        assert re.search(r"= marta@lantern\.test +.*= Marta@lantern\.test", seen), "what both have is marked"
        assert re.search(r"last touch +Tue 10 Nov, call +Mon 12 Oct, e-mail", seen)
        assert re.search(r"touches +1 +2", seen)
        await pilot.press("j")
        await until(pilot, lambda: "Perhaps: alike name, same employer" in picture(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_the_other_one_stays_after_s(tmp_path):
    async with home(tmp_path, twice) as (pilot, _screen):
        over = await opened(pilot)
        pair = over.list.current
        await pilot.press("s")
        await until(pilot, lambda: "stays: Kowalska, Marta" in picture(pilot.app))
        assert "Kowalska, Marta and Marta Kowalska" in picture(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MergingScreen) and pilot.app.screen.preview)
        assert (pilot.app.screen.keep, pilot.app.screen.drop) == (pair.other, pair.one)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is over)
        await pilot.press("s")
        await until(pilot, lambda: "stays: Marta Kowalska" in picture(pilot.app))


async def test_two_who_are_told_apart_are_never_asked_about_again_until_undone(tmp_path):
    async with home(tmp_path, twice) as (pilot, screen):
        over = await opened(pilot)
        pair = over.list.current
        await pilot.press("x")
        await until(pilot, lambda: settled(over) and over.list.row_count == 1)
        assert toasts(pilot.app) == ["Marta Kowalska and Kowalska, Marta are two people: never asked again; u undoes"]
        assert await call(screen, not_same_pairs, "contact") == {(pair.one, pair.other)}
        await pilot.press("escape")
        over = await opened(pilot, 1)
        assert over.list.current.one_name == "Bob Ferris"
        await pilot.press("u")
        await until(pilot, lambda: over.list.row_count == 2 and settled(over))
        assert over.list.current.one_name == "Marta Kowalska", "the cursor is on the pair that came back"
        assert await call(screen, not_same_pairs, "contact") == set()


async def test_keys_typed_ahead_tell_one_pair_apart_after_the_other(tmp_path):
    async with home(tmp_path, twice) as (pilot, screen):
        over = await opened(pilot)
        await pilot.press("x", "x")
        await until(pilot, lambda: settled(over) and over.list.row_count == 0)
        assert len(await call(screen, not_same_pairs, "contact")) == 2
        await until(pilot, lambda: "Nobody is here twice." in picture(pilot.app))


async def test_merging_from_the_list_takes_the_pair_away_and_undo_brings_it_back(tmp_path):
    async with home(tmp_path, twice) as (pilot, screen):
        over = await opened(pilot)
        before = await call(screen, duplicates.find_duplicates)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MergingScreen) and pilot.app.screen.preview)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is over and over.list.row_count == 1 and settled(over))
        assert toasts(pilot.app) == [
            "Merged: Marta Kowalska remains, with 2 touches and 1 follow-up of Kowalska, Marta; u undoes"
        ]
        await pilot.press("u")
        await until(pilot, lambda: over.list.row_count == 2 and settled(over))
        assert await call(screen, duplicates.find_duplicates) == before
        assert over.list.current == before[0]


async def test_employers_have_their_own_list(tmp_path):
    async with home(tmp_path, twice) as (pilot, screen):
        over = await opened(pilot)
        assert "employers 1" in picture(pilot.app)
        await pilot.press("tab")
        await until(pilot, lambda: "stays: Lantern Health" in picture(pilot.app))
        assert re.search(r"people +Marta Kowalska +Kowalska, Marta", picture(pilot.app))
        await pilot.press("e")
        await until(pilot, lambda: any("no form of its own" in toast for toast in toasts(pilot.app)))
        await pilot.press("x")
        await until(pilot, lambda: "No employer is here twice." in picture(pilot.app))
        assert len(await call(screen, not_same_pairs, "employer")) == 1
        await pilot.press("u")
        await until(pilot, lambda: over.list.row_count == 1 and settled(over))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MergingScreen) and pilot.app.screen.preview)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is over and over.list.row_count == 0 and settled(over))
        await pilot.press("tab")
        await until(pilot, lambda: over.list.row_count == 2)


async def test_the_one_that_stays_and_the_one_that_goes_can_be_edited(tmp_path):
    async with home(tmp_path, twice) as (pilot, _screen):
        over = await opened(pilot)
        for key, name in (("e", "Marta Kowalska"), ("E", "Kowalska, Marta")):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(pilot.app.screen, ContactDialog) and pilot.app.screen.focused)
            assert pilot.app.screen.form_fields["name"].value == name
            await pilot.press("end", *" II", "f2")
            await until(pilot, lambda: pilot.app.screen is over and settled(over))
        await until(pilot, lambda: "Marta Kowalska II" in picture(pilot.app))


async def test_nobody_twice_is_a_calm_sentence_and_no_key_fails_on_it(tmp_path):
    async with home(tmp_path, small_search) as (pilot, screen):
        over = await opened(pilot, 0)
        assert "Nobody is here twice." in picture(pilot.app) and "Tab looks at the employers" in picture(pilot.app)
        for command in commands_of("doubles"):
            if command.why_not(over.situation()):
                over.run_command(command.id)
                await until(pilot, lambda: any("There is no pair here" in toast for toast in toasts(pilot.app)))
        await pilot.press("j", "k", "g", "G", "left", "question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is over)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_an_empty_book_has_nobody_twice(tmp_path):
    async with home(tmp_path, None) as (pilot, _screen):
        await opened(pilot, 0)
        assert "Nobody is here twice." in picture(pilot.app)


async def test_what_was_found_is_kept_until_somebody_changes(tmp_path, monkeypatch):
    compared = []

    def counted(known, progress=None):
        compared.append(len(known))
        return duplicates.alike_pairs(known, progress)

    monkeypatch.setattr("crm.tui.screens.doubles_search.alike_pairs", counted)
    async with home(tmp_path, twice) as (pilot, _screen):
        over = await opened(pilot)
        await pilot.press("escape")
        await opened(pilot)
        assert compared == [5]
        over = pilot.app.screen
        await over.change(people.set_cadence, over.list.current.one, "3 months")
        await until(pilot, lambda: settled(over))
        assert compared == [5], "a cadence makes nobody more or less alike"
        await over.change(people.add_contact, Contact(name="Ada Other", positions=(Position("Kestrel Works"),)))
        await until(pilot, lambda: over.list.row_count == 3 and settled(over))
        assert compared == [5, 6]


async def test_while_everybody_is_compared_it_says_how_far_it_is_keys_work_and_leaving_ends_it(tmp_path, monkeypatch):
    go, ended = threading.Event(), threading.Event()

    def slow(known, progress=None):
        try:
            progress(2, len(known))
            go.wait(20)
            progress(4, len(known))
        except Exception:
            ended.set()
            raise
        return duplicates.alike_pairs(known, progress)

    monkeypatch.setattr("crm.tui.screens.doubles_search.alike_pairs", slow)
    async with home(tmp_path, twice) as (pilot, screen):
        await pilot.press("M")
        await until(pilot, lambda: "comparing 5 people, 40 %" in picture(pilot.app))
        assert "Looking who is here twice" in picture(pilot.app)
        await pilot.press("tab")
        await until(pilot, lambda: "stays: Lantern Health" in picture(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        go.set()
        await until(pilot, ended.is_set)
        monkeypatch.undo()
        await opened(pilot)


async def test_when_comparing_fails_it_says_so_and_the_screen_stays_usable(tmp_path, monkeypatch):
    def broken(known, progress=None):
        raise ValueError("no")

    monkeypatch.setattr("crm.tui.screens.doubles_search.alike_pairs", broken)
    async with home(tmp_path, twice) as (pilot, screen):
        await pilot.press("M")
        await until(pilot, lambda: "Looking came to no end" in picture(pilot.app))
        assert any("did not work" in toast for toast in toasts(pilot.app))
        monkeypatch.undo()
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await opened(pilot)
        pilot.app.faults_seen.clear()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_text_is_drawn_literally_on_both_screens(tmp_path, size):
    def evil(book: Book) -> None:
        for name in ("One", "Two"):
            people.add_contact(
                book, Contact(name=name, positions=(Position("Somewhere", "t"),), emails=(Labelled("a@b.test"),))
            )
        with book.act("placeholder"):  # past the cleaning at the entrance
            execute = book.store.database.execute_sql
            execute("UPDATE contact SET name = ?, notes = ? || id", (EVIL, EVIL * 300))
            execute("UPDATE employer SET name = ?, website = ?", (EVIL, EVIL))
            execute("UPDATE position SET title = ? || id", (EVIL,))

    async with home(tmp_path, evil, size=size) as (pilot, _screen):
        over = await opened(pilot, 1)
        await until(pilot, lambda: "stays:" in picture(pilot.app))
        await _is_literal(pilot, size)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MergingScreen) and pilot.app.screen.list.row_count)
        await pilot.press("z")
        await _is_literal(pilot, size)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is over and over.list.row_count == 0)
        assert not _UNSAFE.search("".join(toasts(pilot.app)))


async def _is_literal(pilot, size):
    await pilot.pause()
    seen = picture(pilot.app)
    assert not _UNSAFE.search(seen.replace("\n", ""))
    assert "[/] [@click" in seen
    before = pilot.app.screen
    for row in range(3, size[1] - 1, 4):
        await pilot.click(offset=(30, row))
    assert pilot.app._exit is False and pilot.app.screen is before


async def test_the_comparison_can_be_scrolled_and_left_again(tmp_path):
    def long(book: Book) -> None:
        ids = twice(book)
        for number in (ids["Marta"], ids["Kowalska"]):
            contact = people.get_contact(book, number)
            tags = tuple(f"tag {n}" for n in range(4))
            links = tuple(Labelled(f"https://page{n}.test") for n in range(9))
            people.edit_contact(book, number, replace_lists(contact, tags, links))

    def replace_lists(contact, tags, links):
        from dataclasses import replace

        return replace(contact, tags=tags, links=links)

    async with home(tmp_path, long, size=(80, 24)) as (pilot, _screen):
        over = await opened(pilot)
        await until(pilot, lambda: over.sheet.max_scroll_y > 0)
        await pilot.press("right", "j", "G")
        await until(pilot, lambda: "both have it" in picture(pilot.app))
        await pilot.press("escape")
        assert over.focused is over.list
        await pilot.press("j")
        await until(pilot, lambda: over.list.cursor == 1)
