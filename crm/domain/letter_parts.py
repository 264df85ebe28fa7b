"""Where a letter greets, where it closes, and what lies between."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm.domain.letter_words import LetterText

_GREETING = re.compile(
    r"^[ ]*(?P<word>dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|to whom it may concern|"
    r"sehr geehrte[rn]?|liebe[rn]?|hallo|bonjour|chère?|estimad[oa]|hola|caro|cara)(?=[ ,!:.]|$)[ ,]*(?P<who>.*)$",
    re.IGNORECASE,
)
_NAME_ALONE = re.compile(r"^[ ]*(?P<who>[^\W\d_][\w'.\- ]{0,60}?)[ ]*,[ ]*$")
_CLOSING = re.compile(
    r"^[ ]*(?:(?:with )?(?:my |all |very |the )?(?:kind|kindest|best|warm|warmest|good|many|friendly|sincere)\b.{0,40}|"
    r"yours\b.{0,30}|sincerely\b.{0,20}|regards|cheers|all the best|(?:with )?(?:many )?thanks(?: again)?|thank you|"
    r"take care|gratefully|respectfully|warmly|best|until then|cordially|with gratitude)[ ]*[,.!]?[ ]*$",
    re.IGNORECASE,
)
_LINES_OF_ADDRESS = 14  # a printed letter has both addresses, the date and the subject above its greeting


@dataclass(frozen=True, slots=True)
class Greeting:
    """The line that greets: its places in the letter, and those of what follows the greeting word."""

    start: int
    end: int
    who_start: int
    who: str
    word: str


def greeting_of(letter: LetterText) -> Greeting | None:
    """The greeting of the letter, None where it has none."""
    at = seen = 0
    for line in letter.written.split("\n"):
        match = _GREETING.match(line) or (_NAME_ALONE.match(line) if seen == 0 else None)
        if match:
            word = match.groupdict().get("word") or ""
            who, start = match["who"], at + match.start("who")
            # "Hello Dana, it was good …": only the name greets.
            who = re.split(r"[,;:!?()–—]|\.(?=[ ]|$)(?<![ ]\w\.)(?<!Mr\.)(?<!Ms\.)(?<!Dr\.)(?<!Mrs\.)(?<!Prof\.)", who)[
                0
            ]
            return Greeting(at, start + len(who), start, who, word)
        seen += bool(line.strip())
        if seen >= _LINES_OF_ADDRESS:
            return None
        at += len(line) + 1
    return None


def body_of(letter: LetterText) -> tuple[int, int]:
    """Start and end of what lies between greeting and closing."""
    greeting = greeting_of(letter)
    start = greeting.end if greeting else 0
    return start, max(start, closing_of(letter))


def closing_of(letter: LetterText) -> int:
    """Where the closing begins ("Kind regards," and the name below), the end of the letter where it has none."""
    at = len(letter.level)
    closing, seen = at, 0
    for line in reversed(letter.level.split("\n")):
        at -= len(line)
        if _CLOSING.match(line):
            closing = max(at, 0)
        seen += bool(line.strip())
        if seen >= 8:
            break
        at -= 1
    return closing
