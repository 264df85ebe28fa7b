"""add, edit, delete: every field in, changed and out again."""

from __future__ import annotations

from datetime import date

import pytest
import yaml


def test_add_takes_every_field(callback):
    card = callback(
        "add", "Dana", "Whitfield", "--employer", "Northwind", "--title", "VP", "--role", "hiring manager",
        "--email", "work:dana@northwind.test", "--email", "dana@home.test", "--phone", "cell: +49 30 5550100",
        "--link", "https://x.test/a?b=c:d", "--address", "home: Hauptstr. 1", "--tag", "a, b", "--tag", "c",
        "--birthday", "1980-03-07", "--met", "final round", "--met-on", "2 sep", "--through", "Sam Lee",
        "--cadence", "60 days", "--nickname", "Dee", "--notes", "one\ntwo", "--json",
    ).json  # fmt: skip

    assert card["name"] == "Dana Whitfield"
    assert (card["employer"], card["title"], card["role"]) == ("Northwind", "VP", "hiring manager")
    assert card["emails"] == [
        {"label": "work", "value": "dana@northwind.test"},
        {"label": "", "value": "dana@home.test"},
    ]
    assert card["phones"] == [{"label": "cell", "value": "+49 30 5550100"}]
    assert card["links"] == [{"label": "", "value": "https://x.test/a?b=c:d"}]
    assert card["addresses"][0]["label"] == "home"
    assert card["tags"] == ["a", "b", "c"]
    assert (card["birthday"], card["cadence"], card["notes"]) == ("1980-03-07", "60 days", "one\ntwo")
    shown = callback("show", "dana").out
    assert "Wed 2 Sep, final round, through Sam Lee" in shown


