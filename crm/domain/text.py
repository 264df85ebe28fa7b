"""Text from outside: cleaned where it enters and again where it is drawn, and folded for finding."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# C0 without tab and newline, DEL, C1, the bidi embeddings, overrides, isolates and marks (Unicode 16, UAX
# #9), the deprecated format characters, interlinear annotation, BOM inside text, musical format and tag
# characters. ZWJ and ZWNJ stay: emoji and Persian need them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NEWLINE = re.compile("\r\n?|[\u2028\u2029\x85]")
_SPACES = re.compile(r"\s+")
_ASCII_WORD = re.compile(r"[a-z0-9']+")
# Scripts written without spaces between the parts of a name: kana, ideographs, Hangul.
_NO_SPACES = re.compile("[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]")
# Letters that decomposition leaves alone but that people type without their mark; and what is not a letter at
# all: soft hyphen, tatweel, ZWNJ and ZWJ.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("\xad\u0640\u200c\u200d", "")
)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ`´′", "'"))
_LONGEST_CACHED = 200


def clean(text: str) -> str:
    """`text` without control characters and bidi overrides; every line end a newline, a tab stays a tab."""
    if text.isascii() and text.isprintable():
        return text
    text = _NEWLINE.sub("\n", text)
    text = _SURROGATE.sub("\ufffd", text)
    return _UNSAFE.sub("", text)


def clean_line(text: str) -> str:
    """`text` cleaned, on one line, single spaces, ends trimmed."""
    return _SPACES.sub(" ", clean(text)).strip()


def fold(text: str) -> str:
    """`text` for comparing: without accents and case (`José` equals `jose`), compatibility forms unified.

    Accents are the marks above and below Latin, Greek, Cyrillic, Hebrew and Arabic letters. The signs of
    Indic scripts, of Thai and of kana stay: without them it would be another word.
    """
    if text.isascii():
        return text.lower()
    # Names are folded over and over, notes are not worth remembering.
    return _fold_cached(text) if len(text) <= _LONGEST_CACHED else _fold(text)


def _fold(text: str) -> str:
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(char for char in parts if not _is_accent(char)).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)


_fold_cached = lru_cache(maxsize=4096)(_fold)


def _is_accent(char: str) -> bool:
    # By canonical combining class (Unicode 16, table 4-3): 7 to 9 are Indic and kana signs, 10 to 36 the
    # fixed positions of Hebrew, Arabic and Syriac, 84 to 132 those of Telugu to Tibetan.
    position = unicodedata.combining(char)
    return position > 0 and not (6 < position < 10 or 36 < position < 200)


def words(text: str) -> list[str]:
    """The folded words of `text` for the search index.

    Marks belong to their word, hyphens part words. An apostrophe does both: `O'Neil` is `oneil` and `neil`,
    so that `oneil`, `o neil` and `o'neil` find it. Ideographs, kana and Hangul syllables are words of their
    own, so that a given name is found behind a family name.
    """
    found: list[str] = []
    for word in _plain_words(text):
        whole, *parts = word.split("'")
        joined = whole + "".join(parts)
        if not joined.isascii() and _NO_SPACES.search(joined):
            found += _NO_SPACES.sub(r" \g<0> ", joined).split()
        elif joined:
            found.append(joined)
            found += (part for part in parts if len(part) > 1 and part != joined)
    return found


def _plain_words(text: str) -> list[str]:
    """Folded words with the apostrophes in them."""
    folded = fold(text.translate(_APOSTROPHES))
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    return "".join(char if _in_word(char) else " " for char in folded).split()


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "'" or unicodedata.category(char).startswith("M")


def _joined(text: str) -> list[str]:
    return [word for word in (found.replace("'", "") for found in _plain_words(text)) if word]


def sort_key(name: str) -> str:
    """The key a list of people is ordered by: the folded name as shown."""
    return " ".join(_joined(name)) or fold(name)


def slug(text: str, length: int = 40) -> str:
    """`text` as part of a file name: lower-case letters and digits joined by `-`, never empty."""
    ascii_words = [word for word in _joined(text) if word.isascii()]
    return "-".join(ascii_words)[:length].strip("-") or "untitled"
