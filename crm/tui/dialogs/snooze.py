"""Leaving somebody alone for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.cadence import add_months
from crm.domain.words import say_day, say_when
from crm.domain.workdays import WorkWeek
from crm.tui.dialogs.fields import DateField, Field
from crm.tui.dialogs.form import Incomplete, gather
from crm.tui.dialogs.quick import Quick, QuickList, alt_keys
from crm.tui.dialogs.ready import ReadyForm
from crm.tui.dialogs.values import About, Desk, SnoozeValues, Submit
from crm.tui.widgets.safe import literal


def ready_days(today: date, week: WorkWeek) -> list[tuple[str, str, date]]:
    """The usual rests: letter, words and the working day on which each ends."""
    after_new_year = date(today.year + 1, 1, 2) if today.year < date.max.year else date.max
    days = (
        ("w", "a week", _ahead(today, days=7)),
        ("f", "a fortnight", _ahead(today, days=14)),
        ("m", "a month", _ahead(today, months=1)),
        ("q", "three months", _ahead(today, months=3)),
        ("h", "half a year", _ahead(today, months=6)),
        ("y", "after New Year", after_new_year),
    )
    return [(letter, words, week.roll(day)) for letter, words, day in days]


def _ahead(today: date, *, days: int = 0, months: int = 0) -> date:
    try:
        return add_months(today, months) + timedelta(days=days)
    except OverflowError:
        return date.max


class SnoozeDialog(ReadyForm[SnoozeValues]):
    """Until when: a day as people type days, or one of the ready ones."""

    BINDINGS: ClassVar[list[BindingType]] = alt_keys("wfmqhy")
    FORM = "snooze"
    MAIN = "until"
    DRAFT = "A rest for {}"

    def __init__(
        self,
        about: About,
        *,
        desk: Desk,
        until: date | None = None,
        submit: Submit[SnoozeValues] | None = None,
    ) -> None:
        self.about = about
        self.until = until
        super().__init__(f"Snooze · {about.name}", desk=desk, key=about.key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The line for the day."""
        yield DateField(
            "until",
            "until",
            self.until,
            today=self.desk.today,
            week=self.desk.week,
            needed=True,
            check=self._ahead_of_today,
        )

    def compose_head(self) -> Iterable[Widget]:
        """What is due, and what a snooze does."""
        if self.about.why:
            yield Static(literal(self.about.why), markup=False)
        yield Static("No dates until then; anything logged ends it.", markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """The ready answers under the line."""
        yield from super().compose_body()
        today = self.desk.today
        yield QuickList(
            [
                Quick(letter, words, _say(day, today), day.isoformat())
                for letter, words, day in ready_days(today, self.desk.week)
            ]
        )

    def _ahead_of_today(self, day: date) -> str:
        return "" if day > self.desk.today else "A snooze ends on a day after today: for instance in 2 weeks"

    def read(self) -> SnoozeValues:
        """The day that stands in the line."""
        field = self.form_fields["until"]
        if not isinstance(field, DateField):
            raise TypeError
        if problems := gather({"until": field.read}):
            raise Incomplete(problems)
        day = field.day
        if day is None:
            raise Incomplete({"until": "A day is needed"})
        return SnoozeValues(day)


def _say(day: date, today: date) -> str:
    near, said = say_when(day, today), say_day(day, today)
    return said if near == said else f"{said}, {near}"
