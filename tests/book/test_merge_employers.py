"""Two employers that are one: their people, roles and plans, and the name by which a file may still call them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from one_step import one_step, somebody
from test_merge_contacts import columns_of

from crm.book import check, exporting, opportunities, targets
from crm.book.errors import NotFound, Refused
from crm.book.importing import parse, run_import
from crm.book.merge_employers import REFERENCES, merge_employers, preview_merge_employers
from crm.book.merge_fields import EMPLOYER_COLUMNS
from crm.book.opportunities import NewOpportunity
from crm.book.people import add_contact, delete_contact, get_contact
from crm.book.session import Book
from crm.domain.people import Contact, Position
from crm.store.models import Employer

NORTHWIND, LONG = "Northwind Robotics", "Northwind Robotics GmbH"


def two(book: Book) -> tuple[int, int]:
    add_contact(book, somebody("Dana Whitfield", "hiring manager", NORTHWIND))
    add_contact(book, somebody("Sam Lee", "HR", LONG))
    return numbers(book)[NORTHWIND], numbers(book)[LONG]


def numbers(book: Book) -> dict[str, int]:
    return {name: number for number, name in book.store.rows("SELECT id, name FROM employer")}


def test_no_column_is_forgotten() -> None:
    assert {column.name for column in EMPLOYER_COLUMNS} == {field.column_name for field in Employer._meta.sorted_fields}
    assert columns_of(Employer) == {(each.table, each.column) for each in REFERENCES}


def test_people_and_roles_go_over_and_the_better_place_stays(book: Book) -> None:
    keep, drop = two(book)
    opportunities.add_opportunity(book, NewOpportunity("Lead", LONG))
    for place, name in enumerate((LONG, "Kestrel", NORTHWIND), 1):
        targets.rank_new(book, name, place, working_on=f"what {name} does")
    preview = preview_merge_employers(book, keep, drop)
    rank = next(each for each in preview.fields if each.field == "rank")
    assert (rank.kept, rank.other, rank.result) == ("number 3", "number 1", "number 1")
    assert preview.moved == "1 position and 1 opportunity"
    with one_step(book):
        merge_employers(book, keep, drop)
    assert [(row.rank, row.name) for row in targets.targets(book)] == [(1, NORTHWIND), (2, "Kestrel")]
    assert targets.targets(book)[0].working_on == f"what {NORTHWIND} does\n\nwhat {LONG} does"
    assert get_contact(book, 2).employer == NORTHWIND
    assert book.store.value("SELECT employer_id FROM opportunity") == keep
    assert book.store.value("SELECT employer FROM listing WHERE contact_id = 2") == NORTHWIND
    assert check.check(book) == []


def test_a_position_told_at_both_becomes_one(book: Book) -> None:
    places = (
        Position(LONG, "VP"),
        Position(NORTHWIND, "vp", "R&D"),
        Position(NORTHWIND, "Intern", until=date(2019, 1, 1)),
    )
    add_contact(book, Contact("Dana", positions=places))
    keep, drop = numbers(book)[NORTHWIND], numbers(book)[LONG]
    assert preview_merge_employers(book, keep, drop).notes == ("1 position told at both becomes one.",)
    with one_step(book):
        merge_employers(book, keep, drop)
    assert get_contact(book, 1).positions == (
        Position(NORTHWIND, "VP", "R&D"),
        Position(NORTHWIND, "Intern", until=date(2019, 1, 1)),
    )


def test_the_other_name_finds_the_one_that_stays(book: Book) -> None:
    keep, drop = two(book)
    merge_employers(book, keep, drop)
    who = add_contact(book, Contact("Ann", positions=(Position("northwind robotics gmbh"),)))
    assert get_contact(book, who).employer == NORTHWIND
    data = f"- {{name: New One, employer: {LONG}}}\n- {{name: Sam Lee, employer: {LONG}, email: sam@x.test}}\n"
    parsed = parse(data.encode(), "later.yaml")
    for overwrite in (False, True):
        report = run_import(book, [parsed], overwrite=overwrite)
        assert report.conflicts == ()
    assert list(numbers(book)) == [NORTHWIND]
    assert targets.the_employer(book, LONG.upper()).id == keep
    assert len(get_contact(book, 2).positions) == 1
    assert check.check(book) == []


def test_both_names_are_known_where_the_other_was_chosen(book: Book) -> None:
    keep, drop = two(book)
    merge_employers(book, keep, drop, {"name": "other"})
    assert numbers(book) == {LONG: keep}
    who = add_contact(book, Contact("Ann", positions=(Position(NORTHWIND),)))
    assert get_contact(book, who).employer == LONG


def test_an_employer_that_has_the_name_again_is_the_one_meant(book: Book) -> None:
    keep, drop = two(book)
    merge_employers(book, keep, drop)
    book.store.database.execute_sql(
        "INSERT INTO employer(uid, name, name_key, website, notes, extra, created) "
        "VALUES ('new', ?, ?, '', '', '{}', '2026-01-01T00:00:00Z')",
        (LONG, LONG.casefold()),
    )
    who = add_contact(book, Contact("Ann", positions=(Position(LONG),)))
    run_import(book, [parse(f"- {{name: Bo, employer: {LONG}}}".encode(), "x.yaml")])
    assert get_contact(book, who).employer == get_contact(book, who + 1).employer == LONG


def test_a_book_of_before_brings_no_employer_back(make_book: Callable[..., Book]) -> None:
    book, empty = make_book("a"), make_book("b")
    keep, drop = two(book)
    opportunities.add_opportunity(book, NewOpportunity("Lead", LONG))
    targets.rank_new(book, LONG, 1)
    before = parse(exporting.export_yaml(book), "before.yaml")
    merge_employers(book, keep, drop)
    after = exporting.export_yaml(book)
    report = run_import(book, [before])
    assert (report.new, report.changed, report.conflicts, report.title) == (0, 0, (), "")
    assert exporting.export_yaml(book) == after
    run_import(empty, [parse(after, "book.yaml")])
    assert exporting.export_yaml(empty) == after


def test_a_former_name_alone_keeps_no_employer(book: Book) -> None:
    keep, drop = two(book)
    merge_employers(book, keep, drop)
    for who in (1, 2):
        delete_contact(book, who)
    assert numbers(book) == {}
    assert book.store.value("SELECT count(*) FROM former_employer") == 0


def test_what_cannot_be_is_refused(book: Book) -> None:
    keep, drop = two(book)
    with pytest.raises(Refused, match="one and the same"):
        merge_employers(book, keep, keep)
    with pytest.raises(NotFound):
        preview_merge_employers(book, keep, 99)
    with pytest.raises(Refused, match="nothing to choose for “website”"):
        merge_employers(book, keep, drop, {"website": "kept"})