@pytest.mark.parametrize(
    "wrong",
    [
        ["--email", "no at sign"], ["--birthday", "7.3."], ["--cadence", "often"], ["--met-on", "03/04"],
        ["--met-on", "soonish"],
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_and_leaves_no_book_behind(callback, home, wrong):
    outcome = callback("add", "Dana", *wrong)

    assert (outcome.code, outcome.out) == (2, "")
    assert not home.exists()


@pytest.mark.parametrize("name", [[], [""], [" ", "\x1b"]])
def test_a_contact_needs_a_name(callback, home, name):
    assert callback("add", *name).code == 2
    assert not home.exists()


def test_add_makes_the_named_book(callback, tmp_path):
    path = tmp_path / "new" / "search.callback"
    assert callback("--book", path, "add", "Dana").code == 0
    assert callback("--book", path, "contacts", "--json").json[0]["name"] == "Dana"


def test_a_namesake_is_added_and_said(people):
    outcome = people("add", "dana whitfield")
    assert outcome.code == 0
    assert "already somebody" in outcome.err
    assert len(people("contacts", "whitfield", "--json").json) == 2


def test_do_not_contact_is_never_in_the_queue(callback):
    callback("add", "Dana", "--role", "peer", "--met-on", "1 jan", "--do-not-contact")
    assert callback("queue", "--all", "--json").json == []


@pytest.mark.parametrize(
    ("assignment", "key", "value"),
    [
        ("name=Dana W.", "name", "Dana W."),
        ("title=CTO", "title", "CTO"),
        ("Title = CTO ", "title", "CTO"),
        ("title=", "title", ""),
        ("employer=Kestrel Health", "employer", "Kestrel Health"),
        ("role=peer", "role", "peer"),
        ("tags=x,y", "tags", ["x", "y"]),
        ("tags=", "tags", []),
        ("email=a@b.test", "emails", [{"label": "", "value": "a@b.test"}]),
        ("emails=", "emails", []),
        ("phones=tel:+4930", "phones", [{"label": "", "value": "tel:+4930"}]),
        ("links=code: https://c.test", "links", [{"label": "code", "value": "https://c.test"}]),
        ("birthday=--03-07", "birthday", "--03-07"),
        ("birthday=", "birthday", None),
        ("notes=a=b", "notes", "a=b"),
        ("cadence=quarterly", "cadence", "3 months"),
        ("cadence=none", "cadence", "none"),
        ("cadence=", "cadence", None),
        ("cadence=default", "cadence", None),
        ("do-not-contact=yes", "do_not_contact", True),
        ("do_not_contact=no", "do_not_contact", False),
    ],
)
def test_edit_sets_one_field_and_leaves_the_others(people, assignment, key, value):
    before = people("show", "dana", "--json").json

    card = people("edit", "dana", "--set", assignment, "--json").json

    assert card[key] == value
    same = [name for name in before if name not in {key, "next"}]
    assert {name: card[name] for name in same} == {name: before[name] for name in same}


def test_edit_sets_several_values_by_saying_the_field_again(people):
    card = people("edit", "dana", "--set", "email=work:a@b.test", "--set", "email=c@d.test", "--json").json
    assert [email["value"] for email in card["emails"]] == ["a@b.test", "c@d.test"]


@pytest.mark.parametrize(
    "assignment",
    ["shoe=41", "title", "=x", "email=nobody", "cadence=often", "birthday=31-31", "name=",
     "do_not_contact=maybe", "met_on=03/04"],
)  # fmt: skip
def test_edit_refuses_what_it_cannot_set_and_changes_nothing(people, assignment):
    before = people("show", "dana", "--json").out

    outcome = people("edit", "dana", "--set", "title=CTO", "--set", assignment)

    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err
    assert people("show", "dana", "--json").out == before


OLD_FIRM = "{employer: Old Firm, title: Dev, until: 2020-01-01}"


@pytest.mark.parametrize(
    ("current", "assignment", "first"),
    [
        ("{employer: New Firm, title: CEO}", "title=CTO", ("New Firm", "CTO")),
        ("", "title=Boss", ("", "Boss")),
        ("", "employer=Kestrel", ("Kestrel", "")),
        ("{employer: New Firm, title: CEO}", "employer=new firm", ("new firm", "CEO")),
    ],
)
def test_edit_leaves_past_positions_alone(callback, tmp_path, current, assignment, first):
    file = tmp_path / "pat.yaml"
    places = ", ".join(filter(None, (OLD_FIRM, current)))
    file.write_text(f"- name: Pat\n  positions: [{places}]\n")
    assert callback("import", file).code == 0

    card = callback("edit", "pat", "--set", assignment, "--json").json

    assert (card["employer"], card["title"]) == first
    kept = yaml.safe_load(callback("export", "yaml").out)["contacts"][0]["positions"]
    assert {"employer": "Old Firm", "title": "Dev", "until": date(2020, 1, 1)} in kept
    assert len(kept) == 2


def test_edit_of_an_unknown_field_lists_the_fields(people):
    assert "employer, title" in people("edit", "dana", "--set", "shoe=41").err


def test_edit_is_one_step_of_undo(people):
    before = people("show", "dana", "--json").out
    people("edit", "dana", "--set", "title=CTO", "--set", "tags=x", "--set", "employer=Kestrel")
    people("undo")
    assert people("show", "dana", "--json").out == before


def test_delete_goes_ahead_without_a_terminal_and_undo_brings_all_back(people):
    people("log", "dana", "--note", "asked")
    before = people("show", "dana", "--json").out

    assert people("delete", "dana").code == 0
    assert people("show", "dana").code == 1

    people("undo")
    assert people("show", "dana", "--json").out == before


def test_delete_asks_on_a_terminal(people):
    no = people("delete", "dana", typed="\n")
    assert no.code == 1
    assert "Delete Dana Whitfield, Northwind Robotics, with 0 touches?" in no.err
    assert people("show", "dana").code == 0

    assert people("delete", "dana", typed="").code == 1
    assert people("delete", "dana", typed="y\n").code == 0
    assert people("delete", "sam", "--yes", typed="").code == 0
    assert len(people("contacts", "--json").json) == 1
