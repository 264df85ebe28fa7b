"""What a letter gives and what it asks for, where that is evident: the etiquette fields of its touch."""

from __future__ import annotations

import re

from crm.domain.text import fold

_GIVES = {"offer": "an article or referral", "news": "news"}
_ASKS = {"feedback": "feedback"}
# A sentence ends at its mark or with the paragraph; an abbreviation only makes it shorter.
_SENTENCE_END = re.compile(r"(?<=[.!?])|\n[ \t]*\n")
_WISH = re.compile(r"\b(may|might|could|can|would|will|shall|do you have|is there|are you)\b")
_WORDS = {
    "advice": re.compile(
        r"\b(advice|advise|recommend|suggest(?:ions?)?|what (?:should i|would you (?:do|build|learn)))\b"
    ),
    "feedback": re.compile(r"\b(feedback|fell short|fall short|where i was lacking)\b"),
    "a meeting": re.compile(
        r"\b(coffee|meet(?:ing)?|(?:fifteen|twenty|thirty|15|20|30) minutes|a (?:short |quick |brief )?call|"
        r"visit|drop in|drop by|stop by|lunch)\b"
    ),
    "an introduction": re.compile(r"\b(introduce me|introduc(?:e|tion) (?:me )?to|put me in touch)\b"),
}


def gives(kind: str) -> str:
    """What a letter of this kind gives by itself, or nothing."""
    return _GIVES.get(kind, "")


def asks(kind: str, text: str) -> str:
    """What the letter asks for: by its kind, and by the words of its questions; `advice, a meeting`, or nothing."""
    found = [_ASKS[kind]] if kind in _ASKS else []
    for sentence in _SENTENCE_END.split(text):
        if not sentence.endswith("?"):
            continue
        folded = " ".join(fold(sentence).split())
        # "How did the meeting go?" asks for none.
        if _WISH.search(folded):
            found += [what for what, words in _WORDS.items() if words.search(folded)]
    return ", ".join(dict.fromkeys(found))
