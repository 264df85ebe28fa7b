"""log, plan, move, done, skip …: what they change, what they print, and their exits."""

from __future__ import annotations

import pytest


def timeline(callback, who):
    return callback("show", who, "--json").json["timeline"]


def next_of(callback, who):
    return callback("show", who, "--json").json["next"]


# Logging


@pytest.mark.parametrize(
    ("options", "logged"),
    [
        ([], ("call", "out", "reached")),
        (["--channel", "voicemail"], ("voicemail", "out", "no-answer")),
        (["--channel", "email"], ("email", "out", "sent")),
        (["--channel", "letter"], ("letter", "out", "sent")),
        (["--channel", "message"], ("message", "out", "sent")),
        (["--channel", "meeting"], ("meeting", "out", "reached")),
        (["--channel", "event"], ("event", "out", "reached")),
        (["--channel", "other"], ("other", "out", "reached")),
        (["--channel", "email", "--direction", "in"], ("email", "in", "replied")),
        (["--direction", "in"], ("call", "in", "replied")),
        (["--outcome", "no-answer"], ("call", "out", "no-answer")),
    ],
)
def test_log_takes_the_usual_outcome_unless_told(people, options, logged):
    outcome = people("log", "dana", *options, "--json")

    (touch,) = timeline(people, "dana")
    assert outcome.code == 0
    assert (touch["channel"], touch["direction"], touch["outcome"]) == logged
    assert outcome.json["outcome"] == logged[2]
    assert outcome.json["id"] == touch["id"]


def test_log_moves_the_next_date_and_undo_moves_it_back(people):
    before = next_of(people, "dana")

    out = people("log", "dana", "--on", "12 nov").out
    assert "Dana Whitfield: next Tue 12 Jan" in out
    assert next_of(people, "dana")["shown"] == "2027-01-12"

    assert "Undone: Log a call with Dana Whitfield" in people("undo").out
    assert next_of(people, "dana") == before
    assert people("redo").code == 0
    assert next_of(people, "dana")["shown"] == "2027-01-12"


def test_one_touch_with_several_people(people):
    result = people("log", "dana", "sam", "--channel", "meeting", "--gave", "an intro", "--json").json

    assert [line["contact"] for line in result["contacts"]] == ["Dana Whitfield", "Sam Lee"]
    assert timeline(people, "dana")[0]["id"] == timeline(people, "sam")[0]["id"] == result["id"]


def test_somebody_named_twice_is_in_it_once(people):
    assert len(people("log", "dana", "whitfield", "--json").json["contacts"]) == 1


def test_one_of_several_unknown_and_nothing_is_logged(people):
    assert people("log", "dana", "zzz").code == 1
    assert timeline(people, "dana") == []


def test_promises_of_both_sides(people):
    people("log", "dana", "--promise", "sat 5 dec", "--promise-text", "send the article")
    assert next_of(people, "dana")["shown"] == "2026-12-05"

    people("log", "sam", "--they-promised", "2026-12-01")
    assert next_of(people, "sam")["shown"] == "2026-12-03"


@pytest.mark.parametrize("verb", [["log", "dana"], ["touch", "edit", "1"]])
def test_a_touch_in_the_future_is_refused_and_plan_is_offered(people, verb):
    people("log", "dana")

    outcome = people(*verb, "--on", "tomorrow")

    assert (outcome.code, outcome.out) == (2, "")
    assert "still to come" in outcome.err
    assert len(timeline(people, "dana")) == 1


def test_log_offers_plan_for_a_day_to_come(people):
    assert "callback plan" in people("log", "dana", "--on", "2026-12-01").err


def test_a_date_that_can_be_read_in_two_ways_is_refused_with_both(people):
    outcome = people("log", "dana", "--on", "03/04")

    assert outcome.code == 2
    assert "3 April" in outcome.err and "4 March" in outcome.err


@pytest.mark.parametrize("option", ["--channel", "--direction", "--outcome"])
def test_an_unknown_choice_is_bad_usage_and_lists_the_choices(people, option):
    outcome = people("log", "dana", option, "pigeon")
    assert outcome.code == 2
    assert "pigeon" in outcome.err


# What was logged, put right


def test_touch_edit_changes_only_what_is_given(people):
    touch = people("log", "dana", "--note", "first", "--gave", "an intro", "--json").json["id"]

    assert people("touch", "edit", touch, "--note", "second", "--on", "yesterday").code == 0

    (row,) = timeline(people, "dana")
    assert (row["note"], row["on"], row["channel"]) == ("second", "2026-11-21", "call")


