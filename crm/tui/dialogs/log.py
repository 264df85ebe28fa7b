"""Logging a touch: the form that is used most, so it asks least."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.touches import usual_outcome
from crm.domain.words import say_day
from crm.tui.dialogs.chips import Chip, Chips
from crm.tui.dialogs.fields import AreaField, ChipField, DateField, Field, LineField
from crm.tui.dialogs.form import Incomplete, gather
from crm.tui.dialogs.inputs import one_line
from crm.tui.dialogs.kindly import KindForm
from crm.tui.dialogs.values import About, Desk, Submit, TouchValues, Warn
from crm.tui.widgets.safe import literal

CHANNEL_CHIPS = (
    Chip("call", "c", "call"),
    Chip("voicemail", "v", "voicemail"),
    Chip("email", "e", "email"),
    Chip("letter", "l", "letter"),
    Chip("message", "m", "message"),
    Chip("meeting", "t", "meeting"),
    Chip("event", "n", "event"),
    Chip("other", "o", "other"),
)
OUTCOME_CHIPS = (
    Chip("reached", "r", "reached"),
    Chip("no-answer", "a", "no answer"),
    Chip("sent", "s", "sent"),
    Chip("replied", "p", "replied"),
)
DIRECTION_CHIPS = (Chip("out", "i", "I did"), Chip("in", "y", "they did"))
FOLDED = ("gave", "asked", "promise_text", "promise", "they_promised", "got")


class Fold(Static, can_focus=True):
    """The line that opens and closes the fields that are seldom needed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "screen.more", show=False)]

    async def on_click(self, event: events.Click) -> None:
        """A click does what the key does."""
        await self.run_action("screen.more")


