"""Texts compared by the words that carry their meaning: which stories fit a challenge, and what is said again.

No more than a hint: words are cut to a stem by their English endings, so that `managed` and `management` meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log

from crm.domain.text import words

# Words that say little about what a sentence is about; those of talking about oneself and about jobs among them.
_EMPTY_WORDS = """
a about above after again all also am an and any are as ask asked at be because been before being best better both
but by can could day did do does doing done down each else even ever every feel felt few first for from further get
getting give given go going good got great had has have having he her here hers him his how i if in into is it its
just keep kept know last less let like little look lot made make making many may me might more most much must my
need needed needs never new next no nobody nor not nothing now of off on once one only or other our out over own
people put quite rather really role said same say she should so some someone something still such sure take taken
talk than that the their them then there these they thing things this those through time to too under until up us
use used very want wanted was way we well were what when where which while who whole why will with within without
work worked working would year years yes yet you your yours i'm i've i'd don't didn't doesn't isn't wasn't can't
couldn't won't wouldn't experience job candidate
"""
_EMPTY = frozenset(words(_EMPTY_WORDS))
# Three letters at least are left: the longest ending that leaves them goes.
_ENDING = re.compile(r"(.{3,}?)(?:ations?|e?ments?|ings?|edly|ie[rsd]|iers|[eo]rs?|ed|es|ly|al|s)")
_LEAST_STEM = 3
_LEAST_WORD = 3
_POINT = re.compile(r"[\n;]+|(?<=[.!?])\s+")


def stem(word: str) -> str:
    """A folded word without its English ending: `managed`, `manager` and `management` give `manag`."""
    if not word.endswith("ss") and (match := _ENDING.fullmatch(word)):
        word = match[1]
    return word[:-1] if len(word) > _LEAST_STEM and word[-1] in "ey" else word


def content_words(text: str) -> dict[str, str]:
    """The stems of the words that carry meaning, each with the word as it stands (folded), in order.

    Scripts without spaces give pairs of neighbouring letters, as one letter alone says little.
    """
    found: dict[str, str] = {}
    before = ""
    for word in words(text):
        short = len(word) == 1 and not word.isascii()
        if short and before:
            found.setdefault(before + word, before + word)
        elif len(word) >= _LEAST_WORD and not _EMPTY & {word, stem(word)}:
            found.setdefault(stem(word), word)
        before = word if short else ""
    return found


def alike(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two sets of stems speak of the same: half of the shorter is shared, two words where there are two."""
    first, second = set(one), set(other)
    least = min(len(first), len(second))
    shared = len(first & second)
    return shared >= min(2, least) and 2 * shared >= least > 0


@dataclass(frozen=True, slots=True)
class Said:
    """Something said on one occasion. `source` tells occasions apart: what is said twice in one counts once."""

    text: str
    source: int
    on: date


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What was said on several occasions: `text` as said last, how often, and every time, newest first."""

    text: str
    count: int
    said: tuple[Said, ...]


def points(text: str) -> list[str]:
    """The single points of a note: its lines and sentences, without dashes and bullets before them."""
    parts = (part.strip().lstrip("-–—*•· ").rstrip(" .") for part in _POINT.split(text))
    return [part for part in parts if part]


def recurring(said: Sequence[Said], *, least: int = 2) -> list[Recurrence]:
    """What was said on at least `least` occasions, the most frequent first, then the newest."""
    groups: list[list[tuple[Said, set[str]]]] = []
    for each in sorted(said, key=lambda one: (one.on, one.source), reverse=True):
        stems = set(content_words(each.text))
        for group in groups:
            if any(alike(stems, theirs) for _, theirs in group):
                group.append((each, stems))
                break
        else:
            groups.append([(each, stems)])
    found = []
    for group in groups:
        count = len({each.source for each, _ in group})
        if count >= least:
            found.append(Recurrence(group[0][0].text, count, tuple(each for each, _ in group)))
    return sorted(found, key=lambda one: (-one.count, -one.said[0].on.toordinal()))


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a text fits: `key` is whose it is, `words` those that it shares, the weightiest first."""

    key: int
    score: float
    words: tuple[str, ...]


def fitting(wanted: str, texts: Sequence[tuple[int, Sequence[tuple[str, float]]]]) -> list[Fit]:
    """Which of `texts` share words with `wanted`, the best first. Each is a key and its parts with their weights.

    A word counts by the weight of the weightiest part it stands in, and by how few of the texts have it: what
    every story speaks of tells none apart (inverse document frequency).
    """
    asked = content_words(wanted)
    weights: dict[int, dict[str, float]] = {}
    for key, parts in texts:
        mine: dict[str, float] = weights.setdefault(key, {})
        for part, weight in parts:
            for each in content_words(part):
                mine[each] = max(weight, mine.get(each, 0.0))
    having = {each: sum(each in mine for mine in weights.values()) for each in asked}
    found = []
    for key, mine in weights.items():
        scores = {each: mine[each] * log(1 + len(weights) / having[each]) for each in asked if each in mine}
        if scores:
            shared = sorted(scores, key=lambda each: -scores[each])
            found.append(Fit(key, sum(scores.values()), tuple(asked[each] for each in shared)))
    return sorted(found, key=lambda one: (-one.score, one.key))
