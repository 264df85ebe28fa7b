"""What is done to opportunities: add, edit, delete; stages; who has a part; what was sent."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from uuid import uuid4

from crm.book.contact_rows import employer_ids, prune_employers
from crm.book.errors import Declined, NotFound, Refused
from crm.book.news import Told, insert_landed
from crm.book.opportunity_rows import (
    insert,
    insert_person,
    insert_rejection,
    insert_stage,
    next_place,
    one_opportunity,
)
from crm.book.pipeline import (
    OpportunityRow,
    StageRows,
    find_opportunities,
    get_opportunity,
    opportunities_count,
    opportunities_of,
    opportunities_page,
    pipeline,
    the_opportunity,
)
from crm.book.plans import end_plans, take_back_plans
from crm.book.session import Book
from crm.domain.opportunities import (
    ALL_STAGES,
    OPPORTUNITY_KINDS,
    SENT_KINDS,
    STAGES,
    WAYS_OUT,
    Opportunity,
    StageEvent,
    part_of,
)
from crm.domain.text import clean, clean_line
from crm.domain.words import say_day

__all__ = [
    "NewOpportunity",
    "OpportunityRow",
    "StageChange",
    "StageRows",
    "add_opportunity",
    "add_person",
    "add_sent",
    "delete_opportunity",
    "edit_opportunity",
    "find_opportunities",
    "load_opportunity",
    "opportunities_count",
    "opportunities_of",
    "opportunities_page",
    "pipeline",
    "remove_person",
    "remove_sent",
    "remove_stage_event",
    "set_part",
    "set_stage",
    "the_opportunity",
]

load_opportunity = get_opportunity
_MANY_LINES = frozenset({"posting", "notes"})
#: What `edit_opportunity` changes; stages, people and what was sent have acts of their own.
_EDITED = ("title", "employer", "kind", "link", "posting", "salary", "source", "decision_on", "notes", "second_of")


@dataclass(frozen=True, slots=True)
class NewOpportunity:
    """An opportunity as it is added. `on` is the day it came to its stage, today where it is None.

    `people` are contacts with their part; an empty part is that of the contact's role. `posting` is the text of the
    posting itself, saved because postings vanish. `second_of` is the one whose second chance this is.
    """

    title: str
    employer: str = ""
    kind: str = "role"
    link: str = ""
    posting: str = ""
    salary: str = ""
    source: str = ""
    decision_on: date | None = None
    notes: str = ""
    stage: str = "lead"
    on: date | None = None
    people: tuple[tuple[int, str], ...] = ()
    second_of: int | None = None


@dataclass(frozen=True, slots=True)
class StageChange:
    """What coming to a stage did: the event, and whom to tell where an offer was accepted."""

    event_id: int
    told: Told | None = None


def add_opportunity(book: Book, new: NewOpportunity) -> int:
    """Adds an opportunity at its stage with its people; gives its id.

    Raises Refused for an empty title, an unknown kind or stage and a day in the future; NotFound for a contact.
    """
    new = _checked(new)
    on = past_day(book, new.on)
    if new.second_of is not None:
        one_opportunity(book.store, new.second_of)
    with book.act(f"Add {_named(new.title, new.employer)}"):
        return insert_opportunity(book, new, on)


def insert_opportunity(book: Book, new: NewOpportunity, on: date) -> int:
    """Writes a checked opportunity with its first stage and its people; gives its id. Inside an act."""
    store = book.store
    number = insert(
        store,
        "opportunity",
        {
            "uid": str(uuid4()),
            "employer_id": employer_ids(store, [new.employer], book.stamp).get(new.employer),
            "title": new.title,
            "kind": new.kind,
            "link": new.link,
            "posting": new.posting,
            "salary": new.salary,
            "source": new.source,
            "decision_on": new.decision_on,
            "notes": new.notes,
            "second_of_id": new.second_of,
            "extra": json.dumps({}),
            "created": book.stamp,
        },
    )
    event = insert_stage(store, number, on, new.stage)
    if new.stage == "rejected":
        insert_rejection(store, number, event)
    for contact_id, part in dict(new.people).items():
        insert_person(store, number, contact_id, part_for(book, contact_id, part))
    return number


def edit_opportunity(
    book: Book, opportunity_id: int, *, people: Sequence[tuple[int, str]] | None = None, **changes: Any
) -> None:
    """Changes an opportunity: the fields of NewOpportunity but its stage and day. Raises NotFound, Refused.

    `people` are all that have a part afterwards, in their order; None leaves them as they are.
    """
    old = one_opportunity(book.store, opportunity_id)
    unknown = changes.keys() - set(_EDITED)
    if unknown:
        raise Refused(f"An opportunity has no field “{sorted(unknown)[0]}” to change.")
    was = {field: getattr(old, field) for field in _EDITED}
    new = _checked(NewOpportunity(**{**was, **changes}))
    now = {field: getattr(new, field) for field in _EDITED}
    parts = None if people is None else {number: part_for(book, number, part) for number, part in people}
    if parts is not None and list(parts.items()) == [(person.contact_id, person.part) for person in old.people]:
        parts = None
    if now == was and parts is None:
        return
    if new.second_of is not None and (new.second_of == opportunity_id or now["second_of"] != was["second_of"]):
        _check_second(book, opportunity_id, new.second_of)
    store = book.store
    with book.act(f"Edit {_named(new.title, new.employer)}"):
        now["employer_id"] = employer_ids(store, [new.employer], book.stamp).get(now.pop("employer"))
        now["second_of_id"] = now.pop("second_of")
        store.database.execute_sql(
            f"UPDATE opportunity SET {', '.join(f'{name} = ?' for name in now)} WHERE id = ?",
            (*now.values(), opportunity_id),
        )
        if parts is not None:
            store.database.execute_sql("DELETE FROM opportunity_contact WHERE opportunity_id = ?", (opportunity_id,))
            for contact_id, part in parts.items():
                insert_person(store, opportunity_id, contact_id, part)
        if old.employer_id not in {None, now["employer_id"]}:
            prune_employers(store, [old.employer_id])


def delete_opportunity(book: Book, opportunity_id: int) -> str:
    """Deletes an opportunity with its history and gives its title; its plans end, what was logged stays.

    Raises NotFound.
    """
    old = one_opportunity(book.store, opportunity_id)
    with book.act(f"Delete {_named(old.title, old.employer)}"):
        take_back_plans(book, opportunity_id)
        book.store.database.execute_sql("DELETE FROM opportunity WHERE id = ?", (opportunity_id,))
        if old.employer_id is not None:
            prune_employers(book.store, [old.employer_id])
    return old.title


# Stages


def set_stage(
    book: Book,
    opportunity_id: int,
    stage: str,
    on: date | None = None,
    note: str = "",
    *,
    tell: bool = True,
    leave_out: Collection[int] = (),
    reworded: Mapping[int, str] | None = None,
) -> StageChange:
    """Writes that an opportunity came to a stage on a day (None: today); what was stays in its history.

    Stages before it on the way that are dated later were entered late: they take its day (see `entered_late`).
    Coming back from a way out, or withdrawing, ends its plans. With `accepted` the search has landed: everybody it
    concerns gets a line to hear (see `crm.book.news`), unless `tell` is False; `leave_out` are contacts who do not,
    `reworded` lines in the person's own words, by contact.

    Raises NotFound; Refused for an unknown stage and a day in the future; Declined where it stood there already.
    """
    old = one_opportunity(book.store, opportunity_id)
    if stage not in ALL_STAGES:
        raise Refused(f"“{clean_line(stage)[:40]}” is no stage: choose one of {', '.join(ALL_STAGES)}.")
    day = past_day(book, on)
    before = [event for event in old.history if event.on <= day]
    after = [event for event in old.history if event.on > day]
    for near in (*before[-1:], *after[:1]):
        if near.stage == stage:
            raise Declined(
                f"{old.title} came to {stage} on {say_day(near.on, book.today)} already; "
                "`callback undo` or `opportunity stage --remove` takes a wrong entry out."
            )
    late = entered_late(old, stage, day)
    with book.act(f"{old.title}: {stage}" + ("" if day == book.today else f" on {say_day(day, book.today)}")):
        take_day(book, old.id, late, day)
        is_newest = len(late) == len(after)
        note = clean(note).strip()
        if stage != "accepted" or not tell or not is_newest:
            return write_stage(book, old, stage, day, note, tell=False, is_newest=is_newest)
        event = insert_stage(book.store, old.id, day, stage, note)
        landed = one_opportunity(book.store, old.id)
        return StageChange(event, insert_landed(book, landed, leave_out, reworded))


def write_stage(
    book: Book, old: Opportunity, stage: str, on: date, note: str = "", *, tell: bool = True, is_newest: bool = True
) -> StageChange:
    """Writes a stage with what comes of it: plans that end, a no without details, the news. Inside an act."""
    event = insert_stage(book.store, old.id, on, stage, note)
    if stage == "rejected":
        insert_rejection(book.store, old.id, event)
    if not is_newest:
        return StageChange(event)
    comes_back = old.stage in WAYS_OUT and stage in STAGES
    if comes_back or stage in {"withdrawn", "accepted"}:
        end_plans(book, old.id)
    if stage == "accepted" and tell:
        return StageChange(event, insert_landed(book, one_opportunity(book.store, old.id)))
    return StageChange(event)


def entered_late(old: Opportunity, stage: str, on: date) -> tuple[StageEvent, ...]:
    """The stages dated after `on` that must have been passed by then, as they come before `stage` on the way.

    Somebody who adds an opportunity today and says that they interviewed last week means that it was there by then.
    """
    found = []
    for event in old.history:
        if event.on > on:
            if event.stage in WAYS_OUT or (stage in STAGES and _place(event.stage) >= _place(stage)):
                break
            found.append(event)
    return tuple(found)


def take_day(book: Book, opportunity_id: int, events: Sequence[StageEvent], on: date) -> None:
    """Gives stages that were entered late the day by which they were passed. Inside an act."""
    book.store.executemany(
        'UPDATE stage_event SET "on" = ? WHERE opportunity_id = ? AND seq = ?',
        [(on, opportunity_id, event.seq) for event in events],
    )


def _place(stage: str) -> int:
    return ALL_STAGES.index(stage)


def remove_stage_event(book: Book, opportunity_id: int, seq: int) -> StageEvent:
    """Takes a wrong entry out of the history, named by its `seq`, and gives it.

    With a no goes what was known of it, the touch that brought it, and, where it was the newest entry, its plans end.
    Raises NotFound, and Declined for the only entry.
    """
    old = one_opportunity(book.store, opportunity_id)
    event = next((event for event in old.history if event.seq == seq), None)
    if event is None:
        raise NotFound(f"{old.title} has no such entry in its history: `callback opportunity show` lists them.")
    if len(old.history) == 1:
        raise Declined(f"{old.title} must stand somewhere: enter the right stage first, then take this one out.")
    with book.act(f"{old.title}: not {event.stage} on {say_day(event.on, book.today)}"):
        execute = book.store.database.execute_sql
        if event.stage == "rejected":
            if event == old.history[-1]:
                take_back_plans(book, opportunity_id)
            execute(
                "DELETE FROM touch WHERE id IN (SELECT r.touch_id FROM rejection r JOIN stage_event v "
                "ON v.id = r.event_id WHERE v.opportunity_id = ? AND v.seq = ?)",
                (opportunity_id, seq),
            )
        execute("DELETE FROM stage_event WHERE opportunity_id = ? AND seq = ?", (opportunity_id, seq))
    return event


# People


def add_person(book: Book, opportunity_id: int, contact_id: int, part: str = "") -> str:
    """Gives somebody a part in an opportunity, that of their role where none is said; gives the part.

    Raises NotFound, and Declined for somebody who has one.
    """
    old = one_opportunity(book.store, opportunity_id)
    theirs = part_for(book, contact_id, part)
    name = _name_of(book, contact_id)
    if any(person.contact_id == contact_id for person in old.people):
        raise Declined(f"{name} has a part in {old.title} already: `--part` changes it.")
    with book.act(f"{name} has a part in {old.title}"):
        insert_person(book.store, opportunity_id, contact_id, theirs)
    return theirs


def set_part(book: Book, opportunity_id: int, contact_id: int, part: str) -> None:
    """Changes what somebody is in an opportunity. Raises NotFound for somebody without a part in it."""
    old, name = _with_part(book, opportunity_id, contact_id)
    theirs = part_for(book, contact_id, part)
    with book.act(f"{name} is {theirs or 'somebody'} in {old.title}"):
        book.store.database.execute_sql(
            "UPDATE opportunity_contact SET part = ? WHERE opportunity_id = ? AND contact_id = ? AND part <> ?",
            (theirs, opportunity_id, contact_id, theirs),
        )


def remove_person(book: Book, opportunity_id: int, contact_id: int) -> None:
    """Takes somebody's part in an opportunity away; they stay in the book. Raises NotFound."""
    old, name = _with_part(book, opportunity_id, contact_id)
    with book.act(f"{name} has no part in {old.title}"):
        book.store.database.execute_sql(
            "DELETE FROM opportunity_contact WHERE opportunity_id = ? AND contact_id = ?", (opportunity_id, contact_id)
        )


