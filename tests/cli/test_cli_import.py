"""`callback import` and `callback export yaml`: what they print, ask, refuse and leave behind."""

from __future__ import annotations

import io
import json
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

TWENTY = "".join(f"- name: Person {number}\n  email: p{number}@x.test\n" for number in range(20))
ONE_BAD = TWENTY.replace("p7@x.test\n", "p7@x.test\n  birthday: 31/02\n")

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{new}: &{new} {{<<: [{', '.join([f'*{old}'] * 10)}]}}\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE: dict[str, bytes] = {
    "100 kB of [": b"[" * 100_000,
    "an alias bomb": LAUGHS.encode(),
    "a merge-key bomb": MERGES.encode(),
    "latin-1 bytes": "name: José\n".encode("latin-1"),
    "a duplicate key": b"- name: Dana\n  email: a@b.c\n  email: d@e.f\n",
    "30 MB on one line": b"- name: " + b"x" * 30_000_000,
    "an empty file": b"",
    "a book of SQLite": b"SQLite format 3\x00" + bytes(5_000),
}


@pytest.fixture
def people_file(tmp_path: Path) -> Path:
    path = tmp_path / "people.yaml"
    path.write_text(TWENTY, encoding="utf-8")
    return path


def refused(outcome) -> None:
    """One sentence, exit 2, nothing printed."""
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1 and outcome.err.endswith(".\n")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_leaves_nothing(callback, home: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "people.yaml"
    path.write_bytes(HOSTILE[name])
    start = time.perf_counter()
    refused(callback("import", path))
    assert time.perf_counter() - start < 2
    assert not list(home.rglob("*"))


@pytest.mark.parametrize("name", HOSTILE)
def test_one_unreadable_file_stops_the_others_and_leaves_the_book(
    callback, people_file: Path, tmp_path: Path, name: str
) -> None:
    assert callback("add", "Dana").code == 0
    path = tmp_path / "bad.yaml"
    path.write_bytes(HOSTILE[name])
    refused(callback("import", people_file, path))
    assert [row["name"] for row in callback("contacts", "--json").json] == ["Dana"]


def test_a_missing_file_and_a_folder_with_nothing_in_it(callback, home: Path, tmp_path: Path) -> None:
    refused(callback("import", tmp_path / "nobody.yaml"))
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    (tmp_path / "folder" / "deep" / "notes.txt").write_text("name: Dana")
    refused(callback("import", tmp_path / "folder"))
    assert not list(home.rglob("*"))


def test_the_process_survives_what_crashes_a_loader(tmp_path: Path) -> None:
    path = tmp_path / "people.yaml"
    path.write_bytes(b"[" * 100_000)
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "crm", "--book", tmp_path / "book.db", "import", path], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"nested more than" in done.stderr and done.stderr.count(b"\n") == 1
    assert time.perf_counter() - start < 4  # a start of Python included, on a busy machine
    assert not (tmp_path / "book.db").exists()


def test_the_same_file_twice(callback, people_file: Path) -> None:
    file = {"file": str(people_file), "kind": "YAML", "people": 20, "notes": []}
    empty = {"changed": 0, "left": 0, "also": "", "duplicates": 0, "conflicts": 0, "problems": [], "files": [file]}
    assert callback("import", people_file, "--json").json == {"new": 20, "same": 0, **empty}
    again = callback("import", people_file, "--json")
    assert (again.code, again.json) == (0, {"new": 0, "same": 20, **empty})
    assert callback("import", people_file).out == "0 contacts new, 0 changed, 20 the same.\n"


def test_one_bad_contact_among_twenty(callback, people_file: Path) -> None:
    people_file.write_text(ONE_BAD)
    outcome = callback("import", people_file, "--json")
    assert outcome.code == 3
    assert outcome.json["new"] == 19
    (problem,) = outcome.json["problems"]
    assert (problem["file"], problem["line"], problem["contact"]) == (str(people_file), 17, "Person 7")
    assert "Birthday is not a day" in problem["message"]
    assert "31/02" not in problem["message"]
    assert len(callback("contacts", "--json").json) == 19


def test_strict_imports_none_of_them_and_makes_no_book(callback, home: Path, people_file: Path) -> None:
    people_file.write_text(ONE_BAD)
    outcome = callback("import", people_file, "--strict", "--json")
    assert outcome.code == 3
    assert (outcome.json["new"], len(outcome.json["problems"])) == (0, 1)
    assert not list(home.rglob("*.callback"))
    assert callback("add", "Dana").code == 0
    outcome = callback("import", people_file, "--strict")
    assert outcome.code == 3
    assert "Nothing was imported: --strict" in outcome.out
    assert len(callback("contacts", "--json").json) == 1


def test_a_problem_is_told_on_stderr_with_its_place(callback, people_file: Path) -> None:
    people_file.write_text(ONE_BAD)
    outcome = callback("import", people_file)
    assert outcome.out == "19 contacts new, 0 changed, 0 the same.\n"
    assert f"{people_file}, line 17: Person 7: Birthday is not a day" in outcome.err


