"""An opportunity between its domain form and its rows in the book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.book.contact_rows import day_or_none
from crm.book.errors import NotFound
from crm.domain.opportunities import Opportunity, Person, Rejection, SentItem, StageEvent
from crm.store.store import Store

_COLUMNS = (
    "o.id, o.uid, o.title, o.employer_id, coalesce(e.name, ''), o.kind, o.link, o.posting, o.salary, o.source, "
    "o.decision_on, o.notes, o.second_of_id"
)


@dataclass(frozen=True, slots=True)
class RejectionIds:
    """The rows behind the newest no of an opportunity; `touch_id` is the message or call that brought it."""

    id: int
    event_id: int
    touch_id: int | None


def load_opportunities(store: Store, ids: Iterable[int] | None = None) -> dict[int, Opportunity]:
    """The opportunities with their history, people and what was sent, by id; all of them where `ids` is None."""
    condition, parts = "", ""
    if ids is not None:
        within = ",".join(map(str, ids))
        condition, parts = f"WHERE o.id IN ({within})", f"WHERE x.opportunity_id IN ({within})"
    history: dict[int, list[StageEvent]] = defaultdict(list)
    for number, on, stage, seq, note in store.rows(
        f'SELECT x.opportunity_id, x."on", x.stage, x.seq, x.note FROM stage_event x {parts} '
        'ORDER BY x."on", x.seq, x.id'
    ):
        history[number].append(StageEvent(date.fromisoformat(on), stage, seq, note))
    rejections: dict[int, list[Rejection]] = defaultdict(list)
    for number, on, told_by, teller, how, reason, rank, chosen, starts in store.rows(
        'SELECT x.opportunity_id, v."on", x.told_by, x.teller_id, x.how, x.reason, x.rank, x.chosen, x.starts_on '
        f'FROM rejection x JOIN stage_event v ON v.id = x.event_id {parts} ORDER BY v."on", v.seq, x.id'
    ):
        rejections[number].append(
            Rejection(date.fromisoformat(on), told_by, teller, how, reason, rank, chosen, day_or_none(starts))
        )
    people: dict[int, list[Person]] = defaultdict(list)
    for number, contact, name, part in store.rows(
        "SELECT x.opportunity_id, x.contact_id, c.name, x.part FROM opportunity_contact x "
        f"JOIN contact c ON c.id = x.contact_id {parts} ORDER BY x.place, x.id"
    ):
        people[number].append(Person(contact, name, part))
    sent: dict[int, list[SentItem]] = defaultdict(list)
    for number, kind, name, on in store.rows(
        f'SELECT x.opportunity_id, x.kind, x.name, x."on" FROM sent_item x {parts} ORDER BY x.place, x.id'
    ):
        sent[number].append(SentItem(kind, name, day_or_none(on)))
    found = {}
    for row in store.rows(
        f"SELECT {_COLUMNS} FROM opportunity o LEFT JOIN employer e ON e.id = o.employer_id {condition} ORDER BY o.id"
    ):
        number, uid, title, employer_id, employer, kind, link, posting, salary, source, decision, notes, second = row
        found[number] = Opportunity(
            id=number,
            uid=uid,
            title=title,
            employer_id=employer_id,
            employer=employer,
            kind=kind,
            link=link,
            posting=posting,
            salary=salary,
            source=source,
            decision_on=day_or_none(decision),
            notes=notes,
            second_of=second,
            history=tuple(history[number]),
            rejections=tuple(rejections[number]),
            people=tuple(people[number]),
            sent=tuple(sent[number]),
        )
    return found


def one_opportunity(store: Store, opportunity_id: int) -> Opportunity:
    """The opportunity with everything known. Raises NotFound."""
    found = load_opportunities(store, [opportunity_id]).get(opportunity_id)
    if found is None:
        raise NotFound("This opportunity is no longer in the book: `callback opportunity list` shows those that are.")
    return found


def insert_stage(store: Store, opportunity_id: int, on: date, stage: str, note: str = "") -> int:
    """Writes that an opportunity came to a stage; gives the id of the event. Inside an act."""
    return insert(
        store,
        "stage_event",
        {"opportunity_id": opportunity_id, "on": on, "seq": store.next_seq(), "stage": stage, "note": note},
    )


def insert_rejection(store: Store, opportunity_id: int, event_id: int, **facts: Any) -> int:
    """Writes what is known of a no beside its stage event; gives its id. Inside an act."""
    known = {"told_by": "", "teller_id": None, "how": "", "reason": "", "rank": "", "chosen": "", "starts_on": None}
    return insert(
        store, "rejection", {"opportunity_id": opportunity_id, "event_id": event_id, "touch_id": None, **known, **facts}
    )


def insert_person(store: Store, opportunity_id: int, contact_id: int, part: str) -> None:
    """Gives somebody a part in an opportunity, behind those who have one. Inside an act."""
    insert(
        store,
        "opportunity_contact",
        {
            "opportunity_id": opportunity_id,
            "contact_id": contact_id,
            "part": part,
            "place": next_place(store, "opportunity_contact", opportunity_id),
        },
    )


def next_place(store: Store, table: str, opportunity_id: int) -> int:
    """The place behind the last one in a list of an opportunity."""
    return int(
        store.value(f"SELECT coalesce(max(place), -1) + 1 FROM {table} WHERE opportunity_id = ?", (opportunity_id,))
    )


def newest_rejection(store: Store, opportunity_id: int) -> RejectionIds | None:
    """The rows of the newest no of an opportunity, or None where there was none."""
    row = store.row(
        "SELECT r.id, r.event_id, r.touch_id FROM rejection r JOIN stage_event v ON v.id = r.event_id "
        'WHERE r.opportunity_id = ? ORDER BY v."on" DESC, v.seq DESC, r.id DESC',
        (opportunity_id,),
    )
    return RejectionIds(*row) if row else None


def insert(store: Store, table: str, values: dict[str, Any]) -> int:
    """Writes one row; gives its id. Inside an act."""
    columns = ", ".join(f'"{name}"' for name in values)
    store.database.execute_sql(
        f"INSERT INTO {table}({columns}) VALUES ({', '.join('?' * len(values))})", tuple(values.values())
    )
    return int(store.value("SELECT last_insert_rowid()"))
