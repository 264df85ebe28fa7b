"""Finding who is in the book twice: those planted, none of those who only look so, and in bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from benchmarks.duplicates import FALSE, FOUND, Outcome, fill, outcome
from benchmarks.planted import planted
from crm.book.contact_rows import insert_contacts
from crm.book.duplicates import DuplicatePair, alike_pairs, employers_alike, find_duplicate_employers, find_duplicates
from crm.book.finder import Finder, finder_of
from crm.book.likeness import Known
from crm.book.matching import index_of
from crm.book.not_same import say_not_same
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position


def add(book: Book, *contacts: Contact) -> list[int]:
    with book.act("Add"):
        return insert_contacts(book.store, contacts, today=book.today, stamp=book.stamp)


def person(name: str, employer: str = "", email: str = "", phone: str = "", link: str = "") -> Contact:
    return Contact(
        name,
        positions=(Position(employer),) if employer else (),
        emails=(Labelled(email),) if email else (),
        phones=(Labelled(phone),) if phone else (),
        links=(Labelled(link),) if link else (),
    )


def told(pairs: list[DuplicatePair]) -> list[tuple[str, str, bool, str]]:
    return [(pair.one_name, pair.other_name, pair.sure, pair.reason) for pair in pairs]


# Contacts


def test_sure_ones_come_first_and_each_says_why(book: Book) -> None:
    add(
        book,
        person("Bob Jones", "Northwind Robotics GmbH"),
        person("Dana Whitfield", "Kestrel", "dana@kestrel.test"),
        person("Robert Jones", "Northwind Robotics"),
        person("D. Whitfield", email="DANA@kestrel.test"),
        person("Sam Lee", "Kestrel"),
    )
    pairs = find_duplicates(book)
    assert told(pairs) == [
        ("Dana Whitfield", "D. Whitfield", True, "same e-mail"),
        ("Bob Jones", "Robert Jones", False, "alike name, same employer"),
    ]
    assert (pairs[0].one_about, pairs[0].other_about) == ("Kestrel", "DANA@kestrel.test")


def test_a_pair_said_not_to_be_the_same_is_left_out(book: Book) -> None:
    one, other = add(book, person("Anna Meyer", "Kestrel"), person("Anna Meyer", "Kestrel"))
    assert len(find_duplicates(book)) == 1
    say_not_same(book, "contact", other, one)
    assert find_duplicates(book) == []


def test_an_initial_that_fits_two_is_suggested_for_neither(book: Book) -> None:
    add(book, person("John Smith", "Kestrel"), person("J. Smith", "Kestrel"))
    assert len(find_duplicates(book)) == 1
    add(book, person("Jane Smith", "Kestrel"))
    assert find_duplicates(book) == []


@pytest.mark.parametrize(
    ("short", "one", "other"),
    [
        ("A. Reed", "Anna Reed", "Alan Reed"),
        ("Reed", "Anna Reed", "Tom Reed"),
        ("Pat Reed", "Patricia Reed", "Patrick Reed"),
    ],
)
def test_a_name_that_fits_two_of_a_family_is_surely_neither(book: Book, short: str, one: str, other: str) -> None:
    phone = "+1 202 555 0123"
    add(book, person(one, phone=phone), person(other, phone=phone), person(short, phone=phone))
    assert told(find_duplicates(book)) == [
        (one, short, False, "same phone, alike name"),
        (other, short, False, "same phone, alike name"),
    ]
    matches = finder_of(book).possible(person(short, phone=phone))
    assert [(match.name, match.sure) for match in matches] == [(short, True), (one, False), (other, False)]


def test_an_import_does_not_choose_which_of_a_family_an_initial_is(book: Book) -> None:
    anna, alan = add(book, person("Anna Reed", email="reed@mail.test"), person("Alan Reed", email="reed@mail.test"))

    def certain(name: str) -> list[int]:
        return list(index_of(book).certain(person(name, email="reed@mail.test")))

    assert certain("A. Reed") == certain("Reed") == []
    assert certain("Anna Reed") == certain("Reed, Anna") == [anna]
    assert certain("Alan J. Reed") == [alan]


def test_spellings_of_one_person_do_not_cast_doubt_on_each_other(book: Book) -> None:
    phone = "+1 202 555 0123"
    add(book, person("Anna Reed", phone=phone), person("A. Reed", phone=phone), person("Reed, Anna", phone=phone))
    assert [pair.sure for pair in find_duplicates(book)] == [True, True, True]


def test_the_switchboard_makes_nobody_the_same(book: Book) -> None:
    names = ("Anna Meyer", "Sam Lee", "Dana Whitfield", "Anna Schmidt", "A. Novak")
    add(book, *(person(name, "Kestrel", phone="+49 30 5550100") for name in names))
    assert find_duplicates(book) == []


def test_progress_is_told_to_the_end(book: Book) -> None:
    add(book, person("Anna Meyer"), person("Sam Lee"))
    steps: list[tuple[int, int]] = []
    find_duplicates(book, progress=lambda done, of: steps.append((done, of)))
    assert steps[-1] == (2, 2)


def test_nobody_is_found_in_an_empty_book(book: Book) -> None:
    assert find_duplicates(book) == [] and find_duplicate_employers(book) == []


def judged(found: Outcome) -> None:
    assert found.sure_found == found.sure, found.missed
    assert found.sure_but_false == 0, found.false
    assert found.likely_found / found.likely >= FOUND, found.missed
    # One pair of two people at one employer who share their whole name is nobody's fault in a small book.
    assert len(found.false) <= max(1, FALSE * found.told), found.false


@pytest.mark.parametrize("seed", [1, 2])
def test_of_those_planted_nearly_all_are_found_and_hardly_anybody_else(book: Book, seed: int) -> None:
    people = planted(1_000, 100, seed)
    found = outcome(book, people, fill(book, people))
    assert found.sure + found.likely == 100
    judged(found)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_of_five_hundred_among_ten_thousand(book: Book, seed: int) -> None:
    people = planted(10_000, 500, seed)
    judged(outcome(book, people, fill(book, people)))


def crowd(count: int) -> dict[int, Known]:
    return {
        number: Known(f"Jo{number:05d}xan Smith", employers=("Kestrel",), emails=("hr@kestrel.test",))
        for number in range(1, count + 1)
    }


def test_thousands_of_one_surname_at_one_employer_stay_cheap() -> None:
    def seconds(people: dict[int, Known]) -> float:
        start = time.process_time()
        list(alike_pairs(people))
        return time.process_time() - start

    seconds(crowd(100))  # what is imported once
    small, large = seconds(crowd(250)), seconds(crowd(1_000))
    assert large < 10 * small  # four times as many; all pairs would be sixteen times


# A new contact


def test_a_new_contact_is_told_whom_it_may_be(book: Book) -> None:
    ids = add(
        book,
        person("Robert Jones", "Northwind Robotics"),
        person("Dana Whitfield", email="dana@kestrel.test"),
        person("Sam Lee", email="jobs@kestrel.test"),
    )
    finder = finder_of(book)

    def found(contact: Contact) -> list[tuple[int, str, bool]]:
        return [(match.who, match.reason, match.sure) for match in finder.possible(contact)]

    assert found(person("Bob Jones", "Northwind Robotics Inc.")) == [(ids[0], "alike name, same employer", False)]
    assert found(person("Whitfield, Dana", email="dana@kestrel.test")) == [(ids[1], "same e-mail", True)]
    # The mailbox of an office: worth a question once, never a pair in the list.
    assert found(person("Kim", email="jobs@kestrel.test")) == [(ids[2], "same shared e-mail, another name", False)]
    assert found(person("Kim", "Kestrel")) == []


def test_within_a_file_two_equal_people_are_flagged() -> None:
    finder = Finder()
    kim = person("Kim")
    assert finder.possible(kim) == []
    finder.add(-1, kim)
    (match,) = finder.possible(person("Kim"))
    assert (match.who, match.name, match.sure) == (-1, "Kim", False)
    assert finder.possible(person("Kim"), leave_out={-1}) == []


# Employers


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        ("Northwind Robotics GmbH", "NORTHWIND ROBOTICS", True),
        ("Northwind Robotics, Inc.", "Northwind Robotics Incorporated", True),
        ("Northwind GmbH", "Northwind GmbH & Co. KG", True),
        ("Northwind Robotics GmbH", "NORTHWIND ROBOTICS, Inc.", False),
        ("Nova AG", "Nova S.A.", False),
        ("Fern & Moss", "Fern and Moss Ltd", True),
        ("Café Kestrel", "Cafe Kestrel", True),
        ("Northwind Robotics", "Northwind Robotcis", False),
        ("Northwind Robotics", "Northwind Foods", None),
        ("Kestrel 1", "Kestrel 2", None),
    ],
)
def test_employers_that_are_one(book: Book, one: str, other: str, sure: bool | None) -> None:
    add(book, person("Anna Meyer", one), person("Sam Lee", other))
    assert [pair.sure for pair in find_duplicate_employers(book)] == ([] if sure is None else [sure])


def test_one_website_is_one_employer_and_two_are_hardly() -> None:
    found = employers_alike("Northwind", "NW Robotics", "https://www.northwind.test/en", "northwind.test")
    assert found is not None and (found.sure, found.reason) == (False, "same website")
    found = employers_alike("Kestrel Ltd", "Kestrel GmbH", "kestrel.test", "kestrel-gmbh.test")
    assert found is not None and not found.sure
    assert employers_alike("Kestrel", "Fern", "linkedin.com/company/a", "linkedin.com/company/a") is None


def test_employers_said_not_to_be_the_same_are_left_out(book: Book, make_book: Callable[..., Book]) -> None:
    add(book, person("Anna Meyer", "Kestrel GmbH"), person("Sam Lee", "Kestrel Ltd"))
    (pair,) = find_duplicate_employers(book)
    assert pair.one_about == "1 person"
    say_not_same(book, "employer", pair.one, pair.other)
    assert find_duplicate_employers(book) == []