def part_for(book: Book, contact_id: int, part: str) -> str:
    """The part as it is stored: as said, else that of the contact's role. Raises NotFound."""
    row = book.store.row("SELECT role FROM contact WHERE id = ?", (contact_id,))
    if row is None:
        raise NotFound("This contact is no longer in the book.")
    return part_of(clean_line(part) or row[0])


# What was sent


def add_sent(book: Book, opportunity_id: int, kind: str, name: str, on: date | None = None) -> None:
    """Notes what was sent for an opportunity, as the name of a file or version; None: the day is not known.

    Raises NotFound; Refused for an unknown kind, an empty name and a day in the future; Declined for the same twice.
    """
    old = one_opportunity(book.store, opportunity_id)
    if kind not in SENT_KINDS:
        raise Refused(f"“{clean_line(kind)[:40]}” is nothing one sends: choose one of {', '.join(SENT_KINDS)}.")
    name = clean_line(name)
    if not name:
        raise Refused("What was sent needs a name: that of the file, or of the version.")
    if on is not None:
        past_day(book, on)
    if any((item.kind, item.name, item.on) == (kind, name, on) for item in old.sent):
        raise Declined(f"This {kind} is noted for {old.title} already.")
    with book.act(f"Sent for {old.title}: {kind}"):
        place = next_place(book.store, "sent_item", opportunity_id)
        values = {"opportunity_id": opportunity_id, "kind": kind, "name": name, "on": on, "place": place}
        insert(book.store, "sent_item", values)


