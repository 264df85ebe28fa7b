"""How often to be in touch with somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.cadence import DEFAULT_CADENCE, Cadence, parse_cadence
from crm.domain.words import say_day
from crm.tui.dialogs.fields import CadenceField, Field, Problem, default_in_words
from crm.tui.dialogs.form import Incomplete
from crm.tui.dialogs.quick import Quick, QuickList, alt_keys
from crm.tui.dialogs.ready import ReadyForm
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


class CadenceDialog(ReadyForm[CadenceValues]):
    """A cadence as people type it, or one of the usual ones.

    `anchor` is the day it counts from; `has_role` says whether the default holds for this person.
    """

    BINDINGS: ClassVar[list[BindingType]] = alt_keys("wfmbqhynd")
    FORM = "cadence"
    MAIN = "cadence"
    DRAFT = "A cadence for {}"

    def __init__(
        self,
        about: About,
        cadence: str | None,
        *,
        desk: Desk,
        default: Cadence = DEFAULT_CADENCE,
        anchor: date | None = None,
        has_role: bool = True,
        submit: Submit[CadenceValues] | None = None,
    ) -> None:
        self.about = about
        self.cadence = cadence
        self._default_words = default_in_words(default, has_role=has_role)
        self.counts_from = anchor
        super().__init__(f"Cadence · {about.name}", desk=desk, key=about.key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The line for the cadence."""
        yield CadenceField("cadence", "every", self.cadence, default=self._default_words)

    def compose_head(self) -> Iterable[Widget]:
        """Why the next touch is when it is."""
        if self.about.why:
            yield Static(literal(self.about.why), markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """The usual cadences under the line."""
        yield from super().compose_body()
        default = Quick("d", "the default", self._default_words.removeprefix("default: "), "")
        yield QuickList([*(Quick(letter, words, self._next(text), text) for letter, words, text in READY), default])

    def _next(self, text: str) -> str:
        cadence = parse_cadence(text)
        if self.counts_from is None or cadence is None:
            return ""
        return f"then {say_day(self.desk.week.roll(cadence.after(self.counts_from)), self.desk.today)}"

    def read(self) -> CadenceValues:
        """The cadence that stands in the line."""
        field = self.form_fields["cadence"]
        if not isinstance(field, CadenceField):
            raise TypeError
        try:
            return CadenceValues(field.cadence)
        except Problem as problem:
            raise Incomplete({"cadence": str(problem)}) from None
