"""plans, decide, and done, skip, move on the steps of a plan: what they change, print, and their exits."""

from __future__ import annotations

import pytest


@pytest.fixture
def search(people):
    """A no from Northwind on Friday, told by HR, with its plan: step 1 is for HR, step 2 the call to Dana."""
    assert people("add", "Inga Holm", "--employer", "Northwind Robotics", "--role", "HR").code == 0
    assert people("opportunity", "add", "Data Analyst", "--employer", "Northwind Robotics", "--with", "dana",
                  "--with", "inga", "--stage", "interviewing", "--on", "2 nov").code == 0  # fmt: skip
    assert people("no", "data analyst", "--told-by", "hr", "--how", "email", "--on", "20 nov", "--yes").code == 0
    return people


def steps(callback, *options):
    (plan,) = callback("plans", *options, "--json").json
    return {step["name"]: step for step in reversed(plan["steps"])}


def next_of(callback, who):
    return callback("show", who, "--json").json["next"]


# Looking


def test_plans_shows_what_runs_with_steps_days_and_shares(search):
    out = search("plans").out
    assert (
        "after the no: Data Analyst, Northwind Robotics (running, from Fri 20 Nov, placed 42 to 65 days apart)" in out
    )
    assert "Tue 24 Nov" in out and "call to say thank you and ask one piece of advice" in out
    assert "63.7" in out and "56.6" in out

    (plan,) = search("plans", "--for", "analyst", "--json").json
    assert (plan["playbook"], plan["status"], plan["placing"]) == ("after the no", "running", "placed")
    assert round(plan["share"], 3) == 0.637
    first = plan["steps"][0]
    assert (first["contact"], first["on"], first["channel"], first["state"]) == (
        "Inga Holm", "2026-11-23", "email", "open",
    )  # fmt: skip
    assert search("plans", "--with", "dana", "--json").json == [plan]
    assert search("plans", "--with", "sam", "--json").json == []


def test_without_a_plan_it_says_how_to_begin_one(people, callback):
    outcome = people("plans")
    assert outcome.code == 0
    assert "callback plans start" in outcome.out
    assert people("plans", "--json").json == []


def test_before_the_first_book_no_plan_runs_and_nothing_is_made(callback, home):
    outcome = callback("plans", "--json")
    assert (outcome.code, outcome.json) == (0, [])
    assert not home.exists()


def test_a_plan_is_looked_up_one_way(search):
    assert search("plans", "--for", "analyst", "--with", "dana").code == 2
    assert search("plans", "--for", "analyst", "end", "1").code == 2
    assert search("plans", "--with", "nobody at all").code == 1


# Beginning and ending


def test_start_shows_the_steps_and_plans_nothing_without_a_yes(people):
    outcome = people("plans", "start", "introduction", "--with", "dana", "--json")
    assert outcome.code == 1
    assert outcome.json["steps"][0]["contact"] == "Dana Whitfield"
    assert "--yes" in outcome.err
    assert people("plans", "--json").json == []

    assert people("plans", "start", "introduction", "--with", "dana", typed="n\n").code == 1
    assert people("plans", "--json").json == []
    said = people("plans", "start", "introduction", "--with", "dana", typed="y\n")
    assert said.code == 0 and "Begun" in said.out and "Mon 23 Nov" in said.err
    assert len(people("plans", "--json").json) == 1


def test_start_for_an_opportunity_takes_what_is_known_of_the_no(search):
    assert search("plans", "end", "1").code == 0
    made = search("plans", "start", "after", "the", "no", "--for", "analyst", "--yes", "--json").json
    assert made["start"] == "2026-11-20"
    assert [step["name"] for step in made["steps"][:2]] == ["thank-hr", "call"]

    assert search("undo").code == 0
    assert search("plans", "--json").json == []
    assert search("redo").code == 0
    assert len(search("plans", "--json").json) == 1


def test_start_can_be_plain_and_on_a_day(search):
    search("plans", "end", "1")
    options = ("--for", "analyst", "--plain", "--on", "2026-11-16", "--yes", "--json")
    made = search("plans", "start", "after the no", *options).json
    assert (made["start"], made["placing"]) == ("2026-11-16", "plain")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["introduction"], 2),
        (["introduction", "--with", "zzz"], 1),
        (["no such playbook", "--with", "dana"], 1),
        (["after the no", "--for", "zzz"], 1),
        (["--with", "dana"], 2),
    ],
)
def test_start_needs_a_playbook_and_somebody(people, arguments, code):
    assert people("plans", "start", *arguments, "--yes").code == code
    assert people("plans", "--json").json == []


