"""People out of the book: whom, in which format, into which file, and back into an empty book."""

from __future__ import annotations

import json
import stat
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from crm.book import check, export_people, exporting, people, touches
from crm.book.contact_rows import load_contacts
from crm.book.errors import NotFound, Refused
from crm.book.export_people import Selection, count_people, khard_name, people_in, save_people
from crm.book.follow_ups import plan_follow_up
from crm.book.importing import parse, read_files, run_import
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Met, Position
from crm.formats.csv_write import held_by_csv
from crm.formats.records import ContactRecord
from tests.book.search_filling import fill_search
from tests.book.test_export import empty, fill
from tests.formats.vcard_held import held_by_vcard

SAMPLES = Path(__file__).parents[2] / "sample_data"
HOSTILE = ("../../x", "a\x00b", "x" * 300, "CON", "...", ".hidden", "/etc/passwd", "山田 太郎", "a\nb", "~", "-rf")


def contacts(book: Book) -> dict[str, Contact]:
    """Everybody by uid, without what a way through a file puts there."""
    return {each.uid: each for each in load_contacts(book.store).values()}


def bare(contact: Contact) -> Contact:
    """Without what says how somebody came into the book."""
    return replace(contact, source="", added=None, created=None)


# There and back


@settings(max_examples=settings.default.max_examples // 8)
@given(st.data())
def test_what_a_format_can_hold_comes_back_into_an_empty_book(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, empty(folder, "a") as first:
        fill(first, data)
        fill_search(first, data)
        here = contacts(first)
        forms: dict[str, tuple[bytes, Callable[[Contact], Contact] | None]] = {
            "json": (export_people.export_people(first, "json", None), None),
            "csv": (export_people.export_people(first, "csv", None), held_by_csv),
            "vcard": (export_people.export_people(first, "vcard", None), _by_vcard),
            "vcard 3.0": (export_people.export_people(first, "vcard", None, version="3.0"), _by_vcard),
        }
        for name, (written, held) in forms.items():
            with empty(folder, name) as second:
                report = run_import(second, [parse(written, f"people.{name}")]) if here else None
                assert report is None or [p for p in report.problems if not p.partial] == [], name
                there = contacts(second)
                assert set(there) == set(here), name
                if held is None:
                    lines = [exporting.export_yaml(each).decode().splitlines() for each in (first, second)]
                    assert lines[0] == lines[1], name
                else:
                    for uid, contact in here.items():
                        assert bare(there[uid]) == bare(held(contact)), name
                assert check.check(second) == []


def _by_vcard(contact: Contact) -> Contact:
    return held_by_vcard(ContactRecord(contact, "", 0)).contact


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_some_people_come_back_with_all_that_is_theirs(
    make_book: Callable[..., Book], form: export_people.Format
) -> None:
    first, second = make_book("a"), make_book("b")
    run_import(first, read_files([SAMPLES]))
    for name in ("Dana Whitfield", "Sam Lee"):
        assert people_in(first, Selection(matching=name))
    ids = [row[0] for row in first.store.rows("SELECT id FROM contact WHERE name IN ('Dana Whitfield', 'Sam Lee')")]
    report = run_import(second, [parse(export_people.export_people(first, form, ids), "some")])
    assert report.new == len(ids) and report.problems == ()
    within = ",".join(map(str, ids))
    for sql in (
        "SELECT count(*) FROM touch_contact WHERE contact_id IN ({})",
        "SELECT count(*) FROM follow_up WHERE contact_id IN ({})",
        "SELECT count(*) FROM contact_point WHERE contact_id IN ({})",
        "SELECT count(*) FROM position WHERE contact_id IN ({})",
    ):
        there = second.store.value(sql.format("SELECT id FROM contact"))
        assert there == first.store.value(sql.format(within)) and there > 0
    assert second.store.value("SELECT count(*) FROM opportunity") == 0
    assert check.check(second) == []


def test_notes_stay_behind_in_every_format(book: Book) -> None:
    who = people.add_contact(book, Contact("Dana", positions=(Position("Kestrel"),), notes="SECRET one"))
    touches.log_touch(book, [who], touches.NewTouch(book.today, note="SECRET two"))
    fill_notes = book.store.value("SELECT count(*) FROM contact WHERE notes <> ''")
    assert fill_notes == 1
    for form in ("yaml", "json", "csv", "vcard", "khard"):
        with_notes = export_people.export_people(book, form, None)
        assert b"SECRET one" in with_notes
        without = export_people.export_people(book, form, None, notes=False)
        assert b"SECRET" not in without and b"Dana" in without


LINES = ["NOTE;X-A=1:SECRET", "item1.NOTE:SECRET", "X-REMARK:SECRET", "IMPP:xmpp:dana@kestrel.test"]


@pytest.mark.parametrize("form", ["yaml", "json", "csv", "vcard", "khard"])
def test_without_notes_nothing_that_was_noted_anywhere_goes_out(
    book: Book, make_book: Callable[..., Book], form: export_people.Format
) -> None:
    extra = {"vcard": LINES, "Opinion": "SECRET", "Private": {"x": "SECRET"}, "Title": ["Chair"]}
    met = Met(date(2026, 9, 2), "SECRET", "SECRET")
    who = people.add_contact(book, Contact("Dana", positions=(Position("Kestrel"),), met=met, extra=extra))
    book.store.database.execute_sql(
        "UPDATE employer SET notes = 'SECRET', working_on = 'SECRET', extra = '{\"Opinion\": \"SECRET\"}'"
    )
    plan_follow_up(book, who, date(2026, 12, 1), "SECRET", "call")
    new = touches.NewTouch(
        book.today, note="SECRET", gave="SECRET", asked="SECRET", promise=date(2026, 12, 2), promise_text="SECRET"
    )
    touches.log_touch(book, [who], new)
    book.store.database.execute_sql("UPDATE touch SET got = 'SECRET'")
    assert b"SECRET" in export_people.export_people(book, form, None)
    written = export_people.export_people(book, form, None, notes=False)
    assert b"SECRET" not in written
    assert b"Chair" in written or form == "vcard"
    assert b"IMPP" in written or form == "csv"
    second = make_book("b")
    report = run_import(second, [parse(written, "people")])
    assert (report.new, report.problems) == (1, ())


@pytest.mark.parametrize("form", ["yaml", "json", "csv", "vcard", "khard"])
def test_of_some_people_nothing_names_another(book: Book, form: export_people.Format) -> None:
    other = people.add_contact(book, Contact("Zebedee", positions=(Position("Elsewhere"),)))
    who = people.add_contact(book, Contact("Dana", positions=(Position("Kestrel"),), met=Met(through="zebedee")))
    people.add_contact(book, Contact("Sam", met=Met(through="the fair")))
    touches.log_touch(book, [who, other], touches.NewTouch(book.today, note="lunch"))
    some = export_people.export_people(book, form, [who, who + 1]).lower()
    assert b"zebedee" not in some and b"elsewhere" not in some and b"kestrel" in some
    assert b"the fair" in some or form in {"vcard", "khard"}
    if form in {"yaml", "json", "csv"}:
        assert b"zebedee" in export_people.export_people(book, form, [who, other]).lower()


def test_json_is_json_for_everybody_and_for_some(book: Book) -> None:
    who = people.add_contact(book, Contact("Dana"))
    people.add_contact(book, Contact("Sam"))
    assert len(json.loads(export_people.export_people(book, "json", None))["contacts"]) == 2
    assert [each["name"] for each in json.loads(export_people.export_people(book, "json", [who]))["contacts"]] == [
        "Dana"
    ]


# Whom


@pytest.fixture
def crowd(book: Book) -> Book:
    for name, employer, tags in (
        ("Ann", "Kestrel", ("Berlin",)),
        ("Bob", "Kestrel", ("target",)),
        ("Cem", "Northwind", ("berlin", "target")),
        ("Dee", "", ()),
    ):
        people.add_contact(book, Contact(name, positions=(Position(employer),) if employer else (), tags=tags))
    return book


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (Selection(tags=("BERLIN",)), "Ann Cem"),
        (Selection(tags=("berlin", "target")), "Ann Bob Cem"),
        (Selection(employers=("kestrel",)), "Ann Bob"),
        (Selection(employers=(" ÉSTR ",)), "Ann Bob"),
        (Selection(employers=("t",)), "Ann Bob Cem"),
        (Selection(tags=("berlin",), employers=("Kestrel",)), "Ann"),
        (Selection(matching="kes"), "Ann Bob"),
        (Selection(named=(4,), tags=("berlin",)), "Ann Cem Dee"),
        (Selection(named=(2,)), "Bob"),
    ],
)
def test_people_are_named_or_found(crowd: Book, selection: Selection, names: str) -> None:
    ids = people_in(crowd, selection)
    assert ids is not None
    everybody = load_contacts(crowd.store)
    assert " ".join(everybody[who].name for who in ids) == names


