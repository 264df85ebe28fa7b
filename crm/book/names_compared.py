"""Two names compared as a person would: whatever the script, the order, the short form and the slip of a finger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import permutations
from typing import Literal

from crm.book.name_tables import GENERATIONS, PARTICLES, TITLES, forms, reading, split_unspaced
from crm.domain.text import fold

# What parts the words of a name; marks are no letters for `re`, and belong to their word.
_BETWEEN = re.compile(r"[\s,/\-–—_|·•;:!?*+&=@#%<>{}\\~^]+")
_APOSTROPHE = re.compile(r"['’‘ʼʻ`´′.]")
_PARENTHESES = re.compile(r"\([^)]*\)|\[[^]]*\]|\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]")
_UNSPACED = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3々]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
# Scripts of which a plain transliteration has the consonants only: Hebrew, Arabic, Indic, Thai, Ethiopic.
_CONSONANTS = re.compile("[\u0590-\u06ff\u0750-\u077f\u0900-\u0eff\u1200-\u137f]")
_DOUBLED = re.compile(r"(.)\1+")
_MOST_WORDS = 6
# Between two people in one entry. Not `y`, `i` and `e`, which stand in family names (Ramón y Cajal).
_TOGETHER = frozenset({"&", "+", "and", "und", "et", "og", "och"})
# Whoever answers for somebody; `(office)` behind a name is that person's own desk.
_FOR_SOMEBODY = re.compile(
    r"\b(?:assist[ae]n\w*|asistent\w*|asystent\w*|se[ck]ret[aä]r\w*|secrétaire)\b|^\s*office of\b", re.IGNORECASE
)
#: From this length on one letter hardly makes another name of it.
_LONG = 6

# Spellings of one sound, in this order: first what German, Polish and English write in several letters.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ae|ä", "a"), (r"oe|ö", "o"), (r"ue|ü", "u"), (r"sch|shch|sh|sz|sj", "s"), (r"tsch|tch|ch|cz|kh", "k"),
        (r"ph", "f"), (r"th", "t"), (r"gh", "g"), (r"dt$", "t"), (r"tz|ts", "z"), (r"ck|cq|qu|q", "k"), (r"x", "ks"),
        (r"c(?=[eiy])", "s"), (r"c", "k"), (r"w", "v"), (r"ou|oo", "u"), (r"j|y", "i"), (r"ei", "ai"), (r"ie", "i"),
        (r"(?<=[aou])h(?=[^aeiou]|$)", ""), (r"ss|ß", "s"),
    )
)  # fmt: skip
_VOWELS = re.compile("[aeiouyvwh'`]")


class Fit(IntEnum):
    """How well two names fit, from not at all to letter by letter."""

    OTHER = 0  # nothing in common
    RELATIVES = 1  # the same family name, another given name
    UNREADABLE = 2  # in two scripts, of which one cannot be read by its letters
    RENAMED = 3  # the same given name, another family name
    NEARLY = 4  # a slip in a word so short that it may be a brother's name
    PART = 5  # only a given or a family name, and it fits
    INITIAL = 6  # an initial and the rest
    TYPO = 7  # one slip in one word
    ALIKE = 8  # short form, other spelling of the same sound, a middle name more, one of two family names
    SAME = 9  # the same words in any order


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: `readings` are the ways to read it as words in Latin letters.

    `givens` are those of the words known to be given names, `written` the folded name without spaces, for scripts
    that have none.
    """

    readings: tuple[tuple[str, ...], ...]
    written: str
    generation: str = ""
    consonants: bool = False  # only the consonants are known
    unspaced: bool = False  # ideographs or Hangul
    givens: frozenset[str] = frozenset()
    sort: Literal["", "couple", "desk"] = ""  # two people in one entry, or whoever answers for somebody

    @property
    def words(self) -> tuple[str, ...]:
        """The first reading."""
        return self.readings[0] if self.readings else ()


@lru_cache(maxsize=16384)
def latin(word: str) -> str:
    """A folded word in Latin letters, lower case."""
    if word.isascii():
        return word
    from anyascii import anyascii

    if "\u0370" <= word[0] <= "\u03ff":
        word = word.replace("ου", "ou")
    return fold("".join(char for char in anyascii(word) if char.isalnum()))


