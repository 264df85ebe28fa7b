"""`callback no` and `windows`: the plan is shown before it is made, and what it prints is what is written."""

from __future__ import annotations

import pytest


@pytest.fixture
def northwind(people):
    """The shared book with Inga of HR, and a role at Northwind with her and Dana."""
    people("add", "Inga Holm", "--employer", "Northwind Robotics", "--role", "HR")
    people(
        "opportunity", "add", "Data Analyst", "--employer", "Northwind Robotics", "--with", "dana", "--with", "inga",
        "--stage", "interviewing",
    )  # fmt: skip
    return people


BY_HR = ("no", "data analyst", "--told-by", "hr", "--how", "email", "--on", "20 nov")


def stage(callback):
    return callback("opportunity", "show", "1", "--json").json["stage"]


def test_by_the_email_of_hr_she_is_thanked_and_then_the_manager_called(northwind):
    outcome = northwind(*BY_HR, "--yes")

    assert outcome.code == 0
    lines = [line.split() for line in outcome.out.splitlines()]
    assert outcome.out.startswith("A no: Data Analyst, Northwind Robotics, Fri 20 Nov.\n")
    assert lines[2][:6] == ["Mon", "23", "Nov", "email", "Inga", "Holm"]
    assert lines[3][:6] == ["Tue", "24", "Nov", "call", "Dana", "Whitfield"]
    assert "63.7 %" in outcome.out
    assert "56.6 %" in outcome.out
    queue = northwind("queue", "--json").json
    assert [(row["contact"], row["shown"], row["channel"]) for row in queue][:2] == [
        ("Inga Holm", "2026-11-23", "email"), ("Dana Whitfield", "2026-11-24", "call"),
    ]  # fmt: skip


def test_the_same_as_json_looked_at_and_done_alike(northwind):
    looked = northwind(*BY_HR, "--json")
    done = northwind(*BY_HR, "--json", "--yes")

    assert (looked.code, done.code) == (1, 0)
    assert looked.json == done.json
    found = done.json
    assert list(found) == ["opportunity", "share", "share_even", "plan"]
    assert found["opportunity"] == "Data Analyst"
    assert round(found["share"], 3) == 0.637
    assert round(found["share_even"], 3) == 0.566
    assert [(step["due"], step["channel"], step["to"]) for step in found["plan"]][:2] == [
        ("2026-11-23", "email", "Inga Holm"), ("2026-11-24", "call", "Dana Whitfield"),
    ]  # fmt: skip
    assert all(list(step) == ["due", "channel", "to", "purpose", "why"] for step in found["plan"])
    assert all(step["purpose"] and step["why"] for step in found["plan"])


def test_without_a_terminal_it_only_shows_and_says_how_to_go_on(northwind):
    outcome = northwind(*BY_HR)

    assert outcome.code == 1
    assert "Tue 24 Nov" in outcome.out
    assert "--yes" in outcome.err
    assert stage(northwind) == "interviewing"


def test_on_a_terminal_it_asks(northwind):
    assert northwind(*BY_HR, typed="n\n").code == 1
    assert stage(northwind) == "interviewing"

    outcome = northwind(*BY_HR, typed="y\n")

    assert outcome.code == 0
    assert "waits for its second chance" in outcome.out
    assert stage(northwind) == "rejected"


def test_a_terminal_that_wants_json_is_asked_beside_it(northwind):
    outcome = northwind(*BY_HR, "--json", typed="y\n")

    assert outcome.json["plan"][0]["to"] == "Inga Holm"
    assert "Tue 24 Nov" in outcome.err


def test_undo_takes_all_of_it_back_in_one_step(northwind):
    before = northwind("queue", "--all", "--json").json
    northwind(*BY_HR, "--yes")

    assert "A no: Data Analyst" in northwind("undo").out

    assert stage(northwind) == "interviewing"
    assert northwind("queue", "--all", "--json").json == before
    assert northwind("redo").code == 0
    assert stage(northwind) == "rejected"


def test_the_manager_who_rang_herself_has_been_called(northwind):
    found = northwind("no", "1", "--told-by", "dana", "--how", "call", "--on", "20 nov", "--yes", "--json").json

    assert (found["plan"][0]["due"], found["plan"][0]["to"]) == ("2026-11-24", "Dana Whitfield")
    assert found["plan"][0]["channel"] == "letter"
    (touch,) = northwind("show", "dana", "--json").json["timeline"][-1:]
    assert (touch["channel"], touch["direction"], touch["note"]) == ("call", "in", "said no")


