"""Everything of one opportunity, and what is done to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from crm.book import opportunities, opportunity_card
from crm.book.errors import Declined, NotFound
from crm.book.opportunity_card import OpportunityCard
from crm.domain.words import say_day
from crm.tui import reads_pipeline
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.dialogs.opportunity import PartValues, SentValues
from crm.tui.panes import opportunity_card as rows
from crm.tui.panes import window_lines
from crm.tui.screens import opportunity_acts
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.rows_list import RowsList
from crm.tui.widgets.safe import Part, literal
from crm.tui.widgets.sheet import Sheet

#: From so many cells on what is to be read stands beside the rows.
WIDE = 112


class OpportunityScreen(BookScreen):
    """The rows of the opportunity `opportunity_id`; beside them, where there is room, what is to be read."""

    NAME = "opportunity"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("opportunity")))
    DEFAULT_CSS = """
    OpportunityScreen #opportunity-panes { height: 1fr; }
    OpportunityScreen #opportunity-rows { width: 1fr; }
    OpportunityScreen #opportunity-reading { width: 1fr; }
    """

    def __init__(self, home: HomeScreen, opportunity_id: int) -> None:
        super().__init__(home)
        self.opportunity_id = opportunity_id
        self.list: RowsList[rows.Key] = RowsList(id="opportunity-list")
        self.sheet = Sheet(id="opportunity-sheet")
        self.card: OpportunityCard | None = None
        self._rows_pane = Vertical(self.list, id="opportunity-rows", classes="pane")
        self._reading_pane = Vertical(self.sheet, id="opportunity-reading", classes="pane")
        self._reading_pane.border_title = literal("To read")

    def body(self) -> Sequence[Widget]:
        """Rows, and what is to be read."""
        return [Horizontal(self._rows_pane, self._reading_pane, id="opportunity-panes")]

    async def load(self) -> None:
        """Everything of it; when it is no longer there, back."""
        try:
            self.card = await self.run(opportunity_card.opportunity_card, self.opportunity_id, "r")
        except NotFound:
            if self.app.screen is self:
                self.dismiss(None)
            return
        self.show()

    def on_resize(self, event: events.Resize) -> None:
        """Another width may have room for the second pane, or no longer."""
        if self.card is not None:
            self.show()

    def show(self) -> None:
        """Show what was read, the cursor where it was."""
        if self.card is None:
            return
        wide = self.app.size.width >= WIDE
        self._reading_pane.display = wide
        found = self.card.opportunity
        today = self.today
        self.list.fill(rows.entries(self.card, today, wide=wide))
        self.sheet.show(partial(rows.reading, self.card, today))
        title: list[Part] = [(found.title, "strong"), (f", {found.employer}" if found.employer else "", "muted")]
        self.title_bar.show(title, [self._state(today)])
        if self.focused is None or (self.focused is self.sheet and not wide):
            self.set_focus(self.list)

    def _state(self, today: date) -> Part:
        found = self.card.opportunity if self.card else None
        if found is None:
            return "", ""
        if found.rejection is not None:
            return window_lines.words(found.rejection.on, found.rejection.starts_on, today)
        since = f" since {say_day(found.since, today)}" if found.since else ""
        return f"{found.stage}{since}", "muted"

    def situation(self) -> Situation:
        """What is under the cursor."""
        kind, number = self.list.current or ("", 0)
        return Situation("opportunity", number if kind == "person" else self.home.contact_id, kind)

    @property
    def _at(self) -> rows.Key:
        return self.list.current or ("facts", 0)

    def _known(self) -> OpportunityCard:
        if self.card is None:
            raise NotFound("This opportunity is no longer in the book.")
        return self.card

    # Under the cursor.

    async def do_row_open(self) -> None:
        """The person, the other opportunity, the whole text."""
        kind, number = self._at
        card = self._known()
        if kind == "person":
            opportunity_acts.go_to_person(self, number)
        elif kind == "opportunity":
            await self.app.push_screen(OpportunityScreen(self.home, number))
        elif kind == "posting":
            await self._read("Posting", card.opportunity.posting)
        elif kind == "ring":
            await self.do_ring_show()
        elif kind == "window":
            await self.do_sources_show()
        elif kind == "facts" and card.opportunity.notes:
            await self._read("Notes", card.opportunity.notes)
        elif kind in {"people", "facts"}:
            await (self.do_person_add() if kind == "people" else self.do_opportunity_edit())
        elif kind == "nothing-sent":
            await self.do_sent_add()
        elif kind == "no":
            await self.do_entry_edit()
        elif not await self._open_elsewhere(kind, number):
            self.tell("Nothing more is behind this row; e edits the opportunity.")

    async def _open_elsewhere(self, kind: str, number: int) -> bool:
        """Open a row that has a screen of its own."""
        if kind == "letter":
            from crm.tui.screens.letter import LetterScreen

            await self.app.push_screen(LetterScreen(self.home, number))
        elif kind == "interview":
            from crm.tui.screens.interview import InterviewsScreen

            over = InterviewsScreen(self.home, opportunity_id=self.opportunity_id, at=number)
            await self.app.push_screen(over)
        elif kind == "plan":
            from crm.tui.screens.plan import open_plan_of

            plan = next(plan for plan in self._known().plans if plan.id == number)
            ahead = sorted((step for step in plan.steps if step.is_open), key=lambda step: (step.on, step.place))
            if ahead or plan.steps:
                await open_plan_of(self, (ahead or plan.steps)[0].contact_id)
        else:
            return False
        return True

    async def do_entry_edit(self) -> None:
        """The newest no, a part, or the opportunity."""
        kind, number = self._at
        found = self._known().opportunity
        if kind == "person":
            await self._edit_part(number)
        elif kind in {"no", "window"}:
            if kind == "no" and number != len(found.rejections) - 1:
                raise Declined("Only the newest no can be put right here; the older ones stay as they were.")
            await opportunity_acts.edit_no(self, found.id)
        elif kind == "stage":
            raise Declined("History is not rewritten: m enters the right stage and day, D takes a wrong entry out.")
        else:
            await self.do_opportunity_edit()

    async def _edit_part(self, contact_id: int) -> None:
        from crm.tui.dialogs.opportunity import PartDialog

        found = self._known().opportunity
        person = next((each for each in found.people if each.contact_id == contact_id), None)
        if person is None:
            return

        async def save(values: PartValues) -> None:
            if (part := values.people[0].part) != person.part:
                await self.change(opportunities.set_part, found.id, contact_id, part)
                self.tell(f"{person.name}: {part or 'no part named'}; u undoes")

        key = f"{found.id}-{contact_id}"
        await self.ask(
            PartDialog(
                found.title, key, desk=self.desk_app.desk(), name=person.name, part=person.part,
                submit=self.saving(save),
            )
        )  # fmt: skip

    async def do_entry_delete(self) -> None:
        """A part, what was sent, a wrong entry of the history; else the opportunity, asked first."""
        from crm.tui.dialogs.confirm import ConfirmDialog

        kind, number = self._at
        found = self._known().opportunity
        if kind == "person":
            name = next((each.name for each in found.people if each.contact_id == number), "")
            await self.change(opportunities.remove_person, found.id, number)
            self.tell(f"No part in it any more: {name}; u undoes")
        elif kind == "sent":
            item = found.sent[number]
            await self.change(opportunities.remove_sent, found.id, item.kind, item.name)
            self.tell(f"Taken out: {item.kind}; u undoes")
        elif kind == "stage":
            event = next(each for each in found.history if each.seq == number)
            what = [f"{event.stage}, {say_day(event.on, self.today)}"]
            if event.stage == "rejected":
                what.append("What is known of the no goes with it, and the touch that brought it.")
            if await self.ask(ConfirmDialog("Take this entry out of the history?", what, yes="Take out")):
                await self.change(opportunities.remove_stage_event, found.id, number)
                self.tell("Taken out of the history; u undoes")
        elif kind == "facts":
            await opportunity_acts.delete(self, found.id)
        else:
            self.tell("D takes out a part, what was sent, an entry of the history; on the first row the opportunity.")

    # The opportunity.

    async def do_opportunity_edit(self) -> None:
        """Edit it."""
        await opportunity_acts.edit_opportunity(self, self.opportunity_id)

    async def do_sent_add(self) -> None:
        """What was sent."""
        from crm.tui.dialogs.opportunity import SentDialog

        found = self._known().opportunity

        async def save(values: SentValues) -> None:
            await self.change(opportunities.add_sent, found.id, values.kind, values.name, values.on)
            self.tell(f"Noted as sent: {values.kind}, {values.name}; u undoes")

        await self.ask(SentDialog(found.title, str(found.id), desk=self.desk_app.desk(), submit=self.saving(save)))

    async def do_person_add(self) -> None:
        """Somebody with a part."""
        from crm.tui.dialogs.opportunity import PartDialog

        found = self._known().opportunity

        async def save(values: PartValues) -> None:
            meant = await self.run(reads_pipeline.people_meant, values.people)
            old = {person.contact_id: person.part for person in found.people}
            everybody = tuple({**old, **dict(meant)}.items())
            await self.change(partial(opportunities.edit_opportunity, opportunity_id=found.id, people=everybody))
            self.tell(f"In it now: {', '.join(each.name for each in values.people)}; u undoes")

        await self.ask(
            PartDialog(
                found.title, str(found.id), desk=self.desk_app.desk(), people=opportunity_acts.people_of(self),
                submit=self.saving(save),
            )
        )  # fmt: skip

    async def do_stage_on(self) -> None:
        """A stage on."""
        await opportunity_acts.step_stage(self, self.opportunity_id, 1)

    async def do_stage_back(self) -> None:
        """A stage back."""
        await opportunity_acts.step_stage(self, self.opportunity_id, -1)

    async def do_stage_move(self) -> None:
        """To any stage, on a day."""
        await opportunity_acts.move_stage(self, self.opportunity_id)

    async def do_no_record(self) -> None:
        """They said no."""
        await opportunity_acts.record_no(self, self.opportunity_id)

    async def do_opportunity_reopen(self) -> None:
        """A second chance; one of its own is opened."""
        made = await opportunity_acts.reopen(self, self.opportunity_id)
        if made is not None and made != self.opportunity_id:
            await self.app.push_screen(OpportunityScreen(self.home, made))

    async def do_interview_record(self) -> None:
        """An interview."""
        await opportunity_acts.record_interview(self, self.opportunity_id)

    async def do_prepare_open(self) -> None:
        """The preparation sheet."""
        await opportunity_acts.prepare(self, self.opportunity_id)

    async def do_ring_show(self) -> None:
        """The card for the moment they ring with a no."""
        card = self._known()
        if not card.ring:
            raise Declined("This card is there from interviewing on, until it is decided.")
        await self._read("If they ring with a no", card.ring.replace("\n", "\n\n"))

    async def do_sources_show(self) -> None:
        """The figures behind the window."""
        await self._read("How this is known", window_lines.how_it_is_known())

    async def _read(self, title: str, text: str) -> None:
        from crm.tui.dialogs.text import TextDialog

        await self.ask(TextDialog(title, text))
