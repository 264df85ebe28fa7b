"""A book of made-up people of which some are in it twice, and many more only look so.

Who is there twice is known; it is drawn without a look at how duplicates are searched. Against it stand people of
one name, families on one phone and one address, colleagues with alike names, switchboards, and the mailboxes of
personnel departments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from benchmarks.planted_names import ALIKE_FAMILY, ALIKE_GIVEN, CULTURES, LATIN, ONE_NAME, SHORT, Culture
from crm.domain.people import Contact, Labelled, Position
from crm.domain.text import fold

_PROVIDERS = ("gmail.com", "web.de", "outlook.com", "gmx.net", "icloud.com", "yahoo.com", "proton.me")
_OFFICES = ("hr", "jobs", "info", "office", "careers")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_TRADES = _words(
    """
    Robotics Foods Logistics Health Systems Energy Partners Consulting Media Software Analytics Bank Insurance
    Engineering Labs Motors Textiles Pharma Airways Books Design Instruments Water Optics
    """
)
_HEADS = _words(
    """
    North Kestrel Harbor Tide Salt Lantern Copper Fern Thistle Moss Quill Oak Juniper Bell Wren Alder Birch Cobalt
    Delta Ember Falcon Granite Helio Iris Jasper Krypton Lumen Meridian Nova Orbit Pinnacle Quartz Ridge Summit Terra
    Umbra Vertex
    """
)
_TAILS = _words(
    """
    wind water marsh hollow gate field brook light stone well moor holm point bridge works side land cross
    """
)
_FORMS = (
    "",
    "",
    "",
    " GmbH",
    " AG",
    " Inc.",
    " Ltd",
    " LLC",
    " S.A.",
    " B.V.",
    " Sp. z o.o.",
    ", Inc",
    " GmbH & Co. KG",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """The people, the pairs of places in the list that are one person (with how the second differs), all of them."""

    people: tuple[Contact, ...]
    sure: dict[tuple[int, int], str]
    likely: dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class _Firm:
    name: str
    domain: str
    style: int
    switchboard: str


def planted(size: int, twice: int, seed: int) -> Planted:
    """`size` people, then `twice` of them once more. The same arguments give the same people."""
    return _Maker(size, twice, Random(f"planted/{seed}")).made()


class _Maker:
    def __init__(self, size: int, twice: int, random: Random) -> None:
        self.size, self.twice, self.random = size, twice, random
        self.used: set[str] = set()
        self.number = 0
        self.firms = [self.firm() for _ in range(max(20, size // 4))]
        # A few employers are large: the one in place n has so many as 1 / (n + 4) says.
        self.firm_weights = list(accumulate(1 / (place + 4) for place in range(len(self.firms))))
        self.cultures = list(accumulate(culture.weight for culture in CULTURES))
        self.people: list[Contact] = []
        self.called: list[tuple[str, str, Culture]] = []

    def made(self) -> Planted:
        alone = self.size - 2 * (self.size // 125) - 3 * (self.size // 200)
        while len(self.people) < alone:
            self.put(*self.person())
        originals = self.random.sample(range(len(self.people)), self.twice)
        for _ in range(self.size // 125):
            self.colleagues()
        for _ in range(self.size // 200):
            self.family()
        while len(self.people) < self.size:
            self.put(*self.person())
        sure: dict[tuple[int, int], str] = {}
        likely: dict[tuple[int, int], str] = {}
        for original in originals:
            contact, what, certain = self.again(original)
            pair = original, len(self.people)
            (sure if certain else likely)[pair] = what
            self.put(contact, *self.called[original])
        return Planted(tuple(self.people), sure, likely)

    def put(self, contact: Contact, given: str, family: str, culture: Culture) -> None:
        self.people.append(contact)
        self.called.append((given, family, culture))

    # Names and addresses

    def pick(self, names: tuple[str, ...]) -> str:
        """The ones that stand first more often."""
        weights = list(accumulate(1 / (place + 6) for place in range(len(names))))
        return self.random.choices(names, cum_weights=weights)[0]

    def names(self) -> tuple[str, str, Culture]:
        culture = self.random.choices(CULTURES, cum_weights=self.cultures)[0]
        family = self.pick(culture.family)
        if self.random.random() < culture.seldom:
            family = "".join(map(self.random.choice, culture.rare))
        return self.pick(culture.given), family, culture

    def shown(self, given: str, family: str, culture: Culture) -> str:
        between = "" if culture.no_space else " "
        return f"{family}{between}{given}" if culture.family_first else f"{given} {family}"

    def firm(self) -> _Firm:
        random = self.random
        while True:
            core = f"{random.choice(_HEADS)}{random.choice(_TAILS)}"
            name = f"{core} {random.choice(_TRADES)}" if random.random() < 0.85 else core
            domain = f"{fold(name).replace(' ', random.choice(('', '-')))}.test"
            if domain not in self.used:
                self.used.add(domain)
                break
        board = f"+49 {random.choice(('30', '40', '89', '221'))} 555{random.randrange(10_000):04d}"
        return _Firm(name + random.choice(_FORMS), domain, random.randrange(3), board)

    def work_mail(self, given: str, family: str, firm: _Firm) -> str:
        first, last = _ascii(given), _ascii(family)
        local = (f"{first}.{last}", f"{first[:1]}{last}", f"{first[:1]}.{last}")[firm.style]
        if not last:
            local = f"staff{self.random.randrange(100_000)}"
        return self.free(local, firm.domain)

    def free(self, local: str, domain: str) -> str:
        """The address, with a number where somebody has it already."""
        number = 1
        while (address := f"{local}{number if number > 1 else ''}@{domain}") in self.used:
            number += 1
        self.used.add(address)
        return address

    def private_mail(self, given: str, family: str) -> str:
        first, last = _ascii(given) or "me", _ascii(family) or "box"
        year = self.random.randrange(60, 99)
        local = self.random.choice((f"{first}.{last}", f"{first}{last}{year}", f"{first[:1]}{last}", f"{last}.{first}"))
        return self.free(local, self.random.choice(_PROVIDERS))

    def mobile(self) -> str:
        self.number += 1
        return f"+49 151 555{self.number * 7919 % 1_000_000:06d}" if self.number % 3 else (
            f"+1 {200 + self.number * 37 % 700} 555 {self.number * 101 % 10_000:04d}"
        )  # fmt: skip

    # People

    def person(self) -> tuple[Contact, str, str, Culture]:
        given, family, culture = self.names()
        firm = self.random.choices(self.firms, cum_weights=self.firm_weights)[0]
        return self.contact(given, family, culture, firm), given, family, culture

    def contact(self, given: str, family: str, culture: Culture, firm: _Firm) -> Contact:
        random = self.random
        chance = random.random()
        emails = []
        if chance < 0.6:
            emails.append(self.work_mail(given, family, firm))
        elif chance < 0.64:
            emails.append(f"{random.choice(_OFFICES)}@{firm.domain}")
        if random.random() < 0.25:
            emails.append(self.private_mail(given, family))
        phones = []
        chance = random.random()
        if chance < 0.3:
            phones.append(self.mobile())
        elif chance < 0.45:
            phones.append(firm.switchboard)
        elif chance < 0.55:
            self.number += 1
            phones.append(f"{firm.switchboard} ext. {self.number}")
        links = ()
        if random.random() < 0.4:
            self.number += 1
            slug = f"{_ascii(given) or 'in'}-{_ascii(family) or 'x'}-{self.number:x}"
            links = (Labelled(f"https://www.linkedin.com/in/{slug}/"),)
        middle = f" {random.choice('ABCDEFGHJKLMPRST')}." if culture is CULTURES[0] and random.random() < 0.1 else ""
        name = f"{given}{middle} {family}" if middle else self.shown(given, family, culture)
        parts = random.random() < 0.7
        employed = random.random() < 0.92
        return Contact(
            name,
            given=given if parts else "",
            family=family if parts else "",
            positions=(Position(firm.name),) if employed else (),
            emails=tuple(map(Labelled, emails)),
            phones=tuple(map(Labelled, phones)),
            links=links,
        )

    def colleagues(self) -> None:
        """Two at one employer whose names are alike, or the same; what tells them apart is that each has an address."""
        random = self.random
        firm = random.choices(self.firms, cum_weights=self.firm_weights)[0]
        givens, families = random.choice(ALIKE_GIVEN), random.choice(ALIKE_FAMILY)
        kind = random.randrange(4)
        if kind == 0:
            pair = [(givens[0], families[0]), (givens[1], families[0])]
        elif kind == 1:
            pair = [(givens[0], families[0]), (givens[0], families[1])]
        elif kind == 2:
            pair = [(givens[0], families[0]), (givens[1], families[1])]
        else:  # the same name, or the same initial
            other = random.choice(givens)
            pair = [(givens[0], families[0]), (other, families[0])]
        for given, family in pair:
            contact = self.contact(given, family, CULTURES[0], firm)
            emails = (Labelled(self.work_mail(given, family, firm)),)
            self.put(replace(contact, positions=(Position(firm.name),), emails=emails), given, family, CULTURES[0])

    def family(self) -> None:
        """Three people of one family with one phone; two of them also write from one address."""
        given, family, culture = self.names()
        members = [given]
        while len(members) < 3:
            member = self.random.choice(culture.given)
            # No family calls two of its children by one name.
            if not any(member in names and each in names for names in ONE_NAME for each in members):
                members += [member] if member not in members else []
        phone = self.mobile()
        mail = self.free(f"{_ascii(family) or 'home'}s{self.random.randrange(1000)}", self.random.choice(_PROVIDERS))
        for place, member in enumerate(members):
            own = self.private_mail(member, family)
            self.put(
                Contact(
                    self.shown(member, family, culture),
                    phones=(Labelled(phone),),
                    emails=(Labelled(mail if place < 2 else own),),
                ),
                member,
                family,
                culture,
            )

    # The same person again

    def again(self, original: int) -> tuple[Contact, str, bool]:
        """Somebody as they come from another source, what differs, and whether that is sure."""
        contact = self.people[original]
        given, family, culture = self.called[original]
        ways: list[tuple[str, bool, Callable[[], Contact | None]]] = [
            ("the same e-mail, the name in another form", True, lambda: self.by_mail(contact, given, family, culture)),
            ("the same phone written otherwise", True, lambda: self.by_phone(contact, given, family, culture)),
            ("the same LinkedIn profile", True, lambda: self.by_link(contact, given, family, culture)),
            ("a typo", False, lambda: self.at_work(contact, self.typo(given, family, culture))),
            (
                "a short form of the given name",
                False,
                lambda: self.at_work(contact, self.short(given, family, culture)),
            ),
            (
                "the parts of the name swapped",
                False,
                lambda: self.at_work(contact, self.swapped(given, family, culture)),
            ),
            (
                "another e-mail",
                False,
                lambda: self.at_work(contact, contact.name, mail=self.private_mail(given, family)),
            ),
            ("the employer spelled otherwise", False, lambda: self.respelled(contact)),
            ("in Latin letters", False, lambda: self.at_work(contact, self.latin(given, family, culture))),
            ("a second family name", False, lambda: self.at_work(contact, self.hyphened(given, family, culture))),
            ("another family name, the same e-mail or phone", False, lambda: self.married(contact, given, culture)),
            ("accents left out", False, lambda: self.at_work(contact, self.plain(given, family, culture))),
        ]
        self.random.shuffle(ways)
        for what, sure, way in ways:
            made = way()
            if made is not None:
                return made, what, sure
        return replace(contact, links=(), phones=(), emails=()), "nothing but fewer facts", False

    def by_mail(self, contact: Contact, given: str, family: str, culture: Culture) -> Contact | None:
        mail = next((point.value for point in contact.emails if point.value.partition("@")[0] not in _OFFICES), "")
        if not mail:
            return None
        name = self.form(contact, given, family, culture)
        return Contact(name, emails=(Labelled(mail.upper() if self.random.random() < 0.5 else mail),))

    def form(self, contact: Contact, given: str, family: str, culture: Culture) -> str:
        """The name as it stands, swapped, shortened, with an initial or in Latin letters."""
        forms = [contact.name, self.swapped(given, family, culture)]
        forms += filter(None, (self.short(given, family, culture), self.latin(given, family, culture)))
        if not culture.family_first:
            forms.append(f"{given[0]}. {family}")
        return self.random.choice(list(filter(None, forms)))

    def by_phone(self, contact: Contact, given: str, family: str, culture: Culture) -> Contact | None:
        number = next((point.value for point in contact.phones if "ext" not in point.value), "")
        if not number or any(number == firm.switchboard for firm in self.firms):
            return None
        digits = "".join(filter(str.isdigit, number))
        if number.startswith("+49"):
            rest = digits[2:]
            forms = (
                f"0049{rest}",
                f"0{rest[:3]}/{rest[3:]}",
                f"+49 (0){rest[:3]} {rest[3:6]} {rest[6:]}",
                f"+49-{rest}",
            )
        else:
            rest = digits[1:]
            forms = (
                f"({rest[:3]}) {rest[3:6]}-{rest[6:]}",
                f"+1{rest}",
                f"1-{rest[:3]}-{rest[3:6]}-{rest[6:]}",
                f"{rest}",
            )
        name = self.form(contact, given, family, culture)
        return Contact(name, phones=(Labelled(self.random.choice(forms)),))

    def by_link(self, contact: Contact, given: str, family: str, culture: Culture) -> Contact | None:
        if not contact.links:
            return None
        slug = contact.links[0].value.rstrip("/").rpartition("/")[2]
        start = self.random.choice(("linkedin.com", "http://de.linkedin.com", "https://www.linkedin.com"))
        name = self.form(contact, given, family, culture)
        return Contact(name, links=(Labelled(f"{start}/in/{slug}?trk=people"),), positions=contact.positions)

    def at_work(self, contact: Contact, name: str | None, mail: str = "") -> Contact | None:
        if not contact.positions or not name:
            return None
        phones = (Labelled(self.mobile()),) if self.random.random() < 0.5 else ()
        position = Position(self.firm_said(contact.employer) if self.random.random() < 0.3 else contact.employer)
        return Contact(name, positions=(position,), phones=phones, emails=(Labelled(mail),) if mail else ())

    def respelled(self, contact: Contact) -> Contact | None:
        if not contact.positions:
            return None
        said = self.firm_said(contact.employer)
        return Contact(contact.name, positions=(Position(said),)) if said != contact.employer else None

    def firm_said(self, name: str) -> str:
        """Another legal form or none, other case, or one slip."""
        core = name
        for form in sorted(_FORMS, key=len, reverse=True):
            if form and core.endswith(form):
                core = core.removesuffix(form)
                break
        kind = self.random.randrange(4)
        if kind == 0:
            return core.upper()
        if kind == 1:
            return core + self.random.choice([form for form in _FORMS if form])
        if kind == 2:
            head, _, rest = core.partition(" ")
            return " ".join(filter(None, (self.slip(head), rest)))
        return core

    def slip(self, word: str) -> str:
        """One letter left out, doubled, swapped with the next or mistyped; anywhere but in the first place."""
        place = self.random.randrange(1, max(2, len(word) - 1))
        kind = self.random.randrange(4)
        if kind == 0:
            return word[:place] + word[place + 1 :]
        if kind == 1:
            return word[:place] + word[place] + word[place:]
        if kind == 2 and word[place : place + 1] != word[place + 1 : place + 2]:
            return word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
        return word[:place] + self.random.choice("aeiounrst" if word.isascii() else word) + word[place + 1 :]

    def typo(self, given: str, family: str, culture: Culture) -> str | None:
        """One in the longer of the two; in letters of which a name has enough."""
        if culture.no_space or (culture.family_first and not given.isascii()):
            return None
        changed = (given, self.slip(family)) if len(family) >= len(given) else (self.slip(given), family)
        return self.shown(*changed, culture) if changed != (given, family) and max(map(len, changed)) > 3 else None

    def short(self, given: str, family: str, culture: Culture) -> str | None:
        forms = SHORT.get(given)
        return self.shown(self.random.choice(forms.split()), family, culture) if forms else None

    def swapped(self, given: str, family: str, culture: Culture) -> str:
        first, second = (given, family) if culture.family_first else (family, given)
        return f"{first}{self.random.choice((' ', ', ')) if not culture.family_first else ' '}{second}"

    def latin(self, given: str, family: str, culture: Culture) -> str | None:
        if given not in LATIN or family not in LATIN:
            return None
        both = LATIN[given], LATIN[family]
        return " ".join(both if self.random.random() < 0.7 else both[::-1])

    def hyphened(self, given: str, family: str, culture: Culture) -> str | None:
        if culture.family_first or not family[0].isascii():
            return None
        other = self.pick(culture.family)
        return f"{given} {family}-{other}" if self.random.random() < 0.7 else f"{given} {other}-{family}"

    def married(self, contact: Contact, given: str, culture: Culture) -> Contact | None:
        mail = next((point.value for point in contact.emails if point.value.partition("@")[0] not in _OFFICES), "")
        phone = next((point.value for point in contact.phones if any("151" in p.value or "+1 " in p.value
                      for p in (point,))), "")  # fmt: skip
        if culture.family_first or not (mail or phone):
            return None
        name = self.shown(given, self.pick(culture.family), culture)
        if name == contact.name:
            return None
        return Contact(
            name,
            emails=(Labelled(mail),) if mail else (),
            phones=(Labelled(phone),) if phone and not mail else (),
        )

    def plain(self, given: str, family: str, culture: Culture) -> str | None:
        bare = self.shown(given, family, culture).translate(_GERMAN)
        bare = fold(bare).title()
        return bare if bare.isascii() and bare != self.shown(given, family, culture) else None


_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ö": "Oe", "Ä": "Ae", "Ü": "Ue"})


def _ascii(text: str) -> str:
    """As the part of an address: what is left of a name in plain letters."""
    written = LATIN.get(text, text).translate(_GERMAN)
    return "".join(char for char in fold(written) if char.isascii() and char.isalnum())
