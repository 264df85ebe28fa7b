"""Names in a letter: whether it greets the right person, and spells them and their company as they do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from crm.domain.letter_findings import Finding, LetterContext
from crm.domain.letter_lexicon import STOP_WORDS, word_set
from crm.domain.letter_parts import Greeting, greeting_of
from crm.domain.letter_placeholders import greets_nobody
from crm.domain.letter_words import LetterText, Word, shorten, stem, words_of
from crm.domain.text import fold

_TITLES = word_set("mr mrs ms miss mx dr prof professor sir dame frau herr madam madame jr sr phd san")
_LEGAL = word_set("gmbh ag se kg inc ltd llc llp plc corp co bv nv sa sas srl spa oy ab as pty limited the")
_PARTICLES = word_set("van von der den de del della di da dos das la le el al bin ibn zu ter ten y e")
_SHORT_FORMS = """
    elizabeth liz beth lizzie eliza betty | robert rob bob bobby | william will bill billy liam | richard rick dick
    | james jim jimmy jamie | john jack johnny | margaret maggie meg peggy | katherine catherine kate katie cathy kathy
    | michael mike mick | thomas tom | edward ed ted eddie | charles charlie chuck | alexander alexandra alex sasha
    | theodore ted theo | anthony tony | joseph joe | susan sue | deborah debbie | patricia pat trish patty
    | rebecca becky | henry harry hank | andrew andy drew | steven stephen steve | judith judy
    | christopher christina christine chris
"""


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the letter that may be meant for `part` of a name; `distance` 0 is other accents or capitals."""

    at: int
    part: str
    first: bool
    distance: int


@lru_cache(maxsize=8192)  # asked for many times in one check
def name_parts(name: str, company: bool = False) -> tuple[str, ...]:
    """The parts of a name that stand for it: no titles, initials and particles; no legal form of a company."""
    left_out = _LEGAL if company else _TITLES | _PARTICLES
    parts = [word.text for word in words_of(name)]
    return tuple(part for part in parts if fold(part) not in left_out and (company or len(part) > 1)) or tuple(parts)


def greeting_findings(letter: LetterText, context: LetterContext) -> Iterator[Finding]:
    """A finding where somebody else is greeted. A near miss is left to `spelling_findings`."""
    greeting = greeting_of(letter)
    if greeting is None or not context.recipient or greets_nobody(greeting.word, greeting.who):
        return
    greeted = [word for word in words_of(greeting.who) if fold(word.text) not in _TITLES | {"and"}]
    parts = name_parts(context.recipient)
    if not greeted or any(_means(word.text, part) for word in greeted for part in parts):
        return
    line, column = letter.place(greeting.who_start)
    who = letter.excerpt(greeting.who_start, greeting.end)
    reason = f"The greeting is to {who}, the letter to {shorten(context.recipient)}."
    yield Finding("wrong-name", line, column, who, reason)


def _means(word: str, part: str) -> bool:
    """Whether a word of a greeting is meant for a part of their name: as it is, short, or nearly."""
    said, meant = fold(word), fold(part)
    if said == meant or said in meant.split("-") or (not meant.isascii() and meant in said):
        return True
    if len(said) >= 2 and meant.startswith(said) and len(meant) - len(said) >= 2:
        return True
    families = [family.split() for family in _SHORT_FORMS.split("|")]
    if any(said in family and meant in family for family in families):
        return True
    if any(said.startswith(each) and each in meant.split("-") for each in said.split("-")):
        return True
    return _distance(said, meant, 2) <= _allowed(meant, named=True)


def spelling_findings(letter: LetterText, context: LetterContext) -> Iterator[Finding]:
    """A finding for each near miss of their name or the company's: letters, accents, capitals, one word or two."""
    text_words = letter.words()
    greeting = greeting_of(letter)
    known = _known(context)
    for name, company in ((context.recipient, False), (context.employer, True)):
        if name:
            yield from _misspelled(letter, text_words, name, company, greeting, known)


def _known(context: LetterContext) -> frozenset[str]:
    """Every part of every name that may stand in the letter as it is."""
    people = [context.recipient, context.own_name, *context.other_names]
    companies = [context.employer, *context.other_employers]
    return frozenset(
        [_level(part) for name in people for part in name_parts(name)]
        + [_level(part) for name in companies for part in name_parts(name, company=True)]
    )


def _misspelled(
    letter: LetterText,
    text_words: list[Word],
    name: str,
    company: bool,
    greeting: Greeting | None,
    known: frozenset[str],
) -> Iterator[Finding]:
    whole = name_parts(name, company)
    parts = [part for part in whole if fold(part) not in STOP_WORDS] or list(whole)
    exact = {_level(part) for part in parts}
    near = {at: found for at, word in enumerate(text_words) if (found := _near(at, word, parts, exact))}
    small = {word.text for word in text_words if word.text.islower()}
    wrong: list[int] = []
    for at, found in near.items():
        word = text_words[at]
        if _level(word.text) in known and found.distance:
            continue
        in_greeting = greeting is not None and not company and greeting.who_start <= word.start < greeting.end
        named = in_greeting or _beside(letter, text_words, at, exact, near)
        if _counts(letter, word, found, named, company, small):
            wrong.append(at)
    wrong_words = set(wrong)
    for at in wrong:
        if at - 1 in wrong_words and text_words[at - 1].end + 1 == text_words[at].start:
            continue  # one mention, one finding
        last = at
        while last + 1 in wrong_words and text_words[last].end + 1 == text_words[last + 1].start:
            last += 1
        meant = " ".join(near[each].part for each in range(at, last + 1))
        yield _spelling(letter, text_words[at].start, text_words[last].end, meant)
    yield from _parted(letter, text_words, parts, company)


