"""The plan with one person as it runs: its steps, what they ask, and starting another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual.binding import BindingType

from crm.book import plans
from crm.book.errors import BookError
from crm.book.opportunities import opportunities_of
from crm.book.pipeline import OpportunityRow
from crm.book.playbooks import load_playbooks
from crm.book.session import Book
from crm.domain.opportunities import LIVE
from crm.domain.plan_views import PlanRequest, PlanView, StepEdit, StepView
from crm.domain.words import say_day
from crm.tui import reads
from crm.tui.commands import bindings, commands_of
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.plan_step import StepDialog, StepValues
from crm.tui.dialogs.values import Choice
from crm.tui.panes.plan_steps import share_parts
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.screens.plan_preview import Look, PlanChoices, PlanPreviewScreen
from crm.tui.screens.steps_screen import StepsScreen
from crm.tui.widgets.safe import Part

if TYPE_CHECKING:
    from textual.screen import ModalScreen

_STATUS = {"running": "runs", "done": "is done", "ended": "has ended"}
_ALONE = "alone"


async def open_plan_of(screen: HomeScreen | BookScreen, contact_id: int) -> None:
    """Open the plan with a contact, or the place where one is started."""
    home = screen.home if isinstance(screen, BookScreen) else screen
    person = await home.gateway.run(reads.person, contact_id, 1)
    if person is None:
        raise BookError("This person is no longer in the book.")
    plan = PlanScreen(home, contact_id)
    home.desk_app.hold_keys()
    await home.desk_app.ask(cast("ModalScreen[None]", plan))


def plans_with(book: Book, contact_id: int) -> tuple[reads.Person | None, list[PlanView]]:
    """A contact and their plans: the running one first, then those that are over, newest first."""
    found = plans.plans_of(book, contact_id=contact_id, ended=True)
    return reads.person(book, contact_id, 1), sorted(found, key=lambda plan: plan.status != "running")


class PlanScreen(StepsScreen):
    """The running plan of a contact; the arrows lead to those that are over."""

    NAME = "plan"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("plan")))

    def __init__(self, home: HomeScreen, contact_id: int) -> None:
        super().__init__(home)
        self.contact_id = contact_id
        self.person: reads.Person | None = None
        self.plans: list[PlanView] = []
        self.at = 0
        self._seen: int | None = None

    async def load(self) -> None:
        """Read the plans of the person again; the one that was shown stays."""
        self.person, self.plans = await self.run(plans_with, self.contact_id)
        if self.person is None:
            self.dismiss(None)
            return
        ids = [plan.id for plan in self.plans]
        self.at = ids.index(self._seen) if self._seen in ids else min(self.at, max(len(ids) - 1, 0))
        self._show()

    @property
    def plan(self) -> PlanView | None:
        """The plan that is shown."""
        return self.plans[self.at] if self.plans else None

    @property
    def who(self) -> str:
        """Whose plan it is."""
        return self.person.card.contact.name if self.person is not None else ""

    def _show(self) -> None:
        plan, who = self.plan, self.who
        which = f"{self.at + 1} of {len(self.plans)} plans  ← →" if len(self.plans) > 1 else ""
        self.title_bar.show([("The plan with ", "muted"), (who, "strong")], [(which, "muted")])
        if plan is None:
            self.head.show([])
            self.show_steps((), "", empty=(f"No plan runs with {who}.", "r records a no; n starts another playbook."))
            return
        new = plan.id != self._seen
        self._seen = plan.id
        self.head.show(self._said(plan), self._asked(plan))
        first = next((step.id for step in plan.steps if step.is_open and step.contact_id == self.contact_id), None)
        first = first or next((step.id for step in plan.steps if step.is_open), None)
        self.show_steps(
            plan.steps,
            plan.placing,
            empty=("This plan has no steps.",),
            at=first if new else None,
            over=plan.status != "running",
        )

    def _said(self, plan: PlanView) -> list[list[Part]]:
        of = ", ".join(part for part in (plan.opportunity, plan.employer) if part)
        closed = sum(not step.is_open for step in plan.steps)
        line: list[Part] = [(plan.playbook, "strong")]
        if of:
            line.append((f" · {of}", ""))
        stands = _STATUS.get(plan.status, plan.status)
        since = f", since {say_day(plan.start, self.today)}" if plan.status == "running" else ""
        room = self.app.size.width - 4 - sum(cell_len(text) for text, _ in line)
        said = f" · {stands}{since}"
        line.append((said if cell_len(said) <= room else f" · {stands}", "muted"))
        behind: list[Part] = [(f"{closed} of {len(plan.steps)} behind you", "")]
        if share := share_parts(plan.share, plan.share_even, plan.placing):
            behind += [(" · ", "rule"), *share, ("   W", "accent"), (" says how", "muted")]
        return [line, behind]

    def _asked(self, plan: PlanView) -> list[str]:
        said = {"reply": "replied", "moved": "changed employer", "streak": "did not answer three times"}
        return [
            f"{ask.contact} {said.get(ask.asks, ask.asks)} (on {say_day(ask.since, self.today)}): the plan waits for "
            "your decision, d opens the choices."
            for ask in plan.asks
        ]

    # The step under the cursor.

    def _open_step(self) -> StepView:
        step, plan = self.step, self.plan
        if step is None or plan is None:
            raise BookError(f"No plan runs with {self.who}: n starts one.")
        if plan.status != "running":
            raise BookError("This plan is over; n starts another.")
        if not step.is_open:
            raise BookError("This step is closed already; u takes back what was done last.")
        return step

    async def do_step_log(self) -> None:
        """Log a touch with whom the step is for."""
        await self.home.acts.log_step(self._open_step())

    async def do_step_move(self) -> None:
        """Another day for the step."""
        step = self._open_step()

        async def save(values: StepValues) -> None:
            await self.change(plans.move_step, step.id, values.on)
            self.tell(f"Moved to {say_day(values.on, self.today)}: {step.purpose}; u undoes")

        await self.ask(StepDialog(step, desk=self.desk_app.desk(), asked="day", submit=self.saving(save)))

    async def do_row_open(self) -> None:
        """The channel and the words of the step."""
        step = self._open_step()

        async def save(values: StepValues) -> None:
            await self.change(plans.edit_step, step.id, channel=values.channel, purpose=values.purpose)

        await self.ask(StepDialog(step, desk=self.desk_app.desk(), asked="words", submit=self.saving(save)))

    async def do_step_done(self) -> None:
        """The step is done; or what the plan asks of its person is decided."""
        step = self._open_step()
        if self.plan is not None and any(ask.contact_id == step.contact_id for ask in self.plan.asks):
            from crm.tui.screens.deciding import decide_with

            acts = self.home.acts
            await decide_with(acts, await acts.person(step.contact_id))
            self.reload()
            return
        await self.change(plans.finish_step, step.id)
        self._tell_next(f"Done: {step.purpose}")

    async def do_step_skip(self) -> None:
        """Pass over the step."""
        step = self._open_step()
        await self.change(plans.skip_step, step.id)
        self._tell_next(f"Skipped: {step.purpose}")

    def _tell_next(self, what: str) -> None:
        self.run_worker(self._told_next(what), group="told", exit_on_error=False)

    async def _told_next(self, what: str) -> None:
        if self._seen is None:
            return
        with self.faults():
            plan = await self.run(plans.get_plan, self._seen)
            first = next((step for step in plan.steps if step.is_open), None)
            following = "that was the last step"
            if first is not None:
                following = f"next: {say_day(first.on, self.today)}, {first.purpose} ({first.contact})"
            self.tell(f"{what}; {following}; u undoes")

    # The plan.

    def _running_plan(self) -> PlanView:
        if self.plan is None:
            raise BookError(f"No plan runs with {self.who}: n starts one.")
        if self.plan.status != "running":
            raise BookError("This plan is over; n starts another.")
        return self.plan

    async def do_plan_placing(self) -> None:
        """By the callback window, or evenly."""
        plan = self._running_plan()
        placing = "plain" if plan.placing == "placed" else "placed"
        await self.change(plans.change_placing, plan.id, placing)  # type: ignore[arg-type]
        said = "Placed by the callback window" if placing == "placed" else "Spaced evenly, every two months"
        self.tell(f"{said}; u undoes")

    async def do_plan_hand(self) -> None:
        """Somebody else gets what is open for the person of the step under the cursor."""
        from crm.tui.screens.deciding import hand_over

        plan, step = self._running_plan(), self._open_step()
        acts = self.home.acts
        picked = await hand_over(acts, await acts.person(step.contact_id), plan)
        if picked is not None and step.contact_id == self.contact_id:
            self.contact_id = picked  # the plan is theirs now
        self.reload()

    async def do_plan_end(self) -> None:
        """Nothing more of it is due."""
        plan = self._running_plan()
        await self.change(plans.end_plan, plan.id)
        self.tell(f"Ended: the plan {plan.playbook}; u undoes")

    def do_plan_following(self) -> None:
        """The next plan."""
        self._turn(1)

    def do_plan_previous(self) -> None:
        """The plan before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        if len(self.plans) < 2:
            self.tell(f"There is {'one plan' if self.plans else 'no plan yet'} with {self.who}.")
            return
        self.at = (self.at + by) % len(self.plans)
        self._show()

    # Another one.

    async def do_plan_start(self) -> None:
        """Pick a playbook, look at its dates, accept."""
        playbooks, _ = await self.run(lambda _: load_playbooks())
        choices = [Choice(name, name, each.about) for name, each in playbooks.items()]
        playbook = await self.ask(PickDialog("Start which playbook?", choices))
        if playbook is None:
            return
        opportunity = await self._which_opportunity()
        if opportunity is None:
            return
        self.desk_app.hold_keys()
        await self._begin(playbook, int(opportunity) if opportunity != _ALONE else None)

    async def _which_opportunity(self) -> str | None:
        """For which opportunity, or for this person alone; not asked where there is none."""
        rows = [row for row in await self.run(opportunities_of, self.contact_id) if row.part is not None]
        if not rows:
            return _ALONE
        rows.sort(key=lambda row: row.stage not in LIVE)
        choices = [Choice(str(row.id), f"everybody of {_role(row)}", row.stage) for row in rows]
        choices.append(Choice(_ALONE, f"{self.who} alone"))
        self.desk_app.hold_keys()
        return await self.ask(PickDialog("With whom?", choices))

    async def _begin(self, playbook: str, opportunity_id: int | None) -> None:
        day, alone = self.today, (self.contact_id,) if opportunity_id is None else ()

        def request(choices: PlanChoices) -> PlanRequest:
            return PlanRequest(
                start=day,
                playbook=playbook,
                opportunity_id=opportunity_id,
                contact_ids=alone,
                coffee=choices.coffee,
                placing=choices.placing,
            )

        def preview(book: Book, choices: PlanChoices, edits: Mapping[int, StepEdit]) -> Look:
            found = plans.preview_plan(book, request(choices), edits)
            return Look(found if found.steps else None, notes=found.notes)

        async def accept(choices: PlanChoices, edits: Mapping[int, StepEdit]) -> None:
            self._seen = await self.change(plans.apply_plan, request(choices), edits)
            self._tell_next(f"Started: {playbook}")

        screen = PlanPreviewScreen(self.home, f"{playbook} · {self.who}", preview, accept, PlanChoices())
        await self.ask(cast("ModalScreen[None]", screen))
        self.reload()

    async def do_no_record(self) -> None:
        """They said no."""
        from crm.tui.screens.no import record_no_with

        await record_no_with(self.home, self.contact_id)
        self.reload()


def _role(row: OpportunityRow) -> str:
    return ", ".join(part for part in (row.title, row.employer) if part)
