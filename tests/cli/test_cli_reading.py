"""queue, contacts, show, history, where, check: what they print for people and scripts, and their exits."""

from __future__ import annotations

from pathlib import Path

import pytest

QUEUE_KEYS = [
    "contact", "contact_uid", "employer", "due", "not_before", "shown", "channel", "purpose", "why", "group",
    "days_late", "step", "window_since", "asks",
]  # fmt: skip
CONTACT_KEYS = ["uid", "name", "employer", "title", "role", "tags", "last_touch", "next_due"]
SHOW_KEYS = [
    "uid", "name", "employer", "title", "role", "emails", "phones", "links", "addresses", "tags", "birthday",
    "notes", "cadence", "do_not_contact", "next", "timeline", "gave", "asked", "flagged",
]  # fmt: skip
TIMELINE_KEYS = ["id", "on", "kind", "channel", "direction", "outcome", "note", "gave", "asked", "got"]


# Nobody yet


def test_an_empty_queue_is_a_good_day_and_no_failure(callback):
    callback("add", "Nobody Due", "--cadence", "none")

    outcome = callback("queue")

    assert outcome.code == 0
    assert outcome.out == "Nothing due. A good day to write one letter.\n"


def test_before_the_first_book_the_queue_is_empty_and_nothing_is_made(callback, home):
    outcome = callback("queue", "--json")

    assert (outcome.code, outcome.out) == (0, "[]\n")
    assert "callback add NAME" in outcome.err
    assert not home.exists()


@pytest.mark.parametrize("verb", [["contacts"], ["contacts", "dana"], ["history"]])
def test_before_the_first_book_other_lists_are_empty_too_with_exit_1(callback, home, verb):
    outcome = callback(*verb, "--json")

    assert (outcome.code, outcome.out) == (1, "[]\n")
    assert not home.exists()


@pytest.mark.parametrize(
    "verb",
    [
        ["show", "dana"], ["log", "dana"], ["plan", "dana", "tomorrow", "x"], ["move", "dana", "tomorrow"],
        ["cancel", "dana"], ["done", "dana"], ["skip", "dana"], ["snooze", "dana", "tomorrow"],
        ["answered", "dana"], ["edit", "dana", "--set", "title=x"], ["delete", "dana"], ["undo"], ["redo"],
        ["touch", "delete", "1"], ["touch", "edit", "1", "--note", "x"], ["check"],
    ],
)  # fmt: skip
def test_before_the_first_book_nobody_fits_and_nothing_is_made(callback, home, verb):
    outcome = callback(*verb)

    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("There is no book yet: ")
    assert not home.exists()


@pytest.mark.parametrize("verb", ["queue", "contacts", "history", "check", "undo"])
def test_a_named_book_that_is_missing_is_a_fault_and_is_not_made(callback, tmp_path, verb):
    path = tmp_path / "typo.callback"

    outcome = callback("--book", path, verb)

    assert (outcome.code, outcome.out) == (2, "")
    assert f"There is no book at {path}" in outcome.err
    assert list(tmp_path.glob("typo*")) == []


# The queue


def test_the_queue_has_exactly_the_promised_keys_and_the_right_dates(people):
    people("log", "dana", "--on", "2026-11-12", "--note", "asked for news")

    rows = people("queue", "--all", "--json").json

    assert [list(row) for row in rows] == [QUEUE_KEYS] * 3
    dana = next(row for row in rows if row["contact"] == "Dana Whitfield")
    assert dana["due"] == dana["shown"] == "2027-01-12"
    assert dana["not_before"] == "2026-12-03"
    assert (dana["group"], dana["days_late"], dana["channel"]) == ("later", 0, "call")
    assert dana["employer"] == "Northwind Robotics"


def test_without_all_what_is_later_is_left_out(people):
    people("plan", "sam", "in 3 days", "ask about the team")
    people("plan", "dana", "+40d", "coffee")

    assert [row["contact"] for row in people("queue", "--json").json] == ["Sam Lee"]
    assert {row["contact"] for row in people("queue", "--all", "--json").json} == {
        "Sam Lee", "Dana Whitfield", "山田 太郎",
    }  # fmt: skip


