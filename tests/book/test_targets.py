"""The target list: ranked without gaps, with what is known of each employer."""

from __future__ import annotations

from datetime import date

import pytest
from one_step import one_step, somebody

from crm.book import opportunities, people, targets
from crm.book.errors import Ambiguous, Declined, NotFound, Refused
from crm.book.opportunities import NewOpportunity
from crm.book.session import Book
from crm.book.touches import NewTouch, log_touch
from crm.domain.people import Contact, Position


@pytest.fixture
def three(book: Book) -> dict[str, int]:
    return {name: targets.rank_new(book, name, place) for place, name in enumerate(("Ann", "Bea", "Cod"), start=1)}


def ranks(book):
    return [(row.rank, row.name) for row in targets.targets(book)]


def test_places_stay_without_gaps_wherever_one_goes(book, three):
    with one_step(book):
        assert targets.set_rank(book, three["Cod"], 1) == 1
    assert ranks(book) == [(1, "Cod"), (2, "Ann"), (3, "Bea")]
    targets.set_rank(book, three["Cod"], 2)
    assert ranks(book) == [(1, "Ann"), (2, "Cod"), (3, "Bea")]
    assert targets.set_rank(book, three["Ann"], 99) == 3
    assert ranks(book) == [(1, "Cod"), (2, "Bea"), (3, "Ann")]


def test_the_same_place_again_is_declined_and_zero_refused(book, three):
    with pytest.raises(Declined):
        targets.set_rank(book, three["Ann"], 1)
    with pytest.raises(Declined):
        targets.set_rank(book, three["Cod"], 7)
    with pytest.raises(Refused):
        targets.set_rank(book, three["Ann"], 0)
    with pytest.raises(NotFound):
        targets.set_rank(book, 99, 1)
    assert ranks(book) == [(1, "Ann"), (2, "Bea"), (3, "Cod")]


def test_one_taken_off_closes_the_gap_and_stays_where_something_is_known(book, three):
    targets.set_working_on(book, three["Ann"], "a second plant")
    with one_step(book):
        targets.unrank(book, three["Ann"])
    with one_step(book):
        targets.unrank(book, three["Bea"])

    assert ranks(book) == [(1, "Cod")]
    assert targets.the_employer(book, "ann").working_on == "a second plant"
    with pytest.raises(NotFound):
        targets.the_employer(book, "bea")
    with pytest.raises(Declined):
        targets.unrank(book, three["Ann"])


def test_an_employer_stays_on_the_list_when_the_last_person_leaves(book):
    sam = people.add_contact(book, somebody("Sam Lee", employer="Kestrel"))
    targets.set_rank(book, targets.the_employer(book, "kestrel").id, 1)
    people.delete_contact(book, sam)

    assert ranks(book) == [(1, "Kestrel")]


def test_what_they_work_on_is_noted_and_cleared(book, three):
    with one_step(book):
        targets.set_working_on(book, three["Ann"], "a second plant\nand its data")
    assert targets.targets(book)[0].working_on == "a second plant\nand its data"
    targets.set_working_on(book, three["Ann"], "")
    assert targets.targets(book)[0].working_on == ""


def test_a_row_tells_who_is_known_what_there_was_and_what_troubles_them(book):
    dana = people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))
    away = people.add_contact(
        book,
        Contact("Al Moved", positions=(Position("Kestrel"), Position("Northwind Robotics", until=date(2026, 1, 1)))),
    )
    number = opportunities.add_opportunity(book, NewOpportunity("Analyst", "Northwind Robotics", people=((dana, ""),)))
    log_touch(book, [dana], NewTouch(date(2026, 11, 10)))
    log_touch(book, [away], NewTouch(date(2026, 11, 20)))
    with book.act("named"):
        for seq, (kind, text) in enumerate((("challenge", "late data"), ("concern", "too junior")), start=1):
            book.store.database.execute_sql(
                'INSERT INTO concern(uid, kind, text, opportunity_id, "on", seq, created) VALUES (?, ?, ?, ?, ?, ?, ?)',
                (f"c{seq}", kind, text, number, date(2026, 11, 10), seq, book.stamp),
            )
    targets.set_rank(book, targets.the_employer(book, "northwind").id, 1)

    (row,) = targets.targets(book)

    assert [(known.name, known.role) for known in row.known] == [("Dana Whitfield", "hiring manager")]
    assert (row.challenges, row.last_touch) == (("late data",), date(2026, 11, 10))
    assert [(each.id, each.stage) for each in row.opportunities] == [(number, "lead")]


def test_an_employer_is_found_by_uid_name_and_part(book, three):
    row = targets.the_employer(book, "BEA")
    assert targets.the_employer(book, row.uid) == row
    targets.rank_new(book, "Beagle", 9)
    assert targets.the_employer(book, "bea").id == three["Bea"]
    with pytest.raises(Ambiguous):
        targets.the_employer(book, "be")
    with pytest.raises(NotFound):
        targets.the_employer(book, " ")


def test_no_list_is_no_rows(book):
    assert targets.targets(book) == []
    with pytest.raises(Refused):
        targets.rank_new(book, " ", 1)
