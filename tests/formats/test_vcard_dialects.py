"""What each program writes as vCard is read completely: every name, number, address, date, note and tag."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm.domain.people import Contact
from crm.formats.records import ContactRecord
from crm.formats.vcard_read import read_vcards
from crm.formats.yaml_read import read_people

FILES = sorted((Path(__file__).parent / "vcards").glob("*.vcf"))


def bare(record: ContactRecord) -> tuple[Contact, str]:
    return replace(record.contact, source=""), record.zone


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_dialect_is_read_completely(file: Path) -> None:
    parsed = read_vcards(file.read_bytes(), file.name)
    expected = read_people(file.with_suffix(".yaml").read_bytes(), file.name)
    assert parsed.problems == ()
    assert expected.problems == ()
    assert [bare(record) for record in parsed.records] == [bare(record) for record in expected.records]
    assert all(record.shape == "vcard" for record in parsed.records)


def test_every_dialect_has_its_expectation() -> None:
    assert {file.stem for file in FILES} == {"android", "google", "icloud", "khard", "nextcloud", "outlook"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_line_ends_and_encoding_do_not_matter(file: Path, encoding: str, end: str) -> None:
    data = file.read_bytes()
    text = data.decode("cp1252" if file.stem == "outlook" else "utf-8-sig").replace("\r\n", "\n")
    expected = read_vcards(data, file.name)
    parsed = read_vcards(text.replace("\n", end).encode(encoding), file.name)
    assert [bare(record) for record in parsed.records] == [bare(record) for record in expected.records]
    # The same card as the same bytes of text is the same entry, however the lines end.
    assert [record.contact.source for record in parsed.records] == [
        record.contact.source for record in expected.records
    ]


def test_what_the_file_is_and_what_became_of_it_is_told() -> None:
    file = next(file for file in FILES if file.stem == "icloud")
    parsed = read_vcards(file.read_bytes(), "/home/somebody/icloud.vcf")
    assert parsed.kind == "vCard 3.0"
    assert parsed.notes == (
        "1 group card became a tag.",
        "1 member of groups is not in this file.",
        "1 card is of organisations: each came in as a contact.",
        "Left out, as a contact has no place for it: X-ABADR, X-USER.",
    )
    assert [record.line for record in parsed.records] == [1, 32]
    assert parsed.records[0].contact.source.startswith("icloud.vcf#")


def test_versions_may_be_mixed_in_one_file() -> None:
    data = b"\n".join(file.read_bytes() for file in FILES if file.stem != "outlook")
    parsed = read_vcards(data, "all.vcf")
    assert parsed.kind == "vCard 2.1 and 3.0 and 4.0"
    assert len(parsed.records) == 6
    assert parsed.problems == ()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_that_was_cut_anywhere_loses_nothing_before_the_cut(file: Path) -> None:
    data = file.read_bytes()
    names = [record.contact.name for record in read_vcards(data, file.name).records]
    for cut in range(len("BEGIN:VCARD\r\nVERSION:3.0\r\n"), len(data) - len("END:VCARD\r\n"), 41):
        parsed = read_vcards(data[:cut], file.name)
        whole = data[:cut].count(b"END:VCARD")
        assert [record.contact.name for record in parsed.records][: min(whole, len(names))] == names[:whole]
        if not data[:cut].rstrip().endswith(b"END:VCARD"):
            told = [problem.message for problem in parsed.problems]
            assert any("has no END" in message or "outside of any card" in message for message in told)


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=4B=C3=BC=63=68=65):1", "Küche"),
        ("TEL;X-CUSTOM(Boat, old):1", "Boat, old"),
        ("TEL;X-CUSTOM(CHARSET=NONE,ENCODING=QUOTED-PRINTABLE,=41):1", "=41"),
        ("TEL;CELL;PREF:1", "cell, pref"),
    ],
)
def test_a_label_of_ones_own_on_android(written: str, label: str) -> None:
    data = f"BEGIN:VCARD\nVERSION:2.1\nFN:A\n{written}\nEND:VCARD\n".encode()
    (record,) = read_vcards(data, "android.vcf").records
    assert [(item.value, item.label) for item in record.contact.phones] == [("1", label)]


def test_the_label_of_an_address_finds_it_though_it_does_not_say_which_comes_first() -> None:
    data = b"BEGIN:VCARD\nVERSION:2.1\nFN:A\nADR;WORK;PREF:;;Ring 5;Bonn\nLABEL;WORK:Ring 5, Bonn\nEND:VCARD\n"
    (record,) = read_vcards(data, "outlook.vcf").records
    assert [(item.value, item.label, item.city) for item in record.contact.addresses] == [
        ("Ring 5, Bonn", "work, pref", "Bonn")
    ]


@pytest.mark.parametrize(
    ("params", "address", "label"),
    [
        (";SERVICE-TYPE=Mastodon", "https://m.test/@a", "mastodon"),
        (";SERVICE-TYPE=Mastodon;TYPE=work", "https://m.test/@a", "mastodon, work"),
        (";TYPE=MASTODON", "https://m.test/@a", "mastodon"),
        ("", "https://www.linkedin.com/in/a", "linkedin"),
    ],
)
def test_a_profile_is_labelled_with_its_network(params: str, address: str, label: str) -> None:
    data = f"BEGIN:VCARD\nVERSION:4.0\nFN:A\nSOCIALPROFILE{params}:{address}\nEND:VCARD\n".encode()
    parsed = read_vcards(data, "next.vcf")
    assert [(item.value, item.label) for item in parsed.records[0].contact.links] == [(address, label)]
    assert parsed.notes == ()
