"""Writing down a challenge or a concern in their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType

from crm.domain.words import say_day
from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import AreaField, ChipField, DateField, Field
from crm.tui.dialogs.form import FormDialog, Incomplete, gather
from crm.tui.dialogs.values import Choice, Desk, Submit
from crm.tui.widgets.safe import cut

KIND_CHIPS = (Chip("concern", "c", "concern about me"), Chip("challenge", "g", "challenge of theirs"))
_NOBODY = Chip("", "", "not known")
_NAME_CELLS = 24


@dataclass(frozen=True, slots=True)
class ConcernValues:
    """A row of the ledger as its form shows it. `contact_id` is who said it, None for nobody known."""

    kind: str = "concern"
    text: str = ""
    on: date | None = None
    contact_id: int | None = None


class ConcernDialog(FormDialog[ConcernValues]):
    """What they said, in their words; of what kind, by whom, when. `people` are those who may have said it."""

    FORM = "concern"
    MAIN = "text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"alt+{chip.letter}", f"chip('{chip.letter}')", chip.label, show=False, priority=True)
        for chip in KIND_CHIPS
    ]

    def __init__(
        self,
        heading: str,
        values: ConcernValues | None = None,
        *,
        desk: Desk,
        key: str,
        people: Sequence[Choice] = (),
        submit: Submit[ConcernValues] | None = None,
    ) -> None:
        self.values = values or ConcernValues()
        self.people = tuple(people)
        super().__init__(heading, desk=desk, key=key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The words first."""
        values = self.values
        yield AreaField("text", "they said", values.text, enter_saves=True, hint="in their words")
        yield ChipField("kind", "what", KIND_CHIPS, values.kind)
        if self.people:
            chips = [_NOBODY, *(Chip(person.key, "", cut(person.label, _NAME_CELLS)) for person in self.people)]
            yield ChipField("who", "who", chips, str(values.contact_id or ""))
        yield DateField(
            "on", "day", values.on or self.desk.today, today=self.desk.today, week=self.desk.week, past=True,
            needed=True, check=self._not_ahead,
        )  # fmt: skip

    def _not_ahead(self, day: date) -> str:
        return "" if day <= self.desk.today else f"{say_day(day, self.desk.today)} is still to come"

    def read(self) -> ConcernValues:
        """The row as it stands in the form."""
        text, on = self.form_fields["text"], self.form_fields["on"]
        if not isinstance(text, AreaField) or not isinstance(on, DateField):
            raise TypeError
        if problems := gather({"on": on.read}):
            raise Incomplete(problems)
        if not text.value.strip():
            raise Incomplete({"text": "Write what they said, in their words"})
        who = self.form_fields["who"].text if "who" in self.form_fields else str(self.values.contact_id or "")
        return ConcernValues(self.form_fields["kind"].text, text.value, on.day, int(who) if who else None)
