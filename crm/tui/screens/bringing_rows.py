"""The rows of an import as the screen holds them: where each stands, what is chosen, and what it would do now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from crm.book.import_choices import NO_FIELDS, Choice, Into, Leave, Overwrite
from crm.book.import_preview import FieldChange, ImportPreview, PreviewRow
from crm.book.matching import compatible, name_key
from crm.domain.people import Contact
from crm.domain.text import clean_line, fold
from crm.formats.records import ParsedFile
from crm.tui.panes.bringing_list import Shown, group_of
from crm.tui.screens.bringing_choices import Choosing, alike

_LONGEST_FOUND = 200


@dataclass(slots=True)
class Fitting:
    """The rows that fit a filter by their groups, and how many of all are undecided, by group."""

    groups: dict[str, list[Shown]] = field(default_factory=dict)
    undecided: dict[str, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many fit."""
        return sum(map(len, self.groups.values()))


class Rows:
    """Rows stay in the group where they stand without any choice, so that none jumps when it is decided.

    `contacts` are those of the files, the first at place 1.
    """

    def __init__(self, files: Sequence[ParsedFile]) -> None:
        self.contacts: list[Contact] = [record.contact for file in files for record in file.records]
        self.choosing = Choosing()
        self.plain: dict[int, PreviewRow] = {}
        self._now: dict[int, PreviewRow] = {}
        self._conflicts: dict[int, tuple[FieldChange, ...]] = {}
        self._found_by: dict[int, str] = {}
        self._names: dict[int, str] = {}

    def take_plain(self, preview: ImportPreview) -> None:
        """Take over a preview without choices: from now on it says where the rows stand."""
        self.plain = {}
        for row in preview.rows:
            known = self.plain.get(row.place)  # a contact may have several problems
            self.plain[row.place] = replace(row, problem=f"{known.problem} {row.problem}") if known else row
        self._found_by = {place: _found_by(row) for place, row in self.plain.items()}
        self._names |= {other.who: other.name for row in preview.rows for other in row.possible}
        self._conflicts.clear()
        self.take(preview)

    def take(self, preview: ImportPreview) -> None:
        """Take over what the choices would do."""
        self._now = {row.place: row for row in preview.rows}
        for row in preview.rows:
            if row.conflicts and not _takes_something(row.choice):
                self._conflicts[row.place] = row.conflicts

    def call(self, who: int, name: str) -> None:
        """Remember what somebody of the book is called."""
        self._names[who] = name

    def contact(self, place: int) -> Contact | None:
        """The contact at a place, None for a problem without one."""
        return self.contacts[place - 1] if 0 < place <= len(self.contacts) else None

    def called(self, place: int) -> str:
        """What the file calls whoever is at a place, empty where it names nobody."""
        contact = self.contact(place)
        return contact.name if contact else self.plain[place].name

    def caution(self, place: int, who: int) -> str:
        """A sentence where a row was said to be somebody whose name cannot be its own; empty where it may be so.

        Nothing is said of those whom the comparison itself proposed: they share an address or a number.
        """
        plain = self.plain[place]
        mine, theirs = clean_line(self.called(place)), clean_line(self._same_as(Into(who)))
        if who == plain.who or any(other.who == who for other in plain.possible):
            return ""
        if not mine or compatible(name_key(mine), name_key(theirs)):
            return ""
        # A row that is somebody's by its uid cannot be new: there only the way back helps.
        key = "n" if plain.who is None else "u"
        return f"{mine} and {theirs} share nothing by which they are known; {key} takes it back."

    def conflicts(self, place: int) -> tuple[FieldChange, ...]:
        """The fields in which a row differs from whom it is, whatever is chosen of them."""
        if isinstance(self.choosing.choices.get(place), Into) or self.plain[place].conflicts:
            return self._conflicts.get(place, ())
        return ()

    def is_somebody(self, place: int, who: int) -> None:
        """Say who a row is; in what it differs from them is found out by the next preview."""
        self._conflicts.pop(place, None)
        self.choosing.put({place: Into(who)})

    def shown(self, place: int) -> Shown:
        """A row as it is now, with whom it may be."""
        plain, choice = self.plain[place], self.choosing.choices.get(place)
        row = plain if plain.fate == "problem" else self._now.get(place, plain)
        if plain.possible:
            row = replace(row, possible=plain.possible)
        if isinstance(choice, Into):
            # The plan calls it as the one it goes into; here it is still the row of the file.
            contact = self.contact(place)
            row = replace(row, name=self.called(place), employer=contact.employer if contact else plain.employer)
        return Shown(place, group_of(plain), row, choice, self.conflicts(place), self._same_as(choice))

    def _same_as(self, choice: Choice | None) -> str:
        if not isinstance(choice, Into):
            return ""
        contact = self.contact(-choice.who)
        return contact.name if contact else self._names.get(choice.who, "somebody in the book")

    def fitting(self, text: str) -> Fitting:
        """All rows that fit the text."""
        wanted = fold(clean_line(text)).split()
        found = Fitting()
        for place, plain in self.plain.items():
            group = group_of(plain)
            undecided = group in {"possible", "differs"} and place not in self.choosing.choices
            if undecided:
                found.undecided[group] = found.undecided.get(group, 0) + 1
            if self._fits(place, wanted):
                found.groups.setdefault(group, []).append(self.shown(place))
        return found

    def _fits(self, place: int, wanted: Sequence[str]) -> bool:
        return not wanted or all(word in self._found_by[place] for word in wanted)

    def alike(self, line: Shown, choice: Choice, text: str) -> dict[int, Choice]:
        """What the same choice is for the undecided rows of its group that fit the text."""
        left = (place for place, other in self.choosing.choices.items() if isinstance(other, Leave))
        return alike(self.plain[line.place], choice, self._others(line, text), left)

    def _others(self, line: Shown, text: str) -> Iterator[tuple[PreviewRow, Sequence[FieldChange]]]:
        wanted = fold(clean_line(text)).split()
        for place, row in self.plain.items():
            if place not in self.choosing.choices and group_of(row) == line.group and self._fits(place, wanted):
                yield row, self._conflicts.get(place, ())


def _found_by(row: PreviewRow) -> str:
    whom = " ".join(f"{other.name} {other.reason}" for other in row.possible)
    return fold(clean_line(f"{row.name} {row.employer} {row.problem[:_LONGEST_FOUND]} {whom}"))


def _takes_something(choice: Choice | None) -> bool:
    """True where some of the file's values are taken, so that the conflicts left are not all there are."""
    if isinstance(choice, Into):
        return choice.overwrite != NO_FIELDS
    return isinstance(choice, Overwrite)
