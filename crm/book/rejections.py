"""The no: recorded with what is known of it and with the plan that follows, and put right later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal
from uuid import uuid4

from crm.book.errors import Declined, Refused
from crm.book.opportunities import entered_late, part_for, past_day, take_day
from crm.book.opportunity_rows import (
    insert,
    insert_person,
    insert_rejection,
    insert_stage,
    newest_rejection,
    one_opportunity,
)
from crm.book.plans import PlanPreview, PlanRequest, StepEdit, end_plans, insert_plan, preview_plan
from crm.book.reopening import reopen
from crm.book.ring_card import ring_card
from crm.book.session import Book
from crm.domain.opportunities import (
    HOW,
    TOLD_BY,
    Opportunity,
    Rejection,
    ToldBy,
    teller_of,
    told_by_of,
)
from crm.domain.text import clean, clean_line
from crm.domain.touches import usual_outcome
from crm.domain.words import say_day

__all__ = [
    "NoPreview",
    "NoRecorded",
    "RecordNo",
    "edit_rejection",
    "insert_no",
    "looked_at",
    "preview_no",
    "record_no",
    "reopen",
    "ring_card",
]

AFTER_THE_NO = "after the no"
NOBODY_YET = (
    "Nobody is known there yet, and a plan needs somebody: "
    "`callback opportunity person OPPORTUNITY WHO` gives them a part."
)
#: The channel of the touch by which a no came; a portal and silence are none.
_CHANNELS = {"call": "call", "email": "email", "letter": "letter"}
_MANY_LINES = frozenset({"reason", "chosen"})
_EDITED = ("told_by", "how", "reason", "rank", "chosen", "starts_on")


@dataclass(frozen=True, slots=True)
class RecordNo:
    """A no as it is recorded; everything but the opportunity may be left out.

    `on` None is today. `told_by` is `manager`, `hr`, `assistant`, `nobody`, or the id of the contact who said it.
    `reason` is in their words, `rank` as they put it (runner-up, top two), `chosen` who or what kind of profile was
    taken, `starts_on` that person's first day. `feedback_given`: they said where one fell short, so that no step need
    ask. `edits` change steps of the plan by their place in its preview. `also` are people who get a part with it.
    """

    opportunity_id: int
    on: date | None = None
    told_by: str | int = ""
    how: str = ""
    reason: str = ""
    rank: str = ""
    chosen: str = ""
    starts_on: date | None = None
    coffee: Literal["now", "later"] = "now"
    placing: Literal["placed", "plain"] = "placed"
    join: bool = True
    plan: bool = True
    feedback_given: bool = False
    edits: Mapping[int, StepEdit] = field(default_factory=dict)
    playbook: str = AFTER_THE_NO
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NoPreview:
    """What recording a no would do.

    `teller` is who said it, where they are known; `touch` says what would be logged for them, or is empty. `plan` is
    None where none was wanted or nobody is known; `note` says so kindly, and which stages took the day of the no.
    """

    opportunity: Opportunity
    teller: str
    touch: str
    plan: PlanPreview | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoRecorded:
    """What recording a no did: the preview as it came true, and the ids of what was written."""

    preview: NoPreview
    rejection_id: int
    touch_id: int | None
    plan_id: int | None


class _LookedAt(Exception):
    """Takes back what was only written to be looked at."""


def preview_no(book: Book, record: RecordNo) -> NoPreview:
    """What `record_no` would do, with all dates; nothing is kept. Raises as it does."""
    old, record, told_by, teller = _checked(book, record)
    found: list[NoPreview] = []
    with looked_at(book):
        _, _, preview, _ = _write(book, old, record, told_by, teller)
        found.append(preview)
    return found[0]


def record_no(book: Book, record: RecordNo) -> NoRecorded:
    """Records a no: the stage, what is known of it, the message or call that brought it, and the plan, as one act.

    Plans that ran for the opportunity end; stages dated after the no take its day, as they were passed by then.
    Raises NotFound; Refused for words that there are not and a day in the future or before another end; Declined
    where the opportunity stands at a no already.
    """
    old, record, told_by, teller = _checked(book, record)
    with book.act(f"A no: {old.title}" + (f", {old.employer}" if old.employer else "")):
        return _insert(book, old, record, told_by, teller)


def insert_no(book: Book, record: RecordNo) -> NoRecorded:
    """What `record_no` does, inside an act. Raises as it does."""
    return _insert(book, *_checked(book, record))


def _insert(book: Book, old: Opportunity, record: RecordNo, told_by: ToldBy, teller: int | None) -> NoRecorded:
    rejection_id, touch_id, preview, request = _write(book, old, record, told_by, teller)
    plan_id = insert_plan(book, request, record.edits) if request is not None else None
    return NoRecorded(preview, rejection_id, touch_id, plan_id)


def edit_rejection(book: Book, opportunity_id: int, **changes: Any) -> None:
    """Changes what is known of the newest no: told_by, how, reason, rank, chosen, starts_on.

    Dates of the plan that depend on it follow by themselves; the touch that brought the no follows where its note is
    still the one written with it. Raises NotFound, Refused; Declined where there was no no.
    """
    old = one_opportunity(book.store, opportunity_id)
    ids = newest_rejection(book.store, opportunity_id)
    if ids is None:
        raise Declined(f"There was no no for {old.title}: `callback no` records one.")
    unknown = changes.keys() - set(_EDITED)
    if unknown:
        raise Refused(f"A no has no field “{sorted(unknown)[0]}” to change.")
    was = old.rejections[-1]
    before: dict[str, Any] = {name: getattr(was, name) for name in _EDITED}
    before["told_by"] = was.teller if was.teller is not None else was.told_by
    values = _words({**before, **changes})
    told_by, teller = (was.told_by, was.teller)
    if "told_by" in changes:
        told_by, teller = _teller(book, old, values["told_by"])
    now = replace(was, **{**values, "told_by": told_by, "teller": teller})
    if now == was:
        return
    store = book.store
    with book.act(f"What is known of the no: {old.title}"):
        _join_teller(book, old, teller)
        store.database.execute_sql(
            "UPDATE rejection SET told_by = ?, teller_id = ?, how = ?, reason = ?, rank = ?, chosen = ?, starts_on = ? "
            "WHERE id = ?",
            (told_by, teller, now.how, now.reason, now.rank, now.chosen, now.starts_on, ids.id),
        )
        _follow(book, ids.id, ids.touch_id, was, now)


# Writing a no


def _write(
    book: Book, old: Opportunity, record: RecordNo, told_by: str, teller: int | None
) -> tuple[int, int | None, NoPreview, PlanRequest | None]:
    """Everything of a no but its plan, and what the plan would be. Inside an act."""
    store = book.store
    on = record.on or book.today
    end_plans(book, old.id)
    late = entered_late(old, "rejected", on)
    take_day(book, old.id, late, on)
    event = insert_stage(store, old.id, on, "rejected")
    rejection_id = insert_rejection(
        store,
        old.id,
        event,
        told_by=told_by,
        teller_id=teller,
        how=record.how,
        reason=record.reason,
        rank=record.rank,
        chosen=record.chosen,
        starts_on=record.starts_on,
    )
    for who in dict.fromkeys((*record.also, teller)):
        _join_teller(book, old, who)
    touch_id = _insert_touch(book, rejection_id, one_opportunity(store, old.id).rejections[-1])
    opportunity = one_opportunity(store, old.id)
    request = None
    plan, note = None, ""
    if late:
        stages = " and ".join(event.stage for event in late)
        note = f"Dated after the no: {stages}. It counts from {say_day(on, book.today)} now, as it was there by then. "
    if record.plan and not opportunity.people:
        note += NOBODY_YET
    elif record.plan:
        request = PlanRequest(
            playbook=record.playbook,
            opportunity_id=old.id,
            rejection_id=rejection_id,
            start=on,
            told_by=told_by,
            teller=teller,
            how=record.how,
            coffee=record.coffee,
            placing=record.placing,
            starts_on=record.starts_on,
            join=record.join,
            feedback_given=record.feedback_given,
        )
        plan = preview_plan(book, request, record.edits)
    name = next((person.name for person in opportunity.people if person.contact_id == teller), "")
    touch = _touch_words(record.how, name) if touch_id is not None else ""
    return rejection_id, touch_id, NoPreview(opportunity, name, touch, plan, note.strip()), request


def _join_teller(book: Book, old: Opportunity, teller: int | None) -> None:
    """Whoever said the no has a part in the opportunity from then on."""
    if teller is not None and all(person.contact_id != teller for person in old.people):
        insert_person(book.store, old.id, teller, part_for(book, teller, ""))


def _insert_touch(book: Book, rejection_id: int, rejection: Rejection) -> int | None:
    """The touch that brought the no; None where nobody is known to have said it, or nothing came."""
    channel = _CHANNELS.get(rejection.how)
    if rejection.teller is None or channel is None:
        return None
    store = book.store
    seq = store.next_seq()
    touch_id = insert(
        store,
        "touch",
        {
            "uid": str(uuid4()),
            "on": rejection.on,
            "seq": seq,
            "channel": channel,
            "direction": "in",
            "outcome": usual_outcome(channel, "in"),
            "note": _note(rejection),
            "gave": "",
            "asked": "",
            "answer_needed": 0,
            "created": book.stamp,
            "got": "",
        },
    )
    insert(
        store, "touch_contact", {"contact_id": rejection.teller, "touch_id": touch_id, "on": rejection.on, "seq": seq}
    )
    store.database.execute_sql("UPDATE rejection SET touch_id = ? WHERE id = ?", (touch_id, rejection_id))
    return touch_id


def _follow(book: Book, rejection_id: int, touch_id: int | None, was: Rejection, now: Rejection) -> None:
    """Makes the touch that brought the no fit what is known of it now. Inside an act."""
    execute = book.store.database.execute_sql
    if touch_id is None:
        if (was.how, was.teller) != (now.how, now.teller):
            _insert_touch(book, rejection_id, now)
        return
    channel = _CHANNELS.get(now.how)
    if now.teller is None or channel is None:
        execute("DELETE FROM touch WHERE id = ?", (touch_id,))
        return
    execute(
        "UPDATE touch SET channel = ?, outcome = ? WHERE id = ? AND channel <> ?",
        (channel, usual_outcome(channel, "in"), touch_id, channel),
    )
    execute("UPDATE touch SET note = ? WHERE id = ? AND note = ?", (_note(now), touch_id, _note(was)))
    if was.teller != now.teller:
        execute(
            "UPDATE touch_contact SET contact_id = ? WHERE touch_id = ? AND contact_id = ?",
            (now.teller, touch_id, was.teller),
        )


def _note(rejection: Rejection) -> str:
    return f"said no: {rejection.reason}" if rejection.reason else "said no"


def _touch_words(how: str, name: str) -> str:
    what = {"call": "a call", "email": "an e-mail", "letter": "a letter"}[how]
    return f"{what} from {name}, no answer needed"


# Checks


def _checked(book: Book, record: RecordNo) -> tuple[Opportunity, RecordNo, ToldBy, int | None]:
    old = one_opportunity(book.store, record.opportunity_id)
    on = past_day(book, record.on)
    if old.stage == "rejected" and old.since is not None:
        raise Declined(
            f"{old.title} has its no of {say_day(old.since, book.today)} already: "
            "`callback reopen` gives it a second chance first."
        )
    if len(entered_late(old, "rejected", on)) < sum(event.on > on for event in old.history):
        raise Refused(
            f"{old.title} had another end after {say_day(on, book.today)}: "
            "put the stages right first, or name a later day for the no."
        )
    values = _words({name: getattr(record, name) for name in _EDITED})
    told_by, teller = _teller(book, old, values["told_by"], record.also)
    for value, known, what in (
        (record.coffee, ("now", "later"), "coffee"),
        (record.placing, ("placed", "plain"), "dates"),
    ):
        if value not in known:
            raise Refused(
                f"“{clean_line(str(value))[:40]}” is no choice{f' for {what}' if what else ''}: {' or '.join(known)}."
            )
    return old, replace(record, on=on, **values), told_by, teller


def _words(values: dict[str, Any]) -> dict[str, Any]:
    """The facts of a no, cleaned. Raises Refused for words that there are not."""
    texts = {
        name: clean(value).strip() if name in _MANY_LINES else clean_line(value)
        for name, value in values.items()
        if isinstance(value, str)
    }
    values = {**values, **texts}
    for name, known, what in (("told_by", TOLD_BY, "who said it"), ("how", HOW, "how it came")):
        if isinstance(values[name], str) and values[name] not in known:
            choices = ", ".join(choice for choice in known if choice)
            raise Refused(f"“{values[name][:40]}” does not say {what}: choose one of {choices}.")
    return values


def _teller(
    book: Book, old: Opportunity, told_by: ToldBy | int, also: tuple[int, ...] = ()
) -> tuple[ToldBy, int | None]:
    """The word for who said it, and the contact where they are known."""
    parts = {who: part_for(book, who, "") for who in also} | {each.contact_id: each.part for each in old.people}
    if isinstance(told_by, str):
        return told_by, teller_of(told_by, parts)
    return told_by_of(parts.get(told_by) or part_for(book, told_by, "")), told_by


@contextmanager
def looked_at(book: Book) -> Iterator[None]:
    """Inside, the book is written to as it would be; then everything is taken back."""
    try:
        with book.act("look"):
            yield
            raise _LookedAt
    except _LookedAt:
        pass
