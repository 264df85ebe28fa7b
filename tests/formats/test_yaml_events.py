"""The walk over a YAML file: nothing hostile in it costs time, memory or the process."""

from __future__ import annotations

import time

import pytest

from crm.formats.records import FormatError
from crm.formats.yaml_events import MAX_DEPTH, Mapping, Scalar, Sequence, fold_key, read_entries


def tree(node):
    """A node as plain lists, dicts and texts."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [tree(item) for item in node.items]
        case Mapping():
            return {key: tree(value) for key, value in node.entries.items()}


def read(text: str | bytes):
    data = text if isinstance(text, bytes) else text.encode()
    return [tree(entry.node) for entry in read_entries(data, "x.yaml")]


def refusal(data: str | bytes) -> str:
    with pytest.raises(FormatError) as caught:
        read(data)
    message = str(caught.value)
    assert message.endswith(".") and "\n" not in message and message.startswith("x.yaml")
    return message


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = "a: &a {x: 1}\n" + "".join(
    f"{new}: &{new} {{<<: [{', '.join([f'*{old}'] * 10)}]}}\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "100 kB of [": ("[" * 100_000, f"line 1: lists and mappings are nested more than {MAX_DEPTH} deep"),
    "100 kB of {": ("{a: " * 25_000, "nested more than"),
    "a list in a list in a list": ("- " * 50_000, "nested more than"),
    "keys in keys": ("? " * 50_000, "where a key should be"),
    "an alias bomb": (LAUGHS, "multiply this file"),
    "a merge-key bomb": (MERGE_BOMB, "line 2: merge keys (<<) are not read"),
    "an alias of itself": ("a: &a [*a]", "line 1: *a refers to itself"),
    "an alias of nothing": ("a: *b", "*b refers to nothing"),
    "latin-1 bytes": ("- name: Dana\n- name: José\n".encode("latin-1"), "line 2: this is not UTF-8 text"),
    "a duplicate key": ("- name: Dana\n  email: a\n  email: b\n", "line 3: the key “email” is there twice"),
    "30 MB on one line": (b"a: " + b"x" * 30_000_000, "line 1 is over 2 million characters long"),
    "30 MB of list on one line": (b"[" + b"a," * 15_000_000, "line 1 is over 2 million characters long"),
    "zero bytes": (b"SQLite format 3\x00", "is not a text file"),
    "a tab": ("a:\n\t- b", "line 2: this is not YAML"),
    "half a character": (b"\xff\xfea\x00b", "not UTF-16 text"),
    "half an emoji": ('a: "\\ud83d"', "line 1: this is not YAML"),
    "an open quote": ('a: "b\nc: d\n', "this is not YAML"),
    "thousands of tag directives": ("".join(f"%TAG !a{n}! tag:x\n" for n in range(50_000)), "too many tags"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once_with_one_sentence(name: str) -> None:
    data, words = HOSTILE[name]
    start = time.perf_counter()
    message = refusal(data)
    assert words in message
    assert len(message) < 250
    assert time.perf_counter() - start < 2


def test_every_value_is_the_text_that_was_typed() -> None:
    text = "a: +4915212345678\nb: 0152123\nc: 07302\nd: NO\ne: 12:30\nf: Null\ng: 2026-11-22\nh: .inf\ni: 0x1F\n"
    values = ["+4915212345678", "0152123", "07302", "NO", "12:30", "Null", "2026-11-22", ".inf", "0x1F"]
    assert read(text) == [dict(zip("abcdefghi", values, strict=True))]


def test_nothing_is_what_was_left_out_and_no_name() -> None:
    (entry,) = read_entries(b"[]\n---\na: ~\nb:\nc: null\nd: Null\ne: ''\nf: 'null'\n", "x")
    nothing = {key for key, node in entry.node.entries.items() if node.is_nothing}
    assert nothing == {"a", "b", "c"}


def test_lines_count_from_one_and_are_those_of_the_values() -> None:
    (entry,) = read_entries(b"# people\n- name: Dana\n  email:\n    work: a@b.c\n", "x")
    assert entry.node.line == 2
    assert entry.node.entries["email"].entries["work"].line == 4


def test_tags_are_ignored() -> None:
    assert read("a: !!python/object/apply:os.system [echo]\nb: !!binary abc\n") == [{"a": ["echo"], "b": "abc"}]


def test_an_alias_gives_its_value_again() -> None:
    assert read("a: &team [x, y]\nb: *team\n") == [{"a": ["x", "y"], "b": ["x", "y"]}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_in_every_encoding_with_its_mark(encoding: str) -> None:
    assert read("name: Þóra 山田 🍵\n".encode(encoding)) == [{"name": "Þóra 山田 🍵"}]


def test_control_characters_are_dropped_where_yaml_would_refuse_the_file() -> None:
    assert read('a: "x\x1b]52;c;x\x07y"\n') == [{"a": "x]52;c;xy"}]


def test_documents_and_items_come_one_by_one() -> None:
    entries = list(read_entries(b"- a\n- b\n---\nx: 1\n---\n", "x"))
    assert [(entry.document, tree(entry.node)) for entry in entries] == [(0, "a"), (0, "b"), (1, {"x": "1"}), (2, "")]


def test_a_book_gives_the_items_of_its_sections() -> None:
    text = "callback: 1\ncontacts:\n- {name: Dana}\ntouches:\n- {on: 2026-01-01}\n"
    entries = list(read_entries(text.encode(), "x"))
    assert [(entry.section, entry.exact) for entry in entries] == [("contacts", True), ("touches", True), ("", True)]


def test_the_same_text_has_the_same_digest_wherever_it_stands() -> None:
    one = [entry.digest for entry in read_entries(b"- name: A\n- name: B\n", "x")]
    other = [entry.digest for entry in read_entries(b"# new\n- {name: C}\n-   name: 'B'\n", "y")]
    assert one[1] == other[1] and one[0] != other[0]


def test_keys_are_compared_without_case_and_signs() -> None:
    assert {fold_key(key) for key in ("First name", "first_name", "FIRST-NAME", "firstName")} == {"firstname"}


def test_progress_tells_the_line_and_the_number_of_lines() -> None:
    told: list[tuple[int, int]] = []
    list(read_entries(b"- name: Dana\n" * 5_000, "x", lambda line, lines: told.append((line, lines))))
    assert told and all(0 < line <= lines == 5_001 for line, lines in told)
    assert told == sorted(told)
