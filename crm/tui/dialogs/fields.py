"""The fields that forms are made of: a label, something to fill in, and a line of answer beside or under it.

Every field has a `text` (what stands in it, as a draft keeps it) and a `start` (what stood in it when the
form opened). A field whose text is its start gives back exactly the value it was given, whatever could be
shown of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Button, Static

from crm.domain.cadence import Cadence, CadenceError, parse_cadence
from crm.domain.date_phrases import DatePhraseError, parse_date, parse_when
from crm.domain.text import fold
from crm.domain.words import count, say_day, say_when
from crm.domain.workdays import WorkWeek
from crm.tui.dialogs.chips import Chip, Chips
from crm.tui.dialogs.inputs import AREA_LIMIT, LINE_LIMIT, CleanInput, Held, NoteArea, one_line
from crm.tui.dialogs.values import Suggest
from crm.tui.widgets.safe import literal

EXAMPLES = "tomorrow, next tue, in 2 weeks, 5 dec, end of month"
PAST_EXAMPLES = "today, yesterday, last fri, 5 nov"


_DEFAULT = frozenset({"", "default"})


class Problem(ValueError):
    """What stands in a field cannot be read; the message says what to write."""


class Field(Vertical):
    """One row of a form."""

    def __init__(self, key: str, label: str, *, hint: str = "", shortcut: str = "") -> None:
        super().__init__(id=f"field-{key}", classes="field")
        self.key = key
        self.label = label
        self.hint = hint
        self.shortcut = shortcut
        self.start = ""
        self.shown_problem = ""
        self._ready = False
        # Most fields never have anything to say below: the line is added when there is something.
        self._line = Static("", classes="field-below", markup=False)

    @property
    def control(self) -> Widget:
        """The widget that takes the focus."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """What stands in the field."""
        raise NotImplementedError

    @text.setter
    def text(self, text: str) -> None:
        raise NotImplementedError

    @property
    def changed(self) -> bool:
        """True when it holds something else than when the form opened."""
        return self.text != self.start

    def compose(self) -> ComposeResult:
        """The label, the control, an answer beside it, and a line under it."""
        label = f"{self.label:<8}{self.shortcut}" if self.shortcut else self.label
        with Horizontal(classes="field-row"):
            yield Static(Content(label), classes="field-label", markup=False)
            yield self.control
            if self.has_answer:
                yield Static("", classes="field-answer", markup=False)

    has_answer = False

    def on_mount(self) -> None:
        """Show the hint or the answer for what is there."""
        self._ready = True
        self.tell()

    def tell(self, problem: str = "") -> None:
        """Show `problem` under the field, or without one what the field has to say."""
        self.shown_problem = problem
        if not self._ready:
            return
        self.set_class(bool(problem), "-problem")
        below = f"! {problem}" if problem else self.below()
        if below and not self._line.is_attached:
            self.mount(self._line)
        self._line.update(literal(below))
        self._line.display = bool(below)

    def below(self) -> str:
        """The quiet line under the field."""
        return self.hint if self.hint and self.has_class("-focused") else ""

    def on_descendant_focus(self) -> None:
        """The label stands out and the hint shows while the field has the focus."""
        self.set_class(True, "-focused")
        if not self.shown_problem:
            self.tell()

    def on_descendant_blur(self) -> None:
        """And no longer when it went; to a button it goes with the mouse, and nothing may move under a click."""
        if not isinstance(self.screen.focused, Button):
            self.left()

    def left(self) -> None:
        """Show that the focus is elsewhere, if it is."""
        self.set_class(self.has_focus_within, "-focused")
        if not self.shown_problem:
            self.tell()


class LineField(Field):
    """A text on one line. What is too long to edit is kept and said."""

    def __init__(
        self,
        key: str,
        label: str,
        value: str = "",
        *,
        placeholder: str = "",
        hint: str = "",
        suggester: Suggester | None = None,
        select: bool = False,
    ) -> None:
        super().__init__(key, label, hint=hint)
        self.held = Held.of(value, limit=LINE_LIMIT)
        self.input = CleanInput(self.held.shown, placeholder=placeholder, suggester=suggester, select=select)
        self.start = self.input.value

    @property
    def control(self) -> CleanInput:
        """The input."""
        return self.input

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.input.value

    @text.setter
    def text(self, text: str) -> None:
        self.input.value = text

    @property
    def value(self) -> str:
        """The text to save: trimmed when it was typed, untouched when it was not."""
        if not self.changed:
            return self.held.original
        return self.held.back(self.text).strip()

    def below(self) -> str:
        """The hint, or how much is kept out of sight."""
        return _kept(len(self.held.rest)) if self.held.rest and self.text.strip() else super().below()

    def on_input_changed(self) -> None:
        """What is typed answers an old problem."""
        self.tell()


class AreaField(Field):
    """A text of several lines."""

    def __init__(
        self,
        key: str,
        label: str,
        value: str = "",
        *,
        enter_saves: bool = False,
        placeholder: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(key, label, hint=hint)
        self.held = Held.of(value, limit=AREA_LIMIT, lines=True)
        self.area = NoteArea(self.held.shown, enter_saves=enter_saves, placeholder=placeholder)
        self.start = self.area.text

    @property
    def control(self) -> NoteArea:
        """The area."""
        return self.area

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.area.text

    @text.setter
    def text(self, text: str) -> None:
        self.area.load_text(text)
        self.area.move_cursor(self.area.document.end)

    @property
    def value(self) -> str:
        """The text to save: without trailing space when it was typed, untouched when it was not."""
        if not self.changed:
            return self.held.original
        return self.held.back(self.text).strip()

    def below(self) -> str:
        """The hint, or how much is kept out of sight."""
        return _kept(len(self.held.rest)) if self.held.rest and self.text.strip() else super().below()

    def on_text_area_changed(self) -> None:
        """What is typed answers an old problem."""
        self.tell()


def _kept(characters: int) -> str:
    return f"{count(characters, 'more character')} kept as they are; empty the field to drop them"


class ChipField(Field):
    """One of a few words, each with its letter."""

    def __init__(self, key: str, label: str, chips: Sequence[Chip], value: str, *, shortcut: str = "") -> None:
        super().__init__(key, label, shortcut=shortcut)
        self.chips = Chips(_with(chips, value), value)
        self.start = value

    @property
    def control(self) -> Chips:
        """The row of chips."""
        return self.chips

    @property
    def text(self) -> str:
        """The value of the chosen chip."""
        return self.chips.value

    @text.setter
    def text(self, text: str) -> None:
        if any(chip.value == text for chip in self.chips.chips):
            self.chips.value = text

    @property
    def value(self) -> str:
        """The value of the chosen chip."""
        return self.chips.value


def _with(chips: Sequence[Chip], value: str) -> list[Chip]:
    """The chips, with one more for a value from elsewhere that is none of them."""
    if any(chip.value == value for chip in chips):
        return list(chips)
    return [*chips, Chip(value, "", one_line(value)[:20])]


class AnswerField(LineField):
    """A line that is read as one types, the reading echoed beside it."""

    has_answer = True
    _refusal = ""

    def answer(self, text: str) -> str:
        """How `text` is understood. Raises Problem."""
        raise NotImplementedError

    def tell(self, problem: str = "") -> None:
        """Echo how the text is understood beside it; quietly under it, why it is not."""
        answer = self._refusal = ""
        try:
            answer = self.answer(self.text.strip())
        except Problem as found:
            self._refusal = str(found)
        if self._ready:
            self.query_one(".field-answer", Static).update(literal(answer))
        super().tell(problem)

    def below(self) -> str:
        """Why the text cannot be read, in the place of the hint: nothing jumps as one types."""
        # The examples that follow are for the moment of saving; a date half typed is no mistake yet.
        return self._refusal.partition(": write for instance")[0] or super().below()


class DateField(AnswerField):
    """A day, as people type days. Empty unless `needed`; `check` may refuse a day with a sentence."""

    def __init__(
        self,
        key: str,
        label: str,
        value: date | None = None,
        *,
        today: date,
        week: WorkWeek,
        past: bool = False,
        needed: bool = False,
        with_time: bool = False,
        at: time | None = None,
        check: Callable[[date], str] | None = None,
        placeholder: str = "",
    ) -> None:
        shown = ""
        if value is not None:
            shown = "today" if value == today else value.isoformat()
            shown += f" {at:%H:%M}" if at else ""
        hint = f"for instance {PAST_EXAMPLES if past else EXAMPLES}{', fri 14:30' if with_time else ''}"
        super().__init__(key, label, shown, placeholder=placeholder, hint=hint, select=True)
        self.add_class("-short")
        self.given = (value, at)
        self.today = today
        self.week = week
        self.past = past
        self.needed = needed
        self.with_time = with_time
        self.check = check

    def read(self) -> tuple[date | None, time | None]:
        """The day and time that stand there, None when there is none. Raises Problem."""
        if not self.changed and self.given[0] is not None:
            return self.given
        return self._parse(self.text.strip())

    @property
    def day(self) -> date | None:
        """The day that stands there. Raises Problem."""
        return self.read()[0]

    def answer(self, text: str) -> str:
        """`Tue 1 Dec, in 9 days`; nothing for an empty field."""
        if not text:
            return ""
        day, at = self._parse(text)
        if day is None:
            return ""
        near = say_when(day, self.today)
        said = say_day(day, self.today)
        said = said if near == said else f"{said}, {near}"
        return f"{said}, {at:%H:%M}" if at else said

    def _parse(self, text: str) -> tuple[date | None, time | None]:
        if not text:
            if self.needed:
                raise Problem("A day is needed: for instance today, next tue or in 2 weeks")
            return None, None
        try:
            if self.with_time:
                day, at = parse_when(text, self.today, week=self.week, past=self.past)
            else:
                day, at = parse_date(text, self.today, week=self.week, past=self.past), None
        except DatePhraseError as error:
            raise Problem(str(error)) from None
        if self.check and (day, at) != self.given and (refusal := self.check(day)):
            raise Problem(refusal)
        return day, at


def default_in_words(default: Cadence, *, has_role: bool) -> str:
    """What a contact without a cadence of their own has: the default is for those with a part in the search."""
    return f"default: {default}" if has_role else "none, until they have a role in your search"


class CadenceField(AnswerField):
    """A cadence as text, its meaning echoed. Empty is the default; `default` says in words what that is."""

    def __init__(self, key: str, label: str, value: str | None, *, default: str) -> None:
        super().__init__(key, label, value or "", hint="for instance 1 week, 2 months, quarterly, none", select=True)
        self.add_class("-short")
        self.default = default

    @property
    def cadence(self) -> str | None:
        """None for the default, `none`, or the cadence in its plain form. Raises Problem."""
        text = self.text.strip()
        if not self.changed:
            return self.held.original or None
        if text.casefold() in _DEFAULT:
            return None
        try:
            cadence = parse_cadence(text)
        except CadenceError as error:
            raise Problem(str(error)) from None
        return "none" if cadence is None else str(cadence)

    def answer(self, text: str) -> str:
        """`every 2 months`, `no cadence`, or the default when nothing is typed."""
        if text.casefold() in _DEFAULT:
            return self.default
        try:
            cadence = parse_cadence(text)
        except CadenceError as error:
            raise Problem(str(error)) from None
        if cadence is None:
            return "no cadence"
        return f"every {cadence}" if cadence.count > 1 else f"every {cadence.unit}"


class Completer(Suggester):
    """Completes from known texts, accents and case apart; in lists the part after the last comma."""

    def __init__(self, suggest: Suggest, *, in_list: bool = False) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._suggest = suggest
        self._in_list = in_list

    async def get_suggestion(self, value: str) -> str | None:
        """`value` with the rest of the first known text that begins with it, or None."""
        head, comma, part = value.rpartition(",") if self._in_list else ("", "", value)
        space = part[: len(part) - len(part.lstrip())]
        begun = part.lstrip()
        if not begun:
            return None
        try:
            known = await self._suggest(begun)
        except Exception:
            # A completion is a courtesy: without one the field works as before.
            return None
        for text in known:
            line = one_line(text)
            if len(line) > len(begun) and fold(line[: len(begun)]) == fold(begun):
                return f"{head}{comma}{space}{begun}{line[len(begun) :]}"
        return None


def known(texts: Sequence[str]) -> Suggest:
    """A `Suggest` over a fixed list."""

    async def suggest(text: str) -> Sequence[str]:
        return [item for item in texts if fold(item).startswith(fold(text))]

    return suggest
