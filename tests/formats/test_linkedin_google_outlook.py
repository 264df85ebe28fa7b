"""What the three address books do in ways of their own."""

from __future__ import annotations

from datetime import date

import pytest

from crm.domain.people import Address, Labelled, Met, Position
from crm.formats.csv_dates import day_of_life_in, day_order
from crm.formats.csv_plain import read_csv
from crm.formats.google_csv import read_google
from crm.formats.kinds import recognise
from crm.formats.linkedin import read_linkedin
from crm.formats.outlook_csv import read_outlook
from crm.formats.records import ContactRecord, ParsedFile


def one(found: ParsedFile) -> ContactRecord:
    assert len(found.records) == 1
    return found.records[0]


@pytest.mark.parametrize("preamble", ["", 'Notes:\n"a, b"\n\n', "\n\n\n", 'Notes:\n"a\nb, first name"\n\n'])
def test_linkedin_is_read_whatever_stands_before_the_header(preamble: str) -> None:
    text = f"{preamble}first_name,LAST NAME,Url,E-mail address,company,Position,Connected-On\nA,B,u,,C,T,05 Oct 2020\n"
    record = one(read_linkedin(text.encode(), "Connections.csv"))
    assert record.contact.positions == (Position("C", "T"),)
    assert record.contact.links == (Labelled("u", "linkedin"),)
    assert record.contact.emails == ()
    assert record.contact.met == Met(date(2020, 10, 5), "LinkedIn")
    assert record.line == preamble.count("\n") + 2


def test_columns_may_come_in_any_order() -> None:
    text = "Connected On,Company,Last Name,First Name,Colour\n5 Oct 2020,C,B,A,red\n"
    contact = one(read_linkedin(text.encode(), "x")).contact
    assert (contact.given, contact.family, contact.employer, contact.extra) == ("A", "B", "C", {"Colour": "red"})


@pytest.mark.parametrize(
    ("label", "expected"),
    [("* Work", "work, pref"), ("*", "pref"), ("Mobile", "mobile"), ("Büro Wien", "Büro Wien"), ("", "")],
)
def test_google_labels_are_the_books(label: str, expected: str) -> None:
    text = f"First Name,Phone 1 - Label,Phone 1 - Value\nA,{label},+49 1\n"
    assert one(read_google(text.encode(), "x")).contact.phones == (Labelled("+49 1", expected),)


def test_several_values_in_a_cell_of_google_are_several() -> None:
    text = (
        "Name,E-mail 1 - Type,E-mail 1 - Value,Address 1 - Type,Address 1 - City,Address 1 - Postal Code\n"
        "A,Home ::: Work,a@x.test ::: b@x.test,Home,Wien ::: Graz,0100 ::: 0200\n"
    )
    contact = one(read_google(text.encode(), "x")).contact
    assert contact.emails == (Labelled("a@x.test", "home"), Labelled("b@x.test", "work"))
    assert [(address.city, address.code, address.label) for address in contact.addresses] == [
        ("Wien", "0100", "home"),
        ("Graz", "0200", "home"),
    ]


def test_a_label_without_its_value_is_kept_beside() -> None:
    text = "Name,E-mail 1 - Type,E-mail 1 - Value\nA,Work,\n"
    assert one(read_google(text.encode(), "x")).contact.extra == {"E-mail 1 - Type": "Work"}


@pytest.mark.parametrize(
    ("days", "expected", "noted"),
    [
        (["3/7/1980"], ["1980-03-07"], True),
        (["3/7/1980", "25/12/1970"], ["1980-07-03", "1970-12-25"], False),
        (["3/7/1980", "12/25/1970"], ["1980-03-07", "1970-12-25"], False),
        (["0/0/00", "4/4/1990"], ["", "1990-04-04"], False),
        (["1980-03-07", "7.3.1980", "7.3."], ["1980-03-07", "1980-03-07", "--03-07"], False),
        (["13/13/1980", "12/31/1970 12:00:00 AM"], ["", "1970-12-31"], False),
    ],
)
def test_birthdays_of_outlook_in_any_form(days: list[str], expected: list[str], noted: bool) -> None:
    rows = "".join(f"N{place},{day}\n" for place, day in enumerate(days))
    found = read_outlook(f"First Name,Birthday\n{rows}".encode(), "x")
    assert [record.contact.birthday for record in found.records] == expected
    assert any("month/day/year" in note for note in found.notes) == noted


