"""A step of a plan: another day, another channel, other words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.plan_views import StepView
from crm.domain.words import say_day
from crm.tui.dialogs.fields import ChipField, DateField, Field, LineField
from crm.tui.dialogs.form import FormDialog, Incomplete, gather
from crm.tui.dialogs.log import CHANNEL_CHIPS
from crm.tui.dialogs.values import Desk, Submit
from crm.tui.widgets.safe import literal

#: What of a step a form asks for: its day, what it is about, or both.
Asked = Literal["day", "words", "everything"]

_CHIPS = tuple(chip for chip in CHANNEL_CHIPS if chip.value != "voicemail")
_HEADINGS: dict[Asked, str] = {"day": "Move", "words": "Edit", "everything": "Edit"}


@dataclass(frozen=True, slots=True)
class StepValues:
    """A step as its form has it; what was not asked is as it was."""

    on: date
    channel: str
    purpose: str


class StepDialog(FormDialog[StepValues]):
    """The day as people type days, the channel by its letter."""

    FORM = "step"
    DRAFT = "A step of the plan"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"alt+{chip.letter}", f"chip('{chip.letter}')", chip.label, show=False, priority=True)
        for chip in _CHIPS
    ]

    def __init__(
        self,
        step: StepView,
        *,
        desk: Desk,
        asked: Asked = "everything",
        key: str = "",
        submit: Submit[StepValues] | None = None,
    ) -> None:
        self.step = step
        self.asked = asked
        # Within one preview a step is known by its place, a running one by its id.
        super().__init__(
            f"{_HEADINGS[asked]} · step {step.number} with {step.contact}",
            desk=desk,
            key=f"{asked}-{key or step.id}-{step.place}",
            submit=submit,
        )

    def make_fields(self) -> Iterable[Field]:
        """The day first, as with everything that is planned."""
        if self.asked != "words":
            yield DateField(
                "on", "when", self.step.on, today=self.desk.today, week=self.desk.week, needed=True, check=self._ahead
            )
        if self.asked != "day":
            yield LineField("purpose", "what for", self.step.purpose)
            yield ChipField("channel", "how", _CHIPS, self.step.channel)

    def compose_head(self) -> Iterable[Widget]:
        """What it is about, and why."""
        if self.asked == "day":
            yield Static(literal(f"{self.step.purpose}, {say_day(self.step.on, self.desk.today)}"), markup=False)
        if self.step.why:
            yield Static(literal(self.step.why), markup=False)

    def _ahead(self, day: date) -> str:
        return "" if day >= self.desk.today else "That day has passed: a step is planned from today on"

    def read(self) -> StepValues:
        """The step as it stands in the form."""
        when, purpose, channel = (self.form_fields.get(key) for key in ("on", "purpose", "channel"))
        on = self.step.on
        if isinstance(when, DateField):
            if problems := gather({"on": when.read}):
                raise Incomplete(problems)
            on = when.day or on
        words = purpose.value if isinstance(purpose, LineField) else self.step.purpose
        if not words.strip():
            raise Incomplete({"purpose": "What is it for? A few words, for instance: send the article"})
        return StepValues(on, channel.text if channel is not None else self.step.channel, words)
