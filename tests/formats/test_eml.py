import re
from datetime import date
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTP, SMTPUTF8
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm.domain.text import clean, clean_line
from crm.formats.eml import LONGEST_MAILTO, Mailbox, letter_eml, letter_mailto, letter_markdown
from crm.formats.records import FormatError

DANA = Mailbox("Dana Whitfield", "dana@northwind.test")
TEXT = "Dear Dana,\n\nhow is the hall?\n\nJo\n"


def parsed(data: bytes):
    return message_from_bytes(data, policy=SMTPUTF8)


def test_a_letter_opens_as_a_draft_not_yet_sent():
    data = letter_eml(DANA, "The new hall", TEXT)
    message = parsed(data)
    assert message["X-Unsent"] == "1"
    assert message["To"] == "Dana Whitfield <dana@northwind.test>"
    assert message["Subject"] == "The new hall"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert message.get_content() == TEXT.replace("\n", "\r\n")
    assert not {"From", "Date", "Message-ID", "Bcc", "Cc"} & set(message.keys())
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))


def test_who_it_is_from_is_said_only_when_it_is_known():
    message = parsed(letter_eml(DANA, "Hello", TEXT, Mailbox("Jo Marsh", "jo@marsh.test")))
    assert message["From"] == "Jo Marsh <jo@marsh.test>"
    assert "From" not in parsed(letter_eml(DANA, "Hello", TEXT, Mailbox("Jo Marsh")))


def test_without_an_address_the_person_picks_it():
    assert "To" not in parsed(letter_eml(Mailbox("Dana Whitfield"), "Hello", TEXT))


def test_names_of_every_script_arrive():
    data = letter_eml(Mailbox("山田 太郎 (Inés Gül), PhD", "taro@kestrel.test"), "Grüße aus Köln – 仕事", TEXT)
    assert data.split(b"\r\n\r\n")[0].isascii()
    message = parsed(data)
    (address,) = message["To"].addresses
    assert (address.display_name, address.addr_spec) == ("山田 太郎 (Inés Gül), PhD", "taro@kestrel.test")
    assert message["Subject"] == "Grüße aus Köln – 仕事"


def test_addresses_beyond_ascii():
    (address,) = parsed(letter_eml(Mailbox("Jörg", "joerg@köln.test"), "x", TEXT))["To"].addresses
    assert address.addr_spec == "joerg@xn--kln-sna.test"
    data = letter_eml(Mailbox("Jörg", "jörg@koeln.test"), "x", TEXT)
    assert " <jörg@koeln.test>\r\n".encode() in data  # RFC 6532: nothing else can carry it


@pytest.mark.parametrize(
    "email",
    ["dana", "dana@", "@northwind.test", "dana northwind@a.test", "a@b@c.test", "a@b.test, c@d.test", "<a@b.test>",
     "a@b.test;c@d.test", "a\"b@c.test", "a@" + "b" * 400 + ".test", "a@..", "a@ö..test", ".a@b.test", "a@[::1]"],
)  # fmt: skip
def test_an_address_no_mail_can_go_to_is_refused_without_showing_it(email):
    for act in (lambda: letter_eml(Mailbox("Dana", email), "x", TEXT), lambda: letter_mailto(email, "x", TEXT)):
        with pytest.raises(FormatError, match="Put it right on the card") as refused:
            act()
        assert email not in str(refused.value)


