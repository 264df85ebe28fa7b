"""Somebody else's name in a letter, or another company's: what stays behind when a letter is written over an old one.

To speak of others is no slip: a colleague who said something, a company where one worked. Only what is addressed to
them is: their name by itself, or a company one "would love to join".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm.domain.letter_findings import Finding, LetterContext
from crm.domain.letter_lexicon import STOP_WORDS, word_set
from crm.domain.letter_names import name_parts
from crm.domain.letter_words import LetterText, Word, shorten
from crm.domain.text import fold

_SPOKEN_OF_BEFORE = word_set(
    """
    with by from through via and or met meet meeting thank told tell asked ask introduced friend colleague colleagues
    manager engineer recruiter former mutual introducing thanking heard saw read like called named cc interviewer
    interviewers interviewed recommend recommended refer referred congratulate regards greetings wish wishing know knows
    knew about succeed succeeds success hired for
    """
)
_SPOKEN_OF_AFTER = word_set(
    """
    and who said says told tells introduced introduces mentioned mentions suggested asked pointed kindly sends sent
    spoke thought recommended explained showed described has had is was will would both from of wrote put gave in on
    at whom referred brought raised shared
    """
)
_COURTESY = re.compile(r"\b(?:thanks?|thank you|meet|speak|talk|talking|hear|wish|hi|hello|dear|yes|again|see)\b", re.I)
_OWN_PAST = re.compile(
    r"\b(?:was|were|had|did|led|built|ran|cut|grew|left|spent|brought|took|wrote|made|kept|[a-z]{3,}ed|currently|"
    r"taught|fell|saw|found|began|gave|held|met|sold|went|drew|drove|"
    r"my (?:time|years|work|last|previous|former|current)|when (?:i|we)|i have|we have|i've|"
    r"i (?:now |still )?(?:lead|run|work|manage|head|look after))\b",
    re.I,
)
_OWN = re.compile(r"\b(?:i|we|my|our|i've|we've)\b", re.I)
_WOOING = re.compile(
    r"\b(?:would|could|hope|hoping|want|wanted|love|loved|eager|excited|excites|applied|apply|applying|interview|"
    r"interviewed|look(?:ing)? forward|opportunity|join|joining|(?:the|this|a) (?:role|position|job)|mission|"
    r"position|your|you (?:are|do|build|have|offer|need|run|said|named))\b",
    re.I,
)
_PLACE_BEFORE = word_set("at for with from in of to joining join about leaving left joined like")
# First words of company names that stand in letters by themselves.
_COMMON_FIRST = word_set(
    """
    national general united first american german french british european global international royal north south east
    west northern southern eastern western central open data digital green blue black white red great grand modern
    public social smart cloud health energy bank group house people human capital river summit pacific atlantic city
    state union star advanced applied future family simple
    """
)
_SHORTEST_SHORT_NAME = 5


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name found in the letter: which, and its first and last word."""

    name: str
    first: int
    last: int


def other_findings(letter: LetterText, context: LetterContext) -> Iterator[Finding]:
    """A finding for each mention of another contact or company that reads as if the letter were for them."""
    text_words = letter.words()
    spoken = " ".join(fold(text) for point in context.points for text in (point.text, *point.proofs))
    own = {_key(name_parts(name)) for name in (context.recipient, context.own_name) if name}
    for mention in _mentions(text_words, _people(context.other_names, own)):
        if not _speaks_of(letter, text_words, mention):
            who = f" to {shorten(context.recipient)}" if context.recipient else ""
            reason = f"This is the name of another contact. If the letter is{who}, put the right name here."
            yield _finding(letter, "wrong-name", text_words, mention, reason)
    yield from _addressed(letter, text_words, context)
    employer = {fold(part) for part in name_parts(context.employer, company=True)} if context.employer else set()
    mentions = list(_mentions(text_words, _companies(context.other_employers, employer)))
    mentions += _short_mentions(letter, text_words, context, employer, mentions)
    for mention in mentions:
        said = fold(" ".join(word.text for word in text_words[mention.first : mention.last + 1]))
        if said not in spoken and not _is_own_past(letter, text_words[mention.first]):
            reason = "This is another company. If it is not one you mean to speak of, " + (
                f"it should be {shorten(context.employer)}." if context.employer else "take it out."
            )
            yield _finding(letter, "wrong-company", text_words, mention, reason)


def _finding(letter: LetterText, rule: str, text_words: list[Word], mention: _Mention, reason: str) -> Finding:
    start, end = text_words[mention.first].start, text_words[mention.last].end
    line, column = letter.place(start)
    return Finding(rule, line, column, letter.excerpt(start, end), reason)


