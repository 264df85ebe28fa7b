"""Importing people: who is who, what is added, what is kept, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crm.book import check, exporting, history, importing, people, reading, touches
from crm.book.contact_rows import load_contacts
from crm.book.importing import ImportReport, parse, preview_import, read_files, run_import
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position

SAMPLES = Path(__file__).parents[2] / "sample_data"
TODAY = date(2026, 11, 22)


def bring(book: Book, text: str, name: str = "people.yaml", **options: bool) -> ImportReport:
    return run_import(book, [parse(text.encode(), name)], **options)


def numbers(report: ImportReport) -> tuple[int, int, int]:
    return report.new, report.changed, report.same


def everybody(book: Book) -> list[Contact]:
    return sorted(load_contacts(book.store).values(), key=lambda contact: contact.name)


def only(book: Book) -> Contact:
    (contact,) = everybody(book)
    return contact


# Twice the same


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.yaml")), ids=lambda path: path.name)
def test_the_same_file_twice_changes_nothing(book: Book, path: Path) -> None:
    files = read_files([path])
    first = run_import(book, files)
    assert first.new == sum(len(parsed.records) for parsed in files) and first.problems == ()
    before = exporting.export_yaml(book)
    again = run_import(book, read_files([path]))
    assert numbers(again) == (0, 0, first.new) and again.conflicts == ()
    assert exporting.export_yaml(book) == before
    assert len(history.history(book)) == 1  # and left no step


def test_a_folder_twice_changes_nothing(book: Book) -> None:
    assert run_import(book, read_files([SAMPLES])).new == 65
    assert numbers(run_import(book, read_files([SAMPLES]))) == (0, 0, 65)


NAMES_ONLY = "- name: Kim\n- name: Kim\n- {name: Kim, employer: Kestrel}\n- {name: 山田 太郎, tags: [a]}\n"


def test_people_without_an_email_twice_change_nothing(book: Book) -> None:
    report = bring(book, NAMES_ONLY)
    assert numbers(report) == (4, 0, 0)
    assert numbers(bring(book, NAMES_ONLY)) == (0, 0, 4)


def test_two_equal_people_in_one_file_are_two_and_flagged(book: Book) -> None:
    report = bring(book, "- name: Kim\n- name: Kim\n")
    assert (report.new, report.duplicates) == (2, 1)
    ((name, other, reason),) = report.possible
    assert (name, other) == ("Kim", "Kim") and reason


LINKEDIN = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
JOHN = "John,Smith,https://www.linkedin.com/in/john{0},,{1},Engineer,0{0} Oct 2020\n"
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:John Smith\r\n{}\r\nEND:VCARD\r\n"


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        (
            "Connections.csv",
            LINKEDIN + JOHN.format(1, "Acme"),
            LINKEDIN + JOHN.format(1, "Acme") + JOHN.format(2, "Be"),
        ),
        ("Connections.csv", LINKEDIN + JOHN.format(1, "Acme"), LINKEDIN + JOHN.format(2, "Acme")),
        ("contacts.vcf", CARD.format("EMAIL:j@a.test"), CARD.format("EMAIL:j@b.test")),
        ("contacts.vcf", CARD.format("TEL:+1 212 555 0101"), CARD.format("TEL:+1 212 555 0199\r\nEMAIL:j@b.test")),
    ],
    ids=["beside him", "instead", "e-mail", "phone"],
)
def test_a_namesake_in_a_file_of_the_same_name_is_somebody_else(book: Book, name: str, one: str, other: str) -> None:
    bring(book, one, name)
    before = only(book)
    assert bring(book, other, name).new == 1
    first, second = sorted(everybody(book), key=lambda contact: contact.uid != before.uid)
    assert first == before
    assert second.uid != before.uid
    assert numbers(bring(book, other, name))[:2] == (0, 0)


def test_a_namesake_who_may_be_the_same_is_suggested(book: Book) -> None:
    bring(book, CARD.format("EMAIL:j@a.test"), "contacts.vcf")
    ((name, other, reason),) = bring(book, CARD.format("EMAIL:j@b.test"), "contacts.vcf").possible
    assert (name, other, "same name" in reason) == ("John Smith", "John Smith", True)


def test_somebody_who_changed_something_in_their_file_is_the_same(book: Book) -> None:
    bring(book, "- {name: Dana, employer: Kestrel, email: a@b.test}\n")
    assert numbers(bring(book, "- {name: Dana, employer: Kestrel, email: c@d.test}\n")) == (0, 1, 0)
    assert numbers(bring(book, "- {name: Dana, title: VP}\n")) == (0, 1, 0)


def test_the_same_people_in_a_file_of_another_name_are_the_same(book: Book) -> None:
    bring(book, NAMES_ONLY)
    assert numbers(bring(book, NAMES_ONLY, "copy.yaml")) == (0, 0, 4)


def test_a_file_that_comes_again_does_not_undo_what_the_person_did_since(book: Book) -> None:
    text = "- {name: Kim, title: Planner, phone: 0301234567, tags: [a]}\n"
    bring(book, text)
    (row,) = reading.contacts_page(book)
    edited = replace(only(book), name="Kim Lee", positions=(Position("", "Head of Planning"),), phones=())
    people.edit_contact(book, row.id, edited)
    report = bring(book, text)
    assert numbers(report) == (0, 0, 1) and report.conflicts == ()
    assert only(book).phones == ()


def test_a_file_with_something_new_in_it_adds_just_that(book: Book) -> None:
    bring(book, "- {name: Kim, employer: Kestrel}\n- name: Sam\n")
    report = bring(book, "- {name: Kim, employer: Kestrel, phone: 0301234567}\n- name: Sam\n- name: Taro\n")
    assert numbers(report) == (1, 1, 1)
    assert [len(contact.phones) for contact in everybody(book)] == [1, 0, 0]


# Who is who


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        (Contact("Dana Whitfield", uid="u1"), "name: D. W.\nuid: u1\n", True),
        (Contact("Dana Whitfield", emails=(Labelled("dana@b.c"),)), "name: D. Whitfield\nemail: DANA@b.c\n", True),
        (Contact("Dana Whitfield", emails=(Labelled("jobs@b.c"),)), "name: Sam Lee\nemail: jobs@b.c\n", False),
        (Contact("Dana Whitfield", phones=(Labelled("+49 30 5550100"),)), "name: Dana\nphone: (030) 555-0100\n", True),
        (Contact("Dana Whitfield", phones=(Labelled("+49 30 5550100"),)), "name: Sam\nphone: 030 5550100\n", False),
        (
            Contact("Dana Whitfield", links=(Labelled("https://www.linkedin.com/in/dana/"),)),
            "name: Dana W.\nlinkedin: linkedin.com/in/Dana?trk=x\n",
            True,
        ),
        (Contact("Dana", positions=(Position("Kestrel", "Lead"),)), "name: Dana\nemployer: Kestrel\ntags: a\n", False),
        (Contact("Dana", positions=(Position("Kestrel", "Lead"),)), "name: Dana\nemployer: Kestrel\n", True),
        (Contact("Dana", positions=(Position("Kestrel"),)), "name: Dana\nemployer: Northwind\n", False),
    ],
)
def test_who_is_known_again(book: Book, here: Contact, there: str, found: bool) -> None:
    people.add_contact(book, here)
    assert bring(book, there).new == (0 if found else 1)


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("name: Sam Lee\nemail: jobs@b.c\n", 1),
        ("name: Dana\nemployer: Kestrel\ntags: [a]\n", 1),
        ("name: Dana\nemployer: Northwind\ntags: [a]\n", 0),
    ],
)
def test_a_shared_address_or_a_name_with_its_employer_only_suggests(book: Book, text: str, flagged: int) -> None:
    people.add_contact(book, Contact("Dana", positions=(Position("Kestrel"),), emails=(Labelled("jobs@b.c"),)))
    report = bring(book, text)
    assert (report.new, report.duplicates) == (1, flagged)


def test_the_same_uid_twice_in_a_file_is_a_problem_of_the_second(book: Book) -> None:
    report = bring(book, "- {name: A, uid: u}\n- {name: B, uid: u}\n")
    assert numbers(report) == (1, 0, 0)
    (problem,) = report.problems
    assert (problem.line, problem.contact) == (2, "B")
    assert "that of line 1 as well" in problem.message


def test_the_same_uid_in_two_files_is_a_problem_that_names_the_other_file(book: Book) -> None:
    files = [parse(b"- {name: A, uid: u}\n", "a.yaml"), parse(b"- {name: B, uid: u}\n", "b.yaml")]
    (problem,) = run_import(book, files).problems
    assert (problem.file, problem.contact) == ("b.yaml", "B")
    assert "that of a.yaml, line 1 as well" in problem.message


# What becomes of values


def dana(book: Book) -> None:
    people.add_contact(
        book,
        Contact(
            "Dana Whitfield",
            uid="u1",
            positions=(Position("Northwind Robotics", "VP Engineering", since=date(2020, 1, 1)),),
            emails=(Labelled("dana@b.c", "work"),),
            tags=("target",),
            notes="likes climbing",
        ),
    )


def test_blanks_are_filled_and_lists_added_to(book: Book) -> None:
    dana(book)
    report = bring(
        book, "uid: u1\nname: Dana Whitfield\nnickname: Dee\nemail: [DANA@b.c, d@home.c]\ntags: [Target, berlin]\n"
        "department: Robots\nbirthday: --03-07\nShoes: 44\n"
    )  # fmt: skip
    assert numbers(report) == (0, 1, 0) and report.conflicts == ()
    contact = only(book)
    assert (contact.nickname, contact.birthday, contact.extra) == ("Dee", "--03-07", {"Shoes": "44"})
    assert [point.value for point in contact.emails] == ["dana@b.c", "d@home.c"]
    assert contact.tags == ("target", "berlin")
    assert contact.position.department == "Robots"


OTHER = "uid: u1\nname: Dana Whitfield\ntitle: CTO\nemployer: Kestrel Health\nnotes: something else\n"


def test_a_different_value_is_kept_and_told(book: Book) -> None:
    dana(book)
    before = exporting.export_yaml(book)
    report = bring(book, OTHER)
    assert numbers(report) == (0, 0, 1)
    assert {conflict.difference.field for conflict in report.conflicts} == {"employer", "notes"}
    assert exporting.export_yaml(book) == before


def test_overwrite_takes_the_files_value_and_keeps_the_old_employer_as_a_past_one(book: Book) -> None:
    dana(book)
    report = bring(book, OTHER, overwrite=True)
    assert numbers(report) == (0, 1, 0) and report.conflicts == ()
    contact = only(book)
    assert contact.notes == "something else"
    assert contact.positions == (
        Position("Kestrel Health", "CTO", since=TODAY),
        Position("Northwind Robotics", "VP Engineering", since=date(2020, 1, 1), until=TODAY),
    )
    assert numbers(bring(book, OTHER, overwrite=True)) == (0, 0, 1)


PAT = """\
name: Pat
positions:
- {employer: Old Firm, title: Dev, until: 2020-01-01}
- {employer: New Firm, title: CEO}
"""
OLD_FIRM = Position("Old Firm", "Dev", until=date(2020, 1, 1))


def test_a_past_position_before_the_current_one_says_nothing_of_today(book: Book) -> None:
    bring(book, PAT)
    report = bring(book, "{name: Pat, employer: New Firm, department: Board}")
    assert numbers(report) == (0, 1, 0) and report.conflicts == ()
    assert only(book).positions == (OLD_FIRM, Position("New Firm", "CEO", "Board"))
    assert numbers(bring(book, PAT, "copy.yaml")) == (0, 0, 1)


def test_a_newer_employer_from_a_file_comes_first_and_the_past_stays_in_order(book: Book) -> None:
    bring(book, PAT)
    bring(book, "{name: Pat, employer: Kestrel}", overwrite=True)
    assert only(book).positions == (
        Position("Kestrel", since=TODAY),
        OLD_FIRM,
        Position("New Firm", "CEO", until=TODAY),
    )


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("{name: Pat, title: Boss}", (Position(title="Boss"), OLD_FIRM)),
        ("{name: Pat, employer: Kestrel}", (Position("Kestrel"), OLD_FIRM)),
        ("{name: Pat, employer: old firm}", (OLD_FIRM,)),
        (
            "{name: Pat, positions: [{employer: First Firm, until: 2001-01-01}]}",
            (OLD_FIRM, Position("First Firm", until=date(2001, 1, 1))),
        ),
    ],
)
def test_what_a_file_adds_to_somebody_who_works_nowhere(book: Book, text: str, positions: tuple[Position, ...]) -> None:
    bring(book, "{name: Pat, positions: [{employer: Old Firm, title: Dev, until: 2020-01-01}]}")
    assert bring(book, text).conflicts == ()
    assert only(book).positions == positions


def test_employers_arrive_as_they_are_written(book: Book) -> None:
    bring(book, "- {name: A, employer: Cafe}\n- {name: B, employer: Café}\n- {name: C, employer: CAFÉ}\n")
    assert [contact.employer for contact in everybody(book)] == ["Cafe", "Café", "Café"]


def test_do_not_contact_is_never_taken_off_by_a_file(book: Book) -> None:
    dana(book)
    assert bring(book, "uid: u1\nname: Dana Whitfield\ncontact: no\n").changed == 1
    assert bring(book, "uid: u1\nname: Dana Whitfield\ncontact: yes\n", overwrite=True).changed == 0
    assert only(book).do_not_contact


# Touches and dates


TOUCHED = """\
- name: Dana Whitfield
  uid: u1
  next: {on: 2026-12-15, purpose: ring}
  snooze: 2026-12-01
  touches:
  - {on: 2026-10-30, note: asked for feedback, promise: 2026-11-28}
  - {on: 2026-10-30, note: rang again}
  - {on: 2026-10-30, note: rang again}
