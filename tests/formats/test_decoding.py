"""Bytes of any address book become text without loss, and what is no text is told from it."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.formats import decoding
from crm.formats.decoding import decode
from crm.formats.records import FormatError

TEXT = "Name,Notes\r\nJürgen Müller,“tea”\nZoë,€ 5\r"


@pytest.mark.parametrize(
    ("data", "encoding", "noted"),
    [
        (TEXT.encode(), "utf-8", False),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", False),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le", False),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", False),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le", False),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32-be", False),
        (TEXT.encode("utf-16-le"), "utf-16-le", True),
        (TEXT.encode("utf-16-be"), "utf-16-be", True),
        (TEXT.encode("utf-32-le"), "utf-32-le", True),
        (TEXT.encode("utf-32-be"), "utf-32-be", True),
        (TEXT.encode("cp1252"), "cp1252", True),
    ],
)
def test_text_is_the_same_however_it_was_saved(data: bytes, encoding: str, noted: bool) -> None:
    found = decode(data, "people.csv")
    assert (found.text, found.encoding, bool(found.note)) == (TEXT, encoding, noted)


def test_windows_text_says_so() -> None:
    assert decode("Müller".encode("cp1252"), "f").note == "Read as Windows-1252 (cp1252), as it is not UTF-8."


def test_one_bad_byte_in_utf_8_does_not_garble_the_rest() -> None:
    found = decode("Ünal, Groß, Müller ".encode() + b"\xfc", "f")
    assert found.text == "Ünal, Groß, Müller ü"
    assert found.note == "1 byte of it is not UTF-8 and was read as Windows-1252 (cp1252)."


def test_a_cut_utf_16_file_is_read_to_its_end() -> None:
    found = decode("Zoë".encode("utf-16") + b"\x41", "f")
    assert found.text == "Zoë\ufffd"
    assert "damaged" in found.note


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_sentence(data: bytes) -> None:
    try:
        text = decode(data, "f").text
    except FormatError as error:
        assert str(error).startswith("f ") and str(error).endswith(".")
    else:
        assert bool(text) or data in {b"", *(mark for mark, _, _ in decoding._BOMS)}


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"])))
def test_utf_8_is_always_itself(text: str) -> None:
    assert decode(text.encode(), "f").text == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("data", "looks_like", "advice"),
    [
        (b"SQLite format 3\x00" + bytes(100), "SQLite database", "callback --book"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF", "vCard or CSV"),
        (b"PK\x03\x04\x14\x00[Content_Types].xml xl/workbook.xml", "a spreadsheet", "save the sheet as CSV"),
        (b"PK\x03\x04\x14\x00contacts.vcf", "compressed folder", "unpack"),
        (b"PK\x03\x04\x14\x00word/document.xml", "text document", "save it as"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "old Office file", "save the sheet as CSV"),
        (b"\x89PNG\r\n\x1a\n", "a picture", "import a vCard"),
        (b"\xff\xd8\xff\xe0", "a picture", "import a vCard"),
        (b"\x1f\x8b\x08", "gzip", "unpack"),
        (b"!BDN", "PST", "export the contacts from Outlook as CSV"),
        (bytes(range(256)) * 4, "not a text file", "export your contacts"),
    ],
)
def test_what_is_no_text_is_named_and_says_what_to_do(data: bytes, looks_like: str, advice: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(data, "people.bin")
    assert looks_like in str(caught.value)
    assert advice in str(caught.value)
    assert str(caught.value).startswith("people.bin ")


def test_too_large_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_BYTES", 1_000_000)
    with pytest.raises(FormatError, match="larger than 1 MB: split it"):
        decode(b"x" * 1_000_001, "f")
