"""Whether two entries are one person, and why: what they share against what speaks for two.

Sure is: one LinkedIn profile; one e-mail or phone with names that can be one person's. What is only alike is
suggested with its reason. Entries at one employer whose own addresses there follow two spellings are two people.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from crm.book.employers_compared import mail_domain, same_employer
from crm.book.matching import linkedin_key, mailbox_key
from crm.book.name_tables import forms
from crm.book.names_compared import Fit, Name, fit, name_of
from crm.book.phones_compared import digits_of, is_fixed_line, phone_crowd, same_phone
from crm.domain.people import Contact

#: From this score on a likeness is a suggestion; below it is told only where a new contact is about to come in.
SUGGESTED = 0.5
_ROLE = re.compile(
    r"^(?:hr|jobs?|info|office|contact|kontakt|careers?|karriere|bewerbung(?:en)?|recruiting|recruitment|talent|people|"
    r"team|mail|post|hello|hallo|hi|admin|service|support|sales|verkauf|vertrieb|press|presse|reception|empfang|"
    r"sekretariat|zentrale|personal(?:abteilung)?|rh|rrhh|emploi|recrutement|empleo|lavoro|praca|kadry|enquiries|"
    r"inquiries|welcome|desk|helpdesk|marketing|billing|accounts?|rechnung|buchhaltung|no-?reply|postmaster|"
    r"webmaster|family|familie)\b"
)
#: So many letters of a name are a short form of it.
_SHORTEST_FORM = 3
_PIECES = re.compile(r"[._+\-]+")
_DIGITS = re.compile(r"\d+")
_WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of one entry that are compared. E-mails and profiles as compared, phones and employers as written.

    `email` is the first e-mail address as written, for being shown.
    """

    name: str
    given: str = ""
    family: str = ""
    nickname: str = ""
    birthday: str = ""
    employers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    email: str = ""
    #: The name, and the one with the nickname in it.
    names: tuple[Name, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Takes the name apart."""
        names: tuple[Name, ...] = (name_of(self.name, self.given, self.family),)
        if self.nickname and self.family:
            names += (name_of(f"{self.nickname} {self.family}", self.nickname, self.family),)
        object.__setattr__(self, "names", names)

    @property
    def bare(self) -> bool:
        """Whether nothing but the name is known."""
        return not (self.employers or self.emails or self.phones or self.profiles)


@dataclass(frozen=True, slots=True)
class Likeness:
    """That two entries are, or may be, one person. `score` orders them, from 0 to 1."""

    sure: bool
    reason: str
    score: float


def known_of(contact: Contact) -> Known:
    """What of a contact is compared."""
    return Known(
        contact.name,
        contact.given,
        contact.family,
        contact.nickname,
        contact.birthday,
        tuple(dict.fromkeys(place.employer for place in contact.positions if place.employer)),
        tuple(mailbox_key(point.value) for point in contact.emails),
        tuple(point.value for point in contact.phones),
        tuple(filter(None, (linkedin_key(point.value) for point in contact.links))),
        next((point.value for point in contact.emails), ""),
    )


def names_fit(one: Known, other: Known) -> Fit:
    """How well the names fit, nicknames and all."""
    return max(fit(mine, theirs) for mine in one.names for theirs in other.names)


@lru_cache(maxsize=16384)
def is_role_address(email: str) -> bool:
    """Whether an address is that of an office, not of one person: hr@, jobs@, info@."""
    return bool(_ROLE.match(email.partition("@")[0]))


def likeness(one: Known, other: Known, shared: Container[str] = frozenset()) -> Likeness | None:
    """Whether two entries are one person; None where nothing says so.

    `shared` holds the e-mails, profiles and phone numbers (as `phone_crowd`) that three or more people have: a
    switchboard or a mailbox of the house.
    """
    if any(profile not in shared for profile in set(one.profiles) & set(other.profiles)):
        return Likeness(True, "same LinkedIn profile", 1.0)
    fitted = names_fit(one, other)
    if fitted is Fit.OTHER and not set(one.emails) & set(other.emails):
        return None
    two = _born_apart(one, other) or one.names[0].generation != other.names[0].generation
    return (
        _by_email(one, other, fitted, two, shared)
        or _by_phone(one, other, fitted, two, shared)
        or _by_place(one, other, fitted)
        or _by_name(one, other, fitted)
    )


def _born_apart(one: Known, other: Known) -> bool:
    return bool(
        one.birthday != other.birthday and _WHOLE_DAY.fullmatch(one.birthday) and _WHOLE_DAY.fullmatch(other.birthday)
    )


def _by_email(one: Known, other: Known, fitted: Fit, two: bool, shared: Container[str]) -> Likeness | None:
    common = set(one.emails) & set(other.emails)
    if not common:
        return None
    own = [address for address in common if address not in shared and not is_role_address(address)]
    if fitted >= Fit.PART:
        # With a mailbox of the house a given name or an initial is too little to be sure by.
        home = fitted is Fit.ALIKE and all(_is_household(address, one) for address in common)
        if two or home or not (own or fitted >= Fit.TYPO):
            return Likeness(False, _MAIL_ONLY, 0.65)
        return Likeness(True, _MAIL, 0.9 + fitted / 100)
    if not own:
        return None if all(address in shared for address in common) else Likeness(False, _HOUSE, 0.3)
    if fitted is Fit.RELATIVES:
        if _shortened(one, other):
            return Likeness(False, _MAIL_ONLY, 0.75)
        # A family and its address, unless both have it from one place of work.
        return Likeness(False, "same e-mail, another first name", 0.6) if _workplace(one, other) == "same" else None
    return Likeness(False, "same e-mail, another name", 0.6 if fitted is Fit.OTHER else 0.85)


def _shortened(one: Known, other: Known) -> bool:
    """Whether a word of one name is the beginning of a word of the other: Gwen and Gwendolyn, Maxi and Maximilian."""
    mine = {word for name in one.names for word in name.words}
    theirs = {word for name in other.names for word in name.words}
    return any(
        min(len(word), len(longer)) >= _SHORTEST_FORM and (longer.startswith(word) or word.startswith(longer))
        for word in mine - theirs
        for longer in theirs - mine
    )


def _is_household(email: str, known: Known) -> bool:
    """Whether an address is a family's, as `whitfields@`: a Katharina and a Kathrin may both read it."""
    local = _DIGITS.sub("", email.partition("@")[0]).strip("._-").removeprefix("the")
    return any(local == f"{word}s" for name in known.names for word in name.words)


_HOUSE = "same shared e-mail, another name"
_MAIL, _MAIL_ONLY = "same e-mail", "same e-mail, alike name"
_PHONE, _PHONE_ONLY = "same phone", "same phone, alike name"
_DOUBTED = {_MAIL: Likeness(False, _MAIL_ONLY, 0.65), _PHONE: Likeness(False, _PHONE_ONLY, 0.6)}


def doubted(found: Likeness) -> Likeness:
    """The likeness of somebody who is as surely somebody else: no more than a suggestion."""
    return _DOUBTED.get(found.reason, found)


def _by_phone(one: Known, other: Known, fitted: Fit, two: bool, shared: Container[str]) -> Likeness | None:
    if fitted <= Fit.RELATIVES or not one.phones or not other.phones:
        return None
    common = [mine for mine in one.phones if any(same_phone(mine, theirs) for theirs in other.phones)]
    if not common:
        return None
    own = any(phone_crowd(number) not in shared for number in common)
    if _mailboxes_of_two(one, other, fitted):
        return None
    if fitted >= Fit.PART:
        if not two and (own or fitted >= Fit.ALIKE):
            return Likeness(True, _PHONE, 0.88 + fitted / 100)
        return Likeness(False, _PHONE_ONLY, 0.6) if own else None
    if not own or two or fitted not in _PHONE_REASONS or all(map(is_fixed_line, common)):
        return None  # two Stevens of one house
    return Likeness(False, _PHONE_REASONS[fitted], 0.7)


_PHONE_REASONS = {
    Fit.RENAMED: "same phone, another family name",
    Fit.NEARLY: _PHONE_ONLY,
}
_PLACE_SCORES = {Fit.SAME: 0.8, Fit.ALIKE: 0.75, Fit.TYPO: 0.7, Fit.INITIAL: 0.52, Fit.PART: 0.51}
#: Likenesses up to this score hold only for somebody who is like nobody else as much.
WEAK = 0.55


#: What only a name and a place of work say has a score up to this one.
BY_PLACE = 0.8


def _by_place(one: Known, other: Known, fitted: Fit) -> Likeness | None:
    score = _PLACE_SCORES.get(fitted)
    if score is not None and score <= WEAK and one.names[0].unspaced != other.names[0].unspaced:
        return None  # a syllable that two scripts have in common by chance
    if score is None or _born_apart(one, other) or _desks_of_two(one, other):
        return None
    where = _workplace(one, other)
    if not where or (score <= WEAK and where == "alike") or _mailboxes_of_two(one, other, fitted):
        return None
    name = "same name" if fitted is Fit.SAME else "alike name"
    place = "same mail domain" if where == "domain" else f"{where} employer"
    return Likeness(False, f"{name}, {place}", score - (0.04 if where == "alike" else 0.0))


def _desks_of_two(one: Known, other: Known) -> bool:
    """Whether both have an extension of one number, and not the same."""
    mine = {digits: extension for digits, extension in map(digits_of, one.phones) if extension}
    theirs = {digits: extension for digits, extension in map(digits_of, other.phones) if extension}
    return any(mine[number] != theirs[number] for number in mine.keys() & theirs.keys())


def _workplace(one: Known, other: Known) -> str:
    found = {same_employer(mine, theirs) for mine in one.employers for theirs in other.employers}
    if "same" in found:
        return "same"
    if "alike" in found:
        return "alike"
    domains = {mail_domain(email) for email in one.emails} & {mail_domain(email) for email in other.emails}
    return "domain" if domains - {""} and not (one.employers and other.employers) else ""


def _by_name(one: Known, other: Known, fitted: Fit) -> Likeness | None:
    if _born_apart(one, other):
        return None
    if fitted is Fit.SAME and not one.employers and not other.employers and (one.bare or other.bare):
        # Where one has an address, any other of that name may be meant as well.
        score = 0.56 if one.bare and other.bare else 0.45
        return Likeness(False, "same name, nothing that tells them apart", score)
    return None


def _mailboxes_of_two(one: Known, other: Known, fitted: Fit) -> bool:
    """Whether both have an address of their own at one employer and these follow two names.

    One person may well have two (`a.meyer@` and `anna.meyer@`); `anna.meyer@` and `anna.meier@`, or `anna.meyer2@`,
    are two people.
    """
    if set(one.emails) & set(other.emails):
        return False
    found = False
    for mine in one.emails:
        domain = mail_domain(mine)
        if not domain or is_role_address(mine):
            continue
        for theirs in other.emails:
            if mail_domain(theirs) == domain and not is_role_address(theirs):
                if _one_mailbox(mine.partition("@")[0], theirs.partition("@")[0], one, other, fitted):
                    return False
                found = True
    return found


def _one_mailbox(mine: str, theirs: str, one: Known, other: Known, fitted: Fit) -> bool:
    if _DIGITS.findall(mine) != _DIGITS.findall(theirs):
        return False
    first, second = _PIECES.split(mine), _PIECES.split(theirs)
    if len(first) != len(second) and _long(first) == _long(second):
        return False  # a middle initial, to tell two of one name apart
    if fitted is Fit.ALIKE and len(first) == len(second) > 1:
        differ = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
        if len(differ) == 1 and min(map(len, differ[0])) > 2:
            return False  # `anna.reed@` and `anne.reed@`: no house gives one person both
    if fitted is Fit.SAME and not (_spells(mine, one.names) and _spells(theirs, other.names)):
        return True  # made of no name: nothing to be learned from it
    return _spells(mine, other.names) or _spells(theirs, one.names)


def _long(pieces: Sequence[str]) -> list[str]:
    return [piece for piece in pieces if len(piece) > 1]


def _spells(local: str, names: Iterable[Name]) -> bool:
    return any(_made_of(_DIGITS.sub("", local), words) for name in names for words in name.readings)


@lru_cache(maxsize=65536)
def _made_of(local: str, words: tuple[str, ...]) -> bool:
    """Whether the part of an address before the @ is made of a name: `dana.whitfield`, `dwhitfield`, `whitfieldd`."""
    pieces = [piece for piece in _PIECES.split(local) if piece]
    if not pieces:
        return False
    if len(pieces) > 1:
        return any(len(piece) > 1 for piece in pieces) and all(
            any(piece == word or (len(piece) == 1 and word.startswith(piece)) or forms(piece) & forms(word)
                for word in words)
            for piece in pieces
        )  # fmt: skip
    local = pieces[0]
    if local in words:
        return True
    return any(
        local in (first + second, first[0] + second, second + first[0], first + second[0])
        for first in words
        for second in words
        if first != second
    )
