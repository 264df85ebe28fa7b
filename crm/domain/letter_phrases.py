"""Flattery, disputing and begging where they stand; and whether a letter asks or names a next step. English only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crm.domain import letter_patterns as patterns
from crm.domain.letter_findings import Finding
from crm.domain.letter_words import LetterText, shorten

_QUESTION_MARK = re.compile("[?？؟\u037e]")
_NOT_THEM = frozenset({"i", "we", "me", "us", "they", "he", "she"})
_REASONS = {
    "flattery": "Praise this high puts you below them. Say what they did or said, and what you take from it.",
    "dispute": "A decision is easier to come back to when nobody argued with it. Thank them, and leave the door open.",
    "why": "This asks them to defend the decision. Ask for advice instead: what to build for the next such role.",
    "begging": "Pleading makes you smaller than you are. Say what you offer, and leave the choice with them.",
}


def phrases(letter: LetterText) -> Iterator[Finding]:
    """Flattery that grovels, disputing the decision and begging: each phrase where it stands."""
    text = letter.written
    praise = [match.span() for match in patterns.FLATTERY.finditer(text)]
    praise += [
        match.span()
        for match in patterns.MENTOR.finditer(text)
        if _grovels(letter, match) and not any(start <= match.start() < end for start, end in praise)
    ]
    disputes = [match.span() for match in patterns.DISPUTE.finditer(text)]
    disputes += [match.span() for match in patterns.RECONSIDER.finditer(text) if _asks_to_reconsider(letter, match)]
    begging = [match.span() for match in patterns.BEGGING.finditer(text)]
    for rule, spans in (("flattery", praise), ("dispute", disputes), ("begging", begging)):
        for start, end in spans:
            line, column = letter.place(start)
            excerpt = shorten(letter.raw[start:end])
            asks_why = rule == "dispute" and excerpt[:3].lower() == "why"
            yield Finding(rule, line, column, excerpt, _REASONS["why" if asks_why else rule])


def asks(letter: LetterText) -> bool:
    """Whether the letter asks something: with a question mark, or in a sentence that asks without one."""
    return bool(_QUESTION_MARK.search(letter.written) or patterns.ASKING.search(letter.written))


def names_step(letter: LetterText) -> bool:
    """Whether the letter says what comes next, or leaves the door open."""
    return bool(patterns.STEP.search(letter.written))


def _grovels(letter: LetterText, match: re.Match[str]) -> bool:
    """Whether "mentor" or "role model" is said of them: not of a programme, nor of one's own mentoring."""
    start, end = letter.sentence(match.start())
    before, after = letter.written[start : match.start()], letter.written[match.end() : end]
    if patterns.MENTOR_TOPIC.match(after) or patterns.MENTOR_OWN.search(before):
        return False
    return bool(patterns.YOU.search(before) or patterns.YOU.search(after))


def _asks_to_reconsider(letter: LetterText, match: re.Match[str]) -> bool:
    """Whether they are asked to reconsider; "I would reconsider my schema" asks nothing of them."""
    start, end = letter.sentence(match.start())
    persons = [found[0].lower() for found in patterns.PERSONS.finditer(letter.written, start, match.start())]
    if persons and persons[-1] in _NOT_THEM:
        return False
    return bool(patterns.RECONSIDERED.match(letter.written, match.end(), end))
