"""Plain rows that the panes and the command line show: read from the book a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from crm.domain.etiquette import NO_BALANCE, Balance
from crm.domain.next_touch import Kind, NextTouch
from crm.domain.people import Contact
from crm.domain.queue import Group


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One line of the contacts pane, and of `callback contacts`. From `decide_from` on it asks for a decision.

    `held_back`: the week is full, and nothing but a cadence can make it due.
    """

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
    decide_from: date | None = None
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the next-touch queue. `why` is in words; `follow_up` the id behind a typed row.

    `step` is the plan step behind it; `asks` what a row of the group `decide` asks, or how a step is tried again;
    `window_since` the day since which the contact's callback window is open.
    """

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
    step: int | None = None
    asks: str = ""
    window_since: date | None = None


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One entry of a contact's timeline, newest first. `kind` is `touch` or `follow-up`.

    Of a whole timeline also `stage` (`outcome` is the stage), `no` (`channel` is how it came, `direction` who told it,
    `outcome` the rank, `note` the reason), `interview` (`channel` is its kind) and `step` of a plan. `about` is the
    title of the opportunity.
    """

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
    got: str = ""
    about: str = ""


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
    """All that the timeline's head, `callback show` and the edit form need of one contact.

    `balance` says in words what was given and asked, and when asking runs ahead.
    """

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
    balance: Balance = NO_BALANCE


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One act in the undo log, newest first. `undone` acts can be redone."""

    id: int
    at: datetime
    what: str
    undone: bool
