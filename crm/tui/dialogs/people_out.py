"""People out of the book: which of them, in which format, with or without notes, and where to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.words import count
from crm.tui.dialogs.chips import Chip, Chips
from crm.tui.dialogs.fields import ChipField, Completer, Field, LineField
from crm.tui.dialogs.form import FormDialog, Incomplete, keys
from crm.tui.dialogs.values import Desk, Submit, Suggest
from crm.tui.widgets.safe import literal

Who = Literal["one", "filter", "tag", "all"]
Form = Literal["vcard4", "vcard3", "khard", "csv", "json", "yaml"]

_FORMS = (
    Chip("vcard4", "v", "vCard 4"),
    Chip("vcard3", "r", "vCard 3"),
    Chip("khard", "k", "khard"),
    Chip("csv", "c", "CSV"),
    Chip("json", "j", "JSON"),
    Chip("yaml", "y", "YAML book"),
)
_NOTES = (Chip("yes", "w", "with notes"), Chip("no", "o", "without"))
#: What each format is for, and what it cannot hold.
_SAID: dict[Form, str] = {
    "vcard4": "For Google, Apple, Thunderbird, a phone. History, plans and cadence are not in it.",
    "vcard3": "For Outlook and older programs. History, plans and cadence are not in it.",
    "khard": "A new folder with a file for each. History, past positions, how you met and cadence are not in it.",
    "csv": "A table for a spreadsheet. History and plans are not in it.",
    "json": "Everything in the book, for scripts. It can be brought in again.",
    "yaml": "Everything in the book, to read and to keep. It can be brought in again.",
}
_WHOLE = ("json", "yaml")
_PART = "These people with their history and their employers; the search is not in it. It can be brought in again."
_NAMES: dict[Form, str] = {
    "vcard4": "people.vcf",
    "vcard3": "people.vcf",
    "khard": "contacts",
    "csv": "people.csv",
    "json": "book.json",
    "yaml": "book.yaml",
}
_PRIVATE = "Notes say what people told you: leave them out of a file that somebody else will see."


@dataclass(frozen=True, slots=True)
class OutValues:
    """What to export: `tag` counts where `who` is `tag`. `path` is where to, a folder for khard."""

    form: Form
    who: Who
    tag: str
    notes: bool
    path: Path


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who could be meant: the person chosen on the home screen, what its filter shows, everybody."""

    name: str = ""
    filter: str = ""
    fitting: int = 0
    everybody: int = 0


class PeopleOutDialog(FormDialog[OutValues]):
    """Asks for everything at once, with what is usual already there: Enter writes everybody as vCard."""

    FORM = "people-out"
    SAVE = "Export"
    DEFAULT_CSS = """
    PeopleOutDialog #said { height: auto; padding-left: 12; color: $text-muted; }
    PeopleOutDialog #private { height: auto; padding-left: 12; color: $text-muted; }
    """
    MAIN: ClassVar[str] = "form"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"alt+{letter}", f"chip('{letter}')", show=False, priority=True)
        for letter in (*(chip.letter for chip in (*_FORMS, *_NOTES)), *"afpt")
    ]

    def __init__(
        self, crowd: Crowd, *, tags: Suggest, desk: Desk, folder: Path, submit: Submit[OutValues] | None = None
    ) -> None:
        self.crowd = crowd
        self.folder = folder
        self._tags = tags
        self._offered = ""
        self._over: Path | None = None
        super().__init__("Export people", desk=desk, key="people", submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """Format, who, notes, where."""
        crowd = self.crowd
        who = [Chip("all", "a", f"all {crowd.everybody:,}")]
        if crowd.filter:
            who.append(Chip("filter", "f", f"the {crowd.fitting:,} the filter shows"))
        if crowd.name:
            who.append(Chip("one", "p", "this person"))
        who.append(Chip("tag", "t", "with a tag"))
        self._form = ChipField("form", "format", _FORMS, "vcard4")
        self._who = ChipField("who", "who", who, "filter" if crowd.filter else "all")
        self._tag = LineField("tag", "tag", hint="→ takes what is suggested in grey", suggester=Completer(self._tags))
        self._notes = ChipField("notes", "notes", _NOTES, "yes")
        self._offered = self._usual()
        self._path = LineField("path", "file", self._offered, hint="only you will be able to read it")
        return (self._form, self._who, self._tag, self._notes, self._path)

    def compose_body(self) -> Iterable[Widget]:
        """The fields, each with what is to be known of it."""
        self._said = Static("", id="said", markup=False)
        yield self._form
        yield self._said
        yield self._who
        yield self._tag
        yield self._notes
        yield Static(literal(_PRIVATE), id="private", markup=False)
        yield self._path

    def on_mount(self) -> None:
        """Say what is chosen."""
        super().on_mount()
        self._follow()

    async def restored(self) -> None:
        """A draft may have chosen something else."""
        self._follow()

    def hint(self) -> Content:
        """The keys."""
        if isinstance(self.focused, Chips):
            return keys("letter chooses", "enter exports", "esc back")
        return keys("enter exports", "esc back")

    def _usual(self) -> str:
        """Where the file goes without another word."""
        name = _NAMES[self._chosen]
        return _shown(self.folder / (name if self._whole else name.replace("book", "people")))

    @property
    def _whole(self) -> bool:
        """True for everybody, with the notes."""
        return self._who.value == "all" and self._notes.value == "yes"

    @property
    def _chosen(self) -> Form:
        return next(form for form in _NAMES if form == self._form.value)

    @on(Chips.Changed)
    def _changed(self, event: Chips.Changed) -> None:
        event.stop()
        self._follow()
        if event.chips is self._who.chips and event.value == "tag":
            self._tag.control.focus()

    def _follow(self) -> None:
        """What is said and offered follows what is chosen."""
        self._tag.display = self._who.value == "tag"
        form = self._chosen
        said = _SAID[form] if self._whole or form not in _WHOLE else _PART
        if self._who.value == "one":
            said = f"{self.crowd.name} alone. {said}"
        self._said.update(literal(said))
        if self._path.text == self._offered and self._usual() != self._offered:
            self._offered = self._path.start = self._usual()
            self._path.text = self._offered

    def read(self) -> OutValues:
        """As it stands. Raises Incomplete for a missing tag or path, and once for a file that is there already."""
        text = self._path.text.strip()
        problems = {}
        if self._who.value == "tag" and not self._tag.text.strip():
            problems["tag"] = "Which tag?"
        if not text:
            problems["path"] = f"Where to? For instance {self._usual()}"
        if problems:
            raise Incomplete(problems)
        path = Path(os.path.normpath(self.folder / os.path.expanduser(text)))  # noqa: PTH111 - never raises
        form = self._chosen
        if form != "khard" and path != self._over and _is_file(path):
            self._over = path
            raise Incomplete({"path": "There is a file of that name: Enter once more replaces it"})
        who = next(who for who in _WHO if who == self._who.value)
        return OutValues(form, who, self._tag.text.strip(), self._notes.value == "yes", path)


_WHO: tuple[Who, ...] = ("one", "filter", "tag", "all")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _shown(path: Path) -> str:
    home = os.path.expanduser("~")  # noqa: PTH111 - never raises
    text = str(path)
    return f"~{text[len(home) :]}" if text.startswith(f"{home}/") else text


def told(values: OutValues, number: int, blocked: int) -> str:
    """One sentence about what was written, and where it is."""
    what = f"{count(number, 'person', 'people')} in {_shown(values.path)}"
    marked = f"; {blocked:,} of them marked do not contact" if blocked and values.form not in _WHOLE else ""
    return f"{what}{marked}. Only you can read it."
