"""Planning a follow-up, and moving one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.widget import Widget
from textual.widgets import Static

from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import ChipField, DateField, Field, LineField
from crm.tui.dialogs.form import Incomplete, gather
from crm.tui.dialogs.kindly import KindForm
from crm.tui.dialogs.log import CHANNEL_CHIPS
from crm.tui.dialogs.values import About, Desk, FollowUpValues, Submit, Warn
from crm.tui.widgets.safe import literal

_CHIPS = (Chip("", "y", "any way"), *(chip for chip in CHANNEL_CHIPS if chip.value != "voicemail"))


class FollowUpDialog(KindForm[FollowUpValues]):
    """When, what for and how. With `moving` only the date is expected to change."""

    FORM = "plan"
    DRAFT = "A plan for {}"
    MAIN = "on"

    def __init__(
        self,
        about: About,
        values: FollowUpValues | None = None,
        *,
        desk: Desk,
        moving: bool = False,
        submit: Submit[FollowUpValues] | None = None,
        warn: Warn | None = None,
    ) -> None:
        self.about = about
        self.warn = warn
        self.values = values
        self.FORM = "move" if moving else "plan"  # type: ignore[misc]
        heading = "Move" if moving else "Plan"
        super().__init__(f"{heading} · {about.name}", desk=desk, key=about.key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The day comes first: it is what one has in mind."""
        values = self.values
        yield DateField(
            "on",
            "when",
            values.on if values else None,
            at=values.at if values else None,
            today=self.desk.today,
            week=self.desk.week,
            needed=True,
            with_time=True,
            check=self._not_past,
        )
        yield LineField("purpose", "what for", values.purpose if values else "")
        yield ChipField("channel", "how", _CHIPS, values.channel if values else "")

    def compose_head(self) -> Iterable[Widget]:
        """Who, and what came before."""
        for text in (self.about.line, self.about.last, self.about.why):
            if text:
                yield Static(literal(text), markup=False)

    def _not_past(self, day: date) -> str:
        if day >= self.desk.today:
            return ""
        return "That day has passed: plan from today on, or log what has been (esc, then l)"

    def read(self) -> FollowUpValues:
        """The follow-up as it stands in the form."""
        when, purpose, channel = (self.form_fields[key] for key in ("on", "purpose", "channel"))
        if not isinstance(when, DateField) or not isinstance(purpose, LineField):
            raise TypeError
        if problems := gather({"on": when.read}):
            raise Incomplete(problems)
        day, at = when.read()
        if day is None:
            raise Incomplete({"on": "A day is needed"})
        return FollowUpValues(day, at, purpose.value, channel.text)
