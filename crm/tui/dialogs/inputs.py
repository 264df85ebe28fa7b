"""The two text widgets of all forms: what is loaded, typed or pasted is cleaned before it can be drawn.

Textual draws control characters raw, takes only the first line of a paste into an Input, and types the
letter of an alt+letter key as text; and very long values make every key slow (1 MB on one line takes seconds
in a TextArea). So both widgets clean, both are held to a length, and `Held` keeps what does not fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, TextArea

from crm.domain.text import clean

LINE_LIMIT = 2_000
AREA_LIMIT = 20_000
# Persian and emoji need the joiners, and Python does not count them as printable.
_JOINERS = frozenset("\u200c\u200d")


def one_line(text: str) -> str:
    """`text` cleaned, every line break and tab a space; inner and outer spaces stay, one may be typing."""
    return clean(text).replace("\n", " ").replace("\t", " ")


@dataclass(frozen=True, slots=True)
class Held:
    """A value in a field: `shown` is what can be edited, `rest` what is too long to show and is kept."""

    original: str
    shown: str
    rest: str

    @classmethod
    def of(cls, value: str, *, limit: int, lines: bool = False) -> Held:
        """`value` made fit for a field of at most `limit` characters."""
        text = clean(value) if lines else one_line(value)
        return cls(value, text[:limit], text[limit:])

    def back(self, typed: str) -> str:
        """The value to save: the original when nothing was typed, else what was typed with the kept rest.

        An emptied field is empty: the rest goes with what was shown.
        """
        if typed == self.shown:
            return self.original
        return typed + self.rest if typed.strip() else ""


class CleanInput(Input):
    """A one-line input that never holds a control character."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        suggester: Suggester | None = None,
        select: bool = False,
    ) -> None:
        super().__init__(
            one_line(value)[:LINE_LIMIT],
            placeholder,
            suggester=suggester,
            select_on_focus=select,
            compact=True,
        )
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """What is set, typed or pasted, cleaned and cut to the length a field holds."""
        return one_line(value)[:LINE_LIMIT]

    async def _on_key(self, event: events.Key) -> None:
        if event.key.startswith("alt+"):
            event.prevent_default()
        elif event.character in _JOINERS:
            event.stop()
            event.prevent_default()
            self.replace(event.character or "", *self.selection)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        # Cut before it is joined: a paste of megabytes must not be copied about.
        self.replace(one_line(event.text[:LINE_LIMIT].strip("\r\n")), *self.selection)


class NoteArea(TextArea):
    """A text area that never holds a control character; it grows with its text.

    With `enter_saves` Enter posts `Submitted` and ctrl+o makes a new line: Enter is the only key that says
    "done" in every terminal, and alt+enter arrives as Enter in many.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o,shift+enter,alt+enter", "new_line", "New line", show=False),
    ]
    #: Characters it holds.
    limit: ClassVar[int] = AREA_LIMIT

    class Submitted(Message):
        """Enter was pressed in an area where it saves."""

        def __init__(self, area: NoteArea) -> None:
            self.area = area
            super().__init__()

        @property
        def control(self) -> NoteArea:
            """The area."""
            return self.area

    def __init__(self, text: str = "", *, enter_saves: bool = False, placeholder: str = "") -> None:
        self.enter_saves = enter_saves
        super().__init__(
            clean(text)[: self.limit],
            soft_wrap=True,
            compact=True,
            highlight_cursor_line=False,
            placeholder=placeholder,
        )
        self.cursor_blink = False

    def on_mount(self) -> None:
        """Writing goes on at the end."""
        self.move_cursor(self.document.end)

    def load_text(self, text: str) -> None:
        """Put `text`, cleaned, in place of all that is there."""
        super().load_text(clean(text)[: self.limit])

    def action_new_line(self) -> None:
        """Start a new line at the cursor."""
        self._insert("\n")

    def action_paste(self) -> None:
        """Paste what was last copied in the app."""
        self._insert(self.app.clipboard)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" and self.enter_saves:
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self))
        elif event.key.startswith("alt+"):
            event.prevent_default()
        elif event.character in _JOINERS:
            event.stop()
            event.prevent_default()
            self._insert(event.character or "")

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._insert(event.text)

    def _insert(self, text: str) -> None:
        room = self.limit - len(self.text) + len(self.selected_text)
        text = clean(text[: room + 1])[: max(0, room)]
        if text and (result := self._replace_via_keyboard(text, *self.selection)):
            self.move_cursor(result.end_location)
            self.scroll_cursor_visible()
