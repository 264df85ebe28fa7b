"""Moving an opportunity to another stage, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.opportunities import Opportunity, stage_beside
from crm.domain.words import say_day
from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import ChipField, DateField, Field, LineField
from crm.tui.dialogs.form import FormDialog, Incomplete, gather
from crm.tui.dialogs.opportunity import STAGE_CHIPS
from crm.tui.dialogs.values import Desk, Submit
from crm.tui.widgets.safe import literal

#: Every stage; a no leads on to its own form.
ALL_CHIPS = (
    *STAGE_CHIPS,
    Chip("rejected", "r", "rejected"),
    Chip("withdrawn", "w", "withdrawn"),
    Chip("no answer", "n", "no answer"),
)


@dataclass(frozen=True, slots=True)
class StageValues:
    """The stage it came to, on which day, and what there is to say about it."""

    stage: str
    on: date
    note: str = ""


class StageDialog(FormDialog[StageValues]):
    """Which stage and since when; the next one on the way is chosen already. What was stays in the history."""

    FORM = "stage"
    MAIN = "on"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(f"alt+{chip.letter}", f"chip('{chip.letter}')", chip.label, show=False, priority=True)
            for chip in ALL_CHIPS
        ),
        Binding("f3", "step('stage')", "Stage", show=False, priority=True),
    ]

    def __init__(self, opportunity: Opportunity, *, desk: Desk, submit: Submit[StageValues] | None = None) -> None:
        self.opportunity = opportunity
        super().__init__(f"Move · {opportunity.title}", desk=desk, key=str(opportunity.id), submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """Stage, day, note."""
        today = self.desk.today
        ahead = stage_beside(self.opportunity.stage, 1) or "interviewing"
        yield ChipField("stage", "stage", ALL_CHIPS, ahead, shortcut="f3")
        yield DateField(
            "on", "day", today, today=today, week=self.desk.week, past=True, needed=True, check=self._not_ahead
        )
        yield LineField("note", "note", "")

    def compose_head(self) -> Iterable[Widget]:
        """Where it stands."""
        since = self.opportunity.since
        said = f"{self.opportunity.stage} since {say_day(since, self.desk.today)}" if since else self.opportunity.stage
        yield Static(literal(said), markup=False)

    def more_keys(self) -> tuple[str, ...]:
        """The way to the chips while typing."""
        return ("alt+letter stage",)

    def _not_ahead(self, day: date) -> str:
        return "" if day <= self.desk.today else f"{say_day(day, self.desk.today)} is still to come"

    def read(self) -> StageValues:
        """What stands in the form. Raises Incomplete."""
        on, note = self.form_fields["on"], self.form_fields["note"]
        if not isinstance(on, DateField) or not isinstance(note, LineField):
            raise TypeError
        if problems := gather({"on": on.read}):
            raise Incomplete(problems)
        return StageValues(self.form_fields["stage"].text, on.day or self.desk.today, note.value)