def test_an_opportunity_with_nobody_in_it_is_refused(people):
    people("opportunity", "add", "Analyst", "--employer", "Nobody There")
    outcome = people("plans", "start", "after the no", "--for", "analyst", "--yes")
    assert outcome.code == 2
    assert "needs somebody" in outcome.err


def test_end_ends_it_and_undo_lets_it_run_on(search):
    assert search("plans", "end", "1", "--json").json["status"] == "ended"
    assert search("plans", "--json").json == []
    assert search("plans", "end", "1").code == 1
    assert search("plans", "end", "99").code == 1
    search("undo")
    assert len(search("plans", "--json").json) == 1


def test_place_makes_it_plain_and_placed_again(search):
    placed = {name: step["on"] for name, step in steps(search).items()}
    plain = search("plans", "place", "1", "plain", "--json").json
    assert plain["placing"] == "plain"
    assert {name: step["on"] for name, step in steps(search).items()} != placed
    again = search("plans", "place", "1", "placed", "--least", "50", "--most", "70", "--json").json
    assert (again["placing"], again["least"], again["most"]) == ("placed", 50, 70)
    assert search("plans", "place", "1", "placed", "--least", "80", "--most", "70").code == 2
    assert "placed 50 to 70 days apart" in search("plans").out


# One step


def test_step_moves_edits_skips_and_finishes(search):
    found = steps(search)
    moved = search("plans", "step", found["call"]["id"], "--on", "wed", "--json").json
    assert (moved["on"], moved["pinned"], moved["state"]) == ("2026-11-25", True, "open")
    edited = search("plans", "step", found["note"]["id"], "-c", "email", "--purpose", "a warm line", "--json").json
    assert (edited["channel"], edited["purpose"]) == ("email", "a warm line")
    assert search("plans", "step", found["feedback"]["id"], "--skip", "--json").json["state"] == "skipped"
    assert search("plans", "step", found["thank-hr"]["id"], "--done", "--json").json["state"] == "done"
    assert search("plans", "step", found["thank-hr"]["id"], "--done").code == 1
    for _ in range(4):
        assert search("undo").code == 0
    assert steps(search) == found


@pytest.mark.parametrize(
    "options", [[], ["--skip", "--done"], ["--on", "wed", "--channel", "call"], ["--channel", "pigeon"]]
)
def test_step_takes_one_thing_at_a_time(search, options):
    assert search("plans", "step", "2", *options).code == 2


def test_a_step_that_is_not_there_is_exit_1(search):
    assert search("plans", "step", "999", "--skip").code == 1


def test_done_skip_and_move_act_on_the_step_that_is_due(search):
    found = steps(search)
    assert next_of(search, "dana")["shown"] == "2026-11-24"

    moved = search("move", "dana", "wed", "--json").json
    assert (moved["step"]["id"], moved["next"]["shown"]) == (found["call"]["id"], "2026-11-25")
    done = search("done", "dana", "--json").json
    assert (done["step"]["id"], done["step"]["state"]) == (found["call"]["id"], "done")
    skipped = search("skip", "dana", "--json").json
    assert (skipped["step"]["id"], skipped["step"]["state"]) == (found["note"]["id"], "skipped")
    assert steps(search)["feedback"]["state"] == "open"
    for _ in range(3):
        search("undo")
    assert steps(search) == found


@pytest.mark.parametrize("verb", [["done"], ["skip"], ["move"]])
def test_a_later_step_is_picked_by_its_id(search, verb):
    coffee = steps(search)["coffee"]["id"]
    when = ["9 dec"] if verb == ["move"] else []
    assert search(*verb, "dana", *when, "--step", coffee, "--json").json["step"]["id"] == coffee
    assert search(*verb, "inga", *when, "--step", coffee).code == 1
    assert search(*verb, "dana", *when, "--step", "999").code == 1
    assert steps(search)["call"]["state"] == "open"


def test_a_typed_date_beside_a_plan_is_picked_by_its_id(search):
    item = search("plan", "dana", "1 dec", "send the article", "--json").json["item"]["id"]
    assert search("done", "dana", "--id", item, "--json").json["item"]["status"] == "done"
    assert steps(search)["call"]["state"] == "open"


def test_the_step_of_a_plan_has_no_time_of_day(search):
    outcome = search("move", "dana", "wed 9:30")
    assert outcome.code == 2
    assert "no time" in outcome.err


# Deciding


def replied(search):
    search("log", "dana", "--channel", "email", "--direction", "in")
    search("answered", "dana")
    return search


