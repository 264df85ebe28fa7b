"""They said no: the form, the plan that would follow, and one act that records both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, cast

from crm.book.errors import BookError
from crm.book.first_no import preview_first_no, record_first_no
from crm.book.opportunities import NewOpportunity, load_opportunity, opportunities_of
from crm.book.pipeline import OpportunityRow
from crm.book.rejections import NOBODY_YET, NoPreview, NoRecorded, RecordNo, preview_no, record_no
from crm.book.session import Book
from crm.domain.opportunities import LIVE, Person
from crm.domain.plan_views import StepEdit, StepView
from crm.domain.words import say_day
from crm.tui import reads
from crm.tui.dialogs.no import NoAbout, NoDialog, NoValues
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.values import Choice
from crm.tui.in_the_app import in_the_app
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.screens.plan_preview import Look, PlanChoices, PlanPreviewScreen

if TYPE_CHECKING:
    from textual.screen import ModalScreen

_NEW = "new"
_NOBODY = "Nobody is known there yet, and a plan needs somebody: give people a part on the opportunity (o), then plan."


async def record_no_with(home: HomeScreen, contact_id: int) -> None:
    """Record a no for an opportunity of a contact; asked which where several live, a new role where none does."""
    person = await home.gateway.run(reads.person, contact_id, 1)
    if person is None:
        raise BookError("This person is no longer in the book.")
    rows = await home.gateway.run(opportunities_of, contact_id)
    live = [row for row in rows if row.stage in {*LIVE, "no answer"}]
    theirs = [row for row in live if row.part is not None]
    if len(theirs) == 1 and len(live) == 1:
        await record_no_of(home, theirs[0].id)
        return
    if live:
        choices = [Choice(str(row.id), *_row_words(row, home.today)) for row in live]
        choices.append(Choice(_NEW, "another role", "added together with its no"))
        picked = await home.desk_app.ask(PickDialog("Which role was the no for?", choices))
        if picked is None:
            return
        if picked != _NEW:
            row = next(row for row in live if str(row.id) == picked)
            await record_no_of(home, row.id, None if row.part is not None else person)
            return
    await _Flow(home, _first(person)).run()


async def record_no_of(screen: HomeScreen | BookScreen, opportunity_id: int, also: reads.Person | None = None) -> None:
    """Record a no for an opportunity, from the home screen or one that lies over it.

    `also` is somebody who had no part in it so far and gets one with it.
    """
    home = screen.home if isinstance(screen, BookScreen) else screen
    found = await home.gateway.run(load_opportunity, opportunity_id)
    if found.stage == "rejected" and found.since is not None:
        said = say_day(found.since, home.desk_app.clock.today())
        raise BookError(f"{found.title} has its no of {said} already; give it a second chance first.")
    line = ", ".join(part for part in (found.title, found.employer) if part)
    people, key = found.people, str(opportunity_id)
    if also is not None:
        contact = also.card.contact
        people = (Person(also.card.id, contact.name, contact.role), *people)
        line, key = f"{line}; {contact.name} gets a part in it", f"{key}-{also.card.id}"
    about = NoAbout(key, opportunity_id, line, people=people, also=(also.card.id,) if also is not None else ())
    await _Flow(home, about).run()


def _row_words(row: OpportunityRow, today: date) -> tuple[str, str]:
    label = ", ".join(part for part in (row.title, row.employer) if part)
    since = f" since {say_day(row.since, today)}" if row.since else ""
    return label, f"{row.stage}{since}"


def _first(person: reads.Person) -> NoAbout:
    contact = person.card.contact
    part = Person(person.card.id, contact.name, contact.role)
    line = f"No live opportunity with {contact.name} is in the book: name the role, and it is added with its no."
    return NoAbout(f"{_NEW}-{person.card.id}", None, line, contact.employer, (part,))


@dataclass(frozen=True, slots=True)
class _Case:
    """A no as it stands in the form, ready to be looked at and recorded with the choices for the plan."""

    about: NoAbout
    values: NoValues

    def record(self, choices: PlanChoices, edits: Mapping[int, StepEdit]) -> RecordNo:
        values = self.values
        return RecordNo(
            opportunity_id=self.about.opportunity_id or 0,
            on=values.on,
            told_by=values.told_by,
            how=values.how,
            reason=values.reason,
            rank=values.rank,
            chosen=values.chosen,
            starts_on=values.starts_on,
            coffee=choices.coffee,
            placing=choices.placing,
            plan=choices.plan,
            feedback_given=values.feedback_given,
            edits=edits,
            also=self.about.also,
        )

    def new(self) -> NewOpportunity:
        people = tuple((each.contact_id, "") for each in self.about.people)
        return NewOpportunity(self.values.title, self.values.employer, people=people)

    def preview(self, book: Book, choices: PlanChoices, edits: Mapping[int, StepEdit]) -> Look:
        """What would be done, on the book's thread."""
        record = self.record(choices, edits)
        if self.about.opportunity_id is None:
            found = preview_first_no(book, self.new(), record)
        else:
            found = preview_no(book, record)
        return _look(found)

    def write(self, book: Book, choices: PlanChoices, edits: Mapping[int, StepEdit]) -> NoRecorded:
        """Record it, on the book's thread."""
        record = self.record(choices, edits)
        if self.about.opportunity_id is None:
            return record_first_no(book, self.new(), record)
        return record_no(book, record)