@pytest.mark.parametrize(
    "bad",
    [
        "x\r\nBcc: all@evil.test",
        "x\nBcc: all@evil.test\n\nbody",
        "x\rBcc: a@b.test",
        "x\x00\x0b",
        "=?utf-8?q?x=0D=0ABcc:_a=40b.test?=",
    ],
)
def test_no_header_can_be_smuggled_in(bad):
    message = parsed(letter_eml(Mailbox(bad, "dana@northwind.test"), bad, bad, Mailbox(bad, "jo@marsh.test")))
    assert set(message.keys()) == {
        "To", "From", "Subject", "X-Unsent", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert len(message["To"].addresses) == len(message["From"].addresses) == 1
    assert message["Subject"] == clean_line(bad)


@given(name=st.text(max_size=80), subject=st.text(max_size=200), text=st.text(max_size=2000))
@example(name="=?utf-8?q?x?=", subject="=?utf-8?q?a=0Ab?=", text="a=\n.\n..\nFrom me\n \n\t\n" + "ü" * 2000)
@example(name='a "quoted" \\ name', subject=" ", text="")
@example(name="é" * 80, subject="word " * 40, text="x" * 1500 + " \n")
def test_a_letter_comes_back_as_it_went(name, subject, text):
    data = letter_eml(Mailbox(name, "dana@northwind.test"), subject, text)
    assert data.isascii() and b"\n" not in data.replace(b"\r\n", b"")
    message = message_from_bytes(data, policy=SMTP)
    assert message.get_content().replace("\r\n", "\n").rstrip("\n") == clean(text).rstrip("\n")
    assert message["X-Unsent"] == "1"
    (address,) = message["To"].addresses
    assert address.addr_spec == "dana@northwind.test"
    assert message["Subject"] == clean_line(subject)
    # The parser of Python 3.11 puts spaces between the encoded words of a name; the older one does not (RFC 2047, 6.2).
    said, _ = parseaddr(str(message_from_bytes(data)["To"]))
    assert str(make_header(decode_header(said))) == clean_line(name)


def test_a_link_opens_the_letter_in_the_mail_program():
    link = letter_mailto("dana+hiring@northwind.test", "The hall & more", "Dear Dana,\n\nis 5% full?\n\nInés #1\n")
    assert link.reason == ""
    assert link.url == (
        "mailto:dana%2Bhiring@northwind.test?subject=The%20hall%20%26%20more"
        "&body=Dear%20Dana%2C%0D%0A%0D%0Ais%205%25%20full%3F%0D%0A%0D%0AIn%C3%A9s%20%231"
    )


@given(subject=st.text(max_size=60), text=st.text(max_size=120))
def test_a_link_reads_back_and_is_plain_ascii(subject, text):
    link = letter_mailto("dana@northwind.test", subject, text)
    assert link.url and re.fullmatch(r"mailto:[\w@.%~-]+(\?[\w.%~&=-]+)?", link.url, re.ASCII)
    parts = urlsplit(link.url)
    assert unquote(parts.path) == "dana@northwind.test"
    fields = parse_qs(parts.query, strict_parsing=bool(parts.query))
    assert set(fields) <= {"subject", "body"}
    assert fields.get("subject", [""])[0] == clean_line(subject)
    assert fields.get("body", [""])[0].split("\r\n") == clean(text).rstrip("\n").split("\n")


def test_without_an_address_the_link_has_none():
    assert letter_mailto("", "", "Hello").url == "mailto:?body=Hello"


def test_a_letter_too_long_for_a_link_says_what_to_do():
    link = letter_mailto("dana@northwind.test", "Hello", "é" * 400)
    assert link.url is None
    assert "mail draft (.eml)" in link.reason and link.reason.endswith(".")
    longest = letter_mailto("dana@northwind.test", "Hello", "e" * (LONGEST_MAILTO - 53))
    assert longest.url is not None and len(longest.url) <= LONGEST_MAILTO


def test_markdown_has_a_title_to_whom_and_the_day():
    assert letter_markdown("The new hall", "Dana Whitfield", TEXT, date(2026, 11, 22)) == (
        "# The new hall\n\nTo: Dana Whitfield  \nDate: 22 November 2026\n\nDear Dana,\n\nhow is the hall?\n\nJo\n"
    )
    assert letter_markdown("", "", "Hello") == "# Letter\n\nHello\n"


def test_a_title_stays_what_it_is_in_markdown():
    assert letter_markdown("a *b* [c](d)\n# e", "_Dana_", "x").splitlines()[:3] == [
        r"# a \*b\* \[c\](d) \# e", "", r"To: \_Dana\_"
    ]  # fmt: skip
