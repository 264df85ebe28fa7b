"""Passwords on the screen: typed without being seen, in no draft, and not to be copied out."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm.tui.dialogs.fields import Field
from crm.tui.dialogs.form import FormDialog, Incomplete, keys
from crm.tui.dialogs.inputs import CleanInput
from crm.tui.dialogs.values import Desk
from crm.tui.widgets.safe import literal


class SecretInput(CleanInput):
    """Shows a dot for each character, and gives nothing to the clipboard."""

    def __init__(self) -> None:
        super().__init__()
        self.password = True

    def action_copy(self) -> None:
        """Not from here."""

    def action_cut(self) -> None:
        """Not from here."""


class SecretField(Field):
    """A password. What stands in it is only in `secret`: drafts, which go by `text`, never see it."""

    def __init__(self, key: str, label: str, secret: str = "", *, hint: str = "") -> None:
        super().__init__(key, label, hint=hint)
        self.input = SecretInput()
        self.input.value = secret

    @property
    def control(self) -> SecretInput:
        """The input."""
        return self.input

    @property
    def text(self) -> str:
        """Nothing, ever."""
        return ""

    @text.setter
    def text(self, text: str) -> None:
        self.input.value = ""

    @property
    def secret(self) -> str:
        """What was typed, as it was typed."""
        return self.input.value

    def on_input_changed(self) -> None:
        """What is typed answers an old problem."""
        self.tell()


class SecretDialog(FormDialog[str]):
    """Asks for the password of an account. Gives it, or None when it was left. `why` says why it has to be asked."""

    FORM = "secret"
    SAVE = "Go on"

    def __init__(self, heading: str, why: str, *, held: str, desk: Desk) -> None:
        super().__init__(heading, desk=desk, key="")
        self.why = why
        self.held = held

    def compose_head(self) -> Iterable[Widget]:
        """Why it is asked for, and how long it is kept."""
        if self.why:
            yield Static(literal(self.why), markup=False)
        yield Static(literal(self.held), markup=False)

    def make_fields(self) -> Iterable[Field]:
        """The password."""
        self._secret = SecretField("secret", "password")
        yield self._secret

    def hint(self) -> Content:
        """The keys."""
        return keys("enter goes on", "esc back")

    def read(self) -> str:
        """The password. Raises Incomplete for none."""
        if not self._secret.secret:
            raise Incomplete({"secret": "The password of the account, or Esc to leave it"})
        return self._secret.secret

    def action_afresh(self) -> None:
        """An empty field."""
        self._secret.text = ""
        super().action_afresh()
