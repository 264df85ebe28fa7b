"""`callback duplicates` and `callback merge`."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

import pytest

Callback = Callable[..., Any]


@pytest.fixture
def doubles(people: Callback) -> Callback:
    """Dana is there twice by e-mail, and somebody is only called alike."""
    assert people("add", "D. Whitfield", "--email", "DANA@northwind.test", "--tag", "porto").code == 0
    assert people("log", "D. Whitfield", "--note", "asked for feedback").code == 0
    return people


def test_nobody_twice_is_no_fault(people: Callback) -> None:
    shown = people("duplicates")
    assert (shown.code, shown.out) == (0, "No two people here look like one.\n")
    assert people("duplicates", "--employers", "--json").json == []


def test_the_list_gives_the_reason_and_the_command_that_merges(doubles: Callback) -> None:
    shown = doubles("duplicates")
    assert shown.code == 0
    assert "One and the same:\n   1  Dana Whitfield" in shown.out
    assert "same e-mail" in shown.out
    (pair,) = doubles("duplicates", "--json").json
    assert set(pair) == {"number", "kind", "sure", "reason", "score", "one", "other", "merge"}
    assert (pair["sure"], pair["one"]["name"]) == (True, "Dana Whitfield")
    assert pair["merge"] in shown.out
    done = doubles(*shlex.split(pair["merge"])[1:], "--yes")
    assert done.code == 0
    assert doubles("duplicates", "--json").json == []
    assert doubles("undo").code == 0
    assert len(doubles("duplicates", "--json").json) == 1


def test_a_pair_said_not_to_be_one_is_not_asked_about_again(doubles: Callback) -> None:
    said = doubles("duplicates", "--not-same", "Dana Whitfield", "D. Whitfield")
    assert (said.code, said.out) == (0, "Remembered: Dana Whitfield and D. Whitfield are not the same.\n")
    assert doubles("duplicates", "--json").json == []
    again = doubles("duplicates", "--not-same", "D. Whitfield", "Dana Whitfield", "--json")
    assert again.code == 1
    assert "known already" in again.err


def test_a_merge_is_shown_before_it_is_asked_for(doubles: Callback) -> None:
    args = ("merge", "Dana Whitfield", "D. Whitfield")
    dry = doubles(*args, "--dry-run", "--json")
    assert dry.code == 0
    assert dry.json["merged"] is False
    assert dry.json["moved"] == "1 touch"
    tags = next(each for each in dry.json["fields"] if each["field"] == "tags")
    assert (tags["kept"], tags["other"], tags["result"]) == ("target, berlin", "porto", "target, berlin, porto")
    alone = doubles(*args)
    assert alone.code == 1
    assert "the same with --yes" in alone.err
    assert "Goes over: 1 touch." in alone.out
    no = doubles(*args, typed="n\n")
    assert no.code == 1
    assert len(doubles("contacts", "whitfield", "--json").json) == 2
    yes = doubles(*args, typed="y\n")
    assert yes.out == "Merged Dana Whitfield and D. Whitfield.\n"
    assert "target, berlin, porto" in yes.err
    assert "asked for feedback" in doubles("show", "Dana Whitfield").out
    assert [row["name"] for row in doubles("contacts", "whitfield", "--json").json] == ["Dana Whitfield"]


def test_what_stays_can_be_chosen(doubles: Callback) -> None:
    args = ("merge", "Dana Whitfield", "D. Whitfield", "--yes", "--json")
    for wrong, said in (("name", "is no choice"), ("shoes=kept", "nothing to choose"), ("name=both", "choose one of")):
        refused = doubles(*args, "--choose", wrong)
        assert refused.code == 2
        assert said in refused.err
    done = doubles(*args, "--choose", "name=other", "--choose", "tags=kept")
    assert done.json["merged"] is True
    assert doubles("show", "D. Whitfield", "--json").json["tags"] == ["target", "berlin"]


def test_employers_are_merged_by_name(people: Callback) -> None:
    assert people("add", "Ann Ode", "--employer", "Northwind Robotics GmbH").code == 0
    (pair,) = people("duplicates", "--employers", "--json").json
    assert pair["kind"] == "employer"
    assert pair["merge"].endswith(" --employers")
    done = people(*shlex.split(pair["merge"])[1:], "--yes")
    assert done.code == 0, done.err
    assert "Goes over: 1 position." in done.out
    assert people("duplicates", "--employers").out == "No two employers here look like one.\n"


def test_without_a_book_nobody_is_twice(callback: Callback) -> None:
    shown = callback("duplicates", "--json")
    assert (shown.code, shown.json) == (0, [])
    assert "no book yet" in shown.err
