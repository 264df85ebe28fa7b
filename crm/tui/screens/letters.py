"""All letters by where they stand, and the ways into one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType

from crm.book import letters as acts
from crm.book.errors import BookError
from crm.book.letter_reading import LetterDetail, LetterRow, get_letter
from crm.domain.words import count, say_day
from crm.tui import reads_letters
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.in_the_app import in_the_app
from crm.tui.panes import letter_lines
from crm.tui.screens.list_and_sheet import ListAndSheet
from crm.tui.widgets.rows_list import Entry
from crm.tui.widgets.safe import Part
from crm.tui.widgets.sheet import Layout

if TYPE_CHECKING:
    from crm.tui.dialogs.letter_new import NewLetterValues
    from crm.tui.screens.home import HomeScreen

_FOUND = 30


class LettersScreen(ListAndSheet):
    """Letters in their groups; beside them the text of the one under the cursor, where there is room."""

    NAME = "letters"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("letters")))
    EMPTY = (
        "No letters yet.",
        "n begins one: it is laid out from what was said, rests overnight, and goes out when you send it.",
    )

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self._rows: dict[int, LetterRow] = {}
        self._read: LetterDetail | None = None
        self._wanted: int | None = None

    async def load(self) -> None:
        """The list, and the letter under the cursor."""
        found = await self.run(reads_letters.letters)
        self._rows = {row.id: row for _, rows in found.groups for row in rows}
        entries: list[Entry[int]] = []
        for group, rows in found.groups:
            heading, ink = reads_letters.GROUPS[group]
            entries.append(Entry(None, partial(_heading, heading, ink)))
            entries += [Entry(row.id, partial(letter_lines.row_lines, row, group)) for row in rows]
        if found.more:
            said = f"and {count(found.more, 'older letter')}: `callback letter list` shows them"
            entries.append(Entry(None, partial(_heading, said, "muted")))
        self.list.fill(entries)
        self.list_pane.border_title = f"Letters · {found.count:,}" if found.count else "Letters"
        waiting = f"{found.waiting} to reread" if found.waiting else ""
        self.title_bar.show([("Letters", "strong")], [(waiting, "wait"), (_sep(waiting), "rule"), self._day()])
        self._read = None
        self.show_current()

    def _day(self) -> Part:
        return say_day(self.today, self.today), ""

    def sheet_of(self, key: Any) -> tuple[str, Layout]:
        """The letter to read, once it has been read from the book."""
        if key is None:
            return "", lambda _: ()
        row = self._rows[key]
        if self._read is None or self._read.row.id != key:
            self._wanted = key
            self.run_worker(self._follow(), group="follow", exclusive=True, exit_on_error=False)
            return row.kind_words, lambda _: ()
        return row.kind_words, letter_lines.read_layout(self._read, self.today)

    async def _follow(self) -> None:
        with self.faults():
            wanted = self._wanted
            detail = await self.run(get_letter, wanted or 0)
            if self._wanted == wanted == self.list.current:
                self._read = detail
                self.show_current()

    def situation(self) -> Situation:
        """The letter under the cursor."""
        row = self._rows.get(self.list.current or 0)
        return Situation(self.NAME, row.contact_id if row else None, "letter" if row else "")

    def do_row_open(self) -> None:
        """To the letter itself."""
        if self.list.current is not None:
            open_letter(self.home, self.list.current)

    async def do_letter_new(self) -> None:
        """To whom, then as from anywhere else."""
        contact_id = await pick_person(self.home, "A letter to whom?")
        if contact_id is not None:
            await write_letter_to(self.home, contact_id)

    async def do_letter_delete(self) -> None:
        """Asked first."""
        from crm.tui.dialogs.confirm import ConfirmDialog

        row = self._rows[self.list.current or 0]
        details = [f"{row.title}; {row.state}"]
        if row.status == "sent":
            details.append("The touch it left on the timeline stays.")
        if await self.ask(ConfirmDialog(f"Delete {acts.named(row)}?", details)):
            await self.change(acts.delete_letter, row.id)
            self.tell(f"Deleted: {acts.named(row)}; u brings it back")


def _heading(text: str, ink: str, _: int) -> list[list[Part]]:
    return [[(text, ink)]]


def _sep(text: str) -> str:
    return " · " if text else ""


async def pick_person(home: HomeScreen, heading: str) -> int | None:
    """Ask for somebody by name; None when it was left."""
    from crm.book.reading import contacts_page
    from crm.tui.dialogs.pick import PickDialog
    from crm.tui.dialogs.values import Choice

    async def search(text: str) -> Sequence[Choice]:
        rows = await home.gateway.run(contacts_page, text, 0, _FOUND)
        return [Choice(str(row.id), row.name, row.employer) for row in rows]

    picked = await home.desk_app.ask(PickDialog(heading, search=search, placeholder="a name, an employer"))
    return int(picked) if picked is not None else None


async def write_letter_to(home: HomeScreen, contact_id: int) -> None:
    """Begin a letter to somebody: a small form, then the letter, laid out from what was said."""
    from crm.tui.dialogs.letter_new import NewLetterDialog
    from crm.tui.dialogs.values import About

    begin = await home.gateway.run(reads_letters.beginning, contact_id)
    begun: list[int] = []

    async def save(values: NewLetterValues) -> str | None:
        try:
            begun.append(
                await home.gateway.run(
                    acts.new_letter,
                    values.kind,
                    contact_id=contact_id,
                    opportunity_id=values.opportunity_id,
                    subject=values.subject,
                )
            )
        except BookError as error:
            return in_the_app(error)
        home.acts.forget()
        home.reload()
        return None

    await home.desk_app.ask(
        NewLetterDialog(
            About(f"new-{contact_id}", begin.name, begin.line, why=begin.why),
            begin.usual.kind,
            [(row.id, row.title, row.employer) for row in begin.opportunities],
            begin.usual.opportunity_id,
            desk=home.desk_app.desk(),
            submit=save,
        )
    )
    if begun:
        open_letter(home, begun[0])


def open_letter(home: HomeScreen, letter_id: int) -> None:
    """Show a letter, to write on or to read."""
    from crm.tui.screens.letter import LetterScreen

    home.app.push_screen(LetterScreen(home, letter_id))
