"""The rows of an import as the screen holds them: where each stands, what is chosen, and what it would do now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from crm.book.import_choices import NO_FIELDS, Choice, Into, Leave, Overwrite
from crm.book.import_preview import FieldChange, ImportPreview, PreviewRow
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