class LogDialog(KindForm[TouchValues]):
    """Log what happened: the channel and outcome as preset, the cursor in the note, Enter saves.

    `question` is what the step that was due was to ask; it stands in the empty note.
    """

    FORM = "log"
    DRAFT = "A note for {}"
    MAIN = "note"
    HEADING = "Log"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(f"alt+{chip.letter}", f"chip('{chip.letter}')", chip.label, show=False, priority=True)
            for chip in (*CHANNEL_CHIPS, *OUTCOME_CHIPS, *DIRECTION_CHIPS)
        ),
        Binding("f3", "step('channel')", "How", show=False, priority=True),
        Binding("f4", "step('outcome')", "Result", show=False, priority=True),
        Binding("f5", "step('direction')", "Who", show=False, priority=True),
        Binding("f6", "more", "More", priority=True),
    ]

    def __init__(
        self,
        about: About,
        values: TouchValues | None = None,
        *,
        desk: Desk,
        submit: Submit[TouchValues] | None = None,
        question: str = "",
        warn: Warn | None = None,
    ) -> None:
        self.about = about
        self.question = question
        self.warn = warn
        self.values = (values or TouchValues()).settled(desk.today)
        self._outcome_chosen = self.values.outcome != usual_outcome(self.values.channel, self.values.direction)
        # On a call that has a question the answer is what counts: there is room for it at once.
        self._asks = bool(question) and self.values.channel == "call"
        self._folded = tuple(key for key in FOLDED if not (self._asks and key == "got"))
        self._unfolded = any(getattr(self.values, key) for key in self._folded)
        super().__init__(f"{self.HEADING} · {about.name}", desk=desk, key=about.key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """How, who, result, note and day; the rest is folded away."""
        values, today, week = self.values, self.desk.today, self.desk.week
        got = LineField("got", "they gave", values.got, hint="feedback, advice, an introduction: what was for you")
        yield ChipField("channel", "how", CHANNEL_CHIPS, values.channel, shortcut="f3")
        yield ChipField("outcome", "result", OUTCOME_CHIPS, values.outcome, shortcut="f4")
        yield ChipField("direction", "who", DIRECTION_CHIPS, values.direction, shortcut="f5")
        yield AreaField("note", "note", values.note, enter_saves=True, placeholder=one_line(self.question))
        if self._asks:
            yield got
        yield DateField("on", "day", values.on, today=today, week=week, past=True, needed=True, check=self._not_ahead)
        yield LineField("gave", "you gave", values.gave, hint="a word, a lead, an article: what was for them")
        yield LineField("asked", "you asked", values.asked)
        yield LineField("promise_text", "promised", values.promise_text, hint="what you promised; it needs a day")
        yield DateField("promise", "  by", values.promise, today=today, week=week)
        yield DateField("they_promised", "theirs by", values.they_promised, today=today, week=week)
        if not self._asks:
            yield got

    def compose_head(self) -> Iterable[Widget]:
        """Who, what came before, and what is due."""
        for text in (self.about.line, self.about.last, self.about.why):
            if text:
                yield Static(literal(text), markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """The fields, with the line that unfolds the seldom ones before these."""
        for key, field in self.form_fields.items():
            if key == self._folded[0]:
                yield Fold(self._fold_text(), id="fold", markup=False)
            if key in self._folded:
                field.display = self._unfolded
            # Widgets are what opening a form costs: the seldom ones are made when they are asked for.
            if key not in self._folded or self._unfolded:
                yield field

    async def restored(self) -> None:
        """A draft with something in the folded fields opens them."""
        if not self._unfolded and any(self.form_fields[key].text for key in self._folded):
            await self._unfold(True)

    def more_keys(self) -> tuple[str, ...]:
        """The ways to the chips while typing."""
        return ("alt+letter how, result",) if self.size.width >= 80 else ()

    async def action_more(self) -> None:
        """Unfold the seldom fields and go to them, or fold them away."""
        await self._unfold(not self._unfolded)
        (self.form_fields[self._folded[0]] if self._unfolded else self.first_field).control.focus()

    async def reveal(self, field: Field) -> None:
        """A problem in a folded field opens it."""
        if field.key in self._folded:
            await self._unfold(True)

    async def _unfold(self, is_open: bool) -> None:
        self._unfolded = is_open
        folded = [self.form_fields[key] for key in self._folded]
        for field in folded:
            field.display = is_open
        if is_open and not folded[0].is_attached:
            await self.query_one("#body").mount_all(folded)
        self.query_one(Fold).update(self._fold_text())

    def _fold_text(self) -> Content:
        return Content("- less  f6" if self._unfolded else "+ more  f6  gave, asked, got, promised")

    @on(Chips.Changed)
    def _chip_changed(self, event: Chips.Changed) -> None:
        """Another channel or direction brings its usual outcome, unless one was chosen by hand."""
        event.stop()
        self.look_at_day()
        outcome = self.form_fields["outcome"]
        if event.chips is outcome.control:
            self._outcome_chosen = True
        elif not self._outcome_chosen:
            outcome.text = usual_outcome(self.form_fields["channel"].text, self.form_fields["direction"].text)

    def counts(self) -> bool:
        """Only what goes out can come too soon."""
        return self.form_fields["direction"].text == "out"

    def _not_ahead(self, day: date) -> str:
        if day <= self.desk.today:
            return ""
        said = say_day(day, self.desk.today)
        return f"{said} is still to come: log what has been, plan what will be (esc, then f)"

    def read(self) -> TouchValues:
        """The touch as it stands in the form."""
        fields = self.form_fields
        days = {key: fields[key] for key in ("on", "promise", "they_promised")}
        if problems := gather({key: field.read for key, field in days.items() if isinstance(field, DateField)}):
            raise Incomplete(problems)

        def day(key: str) -> date | None:
            field = fields[key]
            return field.day if isinstance(field, DateField) else None

        def said(key: str) -> str:
            field = fields[key]
            return field.value if isinstance(field, LineField | AreaField) else field.text

        if said("promise_text") and day("promise") is None:
            raise Incomplete({"promise": "By when? A promise needs a day, for instance fri or in 2 weeks"})
        return TouchValues(
            on=day("on"),
            channel=said("channel"),
            direction=said("direction"),
            outcome=said("outcome"),
            note=said("note"),
            gave=said("gave"),
            asked=said("asked"),
            got=said("got"),
            promise=day("promise"),
            promise_text=said("promise_text"),
            they_promised=day("they_promised"),
        )


class TouchDialog(LogDialog):
    """Change a touch that was logged: the same form with its values. `about.key` is the touch's id."""

    FORM = "touch"
    DRAFT = "A change to a touch with {}"
    HEADING = "Change"
