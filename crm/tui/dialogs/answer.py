"""Writing down where a challenge or concern was answered, and with which stories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.words import say_day
from crm.tui.dialogs.checks import ChecksField
from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import AreaField, ChipField, DateField, Field
from crm.tui.dialogs.form import FormDialog, Incomplete, gather
from crm.tui.dialogs.values import Choice, Desk, Submit
from crm.tui.widgets.safe import literal

HOW_CHIPS = (
    Chip("talk", "t", "in a talk"),
    Chip("letter", "l", "by letter"),
    Chip("work", "w", "by work done for them"),
    Chip("", "n", "not yet, only the stories"),
)
_QUOTE = 240


@dataclass(frozen=True, slots=True)
class AnswerValues:
    """Where it was answered. `how` empty: not answered yet, only `proof_ids` are linked to it."""

    how: str
    on: date
    note: str = ""
    proof_ids: tuple[int, ...] = ()


class AnswerDialog(FormDialog[AnswerValues]):
    """How, what was said, and the proof points used: `proofs` are those linked (ticked) and those that fit."""

    FORM = "answer"
    MAIN = "note"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"alt+{chip.letter}", f"chip('{chip.letter}')", chip.label, show=False, priority=True)
        for chip in HOW_CHIPS
    ]

    def __init__(
        self,
        quote: str,
        *,
        desk: Desk,
        key: str,
        proofs: Sequence[Choice] = (),
        linked: Sequence[str] = (),
        submit: Submit[AnswerValues] | None = None,
    ) -> None:
        self.quote = quote
        self.proofs, self.linked = tuple(proofs), tuple(linked)
        super().__init__("Answer", desk=desk, key=key, submit=submit)

    def compose_head(self) -> Iterable[Widget]:
        """What is answered."""
        yield Static(literal(self.quote, _QUOTE), markup=False)

    def make_fields(self) -> Iterable[Field]:
        """How first, then what was said; the stories below."""
        yield ChipField("how", "how", HOW_CHIPS, "talk")
        yield AreaField("note", "note", enter_saves=True, hint="what you said or showed")
        yield ChecksField(
            "proofs", "stories", self.proofs, self.linked, hint="space ticks; P at home keeps all your stories"
        )
        yield DateField(
            "on", "day", self.desk.today, today=self.desk.today, week=self.desk.week, past=True, needed=True,
            check=self._not_ahead,
        )  # fmt: skip

    def _not_ahead(self, day: date) -> str:
        return "" if day <= self.desk.today else f"{say_day(day, self.desk.today)} is still to come"

    def read(self) -> AnswerValues:
        """The answer as it stands in the form."""
        note, proofs, on = (self.form_fields[key] for key in ("note", "proofs", "on"))
        if not (isinstance(note, AreaField) and isinstance(proofs, ChecksField) and isinstance(on, DateField)):
            raise TypeError
        if problems := gather({"on": on.read}):
            raise Incomplete(problems)
        day = on.day or self.desk.today
        return AnswerValues(self.form_fields["how"].text, day, note.value, tuple(int(key) for key in proofs.keys))
