"""concerns: the ledger listed, added to, answered, closed."""

from __future__ import annotations

import pytest


@pytest.fixture
def search(people):
    """Two opportunities, with one concern and one challenge at the first, and a concern at the other."""
    for title, employer in (("Analyst", "Northwind Robotics"), ("Engineer", "Kestrel Health")):
        assert people("opportunity", "add", title, "--employer", employer).code == 0
    people("concerns", "add", "no team led yet", "--for", "analyst", "--said-by", "dana", "--on", "12 nov")
    people("concerns", "add", "churn is high", "--kind", "challenge", "--for", "analyst", "--on", "19 nov")
    people("concerns", "add", "no degree", "--for", "engineer")
    return people


def ids(outcome):
    return [row["id"] for row in outcome.json]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], [3, 2, 1]),
        (["--with", "dana"], [1]),
        (["--for", "analyst"], [2, 1]),
        (["--employer", "kestrel health"], [3]),
        (["--kind", "challenge"], [2]),
        (["--open", "--for", "engineer"], [3]),
    ],
)
def test_the_ledger_is_filtered(search, options, found):
    assert ids(search("concerns", *options, "--json")) == found


def test_the_ledger_in_words(search):
    out = search("concerns").out
    assert "Dana Whitfield, Northwind Robotics" in out
    assert out.splitlines()[-1].split() == [
        "1", "concern", "open", "Dana", "Whitfield,", "Northwind", "Robotics", "no", "team", "led", "yet",
    ]  # fmt: skip


def test_a_new_one_shows_the_story_that_fits(search):
    search("proof", "add", "Churn", "halved")
    out = search("concerns", "add", "churn in month one", "--kind", "challenge", "--for", "engineer").out
    assert "this may answer it: Churn halved" in out


def test_with_a_story_it_is_ready_and_with_a_talk_it_is_answered(search):
    search("proof", "add", "Led", "six")
    assert "open, ready: Led six" in search("concerns", "answer", "1", "--proof", "led").out
    assert ids(search("concerns", "--open", "--json")) == [3, 2, 1]

    outcome = search("concerns", "answer", "1", "--how", "talk", "--note", "told her", "--on", "yesterday", "--json")
    assert (outcome.json["open"], outcome.json["proofs"]) == (False, [{"id": 1, "title": "Led six"}])
    assert [(each["how"], each["on"], each["note"]) for each in outcome.json["answers"]] == [
        ("talk", "2026-11-21", "told her")
    ]
    assert ids(search("concerns", "--open", "--json")) == [3, 2]
    search("undo")
    assert ids(search("concerns", "--open", "--json")) == [3, 2, 1]
    search("redo")
    assert ids(search("concerns", "--open", "--json")) == [3, 2]


def test_a_letter_that_is_a_draft_does_not_answer_yet(search):
    letter = search("letter", "new", "dana", "--json")
    assert letter.code == 0, letter.err
    outcome = search("concerns", "answer", "1", "--letter", letter.json["id"])
    assert "open until the letter is sent" in outcome.out


def test_close_and_reopen(search):
    assert "closed, Sun 22 Nov" in search("concerns", "close", "1").out
    assert ids(search("concerns", "--open", "--json")) == [3, 2]
    assert search("concerns", "close", "1").code == 1
    assert search("concerns", "reopen", "1", "--json").json["open"] is True
    assert search("concerns", "reopen", "1").code == 1


def test_edit_and_delete(search):
    row = search(
        "concerns", "edit", "1", "--text", "no large team", "--kind", "challenge", "--said-by", "", "--json"
    ).json
    assert (row["text"], row["kind"], row["said_by"]) == ("no large team", "challenge", "")
    assert search("concerns", "delete", "1", typed="n\n").code == 1
    assert search("concerns", "delete", "1", "--yes", "--json").json == {"deleted": 1}
    assert ids(search("concerns", "--json")) == [3, 2]


def test_nothing_open_is_said_kindly(search):
    for number in (1, 2, 3):
        search("concerns", "close", number)
    assert search("concerns", "--open").out == "Nothing is open.\n"
    assert search("concerns", "--open", "--json").json == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--with", "zzz"], 1),
        (["--for", "zzz"], 1),
        (["--employer", "zzz"], 1),
        (["--open", "close", "1"], 2),
        (["add", "x"], 2),
        (["add", " ", "--for", "analyst"], 2),
        (["answer", "1"], 2),
        (["answer", "1", "--note", "x"], 2),
        (["answer", "9", "--how", "talk"], 1),
        (["answer", "1", "--proof", "zzz"], 1),
        (["answer", "1", "--how", "song"], 2),
        (["close", "9"], 1),
        (["edit", "1"], 2),
        (["delete", "9", "--yes"], 1),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_changes(search, arguments, code):
    before = search("concerns", "--json").json
    outcome = search("concerns", *arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert outcome.err.strip()
    assert search("concerns", "--json").json == before


def test_a_refusal_does_not_repeat_what_was_said(search):
    outcome = search("concerns", "answer", "1", "--how", "talk", "--on", "1 dec 2027", "--note", "private words")
    assert outcome.code == 2
    assert "private words" not in outcome.err
    assert "no team led" not in search("history").out