def _key(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold(part) for part in parts)


def _people(names: Iterable[str], own: set[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    """Full names of two parts or more by their first part; one part alone is too often a word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        key = _key(name_parts(name))
        if len(key) > 1 and key not in own:
            found.setdefault(key[0], []).append(key)
    return found


def _companies(names: Iterable[str], employer: set[str]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        key = _key(name_parts(name, company=True))
        # "Kestrel" in the name of "Kestrel Health" is that company, not another.
        if key and not set(key) <= employer and (len(key) > 1 or key[0] not in STOP_WORDS):
            found.setdefault(key[0], []).append(key)
    return found


def _mentions(text_words: list[Word], names: dict[str, list[tuple[str, ...]]]) -> Iterator[_Mention]:
    """Where one of the names stands in full, with a capital."""
    if not names:
        return
    folded = [fold(word.text) for word in text_words]
    at = 0
    while at < len(folded):
        keys = names.get(folded[at], ()) if not text_words[at].text.islower() else ()
        fitting = [key for key in keys if tuple(folded[at : at + len(key)]) == key]
        if fitting:
            longest = max(fitting, key=len)
            yield _Mention(" ".join(longest), at, at + len(longest) - 1)
            at += len(longest)
        else:
            at += 1


def _speaks_of(letter: LetterText, text_words: list[Word], mention: _Mention) -> bool:
    """Whether a name stands in a sentence about that person: "with Sam Lee", "Sam Lee told me", "Sam Lee's"."""
    start, end = text_words[mention.first].start, text_words[mention.last].end
    if letter.level[end : end + 2] == "'s":
        return True
    if mention.first:
        before = text_words[mention.first - 1]
        gap = letter.level[before.end : start]
        if gap.strip() == "" and "\n\n" not in gap and before.text.lower() in _SPOKEN_OF_BEFORE:
            return True
    if mention.last + 1 < len(text_words):
        after = text_words[mention.last + 1]
        gap = letter.level[end : after.start]
        return gap.strip(" ,\n") == "" and "\n\n" not in gap and after.text.lower() in _SPOKEN_OF_AFTER
    return False


def _addressed(letter: LetterText, text_words: list[Word], context: LetterContext) -> Iterator[Finding]:
    """Another contact's given name where the reader is spoken to: "Thank you, Sam."."""
    mine = {fold(part) for name in (context.recipient, context.own_name) for part in name_parts(name)}
    given = {name_parts(name)[0] for name in context.other_names if name_parts(name)}
    for at, word in enumerate(text_words):
        if word.text not in given or fold(word.text) in mine or not at:
            continue
        start, _ = letter.sentence(word.start)
        before = letter.level[start : word.start]
        after = letter.level[word.end : word.end + 1]
        apart = before.endswith(", ") or text_words[at - 1].text.lower() in {"thanks", "you"}
        if apart and after in ",.!?\n" and len(before.split()) <= 12 and _COURTESY.search(before):
            who = f" {shorten(context.recipient)}" if context.recipient else " somebody else"
            reason = f"This speaks to {word.text}; the letter goes to{who}."
            yield _finding(letter, "wrong-name", text_words, _Mention(word.text, at, at), reason)


def _short_mentions(
    letter: LetterText, text_words: list[Word], context: LetterContext, employer: set[str], full: list[_Mention]
) -> Iterator[_Mention]:
    """The first word of a company's name by itself, where a company stands: "at Kestrel", "Kestrel's"."""
    people = {fold(part) for name in (context.recipient, context.own_name) for part in name_parts(name)}
    people |= {fold(part) for name in context.other_names for part in name_parts(name)}
    short = set()
    for name in context.other_employers:
        parts = name_parts(name, company=True)
        if len(parts) > 1 and len(parts[0]) >= _SHORTEST_SHORT_NAME:
            key = fold(parts[0])
            if key not in employer | people | _COMMON_FIRST | STOP_WORDS:
                short.add(key)
    taken = {at for mention in full for at in range(mention.first, mention.last + 1)}
    for at, word in enumerate(text_words):
        if at in taken or not word.text[0].isupper() or fold(word.text) not in short:
            continue
        owns = letter.level[word.end : word.end + 2] == "'s"
        if owns or (at and text_words[at - 1].text.lower() in _PLACE_BEFORE):
            yield _Mention(word.text, at, at)


def _is_own_past(letter: LetterText, word: Word) -> bool:
    """Whether a company is named as a place where the person worked, and not as one they write to."""
    start, end = letter.sentence(word.start)
    sentence = letter.written[start:end]
    return bool(_OWN.search(sentence) and _OWN_PAST.search(sentence)) and not _WOOING.search(sentence)
