"""From an interview over the no to the second chance and the offer: by commands, and by keys in the app."""

from __future__ import annotations

import pytest
from search import DANA, INES, SAM, Search


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
    assert all(
        part in sheet for part in ("+1 555 0100", "no team led yet", "nobody trusts the sensor data", "voicemail")
    )
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


# -- by keys in the app


def test_by_keys_in_the_app_from_the_no_to_the_second_chance(search):
    search.turn_to("2026-11-02")
    search.type("import", str(search.people), answers="y")
    with search.app() as app:
        add_opportunity(search, app)
    note_interview(search, 120, 36)
    record_no(search, 120, 36)
    thank_hr_and_call(search, 120, 36)

    # Thursday: she answers and says what was missing; that is logged with what it was asked for and what it gave.
    search.turn_to("2026-11-26")
    with search.app() as app:
        app.wait_word("TODAY", "not reached 2 days ago")
        with search.act():
            open_log(app, DANA, "analytics on their own data")
            app.wait_for("they gave")
            app.press("tab", "feedback")
            app.wait_for("they gave   feedback")
            app.press("f6")
            app.wait_for("you asked")
            app.press("tab", "what to build")
            app.wait_for("you asked   what to build")
            save_log(app, f"{DANA}: next Mon 30 Nov, a warm note")
        app.press("p")
        app.wait_for(f"The plan with {DANA}", "3 of 16 behind you", "not needed")
        assert any("Mon 30 Nov" in line and "letter" in line and "next" in line for line in app.lines)
        assert any("Thu 26 Nov" in line and "call" in line and "done" in line for line in app.lines)
        back_home(app)
    assert search.step("feedback")["state"] == "fell-away"

    # The note and the coffee, and then the long part: due on the day that the plan shows, with the reason.
    search.turn_to("2026-11-30")
    with search.app() as app, search.act():
        app.wait_word("TODAY", "letter")
        log(app, DANA, "every good wish to them and the new one", f"{DANA}: next Fri 4 Dec, invite to a coffee")
    search.turn_to("2026-12-04")
    with search.app() as app, search.act():
        app.wait_word("TODAY", "meeting")
        log(app, DANA, "sensors drift, and nobody has the time", f"{DANA}: next Tue 5 Jan, send something useful")
    search.turn_to(search.step("something-useful")["on"])
    with search.app() as app, search.act():
        app.wait_for("send something useful", "giving before asking")
        open_log(app, DANA, "thought of them")
        app.press("f6")
        app.wait_for("they gave")
        app.press("an article on sensor drift")
        app.wait_for("you gave    an article on sensor drift")
        save_log(app, f"{DANA}: next Tue 16 Feb, a short note that you are still")
    search.turn_to(search.step("still-here")["on"])
    with search.app() as app:
        app.wait_for("by now it shows whether the new hire", "open since", "you gave 1, asked 1")
        app.press("b")
        app.wait_for(
            f"Call sheet · {DANA}", "step 7 of 16: still here", "no team led yet", "an article on sensor drift"
        )
        with search.act():
            log(app, DANA, "still interested; built what you named", f"{DANA}: next Tue 30 Mar, ask a small piece of")
        back_home(app)

    # She writes: first she is to be answered, then the plan asks what now.
    search.days_on(13)
    with search.app() as app:
        with search.act():
            open_log(app, DANA, "")
            choose(app, "alt+y", "they did")
            choose(app, "alt+e", "email")
            app.press("the one we took has left")
            app.wait_for("•replied", "the one we took has left")
            save_log(app, f"{DANA}: next Wed 3 Mar, answer")
        app.wait_for("TO ANSWER", "they wrote today, your answer is waiting")
        app.press("p")
        app.wait_for(f"{DANA} replied (on Mon 1 Mar): the plan waits for your decision")
        back_home(app)
        with search.act():
            log(app, DANA, "I would love to talk", "they replied today, the plan waits: what now? d opens the choices")
        app.wait_for("TO DECIDE", "they replied", "1 to decide")
    search.days_on(2)
    with search.app() as app:
        app.wait_for("TO DECIDE", "they replied 2 days ago")
        app.press("d")
        app.wait_for(f"Decide · {DANA}", "The open steps move by 2 days; the placed ones are placed again.")
        with search.act():
            app.press("g")
            app.wait_gone("Decide ·")
            app.wait_for(f"Going on: {DANA}; next Tue 30 Mar", "nothing due")

    # The second chance.
    search.days_on(1)
    with search.app() as app:
        app.press("o")
        app.wait_for("0 under way · 1 waiting", "said no")
        app.press("R")
        app.wait_for("Second chance · Data Analyst", "•the same role", "•interviewing")
        with search.act():
            app.press("tab", "tab", "tab", "she asked me back", "enter")
            app.wait_gone("Second chance · Data Analyst")
            app.wait_for("1 under way", "second chance", "A second chance: Data Analyst, Northwind Robotics")
        back_home(app)
        app.wait_for("interviewing since Thu 4 Mar")
        app.press("p")
        app.wait_for("has ended")
        assert not any(line.rstrip(" │").endswith("next") for line in app.lines)
        back_home(app)

    # The offer, and yes to it: everybody it concerns, then the queue.
    search.days_on(8)
    with search.app() as app:
        app.press("o")
        app.wait_for("1 under way")
        app.press("m")
        app.wait_for("Move · Data Analyst", "interviewing since Thu 4 Mar")
        choose(app, "alt+o", "offer")
        with search.act():
            app.press("enter")
            app.wait_gone("Move · Data Analyst")
            app.wait_for("Data Analyst: offer;")
        back_home(app)
    search.days_on(2)
    with search.app() as app:
        app.press("o")
        app.wait_for("1 under way", "offer 1")
        with search.act():
            app.press(">")
            app.wait_for("Landed · Data Analyst at Northwind Robotics", "3 people to tell", DANA, SAM, INES)
            app.wait_for("thank them for what they gave on Thu 26 Nov 2026 (feedback)", "they know: say thank you")
            assert search.ask("opportunity", "show", "data analyst")["stage"] == "offer"  # nothing is written yet
            app.press("enter")
            app.wait_for("3 people to tell; the queue has them")
        back_home(app)
        app.wait_for("3 today")
        for name, left in ((DANA, "2 today"), (SAM, "1 today"), (INES, "nothing due")):
            with search.act():
                app.press("d")
                app.wait_for(f"Done: {name}", left)
    assert search.ask("opportunity", "show", "data analyst")["stage"] == "accepted"

    # Every act is taken back by one key, down to the book of the first day.
    with search.app() as app:
        search.undo_everything(app)
    search.is_sound()


