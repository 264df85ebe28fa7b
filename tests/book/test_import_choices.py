"""The preview of an import row by row, and what the person decides about single rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crm.book import exporting, history, people, touches
from crm.book.contact_rows import load_contacts
from crm.book.errors import Refused
from crm.book.import_choices import AsNew, Choices, Into, Leave, Overwrite, Take
from crm.book.import_preview import ImportPreview, PreviewRow, preview_rows
from crm.book.importing import FormatError, ImportReport, ParsedFile, parse, read_files, run_import
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position
from crm.formats.records import Problem

DANA = "Dana Whitfield"


def files(text: str, name: str = "people.yaml") -> list[ParsedFile]:
    return [parse(text.encode(), name)]


def bring(book: Book, parsed: Sequence[ParsedFile], choices: Choices | None = None) -> ImportReport:
    """Imports, and holds the preview to what it said."""
    preview = preview_rows(book, parsed, choices=choices or {})
    report = run_import(book, parsed, choices=choices or {})
    assert report == preview.report
    return report


def rows(book: Book, parsed: Sequence[ParsedFile], **options: object) -> dict[str, PreviewRow]:
    return {row.name: row for row in preview_rows(book, parsed, **options).rows}  # type: ignore[arg-type]


def numbers(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.same, report.left


def everybody(book: Book) -> dict[str, Contact]:
    return {contact.name: contact for contact in load_contacts(book.store).values()}


def dana(book: Book) -> int:
    return people.add_contact(
        book,
        Contact(
            DANA, uid="u1", positions=(Position("Northwind", "VP"),), emails=(Labelled("dana@nw.test"),), notes="climbs"
        ),
    )


# The preview


MIXED = """\
- {name: Dana Whitfield, email: dana@nw.test, title: CTO, phone: +49 30 5550100, tags: [berlin]}
- {name: Sam Lee, employer: Kestrel}
- {name: Somebody Else, email: dana@nw.test}
- {name: Taro, birthday: 31/02}
- {name: Dana Whitfield, uid: u1}
"""


def test_every_row_says_what_becomes_of_it(book: Book) -> None:
    who = dana(book)
    preview = preview_rows(book, files(MIXED))
    assert [(row.line, row.fate) for row in preview.rows] == [
        (1, "changed"),
        (2, "new"),
        (3, "possible"),
        (4, "problem"),
        (5, "same"),
    ]
    changed, new, possible, problem, same = preview.rows
    assert {(c.field, c.before, c.after, c.conflict) for c in changed.changes} == {
        ("phone", "", "+49 30 5550100", False),
        ("tags", "", "berlin", False),
        ("title", "VP", "CTO", True),
    }
    assert (changed.who, same.who, new.who) == (who, who, None)
    ((other, name),) = [(each.who, each.name) for each in possible.possible]
    assert (other, name) == (who, DANA) and "e-mail" in possible.possible[0].reason
    assert (new.employer, problem.name) == ("Kestrel", "Taro") and "Birthday" in problem.problem
    assert [row.asks for row in preview.rows] == [True, False, True, False, False]
    assert preview.kinds == (("people.yaml", "YAML"),)


def test_what_comes_of_history_is_a_change_of_the_row(book: Book) -> None:
    dana(book)
    row = rows(book, files("{name: Dana Whitfield, uid: u1, next: 2026-12-01, touches: [{on: 2026-11-01}]}"))[DANA]
    assert row.fate == "changed"
    assert [(change.field, change.after) for change in row.changes] == [("touches", "1 more"), ("dates", "1 more")]


def test_places_stay_whatever_is_in_the_book_or_chosen(book: Book) -> None:
    parsed = files(MIXED)
    before = {row.line: row.place for row in preview_rows(book, parsed).rows}
    dana(book)
    assert {row.line: row.place for row in preview_rows(book, parsed, choices={2: Leave()}).rows} == before
    assert sorted(before.values()) == [1, 2, 3, 4, 5]


def test_a_preview_needs_no_book() -> None:
    preview = preview_rows(None, files("- name: Kim\n- name: Kim\n"), today=date(2026, 11, 22))
    assert [row.fate for row in preview.rows] == ["new", "possible"]
    assert preview.rows[1].possible[0].who == -1


def test_a_part_that_does_not_come_in_is_told_at_its_row(book: Book) -> None:
    parsed = parse(b"- name: Kim\n- name: Sam\n  tags: [a]\n- name: Taro\n", "people.yaml")
    cut = Problem("people.yaml", 3, "Sam", "The photo breaks off.", partial=True)
    preview = preview_rows(book, [replace(parsed, problems=(cut,))])
    assert [(row.name, row.fate, row.problem) for row in preview.rows] == [
        ("Kim", "new", ""),
        ("Sam", "new", "The photo breaks off."),
        ("Taro", "new", ""),
    ]
    report = bring(book, [replace(parsed, problems=(cut,))])
    assert (report.new, report.problems) == (3, (cut,))


def test_comparing_many_people_can_be_stopped(book: Book) -> None:
    parsed = files("".join(f"- name: Single{number}\n" for number in range(500)))
    told: list[int] = []

    def stop(what: str, done: int, total: int) -> None:
        assert (what, total) == ("Comparing", 500)
        told.append(done)
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(book, parsed, progress=stop)
    assert told[-1] > 0 and everybody(book) == {}


# Leaving out


def test_a_row_left_out_leaves_nothing(book: Book) -> None:
    text = "- {name: Kim, touches: [{on: 2026-11-01}], next: 2026-12-01}\n- {name: Sam}\n"
    assert numbers(bring(book, files(text), {1: Leave()})) == (1, 0, 0, 1)
    assert list(everybody(book)) == ["Sam"]
    assert book.store.value("SELECT count(*) FROM touch") == 0
    assert book.store.value("SELECT count(*) FROM follow_up") == 0


def test_a_touch_with_several_goes_on_without_the_one_left_out(book: Book) -> None:
    text = """
