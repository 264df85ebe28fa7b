"""Rows of damaged tables: each row comes in, or is a problem with its line; nothing is swallowed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.formats import csv_rows
from crm.formats.csv_plain import read_csv
from crm.formats.records import FormatError, ParsedFile

HEAD = "name,email,company\n"


def parse(text: str | bytes) -> ParsedFile:
    return read_csv(text.encode() if isinstance(text, str) else text, "p.csv")


def names(found: ParsedFile) -> list[str]:
    return [record.contact.name for record in found.records]


def test_a_quote_that_is_never_closed_costs_its_row_alone() -> None:
    found = parse(HEAD + 'Ann,"Northwind\nBen,ben@x.test,Contoso\nCy,cy@x.test,"D ""E"""\n')
    assert names(found) == ["Ben", "Cy"]
    assert found.records[1].contact.employer == 'D "E"'
    assert [(problem.line, problem.partial) for problem in found.problems] == [(2, False)]
    assert "not closed" in found.problems[0].message


def test_lines_of_a_broken_row_are_no_contacts() -> None:
    found = parse(HEAD + 'Ann,a@x.test,"one\ntwo "three" four\nfive"\nBen,ben@x.test,Contoso\n')
    assert names(found) == ["Ben"]
    assert str(found.problems[0]).startswith("p.csv, line 2: A quote")
    assert "up to 4" in found.problems[0].message


def test_quotes_inside_a_quoted_cell_are_read_and_said() -> None:
    found = parse(HEAD + '"Ann","a@x.test","The "big" one"\n')
    assert names(found) == ["Ann"]
    assert found.records[0].contact.employer.startswith("The big")
    assert [(problem.line, problem.partial) for problem in found.problems] == [(2, True)]


def test_a_broken_row_is_told_by_the_name_and_nothing_else_of_it() -> None:
    found = parse('phone,name,notes\n+1 555 0100,"Ann "Annie" Lee",secret\n')
    assert names(found) == ['Ann Annie" Lee"']
    assert [problem.contact for problem in found.problems] == ['Ann Annie" Lee"']
    assert "555" not in str(found.problems[0]) and "secret" not in str(found.problems[0])


def test_names_of_columns_may_have_line_ends_in_them() -> None:
    found = parse('Notes:\n"Name","E-mail\r\naddress","Phone\n(work)"\nAnn,a@x.test,555\nBen,b@x.test,556\n')
    assert [(record.contact.name, record.line) for record in found.records] == [("Ann", 5), ("Ben", 6)]
    assert [record.contact.emails[0].value for record in found.records] == ["a@x.test", "b@x.test"]
    assert [record.contact.extra for record in found.records] == [{"Phone (work)": "555"}, {"Phone (work)": "556"}]
    assert not found.problems


def test_a_column_with_the_name_of_what_is_over_loses_nothing() -> None:
    found = parse("name,Column 4,email\nAnn,1,a@x.test,over\n")
    assert found.records[0].contact.extra == {"Column 4": "1 ::: over"}


def test_a_row_that_is_too_long_keeps_what_is_over_and_a_short_one_is_fine() -> None:
    found = parse(HEAD + "Ann,a@x.test,N,over,more\nBen\nCy,c@x.test,N,,\n")
    assert names(found) == ["Ann", "Ben", "Cy"]
    assert found.records[0].contact.extra == {"Column 4": "over", "Column 5": "more"}
    assert [(problem.line, problem.contact, problem.partial) for problem in found.problems] == [(2, "Ann", True)]


def test_nul_and_mixed_line_ends_and_blank_lines() -> None:
    found = parse(b'name,notes\r\nA\x00nn,"one\r\ntwo\rthree"\r\rBen,x\n\n \r\nCy,y')
    assert [(record.contact.name, record.contact.notes, record.line) for record in found.records] == [
        ("Ann", "one\ntwo\nthree", 2),
        ("Ben", "x", 6),
        ("Cy", "y", 9),
    ]
    assert found.notes == ("1 NUL character left out, the first in line 2.",)


def test_a_file_put_together_of_two_has_one_header() -> None:
    found = parse(HEAD + "Ann,a@x.test,N\n" + HEAD + "Ben,b@x.test,N\n")
    assert names(found) == ["Ann", "Ben"]
    assert "once more" in found.notes[0]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_says_so(text: str) -> None:
    with pytest.raises(FormatError, match="empty"):
        parse(text)


def test_a_header_alone_is_nobody() -> None:
    found = parse(HEAD)
    assert (found.records, found.problems) == ((), ())
    assert found.notes == ("It names its columns, but there is nobody in it.",)


def test_a_file_without_names_of_columns_says_what_is_missing() -> None:
    with pytest.raises(FormatError, match="names the columns"):
        parse("Ann,a@x.test,Northwind\nBen,b@x.test,Contoso\n")


def test_a_huge_cell_is_read_and_an_endless_one_is_a_problem() -> None:
    limit = csv.field_size_limit()
    found = parse("name,notes\nAnn," + "x" * 1_500_000 + "\nBen," + "y" * 2_500_000 + "\nCy,z\n")
    assert names(found) == ["Ann", "Cy"]
    assert len(found.records[0].contact.notes) == 1_500_000
    assert [problem.line for problem in found.problems] == [3]
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize("row", ['a","c,d\n', 'a","c\n', '"x""\n', ',"\n', '""","\n'])
def test_quotes_that_make_every_row_open_take_no_longer_than_the_file_is_long(
    row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    forward = csv_rows._Feed.__next__

    def counted(feed: csv_rows._Feed) -> str:
        nonlocal steps
        steps += 1
        return forward(feed)

    monkeypatch.setattr(csv_rows._Feed, "__next__", counted)
    found = parse(HEAD + row * 20_000)
    assert steps < 20_000 * 8 + 40_000
    assert found.problems or found.records


@given(st.text(st.sampled_from('ab,;"\n\r\t =\x00ü'), max_size=200))
def test_no_table_raises_and_every_row_is_told(body: str) -> None:
    found = parse(f"name,email,company\n{body}")
    last = max(len(body.splitlines()), body.count("\n") + body.count("\r")) + 2
    assert all(1 < problem.line <= last for problem in found.problems)
    assert all(1 < record.line <= last for record in found.records)


@given(st.lists(st.tuples(*[st.text(st.sampled_from('ab,"\n x'), max_size=6)] * 2), max_size=8))
def test_what_a_writer_of_csv_wrote_comes_without_a_problem(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("name", "notes", "company"), *[(f"P{place}", *row) for place, row in enumerate(rows)]])
    found = parse(out.getvalue())
    assert not found.problems
    assert names(found) == [f"P{place}" for place in range(len(rows))]


def test_endlessly_many_columns_are_a_sentence() -> None:
    with pytest.raises(FormatError, match="names 5,001 columns"):
        parse("name" + ",email" * 5000 + "\nA\n")


@pytest.mark.long
def test_fifty_megabytes_are_read() -> None:
    found = parse(HEAD + 'Ann,"North\n' + "Ben Somebody,ben@x.test,Northwind Robotics\n" * 1_200_000)
    assert (len(found.records), [problem.line for problem in found.problems]) == (1_200_000, [2])
