"""The form that all forms are: fields in a box, answers beside them, keys at the bottom.

Esc leaves at any moment and loses nothing: what was typed is kept as a draft and stands there when the same
form is opened again. Saving happens while the form is open, so that a refusal finds everything still in
place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from crm.tui.dialogs.chips import Chips
from crm.tui.dialogs.fields import Field, Problem
from crm.tui.dialogs.inputs import NoteArea
from crm.tui.dialogs.values import Desk, Submit
from crm.tui.in_the_app import in_the_app
from crm.tui.widgets.safe import literal

if TYPE_CHECKING:
    from crm.tui.app import CallbackApp, Hold

Result = TypeVar("Result")

#: So long a key that is on its way into a field is waited for.
_PATIENCE_SECONDS = 1.0
#: From this height on there is room for empty lines between the parts.
ROOMY = 20


class Incomplete(ValueError):
    """A form cannot be saved yet: `problems` by field; those under an empty name concern the whole."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems.values()))


class Edge(Vertical):
    """The part above or below the body: when its height changes the body makes room."""

    def on_resize(self) -> None:
        """Tell the dialog."""
        if isinstance(self.screen, Dialog):
            self.screen.fit()


class Dialog(ModalScreen[Result | None], Generic[Result]):
    """A box over the screen with a heading, a body and a line of keys. Esc gives None."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back")]
    AUTO_FOCUS = ""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.heading = heading

    def compose(self) -> ComposeResult:
        """The box."""
        # Before there is anything inside that would have to be styled again.
        self.set_class(self.app.size.height >= ROOMY, "-roomy")
        with Vertical(id="dialog") as box:
            box.border_title = literal(self.heading, 120)
            with Edge(id="head") as head:
                yield from (shown := list(self.compose_head()))
            head.set_class(bool(shown), "-filled")
            with VerticalScroll(id="body", can_focus=False):
                yield from self.compose_body()
            with Edge(id="foot"):
                yield from self.compose_foot()

    def compose_head(self) -> Iterable[Widget]:
        """What stays in sight above the body."""
        return ()

    def compose_body(self) -> Iterable[Widget]:
        """What scrolls."""
        return ()

    def compose_foot(self) -> Iterable[Widget]:
        """What stays in sight below the body."""
        with Horizontal(id="keys"):
            yield Static(self.hint(), id="hint", markup=False)
            yield from self.compose_buttons()

    def compose_buttons(self) -> Iterable[Widget]:
        """What the mouse needs."""
        yield Button("Back", id="back", compact=True)

    def hint(self) -> Content:
        """The keys that work now."""
        return keys("esc back")

    def refresh_hint(self) -> None:
        """Show the keys for where the focus is now."""
        try:
            self.query_one("#hint", Static).update(self.hint())
        except NoMatches:
            return

    def on_resize(self, event: events.Resize) -> None:
        """A high screen has room for empty lines."""
        self.set_class(event.size.height >= ROOMY, "-roomy")
        self.fit()

    def fit(self) -> None:
        """Give the body the height that head and foot leave; beyond that it scrolls."""
        around = 2
        for edge in self.query(Edge):
            around += edge.outer_size.height + edge.styles.margin.height
        self.limit(max(3, self.size.height - around))
        self.call_after_refresh(self.show_focus)

    def limit(self, lines: int) -> None:
        """The body may have so many lines."""
        self.query_one("#body").styles.max_height = lines

    def show_focus(self) -> None:
        """Scroll so that what has the focus is in sight, its answer too."""
        if (focused := self.focused) is not None:
            field = next((node for node in focused.ancestors if isinstance(node, Field)), None)
            if field is not None:
                field.scroll_visible(animate=False)
            focused.scroll_visible(animate=False)

    @on(Button.Pressed, "#back")
    def _back_pressed(self) -> None:
        self.action_back()

    def action_back(self) -> None:
        """Leave without a result."""
        self.dismiss(None)


def keys(*parts: str) -> Content:
    """`enter save`, `esc back` … as one quiet line with the keys standing out."""
    line = Content("")
    for part in parts:
        key, _, what = part.partition(" ")
        if line.plain:
            line += Content("  ")
        line += Content.assemble((key, "$text-accent"), f" {what}" if what else "")
    return line


class FormDialog(Dialog[Result]):
    """A dialog with fields. A form names its `FORM` (for drafts), its fields and its result."""

    FORM: ClassVar[str] = ""
    #: The field with the focus first, to which a letter in a row of chips leads; if empty, the first one.
    MAIN: ClassVar[str] = ""
    #: What a draft of it is called, `{}` standing for whom it is about; without one its heading is.
    DRAFT: ClassVar[str] = ""
    #: What the button says that Enter presses too.
    SAVE: ClassVar[str] = "Save"
    BINDINGS: ClassVar[list[BindingType]] = [
        # Priority bindings: keys typed in one burst are done one after the other.
        Binding("f2", "save", "Save", priority=True),
        Binding("enter", "enter", show=False, priority=True),
        Binding("tab", "field(1)", show=False, priority=True),
        Binding("shift+tab", "field(-1)", show=False, priority=True),
        Binding("ctrl+r", "afresh", "Start afresh"),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, heading: str, *, desk: Desk, key: str, submit: Submit[Result] | None = None) -> None:
        super().__init__(heading)
        self.desk = desk
        self.draft_key = key
        self.submit = submit
        self.form_fields: dict[str, Field] = {}
        self._restored = False
        self._saving = False

    def compose(self) -> ComposeResult:
        """The box, with fields made now: an input with a value needs a running app."""
        self.form_fields = {field.key: field for field in self.make_fields()}
        yield from super().compose()

    def make_fields(self) -> Iterable[Field]:
        """The fields in their order. Called once, when the form opens."""
        raise NotImplementedError

    def read(self) -> Result:
        """The result of what stands in the fields. Raises Incomplete, or Problem for the form as a whole."""
        raise NotImplementedError

    def compose_body(self) -> Iterable[Widget]:
        """All fields."""
        return self.form_fields.values()

    def compose_foot(self) -> Iterable[Widget]:
        """A problem of the whole, the note about a draft, the keys."""
        yield Static("", id="problem", markup=False)
        yield Static("kept from before; ctrl+r starts afresh", id="kept", markup=False)
        yield from super().compose_foot()

    def compose_buttons(self) -> Iterable[Widget]:
        """What the mouse needs."""
        yield Button(self.SAVE, id="save", compact=True)
        yield Button("Back", id="back", compact=True)

    def on_mount(self) -> None:
        """Put a kept draft back, and the cursor where typing starts."""
        self.query_one("#problem").display = False
        draft = self.desk.drafts.get(self.FORM, self.draft_key)
        for key, text in draft.items():
            if key in self.form_fields:
                self.form_fields[key].text = text
        self._restored = any(field.changed for field in self.form_fields.values())
        self.query_one("#kept").display = self._restored
        self.first_field.control.focus()
        self.call_after_refresh(self.restored)

    @property
    def first_field(self) -> Field:
        """Where typing starts."""
        return self.form_fields.get(self.MAIN) or next(iter(self.form_fields.values()))

    async def restored(self) -> None:
        """A draft (if any) has been put back: a form may have to show folded fields."""

    # -- keys and messages

    def hint(self) -> Content:
        """The keys that work where the focus is."""
        focused = self.focused
        if isinstance(focused, NoteArea):
            if focused.enter_saves:
                return keys("enter save", "ctrl+o new line", *self.more_keys(), "esc back")
            return keys("f2 save", "enter new line", *self.more_keys(), "esc back")
        if isinstance(focused, Chips):
            return keys("letter chooses", "enter save", *self.more_keys(), "esc back")
        return keys("enter save", *self.more_keys(), "esc back")

    def more_keys(self) -> tuple[str, ...]:
        """Further keys of this form for the line at the bottom."""
        return ()

    def on_descendant_focus(self) -> None:
        """The keys at the bottom follow the focus, and what has it is in sight with its answer."""
        self.refresh_hint()
        if not isinstance(self.focused, Button):
            for field in self.form_fields.values():
                if field.has_class("-focused") and not field.has_focus_within:
                    field.left()
        self.call_after_refresh(self.show_focus)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter saves wherever no widget has its own use for it."""
        if action == "enter":
            focused = self.focused
            return focused.enter_saves if isinstance(focused, NoteArea) else isinstance(focused, Input | Chips)
        return True

    def action_enter(self) -> None:
        """Save."""
        self.action_save()

    def action_field(self, by: int) -> None:
        """To the next field, or the one before."""
        if by > 0:
            self.focus_next()
        else:
            self.focus_previous()

    @on(Input.Submitted)
    @on(NoteArea.Submitted)
    @on(Button.Pressed, "#save")
    def _save_pressed(self, event: Input.Submitted | NoteArea.Submitted | Button.Pressed) -> None:
        event.stop()
        self.action_save()

    @on(Chips.Letter)
    def _letter(self, event: Chips.Letter) -> None:
        event.stop()
        if self.choose_letter(event.letter) and self.MAIN:
            self.first_field.control.focus()

    def choose_letter(self, letter: str) -> bool:
        """Choose the chip with `letter` in whichever row has it; False when none has."""
        for row in self.query(Chips):
            for chip in row.chips:
                if chip.letter == letter and row.display:
                    row.choose(chip.value)
                    return True
        return False

    def action_chip(self, letter: str) -> None:
        """Choose a chip without leaving the field."""
        self.choose_letter(letter)

    def action_step(self, key: str) -> None:
        """Choose the next chip of a row without leaving the field."""
        field = self.form_fields.get(key)
        if field is not None and isinstance(field.control, Chips):
            field.control.action_step(1)

    # -- leaving

    def action_afresh(self) -> None:
        """Every field as it was when the form was made; the draft is forgotten."""
        self.desk.drafts.drop(self.FORM, self.draft_key)
        for field in self.form_fields.values():
            if field.changed:
                field.text = field.start
            field.tell()
        self.query_one("#kept").display = False
        self.query_one("#problem").display = False
        self.first_field.control.focus()

    def action_back(self) -> None:
        """Leave without a result and keep what was typed."""
        texts = {key: field.text for key, field in self.form_fields.items() if field.changed}
        self.desk.drafts.keep(self.FORM, self.draft_key, texts, self.draft_words())
        self.dismiss(None)

    def draft_words(self) -> str:
        """`A note for Dana Whitfield`."""
        about = getattr(self, "about", None)
        return self.DRAFT.format(about.name) if self.DRAFT and about else self.heading

    def action_save(self) -> None:
        """Save, or say beside the fields what is missing. What is typed from now on waits until the form has gone."""
        if self._saving:
            return
        self._saving = True
        app = cast("CallbackApp", self.app)
        self._save(app.hold_keys() if hasattr(app, "hold_keys") else None)

    @work(exclusive=True, group="save", exit_on_error=False)
    async def _save(self, hold: Hold | None) -> None:
        app = cast("CallbackApp", self.app)
        saved = False
        try:
            await self._typed()
            await self.show_problems({})
            try:
                result = self.read()
            except Incomplete as error:
                await self.show_problems(error.problems)
            except Problem as error:
                await self.show_problems({"": in_the_app(error)})
            else:
                saved = await self._submitted(result)
        finally:
            self._saving = False
            if hold is not None:
                app.release_after_form(hold)
        if saved:
            self._leave_with(result)

    async def _typed(self) -> None:
        """Gives when every key pressed so far has arrived: keys wait in line for each widget."""
        for pump in (*(field.control for field in self.form_fields.values() if field.is_attached), self):
            arrived = asyncio.Event()
            if pump.call_later(arrived.set):
                with suppress(TimeoutError):
                    await asyncio.wait_for(arrived.wait(), _PATIENCE_SECONDS)

    async def _submitted(self, result: Result) -> bool:
        if self.submit is None:
            return True
        refusal: str | None = "That could not be saved, and nothing was changed. What you typed is still here."
        try:
            refusal = await self.submit(result)
        finally:
            if refusal:
                await self.show_problems({"": refusal})
        return refusal is None

    def _leave_with(self, result: Result) -> None:
        self.desk.drafts.drop(self.FORM, self.draft_key)
        self.dismiss(result)

    async def show_problems(self, problems: dict[str, str]) -> None:
        """Each problem beside its field, others at the bottom; the cursor in the first field concerned."""
        rest = dict(problems)
        first: Field | None = None
        for key, field in self.form_fields.items():
            problem = rest.pop(key, "")
            field.tell(problem)
            if problem and first is None:
                first = field
        line = self.query_one("#problem", Static)
        line.update(literal(f"! {'; '.join(rest.values())}") if rest else "")
        line.display = bool(rest)
        if first is not None:
            await self.reveal(first)
            first.control.focus()
            self.call_after_refresh(self.show_focus)

    async def reveal(self, field: Field) -> None:
        """Make `field` visible where the form had folded it away."""


def gather(readings: Mapping[str, Callable[[], object]]) -> dict[str, str]:
    """Call each reading; the problems found, by field."""
    problems: dict[str, str] = {}
    for key, reading in readings.items():
        try:
            reading()
        except Problem as problem:
            problems[key] = str(problem)
    return problems
