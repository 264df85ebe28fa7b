"""A form of one line with ready answers under it: typed in words, or taken from the list."""

from __future__ import annotations

from textual import on
from textual.content import Content

from crm.tui.dialogs.form import FormDialog, Result, keys
from crm.tui.dialogs.quick import QuickList


class ReadyForm(FormDialog[Result]):
    """The line is the field named by `MAIN`; the answers are a QuickList that `compose_body` puts under it."""

    def hint(self) -> Content:
        """The keys that work where the focus is."""
        if isinstance(self.focused, QuickList):
            return keys("enter takes it", "esc back")
        return keys("enter save", "↓ or alt+letter takes one below", "esc back")

    def action_quick(self, letter: str) -> None:
        """Take a ready answer without leaving the line."""
        self.query_one(QuickList).take(letter)

    @on(QuickList.Typed)
    def _typed_there(self, event: QuickList.Typed) -> None:
        event.stop()
        if event.key.key == "enter":
            self.action_save()
            return
        line = self.form_fields[self.MAIN].control
        self.set_focus(line)  # at once: the line takes the focus before the key, or its text is selected too late
        line.post_message(event.key)

    @on(QuickList.Taken)
    def _taken(self, event: QuickList.Taken) -> None:
        event.stop()
        self.form_fields[self.MAIN].text = event.quick.text
        self.action_save()
