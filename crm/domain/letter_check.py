"""The letter check: it points at things, with the place and the reason, and blocks nothing.

The phrases and stems it knows are English. For a letter in another language the checks of names, placeholders, length
and shared text still hold; the others see little.
"""

from __future__ import annotations

from collections.abc import Iterator

from crm.domain.letter_findings import RULES, Earlier, Finding, LetterContext, Point, PointKind
from crm.domain.letter_names import greeting_findings, spelling_findings
from crm.domain.letter_others import other_findings
from crm.domain.letter_placeholders import placeholders
from crm.domain.letter_points import unmet_points
from crm.domain.letter_similarity import shared_text
from crm.domain.letter_words import LetterText
from crm.domain.letters import KINDS, LetterKind
from crm.domain.text import words

__all__ = ["RULES", "Earlier", "Finding", "LetterContext", "Point", "PointKind", "check_letter", "word_count"]


def check_letter(text: str, context: LetterContext) -> tuple[Finding, ...]:
    """All findings for the letter, those about the whole of it first, then by place. Raises nothing on any text."""
    from crm.domain.letter_phrases import phrases  # its patterns take a moment to compile, so not at the start

    letter = LetterText(text)
    kind = KINDS.get(context.kind)
    found: list[Finding] = []
    if kind:
        found += _as_a_whole(letter, kind)
        if kind.argues:
            found += unmet_points(letter, context)
    found += placeholders(letter, context)
    found += phrases(letter)
    found += greeting_findings(letter, context)
    found += spelling_findings(letter, context)
    found += other_findings(letter, context)
    found += shared_text(letter, context)
    order = list(RULES)
    # Sorting keeps equal ones as found: points stay in the order of the interview.
    return tuple(sorted(found, key=lambda each: (each.line, each.column, order.index(each.rule))))


def word_count(text: str) -> int:
    """The words of a letter; two ideographs count as one word."""
    found = words(text)
    single = sum(len(word) == 1 and word > "\u2e7f" for word in found)
    return len(found) - single + (single + 1) // 2


def _as_a_whole(letter: LetterText, kind: LetterKind) -> Iterator[Finding]:
    from crm.domain.letter_phrases import asks, names_step

    count = word_count(letter.raw)
    if count > kind.longest:
        yield Finding(
            "too-long",
            0,
            0,
            f"{count} words",
            f"A {kind.words} is read to the end when it stays under {kind.longest} words. What can go?",
        )
    question, step = asks(letter), names_step(letter)
    if kind.expects in {"question", "both"} and not question:
        reason = "Nothing is asked. One real question gives them a reason to answer."
        yield Finding("no-question", 0, 0, "", reason)
    if kind.expects in {"step", "both"} and not step:
        reason = "It does not say what comes next. Offer one small step: a call, a day, something you will send."
        yield Finding("no-next-step", 0, 0, "", reason)
    if kind.expects == "either" and not question and not step:
        reason = "It neither asks nor says what comes next. One light question, or an open door, is enough."
        yield Finding("no-next-step", 0, 0, "", reason)
