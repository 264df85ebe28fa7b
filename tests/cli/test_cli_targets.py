"""`callback targets`: the list, its places and notes."""

from __future__ import annotations

import pytest


def ranks(callback):
    return [(row["rank"], row["employer"]) for row in callback("targets", "--json").json]


def test_employers_are_ranked_moved_and_taken_off(people):
    assert people("targets", "rank", "northwind", 1).out == "Northwind Robotics: number 1 of 1.\n"
    new = people("targets", "rank", "Harbor Foods", 1)
    assert "new in the book" in new.err
    assert ranks(people) == [(1, "Harbor Foods"), (2, "Northwind Robotics")]
    assert people("targets", "rank", "northwind", 2).code == 1

    assert people("targets", "rank", "harbor", "off").out == "Harbor Foods is off the list.\n"

    assert ranks(people) == [(1, "Northwind Robotics")]
    people("undo")
    assert ranks(people) == [(1, "Harbor Foods"), (2, "Northwind Robotics")]


def test_the_list_tells_what_is_known_of_each(people):
    people(
        "opportunity", "add", "Data Analyst", "--employer", "Northwind Robotics", "--with", "dana", "--stage", "final"
    )
    people("targets", "rank", "northwind", 1)
    people("log", "dana", "--on", "12 nov")
    assert people("targets", "note", "northwind", "a", "second", "plant").code == 0

    out = people("targets").out
    for words in ("1. Northwind Robotics", "a second plant", "Dana Whitfield (hiring manager)", "Data Analyst: final"):
        assert words in out
    (row,) = people("targets", "--json").json
    assert (row["working_on"], row["last_touch"]) == ("a second plant", "2026-11-12")
    assert row["known"] == [{"contact": "Dana Whitfield", "title": "VP Engineering", "role": "hiring manager"}]
    assert [each["title"] for each in row["opportunities"]] == ["Data Analyst"]
    people("targets", "note", "northwind", "")
    assert people("targets", "--json").json[0]["working_on"] == ""


def test_an_empty_list_says_how_to_begin(people):
    assert people("targets", "--json").json == []
    outcome = people("targets")
    assert outcome.code == 1
    assert "targets rank" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["rank", "northwind", "0"], 2), (["rank", "northwind", "first"], 2), (["rank", "nowhere", "off"], 1),
        (["rank", "northwind", "off"], 1), (["note", "nowhere", "x"], 1), (["rank"], 2), (["paint"], 2),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(people, arguments, code):
    outcome = people("targets", *arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert outcome.err


@pytest.mark.parametrize("verb", ["rank", "note"])
def test_its_verbs_have_help_with_examples(callback, verb):
    outcome = callback("targets", verb, "--help")
    assert outcome.code == 0
    assert f"callback targets {verb}" in outcome.out
