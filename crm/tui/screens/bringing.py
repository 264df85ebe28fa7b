"""Bringing people in: the files are read, every row is shown with what becomes of it, and Enter imports them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Input

from crm.book.errors import BookError
from crm.book.import_choices import AsNew, Choice, Into, Leave
from crm.book.import_preview import ImportPreview
from crm.book.importing import ImportReport, run_import
from crm.domain.people import Contact
from crm.domain.words import count
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.panes.bringing_list import SAME, WHOLE, RowsOfImport, Shown, group_of, lines_of
from crm.tui.panes.bringing_sheet import row_layout, whole_layout
from crm.tui.screens import bringing_words as words
from crm.tui.screens.bringing_choices import taken, taking
from crm.tui.screens.bringing_reading import PreviewingScreen
from crm.tui.screens.bringing_reads import contacts_of
from crm.tui.screens.bringing_rows import Fitting
from crm.tui.screens.bringing_work import Stopped, Work
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.filter_input import FilterInput
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.lines import Lines
from crm.tui.widgets.safe import Part, lay_out, literal
from crm.tui.widgets.sheet import Layout, Sheet

_TELL_EVERY_SECONDS = 0.1
#: Keys that the filter leaves to the screen.
_OUT_OF_FILTER = frozenset({"escape", "down", "f1", "tab", "shift+tab"})
_NOTHING_FITS = ("No row fits this.", "Esc clears the filter.")


class SaysWhat(Lines):
    """The line that says what Enter does now, and how much is undecided."""

    ground = "bar"

    def __init__(self) -> None:
        super().__init__(id="does")
        self._left: Sequence[Part] = ()
        self._right: Sequence[Part] = ()

    def show(self, left: Sequence[Part], right: Sequence[Part] = ()) -> None:
        """Say something else."""
        self._left, self._right = left, right
        self.refresh()

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """One line."""
        left = self.clickable([("import.do", self._left)], gap=0)
        return [lay_out(width, left, [*self._right, (" ", "")])]


class BringingScreen(PreviewingScreen):
    """`path` is a file or a folder. Nothing is written until Enter; Esc leaves at any moment."""

    NAME = "bring"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("bring")))
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    DEFAULT_CSS = """
    BringingScreen #both { height: 1fr; layout: vertical; }
    BringingScreen.-wide #both { layout: horizontal; }
    BringingScreen #list-pane, BringingScreen #sheet-pane { width: 1fr; height: 1fr; }
    BringingScreen #does { height: 1; width: 1fr; background: $bar; }
    BringingScreen #rows-filter {
        height: 1; width: 1fr; margin: 0 1; border: none; padding: 0; background: $background; color: $foreground;
        display: none;
    }
    BringingScreen #rows-filter:focus { background: $cursor-quiet; }
    """

    def __init__(self, home: HomeScreen, path: Path) -> None:
        super().__init__(home, path)
        self.list = RowsOfImport(id="rows")
        self.sheet = Sheet(id="behind")
        self.filter = FilterInput(id="rows-filter")
        self.does = SaysWhat()
        self.list_pane = Vertical(self.filter, self.list, id="list-pane", classes="pane")
        self.sheet_pane = Vertical(self.sheet, id="sheet-pane", classes="pane")
        self.folded = True
        self.known: dict[int, Contact | None] = {}
        self._whole: Layout = _nothing
        self._at: int = WHOLE

    def body(self) -> Sequence[Widget]:
        """Rows, sheet, and what Enter does."""
        return [Container(self.list_pane, self.sheet_pane, id="both"), self.does]

    # Reading.

    def on_mount(self) -> None:
        """The files are read on a thread of their own: the screen says how far, and Esc stops it."""
        self.set_class(self.app.size.width >= 112, "-wide")
        self.set_focus(self.list)
        self.list_pane.border_title = "Rows"
        self._tell_work()
        self.set_interval(_TELL_EVERY_SECONDS, self._tell_work)

    def cannot(self, reason: str) -> None:
        """Say why there is nothing to import."""
        self.list.empty = (reason, "Nothing was imported. Esc goes back.")
        self.list.refresh()
        self.does.show([("nothing to import", "muted")])
        self.title_bar.show([("Bring people in", "strong")])

    def book_changed(self) -> None:
        """Those that rows may be are read again."""
        self.known.clear()

    def _tell_work(self) -> None:
        if self.work is None:
            return
        said = f"{self.work.words.replace(str(self.path), self._source)} …"
        if self.preview is None:
            self.list.empty = (said, "Esc stops; nothing has been imported.")
            self.list.refresh()
            self.title_bar.show([("Bring people in", "strong"), (" · ", "rule"), (words.called(self.path), "muted")])
        if self.importing:
            self.does.show([(said, "")], [("Esc", "accent"), (" stops, and nothing is imported", "muted")])

    # Showing.

    def show(self) -> None:
        """Show the rows that fit the filter, the cursor where it was."""
        preview, text = self.preview, self.filter.value.strip()
        if preview is None:
            return
        found = self.rows.fitting(text)
        does = words.does(preview.report, self._source)
        whole = None if text else Shown(WHOLE, title=self._source, about=words.kinds(preview))
        self._whole = whole_layout(preview, found.undecided, does, self.path)
        self.list.empty = _NOTHING_FITS
        self.list.show(lines_of(found.groups, whole=whole, folded=self.folded and not text), at=self._at)
        self._say(preview, found)
        self._show_sheet()

    @property
    def _source(self) -> str:
        return words.called(self.path)

    def _say(self, preview: ImportPreview, found: Fitting) -> None:
        title: list[Part] = [("Bring people in", "strong"), (" · ", "rule"), (self._source, "muted")]
        short = not self.has_class("-wide")
        if (kinds := words.kinds(preview)) and not short:
            title += [(" · ", "rule"), (kinds, "muted")]
        self.title_bar.show(title, [(words.counts(preview, short=short), "muted")])
        self.list_pane.border_title = literal(f"Rows · {found.number:,} fit" if self.filter.value.strip() else "Rows")
        if self.importing:
            return
        undecided = sum(found.undecided.values())
        right: list[Part] = [(f"{undecided:,} undecided", "wait")] if undecided else []
        if not self.settled.is_set():
            right = [("comparing …  ", "muted"), *right]
        does = words.does(preview.report, self._source)
        if preview.report.changes_anything:
            self.does.show([("Enter ", "accent"), (does, "")], right)
        else:
            self.does.show([(does, "muted")], right)

    def _show_sheet(self) -> None:
        line = self.list.current
        if line is None:
            self.sheet_pane.border_title = ""
            self.sheet.show(_nothing)
            return
        if line.place != self._at:
            self.sheet.scroll_to(y=0, animate=False)
        self._at = line.place
        if line.row is None:
            self.sheet_pane.border_title = literal("What it does" if line.place == WHOLE else "The same")
            self.sheet.show(self._whole)
            return
        self.sheet_pane.border_title = literal(line.row.name or "Nobody named", 200)
        people = dict(self.known)
        people |= {other.who: self.rows.contact(-other.who) for other in line.row.possible if other.who < 0}
        self.sheet.show(row_layout(line, line.row, self.path, self.rows.contact(line.place), people))
        if any(other.who > 0 and other.who not in self.known for other in line.row.possible):
            ids = [other.who for other in line.row.possible if other.who > 0]
            self.run_worker(self._read_people(ids), group="people", exclusive=True, exit_on_error=False)

    async def _read_people(self, ids: Sequence[int]) -> None:
        with self.faults():
            self.known |= await self.run(contacts_of, ids)
            self._show_sheet()

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._show_sheet()

    # Moving about.

    def moving(self) -> LineList | Sheet | None:
        """What j and k move."""
        return self.sheet if self.focused is self.sheet else self.list

    def situation(self) -> Situation:
        """Whether a row is under the cursor."""
        line = self.list.current
        return Situation("bring", self.home.contact_id, "row" if line is not None and line.row is not None else "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the filter is typed in, letters are letters."""
        if action == "command" and self.focused is self.filter:
            return str(parameters[1]) in _OUT_OF_FILTER
        return True

    def run_command(self, command_id: str) -> None:
        """While it imports, nothing is chosen."""
        if self.importing and not command_id.startswith(("screen.", "app.", "move.", "sheet.", "group.")):
            self.tell("It is importing; Esc stops it.")
            return
        super().run_command(command_id)

    def do_move_down(self) -> None:
        """Down; out of the filter to the rows."""
        if self.focused is self.filter:
            self.set_focus(self.list)
        else:
            super().do_move_down()

    def do_group_next(self) -> None:
        """To the first row of the group below, round the end."""
        self._to_group(next((row for row in self.list.groups if row > self.list.cursor), 0))

    def do_group_previous(self) -> None:
        """To the first row of the group above, round the end."""
        groups = self.list.groups
        self._to_group(next((row for row in reversed(groups) if row < self.list.cursor), groups[-1] if groups else 0))

    def _to_group(self, row: int) -> None:
        self.set_focus(self.list)
        self.list.move_to(row)

    def do_sheet_read(self) -> None:
        """Into the sheet."""
        self.set_focus(self.sheet)

    def do_sheet_leave(self) -> None:
        """Back to the rows."""
        self.set_focus(self.list)

    def do_rows_filter(self) -> None:
        """Type in the filter."""
        self.filter.display = True
        self.set_focus(self.filter)

    @on(Input.Changed, "#rows-filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.show()

    @on(Input.Submitted, "#rows-filter")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.filter.display = bool(self.filter.value.strip())
        self.set_focus(self.list)

    def do_same_show(self) -> None:
        """Show those that are the same, or fold them."""
        self.folded = not self.folded
        if not self.folded and self._at == SAME:
            self._at = next((row.place for row in self.rows.plain.values() if group_of(row) == "same"), self._at)
        self.show()

    def do_screen_back(self) -> None:
        """Out of the filter, out of the sheet, out of the import: asked first where something was chosen."""
        if self.importing:
            if self.work is not None:
                self.work.stop()
        elif self.focused is self.filter or self.filter.value:
            self.filter.value = ""
            self.filter.display = False
            self.set_focus(self.list)
            self.show()
        elif self.focused is self.sheet:
            self.do_sheet_leave()
        elif self.rows.choosing.choices:
            self.run_worker(self._ask_to_leave(), group="leave", exclusive=True, exit_on_error=False)
        else:
            self.dismiss(None)

    async def _ask_to_leave(self) -> None:
        from crm.tui.dialogs.confirm import ConfirmDialog

        chosen = count(len(self.rows.choosing.choices), "choice")
        details = [f"{chosen} made here would be lost; nothing has been imported."]
        if await self.ask(ConfirmDialog("Leave without importing?", details, yes="Leave", back="")):
            self.dismiss(None)

    # Choosing.

    @property
    def _line(self) -> Shown:
        line = self.list.current
        if line is None or line.row is None:
            raise BookError("That is for one row: j goes down to them.")
        if line.group == "problem":
            raise BookError("This one cannot come in: put it right in the file, and bring it in again.")
        return line

    def _choose(self, place: int, choice: Choice | None) -> None:
        self.rows.choosing.put({place: choice})
        self._chosen()

    def _chosen(self) -> None:
        """Show it at once; what it does is worked out behind."""
        self.reload()
        self.show()

    def do_row_leave(self) -> None:
        """Leave it out, or take it in again."""
        line = self._line
        self._choose(line.place, None if isinstance(line.choice, Leave) else Leave())

    def do_row_new(self) -> None:
        """Somebody new, whoever it was said to be; a second time undecided again."""
        line = self._line
        if isinstance(line.choice, AsNew):
            self._choose(line.place, None)
        elif line.group == "new" and line.choice is None:
            self.tell("They are somebody new already.")
        elif line.group == "new":
            self._choose(line.place, None)  # without a choice it is new
        else:
            self._choose(line.place, AsNew())

    async def do_row_same(self) -> None:
        """The same person as somebody of the book, or of a row before it."""
        from crm.tui.dialogs.bringing_take import who_dialog

        line = self._line
        picked = await self.ask(who_dialog(self.gateway, self.rows.plain[line.place]))
        if picked is None:
            return
        who = int(picked)
        if who > 0 and (found := (await self.run(contacts_of, [who])).get(who)):
            self.rows.call(who, found.name)
        self.rows.is_somebody(line.place, who)
        self._chosen()
        if caution := self.rows.caution(line.place, who):
            self.tell(caution)

    async def do_row_take(self) -> None:
        """The file's values where they differ, all or some."""
        place = self._line.place
        await self.settled.wait()
        line = self.rows.shown(place)
        if not line.conflicts:
            self.tell("Nothing of it differs from the book: what it adds comes in anyway.")
            return
        before = taken(line.choice, line.conflicts)
        fields: frozenset[str] | None = frozenset()
        if len(line.conflicts) > 1:
            from crm.tui.dialogs.bringing_take import TakeDialog

            fields = await self.ask(TakeDialog(line, before, desk=self.desk_app.desk()))
        elif not before:
            fields = frozenset({line.conflicts[0].field})
        if fields is not None:
            self._choose(place, taking(line.choice, fields, line.conflicts))

    def do_row_alike(self) -> None:
        """The same choice for all undecided rows like it that are shown."""
        line = self._line
        if line.choice is None:
            self.tell("Choose for this row first, with x, n, m or o; A then does it for all like it.")
            return
        found = self.rows.alike(line, line.choice, self.filter.value)
        if not found:
            self.tell("No other row is like it and undecided.")
            return
        self.rows.choosing.put(found)
        self._chosen()
        so = "the same person each" if isinstance(line.choice, Into) else line.state[0]
        self.tell(f"{count(len(found), 'more row')}: {so}; u takes it back")

    def do_choice_undo(self) -> None:
        """Take the last choice back."""
        if self.rows.choosing.back():
            self._chosen()
        else:
            self.tell("Nothing was chosen here yet, and nothing has been imported.")

    def do_choice_redo(self) -> None:
        """Choose it again."""
        if self.rows.choosing.again():
            self._chosen()
        else:
            self.tell("No choice was taken back.")

    # Importing.

    def do_import_do(self) -> None:
        """Import."""
        if self.focused is self.filter:
            return
        # Not awaited by the command: keys would be held meanwhile, and Esc stops it.
        self.run_worker(self._import(), group="import", exclusive=True, exit_on_error=False)

    async def _import(self) -> None:
        with self.faults():
            if self.files is None or self.preview is None:
                self.tell("There is nothing to import yet." if self.work else "There is nothing to import.")
                return
            self.importing = True
            work = self.work = Work("Importing")
            if self.previewing is not None:
                self.previewing.stop()  # the import compares once more
            try:
                choices = dict(self.rows.choosing.choices)
                report = await self.run(run_import, self.files, choices=choices, progress=work, kept=self.kept)
            except Stopped:
                self.tell("Stopped: nothing was imported.")
                return
            finally:
                self.importing, self.work = False, None
                self.show()
                if not self.settled.is_set():
                    self.reload()
            if report.changes_anything:
                await self._done(report)
            else:
                self.tell("There is nothing to import: the book has all that could come in.")

    async def _done(self, report: ImportReport) -> None:
        """Home, with the first new person shown in the list of people."""
        home = self.home
        home.acts.forget()
        if report.first is not None:
            home.selected(report.first)
            await home.settled()
            home.go("people")
        else:
            home.reload()
        self.tell(words.done(report))
        self.dismiss(None)


def _nothing(_: int) -> Sequence[Sequence[Part]]:
    return ()
