"""Any two of a filled book merged: nothing is lost, one undo brings all back, and the book stays sound."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given, settings

from crm.book import check, exporting, history, people
from crm.book.clock import FixedClock
from crm.book.importing import parse, run_import
from crm.book.merge_contacts import REFERENCES, merge_contacts, preview_merge
from crm.book.merge_employers import REFERENCES as EMPLOYER_REFERENCES
from crm.book.merge_employers import merge_employers, preview_merge_employers
from crm.book.session import Book, open_book
from crm.domain.people import Contact, Position
from tests.book.one_step import facts, one_step
from tests.book.search_filling import fill_search
from tests.book.test_export import fill

TODAY = date(2026, 11, 22)
#: Rows that become one where both had one, beside lists of the contact itself.
FALL_TOGETHER = {"touch_contact", "opportunity_contact", "interview_contact", "follow_up"}
EXAMPLES = settings.default.max_examples // 4


def empty(folder: str, name: str) -> Book:
    return open_book(Path(folder) / name, clock=FixedClock(TODAY), create=True, backups=Path(folder) / "backups")


def ids(book: Book, table: str) -> list[int]:
    return [row[0] for row in book.store.rows(f"SELECT id FROM {table} ORDER BY id")]


def filled(book: Book, data: st.DataObject) -> None:
    """Two who are much alike, and whatever else may be in a book."""
    for name, employer in (("Dana Whitfield", "Northwind Robotics"), ("D. Whitfield", "Northwind Robotics GmbH")):
        people.add_contact(book, Contact(name, positions=(Position(employer, "VP"),), tags=("berlin",), notes=name))
    fill(book, data)
    fill_search(book, data)


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_two_contacts_merged_lose_nothing_and_come_back(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, empty(folder, "a") as book, empty(folder, "b") as second:
        filled(book, data)
        keep, drop = data.draw(st.permutations(ids(book, "contact")))[:2]
        before, seen = facts(book), exporting.export_yaml(book)
        preview = preview_merge(book, keep, drop)
        choices = {each.field: data.draw(st.sampled_from(each.choices)) for each in preview.fields}
        chosen = data.draw(st.sampled_from([{}, choices]))
        with one_step(book):
            merge_contacts(book, keep, drop, chosen)
        after = facts(book)
        assert check.check(book) == []
        assert drop not in ids(book, "contact")
        for each in REFERENCES:
            assert book.store.value(f"SELECT count(*) FROM {each.table} WHERE {each.column} = ?", (drop,)) == 0
        for table, rows in before.items():
            if table in FALL_TOGETHER:
                left = {row[0] for row in after[table]}
                gone = [row for row in rows if row[0] not in left]
                assert all(row[1] in {keep, drop} or row[2] in {keep, drop} for row in gone)
            elif table not in {"contact", "former_contact", "not_same", "employer", "former_employer"} | LISTED:
                assert {row[0] for row in rows} == {row[0] for row in after[table]}, table
        uid = next(row[1] for row in before["contact"] if row[0] == drop)
        assert uid in {row[2] for row in after["former_contact"] if row[1] == keep}
        assert not any(uid in row[2:4] for row in after["not_same"] if row[1] == "contact")
        written = exporting.export_yaml(book)
        assert run_import(second, [parse(written, "book.yaml")]).problems == ()
        assert exporting.export_yaml(second) == written
        history.undo(book)
        assert exporting.export_yaml(book) == seen
        assert check.check(book) == []


#: The lists of a contact, of which a choice may leave something out, and which lose what is told twice.
LISTED = {"contact_point", "address", "tag", "position"}


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_two_employers_merged_lose_nothing_and_come_back(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, empty(folder, "a") as book, empty(folder, "b") as second:
        filled(book, data)
        keep, drop = data.draw(st.permutations(ids(book, "employer")))[:2]
        before, seen = facts(book), exporting.export_yaml(book)
        preview = preview_merge_employers(book, keep, drop)
        choices = {each.field: data.draw(st.sampled_from(each.choices)) for each in preview.fields}
        chosen = data.draw(st.sampled_from([{}, choices]))
        with one_step(book):
            merge_employers(book, keep, drop, chosen)
        after = facts(book)
        assert check.check(book) == []
        for each in EMPLOYER_REFERENCES:
            assert book.store.value(f"SELECT count(*) FROM {each.table} WHERE {each.column} = ?", (drop,)) == 0
        for table, rows in before.items():
            if table not in {"position", "employer", "former_employer", "not_same"}:
                assert {row[0] for row in rows} == {row[0] for row in after[table]}, table
        name = next(row[2] for row in before["employer"] if row[0] == drop)
        assert name in {row[3] for row in after["former_employer"] if row[1] == keep}
        written = exporting.export_yaml(book)
        assert run_import(second, [parse(written, "book.yaml")]).problems == ()
        assert exporting.export_yaml(second) == written
        history.undo(book)
        assert exporting.export_yaml(book) == seen
        assert check.check(book) == []
