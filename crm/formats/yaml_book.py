"""A book as YAML, in an order that depends on nothing but what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from crm.domain.people import Address, Contact, Labelled, Position
from crm.domain.text import sort_key
from crm.domain.touches import FollowUp, Touch
from crm.formats.records import ContactRecord, EmployerRecord, FollowUpRecord, NotSameRecord, TouchRecord
from crm.formats.search_fields import THINGS, SearchRecord
from crm.formats.yaml_same import SECTION, former_contact_lines, former_employer_lines, not_same_lines
from crm.formats.yaml_search import in_order, numbers_of, thing_lines
from crm.formats.yaml_write import block_text, flow_mapping, flow_text, quoted, value_lines

FORMAT = 1
_HEAD = f"""\
# A book of Callback: everything in it but the undo log. `callback import FILE` reads it back.
callback: {FORMAT}
"""
#: In the order of the file; the first few are there even when nothing stands in them.
_SECTIONS = (
    "contacts", "employers", "opportunities", "interviews", "concerns", "proof points", "letters", "touches", "plans",
    "news", SECTION,
)  # fmt: skip
_ALWAYS = frozenset({"contacts", "employers", "touches"})
#: Field of a contact, key in the file, in the order of the file; between them stand the lists.
_FIRST = (
    ("name", "name"),
    ("given", "first name"),
    ("middle", "middle name"),
    ("family", "last name"),
    ("prefix", "prefix"),
    ("suffix", "suffix"),
    ("nickname", "nickname"),
    ("role", "role"),
)
_PARTS = ("label", "value", "street", "code", "city", "region", "country", "box", "extended")


def write_book(
    contacts: Iterable[ContactRecord],
    employers: Iterable[EmployerRecord],
    touches: Iterable[TouchRecord],
    search: Iterable[SearchRecord] = (),
    not_same: Iterable[NotSameRecord] = (),
) -> bytes:
    """The file. Equal contents give equal bytes, whatever order they come in; `seq` numbers are written densely.

    Of the touches `contacts` holds uids; a follow-up names its touch by uid. Of `search`, what is inside another
    keeps its order.
    """
    people = sorted(contacts, key=lambda record: (sort_key(record.contact.name), record.contact.uid))
    history = sorted(touches, key=lambda record: (record.touch.on, record.touch.seq, record.touch.uid))
    things = list(search)
    rank = _ranks(people, history, things)
    places = sorted(employers, key=lambda record: (sort_key(record.employer.name), record.employer.uid))
    parts: list[str] = [_HEAD]
    entries_of: dict[str, Iterator[Iterator[str]]] = {
        "contacts": (_contact(record, rank) for record in people),
        "employers": map(_employer, places),
        "touches": (_touch(record, rank) for record in history),
        SECTION: not_same_lines(not_same),
    }
    for thing in THINGS.values():
        ordered = in_order(thing, [record for record in things if record.thing is thing])
        entries_of[thing.section] = (thing_lines(record, rank) for record in ordered)
    for section in _SECTIONS:
        entries = entries_of[section]
        start = len(parts)
        for lines in entries:
            first = True
            for line in lines:
                parts.append(f"{'- ' if first else '  '}{line}\n")
                first = False
        if len(parts) > start:
            parts.insert(start, f"{section}:\n")
        elif section in _ALWAYS:
            parts.append(f"{section}: []\n")
    return "".join(parts).encode("utf-8")


def _ranks(people: list[ContactRecord], history: list[TouchRecord], search: Sequence[SearchRecord]) -> dict[int, int]:
    numbers = {record.touch.seq for record in history}
    numbers.update(number for record in search for number in numbers_of(record))
    for record in people:
        numbers.update(item.follow_up.seq for item in record.follow_ups)
        numbers.update(snooze.seq for snooze in record.snoozes)
        numbers.update(passing.seq for passing in record.passes)
        numbers.update(number for decision in record.decisions for number in numbers_of(decision))
    return {number: place for place, number in enumerate(sorted(numbers), start=1)}


def _contact(record: ContactRecord, rank: dict[int, int]) -> Iterator[str]:
    """The lines of a contact, without the indentation of the list it stands in."""
    contact = record.contact
    yield f"uid: {quoted(contact.uid)}"
    for field, key in _FIRST:
        if value := getattr(contact, field):
            yield f"{key}: {flow_text(value)}"
    yield from _list("positions", map(_position, contact.positions))
    yield from _list("emails", map(_labelled, contact.emails))
    yield from _list("phones", map(_labelled, contact.phones))
    yield from _list("links", map(_labelled, contact.links))
    yield from _list("addresses", map(_address, filter(Address.text, contact.addresses)))
    if contact.tags:
        yield f"tags: [{', '.join(map(flow_text, contact.tags))}]"
    for field in ("birthday", "anniversary"):
        if value := getattr(contact, field):
            yield f"{field}: {flow_text(value)}"
    if met := _met(contact):
        yield f"met: {met}"
    if contact.cadence is not None:
        yield f"cadence: {flow_text(contact.cadence)}"
    if contact.do_not_contact:
        yield "contact: no"
    if record.zone:
        yield f"zone: {flow_text(record.zone)}"
    if contact.notes:
        yield f"notes: {block_text(contact.notes, 4)}"
    if contact.added:
        yield f"added: {contact.added}"
    if record.spread_on:
        yield f"spread on: {record.spread_on}"
    if contact.source:
        yield f"source: {flow_text(contact.source)}"
    if contact.created:
        yield f"created: {_stamp(contact.created)}"
    if contact.extra:
        yield from ("\n".join(_unindented(line)) for line in value_lines("extra", contact.extra, 2))
    items = sorted(record.follow_ups, key=lambda item: (item.follow_up.seq, item.follow_up.on, item.follow_up.uid))
    yield from _list("follow ups", (_follow_up(item, rank) for item in items))
    snoozes = sorted((rank[item.seq], item.until, item.set_on or item.until) for item in record.snoozes)
    yield from _list("snoozes", (f"{{until: {until}, set on: {set_on}, seq: {seq}}}" for seq, until, set_on in snoozes))
    passes = sorted((rank[item.seq], item.on) for item in record.passes)
    yield from _list("passes", (f"{{on: {on}, seq: {seq}}}" for seq, on in passes))
    decisions = sorted(record.decisions, key=lambda item: (item.get("seq"), item.get("on"), item.get("kind")))
    yield from _list("decisions", (f"{{{', '.join(thing_lines(item, rank))}}}" for item in decisions))
    yield from _list("formerly", former_contact_lines(record.formerly))


def _unindented(line: str) -> Iterator[str]:
    """The first of the lines in `line` without the two blanks that the list adds to it."""
    first, *rest = line.split("\n")
    yield first[2:]
    yield from rest


def _list(key: str, items: Iterable[str]) -> Iterator[str]:
    first = True
    for item in items:
        if first:
            yield f"{key}:"
            first = False
        yield f"- {item}"


def _position(position: Position) -> str:
    return flow_mapping(
        (key, value)
        for key, value in (
            ("employer", flow_text(position.employer)),
            ("title", position.title and flow_text(position.title)),
            ("department", position.department and flow_text(position.department)),
            ("since", position.since and str(position.since)),
            ("until", position.until and str(position.until)),
        )
        if value
    )


def _labelled(point: Labelled) -> str:
    label = f"label: {flow_text(point.label)}, " if point.label else ""
    return f"{{{label}value: {flow_text(point.value)}}}"


def _address(address: Address) -> str:
    return flow_mapping((part, flow_text(value)) for part in _PARTS if (value := getattr(address, part)))


def _met(contact: Contact) -> str:
    met = contact.met
    pairs = [("on", str(met.on))] if met.on else []
    pairs += [(key, flow_text(value)) for key, value in (("how", met.how), ("through", met.through)) if value]
    return flow_mapping(pairs) if pairs else ""


def _follow_up(record: FollowUpRecord, rank: dict[int, int]) -> str:
    item: FollowUp = record.follow_up
    pairs: list[tuple[str, str]] = [("uid", quoted(item.uid)), ("on", str(item.on))]
    if item.at:
        pairs.append(("at", f'"{item.at:%H:%M}"'))
    if item.kind != "typed":
        pairs.append(("kind", item.kind))
    if item.purpose:
        pairs.append(("purpose", flow_text(item.purpose)))
    if item.channel:
        pairs.append(("channel", item.channel))
    pairs.append(("status", item.status))
    if item.status_on:
        pairs.append(("status on", str(item.status_on)))
    if item.touch_uid:
        pairs.append(("touch", quoted(item.touch_uid)))
    if record.news:
        pairs.append(("news", quoted(record.news)))
    pairs.append(("seq", str(rank[item.seq])))
    created = _stamp(item.created) if item.created else ""
    if created:
        pairs.append(("created", created))
    if record.updated and f'"{record.updated}"' != created:
        pairs.append(("updated", flow_text(record.updated)))
    return flow_mapping(pairs)


def _employer(record: EmployerRecord) -> Iterator[str]:
    employer = record.employer
    yield f"uid: {quoted(employer.uid)}"
    yield f"name: {flow_text(employer.name)}"
    if employer.website:
        yield f"website: {flow_text(employer.website)}"
    if employer.notes:
        yield f"notes: {block_text(employer.notes, 4)}"
    if record.rank:
        yield f"rank: {record.rank}"
    if record.working_on:
        yield f"working on: {block_text(record.working_on, 4)}"
    if employer.extra:
        yield from ("\n".join(_unindented(line)) for line in value_lines("extra", employer.extra, 2))
    if record.created:
        yield f"created: {_stamp(record.created)}"
    yield from _list("formerly", former_employer_lines(record.formerly))


def _touch(record: TouchRecord, rank: dict[int, int]) -> Iterator[str]:
    touch: Touch = record.touch
    yield f"uid: {quoted(touch.uid)}"
    yield f"on: {_day(touch.on)}"
    yield f"contacts: [{', '.join(map(quoted, record.contacts))}]"
    yield f"channel: {touch.channel}"
    yield f"direction: {touch.direction}"
    yield f"outcome: {touch.outcome}"
    if touch.note:
        yield f"note: {block_text(touch.note, 4)}"
    if touch.gave:
        yield f"gave: {flow_text(touch.gave)}"
    if touch.asked:
        yield f"asked: {flow_text(touch.asked)}"
    if touch.got:
        yield f"got: {flow_text(touch.got)}"
    if not touch.answer_needed:
        yield "answer needed: no"
    yield f"seq: {rank[touch.seq]}"
    if touch.created:
        yield f"created: {_stamp(touch.created)}"


def _day(day: date) -> str:
    return day.isoformat()


def _stamp(moment: datetime) -> str:
    return f'"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"'
