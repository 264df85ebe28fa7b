"""Interviews: planned, held, cancelled, and what each brought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any
from uuid import uuid4

from crm.book.concerns import insert_concern
from crm.book.errors import NotFound, Refused
from crm.book.interview_rows import (
    all_interviews,
    get_interview,
    interview_to_debrief,
    interviews_of,
    interviews_with,
    next_interview,
)
from crm.book.interview_touch import write_touch
from crm.book.opportunity_rows import insert, insert_person, insert_stage, one_opportunity
from crm.book.session import Book
from crm.domain.interviews import (
    BEFORE_INTERVIEWING,
    BEFOREHAND,
    DEBRIEF_TEXTS,
    LONGEST_MINUTES,
    STATUSES,
    Interview,
    InterviewPerson,
    Quote,
    UnknownZone,
    changed_quotes,
    tells_of_it,
    zone_name,
)
from crm.domain.opportunities import Opportunity, part_of
from crm.domain.text import clean, clean_line
from crm.domain.words import say_day

__all__ = [
    "NewDebrief",
    "NewInterview",
    "add_interview",
    "all_interviews",
    "cancel_interview",
    "debrief_interview",
    "delete_interview",
    "edit_interview",
    "get_interview",
    "hold_interview",
    "interview_to_debrief",
    "interviews_of",
    "interviews_with",
    "next_interview",
]

_LISTS = {"challenges": "challenge", "concerns": "concern"}


@dataclass(frozen=True, slots=True)
class NewDebrief:
    """What was noted of an interview; None leaves a text as it is.

    Of `challenges` and `concerns` what is not there yet is added; with `complete` they are all there are, so that
    a line reworded in a form edits the one it was and one left out goes.
    """

    challenges: Sequence[Quote] = ()
    concerns: Sequence[Quote] = ()
    complete: bool = False
    notes: str | None = None
    responsibilities: str | None = None
    first_tasks: str | None = None
    competition: str | None = None
    advantage: str | None = None
    questions: str | None = None
    chemistry: str | None = None
    went_well: str | None = None
    put_off: str | None = None
    next_time: str | None = None

    def noted(self) -> frozenset[str]:
        """The names of what is noted."""
        return frozenset(name for name in ("challenges", "concerns", *DEBRIEF_TEXTS) if getattr(self, name))


@dataclass(frozen=True, slots=True)
class NewInterview:
    """An interview as it is recorded. `at` is the wall time in `zone`, in the person's own where that is empty.

    `held` None: an interview ahead is planned, one of an earlier day was held, one of today was held when there is
    something noted of how it was. Questions, the own advantage and notes can be noted beforehand.
    `move_stage` False leaves the stage of the opportunity as it is.
    """

    on: date
    at: time | None = None
    zone: str = ""
    minutes: int = 60
    kind: str = ""
    location: str = ""
    contact_ids: Sequence[int] = ()
    held: bool | None = None
    debrief: NewDebrief = NewDebrief()
    move_stage: bool = True


# Acts


def add_interview(book: Book, opportunity_id: int, new: NewInterview) -> int:
    """Records an interview and gives its id; a held one is on the timeline of everybody in it as well.

    An opportunity that had not come so far moves to interviewing. Raises NotFound, and Refused for a held one that
    is still ahead, an unknown time zone or an impossible length.
    """
    opportunity = one_opportunity(book.store, opportunity_id)
    _check_people(book, new.contact_ids)
    ahead = new.on > book.today
    held = new.held
    if held is None:
        held = new.on < book.today or (not ahead and tells_of_it(new.debrief.noted()))
    if ahead and not held:
        _check_beforehand(book, new.on, new.debrief)
    interview = _checked(
        Interview(
            0,
            str(uuid4()),
            opportunity_id,
            opportunity.title,
            opportunity.employer,
            new.on,
            new.at,
            new.zone,
            new.minutes,
            new.kind,
            new.location,
            "held" if held else "planned",
        ),
        book.today,
    )
    with book.act(f"{'Interview' if held else 'Plan an interview'} for {opportunity.title}"):
        values = {**_values(interview), "uid": interview.uid, "opportunity_id": opportunity_id, "created": book.stamp}
        number = insert(
            book.store,
            "interview",
            {**dict.fromkeys(DEBRIEF_TEXTS, ""), **values, "seq": book.store.next_seq(), "updated": book.stamp},
        )
        interview = replace(interview, id=number, people=_write_people(book, number, new.contact_ids))
        _join_opportunity(book, opportunity, interview)
        _write_debrief(book, interview, new.debrief)
        write_touch(book, interview)
        if new.move_stage:
            _move_stage(book, opportunity, interview)
    return number


def debrief_interview(book: Book, interview_id: int, debrief: NewDebrief, *, move_stage: bool = True) -> None:
    """Notes what an interview brought; a planned one whose day has come was held. It may be repeated and corrected.

    Of one that is ahead the questions, the advantage and notes can be prepared. Raises NotFound, and Refused for
    anything else of one that is ahead, and for one that was cancelled.
    """
    old = get_interview(book, interview_id)
    if old.on > book.today:
        _check_beforehand(book, old.on, debrief)
    if old.status == "cancelled":
        raise Refused("This interview was cancelled: `callback interview edit ID --held` says that it took place.")
    opportunity = one_opportunity(book.store, old.opportunity_id)
    with book.act(f"Debrief of the interview for {old.opportunity}"):
        held = old.on <= book.today and tells_of_it(debrief.noted())
        new = replace(old, status="held") if held else old
        _update(book, old, new)
        _write_debrief(book, new, debrief)
        if move_stage and new.status != old.status:
            _move_stage(book, opportunity, new)


def edit_interview(
    book: Book,
    interview_id: int,
    *,
    contact_ids: Sequence[int] | None = None,
    debrief: NewDebrief | None = None,
    move_stage: bool = True,
    **changes: Any,
) -> None:
    """Changes an interview: `on`, `at`, `zone`, `minutes`, `kind`, `location`, `status`, who took part, the debrief.

    Its touch on the timeline follows. Raises NotFound and Refused as `add_interview` does.
    """
    old = get_interview(book, interview_id)
    unknown = changes.keys() - {"on", "at", "zone", "minutes", "kind", "location", "status"}
    if unknown:
        raise Refused(f"An interview has no field “{sorted(unknown)[0]}”.")
    new = _checked(replace(old, **changes), book.today)
    if contact_ids is not None:
        _check_people(book, contact_ids)
    opportunity = one_opportunity(book.store, old.opportunity_id)
    words = {"cancelled": "Cancel", "held": "Held:"} if new.status != old.status else {}
    with book.act(f"{words.get(new.status, 'Edit')} the interview for {old.opportunity}"):
        if contact_ids is not None and list(contact_ids) != [person.contact_id for person in old.people]:
            book.store.database.execute_sql("DELETE FROM interview_contact WHERE interview_id = ?", (interview_id,))
            new = replace(new, people=_write_people(book, interview_id, contact_ids))
            _join_opportunity(book, opportunity, new)
        _update(book, old, new)
        if debrief is not None:
            _write_debrief(book, new, debrief)
        if move_stage and new.status == "held" != old.status:
            _move_stage(book, opportunity, new)


def hold_interview(book: Book, interview_id: int) -> None:
    """Says that a planned interview took place. Raises NotFound, Refused when it is still ahead."""
    edit_interview(book, interview_id, status="held")


def cancel_interview(book: Book, interview_id: int) -> None:
    """Says that an interview did not take place; what was noted stays. Raises NotFound."""
    edit_interview(book, interview_id, status="cancelled")


def delete_interview(book: Book, interview_id: int) -> Interview:
    """Deletes an interview with its touch, and gives it. What was said in it stays in the ledger. Raises NotFound."""
    old = get_interview(book, interview_id)
    with book.act(f"Delete the interview for {old.opportunity}"):
        write_touch(book, replace(old, status="cancelled"))
        book.store.database.execute_sql("DELETE FROM interview WHERE id = ?", (interview_id,))
    return old


# Inside an act


def _update(book: Book, old: Interview, new: Interview) -> None:
    before, after = _values(old), _values(new)
    if before != after:
        sets = ", ".join(f'"{name}" = ?' for name in after)
        book.store.database.execute_sql(
            f"UPDATE interview SET {sets}, updated = ? WHERE id = ?", (*after.values(), book.stamp, old.id)
        )
    if any(before[name] != after[name] for name in ("on", "kind", "status")) or old.people != new.people:
        # A touch that is missing was logged by hand or deleted on purpose.
        write_touch(book, new, missing=old.status != "held" or not old.people)
    if new.on != old.on:
        book.store.database.execute_sql(
            'UPDATE concern SET "on" = ? WHERE interview_id = ? AND "on" = ?', (new.on, old.id, old.on)
        )


def _values(interview: Interview) -> dict[str, Any]:
    return {
        "on": interview.on,
        "at": interview.at.strftime("%H:%M") if interview.at else "",
        "zone": interview.zone,
        "minutes": interview.minutes,
        "kind": interview.kind,
        "location": interview.location,
        "status": interview.status,
    }


def _write_people(book: Book, interview_id: int, contact_ids: Iterable[int]) -> tuple[InterviewPerson, ...]:
    ids = list(dict.fromkeys(contact_ids))
    book.store.executemany(
        "INSERT INTO interview_contact(interview_id, contact_id, place) VALUES (?, ?, ?)",
        [(interview_id, contact_id, place) for place, contact_id in enumerate(ids)],
    )
    names = _names(book, ids)
    return tuple(InterviewPerson(contact_id, names[contact_id]) for contact_id in ids)


def _join_opportunity(book: Book, opportunity: Opportunity, interview: Interview) -> None:
    """Who interviews has a part in the opportunity: the one their role names, else that of an interviewer."""
    known = {person.contact_id for person in opportunity.people}
    for person in interview.people:
        if person.contact_id not in known:
            role = book.store.value("SELECT role FROM contact WHERE id = ?", (person.contact_id,))
            insert_person(book.store, opportunity.id, person.contact_id, part_of(role) or "interviewer")


def _write_debrief(book: Book, interview: Interview, debrief: NewDebrief) -> None:
    texts = {name: clean(text).strip() for name in DEBRIEF_TEXTS if (text := getattr(debrief, name)) is not None}
    if texts:
        sets = ", ".join(f"{name} = ?" for name in texts)
        book.store.database.execute_sql(
            f"UPDATE interview SET {sets}, updated = ? WHERE id = ?", (*texts.values(), book.stamp, interview.id)
        )
    # With one person at the table it was they who said it.
    alone = interview.people[0].contact_id if len(interview.people) == 1 else None
    for field, kind in _LISTS.items():
        changes = changed_quotes(getattr(interview.debrief, field), getattr(debrief, field), complete=debrief.complete)
        for quote in changes.added:
            insert_concern(
                book,
                kind=kind,
                text=quote.text,
                on=interview.on,
                opportunity_id=interview.opportunity_id,
                interview_id=interview.id,
                contact_id=quote.contact_id or alone,
            )
        for number, quote in changes.edited:
            book.store.database.execute_sql(
                "UPDATE concern SET text = ?, contact_id = ? WHERE id = ?", (quote.text, quote.contact_id, number)
            )
        for number in changes.gone:
            book.store.database.execute_sql("DELETE FROM concern WHERE id = ?", (number,))


def _move_stage(book: Book, opportunity: Opportunity, interview: Interview) -> None:
    """An interview is news of how far it came; what is dated later already is not put behind it."""
    if opportunity.stage not in BEFORE_INTERVIEWING:
        return
    on = min(interview.on, book.today)
    if opportunity.since is not None:
        on = max(on, opportunity.since)
    insert_stage(book.store, opportunity.id, on, "interviewing", interview.kind)


# Checks


def _checked(interview: Interview, today: date) -> Interview:
    if interview.status not in STATUSES:
        raise Refused(f"An interview is one of {', '.join(STATUSES)}.")
    if interview.status == "held" and interview.on > today:
        raise Refused(
            f"{say_day(interview.on, today)} is still ahead: an interview was held once its day has come. "
            "Until then it is planned."
        )
    if not 1 <= interview.minutes <= LONGEST_MINUTES:
        raise Refused("An interview lasts between one minute and a day: say the minutes.")
    try:
        zone = zone_name(interview.zone)
    except UnknownZone as error:
        raise Refused(str(error)) from error
    return replace(interview, zone=zone, kind=clean_line(interview.kind), location=clean_line(interview.location))


def _check_people(book: Book, contact_ids: Sequence[int]) -> None:
    if len(_names(book, contact_ids)) < len(set(contact_ids)):
        raise NotFound("This contact is no longer in the book.")


def _names(book: Book, ids: Sequence[int]) -> dict[int, str]:
    return dict(book.store.rows(f"SELECT id, name FROM contact WHERE id IN ({','.join(map(str, ids))})"))


def _check_beforehand(book: Book, on: date, debrief: NewDebrief) -> None:
    if debrief.noted() - BEFOREHAND:
        raise Refused(
            f"The interview on {say_day(on, book.today)} is still ahead: until then your questions, your advantage and "
            "notes can be prepared, the rest once it was held."
        )
