"""Bringing people in: a preview row by row, choices, one import that one undo takes back."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from home_host import call, home, picture, small_search, toasts, until
from textual.widgets import OptionList

from crm.book import people, reading
from crm.book.import_choices import AsNew, Into, Leave, Overwrite, Take
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position
from crm.tui.dialogs.bringing_take import TakeDialog
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.file_pick import FilePickDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.screens import bringing_reading
from crm.tui.screens.bringing import BringingScreen
from crm.tui.screens.bringing_work import Stopped, Work

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

PEOPLE = """\
- name: Dana Whitfield
  employer: Harbor Foods
  title: CTO
  email: dana@northwind.test
  phone: "+49 30 5550100"
  birthday: 1980-02-02
- name: Ben Ito
  employer: Blue Ladder
  email: ben@ladder.test
- name: B. Ito
  employer: Blue Ladder
  email: ben@ladder.test
- name: José Gül
  employer: Harbor Foods
  email: jose@harbor.test
- name: Ana Gil
  employer: Kestrel Health
  email: ana@kestrel.test
- employer: Nobody at all
- name: Old Friend
"""


def fill(book: Book) -> None:
    small_search(book)
    dana = reading.find_contacts(book, "Dana Whitfield")[0].id
    people.edit_contact(
        book,
        dana,
        Contact(
            name="Dana Whitfield",
            role="hiring manager",
            positions=(Position("Northwind Robotics", "VP Engineering"),),
            emails=(Labelled("dana@northwind.test"),),
            birthday="1980-01-01",
        ),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Somebody known and different, two that may be one, a name that is known, one new, a problem, one the same."""
    path = tmp_path / "in" / "people.yaml"
    path.parent.mkdir()
    path.write_text(PEOPLE)
    return path


async def opened(pilot, screen, path) -> BringingScreen:
    await pilot.app.push_screen(BringingScreen(screen, path))
    over = pilot.app.screen
    await settled(pilot, over)
    return over


async def settled(pilot, over):
    await until(pilot, lambda: over.settled.is_set() and over.preview is not None)
    await pilot.pause()


async def to(pilot, over, name):
    """The cursor on the row of that name."""
    place = next(place for place, row in over.rows.plain.items() if row.name == name)
    number = next(number for number, line in enumerate(over.list._shown) if line.place == place)
    over.list.move_to(number)
    await pilot.pause()
    return place


async def names(screen):
    return [row.name for row in await call(screen, reading.contacts_page, "", 0, 100)]


def said(over) -> str:
    return " ".join(picture(over.app).split())


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_from_the_key_to_the_imported_people_and_back_with_one_undo(tmp_path, file, size):
    async with home(tmp_path, fill, size=size) as (pilot, screen):
        before = await names(screen)
        screen.acts.folder = file.parent
        await pilot.press("B")
        await until(pilot, lambda: isinstance(pilot.app.screen, FilePickDialog) and pilot.app.screen.files.row_count)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, BringingScreen))
        over = pilot.app.screen
        await settled(pilot, over)
        seen = said(over)
        for text in ("people.yaml", "2 new", "2 possible", "POSSIBLY SOMEBODY YOU HAVE", "What it does"):
            assert text in seen
        assert "Enter Import 4 people from people.yaml and change 1" in seen and "3 undecided" in seen
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: toasts(pilot.app))
        assert toasts(pilot.app)[0].startswith("4 people came in, 1 changed; 2 may be people you have: M shows them")
        assert toasts(pilot.app)[0].endswith("u undoes")
        assert screen.pane == "people" and screen.people.list.current.name == "Ben Ito", "the first new one is shown"
        assert sorted(set(await names(screen)) - set(before)) == ["Ana Gil", "B. Ito", "Ben Ito"]
        await pilot.press("u")
        await until(pilot, lambda: screen.people.list.row_count == len(before))
        assert await names(screen) == before
        assert screen.acts.folder == file.parent