def remove_sent(book: Book, opportunity_id: int, kind: str, name: str) -> None:
    """Takes out what was noted as sent. Raises NotFound where no such thing is noted."""
    old = one_opportunity(book.store, opportunity_id)
    name = clean_line(name)
    if not any((item.kind, item.name) == (kind, name) for item in old.sent):
        raise NotFound(
            f"No such {clean_line(kind)[:40]} is noted for {old.title}: `callback opportunity show` lists them."
        )
    with book.act(f"Not sent for {old.title}: {kind}"):
        book.store.database.execute_sql(
            "DELETE FROM sent_item WHERE opportunity_id = ? AND kind = ? AND name = ?", (opportunity_id, kind, name)
        )


# Checks


def past_day(book: Book, on: date | None) -> date:
    """The day meant, today where none is said. Raises Refused for one that is still ahead."""
    day = on or book.today
    if day > book.today:
        raise Refused(f"{say_day(day, book.today)} is still ahead: what happens there can be entered once it has.")
    return day


def _checked(new: NewOpportunity) -> NewOpportunity:
    texts = {
        field.name: clean(value).strip() if field.name in _MANY_LINES else clean_line(value)
        for field in fields(new)
        if isinstance(value := getattr(new, field.name), str)
    }
    new = replace(new, **texts)  # type: ignore[arg-type]
    if not new.title:
        raise Refused("An opportunity needs a title: the role, as the posting calls it.")
    for value, known, what in (
        (new.kind, OPPORTUNITY_KINDS, "kind of opportunity"),
        (new.stage, ALL_STAGES, "stage"),
    ):
        if value not in known:
            raise Refused(f"“{value[:40]}” is no {what}: choose one of {', '.join(known)}.")
    return new


def _check_second(book: Book, opportunity_id: int, second_of: int) -> None:
    seen = {opportunity_id}
    before: int | None = second_of
    while before is not None:
        if before in seen:
            raise Refused("An opportunity cannot be the second chance of itself.")
        seen.add(before)
        before = one_opportunity(book.store, before).second_of


def _with_part(book: Book, opportunity_id: int, contact_id: int) -> tuple[Opportunity, str]:
    old = one_opportunity(book.store, opportunity_id)
    for person in old.people:
        if person.contact_id == contact_id:
            return old, person.name
    raise NotFound(f"{_name_of(book, contact_id)} has no part in {old.title}: `callback opportunity person` gives one.")


def _name_of(book: Book, contact_id: int) -> str:
    return str(book.store.value("SELECT name FROM contact WHERE id = ?", (contact_id,)) or "This contact")


def _named(title: str, employer: str) -> str:
    return ", ".join(part for part in (title, employer) if part)
