"""`callback opportunity …` and `reopen`: what they write, print, and how they leave."""

from __future__ import annotations

import io
import sys

import pytest

from crm.cli.verbs import OPPORTUNITY


@pytest.fixture
def northwind(people):
    """Dana and Sam of the shared book, and a role at Northwind."""
    added = people(
        "opportunity", "add", "Data", "Analyst", "--employer", "Northwind Robotics", "--with", "dana",
        "--stage", "applied", "--on", "1 oct",
    )  # fmt: skip
    assert added.code == 0
    return people


def shown(callback, which="data analyst"):
    return callback("opportunity", "show", which, "--json").json


@pytest.mark.parametrize("verb", OPPORTUNITY)
def test_every_verb_has_help_with_examples(callback, home, verb):
    outcome = callback("opportunity", verb, "--help")

    assert outcome.code == 0
    assert "Examples:" in outcome.out
    assert f"callback opportunity {verb}" in outcome.out
    assert not home.exists()


# add, edit, delete


def test_add_says_what_was_added_and_keeps_what_was_said(people, tmp_path):
    posting = tmp_path / "posting.txt"
    posting.write_text("We look for\nan analyst", encoding="utf-8")

    outcome = people(
        "opportunity", "add", "Data", "Analyst", "-e", "Northwind Robotics", "--with", "dana", "--with", "sam",
        "--part", "executive", "--link", "https://northwind.test/1", "--salary", "60 k", "--source", "a friend",
        "--decision", "next fri", "--notes", "two rounds", "--posting", posting, "--json",
    )  # fmt: skip

    found = outcome.json
    assert (found["title"], found["employer"], found["stage"], found["since"]) == (
        "Data Analyst", "Northwind Robotics", "lead", "2026-11-22",
    )  # fmt: skip
    assert [(each["contact"], each["part"]) for each in found["people"]] == [
        ("Dana Whitfield", "executive"), ("Sam Lee", "recruiter"),
    ]  # fmt: skip
    assert (found["posting"], found["decision_on"]) == ("We look for\nan analyst", "2026-11-27")
    assert (found["link"], found["salary"], found["source"], found["notes"]) == (
        "https://northwind.test/1", "60 k", "a friend", "two rounds",
    )  # fmt: skip
    assert shown(people) == {**found, "window": None}


def test_add_without_anybody_says_how_to_name_them(people):
    outcome = people("opportunity", "add", "Nurse", "--employer", "Kestrel Health")

    assert outcome.out == "Added Nurse, Kestrel Health: lead  (id 1).\n"
    assert "opportunity person" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Analyst"], "--employer"),
        (["Analyst", "-e", "Kestrel", "--part", "peer"], "--with"),
        (["Analyst", "-e", "Kestrel", "--stage", "hired"], "not one of lead"),
        ([" ", "-e", "Kestrel"], "title"),
        (["Analyst", "-e", "Kestrel", "--posting", "nowhere.txt"], "nowhere.txt"),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_is_there(people, arguments, said):
    outcome = people("opportunity", "add", *arguments)

    assert outcome.code == 2
    assert said in outcome.err
    assert people("opportunity", "list").code == 1


def test_a_posting_that_is_no_text_or_endless_is_refused(people, tmp_path, monkeypatch):
    raw = tmp_path / "posting.pdf"
    raw.write_bytes(b"%PDF\xff\xfe")
    assert "UTF-8" in people("opportunity", "add", "Analyst", "-e", "Kestrel", "--posting", raw).err
    raw.write_bytes(b"x" * 1_000_001)
    assert "million" in people("opportunity", "add", "Analyst", "-e", "Kestrel", "--posting", raw).err

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfan analyst"), encoding="utf-8"))
    found = people("opportunity", "add", "Analyst", "-e", "Kestrel", "--posting", "-", "--json").json
    assert found["posting"] == "an analyst"


def test_edit_changes_what_is_named_and_delete_takes_it_away_until_undo(northwind):
    assert northwind("opportunity", "edit", "northwind", "--salary", "70 k", "--decision", "1 dec").code == 0
    assert (shown(northwind)["salary"], shown(northwind)["decision_on"]) == ("70 k", "2026-12-01")
    assert northwind("opportunity", "edit", "northwind", "--no-decision", "--json").json["decision_on"] is None
    assert northwind("opportunity", "edit", "northwind").code == 2

    assert northwind("opportunity", "delete", "northwind", typed="n\n").code == 1
    assert northwind("opportunity", "delete", "northwind", "--yes").out == "Deleted Data Analyst, Northwind Robotics.\n"
    assert northwind("opportunity", "show", "northwind").code == 1
    northwind("undo")
    assert shown(northwind)["title"] == "Data Analyst"


# list and show


def test_list_filters_and_says_where_each_stands(northwind):
    northwind("opportunity", "add", "Nurse", "--employer", "Kestrel Health", "--stage", "no-answer")

    rows = northwind("opportunity", "list", "--json").json
    assert [(row["title"], row["stage"], row["people"]) for row in rows] == [
        ("Data Analyst", "applied", 1), ("Nurse", "no answer", 0),
    ]  # fmt: skip
    waiting = northwind("opportunity", "list", "--waiting")
    assert "Nurse" in waiting.out
    assert "nobody known yet" in waiting.out
    assert "Analyst" not in waiting.out
    assert northwind("opportunity", "list", "--stage", "offer", "--json").json == []
    assert northwind("opportunity", "list", "--stage", "offer").code == 1


