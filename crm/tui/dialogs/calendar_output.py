"""The form for what is kept fresh by itself: the feed, or the folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from crm.book.settings import read_setting
from crm.tui.calendar_words import short_path
from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import ChipField, Field, LineField
from crm.tui.dialogs.form import FormDialog, Incomplete
from crm.tui.dialogs.values import Desk, Submit
from crm.tui.widgets.safe import literal


class CalendarOutputDialog(FormDialog[Path | None]):
    """On with a path, or off. Gives the path, None for off. `setting` is its name in the settings.

    As None is also what a form gives that was left, what is to be done is done in `submit`.
    """

    FORM = "calendar-output"
    MAIN = "path"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "step('on')", show=False, priority=True)]

    def __init__(
        self,
        setting: str,
        title: str,
        suits: tuple[str, ...],
        path: Path | None,
        proposed: str,
        *,
        desk: Desk,
        submit: Submit[Path | None],
    ) -> None:
        super().__init__(title, desk=desk, key=setting, submit=submit)
        self.setting = setting
        self.suits = suits
        self.path = path
        self.proposed = proposed

    def compose_head(self) -> Iterable[Widget]:
        """Whom it suits."""
        for sentence in self.suits:
            yield Static(literal(sentence), markup=False)

    def make_fields(self) -> Iterable[Field]:
        """On or off, and where."""
        yield ChipField("on", "is", (Chip("on", "n", "on"), Chip("off", "f", "off")), "on", shortcut="f3")
        what = "one file a follow-up" if self.setting == "ics_folder" else "the whole feed"
        yield LineField(
            "path",
            "where",
            short_path(self.path) if self.path else self.proposed,
            hint=f"{what}; written at once, then after every change",
        )

    def more_keys(self) -> tuple[str, ...]:
        """On and off from the path."""
        return ("f3 on/off",)

    def read(self) -> Path | None:
        """The path, or None for off. Raises Incomplete."""
        if self.form_fields["on"].text == "off":
            return None
        try:
            path: Path | None = read_setting(self.setting, self.form_fields["path"].text)
        except ValueError as error:
            raise Incomplete({"path": str(error).capitalize()}) from None
        return path