async def test_groups_and_the_sheet_behind_each_row(tmp_path, file):
    async with home(tmp_path, fill, size=(120, 50)) as (pilot, screen):
        over = await opened(pilot, screen, file)
        seen = said(over)
        order = ["POSSIBLY SOMEBODY", "DIFFERENT IN THE BOOK", "CANNOT COME IN", "NEW", "THE SAME"]
        assert sorted(order, key=seen.index) == order
        assert "1 person is as in the book" in seen and "Old Friend" not in seen
        groups = []
        for _ in range(6):
            await pilot.press("tab")
            groups.append(over.list.current.group)
        assert groups == ["possible", "differs", "problem", "new", "same", ""], "tab goes round them"
        await pilot.press("shift+tab", "shift+tab")
        assert over.list.current.group == "new"
        await to(pilot, over, "José Gül")
        await until(pilot, lambda: "in the file in the book" in said(over))
        assert "same name, same employer" in said(over) and "Undecided" in said(over)
        await to(pilot, over, "Dana Whitfield")
        seen = said(over)
        assert "• yours 1980-01-01" in seen and "file 1980-02-02" in seen and "+ +49 30 5550100" in seen
        assert "people.yaml, line 1" in seen
        await to(pilot, over, "Ana Gil")
        assert "IN THE FILE" in said(over) and "ana@kestrel.test" in said(over)
        place = next(place for place, row in over.rows.plain.items() if row.fate == "problem")
        assert over.rows.plain[place].line == 19
        await pilot.press("z")
        assert "Old Friend" in said(over)


async def test_leave_out_somebody_new_the_same_person_and_back(tmp_path, file):
    async with home(tmp_path, fill) as (pilot, screen):
        over = await opened(pilot, screen, file)
        ana = await to(pilot, over, "Ana Gil")
        await pilot.press("x")
        assert over.rows.choosing.choices == {ana: Leave()} and "left out" in picture(pilot.app)
        await settled(pilot, over)
        assert "Import 3 people" in said(over) and "1 left out" in said(over)
        await pilot.press("x")
        await settled(pilot, over)
        assert over.rows.choosing.choices == {} and "Import 4 people" in said(over)
        ito = await to(pilot, over, "B. Ito")
        await pilot.press("n")
        await settled(pilot, over)
        assert over.rows.choosing.choices == {ito: AsNew()} and "somebody new" in said(over)
        assert "2 undecided" in said(over)
        gül = await to(pilot, over, "José Gül")
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog) and pilot.app.screen._shown)
        assert "same name, same employer" in picture(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is over)
        await settled(pilot, over)
        chosen = over.rows.choosing.choices[gül]
        assert isinstance(chosen, Into) and "is José Gül" in said(over)
        await pilot.press("u")
        await settled(pilot, over)
        assert gül not in over.rows.choosing.choices
        await pilot.press("U", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        found = await names(screen)
        assert found.count("José Gül") == 1 and "B. Ito" in found and "Ana Gil" in found


async def test_the_same_person_as_anybody_found_by_name_and_as_a_row_before(tmp_path, file):
    async with home(tmp_path, fill) as (pilot, screen):
        over = await opened(pilot, screen, file)
        ana = await to(pilot, over, "Ana Gil")
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog))
        await pilot.press(*"sam lee")
        await until(pilot, lambda: [choice.label for choice in pilot.app.screen._shown] == ["Sam Lee"])
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is over and ana in over.rows.choosing.choices)
        await settled(pilot, over)
        assert "is Sam Lee" in said(over)
        ben = await to(pilot, over, "Ben Ito")
        ito = await to(pilot, over, "B. Ito")
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog) and pilot.app.screen._shown)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is over and ito in over.rows.choosing.choices)
        await settled(pilot, over)
        assert over.rows.choosing.choices[ito] == Into(-ben)
        await to(pilot, over, "Ben Ito")
        await pilot.press("x")
        await settled(pilot, over)
        assert over.rows.choosing.choices == {ana: over.rows.choosing.choices[ana], ben: Leave()}, (
            "B. Ito is open again"
        )


async def said_to_be(pilot, over, name, typed):
    """The row of that name is said to be whoever is typed."""
    place = await to(pilot, over, name)
    await pilot.press("m")
    await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog))
    await pilot.press(*typed)
    await until(pilot, lambda: len(pilot.app.screen._shown) == 1)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is over and place in over.rows.choosing.choices)
    await settled(pilot, over)
    return place


