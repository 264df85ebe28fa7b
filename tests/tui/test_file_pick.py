"""Picking a file by typing: folders, narrowing, completing, going up; names that mean harm; many entries."""

from __future__ import annotations

import os
import re
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from dialog_host import OPEN, SIZES, TODAY, Host, assert_clean, drawn, result, type_text

from crm.tui.dialogs.file_pick import FilePickDialog
from crm.tui.panes.bringing_files import Folder, Row, completed, narrowed, read_folder, size_words
from crm.tui.themes import VARIABLES

NAMES = ("contacts.vcf", "Connections.csv", "people.yaml", "book.json", "cv.pdf", ".hidden.vcf")


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """A folder of downloads, the newest of it `contacts.vcf`."""
    folder = tmp_path / "user" / "Downloads"
    (folder / "Old mail").mkdir(parents=True)
    (folder / ".cache").mkdir()
    (folder / "Old mail" / "archive.vcf").write_text("x" * 3000)
    for age, name in enumerate(NAMES):
        (folder / name).write_text("x" * 100)
        os.utime(folder / name, (1.79e9 - age * 86400, 1.79e9 - age * 86400))
    return folder


class Inked(Host):
    """With the inks of our themes, which lists are drawn in."""

    def get_theme_variable_defaults(self):
        return dict(VARIABLES)


@asynccontextmanager
async def picking(folder: Path | None = None, size=(80, 24)):
    dialog = FilePickDialog("Bring people in", folder, today=TODAY)
    app = Inked()
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        app.show(dialog)
        await pilot.pause()
        await listed(pilot, dialog)
        yield pilot, dialog


async def listed(pilot, dialog):
    for _ in range(500):
        await pilot.pause()
        running = dialog._listing is not None and not dialog._listing.done()
        if not running:
            return
    raise AssertionError("the folder was never read")


def shown(dialog):
    return [row.name for row in dialog.files._rows]


@pytest.mark.parametrize("size", SIZES)
async def test_it_starts_in_the_downloads_on_the_newest_file_and_enter_picks_it(downloads, size):
    async with picking(size=size) as (pilot, dialog):
        assert shown(dialog) == [
            "Everything in this folder", "Old mail", "contacts.vcf", "Connections.csv", "people.yaml", "book.json",
        ]  # fmt: skip
        assert dialog.files.current.name == "contacts.vcf"
        await pilot.pause()
        seen = drawn(pilot)
        for text in ("~/Downloads", "100 B", "1 other file not listed", "4 files"):
            assert text in seen, seen
        await pilot.press("enter")
        assert await result(pilot) == downloads / "contacts.vcf"
        assert dialog.folder == downloads, "where it is left is where it looks the next time"


async def test_without_downloads_it_starts_where_the_app_was_started(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "a.vcf").write_text("x")
    monkeypatch.chdir(tmp_path / "here")
    async with picking() as (_pilot, dialog):
        assert shown(dialog) == ["Everything in this folder", "a.vcf"]


async def test_typing_narrows_and_folders_are_entered_and_left(downloads):
    async with picking(downloads) as (pilot, dialog):
        await type_text(pilot, "old")
        assert shown(dialog) == ["Old mail"]
        await pilot.press("enter")
        await listed(pilot, dialog)
        assert dialog.folder == downloads / "Old mail" and dialog.input.value == ""
        assert dialog.files.current.name == "archive.vcf" and "3 KB" in drawn(pilot)
        await pilot.press("backspace")
        await listed(pilot, dialog)
        assert dialog.folder == downloads and dialog.files.current.name == "Old mail"
        await pilot.press("right")
        await listed(pilot, dialog)
        assert dialog.folder == downloads / "Old mail"
        await pilot.press("left", "left")
        await listed(pilot, dialog)
        assert dialog.folder == downloads.parent
        await pilot.press("escape")
        assert await result(pilot) is None and dialog.folder == downloads.parent


async def test_left_and_backspace_belong_to_the_line_while_something_stands_in_it(downloads):
    async with picking(downloads) as (pilot, dialog):
        await type_text(pilot, "con")
        await pilot.press("left", "backspace")
        assert dialog.input.value == "cn" and dialog.folder == downloads


