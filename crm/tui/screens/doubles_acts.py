"""Duplicates and merges from the home screen; each screen is imported when it is opened first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.tui.screens.acts_base import ActsBase

if TYPE_CHECKING:
    from crm.tui.screens.doubles_search import DoublesSearch
    from crm.tui.screens.home import HomeScreen

_FOUND = 50


class DoublesActs(ActsBase):
    """Who is there twice, and the chosen person merged with somebody else."""

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self._search: DoublesSearch | None = None

    async def do_doubles_open(self) -> None:
        """The pairs that are or may be one. What was found stays known until the book changes."""
        from crm.tui.screens.doubles import DoublesScreen
        from crm.tui.screens.doubles_search import DoublesSearch

        if self._search is None:
            self._search = DoublesSearch()
        await self.app.push_screen(DoublesScreen(self._home, self._search))

    async def do_person_merge(self) -> None:
        """Pick whom the chosen person is merged with, and look at the merge."""
        from collections.abc import Sequence

        from crm.book.reading import contacts_page
        from crm.tui.dialogs.pick import PickDialog
        from crm.tui.dialogs.values import Choice
        from crm.tui.screens.merging import MergingScreen

        person = await self.person()
        chosen = person.card.id

        async def search(text: str) -> Sequence[Choice]:
            rows = await self.gateway.run(contacts_page, text, 0, _FOUND)
            return [Choice(str(row.id), row.name, row.employer) for row in rows if row.id != chosen]

        heading = f"Merge {person.card.contact.name} with"
        picked = await self.ask(PickDialog(heading, search=search, placeholder="a name, an employer"))
        if picked is not None:
            await self.app.push_screen(MergingScreen(self._home, "contact", chosen, int(picked), self._after_merge))

    def _after_merge(self, keep: int, drop: int) -> None:
        if self.contact_id == drop:
            self._home.selected(keep)