def test_without_a_book_the_list_is_empty(callback):
    outcome = callback("opportunity", "list", "--json")
    assert (outcome.code, outcome.json) == (1, [])


def test_show_has_the_card_for_the_ringing_from_interviewing_on(northwind):
    assert "If they ring" not in northwind("opportunity", "show", "northwind").out
    northwind("opportunity", "stage", "northwind", "interviewing", "--on", "10 nov", "--note", "with Dana")

    out = northwind("opportunity", "show", "northwind").out

    assert "interviewing, since Tue 10 Nov" in out
    assert "interviewing: with Dana  (entry" in " ".join(out.split()).replace("(entry", " (entry")
    assert "If they ring with a no" in out
    assert "Thank Dana Whitfield for ringing" in out


def test_one_that_is_not_there_or_fits_twice_is_said(northwind):
    northwind("opportunity", "add", "Data Lead", "--employer", "Kestrel")

    assert northwind("opportunity", "show", "pilot").code == 1
    twice = northwind("opportunity", "show", "data")
    assert twice.code == 2
    assert "Data Analyst" in twice.err
    assert "Data Lead" in twice.err


def test_what_could_act_on_a_terminal_never_reaches_it(people):
    people("opportunity", "add", "An\x1b[31malyst\u202e", "--employer", "Kes\x07trel", "--notes", "a\x1b]0;x\x07b")

    for outcome in (people("opportunity", "show", "1"), people("opportunity", "list")):
        assert not {"\x1b", "\x07", "\u202e"} & set(outcome.out + outcome.err)


# stage, person, sent


def test_a_stage_is_an_entry_that_can_be_taken_out(northwind):
    outcome = northwind("opportunity", "stage", "northwind", "screening", "--json")
    assert (outcome.json["stage"], outcome.json["told"]) == ("screening", [])
    assert northwind("opportunity", "stage", "northwind", "screening").code == 1
    assert northwind("opportunity", "stage", "northwind", "offer", "--on", "tomorrow").code == 2
    entry = shown(northwind)["history"][-1]["entry"]

    assert northwind("opportunity", "stage", "northwind", "--remove", entry).code == 0

    assert shown(northwind)["stage"] == "applied"
    assert northwind("opportunity", "stage", "northwind").code == 2


def test_accepting_tells_everybody_or_nobody(northwind):
    quiet = northwind("opportunity", "stage", "northwind", "accepted", "--no-tell")
    assert quiet.out == "Data Analyst, Northwind Robotics: accepted.\n"
    northwind("undo")

    outcome = northwind("opportunity", "stage", "northwind", "accepted")

    assert "3 people to tell" in outcome.out
    assert "Mon 23 Nov  Dana Whitfield" in outcome.out
    due = northwind("queue", "--json").json
    assert {row["contact"] for row in due} >= {"Dana Whitfield", "Sam Lee"}


def test_people_come_change_and_go(northwind):
    assert northwind("opportunity", "person", "northwind", "sam").out == (
        "Sam Lee: recruiter in Data Analyst, Northwind Robotics.\n"
    )
    assert northwind("opportunity", "person", "northwind", "sam").code == 1
    found = northwind("opportunity", "person", "northwind", "sam", "--part", "HR", "--json").json
    assert found["people"][-1]["part"] == "hr"
    assert northwind("opportunity", "person", "northwind", "sam", "--part", "x", "--remove").code == 2
    assert northwind("opportunity", "person", "northwind", "sam", "--remove").code == 0
    assert northwind("opportunity", "person", "northwind", "sam", "--remove").code == 1
    assert [each["contact"] for each in shown(northwind)["people"]] == ["Dana Whitfield"]


def test_what_was_sent_is_noted_by_any_spelling(northwind):
    northwind("opportunity", "sent", "northwind", "resume", "v3.pdf")
    northwind("opportunity", "sent", "northwind", "cover-letter", "nw.odt", "--on", "3 sep")
    assert northwind("opportunity", "sent", "northwind", "poem", "x").code == 2

    assert shown(northwind)["sent"] == [
        {"kind": "résumé", "name": "v3.pdf", "on": "2026-11-22"},
        {"kind": "cover letter", "name": "nw.odt", "on": "2026-09-03"},
    ]
    assert northwind("opportunity", "sent", "northwind", "RÉSUMÉ", "v3.pdf", "--remove").code == 0
    assert len(shown(northwind)["sent"]) == 1


# reopen


def test_reopen_brings_the_role_back_or_makes_another(northwind):
    assert northwind("reopen", "northwind").code == 1
    northwind("no", "northwind", "--on", "20 nov", "--no-plan", "--yes")

    outcome = northwind("reopen", "northwind", "--as", "Analytics Lead", "--stage", "screening")
    assert outcome.out == "A second chance: Analytics Lead, Northwind Robotics, screening  (id 2).\n"
    assert shown(northwind, "analytics")["second_of"] == 1
    northwind("undo")

    same = northwind("reopen", "northwind", "--note", "she rang", "--json").json
    assert (same["id"], same["stage"], same["second_chance"]) == (1, "interviewing", True)


def test_reopen_elsewhere_is_an_introduction_by_somebody(northwind):
    northwind("no", "northwind", "--on", "20 nov", "--no-plan", "--yes")

    found = northwind(
        "reopen", "northwind", "--kind", "introduction", "--employer", "Kestrel Health", "--introduced-by", "sam",
        "--json",
    ).json  # fmt: skip

    assert (found["employer"], found["kind"]) == ("Kestrel Health", "introduction")
    assert [(each["contact"], each["part"]) for each in found["people"]] == [("Sam Lee", "referrer")]
