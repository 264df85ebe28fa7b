"""A second chance: the same role again, another one, a trial, an introduction to a partner company."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.opportunities import LIVE, Opportunity, OpportunityKind
from crm.domain.words import say_day
from crm.tui.dialogs.chips import Chip, Chips
from crm.tui.dialogs.fields import AreaField, ChipField, Completer, DateField, Field, LineField
from crm.tui.dialogs.form import FormDialog, Incomplete, gather
from crm.tui.dialogs.opportunity import STAGE_CHIPS
from crm.tui.dialogs.values import Desk, Submit, Suggest
from crm.tui.widgets.safe import literal

_WAY_CHIPS = (
    Chip("same", "e", "the same role"),
    Chip("other", "h", "another role"),
    Chip("trial", "t", "a trial"),
    Chip("introduction", "u", "an introduction"),
)
_SAID = {
    "same": "The same role comes back to a stage; its history goes on.",
    "other": "Another role there, as an opportunity of its own with the same people.",
    "trial": "A temporary-to-permanent trial, with a review every month.",
    "introduction": "They introduce you to a partner company.",
}
_KINDS: dict[str, OpportunityKind] = {"trial": "trial", "introduction": "introduction"}


@dataclass(frozen=True, slots=True)
class ReopenValues:
    """A second chance as its form shows it; `title` and `employer` are empty where they stay what they were."""

    kind: OpportunityKind
    title: str
    employer: str
    stage: str
    on: date
    note: str


class ReopenDialog(FormDialog[ReopenValues]):
    """What kind of second chance, where it stands and since when."""

    FORM = "reopen"

    def __init__(
        self,
        opportunity: Opportunity,
        *,
        desk: Desk,
        employers: Suggest | None = None,
        submit: Submit[ReopenValues] | None = None,
    ) -> None:
        self.opportunity = opportunity
        self._employers = employers
        super().__init__(f"Second chance · {opportunity.title}", desk=desk, key=str(opportunity.id), submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """Which way first; the title and the partner only where they can be others."""
        today = self.desk.today
        yield ChipField("way", "as", _WAY_CHIPS, "same")
        yield LineField("title", "title", self.opportunity.title, select=True)
        yield LineField(
            "employer",
            "partner",
            "",
            hint="the company you are introduced to",
            suggester=Completer(self._employers) if self._employers else None,
        )
        live = [chip for chip in STAGE_CHIPS if chip.value in LIVE]
        yield ChipField("stage", "stage", live, "interviewing")
        yield DateField(
            "on", "since", today, today=today, week=self.desk.week, past=True, needed=True, check=self._on_its_way
        )
        yield AreaField("note", "note", "", enter_saves=True, hint="how it came about")

    def compose_head(self) -> Iterable[Widget]:
        """What the chosen way means."""
        yield Static(literal(_SAID["same"]), id="way-said", markup=False)

    def on_mount(self) -> None:
        """Only what the way needs."""
        self._follow()

    async def restored(self) -> None:
        """A draft may have brought another way."""
        self._follow()

    @on(Chips.Changed)
    def _changed(self, event: Chips.Changed) -> None:
        event.stop()
        self._follow()

    def action_afresh(self) -> None:
        """Every field as it was."""
        super().action_afresh()
        self._follow()

    def _follow(self) -> None:
        way = self.form_fields["way"].text
        self.form_fields["title"].display = way != "same"
        self.form_fields["employer"].display = way == "introduction"
        self.query_one("#way-said", Static).update(literal(_SAID.get(way, "")))

    def _on_its_way(self, day: date) -> str:
        today, since = self.desk.today, self.opportunity.since
        if day > today:
            return f"{say_day(day, today)} is still to come"
        if since is not None and day < since:
            return f"It was closed on {say_day(since, today)}: a second chance comes after that"
        return ""

    def read(self) -> ReopenValues:
        """What stands in the form. Raises Incomplete."""
        fields = self.form_fields
        when, title, employer, note = fields["on"], fields["title"], fields["employer"], fields["note"]
        if not (
            isinstance(when, DateField)
            and isinstance(title, LineField)
            and isinstance(employer, LineField)
            and isinstance(note, AreaField)
        ):
            raise TypeError
        way = fields["way"].text
        problems = gather({"on": when.read})
        if way == "introduction" and not employer.value:
            problems["employer"] = "Which company do they introduce you to?"
        if way == "other" and title.value in {"", self.opportunity.title}:
            problems["title"] = "Another role has another title; choose “the same role” where it is this one"
        if problems:
            raise Incomplete(problems)
        return ReopenValues(
            _KINDS.get(way, "role"),
            title.value if way != "same" else "",
            employer.value if way == "introduction" else "",
            fields["stage"].text,
            when.day or self.desk.today,
            note.value,
        )
