"""An interview before and after: planned in a line or two, or noted in the lift on the way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.interviews import DEBRIEF_TEXTS, LONGEST_MINUTES, Quote, UnknownZone, zone_name
from crm.domain.words import say_day
from crm.tui.dialogs.checks import ChecksField
from crm.tui.dialogs.chips import Chip, Chips
from crm.tui.dialogs.fields import EXAMPLES, PAST_EXAMPLES, AreaField, ChipField, DateField, Field, LineField
from crm.tui.dialogs.form import Dialog, FormDialog, Incomplete, gather, keys
from crm.tui.dialogs.inputs import one_line
from crm.tui.dialogs.items import ItemsField
from crm.tui.dialogs.values import Choice, Desk, Submit
from crm.tui.widgets.safe import literal

STATUS_CHIPS = (Chip("held", "h", "held"), Chip("planned", "l", "planned"))
KIND_CHIPS = (
    Chip("", "d", "not said"),
    Chip("phone", "p", "phone"),
    Chip("video", "v", "video"),
    Chip("on site", "s", "on site"),
    Chip("panel", "n", "panel"),
    Chip("coffee", "c", "coffee"),
    Chip("task", "t", "task"),
)
#: What is asked after an interview, in this order, and before one.
_HELD = (
    "status", "on", "challenges", "concerns", "competition", "questions", "chemistry", "responsibilities",
    "first_tasks", "went_well", "put_off", "next_time", "notes", "advantage", "kind", "who",
)  # fmt: skip
_PLANNED = ("status", "on", "zone", "minutes", "kind", "location", "who", "questions", "advantage", "notes")
_LABELS = {
    "competition": ("compare", "how do I compare: what they answered"),
    "questions": ("questions", "what you have yet to ask"),
    "chemistry": ("chemistry", "their tone, how formal, how it felt"),
    "responsibilities": ("the role", "what it is responsible for"),
    "first_tasks": ("first", "what the new hire must do first"),
    "went_well": ("went well", ""),
    "put_off": ("put off", "what put them off"),
    "next_time": ("next time", "what to do differently"),
    "notes": ("notes", "whatever else they said"),
    "advantage": ("advantage", "what you have that the others have not"),
}
_USUAL_MINUTES = 60


@dataclass(frozen=True, slots=True)
class InterviewValues:
    """An interview as its form shows it. `at` is the time in `zone`; `texts` are those of `DEBRIEF_TEXTS`."""

    status: str = "held"
    on: date | None = None
    at: time | None = None
    zone: str = ""
    minutes: int = _USUAL_MINUTES
    kind: str = ""
    location: str = ""
    contact_ids: tuple[int, ...] = ()
    challenges: tuple[Quote, ...] = ()
    concerns: tuple[Quote, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


class InterviewDialog(FormDialog[InterviewValues]):
    """Planned or held, by the chip on top. After one the cursor stands in the challenges; F2 saves everything."""

    FORM = "interview"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(f"alt+{chip.letter}", f"chip('{chip.letter}')", chip.label, show=False, priority=True)
            for chip in (*STATUS_CHIPS, *KIND_CHIPS)
        ),
        Binding("f3", "step('status')", "Held or planned", show=False, priority=True),
    ]

    def __init__(
        self,
        heading: str,
        values: InterviewValues,
        *,
        desk: Desk,
        key: str,
        people: Sequence[Choice] = (),
        submit: Submit[InterviewValues] | None = None,
    ) -> None:
        self.values = values
        self.people = tuple(people)
        super().__init__(heading, desk=desk, key=key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """All fields; those of the other kind of interview are mounted when it becomes one."""
        values = self.values
        yield ChipField("status", "it is", STATUS_CHIPS, values.status, shortcut="f3")
        yield DateField(
            "on", "when", values.on, at=values.at, today=self.desk.today, week=self.desk.week, needed=True,
            past=values.status == "held", with_time=True, check=self._fitting,
        )  # fmt: skip
        for key, quotes, hint in (
            ("challenges", values.challenges, "what they struggle with, one a line"),
            ("concerns", values.concerns, "what they said speaks against you, in their words, one a line"),
        ):
            yield ItemsField(key, key, quotes, line=lambda quote: one_line(quote.text), read=Quote, hint=hint)
        for key in DEBRIEF_TEXTS:
            label, hint = _LABELS[key]
            yield AreaField(key, label, values.texts.get(key, ""), hint=hint)
        yield LineField("zone", "zone", values.zone, placeholder="yours", hint="theirs, as Europe/Berlin")
        yield LineField("minutes", "minutes", str(values.minutes))
        yield ChipField("kind", "kind", KIND_CHIPS, values.kind)
        yield LineField("location", "where", values.location, hint="a place, or the link")
        ticked = [str(number) for number in values.contact_ids]
        yield ChecksField("who", "who", self.people, ticked, hint="space ticks")

    def compose_body(self) -> Iterable[Widget]:
        """Those that belong to this kind of interview."""
        return [self.form_fields[key] for key in self._asked()]

    def _asked(self) -> tuple[str, ...]:
        return _PLANNED if self.form_fields["status"].text == "planned" else _HELD

    @property
    def first_field(self) -> Field:
        """The challenges after an interview, the day before one."""
        return self.form_fields["on" if self.form_fields["status"].text == "planned" else "challenges"]

    @on(Chips.Changed)
    async def _chip_changed(self, event: Chips.Changed) -> None:
        event.stop()
        status = self.form_fields["status"].control
        if event.chips is status:
            await self._arrange()
            if self.focused is not status:
                self.first_field.control.focus()

    async def restored(self) -> None:
        """A draft may have been of the other kind."""
        await self._arrange()
        if self.focused is None:
            self.first_field.control.focus()

    async def _arrange(self) -> None:
        asked = self._asked()
        when = self.form_fields["on"]
        if isinstance(when, DateField):  # “1 dec” is the last one after an interview, the next one before it
            when.past = asked is _HELD
            when.hint = f"for instance {PAST_EXAMPLES if when.past else EXAMPLES}, fri 14:30"
            when.tell()
        body = self.query_one("#body")
        before: Field | None = None
        for key in asked:
            each = self.form_fields[key]
            if not each.is_attached:
                await body.mount(each, after=before)
            elif before is not None and body.children.index(each) < body.children.index(before):
                body.move_child(each, after=before)
            each.display = True
            before = each
        for key, each in self.form_fields.items():
            if key not in asked and each.is_attached:
                each.display = False
        self.fit()

    def more_keys(self) -> tuple[str, ...]:
        """The way to the other kind."""
        return ("f3 held or planned",) if self.size.width >= 80 else ()

    def _fitting(self, day: date) -> str:
        status = self.form_fields["status"].text if self.form_fields else self.values.status
        if status == "held" and day > self.desk.today:
            return f"{say_day(day, self.desk.today)} is still to come: f3 makes it a planned one"
        return ""

    def _minutes(self) -> int:
        text = self.form_fields["minutes"].text.strip() or str(_USUAL_MINUTES)
        if text.isdecimal() and text.isascii() and 1 <= int(text[:9]) <= LONGEST_MINUTES:
            return int(text)
        raise Incomplete({"minutes": "How many minutes: a number, for instance 45"})

    def _zone(self) -> str:
        zone = self.form_fields["zone"]
        if not zone.changed:
            return self.values.zone
        try:
            return zone_name(zone.text)
        except UnknownZone as error:
            raise Incomplete({"zone": str(error)}) from None

    def read(self) -> InterviewValues:
        """The interview as it stands in the form."""
        fields = self.form_fields
        when, who = fields["on"], fields["who"]
        if not (isinstance(when, DateField) and isinstance(who, ChecksField)):
            raise TypeError
        if problems := gather({"on": when.read}):
            raise Incomplete(problems)
        day, at = when.read()
        return InterviewValues(
            status=fields["status"].text,
            on=day,
            at=at,
            zone=self._zone(),
            minutes=self._minutes(),
            kind=fields["kind"].text,
            location=_value(fields["location"]),
            contact_ids=tuple(int(key) for key in who.keys),
            challenges=_quotes(fields["challenges"]),
            concerns=_quotes(fields["concerns"]),
            texts={key: _value(fields[key]) for key in DEBRIEF_TEXTS},
        )


def _value(each: Field) -> str:
    return each.value if isinstance(each, LineField | AreaField) else each.text


def _quotes(each: Field) -> tuple[Quote, ...]:
    return each.values if isinstance(each, ItemsField) else ()


class AfterInterviewDialog(Dialog[str]):
    """What comes after an interview, while it is fresh: gives `plan`, `letter`, or None when it was left.

    `lines` say what the plan would do; without any there is nothing to start.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p,enter", "answer('plan')", "Start the plan"),
        Binding("w", "answer('letter')", "Write the letter"),
    ]

    def __init__(self, said: Sequence[str], lines: Sequence[str]) -> None:
        super().__init__("Noted, and what now")
        self.said, self.lines = tuple(said), tuple(lines)

    def compose_body(self) -> Iterable[Widget]:
        """What is open, and the steps."""
        for text in self.said:
            yield Static(literal(text, 300), classes="line", markup=False)
        if self.lines:
            yield Static("The playbook “after an interview” would go on like this:", classes="line quiet", markup=False)
        for text in self.lines:
            yield Static(literal(text, 300), classes="line step", markup=False)

    def hint(self) -> Content:
        """The ways on."""
        ways = ["w write the letter now", "esc not now"]
        return keys("p start the plan", *ways) if self.lines else keys(*ways)

    def on_mount(self) -> None:
        """The keys are this dialog's own."""
        self.set_focus(None)

    def action_answer(self, way: str) -> None:
        """Choose."""
        if way != "plan" or self.lines:
            self.dismiss(way)
