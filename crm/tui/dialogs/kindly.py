"""A kind word under a form whose day comes sooner than the gap: it asks nothing and stops nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.widget import Widget
from textual.widgets import Input, Static

from crm.tui.dialogs.fields import DateField, Problem
from crm.tui.dialogs.form import FormDialog, Result
from crm.tui.dialogs.values import Warn
from crm.tui.widgets.safe import literal


class KindForm(FormDialog[Result]):
    """A form with a day (`DAY` names its field) that `warn` may have a word about. Without `warn` it is any form."""

    DAY: ClassVar[str] = "on"
    warn: Warn | None = None

    def compose_foot(self) -> Iterable[Widget]:
        """The word, when there is one, above the keys."""
        word = Static("", id="kind-word", markup=False)
        word.display = False
        yield word
        yield from super().compose_foot()

    def on_mount(self) -> None:
        """The day that stands there from the beginning may come soon already."""
        self.look_at_day()

    @on(Input.Changed)
    def _day_typed(self, event: Input.Changed) -> None:
        if self.DAY in self.form_fields and event.input is self.form_fields[self.DAY].control:
            self.look_at_day()

    def counts(self) -> bool:
        """Whether what stands in the form is an outreach at all."""
        return True

    def look_at_day(self) -> None:
        """Ask about the day that stands in the form now."""
        if self.warn is not None:
            self._look(self.warn)

    @work(exclusive=True, group="kind-word", exit_on_error=False)
    async def _look(self, warn: Warn) -> None:
        day = self._day() if self.counts() else None
        words = await warn(day) if day is not None else ""
        if self.is_attached:
            word = self.query_one("#kind-word", Static)
            word.update(literal(words))
            word.display = bool(words)

    def _day(self) -> date | None:
        field = self.form_fields.get(self.DAY)
        try:
            return field.day if isinstance(field, DateField) else None
        except Problem:
            return None