def test_nobody_selected_is_everybody_and_nobody_found_is_said(crowd: Book) -> None:
    assert people_in(crowd, Selection()) is None
    for nobody in (Selection(tags=("x",)), Selection(matching="zzz"), Selection(employers=("x",), tags=("berlin",))):
        with pytest.raises(NotFound):
            people_in(crowd, nobody)


def test_those_who_are_not_to_be_contacted_are_counted(crowd: Book) -> None:
    people.add_contact(crowd, Contact("Eve", do_not_contact=True))
    assert count_people(crowd, None) == (5, 1)
    assert count_people(crowd, [1, 2]) == (2, 0)
    assert b"Eve" in export_people.export_people(crowd, "vcard", None)


# Into which file


@pytest.mark.parametrize("form", ["vcard", "csv", "json", "yaml"])
def test_a_file_is_the_persons_own_and_never_the_book(crowd: Book, tmp_path: Path, form: export_people.Format) -> None:
    target = tmp_path / "out"
    target.write_text("old")
    assert save_people(crowd, target, form, None) == 4
    assert target.read_bytes() == export_people.export_people(crowd, form, None)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    for own in (crowd.path, crowd.path.with_name(crowd.path.name + "-wal")):
        with pytest.raises(Refused, match="the book itself"):
            save_people(crowd, own, form, None)
    for nowhere in (tmp_path / "nowhere" / "x", tmp_path / "a\x00b"):
        with pytest.raises((Refused, ValueError)):
            save_people(crowd, nowhere, form, None)
    assert check.check(crowd) == []


