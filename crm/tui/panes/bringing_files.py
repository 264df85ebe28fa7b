"""What is in a folder, as the file picker lists it: folders first, then files that people can come from."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Literal

from textual.strip import Strip

from crm.book.local_zone import LOCAL
from crm.domain.text import clean_line, fold
from crm.domain.words import count, say_day
from crm.tui.widgets.line_list import MARK, LineList
from crm.tui.widgets.safe import Part, lay_out

EVERYTHING = "Everything in this folder"
_FOLDED_EVERYTHING = fold(EVERYTHING)
_SIZE_CELLS, _DAY_CELLS = 8, 15
_KB = 1024


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list. `path` is as the disk has it, `name` as it can be drawn; `size` in bytes.

    `all` is the folder with everything in it, `other` a file that its ending does not tell to hold people.
    """

    kind: Literal["all", "folder", "file", "other"]
    path: Path
    name: str
    folded: str
    size: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it was read. `problem` is a sentence where it could not be."""

    path: Path
    rows: Sequence[Row] = ()
    problem: str = ""

    @property
    def files(self) -> int:
        """How many files in it people can come from."""
        return sum(row.kind == "file" and not row.name.startswith(".") for row in self.rows)

    @property
    def others(self) -> int:
        """How many files in it are not listed until their name is typed."""
        return sum(row.kind == "other" and not row.name.startswith(".") for row in self.rows)


def read_folder(path: Path) -> Folder:
    """Everything in a folder: folders by name, files from the newest on. Waits for the disk: not for the loop."""
    from crm.formats.kinds import ENDINGS

    folders: list[Row] = []
    files: list[tuple[float, Row]] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                found = _entry(entry, ENDINGS)
                if found is None:
                    continue
                changed, row = found
                if row.kind == "folder":
                    folders.append(row)
                else:
                    files.append((changed, row))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not one a folder can have"
        return Folder(path, problem=f"{path} cannot be read: {reason}.")
    folders.sort(key=lambda row: row.folded)
    files.sort(key=lambda found: (-found[0], found[1].folded))
    return Folder(path, (*folders, *(row for _, row in files)))


def _entry(entry: os.DirEntry[str], endings: tuple[str, ...]) -> tuple[float, Row] | None:
    """The row of an entry with the moment it was changed; None for what is neither a file nor a folder."""
    try:
        found = entry.stat()
    except OSError:  # a link to nowhere
        return None
    name = clean_line(entry.name)
    if stat.S_ISDIR(found.st_mode):
        return found.st_mtime, Row("folder", Path(entry.path), name, fold(name))
    if not stat.S_ISREG(found.st_mode):
        return None
    kind: Literal["file", "other"] = "file" if entry.name.casefold().endswith(endings) else "other"
    return found.st_mtime, Row(kind, Path(entry.path), name, fold(name), found.st_size, _day(found.st_mtime))


def _day(moment: float) -> date | None:
    try:
        return datetime.fromtimestamp(moment, LOCAL).date()
    except (OverflowError, ValueError, OSError):
        return None


def narrowed(folder: Folder, text: str) -> list[Row]:
    """The rows that fit what is typed, those that are called or begin so first.

    Hidden ones are among them when the text begins with a dot, other files when it is their name.
    """
    typed = fold(clean_line(text))
    words = typed.split()
    hidden = typed.startswith(".")
    rows = [
        row
        for row in folder.rows
        if (hidden or not row.name.startswith("."))
        and all(word in row.folded for word in words)
        and (row.kind != "other" or (typed and row.folded == typed))
    ]
    if words:
        rows.sort(key=lambda row: (row.folded != typed, not row.folded.startswith(typed)))
    if folder.files and _FOLDED_EVERYTHING.startswith(typed):
        everything = Row("all", folder.path, EVERYTHING, _FOLDED_EVERYTHING, size=folder.files)
        rows.insert(len(rows) if words else 0, everything)
    return rows


def completed(folder: Folder, text: str) -> str:
    """`text` with as much more of a name as all that begin so have in common; a slash behind the only folder."""
    rows = [row for row in folder.rows if row.kind != "other" and (text.startswith(".") or row.name[:1] != ".")]
    found = [row for row in rows if row.name.startswith(text)]
    found = found or [row for row in rows if row.folded.startswith(fold(text))]
    if not found:
        return text
    common = os.path.commonprefix([row.name for row in found])  # noqa: RUF071 - of letters, not of folders
    if len(found) == 1 and found[0].kind == "folder":
        return f"{common}/"
    return common if len(common) >= len(text) else text


def size_words(size: int) -> str:
    """Bytes as people say them: `812 B`, `12 KB`, `3.4 MB`."""
    if size < _KB:
        return f"{size} B"
    if size < _KB * _KB:
        return f"{size / _KB:,.0f} KB"
    return f"{size / _KB / _KB:,.1f} MB"


class FileList(LineList):
    """The rows of a folder. What is typed goes on beside it, so its cursor is drawn as if it had the focus."""

    ground: ClassVar[str] = "surface"
    DEFAULT_CSS = """
    FileList {
        width: 1fr; height: 1fr; background: $surface; overflow-x: hidden; scrollbar-size-vertical: 1;
        scrollbar-background: $surface; scrollbar-background-hover: $surface; scrollbar-background-active: $surface;
        scrollbar-color: $foreground 30%;
    }
    """

    def __init__(self, today: date) -> None:
        super().__init__(id="files")
        self.can_focus = False
        self.today = today
        self._rows: Sequence[Row] = ()

    def fill(self, rows: Sequence[Row], at: int, empty: Sequence[str]) -> None:
        """Show these rows, the cursor on the row `at`."""
        self._rows, self.cursor, self.empty = rows, at, empty
        self.refill()

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    @property
    def row_count(self) -> int:
        """A row a line."""
        return len(self._rows)

    @property
    def line_count(self) -> int:
        """A line a row."""
        return len(self._rows)

    def lines_of(self, row: int) -> tuple[int, int]:
        """One line."""
        return row, 1

    def row_at(self, line: int) -> int | None:
        """The row at a line."""
        return line if line < len(self._rows) else None

    def parts_of(self, line: int, width: int) -> list[Part]:
        """Name, size and day."""
        row = self._rows[line]
        if row.kind == "all":
            return lay_out(width, [(row.name, "strong")], [(count(row.size, "file"), "muted")])
        if row.kind == "folder":
            return lay_out(width, [(row.name, ""), ("/", "muted")])
        day = say_day(row.day, self.today) if row.day else ""
        right = f"{size_words(row.size):>{_SIZE_CELLS}}{day:>{_DAY_CELLS}}"
        return lay_out(width, [(row.name, "strong")], [(" ", ""), (right, "muted")])

    def render_line(self, y: int) -> Strip:
        """One line of the view."""
        line = self.first_line + y
        if line != self.cursor or not self._rows:
            return super().render_line(y)
        parts = self.parts_of(line, self.text_width)
        return self.paint([(MARK, "accent"), *parts], self.view_width, "cursor")
