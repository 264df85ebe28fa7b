"""Which entries are compared at all: those that share an address, or a place of work and a part of the name.

Entries are compared only with the last few (`WINDOW`) that came before them under one key, so that five thousand
people with one surname at one employer cost five thousand small steps, not their square. Who looks for all pairs
lets the entries come in the order of their names: those that are alike then stand close to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from crm.book.employers_compared import employer_of, mail_domain
from crm.book.likeness import Known
from crm.book.name_tables import forms
from crm.book.names_compared import Name, bones, sound
from crm.book.phones_compared import phone_crowd, phone_tail

#: With so many under one key an entry is compared: the last ones that came.
WINDOW = 30
Key = tuple[object, ...]


class Employers:
    """Employers by number: names that differ by legal form, country or one slip have one number."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._near: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of an employer's name."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._place(name)
        return found

    def _place(self, name: str) -> int:
        compared = employer_of(name)
        whole = "".join(compared.loose) or name
        near = [whole, *shortened(whole)]
        number = next((self._near[text] for text in near if text in self._near), len(self._known))
        for text in near:
            self._near.setdefault(text, number)
        return number


def shortened(text: str) -> Iterator[str]:
    """`text` without each of its letters: two texts that differ by one slip have one of these in common."""
    if len(text) >= 6:
        for place in range(len(text)):
            yield text[:place] + text[place + 1 :]


@lru_cache(maxsize=16384)
def letter(word: str) -> str:
    """The first letter, the same for those by which a sound may be spelled."""
    first = word[0]
    return next((group[0] for group in ("cksxqz", "ijyeg", "vw", "fp") if first in group), first)


@lru_cache(maxsize=65536)
def _ways(word: str, first: str) -> tuple[str, ...]:
    """A word by its sound, and the names that it is a form of, each with the first letter of another word."""
    return f"{sound(word)} {first}", *(f"#{number} {first}" for number in forms(word))


