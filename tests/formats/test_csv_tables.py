"""Whole files of each dialect against all that they say, written out beside them as a book."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm.formats.kinds import read_as, recognise
from crm.formats.records import ContactRecord, ParsedFile
from crm.formats.yaml_read import read_people

TABLES = Path(__file__).parent / "tables"


def read(name: str) -> ParsedFile:
    data = (TABLES / name).read_bytes()
    return read_as(recognise(data, name), data, name)


def comparable(record: ContactRecord, uid: str) -> tuple[object, ...]:
    follow_ups = [replace(item.follow_up, uid="", seq=0) for item in record.follow_ups]
    return replace(record.contact, uid=uid, source=""), follow_ups, record.zone


@pytest.mark.parametrize(
    "name", ["linkedin", "google_old", "google_new", "outlook", "outlook_german", "outlook_french", "plain"]
)
def test_a_table_says_what_stands_beside_it(name: str) -> None:
    found = {str(place): comparable(record, str(place)) for place, record in enumerate(read(f"{name}.csv").records)}
    written = read_people((TABLES / f"{name}.yaml").read_bytes(), "expected")
    assert not written.problems
    expected = {record.contact.uid: comparable(record, record.contact.uid) for record in written.records}
    assert found == expected


@pytest.mark.parametrize(
    ("name", "kind", "shape", "notes", "problems"),
    [
        (
            "linkedin.csv",
            "LinkedIn connections",
            "linkedin",
            ("Left out: 1 row without a name (line 7); LinkedIn empties those of closed accounts.",),
            ["line 8: Prince: The day under “Connected On” is not a date: it is kept as text."],
        ),
        ("google_old.csv", "Google contacts (old header)", "google", (), []),
        (
            "google_new.csv",
            "Google contacts (new header)",
            "google",
            (),
            ["line 5: 孫 悟空: The birthday is not a day that can be read for sure: it is kept as text."],
        ),
        (
            "outlook.csv",
            "Outlook contacts",
            "outlook",
            ("Read as Windows-1252 (cp1252), as it is not UTF-8.",),
            [
                "line 5: Ann Lee: A spreadsheet has cut the number under “Primary Phone” short: "
                "it is kept beside, as text.",
                "line 6: This row has neither a name, an e-mail, a phone nor a company.",
            ],
        ),
        (
            "outlook_german.csv",
            "Outlook contacts",
            "outlook",
            ("Read as Windows-1252 (cp1252), as it is not UTF-8.",),
            [],
        ),
        (
            "outlook_french.csv",
            "Outlook contacts",
            "outlook",
            ("Read as Windows-1252 (cp1252), as it is not UTF-8.",),
            [],
        ),
    ],
)
def test_what_is_said_of_a_table(name: str, kind: str, shape: str, notes: tuple[str, ...], problems: list[str]) -> None:
    found = read(name)
    assert (found.kind, found.notes) == (kind, notes)
    assert {record.shape for record in found.records} == {shape}
    assert [str(problem).removeprefix(f"{name}, ") for problem in found.problems] == problems
    assert [problem.partial for problem in found.problems] == [bool(problem.contact) for problem in found.problems]


def test_the_same_file_has_the_same_sources_and_everybody_another() -> None:
    first = [record.contact.source for record in read("google_old.csv").records]
    assert first == [record.contact.source for record in read("google_old.csv").records]
    assert len(set(first)) == len(first)
    assert all(source.startswith("google_old.csv#") for source in first)


def test_lines_are_those_of_the_file_though_cells_have_line_ends() -> None:
    assert [record.line for record in read("google_old.csv").records] == [2, 6, 7]
    assert [record.line for record in read("outlook.csv").records] == [2, 5]
    assert [record.line for record in read("linkedin.csv").records] == [5, 6, 8, 9]


@pytest.mark.parametrize(
    "name", ["linkedin", "google_old", "google_new", "outlook", "outlook_german", "outlook_french", "plain"]
)
def test_every_file_of_the_tables_is_told_from_its_content_alone(name: str) -> None:
    data = (TABLES / f"{name}.csv").read_bytes()
    expected = {"plain": "csv"}.get(name, name.partition("_")[0])
    assert recognise(data, "x") == recognise(data, "people.yaml") == expected
