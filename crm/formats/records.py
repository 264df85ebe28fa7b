"""What a reader of a format hands over: contacts with all that came with them, and what was wrong, by line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from crm.domain.errors import BookError
from crm.domain.people import Contact, Employer, Met, Position
from crm.domain.touches import FollowUp, Touch

if TYPE_CHECKING:
    from crm.formats.search_fields import SearchRecord

Shape = Literal["book", "friendly", "khard", "vcard", "linkedin", "google", "outlook", "csv", "json"]


class FormatError(BookError):
    """A whole file cannot be read, so nothing of it is used. `line` counts from 1; 0 where none is to blame."""

    def __init__(self, message: str, file: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.file = file
        self.line = line


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps one contact (or one touch of a book) from being used. `message` is a sentence.

    `partial`: the contact does come in, only this part of it does not.
    """

    file: str
    line: int
    contact: str
    message: str
    partial: bool = False

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {f'{self.contact}: ' if self.contact else ''}{self.message}"


@dataclass(frozen=True, slots=True)
class FollowUpRecord:
    """A follow-up or promise; `updated` is the stamp of its last change in the book it came from.

    `news` is the uid of the news that it is to tell.
    """

    follow_up: FollowUp
    updated: str = ""
    line: int = 0
    news: str = ""


@dataclass(frozen=True, slots=True)
class TouchRecord:
    """A touch with the promises made in it.

    `contacts` names who took part, by uid, e-mail or name, where the touch stands outside a contact; inside one it
    is empty.
    """

    touch: Touch
    contacts: tuple[str, ...] = ()
    promises: tuple[FollowUpRecord, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class SnoozeRecord:
    """Left alone until a day; `set_on` None: as of the import. `seq` 0: none was given."""

    until: date
    set_on: date | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class PassRecord:
    """A cadence touch passed over on a day."""

    on: date
    seq: int = 0


@dataclass(frozen=True, slots=True)
class FormerContactRecord:
    """Somebody who was merged into a contact: the uid and the source by which a file may call them."""

    uid: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class FormerEmployerRecord:
    """An employer that was merged into another, by uid and name."""

    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class NotSameRecord:
    """Two that are not the same: `one` and `other` are uids, in a file typed by hand names or e-mails too.

    `kind` is `contact` or `employer`, `created` a moment in UTC or empty.
    """

    kind: str
    one: str
    other: str
    created: str = ""
    line: int = 0
    file: str = ""
    exact: bool = False


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """One contact of a file and what came with it. `shape` says how it was written.

    `spread_on` is the day from which the first touch of somebody in a bulk import is counted, `zone` the name of
    their time zone.
    """

    contact: Contact
    file: str
    line: int
    shape: Shape = "friendly"
    touches: tuple[TouchRecord, ...] = ()
    follow_ups: tuple[FollowUpRecord, ...] = ()
    snoozes: tuple[SnoozeRecord, ...] = ()
    passes: tuple[PassRecord, ...] = ()
    decisions: tuple[SearchRecord, ...] = ()
    spread_on: date | None = None
    zone: str = ""
    formerly: tuple[FormerContactRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class EmployerRecord:
    """An employer of a book; `created` is when it was first written there.

    `rank` is its place on the target list, from 1, or 0; `working_on` what they are working on.
    """

    employer: Employer
    created: datetime | None = None
    line: int = 0
    rank: int = 0
    working_on: str = ""
    formerly: tuple[FormerEmployerRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """All of one file. `as_of` is the day a sample was written for; `search` holds opportunities and what is theirs.

    `kind` is what the file was taken for, in words (`vCard 3.0`); `notes` are sentences about all of it.
    """

    file: str
    records: tuple[ContactRecord, ...] = ()
    employers: tuple[EmployerRecord, ...] = ()
    touches: tuple[TouchRecord, ...] = ()
    problems: tuple[Problem, ...] = field(default_factory=tuple)
    as_of: date | None = None
    search: tuple[SearchRecord, ...] = ()
    kind: str = ""
    notes: tuple[str, ...] = ()
    not_same: tuple[NotSameRecord, ...] = ()


def shifted(parsed: ParsedFile, days: int) -> ParsedFile:
    """The same file with every date of the search moved by `days`; birthdays and anniversaries stay.

    Whole weeks keep the weekdays. Raises OverflowError beyond the calendar.
    """
    from crm.formats.yaml_search import moved

    by = timedelta(days=days)

    def day(on: date | None) -> date | None:
        return on and on + by

    def follow_up(record: FollowUpRecord) -> FollowUpRecord:
        item = record.follow_up
        moved = replace(
            item, on=item.on + by, status_on=day(item.status_on), created=item.created and item.created + by
        )
        return replace(record, follow_up=moved, updated="")

    def touch(record: TouchRecord) -> TouchRecord:
        item = record.touch
        return replace(
            record,
            touch=replace(item, on=item.on + by, created=item.created and item.created + by),
            promises=tuple(map(follow_up, record.promises)),
        )

    def position(item: Position) -> Position:
        return replace(item, since=day(item.since), until=day(item.until))

    def contact(item: Contact) -> Contact:
        return replace(
            item,
            met=Met(day(item.met.on), item.met.how, item.met.through),
            positions=tuple(map(position, item.positions)),
            added=day(item.added),
            created=item.created and item.created + by,
        )

    def record(item: ContactRecord) -> ContactRecord:
        return replace(
            item,
            contact=contact(item.contact),
            touches=tuple(map(touch, item.touches)),
            follow_ups=tuple(map(follow_up, item.follow_ups)),
            snoozes=tuple(
                replace(snooze, until=snooze.until + by, set_on=day(snooze.set_on)) for snooze in item.snoozes
            ),
            passes=tuple(replace(passing, on=passing.on + by) for passing in item.passes),
            decisions=tuple(moved(decision, days) for decision in item.decisions),
            spread_on=day(item.spread_on),
        )

    return replace(
        parsed,
        records=tuple(map(record, parsed.records)),
        touches=tuple(map(touch, parsed.touches)),
        as_of=day(parsed.as_of),
        search=tuple(moved(thing, days) for thing in parsed.search),
    )
