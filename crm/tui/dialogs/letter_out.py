"""The forms at the end of a letter: it is finished, it goes out, it went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from crm.domain.words import say_day
from crm.tui.dialogs.fields import DateField, Field, LineField
from crm.tui.dialogs.form import Dialog, FormDialog, Incomplete, gather, keys
from crm.tui.dialogs.values import About, Desk, Submit
from crm.tui.widgets.safe import literal, paragraphs


class FinishDialog(FormDialog[str]):
    """The draft is finished: it rests. Gives who reads it first, empty for nobody."""

    FORM = "letter-finish"

    def __init__(self, about: About, reader: str, rest: str, *, desk: Desk, submit: Submit[str] | None = None) -> None:
        self.about = about
        self.reader = reader
        self.rest = rest
        super().__init__(f"Finish the letter to {about.name}", desk=desk, key=about.key, submit=submit)

    def compose_head(self) -> Iterable[Widget]:
        """Until when it rests."""
        yield Static(literal(f"It rests until {self.rest}; then the queue shows it as ready to reread."), markup=False)

    def make_fields(self) -> Iterable[Field]:
        """Who reads it first."""
        hint = "somebody who writes well; you give it to them. Empty for nobody"
        yield LineField("reader", "read by", self.reader, hint=hint)

    def read(self) -> str:
        """The name."""
        return self.form_fields["reader"].text.strip()


@dataclass(frozen=True, slots=True)
class SentValues:
    """When a letter went out, what it gave and what it asked for. `early`: before it had rested, on purpose."""

    on: date
    gave: str
    asked: str
    early: bool = False


class SentDialog(FormDialog[SentValues]):
    """A letter went out: the day, and what it gave and asked for. `early`: that it had not rested was said before.

    `ready_on` is the day from which it had rested. For an earlier one it asks once more.
    """

    FORM = "letter-sent"
    MAIN = "on"

    def __init__(
        self,
        about: About,
        gave: str,
        asked: str,
        *,
        ready_on: date | None,
        early: bool,
        desk: Desk,
        submit: Submit[SentValues] | None = None,
    ) -> None:
        self.about = about
        self.gave, self.asked = gave, asked
        self.ready_on = ready_on
        self.early = early
        self._asked_about: date | None = None
        super().__init__(f"The letter to {about.name} went out", desk=desk, key=about.key, submit=submit)

    def compose_head(self) -> Iterable[Widget]:
        """What it does."""
        said = "The text stays as it was sent, the touch is logged, the points it takes up count as answered."
        yield Static(literal(said), markup=False)

    def make_fields(self) -> Iterable[Field]:
        """The day; what was given and asked for."""
        today, week = self.desk.today, self.desk.week
        self._day = DateField("on", "day", today, today=today, week=week, past=True, needed=True, check=self._not_ahead)
        yield self._day
        yield LineField("gave", "you gave", self.gave, hint="an article, news, a referral: what was for them")
        yield LineField("asked", "you asked", self.asked, hint="advice, feedback, a meeting: what you asked for")

    def _not_ahead(self, day: date) -> str:
        if day <= self.desk.today:
            return ""
        return f"{say_day(day, self.desk.today)} is still ahead: a letter is marked once it has gone out"

    def read(self) -> SentValues:
        """As it stands in the form. Raises Incomplete for a day that cannot be, and to ask about one too soon."""
        if problems := gather({"on": self._day.read}):
            raise Incomplete(problems)
        on = self._day.day or self.desk.today
        rested = self.ready_on is not None and self.ready_on <= on
        if not rested and not self.early and self._asked_about != on:
            self._asked_about = on
            said = say_day(on, self.desk.today)
            raise Incomplete({"on": f"On {said} it had not rested: Enter once more records that as on purpose"})
        return SentValues(
            on, self.form_fields["gave"].text.strip(), self.form_fields["asked"].text.strip(), early=not rested
        )


class MailtoDialog(Dialog[None]):
    """Shows a mail link. It is opened only when the person says so, by `o`; `c` copies it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "Open it"),
        Binding("c", "copy", "Copy it"),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
    ]

    def __init__(self, url: str, open_it: Callable[[str], Awaitable[None]], copy_it: Callable[[str], None]) -> None:
        super().__init__("A mail link")
        self.url = url
        self._open_it, self._copy_it = open_it, copy_it

    def compose_head(self) -> Iterable[Widget]:
        """What it does."""
        said = "When you press o, it opens the letter in your mail program, not yet sent."
        yield Static(literal(said), markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """The link."""
        yield Static(paragraphs(self.url), markup=False)

    def compose_buttons(self) -> Iterable[Widget]:
        """What the mouse needs."""
        yield Button("Open", id="open-link", compact=True)
        yield Button("Back", id="back", compact=True)

    def hint(self) -> Content:
        """The keys."""
        return keys("o opens it", "c copies it", "esc back")

    def on_mount(self) -> None:
        """Enter does nothing unasked: the focus is on the way back."""
        self.query_one("#back", Button).focus()

    @on(Button.Pressed, "#open-link")
    async def action_open(self) -> None:
        """Open it, as asked."""
        self.dismiss(None)
        await self._open_it(self.url)

    def action_copy(self) -> None:
        """To the clipboard."""
        self.dismiss(None)
        self._copy_it(self.url)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#body").scroll_relative(y=by, animate=False)
