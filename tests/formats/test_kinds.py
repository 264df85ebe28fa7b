"""What a file holds is told from its content, whatever it is called and however it was saved."""

from __future__ import annotations

import codecs
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.people import Contact
from crm.formats.csv_write import write_csv
from crm.formats.json_book import json_from_yaml
from crm.formats.khard_write import write_khard
from crm.formats.kinds import KINDS, read_as, recognise
from crm.formats.records import ContactRecord, FormatError
from crm.formats.yaml_book import write_book

SAMPLES = Path(__file__).parents[2] / "sample_data"
DANA = ContactRecord(Contact("Dana Whitfield", uid="1", given="Dana", notes="=x"), "book", 0)
BOOK = write_book([DANA], [], [])
LINKEDIN = (
    'Notes:\n"When exporting, your, data"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n'
)
OUTLOOK = '"First Name","Last Name","E-mail Address","Business Phone","Company","Job Title"\n"Ann","Lee","","","",""\n'
GOOGLE = "First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value\nA,B,,,,\n"
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CARD, "vcard"),
        ("\n\n  begin:vcard\nversion:2.1\n", "vcard"),
        ("exported by some program\n" + CARD, "vcard"),
        (LINKEDIN, "linkedin"),
        ("First Name,Last Name,Email Address,Company,Position,Connected On\nA,B,,,,1 Jan 2020\n", "linkedin"),
        (GOOGLE, "google"),
        (OUTLOOK, "outlook"),
        (OUTLOOK.replace(",", ";"), "outlook"),
        ("name,email\nA,a@x.test\n", "csv"),
        ("\n\nName;Telefon;Firma\nA;1;B\n", "csv"),
        ("sep=;\nname;email\nA;a@x.test\n", "csv"),
        ("Full name\tE-mail address\nA\ta@x.test\n", "csv"),
        ("email\na@x.test\nb@x.test\n", "csv"),
        ("Callback uid,name\n", "csv"),
        ('[{"name": "A"}]', "json"),
        ('{"callback": 1, "contacts": []}', "json"),
        ('\n {\n"name": "A"}', "json"),
        ("[]", "json"),
        ("name: A\nemail: a@x.test, b\n", "yaml"),
        ("- name: A, B, email\n", "yaml"),
        ("- {name: A, email: b, phone: c}\n", "yaml"),
        ("[{name: A}, {name: B}]", "yaml"),
        ("# people, name, email\n---\nname: A\n", "yaml"),
        ("name: A\nnotes: |\n  BEGIN:VCARD\n  name,email\n  A,b\n", "yaml"),
        ("Formatted name: A\nFirst name: A\nPhone:\n  cell: 1\n", "khard"),
        ("First name : A\nLast name : B\n", "khard"),
    ],
)
def test_the_content_tells(text: str, kind: str) -> None:
    for data in (
        text.encode(),
        codecs.BOM_UTF8 + text.encode(),
        text.encode("utf-16"),
        text.encode("utf-16-le"),
        text.replace("\n", "\r\n").encode(),
    ):
        assert recognise(data, "people") == kind
        assert recognise(data, "misnamed.vcf") == kind


def test_all_that_the_program_writes_is_told() -> None:
    assert recognise(BOOK, "x") == "yaml"
    assert recognise(json_from_yaml(BOOK), "x") == "json"
    assert recognise(write_csv([DANA]), "x") == "csv"
    assert recognise(write_khard(DANA), "x") == "khard"
    for sample in SAMPLES.glob("*.yaml"):
        assert recognise(sample.read_bytes(), "x") == "yaml"


@pytest.mark.parametrize("kind", ["yaml", "json", "csv", "khard"])
def test_each_kind_is_read_by_its_name(kind: str) -> None:
    data = {"yaml": BOOK, "json": json_from_yaml(BOOK), "csv": write_csv([DANA]), "khard": write_khard(DANA)}[kind]
    found = read_as(kind, data, "some/folder/people.x")
    assert [record.contact.name for record in found.records] == ["Dana Whitfield"]
    assert found.kind == {"csv": "CSV of Callback"}.get(kind, KINDS[kind].words)
    assert not found.problems


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b"<!DOCTYPE html><html><head><title>Sign in</title>", "a web page"),
        (b"\n<?xml version='1.0'?><contacts/>", "or XML"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "a calendar"),
        (b"dn: cn=Ann\nobjectclass: person\ncn: Ann\n", "LDIF"),
        (b"%PDF-1.4\n", "a PDF"),
        (b"PK\x03\x04" + bytes(26) + b"xl/worksheets/sheet1.xml", "save the sheet as CSV"),
        (b"PK\x03\x04" + bytes(300_000) + b"xl/workbook.xml" + bytes(40), "save the sheet as CSV"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"SQLite format 3\x00\x10\x00", "callback --book"),
        (b"Dear Ann, I hope, that you are well, name, email, and all, the rest\nYours, Bob\n", "not a list of people"),
        (b"Hello, this is a letter to nobody\nwith two lines\n", "not a list of people"),
    ],
)
def test_what_holds_no_people_says_what_it_looks_like_and_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        recognise(data, "folder/it.bin")
    assert words in str(caught.value)
    assert str(caught.value).startswith("folder/it.bin ") and str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "kind"), [("p.yaml", "yaml"), ("p.CSV", "csv"), ("p.vcf", "vcard"), ("p.json", "json")]
)
def test_the_name_tells_where_nothing_else_does(name: str, kind: str) -> None:
    assert recognise(b"just words", name) == kind


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_file_is_a_kind_or_a_sentence(data: bytes) -> None:
    try:
        kind = recognise(data, "f")
    except FormatError as error:
        assert str(error).startswith("f ")
        return
    assert kind in KINDS
    if kind != "vcard":
        try:
            read_as(kind, data, "f")
        except FormatError as error:
            assert str(error).endswith(".")


def test_a_cell_that_runs_over_the_sample_does_not_hide_the_header() -> None:
    data = b'name,notes\nA,"' + "ü".encode() * 300_000 + b'"\n'
    assert recognise(data, "x") == "csv"


@pytest.mark.parametrize(
    "text", ["\n" * 250_000, "a" + " " * 250_000, " " * 250_000 + "x", "a\n" * 100_000, "First name" * 20_000]
)
def test_telling_takes_no_longer_than_the_file_is_long(text: str) -> None:
    started = process_time()
    with pytest.raises(FormatError):
        recognise(text.encode(), "x")
    assert process_time() - started < 5
