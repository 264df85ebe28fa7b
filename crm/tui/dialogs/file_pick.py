"""Picking a file, or a folder with everything in it, by typing: made for the keyboard, also over a slow line."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from crm.domain.words import count
from crm.tui.dialogs.form import Dialog, keys
from crm.tui.dialogs.inputs import CleanInput
from crm.tui.panes.bringing_files import FileList, Folder, completed, narrowed, read_folder
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.safe import literal

_MOST_LINES = 24
_READING = ("Reading the folder …",)


class FilePickDialog(Dialog[Path]):
    """Gives the path of what was picked. `folder` is where it looks, and where it was left.

    Without a folder it starts where downloads go, if there is something to import, else where the app was started.
    """

    DEFAULT_CSS = """
    FilePickDialog > #dialog { width: 90; }
    FilePickDialog #head Input { background: $boost; }
    FilePickDialog #note { height: 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown,ctrl+d", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        # They belong to the line while something is typed in it: see check_action.
        Binding("left,backspace", "out", show=False, priority=True),
        Binding("right", "in", show=False, priority=True),
        Binding("tab", "complete", show=False, priority=True),
        Binding("shift+tab", "nothing", show=False, priority=True),
    ]

    def __init__(self, heading: str, folder: Path | None = None, *, today: date) -> None:
        super().__init__(heading)
        self.folder = folder
        self.files = FileList(today)
        self._read: Folder | None = None
        self._from: Path | None = None
        self._listing: asyncio.Task[None] | None = None
        self._listed: Path | None = None

    def compose_head(self) -> Iterable[Widget]:
        """Where it looks, and the line that is typed in."""
        yield Static("", id="where", markup=False)
        yield CleanInput(placeholder="type to narrow, or a path: ~/…")

    def compose_body(self) -> Iterable[Widget]:
        """The entries."""
        yield self.files

    def compose_foot(self) -> Iterable[Widget]:
        """What is not listed, and the keys."""
        yield Static("", id="note", markup=False)
        yield from super().compose_foot()

    def hint(self) -> Content:
        """The keys."""
        return keys("enter opens or picks", "← up", "tab completes", "esc back")

    def on_mount(self) -> None:
        """Typing starts at once; the folder comes when the disk has given it."""
        self.input.focus()
        self.files.fill((), 0, _READING)
        self._list()

    def limit(self, lines: int) -> None:
        """The list scrolls, not the body around it; its height stays while one types."""
        height = max(3, min(lines, _MOST_LINES))
        self.query_one("#body").styles.max_height = height
        self.files.styles.height = height

    @property
    def input(self) -> CleanInput:
        """The line."""
        return self.query_one(CleanInput)

    # Which folder is listed, and what of it.

    def _parts(self) -> tuple[Path | None, str]:
        """The folder that what is typed is about, and the text that narrows it."""
        head, slash, tail = self.input.value.rpartition("/")
        if not slash:
            return self.folder, tail
        return self._full(head + slash), tail

    def _full(self, text: str) -> Path:
        # As text: "~nobody" stays what it is, and ".." goes up without asking the disk.
        return Path(os.path.normpath((self.folder or Path()) / os.path.expanduser(text)))  # noqa: PTH111

    def _list(self) -> None:
        """Have the list show what is typed: at once, or when the folder has been read."""
        where, text = self._parts()
        running = self._listing is not None and not self._listing.done()
        if running and self._listed == where:
            return  # when it comes it is narrowed by what is typed then
        if self._listing is not None:
            self._listing.cancel()
        if self._read is not None and where == self._read.path:
            self._narrow(self._read, text)
            return
        self._listed = where
        self._listing = asyncio.create_task(self._read_and_show(where))

    async def _read_and_show(self, where: Path | None) -> None:
        if where is None:
            where = self.folder = await asyncio.to_thread(started_in)
        read = await asyncio.to_thread(read_folder, where)
        if not self.is_attached:
            return
        self._read = read
        self._narrow(read, self._parts()[1])

    def _narrow(self, read: Folder, text: str) -> None:
        rows = narrowed(read, text)
        at = 0
        if not text:
            found = (number for number, row in enumerate(rows) if row.path == self._from and row.kind == "folder")
            files = (number for number, row in enumerate(rows) if row.kind == "file")
            folders = (number for number, row in enumerate(rows) if row.kind == "folder")
            at = next((place for places in (found, files, folders) for place in places), 0)
        self.files.fill(rows, at, _empty(read, text))
        self.query_one("#where", Static).update(literal(_shown(read.path)))
        self.query_one("#note", Static).update(literal(_note(read)))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list()

    # Moving and picking.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Left, right and backspace are the line's while something stands in it."""
        return not (action in {"out", "in"} and self.input.value)

    def action_move(self, by: int) -> None:
        """Move the cursor in the list while the typing goes on."""
        self.files.move(by)

    def action_page(self, by: int) -> None:
        """The same by screens."""
        self.files.move_pages(by)

    def action_nothing(self) -> None:
        """The focus stays in the line."""

    def action_out(self) -> None:
        """To the folder above, the cursor on the one it came from."""
        if self.folder is not None:
            self._from = self.folder
            self._go(self.folder.parent)

    def action_in(self) -> None:
        """Into the folder under the cursor."""
        row = self.files.current
        if row is not None and row.kind == "folder":
            self._go(row.path)

    def action_complete(self) -> None:
        """Complete what is typed as far as it is clear."""
        text = self.input.value
        where, begun = self._parts()
        if text == "~":
            self._put("~/")
        elif self._read is not None and self._read.path == where:
            self._put(text[: len(text) - len(begun)] + completed(self._read, begun))

    def _put(self, text: str) -> None:
        self.input.value = text
        self.input.cursor_position = len(text)

    def _go(self, folder: Path) -> None:
        self.folder = folder
        if self.input.value:
            self.input.value = ""  # which lists it
        else:
            self._list()

    @on(Input.Submitted)
    @on(LineList.Chosen)
    def _chosen(self, event: Input.Submitted | LineList.Chosen) -> None:
        event.stop()
        self.run_worker(self._take(), group="take", exclusive=True, exit_on_error=False)

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()

    async def _take(self) -> None:
        """Enter the folder under the cursor, or give the file; what was typed fast is listed first."""
        if self._listing is not None:
            await asyncio.wait({self._listing})
        row = self.files.current
        if row is None:
            return
        if row.kind == "folder":
            self._from = None
            self._go(row.path)
            return
        self.folder = row.path if row.kind == "all" else row.path.parent
        self.dismiss(row.path)


def started_in() -> Path:
    """Where downloads go, if something there can be imported, else the folder the app was started in."""
    import platformdirs

    downloads = platformdirs.user_downloads_path()
    if read_folder(downloads).files:
        return downloads
    try:
        return Path.cwd()
    except OSError:  # it was taken away meanwhile
        return Path("/")


def _shown(path: Path) -> str:
    """A folder as people write it, with `~` for their own."""
    home = os.path.expanduser("~")  # noqa: PTH111 - never raises
    text = str(path)
    return f"~{text[len(home) :]}" if text == home or text.startswith(f"{home}/") else text


def _empty(read: Folder, text: str) -> tuple[str, ...]:
    if read.problem:
        return read.problem, "Backspace or ← goes up."
    if text:
        return "Nothing here is called that.", "Backspace takes letters away; Tab completes."
    return "Nothing to import here, and no folder.", "← goes up; a path can be typed: ~/…"


def _note(read: Folder) -> str:
    if read.problem or not read.others:
        return ""
    return f"{count(read.others, 'other file')} not listed: type the whole name to pick one"
