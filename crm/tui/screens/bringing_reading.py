"""What the import screen works on: files read on a thread of their own, previewed whenever something is chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from textual import on

from crm.book.errors import BookError
from crm.book.import_choices import Choices
from crm.book.import_files import read_files
from crm.book.import_kept import Kept
from crm.book.import_preview import ImportPreview, preview_rows
from crm.formats.records import ParsedFile
from crm.tui.in_the_app import in_the_app
from crm.tui.messages import Changed
from crm.tui.screens import bringing_words as words
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.bringing_rows import Rows
from crm.tui.screens.bringing_work import Stopped, Work
from crm.tui.screens.home import HomeScreen

#: With more rows than this a preview takes long enough to wait for the choices that follow at once.
_MANY = 500
_PAUSE_SECONDS = 0.2


class PreviewingScreen(BookScreen):
    """Reads and previews. `work` is what is being done and waited for, None when nothing is.

    `settled` is set when the preview shows what all choices would do; until then what was compared last is shown.
    """

    def __init__(self, home: HomeScreen, path: Path) -> None:
        super().__init__(home)
        self.path = path
        self.files: Sequence[ParsedFile] | None = None
        self.preview: ImportPreview | None = None
        self.rows = Rows(())
        #: What need not be compared again after a choice.
        self.kept = Kept()
        self.work: Work | None = Work(f"Reading {words.called(path)}")
        self.previewing: Work | None = None
        self.importing = False
        #: True where the book has changed since it was found out where the rows stand.
        self.stale = True
        self.settled = asyncio.Event()

    def show(self) -> None:
        """Show the rows as they are now."""
        raise NotImplementedError

    def cannot(self, reason: str) -> None:
        """Say why there is nothing to show."""
        raise NotImplementedError

    def book_changed(self) -> None:
        """What was read of the book is no longer sure."""

    def on_unmount(self) -> None:
        """What is still being read or compared is not wanted any more."""
        self.stop_work()

    def stop_work(self) -> None:
        """Have whatever is being read or compared end."""
        if self.work is not None:
            self.work.stop()
        if self.previewing is not None:
            self.previewing.stop()

    def resumed(self) -> None:
        """The forms that lie over this screen change nothing of the book: nothing is read again."""

    def reload(self) -> None:
        """Preview again with the choices there are now; what is being compared with others is given up."""
        self.settled.clear()
        if self.previewing is not None:
            self.previewing.stop()
        super().reload()

    async def _load(self) -> None:
        await super()._load()
        if not self._loading:
            self.settled.set()
            self.show()

    @on(Changed)
    def _changed(self, event: Changed) -> None:
        """Another program wrote to the book: where the rows stand may have changed."""
        event.stop()
        if not self.importing:
            self.stale = True
            self.book_changed()
            self.reload()

    async def load(self) -> None:
        """Read the files once, then what they would do to the book."""
        try:
            if self.files is None:
                self.files = await self._read()
            if self.files is not None:
                await self._preview(self.files)
        except BookError as error:
            self.work = None
            self.cannot(in_the_app(error))

    async def _read(self) -> Sequence[ParsedFile] | None:
        """The files, None when it was stopped."""
        work = self.work = Work(f"Reading {words.called(self.path)}")
        try:
            files = await asyncio.to_thread(read_files, [self.path], progress=work)
        except Stopped:
            return None
        self.rows = Rows(files)
        return files

    async def _preview(self, files: Sequence[ParsedFile]) -> None:
        """What the choices would do; one that cannot be is told and forgotten."""
        if len(self.rows.plain) > _MANY:
            await asyncio.sleep(_PAUSE_SECONDS)  # the next choice may follow at once
        while True:
            choices = dict(self.rows.choosing.choices)
            try:
                if self.stale or not choices:
                    self.preview = await self._previewed(files, {})
                    self.rows.take_plain(self.preview)
                    self.stale = False
                if choices:
                    self.preview = await self._previewed(files, choices)
                    self.rows.take(self.preview)
                break
            except Stopped:
                return  # other choices were made meanwhile, or it was left
            except BookError as error:
                if not self.rows.choosing.refuse():
                    raise
                self.tell(in_the_app(error))
        if not self.importing:
            self.work = None

    async def _previewed(self, files: Sequence[ParsedFile], choices: Choices) -> ImportPreview:
        self.previewing = work = Work("Comparing with your book")
        if self.preview is None:
            self.work = work
        try:
            return await self.run(preview_rows, files, choices=choices, progress=work, kept=self.kept)
        finally:
            self.previewing = None
