"""A search brought in by hand: found again, filled, kept where it differs, and refused where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crm.book import exporting, history, people
from crm.book.check import check
from crm.book.importing import ImportReport, parse, preview_import, run_import
from crm.book.opportunities import NewOpportunity, add_opportunity, set_stage
from crm.book.session import Book
from crm.domain.people import Contact

SEARCH = """\
contacts:
- {name: Dana Whitfield, employer: Northwind Robotics, role: hiring manager, email: dana@northwind.test}
- name: Sam Lee
  role: HR
  touches: [{uid: the-no, on: 2026-10-12, channel: email, direction: in, answer needed: no}]
  follow ups: [{on: 2026-12-01, kind: news, news: landed at last}]
employers:
- {name: Northwind Robotics, rank: 1, working on: spare parts}
opportunities:
- title: Planning Lead
  employer: northwind robotics
  stages: {applied: 2026-08-10, rejected: 2026-10-12}
  rejection: {told by: hr, teller: Sam Lee, how: email, touch: the-no}
  with: [dana@northwind.test, Sam Lee]
- {title: Parts Planner, employer: Northwind Robotics, stage: lead, second of: planning lead}
interviews:
- opportunity: Planning Lead
  on: 2026-09-22
  with: [Dana Whitfield]
  challenges: [the sheet breaks]
  concerns: [{text: has not led more than four, proofs: [Eleven temps], answers: [{letter: Two summers, how: letter}]}]
proof points: [{title: Eleven temps, tags: [leading]}]
letters:
- kind: influence
  to: Dana Whitfield
  for: Planning Lead
  subject: Two summers
  finished: "2026-11-21T17:00:00Z"
  text: Dear Dana
plans:
- playbook: after the no
  opportunity: Planning Lead
  rejection: 1
  start: 2026-10-12
  steps: [{contact: Dana Whitfield, name: call, on: 2026-12-01, channel: call}]
news: [{on: 2026-11-20, text: Landed at last}]
"""
ALSO = "1 proof point, 2 opportunities, 1 interview, 1 letter, 2 concerns, 1 plan, 1 piece of news"


def bring(book: Book, text: str, **options: bool) -> ImportReport:
    return run_import(book, [parse(text.encode(), "search.yaml")], **options)


def test_everything_comes_in_joined_and_one_undo_takes_it_back(book: Book) -> None:
    assert preview_import(book, [parse(SEARCH.encode(), "search.yaml")]).also == ALSO
    report = bring(book, SEARCH)
    assert (report.also, report.problems, report.new) == (ALSO, (), 2)
    value = book.store.value
    assert value("SELECT count(DISTINCT employer_id) FROM opportunity") == 1
    assert value("SELECT t.uid FROM rejection r JOIN touch t ON t.id = r.touch_id") == "the-no"
    assert value("SELECT a.title FROM opportunity o JOIN opportunity a ON a.id = o.second_of_id") == "Planning Lead"
    assert book.store.rows("SELECT part FROM opportunity_contact ORDER BY place") == [("hiring manager",), ("hr",)]
    assert value("SELECT status FROM interview") == "held"
    assert book.store.rows('SELECT kind, "on", opportunity_id, interview_id FROM concern ORDER BY kind') == [
        ("challenge", "2026-09-22", 1, 1),
        ("concern", "2026-09-22", 1, 1),
    ]
    assert value("SELECT l.subject FROM answer a JOIN letter l ON l.id = a.letter_id") == "Two summers"
    assert value("SELECT status FROM letter") == "finished"
    assert value("SELECT rest_until FROM letter") > "2026-11-22"
    assert value("SELECT rejection_id FROM plan") == 1
    assert value("SELECT c.name FROM follow_up f JOIN contact c ON c.id = f.contact_id WHERE news_id = 1") == "Sam Lee"
    assert (value("SELECT rank FROM employer"), value("SELECT working_on FROM employer")) == (1, "spare parts")
    assert check(book) == []
    history.undo(book)
    assert value("SELECT count(*) FROM opportunity") == value("SELECT count(*) FROM letter_version") == 0


def test_the_same_file_twice_changes_nothing(book: Book) -> None:
    bring(book, SEARCH)
    before = exporting.export_yaml(book)
    again = bring(book, SEARCH)
    assert (again.title, again.also, again.conflicts, again.problems) == ("", "", (), ())
    assert exporting.export_yaml(book) == before
    # Nor does what a book made of it, or a part of the file.
    assert bring(book, before.decode()).title == ""
    assert bring(book, SEARCH[SEARCH.index("opportunities:") :].replace("uid: the-no, ", "")).title == ""


def test_blanks_are_filled_and_another_value_is_kept_and_told(book: Book) -> None:
    bring(book, SEARCH)
    changes = """\