contacts: [{name: Kim}, {name: Sam}, {name: Taro}]
touches:
- {on: 2026-11-01, contacts: [Kim, Sam]}
- {on: 2026-11-02, contacts: [Kim]}
opportunities:
- {title: Planner, employer: Kestrel, with: {Kim: peer}}
- {title: Lead, employer: Kestrel, with: {Sam: peer}}
"""
    report = bring(book, files(text), {1: Leave()})
    assert numbers(report) == (2, 0, 0, 1)
    assert book.store.rows("SELECT c.name FROM touch_contact t JOIN contact c ON c.id = t.contact_id") == [("Sam",)]
    ((problem),) = report.problems
    assert "left out" in problem.message and book.store.rows("SELECT title FROM opportunity") == [("Lead",)]


def test_somebody_known_who_is_left_out_stays_as_they_were(book: Book) -> None:
    dana(book)
    before = exporting.export_yaml(book)
    parsed = files("{name: Dana Whitfield, uid: u1, tags: [x], touches: [{on: 2026-11-01}]}")
    assert rows(book, parsed, choices={1: Leave()})[DANA].fate == "changed"
    assert numbers(bring(book, parsed, {1: Leave()})) == (0, 0, 0, 1)
    assert exporting.export_yaml(book) == before


# The same person


OTHER = """\
name: D. Whitfeld
email: dana@nw.test
nickname: Dee
title: CTO
touches: [{on: 2026-11-01, note: rang}]
"""


def test_a_row_goes_into_the_contact_it_is_said_to_be(book: Book) -> None:
    who = people.add_contact(book, Contact("Kim Dahl", positions=(Position("Northwind", "VP"),)))
    parsed = files("{name: Kim D, nickname: Kimmy, title: CTO, touches: [{on: 2026-11-01, note: rang}]}")
    before = exporting.export_yaml(book)
    report = bring(book, parsed, {1: Into(who)})
    assert numbers(report) == (0, 1, 0, 0)
    assert [conflict.difference.field for conflict in report.conflicts] == ["name", "title"]
    (contact,) = everybody(book).values()
    assert (contact.name, contact.nickname, contact.title) == ("Kim Dahl", "Kimmy", "VP")
    assert book.store.value("SELECT count(*) FROM touch_contact WHERE contact_id = ?", (who,)) == 1
    # The same file again knows who it is, from the source it keeps.
    again = run_import(book, parsed)
    assert (numbers(again), again.title) == ((0, 0, 1, 0), "")
    history.undo(book)
    assert exporting.export_yaml(book) == before
    assert book.store.value("SELECT count(*) FROM former_contact") == 0


def test_somebody_who_was_merged_is_known_by_their_uid(book: Book) -> None:
    who = dana(book)
    assert numbers(bring(book, files("{name: Wholly Other, uid: old}"), {1: Into(who)})) == (0, 0, 1, 0)
    report = run_import(book, files("{name: Wholly Other, uid: old, tags: [x]}", "later.yaml"))
    assert (report.new, report.changed) == (0, 1)
    assert everybody(book)[DANA].tags == ("x",)


def test_two_rows_of_the_files_may_be_one_person(book: Book) -> None:
    first = parse(b"- {name: Kim Dahl, email: kim@k.test, touches: [{on: 2026-11-01}]}\n", "one.yaml")
    second = parse(b"- name: Other\n- {name: Kim Dahl, nickname: K, touches: [{on: 2026-11-02}]}\n", "two.yaml")
    parsed = [first, second]
    choices = {3: Into(-1)}
    assert numbers(bring(book, parsed, choices)) == (2, 1, 0, 0)
    kim = everybody(book)["Kim Dahl"]
    assert (kim.nickname, len(kim.emails)) == ("K", 1)
    assert book.store.value("SELECT count(*) FROM touch_contact WHERE contact_id = 1") == 2
    assert run_import(book, parsed).title == ""
    history.undo(book)
    assert everybody(book) == {}


def test_chains_end_in_the_first(book: Book) -> None:
    parsed = files("- {name: A, tags: [a]}\n- {name: B, tags: [b]}\n- {name: C, tags: [c]}\n")
    assert bring(book, parsed, {2: Into(-1), 3: Into(-2)}).new == 1
    (contact,) = everybody(book).values()
    assert contact.tags == ("a", "b", "c")
    assert run_import(book, parsed).title == ""


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({1: Into(-1)}, "a row before it"),
        ({1: Into(-2)}, "a row before it"),
        ({2: Into(-1), 1: Leave()}, "left out"),
        ({1: Into(99)}, "not in the book"),
        ({7: Leave()}, "no contact in row 7"),
        ({3: AsNew()}, "same uid"),
        ({3: Into(2)}, "same uid"),
        ({4: AsNew()}, "cannot come in at all"),
        ({5: AsNew()}, "no contact in row 5"),
    ],
)
def test_what_cannot_be_is_said(book: Book, choices: Choices, sentence: str) -> None:
    dana(book)
    people.add_contact(book, Contact("Another"))
    before = exporting.export_yaml(book)
    parsed = files(
        "- name: A\n- name: B\n- {name: Dana Whitfield, uid: u1}\n- {name: X, touches: [{on: 2027-01-01}]}\n"
    )
    with pytest.raises(Refused, match=sentence):
        run_import(book, parsed, choices=choices)
    assert exporting.export_yaml(book) == before


# Somebody new


def test_a_row_that_was_recognised_comes_in_as_somebody_new_and_stays_that(book: Book) -> None:
    dana(book)
    parsed = files("{name: D. Whitfield, email: dana@nw.test}")
    assert rows(book, parsed)[DANA].fate == "same"
    assert numbers(bring(book, parsed, {1: AsNew()})) == (1, 0, 0, 0)
    assert set(everybody(book)) == {DANA, "D. Whitfield"}
    assert run_import(book, parsed).title == ""


@pytest.mark.parametrize("text", ["{name: D. Whitfield, email: dana@nw.test}", "{name: D. Whitfield, uid: other}"])
def test_said_to_be_new_twice_they_come_in_once(book: Book, text: str) -> None:
    dana(book)
    assert numbers(bring(book, files(text), {1: AsNew()})) == (1, 0, 0, 0)
    assert numbers(bring(book, files(text), {1: AsNew()})) == (0, 0, 1, 0)
    assert len(everybody(book)) == 2


def test_the_same_choices_for_a_file_that_came_before_change_nothing(book: Book) -> None:
    parsed = files("- {name: Eve Stone, employer: Kestrel}\n- {name: Evelyn Stone, title: CTO}\n- {name: Kim}\n")
    choices: Choices = {2: Into(-1), 3: Leave()}
    assert bring(book, parsed, choices).new == 1
    assert numbers(bring(book, parsed, choices)) == (0, 0, 2, 1)
    assert set(everybody(book)) == {"Eve Stone"}


def test_somebody_said_to_be_new_is_never_suggested_again(book: Book) -> None:
    dana(book)
    parsed = files("{name: Somebody Else, email: dana@nw.test}")
    report = bring(book, parsed, {1: AsNew()})
    assert (report.new, report.duplicates) == (1, 0)
    uids = sorted(contact.uid for contact in everybody(book).values())
    assert book.store.rows("SELECT kind, one, other FROM not_same") == [("contact", *uids)]
    history.undo(book)
    assert book.store.value("SELECT count(*) FROM not_same") == 0


# Whose value


DIFFERENT = "{name: Dana Whitfield, uid: u1, title: CTO, notes: runs, nickname: Dee}"


def test_the_file_is_right_in_the_fields_that_are_said(book: Book) -> None:
    dana(book)
    report = bring(book, files(DIFFERENT), {1: Overwrite(frozenset({"title"}))})
    contact = everybody(book)[DANA]
    assert (contact.title, contact.notes, contact.nickname) == ("CTO", "climbs", "Dee")
    assert [conflict.difference.field for conflict in report.conflicts] == ["notes"]


def test_the_file_is_right_in_all_of_a_row(book: Book) -> None:
    dana(book)
    assert bring(book, files(DIFFERENT), {1: Overwrite()}).conflicts == ()
    contact = everybody(book)[DANA]
    assert (contact.title, contact.notes) == ("CTO", "runs")


def test_a_row_as_proposed_changes_nothing_of_the_proposal(book: Book) -> None:
    dana(book)
    taken = preview_rows(book, files(DIFFERENT), choices={1: Take()})
    assert taken.report == preview_rows(book, files(DIFFERENT)).report
    assert not taken.rows[0].asks


def test_a_row_that_came_before_is_looked_at_again_when_the_file_is_to_be_right(book: Book) -> None:
    parsed = files("{name: Kim, title: CTO}")
    bring(book, parsed)
    (who,) = load_contacts(book.store)
    before = load_contacts(book.store)[who]
    people.edit_contact(book, who, replace(before, positions=(Position("", "CEO"),)))
    assert numbers(bring(book, parsed)) == (0, 0, 1, 0)
    assert numbers(bring(book, parsed, {1: Overwrite()})) == (0, 1, 0, 0)
    assert everybody(book)["Kim"].title == "CTO"


# Folders


def test_what_a_folder_holds_besides_is_said(book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.yaml").write_text("name: A")
    (folder / "deep" / "b.yaml").write_text("name: B")
    (folder / "notes.txt").write_text("name: C")
    (folder / "deep" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / ".hidden.yaml").write_text("name: D")
    parsed = read_files([folder])
    preview = preview_rows(book, parsed)
    assert [row.name for row in preview.rows] == ["A", "B"]
    ((where, note),) = preview.notes
    assert where == str(folder) and "notes.txt" in note and "photo.jpg" in note and "1 hidden" in note
    assert bring(book, parsed).title == "Import 2 contacts from a.yaml and b.yaml"


def test_a_file_that_is_named_twice_is_read_once(book: Book, tmp_path: Path) -> None:
    file, link = tmp_path / "a.yaml", tmp_path / "b.yaml"
    file.write_text("- name: Kim\n")
    link.symlink_to(file)
    assert run_import(book, read_files([file, tmp_path, file, link])).new == 1


def test_a_file_of_a_folder_that_cannot_be_read_is_a_problem_of_that_file(book: Book, tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "a.yaml").write_text("name: A")
    (tmp_path / "f" / "bad.yaml").write_text("- {name: B\n- [")
    report = bring(book, read_files([tmp_path / "f"]))
    assert report.new == 1
    (problem,) = report.problems
    assert problem.file.endswith("bad.yaml") and str(tmp_path) not in problem.message
    (tmp_path / "f" / "a.yaml").unlink()
    with pytest.raises(FormatError):
        read_files([tmp_path / "f"])


def test_nothing_of_the_preview_is_written(book: Book) -> None:
    who = dana(book)
    touches.log_touch(book, [who], touches.NewTouch(book.today))
    before = exporting.export_yaml(book)
    preview = preview_rows(book, files(MIXED), choices={2: Into(who), 3: Into(who)})
    assert isinstance(preview, ImportPreview) and preview.report.new == 0
    assert exporting.export_yaml(book) == before
