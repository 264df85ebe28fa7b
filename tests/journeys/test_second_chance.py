"""From an interview over the no to the second chance and the offer: by commands, and by keys in the app."""

from __future__ import annotations

import pytest
from search import Search

DANA, SAM, INES = "Dana Whitfield", "Sam Lee", "Inés Gül"


@pytest.fixture
def search(tmp_path, home, monkeypatch):
    return Search(tmp_path, home, monkeypatch)


def test_by_commands_from_the_no_to_the_second_chance(search):
    search.turn_to("2026-11-02")
    assert "3 contacts new" in search.type("import", str(search.people), answers="y")

    # A role, and who has a part in it.
    with search.act():
        said = search.json(
            "opportunity", "add", "Data Analyst", "--employer", "Northwind Robotics",
            "--with", "dana", "--with", "sam", "--stage", "applied",
        )  # fmt: skip
    assert [(each["contact"], each["part"]) for each in said["people"]] == [(DANA, "hiring manager"), (SAM, "hr")]

    # The interview, noted on the way out.
    search.turn_to("2026-11-12")
    with search.act():
        said = search.type(
            "interview", "add", "data analyst", "--with", "dana",
            "--challenge", "on-call is wearing them out", "--challenge", "nobody trusts the sensor data",
            "--concern", "no team led yet",
        )  # fmt: skip
    assert "Data Analyst is at interviewing now" in said
    assert search.ask("opportunity", "show", "data analyst")["stage"] == "interviewing"
    concerns = search.ask("concerns")
    assert sorted((each["kind"], each["text"]) for each in concerns) == [
        ("challenge", "nobody trusts the sensor data"),
        ("challenge", "on-call is wearing them out"),
        ("concern", "no team led yet"),
    ]

    # The no, by HR's e-mail on a Friday: the plan is shown first, and nothing is recorded before the yes.
    search.turn_to("2026-11-20")
    before = search.book()
    search.declined("no", "data analyst", "--told-by", "hr", "--how", "email", "--on", "20 nov")
    assert search.book() == before
    with search.act():
        said = search.type(
            "no", "data analyst", "--told-by", "hr", "--how", "email", "--on", "20 nov",
            "--reason", "somebody with more robotics", answers="y",
        )  # fmt: skip
    assert "logged: an e-mail from Sam Lee, no answer needed" in said
    assert "63.7 %" in said and "56.6 %" in said
    queue = search.queue()
    assert queue[SAM] | {"shown": "2026-11-23", "channel": "email", "purpose": "thank HR for telling you"} == queue[SAM]
    assert queue[DANA] | {"shown": "2026-11-24", "channel": "call", "group": "this-week"} == queue[DANA]
    assert queue[DANA]["why"] and queue[SAM]["why"]

    # Monday: HR is thanked, and that is all for HR for a good while.
    search.turn_to("2026-11-23")
    assert search.queue()[SAM]["group"] == "today"
    with search.act():
        said = search.json("log", "sam", "--channel", "email", "--note", "thank you for telling me")
    assert said["closed"] == 0 and said["contacts"][0]["next"]["due"] > "2027-06-01"

    # Tuesday: the manager does not pick up; again two working days later.
    search.turn_to("2026-11-24")
    assert search.queue()[DANA]["group"] == "today"
    sheet = search.type("brief", "dana")
    assert all(part in sheet for part in ("+1 555 0100", "no team led yet", "nobody trusts the sensor data", "voicemail"))
    with search.act():
        said = search.type("log", "dana", "--channel", "voicemail", "--note", "left my number")
    assert "Logged a voicemail for Dana Whitfield." in said
    assert "next Thu 26 Nov: not reached today: try again" in said
    assert search.queue()[DANA]["asks"] == "retry"

    # Thursday: she answers and says what was missing. The note is next, two working days on; no need to ask again.
    search.turn_to("2026-11-26")
    with search.act():
        said = search.type(
            "log", "dana", "--asked", "what to build", "--got", "feedback", "--note", "analytics on their own data"
        )
    assert "next Mon 30 Nov: a warm note" in said
    assert search.queue()[DANA] | {"shown": "2026-11-30", "channel": "letter"} == search.queue()[DANA]
    assert search.step("feedback")["state"] == "fell-away"

    # The note and the coffee.
    search.turn_to("2026-11-30")
    with search.act():
        said = search.json("log", "dana", "--channel", "letter", "--note", "every good wish to them and the new one")
    assert said["contacts"][0]["next"]["shown"] == "2026-12-04"
    search.turn_to("2026-12-04")
    assert search.queue()[DANA]["channel"] == "meeting"
    with search.act():
        search.json("log", "dana", "--channel", "meeting", "--note", "sensors drift, and nobody has the time")

    # The long part: each step is due on the day that the plan shows, and says why.
    for name, why, more in (
        ("something-useful", "giving before asking", ("--gave", "an article on sensor drift")),
        ("still-here", "whether the new hire works out", ("--note", "still interested; built what you named")),
    ):
        step = search.step(name)
        assert search.queue()[DANA]["shown"] == step["on"] and search.queue()[DANA]["group"] == "later"
        search.turn_to(step["on"])
        row = search.queue()[DANA]
        assert row | {"group": "today", "days_late": 0, "purpose": step["purpose"]} == row
        assert why in row["why"]
        assert step["purpose"] in search.type("queue")
        with search.act():
            search.json("log", "dana", "--channel", "email", *more)
        assert search.step(name)["state"] == "done"
    assert "window open since" in row["why"]  # “still here” falls into it

    # She writes: first she is to be answered, then the plan asks what now.
    search.days_on(13)
    ahead = search.step("keep-in-touch")["on"]
    with search.act():
        said = search.json(
            "log", "dana", "--channel", "email", "--direction", "in", "--note", "the one we took has left"
        )
    assert said["contacts"][0]["next"]["why"] == "they wrote today, your answer is waiting"
    assert search.queue()[DANA]["group"] == "answer"
    assert "replied, and the plan waits" in search.type("plans")
    assert set(search.json("decide", "dana")["choices"]) == {"resume", "rest", "hand-over --to WHO", "end"}
    with search.act():
        search.json("log", "dana", "--channel", "email", "--note", "I would love to talk")
    row = search.queue()[DANA]
    assert row | {"group": "decide", "asks": "reply"} == row and "the plan waits" in row["why"]
    search.days_on(2)
    with search.act():
        said = search.type("decide", "dana", "resume")
    assert "The plan goes on" in said
    assert search.step("keep-in-touch")["on"] >= ahead  # moved by the pause, and placed again
    assert search.queue()[DANA]["asks"] == ""

    # The second chance: the plan is over, the role is under way again.
    search.days_on(1)
    with search.act():
        said = search.json("reopen", "data analyst", "--note", "she asked me back")
    assert said["stage"] == "interviewing"
    assert search.ask("plans") == []
    assert "second chance" in search.type("opportunity", "list")
    stages = [each["stage"] for each in search.ask("opportunity", "show", "data analyst")["history"]]
    assert stages == ["applied", "interviewing", "rejected", "interviewing"]

    # The offer, and yes to it: everybody is in the queue, each with a line of their own.
    search.days_on(8)
    with search.act():
        assert search.json("opportunity", "stage", "data analyst", "offer")["stage"] == "offer"
    search.days_on(2)
    with search.act():
        said = search.json("opportunity", "stage", "data analyst", "accepted")
    assert [each["contact"] for each in said["told"]] == [DANA, INES, SAM]
    queue = search.queue()
    assert {queue[name]["group"] for name in (DANA, INES, SAM)} == {"today"}
    assert "thank them for what they gave on Thu 26 Nov 2026 (feedback)" in queue[DANA]["purpose"]
    assert queue[SAM]["purpose"].startswith("they know: say thank you")
    assert queue[INES]["purpose"] == "they read and listened along the way: tell them, and thank them"
    for name in (DANA, INES, SAM):
        with search.act():
            search.json("done", name)
    assert not {"today", "late", "answer", "decide"} & {row["group"] for row in search.queue().values()}

    search.undo_everything()
    search.is_sound()
