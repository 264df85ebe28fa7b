"""Who of a file is already in the book: found by uid, e-mail, phone, LinkedIn address, or where they came from."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Iterable

from crm.book.session import Book
from crm.domain.people import Contact
from crm.domain.text import fold

_NOT_DIGIT = re.compile(r"\D+")
_LINKEDIN = re.compile(r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/((?:in|pub)/[^?#]+)", re.IGNORECASE)
_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "“”„«»·–—", " ") | dict.fromkeys("'’`´", ""))
#: So many last digits tell two numbers apart, however the country and the trunk zero are written.
_PHONE_DIGITS = 9


def name_key(name: str) -> str:
    """A name as it is compared: folded words in their order, without punctuation."""
    return " ".join(fold(name).translate(_PUNCTUATION).split())


def email_key(value: str) -> str:
    """An e-mail address as it is compared."""
    return fold(value.strip().removeprefix("mailto:"))


def phone_key(value: str) -> str:
    """A phone number as it is compared: its last digits; empty where there are too few to tell anybody by."""
    digits = _NOT_DIGIT.sub("", value)
    return digits[-_PHONE_DIGITS:] if len(digits) >= 6 else ""


def linkedin_key(value: str) -> str:
    """The profile in a LinkedIn address, or an empty text for any other link."""
    match = _LINKEDIN.match(value.strip())
    return fold(match[1].rstrip("/")) if match else ""


def link_key(value: str) -> str:
    """A link as it is compared."""
    return linkedin_key(value) or fold(value.strip()).removeprefix("https://").removeprefix("http://").rstrip("/")


def compatible(one: str, other: str) -> bool:
    """True where two name keys may be one person's: one has all words of the other, or the same initial and surname.

    >>> compatible("dana whitfield", "d whitfield"), compatible("dana whitfield", "sam lee")
    (True, False)
    """
    if one == other:
        return True
    mine, theirs = one.split(), other.split()
    if not mine or not theirs:
        return False
    if set(mine) <= set(theirs) or set(theirs) <= set(mine):
        return True
    same_surname = mine[-1] == theirs[-1] and len(mine[-1]) > 1
    initials = mine[0][0] == theirs[0][0] and (len(mine[0]) == 1 or len(theirs[0]) == 1)
    return same_surname and initials


def source_parts(source: str) -> tuple[str, str]:
    """The file a contact came from, and the fingerprint it had there; both empty where it came from elsewhere."""
    label, mark, digest = source.rpartition("#")
    return (label, digest) if mark and label and digest else ("", "")


class Index:
    """The contacts of a book by everything they can be known by, as they were before the import."""

    def __init__(self) -> None:
        self.by_uid: dict[str, int] = {}
        self.by_source: dict[str, list[int]] = defaultdict(list)
        self.by_label: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_email: dict[str, list[int]] = defaultdict(list)
        self.by_phone: dict[str, list[int]] = defaultdict(list)
        self.by_linkedin: dict[str, list[int]] = defaultdict(list)
        self.names: dict[int, str] = {}
        self.shown: dict[int, str] = {}
        self.employers: dict[int, str] = {}

    def add(self, who: int, *, uid: str, source: str, name: str, employer: str) -> None:
        """One contact; `employer` as shown."""
        key = name_key(name)
        self.shown[who] = name
        self.names[who] = key
        self.employers[who] = fold(employer)
        self.by_name[key].append(who)
        if uid:
            self.by_uid[uid] = who
        if source:
            self.by_source[source].append(who)
            label, _ = source_parts(source)
            if label:
                self.by_label[label, key].append(who)

    def add_point(self, who: int, kind: str, value: str) -> None:
        """One e-mail, phone or link of a contact."""
        if kind == "email":
            self.by_email[email_key(value)].append(who)
        elif kind == "phone":
            if key := phone_key(value):
                self.by_phone[key].append(who)
        elif key := linkedin_key(value):
            self.by_linkedin[key].append(who)

    def certain(self, contact: Contact) -> Iterable[int]:
        """The contacts that this one is, best reason first: the same file and name, e-mail, phone, LinkedIn."""
        key = name_key(contact.name)
        label, _ = source_parts(contact.source)
        if label:
            yield from self.by_label.get((label, key), ())
        for point in contact.emails:
            # hr@ and jobs@ are shared: the name has to agree.
            yield from self._named(self.by_email.get(email_key(point.value), ()), key)
        for point in contact.phones:
            if number := phone_key(point.value):
                yield from self._named(self.by_phone.get(number, ()), key)
        for point in contact.links:
            if profile := linkedin_key(point.value):
                yield from self.by_linkedin.get(profile, ())

    def _named(self, ids: Iterable[int], key: str) -> list[int]:
        fitting = [who for who in ids if compatible(self.names[who], key)]
        return sorted(fitting, key=lambda who: self.names[who] != key)

    def suggested(self, key: str, employer: str, emails: Iterable[str]) -> str:
        """The name of a contact that this one may be: the same name and employer, or an e-mail in common.

        All three as compared; empty for nobody.
        """
        for who in self.by_name.get(key, ()):
            if self.employers[who] == employer:
                return self.shown[who]
        for email in emails:
            for who in self.by_email.get(email, ()):
                return self.shown[who]
        return ""


def index_of(book: Book | None) -> Index:
    """Everybody in the book; an empty index for no book."""
    index = Index()
    if book is None:
        return index
    for who, uid, source, name, employer in book.store.rows(
        "SELECT c.id, c.uid, c.source, c.name, l.employer FROM contact c "
        "JOIN listing l ON l.contact_id = c.id ORDER BY c.id"
    ):
        index.add(who, uid=uid, source=source, name=name, employer=employer)
    for who, kind, value in book.store.rows(
        "SELECT contact_id, kind, value FROM contact_point ORDER BY contact_id, place"
    ):
        index.add_point(who, kind, value)
    return index
