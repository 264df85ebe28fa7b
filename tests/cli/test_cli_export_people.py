"""`callback export vcard`, `khard`, `csv`, `json`, `yaml`: whom they hold, where they go, and what they say."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest


def test_everybody_or_some_go_out(people, tmp_path: Path) -> None:
    everybody = people("export", "vcard")
    assert everybody.code == 0 and everybody.out.count("BEGIN:VCARD") == 3
    assert people("export", "vcard", "Dana", "Sam Lee").out.count("BEGIN:VCARD") == 2
    assert people("export", "vcard", "--tag", "berlin").out.count("BEGIN:VCARD") == 1
    assert people("export", "csv", "--employer", "kestrel health").out.count("\n") == 2
    assert people("export", "csv", "--matching", "northwind", "Sam Lee").out.count("\n") == 3
    assert "FN:Dana Whitfield" in people("export", "vcard", "--vcard-version", "3.0", "Dana").out
    nobody = people("export", "csv", "--tag", "zzz")
    assert (nobody.code, nobody.out) == (1, "")


def test_a_file_says_what_is_not_in_it(people, tmp_path: Path) -> None:
    target = tmp_path / "people.vcf"
    outcome = people("export", "vcard", "-o", target)
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err.startswith(f"{target}: 3 contacts. ") and "`callback export yaml` has everything" in outcome.err
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert people("edit", "Sam Lee", "--set", "dnc=yes").code == 0
    assert "1 of them is marked do not contact" in people("export", "khard", "-o", tmp_path / "khard").err
    assert len(list((tmp_path / "khard").iterdir())) == 3


def test_some_people_in_yaml_are_without_the_search(people, tmp_path: Path) -> None:
    assert people("opportunity", "add", "Planner", "--employer", "Kestrel Health").code == 0
    whole = people("export", "yaml")
    assert "opportunities:" in whole.out and whole.err == ""
    some = people("export", "yaml", "Sam Lee")
    assert "opportunities:" not in some.out and "The search (" in some.err
    assert json.loads(people("export", "json").out)["opportunities"][0]["title"] == "Planner"


@pytest.mark.parametrize("form", ["yaml", "json", "csv", "vcard", "khard"])
def test_what_went_out_comes_in_elsewhere(people, tmp_path: Path, form: str) -> None:
    assert people("log", "Dana", "--note", "SECRET").code == 0
    target = tmp_path / "out" / f"people.{form}"
    assert people("export", form, "-o", target).code == 2  # the folder is not there
    target.parent.mkdir()
    assert people("export", form, "-o", target).code == 0
    other = tmp_path / "other.callback"
    assert people("--book", other, "import", target, "--json").json["new"] == 3
    assert "SECRET" not in people("export", form, "--without-notes").out


def test_the_book_is_never_written_over(people, home: Path) -> None:
    (book,) = home.glob("*.callback")
    before = book.read_bytes()
    for form in ("vcard", "csv", "json", "khard"):
        assert people("export", form, "-o", book).code == 2
    assert book.read_bytes() == before