@lru_cache(maxsize=16384)
def sound(word: str) -> str:
    """A Latin word by its sound, roughly: `meyer` and `maier`, `dmitriy` and `dmitri` are one."""
    return _DOUBLED.sub(r"\1", _spelled(word))


def _spelled(word: str) -> str:
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    return word


@lru_cache(maxsize=16384)
def bones(word: str, vowels: bool) -> str:
    """The consonants of a Latin word; without `vowels` no two letters of it are one sound written double."""
    spelled = sound(_DOUBLED.sub(r"\1", word)) if vowels else _spelled(word)
    return _VOWELS.sub("", spelled.replace("z", "s"))


@lru_cache(maxsize=16384)
def name_of(name: str, given: str = "", family: str = "") -> Name:
    """The name as shown, with the parts that are known, ready to be compared."""
    shown = _PARENTHESES.sub(" ", name)
    if not shown.strip():
        shown = name
    if "," in shown:
        front, _, back = shown.partition(",")
        if back.strip() and not all(_bare(word) in GENERATIONS or _bare(word) in TITLES for word in back.split()):
            shown = f"{back} {front}"
    folded = _APOSTROPHE.sub("", fold(shown.replace(". ", " ").replace(".", " ")))
    groups = [group for group in re.split(r"[\s,/]+", folded) if group]
    generation = ""
    kept: list[str] = []
    sort: Literal["", "couple", "desk"] = "desk" if _FOR_SOMEBODY.search(name) else ""
    for place, group in enumerate(groups):
        if group in _TOGETHER and 0 < place < len(groups) - 1:
            sort = sort or "couple"
            continue
        bare = group.strip("-–—")
        if place > 0 and bare in GENERATIONS and len(groups) > 2:
            generation = GENERATIONS[bare]
        elif bare in TITLES and len(groups) - len(kept) > 1 and not (len(groups) == 2 and bare in {"don", "ma", "ing"}):
            continue
        elif bare:
            kept.append(bare)
    written = "".join(kept)
    if _UNSPACED.search(written):
        return _east_asian(kept, written, generation, fold(given), fold(family))
    split = tuple(latin(word) for group in kept for word in _BETWEEN.split(group))[:_MOST_WORDS]
    split = tuple(word for word in split if word)
    joined = tuple(latin("".join(_BETWEEN.split(group))) for group in kept)[:_MOST_WORDS]
    readings = (split,) if split == joined or not all(joined) else (split, joined)
    plain = _without_particles(split)
    if plain != split:
        readings = (plain, *readings)
    return Name(
        readings if split else (),
        "".join(split),
        generation,
        consonants=bool(_CONSONANTS.search(written)),
        givens=frozenset(filter(None, (latin(word) for word in _BETWEEN.split(fold(given))))),
        sort=sort,
    )


def _bare(word: str) -> str:
    return fold(word).strip(".")


