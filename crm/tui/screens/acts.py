"""What the person does to the book from the home screen: each command as a form or a question and one act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from crm.book import history, people, touches
from crm.book.errors import BookError
from crm.domain.people import Contact
from crm.domain.rows import TimelineRow
from crm.domain.words import say_day
from crm.tui.panes import phrases
from crm.tui.screens.acts_base import next_in_words
from crm.tui.screens.calendar_acts import CalendarActs
from crm.tui.screens.doubles_acts import DoublesActs
from crm.tui.screens.due_acts import DueActs
from crm.tui.screens.people_acts import PeopleActs

#: Why an entry of the timeline that is no touch is not changed there, by its kind.
_NOT_EDITED = {
    "follow-up": "A follow-up that is done or skipped stays as it was; u takes back what was done last.",
    "step": "A step that is done or skipped stays as it was; p shows the plan, u takes back what was done last.",
    "stage": "A stage is put right where the opportunity is: o opens the opportunities.",
    "no": "What is known of a no is put right where the opportunity is: o opens the opportunities.",
    "interview": "Interviews have their own screen: I opens those with this person.",
}
_NOT_DELETED = {
    "follow-up": "A follow-up that is done or skipped stays in the timeline.",
    "step": "A step that is done or skipped stays in the timeline; u takes back what was done last.",
    "stage": "A stage is taken back where the opportunity is: o opens the opportunities.",
    "no": "A no is taken back where the opportunity is (o), or with u when it was done last.",
    "interview": "Interviews have their own screen: I opens those with this person.",
}


class Acts(DueActs, PeopleActs, DoublesActs, CalendarActs):
    """The commands that change the book, on the contact chosen on the home screen.

    The home screen imports this after its first frame: who only looks does not wait for it.
    """

    # People.

    async def do_person_new(self) -> None:
        """Add a contact."""

        async def save(contact: Contact) -> None:
            contact_id = await self.gateway.run(people.add_contact, contact)
            self._home.selected(contact_id)

        await self._contact_form(None, "", save)

    async def do_person_edit(self) -> None:
        """Edit the contact."""
        await self.edit_somebody(self.contact_id or 0)

    async def edit_somebody(self, contact_id: int) -> None:
        """Edit any contact. Raises BookError for one that is gone."""
        person = await self.person(contact_id)

        async def save(contact: Contact) -> None:
            await self.change("contact", people.edit_contact, person.card.id, contact)

        await self._contact_form(person.card.contact, str(person.card.id), save)

    async def _contact_form(
        self, contact: Contact | None, key: str, save: Callable[[Contact], Awaitable[None]]
    ) -> None:
        from crm.book import reading
        from crm.book.validate import validate_contact
        from crm.tui.dialogs.contact import ContactDialog

        async def employers(text: str) -> Sequence[str]:
            return await self.gateway.run(reading.employers, text)

        async def tags(_: str) -> Sequence[str]:
            return await self.gateway.run(reading.tags)

        async def names(text: str) -> Sequence[str]:
            rows = await self.gateway.run(reading.contacts_page, text, 0, 20)
            return [row.name for row in rows]

        await self.ask(
            ContactDialog(
                contact,
                desk=self.desk(),
                key=key,
                validate=validate_contact,
                employers=employers,
                tags=tags,
                people=names,
                default=self.app.settings.default_cadence,
                submit=self.saving(save),
            )
        )

    async def do_person_cadence(self) -> None:
        """How often to be in touch."""
        from crm.tui.dialogs.cadence import CadenceDialog
        from crm.tui.dialogs.values import CadenceValues

        person = await self.person()

        async def save(values: CadenceValues) -> None:
            await self.change("contact", people.set_cadence, person.card.id, values.cadence)
            await self.tell_after("Cadence", person.card.id, _cadence_in_words(values.cadence))

        anchor = person.card.next.anchor
        await self.ask(
            CadenceDialog(
                self.about(person),
                person.card.contact.cadence,
                desk=self.desk(),
                default=self.app.settings.default_cadence,
                has_role=bool(person.card.contact.role.strip()),
                anchor=anchor.on if anchor else None,
                submit=self.saving(save),
            )
        )

    async def do_person_rest(self) -> None:
        """Do not contact, or again."""
        person = await self.person()
        value = not person.card.contact.do_not_contact
        await self.change("contact", people.set_do_not_contact, person.card.id, value)
        if value:
            self.tell(f"Do not contact: {person.card.contact.name}; u undoes")
        else:
            await self.tell_after("May be contacted again", person.card.id)

    async def do_entry_edit(self) -> None:
        """Edit what is under the cursor."""
        row = self._entry()
        if row is None:
            await self.do_person_edit()
        elif row.kind == "touch":
            await self.edit_touch(row)
        else:
            raise BookError(_NOT_EDITED.get(row.kind, _NOT_EDITED["follow-up"]))

    async def do_entry_delete(self) -> None:
        """Delete what is under the cursor."""
        from crm.tui.dialogs.confirm import ConfirmDialog

        row = self._entry()
        person = await self.person()
        if row is None:
            card = person.card
            details = [card.contact.employer] if card.contact.employer else []
            details.append(f"{card.touches} touches, {len(card.open_items)} planned")
            if await self.ask(ConfirmDialog(f"Delete {card.contact.name}?", details)):
                await self.change("contact", people.delete_contact, card.id)
            return
        if row.kind != "touch":
            raise BookError(_NOT_DELETED.get(row.kind, _NOT_DELETED["follow-up"]))
        what = f"{phrases.entry(row)[1]}, {say_day(row.on, self.today)}"
        if await self.ask(ConfirmDialog("Delete this touch?", [what, *([row.note] if row.note else [])])):
            ids = (await self.gateway.run(touches.get_touch, row.id)).contact_ids
            nexts = await self.gateway.run(touches.delete_touch, row.id)
            self.changed("touch", *ids)
            self.tell(next_in_words(nexts, self.today))

    def _entry(self) -> TimelineRow | None:
        return self._home.timeline.list.current if self._home.pane == "timeline" else None

    # Back and forth.

    async def do_history_undo(self) -> None:
        """Take back what was done last."""
        what = await self.gateway.run(history.undo)
        if self._done:
            self._undone.append(self._done.pop())
            self._home.bring_back(self._undone[-1])
        self.changed("history")
        self.tell(f"undone: {what}; U does it again")

    async def do_history_redo(self) -> None:
        """Do it again."""
        what = await self.gateway.run(history.redo)
        if self._undone:
            self._done.append(self._undone.pop())
        self.changed("history")
        self.tell(f"done again: {what}; u undoes")


def _cadence_in_words(cadence: str | None) -> str:
    if cadence is None:
        return ", the default"
    return ", none" if cadence == "none" else f", every {cadence.removeprefix('1 ')}"
