"""Adding and editing a contact."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from textual import on
from textual.content import Content
from textual.widgets import Input

from crm.domain.cadence import DEFAULT_CADENCE, Cadence
from crm.domain.date_phrases import DatePhraseError, parse_date
from crm.domain.people import ROLES, Contact, Met, Position, with_current
from crm.domain.text import fold
from crm.domain.words import LONG_MONTHS
from crm.tui.dialogs.chips import Chip, Chips
from crm.tui.dialogs.fields import (
    AnswerField,
    AreaField,
    CadenceField,
    ChipField,
    Completer,
    DateField,
    Field,
    LineField,
    Problem,
    default_in_words,
    known,
)
from crm.tui.dialogs.form import FormDialog, Incomplete, gather, keys
from crm.tui.dialogs.inputs import NoteArea
from crm.tui.dialogs.items import (
    ItemsField,
    TagsField,
    address_line,
    labelled_line,
    read_address,
    read_labelled,
)
from crm.tui.dialogs.values import Desk, Submit, Suggest, Validate

_BIRTHDAY = re.compile(r"(?:(\d{4})|-)-?(\d{2})-?(\d{2})")
_YEAR = re.compile(r"\d{4}|'\d{2}")
_MOVE_CHIPS = (Chip("moved", "m", "moved there"), Chip("same", "p", "put right"))
_CONTACT_CHIPS = (Chip("ok", "k", "ok"), Chip("never", "n", "do not contact"))
#: From this likeness on another employer's name is taken for a typo put right.
_ALIKE = 0.8
_GHOST = "→ takes what is suggested in grey"
#: Where the validator's names are not those of the form.
_ELSEWHERE = {"positions": "employer", "met": "met_on", "met.on": "met_on", "met.how": "met_how"}


class BirthdayField(AnswerField):
    """A birthday, with or without the year, kept as vCard writes it."""

    def __init__(self, key: str, label: str, value: str, *, today: date) -> None:
        self.today = today
        super().__init__(key, label, value, hint="for instance 7 mar 1980, or 7 mar")
        self.add_class("-short")

    @property
    def birthday(self) -> str:
        """`YYYY-MM-DD`, `--MM-DD`, or the text as it was imported. Raises Problem."""
        return self.value if not self.changed else self._read(self.text.strip())

    def answer(self, text: str) -> str:
        """`7 March 1980`."""
        match = _BIRTHDAY.fullmatch(self._read(text) if self.changed else text)
        if match is None or not 1 <= int(match[2]) <= 12:
            return ""
        said = f"{int(match[3])} {LONG_MONTHS[int(match[2]) - 1]}"
        return f"{said} {match[1]}" if match[1] else said

    def _read(self, text: str) -> str:
        if not text or _BIRTHDAY.fullmatch(text):
            return text
        try:
            day = parse_date(text, self.today, past=True)
        except DatePhraseError as error:
            raise Problem(str(error)) from None
        return day.isoformat() if _YEAR.search(text) else f"--{day:%m-%d}"


class ContactDialog(FormDialog[Contact]):
    """Everything of a contact that is typed by hand. What the form does not show stays as it is.

    `key` tells drafts apart (the contact's id; empty for a new one); `validate` is the book's one validator.
    """

    FORM = "contact"
    MAIN = "name"

    def __init__(
        self,
        contact: Contact | None,
        *,
        desk: Desk,
        key: str = "",
        validate: Validate,
        employers: Suggest | None = None,
        tags: Suggest | None = None,
        people: Suggest | None = None,
        default: Cadence = DEFAULT_CADENCE,
        submit: Submit[Contact] | None = None,
    ) -> None:
        self.contact = contact or Contact(name="")
        self.check_contact = validate
        self.default = default
        self._suggest = {"employer": employers, "tags": tags, "met_through": people}
        heading = "New contact" if contact is None else f"Edit · {contact.name}"
        super().__init__(heading, desk=desk, key=key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The fields, what one knows first first."""
        contact, today, week = self.contact, self.desk.today, self.desk.week
        yield LineField("name", "name", contact.name)
        completer = self._completer("employer")
        yield LineField("employer", "employer", contact.employer, hint=_GHOST if completer else "", suggester=completer)
        yield ChipField("move", "", _MOVE_CHIPS, "moved")
        yield DateField("since", "  since", today, today=today, week=week, past=True, needed=True)
        yield LineField("title", "title", contact.title)
        yield LineField(
            "role", "role", contact.role, hint=f"{', '.join(ROLES)}; {_GHOST}", suggester=Completer(known(ROLES))
        )
        yield ItemsField(
            "emails",
            "e-mails",
            contact.emails,
            line=labelled_line,
            read=read_labelled,
            hint="one a line, for instance work: dana@northwind.test",
        )
        yield ItemsField(
            "phones",
            "phones",
            contact.phones,
            line=labelled_line,
            read=read_labelled,
            hint="one a line, for instance cell: +1 555 0100",
        )
        yield ItemsField(
            "links",
            "links",
            contact.links,
            line=labelled_line,
            read=read_labelled,
            hint="one a line, for instance blog: https://example.test",
        )
        yield TagsField(
            "tags",
            "tags",
            contact.tags,
            hint="with commas between",
            suggester=self._completer("tags", in_list=True),
        )
        yield CadenceField("cadence", "cadence", contact.cadence, default=self._default_words(contact.role))
        yield AreaField("notes", "notes", contact.notes)
        yield LineField("nickname", "nickname", contact.nickname)
        yield BirthdayField("birthday", "birthday", contact.birthday, today=today)
        yield DateField("met_on", "met", contact.met.on, today=today, week=week, past=True)
        yield LineField("met_how", "  how", contact.met.how)
        yield LineField("met_through", "  through", contact.met.through, suggester=self._completer("met_through"))
        yield ItemsField(
            "addresses",
            "addresses",
            contact.addresses,
            line=address_line,
            read=read_address,
            hint="one a line, for instance home: 1 High Street, 12345 Town",
        )
        yield ChipField("do_not_contact", "contacting", _CONTACT_CHIPS, "never" if contact.do_not_contact else "ok")

    def _completer(self, key: str, *, in_list: bool = False) -> Completer | None:
        suggest = self._suggest[key]
        return Completer(suggest, in_list=in_list) if suggest else None

    def on_mount(self) -> None:
        """The question about a move waits for another employer."""
        self._ask_about_move()

    def hint(self) -> Content:
        """In a list Enter makes a line, so another key saves."""
        if isinstance(self.focused, NoteArea):
            return keys("f2 save", "enter new line", "tab next", "esc back")
        return keys("enter save", "tab next", "esc back")

    @on(Input.Changed)
    def _employer_changed(self, event: Input.Changed) -> None:
        if event.input is self.form_fields["employer"].control:
            self._ask_about_move()
        elif event.input is self.form_fields["role"].control:
            cadence = self.form_fields["cadence"]
            if isinstance(cadence, CadenceField):
                cadence.default = self._default_words(event.value)
                cadence.tell(cadence.shown_problem)

    def _default_words(self, role: str) -> str:
        return default_in_words(self.default, has_role=bool(role.strip()))

    def _ask_about_move(self) -> None:
        before, after = fold(self.contact.employer.strip()), fold(self.form_fields["employer"].text.strip())
        asked = bool(before and after and self.form_fields["employer"].changed and before != after)
        if asked and not self.form_fields["move"].display:
            alike = SequenceMatcher(None, before[:200], after[:200]).ratio() >= _ALIKE
            self.form_fields["move"].text = "same" if alike else "moved"
        self.form_fields["move"].display = asked
        self._ask_since_when()

    @on(Chips.Changed)
    def _ask_since_when(self) -> None:
        """Only a move has a day."""
        move = self.form_fields["move"]
        self.form_fields["since"].display = bool(move.display) and move.text == "moved"

    def read(self) -> Contact:
        """The contact as it stands in the form, with everything the form does not show. Raises Incomplete."""
        fields = self.form_fields
        since, met_on = fields["since"], fields["met_on"]
        birthday, cadence = fields["birthday"], fields["cadence"]
        if not (
            isinstance(since, DateField)
            and isinstance(met_on, DateField)
            and isinstance(birthday, BirthdayField)
            and isinstance(cadence, CadenceField)
        ):
            raise TypeError
        readings = {
            "met_on": met_on.read,
            "birthday": lambda: birthday.birthday,
            "cadence": lambda: cadence.cadence,
        }
        if since.display:
            readings["since"] = since.read
        if problems := gather(readings):
            raise Incomplete(problems)
        name = self._said("name")
        contact = replace(
            self.contact,
            **_parts(self.contact, name),
            name=name,
            nickname=self._said("nickname"),
            role=self._said("role"),
            positions=self._positions(since.day if since.display else None),
            emails=self._items("emails"),
            phones=self._items("phones"),
            links=self._items("links"),
            addresses=self._items("addresses"),
            tags=self._items("tags"),
            birthday=birthday.birthday,
            met=Met(met_on.day, self._said("met_how"), self._said("met_through")),
            cadence=cadence.cadence,
            do_not_contact=fields["do_not_contact"].text == "never",
            notes=self._said("notes"),
        )
        if found := self.check_contact(contact):
            raise Incomplete({_ELSEWHERE.get(key, key): problem for key, problem in found.items()})
        return contact

    def _said(self, key: str) -> str:
        field = self.form_fields[key]
        return field.value if isinstance(field, LineField | AreaField) else field.text

    def _items(self, key: str) -> tuple:  # type: ignore[type-arg]
        field = self.form_fields[key]
        return field.values if isinstance(field, ItemsField | TagsField) else ()

    def _positions(self, since: date | None) -> tuple[Position, ...]:
        """The positions with the current one as typed; after a move the former one ends and stays."""
        old, before = self.contact.positions, self.contact.position
        employer, title = self._said("employer"), self._said("title")
        if self.form_fields["move"].display and self.form_fields["move"].text == "moved":
            title_typed = title if self.form_fields["title"].changed else ""
            arrived = Position(employer=employer, title=title_typed, since=since)
            return (arrived, *with_current(old, replace(before, until=since)))
        current = replace(before, employer=employer, title=title)
        gone = not (current.employer or current.title or current.department)
        return with_current(old, Position() if gone else current)


def _parts(contact: Contact, name: str) -> dict[str, Any]:
    """The name's parts where the shown name was changed: the one that still fits stays, the other follows.

    Where none fits they are emptied: a part that is not in the name would be exported as somebody else's.
    """
    if name == contact.name or not (contact.given or contact.family):
        return {}
    if contact.given and name.startswith(f"{contact.given} "):
        return {"family": name.removeprefix(contact.given).strip(), "middle": ""}
    if contact.family and name.endswith(f" {contact.family}"):
        return {"given": name.removesuffix(contact.family).strip(), "middle": ""}
    return {"given": "", "family": "", "middle": ""}
