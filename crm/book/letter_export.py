"""A letter on its way out of the book: Markdown, a draft for the mail program, a link that opens one.

Nothing is sent: the person does that.
"""

from __future__ import annotations

from pathlib import Path

from crm.book.errors import Refused
from crm.book.letter_reading import LetterDetail, get_letter
from crm.book.session import Book
from crm.domain.text import slug
from crm.formats.eml import Mailbox, letter_eml, letter_mailto, letter_markdown
from crm.formats.files import write_private
from crm.formats.records import FormatError

#: The forms with the endings of their files.
ENDINGS = {"markdown": ".md", "eml": ".eml", "mailto": ".txt"}


def export_letter(book: Book, letter_id: int, form: str, path: Path) -> None:
    """Writes a letter to a file that only its owner can read, replacing one of that name.

    Raises NotFound, Refused as `letter_bytes` does and where `path` is the book, OSError.
    """
    book.refuse_itself(path)
    write_private(path, letter_bytes(book, letter_id, form))


def letter_bytes(book: Book, letter_id: int, form: str) -> bytes:
    """A letter as `markdown`, `eml` (an unsent draft) or `mailto` (a link and a line end).

    Raises NotFound, and Refused for an unknown form, an address no mail can go to, and a letter that is too long for
    a link.
    """
    if form not in ENDINGS:
        raise Refused(f"A letter is not written in this form: choose one of {', '.join(ENDINGS)}.")
    detail = get_letter(book, letter_id)
    try:
        return _written(form, detail, _email(book, detail.row.contact_id))
    except FormatError as error:
        raise Refused(str(error)) from error


def file_name(detail: LetterDetail, form: str) -> str:
    """The usual name of its file, within one folder: `our-conversation-3.eml`."""
    return f"{slug(detail.row.title)}-{detail.row.id}{ENDINGS[form]}"


def _written(form: str, detail: LetterDetail, email: str) -> bytes:
    row = detail.row
    if form == "eml":
        return letter_eml(Mailbox(row.contact, email), row.subject, detail.text)
    if form == "mailto":
        link = letter_mailto(email, row.subject, detail.text)
        if link.url is None:
            raise Refused(link.reason)
        return f"{link.url}\n".encode()
    return letter_markdown(row.title, row.contact, detail.text, row.sent_on).encode()


def _email(book: Book, contact_id: int | None) -> str:
    return (
        book.store.value(
            "SELECT value FROM contact_point WHERE contact_id = ? AND kind = 'email' ORDER BY place, id LIMIT 1",
            (contact_id,),
        )
        or ""
    )