opportunities:
- {title: Planning Lead, employer: Northwind Robotics, salary: 82000, kind: trial, stages: {applied: 2026-08-10}}
proof points: [{title: Eleven temps, result: nobody left, tags: [leading, people]}]
"""
    report = bring(book, changes)
    assert report.also == "changes to 1 proof point, 1 opportunity"
    (conflict,) = report.conflicts
    assert (conflict.line, conflict.contact, conflict.difference.kept, conflict.difference.other) == (
        2, "Planning Lead", "role", "trial",
    )  # fmt: skip
    assert book.store.rows("SELECT salary, kind FROM opportunity WHERE id = 1") == [("82000", "role")]
    assert book.store.rows("SELECT result, tags FROM proof_point") == [("nobody left", "leading\npeople")]
    assert bring(book, changes, overwrite=True).conflicts == ()
    assert book.store.value("SELECT kind FROM opportunity WHERE id = 1") == "trial"
    assert bring(book, changes, overwrite=True).title == ""


def test_a_letter_that_was_sent_stays_as_it_was_sent(book: Book) -> None:
    letter = "letters: [{kind: news, subject: Hello, sent: 2026-11-01, text: first}]\n"
    bring(book, letter)
    assert book.store.value("SELECT status FROM letter") == "sent"
    assert bring(book, letter.replace("first", "second"), overwrite=True).title == ""
    assert book.store.rows("SELECT text FROM letter_version") == [("first",)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("opportunities:\n- {title: A, stage: applied, since: 2026-11-23}\n", 2, "Mon 23 Nov is still ahead"),
        ("opportunities:\n- {title: A, with: [Nobody]}\n", 2, "“Nobody” is not in this file"),
        ("opportunities:\n- {title: A, stages: {rejected: 2026-10-01}, rejection: {touch: x}}\n", 2, "no touch “x”"),
        ("interviews:\n- {for: Dream Job, on: 2026-10-01}\n", 2, "There is no opportunity “Dream Job”"),
        ("letters:\n- {kind: news, sent: 2026-12-01, text: x}\n", 2, "still ahead"),
        ("concerns:\n- {text: x, answers: [{how: talk, on: 2026-12-01}]}\n", 2, "still ahead"),
        ("plans:\n- {playbook: x, start: 2026-10-01, rejection: 1}\n", 2, "has no rejection 1"),
        ("opportunities:\n- {title: A}\n- {title: A}\ninterviews:\n- {for: A, on: 2026-10-01}\n", 5, "several called"),
    ],
)
def test_what_cannot_be_is_a_problem_of_one_item(book: Book, text: str, line: int, words: str) -> None:
    report = bring(book, f"{text}proof points: [{{title: sound}}]\n")
    (problem,) = report.problems
    assert problem.line == line and words in problem.message
    assert "1 proof point" in report.also
    assert check(book) == []


def test_a_stage_without_a_day_is_of_today_and_stays_so(make_book: Callable[..., Book]) -> None:
    text = "opportunities: [{title: A, stage: applied}]\n"
    with make_book() as first:
        bring(first, text)
    later = make_book(today=date(2026, 12, 1))
    assert bring(later, text).title == ""
    assert later.store.rows('SELECT "on", stage FROM stage_event') == [("2026-11-22", "applied")]


def test_a_place_on_the_target_list_is_nobody_elses(book: Book) -> None:
    bring(book, "employers: [{name: A, rank: 1}, {name: B, rank: 2}]\n")
    bring(book, "employers: [{name: C, rank: 1}]\n")
    assert book.store.rows("SELECT name, rank FROM employer ORDER BY rank") == [("A", 1), ("B", 2), ("C", 3)]
    assert check(book) == []


def test_two_books_that_began_alike_bring_what_happened_since(make_book: Callable[..., Book]) -> None:
    first, second = make_book("a"), make_book("b")
    for book in (first, second):
        bring(book, SEARCH)
    bring(
        first, "opportunities: [{title: Planning Lead, employer: Northwind Robotics, stages: {screening: 2026-08-20}}]"
    )
    report = bring(second, exporting.export_yaml(first).decode())
    assert (report.also, report.conflicts) == ("changes to 1 opportunity", ())
    assert second.store.value("SELECT count(*) FROM stage_event WHERE stage = 'screening'") == 1
    assert second.store.value("SELECT count(*) FROM opportunity") == 2


def test_a_no_of_which_nothing_is_known_comes_back_with_its_windows(make_book: Callable[..., Book]) -> None:
    book, other = make_book(), make_book("other.db")
    dana = people.add_contact(book, Contact("Dana", role="hiring manager"))
    role = add_opportunity(book, NewOpportunity("Analyst", "Northwind", people=((dana, ""),)))
    set_stage(book, role, "rejected")
    data = exporting.export_yaml(book)
    run_import(other, [parse(data, "book.yaml")])
    assert exporting.export_yaml(other) == data
    assert other.store.value("SELECT count(*) FROM window_span") == 4
    by_hand = b"opportunities:\n- {title: Buyer, employer: Northwind, stages: {rejected: 2026-11-20}}\n"
    run_import(other, [parse(by_hand, "by-hand.yaml")])
    assert other.store.value("SELECT count(*) FROM rejection") == 2
