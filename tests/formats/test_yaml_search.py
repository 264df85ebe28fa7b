"""A search typed by hand: every short way to write it, and what is wrong with one item said with its line."""

from __future__ import annotations

from datetime import date

import pytest

from crm.formats.records import ParsedFile, shifted
from crm.formats.search_fields import SearchRecord
from crm.formats.yaml_read import read_people


def parse(text: str) -> ParsedFile:
    return read_people(text.encode(), "search.yaml")


def one(text: str) -> SearchRecord:
    parsed = parse(text)
    assert parsed.problems == ()
    (only,) = parsed.search
    return only


def inside(record: SearchRecord, key: str) -> list[dict[str, object]]:
    return [dict(child.values) for child in record.children[key]]


OPPORTUNITY = """\
opportunities:
- title: Planning Lead
  company: Northwind Robotics
  stages: {applied: 2026-08-10, rejected: 12 Oct 2026}
  rejection: {told by: the manager, how: phone, why: somebody closer, starts: 2026-11-02}
  with: [Dana Whitfield, {Sam Lee: hr}, {who: Ann Lee, as: peer}]
  sent: {cv: planner-3.pdf, cover letter: {file: northwind.pdf, on: 2026-08-10}}
  Team size: 9
"""


def test_an_opportunity_in_every_short_form() -> None:
    found = one(OPPORTUNITY)
    assert (found.values["title"], found.values["employer"]) == ("Planning Lead", "Northwind Robotics")
    assert found.values["extra"] == {"Team size": "9"}
    assert inside(found, "stages") == [
        {"stage": "applied", "on": date(2026, 8, 10)},
        {"stage": "rejected", "on": date(2026, 10, 12)},
    ]
    assert inside(found.children["stages"][1], "rejection") == [
        {"told_by": "manager", "how": "call", "reason": "somebody closer", "starts_on": date(2026, 11, 2)}
    ]
    assert inside(found, "people") == [
        {"contact": "Dana Whitfield"},
        {"contact": "Sam Lee", "part": "hr"},
        {"contact": "Ann Lee", "part": "peer"},
    ]
    assert inside(found, "sent") == [
        {"kind": "résumé", "name": "planner-3.pdf"},
        {"kind": "cover letter", "name": "northwind.pdf", "on": date(2026, 8, 10)},
    ]


def test_a_stage_beside_the_title_is_the_last_one() -> None:
    found = one("opportunities: [{title: A, stages: [applied], stage: no answer, since: 2026-10-01}]")
    assert inside(found, "stages") == [{"stage": "applied"}, {"stage": "no answer", "on": date(2026, 10, 1)}]


def test_an_interview_with_what_was_said_in_it() -> None:
    found = one("""\
interviews:
- for: Planning Lead
  day: 2026-09-22
  time: 9:30
  time zone: Europe/Berlin
  with: [Dana Whitfield]
  challenges: [the sheet breaks, {text: one person knows it, by: Dana Whitfield}]
  concerns: has not led more than four
  went well: the drawing
  mood: quiet
""")
    assert found.values["at"] == "09:30"
    assert found.values["notes"] == "mood: quiet"
    assert [child["text"] for child in inside(found, "challenges")] == ["the sheet breaks", "one person knows it"]
    assert {child["kind"] for child in inside(found, "challenges")} == {"challenge"}
    assert inside(found, "concerns") == [{"text": "has not led more than four"}]


def test_a_letter_with_its_text() -> None:
    found = one("letters: [{kind: influence letter, to: Dana, title: Two summers, text: Dear Dana}]")
    assert (found.values["kind"], found.values["contact"], found.values["subject"]) == (
        "influence", "Dana", "Two summers",
    )  # fmt: skip
    assert inside(found, "versions") == [{"text": "Dear Dana"}]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("opportunities:\n- {employer: A}\n", 2, "An opportunity needs title"),
        ("opportunities:\n- Planning Lead\n", 2, "An opportunity is written like"),
        ("opportunities:\n- title: A\n  stage: hopeful\n", 3, "“hopeful” is not one of lead, applied"),
        ("opportunities:\n- title: A\n  stages: {applied: soon}\n", 3, "“soon” is not a date"),
        ("opportunities:\n- title: A\n  rejection: {how: call}\n", 3, "A rejection needs its stage"),
        ("opportunities:\n- title: A\n  with: [{part: hr}]\n", 3, "A part needs contact"),
        ("interviews:\n- {for: A}\n", 2, "An interview needs on"),
        ("interviews:\n- {for: A, on: 2026-09-22, zone: Mars/Base}\n", 2, "is not a time zone"),
        ("interviews:\n- {for: A, on: 2026-09-22, zone: ../../etc/passwd}\n", 2, "is not a time zone"),
        ("interviews:\n- {for: A, on: 2026-09-22, minutes: 2000}\n", 2, "is too large"),
        ("concerns:\n- {text: x, colour: red}\n", 2, "A concern has no “colour”"),
        ("letters:\n- {kind: angry, text: x}\n", 2, "is not one of cover, influence"),
        ("plans:\n- {playbook: x, start: 2026-10-12, steps: [{on: 2026-10-13}]}\n", 2, "A step needs contact"),
        ("plans:\n- {playbook: x, start: 2026-10-12, rejection: first}\n", 2, "rejection is a number"),
        ("news:\n- {text: landed}\n", 2, "News needs on"),
        ("employers:\n- {name: A, rank: 0}\n", 2, "number from 1"),
    ],
)
def test_what_is_wrong_with_one_item_is_said_with_its_line(text: str, line: int, words: str) -> None:
    parsed = parse(text + "proof points: [{title: sound}]\n")
    (problem,) = parsed.problems
    assert (problem.line, len(parsed.search)) == (line, 1)
    assert words.casefold() in problem.message.casefold()


def test_texts_are_cleaned() -> None:
    found = one('opportunities: [{title: "A\\u202e  B", notes: "x\\e]52;c;x\\ay"}]')
    assert (found.values["title"], found.values["notes"]) == ("A B", "x]52;c;xy")


def test_a_search_moves_with_its_file() -> None:
    (found,) = shifted(parse(OPPORTUNITY), 7).search
    assert [child["on"] for child in inside(found, "stages")] == [date(2026, 8, 17), date(2026, 10, 19)]
    (letter,) = shifted(parse("letters: [{kind: news, finished: 2026-10-30T17:00:00Z, text: x}]"), -7).search
    assert letter.values["finished_at"] == "2026-10-23T17:00:00Z"
