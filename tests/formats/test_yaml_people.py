"""People in YAML: the three shapes, and every value as it was written."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from crm.domain.people import Address, Contact, Labelled, Met, Position
from crm.formats.records import ContactRecord, FormatError, ParsedFile, shifted
from crm.formats.yaml_read import read_people

SAMPLES = Path(__file__).parents[2] / "sample_data"


def parse(text: str) -> ParsedFile:
    return read_people(text.encode(), "people.yaml")


def one(text: str) -> Contact:
    return record(text).contact


def record(text: str) -> ContactRecord:
    parsed = parse(text)
    assert parsed.problems == ()
    (only,) = parsed.records
    return only


def problem(text: str) -> tuple[int, str, str]:
    (only,) = parse(text).problems
    return only.line, only.contact, only.message


FRIENDLY = """\
- name: Dana Whitfield
  employer: Northwind Robotics
  title: VP Engineering
  role: hiring manager
  email: dana@northwind.test
  phone: {work: "+49 30 5550100"}
  links: {linkedin: https://linkedin.test/in/dana}
  tags: [target, berlin]
  met: {on: 2026-09-02, how: final round, through: Sam Lee}
  cadence: 60 days
  next: 2026-12-15
  contact: no
  birthday: --03-07
  notes: likes climbing
  touches:
    - {on: 2026-10-30, channel: call, direction: out, outcome: reached, note: asked for feedback}
"""


def test_the_friendly_form_is_understood_whole() -> None:
    found = record(FRIENDLY)
    assert found.contact == Contact(
        name="Dana Whitfield",
        positions=(Position("Northwind Robotics", "VP Engineering"),),
        role="hiring manager",
        emails=(Labelled("dana@northwind.test"),),
        phones=(Labelled("+49 30 5550100", "work"),),
        links=(Labelled("https://linkedin.test/in/dana", "linkedin"),),
        tags=("target", "berlin"),
        met=Met(date(2026, 9, 2), "final round", "Sam Lee"),
        cadence="60 days",
        do_not_contact=True,
        birthday="--03-07",
        notes="likes climbing",
        source=found.contact.source,
    )
    assert found.contact.source.startswith("people.yaml#")
    (touch,) = found.touches
    assert (touch.touch.on, touch.touch.channel, touch.touch.outcome) == (date(2026, 10, 30), "call", "reached")
    assert touch.touch.note == "asked for feedback"
    (promise,) = found.follow_ups
    assert (promise.follow_up.on, promise.follow_up.kind) == (date(2026, 12, 15), "promise")


def test_values_arrive_as_they_were_written() -> None:
    contact = one(
        "First name: Eleni\nLast name: Null\nPhone: {cell: +4915212345678, work: 0152123}\nNote: 12:30\n"
        "Address: {home: {Street: Bryggen 7, Code: 07302, City: Oslo, Country: NO}}\n"
    )
    assert contact.name == "Eleni Null"
    assert contact.family == "Null"
    assert [point.value for point in contact.phones] == ["+4915212345678", "0152123"]
    assert contact.addresses == (Address(label="home", street="Bryggen 7", code="07302", city="Oslo", country="NO"),)
    assert contact.notes == "12:30"


KHARD = """\
Prefix : [Prof., Dr.]
First name : Mark
Additional : [Stephe, Tom]
Last name : Schröder
Suffix : II
Nickname : [several, nicknames]
Anniversary : --05-18
Birthday : 1992-12-21
Organisation :
    -
        - Company1
        - Sub-Company1
    - Company2
Title : [research scientist, Manager]
Role : [CEO, CTO]
Phone :
    cell, pref : 0161 99999999
    work :
        - 090 11122200
        - 090 33344400
Email :
    home :
    work, pref=1 : mark@example.com
Address :
    Custom :
        Box : 12
        Street : Riverlane 1
        Code : 99A99
        Region : Region
    home :
        -
            Extended : 1st Floor
            Code : 12345
        -
            Extended :
            Street : |
                Market Street 1
                33333 City
Categories :
    -
        - cat1
        - cät2
    - one more
Webpage : [http://example.com, https://example.org]
Private :
    Jabber : [jabber1, jabber2]
    Skype : skype1
Note :
    - single line note with emoji 🍵
    - |
        multi-line
        note
"""


def test_a_khard_document_keeps_every_value() -> None:
    contact = one(KHARD)
    assert contact.name == "Prof. Dr. Mark Stephe Tom Schröder II"
    assert (contact.given, contact.middle, contact.family) == ("Mark", "Stephe Tom", "Schröder")
    assert (contact.prefix, contact.suffix, contact.nickname) == ("Prof. Dr.", "II", "several, nicknames")
    assert (contact.birthday, contact.anniversary) == ("1992-12-21", "--05-18")
    assert contact.positions == (
        Position("Company1", "research scientist", "Sub-Company1"),
        Position("Company2", "Manager"),
    )
    assert contact.role == ""  # a function at work makes nobody part of the search
    assert contact.extra == {"Role": ["CEO", "CTO"], "Private": {"Jabber": ["jabber1", "jabber2"], "Skype": "skype1"}}
    assert contact.phones == (
        Labelled("0161 99999999", "cell, pref"),
        Labelled("090 11122200", "work"),
        Labelled("090 33344400", "work"),
    )
    assert contact.emails == (Labelled("mark@example.com", "work, pref=1"),)
    assert contact.addresses == (
        Address(label="Custom", box="12", street="Riverlane 1", code="99A99", region="Region"),
        Address(label="home", extended="1st Floor", code="12345"),
        Address(label="home", street="Market Street 1\n33333 City"),
    )
    assert contact.tags == ("cat1", "cät2", "one more")
    assert [link.value for link in contact.links] == ["http://example.com", "https://example.org"]
    assert contact.notes == "single line note with emoji 🍵\n\nmulti-line\nnote"


def test_a_khard_role_that_is_one_of_the_search_is_that_role() -> None:
    assert one("First name: A\nRole: Hiring Manager\n").role == "hiring manager"
    assert one("name: A\nrole: person with keys\n").role == "person with keys"


def test_a_whole_template_of_khard_with_nothing_in_it_but_a_name() -> None:
    empty = (
        "Formatted name :\nKind :\nPrefix :\nFirst name : Clark\nLast name : Kent\nPhone :\n    cell :\n    home :\n"
        "Email :\n    home :\nAddress :\n    home :\n        Box :\n        Street :\nPrivate : {}\nNote :\n"
    )
    assert one(empty) == Contact(name="Clark Kent", given="Clark", family="Kent", source=one(empty).source)


@pytest.mark.parametrize(
    "text",
    [
        "name: A\n---\nname: B\n",
        "- name: A\n- name: B\n",
        "contacts:\n- name: A\n- name: B\n",
        "- name: A\n---\n- name: B\n",
        "---\nFirst name: A\n...\n---\nFormatted name: B\n",
    ],
)
def test_people_come_as_documents_or_lists_or_a_book(text: str) -> None:
    assert [found.contact.name for found in parse(text).records] == ["A", "B"]


@pytest.mark.parametrize("key", ["employer", "Company", "organisation", "ORGANIZATION", "org"])
def test_the_employer_goes_by_many_names(key: str) -> None:
    assert one(f"name: A\n{key}: Northwind\n").employer == "Northwind"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a@b.c", [("a@b.c", "")]),
        ("[a@b.c, d@e.f]", [("a@b.c", ""), ("d@e.f", "")]),
        ("{work: a@b.c, home: [d@e.f, g@h.i]}", [("a@b.c", "work"), ("d@e.f", "home"), ("g@h.i", "home")]),
        ("[{label: work, value: a@b.c}, d@e.f]", [("a@b.c", "work"), ("d@e.f", "")]),
        ("{type: [cell, pref], value: a@b.c}", [("a@b.c", "cell, pref")]),
    ],
)
def test_lists_of_values_are_written_in_several_ways(written: str, read: list[tuple[str, str]]) -> None:
    assert one(f"name: A\ne-mail: {written}\n").emails == tuple(Labelled(*pair) for pair in read)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Riverlane 1, 12345 City", Address(value="Riverlane 1, 12345 City")),
        ("{street: Riverlane 1, zip: 07302}", Address(street="Riverlane 1", code="07302")),
        ("{home: Riverlane 1}", Address(value="Riverlane 1", label="home")),
        ("[{label: home, town: Oslo, floor: 2}]", Address(label="home", city="Oslo", extended="floor: 2")),
    ],
)
def test_addresses_are_written_in_several_ways(written: str, read: Address) -> None:
    assert one(f"name: A\naddress: {written}\n").addresses == (read,)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1980-03-07", "1980-03-07"),
        ("19800307", "1980-03-07"),
        ("--0307", "--03-07"),
        ("--02-29", "--02-29"),
        ("7 March 1980", "1980-03-07"),
        ("7 Mar", "--03-07"),
        ("07.03.1980", "1980-03-07"),
        ("1980-03-07T00:00:00", "1980-03-07"),
    ],
)
def test_birthdays(written: str, read: str) -> None:
    assert one(f"name: A\nbirthday: {written}\n").birthday == read


def test_what_has_no_place_is_kept() -> None:
    contact = one("name: A\nShoe size: 44\nPets: [{name: Rex}, cat]\nbirthday: text=about 1800\nmet: {at: 2, how: b}\n")
    assert contact.extra == {
        "Shoe size": "44",
        "Pets": [{"name": "Rex"}, "cat"],
        "Birthday": "text=about 1800",
        "met": {"at": "2"},
    }
    birth = one("name: A\nbirthday: 1980-03-07T14:05:00\n")
    assert (birth.birthday, birth.extra) == ("1980-03-07", {"Birthday": "1980-03-07T14:05:00"})


@pytest.mark.parametrize("field", ["birthday", "anniversary"])
def test_a_day_of_somebodys_life_is_not_repeated_in_a_message(field: str) -> None:
    assert "31/02" not in problem(f"- name: Dana\n  {field}: 31/02/1980\n")[2]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- name: Dana\n  birthday: 31/02\n", 2, "Birthday is not a day: write 1980-03-07"),
        ("- name: Dana\n  cadence: sometimes\n", 2, "“sometimes” is not a cadence"),
        ("- name: Dana\n  contact: perhaps\n", 2, "Contact “perhaps” is neither yes nor no"),
        ("- name: Dana\n  next: tomorrow\n", 2, "Next “tomorrow” is not a date"),
        ("- name: Dana\n  next: 03/04/2026\n", 2, "is not a date: write it like 2026-10-30"),
        ("- name: Dana\n  touches:\n  - {channel: call}\n", 3, "A touch needs its day"),
        ("- name: Dana\n  touches:\n  - {on: 2026-01-01, channel: pigeon}\n", 3, "is not one of call, voicemail"),
        ("- name: Dana\n  touches:\n  - 2026-01-01\n", 3, "A touch is written like {on: 2026-10-30"),
        ("- name: Dana\n  employer: A\n  company: B\n  nick name: X\n  nickname: Y\n", 5, "under another spelling"),
        ("- email: dana@b.c\n", 1, "A contact needs a name"),
        ("- Dana Whitfield\n", 1, "This is not a contact: write it like name: Dana"),
        ("- name: Dana\n  met: {on: 31 Feb 2026}\n", 2, "is not a date"),
        ("- name: [Dana, {x: y}]\n", 1, "Name should be a text or a list of texts"),
        ("contacts: []\nplans:\n- {step: x}\n", 3, "A plan needs playbook"),
    ],
)
def test_what_is_wrong_with_one_contact_is_said_with_its_line(text: str, line: int, words: str) -> None:
    found_line, contact, message = problem(text)
    assert found_line == line
    assert words in message
    assert contact == ("Dana" if "name: Dana" in text else "")


def test_a_problem_concerns_one_contact_only() -> None:
    people = "".join(
        f"- name: Person {number}\n  birthday: {'31/02' if number == 7 else '--03-07'}\n" for number in range(20)
    )
    parsed = parse(people)
    assert len(parsed.records) == 19
    ((line, contact),) = [(found.line, found.contact) for found in parsed.problems]
    assert (line, contact) == (16, "Person 7")


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "[]\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match=r"people.yaml is empty"):
        parse(text)


def test_a_book_of_nobody_is_no_fault() -> None:
    assert parse("callback: 1\ncontacts: []\n").records == ()


def test_a_book_of_a_newer_release_is_refused() -> None:
    with pytest.raises(FormatError, match="newer Callback"):
        parse("callback: 2\ncontacts: []\n")


def test_touches_say_what_was_promised_and_who_else_was_there() -> None:
    found = record(
        "name: Dana\ntouches:\n- on: 2026-10-01\n  channel: coffee\n  with: [Sam Lee, taro@b.c]\n  gave: an article\n"
        "  promise: {on: 2026-11-02, purpose: send the figure}\n  they promised: 2026-11-09\n  mood: warm\n"
        "- {on: 1 Oct 2026, channel: e-mail, direction: inbound, answer needed: no}\n"
    )
    first, second = found.touches
    assert first.contacts == ("Sam Lee", "taro@b.c")
    assert (first.touch.channel, first.touch.gave, first.touch.note) == ("meeting", "an article", "mood: warm")
    mine, theirs = (promise.follow_up for promise in first.promises)
    assert (mine.kind, mine.on, mine.purpose) == ("promise", date(2026, 11, 2), "send the figure")
    assert (theirs.kind, theirs.on) == ("their-promise", date(2026, 11, 9))
    assert (second.touch.on, second.touch.direction, second.touch.outcome) == (date(2026, 10, 1), "in", "replied")
    assert not second.touch.answer_needed


def test_next_may_say_what_for_and_when() -> None:
    found = record(
        "name: A\nnext:\n- {on: 2026-12-15, at: '14:30', channel: phone, why: ask how it went}\n- 2027-01-05 09:00\n"
    )
    first, second = (item.follow_up for item in found.follow_ups)
    assert (first.on, first.at, first.channel, first.purpose) == (
        date(2026, 12, 15),
        time(14, 30),
        "call",
        "ask how it went",
    )
    assert (second.on, second.at) == (date(2027, 1, 5), time(9))
    assert record("name: A\nnext: none\n").follow_ups == ()


def test_foreign_text_is_cleaned_on_the_way_in() -> None:
    contact = one(
        'name: "Da\\e]52;c;x\\ana\\u202e\\n Whitfield"\nnotes: "a\\r\\nb\\u0007"\n"k\\ey": "v\\e"\ntags: ["\\e[0m"]\n'
    )
    assert contact.name == "Da]52;c;xna Whitfield"
    assert contact.notes == "a\nb"
    assert contact.extra == {"ky": "v"}
    assert contact.tags == ("[0m",)


def test_the_sample_moves_by_whole_weeks() -> None:
    parsed = read_people((SAMPLES / "search.yaml").read_bytes(), "search.yaml")
    assert parsed.problems == ()
    moved = shifted(parsed, 70)
    assert (moved.as_of - parsed.as_of).days == 70
    before = [touch.touch.on for found in parsed.records for touch in found.touches]
    after = [touch.touch.on for found in moved.records for touch in found.touches]
    assert {(b - a).days for a, b in zip(before, after, strict=True)} == {70}
    assert [found.contact.birthday for found in moved.records] == [found.contact.birthday for found in parsed.records]


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.yaml")), ids=lambda path: path.name)
def test_the_samples_are_read_without_a_problem(path: Path) -> None:
    parsed = read_people(path.read_bytes(), path.name)
    assert parsed.records and parsed.problems == ()
