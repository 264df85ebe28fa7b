"""The ways in which an act on the chosen contact is done and told: what all groups of acts share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual.screen import ModalScreen

from crm.book import touches
from crm.book.errors import BookError
from crm.domain.next_touch import NextTouch
from crm.domain.words import say_day, say_since
from crm.tui import reads
from crm.tui.in_the_app import in_the_app
from crm.tui.panes import phrases

if TYPE_CHECKING:
    from crm.tui.app import CallbackApp
    from crm.tui.dialogs.values import About, Desk
    from crm.tui.screens.home import HomeScreen

#: So many entries of the timeline are read for a form, to name the last touch.
_LATELY = 8

Given = ParamSpec("Given")
Result = TypeVar("Result")


class ActsBase:
    """An act is run on the book's thread, the panes read again, and one sentence says what comes next."""

    def __init__(self, home: HomeScreen) -> None:
        self._home = home
        self.gateway = home.gateway
        #: With whom something was done, the last one last; and with whom it was taken back.
        self._done: list[int] = []
        self._undone: list[int] = []

    # Ways of doing it.

    @property
    def home(self) -> HomeScreen:
        """The screen whose chosen contact the acts are for."""
        return self._home

    @property
    def contact_id(self) -> int | None:
        """The chosen contact."""
        return self._home.contact_id

    @property
    def today(self) -> date:
        """The day the screen shows."""
        return self._home.today

    @property
    def app(self) -> CallbackApp:
        """The app."""
        return self._home.desk_app

    def tell(self, text: str) -> None:
        """Say one sentence."""
        self.app.tell(text)

    def changed(self, what: str, *contact_ids: int) -> None:
        """Tell the panes: they have begun to read again when this returns."""
        if contact_ids and what != "history":
            self._done.append(contact_ids[0])
            self._undone.clear()
        self._home.reload()

    def forget(self) -> None:
        """Something was done elsewhere: an undo does not bring the cursor back to somebody."""
        self._done.clear()
        self._undone.clear()

    async def ask(self, dialog: ModalScreen[Result | None]) -> Result | None:
        """Open a form and wait for what comes of it; None when it was left."""
        return await self.app.ask(dialog)

    async def change(
        self,
        what: str,
        func: Callable[Concatenate[Any, Given], Result],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        """Do one act on the chosen contact and tell the panes."""
        contact_id = self.contact_id
        done = False
        try:
            result = await self.gateway.run(func, *args, **kwargs)
            done = True
            return result
        finally:
            self.changed(what, *((contact_id,) if done and contact_id is not None else ()))

    async def tell_after(self, what: str, contact_id: int, rest: str = "") -> None:
        """`Done: Dana Whitfield, send the sketch; next Mon 25 Jan, reconnect; u undoes`."""
        person = await self.gateway.run(reads.person, contact_id, 1)
        if person is None:
            return
        found = person.card.next
        following = _following(found, person.card.why, self.today)
        self.tell(f"{what}: {person.card.contact.name}{rest}; {following}; u undoes")

    def saving(self, save: Callable[[Result], Awaitable[None]]) -> Callable[[Result], Awaitable[str | None]]:
        """`save` as a form calls it: what the book refuses is said in the form, which stays open."""

        async def submit(result: Result) -> str | None:
            try:
                await save(result)
            except BookError as error:
                return in_the_app(error)
            return None

        return submit

    async def person(self, contact_id: int | None = None) -> reads.Person:
        """The chosen contact, or another one, as the book has it now. Raises BookError for one that is gone."""
        person = await self.gateway.run(
            reads.person, self.contact_id or 0 if contact_id is None else contact_id, _LATELY
        )
        if person is None:
            self.changed("elsewhere")
            raise BookError("This person is no longer in the book.")
        return person

    def desk(self) -> Desk:
        """What every form needs."""
        return self.app.desk()

    def about(self, person: reads.Person, key: object = None) -> About:
        """Whom a form is about, for its head."""
        from crm.tui.dialogs.values import About

        contact = person.card.contact
        last = next((row for row in person.rows if row.kind in {"touch", "no"}), None)
        return About(
            key=str(person.card.id if key is None else key),
            name=contact.name,
            line=", ".join(part for part in (contact.title, contact.employer) if part),
            last=f"last: {phrases.entry(last)[1]} {say_since(last.on, self.today)}" if last else "",
            why=person.card.why,
        )


def next_in_words(nexts: Sequence[touches.NextLine], today: date) -> str:
    """`Dana Whitfield: next Thu 26 Nov, the note; u undoes`."""
    if not nexts:
        return "saved; u undoes"
    line = nexts[0]
    more = f" (and {len(nexts) - 1} more)" if len(nexts) > 1 else ""
    return f"{line.name}: {_following(line.next, line.why, today)}{more}; u undoes"


def _following(found: NextTouch, why: str, today: date) -> str:
    """What comes next: a day and what for, or what is to be decided first, or why there is no date."""
    if found.kind == "decide" or (found.decide_from is not None and found.decide_from <= today):
        return f"{why} d opens the choices"
    return f"next {next_line(found, today)}" if found.shown is not None else f"no date: {why}"


def next_line(found: NextTouch, today: date) -> str:
    """`Thu 26 Nov, the note`."""
    what = "answer" if found.kind == "answer" else found.purpose or found.channel or "reconnect"
    return f"{say_day(found.shown, today) if found.shown else 'no date'}, {what}"