async def test_a_row_said_to_be_somebody_keeps_its_name_is_cautioned_about_and_n_takes_it_back(tmp_path, file):
    async with home(tmp_path, fill, size=(120, 36)) as (pilot, screen):
        over = await opened(pilot, screen, file)
        place = await said_to_be(pilot, over, "Ana Gil", "dana whitfield")
        assert over.preview is not None and "is Dana Whitfield" in said(over)
        row = over.list.current.row
        assert (row.name, row.employer) == ("Ana Gil", "Kestrel Health"), "as the file has it"
        assert re.search(r"Ana Gil +is Dana Whitfield", picture(pilot.app))
        caution = "Ana Gil and Dana Whitfield share nothing by which they are known; n takes it back."
        await until(pilot, lambda: caution in toasts(pilot.app))
        await pilot.press("n")
        await settled(pilot, over)
        assert place not in over.rows.choosing.choices and over.list.current.state == ("new", "good")
        assert "Import 4 people" in said(over), "it comes in as somebody again"
        await pilot.press("n")
        await until(pilot, lambda: "They are somebody new already." in toasts(pilot.app))


async def test_n_makes_a_row_new_that_may_be_somebody_or_was_left_out(tmp_path, file):
    async with home(tmp_path, fill, size=(120, 36)) as (pilot, screen):
        over = await opened(pilot, screen, file)
        gül = await said_to_be(pilot, over, "José Gül", "josé")
        assert not toasts(pilot.app), "the same name needs no caution"
        await pilot.press("n")
        await settled(pilot, over)
        assert over.rows.choosing.choices == {gül: AsNew()}
        await to(pilot, over, "Ana Gil")
        await pilot.press("x", "n")
        await settled(pilot, over)
        assert over.rows.choosing.choices == {gül: AsNew()} and over.list.current.state == ("new", "good")


async def test_nobody_is_picked_by_enter_alone_where_nobody_is_likely(tmp_path, file):
    async with home(tmp_path, fill, size=(120, 36)) as (pilot, screen):
        over = await opened(pilot, screen, file)
        place = await to(pilot, over, "Ana Gil")
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog) and pilot.app.screen._shown)
        pick = pilot.app.screen
        assert pick.query_one(OptionList).highlighted is None and "Nothing is chosen yet" in picture(pilot.app)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is pick
        await pilot.press("down")
        assert pick.query_one(OptionList).highlighted == 0, "down goes to the first, not past it"
        first = pick._shown[0].key
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is over and place in over.rows.choosing.choices)
        assert over.rows.choosing.choices[place] == Into(int(first))


async def test_the_files_values_all_some_or_none(tmp_path, file):
    async with home(tmp_path, fill) as (pilot, screen):
        over = await opened(pilot, screen, file)
        dana = await to(pilot, over, "Dana Whitfield")
        fields = {change.field for change in over.rows.conflicts(dana)}
        assert len(fields) > 1, "employer and birthday differ"
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, TakeDialog) and pilot.app.screen.focused)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is over)
        await settled(pilot, over)
        assert over.rows.choosing.choices[dana] == Overwrite(None) and "the file's values" in said(over)
        assert {change.field for change in over.rows.conflicts(dana)} == fields, "they can still be chosen otherwise"
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, TakeDialog) and pilot.app.screen.focused)
        await pilot.press("space", "enter")
        await until(pilot, lambda: pilot.app.screen is over)
        await settled(pilot, over)
        assert len(over.rows.choosing.choices[dana].fields) == len(fields) - 1
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, TakeDialog) and pilot.app.screen.focused)
        await pilot.press("down", "space", "enter")
        await until(pilot, lambda: pilot.app.screen is over)
        await settled(pilot, over)
        assert over.rows.choosing.choices[dana] == Take() and "yours stay" in said(over)
        await to(pilot, over, "Ana Gil")
        await pilot.press("o")
        await until(pilot, lambda: toasts(pilot.app))
        assert "Nothing of it differs" in toasts(pilot.app)[0]


