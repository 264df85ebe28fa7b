"""People out of the book, all of them or some: vCard, khard, CSV, JSON, YAML."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

from crm.book.errors import NotFound, Refused
from crm.book.exporting import contact_records, employer_records, export_yaml, not_same_records, touch_records
from crm.book.search import make_filter
from crm.book.session import Book
from crm.book.without_notes import unnoted_contact, unnoted_employer, unnoted_touch
from crm.domain.text import fold, slug
from crm.formats.files import write_private
from crm.formats.records import ContactRecord, NotSameRecord, TouchRecord
from crm.formats.search_fields import THINGS, SearchRecord

Format = Literal["vcard", "khard", "csv", "json", "yaml"]
VCardVersion = Literal["4.0", "3.0"]

#: Those that hold all of a book.
WHOLE: frozenset[Format] = frozenset({"json", "yaml"})
_EVERYBODY = 1_000_000_000
_NO_DECISIONS: Mapping[int, Sequence[SearchRecord]] = {}


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom to export: those named by id, and those that fit every kind of filter given; all where it is empty.

    `matching` is what the list of people filters by. Of several tags or employers (as now worked for; a part of the
    name will do) one is enough.
    """

    named: tuple[int, ...] = ()
    matching: str = ""
    tags: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()

    @property
    def filters(self) -> bool:
        """True where people are looked for, not only named."""
        return bool(self.matching.strip() or self.tags or self.employers)


def people_in(book: Book, selection: Selection) -> list[int] | None:
    """The ids of the people selected, in the order of ids; None for everybody. Raises NotFound for nobody."""
    if not selection.named and not selection.filters:
        return None
    found = set(selection.named)
    if selection.filters:
        fitting: set[int] | None = None
        for chosen in _filtered(book, selection):
            fitting = chosen if fitting is None else fitting & chosen
        found |= fitting or set()
    if not found:
        raise NotFound("Nobody fits that: nothing was exported.")
    return sorted(found)


def _filtered(book: Book, selection: Selection) -> Iterator[set[int]]:
    rows = book.store.rows
    if selection.matching.strip():
        yield {row[0] for row in rows(*make_filter(book.store, selection.matching).page(0, _EVERYBODY))}
    if selection.tags:
        wanted = set(map(fold, selection.tags))
        yield {who for who, tag in rows("SELECT contact_id, name FROM tag") if fold(tag) in wanted}
    if selection.employers:
        parts = [found for found in map(fold, map(str.strip, selection.employers)) if found]
        yield {
            who
            for who, name in rows("SELECT contact_id, employer FROM listing")
            if any(part in fold(name) for part in parts)
        }


def count_people(book: Book, ids: Sequence[int] | None) -> tuple[int, int]:
    """How many of them are in the book, and how many of those are marked as not to be contacted."""
    rows = book.store.rows("SELECT id, do_not_contact FROM contact")
    wanted = None if ids is None else set(ids)
    chosen = [blocked for who, blocked in rows if wanted is None or who in wanted]
    return len(chosen), sum(map(bool, chosen))


def export_people(
    book: Book, form: Format, ids: Sequence[int] | None, *, notes: bool = True, version: VCardVersion = "4.0"
) -> bytes:
    """The people of these ids (None: everybody) in that format; khard as one document after another.

    YAML and JSON hold the whole book where nobody is picked and notes are kept; else the people with their history
    and employers, without the search. `notes` False leaves out what was noted of people, employers and touches, the
    purposes of dates, how you met, and fields of other programs that may hold remarks. Of people picked nothing names
    somebody of the book who was not.
    """
    if form in WHOLE:
        whole = ids is None and notes
        data = export_yaml(book) if whole else _people_yaml(book, ids, notes)
        if form == "yaml":
            return data
        from crm.formats.json_book import json_from_yaml

        return json_from_yaml(data)
    if form == "khard":
        from crm.formats.khard_write import write_khard

        return b"---\n".join(write_khard(record, notes) for record in _records(book, ids, notes))
    if form == "csv":
        from crm.formats.csv_write import write_csv

        return write_csv(_records(book, ids, notes), notes)
    from crm.formats.vcard_write import write_vcards

    return write_vcards(_records(book, ids, notes), version, notes)


