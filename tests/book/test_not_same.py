"""Two that look alike and are not the same: said once, remembered for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from one_step import one_step, somebody

from crm.book import exporting, history
from crm.book.errors import Declined, NotFound, Refused
from crm.book.importing import parse, run_import
from crm.book.not_same import not_same_pairs, say_not_same
from crm.book.people import add_contact
from crm.book.session import Book


def test_it_is_said_once_in_either_order_and_undone(book: Book) -> None:
    one, other = (add_contact(book, somebody(name)) for name in ("Dana Whitfield", "Dan Whitfield"))
    with one_step(book):
        say_not_same(book, "contact", other, one)
    assert not_same_pairs(book, "contact") == {(one, other)}
    assert not_same_pairs(book, "employer") == set()
    with pytest.raises(Declined, match="known already"):
        say_not_same(book, "contact", one, other)
    assert history.undo(book) == "Not the same: Dan Whitfield and Dana Whitfield"
    assert not_same_pairs(book, "contact") == set()


def test_nobody_is_told_from_themselves(book: Book) -> None:
    one = add_contact(book, somebody("Dana Whitfield"))
    with pytest.raises(Refused, match="one and the same"):
        say_not_same(book, "contact", one, one)
    with pytest.raises(NotFound):
        say_not_same(book, "contact", one, 99)


def test_a_file_can_say_it_by_name(book: Book) -> None:
    text = (
        "contacts:\n- {name: Dana, employer: Northwind}\n- {name: Dan, email: dan@x.test}\n"
        "- {name: Eve, employer: Northwind GmbH}\nnot the same:\n- {one: Dana, other: dan@x.test}\n"
        "- {kind: employer, one: Northwind GmbH, other: Northwind}\n- {one: Dana, other: Nobody}\n- {one: Dana}\n"
    )
    for title in ("Import 3 contacts from x.yaml", ""):
        report = run_import(book, [parse(text.encode(), "x.yaml")])
        assert report.title == title
        assert len(report.problems) == 2
        assert not_same_pairs(book, "contact") == {(1, 2)}
        assert len(not_same_pairs(book, "employer")) == 1


def test_it_goes_with_the_book_even_of_somebody_deleted(make_book: Callable[..., Book]) -> None:
    book, other = make_book("a"), make_book("b")
    one, two = (add_contact(book, somebody(name)) for name in ("Dana Whitfield", "Dan Whitfield"))
    say_not_same(book, "contact", one, two)
    with book.act("By hand"):
        book.store.database.execute_sql("DELETE FROM contact WHERE id = ?", (two,))
    written = exporting.export_yaml(book)
    assert b"not the same:\n- kind: contact" in written
    run_import(other, [parse(written, "book.yaml")])
    assert exporting.export_yaml(other) == written
    assert run_import(other, [parse(written, "book.yaml")]).title == ""


def test_a_word_of_the_persons_own_under_formerly_is_kept(book: Book) -> None:
    report = run_import(book, [parse(b"- {name: Dana, formerly: Dana Miller}\n", "x.yaml")])
    assert report.problems == ()
    assert b"formerly: Dana Miller" in exporting.export_yaml(book)