def test_what_was_said_is_kept(northwind):
    northwind(
        "no", "1", "--told-by", "HR", "--how", "email", "--reason", "more robotics", "--rank", "runner-up",
        "--chosen", "an insider", "--starts", "7 dec", "--yes",
    )  # fmt: skip

    (no,) = northwind("opportunity", "show", "1", "--json").json["rejections"]
    assert no == {
        "on": "2026-11-22", "told_by": "hr", "teller": "Inga Holm", "how": "email", "reason": "more robotics",
        "rank": "runner-up", "chosen": "an insider", "starts_on": "2026-12-07",
    }  # fmt: skip
    out = northwind("opportunity", "show", "1").out
    assert "from Inga Holm by email, “more robotics”, runner-up, chosen: an insider, starts Mon 7 Dec" in out


def test_options_change_the_plan(northwind):
    def plan(*options):
        return northwind(*BY_HR, *options, "--json").json["plan"]

    def purposes(*options):
        return [step["purpose"] for step in plan(*options)]

    assert "invite to a coffee, fifteen minutes" in purposes()[:5]
    assert "invite to a coffee, fifteen minutes" not in purposes("--coffee", "later")[:5]
    assert "ask where you fell short" in purposes()
    assert "ask where you fell short" not in purposes("--feedback")
    assert plan("--no-plan") == []
    plain = [step["due"] for step in plan("--plain") if step["to"] == "Dana Whitfield"]
    assert plain[4:7] == ["2027-01-19", "2027-03-22", "2027-05-20"]


def test_what_becomes_known_later_goes_in_with_the_same_verb(northwind):
    northwind(*BY_HR, "--yes")
    before = northwind("windows", "--json").json

    outcome = northwind("no", "1", "--starts", "1 feb")

    assert outcome.code == 0
    assert "placed again" in outcome.out
    (row,) = northwind("windows", "--json").json
    assert (before[0]["assumed"], row["assumed"], row["starts_on"]) == (True, False, "2027-02-01")
    found = northwind("no", "1", "--rank", "runner-up", "--json").json
    assert found["changed"] == ["rank"]
    assert found["plan"]
    again = northwind(*BY_HR, "--yes")
    assert again.code == 1
    assert "reopen" in again.err


def test_with_nobody_known_the_no_stands_and_a_plan_needs_somebody(people):
    people("opportunity", "add", "Nurse", "--employer", "Kestrel")

    outcome = people("no", "nurse", "--how", "portal", "--yes", "--json")

    assert outcome.json == {"opportunity": "Nurse", "share": None, "share_even": None, "plan": []}
    assert "opportunity person" in outcome.err
    assert people("opportunity", "show", "nurse", "--json").json["stage"] == "rejected"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["no", "pilot"], 1),
        (["no", "1", "--told-by", "somebody unknown"], 1),
        (["no", "1", "--how", "pigeon"], 2),
        (["no", "1", "--on", "tomorrow"], 2),
        (["no", "1", "--coffee", "never"], 2),
        (["no"], 2),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(northwind, arguments, code):
    outcome = northwind(*arguments, "--yes")

    assert outcome.code == code
    assert outcome.out == ""
    assert outcome.err
    assert stage(northwind) == "interviewing"


# windows


def test_windows_tell_when_a_chair_may_come_free(northwind):
    assert northwind("windows").code == 1
    assert northwind("windows", "--json").json == []
    northwind("no", "1", "--on", "29 sep", "--starts", "2026-10-12", "--yes")

    (row,) = northwind("windows", "--json").json
    assert (row["day"], row["open"]["first"], row["open"]["last"]) == (41, "2026-11-04", "2026-11-25")
    assert row["people"] == ["Dana Whitfield", "Inga Holm"]
    assert "day 41, open since Wed 4 Nov" in northwind("windows").out


def test_the_sources_are_one_option_away(callback):
    out = callback("windows", "--sources").out
    for source in ("BambooHR, 2014", "Jobvite, 2018", "Résumé Relief, 2017"):
        assert source in out
    assert len(callback("windows", "--sources", "--json").json["sources"]) == 4
