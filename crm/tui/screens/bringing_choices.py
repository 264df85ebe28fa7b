"""What the person chooses about the rows of an import, with a way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm.book.import_choices import AsNew, Choice, Into, Leave, Overwrite, Take
from crm.book.import_preview import FieldChange, PreviewRow

#: What is chosen of each row, None for nothing.
Chosen = Mapping[int, Choice | None]


class Choosing:
    """The choices by place, and those before them."""

    def __init__(self) -> None:
        self.choices: dict[int, Choice] = {}
        self._past: list[dict[int, Choice]] = []
        self._future: list[dict[int, Choice]] = []

    def put(self, chosen: Chosen) -> None:
        """Choose so; a row said to be the same person as one that is left out now is undecided again."""
        self._past.append(dict(self.choices))
        self._future.clear()
        for place, choice in chosen.items():
            if choice is None:
                self.choices.pop(place, None)
            else:
                self.choices[place] = choice
        left = {place for place, choice in chosen.items() if isinstance(choice, Leave)}
        for place, choice in list(self.choices.items()):
            if isinstance(choice, Into) and -choice.who in left:
                del self.choices[place]

    def back(self) -> bool:
        """Take the last choice back; False when there is none."""
        if not self._past:
            return False
        self._future.append(self.choices)
        self.choices = self._past.pop()
        return True

    def again(self) -> bool:
        """Choose again what was taken back; False when there is nothing."""
        if not self._future:
            return False
        self._past.append(self.choices)
        self.choices = self._future.pop()
        return True

    def refuse(self) -> bool:
        """Forget the last choice, which cannot be; False when there is none."""
        if not self._past:
            return False
        self.choices = self._past.pop()
        self._future.clear()
        return True


def taken(choice: Choice | None, conflicts: Sequence[FieldChange]) -> frozenset[str]:
    """The fields among `conflicts` in which the file is right by that choice."""
    fields: frozenset[str] | None = frozenset()
    if isinstance(choice, Overwrite):
        fields = choice.fields
    elif isinstance(choice, Into):
        fields = choice.overwrite
    names = frozenset(change.field for change in conflicts)
    return names if fields is None else fields & names


def taking(choice: Choice | None, fields: frozenset[str], conflicts: Sequence[FieldChange]) -> Choice:
    """The choice that the file is right in `fields`; in none of them, that the book is."""
    everything = fields >= {change.field for change in conflicts}
    if isinstance(choice, Into):
        return Into(choice.who, None if everything else fields)
    if not fields:
        return Take()
    return Overwrite(None if everything else fields)


def alike(
    row: PreviewRow, choice: Choice, others: Iterable[tuple[PreviewRow, Sequence[FieldChange]]], left: Iterable[int]
) -> dict[int, Choice]:
    """What the same choice is for each of `others`, which come with their conflicts; those it cannot be for are not in.

    For "the same person as the first it may be" each of them has their own. `left` are the places of rows left out.
    """
    first = isinstance(choice, Into) and bool(row.possible) and choice.who == row.possible[0].who
    gone = set(left)
    found: dict[int, Choice] = {}
    for other, conflicts in others:
        if row.possible and (not other.possible or other.possible[0].reason != row.possible[0].reason):
            continue
        match choice:
            case Leave() | Take():
                found[other.place] = choice
            case AsNew() if other.possible or other.who is not None:
                found[other.place] = choice
            case Into() if first and other.possible and -other.possible[0].who not in gone:
                found[other.place] = Into(other.possible[0].who, choice.overwrite)
            case Overwrite() if conflicts:
                names = {change.field for change in conflicts}
                fields = None if choice.fields is None else choice.fields & names
                if fields is None or fields:
                    found[other.place] = Overwrite(fields)
    return found
