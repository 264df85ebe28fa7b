"""Contacts: added, edited, moved between employers, deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crm.book import check, history, people, reading, touches
from crm.book.errors import NotFound, Refused
from crm.book.session import Book
from crm.domain.people import Address, Contact, Labelled, Met, Position, with_current

TODAY = date(2026, 11, 22)
FULL = Contact(
    "Dana Whitfield",
    given="Dana",
    family="Whitfield",
    nickname="Dee",
    role="hiring manager",
    positions=(Position("Northwind", "VP", "Robots", date(2020, 1, 1)), Position("Kestrel", "Engineer")),
    emails=(Labelled("dana@northwind.test", "work"), Labelled("d@home.test")),
    phones=(Labelled("+49 30 5550100", "cell, pref"),),
    links=(Labelled("https://northwind.test/dana", "web"),),
    addresses=(Address("Hauptstr. 1\n07302 Berlin", "work", "Hauptstr. 1", "07302", "Berlin", "", "NO"),),
    tags=("target", "berlin"),
    birthday="--03-07",
    met=Met(date(2026, 9, 2), "final round", "Sam"),
    cadence="6 weeks",
    notes="likes climbing\nand tea",
    extra={"Pager": ["1", "2"]},
)


def move(book: Book, who: int, positions: tuple[Position, ...]) -> None:
    people.edit_contact(book, who, replace(people.get_contact(book, who), positions=positions), moving=True)


def test_what_was_added_is_what_is_there(book: Book) -> None:
    who = people.add_contact(book, FULL)
    found = people.get_contact(book, who)
    assert replace(found, uid="", added=None, created=None) == FULL
    assert found.uid
    assert found.added == TODAY


def test_what_was_edited_is_what_is_there_and_untouched_lists_stay(book: Book) -> None:
    who = people.add_contact(book, FULL)
    before = people.get_contact(book, who)
    points = book.store.rows("SELECT id FROM contact_point")
    people.edit_contact(book, who, replace(before, name="Dana W.", tags=("x",), notes=""))
    after = people.get_contact(book, who)
    assert after == replace(before, name="Dana W.", tags=("x",), notes="")
    assert book.store.rows("SELECT id FROM contact_point") == points


def test_a_new_employer_is_a_move_and_the_old_one_stays_with_its_end(book: Book) -> None:
    who = people.add_contact(book, FULL)
    move(book, who, (Position("Harbor Foods", "CTO"), *FULL.positions[1:]))
    found = people.get_contact(book, who).positions
    assert found[0].employer == "Harbor Foods"
    assert found[1] == replace(FULL.positions[0], until=TODAY)
    assert found[2] == FULL.positions[1]


ENDED = Position("Old Firm", "Dev", until=date(2020, 1, 1))


def test_a_move_keeps_the_past_positions_that_come_before_the_current_one(book: Book) -> None:
    current, first = Position("New Firm", "CEO"), Position("First Firm", until=date(2010, 1, 1))
    who = people.add_contact(book, Contact("Pat", positions=(ENDED, current, first)))
    move(book, who, with_current((ENDED, current, first), Position("Harbor Foods", "CTO")))
    assert people.get_contact(book, who).positions == (
        Position("Harbor Foods", "CTO", since=TODAY),
        ENDED,
        replace(current, until=TODAY),
        first,
    )


def test_somebody_who_works_nowhere_starts_somewhere_and_has_not_left_twice(book: Book) -> None:
    who = people.add_contact(book, Contact("Ed", positions=(ENDED,)))
    move(book, who, with_current((ENDED,), Position("Harbor Foods")))
    assert people.get_contact(book, who).positions == (Position("Harbor Foods"), ENDED)


@pytest.mark.parametrize(
    ("before", "current", "after"),
    [
        ((), Position("A"), (Position("A"),)),
        ((ENDED,), Position("A"), (Position("A"), ENDED)),
        ((ENDED, Position("B"), Position("C")), Position("A"), (ENDED, Position("A"), Position("C"))),
        ((ENDED, Position("B")), Position(), (ENDED,)),
        ((ENDED,), Position(), (ENDED,)),
    ],
)
def test_the_current_position_is_replaced_where_it_stands(
    before: tuple[Position, ...], current: Position, after: tuple[Position, ...]
) -> None:
    assert with_current(before, current) == after


def test_a_typo_put_right_is_no_move(book: Book) -> None:
    who = people.add_contact(book, Contact("Dana", positions=(Position("Nortwind Robotics", "VP"),)))
    move(book, who, (Position("Northwind Robotics", "VP"),))
    assert people.get_contact(book, who).positions == (Position("Northwind Robotics", "VP"),)
    assert reading.employers(book) == ["Northwind Robotics"]


def test_employers_are_shared_whatever_the_case_and_go_with_the_last_person(book: Book) -> None:
    first = people.add_contact(book, Contact("A", positions=(Position("Northwind"),)))
    second = people.add_contact(book, Contact("B", positions=(Position("northwind"),)))
    assert reading.employers(book) == ["Northwind"]
    people.delete_contact(book, first)
    assert reading.employers(book, "nor") == ["Northwind"]
    people.delete_contact(book, second)
    assert reading.employers(book) == []


def test_names_that_differ_by_an_accent_are_two_employers(book: Book) -> None:
    for name in ("Cafe", "Café", "CAFÉ", "Cafe\u0301"):
        who = people.add_contact(book, Contact("A", positions=(Position(name),)))
        assert people.get_contact(book, who).employer == ("Cafe" if name == "Cafe" else "Café")
    assert reading.employers(book, "cafe") == ["Cafe", "Café"]


@pytest.mark.parametrize(
    ("was", "name"), [("northwind", "Northwind"), ("Cafe", "Café"), ("Café", "CAFE"), ("Café", "CAFÉ")]
)
def test_an_employers_spelling_is_put_right_for_everybody_there(book: Book, was: str, name: str) -> None:
    ended = Position(was, "Dev", until=date(2020, 1, 1))
    who = people.add_contact(book, Contact("A", positions=(ended, Position(was, "CEO"))))
    other = people.add_contact(book, Contact("B", positions=(Position(was),)))
    move(book, who, with_current((ended, Position(was, "CEO")), Position(name, "CEO")))
    assert people.get_contact(book, who).positions == (replace(ended, employer=name), Position(name, "CEO"))
    assert people.get_contact(book, other).employer == name
    assert reading.contact_card(book, other).contact.employer == name
    assert [row.employer for row in reading.contacts_page(book)] == [name, name]
    assert reading.employers(book) == [name]
    assert check.check(book) == []
    history.undo(book)
    assert [row.employer for row in reading.contacts_page(book)] == [was, was]


def test_a_spelling_that_is_another_employers_is_a_change_of_employer(book: Book) -> None:
    who, plain, accented = (
        people.add_contact(book, Contact(who, positions=(Position(name),)))
        for who, name in (("A", "Cafe"), ("B", "Cafe"), ("C", "CAFÉ"))
    )
    move(book, who, (Position("Café"),))
    employers = [people.get_contact(book, each).employer for each in (who, plain, accented)]
    assert employers == ["Café", "Cafe", "Café"]


def test_an_edit_removes_only_employers_that_it_left_empty(book: Book) -> None:
    who = people.add_contact(book, Contact("A", positions=(Position("Kestrel"),)))
    book.store.database.execute_sql(
        "INSERT INTO employer(uid, name, name_key, website, notes, extra, created) "
        "VALUES ('u', 'Apart', 'apart', '', '', '{}', '2026-01-01T00:00:00Z')"
    )
    people.edit_contact(book, who, replace(people.get_contact(book, who), positions=()))
    assert reading.employers(book) == ["Apart"]


@pytest.mark.parametrize("contact", [Contact("A", emails=(Labelled("secret-7"),)), Contact("A", birthday="secret-7")])
def test_a_private_value_is_not_repeated_in_a_message(contact: Contact) -> None:
    (message,) = people.validate_contact(contact).values()
    assert "secret-7" not in message


def test_a_deleted_contact_takes_their_touches_along_but_not_those_with_others(book: Book) -> None:
    first, second = (people.add_contact(book, Contact(name)) for name in "AB")
    touches.log_touch(book, [first], touches.NewTouch(TODAY, note="alone"))
    touches.log_touch(book, [first, second], touches.NewTouch(TODAY, note="both"))
    people.delete_contact(book, first)
    assert [row[0] for row in book.store.rows("SELECT note FROM touch")] == ["both"]
    assert check.check(book) == []
    history.undo(book)
    assert reading.timeline_count(book, first) == 2


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        (Contact("  "), "name"),
        (Contact("\x1b\x00"), "name"),
        (Contact("A", cadence="often"), "cadence"),
        (Contact("A", emails=(Labelled("nobody"),)), "emails"),
        (Contact("A", birthday="31/02"), "birthday"),
        (Contact("A", birthday="1980-02-30"), "birthday"),
        (
            Contact("A", positions=(Position("X", since=date(2020, 1, 1), until=date(2019, 1, 1)),)),
            "positions",
        ),
    ],
)
def test_what_cannot_hold_is_refused_and_nothing_is_written(book: Book, contact: Contact, field: str) -> None:
    with pytest.raises(Refused):
        people.add_contact(book, contact)
    assert field in people.validate_contact(people.cleaned(contact))
    assert reading.contacts_count(book) == 0
    assert history.history(book) == []


def test_control_characters_do_not_enter(book: Book) -> None:
    who = people.add_contact(book, Contact("Da\x1b]52;c;x\x07na\u202e", notes="a\r\nb\x9bc", tags=("\x1b", "t\x00")))
    found = people.get_contact(book, who)
    assert (found.name, found.notes, found.tags) == ("Da]52;c;xna", "a\nbc", ("t",))


def test_somebody_gone_is_said_so(book: Book) -> None:
    for act in (people.get_contact, people.delete_contact, reading.contact_card):
        with pytest.raises(NotFound):
            act(book, 99)


def test_a_cadence_is_stored_as_one_way_to_say_it(book: Book) -> None:
    who = people.add_contact(book, Contact("A"))
    for typed, stored in (
        ("Quarterly", "3 months"),
        ("1 week", "1 week"),
        ("never", "none"),
        ("default", None),
    ):
        people.set_cadence(book, who, typed)
        assert people.get_contact(book, who).cadence == stored
    with pytest.raises(Refused, match="not a cadence"):
        people.set_cadence(book, who, "soonish")
