"""Who in the book (or before them in the files) a new contact may be, with the reason."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

from crm.book.blocks import Blocks, Keys
from crm.book.likeness import WEAK, Known, Likeness, doubted, known_of, likeness, names_fit
from crm.book.matching import linkedin_key, mailbox_key
from crm.book.names_compared import Fit, fit
from crm.book.phones_compared import phone_crowd
from crm.book.session import Book
from crm.domain.people import Contact

_SHARED_BY = 3
_LOOKED_AT = 24


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody a contact may be: `who` is the key they were added with (the id, for those of a book)."""

    who: int
    name: str
    reason: str
    sure: bool
    score: float


class Finder:
    """People by everything two entries of one person have in common."""

    def __init__(self) -> None:
        self._blocks = Blocks()
        self._holders: dict[str, list[Known]] = {}
        self._last: tuple[Contact, Known] | None = None

    def add(self, who: int, contact: Contact) -> None:
        """One more person to be found; any int as key (ids are positive: use negative ones for people of files)."""
        self.add_known(who, self._known(contact))

    def add_known(self, who: int, known: Known) -> None:
        """The same for facts that are at hand already."""
        self._blocks.add(who, known)
        note_holder(known, self._holders, self._blocks.shared)

    def copy(self) -> Finder:
        """The same people, to whom others can be added without this one finding them."""
        finder = Finder()
        finder._blocks = self._blocks.copy()
        finder._holders = {value: holders.copy() for value, holders in self._holders.items()}
        return finder

    def number_employers(self, contact: Contact) -> None:
        """Takes note of how the contact spells employers, before who comes later does."""
        self._blocks.number_employers(place.employer for place in contact.positions if place.employer)

    def keys(self, known: Known) -> Keys:
        """By what somebody is found and finds others: people without a key in common do not touch each other."""
        return self._blocks.keys(known)

    def possible(self, contact: Contact, *, leave_out: Container[int] = ()) -> list[Match]:
        """Whom the contact may be, the best first; those in `leave_out` are passed over."""
        known = self._known(contact)
        found = [match for match in self._alike(known) if match.who not in leave_out]
        surely = {match.who: self._blocks.known[match.who] for match in found if match.sure}
        found = [self._doubted(match) if of_two(match.who, surely) else match for match in found]
        weak = [match for match in found if match.score <= WEAK]
        if len(weak) > 1 and all(match.score > 0.4 for match in weak):
            # An initial that fits several says nothing of any.
            found = [match for match in found if match.score > WEAK]
        return sorted(found, key=lambda match: (-match.score, match.who))

    @staticmethod
    def _doubted(match: Match) -> Match:
        less = doubted(Likeness(match.sure, match.reason, match.score))
        return replace(match, sure=less.sure, reason=less.reason, score=less.score)

    def _alike(self, known: Known) -> Iterable[Match]:
        for who in self._blocks.near(known):
            other = self._blocks.known[who]
            found = likeness(known, other, self._blocks.shared)
            if found is not None:
                yield Match(who, other.name, found.reason, found.sure, found.score)

    def _known(self, contact: Contact) -> Known:
        if self._last is None or self._last[0] is not contact:
            self._last = contact, known_of(contact)
        return self._last[1]


def note_holder(known: Known, holders: dict[str, list[Known]], shared: set[str]) -> None:
    """Notes who has an address; one that three people of different names have is put into `shared`.

    Two spellings of one person count once. Of those that come first a few are looked at: it takes no more.
    """
    for value in {*known.emails, *known.profiles, *filter(None, map(phone_crowd, known.phones))}:
        if value in shared:
            continue
        others = holders.setdefault(value, [])
        if len(others) < _LOOKED_AT and all(fit(known.names[0], other.names[0]) < Fit.PART for other in others):
            others.append(known)
            if len(others) >= _SHARED_BY:
                shared.add(value)


def of_two(who: int, others: Mapping[int, Known]) -> bool:
    """Whether among `others`, who are all surely one person with somebody, is one who cannot be `who`.

    `A. Reed` on the phone of Anna and Alan Reed is one of the two, and nothing tells which.
    """
    if who not in others:
        return False
    return any(names_fit(others[who], other) < Fit.PART for key, other in others.items() if key != who)


def finder_of(book: Book | None) -> Finder:
    """Everybody in the book; an empty finder for no book."""
    finder = Finder()
    if book is not None:
        for who, known in everybody(book).items():
            finder.add_known(who, known)
    return finder


def everybody(book: Book) -> dict[int, Known]:
    """What of every contact is compared, by id."""
    points: dict[int, dict[str, list[str]]] = {}
    for who, kind, value in book.store.rows(
        "SELECT contact_id, kind, value FROM contact_point ORDER BY contact_id, place"
    ):
        points.setdefault(who, {}).setdefault(kind, []).append(value)
    employers: dict[int, list[str]] = {}
    for who, employer in book.store.rows(
        "SELECT p.contact_id, e.name FROM position p JOIN employer e ON e.id = p.employer_id "
        "ORDER BY p.contact_id, p.place"
    ):
        employers.setdefault(who, []).append(employer)
    people: dict[int, Known] = {}
    none: dict[str, list[str]] = {}
    for who, name, given, family, nickname, birthday in book.store.rows(
        "SELECT id, name, given, family, nickname, birthday FROM contact ORDER BY id"
    ):
        of = points.get(who, none)
        people[who] = Known(
            name,
            given,
            family,
            nickname,
            birthday,
            tuple(dict.fromkeys(employers.get(who, ()))),
            tuple(map(mailbox_key, of.get("email", ()))),
            tuple(of.get("phone", ())),
            tuple(filter(None, map(linkedin_key, of.get("link", ())))),
            next(iter(of.get("email", ())), ""),
        )
    return people
