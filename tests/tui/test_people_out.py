"""People out of the book by a form: format, who, notes, where; then one sentence."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from home_host import call, home, person, picture, small_search, toasts, until

from crm.book.session import Book
from crm.tui.dialogs.people_out import PeopleOutDialog

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """The person's own folder."""
    (tmp_path / "user").mkdir()
    return tmp_path / "user"


def fill(book: Book) -> None:
    small_search(book)
    person(book, "Ada Tag", "Blue Ladder", tags=("berlin",), notes="likes climbing")


async def opened(pilot) -> PeopleOutDialog:
    await pilot.press("O")
    await until(pilot, lambda: isinstance(pilot.app.screen, PeopleOutDialog) and pilot.app.screen.focused)
    await pilot.pause()
    return pilot.app.screen


async def exported(pilot, screen):
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is screen and toasts(pilot.app))
    return toasts(pilot.app)[0]


def seen(pilot) -> str:
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", picture(pilot.app)).split())


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_enter_writes_everybody_as_vcard_into_the_own_folder(tmp_path, user, size):
    async with home(tmp_path, fill, size=size) as (pilot, screen):
        form = await opened(pilot)
        said = seen(pilot)
        for text in ("•vCard 4", "•all 6", "•with notes", "~/people.vcf", "History, plans", "told you"):
            assert text in said
        assert form.form_fields["path"].text == "~/people.vcf"
        assert await exported(pilot, screen) == "6 people in ~/people.vcf. Only you can read it."
        file = user / "people.vcf"
        assert file.read_text().count("BEGIN:VCARD") == 6 and "VERSION:4.0" in file.read_text()
        assert "likes climbing" in file.read_text()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_this_person_without_notes_as_vcard_3(tmp_path, user):
    async with home(tmp_path, fill) as (pilot, screen):
        name = screen.timeline.card.contact.name
        await opened(pilot)
        await pilot.press("r", "p", "o")
        await pilot.pause()
        assert f"{name} alone." in seen(pilot)
        assert await exported(pilot, screen) == "1 person in ~/people.vcf. Only you can read it."
        text = (user / "people.vcf").read_text()
        assert "VERSION:3.0" in text and f"FN:{name}" in text and text.count("BEGIN:VCARD") == 1


async def test_those_the_filter_shows_and_those_with_a_tag(tmp_path, user):
    async with home(tmp_path, fill) as (pilot, screen):
        await pilot.press("slash", *"northwind", "enter")
        await until(pilot, lambda: screen.people.list.row_count == 2)
        form = await opened(pilot)
        assert form.form_fields["who"].value == "filter" and "the 2 the filter shows" in seen(pilot)
        await pilot.press("c")
        assert await exported(pilot, screen) == "2 people in ~/people.csv. Only you can read it."
        form = await opened(pilot)
        await pilot.press("c", "t")
        await pilot.press("enter")
        await until(pilot, lambda: "Which tag?" in picture(pilot.app))
        await pilot.press(*"berl")
        await until(pilot, lambda: form.form_fields["tag"].control._suggestion == "berlin")
        await pilot.press("right", "tab", "tab", *"x", "enter")
        await until(pilot, lambda: toasts(pilot.app) and toasts(pilot.app)[0].startswith("1 person in ~/"))
        written = [path for path in user.iterdir() if path.name != "people.csv"]
        assert len(written) == 1 and "Ada Tag" in written[0].read_text("utf-8-sig")


async def test_a_folder_for_khard_and_the_book_as_yaml_and_json(tmp_path, user):
    async with home(tmp_path, fill) as (pilot, screen):
        form = await opened(pilot)
        await pilot.press("k")
        assert form.form_fields["path"].text == "~/contacts" and "past positions" in seen(pilot)
        assert await exported(pilot, screen) == "6 people in ~/contacts. Only you can read it."
        assert len(list((user / "contacts").iterdir())) == 6
        for letter, name in (("y", "book.yaml"), ("j", "book.json")):
            form = await opened(pilot)
            await pilot.press(letter)
            assert form.form_fields["path"].text == f"~/{name}" and "Everything in the book" in seen(pilot)
            assert name in await exported(pilot, screen)
            assert "Dana Whitfield" in (user / name).read_text()
        form = await opened(pilot)
        await pilot.press("y", "p")
        assert form.form_fields["path"].text == "~/people.yaml" and "the search is not in it" in seen(pilot)


async def test_a_file_that_is_there_is_asked_about_once_and_one_that_cannot_be_written_is_said(tmp_path, user):
    (user / "people.vcf").write_text("mine")
    async with home(tmp_path, fill) as (pilot, screen):
        await opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "Enter once more replaces it" in picture(pilot.app))
        assert (user / "people.vcf").read_text() == "mine"
        assert "6 people" in await exported(pilot, screen)
        assert "BEGIN:VCARD" in (user / "people.vcf").read_text()
        form = await opened(pilot)
        form.form_fields["path"].text = "~/no/../mine.vcf"
        await pilot.press("r")
        assert form.form_fields["path"].text == "~/no/../mine.vcf", "what is typed stays whatever the format"
        assert "~/mine.vcf" in await exported(pilot, screen) and (user / "mine.vcf").exists()
        form = await opened(pilot)
        await pilot.press("c", "t", *"nowhere", "enter")
        await until(pilot, lambda: "Nobody fits that" in picture(pilot.app))
        assert not (user / "people.csv").exists()
        await pilot.press("ctrl+r", "a")
        form.form_fields["path"].text = str(user / "no" / "such" / "a.vcf")
        await pilot.press("enter")
        await until(pilot, lambda: "could not be written" in seen(pilot))
        assert pilot.app.screen is form


async def test_an_empty_book_names_the_keys(tmp_path, user):
    async with home(tmp_path, None) as (pilot, _screen):
        await pilot.press("O")
        await until(pilot, lambda: toasts(pilot.app))
        assert toasts(pilot.app) == ["Nobody is in the book yet: n adds a person, B brings many."]


async def test_hostile_names_are_drawn_safely(tmp_path, user):
    def filled(book: Book) -> None:
        person(book, "[/] [@click=app.quit]x[/]", "[b]", tags=("[/]",))

    async with home(tmp_path, filled) as (pilot, screen):
        assert await call(screen, lambda book: book.store.value("SELECT COUNT(*) FROM contact")) == 1
        await pilot.press("1")
        await opened(pilot)
        await pilot.press("p")
        await pilot.pause()
        assert "[@click=app.quit]x[/] alone." in seen(pilot)
        assert not UNSAFE.search(picture(pilot.app).replace("\n", ""))
        await exported(pilot, screen)
        assert [path.name for path in user.iterdir()] == ["people.vcf"]
