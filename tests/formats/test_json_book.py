"""Books and people in JSON mean what the same in YAML means, and hostile JSON is a sentence with its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.book.exporting import export_yaml
from crm.book.import_files import read_files
from crm.book.importing import run_import
from crm.book.session import Book
from crm.domain.people import Address, Labelled, Position
from crm.formats.json_book import json_from_yaml, read_json
from crm.formats.records import FormatError, ParsedFile
from crm.formats.yaml_read import read_people

SAMPLES = Path(__file__).parents[2] / "sample_data"


def without_places(value: Any) -> Any:
    """A parsed file without lines and file names, which differ between the two forms."""
    if isinstance(value, tuple | list):
        return [without_places(item) for item in value]
    if isinstance(value, dict):
        return {key: without_places(item) for key, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {
            name: without_places(getattr(value, name))
            for name in value.__dataclass_fields__
            if name not in {"line", "file", "kind"}
        }
    return value


def parse(text: str) -> ParsedFile:
    return read_json(text.encode(), "p.json")


def test_a_book_in_json_is_the_book_in_yaml(book: Book) -> None:
    run_import(book, read_files([SAMPLES]))
    written = export_yaml(book)
    as_json = json_from_yaml(written)
    one, other = read_people(written, "b"), read_json(as_json, "b")
    assert one.records and one.touches and one.search and not other.problems
    assert without_places(other) == without_places(one)
    assert other.kind == "JSON"


def test_a_book_comes_back_from_json_byte_for_byte(make_book: Callable[..., Book]) -> None:
    first, second = make_book("a"), make_book("b")
    run_import(first, read_files([SAMPLES]))
    written = export_yaml(first)
    run_import(second, [read_json(json_from_yaml(written), "book.json")])
    assert export_yaml(second) == written


def test_the_json_is_for_people_and_scripts() -> None:
    written = (
        b'callback: 1\ncontacts:\n- uid: "1"\n  name: "Null"\n  phones:\n  - {value: "0152123"}\n  contact: no\n'
        b'  tags: ["no", J\xc3\xbcrgen]\n  extra:\n    zip: "07302"\nemployers: []\ntouches: []\n'
    )
    text = json_from_yaml(written).decode()
    assert list(json.loads(text)) == ["callback", "contacts", "employers", "touches"]
    assert json.loads(text)["callback"] == 1
    assert json.loads(text)["contacts"] == [
        {
            "uid": "1",
            "name": "Null",
            "phones": [{"value": "0152123"}],
            "contact": False,
            "tags": ["no", "Jürgen"],
            "extra": {"zip": "07302"},
        }
    ]
    assert '\n      "name": "Null",\n' in text
    assert "Jürgen" in text and text.endswith("}\n")


def test_friendly_json_means_what_was_typed() -> None:
    found = parse(
        """[
  {"Name": "Dana", "phone": 4915212345678901234567890, "email": {"work": ["a@x.test"]}, "company": "Northwind",
   "contact": false, "tags": ["a", 7], "birthday": "--03-07", "notes": null, "height": 1.70, "nickname": ""},
  {"name": "NO", "address": {"zip": "07302", "city": "Wien"}, "pets": {"cat": true}}
]"""
    )
    assert not found.problems
    dana, other = (record.contact for record in found.records)
    assert dana.phones == (Labelled("4915212345678901234567890"),)
    assert dana.emails == (Labelled("a@x.test", "work"),)
    assert dana.positions == (Position("Northwind"),)
    assert dana.do_not_contact and dana.tags == ("a", "7") and dana.birthday == "--03-07" and not dana.notes
    assert dana.extra == {"height": "1.70"}
    assert other.name == "NO" and other.addresses == (Address(code="07302", city="Wien"),)
    assert other.extra == {"pets": {"cat": "true"}}
    assert [record.line for record in found.records] == [2, 4]
    assert dana.source.startswith("p.json#")


@pytest.mark.parametrize(
    "text",
    [
        '[{"name": "A"}, {"name": "B"}]',
        '{"contacts": [{"name": "A"}, {"name": "B"}]}',
        '{"name": "A"}\n{"name": "B"}\n',
        '\ufeff {"name": "A"} [{"name": "B"}]',
    ],
)
def test_people_come_as_a_list_or_a_book_or_line_by_line(text: str) -> None:
    assert [record.contact.name for record in parse(text).records] == ["A", "B"]


def test_one_bad_contact_is_one_problem_with_its_line() -> None:
    found = parse('[\n{"name": "A"},\n{"name": "B",\n "birthday": "yesterday"},\n7,\n{"name": "C"}]')
    assert [record.contact.name for record in found.records] == ["A", "C"]
    assert [(problem.line, problem.contact) for problem in found.problems] == [(4, "B"), (5, "")]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[\n{"name": "A",\n"name": "B"}]', 3, "“name” is there twice"),
        ('[\n{"name": "A"},\n]', 3, "comma before the closing bracket"),
        ('{"name": "A"', 1, "ends in the middle"),
        ('[{"name": "A"}\n{"name": "B"}]', 2, "a comma or ] is missing"),
        ('{"name" "A"}', 1, "a colon is missing"),
        ("{name: 1}", 1, "a key in double quotes is missing"),
        ('{"name": Dana}', 1, "cannot stand here"),
        ('\n{"name": "A', 2, "not closed"),
        ('{"name": "\\x"}', 1, "wrong escape"),
        ("[" * 100_000, 1, "nested more than 20 deep"),
        ('{"a":' * 50, 1, "nested more than 20 deep"),
        ('{"name": "A"},\n{"name": "B"}', 1, "put [ before all"),
        ("", 0, "empty"),
        ("[]", 0, "empty"),
        ("]", 1, "cannot stand here"),
    ],
)
def test_what_is_no_json_is_a_sentence_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse(text)
    assert words in str(caught.value)
    assert caught.value.line == line


def test_a_newer_book_is_refused() -> None:
    with pytest.raises(FormatError, match="newer Callback"):
        parse('{"callback": 2, "contacts": []}')


def test_holes_surrogates_and_control_characters_are_harmless() -> None:
    found = parse('[{"name": "A\\ud800\\u0000\\u202eB", "phone": NaN, "x": -Infinity, "notes": "a\tb"}]')
    contact = found.records[0].contact
    assert contact.name == "A\ufffdB"
    assert contact.phones == () and contact.extra == {"x": "-Infinity"} and contact.notes == "a\tb"


def test_a_file_in_another_encoding_is_read_and_said() -> None:
    found = read_json('[{"name": "Jürgen"}]'.encode("cp1252"), "p.json")
    assert found.records[0].contact.name == "Jürgen"
    assert found.notes == ("Read as Windows-1252 (cp1252), as it is not UTF-8.",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["name", "email", "phone", "tags", "address", "met", "x"]), JSON), JSON)
def test_any_json_is_a_contact_or_a_problem_as_in_yaml(contact: dict[str, Any], other: Any) -> None:
    text = json.dumps([{"name": "Ann"}, contact, other], ensure_ascii=False, indent=1)
    try:
        found = parse(text)
    except FormatError as error:
        assert error.line or "empty" in str(error)
        return
    assert found.records[0].contact.name == "Ann"
    if all(char.isprintable() or char == "\n" for char in text):
        # Such JSON is YAML as well.
        yaml = read_people(text.encode(), "p.json")
        assert without_places(replace(found, problems=())) == without_places(replace(yaml, problems=()))


@given(st.text(st.sampled_from('{}[]",:1 \nat\\u'), max_size=40))
def test_any_text_is_people_or_a_sentence(text: str) -> None:
    try:
        found = parse(text)
    except FormatError as error:
        assert str(error).startswith("p.json") and str(error).endswith(".")
    else:
        assert found.records or found.problems or found.kind == "JSON"


def test_progress_tells_the_lines() -> None:
    told: list[tuple[int, int]] = []
    text = "[\n" + ",\n".join(f'{{"name": "P{number}"}}' for number in range(6000)) + "\n]"
    read_json(text.encode(), "p.json", lambda line, lines: told.append((line, lines)))
    assert told and told[0][0] >= 2000 and told[-1][1] == 6002
