"""A book as YAML: nothing is lost on the way out and back, and equal books give equal bytes."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, time, timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
import yaml
from hypothesis import given, settings

from crm.book import calendar, check, exporting, follow_ups, history, people, touches
from crm.book.clock import FixedClock
from crm.book.errors import BookError, Refused
from crm.book.importing import parse, read_files, run_import
from crm.book.session import Book, open_book
from crm.domain.people import Address, Contact, Labelled, Met, Position
from crm.domain.text import clean, clean_line
from crm.domain.touches import CHANNELS, DIRECTIONS, OUTCOMES
from tests.book.search_filling import fill_search

TODAY = date(2026, 11, 22)
SAMPLES = Path(__file__).parents[2] / "sample_data"
LINES = (
    st.text(st.characters(codec="utf-8"), max_size=12)
    | st.sampled_from(
        ["NO", "Null", "null", "~", "0152123", "+49 30", "12:30", "a: b", "[/]", "- x", "#", "'", '"', "<<"]
    )
    | st.sampled_from(["\x1b]52;c;x\x07", "\u202eabc", "a\u2028b", "  two  blanks ", "yes", "2026-02-30", "🍵", "\\n"])
)
TEXTS = LINES | st.lists(LINES, max_size=4).map("\n".join)
DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
PAST = st.dates(date(1999, 1, 1), TODAY)
# Whoever fills `extra` cleans it; nobody types it into a form.
KEYS = LINES.map(clean_line)
PLAIN = st.recursive(
    TEXTS.map(clean),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=4,
)
POINTS = st.lists(st.builds(Labelled, LINES, LINES), max_size=2).map(tuple)
CONTACTS = st.builds(
    Contact,
    name=LINES.filter(str.strip),
    given=LINES,
    family=LINES,
    middle=LINES,
    prefix=LINES,
    suffix=LINES,
    nickname=LINES,
    role=LINES | st.sampled_from(["hr", "HR", "Hiring Manager"]),
    positions=st.lists(
        st.builds(
            Position, LINES | st.sampled_from(["", "Kestrel", "KESTREL"]), LINES, LINES, st.none(), st.none() | DAYS
        ),
        max_size=3,
    ).map(tuple),
    emails=st.lists(st.sampled_from([Labelled("a@b.c"), Labelled("é@b.c", "work, pref")]), max_size=2).map(tuple),
    phones=POINTS,
    links=POINTS,
    addresses=st.lists(st.builds(Address, *[TEXTS, LINES, TEXTS, *[LINES] * 6]), max_size=2).map(tuple),
    tags=st.lists(LINES, max_size=3).map(tuple),
    birthday=st.sampled_from(["", "1980-03-07", "19800307", "--02-29", "--0307"]),
    anniversary=st.sampled_from(["", "--12-31"]),
    met=st.builds(Met, st.none() | DAYS, LINES, LINES),
    cadence=st.sampled_from([None, "none", "2 months", "quarterly", "10 days"]),
    do_not_contact=st.booleans(),
    notes=TEXTS,
    added=st.none() | PAST,
    source=LINES,
    extra=st.dictionaries(KEYS.filter(bool), PLAIN, max_size=2),
)  # fmt: skip


def attempt(act: Callable[..., object], *args: object, **named: object) -> None:
    """Does an act that a rule may refuse."""
    with suppress(BookError):
        act(*args, **named)


def fill(book: Book, data: st.DataObject) -> None:
    """Acts of a person, in any order."""
    for contact in data.draw(st.lists(CONTACTS, min_size=1, max_size=3)):
        attempt(people.add_contact, book, contact)
    ids = [row[0] for row in book.store.rows("SELECT id FROM contact ORDER BY id")]
    if not ids:
        return
    some = st.sampled_from(ids)
    for _ in range(data.draw(st.integers(0, 4))):
        new = data.draw(
            st.builds(
                touches.NewTouch,
                PAST,
                st.sampled_from(CHANNELS),
                st.sampled_from(DIRECTIONS),
                st.none() | st.sampled_from(OUTCOMES),
                TEXTS,
                LINES,
                LINES,
                st.none() | DAYS,
                st.none() | DAYS,
                LINES,
            )
        )
        attempt(touches.log_touch, book, data.draw(st.lists(some, min_size=1, max_size=3)), new)
        who = data.draw(some)
        match data.draw(st.integers(0, 5)):
            case 0:
                at = data.draw(st.none() | st.times().map(lambda at: time(at.hour, at.minute)))
                attempt(follow_ups.plan_follow_up, book, who, data.draw(DAYS), data.draw(LINES), "", at)
            case 1:
                attempt(follow_ups.snooze, book, who, TODAY + timedelta(days=data.draw(st.integers(1, 99))))
            case 2:
                attempt(follow_ups.skip_cadence, book, who)
            case 3:
                attempt(touches.mark_answered, book, who)
            case 4:
                for item in follow_ups.open_items(book, who)[:1]:
                    attempt(follow_ups.finish_follow_up, book, item.id)
            case 5:
                for item in follow_ups.open_items(book, who)[:1]:
                    attempt(follow_ups.move_follow_up, book, item.id, data.draw(DAYS))


def empty(folder: str, name: str) -> Book:
    return open_book(Path(folder) / name, clock=FixedClock(TODAY), create=True, backups=Path(folder) / "backups")


@given(st.data())
def test_a_book_comes_back_byte_for_byte(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, empty(folder, "a") as first, empty(folder, "b") as second:
        fill(first, data)
        written = exporting.export_yaml(first)
        report = run_import(second, [parse(written, "book.yaml")])
        assert report.problems == ()
        assert exporting.export_yaml(second) == written
        for book in (first, second):
            again = run_import(book, [parse(written, "book.yaml")])
            assert (again.title, again.conflicts, again.problems) == ("", (), ())
            assert exporting.export_yaml(book) == written
        while True:
            try:
                history.undo(second)
            except BookError:
                break
        with empty(folder, "c") as untouched:
            assert exporting.export_yaml(second) == exporting.export_yaml(untouched)
        yaml.load(written, yaml.CSafeLoader)


#: The derived rows by what they say, without the numbers of rows.
DERIVED = (
    "SELECT c.uid, l.sort_key, l.rank, l.kind, l.due, l.not_before, l.shown, l.reason_on, l.channel, l.purpose, "
    "l.more, l.snoozed_until, l.cadence_days, l.anchor_on, l.anchor_kind, l.anchor_uid, l.asks, l.decide_from, l.held, "
    "s.uid, f.uid FROM listing l JOIN contact c ON c.id = l.contact_id LEFT JOIN plan_step s ON s.id = l.step "
    "LEFT JOIN follow_up f ON f.id = l.follow_up ORDER BY c.uid",
    "SELECT s.uid, d.place, d.due, d.shown, d.channel FROM open_step d JOIN plan_step s ON s.id = d.step_id ORDER BY 1",
    "SELECT c.uid, o.uid, w.first, w.last FROM window_span w JOIN contact c ON c.id = w.contact_id "
    "JOIN opportunity o ON o.id = w.opportunity_id ORDER BY 1, 2, 3",
    'SELECT c.uid, e.name, d."on" FROM employer_outreach d JOIN contact c ON c.id = d.contact_id '
    "JOIN employer e ON e.id = d.employer_id ORDER BY 1, 2, 3",
)


@settings(max_examples=settings.default.max_examples // 4)
@given(st.data())
def test_a_search_comes_back_byte_for_byte_and_due_on_the_same_days(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, empty(folder, "a") as first, empty(folder, "b") as second:
        fill(first, data)
        fill_search(first, data)
        assert check.check(first) == []
        written = exporting.export_yaml(first)
        report = run_import(second, [parse(written, "book.yaml")])
        assert report.problems == ()
        assert exporting.export_yaml(second) == written
        assert check.check(second) == []
        for sql in DERIVED:
            assert first.store.rows(sql) == second.store.rows(sql)
        for book in (first, second):
            again = run_import(book, [parse(written, "book.yaml")])
            assert (again.title, again.also, again.conflicts, again.problems) == ("", "", (), ()), again
            assert exporting.export_yaml(book) == written
        history.undo(second)
        with empty(folder, "c") as untouched:
            assert exporting.export_yaml(second) == exporting.export_yaml(untouched)
        yaml.load(written, yaml.CSafeLoader)


def test_the_samples_come_back_byte_for_byte(make_book: Callable[..., Book]) -> None:
    first, second = make_book("a"), make_book("b")
    run_import(first, read_files([SAMPLES]))
    written = exporting.export_yaml(first)
    assert run_import(second, [parse(written, "book.yaml")]).problems == ()
    assert exporting.export_yaml(second) == written
    assert list(second.store.problems()) == []


def test_a_book_comes_back_into_one_that_has_other_things(make_book: Callable[..., Book]) -> None:
    first, second = make_book("a"), make_book("b")
    run_import(first, read_files([SAMPLES / "people.yaml"]))
    people.add_contact(second, Contact("Somebody Else"))
    touches.log_touch(second, [1], touches.NewTouch(TODAY))
    before = exporting.export_yaml(second)
    report = run_import(second, [parse(exporting.export_yaml(first), "book.yaml")])
    assert (report.new, report.problems) == (20, ())
    history.undo(second)
    assert exporting.export_yaml(second) == before


def test_any_reader_takes_the_values_as_they_were_typed(book: Book) -> None:
    people.add_contact(
        book,
        Contact(
            "Eleni Null",
            family="Null",
            phones=(Labelled("+4915212345678"), Labelled("0152123")),
            addresses=(Address(code="07302", country="NO"),),
            notes="12:30",
        ),
    )
    (contact,) = yaml.safe_load(exporting.export_yaml(book))["contacts"]
    assert contact["last name"] == "Null"
    assert [phone["value"] for phone in contact["phones"]] == ["+4915212345678", "0152123"]
    assert contact["addresses"] == [{"code": "07302", "country": "NO"}]
    assert contact["notes"] == "12:30"


def test_the_order_does_not_depend_on_how_the_book_came_to_be(make_book: Callable[..., Book]) -> None:
    texts = [b"- {name: B, uid: b}\n", b"- {name: A, uid: a}\n"]
    one, other = make_book("one"), make_book("other")
    for text in texts:
        run_import(one, [parse(text, "x.yaml")])
    for text in reversed(texts):
        run_import(other, [parse(text, "x.yaml")])
    assert exporting.export_yaml(one) == exporting.export_yaml(other)


def test_a_megabyte_on_one_line_comes_back(make_book: Callable[..., Book]) -> None:
    first, second = make_book("a"), make_book("b")
    people.add_contact(first, Contact("A", notes='"\\é ' * 250_000))
    written = exporting.export_yaml(first)
    assert run_import(second, [parse(written, "book.yaml")]).new == 1
    assert exporting.export_yaml(second) == written


def test_the_file_is_the_persons_own(book: Book, tmp_path: Path) -> None:
    people.add_contact(book, Contact("Dana"))
    target = tmp_path / "book.yaml"
    target.write_text("old")
    exporting.save_yaml(book, target)
    assert target.read_bytes() == exporting.export_yaml(book)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(Refused, match="could not be written"):
        exporting.save_yaml(book, tmp_path / "nowhere" / "book.yaml")


def test_a_book_that_began_with_the_same_file_brings_what_happened_since(make_book: Callable[..., Book]) -> None:
    first, second = make_book("a"), make_book("b")
    for book in (first, second):
        run_import(book, read_files([SAMPLES / "people.yaml"]))
    who = first.store.value("SELECT id FROM contact WHERE name = 'Dana Whitfield'")
    touches.log_touch(first, [who], touches.NewTouch(TODAY, note="rang"))
    report = run_import(second, [parse(exporting.export_yaml(first), "book.yaml")])
    assert (report.new, report.changed, report.same) == (0, 1, 19)
    assert second.store.value("SELECT count(*) FROM touch WHERE note = 'rang'") == 1


def test_the_book_is_never_written_over(book: Book, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(book.path)
    for target in (book.path, link, book.path.with_name(book.path.name + "-wal")):
        for save in (exporting.save_yaml, calendar.save_calendar):
            with pytest.raises(Refused, match="the book itself"):
                save(book, target)
    assert check.check(book) == []


def test_employers_that_differ_by_an_accent_come_back_as_two(make_book: Callable[..., Book]) -> None:
    book = make_book("one.db")
    for number, name in enumerate(["Cafe", "Café"]):
        people.add_contact(book, Contact(f"Person {number}", positions=(Position(name),)))
    text = exporting.export_yaml(book)
    other = make_book("two.db")
    run_import(other, [parse(text, "book.yaml")])
    assert exporting.export_yaml(other) == text
