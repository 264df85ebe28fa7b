"""Recording a no: one form, all of it optional. Enter goes on to the plan that would follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm.domain.opportunities import Person
from crm.domain.words import say_day
from crm.tui.dialogs.chips import Chip, Chips
from crm.tui.dialogs.fields import AreaField, ChipField, DateField, Field, LineField
from crm.tui.dialogs.form import FormDialog, Incomplete, gather, keys
from crm.tui.dialogs.inputs import NoteArea
from crm.tui.dialogs.values import Desk, Submit
from crm.tui.widgets.safe import cut, literal

_TOLD = (
    Chip("", "k", "not known"),
    Chip("manager", "m", "manager"),
    Chip("hr", "h", "HR"),
    Chip("assistant", "a", "assistant"),
    Chip("nobody", "n", "nobody"),
)
_HOW = (
    Chip("", "w", "not known"),
    Chip("call", "c", "call"),
    Chip("email", "e", "email"),
    Chip("letter", "l", "letter"),
    Chip("portal", "p", "portal"),
    Chip("silence", "s", "silence"),
)
_FEEDBACK = (Chip("", "f", "still to ask for"), Chip("given", "g", "came with the no"))
_COFFEE = (Chip("now", "o", "now, in two weeks"), Chip("later", "t", "later, in half a year"))
_MOST_PEOPLE = 6
_NAME_CELLS = 22


@dataclass(frozen=True, slots=True)
class NoAbout:
    """What the no is about. Without `opportunity_id` the role is not in the book yet and the form asks for it.

    `line` says which role it is, `people` who has a part in it, `employer` stands in the form for a new role. `also`
    are those of them who get their part with the no.
    """

    key: str
    opportunity_id: int | None
    line: str
    employer: str = ""
    people: Sequence[Person] = ()
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NoValues:
    """A no as its form has it. `told_by` is one of the usual four, empty, or the id of a contact.

    `texts` is what was typed, by field, so that the form can be opened again as it was left.
    """

    title: str = ""
    employer: str = ""
    told_by: str | int = ""
    how: str = ""
    on: date | None = None
    reason: str = ""
    rank: str = ""
    chosen: str = ""
    starts_on: date | None = None
    feedback_given: bool = False
    coffee: str = "now"
    texts: Mapping[str, str] = field(default_factory=dict)


class NoDialog(FormDialog[NoValues]):
    """Who told, how, when; the reason in their words, the rank, who was chosen."""

    FORM = "no"
    DRAFT = "A no"
    SAVE = "The plan"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"alt+{chip.letter}", f"chip('{chip.letter}')", chip.label, show=False, priority=True)
        for chip in (*_TOLD, *_HOW, *_FEEDBACK, *_COFFEE)
    ]

    def __init__(self, about: NoAbout, *, desk: Desk, submit: Submit[NoValues] | None = None) -> None:
        self.no = about
        self.MAIN = "reason" if about.opportunity_id is not None else "title"  # type: ignore[misc]
        super().__init__("They said no", desk=desk, key=about.key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The role first where it is new; then what is known of the no, the plan last."""
        today, week = self.desk.today, self.desk.week
        if self.no.opportunity_id is None:
            yield LineField("title", "role", hint="the role that the no was for; it is added with it")
            yield LineField("employer", "employer", self.no.employer)
        people = [Chip(f"#{each.contact_id}", "", _name(each)) for each in self.no.people[:_MOST_PEOPLE]]
        yield ChipField("told_by", "who told", (*_TOLD, *people), "")
        yield ChipField("how", "how", _HOW, "")
        yield DateField("on", "when", today, today=today, week=week, past=True, needed=True, check=self._not_ahead)
        yield AreaField("reason", "reason", enter_saves=True, placeholder="in their words; empty where none was given")
        yield LineField("rank", "you were", hint="as they put it: runner-up, top two …")
        yield LineField("chosen", "chosen", hint="who, or what kind of profile, was chosen")
        yield DateField("starts_on", "starts", today=today, week=week, placeholder="when they start")
        yield ChipField("feedback", "feedback", _FEEDBACK, "")
        yield ChipField("coffee", "coffee", _COFFEE, "now")

    def compose_head(self) -> Iterable[Widget]:
        """Which role; and that nothing of it must be known."""
        yield Static(literal(self.no.line), markup=False)
        yield Static("All of it optional. A gentle plan follows, which you see before it begins.", markup=False)

    def hint(self) -> Content:
        """Enter leads to the plan, and nothing is recorded yet."""
        if isinstance(self.focused, NoteArea):
            return keys("enter the plan", "ctrl+o new line", "alt+letter chooses", "esc back")
        if isinstance(self.focused, Chips):
            return keys("letter chooses", "enter the plan", "esc back")
        return keys("enter the plan", "alt+letter chooses", "esc back")

    def draft_words(self) -> str:
        """`A no, Senior Analyst`."""
        return f"A no ({self.no.line})" if self.no.opportunity_id is not None else "A no"

    def _not_ahead(self, day: date) -> str:
        if day <= self.desk.today:
            return ""
        return f"{say_day(day, self.desk.today)} is still to come: a no is recorded once it has come"

    def read(self) -> NoValues:
        """The no as it stands in the form."""
        fields = self.form_fields
        days = {key: found for key in ("on", "starts_on") if isinstance(found := fields[key], DateField)}
        problems = gather({key: found.read for key, found in days.items()})

        def said(key: str) -> str:
            found = fields.get(key)
            return found.value if isinstance(found, LineField | AreaField) else found.text if found else ""

        if self.no.opportunity_id is None and not said("title").strip():
            problems["title"] = "Which role was it? For instance Senior Analyst"
        if problems:
            raise Incomplete(problems)
        told = said("told_by")
        return NoValues(
            title=said("title"),
            employer=said("employer"),
            told_by=int(told[1:]) if told.startswith("#") else told,
            how=said("how"),
            on=days["on"].day,
            reason=said("reason"),
            rank=said("rank"),
            chosen=said("chosen"),
            starts_on=days["starts_on"].day,
            feedback_given=said("feedback") == "given",
            coffee=said("coffee") or "now",
            texts={key: each.text for key, each in fields.items() if each.changed},
        )


def _name(person: Person) -> str:
    return cut(person.name, _NAME_CELLS)
