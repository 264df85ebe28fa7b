"""What is planned and due: follow-ups, steps of a plan, letters, questions; moved, done, skipped, decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.book import follow_ups, plans
from crm.book.errors import BookError
from crm.domain.plan_views import StepView
from crm.domain.rows import FollowUpRow
from crm.domain.words import say_day
from crm.tui import reads
from crm.tui.panes import phrases
from crm.tui.screens.touch_acts import TouchActs

if TYPE_CHECKING:
    from crm.tui.dialogs.values import FollowUpValues

_DONE_ASKS = "Nothing planned makes this row due: log what happened."


class DueActs(TouchActs):
    """`m`, `C`, `s`, `d` and `S` act on what makes the row due."""

    # Plans.

    async def do_plan_new(self) -> None:
        """Plan a follow-up."""
        from crm.tui.dialogs.follow_up import FollowUpDialog

        person = await self.person()

        async def save(values: FollowUpValues) -> None:
            await self.change(
                "follow-up", follow_ups.plan_follow_up,
                person.card.id, values.on, values.purpose, values.channel, values.at,
            )  # fmt: skip
            self.tell(f"Planned: {person.card.contact.name}, {say_day(values.on, self.today)}; u undoes")

        warn = self.gap_words(person.card.id, planning=True)
        await self.ask(FollowUpDialog(self.about(person), desk=self.desk(), submit=self.saving(save), warn=warn))

    async def do_plan_move(self) -> None:
        """Move a follow-up, or the step of a plan that is due."""
        person = await self.person()
        step = await self._due_step(person)
        items = person.card.open_items
        if step is not None and (not items or await self._means_step(person, step)):
            await self.move_step(step)
            return
        item = await self._pick_item(person, "Move which?")
        if item is not None:
            await self._move(person, item)

    async def _means_step(self, person: reads.Person, step: StepView) -> bool:
        """Which is meant, where a step is due and something else is planned as well."""
        from crm.tui.dialogs.pick import PickDialog
        from crm.tui.dialogs.values import Choice

        choices = [
            Choice("step", f"{say_day(step.on, self.today)}, {step.purpose}", "step of the plan"),
            Choice("other", f"what else is planned with {person.card.contact.name}"),
        ]
        picked = await self.ask(PickDialog("Move which?", choices))
        if picked is None:
            raise BookError("Nothing was moved.")
        return picked == "step"

    async def move_step(self, step: StepView) -> None:
        """Another day for an open step of a plan."""
        from crm.tui.dialogs.plan_step import StepDialog, StepValues

        async def save(values: StepValues) -> None:
            await self.change("plan", plans.move_step, step.id, values.on)
            self.tell(f"Moved: {step.contact}, {step.purpose}, to {say_day(values.on, self.today)}; u undoes")

        dialog = StepDialog(step, desk=self.desk(), asked="day", submit=self.saving(save))
        await self.ask(dialog)

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
        about = self.about(person, f"follow-up-{item.id}")
        warn = self.gap_words(person.card.id, planning=True)
        await self.ask(
            FollowUpDialog(about, values, desk=self.desk(), moving=True, submit=self.saving(save), warn=warn)
        )

    async def do_plan_cancel(self) -> None:
        """Cancel a follow-up."""
        person = await self.person()
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

        person = await self.person()

        async def save(values: SnoozeValues) -> None:
            await self.change("follow-up", follow_ups.snooze, person.card.id, values.until)
            self.tell(f"Resting: {person.card.contact.name}, until {say_day(values.until, self.today)}; u undoes")

        await self.ask(SnoozeDialog(self.about(person), desk=self.desk(), submit=self.saving(save)))

    async def do_next_wake(self) -> None:
        """End the snooze."""
        person = await self.person()
        await self.change("follow-up", follow_ups.wake, person.card.id)
        await self.tell_after("Awake again", person.card.id)

    async def do_next_done(self) -> None:
        """What makes the row due is done; a letter opens, a question is asked, anything else is logged."""
        person = await self.person()
        found = person.card.next
        if person.card.group == "decide":
            await self.decide(person)
        elif found.kind == "letter":
            await self._open_letter(person)
        elif found.follow_up is not None:
            await self.change("follow-up", follow_ups.finish_follow_up, found.follow_up)
            await self.tell_after("Done", person.card.id, f", {found.purpose or 'follow-up'}")
        elif found.step is not None:
            await self.change("plan", plans.finish_step, found.step)
            await self.tell_after("Done", person.card.id, f", {found.purpose or 'the step'}")
        else:
            self.tell(_DONE_ASKS)
            await self.log(person)

    async def _open_letter(self, person: reads.Person) -> None:
        """Open the finished letter that is ready to be reread."""
        from crm.book.letter_reading import letters_of
        from crm.tui.screens.letters import open_letter

        rows = await self.gateway.run(letters_of, contact_id=person.card.id)
        finished = [row for row in rows if row.status == "finished" and row.ready_on is not None]
        if not finished:
            raise BookError("This letter is no longer there.")
        open_letter(self._home, min(finished, key=lambda row: (row.ready_on or self.today, row.id)).id)

    async def decide(self, person: reads.Person) -> None:
        """Ask what the row asks, and do what is chosen."""
        from crm.tui.screens.deciding import decide_with

        await decide_with(self, person)

    async def do_next_skip(self) -> None:
        """Pass on what is due."""
        person = await self.person()
        found = person.card.next
        if found.kind is None:
            raise BookError("Nothing is due here.")
        if person.card.group == "decide":
            raise BookError("This waits for your decision: d opens the choices.")
        if found.kind == "answer":
            raise BookError("They wait for an answer: l logs it, a says that none is needed.")
        if found.kind == "letter":
            raise BookError("A letter waits to be reread: d opens it, s leaves it until a day.")
        if found.follow_up is not None:
            await self.change("follow-up", follow_ups.skip_follow_up, found.follow_up)
        elif found.step is not None:
            await self.change("plan", plans.skip_step, found.step)
        else:
            await self.change("follow-up", follow_ups.skip_cadence, person.card.id)
        await self.tell_after("Skipped", person.card.id)
