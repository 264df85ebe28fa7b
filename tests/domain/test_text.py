import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.text import clean, clean_line, fold, slug, sort_key, words

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ESCAPES = [
    "\x1b[31mred\x1b[0m",
    "\x1b]52;c;aGVsbG8=\x07",
    "\x9d52;c;aGVsbG8=\x9c",
    "\x9b31m",
    "a\x00b\x7fc",
    BIDI,
    "\ufeffname",
    "\ufff9a\ufffab\ufffb",
    "\U000e0041",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_that_a_terminal_obeys_is_left(text):
    cleaned = clean(text)
    assert not any(unicodedata.category(char) == "Cc" for char in cleaned)
    assert not set(cleaned) & set(BIDI)
    assert clean_line("x" + text).startswith("x")


@given(st.text(st.characters(categories=None)))
def test_cleaning_leaves_no_control_character_and_nothing_to_clean(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert {char for char in cleaned if unicodedata.category(char) in {"Cc", "Cs"}} <= {"\n", "\t"}
    cleaned.encode()


@given(st.text(st.characters(categories=None)))
def test_a_cleaned_line_is_one_line_with_single_spaces(text):
    line = clean_line(text)
    assert clean_line(line) == line
    assert line.splitlines() in ([], [line])
    assert "  " not in line
    assert line == line.strip()


@pytest.mark.parametrize(
    "text", ["می‌خواهم", "👩‍💻", "👍🏽", "क्‍ष", "Zoë", "山田 太郎", "a\tb\nc", "[/] [@click=app.quit]x[/]"]
)
def test_what_people_write_stays(text):
    assert clean(text) == text


def test_every_line_end_is_a_newline():
    assert clean("a\r\nb\rc\u2028d\u2029e\x85f") == "a\nb\nc\nd\ne\nf"


@pytest.mark.parametrize("unit", ["a", "é", "\x1b", " ", "\r", "\u202e", "田"])
def test_a_line_of_a_megabyte_is_quick(unit):
    text = unit * 1_000_000
    started = time.perf_counter()
    clean_line(text)
    words(text)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José", "jose"),
        ("JOSÉ", "jose\u0301"),
        ("Łukasz", "lukasz"),
        ("Søren", "soren"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("Ｊｏｓｅ", "jose"),
        ("Ёлка", "елка"),
        ("محمّد", "محمد"),
        ("Άννα", "αννα"),
    ],
)
def test_accents_case_and_forms_do_not_matter(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("कि", "की"), ("か", "が"), ("ใจ", "ใจ้"), ("कम", "क्म")])
def test_signs_that_make_another_word_do_matter(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jean-Luc Picard", ["jean", "luc", "picard"]),
        ("हिन्दी क्षत्रिय", ["हिन्दी", "क्षत्रिय"]),
        ("สมชาย ผู้ใหญ่", ["สมชาย", "ผู้ใหญ่"]),
        ("محمّد العربي", ["محمد", "العربي"]),
        ("می‌خواهم", ["میخواهم"]),
        ("ann_lee@example.org", ["ann", "lee", "example", "org"]),
        ("+49 152 12345678", ["49", "152", "12345678"]),
        ("  ", []),
        ("'", []),
    ],
)
def test_words_are_whole_in_every_script(text, found):
    assert words(text) == found


def finds(query: str, name: str) -> bool:
    """As a search does: every word asked for begins a word of the name."""
    return all(any(word.startswith(asked) for word in words(name)) for asked in words(query))


@pytest.mark.parametrize("name", ["O'Neil", "O’Neil", "OʼNeil"])
@pytest.mark.parametrize("query", ["oneil", "o neil", "o'neil", "O’Neil", "neil", "o'ne", "o'"])
def test_a_name_with_an_apostrophe_is_found_as_people_type_it(query, name):
    assert finds(query, name)


def test_a_given_name_is_found_behind_a_family_name_without_a_space():
    assert finds("太郎", "山田太郎")
    assert finds("철수", "김철수")
    assert not finds("花子", "山田太郎")


@given(st.text(), st.text())
def test_a_text_is_found_by_its_own_words(text, more):
    assert finds(text, f"{text} {more}")


@given(st.text())
def test_words_are_never_empty_and_have_no_space(text):
    assert all(word and not any(char.isspace() for char in word) for word in words(text))


def test_people_are_ordered_by_the_name_as_shown():
    names = ["Zoë", "álvaro", "O'Neil", "Oscar", "Ólafur", "adam"]
    assert sorted(names, key=sort_key) == ["adam", "álvaro", "Ólafur", "O'Neil", "Oscar", "Zoë"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Señor O'Neil & Co.", "senor-oneil-co"), ("山田", "untitled"), ("../../etc", "etc"), ("", "untitled")],
)
def test_a_slug_is_safe_as_part_of_a_file_name(text, expected):
    assert slug(text) == expected


@given(st.text(), st.integers(1, 40))
def test_a_slug_is_short_lower_case_letters_digits_and_hyphens(text, length):
    found = slug(text, length)
    assert found
    assert found.isascii()
    assert found == "untitled" or len(found) <= length
    assert found.replace("-", "").isalnum()
    assert not found.startswith("-")