def test_a_day_that_could_be_two_is_kept_as_text_where_the_file_has_both_orders() -> None:
    found = read_outlook(b"First Name,Birthday\nA,3/7/1980\nB,25/12/1970\nC,12/25/1970\n", "x")
    assert [record.contact.birthday for record in found.records] == ["", "1970-12-25", "1970-12-25"]
    assert found.records[0].contact.extra == {"Birthday": "3/7/1980"}
    assert [(problem.line, problem.partial) for problem in found.problems] == [(2, True)]
    assert "1980" not in str(found.problems[0])


def test_a_year_of_two_digits_is_not_guessed() -> None:
    contact = one(read_outlook(b"First Name,Birthday\nA,12/24/75\n", "x")).contact
    assert (contact.birthday, contact.extra) == ("--12-24", {"Birthday": "12/24/75"})
    assert day_of_life_in("2/30/1980", day_order(["2/30/1980"])) is None


def test_outlook_addresses_phones_and_categories() -> None:
    text = (
        "First Name;Business Street;Business Street 2;Business City;Home Postal Code;Business Phone;Categories\n"
        'A;One;Two;Köln;01234;+49 1;"a, b;c"\n'
    )
    contact = one(read_outlook(text.encode("cp1252"), "x")).contact
    assert [(item.label, item.street, item.city, item.code) for item in contact.addresses] == [
        ("work", "One\nTwo", "Köln", ""),
        ("home", "", "", "01234"),
    ]
    assert contact.phones == (Labelled("+49 1", "work"),)
    assert contact.tags == ("a, b", "c")


def test_the_other_address_of_an_outlook_in_german() -> None:
    # `Weiteres/r` and `Weiteres/e` are how the program writes it.
    text = (
        "Vorname;Weitere Straße;Weitere Straße 2;Weiterer Ort;Weiteres/r Bundesland/Kanton;Weitere Postleitzahl;"
        "Weiteres/e Land/Region;Weiteres Postfach;Mobiltelefon 2;Telefon für Hörbehinderte;Telefon (privat 2)\n"
        "A;Ring 5;Hof;Bern;BE;03000;Schweiz;77;+41 1;+41 2;+41 3\n"
    )
    contact = one(read_outlook(text.encode("cp1252"), "x")).contact
    assert contact.addresses == (Address("", "other", "Ring 5\nHof", "03000", "Bern", "BE", "Schweiz", "77"),)
    assert [(item.value, item.label) for item in contact.phones] == [
        ("+41 1", "cell"),
        ("+41 3", "home"),
        ("+41 2", "textphone"),
    ]
    assert not contact.extra


def test_what_is_no_e_mail_address_costs_the_address_alone() -> None:
    # An Outlook beside an Exchange server writes its own addresses.
    text = "First Name,E-mail Address,E-mail 2 Address\nA,/o=Org/ou=One/cn=a,a@x.test\nB,b at x,\n"
    found = read_outlook(text.encode(), "x")
    assert [[point.value for point in each.contact.emails] for each in found.records] == [["a@x.test"], []]
    assert [each.contact.extra for each in found.records] == [
        {"E-mail Address": "/o=Org/ou=One/cn=a"},
        {"E-mail Address": "b at x"},
    ]
    assert [(problem.line, problem.contact, problem.partial) for problem in found.problems] == [
        (2, "A", True),
        (3, "B", True),
    ]
    assert not any("b at x" in str(problem) or "/o=" in str(problem) for problem in found.problems)


def test_a_table_of_thunderbird_is_not_taken_for_one_of_outlook() -> None:
    text = (
        "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,"
        "Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,Home ZipCode,"
        "Home Country,Work Address,Work Address 2,Work City,Work State,Work ZipCode,Work Country,Job Title,Department,"
        "Organization,Web Page 1,Web Page 2,Birth Year,Birth Month,Birth Day,Custom 1,Notes\n"
        "Ann,Lee,Ann Lee,An,a@x.test,b@x.test,ann,1,2,3,4,5,Ring 5,Rear,Bonn,NW,01234,DE,Kai 1,,Köln,,05678,,CTO,"
        "Lab,Contoso,https://w.test,https://h.test,1980,3,7,c1,note\n"
    )
    assert recognise(text.encode(), "x") == "csv"
    found = read_csv(text.encode(), "x")
    contact = one(found).contact
    assert not found.problems
    assert contact.extra == {"Screen Name": "ann", "Custom 1": "c1"}
    assert [item.value for item in contact.emails] == ["a@x.test", "b@x.test"]
    assert {(item.value, item.label) for item in contact.phones} == {
        ("1", "work"),
        ("2", "home"),
        ("3", "fax"),
        ("4", "pager"),
        ("5", "cell"),
    }
    assert contact.addresses == (
        Address("", "work", "Kai 1", "05678", "Köln"),
        Address("", "home", "Ring 5\nRear", "01234", "Bonn", "NW", "DE"),
    )
    assert contact.positions == (Position("Contoso", "CTO", "Lab"),)
    assert contact.birthday == "1980-03-07"


