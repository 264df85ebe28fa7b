"""People and employers that are in the book twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from crm.book.blocks import Blocks, shortened
from crm.book.employers_compared import another_form, employer_of, same_employer, slipped, website_domain
from crm.book.finder import everybody, note_holder, of_two
from crm.book.likeness import BY_PLACE, SUGGESTED, WEAK, Known, Likeness, doubted, likeness
from crm.book.names_compared import latin
from crm.book.session import Book
from crm.domain.text import fold

#: Told how many of how many are done.
Progress = Callable[[int, int], None]
_STEP = 500
_TOO_MANY = 30


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two entries that are, or may be, one; ids with the older entry first. `about` is a line that tells them apart."""

    kind: Literal["contact", "employer"]
    one: int
    other: int
    one_name: str
    other_name: str
    one_about: str
    other_about: str
    sure: bool
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is needed of the book to find duplicates: what of every contact is compared, by id, and how each is told.

    `told` are the pairs of which the person said that they are not the same.
    """

    people: dict[int, Known]
    titles: dict[int, str]
    told: set[tuple[int, int]]


def gather(book: Book) -> Gathered:
    """Reads what `alike_pairs` and `told_pairs` need; these need no book then, and may run on another thread."""
    titles = dict(book.store.rows("SELECT contact_id, title FROM listing"))
    return Gathered(everybody(book), titles, _told_apart(book, "contact"))


def told_pairs(gathered: Gathered, alike: Mapping[tuple[int, int], Likeness]) -> list[DuplicatePair]:
    """The pairs as they are told, the sure ones first, then by score; those said not to be the same are left out."""
    people, titles = gathered.people, gathered.titles
    pairs = [
        DuplicatePair(
            "contact",
            one,
            other,
            people[one].name,
            people[other].name,
            _about(people[one], titles.get(one, "")),
            _about(people[other], titles.get(other, "")),
            found.sure,
            found.reason,
            found.score,
        )
        for (one, other), found in alike.items()
        if (one, other) not in gathered.told
    ]
    return sorted(pairs, key=_order)


def find_duplicates(book: Book, *, progress: Progress | None = None) -> list[DuplicatePair]:
    """Contacts that are or may be one person: the sure ones first, then by score.

    Pairs of which the person said that they are not the same are left out. The time grows with the number of
    contacts, not with its square (see `crm.book.blocks`).
    """
    gathered = gather(book)
    return told_pairs(gathered, dict(alike_pairs(gathered.people, progress)))


def _order(pair: DuplicatePair) -> tuple[bool, float, int, int]:
    return not pair.sure, -pair.score, pair.one, pair.other


def alike_pairs(
    people: Mapping[int, Known], progress: Progress | None = None
) -> Iterator[tuple[tuple[int, int], Likeness]]:
    """The pairs of ids of those that are or may be one person, the lesser id first."""
    blocks = Blocks()
    holders: dict[str, list[Known]] = {}
    for known in people.values():
        note_holder(known, holders, blocks.shared)
    holders.clear()
    found: dict[tuple[int, int], Likeness] = {}
    # In the order of their names those that are alike come close to each other, whatever the block.
    order = sorted(people, key=lambda who: (_place_of(people[who]), who))
    for done, who in enumerate(order):
        known = people[who]
        for near in blocks.near(known):
            alike = likeness(known, people[near], blocks.shared)
            if alike is not None and alike.score >= SUGGESTED:
                found[min(who, near), max(who, near)] = alike
        blocks.add(who, known)
        if progress is not None and done % _STEP == 0:
            progress(done, len(order))
    if progress is not None:
        progress(len(order), len(order))
    yield from _with_doubts(_without_ambiguous(found), people).items()


def _place_of(known: Known) -> tuple[str, ...]:
    words = known.names[0].words
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _with_doubts(
    found: dict[tuple[int, int], Likeness], people: Mapping[int, Known]
) -> dict[tuple[int, int], Likeness]:
    """Nothing is sure of somebody who is as surely two others: both are suggested."""
    surely: dict[int, dict[int, Known]] = {}
    for (one, other), alike in found.items():
        if alike.sure:
            surely.setdefault(one, {})[other] = people[other]
            surely.setdefault(other, {})[one] = people[one]

    def torn(who: int, other: int) -> bool:
        return len(surely.get(who, ())) > 1 and of_two(other, surely[who])

    return {
        (one, other): doubted(alike) if alike.sure and (torn(one, other) or torn(other, one)) else alike
        for (one, other), alike in found.items()
    }


def _without_ambiguous(found: dict[tuple[int, int], Likeness]) -> dict[tuple[int, int], Likeness]:
    """Without what fits two who are not one: `J. Smith` where there are a John and a Jane, or two Johns.

    Weak likenesses hold only for somebody who is like nobody else as much.
    """
    partners: dict[int, list[int]] = {}
    weak: dict[int, int] = {}
    for (one, other), alike in found.items():
        if alike.score <= BY_PLACE:
            partners.setdefault(one, []).append(other)
            partners.setdefault(other, []).append(one)
        if alike.score <= WEAK:
            for who in (one, other):
                weak[who] = weak.get(who, 0) + 1

    def clear(pair: tuple[int, int]) -> bool:
        if found[pair].score <= WEAK and any(weak[who] > 1 for who in pair):
            return False
        return found[pair].score > BY_PLACE or not any(
            third != other and (min(third, other), max(third, other)) not in found
            for who, other in (pair, pair[::-1])
            for third in partners[who][:_TOO_MANY]
        )

    return {pair: alike for pair, alike in found.items() if clear(pair)}


def _about(known: Known, title: str) -> str:
    """What tells an entry from one of the same name: where they work, else an address."""
    parts = [title, *known.employers[:1]]
    if not known.employers:
        parts += [*filter(None, (known.email,)), *known.phones[:1]][:1]
    return ", ".join(filter(None, parts))


def _told_apart(book: Book, kind: Literal["contact", "employer"]) -> set[tuple[int, int]]:
    from crm.book.not_same import not_same_pairs

    return {(min(pair), max(pair)) for pair in not_same_pairs(book, kind)}


@dataclass(frozen=True, slots=True)
class _Employer:
    name: str
    website: str
    people: int


def find_duplicate_employers(book: Book) -> list[DuplicatePair]:
    """Employers that are or may be one: the sure ones first, then by score.

    Sure are those whose names differ by case, punctuation or a legal form left out only. Pairs of which the person
    said that they are not the same are left out.
    """
    employers = {
        number: _Employer(name, website, people)
        for number, name, website, people in book.store.rows(
            "SELECT e.id, e.name, e.website, (SELECT count(DISTINCT p.contact_id) FROM position p "
            "WHERE p.employer_id = e.id) FROM employer e ORDER BY e.id"
        )
    }
    told = _told_apart(book, "employer")
    pairs = []
    for one, other in sorted(_near_employers(employers)):
        alike = employers_alike(
            employers[one].name, employers[other].name, employers[one].website, employers[other].website
        )
        if alike is None or (one, other) in told:
            continue
        mine, theirs = employers[one], employers[other]
        about = _employer_about(mine), _employer_about(theirs)
        pairs.append(
            DuplicatePair("employer", one, other, mine.name, theirs.name, *about, alike.sure, alike.reason, alike.score)
        )
    return sorted(pairs, key=_order)


def _employer_about(employer: _Employer) -> str:
    who = f"{employer.people} {'person' if employer.people == 1 else 'people'}"
    return ", ".join(filter(None, (employer.website, who)))


def employers_alike(one: str, other: str, website: str = "", other_website: str = "") -> Likeness | None:
    """Whether two names (and websites) are one employer's; None where nothing says so."""
    domain, theirs = website_domain(website), website_domain(other_website)
    first, second = employer_of(one), employer_of(other)
    apart = bool(domain and theirs and domain != theirs)
    if same_employer(one, other) == "same":
        if apart:
            return Likeness(False, "same name, another website", 0.6)
        if another_form(one, other) and not domain:
            return Likeness(False, "same name, another legal form", 0.75)
        plain = fold(one) == fold(other) or not first.words
        return Likeness(True, "same name" if plain else "same name but for its legal form or spelling", 0.95)
    if domain and domain == theirs:
        return Likeness(False, "same website", 0.8)
    if not apart and slipped(first.words, second.words):
        return Likeness(False, "alike name", 0.7)
    return None


def _near_employers(employers: Mapping[int, _Employer]) -> set[tuple[int, int]]:
    """Pairs to compare: names that are one, or one slip apart; one website."""
    under: dict[str, list[int]] = {}
    for number, employer in employers.items():
        whole = "".join(employer_of(employer.name).words) or latin(fold(employer.name))
        keys = {whole, *shortened(whole)}
        if domain := website_domain(employer.website):
            keys.add(f"//{domain}")
        for key in keys:
            under.setdefault(key, []).append(number)
    return {
        (one, other)
        for block in under.values()
        for place, one in enumerate(block)
        for other in block[place + 1 : place + 1 + _TOO_MANY]
    }