def test_by_keys_at_80_columns_from_the_interview_to_the_second_call(search):
    search.turn_to("2026-11-02")
    search.type("import", str(search.people), answers="y")
    with search.app(80, 24) as app:
        add_opportunity(search, app)
    note_interview(search, 80, 24)
    record_no(search, 80, 24)
    thank_hr_and_call(search, 80, 24)
    with search.app(80, 24) as app:
        search.undo_everything(app)
    search.is_sound()


def add_opportunity(search, app):
    app.press("o")
    app.wait_for("No opportunities yet.")
    app.press("n")
    app.wait_for("New opportunity", "the role, as the posting calls it")
    with search.act():
        app.press("Data Analyst", "tab", "Northwind Robotics", "tab", f"{DANA}, {SAM}", "tab", "a")
        app.wait_for("•applied")
        app.press("enter")
        app.wait_gone("New opportunity")
        app.wait_for("1 under way", "Added: Data Analyst, applied")
    back_home(app)
    found = search.ask("opportunity", "show", "data analyst")
    assert [(each["contact"], each["part"]) for each in found["people"]] == [(DANA, "hiring manager"), (SAM, "hr")]


def note_interview(search, columns, rows):
    """On the way out of it: two challenges, a concern; what follows is offered and left for now."""
    search.turn_to("2026-11-12")
    with search.app(columns, rows) as app:
        go_to(app, DANA)
        app.press("I")
        app.wait_for("Interview · Data Analyst", "•held", "challenges")
        with search.act():
            app.press("on-call is wearing them out", "enter", "nobody trusts the sensor data", "tab", "no team led yet")
            app.wait_for("nobody trusts the sensor data", "no team led yet")
            app.press("f2")
            app.wait_for("Noted, and what now", "1 concern is open.", "after an interview")
            app.press("escape")
            app.wait_gone("Noted, and what now")
        app.press("K")
        app.wait_for("1 concern and 2 challenges open", "no team led yet", "on-call is wearing them out")
        back_home(app)