async def test_the_same_choice_for_all_alike_that_the_filter_shows(tmp_path):
    path = tmp_path / "many.yaml"
    path.write_text("".join(f"- name: Number {n:02}\n  employer: {('Alpha', 'Beta')[n % 2]}\n" for n in range(40)))
    async with home(tmp_path, fill) as (pilot, screen):
        over = await opened(pilot, screen, path)
        await pilot.press("j", "A")
        await until(pilot, lambda: toasts(pilot.app))
        assert "Choose for this row first" in toasts(pilot.app)[0]
        await pilot.press("slash", *"beta", "enter")
        assert "Rows · 20 fit" in picture(pilot.app)
        await pilot.press("g", "x", "A")
        assert sum(isinstance(choice, Leave) for choice in over.rows.choosing.choices.values()) == 20
        await settled(pilot, over)
        await pilot.press("escape")
        await pilot.pause()
        assert "Import 20 people from many.yaml" in said(over)
        await pilot.press("u")
        assert len(over.rows.choosing.choices) == 1
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        assert "1 choice made here would be lost" in picture(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is over)
        await pilot.press("u", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_what_cannot_be_chosen_is_told_and_forgotten(tmp_path):
    path = tmp_path / "book.yaml"

    def export(book: Book) -> None:
        from crm.book.exporting import export_yaml

        fill(book)
        path.write_bytes(export_yaml(book))
        sam = reading.find_contacts(book, "Sam Lee")[0].id
        people.edit_contact(book, sam, Contact(name="Sam Lee", role="peer", positions=(Position("Elsewhere"),)))

    async with home(tmp_path, export) as (pilot, screen):
        over = await opened(pilot, screen, path)
        await pilot.press("z")
        await to(pilot, over, "Sam Lee")
        await pilot.press("n")
        await until(pilot, lambda: toasts(pilot.app))
        await settled(pilot, over)
        assert "has the same uid" in toasts(pilot.app)[0] and over.rows.choosing.choices == {}


async def test_a_problem_is_not_chosen_about_and_a_file_of_nothing_new_says_so(tmp_path, file):
    async with home(tmp_path, fill) as (pilot, screen):
        over = await opened(pilot, screen, file)
        while over.list.current.group != "problem":
            await pilot.press("tab")
        await pilot.press("x")
        await until(pilot, lambda: toasts(pilot.app))
        assert "cannot come in" in toasts(pilot.app)[0] and over.rows.choosing.choices == {}
        file.write_text("- name: Old Friend\n")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        over = await opened(pilot, screen, file)
        assert "there is nothing to import" in said(over)
        await pilot.press("enter")
        await until(pilot, lambda: toasts(pilot.app) and "nothing to import" in toasts(pilot.app)[0])
        assert pilot.app.screen is over


async def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path):
    async with home(tmp_path, fill) as (pilot, screen):
        for name, data, reason in (
            ("empty.vcf", b"", "is empty"),
            ("page.csv", b"<html><body>sign in</body></html>", "looks like a web page"),
            ("bin.vcf", bytes(range(256)) * 10, "bin.vcf"),
        ):
            path = tmp_path / name
            path.write_bytes(data)
            await pilot.app.push_screen(BringingScreen(screen, path))
            over = pilot.app.screen
            await until(pilot, lambda over=over: "Nothing was imported" in said(over))
            assert reason in said(over)
            await pilot.press("enter")
            await until(pilot, lambda: toasts(pilot.app) == ["There is nothing to import."])
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_whole_folder_and_what_is_said_of_its_files(tmp_path):
    folder = tmp_path / "many"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ann One\nEND:VCARD\n")
    (folder / "sub" / "b.yaml").write_text("- name: Bob Two\n")
    (folder / "notes.pdf").write_text("x")
    async with home(tmp_path, fill) as (pilot, screen):
        over = await opened(pilot, screen, folder)
        seen = said(over)
        for text in ("2 files: vCard 3.0, YAML", "sub/b.yaml", "taken for vCard 3.0", "Passed over: notes.pdf."):
            assert text in seen
        assert "Import 2 people from many" in seen


async def test_esc_stops_a_long_reading(tmp_path, file, monkeypatch):
    begun: list[Work] = []

    def endless(paths, *, progress):
        begun.append(progress)
        while True:
            progress("Reading people.yaml", 45, 100)
            time.sleep(0.01)  # as real work lets the screen have its turn

    async with home(tmp_path, fill) as (pilot, screen):
        monkeypatch.setattr(bringing_reading, "read_files", endless)
        await pilot.app.push_screen(BringingScreen(screen, file))
        await until(pilot, lambda: "Reading people.yaml, 45 %" in picture(pilot.app))
        assert "Esc stops" in picture(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen and begun[0].stopped)
        monkeypatch.undo()


