"""The program's own CSV: safe in a spreadsheet, and read back exactly."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.people import Address, Contact, Labelled, Met, Position
from crm.domain.text import clean_line
from crm.formats.csv_cells import joined_tags, neutralised, restored, split_tags
from crm.formats.csv_plain import read_csv
from crm.formats.csv_write import held_by_csv, write_csv
from crm.formats.kinds import read_as, recognise
from crm.formats.records import ContactRecord

HOSTILE = st.text(
    st.one_of(
        st.sampled_from(list("=+-@'\"\t\r\n,;|:\\ \x00\x1b\u202e\ufeff\u2028\x85")), st.characters(codec="utf-8")
    ),
    max_size=8,
)
SOME = HOSTILE.filter(lambda text: bool(clean_line(text)))
DAYS = st.none() | st.dates()
LIFE = st.sampled_from(["", "1980-03-07", "--03-07", "circa 1800", "=1+1"])
EXTRA = st.recursive(HOSTILE, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(HOSTILE, inner, max_size=2))
EXTRA_KEYS = HOSTILE | st.sampled_from(["name", "E-Mail", "more", "extra: x", "Column 3", "Callback uid", "Notes", "x"])


def points() -> st.SearchStrategy[tuple[Labelled, ...]]:
    return st.lists(st.builds(Labelled, HOSTILE, HOSTILE), max_size=3).map(tuple)


CONTACTS = st.builds(
    Contact,
    name=SOME,
    uid=HOSTILE,
    given=HOSTILE,
    family=HOSTILE,
    prefix=HOSTILE,
    nickname=HOSTILE,
    role=HOSTILE,
    positions=st.lists(st.builds(Position, HOSTILE, HOSTILE, HOSTILE, DAYS, DAYS), max_size=3).map(tuple),
    emails=points(),
    phones=points(),
    links=points(),
    addresses=st.lists(
        st.builds(Address, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, country=HOSTILE), max_size=2
    ).map(tuple),
    tags=st.lists(HOSTILE, max_size=3).map(tuple),
    birthday=LIFE,
    anniversary=LIFE,
    met=st.builds(Met, DAYS, HOSTILE, HOSTILE),
    cadence=st.sampled_from([None, "none", "2 months", "10 days"]),
    do_not_contact=st.booleans(),
    notes=HOSTILE,
    added=DAYS,
    source=SOME,
    extra=st.dictionaries(EXTRA_KEYS, EXTRA, max_size=3),
    created=st.none() | st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0)),
)


def record(contact: Contact, zone: str = "") -> ContactRecord:
    return ContactRecord(contact, "book", 0, zone=zone)


@given(st.lists(CONTACTS, max_size=4))
def test_whatever_is_written_is_read_back(contacts: list[Contact]) -> None:
    data = write_csv(map(record, contacts))
    found = read_csv(data, "out.csv")
    assert not found.problems
    assert [item.contact for item in found.records] == list(map(held_by_csv, contacts))
    # What came back is held whole.
    assert write_csv(found.records) == data


@given(st.lists(CONTACTS, max_size=4))
def test_no_cell_is_one_that_a_spreadsheet_would_run(contacts: list[Contact]) -> None:
    text = write_csv(map(record, contacts)).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@given(HOSTILE)
def test_neutralising_is_undone_exactly(text: str) -> None:
    for cell in (text, f"'{text}", f"''={text}", f"={text}"):
        assert restored(neutralised(cell)) == cell


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("x;=1", "x;'=1"),
        ("x; +1; @a", "x;' +1;' @a"),
        ("x\t=1", "x\t'=1"),
        ("list\n- one\n- two", "list\n- one\n- two"),
        ("x\n=1", "x\n'=1"),
        ("\u3000=1", "'\u3000=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\u22121", "'\u22121"),
        ("a;'=1", "a;''=1"),
        ("O'Neil; a-b = c", "O'Neil; a-b = c"),
    ],
)
def test_a_part_that_a_spreadsheet_would_make_a_cell_of_its_own_is_neutralised(cell: str, written: str) -> None:
    assert neutralised(cell) == written
    assert restored(written) == cell


@given(st.text(st.sampled_from("=+-@'\t\n\r; \xa0\uff1da"), max_size=14))
def test_no_part_of_a_cell_begins_with_a_formula(text: str) -> None:
    written = neutralised(text)
    assert restored(written) == text
    for part in re.split("[;\t]", written):
        assert not part.lstrip(" \xa0").startswith(("=", "+", "-", "@", "\uff1d"))
    for row in re.split("[\r\n]", written):
        assert not row.lstrip(" \xa0").startswith(("=", "+", "@", "\uff1d"))


@given(st.lists(st.text(st.sampled_from("ab;\\ "), min_size=1).map(clean_line).filter(bool)).map(tuple))
def test_tags_are_told_apart_whatever_is_in_them(tags: tuple[str, ...]) -> None:
    assert tuple(split_tags(joined_tags(tags))) == tags


DANA = Contact(
    "Dana Whitfield",
    uid="u1",
    given="Dana",
    family="Whitfield",
    positions=(Position("Northwind", "VP", "R&D", date(2020, 1, 1)), Position("Contoso", until=date(2019, 12, 31))),
    phones=(Labelled("+49 30 5550100", "work"), Labelled("0155 5550101")),
    addresses=(Address(street="Ring 5\nRear", code="07302", city="Wien", box="12"),),
    tags=("a;b", "c"),
    notes="=1+1\nsecond",
    source="book#1",
    extra={
        "Favourite colour": "green",
        "Email": "not one",
        "name": "no name",
        "List": ["a", {"b": "c"}],
        "vcard": ["X-A:1"],
    },
    created=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
)


def test_the_table_as_a_person_sees_it() -> None:
    data = write_csv([record(DANA, "Europe/Berlin")])
    assert data.startswith(b"\xef\xbb\xbfCallback uid,name,")
    assert data.count(b"\r\n") == 2
    header, row = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    cells = dict(zip(header, row, strict=True))
    assert (cells["employer"], cells["employer 2"], cells["until 2"]) == ("Northwind", "Contoso", "2019-12-31")
    assert (cells["phone"], cells["phone label"], cells["phone 2"]) == ("'+49 30 5550100", "work", "0155 5550101")
    assert (cells["address street"], cells["address postal code"], cells["address PO box"]) == (
        "Ring 5\nRear",
        "07302",
        "12",
    )
    assert cells["tags"] == "a\\;b; c"
    assert cells["notes"] == "'=1+1\nsecond"
    assert (cells["Favourite colour"], cells["extra: Email"]) == ("green", "not one")
    assert cells["extra: name"] == "no name"
    assert cells["more"] == '{"extra": {"List": ["a", {"b": "c"}]}}'
    assert recognise(data, "x") == "csv"
    back = read_as("csv", data, "x.csv").records[0]
    assert (back.contact, back.zone) == (held_by_csv(DANA), "Europe/Berlin")
    assert back.contact == replace(DANA, extra={key: value for key, value in DANA.extra.items() if key != "vcard"})


def test_notes_stay_behind_on_a_wish() -> None:
    data = write_csv([record(DANA)], notes=False)
    assert b"notes" not in data and b"second" not in data
    assert read_csv(data, "x").records[0].contact.notes == ""


def test_many_values_make_no_endless_table() -> None:
    many = replace(
        DANA,
        emails=tuple(Labelled(f"a{number}@x.test", "work") for number in range(500)),
        addresses=tuple(Address(city=f"C{number}") for number in range(30)),
        positions=tuple(Position(f"E{number}") for number in range(30)),
        extra={f"Key {number:03}": str(number) for number in range(400)},
    )
    data = write_csv([record(many)])
    assert len(next(csv.reader([data.decode("utf-8-sig").split("\r\n")[0]]))) < 600
    assert read_csv(data, "x").records[0].contact == held_by_csv(many)


def test_foreign_cells_are_not_touched() -> None:
    found = read_csv(b"name,phone,notes\n'=Ann,+49 30 5550100,'+x\n", "x").records[0].contact
    assert (found.name, found.phones[0].value, found.notes) == ("'=Ann", "+49 30 5550100", "'+x")


@pytest.mark.parametrize("more", ["[", "7", '{"emails": 3}', '{"emails": [[1, 2, 3]]}', "[" * 100_000, '{"what": {}}'])
def test_what_a_person_did_to_the_column_more_is_kept_as_text(more: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("Callback uid", "name", "more"), ("u", "Ann", more)])
    found = read_csv(out.getvalue().encode(), "x")
    assert found.records[0].contact.extra == {"more": more}
    assert [problem.partial for problem in found.problems] == [True]


def test_a_table_that_went_through_a_spreadsheet_is_read_all_the_same() -> None:
    text = write_csv([record(replace(DANA, birthday="1980-12-24"))]).decode("utf-8-sig").replace("\r\n", "\n")
    text = text.replace("1980-12-24", "12/24/1980").replace("'+49", "+49")
    found = read_csv(text.encode("cp1252"), "x.csv")
    assert found.records[0].contact.birthday == "1980-12-24"
    assert found.records[0].contact.phones[0].value == "+49 30 5550100"


def test_columns_that_a_person_added_are_kept_though_they_have_one_name() -> None:
    found = read_csv(b"Callback uid,name,mine,mine,,,extra: name\nu,Ann,1,2,3,4,5\n", "x").records[0].contact
    assert found.name == "Ann"
    assert sorted(found.extra.values()) == ["1", "2", "3", "4", "5"]
    assert found.extra["name"] == "5"
