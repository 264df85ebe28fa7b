"""A plan before it begins: every step with its date, changed as one likes, then accepted or left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal, TypeAlias

from textual.binding import BindingType

from crm.book.session import Book
from crm.domain.plan_views import PlanPreview, StepEdit, StepView
from crm.domain.words import count
from crm.tui.commands import bindings, commands_of
from crm.tui.panes.plan_steps import share_parts
from crm.tui.screens.home import HomeScreen
from crm.tui.screens.steps_screen import StepsScreen
from crm.tui.widgets.safe import Part

#: A step of a preview wherever others move: its name in the playbook, whom it is for, and the how many-th of these.
StepKey: TypeAlias = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """What the person chose of a plan. `plan` False: none at all."""

    coffee: Literal["now", "later"] = "now"
    placing: Literal["placed", "plain"] = "placed"
    plan: bool = True
    edits: Mapping[StepKey, StepEdit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """What would come of the choices: the plan (None without one), what else would be done, what is to be known."""

    plan: PlanPreview | None
    does: Sequence[str] = ()
    notes: Sequence[str] = ()


#: What would come of choices, their edits by the place of the step.
Preview: TypeAlias = Callable[[Book, PlanChoices, Mapping[int, StepEdit]], Look]


def keys_of(steps: Sequence[StepView]) -> dict[int, StepKey]:
    """The key of each step, by its place."""
    seen: Counter[tuple[str, int]] = Counter()
    found: dict[int, StepKey] = {}
    for step in sorted(steps, key=lambda step: step.place):
        name = (step.name, step.contact_id)
        found[step.place] = (*name, seen[name])
        seen[name] += 1
    return found


def look_at(book: Book, preview: Preview, choices: PlanChoices) -> tuple[Look, dict[int, StepKey], dict[int, StepEdit]]:
    """What would come of the choices, the keys of the steps by place, and the edits by place.

    Edits of steps that the playbook does not lay out any more are passed over.
    """
    look = preview(book, choices, {})
    places = keys_of(look.plan.steps) if look.plan is not None else {}
    edits = {place: choices.edits[key] for place, key in places.items() if key in choices.edits}
    return (preview(book, choices, edits) if edits else look), places, edits


class PlanPreviewScreen(StepsScreen):
    """`accepted` holds the choices once they were accepted and `accept` had no objection; None when it was left.

    `choices` are what was chosen last, also then.
    """

    NAME = "plan-preview"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("plan-preview")))

    def __init__(
        self,
        home: HomeScreen,
        title: str,
        preview: Preview,
        accept: Callable[[PlanChoices, Mapping[int, StepEdit]], Awaitable[None]],
        choices: PlanChoices,
        *,
        after_no: bool = False,
    ) -> None:
        super().__init__(home)
        self.title_text = title
        self.preview = preview
        self.accept = accept
        self.choices = choices
        self.after_no = after_no
        self.accepted: PlanChoices | None = None
        self.by_place = True
        self._keys: dict[int, StepKey] = {}
        self._edits: dict[int, StepEdit] = {}
        self._before: list[tuple[PlanChoices, int | None]] = []
        self._back_to: int | None = None

    async def load(self) -> None:
        """Lay the plan out with the choices."""
        look, self._keys, self._edits = await self.run(look_at, self.preview, self.choices)
        self.title_bar.show([(self.title_text, "strong")], [("nothing is kept before Enter", "muted")])
        self.head.show(self._said(look), look.notes)
        empty = ("No plan: only the no is recorded.", "Enter records it; z brings the plan back.")
        if look.plan is None and self.choices.plan:
            empty = ("No plan yet: nobody is known there.", "Enter records the no; a plan can begin later (p, then n).")
        plan = look.plan
        at, self._back_to = self._back_to, None
        self.show_steps(plan.steps if plan else (), plan.placing if plan else "", empty=empty, at=at)

    def _said(self, look: Look) -> list[list[Part]]:
        lines: list[list[Part]] = []
        plan = look.plan
        if plan is not None and (share := share_parts(plan.share, plan.share_even, plan.placing)):
            lines.append([*share, ("   W", "accent"), (" says how", "muted")])
        said = list(look.does)
        if plan is not None and len(who := {step.contact_id: step.contact for step in plan.steps}) == 1:
            said.append(f"with {next(iter(who.values()))}")
        if self.after_no and plan is not None:
            said.append("coffee now" if self.choices.coffee == "now" else "coffee later")
        dropped = sum(edit.drop for edit in self._edits.values())
        changed = len(self._edits) - dropped
        said += [f"{number} {what}" for number, what in ((changed, "changed"), (dropped, "dropped")) if number]
        if said:
            lines.append([(" · ".join(said), "")])
        return lines

    def _choose(self, choices: PlanChoices) -> None:
        self._before.append((self.choices, self.list.current))
        self.choices = choices
        self.reload()

    async def do_history_undo(self) -> None:
        """Take back the last change to the plan that is looked at; the book has none of it yet."""
        if not self._before:
            self.tell("Nothing was changed here yet; Esc goes back.")
            return
        self.choices, self._back_to = self._before.pop()
        self.reload()

    async def do_history_redo(self) -> None:
        """What was undone in the book stays undone while a plan is looked at."""
        self.tell("Nothing to do again here; a has every step as the playbook has it.")

    def _edit(self, place: int, edit: StepEdit) -> None:
        self._choose(replace(self.choices, edits={**self.choices.edits, self._keys[place]: edit}))

    async def do_plan_accept(self) -> None:
        """Begin it."""
        choices = self.choices
        _, _, edits = await self.run(look_at, self.preview, choices)
        await self.accept(choices, edits)
        self.accepted = choices
        self.dismiss(None)

    async def do_step_edit(self) -> None:
        """The day, the channel and the words of the step under the cursor."""
        from crm.tui.dialogs.plan_step import StepDialog

        step = self.step
        if step is None:
            self.tell("There is no step to edit.")
            return
        if not step.is_open:
            self.tell("This step is not to be done: there is nothing to edit.")
            return
        values = await self.ask(
            StepDialog(step, desk=self.desk_app.desk(), key=f"preview-{step.name}-{step.contact_id}")
        )
        if values is None:
            return
        old = self._edits.get(step.place, StepEdit())
        self._edit(
            step.place,
            replace(
                old,
                on=values.on if values.on != step.on else old.on,
                channel=values.channel if values.channel != step.channel else old.channel,
                purpose=values.purpose if values.purpose != step.purpose else old.purpose,
            ),
        )

    def do_step_drop(self) -> None:
        """Leave the step out."""
        step = self.step
        if step is None:
            self.tell("There is no step to drop.")
            return
        self._edit(step.place, StepEdit(drop=True))
        self.tell(f"Dropped: {step.purpose}; u takes it back")

    def do_step_restore(self) -> None:
        """Every step as the playbook has it."""
        if not self.choices.edits:
            self.tell("No step was changed.")
            return
        self.tell(f"{count(len(self.choices.edits), 'step')} as the playbook has it again")
        self._choose(replace(self.choices, edits={}))

    def do_plan_coffee(self) -> None:
        """Now or later."""
        if not self.after_no:
            self.tell("This playbook knows no such choice.")
            return
        self._choose(replace(self.choices, coffee="later" if self.choices.coffee == "now" else "now"))

    def do_plan_placing(self) -> None:
        """Placed or plain."""
        self._choose(replace(self.choices, placing="plain" if self.choices.placing == "placed" else "placed"))

    def do_plan_without(self) -> None:
        """No plan at all, or one after all."""
        if not self.after_no:
            self.tell("Esc leaves without a plan.")
            return
        self._choose(replace(self.choices, plan=not self.choices.plan))