"""


def test_touches_are_known_again(book: Book) -> None:
    bring(book, TOUCHED)
    timeline = reading.timeline_page(book, reading.contacts_page(book)[0].id)
    assert len([row for row in timeline if row.kind == "touch"]) == 3
    more = TOUCHED + "  - {on: 2026-11-02, channel: email}\n  - {on: 2026-10-30, note: rang  again}\n"
    assert numbers(bring(book, more)) == (0, 1, 0)
    timeline = reading.timeline_page(book, reading.contacts_page(book)[0].id)
    assert len([row for row in timeline if row.kind == "touch"]) == 5
    assert numbers(bring(book, more)) == (0, 0, 1)


def test_a_touch_logged_by_hand_is_known_again_in_a_file(book: Book) -> None:
    dana(book)
    (row,) = reading.contacts_page(book)
    touches.log_touch(book, [row.id], touches.NewTouch(date(2026, 10, 30), note="asked for feedback"))
    assert numbers(
        bring(book, "- {name: Dana Whitfield, uid: u1, touches: [{on: 2026-10-30, note: asked for feedback}]}\n")
    ) == (0, 0, 1)


def test_a_promise_in_a_file_counts_after_the_touches_before_it(book: Book) -> None:
    bring(book, TOUCHED)
    card = reading.contact_card(book, reading.contacts_page(book)[0].id)
    assert {(item.on, item.kind) for item in card.open_items} == {
        (date(2026, 11, 28), "promise"),
        (date(2026, 12, 15), "promise"),
    }
    assert card.next.snoozed_until == date(2026, 12, 1)


def test_a_touch_ahead_of_today_is_a_problem_of_its_contact(book: Book) -> None:
    report = bring(book, "- name: A\n- name: B\n  touches:\n  - on: 2026-11-23\n")
    assert report.new == 1
    (problem,) = report.problems
    assert (problem.line, problem.contact) == (4, "B")
    assert "still ahead" in problem.message


def test_one_touch_may_be_with_several_people_of_the_file_or_the_book(book: Book) -> None:
    people.add_contact(book, Contact("Taro", emails=(Labelled("taro@b.c"),)))
    text = (
        "- name: Dana\n- name: Sam\n  touches:\n"
        "  - {on: 2026-11-01, with: [Dana, taro@b.c], they promised: 2026-12-01}\n"
    )
    assert numbers(bring(book, text)) == (2, 0, 0)
    assert book.store.value("SELECT count(*) FROM touch") == 1
    assert book.store.value("SELECT count(*) FROM touch_contact") == 3
    assert book.store.value("SELECT count(*) FROM follow_up WHERE kind = 'their-promise'") == 3
    assert numbers(bring(book, text)) == (0, 0, 2)


def test_a_touch_with_somebody_unknown_is_a_problem(book: Book) -> None:
    report = bring(book, "contacts: [{name: Dana}]\ntouches:\n- {on: 2026-11-01, contacts: [Nobody]}\n")
    assert report.new == 1
    (problem,) = report.problems
    assert (problem.line, problem.contact) == (3, "Nobody")


# All or nothing


def test_an_import_is_one_step_and_undo_gives_the_book_before_it(book: Book) -> None:
    dana(book)
    before = exporting.export_yaml(book)
    report = bring(
        book, "- {name: Dana Whitfield, uid: u1, tags: [x]}\n- {name: Sam, employer: Kestrel}\n" + "- name: T\n"
    )
    assert numbers(report) == (2, 1, 0)
    after = exporting.export_yaml(book)
    assert history.undo(book) == "Import 2 contacts from people.yaml and changes to 1"
    assert exporting.export_yaml(book) == before
    history.redo(book)
    assert exporting.export_yaml(book) == after


def test_a_preview_writes_nothing_and_says_what_the_import_then_does(book: Book) -> None:
    dana(book)
    before = exporting.export_yaml(book)
    files = [parse(OTHER.encode(), "people.yaml"), parse(NAMES_ONLY.encode(), "more.yaml")]
    preview = preview_import(book, files)
    assert exporting.export_yaml(book) == before
    assert run_import(book, files) == preview


def test_a_preview_needs_no_book() -> None:
    report = preview_import(None, [parse(NAMES_ONLY.encode(), "x")], today=TODAY)
    assert numbers(report) == (4, 0, 0)


def test_strict_imports_nothing_when_there_is_a_problem(book: Book) -> None:
    report = bring(book, "- name: A\n- {name: B, birthday: 31/02}\n", strict=True)
    assert (report.new, len(report.problems)) == (0, 1)
    assert reading.contacts_count(book) == 0
    assert bring(book, "- name: A\n", strict=True).new == 1


class Stop(Exception):
    pass


@pytest.mark.parametrize("at", ["Comparing", "Writing contacts", "Writing touches", "Working out the queue"])
def test_an_interrupted_import_leaves_nothing(book: Book, at: str) -> None:
    dana(book)
    before = exporting.export_yaml(book)

    def stop(what: str, done: int, total: int) -> None:
        if what == at:
            raise Stop

    with pytest.raises(Stop):
        run_import(book, read_files([SAMPLES]), progress=stop)
    assert exporting.export_yaml(book) == before
    assert len(history.history(book)) == 1
    assert list(book.store.problems()) == []


def test_a_verified_copy_is_made_before_a_book_is_written_to(book: Book, tmp_path: Path) -> None:
    bring(book, "name: A\n")
    assert not (tmp_path / "backups").exists()  # nothing to lose yet
    bring(book, "name: A\n")
    assert not (tmp_path / "backups").exists()  # and nothing to do
    bring(book, "name: B\n")
    assert len(list((tmp_path / "backups").glob("*import*.db"))) == 1


def test_what_an_import_wrote_is_what_the_derived_rows_say(book: Book) -> None:
    run_import(book, read_files([SAMPLES]))
    assert list(book.store.problems()) == []


def test_only_a_role_in_the_search_brings_a_date_by_itself(book: Book) -> None:
    bring(book, "First name: A\nRole: CEO\n---\nname: B\nrole: recruiter\n---\nname: C\nnext: 2026-12-01\n")
    rows = {row.name: row.next_due for row in reading.contacts_page(book)}
    assert rows["A"] is None and rows["B"] is not None and rows["C"] == date(2026, 12, 1)


def test_employers_of_a_book_come_along_and_are_known_again(book: Book) -> None:
    text = "callback: 1\ncontacts: []\nemployers:\n- {uid: e1, name: Kestrel, website: 'https://k.test'}\n"
    bring(book, text)
    bring(book, "name: A\nemployer: KESTREL\n")
    assert book.store.rows("SELECT uid, name, website FROM employer") == [("e1", "Kestrel", "https://k.test")]
    assert not preview_import(book, [parse(text.encode(), "x")]).changes_anything


def test_another_program_writing_meanwhile_is_noticed(make_book: Callable[..., Book]) -> None:
    book, other = make_book(), make_book()
    files = [parse(b"- {name: Dana, email: dana@b.c}\n", "people.yaml")]

    original = importing.plan_import
    calls: list[object] = []

    def plan(*args, **named):
        result = original(*args, **named)
        if not calls:
            people.add_contact(other, Contact("Dana", emails=(Labelled("dana@b.c"),)))
        calls.append(result)
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "plan_import", plan)
        report = run_import(book, files)
    assert len(calls) == 2
    assert numbers(report) == (0, 0, 1)


def test_strict_holds_for_what_another_program_made_a_problem_of(make_book: Callable[..., Book]) -> None:
    book, other = make_book(), make_book()
    people.add_contact(other, Contact("Kim"))
    people.add_contact(other, Contact("Sam"))
    text = "callback: 1\ncontacts: [{name: Dana}]\ntouches: [{on: 2026-11-01, contacts: [Kim], note: x}]\n"
    original = importing.plan_import

    def plan(*args, **named):
        result = original(*args, **named)
        if other.store.value("SELECT count(*) FROM contact") == 2:
            people.add_contact(other, Contact("Kim"))
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "plan_import", plan)
        report = run_import(book, [parse(text.encode(), "book.yaml")], strict=True)
    assert len(report.problems) == 1
    assert sorted(contact.name for contact in everybody(book)) == ["Kim", "Kim", "Sam"]


def test_what_two_people_of_a_file_share_by_uid_is_lost_for_neither(book: Book) -> None:
    text = """
    - {name: Ann, next: {on: 2026-12-01, uid: same}, touches: [{on: 2026-11-01, uid: t1, note: both}]}
    - {name: Bob, next: {on: 2026-12-02, uid: same}, touches: [{on: 2026-11-01, uid: t1, note: both}]}
    """
    assert numbers(bring(book, text)) == (2, 0, 0)
    assert book.store.value("SELECT count(*) FROM touch") == 1
    assert book.store.value("SELECT count(*) FROM touch_contact") == 2
    assert book.store.value("SELECT count(*) FROM follow_up") == 2
    assert check.check(book) == []


def test_a_birthday_with_its_year_fills_the_one_without(book: Book) -> None:
    bring(book, "- {name: Dana Whitfield, email: dana@x.test, birthday: --03-07, anniversary: 2010-06-01}")
    report = bring(
        book, "- {name: Dana Whitfield, email: dana@x.test, birthday: 1980-03-07, anniversary: --06-01}", "b"
    )
    assert (numbers(report), report.conflicts) == ((0, 1, 0), ())
    assert (only(book).birthday, only(book).anniversary) == ("1980-03-07", "2010-06-01")
    report = bring(book, "- {name: Dana Whitfield, email: dana@x.test, birthday: 1980-03-08}", "c")
    assert [conflict.difference.field for conflict in report.conflicts] == ["birthday"]
