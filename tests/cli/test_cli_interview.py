"""interview, prepare: what they take, print and change, and their exits."""

from __future__ import annotations

import pytest


@pytest.fixture
def search(people):
    """Dana's people, and an opportunity at Northwind that she has a part in."""
    added = people(
        "opportunity", "add", "Platform", "Engineer", "--employer", "Northwind Robotics", "--with", "dana",
        "--stage", "applied", "--on", "2026-11-01",
    )  # fmt: skip
    assert added.code == 0, added.err
    return people


def timeline(callback, who):
    return callback("show", who, "--json").json["timeline"]


def test_an_interview_to_come_is_planned_with_their_time(search):
    outcome = search(
        "interview", "add", "platform", "--on", "1 dec", "--at", "2:30pm", "--zone", "berlin", "--kind", "video",
        "--with", "dana", "--minutes", "45", "--location", "https://meet.test/1", "--json",
    )  # fmt: skip
    one = outcome.json
    assert outcome.code == 0, outcome.err
    assert (one["on"], one["at"], one["zone"], one["status"]) == ("2026-12-01", "14:30", "Europe/Berlin", "planned")
    assert (one["minutes"], one["people"], one["stage"]) == (45, ["Dana Whitfield"], "interviewing")
    assert timeline(search, "dana") == []


