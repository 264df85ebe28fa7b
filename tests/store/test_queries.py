"""What the panes read is found through an index, whatever the size of the book."""

from __future__ import annotations

import pytest

from crm.book import reading, search
from crm.book.session import Book


def plans(book: Book, monkeypatch: pytest.MonkeyPatch, function, *args, **named) -> list[str]:
    """The query plans of everything the function reads."""
    asked: list[tuple[str, tuple]] = []
    rows = type(book.store).rows

    def listening(store, sql, values=()):
        asked.append((sql, tuple(values)))
        return rows(store, sql, values)

    with monkeypatch.context() as patch:
        patch.setattr(type(book.store), "rows", listening)
        function(book, *args, **named)
    return [line[3] for sql, values in asked for line in rows(book.store, f"EXPLAIN QUERY PLAN {sql}", values)]


def test_the_queue_is_one_range_of_the_partial_index_a_group(book, monkeypatch) -> None:
    found = plans(book, monkeypatch, reading.queue_page, everything=True)
    assert any("USING COVERING INDEX listing_queue" in line for line in found)
    assert not [line for line in found if line.startswith("SCAN listing")]
    assert not [line for line in found if "TEMP B-TREE" in line and "ORDER BY" not in line]


def test_a_page_of_contacts_is_read_in_the_order_of_an_index(book, monkeypatch) -> None:
    found = plans(book, monkeypatch, reading.contacts_page)
    assert "SCAN listing USING COVERING INDEX listing_sort" in found
    assert not [line for line in found if "TEMP B-TREE" in line]


def test_a_filter_is_one_range_of_the_search_index(book, monkeypatch) -> None:
    monkeypatch.setattr(search, "_anywhere", lambda tokens: search._NOBODY)
    found = plans(book, monkeypatch, reading.contacts_page, "whit")
    assert "SEARCH search_word USING PRIMARY KEY (head=?)" in found
    assert not [line for line in found if "SCAN listing" in line and "INDEX" not in line]


def test_a_page_of_a_timeline_uses_the_index(book, monkeypatch) -> None:
    found = plans(book, monkeypatch, reading.timeline_page, 1)
    assert any("SEARCH p USING" in line and "touch_contact_contact_id_on_seq_touch_id" in line for line in found)
    assert not [line for line in found if line.startswith("SCAN touch")]
