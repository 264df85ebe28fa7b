"""brief, what was given and got, and the kind warnings of log and plan."""

from __future__ import annotations

import pytest

from crm.cli.output import cells


@pytest.fixture
def search(people):
    people("edit", "dana", "--set", "phone=work: +49 (0)30 5550100")
    people("opportunity", "add", "Data Analyst", "--employer", "Northwind Robotics", "--with", "dana", "--stage",
           "interviewing", "--on", "2 nov")  # fmt: skip
    people("interview", "add", "data analyst", "--with", "dana", "--on", "10 nov", "--challenge", "too many pilots",
           "--concern", "little robotics", "--notes", "quick and friendly")  # fmt: skip
    people("log", "dana", "--on", "12 nov", "--note", "asked what to build", "--asked", "advice", "--got", "advice")
    people("no", "data analyst", "--on", "20 nov", "--how", "call", "--told-by", "dana", "--rank", "runner-up", "--yes")
    return people


# The call sheet


def test_the_sheet_has_everything_for_the_call(search):
    out = search("brief", "dana").out
    for text in (
        "Dana Whitfield",
        "VP Engineering, Northwind Robotics",
        "said no Fri 20 Nov, runner-up",
        "+49 (0)30 5550100 (work) tel:+49305550100",
        "mailto:dana@northwind.test",
        "WHY NOW",
        "WHAT TO SAY",
        "leave out",
        "Thu 12 Nov: call, reached · asked what to build · asked advice · got advice",
        "quick and friendly",
        "too many pilots (Dana Whitfield)",
        "STILL OPEN",
        "little robotics (Dana Whitfield)",
        "you gave 0, asked 1",
    ):
        assert text in " ".join(out.split()), text


def test_the_sheet_is_readable_at_80_columns(search, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    search("log", "dana", "--note", "word " * 10 + "https://very.long.test/" + "x" * 90 + " 山田" * 10 + "太郎" * 60)
    lines = search("brief", "dana").out.splitlines()
    assert 70 < max(map(cells, lines)) <= 80
    assert not any(line != line.rstrip() for line in lines)


def test_the_sheet_for_scripts(search):
    sheet = search("brief", "dana", "--json").json
    assert sheet["contact"] == "Dana Whitfield"
    assert sheet["plan"]["name"] == "note", "she rang with the no, so the call is done"
    assert (sheet["shown"], sheet["channel"]) == ("2026-11-24", "letter")
    assert sheet["opportunities"][0]["words"] == "said no Fri 20 Nov, runner-up"
    assert set(sheet["prompts"]) == {"opening", "question", "avoid", "voicemail"}
    assert [each["text"] for each in sheet["concerns"]] == ["little robotics"]
    assert (sheet["gave"], sheet["asked"], sheet["flagged"]) == (0, 1, False)
    assert sheet["reach"][0]["link"] == "tel:+49305550100"
    assert sheet["local_time"] is None


def test_the_sheet_of_a_later_step(search):
    (plan,) = search("plans", "--with", "dana", "--json").json
    coffee = next(step for step in plan["steps"] if step["name"] == "coffee")
    sheet = search("brief", "dana", "--step", coffee["id"], "--json").json
    assert (sheet["channel"], sheet["shown"]) == ("meeting", coffee["on"])
    assert search("brief", "sam", "--step", coffee["id"]).code == 1


def test_nobody_and_several_are_said(search):
    search("add", "Dana Other")
    assert search("brief", "zzz").code == 1
    several = search("brief", "dana")
    assert (several.code, several.out) == (2, "")
    assert "Dana Other" in several.err


def test_foreign_text_cannot_act_on_the_terminal(people):
    people("log", "dana", "--note", "x\x1b]52;c;x\x07y\u202ez", "--got", "a\x1b[31mb")
    out = people("brief", "dana").out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_a_long_note_is_cut_in_the_sheet_and_whole_for_scripts(people):
    people("log", "dana", "--note", "word " * 200)
    assert people("brief", "dana").out.count("word") < 100
    assert people("brief", "dana", "--json").json["touches"][0]["note"].count("word") == 200


# Got


def test_what_they_gave_is_kept_shown_and_changed(people):
    touch = people("log", "dana", "--got", "an introduction", "--json").json["id"]
    (row,) = people("show", "dana", "--json").json["timeline"]
    assert row["got"] == "an introduction"
    assert "got: an introduction" in people("show", "dana").out
    assert people("touch", "edit", touch, "--got", "").code == 0
    assert people("show", "dana", "--json").json["timeline"][0]["got"] == ""
    people("undo")
    assert people("show", "dana", "--json").json["timeline"][0]["got"] == "an introduction"


def test_feedback_closes_the_step_that_asks_for_it(search):
    def states():
        (plan,) = search("plans", "--with", "dana", "--json").json
        return {step["name"]: step["state"] for step in plan["steps"]}

    assert states()["feedback"] == "open"
    search("log", "dana", "--got", "honest feedback")
    assert states()["feedback"] == "fell-away"


# Kind warnings


def test_log_warns_after_doing_and_never_asks(people):
    people("log", "dana", "--on", "12 nov")

    outcome = people("log", "dana", "--channel", "email")

    assert outcome.code == 0
    assert outcome.out.startswith("Logged an email to Dana Whitfield")
    assert outcome.err == (
        "Dana Whitfield: you spoke with them on the phone on Thu 12 Nov. "
        "A little room until Thu 3 Dec is kind; you decide.\n"
    )
    assert len(people("show", "dana", "--json").json["timeline"]) == 2


def test_the_warning_is_in_the_json_too(people):
    assert people("log", "dana", "--on", "12 nov", "--json").json["warnings"] == []
    outcome = people("log", "dana", "--json")
    (warning,) = outcome.json["warnings"]
    assert (warning["last_on"], warning["answered"], warning["until"]) == ("2026-11-12", True, "2026-12-03")
    assert warning["words"] in outcome.err


def test_what_they_do_is_never_too_soon(people):
    people("log", "dana", "--on", "12 nov")
    assert people("log", "dana", "--channel", "email", "--direction", "in").err == ""
    assert people("log", "dana", "--channel", "email").err == "", "an answer to what waits"


def test_a_colleague_is_named(people):
    people("add", "Kim Berg", "--employer", "Northwind Robotics", "--role", "peer")
    people("log", "dana", "--on", "18 nov", "--channel", "email")
    assert "you wrote to Dana Whitfield (Northwind Robotics as well) on Wed 18 Nov" in people("log", "kim").err


def test_plan_warns_and_plans_all_the_same(people):
    people("log", "dana", "--on", "12 nov")
    outcome = people("plan", "dana", "25 nov", "coffee", "--json")
    assert outcome.code == 0
    assert outcome.json["item"]["on"] == "2026-11-25"
    assert outcome.json["warnings"][0]["until"] == "2026-12-03"
    assert "A little room until Thu 3 Dec" in outcome.err
    assert people("plan", "dana", "3 dec", "lunch", "--json").json["warnings"] == []


def test_asking_twice_is_flagged_on_the_card(people):
    people("log", "dana", "--on", "1 oct", "--asked", "advice")
    people("log", "dana", "--on", "1 nov", "--asked", "a meeting")
    assert "gave 0, asked 2; asked twice in a row" in people("show", "dana").out
    card = people("show", "dana", "--json").json
    assert (card["gave"], card["asked"], card["flagged"]) == (0, 2, True)
    people("log", "dana", "--gave", "an article")
    assert people("show", "dana", "--json").json["flagged"] is False
