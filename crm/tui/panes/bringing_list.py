"""The rows of an import under what becomes of them, each with what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.book.import_choices import AsNew, Choice, Into, Leave, Take
from crm.book.import_preview import FieldChange, PreviewRow
from crm.domain.words import count
from crm.tui.screens.bringing_choices import taken
from crm.tui.widgets.safe import Part, lay_out
from crm.tui.widgets.window import Section, Window
from crm.tui.widgets.windowed_list import WindowedList

#: The places of what is no row: the import as a whole, and those that are the same, folded into one line.
WHOLE, SAME = 0, -1
_MOST_FIELDS = 4

#: The groups from top to bottom with their headings: what asks for a decision comes first.
GROUPS: dict[str, tuple[str, str]] = {
    "possible": ("POSSIBLY SOMEBODY YOU HAVE", "wait-heading"),
    "differs": ("DIFFERENT IN THE BOOK", "wait-heading"),
    "problem": ("CANNOT COME IN", "wait-heading"),
    "partly": ("WITHOUT A PART OF IT", "wait-heading"),
    "new": ("NEW", "heading"),
    "changed": ("CHANGED", "heading"),
    "same": ("THE SAME", "heading"),
}


def group_of(row: PreviewRow) -> str:
    """In which group a row stands, by the preview without choices: it stays there whatever is chosen."""
    if row.fate in {"possible", "problem"}:
        return row.fate
    if row.conflicts:
        return "differs"
    return "partly" if row.problem else row.fate


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the list. `row` is as it would be now, None for what is no row.

    `conflicts` are the fields in which it differs from the book, also those where the file was said to be right;
    `same_as` is the name of whom it was said to be. `people` are those that the line stands for.
    """

    place: int
    group: str = ""
    row: PreviewRow | None = None
    choice: Choice | None = None
    conflicts: tuple[FieldChange, ...] = ()
    same_as: str = ""
    title: str = ""
    about: str = ""
    people: int = 1

    @property
    def undecided(self) -> bool:
        """True where there is something to decide."""
        return self.choice is None and self.group in {"possible", "differs"}

    @property
    def state(self) -> Part:
        """What becomes of it, in a word or two."""
        if self.row is None:
            return "", ""
        if said := self._chosen():
            return said
        match self.group:
            case "possible":
                return "who is it?", "wait"
            case "differs":
                number = len(self.conflicts)
                return f"{count(number, 'difference')}", "wait"
            case "problem":
                return f"line {self.row.line:,}", "wait"
            case "partly":
                return self.row.fate, ""
        return {"new": ("new", "good"), "changed": ("changed", "")}.get(self.group, ("the same", "muted"))

    def _chosen(self) -> Part | None:
        match self.choice:
            case Leave():
                return "left out", "muted"
            case AsNew():
                return "somebody new", "good"
            case Take() if self.conflicts:
                return "yours stay", "good"
        fields = taken(self.choice, self.conflicts)
        values = ""
        if fields:
            values = (
                "the file's values" if len(fields) == len(self.conflicts) else f"the file's {_some(sorted(fields))}"
            )
        if isinstance(self.choice, Into):
            return f"is {self.same_as}{f', {values}' if values else ''}", "good"
        return (values, "good") if values else None

    @property
    def below(self) -> str:
        """The second line: where they work, or why they stand in this group."""
        row = self.row
        if row is None:
            return self.about
        match self.group:
            case "possible" if row.possible:
                more = f", and {len(row.possible) - 1} more" if len(row.possible) > 1 else ""
                return f"like {row.possible[0].name}: {row.possible[0].reason}{more}"
            case "differs":
                return _some([change.field for change in self.conflicts])
            case "problem" | "partly":
                return row.problem
            case "changed":
                return _some([change.field for change in row.changes])
        return row.employer


def _some(fields: Sequence[str]) -> str:
    more = len(fields) - _MOST_FIELDS
    return ", ".join(fields[:_MOST_FIELDS]) + (f" and {more:,} more" if more > 0 else "")


class RowsOfImport(WindowedList[Shown]):
    """All rows are at hand: only those in view are laid out."""

    def __init__(self, *, id: str, empty: Sequence[str] = ()) -> None:
        super().__init__(self._nothing_more, id=id, empty=empty)
        self._shown: Sequence[Shown] = ()

    async def _nothing_more(self, offset: int, limit: int) -> Sequence[Shown]:
        return self._shown[offset : offset + limit]

    def show(self, lines: Sequence[Shown], *, at: int | None) -> None:
        """Show these lines, the cursor on the place `at`, or where it is if that one is gone."""
        self._shown = lines
        sections: list[Section] = []
        for group in dict.fromkeys(line.group for line in lines):
            title, ink = GROUPS.get(group, ("", ""))
            sections.append(Section(title, sum(line.group == group for line in lines), ink))
        cursor = next((number for number, line in enumerate(lines) if line.place == at), self.cursor)
        self.fill(Window(sections, 0, lines, min(cursor, max(len(lines) - 1, 0))))

    @property
    def groups(self) -> list[int]:
        """The rows with which a group begins."""
        return [
            number
            for number, line in enumerate(self._shown)
            if number == 0 or line.group != self._shown[number - 1].group
        ]

    def _heading(self, line: int, width: int) -> list[Part]:
        parts = super()._heading(line, width)
        folded = self.peek(self._total - 1)
        if parts and folded is not None and folded.place == SAME and parts[0][0] == GROUPS["same"][0]:
            return lay_out(width, parts[:1], [(f"{folded.people:,}", "muted")])
        return parts

    def row_parts(self, row: Shown, part: int, width: int) -> list[Part]:
        """The name with what becomes of it, and why."""
        if part:
            return lay_out(width, [(row.below, "muted")])
        if row.row is None:
            return lay_out(width, [(row.title, "strong")])
        ink = "muted" if isinstance(row.choice, Leave) or row.group == "same" else "strong"
        return lay_out(width, [(row.row.name or "Nobody named", ink)], [row.state])


def lines_of(rows: Mapping[str, Sequence[Shown]], *, whole: Shown | None, folded: bool) -> list[Shown]:
    """All lines: the whole, then the groups in their order; those that are the same as one line where folded."""
    lines = [whole] if whole else []
    for group in GROUPS:
        mine = rows.get(group, ())
        if group == "same" and folded and mine:
            title = f"{count(len(mine), 'person is', 'people are')} as in the book"
            lines.append(Shown(SAME, "same", title=title, about="nothing to do; z shows them", people=len(mine)))
        else:
            lines += mine
    return lines
