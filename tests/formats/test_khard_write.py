"""khard documents that khard itself takes, and that come back through the YAML reader."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.people import Address, Contact, Labelled, Met, Position
from crm.domain.text import clean, clean_line
from crm.formats.khard_write import write_khard
from crm.formats.records import ContactRecord
from crm.formats.yaml_read import read_people

contacts = pytest.importorskip("khard.contacts", reason="khard is not installed")
vobject = pytest.importorskip("vobject")

DANA = Contact(
    "Dr. Dana M. Whitfield",
    uid="u-1",
    given="Dana",
    middle="M.",
    family="Whitfield",
    prefix="Dr.",
    nickname="Dee",
    role="hiring manager",
    positions=(
        Position("Northwind Robotics", "VP Engineering", "R&D, Berlin"),
        Position("Contoso", "Advisor"),
        Position("Fabrikam", "Engineer", until=None),
    ),
    emails=(Labelled("dana@northwind.test", "work, pref"), Labelled("dana@home.test")),
    phones=(Labelled("+49 155 5550100", "cell, pref"), Labelled("0152123", "cell, pref"), Labelled("5550101", "Boat")),
    links=(Labelled("https://dana.test"), Labelled("https://linkedin.test/in/dana", "linkedin")),
    addresses=(Address(label="work", street="Ring 5\nRear", code="07302", city="NO"), Address("Somewhere 3")),
    tags=("target", "yes"),
    birthday="--03-07",
    anniversary="2015-06-20",
    notes="one: two\n\n- three # four\n",
    extra={"Private": {"Jabber": ["a", "b"]}, "Kind": "individual", "Pet": {"cat": "Tom"}},
)


def write(contact: Contact, notes: bool = True) -> str:
    return write_khard(ContactRecord(contact, "book", 0), notes).decode()


def khards(text: str, version: str = "3.0", private: list[str] | None = None) -> object:
    """The contact that khard makes of the document, after a way through the vCard that it stores."""
    made = contacts.YAMLEditable(vobject.vCard(), private or [], version)
    made.version = version
    made.update(text)
    stored = vobject.readOne(made.vcard.serialize())
    return contacts.YAMLEditable(stored, private or [], version)


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_khard_reads_all_it_knows(version: str) -> None:
    found = khards(write(DANA), version, ["Jabber"])
    assert found.formatted_name == "Dr. Dana M. Whitfield"
    assert (found.first_name, found.last_name) == ("Dana", "Whitfield")
    assert found._get_additional_names() == ["M."] and found._get_name_prefixes() == ["Dr."]
    assert found.nicknames == ["Dee"]
    assert found.roles == ["hiring manager"]
    assert found.organisations == [["Contoso"], ["Fabrikam"], ["Northwind Robotics", "R&D", "Berlin"]]
    assert found.titles == ["Advisor", "Engineer", "VP Engineering"]
    pref = "pref" if version == "3.0" else "pref=1"
    assert found.phone_numbers == {f"cell, {pref}": ["+49 155 5550100", "0152123"], "Boat": ["5550101"]}
    assert found.emails == {f"work, {pref}": ["dana@northwind.test"], "internet": ["dana@home.test"]}
    assert found.webpages == ["https://dana.test", {"linkedin": "https://linkedin.test/in/dana"}]
    assert found.post_addresses["work"][0]["street"] == "Ring 5\nRear"
    assert found.post_addresses["work"][0]["city"] == "NO" and found.post_addresses["work"][0]["code"] == "07302"
    assert found.post_addresses["home"][0]["street"] == "Somewhere 3"
    assert found.categories == ["target", "yes"]
    assert found.get_formatted_birthday() == "--03-07"
    assert found.get_formatted_anniversary() == "2015-06-20"
    assert found._get_private_objects() == {"Jabber": ["a", "b"]}
    assert found.notes == ["one: two\n\n- three # four"]


def test_the_reader_takes_the_document_back() -> None:
    parsed = read_people(write(DANA).encode(), "dana.yaml")
    assert not parsed.problems
    assert (parsed.kind, parsed.records[0].shape) == ("khard", "khard")
    assert replace(parsed.records[0].contact, source="") == replace(
        DANA,
        emails=(DANA.emails[0], Labelled("dana@home.test", "internet")),
        addresses=(DANA.addresses[0], Address(label="home", street="Somewhere 3")),
        notes=DANA.notes.strip("\n"),
    )


def test_notes_stay_behind_on_a_wish_and_what_khard_has_no_place_for() -> None:
    text = write(replace(DANA, met=Met(how="fair"), cadence="2 months"), notes=False)
    assert "Note" not in text and "fair" not in text and "month" not in text


@pytest.mark.parametrize(
    "contact",
    [
        Contact("Prince"),
        Contact("X", family="Null"),
        Contact("Northwind", positions=(Position("Northwind"),)),
        Contact("A", given="A", phones=(Labelled("1", "my boat, pref=2, home, pref"), Labelled("2", ","))),
        Contact("A", given="A", phones=(Labelled("1", "a, b, c"), Labelled("2", "Zuhause: oben"))),
        Contact("A", given="A", emails=(Labelled("a@x.test", 'x400; ="y"'),)),
        Contact("A", given="A", birthday="circa 1800", extra={"Anniversary": "noon"}),
        Contact("A", given="A", addresses=(Address(label="über, pref", city="Köln"),)),
        Contact("A", given="A", positions=(Position("", "T", "D"), Position("E", "", "F"))),
        Contact(
            "A",
            given="A",
            positions=(Position("E", "T"),),
            extra={"Role": ["CEO", "CTO"], "Title": ["x"], "Kind": "org", "Impp": {"irc": "a"}},
        ),
    ],
)
@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_khard_takes_odd_contacts_and_loses_no_value(contact: Contact, version: str) -> None:
    found = khards(write(contact), version)
    assert found.formatted_name == contact.name
    assert sorted(value for values in found.phone_numbers.values() for value in values) == sorted(
        point.value for point in contact.phones
    )
    assert [value for values in found.emails.values() for value in values] == [p.value for p in contact.emails]
    back = read_people(write(contact).encode(), "x").records[0].contact
    assert {**back.extra, **contact.extra} == back.extra
    assert back.positions[:1] == contact.positions[:1] or not contact.positions[0].employer
    assert contact.birthday in {back.birthday, back.extra.get("Birthday", "")}


TEXT = st.text(st.one_of(st.sampled_from(list("-:#'\"\\,;[]{}&*!|>%@` \n=")), st.characters(codec="utf-8")), max_size=8)
LINE = TEXT.map(clean_line)


@given(LINE.filter(bool), LINE, LINE, LINE, LINE.filter(bool), TEXT.map(clean))
def test_hostile_texts_reach_khard_as_they_are(
    name: str, given_name: str, label: str, city: str, employer: str, notes: str
) -> None:
    contact = Contact(
        name,
        given=given_name,
        positions=(Position(employer),),
        phones=(Labelled("5550100", label),),
        addresses=(Address(label=label, city=city),) if city else (),
        notes=notes,
    )
    data = contacts.YAMLEditable._parse_yaml(write(contact))
    assert data["Formatted name"] == name
    assert data.get("First name", "") == (given_name or "")
    assert data["Organisation"] == [employer]
    assert [*data["Phone"].values()] == ["5550100"]
    assert data.get("Note", "") == notes
    made = contacts.YAMLEditable(vobject.vCard(), [], "3.0")
    made.update(write(contact))
    assert made.formatted_name == name.strip()
    back = read_people(write(contact).encode(), "x").records[0].contact
    assert (back.name, back.employer, back.notes) == (name, employer, notes.strip("\n"))
