"""People in and out: a file is picked and previewed, or written. Each form is imported when it is opened first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crm.tui.screens.acts_base import ActsBase

if TYPE_CHECKING:
    from crm.tui.screens.home import HomeScreen


class PeopleActs(ActsBase):
    """The commands that bring people in and take them out. `folder` is where a file was picked last."""

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self.folder: Path | None = None

    async def do_people_bring(self) -> None:
        """Pick a file or a folder, and see what bringing it in would do."""
        from crm.tui.dialogs.file_pick import FilePickDialog
        from crm.tui.screens.bringing import BringingScreen

        picker = FilePickDialog("Bring people in", self.folder, today=self.app.clock.today())
        picked = await self.ask(picker)
        self.folder = picker.folder
        if picked is not None:
            await self.app.push_screen(BringingScreen(self._home, picked))

    async def do_people_out(self) -> None:
        """Ask which people, in which format and where to, and write the file."""
        from crm.tui.screens.bringing_out import people_out

        await people_out(self)
