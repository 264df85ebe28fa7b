"""The words of a letter: where they stand, and their stems, so that "when we scaled" meets "scaling".

English only; words of another language are compared as they are written.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from crm.domain.letter_lexicon import ENDINGS, FAMILIES, NUMBERS, STOP_WORDS, WEAK_WORDS
from crm.domain.text import clean_line, fold, words

EXCERPT_LENGTH = 90

# A decomposed accent belongs to its letter, and so do the signs of Indic scripts, ZWNJ and ZWJ.
_LETTERS = r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0dff\u200c\u200d])+"
_WORD = re.compile(rf"{_LETTERS}(?:['’\-‐‑]{_LETTERS})*")
# Each character for one other, so that a place in the level text is the same place in the letter.
_LEVEL = {ord(char): "'" for char in "’‘ʼ`´"} | {ord(char): '"' for char in "“”„«»"}
_LEVEL |= {ord(char): " " for char in "\t\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2007\u2028\u2029\u202f"}
_LEVEL |= {ord(char): "-" for char in "‐‑"}
_QUOTED_LINE = re.compile(r"^[ ]*>.*$", re.MULTILINE)
_ADDRESS = re.compile(r"\b(?:https?://|www\.|mailto:)\S+|[^\s@<>]{1,64}@[^\s@<>]{1,255}\.\w+", re.IGNORECASE)
_MARKED = re.compile(r"\[(?!\d{1,3}\]|…\]|\.{3}\]|sic\])[^\[\]]{2,600}\](?!\()|\{\{.{0,200}?\}\}", re.DOTALL)
_HYPHENED = re.compile(r"(?<!\w)\w{1,40}-\w{1,40}")
# Two marks in one pattern would make the search quadratic, so a sentence end is looked for mark by mark.
_SENTENCE_END = re.compile(r"[.!?…。！？](?=[\"')\]]?\s)|\n[ ]*\n|\n(?=[ ]*[-*•–]\s)|[。！？]")

_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written (NFC, without a possessive ending), and the characters of the letter it takes."""

    text: str
    start: int
    end: int


class LetterText:
    """A letter seen in the ways its checks need, all of the same length, so that a place in one is one in all.

    `level` has plain quotes and apostrophes and plain spaces, and blanks for lines quoted with `>` and for
    addresses; `written` also blanks for what is still to be filled in.
    """

    __slots__ = ("_ends", "_lines", "level", "raw", "written")

    def __init__(self, text: str) -> None:
        self.raw = text
        level = text.translate(_LEVEL)
        level = _ADDRESS.sub(_blank, _QUOTED_LINE.sub(_blank, level))
        self.level = level
        self.written = _MARKED.sub(_blank, level)
        self._ends = [match.end() for match in _SENTENCE_END.finditer(self.written)]
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, at: int) -> tuple[int, int]:
        """The line and column of a place in the letter, both from 1."""
        line = bisect_right(self._lines, at)
        return line, at - self._lines[line - 1] + 1

    def excerpt(self, start: int, end: int) -> str:
        """What stands there, on one line, cut with an ellipsis."""
        return shorten(self.raw[start:end])

    def words(self) -> list[Word]:
        """The words that the person wrote, with their places."""
        return words_of(self.written)

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence around a place."""
        ends = self._ends
        after = bisect_right(ends, at)
        return (ends[after - 1] if after else 0), (ends[after] if after < len(ends) else len(self.written))

    def sentences(self) -> list[str]:
        """The sentences that the person wrote, in order."""
        parts = zip([0, *self._ends], [*self._ends, len(self.written)], strict=True)
        return [part for part in (self.written[start:end].strip() for start, end in parts) if part]


def words_of(text: str) -> list[Word]:
    """The words of `text` with their places; a possessive ending does not belong to its word."""
    found = []
    for match in _WORD.finditer(text):
        word = match[0].replace("’", "'")
        if word[-2:] in {"'s", "'S"}:
            word = word[:-2]
        found.append(Word(unicodedata.normalize("NFC", word), match.start(), match.start() + len(word)))
    return found


def shorten(text: str, length: int = EXCERPT_LENGTH) -> str:
    """`text` on one line, at most `length` characters, cut at a word with an ellipsis."""
    line = clean_line(text[: length * 4])
    if len(line) <= length and len(text) <= length * 4:
        return line
    cut = line[: length - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[length // 2 :] else cut}…"


def stems(text: str) -> set[str]:
    """The stems of all words of `text` that say something: no stop words. Hyphened words also count joined."""
    found = {word for word in words(text) if word not in STOP_WORDS}
    found |= {fold(word).replace("-", "") for word in _HYPHENED.findall(text)}
    return {stem(word) for word in found}


def content(text: str) -> tuple[set[str], set[str]]:
    """The stems of `text` that carry its meaning, and those that any letter about work has."""
    found = {stem(word) for word in words(text) if word not in STOP_WORDS}
    return found - _weak_stems(), found & _weak_stems()


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A folded English word without its endings; words of one family (`led`, `leader`) share one stem."""
    return _families().get(word) or _families().get(_cut(word)) or _cut(word)


def _cut(word: str) -> str:
    if word in NUMBERS:
        return str(NUMBERS.index(word))
    if not word.isascii() or not word.isalpha() or len(word) <= _SHORTEST_STEM:
        return word
    # `analyze` and `analyse`, `color` and `colour` are one word.
    word = word.replace("yz", "ys").replace("our", "or") if len(word) > 4 else word
    for _round in range(2):  # `scalings`, `organisationally`: endings come in twos
        for ending in ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                word = word[: len(word) - len(ending)]
                break
        else:
            break
        if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "sl":
            word = word[:-1]  # `planning`, `stopped`
    return word


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    """The stem of each word of a family, and of each word's own stem: the stem of the family's first word."""
    found: dict[str, str] = {}
    for family in FAMILIES.split("|"):
        members = family.split()
        first = _cut(members[0])
        head = found.get(members[0]) or found.get(first) or first
        for member in members:
            found.setdefault(member, head)
            found.setdefault(_cut(member), head)
    return found


@lru_cache(maxsize=1)
def _weak_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in WEAK_WORDS)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
