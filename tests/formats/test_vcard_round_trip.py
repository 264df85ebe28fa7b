"""A vCard that was written is read back as it was: every field, every label, hostile text included."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vcard_held import held_by_vcard

from crm.domain.people import Address, Contact, Labelled, Met, Position
from crm.domain.text import clean, clean_line
from crm.formats.records import ContactRecord
from crm.formats.vcard_read import read_vcards
from crm.formats.vcard_write import write_vcards

HOSTILE = (
    r"a\nb",
    "semi;colon, comma: and \\",
    '"quoted"',
    "^n ^^ ^'",
    "END:VCARD",
    "BEGIN:VCARD",
    "=3D=",
    "  two  spaces ",
    "שלום",
    "Zoë 👩‍👩‍👧 Ångström",
    "x" * 80 + "\\" * 81,
    "^" * 160,
    "ö" * 120,
    ", ",
    "tel:+49",
    "mailto:a@b.test",
    "_$!<Home>!$_",
    "myContacts",
    "pref",
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40), st.text(alphabet='\\,;:\n"^= nN', max_size=30))
lines = texts.map(clean_line)
# Nobody's name is empty; a name of nothing but signs that are cleaned away is none.
names = lines.filter(bool)
several = texts.map(clean)
labels = st.one_of(
    st.sampled_from(
        (
            "",
            "work",
            "home",
            "cell, pref",
            "Work",
            "cell, voice",
            "voice",
            "work, fax",
            "pref=2",
            "cell, pref=1",
            "pref",
            "Büro, links",
            "internet",
            "x-odd",
            "cell,pref",
            "WORK",
            "linkedin",
            "fax, work, pref=20",
            "prefers mornings",
        )
    ),
    lines,
)
emails = st.builds(Labelled, st.sampled_from(("a@b.test", "ö\\;,@c.test", "mailto:x@y.test", "a@b@c")), labels)
points = st.builds(Labelled, names, labels)
links = st.builds(
    Labelled,
    st.one_of(names, st.sampled_from(("https://www.linkedin.com/in/dana", "https://x.test/a,b;c?d=\\e"))),
    labels,
)
days = st.one_of(
    st.just(""), st.sampled_from(("--02-29", "--1224", "19800307")), st.dates(date(1000, 1, 1)).map(date.isoformat)
)
addresses = st.builds(Address, several, labels, several, lines, lines, lines, lines, lines, lines) | st.builds(
    Address, several, labels
)
positions = st.builds(
    Position, lines, lines, lines, st.none(), st.one_of(st.none(), st.none(), st.just(date(2020, 1, 1)))
)
KEPT = (
    "IMPP;X-SERVICE-TYPE=Skype:skype:dana",
    "item1.IMPP:xmpp:dana@x.test",
    "item1.X-ABLABEL:Chat\\, at home",
    "PHOTO:data:image/jpeg;base64," + "QUJD" * 60,
    "PHOTO;PREF=1:data:image/svg+xml;base64,QUJD",
    "PHOTO:https://x.test/dana.jpg",
    "GEO:geo:37.38,-122.08",
    'RELATED;TYPE=friend;X-ODD="a;b^^":urn:uuid:1',
    "ROLE:Head of Arms",
    "KIND:org",
    "BDAY;VALUE=text:circa 1800",
    "X-ODD:ends in backslash\\\\",
    "no colon here",
    "VERSION:2.1",
)
contacts = st.builds(
    Contact,
    name=names,
    uid=st.sampled_from(
        (
            "",
            "0a1b2c3d-0000-4000-8000-0123456789ab",
            "urn:uuid:0A1B2C3D-0000-4000-8000-0123456789AB",
            "odd, uid\\n;",
            "x:y",
        )
    ),
    given=lines,
    family=lines,
    middle=lines,
    prefix=lines,
    suffix=lines,
    nickname=lines,
    role=st.sampled_from(("", "hiring manager")),
    positions=st.lists(positions, max_size=3).map(tuple),
    emails=st.lists(emails, max_size=3).map(tuple),
    phones=st.lists(points, max_size=3).map(tuple),
    links=st.lists(links, max_size=3).map(tuple),
    addresses=st.lists(addresses, max_size=2).map(tuple),
    tags=st.lists(names, max_size=3).map(tuple),
    birthday=days,
    anniversary=days,
    met=st.just(Met(date(2026, 9, 2), "final round", "Sam Lee")),
    cadence=st.sampled_from((None, "60 days")),
    do_not_contact=st.booleans(),
    notes=several,
    extra=st.lists(st.sampled_from(KEPT), max_size=5, unique=True).map(
        lambda lines: {"vcard": lines, "Fax header of a CSV": "x"} if lines else {}
    ),
)
records = st.builds(
    ContactRecord, contacts, st.just("people.yaml"), st.just(7), zone=st.sampled_from(("", "Europe/Berlin"))
)


def there_and_back(record: ContactRecord, version: str) -> ContactRecord:
    parsed = read_vcards(write_vcards([record], version), record.file)  # type: ignore[arg-type]
    assert [problem for problem in parsed.problems if "not a day" not in problem.message] == []
    (found,) = parsed.records
    return replace(found, line=0, contact=replace(found.contact, source=""))


@pytest.mark.parametrize("version", ["4.0", "3.0"])
@given(record=records)
def test_a_contact_comes_back_as_it_was(version: str, record: ContactRecord) -> None:
    data = write_vcards([record, record], version)  # type: ignore[arg-type]
    whole_lines(data)
    found = there_and_back(record, version)
    assert found == held_by_vcard(record)
    assert there_and_back(found, version) == found


def whole_lines(data: bytes) -> None:
    rows = data.split(b"\r\n")
    assert rows.count(b"BEGIN:VCARD") == rows.count(b"END:VCARD") == 2
    assert rows[-1] == b""
    for row in rows:
        assert len(row) <= 75
        row.decode()  # never in a character
        assert b"\n" not in row
        assert b"\r" not in row
        assert (len(row) - len(row.rstrip(b"\\"))) % 2 == 0  # never in an escape


def test_the_hour_of_a_birth_stays_with_the_card() -> None:
    card = b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Dana\r\nBDAY:19800307T093000\r\nEND:VCARD\r\n"
    (record,) = read_vcards(card, "a.vcf").records
    assert record.contact.birthday == "1980-03-07"
    assert write_vcards([record]) == card
    moved = replace(record, contact=replace(record.contact, birthday="1981-03-07"))
    assert b"BDAY:19810307\r\n" in write_vcards([moved])
    assert b"T0930" not in write_vcards([moved])


def test_what_somebody_is_in_the_search_stays_in_the_book() -> None:
    contact = Contact(
        "Dana Whitfield",
        role="hiring manager",
        positions=(Position("Now", until=None), Position("Before", until=date(2020, 1, 1))),
        met=Met(None, "final round", "Sam Lee"),
        cadence="60 days",
        do_not_contact=True,
        notes="Do not hand this on.",
        extra={"Fax header of a CSV": "x", "vcard": ["X-ODD:kept"]},
    )
    for version in ("4.0", "3.0"):
        text = write_vcards([ContactRecord(contact, "", 0)], version, notes=False).decode()  # type: ignore[arg-type]
        for word in ("hiring", "Before", "final round", "Sam", "60", "hand this on", "Fax", "CALLBACK"):
            assert word not in text
        assert "ORG:Now\r\n" in text
        assert "X-ODD:kept\r\n" in text


def test_nobody_is_an_empty_file() -> None:
    assert write_vcards([]) == b""
