"""Whether a letter takes up what the interview left: each challenge and each concern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crm.domain.letter_findings import Finding, LetterContext, Point
from crm.domain.letter_words import LetterText, content, shorten, stems

# What is taken up is named and answered close by, so words far apart do not add up.
_SENTENCES_TOGETHER = 3


def unmet_points(letter: LetterText, context: LetterContext) -> Iterator[Finding]:
    """A finding for each point that no three sentences in a row take up, in its words or those of its proofs.

    Up to two telling words must all be there, of more half; words that stand in every letter about work
    ("team", "customer") count only where a point has no others. The name of the employer takes up nothing.
    """
    names = _pattern((context.employer, context.recipient))
    each = [stems(names.sub(" ", sentence) if names else sentence) for sentence in letter.sentences()]
    near = [set().union(*each[at : at + _SENTENCES_TOGETHER]) for at in range(len(each))]
    for point in context.points:
        texts = (point.text, *point.proofs)
        if stems(point.text) and not any(_is_met(text, near) for text in texts):
            yield Finding(f"unmet-{point.kind}", 0, 0, shorten(point.text), _reason(point))


def _is_met(text: str, near: list[set[str]]) -> bool:
    telling, weak = content(text)
    if not telling and not weak:
        return False
    if telling:
        needed, wanted = (len(telling) if len(telling) <= 2 else max(2, (len(telling) + 1) // 2)), telling
    else:
        needed, wanted = len(weak) // 2 + 1, weak
    return any(len(wanted & found) >= needed for found in near)


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """The names in full: "Northwind Robotics" says nothing about robotics."""
    found = [r"\s+".join(re.escape(word) for word in name.split()) for name in names if name.strip()]
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def _reason(point: Point) -> str:
    named = f"“{shorten(point.text)}”"
    if point.kind == "concern":
        start = f"Their concern {named} is not met here. Meet it head-on"
        end = " with something you did that speaks to it." if not point.proofs else ""
    else:
        start = f"They named {named}, and the letter does not take it up. Set beside it"
        end = " one like it that you have solved." if not point.proofs else ""
    return start + (end or f" what answers it: “{shorten(point.proofs[0])}”.")
