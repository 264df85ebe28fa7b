"""What was left to be filled in: brackets, braces, blanks, XXX, and a greeting to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crm.domain.letter_findings import Finding, LetterContext
from crm.domain.letter_lexicon import word_set
from crm.domain.letter_parts import greeting_of
from crm.domain.letter_words import LetterText, shorten, words_of

_PLACEHOLDER = re.compile(
    r"""
      \[(?!\d{1,3}\]|…\]|\.{3}\]|sic\])[^\[\]]{2,600}\](?!\()       # [Name], but no [1], […] nor a Markdown link
    | \{\{[^{}]{0,200}\}\} | \$?\{[A-Za-z][\w .-]{0,40}\}            # {{name}}, {name}, ${name}
    | <[A-Za-z][^<>@:/\n]{0,60}>                                     # <company>, but no <dana@northwind.test>
    | %[A-Z][A-Z_]{1,30}%
    | (?<!\w)(?:[Xx]{3,}|TODO|TBD|TBC|FIXME|TKTK|FIRSTNAME|LASTNAME|Firstname|Lastname)(?!\w)
    | (?<![_\w])_{3,}(?!\w) | \.{5,} | …{2,} | \?{3,}
    | (?i:lorem[ ]ipsum)
    | (?<!\w)(?i:(?:insert|add|put|fill[ ]in)[ ](?:\w+[ ]){0,4}here)(?!\w)
    | (?<!\w)(?:Company|Contact|First|Last|Your|Recipient|Hiring[ ]Manager)[ ]Name(?!\w)
    """,
    re.VERBOSE,
)
_RULE_LINE = re.compile(r"^[ ]*_{8,}[ ]*$", re.MULTILINE)
_NOBODY = word_set(
    """
    sir sirs madam madame hiring manager team recruiter recruiting recruitment human resources hr department
    committee everybody everyone all there colleagues ladies gentlemen concern employer company selection panel
    talent acquisition whom it may name staff
    """
)


def placeholders(letter: LetterText, context: LetterContext) -> Iterator[Finding]:
    """A finding for each thing still to be filled in; a greeting to nobody where the name is known."""
    lines = [match.span() for match in _RULE_LINE.finditer(letter.level)]
    for match in _PLACEHOLDER.finditer(letter.level):
        if any(start <= match.start() < end for start, end in lines):
            continue
        line, column = letter.place(match.start())
        reason = "This is still to be filled in. Write over it in your own words, or take it out."
        yield Finding("placeholder", line, column, letter.excerpt(*match.span()), reason)
    greeting = greeting_of(letter)
    if context.recipient and greeting and greets_nobody(greeting.word, greeting.who):
        line, column = letter.place(greeting.start)
        reason = f"You know the name: greet {shorten(context.recipient)}."
        yield Finding("placeholder", line, column, letter.excerpt(greeting.start, greeting.end), reason)


def greets_nobody(word: str, who: str) -> bool:
    """True for `Dear Hiring Manager`, `Dear Sir or Madam`, `To whom it may concern`; a bare `Hi` greets."""
    if word.lower().startswith("to whom"):
        return True
    spoken = [found.text.lower() for found in words_of(who) if found.text.lower() not in {"or", "and", "the", "my"}]
    return bool(spoken) and all(each in _NOBODY for each in spoken)