@pytest.mark.parametrize(
    ("days", "birthday", "extra"),
    [
        (",3,7", "--03-07", {}),
        ("1980,,", "", {"Birth Year": "1980"}),
        ("1980,2,30", "", {"Birth Year": "1980", "Birth Month": "2", "Birth Day": "30"}),
    ],
)
def test_a_birthday_in_three_columns(days: str, birthday: str, extra: dict[str, str]) -> None:
    contact = one(read_csv(f"name,Birth Year,Birth Month,Birth Day\nA,{days}\n".encode(), "x")).contact
    assert (contact.birthday, contact.extra) == (birthday, extra)


def test_a_table_of_anybody_in_french() -> None:
    text = "Nom;Prénom;Entreprise;Fonction;Courriel;Téléphone;Portable;Adresse;Code postal;Ville\n"
    text += "Lee;Zoé;Nord;Chef;z@x.test;01;06;3, rue du Port;01067;Lille\n"
    contact = one(read_csv(text.encode(), "x")).contact
    assert (contact.name, contact.positions) == ("Zoé Lee", (Position("Nord", "Chef"),))
    assert contact.phones == (Labelled("01"), Labelled("06", "cell"))
    assert contact.addresses == (Address(street="3, rue du Port", code="01067", city="Lille"),)
    assert not contact.extra


def test_an_address_that_says_its_parts_stays_whole() -> None:
    text = "Name,Address 1 - Formatted,Address 1 - Street,Address 1 - City\nA,Ring 5 c/o Lee,Ring 5,Bonn\n"
    assert one(read_google(text.encode(), "x")).contact.addresses == (
        Address("Ring 5 c/o Lee", street="Ring 5", city="Bonn"),
    )


def test_a_table_of_anybody_by_the_names_of_its_columns() -> None:
    text = (
        "First name,Surname,Work e-mail,Email,Email 2,Mobile,Work phone,Organisation,Position,Address,Groups,Contact,"
        "Next\n"
        "Ann,Lee,w@x.test,a@x.test,b@x.test,+1 555 0100,555 0101,Contoso,CTO,Ring 5,x;y,no,2026-12-15\n"
    )
    found = read_csv(text.encode(), "x")
    record = one(found)
    contact = record.contact
    assert not found.problems and not contact.extra
    assert (contact.name, contact.employer, contact.title) == ("Ann Lee", "Contoso", "CTO")
    assert [(item.value, item.label) for item in contact.emails] == [
        ("a@x.test", ""),
        ("b@x.test", ""),
        ("w@x.test", "work"),
    ]
    assert [(item.value, item.label) for item in contact.phones] == [("+1 555 0100", "cell"), ("555 0101", "work")]
    assert contact.addresses[0].value == "Ring 5"
    assert contact.tags == ("x", "y") and contact.do_not_contact
    assert record.follow_ups[0].follow_up.on == date(2026, 12, 15)


def test_two_columns_of_one_name_are_two_values() -> None:
    contact = one(read_csv(b"name,email,email,shoe,shoe,,\nA,a@x.test,b@x.test,1,2,3,4\n", "x")).contact
    assert [item.value for item in contact.emails] == ["a@x.test", "b@x.test"]
    assert list(contact.extra.values()) == ["1", "2", "3", "4"]


def test_a_contact_without_a_name_is_called_by_what_there_is() -> None:
    found = read_csv(b"name,email,company,colour\n,a@x.test,,\n,,Contoso,\n,,,red\n", "x")
    assert [record.contact.name for record in found.records] == ["a@x.test", "Contoso"]
    assert [(problem.line, problem.partial) for problem in found.problems] == [(4, False)]


def test_controls_and_bidi_overrides_stay_outside() -> None:
    contact = one(read_csv("name,notes,x\nA\x1b]52;c\u202eB,a\x07,\u200bz\n".encode(), "x")).contact
    assert (contact.name, contact.notes, contact.extra) == ("A]52;cB", "a", {"x": "z"})