def test_one_that_was_held_is_on_the_timeline_and_undone_in_one_step(search):
    outcome = search(
        "interview", "add", "platform", "--on", "19 nov", "--with", "dana",
        "--challenge", "churn", "--challenge", "on-call", "--concern", "no team led",
        "--question", "who decides?", "--question", "when?", "--chemistry", "dry", "--competition", "close",
        "--advantage", "figures", "--responsibilities", "alerts", "--first-tasks", "cut noise",
        "--went-well", "pace", "--put-off", "rambled", "--next-time", "shorter", "--notes", "they grow",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    assert "Noted: Thu 19 Nov, with Dana Whitfield: Platform Engineer, Northwind Robotics" in outcome.out
    assert "Platform Engineer is at interviewing now" in outcome.out

    (one,) = search("interview", "show", "platform", "--json").json
    assert (one["challenges"], one["concerns"]) == (["churn", "on-call"], ["no team led"])
    assert one["questions"] == "who decides?\nwhen?"
    assert [one[name] for name in ("chemistry", "competition", "advantage", "responsibilities", "first_tasks")] == [
        "dry",
        "close",
        "figures",
        "alerts",
        "cut noise",
    ]
    assert [one[name] for name in ("went_well", "put_off", "next_time", "notes")] == [
        "pace",
        "rambled",
        "shorter",
        "they grow",
    ]
    assert [row["channel"] for row in timeline(search, "dana")] == ["meeting"]

    assert "Undone: Interview for Platform Engineer" in search("undo").out
    assert search("interview", "list", "--json").json == search("concerns", "--json").json == []
    assert timeline(search, "dana") == []
    search("redo")
    assert len(search("concerns", "--json").json) == 3


def test_the_day_is_read_as_past_for_what_was_held_and_as_to_come_otherwise(search):
    assert search("interview", "add", "platform", "--on", "tue", "--held", "--json").json["on"] == "2026-11-17"
    assert search("interview", "add", "platform", "--on", "tue", "--json").json["on"] == "2026-11-24"


def test_questions_can_be_prepared_for_one_that_is_ahead(search):
    search("interview", "add", "platform", "--on", "1 dec", "--question", "who decides?")
    assert search("interview", "debrief", "1", "--advantage", "figures").code == 0
    sheet = search("prepare", "platform", "--json").json
    assert (sheet["questions"], sheet["interview"]["status"]) == (["who decides?"], "planned")


def test_the_stage_is_left_when_asked(search):
    assert search("interview", "add", "platform", "--keep-stage", "--json").json["stage"] == "applied"


def test_a_debrief_by_opportunity_and_by_id_adds_and_replaces(search):
    number = search("interview", "add", "platform", "--with", "dana", "--json").json["id"]
    assert search("interview", "debrief", "platform", "--challenge", "churn", "--notes", "a").code == 0
    one = search(
        "interview", "debrief", number, "--challenge", "Churn", "--challenge", "x", "--notes", "b", "--json"
    ).json
    assert (one["challenges"], one["notes"], one["status"]) == (["churn", "x"], "b", "held")


def test_who_said_it_can_be_named(search):
    search(
        "interview",
        "add",
        "platform",
        "--held",
        "--with",
        "dana",
        "--with",
        "sam",
        "--concern",
        "x",
        "--said-by",
        "sam",
    )
    assert [row["said_by"] for row in search("concerns", "--json").json] == ["Sam Lee"]


def test_a_held_one_with_nobody_in_it_says_how_to_name_them(search):
    outcome = search("interview", "add", "platform", "--held")
    assert "interview edit 1 --with" in outcome.err
    assert search("interview", "edit", "1", "--with", "dana").code == 0
    assert len(timeline(search, "dana")) == 1


def test_cancel_edit_and_delete(search):
    search("interview", "add", "platform", "--on", "1 dec", "--with", "dana")
    assert search("interview", "edit", "1", "--on", "2 dec", "--at", "10:00", "--json").json["on"] == "2026-12-02"
    assert search("interview", "cancel", "1", "--json").json["status"] == "cancelled"
    assert search("interview", "edit", "1", "--on", "yesterday", "--held", "--json").json["status"] == "held"
    assert len(timeline(search, "dana")) == 1
    assert search("interview", "delete", "1", typed="n\n").code == 1
    assert search("interview", "delete", "1", "--yes", "--json").json == {"deleted": 1}
    assert timeline(search, "dana") == []


def test_the_list_asks_how_it_was(search):
    assert "interview add" in search("interview", "list").out
    search("interview", "add", "platform", "--planned", "--on", "today", "--with", "dana")
    search("interview", "add", "platform", "--on", "1 dec")
    out = search("interview", "list").out
    assert out.count("how was it?") == 1
    assert [one["id"] for one in search("interview", "list", "--status", "planned", "--json").json] == [2, 1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["add", "zzz"], 1),
        (["add", "platform", "--with", "zzz"], 1),
        (["add", "platform", "--on", "2026-12-01", "--held"], 2),
        (["add", "platform", "--on", "1 dec 2026", "--chemistry", "warm"], 2),
        (["add", "platform", "--on", "soonish"], 2),
        (["add", "platform", "--at", "noonish"], 2),
        (["add", "platform", "--zone", "Atlantis"], 2),
        (["show", "9"], 1),
        (["show", "platform"], 1),
        (["debrief", "platform", "--notes", "x"], 1),
        (["debrief", "platform"], 2),
        (["edit", "9", "--held"], 1),
        (["cancel", "9"], 1),
        (["delete", "9", "--yes"], 1),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(search, arguments, code):
    outcome = search("interview", *arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert outcome.err.strip()
    assert search("interview", "list", "--json").json == []


def test_what_was_said_does_not_reach_the_terminal_raw(search):
    search("interview", "add", "platform", "--held", "--notes", "a\x1b[31mred\nsecond line")
    out = search("interview", "show", "platform").out
    assert "\x1b" not in out
    assert "    second line" in out.splitlines()


# prepare


def test_the_sheet_in_words(search):
    search("proof", "add", "Churn", "halved", "--result", "from 9 to 4 percent")
    search(
        "interview", "add", "platform", "--on", "19 nov", "--with", "dana", "--challenge", "churn in month one",
        "--concern", "no team led", "--chemistry", "dry", "--next-time", "shorter", "--question", "who decides?",
    )  # fmt: skip
    search("interview", "add", "platform", "--on", "1 dec", "--at", "14:30", "--with", "dana")
    out = search("prepare", "platform").out
    for line in (
        "Tue 1 Dec 14:30, with Dana Whitfield: Platform Engineer, Northwind Robotics (in 9 days)",
        "Dana Whitfield · hiring manager · VP Engineering, Northwind Robotics",
        "chemistry: dry",
        "churn in month one (Dana Whitfield)",
        "perhaps Churn halved: both speak of “churn”",
        "no team led (Dana Whitfield)",
        "who decides?",
        "shorter",
        "How do I compare",
        "IF THEY RING WITH A NO",
    ):
        assert line in out


def test_the_sheet_for_scripts(search):
    search("interview", "add", "platform", "--held", "--with", "dana", "--concern", "no team led")
    sheet = search("prepare", "platform", "--json").json
    assert [person["name"] for person in sheet["people"]] == ["Dana Whitfield"]
    assert [row["text"] for row in sheet["concerns"]] == ["no team led"]
    assert (sheet["interview"], sheet["own_time"]) == (None, None)
    assert len(sheet["closing_questions"]) == 2
    assert "1." in sheet["ring_card"]


def test_there_is_no_sheet_of_what_is_not_there(search):
    assert search("prepare", "zzz").code == 1