async def test_esc_stops_an_import_and_the_book_stays_as_it_was(tmp_path, file, monkeypatch):
    from crm.tui.screens import bringing

    def endless(book, files, *, choices, progress, kept):
        with book.act("Import"):
            people.add_contact(book, Contact(name="Half Done"))
            while True:
                progress("Writing contacts", 1, 2)
                time.sleep(0.01)

    async with home(tmp_path, fill) as (pilot, screen):
        before = await names(screen)
        over = await opened(pilot, screen, file)
        monkeypatch.setattr(bringing, "run_import", endless)
        await pilot.press("enter")
        await until(pilot, lambda: "Writing contacts, 50 %" in picture(pilot.app))
        await pilot.press("x")
        await until(pilot, lambda: toasts(pilot.app) == ["It is importing; Esc stops it."])
        await pilot.press("escape")
        await until(pilot, lambda: toasts(pilot.app) == ["Stopped: nothing was imported."])
        assert pilot.app.screen is over and not over.importing
        assert await names(screen) == before and over.rows.choosing.choices == {}


def test_work_stops_where_it_is_told_how_far_it_is():
    work = Work("Reading")
    assert work.words == "Reading"
    work("Reading a.vcf", 45, 100)
    assert work.words == "Reading a.vcf, 45 %"
    work.stop()
    with pytest.raises(Stopped):
        work("Reading a.vcf", 46, 100)


async def test_text_that_means_harm_is_drawn_and_does_nothing(tmp_path):
    path = tmp_path / "evil.yaml"
    evil = "[/] [@click=app.quit]x[/] \\e]52;c;aGk=\\a \\u202Egnp"
    path.write_text(f'- name: "{evil}"\n  employer: "{evil}"\n  notes: "{evil}"\n- employer: "{evil}"\n')
    async with home(tmp_path, fill) as (pilot, screen):
        over = await opened(pilot, screen, path)
        await pilot.press("tab", "tab", "m")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog))
        assert not UNSAFE.search(picture(pilot.app).replace("\n", ""))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is over)
        assert not UNSAFE.search(picture(pilot.app).replace("\n", ""))
        assert "[@click=app.quit]x[/]" in picture(pilot.app)
        await pilot.click("#sheet-text", offset=(20, 4))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_those_that_are_the_same_are_one_line_with_their_number(tmp_path):
    from crm.book.exporting import export_yaml

    path = tmp_path / "book.yaml"

    def export(book: Book) -> None:
        fill(book)
        path.write_bytes(export_yaml(book))

    async with home(tmp_path, export) as (pilot, screen):
        over = await opened(pilot, screen, path)
        assert "THE SAME 5 │" in said(over) and "5 people are as in the book" in said(over)
        await pilot.press("tab", "z")
        await pilot.pause()
        assert over.list.row_count == 6 and "THE SAME 5 │" in said(over)
        assert over.list.current.row is not None, "the cursor is on the first of them"


async def test_the_first_choices_of_many_rows_are_seen_before_they_are_compared(tmp_path, file, monkeypatch):
    from crm.tui.screens import bringing_reading as reads

    real = reads.preview_rows

    async with home(tmp_path, fill) as (pilot, screen):
        over = await opened(pilot, screen, file)

        def slow(book, files, *, choices, progress, kept):
            while choices and not progress.stopped and len(choices) < 2:
                time.sleep(0.01)
            progress("Comparing", 1, 2)
            return real(book, files, choices=choices, progress=progress, kept=kept)

        monkeypatch.setattr(reads, "preview_rows", slow)
        await to(pilot, over, "Ana Gil")
        await pilot.press("x")
        await until(pilot, lambda: "left out" in picture(pilot.app) and "comparing …" in picture(pilot.app))
        assert not over.settled.is_set()
        await to(pilot, over, "Ben Ito")
        await pilot.press("x")
        await settled(pilot, over)
        assert "comparing" not in said(over) and "2 left out" in said(over), "what was compared first was given up"