def record_no(search, columns, rows):
    """HR's e-mail on a Friday: the form, the plan before it begins, and back in between with nothing lost."""
    search.turn_to("2026-11-20")
    with search.app(columns, rows) as app:
        before = search.book()
        go_to(app, DANA)
        app.press("r")
        app.wait_for("They said no", "Data Analyst, Northwind Robotics", "who told")
        choose(app, "alt+h", "HR")
        choose(app, "alt+e", "email")
        app.press("somebody with more robotics")
        app.wait_for("somebody with more robotics")
        app.press("enter")
        app.wait_for("A no · Data Analyst, Northwind Robotics", "nothing is kept before Enter")
        app.wait_for("logged with it: an e-mail from Sam Lee, no answer needed", "Mon 23 Nov", "Tue 24 Nov")
        app.wait_for("meets 64 % of the moments; evenly 57 %")
        assert search.book() == before
        app.press("escape")
        app.wait_for("They said no", "•HR", "•email", "somebody with more robotics")
        app.press("enter")
        app.wait_for("nothing is kept before Enter", "thank HR for te")
        with search.act():
            app.press("enter")
            app.wait_gone("nothing is kept before Enter")
            app.wait_for("The no is recorded; next: Mon 23 Nov, thank HR for telling you")
        app.press("3")
        app.wait_word("THIS WEEK", "email, Mon 23 Nov", "call, Tue 24 Nov")
    queue = search.queue()
    assert queue[SAM] | {"shown": "2026-11-23", "channel": "email"} == queue[SAM]
    assert queue[DANA] | {"shown": "2026-11-24", "channel": "call"} == queue[DANA]


def thank_hr_and_call(search, columns, rows):
    """Monday HR is thanked; on Tuesday the manager does not pick up, and is tried again on Thursday."""
    search.turn_to("2026-11-23")
    with search.app(columns, rows) as app, search.act():
        app.wait_word("TODAY", SAM, "thank HR for telling you")
        log(app, SAM, "thank you for telling me", f"{SAM}: next Fri 16 Jul")
    search.turn_to("2026-11-24")
    with search.app(columns, rows) as app:
        app.wait_word("TODAY", DANA, "call to say thank you")
        app.press("b")
        app.wait_for(f"Call sheet · {DANA}", "+1 555 0100", "WHAT TO SAY")
        back_home(app)
        with search.act():
            open_log(app, DANA, "")
            choose(app, "alt+v", "voicemail")
            app.press("left my number")
            app.wait_for("•no answer", "left my number")
            save_log(app, f"{DANA}: next Thu 26 Nov")
        app.wait_for("call, Thu 26 Nov", "not reached today: try again")
    assert search.queue()[DANA] | {"shown": "2026-11-26", "asks": "retry"} == search.queue()[DANA]


def go_to(app, name):
    """To a person through the filter."""
    app.press("/")
    app.press(name.lower())
    app.wait_for("1 of 3")
    app.press("enter")
    app.wait_for(name)


def choose(app, key, label):
    """A chip by its letter, without leaving the field; the terminal needs to tell alt from Esc before the next key."""
    app.press(key)
    app.wait_for(f"•{label}")


def open_log(app, name, note):
    app.press("l")
    app.wait_for(f"Log · {name}")
    app.press(note)
    app.wait_for(note)


def save_log(app, said):
    app.press("enter")
    app.wait_gone("Log ·")
    app.wait_for(said)


def log(app, name, note, said):
    open_log(app, name, note)
    save_log(app, said)


def back_home(app):
    """Esc, until the home screen is there."""
    app.press("escape")
    app.wait_for("Callback · my search")
