"""The form for what events say: all day or at a time, when they ring, what stands below the title."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import time
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from crm.book.settings import DESCRIPTIONS, Settings, read_setting
from crm.tui.calendar_words import PRIVACY, say_at, say_hours, say_minutes
from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import AnswerField, ChipField, Field, Problem
from crm.tui.dialogs.form import FormDialog, Incomplete, gather
from crm.tui.dialogs.values import Desk, Submit

_NONE = "none"


class SettingField(AnswerField):
    """One setting as text, its meaning echoed in words."""

    def __init__(self, key: str, label: str, value: str, say: Callable[[Any], str], *, hint: str) -> None:
        super().__init__(key, label, value, hint=hint, select=True)
        self.add_class("-short")
        self.say = say

    def read(self) -> object:
        """What stands there, as the settings take it. Raises Problem."""
        try:
            return read_setting(self.key, self.text)
        except ValueError as error:
            raise Problem(str(error).capitalize()) from None

    def answer(self, text: str) -> str:
        """What it means."""
        return self.say(self.read())


class DescriptionField(ChipField):
    """What stands below the title; what that shows to others is always said."""

    def below(self) -> str:
        """What it shows."""
        return PRIVACY.get(self.text, "")

    def on_chips_changed(self) -> None:
        """Another choice says something else."""
        self.tell()


class CalendarSettingsDialog(FormDialog[dict[str, str]]):
    """Asks how events look. Gives the settings that were changed, as they are written in the file."""

    FORM = "calendar-settings"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "step('ics_description')", show=False, priority=True)]

    def __init__(self, settings: Settings, *, desk: Desk, submit: Submit[dict[str, str]]) -> None:
        super().__init__("What events say", desk=desk, key="", submit=submit)
        self.settings = settings

    def make_fields(self) -> Iterable[Field]:
        """The four settings."""
        now = self.settings
        yield SettingField(
            "ics_at", "time", _time(now.ics_at), say_at, hint="for what has no time of its own: 09:00, or none"
        )
        yield SettingField(
            "ics_alarm_hours",
            "alarm",
            _number(now.ics_alarm_hours),
            say_hours,
            hint="all day: hours before its midnight, or none; 15 is 09:00 the day before",
        )
        yield SettingField(
            "ics_alarm_minutes",
            "at a time",
            _number(now.ics_alarm_minutes),
            say_minutes,
            hint="with a time: minutes before it, or none",
        )
        chips = [Chip(word, word[0], word) for word in DESCRIPTIONS]
        yield DescriptionField("ics_description", "below", chips, now.ics_description, shortcut="f3")

    def more_keys(self) -> tuple[str, ...]:
        """What stands below the title, from every field."""
        return ("f3 below the title",)

    def read(self) -> dict[str, str]:
        """What was changed. Raises Incomplete."""
        fields = {key: field for key, field in self.form_fields.items() if isinstance(field, SettingField)}
        if problems := gather({key: field.read for key, field in fields.items()}):
            raise Incomplete(problems)
        return {key: field.text.strip() or _NONE for key, field in self.form_fields.items() if field.changed}


def _time(at: time | None) -> str:
    return _NONE if at is None else f"{at:%H:%M}"


def _number(value: int | None) -> str:
    return _NONE if value is None else str(value)
