"""lessons: what was learned, in words and for scripts."""

from __future__ import annotations

import pytest


@pytest.fixture
def taught(people):
    """Two interviews that went wrong in the same way, and a no."""
    for title, employer, on, text in (
        ("Analyst", "Northwind Robotics", "1 sep 2026", "I rambled about databases"),
        ("Engineer", "Kestrel Health", "1 oct 2026", "Rambling on the database question"),
    ):
        people("opportunity", "add", title, "--employer", employer, "--with", "dana", "--stage", "applied",
               "--on", "2026-08-01")  # fmt: skip
        noted = people("interview", "add", title, "--on", on, "--with", "dana", "--put-off", text,
                       "--concern", "no large team led")  # fmt: skip
        assert noted.code == 0, noted.err
    people("concerns", "answer", "1", "--how", "work")
    assert people("opportunity", "stage", "engineer", "rejected", "--on", "2026-11-01").code == 0
    people("log", "dana", "--on", "2026-11-08")
    return people


def test_a_book_that_has_taught_nothing_says_how_to_begin(people):
    assert "interview debrief" in people("lessons").out


def test_what_recurs_stands_on_top_in_counts(taught):
    out = taught("lessons").out
    assert out.startswith("WHAT RECURS\n  2 interviews  put them off  Rambling on the database question")
    assert "2 times  1 answered" in out
    assert "in contact again after 7 days" in out
    assert "1 of 1 rejected opportunity" in out
    assert "%" not in out


def test_the_same_for_scripts(taught):
    found = taught("lessons", "--json").json
    assert found["recurs"] == [{"kind": "put_off", "text": "Rambling on the database question", "interviews": 2}]
    assert [(row["count"], row["answered"]) for row in found["concerns"]] == [(2, 1)]
    assert (found["concerns_raised"], found["concerns_answered"]) == (2, 1)
    assert [row["employer"] for row in found["lessons"]] == ["Kestrel Health", "Northwind Robotics"]
    assert {row["stage"]: (row["reached"], row["now"]) for row in found["funnel"]}["interviewing"] == (2, 1)
    assert found["by_channel"] == [{"what": "call", "tries": 1, "answered": 1}]
    assert [row["days"] for row in found["after_no"]] == [7]
    assert (found["kept_warm"], found["rejected"], found["second_chances"]) == (1, 1, [])


def test_a_second_chance_is_told_with_what_came_before_it(taught):
    assert taught("opportunity", "stage", "engineer", "interviewing", "--on", "2026-11-20").code == 0
    out = taught("lessons").out
    assert "19 days after the no, 1 touch before it, the last a call with Dana Whitfield, Sun 8 Nov" in out