def test_a_dry_run_only_looks(callback, home: Path, people_file: Path) -> None:
    outcome = callback("import", "--dry-run", people_file)
    assert (outcome.code, outcome.out) == (0, "20 contacts would be new, 0 changed, 0 the same.\n")
    assert not list(home.rglob("*"))
    people_file.write_text(ONE_BAD)
    assert callback("import", "--dry-run", people_file).code == 3


def test_on_a_terminal_it_shows_and_asks(callback, home: Path, people_file: Path) -> None:
    no = callback("import", people_file, typed="n\n")
    assert no.code == 1
    assert "20 contacts would be new" in no.out and "Import this?" in no.err and "Nothing was imported." in no.err
    assert not list(home.rglob("*.callback"))
    assert callback("import", people_file, typed="").code == 1  # the end of the input is a no
    yes = callback("import", people_file, typed="y\n")
    assert yes.code == 0 and "20 contacts new" in yes.out
    assert "Import this?" not in callback("import", people_file, typed="").err  # nothing to ask about
    people_file.write_text("name: Sam\n")
    assert callback("import", "--yes", people_file, typed="").code == 0
    people_file.write_text("name: Taro\n")
    assert callback("import", "--json", people_file, typed="y\n").json["new"] == 1


def test_standard_input_and_folders(callback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO("First name: José\nLast name: Null\n".encode()))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", stdin)
        assert callback("import", "-", "--json").json["new"] == 1
    folder = tmp_path / "khard"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.yaml").write_text("First name: A\n")
    (folder / "inner" / "b.YML").write_text("First name: B\n---\nFirst name: C\n")
    (folder / ".hidden.yaml").write_text("[")
    assert callback("import", folder, "--json").json["new"] == 3
    names = [row["name"] for row in callback("contacts", "--json").json]
    assert names == ["A", "B", "C", "José Null"]


def test_differences_are_listed_and_overwritten_only_on_a_yes(callback, people_file: Path) -> None:
    people_file.write_text("{name: Dana, email: d@b.c, title: CTO}\n")
    callback("import", people_file)
    people_file.write_text("{name: Dana, email: d@b.c, title: CEO}\n")
    kept = callback("import", people_file)
    assert "Dana: title is “CTO”, not “CEO”" in kept.out
    assert callback("import", people_file, "--json").json["conflicts"] == 1
    assert callback("show", "Dana", "--json").json["title"] == "CTO"
    callback("import", "--overwrite", people_file)
    assert callback("show", "Dana", "--json").json["title"] == "CEO"
    assert callback("undo").code == 0
    assert callback("show", "Dana", "--json").json["title"] == "CTO"


def test_values_arrive_as_written(callback, people_file: Path) -> None:
    people_file.write_text(
        "First name: Eleni\nLast name: Null\nPhone: {cell: +4915212345678, work: 0152123}\nNote: 12:30\n"
        "Address: {home: {Code: 07302, Country: NO}}\n"
    )
    callback("import", people_file)
    shown = callback("show", "Eleni Null", "--json").json
    assert [phone["value"] for phone in shown["phones"]] == ["+4915212345678", "0152123"]
    assert (shown["addresses"][0]["code"], shown["addresses"][0]["country"]) == ("07302", "NO")
    assert shown["notes"] == "12:30"


def test_a_book_goes_out_and_comes_back(callback, people_file: Path, tmp_path: Path) -> None:
    callback("import", people_file)
    callback("log", "Person 3", "--note", "rang", "--promise", "2026-12-01")
    target = tmp_path / "out" / "book.yaml"
    assert callback("export", "yaml", "-o", target).code == 2  # the folder is not there
    target.parent.mkdir()
    assert callback("export", "yaml", "-o", target).code == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    printed = callback("export", "yaml").out
    assert printed.encode() == target.read_bytes()
    other = tmp_path / "other.callback"
    assert json.loads(callback("--book", other, "import", target, "--json").out)["new"] == 20
    assert callback("--book", other, "export", "yaml").out == printed


def test_exporting_without_a_book(callback, home: Path) -> None:
    assert callback("export", "yaml").code == 1
    assert not list(home.rglob("*"))


def test_an_import_that_is_broken_off_takes_the_book_it_made_with_it(
    callback, home: Path, people_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm.book import import_rows

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(import_rows, "_history", interrupted)
        assert callback("import", people_file).code == 130
        assert not list(home.rglob("*.callback*"))
    callback("add", "Dana")
    with monkeypatch.context() as patch:
        patch.setattr(import_rows, "_history", interrupted)
        assert callback("import", people_file).code == 130
    assert [row["name"] for row in callback("contacts", "--json").json] == ["Dana"]
    assert callback("check").code == 0


def test_a_mistyped_key_is_kept_and_said(callback, tmp_path: Path) -> None:
    file = tmp_path / "dora.yaml"
    file.write_text("- name: Dora\n  emial: dora@x.test\n")
    outcome = callback("import", file)
    assert outcome.code == 0
    assert f"“emial” ({file}, line 1)" in outcome.err
    assert "emial" in callback("export", "yaml").out
