"""Text that a letter shares with earlier letters: the passages, side by side.

Words are compared without case, marks and names (a swapped company does not make a sentence new), in runs that
may have a few words changed between them. Formulas of courtesy and the words of the points themselves do not
count: everybody thanks for the time, and a challenge may be named twice as they named it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm.domain.letter_findings import Earlier, Finding, LetterContext
from crm.domain.letter_lexicon import STOP_WORDS, word_set
from crm.domain.letter_parts import body_of
from crm.domain.letter_words import LetterText, shorten

# Fewer shared words are how people write; measured on the letters of the tests.
SHORTEST_SHARED = 8
FEWEST_TELLING = 4

_SEED = 4
_GAP = 3
_PLACES_TRIED = 8
_LONGEST_SHOWN = 400
_WORD = re.compile(r"[^\W_]+")
_COURTESY = STOP_WORDS | word_set(
    """
    thank thanks time took taking take speak speaking spoke talk talking talked meet meeting met yesterday today
    tomorrow look looking forward hear hearing hope hoping glad happy pleased grateful appreciate appreciated
    conversation interview opportunity role position know let question questions free feel contact please wish
    wishes best kind regards sincerely ask asking keep touch stay call phone email write week day morning good great
    """
)

Span = tuple[int, int]
Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shared:
    """Words `start` to `end` of the letter that stand in `earlier` as words `theirs`; `count` of them are equal."""

    earlier: Earlier
    start: int
    end: int
    theirs: Span
    count: int


def shared_text(letter: LetterText, context: LetterContext) -> Iterator[Finding]:
    """One finding for each passage shared with an earlier letter: the longest where several share it."""
    names = _name_words(context)
    body = letter.written[slice(*body_of(letter))]
    offset = body_of(letter)[0]
    spans = [(start + offset, end + offset) for start, end in _spans(body, names)]
    words = [letter.level[start:end].lower() for start, end in spans]
    places = _places(words)
    if not places:
        return
    own = _not_counted(words, context)
    found = [shared for earlier in context.earlier for shared in _compare(words, places, own, earlier, names)]
    for shared in _longest(found):
        start, end = spans[shared.start][0], spans[shared.end - 1][1]
        their_spans = _spans(shared.earlier.text, names)
        theirs = shared.earlier.text[their_spans[shared.theirs[0]][0] : their_spans[shared.theirs[1] - 1][1]]
        line, column = letter.place(start)
        to = f" to {shared.earlier.to}" if shared.earlier.to else ""
        yield Finding(
            "shared",
            line,
            column,
            shorten(letter.raw[start:end], _LONGEST_SHOWN),
            f"{shared.count} words here are also in your letter{to}"
            f"{f', “{shared.earlier.title}”' if shared.earlier.title else ''}. "
            "Say it anew, from what was said in this conversation.",
            shorten(theirs, _LONGEST_SHOWN),
            shared.earlier.id,
        )


def _name_words(context: LetterContext) -> frozenset[str]:
    names = [context.recipient, context.employer, context.own_name, *context.other_names, *context.other_employers]
    names += [earlier.to for earlier in context.earlier]
    return frozenset(word for name in names for word in _WORD.findall(name.lower())) - STOP_WORDS


def _words(text: str, names: frozenset[str]) -> list[str]:
    # Each word by itself: the small letter of İ is two characters, and the words here and in `_spans` must agree.
    return [word for word in map(str.lower, _WORD.findall(text)) if word not in names]


def _spans(text: str, names: frozenset[str]) -> list[Span]:
    return [match.span() for match in _WORD.finditer(text) if match[0].lower() not in names]


def _grams(words: list[str], length: int = _SEED) -> Iterator[Gram]:
    return zip(*(words[at:] for at in range(length)), strict=False)


def _places(words: list[str]) -> dict[Gram, list[int]]:
    places: dict[Gram, list[int]] = {}
    for at, gram in enumerate(_grams(words)):
        found = places.setdefault(gram, [])
        if len(found) < _PLACES_TRIED:  # a text of one word over and over stays quick
            found.append(at)
    return places


def _not_counted(words: list[str], context: LetterContext) -> list[bool]:
    """Which words of the letter are words of a point or of its proofs, three in a row."""
    given: set[Gram] = set()
    for point in context.points:
        for text in (point.text, *point.proofs):
            given.update(_grams(_words(text, frozenset()), 3))
    counted = [False] * len(words)
    for at, gram in enumerate(_grams(words, 3)):
        if gram in given:
            counted[at : at + 3] = [True] * 3
    return counted


def _compare(
    words: list[str], places: dict[Gram, list[int]], own: list[bool], earlier: Earlier, names: frozenset[str]
) -> Iterator[_Shared]:
    theirs = _words(earlier.text, names)
    if places.keys().isdisjoint(_grams(theirs)):
        return
    for run in _joined(_runs(words, places, theirs)):
        start, end = run[0][0], run[-1][0] + run[-1][2]
        equal = [at for first, _, length in run for at in range(first, first + length) if not own[at]]
        telling = {words[at] for at in equal} - _COURTESY
        if len(equal) >= SHORTEST_SHARED and len(telling) >= FEWEST_TELLING:
            yield _Shared(earlier, start, end, (run[0][1], run[-1][1] + run[-1][2]), len(equal))


def _runs(words: list[str], places: dict[Gram, list[int]], theirs: list[str]) -> Iterator[tuple[int, int, int]]:
    """Equal runs as (first word here, first word there, how many), in the order of the earlier letter."""
    grams = list(_grams(theirs))
    there = 0
    while there < len(grams):
        longest, here = 0, 0
        for at in places.get(grams[there], ()):
            length = _SEED
            while (
                at + length < len(words)
                and there + length < len(theirs)
                and words[at + length] == theirs[there + length]
            ):
                length += 1
            if length > longest:
                longest, here = length, at
        if longest:
            yield here, there, longest
        there += longest or 1


def _joined(runs: Iterable[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """Runs that follow each other in both letters with a few words between them, together."""
    chain: list[tuple[int, int, int]] = []
    for here, there, length in runs:
        if chain:
            last_here, last_there, last_length = chain[-1]
            if 0 <= here - last_here - last_length <= _GAP and there - last_there - last_length <= _GAP:
                chain.append((here, there, length))
                continue
            yield chain
        chain = [(here, there, length)]
    if chain:
        yield chain


def _longest(found: list[_Shared]) -> list[_Shared]:
    """Of passages that lie over each other the longest, of equal ones that of the newest letter."""
    kept: list[_Shared] = []
    taken: set[int] = set()
    for shared in sorted(found, key=lambda each: (-each.count, -each.earlier.id)):
        mine = range(shared.start, shared.end)
        if 2 * len(taken.intersection(mine)) < len(mine):
            kept.append(shared)
            taken.update(mine)
    return kept
