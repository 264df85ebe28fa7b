"""What the person does to the book from the home screen: each command as a form or a question and one act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual.screen import ModalScreen

from crm.book import follow_ups, history, people, touches
from crm.book.errors import BookError
from crm.domain.next_touch import NextTouch
from crm.domain.people import Contact
from crm.domain.rows import FollowUpRow, TimelineRow
from crm.domain.words import say_day, say_since
from crm.tui import reads
from crm.tui.panes import phrases

if TYPE_CHECKING:
    from crm.tui.app import CallbackApp
    from crm.tui.dialogs.values import About, Desk, FollowUpValues, TouchValues
    from crm.tui.screens.home import HomeScreen

Given = ParamSpec("Given")
Result = TypeVar("Result")

_DONE_ASKS = "Nothing planned makes this row due: log what happened."


class Acts:
    """The commands that change the book, on the contact chosen on the home screen.

    The home screen imports this after its first frame: who only looks does not wait for it.
    """

    def __init__(self, home: HomeScreen) -> None:
        self._home = home
        self.gateway = home.gateway
        #: With whom something was done, the last one last; and with whom it was taken back.
        self._done: list[int] = []
        self._undone: list[int] = []

    # Ways of doing it.

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
        following = (
            f"next {_next_line(found, self.today)}" if found.shown is not None else f"no date: {person.card.why}"
        )
        self.tell(f"{what}: {person.card.contact.name}{rest}; {following}; u undoes")

    def saving(self, save: Callable[[Result], Awaitable[None]]) -> Callable[[Result], Awaitable[str | None]]:
        """`save` as a form calls it: what the book refuses is said in the form, which stays open."""

        async def submit(result: Result) -> str | None:
            try:
                await save(result)
            except BookError as error:
                return str(error)
            return None

        return submit

    async def _person(self) -> reads.Person:
        """The chosen contact as the book has it now. Raises NotFound."""
        person = await self.gateway.run(reads.person, self.contact_id or 0, 1)
        if person is None:
            self.changed("elsewhere")
            raise BookError("This person is no longer in the book.")
        return person

    def _desk(self) -> Desk:
        return self.app.desk()

    def _about(self, person: reads.Person, key: object = None) -> About:
        from crm.tui.dialogs.values import About

        contact = person.card.contact
        last = person.rows[0] if person.rows else None
        return About(
            key=str(person.card.id if key is None else key),
            name=contact.name,
            line=", ".join(part for part in (contact.title, contact.employer) if part),
            last=f"last: {phrases.entry(last)[1]} {say_since(last.on, self.today)}" if last else "",
            why=person.card.why,
        )

    # Touches.

    async def do_touch_log(self) -> None:
        """Log a touch, preset from what is due."""
        await self._log(await self._person())

    async def _log(self, person: reads.Person) -> None:
        from crm.tui.dialogs.log import LogDialog
        from crm.tui.dialogs.values import TouchValues

        async def save(values: TouchValues) -> None:
            logged = await self.gateway.run(touches.log_touch, [person.card.id], _new_touch(values, self.today))
            self._home.timeline.list.wanted = ("touch", logged.touch_id)
            self.changed("touch", person.card.id)
            self.tell(_next_in_words(logged.nexts, self.today))

        channel = person.card.next.channel or "call"
        about = self._about(person)
        await self.ask(LogDialog(about, TouchValues(channel=channel), desk=self._desk(), submit=self.saving(save)))

    async def do_answer_none(self) -> None:
        """What they wrote needs no answer."""
        person = await self._person()
        await self.change("touch", touches.mark_answered, person.card.id)
        self.tell(f"No answer needed: {person.card.contact.name}; u undoes")

    async def _edit_touch(self, row: TimelineRow) -> None:
        from crm.tui.dialogs.log import TouchDialog
        from crm.tui.dialogs.values import TouchValues, changes

        person = await self._person()
        detail = await self.gateway.run(touches.get_touch, row.id)
        before = detail.as_new()
        values = TouchValues(
            on=before.on,
            channel=before.channel,
            direction=before.direction,
            outcome=before.outcome or "",
            note=before.note,
            gave=before.gave,
            asked=before.asked,
            promise=before.promise,
            promise_text=before.promise_text,
            they_promised=before.they_promised,
        )

        async def save(after: TouchValues) -> None:
            changed = changes(values, after)
            if changed:
                nexts = await self.gateway.run(partial(touches.edit_touch, touch_id=row.id, **changed))
                self.changed("touch", *detail.contact_ids)
                self.tell(_next_in_words(nexts, self.today))

        about = self._about(person, f"touch-{row.id}")
        await self.ask(TouchDialog(about, values, desk=self._desk(), submit=self.saving(save)))

    # Plans.

    async def do_plan_new(self) -> None:
        """Plan a follow-up."""
        from crm.tui.dialogs.follow_up import FollowUpDialog

        person = await self._person()

        async def save(values: FollowUpValues) -> None:
            await self.change(
                "follow-up", follow_ups.plan_follow_up,
                person.card.id, values.on, values.purpose, values.channel, values.at,
            )  # fmt: skip
            self.tell(f"Planned: {person.card.contact.name}, {say_day(values.on, self.today)}; u undoes")

        await self.ask(FollowUpDialog(self._about(person), desk=self._desk(), submit=self.saving(save)))

    async def do_plan_move(self) -> None:
        """Move a follow-up."""
        person = await self._person()
        item = await self._pick_item(person, "Move which?")
        if item is not None:
            await self._move(person, item)

    async def _move(self, person: reads.Person, item: FollowUpRow) -> None:
        from crm.tui.dialogs.follow_up import FollowUpDialog
        from crm.tui.dialogs.values import FollowUpValues

        async def save(values: FollowUpValues) -> None:
            await self.change(
                "follow-up", follow_ups.edit_follow_up,
                item.id, on=values.on, at=values.at, purpose=values.purpose, channel=values.channel,
            )  # fmt: skip
            self.tell(f"Moved: {person.card.contact.name}, to {say_day(values.on, self.today)}; u undoes")

        values = FollowUpValues(item.on, item.at, item.purpose, item.channel)
        about = self._about(person, f"follow-up-{item.id}")
        await self.ask(FollowUpDialog(about, values, desk=self._desk(), moving=True, submit=self.saving(save)))

    async def do_plan_cancel(self) -> None:
        """Cancel a follow-up."""
        person = await self._person()
        item = await self._pick_item(person, "Cancel which?")
        if item is not None:
            await self.change("follow-up", follow_ups.cancel_follow_up, item.id)
            what = f", {say_day(item.on, self.today)}, {item.purpose or 'follow-up'}"
            await self.tell_after("Cancelled", person.card.id, what)

    async def _pick_item(self, person: reads.Person, question: str) -> FollowUpRow | None:
        """The open item meant: the only one, or the one picked."""
        from crm.tui.dialogs.pick import PickDialog
        from crm.tui.dialogs.values import Choice

        items = person.card.open_items
        if not items:
            raise BookError("Nothing is planned here; f plans a follow-up.")
        if len(items) == 1:
            return items[0]
        choices = [
            Choice(str(item.id), "".join(text for text, _ in phrases.open_item(item, self.today))) for item in items
        ]
        picked = await self.ask(PickDialog(question, choices))
        return next((item for item in items if str(item.id) == picked), None)

    async def do_next_snooze(self) -> None:
        """Leave them alone until a day."""
        from crm.tui.dialogs.snooze import SnoozeDialog
        from crm.tui.dialogs.values import SnoozeValues

        person = await self._person()

        async def save(values: SnoozeValues) -> None:
            await self.change("follow-up", follow_ups.snooze, person.card.id, values.until)
            self.tell(f"Resting: {person.card.contact.name}, until {say_day(values.until, self.today)}; u undoes")

        await self.ask(SnoozeDialog(self._about(person), desk=self._desk(), submit=self.saving(save)))

    async def do_next_wake(self) -> None:
        """End the snooze."""
        person = await self._person()
        await self.change("follow-up", follow_ups.wake, person.card.id)
        await self.tell_after("Awake again", person.card.id)

    async def do_next_done(self) -> None:
        """The follow-up that makes the row due is done; anything else is logged."""
        person = await self._person()
        item = person.card.next.follow_up
        if item is None:
            self.tell(_DONE_ASKS)
            await self._log(person)
            return
        await self.change("follow-up", follow_ups.finish_follow_up, item)
        await self.tell_after("Done", person.card.id, f", {person.card.next.purpose or 'follow-up'}")

    async def do_next_skip(self) -> None:
        """Pass on what is due."""
        person = await self._person()
        found = person.card.next
        if found.kind is None:
            raise BookError("Nothing is due here.")
        if found.kind == "answer":
            raise BookError("They wait for an answer: l logs it, a says that none is needed.")
        if found.follow_up is not None:
            await self.change("follow-up", follow_ups.skip_follow_up, found.follow_up)
        else:
            await self.change("follow-up", follow_ups.skip_cadence, person.card.id)
        await self.tell_after("Skipped", person.card.id)

    # People.

    async def do_person_new(self) -> None:
        """Add a contact."""

        async def save(contact: Contact) -> None:
            contact_id = await self.gateway.run(people.add_contact, contact)
            self._home.selected(contact_id)

        await self._contact_form(None, "", save)

    async def do_person_edit(self) -> None:
        """Edit the contact."""
        person = await self._person()

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
                desk=self._desk(),
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

        person = await self._person()

        async def save(values: CadenceValues) -> None:
            await self.change("contact", people.set_cadence, person.card.id, values.cadence)
            await self.tell_after("Cadence", person.card.id, _cadence_in_words(values.cadence))

        anchor = person.card.next.anchor
        await self.ask(
            CadenceDialog(
                self._about(person),
                person.card.contact.cadence,
                desk=self._desk(),
                default=self.app.settings.default_cadence,
                has_role=bool(person.card.contact.role.strip()),
                anchor=anchor.on if anchor else None,
                submit=self.saving(save),
            )
        )

    async def do_person_rest(self) -> None:
        """Do not contact, or again."""
        person = await self._person()
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
            await self._edit_touch(row)
        else:
            raise BookError("A follow-up that is done or skipped stays as it was; u takes back what was done last.")

    async def do_entry_delete(self) -> None:
        """Delete what is under the cursor."""
        from crm.tui.dialogs.confirm import ConfirmDialog

        row = self._entry()
        person = await self._person()
        if row is None:
            card = person.card
            details = [card.contact.employer] if card.contact.employer else []
            details.append(f"{card.touches} touches, {len(card.open_items)} planned")
            if await self.ask(ConfirmDialog(f"Delete {card.contact.name}?", details)):
                await self.change("contact", people.delete_contact, card.id)
            return
        if row.kind != "touch":
            raise BookError("A follow-up that is done or skipped stays in the timeline.")
        what = f"{phrases.entry(row)[1]}, {say_day(row.on, self.today)}"
        if await self.ask(ConfirmDialog("Delete this touch?", [what, *([row.note] if row.note else [])])):
            ids = (await self.gateway.run(touches.get_touch, row.id)).contact_ids
            nexts = await self.gateway.run(touches.delete_touch, row.id)
            self.changed("touch", *ids)
            self.tell(_next_in_words(nexts, self.today))

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

    # Out.

    async def do_calendar_export(self) -> None:
        """The dates as a file for a calendar."""
        from crm.tui.screens.calendar_export import export_calendar

        await export_calendar(self)


def _new_touch(values: TouchValues, today: date) -> touches.NewTouch:
    return touches.NewTouch(
        on=values.on or today,
        channel=values.channel,
        direction=values.direction,
        outcome=values.outcome or None,
        note=values.note,
        gave=values.gave,
        asked=values.asked,
        promise=values.promise,
        they_promised=values.they_promised,
        promise_text=values.promise_text,
    )


def _next_in_words(nexts: Sequence[touches.NextLine], today: date) -> str:
    """`Dana Whitfield: next Thu 26 Nov, the note; u undoes`."""
    if not nexts:
        return "saved; u undoes"
    line = nexts[0]
    more = f" (and {len(nexts) - 1} more)" if len(nexts) > 1 else ""
    following = f"next {_next_line(line.next, today)}" if line.next.shown is not None else f"no date: {line.why}"
    return f"{line.name}: {following}{more}; u undoes"


def _next_line(found: NextTouch, today: date) -> str:
    """`Thu 26 Nov, the note`."""
    what = "answer" if found.kind == "answer" else found.purpose or found.channel or "reconnect"
    return f"{say_day(found.shown, today) if found.shown else 'no date'}, {what}"


def _cadence_in_words(cadence: str | None) -> str:
    if cadence is None:
        return ", the default"
    return ", none" if cadence == "none" else f", every {cadence.removeprefix('1 ')}"