@dataclass(frozen=True, slots=True)
class Keys:
    """Everything by which one entry may find another, or count among those who share an address.

    Under one of `places` they must have a part of the name in common as well.
    """

    addresses: list[Key]
    places: list[Key]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a name: those by which it is found, and those by which it finds others."""

    kept: tuple[str, ...]
    asked: set[str]


def name_parts(names: tuple[Name, ...]) -> Parts:
    """What of a name another one must have as well to be compared with it.

    A word by its sound with the first letter of another word; a name of one word, whichever word of the other it
    is; and for names written in consonants those of the other.
    """
    both: set[str] = set()
    kept: list[str] = []
    asked: list[str] = []
    for name in names:
        for words in name.readings:
            if len(words) == 1:
                kept.append(f"1 {words[0]}")
                asked += (f"1 {words[0]}", f"2 {words[0]}")
                continue
            letters = [letter(word) for word in words]
            for place, word in enumerate(words):
                if len(word) > 1:
                    for first in letters[:place] + letters[place + 1 :]:
                        both.update(_ways(word, first))
        if len(name.words) > 1:
            kept += [f"2 {word}" for word in name.words]
            asked += [f"1 {word}" for word in name.words]
        if name.unspaced:
            both.add("".join(sorted(name.written)))
        elif name.words:
            skeleton = " ".join(sorted(bones(word, not name.consonants) for word in name.words))
            mine, theirs = "cv" if name.consonants else "vc"
            kept.append(f"{mine}  {skeleton}")
            asked.append(f"{theirs}  {skeleton}")
    return Parts((*both, *kept), both.union(asked))


class _Place:
    """Those at one employer or mail domain. A few are looked at one by one, many by the parts of their names."""

    __slots__ = ("by_part", "members")

    def __init__(self) -> None:
        self.members: list[tuple[int, tuple[str, ...]]] = []
        self.by_part: dict[str, list[int]] = {}

    def add(self, who: int, kept: tuple[str, ...]) -> None:
        if self.by_part:
            self._index(who, kept)
            return
        self.members.append((who, kept))
        if len(self.members) > WINDOW:
            for member, parts in self.members:
                self._index(member, parts)
            self.members.clear()

    def copy(self) -> _Place:
        place = _Place()
        place.members = self.members.copy()
        place.by_part = {part: under.copy() for part, under in self.by_part.items()}
        return place

    def _index(self, who: int, kept: tuple[str, ...]) -> None:
        for part in kept:
            self.by_part.setdefault(part, []).append(who)

    def near(self, asked: set[str]) -> Iterator[int]:
        if not self.by_part:
            for who, kept in self.members:
                if not asked.isdisjoint(kept):
                    yield who
            return
        for part in asked:
            if under := self.by_part.get(part):
                yield from under[-WINDOW:]


class Blocks:
    """Entries by what they may be found by."""

    def __init__(self) -> None:
        self.shared: set[str] = set()
        self.known: dict[int, Known] = {}
        self._employers = Employers()
        self._under: dict[Key, list[int]] = {}
        self._at: dict[Key, _Place] = {}
        self._last: tuple[Known, Parts] | None = None

    def add(self, who: int, known: Known) -> None:
        """One more entry."""
        self.known[who] = known
        for key in self._addresses(known):
            self._under.setdefault(key, []).append(who)
        kept = self._parts(known).kept
        for place in self._kept_at(known):
            self._at.setdefault(place, _Place()).add(who, kept)

    def copy(self) -> Blocks:
        """The same entries, to which others can be added; the employers keep their numbers in both."""
        blocks = Blocks()
        blocks.shared = self.shared.copy()
        blocks.known = self.known.copy()
        blocks._employers = self._employers
        blocks._under = {key: under.copy() for key, under in self._under.items()}
        blocks._at = {key: place.copy() for key, place in self._at.items()}
        return blocks

    def number_employers(self, names: Iterable[str]) -> None:
        """Gives employers their numbers now: whoever comes first decides which spellings are one."""
        for name in names:
            self._employers.number(name)

    def keys(self, known: Known) -> Keys:
        """By what the entry is found and finds others."""
        addresses = self._addresses(known)
        addresses += [("c", crowd) for crowd in map(phone_crowd, known.phones) if crowd]
        # Of mail domains it does not matter here on which side the employer is known.
        places: list[Key] = [("at", self._employers.number(name)) for name in known.employers]
        places += [("mail", domain) for domain in set(map(mail_domain, known.emails)) if domain]
        return Keys(list(dict.fromkeys(addresses)), list(dict.fromkeys(places)))

    def near(self, known: Known) -> list[int]:
        """The entries to compare with, each once."""
        found: dict[int, None] = {}
        for key in self._addresses(known):
            if under := self._under.get(key):
                found.update(dict.fromkeys(under[-WINDOW:]))
        for place in self._asked_at(known):
            if at := self._at.get(place):
                found.update(dict.fromkeys(at.near(self._parts(known).asked)))
        return list(found)

    def _parts(self, known: Known) -> Parts:
        if self._last is None or self._last[0] is not known:
            self._last = known, name_parts(known.names)
        return self._last[1]

    def _addresses(self, known: Known) -> list[Key]:
        keys: list[Key] = [("e", email) for email in known.emails]
        keys += [("p", tail) for tail in map(phone_tail, known.phones) if tail]
        keys += [("l", profile) for profile in known.profiles]
        if not known.employers:
            keys.append(("n", *sorted(known.names[0].words)))
        return keys

    # Whose employer is not known may work where others have their mail; of two employers it tells nothing.

    def _kept_at(self, known: Known) -> list[Key]:
        kind = "with" if known.employers else "without"
        return [("at", self._employers.number(name)) for name in known.employers] + [
            (kind, domain) for domain in set(map(mail_domain, known.emails)) if domain
        ]

    def _asked_at(self, known: Known) -> list[Key]:
        kinds = ("without",) if known.employers else ("with", "without")
        return [("at", self._employers.number(name)) for name in known.employers] + [
            (kind, domain) for domain in set(map(mail_domain, known.emails)) if domain for kind in kinds
        ]
