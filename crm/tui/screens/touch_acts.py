"""Logging what happened, and putting it right."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from crm.book import touches
from crm.book.etiquette import gap_warning
from crm.book.plans import get_step
from crm.domain.plan_views import StepView
from crm.domain.rows import TimelineRow
from crm.tui import reads
from crm.tui.screens.acts_base import ActsBase, next_in_words

if TYPE_CHECKING:
    from crm.tui.dialogs.values import TouchValues, Warn


class TouchActs(ActsBase):
    """`l` logs, `a` says that no answer is needed."""

    async def do_touch_log(self) -> None:
        """Log a touch, preset from what is due."""
        person = await self.person()
        await self.log(person, await self._due_step(person))

    async def log_step(self, step: StepView) -> None:
        """Log a touch with whom a step of a plan is for, preset from the step."""
        await self.log(await self.person(step.contact_id), step)

    async def log(self, person: reads.Person, step: StepView | None = None) -> None:
        """Log a touch with somebody; `step` is the step of their plan that it is for."""
        from crm.tui.dialogs.log import LogDialog
        from crm.tui.dialogs.values import TouchValues

        async def save(values: TouchValues) -> None:
            logged = await self.gateway.run(touches.log_touch, [person.card.id], _new_touch(values, self.today))
            self._home.timeline.list.wanted = ("touch", logged.touch_id)
            self.changed("touch", person.card.id)
            self.tell(next_in_words(logged.nexts, self.today))

        channel = step.channel if step is not None else person.card.next.channel
        dialog = LogDialog(
            self.about(person),
            TouchValues(channel=channel or "call"),
            desk=self.desk(),
            submit=self.saving(save),
            question=step.prompts.question if step is not None else "",
            warn=self.gap_words(person.card.id),
        )
        await self.ask(dialog)

    async def _due_step(self, person: reads.Person) -> StepView | None:
        """The step of a plan that makes somebody's row due."""
        if person.card.next.step is None:
            return None
        return (await self.gateway.run(get_step, person.card.next.step))[1]

    def gap_words(self, contact_id: int, *, planning: bool = False) -> Warn:
        """A kind word for a day on which an outreach to somebody would come sooner than the gap; empty for others."""

        async def warn(day: date) -> str:
            found = await self.gateway.run(gap_warning, [contact_id], day, planning=planning)
            return found[0].words if found else ""

        return warn

    async def do_answer_none(self) -> None:
        """What they wrote needs no answer."""
        person = await self.person()
        await self.change("touch", touches.mark_answered, person.card.id)
        self.tell(f"No answer needed: {person.card.contact.name}; u undoes")

    async def edit_touch(self, row: TimelineRow) -> None:
        """Change a touch in the form it was logged with."""
        from crm.tui.dialogs.log import TouchDialog
        from crm.tui.dialogs.values import TouchValues, changes

        person = await self.person()
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
            got=before.got,
            promise=before.promise,
            promise_text=before.promise_text,
            they_promised=before.they_promised,
        )

        async def save(after: TouchValues) -> None:
            changed = changes(values, after)
            if changed:
                nexts = await self.gateway.run(partial(touches.edit_touch, touch_id=row.id, **changed))
                self.changed("touch", *detail.contact_ids)
                self.tell(next_in_words(nexts, self.today))

        about = self.about(person, f"touch-{row.id}")
        await self.ask(TouchDialog(about, values, desk=self.desk(), submit=self.saving(save)))


def _new_touch(values: TouchValues, today: date) -> touches.NewTouch:
    return touches.NewTouch(
        on=values.on or today,
        channel=values.channel,
        direction=values.direction,
        outcome=values.outcome or None,
        note=values.note,
        gave=values.gave,
        asked=values.asked,
        got=values.got,
        promise=values.promise,
        they_promised=values.they_promised,
        promise_text=values.promise_text,
    )