def _without_particles(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(words) < 3:
        return words
    return tuple(word for place, word in enumerate(words) if place == 0 or word not in PARTICLES) or words


def _east_asian(kept: Sequence[str], written: str, generation: str, given: str, family: str) -> Name:
    """The sounds of the characters one by one (Mandarin), and the reading as a Japanese or Korean name if known."""
    parts: list[tuple[str, str]] = []
    if given and family:
        parts = [(family, given)]
    elif len(kept) == 2:
        parts = [(kept[0], kept[1]), (kept[1], kept[0])]
    elif split := split_unspaced(written):
        parts = [split]
    readings: list[tuple[str, ...]] = []
    for surname, first in parts:
        mandarin = tuple(filter(None, (latin(surname), latin(first))))
        known = reading(surname, family=True), reading(first, family=False)
        if any(known):
            readings.append(tuple(filter(None, (known[0] or latin(surname), known[1] or latin(first)))))
        readings.append(mandarin)
    if not readings:
        readings.append(tuple(filter(None, map(latin, kept))))
    if _KANA.search(written):
        readings.append(tuple(filter(None, map(latin, kept))))
    return Name(tuple(dict.fromkeys(readings)), written, generation, unspaced=True)


def fit(one: Name, other: Name) -> Fit:
    """How well two names fit. A couple fits one of the two no better than a brother does, nor a desk its boss."""
    found = _fit_people(one, other)
    return found if one.sort == other.sort else min(found, Fit.NEARLY)


def _fit_people(one: Name, other: Name) -> Fit:
    if one.generation != other.generation and one.generation and other.generation:
        return Fit.RELATIVES
    if one.unspaced and other.unspaced:
        return _fit_characters(one, other)
    best = Fit.OTHER
    for mine in one.readings:
        for theirs in other.readings:
            best = max(best, _fit_words(mine, theirs, one, other))
            if best is Fit.SAME:
                break
    if one.unspaced != other.unspaced:
        # Read from another script: never letter by letter, and a family name that has no reading fits any.
        if best is Fit.RENAMED:
            return Fit.PART
        return Fit.ALIKE if best is Fit.SAME else Fit.UNREADABLE if best < Fit.TYPO else best
    if one.consonants != other.consonants and best < Fit.PART:
        return Fit.UNREADABLE
    if best is Fit.SAME and one.generation != other.generation:
        return Fit.ALIKE
    return best


def _fit_characters(one: Name, other: Name) -> Fit:
    if sorted(one.written) == sorted(other.written):
        return Fit.SAME
    return Fit.RELATIVES if one.written[0] == other.written[0] else Fit.OTHER


# How well two words fit.
_NOT, _INITIAL, _TYPO, _FORM, _SOUND, _EQUAL = range(6)


def _fit_words(mine: tuple[str, ...], theirs: tuple[str, ...], one: Name, other: Name) -> Fit:
    if not mine or not theirs:
        return Fit.OTHER
    if mine == theirs or (len(mine) == len(theirs) and sorted(mine) == sorted(theirs)):
        return Fit.SAME
    if len(mine) > 1 and len(theirs) > 1 and "".join(mine) == "".join(theirs):
        return Fit.SAME
    if len(mine) > 2 and min(map(len, other.readings)) <= 2:
        mine = _without_middle_initials(mine)
    if len(theirs) > 2 and min(map(len, one.readings)) <= 2:
        theirs = _without_middle_initials(theirs)
    if len(mine) > len(theirs):
        mine, theirs, one, other = theirs, mine, other, one
    bare = one.consonants != other.consonants
    table = [[_word_fit(word, against, bare) for against in theirs] for word in mine]
    best = Fit.OTHER
    if not any(map(any, table)):
        return best
    for places in _assignments(len(mine), len(theirs)):
        levels = [table[row][column] for row, column in enumerate(places)]
        if any(levels):
            best = max(best, _judged(mine, theirs, places, levels, (one, other)))
    return best


def _without_middle_initials(words: tuple[str, ...]) -> tuple[str, ...]:
    """For a comparison with a name that has no middle one: `Peterson-King` has not."""
    last = len(words) - 1
    return tuple(word for place, word in enumerate(words) if len(word) > 1 or place in {0, last})


@lru_cache(maxsize=64)
def _assignments(few: int, many: int) -> tuple[tuple[int, ...], ...]:
    return tuple(permutations(range(many), few)) if many <= 5 else (tuple(range(few)), tuple(range(many - few, many)))


def _judged(
    mine: tuple[str, ...],
    theirs: tuple[str, ...],
    places: tuple[int, ...],
    levels: list[int],
    names: tuple[Name, Name],
) -> Fit:
    strong = [place for place, level in enumerate(levels) if level >= _FORM]
    if not all(levels):
        return _partly(mine, theirs, places, levels, names)
    typos, initials = levels.count(_TYPO), levels.count(_INITIAL)
    if typos:
        # One slip, and another word that is right.
        if typos > 1 or initials or not strong:
            return Fit.OTHER
        row = levels.index(_TYPO)
        pairs = ((mine[row], names[0]), (theirs[places[row]], names[1]))
        swapped = sorted(pairs[0][0]) == sorted(pairs[1][0])  # of two letters: that makes no other name
        if swapped or max(len(word) for word, _ in pairs) >= _LONG:
            return Fit.TYPO
        return Fit.TYPO if all(name.givens and word not in name.givens for word, name in pairs) else Fit.NEARLY
    if initials:
        if not strong or not _initials_in_place(mine, theirs, places, levels):
            return Fit.OTHER
        # A middle initial says nothing against a middle name; a first one is all there is of the given name.
        return Fit.ALIKE if len(strong) >= 2 else Fit.INITIAL
    if len(mine) == 1:
        return (Fit.SAME if levels[0] == _EQUAL else Fit.ALIKE) if len(theirs) == 1 else Fit.PART
    left = [word for place, word in enumerate(theirs) if place not in places]
    return Fit.SAME if not left and min(levels) == _EQUAL else Fit.ALIKE


def _initials_in_place(
    mine: tuple[str, ...], theirs: tuple[str, ...], places: tuple[int, ...], levels: list[int]
) -> bool:
    """Whether an initial stands where its word does: that of a middle name is not that of a given name."""
    if len(theirs) <= 2:
        return True
    return all(
        (row == 0, row == len(mine) - 1) == (places[row] == 0, places[row] == len(theirs) - 1)
        for row, level in enumerate(levels)
        if level == _INITIAL
    )


def _partly(
    mine: tuple[str, ...],
    theirs: tuple[str, ...],
    places: tuple[int, ...],
    levels: list[int],
    names: tuple[Name, Name],
) -> Fit:
    """Some words fit and some do not: a name changed at marriage, or somebody of the same family."""
    if len(mine) < 2 or any(len(word) == 1 and not level for word, level in zip(mine, levels, strict=True)):
        return Fit.OTHER  # two middle initials are two people
    for row, level in enumerate(levels):
        if level < _FORM or len(mine[row]) < 2:
            continue
        first = (_is_given(mine, row, names[0]), _is_given(theirs, places[row], names[1]))
        if all(first):
            return Fit.RENAMED
        if not any(first):
            return Fit.RELATIVES
    return Fit.OTHER


def _is_given(words: tuple[str, ...], place: int, name: Name) -> bool:
    return words[place] in name.givens if name.givens else place == 0


@lru_cache(maxsize=65536)
def _word_fit(one: str, other: str, bare: bool) -> int:
    if one == other:
        return _EQUAL
    if len(one) == 1 or len(other) == 1:
        return _INITIAL if one[0] == other[0] else _NOT
    if forms(one) & forms(other):
        return _FORM
    if _gendered(one, other):
        return _NOT
    if sound(one) == sound(other) and one[0] in _starts(other[0]):
        return _SOUND
    if bare and any(len(bones(one, each)) > 1 and bones(one, each) == bones(other, not each) for each in (True, False)):
        return _SOUND
    return _TYPO if is_slip(one, other) else _NOT


def _starts(letter: str) -> str:
    """The letters with which a word that starts with `letter` may be spelled as well."""
    return next((group for group in ("cksxqhz", "ijyeg", "vw", "fp", "tzcs") if letter in group), "") + letter


def _gendered(one: str, other: str) -> bool:
    """Whether two given names differ by their endings only, as Mario and Maria, Daniel and Daniela do.

    So do family names in many languages (Novák, Nováková): these are left to the e-mail and the phone.
    """
    shared = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        shared += 1
    rest = {one[shared:], other[shared:]}
    return rest <= {"", "a", "o", "e", "i", "us", "ia", "ina", "ine", "ette", "ita", "n", "y", "as", "is", "in"} and (
        bool(forms(one) or forms(other)) or rest in ({"a", "o"}, {"", "a"})
    )


def is_slip(one: str, other: str) -> bool:
    """Whether one word may be the other mistyped: a letter more, less, other or two swapped, two in a long word.

    Two given names that are both known are two names, however alike. Words that differ by a digit are two.
    """
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    if shortest < 4 or longest - shortest > 2 or (forms(one) and forms(other)):
        return False
    if [char for char in one if char.isdigit()] != [char for char in other if char.isdigit()]:
        return False
    from rapidfuzz.distance import OSA

    most = 1 if longest < 12 else 2
    if OSA.distance(one, other, score_cutoff=most) > most:
        return False
    # The first letter is the one that people get right; swapped with the second it is still there.
    return one[0] == other[0] or (one[:2] == other[1::-1] and shortest > 4) or longest >= 7


def compatible_names(one: Name, other: Name) -> bool:
    """Whether an address in common makes two names one person."""
    return fit(one, other) >= Fit.PART
