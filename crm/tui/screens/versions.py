"""The versions of a letter: each compared with the newest, or whole; restored with one key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from difflib import SequenceMatcher
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType

from crm.book import letters as acts
from crm.book.letter_reading import LetterDetail, Version, get_letter
from crm.domain.words import count, say_day
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.panes import letter_lines
from crm.tui.screens.list_and_sheet import ListAndSheet
from crm.tui.widgets.prose import Line, Prose
from crm.tui.widgets.rows_list import Entry
from crm.tui.widgets.safe import Part, lay_out
from crm.tui.widgets.sheet import Layout

if TYPE_CHECKING:
    from crm.tui.screens.home import HomeScreen

#: Paragraphs compared; a letter has a few dozen.
_MOST_PARAGRAPHS = 1_000


class VersionsScreen(ListAndSheet):
    """The versions, the newest on top, and at the right what the one under the cursor had and lacked."""

    NAME = "versions"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("versions")))
    EMPTY = ("This letter has no text yet.",)

    def __init__(self, home: HomeScreen, letter_id: int) -> None:
        super().__init__(home)
        self.letter_id = letter_id
        self._detail: LetterDetail | None = None
        self._whole = False

    async def load(self) -> None:
        """All versions."""
        self._detail = detail = await self.run(get_letter, self.letter_id)
        newest = len(detail.versions)
        self.list.fill(
            [
                Entry(each.number, partial(_row_lines, each, each.number == newest, self.today))
                for each in reversed(detail.versions)
            ]
        )
        self.list_pane.border_title = f"Versions · {newest}"
        self.title_bar.show(letter_lines.title(detail.row), [(detail.row.state, "muted")])
        self.show_current()

    def _version(self, number: int | None) -> Version | None:
        if self._detail is None or number is None or not 1 <= number <= len(self._detail.versions):
            return None
        return self._detail.versions[number - 1]

    def sheet_of(self, key: Any) -> tuple[str, Layout]:
        """The version compared with the newest, or whole."""
        version = self._version(key)
        if version is None or self._detail is None:
            return "", lambda _: ()
        if self._whole or version.text == self._detail.text:
            return f"Version {version.number}", partial(_whole_lines, version.text)
        return f"Version {version.number}, compared", partial(_compared_lines, version.text, self._detail.text)

    def situation(self) -> Situation:
        """To whom the letter is."""
        return Situation(self.NAME, self._detail.row.contact_id if self._detail else None)

    def do_version_whole(self) -> None:
        """The whole text, or compared again."""
        self._whole = not self._whole
        self.show_current()

    def do_row_open(self) -> None:
        """Where only the list is seen, first the version; then it becomes the newest again."""
        if self.has_class("-narrow") and not self.has_class("-reading"):
            super().do_row_open()
        elif (version := self._version(self.list.current)) is not None:
            hold = self.desk_app.hold_keys()
            self.run_worker(self._finish(self._restore(version), hold), group="commands", exit_on_error=False)

    async def _restore(self, version: Version) -> None:
        saved = await self.change(acts.restore_version, self.letter_id, version.number)
        again = "; a draft again" if saved.draft_again else ""
        self.tell(f"Version {version.number} is the newest again, as version {saved.version}{again}; f6 has the others")
        self.dismiss(None)


def _row_lines(version: Version, is_newest: bool, today: date, width: int) -> list[list[Part]]:
    name: list[Part] = [(f"version {version.number}", "strong" if is_newest else "")]
    if is_newest:
        name.append((", as it is now", "muted"))
    said = f"{_moment(version.at, today)} · {count(version.words, 'word').rjust(9)}"
    return [lay_out(width, name, [(said, "muted")])]


def _moment(at: datetime, today: date) -> str:
    day = "today" if at.date() == today else say_day(at.date(), today)
    return f"{day} {at:%H:%M}"


def _whole_lines(text: str, width: int) -> Sequence[Line]:
    prose = Prose(width, indent=0)
    prose.text(text, most=4_000)
    return prose.lines


def _compared_lines(version: str, newest: str, width: int) -> Sequence[Line]:
    mine = version.split("\n")[:_MOST_PARAGRAPHS]
    now = newest.split("\n")[:_MOST_PARAGRAPHS]
    prose = Prose(width, indent=0)
    for what, from_now, to_now, from_mine, to_mine in SequenceMatcher(None, now, mine, autojunk=False).get_opcodes():
        if what == "equal":
            for paragraph in mine[from_mine:to_mine]:
                if paragraph.strip():
                    prose.text(paragraph, "muted", indent=2, most=400)
                else:
                    prose.gap()
            continue
        for paragraph in now[from_now:to_now]:
            if paragraph.strip():
                prose.bullet(paragraph, "wait", sign="-", most=400)
        for paragraph in mine[from_mine:to_mine]:
            if paragraph.strip():
                prose.bullet(paragraph, "good", sign="+", most=400)
    return prose.lines
