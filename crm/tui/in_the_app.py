"""The book's sentences as the app says them: where they name a command of the command line, it names the key."""

from __future__ import annotations

import re

#: What the book says for both, by the words that name a command; the first that fits is taken.
_SAID = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        # What lists things is on the screen already.
        (r":? *`callback [^`]*`(?: WHO)? (?:lists|shows)[^.;]*(?=[.;]|$)", ""),
        (r"`callback letter finish[^`]*` lets it rest overnight", "f5 lets it rest overnight"),
        (r"`callback letter finish[^`]*`", "f5"),
        (r"`callback letter new[^`]*`", "w"),
        (r"; `--early` says that it goes out sooner on purpose", "; f8 can say that it goes out sooner on purpose"),
        (r"`--early` says", "f8 can say"),
        (r", or say with `--early` that", ", or say with f8 that"),
        (r"`callback interview edit ID --held` says that", "e says that"),
        (r"`callback interview add`", "I"),
        (r"`callback no`", "r"),
        (r"`callback reopen`", "R"),
        (r"`callback undo` or `opportunity stage --remove` takes", "u takes back what was done last, D there takes"),
        (r"`callback opportunity person[^`]*`", "n on the opportunity"),
        (r"`callback plan [^`]*` \(f in the app\)", "f"),
        (r"`callback undo`", "u"),
        (r"`callback plans end[^`]*`", "X in the plan (p)"),
        (r"`callback calendar connect[^`]*`", "i"),
    )
)


def in_the_app(said: object) -> str:
    """A sentence of the book with keys for commands: `` `callback no` records one`` is `r records one`.

    What can only be done on the command line stays as it is.
    """
    text = str(said)
    if "`" in text:
        for pattern, words in _SAID:
            text = pattern.sub(words, text)
    return text
