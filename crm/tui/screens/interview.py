"""Interviews: planned or noted in one form, and looked up in a small list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from textual.binding import BindingType

from crm.book.errors import BookError
from crm.book.interviews import (
    NewDebrief,
    NewInterview,
    add_interview,
    cancel_interview,
    delete_interview,
    edit_interview,
    get_interview,
)
from crm.domain.interviews import DEBRIEF_TEXTS, Interview
from crm.domain.words import count, say_day
from crm.tui import reads_interviews as reads
from crm.tui.commands import bindings, commands_of
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.interview import AfterInterviewDialog, InterviewDialog, InterviewValues
from crm.tui.dialogs.pick import PickDialog
from crm.tui.panes import interviews as shown
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.screens.list_and_sheet import ListAndSheet
from crm.tui.widgets.rows_list import Entry
from crm.tui.widgets.sheet import Layout

_NO_OPPORTUNITY = (
    "An interview is for an opportunity, and there is none yet: o goes to the opportunities, n there adds one."
)
#: An interview noted later than this is history: nothing is offered any more.
_FRESH = timedelta(days=14)


async def record_interview_with(home: HomeScreen, contact_id: int) -> None:
    """An interview with somebody: the form at once for the first, or for one that waits to be noted; else the list."""
    known = await home.gateway.run(reads.interviews, contact_id, None)
    if not known:
        await InterviewForms(home, contact_id).record()
        return
    today = home.desk_app.clock.today()
    waiting = next((one for one in known if one.awaits_debrief(today)), None)
    screen = InterviewsScreen(home, contact_id=contact_id, at=waiting.id if waiting else None)
    await home.app.push_screen(screen)
    if waiting is not None:
        await screen.forms.edit(waiting)


async def record_interview_of(screen: BookScreen, opportunity_id: int) -> None:
    """The interviews for an opportunity: the form at once where there is none yet, or one waits to be noted."""
    home = screen.home
    known = await home.gateway.run(reads.interviews, None, opportunity_id)
    if not known:
        await InterviewForms(home, None, opportunity_id, lambda _: screen.reload()).record()
        return
    waiting = next((one for one in known if one.awaits_debrief(screen.today)), None)
    over = InterviewsScreen(home, opportunity_id=opportunity_id, at=waiting.id if waiting else None)
    await home.app.push_screen(over)
    if waiting is not None:
        await over.forms.edit(waiting)


class InterviewForms:
    """The forms about interviews, from whichever screen: with a person, or for an opportunity.

    `changed` is called when the book was changed, besides the home screen: with the id of an interview that is new.
    """

    def __init__(
        self,
        home: HomeScreen,
        contact_id: int | None,
        opportunity_id: int | None = None,
        changed: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._home = home
        self._app = home.desk_app
        self._contact_id = contact_id
        self._opportunity_id = opportunity_id
        self._changed = changed

    async def record(self) -> None:
        """A new interview, planned or held."""
        opportunity_id = await self._which_opportunity()
        if opportunity_id is None:
            return
        also = [self._contact_id] if self._contact_id is not None else []
        opportunity, people = await self._run(reads.who_may_be_there, opportunity_id, also)
        ticked = also or [person.contact_id for person in opportunity.people[:1]]
        today = self._app.clock.today()
        values = InterviewValues(on=today, contact_ids=tuple(ticked))

        async def save(new: InterviewValues) -> None:
            number = await self._change(add_interview, opportunity_id, _as_new(new))
            saved.append(number)
            self._changed(number)

        saved: list[int] = []
        heading = f"Interview · {opportunity.title}"
        key = f"new-{opportunity_id}-{self._contact_id or 0}"
        await self._ask(heading, values, key, people, save)
        if saved:
            await self._told(saved[0])

    async def edit(self, one: Interview) -> None:
        """Note what one brought, or change it. One whose day has come is held as soon as it is saved."""
        ids = [person.contact_id for person in one.people]
        _, people = await self._run(reads.who_may_be_there, one.opportunity_id, ids)
        today = self._app.clock.today()
        before = _values(one)
        values = before
        if one.awaits_debrief(today) and one.status == "planned":
            values = _values(one, status="held")

        async def save(after: InterviewValues) -> None:
            await self._change(
                partial(
                    edit_interview,
                    interview_id=one.id,
                    contact_ids=after.contact_ids,
                    debrief=_debrief(after),
                    on=after.on,
                    at=after.at,
                    zone=after.zone,
                    minutes=after.minutes,
                    kind=after.kind,
                    location=after.location,
                    status=after.status,
                )
            )
            saved.append(one.id)

        saved: list[int] = []
        await self._ask(f"Interview · {one.opportunity}", values, str(one.id), people, save)
        if saved:
            await self._told(one.id, was_noted=not one.awaits_debrief(today) and one.status == "held")

    async def plan_after(self, one: Interview) -> None:
        """Start the playbook that follows an interview, shown before."""
        found = await self._run(reads.after, one.id)
        if not found.steps:
            raise BookError("The plan after an interview runs already, or nobody has a part in this opportunity yet.")
        await self._offer(found)

    async def write_letter(self, one: Interview) -> None:
        """A letter to the first of those who were there."""
        who = one.people[0].contact_id if one.people else self._contact_id
        if who is None:
            raise BookError("Nobody is noted as having been there: e adds them.")
        from crm.tui.screens.letters import write_letter_to

        await write_letter_to(self._home, who)

    # How.

    async def _run(self, func: Callable[..., Any], *args: Any) -> Any:
        return await self._home.gateway.run(func, *args)

    async def _change(self, func: Callable[..., Any], *args: Any) -> Any:
        try:
            return await self._home.gateway.run(func, *args)
        finally:
            self._home.acts.forget()
            self._home.reload()
            self._changed(0)

    async def _which_opportunity(self) -> int | None:
        if self._opportunity_id is not None:
            return self._opportunity_id
        choices = await self._run(reads.possible_opportunities, self._contact_id or 0)
        if not choices:
            raise BookError(_NO_OPPORTUNITY)
        if len(choices) == 1:
            return int(choices[0].key)
        picked = await self._app.ask(PickDialog("An interview for which opportunity?", choices))
        return int(picked) if picked is not None else None

    async def _ask(
        self,
        heading: str,
        values: InterviewValues,
        key: str,
        people: Any,
        save: Callable[[InterviewValues], Awaitable[None]],
    ) -> None:
        submit = self._home.acts.saving(save)
        await self._app.ask(
            InterviewDialog(heading, values, desk=self._app.desk(), key=key, people=people, submit=submit)
        )

    async def _told(self, interview_id: int, *, was_noted: bool = False) -> None:
        """Say what was saved; after one that was noted for the first time, offer what follows."""
        today = self._app.clock.today()
        found: reads.After = await self._run(reads.after, interview_id)
        one = found.interview
        if one.status != "held" or was_noted or one.on < today - _FRESH:
            word = "Noted" if one.status == "held" else "Planned"
            self._app.tell(f"{word}: interview for {one.opportunity}, {say_day(one.on, today)}; u undoes")
            return
        await self._offer(found)

    async def _offer(self, found: reads.After) -> None:
        today, one = self._app.clock.today(), found.interview
        concerns = (
            "No concern is open." if not found.open else f"{count(found.open, 'concern is', 'concerns are')} open."
        )
        said = [
            f"The interview for {one.opportunity} is in your book. {concerns}",
            "The influence letter is best drafted today, while you hear them; it rests overnight before it goes.",
        ]
        lines = [f"{say_day(step.on, today)}, {step.contact}: {step.purpose}" for step in found.steps]
        if found.joins:
            lines.append(f"It becomes one plan with: {', '.join(found.joins)}.")
        way = await self._app.ask(AfterInterviewDialog(said, lines))
        if way == "plan":
            await self._change(reads.start_after, one.opportunity_id)
            self._app.tell("Planned: the letter today, sent when it has rested; w writes it, u undoes")
        elif way == "letter":
            await self.write_letter(one)
        else:
            self._app.tell(f"Noted: interview for {one.opportunity}. {concerns} w drafts the letter today; u undoes")


class InterviewsScreen(ListAndSheet):
    """The interviews with a person, or for an opportunity."""

    NAME = "interviews"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("interviews")))
    EMPTY = ("No interview yet.", "n plans one, or notes one that was held.")

    def __init__(
        self,
        home: HomeScreen,
        *,
        contact_id: int | None = None,
        opportunity_id: int | None = None,
        at: int | None = None,
    ) -> None:
        super().__init__(home)
        self.contact_id, self.opportunity_id = contact_id, opportunity_id
        self.forms = InterviewForms(home, contact_id, opportunity_id, self._recorded)
        self._at = at
        self._known: dict[int, Interview] = {}

    def _recorded(self, interview_id: int) -> None:
        self._at = interview_id or self._at
        self.reload()

    async def load(self) -> None:
        """Read them all: there are a handful."""
        found = await self.run(reads.interviews, self.contact_id, self.opportunity_id)
        self._known = {one.id: one for one in found}
        today = self.today
        self.list.fill([Entry(one.id, partial(shown.row, one, today)) for one in found], at=self._at)
        self._at = None
        self.list_pane.border_title = "Interviews"
        waiting = sum(one.awaits_debrief(today) for one in found)
        right = [(f"{waiting} to note", "wait")] if waiting else [(count(len(found), "interview"), "muted")]
        self.title_bar.show([("Interviews", "strong"), (" · ", "rule"), (await self._about(), "")], right)
        self.show_current()

    async def _about(self) -> str:
        if self.opportunity_id is not None:
            opportunity, _ = await self.run(reads.who_may_be_there, self.opportunity_id)
            return ", ".join(part for part in (opportunity.title, opportunity.employer) if part)
        return await self.run(reads.name_of, self.contact_id or 0)

    def sheet_of(self, key: int | None) -> tuple[str, Layout]:
        """Everything noted of one."""
        one = self._known.get(key or 0)
        if one is None:
            return "", lambda _: ()
        today = self.today
        return say_day(one.on, today), lambda width: shown.sheet(one, width, today)

    def _one(self) -> Interview:
        one = self._known.get(self.list.current or 0)
        if one is None:
            raise BookError("There is no interview here yet: n records one.")
        return one

    async def do_interview_new(self) -> None:
        """A new one."""
        await self.forms.record()

    async def do_interview_edit(self) -> None:
        """Note or change it, as the book has it now."""
        await self.forms.edit(await self.run(get_interview, self._one().id))

    async def do_interview_cancel(self) -> None:
        """It does not take place."""
        one = self._one()
        if one.status == "cancelled":
            raise BookError("This interview was cancelled already: e makes it planned or held again.")
        await self.change(cancel_interview, one.id)
        self.tell(f"Cancelled: interview for {one.opportunity}, {say_day(one.on, self.today)}; u undoes")

    async def do_interview_delete(self) -> None:
        """Delete it, after a question."""
        one = self._one()
        details = [f"{one.opportunity}, {say_day(one.on, self.today)}", "What was said in it stays among the concerns."]
        if await self.ask(ConfirmDialog("Delete this interview?", details)):
            await self.change(delete_interview, one.id)
            self.tell("Deleted the interview; u brings it back")

    async def do_prepare_open(self) -> None:
        """The sheet to read before it."""
        from crm.tui.screens.prepare import open_prepare

        number = self._known[self.list.current].opportunity_id if self.list.current in self._known else None
        if (number := number or self.opportunity_id) is None:
            raise BookError("There is no interview here yet: n records one.")
        await open_prepare(self, number)

    async def do_letter_write(self) -> None:
        """A letter to the first of those who were there."""
        await self.forms.write_letter(self._one())

    async def do_plan_after(self) -> None:
        """What follows an interview."""
        one = self._one()
        if one.status != "held":
            raise BookError("That plan begins when the interview was held: e notes it.")
        await self.forms.plan_after(one)


def _values(one: Interview, *, status: str = "") -> InterviewValues:
    return InterviewValues(
        status=status or one.status,
        on=one.on,
        at=one.at,
        zone=one.zone,
        minutes=one.minutes,
        kind=one.kind,
        location=one.location,
        contact_ids=tuple(person.contact_id for person in one.people),
        challenges=one.debrief.challenges,
        concerns=one.debrief.concerns,
        texts={name: getattr(one.debrief, name) for name in DEBRIEF_TEXTS},
    )


def _debrief(values: InterviewValues) -> NewDebrief:
    return NewDebrief(values.challenges, values.concerns, complete=True, **values.texts)


def _as_new(values: InterviewValues) -> NewInterview:
    if values.on is None:
        raise BookError("Say the day of the interview.")
    return NewInterview(
        on=values.on,
        at=values.at,
        zone=values.zone,
        minutes=values.minutes,
        kind=values.kind,
        location=values.location,
        contact_ids=values.contact_ids,
        held=values.status == "held",
        debrief=_debrief(values),
    )