def test_the_limit_is_kept(people):
    assert len(people("queue", "--all", "--limit", "2", "--json").json) == 2


def test_the_queue_for_people_is_grouped_and_says_why(people):
    people("log", "sam", "--channel", "email", "--direction", "in", "--on", "yesterday")
    people("plan", "dana", "2026-11-19", "send the article", "--channel", "email")

    lines = people("queue").out.splitlines()

    assert lines[0] == "TO ANSWER"
    assert "Sam Lee" in lines[1] and "they wrote yesterday, your answer is waiting" in lines[1]
    assert lines[2] == "LATE"
    assert "Dana Whitfield" in lines[3] and "Thu 19 Nov, 3 days late" in lines[3]
    assert "send the article" in lines[3]


# Contacts


def test_contacts_have_exactly_the_promised_keys(people):
    people("log", "dana", "--on", "2026-11-12")

    rows = people("contacts", "--json").json

    assert [list(row) for row in rows] == [CONTACT_KEYS] * 3
    assert rows[0]["name"] == "Dana Whitfield"
    assert rows[0]["tags"] == ["target", "berlin"]
    assert rows[0]["last_touch"] == "2026-11-12"
    assert rows[0]["next_due"] == "2027-01-12"
    assert rows[1]["last_touch"] is None


def test_contacts_filters_by_text_of_several_words(people):
    assert [row["name"] for row in people("contacts", "dana", "whitf", "--json").json] == ["Dana Whitfield"]


def test_contacts_that_find_nobody_print_an_empty_list_and_exit_1(people):
    outcome = people("contacts", "zzz", "--json")

    assert (outcome.code, outcome.out) == (1, "[]\n")
    assert "“zzz”" in outcome.err


def test_contacts_for_people_are_in_columns_that_start_in_the_same_cell(people):
    lines = people("contacts").out.splitlines()

    assert lines[0].split() == ["NAME", "EMPLOYER", "ROLE", "LAST", "NEXT"]
    assert lines[1].index("Northwind") == lines[2].index("Kestrel")
    # The wide name takes two cells a character, so the text itself is four characters shorter.
    assert lines[3].index("peer") == lines[2].index("recruiter") - 4


# One person


def test_show_has_exactly_the_promised_keys(people):
    people("edit", "dana", "--set", "phone=+49 30 5550100", "--set", "link=linkedin: https://l.test/dana",
           "--set", "address=home: Hauptstr. 1, 10115 Berlin", "--set", "birthday=--03-07", "--set",
           "cadence=quarterly", "--set", "notes=likes climbing")  # fmt: skip
    people("log", "dana", "--channel", "voicemail", "--note", "try again")

    card = people("show", "dana@northwind.test", "--json").json

    assert list(card) == SHOW_KEYS
    assert card["emails"] == [{"label": "work", "value": "dana@northwind.test"}]
    assert card["phones"] == [{"label": "", "value": "+49 30 5550100"}]
    assert card["links"] == [{"label": "linkedin", "value": "https://l.test/dana"}]
    assert list(card["addresses"][0]) == ["label", "value", "street", "code", "city", "region", "country"]
    assert card["addresses"][0]["value"] == "Hauptstr. 1, 10115 Berlin"
    assert (card["birthday"], card["cadence"], card["do_not_contact"]) == ("--03-07", "3 months", False)
    assert list(card["next"]) == ["due", "not_before", "shown", "why"]
    assert [list(row) for row in card["timeline"]] == [TIMELINE_KEYS]
    assert card["timeline"][0]["outcome"] == "no-answer"


def test_next_is_there_with_nulls_where_there_is_no_date(people):
    people("edit", "dana", "--set", "cadence=none")
    assert people("show", "dana", "--json").json["next"] == {
        "due": None, "not_before": None, "shown": None, "why": "no cadence",
    }  # fmt: skip

    people("edit", "dana", "--set", "do_not_contact=yes")
    assert people("show", "dana", "--json").json["next"]["why"] == "do not contact"