def test_touch_edit_of_the_channel_takes_its_usual_outcome(people):
    touch = people("log", "dana", "--json").json["id"]
    people("touch", "edit", touch, "--channel", "letter")
    assert timeline(people, "dana")[0]["outcome"] == "sent"


def test_touch_edit_clears_a_note_with_an_empty_one(people):
    touch = people("log", "dana", "--note", "first", "--json").json["id"]
    people("touch", "edit", touch, "--note", "")
    assert timeline(people, "dana")[0]["note"] == ""


def test_touch_edit_needs_something_to_change(people):
    people("log", "dana")
    assert people("touch", "edit", "1").code == 2


def test_touch_delete_takes_it_from_everybody_in_it(people):
    touch = people("log", "dana", "sam", "--json").json["id"]

    assert people("touch", "delete", touch).code == 0

    assert timeline(people, "dana") == timeline(people, "sam") == []
    people("undo")
    assert len(timeline(people, "sam")) == 1


@pytest.mark.parametrize("act", [["delete"], ["edit", "--note", "x"]])
def test_a_touch_that_is_not_there_is_exit_1(people, act):
    assert people("touch", act[0], "99", *act[1:]).code == 1


# Planning


def test_plan_with_a_time_and_a_purpose_of_several_words(people):
    item = people("plan", "dana", "1 dec 14:00", "coffee", "with", "her", "-c", "meeting", "--json").json["item"]

    assert (item["on"], item["at"], item["purpose"]) == ("2026-12-01", "14:00", "coffee with her")
    assert (item["channel"], item["status"]) == ("meeting", "open")
    assert next_of(people, "dana")["shown"] == "2026-12-01"


@pytest.mark.parametrize(
    "arguments", [["dana"], ["dana", "tomorrow"], ["dana", "tomorrow", " "], ["dana", "soonish", "x"]]
)
def test_plan_needs_a_date_and_a_purpose(people, arguments):
    assert people("plan", *arguments).code == 2


def test_move_keeps_the_time_of_day_unless_a_new_one_is_given(people):
    people("plan", "dana", "1 dec 14:00", "coffee")

    assert people("move", "dana", "2 dec", "--json").json["item"]["at"] == "14:00"
    item = people("move", "dana", "3 dec 9:30", "--json").json["item"]
    assert (item["on"], item["at"]) == ("2026-12-03", "09:30")


def test_cancel_takes_it_away(people):
    before = next_of(people, "dana")
    people("plan", "dana", "tomorrow", "ask")

    assert people("cancel", "dana", "--json").json["item"]["status"] == "cancelled"
    assert next_of(people, "dana") == before


def test_a_date_may_count_back(people):
    people("plan", "dana", "tomorrow", "ask")
    moved = people("move", "dana", "-3d", "--json").json["item"]
    assert people("move", "--json", "--id", moved["id"], "dana", "-3d").json["item"] == moved
    assert people("plan", "sam", "-1w", "coffee", "-c", "meeting", "--json").json["item"]["channel"] == "meeting"
    assert people("move", "dana", "-3d", "--help").code == 0


def test_a_snooze_that_counts_back_is_told_that_it_is_not_ahead(people):
    assert "is not ahead" in people("snooze", "dana", "-3d").err


@pytest.mark.parametrize("verb", [["move", "dana"], ["plan", "dana"], ["snooze", "dana"]])
def test_an_option_there_is_none_of_is_no_date(people, verb):
    assert "No such option" in people(*verb, "tomorrow", "--jsn").err


@pytest.mark.parametrize("verb", [["move", "dana", "tomorrow"], ["cancel", "dana"]])
def test_with_nothing_planned_there_is_nothing_to_move_or_cancel(people, verb):
    assert people(*verb).code == 1


@pytest.mark.parametrize("verb", ["move", "cancel", "done", "skip"])
def test_several_open_items_are_listed_and_id_picks(people, verb):
    first = people("plan", "dana", "1 dec", "ask", "--json").json["item"]["id"]
    second = people("plan", "dana", "8 dec", "coffee", "--channel", "meeting", "--json").json["item"]["id"]
    date = ["9 dec"] if verb == "move" else []

    outcome = people(verb, "dana", *date)

    assert (outcome.code, outcome.out) == (2, "")
    assert f"{first}  Tue 1 Dec: ask" in outcome.err
    assert f"{second}  Tue 8 Dec, meeting: coffee" in outcome.err

    assert people(verb, "dana", *date, "--id", second, "--json").json["item"]["id"] == second
    assert people(verb, "dana", *date, "--id", "999").code == 1


