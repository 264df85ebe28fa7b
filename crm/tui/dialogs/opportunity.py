"""Adding and editing an opportunity; noting what was sent for it; giving somebody a part in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from textual.content import Content

from crm.domain.opportunities import PARTS, SENT_KINDS, Opportunity, part_of
from crm.domain.words import say_day
from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import AreaField, ChipField, Completer, DateField, Field, LineField, known
from crm.tui.dialogs.form import FormDialog, Incomplete, gather, keys
from crm.tui.dialogs.inputs import NoteArea
from crm.tui.dialogs.people_field import PeopleField, PersonText
from crm.tui.dialogs.values import Desk, Submit, Suggest

STAGE_CHIPS = (
    Chip("lead", "l", "lead"),
    Chip("applied", "a", "applied"),
    Chip("screening", "s", "screening"),
    Chip("interviewing", "i", "interviewing"),
    Chip("final", "f", "final"),
    Chip("offer", "o", "offer"),
    Chip("accepted", "c", "accepted"),
)
_KIND_CHIPS = (
    Chip("role", "e", "role"),
    Chip("trial", "t", "trial"),
    Chip("introduction", "u", "introduction"),
)
_SENT_LETTERS = {"résumé": "r", "cover letter": "c", "portfolio": "p", "other": "o"}
_SENT_CHIPS = tuple(Chip(kind, _SENT_LETTERS.get(kind, ""), kind) for kind in SENT_KINDS)
_GHOST = "→ takes what is suggested in grey"


@dataclass(frozen=True, slots=True)
class OpportunityValues:
    """An opportunity as its form shows it. `on` is the day it came to its stage; both only count for a new one."""

    title: str
    employer: str = ""
    people: tuple[PersonText, ...] = ()
    stage: str = "lead"
    on: date | None = None
    kind: str = "role"
    source: str = ""
    link: str = ""
    salary: str = ""
    decision_on: date | None = None
    notes: str = ""
    posting: str = ""


class OpportunityDialog(FormDialog[OpportunityValues]):
    """Everything of an opportunity that is typed by hand. Of a known one the stage has a form of its own."""

    FORM = "opportunity"
    MAIN = "title"

    def __init__(
        self,
        opportunity: Opportunity | None,
        *,
        desk: Desk,
        employer: str = "",
        employers: Suggest | None = None,
        people: Suggest | None = None,
        submit: Submit[OpportunityValues] | None = None,
    ) -> None:
        self.opportunity = opportunity
        self.employer = opportunity.employer if opportunity else employer
        self._suggest = {"employer": employers, "people": people}
        heading = "New opportunity" if opportunity is None else f"Edit · {opportunity.title}"
        super().__init__(heading, desk=desk, key=str(opportunity.id) if opportunity else "", submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The fields, what one knows first first; the posting, which is long, last."""
        old, today, week = self.opportunity, self.desk.today, self.desk.week
        employers = self._suggest["employer"]
        yield LineField("title", "title", old.title if old else "", hint="the role, as the posting calls it")
        yield LineField(
            "employer",
            "employer",
            self.employer,
            hint=_GHOST if employers else "",
            suggester=Completer(employers) if employers else None,
        )
        yield PeopleField("people", "people", old.people if old else (), suggest=self._suggest["people"])
        if old is None:
            yield ChipField("stage", "stage", STAGE_CHIPS, "lead")
            yield DateField(
                "on", "  since", today, today=today, week=week, past=True, needed=True, check=self._not_ahead
            )
        yield ChipField("kind", "kind", _KIND_CHIPS, old.kind if old else "role")
        yield DateField("decision_on", "decision", old.decision_on if old else None, today=today, week=week)
        yield LineField("source", "source", old.source if old else "", hint="where you heard of it")
        yield LineField("link", "link", old.link if old else "")
        yield LineField("salary", "salary", old.salary if old else "")
        yield AreaField("notes", "notes", old.notes if old else "")
        yield AreaField(
            "posting", "posting", old.posting if old else "", hint="paste the whole text: postings vanish, this stays"
        )

    def hint(self) -> Content:
        """In a text of several lines Enter makes a line, so another key saves."""
        if isinstance(self.focused, NoteArea):
            return keys("f2 save", "enter new line", "tab next", "esc back")
        return keys("enter save", "tab next", "esc back")

    def _not_ahead(self, day: date) -> str:
        return "" if day <= self.desk.today else f"{say_day(day, self.desk.today)} is still to come"

    def read(self) -> OpportunityValues:
        """The opportunity as it stands in the form. Raises Incomplete."""
        fields = self.form_fields
        days = {key: field for key in ("on", "decision_on") if isinstance(field := fields.get(key), DateField)}
        problems = gather({key: field.read for key, field in days.items()})
        if not self._said("title"):
            problems["title"] = "A title is needed: the role, as the posting calls it"
        if problems:
            raise Incomplete(problems)
        people = fields["people"]
        return OpportunityValues(
            title=self._said("title"),
            employer=self._said("employer"),
            people=people.values if isinstance(people, PeopleField) else (),
            stage=fields["stage"].text if "stage" in fields else "",
            on=days["on"].day if "on" in days else None,
            kind=fields["kind"].text,
            source=self._said("source"),
            link=self._said("link"),
            salary=self._said("salary"),
            decision_on=days["decision_on"].day,
            notes=self._said("notes"),
            posting=self._said("posting"),
        )

    def _said(self, key: str) -> str:
        field = self.form_fields[key]
        return field.value if isinstance(field, LineField | AreaField) else field.text