def test_show_for_people_has_the_timeline_with_the_ids_that_touch_takes(people):
    touch = people("log", "dana", "--note", "asked what to build", "--json").json["id"]

    out = people("show", "dana").out

    assert out.startswith("Dana Whitfield\n")
    assert "VP Engineering, Northwind Robotics" in out
    assert "dana@northwind.test (work)" in out
    line = next(line for line in out.splitlines() if "asked what to build" in line)
    assert line.split()[0] == str(touch)


# WHO


def test_who_is_a_uid_an_email_or_part_of_a_name_without_accents(people):
    people("add", "José Álvarez")
    uid = people("show", "dana", "--json").json["uid"]

    for who in (uid, "DANA@northwind.test", "whitf"):
        assert people("show", who, "--json").json["uid"] == uid
    assert people("show", "jose", "--json").json["name"] == "José Álvarez"


def test_a_who_that_fits_several_lists_them_on_stderr(people):
    people("add", "Dana Scully", "--employer", "Bureau")

    outcome = people("show", "dana", "--json")

    assert (outcome.code, outcome.out) == (2, "")
    assert "Dana Scully  Bureau" in outcome.err
    assert "Dana Whitfield  Northwind Robotics" in outcome.err


def test_a_who_that_fits_nobody_is_exit_1(people):
    outcome = people("log", "zzz")

    assert (outcome.code, outcome.out) == (1, "")
    assert "zzz" in outcome.err


def test_an_empty_who_is_bad_usage(people):
    assert people("show", " ").code == 2


# The rest


def test_history_names_the_acts_newest_first(people):
    people("log", "dana")
    people("undo")

    rows = people("history", "--json").json

    assert [list(row) for row in rows] == [["id", "at", "what", "undone"]] * 4
    assert [row["undone"] for row in rows] == [True, False, False, False]
    assert "(undone)" in people("history").out.splitlines()[0]
    assert len(people("history", "--limit", "2", "--json").json) == 2


def test_where_names_the_files_and_makes_none(callback, home):
    files = callback("where", "--json").json

    assert Path(files["book"]).parent == home
    assert set(files) == {
        "book", "settings", "backups", "themes", "playbooks", "shipped_themes", "shipped_playbooks", "sample_data",
    }  # fmt: skip
    assert callback("where").code == 0
    assert not home.exists()


def test_where_follows_book(callback, tmp_path):
    assert callback("--book", tmp_path / "x.callback", "where", "--json").json["book"] == str(tmp_path / "x.callback")


def test_check_of_a_sound_book_says_so(people):
    outcome = people("check")
    assert outcome.code == 0
    assert outcome.out.endswith("is sound.\n")
    assert people("check", "--json").json["problems"] == []


def test_check_of_a_book_with_a_wrong_derived_value_is_exit_1(people, home):
    import sqlcipher3.dbapi2 as sqlite

    (book,) = home.glob("*.callback")
    with sqlite.connect(str(book)) as connection:
        connection.execute("UPDATE listing SET shown = '1999-01-01'")
    connection.close()

    outcome = people("check", "--json")

    assert outcome.code == 1
    assert outcome.json["problems"]


@pytest.mark.parametrize("content", [b"", b"not a book at all " * 100, b"SQLite format 3\x00" + b"\x00" * 200])
@pytest.mark.parametrize("verb", [["queue"], ["add", "X"], ["check"], ["undo"]])
def test_a_file_that_is_no_book_is_left_alone(callback, tmp_path, content, verb):
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "book"
    path.write_bytes(content)

    outcome = callback("--book", path, *verb)

    assert (outcome.code, outcome.out) == (2, "")
    assert str(path) in outcome.err
    assert path.read_bytes() == content
    assert list(folder.iterdir()) == [path]
