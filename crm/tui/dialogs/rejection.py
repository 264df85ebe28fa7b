"""What is known of a no, put right or learned later: who told it, the reason, who was chosen, when that one starts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from textual.widget import Widget
from textual.widgets import Static

from crm.domain.opportunities import Opportunity, Rejection
from crm.domain.words import say_day
from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import AreaField, ChipField, DateField, Field, LineField
from crm.tui.dialogs.form import FormDialog, Incomplete, gather
from crm.tui.dialogs.values import Desk, Submit
from crm.tui.widgets.safe import literal

_TOLD_CHIPS = (
    Chip("", "k", "not known"),
    Chip("manager", "m", "manager"),
    Chip("hr", "h", "HR"),
    Chip("assistant", "a", "assistant"),
    Chip("nobody", "b", "nobody"),
)
_HOW_CHIPS = (
    Chip("", "n", "not known"),
    Chip("call", "c", "call"),
    Chip("email", "e", "email"),
    Chip("letter", "l", "letter"),
    Chip("portal", "p", "portal"),
    Chip("silence", "s", "silence"),
)


@dataclass(frozen=True, slots=True)
class RejectionValues:
    """The facts of a no as the form shows them."""

    told_by: str
    how: str
    reason: str
    rank: str
    chosen: str
    starts_on: date | None

    @classmethod
    def of(cls, no: Rejection) -> RejectionValues:
        """The facts as they are known."""
        return cls(no.told_by, no.how, no.reason, no.rank, no.chosen, no.starts_on)


class RejectionDialog(FormDialog[RejectionValues]):
    """All of it optional. The dates of the plan and the window follow the day on which the chosen one starts."""

    FORM = "rejection"
    MAIN = "starts_on"

    def __init__(
        self,
        opportunity: Opportunity,
        no: Rejection,
        *,
        desk: Desk,
        submit: Submit[RejectionValues] | None = None,
    ) -> None:
        self.no = no
        super().__init__(f"The no · {opportunity.title}", desk=desk, key=str(opportunity.id), submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """What is learned last comes first: the others were asked when the no was recorded."""
        no = self.no
        yield DateField("starts_on", "starts", no.starts_on, today=self.desk.today, week=self.desk.week)
        yield LineField("chosen", "chosen", no.chosen, hint="who, or what kind of profile")
        yield LineField("rank", "your rank", no.rank, hint="as they put it: runner-up, top two")
        yield AreaField("reason", "reason", no.reason, enter_saves=True, hint="in their words")
        yield ChipField("told_by", "told by", _TOLD_CHIPS, no.told_by)
        yield ChipField("how", "how", _HOW_CHIPS, no.how)

    def compose_head(self) -> Iterable[Widget]:
        """The day of the no, and what the first field does."""
        yield Static(literal(f"said no on {say_day(self.no.on, self.desk.today)}"), markup=False)
        yield Static("Placed touches and the window follow the day on which the one they chose starts.", markup=False)

    def read(self) -> RejectionValues:
        """What stands in the form. Raises Incomplete."""
        fields = self.form_fields
        starts = fields["starts_on"]
        if not isinstance(starts, DateField):
            raise TypeError
        if problems := gather({"starts_on": starts.read}):
            raise Incomplete(problems)
        said = {
            key: field.value
            for key in ("reason", "rank", "chosen")
            if isinstance(field := fields[key], LineField | AreaField)
        }
        return RejectionValues(fields["told_by"].text, fields["how"].text, **said, starts_on=starts.day)