def save_people(
    book: Book,
    path: Path,
    form: Format,
    ids: Sequence[int] | None,
    *,
    notes: bool = True,
    version: VCardVersion = "4.0",
) -> int:
    """Writes what `export_people` gives to `path`, replacing what is there in one step; gives the number of people.

    khard makes a folder with a file for each. Raises Refused, and nothing is then half-done.
    """
    book.refuse_itself(path)
    if form == "khard":
        from crm.formats.khard_write import write_khard

        records = _records(book, ids, notes)
        _save_folder(path, ((khard_name(record), write_khard(record, notes)) for record in records))
        return len(records)
    data = export_people(book, form, ids, notes=notes, version=version)
    try:
        write_private(path, data)
    except (OSError, ValueError) as error:
        raise _unwritten(path, error) from error
    return count_people(book, ids)[0]


def khard_name(record: ContactRecord) -> str:
    """The name of a contact's file: made of letters, digits and dashes whatever they are called, and of their uid.

    The same contact has the same name every time.
    """
    key = record.contact.uid or record.contact.name
    return f"{slug(record.contact.name)}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:10]}.yaml"


def _save_folder(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """A new folder with these files: made beside, and put in its place when it is whole."""
    draft: Path | None = None
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_dir():
            raise Refused(f"{path} is a file: khard's contacts go into a folder; name a new one.")
        if target.exists() and any(target.iterdir()):
            raise Refused(f"{path} is not empty: name a new folder, or empty that one.")
        draft = Path(mkdtemp(prefix=f".{target.name[:40]}.", dir=target.parent))  # only the person's own
        for name, data in files:
            write_private(draft / name, data)
        if target.exists():
            target.rmdir()
        draft.rename(target)
    except (OSError, ValueError) as error:
        raise _unwritten(path, error) from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def _unwritten(path: Path, error: Exception) -> Refused:
    reason = getattr(error, "strerror", None) or "its name is not one a file can have"
    return Refused(f"{path} could not be written: {reason}.")


# What is written of people


def _records(book: Book, ids: Sequence[int] | None, notes: bool) -> list[ContactRecord]:
    with book.store.database.atomic():
        wanted = _uids(book, ids)
        everybody = list(contact_records(book, _NO_DECISIONS))
    found = [record for record in everybody if wanted is None or record.contact.uid in wanted]
    if wanted is not None:
        others = {fold(record.contact.name) for record in everybody if record.contact.uid not in wanted}
        others -= {fold(record.contact.name) for record in found}
        found = [_unnamed(record, others) for record in found]
    if not notes:
        found = list(map(unnoted_contact, found))
    return sorted(found, key=lambda record: (fold(record.contact.name), record.contact.uid))


def _unnamed(record: ContactRecord, others: set[str]) -> ContactRecord:
    """Without the name of the one through whom you met, where that is somebody not picked."""
    met = record.contact.met
    if fold(met.through) not in others:
        return record
    return replace(record, contact=replace(record.contact, met=replace(met, through="")))


def _uids(book: Book, ids: Sequence[int] | None) -> set[str] | None:
    if ids is None:
        return None
    wanted = set(ids)
    return {uid for who, uid in book.store.rows("SELECT id, uid FROM contact") if who in wanted}


def _people_yaml(book: Book, ids: Sequence[int] | None, notes: bool) -> bytes:
    """The people and what is theirs alone, as a book: what refers to the search does so no more."""
    from crm.formats.yaml_book import write_book

    with book.store.database.atomic():
        people = list(map(_alone, _records(book, ids, notes)))
        uids = {record.contact.uid for record in people}
        places = {position.employer for record in people for position in record.contact.positions}
        employers = [each for each in employer_records(book) if each.employer.name in places]
        touches = list(_touches(touch_records(book), uids))
        if not notes:
            employers = list(map(unnoted_employer, employers))
            touches = list(map(unnoted_touch, touches))
        known = uids | {each.employer.uid for each in employers}
        pairs = [pair for pair in not_same_records(book) if _known(pair, known)]
        return write_book(people, employers, touches, not_same=pairs)


def _alone(record: ContactRecord) -> ContactRecord:
    return replace(record, follow_ups=tuple(replace(item, news="") for item in record.follow_ups), decisions=())


def _touches(records: Iterable[TouchRecord], uids: set[str]) -> Iterator[TouchRecord]:
    for record in records:
        people = tuple(uid for uid in record.contacts if uid in uids)
        if people:
            yield replace(record, contacts=people)


def _known(pair: NotSameRecord, uids: set[str]) -> bool:
    return pair.one in uids and pair.other in uids


def holds_search(book: Book) -> bool:
    """True where there is a search besides the people, which a selection of them does not hold."""
    return any(book.store.value(f"SELECT 1 FROM {thing.stored_in} LIMIT 1") for thing in THINGS.values())
