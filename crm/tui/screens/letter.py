"""A letter, with what was said beside it: written, checked, finished, taken out, sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from rich.cells import cell_len
from textual import on
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from crm.book import letters as acts
from crm.book.errors import BookError, NotFound
from crm.book.letter_reading import LetterRow
from crm.domain.letter_findings import Finding
from crm.domain.text import clean, clean_line
from crm.domain.words import count
from crm.tui import reads_letters
from crm.tui.commands import Situation, bindings, commands_of, is_typed
from crm.tui.in_the_app import in_the_app
from crm.tui.panes import letter_lines
from crm.tui.panes.letter_text import LetterArea, LetterPane
from crm.tui.screens.book_screen import BookScreen
from crm.tui.terminal import fault_in_words
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.rows_list import Entry, RowsList
from crm.tui.widgets.safe import Part, literal
from crm.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from crm.tui.screens.home import HomeScreen

Side = Literal["material", "check", ""]

#: A pause of so many seconds, and what was typed is kept as a version.
IDLE_SECONDS = 20.0
#: From this width on the material is there unasked.
WIDE = 116
_WHILE_TYPING = frozenset({"ctrl+e", "ctrl+n", "escape"})
_CALM = (
    "Nothing to look at.",
    "It takes up what was said, asks, and says what comes next. Reread it once more when it has rested.",
)


class LetterScreen(BookScreen):
    """One letter. What is typed is never lost: it is kept when the person leaves, saves, or pauses."""

    NAME = "letter"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("letter")))
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    DEFAULT_CSS = """
    LetterScreen #letter-and-side { height: 1fr; layout: horizontal; }
    LetterScreen #letter-pane { width: 1fr; height: 1fr; }
    LetterScreen #material-pane, LetterScreen #check-pane { width: 42%; max-width: 84; height: 1fr; display: none; }
    LetterScreen .pane { border-subtitle-color: $muted; }
    LetterScreen .pane:focus-within { border-subtitle-color: $muted; }
    LetterScreen.-narrow #letter-and-side { layout: vertical; }
    LetterScreen.-narrow #material-pane, LetterScreen.-narrow #check-pane { width: 1fr; max-width: 100%; }
    LetterScreen.-material #material-pane, LetterScreen.-check #check-pane { display: block; }
    """

    def __init__(self, home: HomeScreen, letter_id: int) -> None:
        super().__init__(home)
        self.letter_id = letter_id
        self.letter: reads_letters.Letter | None = None
        self.pane = LetterPane()
        self.material = Sheet(id="material")
        self.findings: RowsList[int] = RowsList(id="findings", empty=_CALM)
        self.material_pane = Vertical(self.material, id="material-pane", classes="pane")
        self.check_pane = Vertical(self.findings, id="check-pane", classes="pane")
        self.found: tuple[Finding, ...] = ()
        #: Set once the person says that a finished letter is to be edited.
        self.on_purpose = False
        self._checked: str | None = None
        self._base = ("", "")
        self._saves = 0
        self._saving = asyncio.Lock()
        self._idle: Timer | None = None
        self._side: Side | None = None
        self._gone = False

    def body(self) -> Sequence[Widget]:
        """The letter, and beside it (or below) material or check."""
        return [Container(self.pane, self.material_pane, self.check_pane, id="letter-and-side")]

    def on_mount(self) -> None:
        """Nothing can be typed before the letter is there."""
        self.pane.read_only = True
        self.material_pane.border_title = "Material"
        self.check_pane.border_title = "Letter check"
        self.set_class(self.app.size.width >= WIDE, "-wide")
        self.set_class(self.app.size.width < WIDE, "-narrow")
        self._show_side()
        self.set_focus(self.pane.area)
        super().on_mount()

    # Reading.

    @property
    def row(self) -> LetterRow:
        """The letter as it was read last. Raises NotFound before that."""
        if self.letter is None:
            raise NotFound("This letter is still being read.")
        return self.letter.detail.row

    async def load(self) -> None:
        """The letter and its material; what is typed and not saved yet stays."""
        saves = self._saves
        try:
            found = await self.run(reads_letters.letter, self.letter_id)
        except NotFound:
            if not self.dirty and not self._gone:
                self._gone = True
                self.tell("This letter is no longer in the book; U brings back what was undone.")
                self.dismiss(None)
            return
        first = self.letter is None
        self.letter = found
        if found.detail.row.status != "finished":
            self.on_purpose = False
        if first or (saves == self._saves and not self.dirty):
            self._take_over(found)
        if not self.dirty:  # finished elsewhere meanwhile: what is typed stays, and can be saved
            self.pane.read_only = self._can_only_be_read()
        self.material.show(letter_lines.material_layout(found.material))
        self._show_state()

    def _take_over(self, found: reads_letters.Letter) -> None:
        subject, text = self.pane.now
        detail = found.detail
        same = text.rstrip() == clean(detail.text).rstrip() and clean_line(subject) == clean_line(detail.row.subject)
        if not same:
            self.pane.put(detail.row.subject, detail.text)
        self._base = self.pane.now

    def _can_only_be_read(self) -> bool:
        status = self.row.status
        return status == "sent" or (status == "finished" and not self.on_purpose) or self.pane.too_long

    def _show_state(self) -> None:
        row = self.row
        ink = "good" if row.status == "sent" else "wait" if row.ready else ""
        words = count(self.pane.words, "word")
        title, state = letter_lines.title(row), row.state
        room = self.app.size.width - 3 - sum(cell_len(text) for text, _ in title)
        if cell_len(state) > room and row.reader:
            state = state.removesuffix(f", with {row.reader} to read")
        right: list[Part] = [(state, ink)]
        if cell_len(state) + cell_len(words) + 3 <= room:
            right += [(" · ", "rule"), (words, "muted")]
        self.title_bar.show(title, right)
        about = ", ".join(part for part in (row.opportunity, row.employer) if part)
        self.pane.border_title = literal(f"For {about}" if about else row.kind_words, 120)
        self.pane.border_subtitle = literal(self._standing())
        if self._checked is not None and self._checked != self.pane.area.text:
            self.check_pane.border_subtitle = "before the last changes: f3 looks again"

    def _standing(self) -> str:
        row = self.row
        if row.status == "sent":
            return "as it was sent"
        if self.pane.too_long:
            return "longer than any letter: to be read only, ctrl+e edits it"
        if self.pane.read_only:
            return "finished, to be read: e edits it" if not row.ready else "ready to reread: e edits, f8 it went out"
        if self.dirty:
            return "not saved yet"
        version = len(self.letter.detail.versions) if self.letter else 0
        return f"saved, version {version}"

    # Typing and saving.

    @property
    def dirty(self) -> bool:
        """True while something is typed that the book does not have."""
        return self.letter is not None and not self.pane.read_only and self.pane.now != self._base

    @on(LetterPane.Typed)
    def _typed(self, event: LetterPane.Typed) -> None:
        event.stop()
        if self.letter is None:
            return
        self._show_state()
        if self._idle is not None:
            self._idle.stop()
            self._idle = None
        if self.dirty:
            self._idle = self.set_timer(IDLE_SECONDS, self._pause)

    def _pause(self) -> None:
        self.run_worker(self._save_quietly(), group="saving", exit_on_error=False)

    async def _save_quietly(self) -> None:
        with self.faults():
            await self.save()

    async def save(self) -> acts.Saved | None:
        """Keep what is typed as a version; None where the book has it already. Raises what the book refuses."""
        async with self._saving:
            if not self.dirty:
                return None
            subject, text = self.pane.now
            saved = await self.change(acts.save_letter, self.letter_id, text, subject)
            self._saves += 1
            self._base = (subject, text)
            if saved.draft_again:
                self.tell("A draft again: f5 finishes it, and it rests anew")
            return saved

    def on_unmount(self) -> None:
        """The app ends with something typed: it is kept all the same."""
        if self.dirty:
            subject, text = self.pane.now
            with suppress(RuntimeError):  # the book is closed already: then the app ended long ago
                self.gateway.start(acts.save_letter, self.letter_id, text, subject)

    # Keys.

    @property
    def typing(self) -> bool:
        """True while letters are letters."""
        focused = self.focused
        return isinstance(focused, Input) or (isinstance(focused, LetterArea) and not focused.read_only)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the letter is typed, only keys that type nothing and move no cursor are commands."""
        if action != "command" or not self.typing:
            return True
        key = str(parameters[1])
        return key in _WHILE_TYPING or (len(key) > 1 and key[0] == "f" and key[1:].isdigit() and not is_typed(key))

    def situation(self) -> Situation:
        """To whom the letter is."""
        return Situation(self.NAME, self.letter.detail.row.contact_id if self.letter else None)

    def moving(self) -> LineList | Sheet | None:
        """What j and k move; the text itself, where it has the focus and nothing is typed."""
        if isinstance(self.focused, LetterArea):
            return cast("Sheet", self.focused)  # it has the same three methods
        return super().moving()

    # Material and check.

    @property
    def side(self) -> Side:
        """What is shown beside the letter: the material unasked where there is room."""
        if self._side is None:
            return "material" if self.app.size.width >= WIDE else ""
        return self._side

    def _show_side(self) -> None:
        self.set_class(self.side == "material", "-material")
        self.set_class(self.side == "check", "-check")

    def on_resize(self) -> None:
        """Another width may have room for the material."""
        self._show_side()

    def show_side(self, side: Side) -> None:
        """Show it, or with an empty one nothing; the focus does not stay where nothing is seen."""
        self._side = side
        self._show_side()
        if (side != "material" and self.focused is self.material) or (side != "check" and self._in_check):
            self.set_focus(self.pane.area)

    @property
    def _in_check(self) -> bool:
        return self.focused is self.findings

    def do_letter_material(self) -> None:
        """Show what was said, or no longer."""
        self.show_side("" if self.side == "material" else "material")

    async def do_letter_check(self) -> None:
        """Look the text over as it stands there, saved or not."""
        text = self.pane.area.text
        self.found = await self.run(acts.check_text, self.letter_id, text)
        self._checked = text
        entries: list[Entry[int]] = []
        for number, each in enumerate(self.found):
            entries += [Entry(None, _nothing), Entry(number, partial(letter_lines.finding_lines, each))]
        self.findings.fill(entries[1:])
        things = count(len(self.found), "thing") + " to look at" if self.found else "nothing found"
        self.check_pane.border_title = f"Letter check · {things}"
        self.check_pane.border_subtitle = "enter goes to the place; it blocks nothing" if self.found else ""
        self.show_side("check")
        if self.found:
            self.findings.place(0)
            self.set_focus(self.findings)

    def do_row_open(self) -> None:
        """From a finding to its place."""
        if not self._in_check or self.findings.current is None:
            return
        finding = self.found[self.findings.current]
        self.set_focus(self.pane.area)
        if finding.line:
            exact = finding.excerpt if not finding.excerpt.endswith("…") else ""
            line = self.pane.area.text.split("\n")[finding.line - 1 : finding.line]
            here = bool(line) and exact != "" and line[0][finding.column - 1 :].startswith(exact)
            self.pane.area.go(finding.line, finding.column, len(exact) if here else 0)

    def do_letter_mark(self) -> None:
        """To the next thing that is still to be written over."""
        self.set_focus(self.pane.area)
        if not self.pane.area.next_mark():
            self.tell("No brackets are left to write over.")

    # Doing.

    async def do_letter_save(self) -> None:
        """Keep a version now."""
        saved = await self.save()
        if saved is None:
            self.tell("Everything is saved already.")
        elif not saved.draft_again:
            said = f"version {saved.version}" if saved.version else "the subject"
            self.tell(f"Saved: {said}; f6 shows all versions")

    def do_letter_edit(self) -> None:
        """A finished letter is edited on purpose."""
        if self.row.status == "sent":
            self.tell("This letter stays as it was sent; w on the home screen begins another one.")
            return
        if self.row.status == "finished":
            self.on_purpose = True
            self.pane.read_only = self._can_only_be_read()
            self.tell("With the first change it is a draft again, and rests anew once it is finished.")
        self.set_focus(self.pane.area)
        self._show_state()

    def do_letter_finish(self) -> Awaitable[None]:
        """It is finished, and rests; one that rests is reread sooner on purpose."""
        from crm.tui.screens.letter_ends import finish

        return finish(self)

    def do_letter_details(self) -> Awaitable[None]:
        """Kind, channel, reader."""
        from crm.tui.screens.letter_ends import edit_details

        return edit_details(self)

    def do_letter_out(self) -> Awaitable[None]:
        """Out of the book, for the person to send."""
        from crm.tui.screens.letter_ends import take_out

        return take_out(self)

    def do_letter_sent(self) -> Awaitable[None]:
        """It went out."""
        from crm.tui.screens.letter_ends import mark_sent

        return mark_sent(self)

    def do_letter_editor(self) -> Awaitable[None]:
        """In the person's own editor."""
        from crm.tui.screens.letter_ends import open_editor

        return open_editor(self)

    async def do_letter_versions(self) -> None:
        """All versions."""
        from crm.tui.screens.versions import VersionsScreen

        await self.save()
        self.app.push_screen(VersionsScreen(self.home, self.letter_id))

    async def do_history_undo(self) -> None:
        """What is typed is kept first, so that nothing is lost by it."""
        await self.save()
        await super().do_history_undo()

    def do_screen_back(self) -> None:
        """From the side to the text; from there out, with everything saved."""
        if self.focused is self.material or self._in_check:
            if self.has_class("-narrow"):
                self.show_side("")
            self.set_focus(self.pane.area)
        else:
            hold = self.desk_app.hold_keys()
            self.run_worker(self._finish(self._leave(), hold), group="commands", exit_on_error=False)

    async def _leave(self) -> None:
        from crm.tui.dialogs.confirm import ConfirmDialog

        try:
            await self.save()
        except Exception as error:
            said = (
                in_the_app(error)
                if isinstance(error, BookError)
                else f"It could not be saved ({fault_in_words(error)})."
            )
            details = [said, "What was typed since would be lost."]
            if not await self.ask(ConfirmDialog("Leave without saving?", details, yes="Leave", back="")):
                return
            self.pane.read_only = True  # nothing is kept of it any more
        self.dismiss(None)


def _nothing(_: int) -> list[list[Part]]:
    return []