def _near(at: int, word: Word, parts: list[str], exact: set[str]) -> Near | None:
    level = _level(word.text)
    if level in exact or len(level) < 2:
        return None
    folded = fold(level)
    best: Near | None = None
    for number, part in enumerate(parts):
        meant = fold(_level(part))
        if folded == meant:
            # A name typed into the book without capitals says nothing about its capitals.
            if level.lower() == _level(part).lower() and (part.islower() or (part.isupper() and len(part) > 3)):
                return None
            return Near(at, part, number == 0, 0)
        allowed = _allowed(meant, named=True)
        if not allowed or meant in folded.split("-"):
            continue
        distance = _distance(folded, meant, allowed)
        if distance <= allowed and (best is None or distance < best.distance):
            best = Near(at, part, number == 0, distance)
    return best


def _beside(letter: LetterText, text_words: list[Word], at: int, exact: set[str], near: dict[int, Near]) -> bool:
    """Whether the word next to it is another part of the same name, with nothing but a space between."""
    for other in (at - 1, at + 1):
        if not 0 <= other < len(text_words):
            continue
        first, second = sorted((at, other))
        if letter.level[text_words[first].end : text_words[second].start] != " ":
            continue
        if _level(text_words[other].text) in exact and text_words[other].text != near[at].part:
            return True
        pair = near.get(other)
        # Both in other capitals (`northwind robotics`), or a near miss beside one with a capital.
        alike = pair is not None and near[at].distance == pair.distance == 0
        if pair and pair.part != near[at].part and (alike or text_words[other].text[0].isupper()):
            return True
    return False


def _counts(letter: LetterText, word: Word, found: Near, named: bool, company: bool, small: set[str]) -> bool:
    """Whether a near miss is worth a finding: certain where a name stands, careful elsewhere."""
    start, end = letter.sentence(word.start)
    capital = word.text[0].isupper()
    if found.distance == 0:
        line = letter.raw[letter.raw.rfind("\n", 0, word.start) + 1 :].split("\n", 1)[0]
        if word.text.isupper() and line.isupper():
            return False
        opening = letter.written[start : word.start].strip() == ""
        if opening and found.part[0].islower() and word.text[1:] == found.part[1:]:
            return False
        return named or capital
    if named:
        # "your Northwind robots" speaks of robots, "Northwind Robotic" of nothing else than the company.
        return capital or (not company and word.text.lower() not in STOP_WORDS)
    length = len(found.part)
    opening = letter.written[start : word.start].strip() == ""
    if not capital or length < 5 or (opening and length < 6) or (company and not found.first):
        return False
    lower = word.text.lower()
    if lower in STOP_WORDS or lower in small or (stem(fold(lower)) == stem(fold(found.part)) and not found.first):
        return False
    return end > start and found.distance <= _allowed(found.part, named=False)


def _parted(letter: LetterText, text_words: list[Word], parts: list[str], company: bool) -> Iterator[Finding]:
    """One word written as two (`North Wind`), and two written as one (`NorthwindRobotics`)."""
    long = {fold(part).replace("-", ""): part for part in parts if len(part) >= 6}
    joined = {fold(one + two): f"{one} {two}" for one, two in pairwise(parts) if len(one + two) >= 8}
    for word, after in zip(text_words, [*text_words[1:], None], strict=False):
        whole = joined.get(fold(word.text).replace("-", ""))
        if whole and (company or word.text[0].isupper()):
            yield _spelling(letter, word.start, word.end, whole)
        if after is None or not word.text[0].isupper():
            continue
        if letter.level[word.end : after.start] == " ":
            part = long.get(fold(word.text + after.text).replace("-", ""))
            if part and fold(word.text) not in {fold(each) for each in parts}:
                yield _spelling(letter, word.start, after.end, part)


def _spelling(letter: LetterText, start: int, end: int, meant: str) -> Finding:
    line, column = letter.place(start)
    written = letter.excerpt(start, end)
    return Finding("name-spelling", line, column, written, f"Here it is “{written}”; in your book it is “{meant}”.")


def _level(part: str) -> str:
    return unicodedata.normalize("NFC", part.replace("’", "'").replace("‐", "-").replace("‑", "-"))


def _allowed(part: str, named: bool) -> int:
    """How many letters may differ for a near miss of `part`; more where a name certainly stands."""
    length = len(part)
    if length < 3:
        return 0
    if length < 5:
        return 1
    return 2 if length >= 8 or (named and length >= 6) else 1


def _distance(one: str, two: str, most: int) -> int:
    """Letters to change, add, drop or swap to make `two` of `one` (optimal string alignment); over `most` it stops."""
    if abs(len(one) - len(two)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for at, char in enumerate(one, 1):
        older, before, row = before, row, [at]
        for to, other in enumerate(two, 1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (char != other))
            if at > 1 and to > 1 and char == two[to - 2] and one[at - 2] == other:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
