"""How often to be in touch with somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.cadence import DEFAULT_CADENCE, Cadence, parse_cadence
from crm.domain.words import say_day
from crm.tui.dialogs.fields import CadenceField, Field, Problem
from crm.tui.dialogs.form import FormDialog, Incomplete, keys
from crm.tui.dialogs.quick import Quick, QuickList
from crm.tui.dialogs.values import About, CadenceValues, Desk, Submit
from crm.tui.widgets.safe import literal

READY = (
    ("w", "every week", "1 week"),
    ("f", "every fortnight", "2 weeks"),
    ("m", "every month", "1 month"),
    ("b", "every two months", "2 months"),
    ("q", "every three months", "3 months"),
    ("h", "twice a year", "6 months"),
    ("y", "every year", "1 year"),
    ("n", "no cadence", "none"),
)


class CadenceDialog(FormDialog[CadenceValues]):
    """One letter takes a usual cadence; anything else is typed. `anchor` is the day it counts from."""

    FORM = "cadence"

    def __init__(
        self,
        about: About,
        cadence: str | None,
        *,
        desk: Desk,
        default: Cadence = DEFAULT_CADENCE,
        anchor: date | None = None,
        submit: Submit[CadenceValues] | None = None,
    ) -> None:
        self.about = about
        self.cadence = cadence
        self.default = default
        self.counts_from = anchor
        super().__init__(f"Cadence · {about.name}", desk=desk, key=about.key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The line for another cadence."""
        yield CadenceField("cadence", "or every", self.cadence, default=str(self.default))

    def compose_head(self) -> Iterable[Widget]:
        """Why the next touch is when it is."""
        if self.about.why:
            yield Static(literal(self.about.why), markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """The usual cadences over the line."""
        default = Quick("d", "the default", str(self.default), "")
        yield QuickList([*(Quick(letter, words, self._next(text), text) for letter, words, text in READY), default])
        yield from super().compose_body()

    def _next(self, text: str) -> str:
        cadence = parse_cadence(text)
        if self.counts_from is None or cadence is None:
            return ""
        return f"then {say_day(self.desk.week.roll(cadence.after(self.counts_from)), self.desk.today)}"

    async def restored(self) -> None:
        """The usual ones first, unless something was typed before."""
        if not self.form_fields["cadence"].changed:
            self.query_one(QuickList).focus()

    def hint(self) -> Content:
        """The keys that work where the focus is."""
        if isinstance(self.focused, QuickList):
            return keys("letter takes it", "tab another", "esc back")
        return super().hint()

    @on(QuickList.Taken)
    async def _taken(self, event: QuickList.Taken) -> None:
        event.stop()
        self.form_fields["cadence"].text = event.quick.text
        await self.action_save()

    def read(self) -> CadenceValues:
        """The cadence that stands in the line."""
        field = self.form_fields["cadence"]
        if not isinstance(field, CadenceField):
            raise TypeError
        try:
            return CadenceValues(field.cadence)
        except Problem as problem:
            raise Incomplete({"cadence": str(problem)}) from None
