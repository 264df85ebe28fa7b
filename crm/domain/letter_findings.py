"""What a letter is checked against, and what the check points at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PointKind = Literal["challenge", "concern"]

#: Every rule of the letter check, with the words a list of findings is headed with.
RULES = {
    "unmet-challenge": "A challenge not taken up",
    "unmet-concern": "A concern not met",
    "shared": "Shared with an earlier letter",
    "flattery": "Flattery",
    "dispute": "Disputes the decision",
    "begging": "Pleads",
    "no-question": "Asks nothing",
    "no-next-step": "No next step",
    "wrong-name": "Somebody else's name",
    "wrong-company": "Another company's name",
    "name-spelling": "Spelling of a name",
    "placeholder": "Still to be filled in",
    "too-long": "Long",
}


@dataclass(frozen=True, slots=True)
class Point:
    """A challenge or concern that an interview left.

    `proofs` are the titles and results of the proof points that answer it: their words count as taking it up.
    """

    id: int
    text: str
    kind: PointKind
    proofs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """A letter written before, to whom it went, and what it is called in the book."""

    id: int
    title: str
    text: str
    to: str


@dataclass(frozen=True, slots=True)
class LetterContext:
    """What is known around a letter. Empty texts are not known, and what needs them is not checked.

    `kind` is a name of `crm.domain.letters.KINDS`; an unknown one has no limit and expects nothing.
    `other_names` are full names of other contacts whose name would be a slip here, so not of colleagues the
    letter may well speak of.
    """

    kind: str
    recipient: str = ""
    employer: str = ""
    other_names: tuple[str, ...] = ()
    other_employers: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    own_name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. It blocks nothing.

    `rule` is a key of `RULES`. `line` and `column` count from 1 (characters, not cells); both are 0 where the whole
    letter is meant. `reason` says what and what to do. For text shared with an earlier letter, `theirs` is the
    passage there and `earlier` the letter's id.
    """

    rule: str
    line: int
    column: int
    excerpt: str
    reason: str
    theirs: str = ""
    earlier: int | None = None
