"""What the writer writes, every reader takes as the text it was."""

from __future__ import annotations

import hypothesis.strategies as st
import yaml
from hypothesis import given

from crm.formats.yaml_events import Mapping, Scalar, Sequence, read_entries
from crm.formats.yaml_write import flow_text, value_lines

TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.text(alphabet=" \n\tab:-#'\"\\|>%@`!&*[]{},?=<~\x85\u2028\ufeff\x00\x7f1.\u202e", max_size=12)
    | st.sampled_from(
        [
            "yes",
            "No",
            "null",
            "~",
            "1e3",
            "0x1f",
            "12:30",
            "+49",
            "---",
            "=",
            "<<",
            "2026-01-01",
            ".inf",
            "a: b",
            "a #b",
        ]
    )
)
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)


def ours(node):
    match node:
        case Scalar():
            assert not node.is_nothing
            return node.text
        case Sequence():
            return [ours(item) for item in node.items]
        case Mapping():
            return {key: ours(value) for key, value in node.entries.items()}


@given(st.dictionaries(TEXTS, VALUES, max_size=3))
def test_any_text_list_or_mapping_reads_back_in_every_reader(values) -> None:
    text = "\n".join(value_lines("root", values, 0)) + "\n"
    assert yaml.load(text, yaml.CSafeLoader) == {"root": values}
    assert yaml.load(text, yaml.SafeLoader) == {"root": values}
    (entry,) = read_entries(text.encode(), "x")
    assert ours(entry.node) == {"root": values}


@given(TEXTS)
def test_nothing_that_acts_on_a_terminal_is_written_raw(text: str) -> None:
    written = "\n".join(value_lines("key", text, 0))
    assert not set(written) & {*map(chr, range(9)), *map(chr, range(11, 32)), *map(chr, range(127, 160)), "\u202e"}


def test_a_text_of_a_megabyte_keeps_its_lines_short() -> None:
    for text in ("x" * 1_000_000, '"é ' * 300_000, "first line\n" + " \\" * 500_000):
        written = "\n".join(value_lines("note", text, 2))
        assert yaml.load(written, yaml.CSafeLoader) == {"note": text}
        assert max(map(len, written.split("\n"))) < 500_000


def test_plain_words_stay_plain_and_what_looks_otherwise_is_quoted() -> None:
    assert flow_text("Dana Whitfield") == "Dana Whitfield"
    assert flow_text("José (work)") == "José (work)"
    for text in ("NO", "null", "y", "07302", "+49", "2026-01-01", "", " x", "a: b", "#", "x,y", "1e5"):
        assert flow_text(text).startswith('"')


def test_lines_stay_lines() -> None:
    assert list(value_lines("note", "one\ntwo\n", 0)) == ["note: |\n  one\n  two"]
