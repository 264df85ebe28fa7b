"""Previews and imports that keep what was found out before say and do what those that keep nothing do."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from crm.book import history, import_kept, import_possible, people
from crm.book.import_choices import AsNew, Choice, Into, Leave, Overwrite, Take
from crm.book.import_kept import Kept
from crm.book.import_preview import ImportPreview, preview_rows
from crm.book.importing import parse, run_import
from crm.book.session import Book
from crm.domain.people import Contact
from crm.formats.records import ParsedFile

PEOPLE = """
- {name: Dana Whitfield, email: dana@nw.test, employer: Northwind, phone: +49 30 5550100}
- {name: Alan Reed, employer: Kestrel, email: house@kestrel.test}
- {name: Anna Reed, employer: Kestrel, email: house@kestrel.test}
- {name: Taro Sato, employer: Kestrel Ltd}
- {name: Sam Lee, birthday: --03-07}
"""
FILE = """
- {name: Dana Whitfield, email: dana@nw.test, title: CTO, employer: Kestrel, tags: [berlin]}
- {name: D. Whitfield, employer: Northwind}
- {name: Bob Stone, employer: Northwnd, email: bob@nw.test}
- {name: Robert Stone, employer: Northwind, email: rs@nw.test}
- {name: Robert Stone, employer: Northwind, email: rs@nw.test, phone: +49 30 5550199}
- {name: A. Reed, email: house@kestrel.test}
- {name: Alan Read, employer: Kestrel}
- {name: Mia Chen, email: house@kestrel.test}
- {name: Sato Taro, employer: Kestrel}
- {name: Sam Lee, email: sam@x.test, birthday: --03-08}
- {name: Kim Dahl}
- {name: Kim Dahl, notes: another}
- {name: Stone, employer: Northwind, phone: 030 5550199}
- {name: Broken, birthday: 2026-99-99}
"""


@pytest.fixture
def files(book: Book) -> list[ParsedFile]:
    """Files of people of whom several may be one, and some may be in the book."""
    run_import(book, [parse(PEOPLE.encode(), "people.yaml")])
    return [parse(FILE.encode(), "more.yaml"), parse(FILE.replace(".test", ".example").encode(), "third.yaml")]


def choices_of(preview: ImportPreview, chance: random.Random) -> dict[int, Choice]:
    """Some choices of every kind."""
    found: dict[int, Choice] = {}
    for row in preview.rows:
        if row.fate == "problem" or chance.random() < 0.6:
            continue
        kinds: list[Choice] = [Take(), Leave(), Overwrite(), Overwrite(frozenset({"employer"})), Into(1)]
        if row.who is None:
            kinds += [AsNew(), *(Into(maybe.who) for maybe in row.possible)]
        found[row.place] = chance.choice(kinds)
    left = {place for place, choice in found.items() if isinstance(choice, Leave)}
    return {
        place: Take() if isinstance(choice, Into) and -choice.who in left else choice for place, choice in found.items()
    }


@pytest.mark.parametrize("crowd", [0, 40])
def test_any_choices_after_any_others_show_the_same(book: Book, files: list[ParsedFile], crowd: int) -> None:
    # More at one employer, with one number and one surname, than an entry is compared with.
    many = [
        f"- {{name: {first}{n} Stone, employer: Northwind, phone: 030 5550199}}"
        for n in range(crowd)
        for first in ("B", "R")
    ]
    files = [parse("\n".join(many).encode(), "crowd.yaml"), *files] if many else files
    kept, chance = Kept(), random.Random(7)
    plain = preview_rows(book, files, kept=kept)
    assert plain == preview_rows(book, files)
    assert {row.fate for row in plain.rows} >= {"new", "changed", "possible", "problem"}
    for _ in range(25 if not crowd else 8):
        choices = choices_of(plain, chance)
        overwrite = chance.random() < 0.2
        seen = preview_rows(book, files, choices=choices, overwrite=overwrite, kept=kept)
        assert seen == preview_rows(book, files, choices=choices, overwrite=overwrite)
    assert preview_rows(book, files, kept=kept) == plain


def test_each_kind_of_choice_alone_shows_the_same(book: Book, files: list[ParsedFile]) -> None:
    kept = Kept()
    plain = preview_rows(book, files, kept=kept)
    for row in plain.rows:
        kinds: list[Choice] = [Leave(), Overwrite(), AsNew(), *(Into(maybe.who) for maybe in row.possible)]
        for choice in kinds if row.fate != "problem" and row.who is None else ():
            choices = {row.place: choice}
            assert preview_rows(book, files, choices=choices, kept=kept) == preview_rows(book, files, choices=choices)


def test_a_preview_and_the_import_after_it_search_once(
    book: Book, files: list[ParsedFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept()
    plain = preview_rows(book, files, kept=kept)
    near = next(row for row in plain.rows if row.possible)
    choices: dict[int, Choice] = {near.place: AsNew()}
    expected = preview_rows(book, files, choices=choices)

    def never(*_: object) -> None:
        raise AssertionError("It was searched for again.")

    monkeypatch.setattr(import_possible.PossibleSearch, "_search", never)
    monkeypatch.setattr(import_possible, "finder_of", never)
    monkeypatch.setattr(import_kept, "index_of", never)
    assert preview_rows(book, files, choices=choices, kept=kept) == expected
    report = run_import(book, files, choices=choices, kept=kept)
    assert replace(report, first=None) == expected.report
    assert report.new == expected.report.new > 0


def test_one_choice_searches_only_for_those_it_touches(
    book: Book, files: list[ParsedFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "\n".join(f"- {{name: Person Number{n}, employer: Company {n}, email: p{n}@c{n}.test}}" for n in range(60))
    files = [*files, parse(lines.encode(), "others.yaml")]
    kept = Kept()
    plain = preview_rows(book, files, kept=kept)
    place = next(row.place for row in plain.rows if row.name == "Robert Stone")
    searched: list[int] = []
    search = import_possible.PossibleSearch._search

    def counted(self, asked, wanted, added, progress):  # type: ignore[no-untyped-def]
        searched.append(len(wanted))
        return search(self, asked, wanted, added, progress)

    monkeypatch.setattr(import_possible.PossibleSearch, "_search", counted)
    preview_rows(book, files, choices={place: Leave()}, kept=kept)
    assert len(searched) == 1
    assert 0 < searched[0] < 12


def test_what_was_written_meanwhile_is_seen(book: Book, files: list[ParsedFile]) -> None:
    kept = Kept()
    before = preview_rows(book, files, kept=kept)
    people.add_contact(book, Contact("Kim Dahl", notes="in the book"))
    with_kim = preview_rows(book, files, kept=kept)
    assert with_kim == preview_rows(book, files) != before
    history.undo(book)
    assert preview_rows(book, files, kept=kept) == before
    # By another program.
    with closing(sqlite3.connect(book.path)) as other, other:
        other.execute("UPDATE contact SET nickname = 'Kim' WHERE name = 'Dana Whitfield'")
        other.execute("UPDATE contact SET name = 'Kim Dahl' WHERE name = 'Taro Sato'")
    assert preview_rows(book, files, kept=kept) == preview_rows(book, files) != before


def test_other_files_are_compared_anew(book: Book, files: list[ParsedFile]) -> None:
    kept = Kept()
    for some in (files, files[:1], files[::-1], [parse(FILE.encode(), "more.yaml"), files[1]]):
        assert preview_rows(book, some, kept=kept) == preview_rows(book, some)


class _StopError(Exception):
    """Asked to stop."""


def test_a_preview_that_was_stopped_leaves_nothing_half_done(book: Book, files: list[ParsedFile]) -> None:
    kept = Kept()
    plain = preview_rows(book, files)
    choices = {row.place: Leave() for row in plain.rows if row.possible}

    def stop(*_: object) -> None:
        raise _StopError

    for some in ({}, choices):
        with pytest.raises(_StopError):
            preview_rows(book, files, choices=some, kept=kept, progress=stop)
        assert preview_rows(book, files, choices=some, kept=kept) == preview_rows(book, files, choices=some)