def test_after_a_reply_the_row_asks_and_the_queue_says_what(search):
    replied(search)
    row = next(row for row in search("queue", "--json").json if row["contact"] == "Dana Whitfield")
    assert (row["group"], row["asks"]) == ("decide", "reply")
    assert "TO DECIDE" in search("queue").out
    for verb in ("done", "skip"):
        outcome = search(verb, "dana")
        assert (outcome.code, outcome.out) == (1, "")
        assert "callback decide" in outcome.err and "resume" in outcome.err
    asked = search("decide", "dana", "--json").json
    assert (asked["asks"], next(iter(asked["choices"]))) == ("reply", "resume")
    assert "replied, and the plan waits" in search("decide", "dana").out


def test_resume_lets_the_plan_go_on_and_undo_asks_again(search):
    replied(search)
    assert search("decide", "dana", "resume", "--json").json["decided"] == "resume"
    assert next_of(search, "dana")["shown"] == "2026-11-24"
    assert search("decide", "dana", "resume").code == 1
    search("undo")
    assert search("decide", "dana").code == 0


def test_continue_goes_on_whatever_was_asked(search):
    replied(search)
    assert search("decide", "dana", "continue").code == 0
    assert search("decide", "dana").code == 1
    assert steps(search)["call"]["state"] == "open"


def test_rest_and_end(search):
    replied(search)
    assert search("decide", "dana", "rest").code == 0
    assert next_of(search, "dana")["shown"] >= "2027-05-22"
    search("undo")
    assert search("decide", "dana", "end").code == 0
    assert steps(search)["call"]["state"] == "ended"


def test_hand_over_gives_what_is_open_to_somebody_else(search):
    replied(search)
    outcome = search("decide", "dana", "hand-over", "--to", "sam", "--json")
    assert outcome.json["contact"] == "Sam Lee"
    assert steps(search)["call"]["contact"] == "Sam Lee"
    assert search("decide", "sam", "hand-over", "--to", "inga").code == 2, "she has a plan already"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["dana", "hand-over"], 2),
        (["dana", "resume", "--to", "sam"], 2),
        (["dana", "perhaps"], 2),
        (["sam", "hand-over", "--to", "dana"], 1),
        (["dana", "rest"], 1),
        (["dana"], 1),
        (["zzz", "rest"], 1),
    ],
)
def test_what_cannot_be_decided_is_said(search, arguments, code):
    assert search("decide", *arguments).code == code


def test_after_three_tries_without_an_answer(people):
    for day in ("2 nov", "3 nov", "4 nov"):
        people("log", "dana", "--channel", "voicemail", "--on", day)
    asked = people("decide", "dana", "--json").json
    assert asked["asks"] == "streak"
    assert list(asked["choices"]) == ["rest", "continue", "end"], "without a plan there is none to hand over"
    assert people("done", "dana").code == 1
    assert people("decide", "dana", "end").code == 0
    assert next_of(people, "dana")["why"] == "no cadence"


def test_after_a_change_of_employer(search):
    search("edit", "dana", "--set", "employer=Kestrel Health")
    asked = search("decide", "dana", "--json").json
    assert (asked["asks"], list(asked["choices"])) == ("moved", ["follow", "hand-over --to WHO", "end"])
    assert "changed employer" in search("done", "dana").err
    assert search("decide", "dana", "resume").code == 1, "that is for a reply"
    assert search("decide", "dana", "follow").code == 0
    assert next_of(search, "dana")["shown"] == "2026-11-24"


def test_a_letter_that_has_rested_is_sent_or_read_not_done(people):
    assert people("letter", "new", "dana", "--kind", "keep-in-touch").code == 0
    assert people("letter", "finish", "dana", "--early").code == 0
    for verb in ("done", "skip"):
        outcome = people(verb, "dana")
        assert outcome.code == 1
        assert "callback letter sent" in outcome.err


def test_news_are_told_one_by_one(people):
    assert people("news", "I finished the course", "--yes").code == 0
    rows = [row for row in people("queue", "--json").json if row["contact"] == "Dana Whitfield"]
    assert rows
    assert people("done", "dana", "--json").json["item"]["kind"] == "news"


# What other verbs say of it


def test_show_says_the_part_the_step_and_the_window(search):
    out = search("show", "dana").out
    assert "plan " in out and "step 2 of 16: call (Data Analyst)" in out
    assert "hiring manager · Data Analyst, Northwind Robotics · said no Fri 20 Nov" in out
    assert "window  opens Fri 8 Jan" in out


def test_the_queue_has_the_step_for_scripts(search):
    row = next(row for row in search("queue", "--json").json if row["contact"] == "Dana Whitfield")
    assert (row["step"], row["window_since"], row["asks"]) == (steps(search)["call"]["id"], None, "")
