"""What the letter check is given: the names, employers and texts that would be a slip in a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crm.book.letter_material import points_for
from crm.book.letter_reading import kind_words
from crm.book.session import Book
from crm.domain.letter_findings import Earlier, LetterContext
from crm.domain.text import fold, sort_key, words

#: How many earlier letters, and how many people and employers of other opportunities, a letter is held against.
EARLIER_LETTERS = 200
OTHER_PEOPLE = 500
OTHER_EMPLOYERS = 200

_LONGEST_NAME = 4  # words of a name that is looked for in the text
_NAMES = 4000
_CHUNK = 500
_TOKEN = re.compile(r"[^\W\d_][\w'’.\-]*")


def context_for(book: Book, letter_id: int, text: str) -> LetterContext:
    """What the letter check is given: bounded reads, also in a book of a hundred thousand people."""
    kind, contact_id, opportunity_id, interview_id = book.store.rows(
        "SELECT kind, contact_id, opportunity_id, interview_id FROM letter WHERE id = ?", (letter_id,)
    )[0]
    recipient, their_employer = book.store.row(
        "SELECT name, employer FROM listing WHERE contact_id = ?", (contact_id,)
    ) or ("", "")
    employer = (
        book.store.value(
            "SELECT e.name FROM opportunity o JOIN employer e ON e.id = o.employer_id WHERE o.id = ?", (opportunity_id,)
        )
        or their_employer
    )
    at_home = {fold(name) for name in (employer, their_employer) if name}
    return LetterContext(
        kind=kind,
        recipient=recipient,
        employer=employer,
        other_names=tuple(_other_names(book, letter_id, contact_id, opportunity_id, at_home, text)),
        other_employers=tuple(_other_employers(book, letter_id, at_home)),
        points=points_for(book, opportunity_id, interview_id, letter_id),
        earlier=tuple(_earlier(book, letter_id)),
    )


def _earlier(book: Book, letter_id: int) -> Iterator[Earlier]:
    rows = book.store.rows(
        "SELECT l.id, l.subject, l.kind, coalesce(c.name, ''), "
        "(SELECT v.text FROM letter_version v WHERE v.letter_id = l.id ORDER BY v.seq DESC, v.id DESC LIMIT 1) "
        "FROM letter l LEFT JOIN contact c ON c.id = l.contact_id WHERE l.id <> ? ORDER BY l.seq DESC LIMIT ?",
        (letter_id, EARLIER_LETTERS),
    )
    for number, subject, kind, name, text in rows:
        if text:
            yield Earlier(number, subject or kind_words(kind), text, name)


def _other_names(
    book: Book, letter_id: int, contact_id: int | None, opportunity_id: int | None, at_home: set[str], text: str
) -> list[str]:
    """People of other opportunities and letters, and whoever in the book is named in full; nobody from here."""
    rows = book.store.rows(
        "SELECT contact_id FROM (SELECT contact_id, max(opportunity_id) AS newest FROM opportunity_contact "
        "WHERE opportunity_id IS NOT ? GROUP BY contact_id ORDER BY newest DESC LIMIT ?) UNION "
        "SELECT contact_id FROM (SELECT contact_id FROM letter WHERE id <> ? AND contact_id IS NOT NULL "
        "ORDER BY seq DESC LIMIT ?)",
        (opportunity_id, OTHER_PEOPLE, letter_id, EARLIER_LETTERS),
    )
    ids = {row[0] for row in rows} | _named_in(book, text)
    ids -= {contact_id}
    ids -= {
        row[0]
        for row in book.store.rows(
            "SELECT contact_id FROM opportunity_contact WHERE opportunity_id = ?", (opportunity_id,)
        )
    }
    found = book.store.rows(
        f"SELECT name, employer FROM listing WHERE contact_id IN ({','.join(map(str, ids))}) ORDER BY contact_id"
    )
    return list(dict.fromkeys(name for name, employer in found if fold(employer) not in at_home))


def _named_in(book: Book, text: str) -> set[int]:
    """Contacts whose whole name stands in the text, found by the key that the list of people is ordered by."""
    keys = list(_name_keys(text))[:_NAMES]
    found: set[int] = set()
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        marks = ", ".join("?" * len(some))
        found |= {
            row[0] for row in book.store.rows(f"SELECT contact_id FROM listing WHERE sort_key IN ({marks})", some)
        }
    return found


def _name_keys(text: str) -> dict[str, None]:
    """The keys of all runs of words that may be a name: the first and the last are written as names are."""
    tokens = _TOKEN.findall(text)
    keys: dict[str, None] = {}
    for place, token in enumerate(tokens):
        if not _is_name_like(token):
            continue
        # A single word is a whole name in scripts without case and spaces only; "Will" would often be none.
        for length in range(1 if token[0].lower() == token[0].upper() else 2, _LONGEST_NAME + 1):
            run = tokens[place : place + length]
            if len(run) == length and _is_name_like(run[-1]):
                keys[sort_key(" ".join(run))] = None
    return keys


def _is_name_like(token: str) -> bool:
    # Scripts without case begin with a letter that is neither.
    return not token[0].islower()


def _other_employers(book: Book, letter_id: int, at_home: set[str]) -> list[str]:
    """Employers of opportunities, of the target list and of those written to, but not the person's own past ones."""
    rows = book.store.rows(
        "SELECT name FROM (SELECT e.id, e.name FROM employer e WHERE e.id IN "
        '(SELECT employer_id FROM opportunity) OR e."rank" IS NOT NULL ORDER BY e.id DESC LIMIT ?) UNION '
        "SELECT employer FROM listing WHERE employer <> '' AND contact_id IN (SELECT contact_id FROM letter "
        "WHERE id <> ? AND contact_id IS NOT NULL ORDER BY seq DESC LIMIT ?)",
        (OTHER_EMPLOYERS, letter_id, EARLIER_LETTERS),
    )
    stories = book.store.rows("SELECT title, situation, action, result FROM proof_point")
    own = _level(" ".join(" ".join(story) for story in stories))
    return sorted({name for (name,) in rows if fold(name) not in at_home and _level(name) not in own})


def _level(text: str) -> str:
    """The folded words of a text, in which whole words are found by `in`."""
    return f" {' '.join(words(text))} "
