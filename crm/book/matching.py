"""Who of a file is already in the book: found by uid, e-mail, phone, LinkedIn address, or where they came from."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Iterable

from crm.book.phones_compared import of_two_countries, phone_tail, same_phone
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
    """An e-mail address as compared: without `mailto:`, angle brackets and case, its domain decoded (RFC 5891)."""
    key = fold(value).strip().removeprefix("mailto:").strip("<> ")
    if "xn--" not in key:
        return key
    local, at, domain = key.rpartition("@")
    try:
        return fold(f"{local}{at}{domain.encode('ascii').decode('idna')}")
    except UnicodeError:
        return key


def mailbox_key(value: str) -> str:
    """The mailbox of an address, where two spellings are known to reach one: Google leaves out dots and `+word`."""
    key = email_key(value)
    local, _, domain = key.rpartition("@")
    if domain not in {"gmail.com", "googlemail.com"}:
        return key
    return f"{local.partition('+')[0].replace('.', '')}@gmail.com"


def phone_key(value: str) -> str:
    """A phone number as it is compared: its last digits; empty where there are too few to tell anybody by."""
    digits = _NOT_DIGIT.sub("", value)
    return digits[-_PHONE_DIGITS:] if len(digits) >= 6 else ""


def same_number(one: str, other: str) -> bool:
    """Whether one of two phone numbers of somebody says no more than the other, so that one will do."""
    first, second = phone_key(one), phone_key(other)
    if not first or not second:
        return fold(one) == fold(other)
    return first == second and not of_two_countries(one, other)


def linkedin_key(value: str) -> str:
    """The profile in a LinkedIn address, or an empty text for any other link."""
    match = _LINKEDIN.match(value.strip())
    return fold(match[1].rstrip("/")) if match else ""


def link_key(value: str) -> str:
    """A link as it is compared."""
    return linkedin_key(value) or fold(value.strip()).removeprefix("https://").removeprefix("http://").rstrip("/")


def compatible(one: str, other: str) -> bool:
    """True where two name keys may be one person's: in any order, by a short form, an initial or one of two names.

    So are two spellings, two scripts, and a slip of a finger in a longer word. Two given names are two people,
    whatever they share: a family has one phone.

    >>> compatible("dana whitfield", "d whitfield"), compatible("whitfield bob", "robert whitfield")
    (True, True)
    >>> compatible("dana whitfield", "sam lee"), compatible("john smith", "james smith")
    (False, False)
    """
    if one == other:
        return True
    from crm.book.names_compared import compatible_names, name_of

    return compatible_names(name_of(one), name_of(other))


def source_parts(source: str) -> tuple[str, str]:
    """The file a contact came from, and the fingerprint it had there; both empty where it came from elsewhere."""
    label, mark, digest = source.rpartition("#")
    return (label, digest) if mark and label and digest else ("", "")


class Index:
    """The contacts of a book by everything they can be known by, as they were before the import."""

    def __init__(self) -> None:
        self.by_uid: dict[str, int] = {}
        self.former_uids: set[str] = set()
        self.own_sources: set[str] = set()
        self.by_source: dict[str, list[int]] = defaultdict(list)
        self.by_label: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_email: dict[str, list[int]] = defaultdict(list)
        self.by_phone: dict[str, list[int]] = defaultdict(list)
        self.by_linkedin: dict[str, list[int]] = defaultdict(list)
        self.names: dict[int, str] = {}
        self.shown: dict[int, str] = {}
        self.employers: dict[int, str] = {}
        self.phones: dict[int, list[str]] = {}
        self.reached: dict[int, set[tuple[str, str]]] = defaultdict(set)

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
            self.own_sources.add(source)
            label, _ = source_parts(source)
            if label:
                self.by_label[label, key].append(who)

    def add_former(self, who: int, *, uid: str, source: str) -> None:
        """Somebody who was merged into a contact, whom a file may still bring: the uid and source they had."""
        if uid and uid not in self.by_uid:
            self.by_uid[uid] = who
            self.former_uids.add(uid)
        if source:
            self.by_source[source].append(who)

    def add_point(self, who: int, kind: str, value: str) -> None:
        """One e-mail, phone or link of a contact."""
        if kind == "email":
            self.by_email[email_key(value)].append(who)
        elif kind == "phone":
            if key := phone_tail(value):
                self.by_phone[key].append(who)
                self.phones.setdefault(who, []).append(value)
        elif key := linkedin_key(value):
            self.by_linkedin[key].append(who)
        if point := _point(kind, value):
            self.reached[who].add(point)

    def again(self, contact: Contact) -> Iterable[int]:
        """Those of this name who came in a file of the same name before, and whom nothing tells apart from this one.

        `contacts.vcf` is what every phone calls its file: somebody of the name who is reached elsewhere is another.
        """
        points, employer = _points(contact), fold(contact.employer)
        for who in self.namesakes(contact):
            reached = self.reached.get(who, set())
            colleagues = bool(employer) and employer == self.employers[who]
            both = {kind for kind, _ in points} & {kind for kind, _ in reached}
            if colleagues or points & reached or not both:
                yield who

    def namesakes(self, contact: Contact) -> Iterable[int]:
        """Those of this name who came in a file of the same name, but for those with another LinkedIn profile."""
        label, _ = source_parts(contact.source)
        profiles = _profiles(_points(contact))
        for who in self.by_label.get((label, name_key(contact.name)), ()) if label else ():
            theirs = _profiles(self.reached.get(who, set()))
            if not (profiles and theirs) or profiles & theirs:
                yield who

    def certain(self, contact: Contact) -> Iterable[int]:
        """The contacts that this one is, best reason first: e-mail, phone, LinkedIn."""
        key = name_key(contact.name)
        for point in contact.emails:
            # hr@ and jobs@ are shared: the name has to agree.
            yield from self._named(self.by_email.get(email_key(point.value), ()), key)
        for point in contact.phones:
            for who in self._named(self.by_phone.get(phone_tail(point.value), ()), key):
                if any(same_phone(point.value, number) for number in self.phones[who]):
                    yield who
        for point in contact.links:
            if profile := linkedin_key(point.value):
                yield from self.by_linkedin.get(profile, ())

    def _named(self, ids: Iterable[int], key: str) -> list[int]:
        fitting = [who for who in ids if compatible(self.names[who], key)]
        fitting.sort(key=lambda who: self.names[who] != key)
        first = self.names[fitting[0]] if fitting else ""
        if first != key and any(not compatible(first, self.names[who]) for who in fitting[1:]):
            return []  # `A. Reed` at the address of Anna and Alan Reed: one of the two, and nothing tells which
        return fitting

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


def _point(kind: str, value: str) -> tuple[str, str] | None:
    """An e-mail, phone or LinkedIn profile as it is compared."""
    key = {"email": email_key, "phone": phone_tail, "link": linkedin_key}[kind](value)
    return (kind, key) if key else None


def _points(contact: Contact) -> set[tuple[str, str]]:
    return {
        point
        for kind, given in (("email", contact.emails), ("phone", contact.phones), ("link", contact.links))
        for each in given
        if (point := _point(kind, each.value))
    }


def _profiles(points: set[tuple[str, str]]) -> set[str]:
    return {key for kind, key in points if kind == "link"}


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
    for who, uid, source in book.store.rows("SELECT contact_id, uid, source FROM former_contact ORDER BY id"):
        index.add_former(who, uid=uid, source=source)
    for who, kind, value in book.store.rows(
        "SELECT contact_id, kind, value FROM contact_point ORDER BY contact_id, place"
    ):
        index.add_point(who, kind, value)
    return index
