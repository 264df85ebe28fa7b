"""Files of every format through a whole import: nothing twice, and an undo that leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crm.book import export_people, exporting, history, people, touches
from crm.book.import_preview import preview_rows
from crm.book.importing import parse, read_files, run_import
from crm.book.session import Book
from crm.domain.people import Contact, Labelled
from crm.store.models import FACTS

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_data"
FORMATS = ROOT / "tests" / "formats"
GOLDEN = sorted(
    path
    for path in FORMATS.rglob("*")
    if path.suffix in {".vcf", ".csv", ".json"} or (path.suffix == ".yaml" and path.with_suffix("").exists())
)


def dump(book: Book) -> dict[str, list[tuple[object, ...]]]:
    """Every fact in the book, by table."""
    names = [model._meta.table_name for model in FACTS]
    return {name: book.store.rows(f'SELECT * FROM "{name}" ORDER BY id') for name in names}


def lived_in(book: Book) -> None:
    """Somebody is in the book, and something has passed."""
    who = people.add_contact(book, Contact("Dana Whitfield", emails=(Labelled("dana@northwind.test"),)))
    touches.log_touch(book, [who], touches.NewTouch(book.today, note="rang"))


def test_there_are_files_of_every_kind() -> None:
    kinds = {read_files([path])[0].kind.split()[0] for path in GOLDEN}
    assert {"vCard", "LinkedIn", "Google", "Outlook", "CSV"} <= kinds


@pytest.mark.parametrize("path", [*GOLDEN, SAMPLES / "khard"], ids=lambda path: path.name)
def test_a_file_twice_changes_nothing_and_undo_leaves_no_trace(book: Book, path: Path) -> None:
    lived_in(book)
    before, facts = exporting.export_yaml(book), dump(book)
    parsed = read_files([path])
    coming = sum(len(each.records) for each in parsed)
    preview = preview_rows(book, parsed)
    report = run_import(book, parsed)
    assert report == preview.report
    assert report.new + report.changed + report.same + len([p for p in report.problems if not p.partial]) >= coming > 0
    assert report.new > 0 and list(book.store.problems()) == []
    after = exporting.export_yaml(book)
    again = run_import(book, read_files([path]))
    assert (again.new, again.changed, again.title) == (0, 0, "")
    assert exporting.export_yaml(book) == after
    history.undo(book)
    assert exporting.export_yaml(book) == before and dump(book) == facts


@pytest.mark.parametrize("form", ["json", "yaml", "csv", "khard", "vcard"])
def test_what_went_out_comes_back_as_nothing_new(make_book: Callable[..., Book], form: export_people.Format) -> None:
    first, second = make_book("a"), make_book("b")
    run_import(first, read_files([SAMPLES / "people.yaml"]))
    data = export_people.export_people(first, form, None)
    # Into a book of nobody, twice; and back into the one that it is from.
    assert run_import(second, [parse(data, f"out.{form}")]).new == 20
    before = exporting.export_yaml(second)
    again = run_import(second, [parse(data, f"out.{form}")])
    assert (again.new, again.changed, again.title, again.problems) == (0, 0, "", ())
    back = run_import(first, [parse(data, f"out.{form}")])
    assert (back.new, back.problems) == (0, ())
    history.undo(second)
    assert exporting.export_yaml(second) != before


class Stop(Exception):
    pass


MANY = range(5_000)
LONG = {
    "json": "[" + ",\n".join(f'{{"name": "Person {number}"}}' for number in MANY) + "]",
    "csv": "Name,E-mail\n" + "".join(f"Person {number},p{number}@x.test\n" for number in MANY),
    "vcard": "".join(f"BEGIN:VCARD\nVERSION:4.0\nFN:Person {number}\nEND:VCARD\n" for number in MANY),
    "yaml": "".join(f"- name: Person {number}\n" for number in MANY),
}


@pytest.mark.parametrize("form", LONG)
def test_reading_a_long_file_tells_how_far_it_is_and_can_be_stopped(form: str) -> None:
    data = LONG[form].encode()
    told: list[tuple[str, int, int]] = []

    def tell(what: str, done: int, total: int) -> None:
        told.append((what, done, total))

    assert len(parse(data, "long", tell).records) == len(MANY)
    assert told and all(what == "Reading long" and 0 <= done <= total for what, done, total in told)

    def stop(*_: object) -> None:
        raise Stop

    with pytest.raises(Stop):
        parse(data, "long", stop)


def test_a_folder_of_everything(book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    for path in GOLDEN:
        (folder / path.name).write_bytes(path.read_bytes())
    parsed = read_files([folder])
    assert len([each for each in parsed if each.records]) == len(GOLDEN)
    first = run_import(book, parsed)
    assert first.new > 20
    again = run_import(book, read_files([folder]))
    assert (again.new, again.changed, again.title) == (0, 0, "")