@dataclass(frozen=True, slots=True)
class SentValues:
    """What was sent: its kind, the name of the file or version, and the day, which may not be known."""

    kind: str
    name: str
    on: date | None


class SentDialog(FormDialog[SentValues]):
    """What was sent for an opportunity."""

    FORM = "sent"
    MAIN = "name"

    def __init__(self, title: str, key: str, *, desk: Desk, submit: Submit[SentValues] | None = None) -> None:
        super().__init__(f"Sent · {title}", desk=desk, key=key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """Kind, name, day."""
        today, week = self.desk.today, self.desk.week
        yield ChipField("kind", "what", _SENT_CHIPS, SENT_KINDS[0])
        yield LineField("name", "name", "", hint="the file or version: which one they have before them")
        yield DateField("on", "day", today, today=today, week=week, past=True)

    def read(self) -> SentValues:
        """What stands in the form. Raises Incomplete."""
        name, on = self.form_fields["name"], self.form_fields["on"]
        if not isinstance(name, LineField) or not isinstance(on, DateField):
            raise TypeError
        problems = gather({"on": on.read})
        if not name.value:
            problems["name"] = "A name is needed: that of the file, or of the version"
        if problems:
            raise Incomplete(problems)
        return SentValues(self.form_fields["kind"].text, name.value, on.day)


@dataclass(frozen=True, slots=True)
class PartValues:
    """Somebody with a part."""

    people: tuple[PersonText, ...]


class PartDialog(FormDialog[PartValues]):
    """Who has a part in an opportunity: somebody new by name, or another part for somebody who has one."""

    FORM = "part"

    def __init__(
        self,
        title: str,
        key: str,
        *,
        desk: Desk,
        name: str = "",
        part: str = "",
        people: Suggest | None = None,
        submit: Submit[PartValues] | None = None,
    ) -> None:
        self.name_given, self.part = name, part
        self._people = people
        super().__init__(f"{name or 'A part'} · {title}", desk=desk, key=key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The name unless it is known, and the part."""
        if not self.name_given:
            yield PeopleField("people", "who", (), suggest=self._people)
        else:
            hint = f"{', '.join(PARTS)}; {_GHOST}"
            yield LineField("part", "part", self.part, hint=hint, suggester=Completer(known(PARTS)), select=True)

    def read(self) -> PartValues:
        """Who and which part. Raises Incomplete."""
        field = self.form_fields.get("people")
        if isinstance(field, PeopleField):
            if not field.values:
                raise Incomplete({"people": "A name is needed, of somebody in the book"})
            return PartValues(field.values)
        part = self.form_fields["part"]
        return PartValues((PersonText(self.name_given, part_of(part.value if isinstance(part, LineField) else "")),))
