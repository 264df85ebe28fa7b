"""`callback import` row by row: what is listed, asked and chosen, on a terminal and by options."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm.cli.import_ import KINDS

MIXED = """\
- {name: Dana Whitfield, email: dana@northwind.test, title: CTO, phone: +49 30 5550100}
- {name: Sam Other, email: sam@kestrel.test}
- {name: New One}
- {name: Wrong, birthday: 31/02}
"""


@pytest.fixture
def mixed(people, tmp_path: Path) -> Path:
    """A file about those in the book: one changed with a conflict, one possibly known, one new, one with a problem."""
    assert people("edit", "Sam Lee", "--set", "email=sam@kestrel.test").code == 0
    path = tmp_path / "mixed.yaml"
    path.write_text(MIXED)
    return path


def names(callback) -> set[str]:
    return {row["name"] for row in callback("contacts", "--json").json}


def test_the_kinds_are_those_that_can_be_read() -> None:
    from crm.formats.kinds import KINDS as READERS

    assert tuple(READERS) == KINDS


def test_every_row_is_listed_with_its_number(people, mixed: Path) -> None:
    outcome = people("import", "--dry-run", "--rows", mixed)
    assert outcome.code == 3
    lines = outcome.out.splitlines()
    assert lines[0] == "2 contacts would be new, 1 changed, 0 the same."
    assert "     1  Dana Whitfield, Northwind Robotics: phone: +49 30 5550100" in lines
    assert "     3  New One" in lines
    (double,) = (line for line in lines if line.startswith("     2  Sam Other: like Sam Lee ("))
    assert double.endswith(")")
    assert any("1  Dana Whitfield: title is “VP Engineering”, not “CTO”" in line for line in lines)
    assert "line 4: Wrong: Birthday" in outcome.err
    assert f"{mixed}: YAML, 3 people." in outcome.err


def test_rows_as_json(people, mixed: Path) -> None:
    found = people("import", "--dry-run", "--rows", "--json", mixed).json
    assert [(row["place"], row["fate"]) for row in found["rows"]] == [
        (1, "changed"), (2, "possible"), (3, "new"), (4, "problem"),
    ]  # fmt: skip
    assert {"field": "title", "before": "VP Engineering", "after": "CTO", "conflict": True} in found["rows"][0][
        "changes"
    ]
    (other,) = found["rows"][1]["possible"]
    assert (other["name"], other["row"], other["sure"]) == ("Sam Lee", None, False)
    assert found["files"][0]["kind"] == "YAML" and found["problems"][0]["partial"] is False


def test_rows_are_decided_by_options(people, mixed: Path) -> None:
    outcome = people("import", mixed, "--same", "2=Sam Lee", "--leave", "3", "--take", "1", "--json")
    assert outcome.code == 3
    assert [outcome.json[key] for key in ("new", "changed", "same", "left", "conflicts")] == [0, 1, 1, 1, 1]
    assert names(people) == {"Dana Whitfield", "Sam Lee", "山田 太郎"}
    assert people("show", "Dana", "--json").json["title"] == "CTO"
    assert people("undo").code == 0
    assert people("show", "Dana", "--json").json["title"] == "VP Engineering"


def test_a_row_may_be_the_same_as_one_before_it(callback, tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text("- {name: Kim, tags: [a]}\n- {name: Kim, tags: [b]}\n")
    assert callback("import", path, "--same", "2=#1", "--json").json["new"] == 1
    assert callback("import", path, "--json").json["same"] == 2
    assert names(callback) == {"Kim"}


@pytest.mark.parametrize(
    "options",
    [
        ["--leave", "99"], ["--leave", "x"], ["--leave", "3-1"], ["--same", "2"], ["--same", "2=#3"], ["--new", "0"],
        ["--leave", "1", "--new", "1"], ["--from", "word"],
    ],
)  # fmt: skip
def test_what_is_no_row_is_refused(people, mixed: Path, options: list[str]) -> None:
    outcome = people("import", mixed, *options)
    assert outcome.code == 2 and outcome.out == ""
    assert names(people) == {"Dana Whitfield", "Sam Lee", "山田 太郎"}


def test_a_terminal_shows_the_rows_and_asks(people, mixed: Path) -> None:
    no = people("import", mixed, typed="n\n")
    assert no.code == 1
    assert "[y]es, [n]o, [c]hoose" in no.err and "Nothing was imported." in no.err
    assert "New:\n     3  New One\n" in no.out and "Sam Other: like Sam Lee" in no.out
    yes = people("import", mixed, typed="y\n")
    assert yes.code == 3 and "2 contacts new, 1 changed" in yes.out
    assert "New One" in names(people)


def test_what_needs_a_decision_is_gone_through(people, mixed: Path) -> None:
    outcome = people("import", mixed, typed="c\ns\nf\nk\ny\n")
    assert outcome.code == 3
    assert "1 of 1  Sam Other" in outcome.err and "like Sam Lee" in outcome.err
    assert "title: yours “VP Engineering”, the file's “CTO”" in outcome.err
    assert names(people) == {"Dana Whitfield", "Sam Lee", "山田 太郎", "New One"}
    assert people("show", "Dana", "--json").json["title"] == "CTO"


def test_leaving_out_and_quitting(people, mixed: Path) -> None:
    outcome = people("import", mixed, typed="c\nl\nq\nn\n")
    assert outcome.code == 1 and "1 left out." in outcome.out and "Left out:\n     2  Sam Other" in outcome.out
    assert people("import", mixed, typed="c\nx\n").code == 1  # no such answer, then the end of the input
    assert names(people) == {"Dana Whitfield", "Sam Lee", "山田 太郎"}


def test_all_the_same_way(callback, tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("".join(f"- {{name: Person {n}, title: A, email: p{n}@x.test}}\n" for n in "123"))
    second.write_text("".join(f"- {{name: Person {n}, title: B, email: p{n}@x.test}}\n" for n in "123"))
    callback("import", first)
    outcome = callback("import", second, typed="c\na\nf\ny\n")
    assert outcome.code == 0 and "0 contacts new, 3 changed" in outcome.out
    assert callback("show", "Person 2", "--json").json["title"] == "B"
    assert callback("import", second, "--json").json["changed"] == 0


def test_a_long_list_is_cut_unless_all_are_wanted(callback, tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text("".join(f"- name: Single{n}\n" for n in range(30)))
    shown = callback("import", path, typed="n\n").out
    assert "and 20 more; --rows shows them all." in shown and "Single29" not in shown
    assert "Single29" in callback("import", path, "--rows", typed="n\n").out


def test_of_a_list_only_what_is_new_is_shown(people, tmp_path: Path) -> None:
    path = tmp_path / "more.yaml"
    path.write_text("{name: Dana Whitfield, email: [dana@northwind.test, d@home.test], tags: [new]}\n")
    shown = people("import", "--dry-run", "--rows", path).out
    assert "e-mail: + d@home.test; tags: + new" in shown


def test_other_kinds_come_by_their_content_or_as_said(callback, tmp_path: Path) -> None:
    card = tmp_path / "card.txt"
    card.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Dana Whitfield\nN:Whitfield;Dana;;;\nEND:VCARD\n")
    outcome = callback("import", card)
    assert outcome.code == 0 and "vCard 3.0, 1 person." in outcome.err
    table = tmp_path / "people.csv"
    table.write_text("First Name,Last Name,E-mail Address\nSam,Lee,sam@kestrel.test\n")
    outcome = callback("import", "--from", "outlook", table, "--json")
    assert outcome.json["new"] == 1 and "Outlook" in outcome.json["files"][0]["kind"]


def test_what_a_folder_holds_besides_is_told(callback, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.yaml").write_text("name: A")
    (folder / "readme.txt").write_text("hello")
    outcome = callback("import", folder)
    assert outcome.code == 0 and "Passed over: readme.txt." in outcome.err


def test_all_the_same_way_is_those_with_the_same_reason(callback, tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text(
        "- {name: Ann Bell, employer: Acme}\n- {name: Ben Cole, employer: Acme}\n"
        "- {name: Gwen Abara, email: g@x.test}\n"
    )
    second.write_text(
        "- {name: Ann Bell, employer: Acme, email: ann@x.test}\n- {name: Ben Cole, employer: Acme, email: ben@x.test}\n"
        "- {name: Gwendolyn Abara, email: g@x.test}\n"
    )
    assert callback("import", "--yes", str(first)).code == 0
    outcome = callback("import", str(second), typed="c\na\ns\nn\ny\n")
    assert outcome.code == 0
    assert "This one and those that follow with “same name, same employer”: 2 rows." in outcome.err
    assert "3 of 3  Gwendolyn Abara" in outcome.err
    assert [row["name"] for row in callback("contacts", "--json").json] == [
        "Ann Bell", "Ben Cole", "Gwen Abara", "Gwendolyn Abara",
    ]  # fmt: skip


def test_what_was_chosen_can_be_chosen_otherwise(people, mixed: Path) -> None:
    outcome = people("import", mixed, typed="c\ns\nf\nk\nc\nn\nk\ny\n")
    assert outcome.code == 3
    assert outcome.err.count("Now where the file differs from your book:") == 2
    assert outcome.err.count("Import this? [y]es, [n]o, [c]hoose") == 3
    assert names(people) == {"Dana Whitfield", "Sam Lee", "山田 太郎", "Sam Other", "New One"}
    assert people("show", "Dana", "--json").json["title"] == "VP Engineering"


def test_choosing_again_and_quitting_keeps_what_was_chosen(people, mixed: Path) -> None:
    assert people("import", mixed, typed="c\ns\nf\nk\nc\nq\ny\n").code == 3
    assert "Sam Other" not in names(people)
    assert people("show", "Dana", "--json").json["title"] == "CTO"


def test_which_of_several_is_asked_although_all_are_the_same_person(callback, tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text(
        "- {name: Ann Bell, employer: Acme}\n"
        "- {name: Ben Cole, employer: Acme, birthday: 1980-01-02}\n"
        "- {name: Ben Cole, employer: Acme, birthday: 1990-03-04}\n"
    )
    second.write_text(
        "- {name: Ann Bell, employer: Acme, email: ann@x.test}\n- {name: Ben Cole, employer: Acme, email: b3@x.test}\n"
    )
    assert callback("import", first).code == 0
    outcome = callback("import", second, typed="c\na\ns\n2\ny\n")
    assert outcome.code == 0, outcome.err
    assert "Which of them, 1 to 2" in outcome.err
    assert len(callback("contacts", "--json").json) == 3
