"""The whole book out of the program's hands: as YAML that goes back in without a loss."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from pathlib import Path

from crm.book.contact_rows import load_contacts, moment
from crm.book.errors import Refused
from crm.book.export_search import SearchExport
from crm.book.session import Book
from crm.domain.people import Employer
from crm.domain.touches import FollowUp, Touch
from crm.formats.files import write_private
from crm.formats.records import (
    ContactRecord,
    EmployerRecord,
    FollowUpRecord,
    FormerContactRecord,
    FormerEmployerRecord,
    NotSameRecord,
    PassRecord,
    SnoozeRecord,
    TouchRecord,
)
from crm.formats.search_fields import SearchRecord
from crm.formats.yaml_book import write_book


def export_yaml(book: Book) -> bytes:
    """Everybody and everything of the search; equal books give equal bytes.

    The undo log, the export ledger and derived rows are not in it.
    """
    with book.store.database.atomic():  # one moment of the book, though another program may write
        search = SearchExport(book)
        return write_book(
            contact_records(book, search.decisions()),
            employer_records(book),
            touch_records(book),
            search.records(),
            not_same_records(book),
        )


def save_yaml(book: Book, path: Path) -> int:
    """Writes the book to `path`, replacing what is there in one step; gives the number of bytes. Raises Refused."""
    book.refuse_itself(path)
    data = export_yaml(book)
    try:
        write_private(path, data)
    except OSError as error:
        raise Refused(f"{path} could not be written: {error.strerror or type(error).__name__}.") from error
    return len(data)


def contact_records(book: Book, decisions: Mapping[int, Sequence[SearchRecord]]) -> Iterator[ContactRecord]:
    """Everybody with the dates that are theirs; `decisions` by contact. Inside a transaction, as are all of these."""
    rows = book.store.rows
    follow_ups: dict[int, list[FollowUpRecord]] = defaultdict(list)
    for who, uid, on, at, purpose, channel, kind, status, status_on, seq, touch, created, updated, news in rows(
        'SELECT f.contact_id, f.uid, f."on", f.at, f.purpose, f.channel, f.kind, f.status, f.status_on, f.seq, '
        "coalesce(t.uid, ''), f.created, f.updated, coalesce(n.uid, '') FROM follow_up f "
        "LEFT JOIN touch t ON t.id = f.touch_id LEFT JOIN news n ON n.id = f.news_id"
    ):
        item = FollowUp(
            on=_day(on),
            purpose=purpose,
            channel=channel,
            at=time.fromisoformat(at) if at else None,
            kind=kind,
            status=status,
            status_on=_day(status_on) if status_on else None,
            uid=uid,
            seq=seq,
            touch_uid=touch,
            created=moment(created),
        )
        follow_ups[who].append(FollowUpRecord(item, updated, news=news))
    snoozes: dict[int, list[SnoozeRecord]] = defaultdict(list)
    for who, until, set_on, seq in rows("SELECT contact_id, until, set_on, seq FROM snooze"):
        snoozes[who].append(SnoozeRecord(_day(until), _day(set_on), seq))
    passes: dict[int, list[PassRecord]] = defaultdict(list)
    for who, on, seq in rows('SELECT contact_id, "on", seq FROM pass'):
        passes[who].append(PassRecord(_day(on), seq))
    formerly: dict[int, list[FormerContactRecord]] = defaultdict(list)
    for who, uid, source in rows("SELECT contact_id, uid, source FROM former_contact"):
        formerly[who].append(FormerContactRecord(uid, source))
    more = {
        who: (_day(spread_on) if spread_on else None, zone)
        for who, spread_on, zone in rows(
            "SELECT id, spread_on, zone FROM contact WHERE spread_on IS NOT NULL OR zone != ''"
        )
    }
    for who, contact in load_contacts(book.store).items():
        spread_on, zone = more.get(who, (None, ""))
        yield ContactRecord(
            contact,
            "",
            0,
            "book",
            follow_ups=tuple(follow_ups.get(who, ())),
            snoozes=tuple(snoozes.get(who, ())),
            passes=tuple(passes.get(who, ())),
            decisions=tuple(decisions.get(who, ())),
            spread_on=spread_on,
            zone=zone,
            formerly=tuple(formerly.get(who, ())),
        )


def employer_records(book: Book) -> Iterator[EmployerRecord]:
    """Every employer."""
    formerly: dict[int, list[FormerEmployerRecord]] = defaultdict(list)
    for number, uid, name in book.store.rows("SELECT employer_id, uid, name FROM former_employer"):
        formerly[number].append(FormerEmployerRecord(uid, name))
    for number, uid, name, website, notes, extra, created, rank, working_on in book.store.rows(
        "SELECT id, uid, name, website, notes, extra, created, rank, working_on FROM employer"
    ):
        employer = Employer(name, uid, website, notes, json.loads(extra))
        yield EmployerRecord(
            employer,
            moment(created),
            rank=rank or 0,
            working_on=working_on,
            formerly=tuple(formerly.get(number, ())),
        )


def not_same_records(book: Book) -> Iterator[NotSameRecord]:
    """Every pair that was said not to be the same."""
    for kind, one, other, created in book.store.rows("SELECT kind, one, other, created FROM not_same"):
        yield NotSameRecord(kind, one, other, created)


def touch_records(book: Book) -> Iterator[TouchRecord]:
    """Every touch, with the uids of those who took part."""
    people: dict[int, list[str]] = defaultdict(list)
    for touch, uid in book.store.rows(
        "SELECT p.touch_id, c.uid FROM touch_contact p JOIN contact c ON c.id = p.contact_id ORDER BY p.id"
    ):
        people[touch].append(uid)
    for key, uid, on, seq, channel, direction, outcome, note, gave, asked, got, needed, created in book.store.rows(
        'SELECT id, uid, "on", seq, channel, direction, outcome, note, gave, asked, got, answer_needed, created '
        "FROM touch"
    ):
        touch_ = Touch(
            _day(on), channel, direction, outcome, note, gave, asked, bool(needed), uid, seq, moment(created), got
        )
        yield TouchRecord(touch_, tuple(people.get(key, ())))


def _day(text: str) -> date:
    return date.fromisoformat(text)
