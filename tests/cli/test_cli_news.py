"""`callback news`: whom it tells, in which words, and that it asks first."""

from __future__ import annotations

import pytest


@pytest.fixture
def northwind(people):
    """The shared book with a role at Northwind."""
    people("opportunity", "add", "Data Analyst", "--employer", "Northwind Robotics", "--with", "dana")
    return people


def told(callback):
    return {row["contact"]: row["shown"] for row in callback("queue", "--json").json}


def test_it_shows_whom_it_would_tell_and_only_yes_does(northwind):
    looked = northwind("news", "I", "passed", "the", "exam")
    assert looked.code == 1
    assert "Dana Whitfield" in looked.out
    assert "--yes" in looked.err
    assert told(northwind) == {}

    as_json = northwind("news", "I passed the exam", "--json").json
    outcome = northwind("news", "I passed the exam", "--yes", "--json")

    assert outcome.json == as_json

    assert outcome.json["text"] == "I passed the exam"
    assert [(line["contact"], line["on"], line["channel"]) for line in outcome.json["told"]] == [
        ("Dana Whitfield", "2026-11-23", "email"), ("山田 太郎", "2026-11-23", ""), ("Sam Lee", "2026-11-23", ""),
    ]  # fmt: skip
    assert all(line["line"] and line["why"] for line in outcome.json["told"])
    assert set(told(northwind)) == {"Dana Whitfield", "Sam Lee", "山田 太郎"}
    northwind("undo")
    assert told(northwind) == {}


def test_on_a_terminal_it_asks_and_leaves_out_whom_one_names(northwind):
    assert northwind("news", "I passed", typed="n\n").code == 1
    outcome = northwind("news", "I passed", "--except", "sam", "--except", "dana", typed="y\n")

    assert "1 person in the queue" in outcome.out
    assert set(told(northwind)) == {"山田 太郎"}


def test_landed_ends_the_plans_and_the_opportunity_is_accepted(northwind):
    northwind("opportunity", "add", "Nurse", "--employer", "Kestrel Health", "--with", "sam")
    northwind("no", "nurse", "--told-by", "hr", "--how", "email", "--on", "20 nov", "--yes")

    outcome = northwind("news", "I start in January", "--landed", "data analyst", "--yes")

    assert "3 people in the queue" in outcome.out
    assert "1 plan ended" in outcome.out
    assert northwind("opportunity", "show", "data analyst", "--json").json["stage"] == "accepted"
    assert northwind("show", "dana", "--json").json["cadence"] == "6 months"
    assert northwind("news", "Again", "--landed", "data analyst", "--yes").code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 2), ([" "], 2), (["x", "--landed", "pilot"], 1), (["x", "--except", "nobody here"], 1)],
)
def test_what_cannot_be_told_is_said(northwind, arguments, code):
    outcome = northwind("news", *arguments, "--yes")
    assert (outcome.code, outcome.out) == (code, "")
    assert outcome.err


def test_with_nobody_to_tell_it_says_who_would_be(callback):
    callback("add", "Shop Keeper")
    outcome = callback("news", "I passed")
    assert outcome.code == 1
    assert "nobody to tell yet" in outcome.err
