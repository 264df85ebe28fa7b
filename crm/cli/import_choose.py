"""Deciding about single rows of an import: by question and answer, or by options."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from crm.book.import_choices import AsNew, Choice, Into, Leave, Overwrite, Take
from crm.cli.import_show import name_of
from crm.cli.output import cut, tell
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.import_preview import ImportPreview, PreviewRow
    from crm.book.session import Book

#: What previews again, with these choices.
Preview = Callable[[Mapping[int, Choice]], "ImportPreview"]
_PLACES = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?\Z")
_MOST_PLACES = 100_000
_MOST_SHOWN = 9
_LONGEST = 60


class Quit(Exception):
    """Enough decided."""


def ask(question: str, letters: str, usual: str = "") -> str:
    """The letter of the answer, asked for on stderr until it is one of `letters`. Raises click.Abort at the end."""
    while True:
        answer = click.prompt(question, default=usual, show_default=False, err=True, prompt_suffix=": ")
        letter = str(answer).strip().casefold()[:1] or usual
        if letter and letter in letters:
            return letter
        tell(f"Answer with one of {', '.join(letters)}.")


def choose(preview: ImportPreview, again: Preview) -> ImportPreview:
    """Asks about every row in which something is to be decided; gives the preview with all that was chosen.

    Where nothing is left to decide, it is asked about all of it once more; what was chosen holds until it is answered.
    """
    choices = {row.place: row.choice for row in preview.rows if row.choice is not None}
    asked = [row for row in preview.rows if row.asks] or [row for row in again({}).rows if row.asks]
    unsure = [row for row in asked if row.fate == "possible"]
    known = {row.place for row in asked} - {row.place for row in unsure}
    session = _Session(choices)
    try:
        session.who(unsure)
        # As if nothing had been chosen of the values, so that all that differ are shown.
        bare = {place: choice for place, choice in choices.items() if place not in known}
        differing = known | session.joined
        rows = [row for row in again(bare).rows if row.conflicts and row.place in differing]
        if rows:
            tell("Now where the file differs from your book:" if unsure else "Where the file differs from your book:")
        session.values(rows)
    except Quit:
        pass
    return again(choices)


class _Session:
    def __init__(self, choices: dict[int, Choice]) -> None:
        self.choices = choices
        self.joined: set[int] = set()

    def who(self, rows: Sequence[PreviewRow]) -> None:
        """New, or somebody known."""
        alike: dict[str, str] = {}  # what was said of all rows that are asked about for one reason
        for number, row in enumerate(rows, start=1):
            reason = row.possible[0].reason
            letter = alike.get(reason, "")
            if not letter or (letter == "s" and len(row.possible) > 1):  # which of several is never guessed
                tell(f"{number} of {len(rows)}  {name_of(row)} ({row.file}, line {row.line})")
                for place, other in enumerate(row.possible[:_MOST_SHOWN], start=1):
                    where = f" (row {-other.who} of these files)" if other.who < 0 else ""
                    tell(f"     {place}  like {other.name}{where}: {other.reason}")
            if not letter:
                letter = ask("[n]ew, [s]ame person, [l]eave out, [a]ll the same way, [q]uit", "nslaq")
                if letter == "a":
                    left = sum(other.possible[0].reason == reason for other in rows[number - 1 :])
                    tell(f"This one and those that follow with “{reason}”: {count(left, 'row')}.")
                    letter = ask("All of them: [n]ew, [s]ame person, [l]eave out, [q]uit", "nslq")
                    alike[reason] = letter
            match letter:
                case "n":
                    self.choices[row.place] = AsNew()
                case "s":
                    self.join(row, self.pick(row))
                case "l":
                    self.leave(row)
                case _:
                    raise Quit

    def join(self, row: PreviewRow, place: int) -> None:
        who = row.possible[place].who
        if isinstance(self.choices.get(-who), Leave):
            tell(f"{row.name}: row {-who} is left out, so this one is new.")
            self.choices[row.place] = AsNew()
            return
        self.choices[row.place] = Into(who)
        self.joined.add(row.place)

    def pick(self, row: PreviewRow) -> int:
        """Which of those it may be, from 0."""
        shown = min(len(row.possible), _MOST_SHOWN)
        if shown == 1:
            return 0
        return int(ask(f"Which of them, 1 to {shown}", "123456789"[:shown])) - 1

    def values(self, rows: Sequence[PreviewRow]) -> None:
        """The book's value, or the file's."""
        everywhere = ""
        left = sum(len(row.conflicts) for row in rows)
        for number, row in enumerate(rows, start=1):
            taken: set[str] = set()
            if not everywhere:
                tell(f"{number} of {len(rows)}  {name_of(row)} ({row.file}, line {row.line})")
            for at, change in enumerate(row.conflicts):
                letter = everywhere
                if not letter:
                    tell(f"     {change.field}: yours “{_brief(change.before)}”, the file's “{_brief(change.after)}”")
                    letter = ask(
                        "[k]eep mine, [f]ile's value, [l]eave the row out, [a]ll the same way, [q]uit", "kflaq"
                    )
                    if letter == "a":
                        letter = everywhere = ask(
                            f"All {left - at:,} from here: [k]eep mine, [f]ile's values, [q]uit", "kfq"
                        )
                if letter == "f":
                    taken.add(change.field)
                elif letter == "l":
                    self.leave(row)
                    break
                elif letter == "q":
                    raise Quit
            else:
                self.settle(row.place, frozenset(taken))
            left -= len(row.conflicts)

    def leave(self, row: PreviewRow) -> None:
        self.choices[row.place] = Leave()
        for place, choice in self.choices.items():
            if isinstance(choice, Into) and choice.who == -row.place:
                tell(f"Row {place} was to be the same person, so it is new now.")
                self.choices[place] = AsNew()

    def settle(self, place: int, fields: frozenset[str]) -> None:
        before = self.choices.get(place)
        if isinstance(before, Into):
            self.choices[place] = Into(before.who, fields)
        else:
            self.choices[place] = Overwrite(fields) if fields else Take()


def choices_from(
    book: Book | None, *, leave: Sequence[str], new: Sequence[str], same: Sequence[str], take: Sequence[str]
) -> dict[int, Choice]:
    """The choices that the options say. Raises click.UsageError for what is no row, NotFound for nobody."""
    choices: dict[int, Choice] = {}
    for text in leave:
        _set(choices, _places(text), Leave())
    for text in new:
        _set(choices, _places(text), AsNew())
    for text in same:
        row, mark, who = text.partition("=")
        if not mark or not who.strip():
            raise click.UsageError(f"--same is written like 12=dana@northwind.test or 12=#7, not “{text[:60]}”.")
        _set(choices, _places(row), Into(_who(book, who.strip())))
    for text in take:
        for place in _places(text):
            before = choices.get(place)
            if isinstance(before, Into):
                choices[place] = Into(before.who, None)
            else:
                _set(choices, [place], Overwrite())
    return choices


def _set(choices: dict[int, Choice], places: Iterable[int], choice: Choice) -> None:
    for place in places:
        if choices.get(place, choice) != choice:
            raise click.UsageError(f"Two things are said of row {place}: say one.")
        choices[place] = choice


def _places(text: str) -> Iterator[int]:
    for part in text.split(","):
        found = _PLACES.match(part.strip())
        first = int(found[1]) if found else 0
        last = int(found[2] or first) if found else 0
        if not found or not first <= last < first + _MOST_PLACES:
            raise click.UsageError(f"“{part.strip()[:40]}” is no row: write 12, or 3,5,9-12, as --rows numbers them.")
        yield from range(first, last + 1)


def _who(book: Book | None, who: str) -> int:
    from crm.cli.picking import person

    if who.startswith("#"):
        (place, *_) = _places(who[1:])
        return -place
    if book is None:
        raise click.UsageError("There is no book yet, so nobody in it is the same: write 12=#7 for a row before it.")
    return person(book, who).id


def _brief(text: str) -> str:
    return cut(" ".join(text.split()), _LONGEST)
