"""A file of nothing but bad entries tells the first of them and how many more there are."""

from __future__ import annotations

import pytest

from crm.formats.kinds import read_as
from crm.formats.problems import MOST_LISTED, Problems

MANY = MOST_LISTED + 700


def test_both_sorts_are_listed_up_to_a_number_and_counted_from_there() -> None:
    found = Problems("p.csv")
    assert not found and list(found.notes()) == []
    for line in range(MANY, 0, -1):
        found.add(line, "", "Bad.")
    found.add(MANY + 9, "Ann", "Partly bad.", partial=True)
    assert len(found.listed()) == MOST_LISTED + 1
    assert [problem.line for problem in found.listed()] == sorted(problem.line for problem in found.listed())
    assert found.listed()[-1].partial and found.listed()[-1].contact == "Ann"
    assert list(found.notes()) == [
        "700 more problems are counted and not listed, the last in line 700: 700 that could not be read."
    ]


def test_one_more_is_said_in_the_singular() -> None:
    found = Problems("p.csv")
    for line in range(1, MOST_LISTED + 2):
        found.add(line, "Ann", "Partly bad.", partial=True)
    (note,) = found.notes()
    assert note == (
        f"1 more problem is counted and not listed, the last in line {MOST_LISTED + 1:,}: "
        "1 that came in without a part."
    )


@pytest.mark.parametrize(
    ("kind", "head", "entry"),
    [
        ("csv", "name,email,colour\n", ",,red\n"),
        ("vcard", "", "BEGIN:VCARD\nVERSION:3.0\nTEL:1\nEND:VCARD\n"),
        ("vcard", "BEGIN:VCARD\nFN:A\nEND:VCARD\n", "END:VCARD\n"),
        ("yaml", "", "- Ann\n"),
        ("json", "[1", ",\n1"),
    ],
)
def test_every_reader_is_bounded(kind: str, head: str, entry: str) -> None:
    text = head + entry * MANY + ("]" if kind == "json" else "")
    found = read_as(kind, text.encode(), "p")
    assert len(found.problems) == MOST_LISTED
    assert f"{MANY - MOST_LISTED + (kind == 'json')} more problems" in found.notes[-1]
