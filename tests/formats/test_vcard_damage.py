"""Broken vCard files: what can be read comes in, and what cannot is told with its line. Never a traceback."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.people import Contact, Labelled, Position
from crm.formats.records import FormatError, ParsedFile
from crm.formats.vcard_read import read_vcards

HEAD = "BEGIN:VCARD\nVERSION:3.0\n"


def parse(text: str) -> ParsedFile:
    return read_vcards(text.encode(), "people.vcf")


def card(*lines: str, version: str = "3.0") -> str:
    return "\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def one(*lines: str, version: str = "3.0") -> Contact:
    parsed = parse(card(*lines, version=version))
    (record,) = parsed.records
    return record.contact


def problems(text: str) -> list[tuple[int, str, str, bool]]:
    return [(each.line, each.contact, each.message, each.partial) for each in parse(text).problems]


def test_a_card_without_end_comes_in_and_is_told() -> None:
    text = "BEGIN:VCARD\nFN:Dana\nBEGIN:VCARD\nFN:Sam\nEND:VCARD\nBEGIN:VCARD\nFN:Lee\n"
    assert [record.contact.name for record in parse(text).records] == ["Dana", "Sam", "Lee"]
    assert problems(text) == [
        (1, "Dana", "The card has no END: it was taken to end before the next BEGIN.", True),
        (6, "Lee", "The card has no END: it was taken to end with the file.", True),
    ]


def test_an_end_without_begin_and_lines_outside_are_told() -> None:
    text = f"hello\nFN:Nobody\n{card('FN:Dana')}END:VCARD\n"
    assert [record.contact.name for record in parse(text).records] == ["Dana"]
    assert problems(text) == [
        (1, "", "2 lines from here on stand outside of any card and could not be read.", False),
        (7, "", "There is an END:VCARD without a BEGIN:VCARD before it.", False),
    ]


def test_a_card_in_a_card_is_somebody_as_well() -> None:
    text = card("FN:Dana", "AGENT:", "BEGIN:VCARD", "VERSION:2.1", "FN:Sam", "END:VCARD", "NOTE:boss", version="2.1")
    assert problems(text) == []
    assert [(each.contact.name, each.contact.notes) for each in parse(text).records] == [("Sam", ""), ("Dana", "boss")]


def test_lines_without_a_colon_are_told_once() -> None:
    text = card("FN:Dana", "what is this", "and this", "TEL:1234567")
    assert problems(text) == [
        (4, "Dana", "This line and 1 more have no colon after a name, so nothing can be read from it.", True)
    ]
    assert parse(text).records[0].contact.phones == (Labelled("1234567"),)


@pytest.mark.parametrize(
    ("line", "point"),
    [
        ('TEL;TYPE="cell:+49 1', Labelled("+49 1", "cell")),
        ('TEL;TYPE="cell"x:+49 1', Labelled("+49 1", "cellx")),
        ('TEL;TYPE=ce"ll:+49 1', Labelled("+49 1", "cell")),
    ],
)
def test_quotes_that_do_not_close_are_told(line: str, point: Labelled) -> None:
    text = card("FN:Dana", line)
    assert problems(text) == [
        (4, "Dana", "The quotation marks of TEL do not close: the value was read as far as it is clear.", True)
    ]
    assert parse(text).records[0].contact.phones == (point,)


@pytest.mark.parametrize(
    "photo",
    ["PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2", "PHOTO:data:image/png;base64,?!", "PHOTO;BASE64:"],
)
def test_a_photo_that_was_cut_is_left_out(photo: str) -> None:
    text = card("FN:Dana", photo, "NOTE:here")
    assert problems(text) == [(4, "Dana", "PHOTO is damaged or was cut (it is not base64): it was left out.", True)]
    assert (parse(text).records[0].contact.notes, parse(text).records[0].contact.extra) == ("here", {})


def test_a_photo_beyond_a_megabyte_is_left_out() -> None:
    text = card("FN:Dana", "PHOTO;ENCODING=b;TYPE=JPEG:" + "QUJD" * 400_000, "X-LONG:" + "y" * 1_500_000)
    assert [message for _, _, message, _ in problems(text)] == [
        "PHOTO is larger than a megabyte: it was left out.",
        "X-LONG is larger than a megabyte: it was left out.",
    ]


def test_what_is_not_quoted_printable_stays_as_written() -> None:
    text = card("FN:Dana", "NOTE;ENCODING=QUOTED-PRINTABLE:100=ZZ =C3=A9", version="2.1")
    assert problems(text) == [
        (
            4,
            "Dana",
            "NOTE could not be decoded as it says: what is not quoted-printable stays as written.",
            True,
        )
    ]
    assert parse(text).records[0].contact.notes == "100=ZZ é"


@pytest.mark.parametrize("charset", ["no-such-thing", "UTF-8", "base64", "UTF-7\x00"])
def test_a_character_set_nobody_knows_is_told(charset: str) -> None:
    text = card("FN:Dana", f"NOTE;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:t=E9l", version="2.1")
    ((line, _, message, partial),) = problems(text)
    assert (line, partial) == (4, True)
    assert "character set" in message
    assert parse(text).records[0].contact.notes == "tél"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["N:Whitfield;Dana;Marie;Dr.;PhD"], "Dr. Dana Marie Whitfield PhD"),
        (["FN:", "NICKNAME:Dan"], "Dan"),
        (["ORG:Northwind;Arms", "TITLE:VP"], "Northwind"),
        (["EMAIL:dana@northwind.test"], "dana@northwind.test"),
        (["FN:  ", "N:;;;;", "EMAIL:dana@northwind.test"], "dana@northwind.test"),
    ],
)
def test_without_fn_somebody_is_called_by_what_there_is(lines: list[str], name: str) -> None:
    assert one(*lines).name == name


def test_a_card_without_any_name_and_an_empty_one_are_problems() -> None:
    text = card("TEL:+49 30 5550100") + card() + card("FN:Dana")
    assert [record.contact.name for record in parse(text).records] == ["Dana"]
    assert problems(text) == [
        (1, "", "The card has no name, and no company or e-mail address to call it by: give it an FN line.", False),
        (5, "", "The card is empty.", False),
    ]


def test_days_that_are_none_and_addresses_without_at_are_kept_as_written() -> None:
    contact = one("FN:Dana", "BDAY:1980-02-30", "ANNIVERSARY;VALUE=text:last spring", "EMAIL;TYPE=work:dana")
    assert (contact.birthday, contact.anniversary, contact.emails) == ("", "", ())
    assert contact.extra == {"vcard": ["BDAY:1980-02-30", "ANNIVERSARY;VALUE=text:last spring", "EMAIL;TYPE=work:dana"]}
    found = problems(card("FN:Dana", "BDAY:1980-02-30", "EMAIL:dana"))
    assert [(line, partial) for line, _, _, partial in found] == [(4, True), (5, True)]
    assert all("1980" not in message and "dana" not in message for _, _, message, _ in found)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a@x.test,b@x.test", ["a@x.test", "b@x.test"]),
        (r"a@x.test\, mailto:b@x.test", ["a@x.test", "b@x.test"]),
        ('"a@b,c"@x.test', ['"a@b,c"@x.test']),
        ("a@x.test,", ["a@x.test"]),
        ("a@x.test,b", ["a@x.test,b"]),
    ],
)
def test_several_addresses_in_one_line_are_parted_where_each_is_one(written: str, read: list[str]) -> None:
    contact = one("FN:Dana", f"EMAIL;TYPE=work:{written}")
    assert contact.emails == tuple(Labelled(each, "work") for each in read)


def test_positions_go_by_group_and_a_second_name_is_kept() -> None:
    contact = one("FN:Dana", "FN:Dana W.", "item1.TITLE:VP", "item2.ORG:Two", "item1.ORG:One", "item2.TITLE:CTO")
    assert contact.positions == (Position("Two", "CTO"), Position("One", "VP"))
    assert contact.extra == {"vcard": ["FN:Dana W."]}


def test_control_characters_never_come_in() -> None:
    text = card("FN:Da\x00na\x1b]52;c;x\x07", "NOTE:a\u202eb", "X-ODD;X-P=\x1b[0m:\x9bx\u2028BEGIN:VCARD")
    (record,) = parse(text).records
    assert record.contact.name == "Dana]52;c;x"
    assert record.contact.notes == "ab"
    assert record.contact.extra == {"vcard": ["X-ODD;X-P=[0m:x\\nBEGIN:VCARD"]}


@pytest.mark.parametrize("text", ["", "\n\n", "FN:Dana\n", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "name: Dana\n"])
def test_a_file_without_a_card_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(FormatError, match="has no vCard in it: a card begins with BEGIN:VCARD"):
        parse(text)


PIECES = st.sampled_from(
    (
        "BEGIN:VCARD",
        "END:VCARD",
        "VERSION:2.1",
        "VERSION:4.0",
        "FN:Dana",
        "N:W;D;;;",
        "TEL;CELL;PREF:1",
        ";",
        ":",
        "=",
        "NOTE;ENCODING=QUOTED-PRINTABLE:a=",
        "=C3=A9=",
        "PHOTO;BASE64:",
        " QUJD",
        "\t",
        "AGENT:",
        'TEL;TYPE="a',
        "\\",
        "item1.ADR;LABEL=x:;;\\",
        "item1.X-ABLabel:_$!<Home>!$_",
        "BDAY:--0230",
        "KIND:group",
        "MEMBER:urn:uuid:x",
        "LABEL;WORK:x",
        "ORG:;;;",
        "TZ:../../x",
        "GEO:1;2",
        "X-SOCIALPROFILE:x",
        "CATEGORIES:,,",
        "UID:" + "u" * 300,
        "CHARSET=\ud800",
        "TEL;PREF=²:1",
        "TEL;PREF=" + "9" * 5000 + ":1",
        "X-ANDROID-CUSTOM:",
    )
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=30), st.sampled_from(("\r\n", "\n", "\r", "")))
def test_whatever_stands_in_a_file_it_never_ends_in_a_traceback(pieces: list[str], end: str) -> None:
    data = (HEAD + end.join(pieces)).encode("utf-8", "surrogatepass")
    parsed = read_vcards(data, "odd.vcf")
    assert parsed.records or parsed.problems or parsed.notes
    assert all(1 <= each.line <= data.count(b"\n") + data.count(b"\r") + 1 for each in parsed.problems)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(card("FN:Dana", "X-A:" + "\n ".join(["A" * 74] * 100_000)), id="100,000 folds"),
        pytest.param(card("FN:Dana", "PHOTO;BASE64:" + "\n".join(["QUJD" * 10] * 50_000)), id="no indent"),
        pytest.param(card("FN:Dana", "NOTE;QUOTED-PRINTABLE:" + "=\n".join(["=41" * 20] * 50_000)), id="soft breaks"),
        pytest.param(card("FN:Dana", "NOTE:" + "\\n" * 1_000_000), id="one long line"),
        pytest.param(card("FN:Dana", "TEL" + ";A=b" * 300_000), id="parameters without a colon"),
        pytest.param(card("FN:Dana", "TEL;" + 'a="b",' * 100_000), id="quotes without a colon"),
        pytest.param(card("FN:Dana", "\\" * 1_000_000 + ":"), id="backslashes"),
        pytest.param(card("FN:Dana", "N:" + "a\\;b;" * 200_000), id="components"),
        pytest.param(card("FN:Dana", *[f"i{n}.X-ABLABEL:{n}" for n in range(30_000)]), id="labels"),
        pytest.param(card("FN:Dana", *["LABEL:x", "ADR:;;y", "item1.ORG:z", "TITLE:t"] * 10_000), id="places"),
        pytest.param(card("FN:Dana", *[f"MEMBER:{n}\nEMAIL:a{n}@b.test" for n in range(20_000)]), id="members"),
        pytest.param("BEGIN:VCARD\nAGENT:\n" * 20_000, id="cards in cards"),
        pytest.param("x\n" * 500_000 + card("FN:Dana"), id="lines outside"),
    ],
)
def test_time_is_linear_whatever_the_file(text: str) -> None:
    started = time.process_time()
    parsed = parse(text)
    assert time.process_time() - started < 10  # seconds of a slow machine; a quadratic reader takes minutes
    assert parsed.records or parsed.problems


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    read_vcards((card("FN:Dana") * 2_000).encode(), "many.vcf", lambda done, total: told.append((done, total)))
    assert told
    assert told == sorted(told)
    assert all(done <= total == 8_001 for done, total in told)


def test_many_broken_quotation_marks_are_told_once() -> None:
    text = card("FN:Dana", *['TEL;TYPE="work:1'] * 3, "NOTE:n")
    assert problems(text) == [
        (
            4,
            "Dana",
            "The quotation marks of TEL do not close, nor do those of 2 more lines: the value was read as far as it is "
            "clear.",
            True,
        )
    ]


def test_a_line_of_endlessly_many_parts_costs_that_line_alone() -> None:
    text = card(
        "FN:Dana", f"N:{';' * 2_000_000}", f"TEL{';A=b' * 2_000}:1", f"EMAIL;TYPE={'a,' * 2_000}b:d@x.test", "TEL:2"
    )
    (record,) = parse(text).records
    assert (record.contact.phones, record.contact.emails) == ((Labelled("2"),), ())
    assert problems(text) == [
        (4, "Dana", "N is larger than a megabyte: it was left out.", True),
        (5, "Dana", "This line and 1 more have no colon after a name, so nothing can be read from it.", True),
    ]
