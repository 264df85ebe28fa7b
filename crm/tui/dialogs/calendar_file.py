"""The form for a calendar file: which events, and where to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from crm.tui.calendar_words import short_path
from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import ChipField, Field, LineField, Problem
from crm.tui.dialogs.form import FormDialog, Incomplete
from crm.tui.dialogs.values import Desk, Submit
from crm.tui.widgets.safe import literal


@dataclass(frozen=True, slots=True)
class FileValues:
    """Where the file goes, and whether it has everything or only what is new."""

    path: Path
    everything: bool


def whole_path(text: str) -> Path:
    """The path that was typed, `~` and a relative one made whole. Raises Problem."""
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise Problem("There is no such home folder; write the whole path") from None
    return Path.cwd() / path


class CalendarFileDialog(FormDialog[FileValues]):
    """Asks which events go into a file, and where to. `usual` is the file without further words."""

    FORM = "calendar-file"
    MAIN = "path"
    SAVE = "Write it"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "step('which')", show=False, priority=True),
        Binding("alt+n", "chip('n')", show=False, priority=True),
        Binding("alt+e", "chip('e')", show=False, priority=True),
    ]

    def __init__(self, usual: Path, news: str, *, desk: Desk, submit: Submit[FileValues]) -> None:
        super().__init__("A calendar file to import", desk=desk, key="", submit=submit)
        self.usual = usual
        self.news = news
        self._asked_about: Path | None = None

    def compose_head(self) -> Iterable[Widget]:
        """What is new."""
        yield Static(literal(self.news), markup=False)

    def make_fields(self) -> Iterable[Field]:
        """Which, and where."""
        chips = (Chip("new", "n", "new and changed"), Chip("all", "e", "everything"))
        yield ChipField("which", "events", chips, "new", shortcut="f3")
        yield LineField("path", "file", short_path(self.usual), hint="a file of that name is replaced")

    def more_keys(self) -> tuple[str, ...]:
        """The other events, from the path."""
        return ("f3 which events",)

    def read(self) -> FileValues:
        """As it stands in the form. Raises Incomplete, also to ask about a file that is no calendar."""
        text = self.form_fields["path"].text.strip()
        if not text:
            raise Incomplete({"path": "Where to? For instance ~/callback-followups.ics"})
        try:
            path = whole_path(text)
        except Problem as problem:
            raise Incomplete({"path": str(problem)}) from None
        if path.is_dir():
            path /= self.usual.name
        if path not in {self.usual, self._asked_about} and _is_other(path):
            self._asked_about = path
            raise Incomplete({"path": f"{path.name} is there and is no calendar: Enter once more replaces it"})
        return FileValues(path, self.form_fields["which"].text == "all")


def _is_other(path: Path) -> bool:
    """True for a file with something else in it than a calendar."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError:
        return False
    return bool(head) and not head.lstrip(b"\xef\xbb\xbf").upper().startswith(b"BEGIN:VCALENDAR")
