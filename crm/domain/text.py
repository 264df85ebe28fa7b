"""Text from outside: cleaned where it enters and again where it is drawn, and folded for finding."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# C0 without tab and newline, DEL, C1, the bidi embeddings, overrides, isolates and marks (Unicode 16, UAX #9),
# interlinear annotation, BOM inside text, tag characters. ZWJ and ZWNJ stay: emoji and Persian need them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NEWLINE = re.compile("\r\n?|[\u2028\u2029\x85]")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+")
# Letters that decomposition leaves alone but that people type without their mark.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)


def clean(text: str) -> str:
    """`text` without control characters and bidi overrides; every line end is a newline, a tab stays a tab."""
    if text.isascii() and text.isprintable():
        return text
    text = _NEWLINE.sub("\n", text)
    text = _SURROGATE.sub("\ufffd", text)
    return _UNSAFE.sub("", text)


def clean_line(text: str) -> str:
    """`text` cleaned, on one line, single spaces, ends trimmed."""
    return _SPACES.sub(" ", clean(text)).strip()


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` for comparing: without accents and case (`José` and `jose` are equal), compatibility forms unified."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare).casefold().translate(_LETTERS)


def words(text: str) -> list[str]:
    """The folded words of `text` for the search index."""
    return _WORD.findall(fold(text))


def sort_key(name: str) -> str:
    """The key a list of people is ordered by: the folded name as shown."""
    return " ".join(words(name)) or fold(name)


def slug(text: str, length: int = 40) -> str:
    """`text` as part of a file name: lower-case letters and digits joined by `-`, never empty."""
    ascii_words = [word for word in words(text) if word.isascii()]
    return "-".join(ascii_words)[:length].strip("-") or "untitled"