def test_the_id_of_somebody_elses_item_is_not_taken(people):
    item = people("plan", "sam", "1 dec", "ask", "--json").json["item"]["id"]
    assert people("cancel", "dana", "--id", item).code == 1


# Done, skip


def test_done_finishes_what_was_planned_without_moving_the_anchor(people):
    people("log", "dana", "--on", "12 nov")
    people("plan", "dana", "tomorrow", "ask")

    assert people("done", "dana", "--json").json["item"]["status"] == "done"
    assert next_of(people, "dana")["shown"] == "2027-01-12"


def test_done_on_a_cadence_row_asks_to_log(people):
    outcome = people("done", "dana")
    assert outcome.code == 1
    assert "callback log" in outcome.err
    assert timeline(people, "dana") == []

    assert people("done", "dana", typed="n\n").code == 1
    assert timeline(people, "dana") == []

    assert people("done", "dana", typed="y\n").code == 0
    assert timeline(people, "dana")[0]["outcome"] == "reached"


def test_done_acts_on_the_cadence_when_that_is_due_before_the_planned_date(people):
    people("edit", "dana", "--set", "cadence=1 week")
    people("log", "dana", "--on", "1 nov")
    people("plan", "dana", "+60d", "ask")

    assert people("done", "dana").code == 1
    assert people("skip", "dana").code == 0
    assert next_of(people, "dana")["shown"] == "2026-11-30"


def test_skip_on_a_cadence_row_runs_on_from_today(people):
    people("log", "dana", "--on", "1 sep")

    assert people("skip", "dana").code == 0

    assert next_of(people, "dana")["shown"] == "2027-01-22"


def test_skip_on_a_planned_row_skips_it(people):
    people("plan", "dana", "tomorrow", "ask")
    assert people("skip", "dana", "--json").json["item"]["status"] == "skipped"


def test_skip_on_a_row_to_answer_needs_no_answer(people):
    people("log", "dana", "--channel", "email", "--direction", "in")
    assert people("skip", "dana").code == 0
    assert next_of(people, "dana")["why"] == "in touch today"


@pytest.mark.parametrize("verb", ["done", "skip"])
def test_with_nothing_due_there_is_nothing_to_do(people, verb):
    people("edit", "dana", "--set", "cadence=none")
    assert people(verb, "dana").code == 1


# Snooze, answers


def test_snooze_until_a_day_and_awake_again(people):
    before = next_of(people, "dana")

    assert people("snooze", "dana", "1 mar", "--json").json["until"] == "2027-03-01"
    assert next_of(people, "dana")["shown"] == "2027-03-01"

    assert people("snooze", "dana", "off").code == 0
    assert next_of(people, "dana") == before
    assert people("snooze", "dana", "off").code == 1


@pytest.mark.parametrize("day", ["today", "yesterday", "2026-02-30", "whenever"])
def test_snooze_needs_a_day_to_come(people, day):
    assert people("snooze", "dana", day).code == 2


def test_answered_closes_the_one_thing_that_waits(people):
    people("log", "dana", "--channel", "email", "--direction", "in")
    assert people("answered", "dana", "--json").json["answered"] == 1
    assert people("answered", "dana").code == 1


def test_answered_lists_several_and_id_or_all_picks(people):
    first = people("log", "dana", "--channel", "email", "--direction", "in", "--on", "12 nov", "--json").json["id"]
    second = people("log", "dana", "--channel", "letter", "--direction", "in", "--json").json["id"]

    outcome = people("answered", "dana")
    assert outcome.code == 2
    assert f"{first}  Thu 12 Nov, email from them" in outcome.err
    assert f"{second}  Sun 22 Nov, letter from them" in outcome.err

    assert people("answered", "dana", "--id", "99").code == 1
    assert people("answered", "dana", "--id", first, "--json").json["answered"] == 1
    people("undo")
    assert people("answered", "dana", "--all", "--json").json["answered"] == 2


# Undo


def test_nothing_to_undo_or_redo_is_exit_1(people):
    for _ in range(3):
        assert people("undo").code == 0
    assert people("undo").code == 1
    assert people("undo", "--json").out == ""
    assert people("redo", "--json").json == {"redone": "Add Dana Whitfield"}
    people("log", "dana")
    assert people("redo").code == 1