async def test_a_path_is_typed_and_completed(downloads, tmp_path):
    async with picking(tmp_path) as (pilot, dialog):
        await pilot.press("~", "tab")
        assert dialog.input.value == "~/"
        await listed(pilot, dialog)
        await type_text(pilot, "Dow")
        await listed(pilot, dialog)
        await pilot.press("tab")
        assert dialog.input.value == "~/Downloads/"
        await listed(pilot, dialog)
        await pilot.press(*"CON", "tab")
        assert dialog.input.value == "~/Downloads/CON", "contacts or Connections: it is not clear"
        await pilot.press(*["backspace"] * 3, *"co", "tab")
        assert dialog.input.value == "~/Downloads/contacts.vcf"
        await pilot.press("enter")
        assert await result(pilot) == downloads / "contacts.vcf"


async def test_a_path_typed_in_one_burst_is_the_one_that_is_picked(downloads):
    (downloads / "my contacts.vcf").write_text("newer")
    async with picking(downloads.parent) as (pilot, _dialog):
        await type_text(pilot, "Downloads/contacts.vcf")
        await pilot.press("enter")
        assert await result(pilot) == downloads / "contacts.vcf", "the name itself goes before one that has it inside"


async def test_hidden_and_other_files_are_there_when_their_name_is_typed(downloads):
    async with picking(downloads) as (pilot, dialog):
        await type_text(pilot, ".h")
        assert shown(dialog) == [".hidden.vcf"]
        await pilot.press("backspace", "backspace")
        await type_text(pilot, "cv.pd")
        assert shown(dialog) == [] and "Nothing here is called that" in drawn(pilot)
        await type_text(pilot, "f")
        await pilot.press("enter")
        assert await result(pilot) == downloads / "cv.pdf"


async def test_everything_in_a_folder_is_one_pick(downloads):
    async with picking(downloads) as (pilot, dialog):
        await type_text(pilot, "everything")
        assert shown(dialog) == ["Everything in this folder"]
        await pilot.press("enter")
        assert await result(pilot) == downloads


async def test_a_folder_that_is_not_there_or_cannot_be_read_says_so(downloads):
    async with picking(downloads) as (pilot, dialog):
        await type_text(pilot, "nowhere/")
        await listed(pilot, dialog)
        assert "cannot be read: No such file or directory" in " ".join(drawn(pilot).split())
        await pilot.press("enter")
        assert await result(pilot) is OPEN


def test_a_folder_that_may_not_be_read_is_a_sentence(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    read = read_folder(tmp_path)
    assert read.problem == f"{tmp_path} cannot be read: Permission denied." and read.rows == ()


async def test_names_that_mean_harm_are_drawn_safely_and_can_be_picked(tmp_path):
    evil = [
        b"a\n\x1b[31m[b]x\x1b]52;c;aGk=\x07.vcf",
        b"[@click=app.quit]go[ .vcf",
        "bidi\u202egnp.vcf".encode(),
        b"sur\xff.vcf",
    ]
    for name in evil:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    async with picking(tmp_path, (120, 36)) as (pilot, _dialog):
        assert_clean(pilot)
        assert not re.search("[\ud800-\udfff]", drawn(pilot)) and "[@click=app.quit]go[" in drawn(pilot)
        await type_text(pilot, "sur")
        await pilot.press("enter")
        picked = await result(pilot)
        assert os.fsencode(picked.name) == b"sur\xff.vcf"


async def test_ten_thousand_entries_are_there_and_narrowed_at_once(tmp_path, monkeypatch):
    names = [f"c{number:05}.vcf" for number in range(10_000)]
    rows = tuple(Row("file", tmp_path / name, name, name, 1, TODAY) for name in names)
    monkeypatch.setattr("crm.tui.dialogs.file_pick.read_folder", lambda path: Folder(path, rows))
    async with picking(tmp_path) as (pilot, dialog):
        assert dialog.files.row_count == 10_001
        await pilot.press("pagedown", "pagedown")
        assert dialog.files.current.name > "c00020.vcf"
        await type_text(pilot, "c09999")
        assert shown(dialog) == ["c09999.vcf"]
        await pilot.press("enter")
        assert await result(pilot) == tmp_path / "c09999.vcf"


def test_narrowing_and_completing_without_a_screen(downloads):
    read = read_folder(downloads)
    assert [row.name for row in narrowed(read, "CON")] == ["contacts.vcf", "Connections.csv"]
    assert [row.name for row in narrowed(read, "s.c")] == ["Connections.csv"]
    assert completed(read, "o") == "Old mail/" and completed(read, "peo") == "people.yaml"
    assert completed(read, "zzz") == "zzz" and completed(read, ".h") == ".hidden.vcf"
    assert [size_words(size) for size in (812, 12_288, 3_565_158)] == ["812 B", "12 KB", "3.4 MB"]