def _look(found: NoPreview) -> Look:
    notes = list(found.plan.notes) if found.plan is not None else []
    if rest := found.note.replace(NOBODY_YET, "").strip():
        notes.insert(0, rest)
    if found.plan is None and NOBODY_YET in found.note:
        notes.append(_NOBODY)
    does = [f"logged with it: {found.touch}"] if found.touch else []
    plan = found.plan
    return Look(plan if plan is not None and plan.steps else None, does, notes)


class _Flow:
    """Form, preview, back to the form where it was left, until it is recorded or left for good."""

    def __init__(self, home: HomeScreen, about: NoAbout) -> None:
        self.home = home
        self.app = home.desk_app
        self.about = about

    async def run(self) -> None:
        choices, coffee = PlanChoices(), "now"
        while True:
            values = await self.app.ask(NoDialog(self.about, desk=self.app.desk(), submit=self._check))
            if values is None:
                return
            # What was typed stands in the form again until the no is recorded, also after another Esc.
            draft = values.texts
            drafts = self.app.desk().drafts
            drafts.keep(NoDialog.FORM, self.about.key, draft, f"A no ({self.about.line})")
            if values.coffee != coffee:  # what was chosen beside the plan stays unless the form says otherwise now
                coffee = values.coffee
                choices = replace(choices, coffee="later" if coffee == "later" else "now")
            case = _Case(self.about, values)

            async def accept(choices: PlanChoices, edits: Mapping[int, StepEdit], case: _Case = case) -> None:
                await self._record(case, choices, edits)

            title = ", ".join(part for part in (values.title, values.employer) if part) or self.about.line
            screen = PlanPreviewScreen(self.home, f"A no · {title}", case.preview, accept, choices, after_no=True)
            self.app.hold_keys()
            await self.app.ask(cast("ModalScreen[None]", screen))
            if screen.accepted is not None:
                drafts.drop(NoDialog.FORM, self.about.key)
                return
            choices = screen.choices
            self.app.hold_keys()

    async def _check(self, values: NoValues) -> str | None:
        """What the book would refuse is said while the form is open."""
        try:
            await self.home.gateway.run(_Case(self.about, values).preview, PlanChoices(), {})
        except BookError as error:
            return in_the_app(error)
        return None

    async def _record(self, case: _Case, choices: PlanChoices, edits: Mapping[int, StepEdit]) -> None:
        done = await self.home.gateway.run(case.write, choices, edits)
        ids = [person.contact_id for person in done.preview.opportunity.people]
        chosen = self.home.contact_id
        self.home.acts.changed("no", *([chosen] if chosen in ids and chosen is not None else ids[:1]))
        self.app.tell(_done_in_words(done, self.home.desk_app.clock.today()))


def _done_in_words(done: NoRecorded, today: date) -> str:
    """`The no is recorded; next: Mon 23 Nov, thank HR for telling you (Inés Gül); u undoes`."""
    plan = done.preview.plan if done.plan_id is not None else None
    steps: Sequence[StepView] = plan.steps if plan is not None else ()
    first = next((step for step in steps if step.is_open), None)
    if first is None:
        return "The no is recorded, without a plan; u undoes"
    return f"The no is recorded; next: {say_day(first.on, today)}, {first.purpose} ({first.contact}); u undoes"
