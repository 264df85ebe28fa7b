"""proof: the bank of stories on the command line."""

from __future__ import annotations

import pytest


@pytest.fixture
def bank(people):
    """Two stories."""
    people(
        "proof", "add", "On-call", "halved", "--situation", "eleven pages", "--action", "cut noise",
        "--result", "5 a week", "--tag", "reliability,ops", "--tag", "Ops",
    )  # fmt: skip
    people("proof", "add", "Led six", "--result", "shipped in 9 weeks")
    return people


def test_a_story_is_kept_with_everything(bank):
    one = bank("proof", "show", "on-call", "--json").json
    assert [one[name] for name in ("title", "situation", "action", "result")] == [
        "On-call halved",
        "eleven pages",
        "cut noise",
        "5 a week",
    ]
    assert (one["tags"], one["concerns"], one["letters"], one["answers"]) == (["reliability", "ops"], 0, 0, 0)


def test_a_result_without_a_figure_is_asked_for_kindly(people):
    outcome = people("proof", "add", "Led", "--result", "it went well")
    assert outcome.code == 0
    assert "figure" in outcome.err
    assert "figure" not in people("proof", "add", "Other", "--result", "saved 3 days").err


@pytest.mark.parametrize(("text", "ids"), [([], [2, 1]), (["reli"], [1]), (["week"], [2, 1]), (["zzz"], [])])
def test_the_list_is_searched_by_beginnings_of_words(bank, text, ids):
    assert [row["id"] for row in bank("proof", "list", *text, "--json").json] == ids


def test_the_list_in_words(bank, callback):
    out = bank("proof", "list").out
    assert "On-call halved" in out
    assert "reliability, ops" in out
    assert bank("proof", "list", "zzz").out == "No story fits.\n"


def test_edit_changes_only_what_is_given_and_undo_brings_it_back(bank):
    assert bank("proof", "edit", "1", "--result", "3 a week", "--json").json["result"] == "3 a week"
    assert bank("proof", "show", "1", "--json").json["situation"] == "eleven pages"
    bank("undo")
    assert bank("proof", "show", "1", "--json").json["result"] == "5 a week"


def test_show_counts_where_it_was_used(bank):
    assert "used  not yet" in bank("proof", "show", "1").out
    bank("concerns", "add", "pages", "--said-by", "dana")
    bank("concerns", "answer", "1", "--how", "letter", "--proof", "1")
    assert "used  1 letter, 1 answer" in bank("proof", "show", "1").out


def test_delete(bank):
    assert bank("proof", "delete", "1", typed="n\n").code == 1
    assert bank("proof", "delete", "1", "--yes").code == 0
    assert [row["id"] for row in bank("proof", "list", "--json").json] == [2]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["add", " "], 2),
        (["show", "zzz"], 1),
        (["show", "99"], 1),
        (["edit", "1"], 2),
        (["edit", "1", "--title", ""], 2),
        (["edit", "zzz", "--title", "x"], 1),
        (["delete", "zzz", "--yes"], 1),
    ],
)
def test_what_cannot_be_done_is_said(bank, arguments, code):
    outcome = bank("proof", *arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert outcome.err.strip()


def test_several_that_fit_are_listed(bank):
    bank("proof", "add", "Led", "nine")
    outcome = bank("proof", "show", "led")
    assert outcome.code == 2
    assert "Led six" in outcome.err and "Led nine" in outcome.err
