"""What is done to an opportunity, whichever screen it is done from: each as a form or a question and one act."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from crm.book import opportunities, reading, rejections, reopening
from crm.book.errors import Declined
from crm.book.opportunities import NewOpportunity
from crm.domain.opportunities import STAGES, WAYS_OUT, Opportunity, stage_beside
from crm.domain.words import count, say_day
from crm.tui import reads_pipeline
from crm.tui.dialogs.values import Suggest, changes
from crm.tui.screens.book_screen import BookScreen

if TYPE_CHECKING:
    from crm.tui.dialogs.opportunity import OpportunityValues
    from crm.tui.dialogs.rejection import RejectionValues
    from crm.tui.dialogs.reopen import ReopenValues
    from crm.tui.dialogs.stage import StageValues

#: Fields of the form that are fields of the opportunity.
_PLAIN = ("title", "employer", "kind", "link", "posting", "salary", "source", "decision_on", "notes")


async def new_opportunity(screen: BookScreen) -> int | None:
    """Adds an opportunity; gives its id, None where the form was left."""
    from crm.tui.dialogs.opportunity import OpportunityDialog

    made: list[int] = []

    async def save(values: OpportunityValues) -> None:
        people = await screen.run(reads_pipeline.people_meant, values.people)
        plain = {name: getattr(values, name) for name in _PLAIN}
        new = NewOpportunity(**plain, stage=values.stage, on=values.on, people=people)
        made.append(await screen.change(opportunities.add_opportunity, new))
        screen.tell(f"Added: {values.title}, {values.stage}; Enter opens it; u undoes")

    await screen.ask(
        OpportunityDialog(
            None, desk=screen.desk_app.desk(), employers=employers_of(screen), people=people_of(screen),
            submit=screen.saving(save),
        )
    )  # fmt: skip
    return made[0] if made else None


async def edit_opportunity(screen: BookScreen, opportunity_id: int) -> None:
    """Edits an opportunity, its people included, as one act."""
    from crm.tui.dialogs.opportunity import OpportunityDialog

    old = await _load(screen, opportunity_id)
    before = {name: getattr(old, name) for name in _PLAIN}

    async def save(values: OpportunityValues) -> None:
        changed = {name: value for name in _PLAIN if (value := getattr(values, name)) != before[name]}
        people = await screen.run(reads_pipeline.people_meant, values.people)
        await screen.change(partial(opportunities.edit_opportunity, opportunity_id=old.id, people=people, **changed))
        screen.tell(f"Changed: {values.title}; u undoes")

    await screen.ask(
        OpportunityDialog(
            old, desk=screen.desk_app.desk(), employers=employers_of(screen), people=people_of(screen),
            submit=screen.saving(save),
        )
    )  # fmt: skip


async def step_stage(screen: BookScreen, opportunity_id: int, by: int) -> None:
    """Moves an opportunity to the next stage or the one before, dated today."""
    old = await _load(screen, opportunity_id)
    stage = stage_beside(old.stage, by)
    if stage is not None:
        await to_stage(screen, old, stage, screen.today)
    elif old.stage in WAYS_OUT:
        raise Declined(f"{old.title} is closed, at {old.stage}: R gives it a second chance, m puts its stage right.")
    else:
        raise Declined(f"{old.title} is at {old.stage}: there is no stage {'after' if by > 0 else 'before'} it.")


async def move_stage(screen: BookScreen, opportunity_id: int) -> None:
    """Asks for the stage and the day; a no goes on to its own form."""
    from crm.tui.dialogs.stage import StageDialog

    old = await _load(screen, opportunity_id)
    chosen: list[StageValues] = []

    async def save(values: StageValues) -> None:
        chosen.append(values)
        if values.stage not in {"rejected", "accepted"}:
            await to_stage(screen, old, values.stage, values.on, values.note)

    await screen.ask(StageDialog(old, desk=screen.desk_app.desk(), submit=screen.saving(save)))
    if chosen and chosen[-1].stage == "rejected":
        await record_no(screen, old.id)
    elif chosen and chosen[-1].stage == "accepted":
        await to_stage(screen, old, "accepted", chosen[-1].on, chosen[-1].note)


async def to_stage(screen: BookScreen, old: Opportunity, stage: str, on: date, note: str = "") -> None:
    """Writes the stage and says what comes next; for an offer accepted it asks first whom to tell."""
    if stage == "accepted" and all(event.on <= on for event in old.history):
        from crm.tui.screens.news import landed

        await landed(screen, old.id, on, note)  # writes the stage as well, in one act with the news
        return
    await screen.change(opportunities.set_stage, old.id, stage, on, note)
    since = "" if on == screen.today else f" since {say_day(on, screen.today)}"
    found = await screen.run(reads_pipeline.next_of, old.id)
    following = f"next {found[0]}, {say_day(found[1], screen.today)}" if found else "nobody is due in it"
    screen.tell(f"{old.title}: {stage}{since}; {following}; u undoes")


async def record_no(screen: BookScreen, opportunity_id: int) -> None:
    """They said no."""
    from crm.tui.screens.no import record_no_of

    await record_no_of(screen, opportunity_id)


async def record_interview(screen: BookScreen, opportunity_id: int) -> None:
    """An interview for it."""
    from crm.tui.screens.interview import record_interview_of

    await record_interview_of(screen, opportunity_id)


async def prepare(screen: BookScreen, opportunity_id: int) -> None:
    """The preparation sheet."""
    from crm.tui.screens.prepare import open_prepare

    opened: object = open_prepare(screen, opportunity_id)
    if isinstance(opened, Awaitable):
        await opened


async def reopen(screen: BookScreen, opportunity_id: int) -> int | None:
    """Gives it a second chance; gives the id of the one that is under way now, None where the form was left."""
    from crm.tui.dialogs.reopen import ReopenDialog

    old = await _load(screen, opportunity_id)
    if old.stage in STAGES:
        raise Declined(f"{old.title} is under way, at {old.stage}: there is nothing to reopen.")
    made: list[int] = []

    async def save(values: ReopenValues) -> None:
        reopened = await screen.change(
            reopening.reopen, old.id, on=values.on, stage=values.stage, title=values.title or None,
            kind=values.kind, employer=values.employer or None, note=values.note,
        )  # fmt: skip
        made.append(reopened.opportunity_id)
        said = ", ".join(part for part in (values.title or old.title, values.employer or old.employer) if part)
        screen.tell(f"A second chance: {said}, {values.stage}; u undoes")

    await screen.ask(
        ReopenDialog(old, desk=screen.desk_app.desk(), employers=employers_of(screen), submit=screen.saving(save))
    )
    return made[0] if made else None


async def edit_no(screen: BookScreen, opportunity_id: int) -> None:
    """What is known of the newest no."""
    from crm.tui.dialogs.rejection import RejectionDialog, RejectionValues

    old = await _load(screen, opportunity_id)
    if not old.rejections:
        raise Declined(f"There was no no for {old.title}: r records one.")
    before = RejectionValues.of(old.rejections[-1])

    async def save(values: RejectionValues) -> None:
        if changed := changes(before, values):
            await screen.change(partial(rejections.edit_rejection, opportunity_id=old.id, **changed))
            screen.tell("Put right; the window and placed dates follow; u undoes")

    await screen.ask(RejectionDialog(old, old.rejections[-1], desk=screen.desk_app.desk(), submit=screen.saving(save)))


async def delete(screen: BookScreen, opportunity_id: int) -> bool:
    """Deletes an opportunity, asked first; True when it is gone."""
    from crm.tui.dialogs.confirm import ConfirmDialog

    old = await _load(screen, opportunity_id)
    history = count(len(old.history), "entry of its history", "entries of its history")
    details = [*([old.employer] if old.employer else []), history, "What was logged with its people stays."]
    if not await screen.ask(ConfirmDialog(f"Delete {old.title}?", details)):
        return False
    await screen.change(opportunities.delete_opportunity, old.id)
    screen.tell(f"Deleted: {old.title}; u undoes")
    return True


def go_to_person(screen: BookScreen, contact_id: int) -> None:
    """Back to the home screen, with this person chosen."""
    go_home(screen)
    screen.home.selected(contact_id)


def go_home(screen: BookScreen) -> None:
    """Back to the home screen through whatever lies over it."""
    app = screen.desk_app
    while app.screen is not screen.home:
        # Not awaited: the worker that runs this belongs to a screen that goes, which would wait for it.
        app.pop_screen()


async def _load(screen: BookScreen, opportunity_id: int) -> Opportunity:
    return await screen.run(opportunities.load_opportunity, opportunity_id)


def employers_of(screen: BookScreen) -> Suggest:
    """Names of employers, for a form."""

    async def suggest(text: str) -> Sequence[str]:
        return await screen.run(reading.employers, text)

    return suggest


def people_of(screen: BookScreen) -> Suggest:
    """Names of people with their parts, for a form."""

    async def suggest(text: str) -> Sequence[str]:
        return await screen.run(reads_pipeline.suggest_people, text)

    return suggest