def test_a_folder_for_khard_has_a_file_for_each(book: Book, tmp_path: Path) -> None:
    for number, name in enumerate(HOSTILE):
        people.add_contact(book, Contact(name.replace("\x00", "") or "x", uid=f"../{number}"))
    target = tmp_path / "contacts"
    assert save_people(book, target, "khard", None) == len(HOSTILE)
    files = sorted(target.iterdir())
    assert len(files) == len(HOSTILE)
    assert all(file.parent == target and file.suffix == ".yaml" and len(file.name) < 80 for file in files)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    # It comes in again as it went out, and khard's folders are read like it.
    assert run_import(book, read_files([target])).new == 0


@given(st.text(max_size=400), st.text(max_size=40))
def test_a_file_name_never_leads_out_of_its_folder(name: str, uid: str) -> None:
    made = khard_name(ContactRecord(Contact(name, uid=uid), "", 0))
    assert Path(made).name == made and made.isascii() and not made.startswith((".", "-")) and len(made) < 80
    assert made.split(".")[0].casefold() not in {"con", "nul", "aux", "prn", "com1"}
    assert made == khard_name(ContactRecord(Contact(name, uid=uid), "", 0))


def test_a_folder_with_something_in_it_stays_as_it_is(crowd: Book, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.yaml").write_text("name: Me")
    (tmp_path / "file").write_text("x")
    for target in (tmp_path / "full", tmp_path / "file", tmp_path / "nowhere" / "deep", crowd.path):
        with pytest.raises(Refused):
            save_people(crowd, target, "khard", None)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.yaml"]
    (tmp_path / "empty").mkdir()
    assert save_people(crowd, tmp_path / "empty", "khard", None) == 4


def test_a_folder_is_whole_or_not_there(crowd: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []

    def full_disk(path: Path, data: bytes) -> None:
        calls.append(path)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        path.write_bytes(data)

    monkeypatch.setattr(export_people, "write_private", full_disk)
    with pytest.raises(Refused, match="No space left"):
        save_people(crowd, tmp_path / "contacts", "khard", None)
    assert not (tmp_path / "contacts").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".contacts")]


def test_khard_documents_come_back(make_book: Callable[..., Book]) -> None:
    first, second = make_book("a"), make_book("b")
    people.add_contact(
        first,
        Contact("Dana Whitfield", uid="u1", given="Dana", family="Whitfield", emails=(Labelled("d@x.test", "work"),)),
    )
    people.add_contact(first, Contact("Sam", uid="u2", given="Sam", tags=("a", "b"), notes="two\nlines"))
    written = export_people.export_people(first, "khard", None)
    assert run_import(second, [parse(written, "khard.yaml")]).problems == ()
    assert {uid: bare(each) for uid, each in contacts(second).items()} == {
        uid: bare(each) for uid, each in contacts(first).items()
    }
