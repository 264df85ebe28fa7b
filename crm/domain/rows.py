"""Plain rows that the panes and the command line show: read from the book a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from crm.domain.next_touch import Kind, NextTouch
from crm.domain.people import Contact
from crm.domain.queue import Group


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One line of the contacts pane, and of `callback contacts`."""

    id: int
    uid: str
    name: str
    employer: str
    title: str
    role: str
    tags: tuple[str, ...]
    last_touch: date | None
    next_due: date | None
    kind: Kind | None
    do_not_contact: bool
    snoozed: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the next-touch queue. `why` is in words; `follow_up` the id behind a typed row."""

    contact_id: int
    contact: str
    contact_uid: str
    employer: str
    due: date
    not_before: date | None
    shown: date
    channel: str
    purpose: str
    why: str
    group: Group
    days_late: int
    kind: Kind
    follow_up: int | None
    more: int


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One entry of a contact's timeline, newest first. `kind` is `touch` or `follow-up`."""

    id: int
    uid: str
    on: date
    kind: str
    channel: str
    direction: str
    outcome: str
    note: str
    gave: str = ""
    asked: str = ""
    waits: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """An open follow-up or promise of a contact."""

    id: int
    uid: str
    contact_id: int
    on: date
    at: time | None
    kind: str
    channel: str
    purpose: str
    status: str
    touch_id: int | None = None


@dataclass(frozen=True, slots=True)
class ContactCard:
    """All that the timeline's head, `callback show` and the edit form need of one contact."""

    id: int
    contact: Contact
    next: NextTouch
    why: str
    group: Group | None
    open_items: tuple[FollowUpRow, ...]
    waiting: tuple[TimelineRow, ...]
    touches: int
    gave: int
    asked: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One act in the undo log, newest first. `undone` acts can be redone."""

    id: int
    at: datetime
    what: str
    undone: bool
