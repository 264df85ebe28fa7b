"""A letter on its way out: an unsent draft for a mail program (RFC 5322), Markdown, or a `mailto:` link (RFC 6068).

Nothing here sends anything.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from crm.domain.text import clean, clean_line
from crm.domain.words import LONG_MONTHS
from crm.formats.records import FormatError

#: Longer links are cut or refused by some systems (Windows passes 2,048 characters at most).
LONGEST_MAILTO = 2_000

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#])")
# Dots stand between, and nothing needs quoting: what is beyond that no mail program takes from a person either.
_LOCAL = re.compile(r"[^\s@,;:<>()\[\]\\\".]+(?:\.[^\s@,;:<>()\[\]\\\".]+)*")
_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/^_`{|}~-]+){0,8}")
_LONGEST_LINE = 76
_LONGEST_CHUNK = 42
# RFC 5321, 4.5.3.1; a domain has at most 255 octets, a local part 64.
_LONGEST_ADDRESS = 320


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an e-mail address, either of which may be empty."""

    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class MailtoLink:
    """A `mailto:` link, or None and why there is none: a sentence that says what to do instead."""

    url: str | None
    reason: str = ""


def letter_eml(to: Mailbox, subject: str, text: str, sender: Mailbox | None = None) -> bytes:
    """The letter as the bytes of an `.eml` file that mail programs open as a draft not yet sent.

    CRLF, UTF-8, quoted-printable; no `From` unless given; no Date and no Message-ID, which the mail
    program gives when it sends. Without an address there is no `To`, the person picks it. Raises FormatError for
    an address no mail can go to.
    """
    from email.message import EmailMessage
    from email.policy import SMTP

    boxes = [("To", to)] + ([("From", sender)] if sender else [])
    head = [f"{header}: {_mailbox(box)}" for header, box in boxes if box.email.strip()]
    head += [f"Subject: {_encoded(clean_line(subject), len('Subject: '))}", "X-Unsent: 1", "MIME-Version: 1.0"]
    body = EmailMessage(policy=SMTP)
    body.set_content(clean(text), subtype="plain", charset="utf-8", cte="quoted-printable")
    del body["MIME-Version"]
    return "\r\n".join([*head, ""]).encode() + body.as_bytes()


def letter_mailto(email: str, subject: str, text: str) -> MailtoLink:
    """The letter as a link that opens it in the mail program, where it is short enough for one.

    Raises FormatError for an address no mail can go to; without one the person picks it.
    """
    address = _address(email) if email.strip() else ""
    lines = clean(text).rstrip("\n").split("\n")
    fields = {"subject": clean_line(subject), "body": "\r\n".join(lines)}
    query = "&".join(f"{field}={quote(value, safe='')}" for field, value in fields.items() if value)
    url = f"mailto:{quote(address, safe='@')}" + (f"?{query}" if query else "")
    if len(url) > LONGEST_MAILTO:
        return MailtoLink(
            None,
            f"The letter is too long for a mail link ({len(url):,} characters, {LONGEST_MAILTO:,} at most): "
            "save it as a mail draft (.eml) instead.",
        )
    return MailtoLink(url)


def letter_markdown(title: str, to: str, text: str, on: date | None = None) -> str:
    """The letter as Markdown: a title, to whom, the day where there is one, and the text as it was written."""
    head = [f"# {_literal(title) or 'Letter'}", ""]
    facts = [f"To: {_literal(to)}"] if clean_line(to) else []
    facts += [f"Date: {on.day} {LONG_MONTHS[on.month - 1]} {on.year}"] if on else []
    # Two spaces at the end keep the lines apart.
    head += ["  \n".join(facts), ""] if facts else []
    return "\n".join([*head, clean(text).strip("\n")]) + "\n"


def _literal(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", clean_line(text))


def _mailbox(box: Mailbox) -> str:
    name, address = clean_line(box.name), _address(box.email)
    if not name:
        return address
    quoted = '"' + name.replace("\\", r"\\").replace('"', r"\"") + '"'
    return f"{name if _ATOMS.fullmatch(name) else _encoded(name, 6, quoted)} <{address}>"


def _encoded(text: str, before: int, plain: str = "") -> str:
    """`text` for a header: as it is (or as `plain`) where that is one short line of ASCII, else in encoded words.

    Written here and not by `email.message`: Python 3.11 takes "=?...?=" in a text for an encoded word, so that a
    line break can hide in it, and breaks long names with spaces that were not there.
    """
    plain = plain or text
    if plain.isascii() and "=?" not in plain and before + len(plain) <= _LONGEST_LINE:
        return plain
    # RFC 2047, 2: an encoded word has 75 characters at most, and no character is split between two.
    chunks, chunk = [], b""
    for char in text:
        if len(chunk) + len(char.encode()) > _LONGEST_CHUNK:
            chunks.append(chunk)
            chunk = b""
        chunk += char.encode()
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in [*chunks, chunk])


def _address(email: str) -> str:
    """The address with its domain in ASCII (RFC 5890), the only form all mail programs know."""
    email = clean_line(email)
    refusal = FormatError("This e-mail address cannot be written to. Put it right on the card, then try again.")
    local, _, domain = email.rpartition("@")
    if len(email) > _LONGEST_ADDRESS or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise refusal
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise refusal from None
