"""vCard 2.1 (Versit 1996), 3.0 (RFC 2426) and 4.0 (RFC 6350), also mixed in one file: bytes in, contacts out.

A card that is wrong somewhere comes in as far as it can be read, and what is wrong is told with its line. Cards of
groups are not people: their members get the group's name as a tag. REV and PRODID are about the card, not the
person, and are not kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import PurePath

from crm.domain.text import clean_line
from crm.domain.words import count
from crm.formats.decoding import decode
from crm.formats.problems import Problems
from crm.formats.records import ContactRecord, FormatError, ParsedFile
from crm.formats.vcard_cards import Card, Stray, cards
from crm.formats.vcard_fields import GOOGLE_EVERYBODY, CardReader
from crm.formats.yaml_events import Progress

_MOST_NAMED = 8
_EMPTY = "The card is empty."
_NAMELESS = "The card has no name, and no company or e-mail address to call it by: give it an FN line."


def read_vcards(data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """Reads the file called `name` in messages. `progress` is told the line reached and the number of lines.

    Raises FormatError with one sentence when there is no card in it or it is no text.
    """
    text = decode(data, name)
    reader = _Reader(name, text.encoding)
    for found in cards(text.text, progress):
        if isinstance(found, Stray):
            reader.problems.add(found.line, "", found.message)
        else:
            reader.take(found)
    return reader.result(text.note)


class _Reader:
    def __init__(self, file: str, encoding: str) -> None:
        self.file = file
        self.label = clean_line(PurePath(file).name)
        self.encoding = encoding
        self.records: list[ContactRecord] = []
        self.problems = Problems(file)
        self.versions: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.groups: list[tuple[str, list[str]]] = []
        self.kinds: Counter[str] = Counter()

    def take(self, card: Card) -> None:
        """One card: a contact, a group, or a problem."""
        self.versions[card.version] += 1
        found = CardReader(card, self.encoding, f"{self.label}#{card.digest}").read()
        self.left_out += found.left_out
        contact = found.contact
        who = contact.name if contact else card.name()
        usable = contact is not None
        for line, message in sorted((*card.faults, *found.faults)):
            self.problems.add(line, who, message, partial=usable)
        if contact is None:
            empty = not any(line.name != "VERSION" for line in card.lines)
            self.problems.add(card.line, who, _EMPTY if empty else _NAMELESS)
        elif found.kind == "group":
            self.groups.append((contact.name, found.members))
        else:
            if found.kind and found.kind != "individual":
                self.kinds[found.kind if found.kind == "org" else "other"] += 1
            self.records.append(ContactRecord(contact, self.file, card.line, "vcard", zone=found.zone))

    def tagged(self) -> int:
        """Gives the members of the groups their tags; how many members are not in the file."""
        places: dict[str, list[int]] = {}
        for place, record in enumerate(self.records):
            contact = record.contact
            for key in {contact.uid.casefold(), *(point.value.casefold() for point in contact.emails)} - {""}:
                places.setdefault(key, []).append(place)
        missing = 0
        added: dict[int, list[str]] = {}
        for name, members in self.groups:
            for member in members:
                found = places.get(_member_key(member), [])
                missing += not found
                for place in found:
                    added.setdefault(place, []).append(name)
        for place, names in added.items():
            record = self.records[place]
            tags = tuple(dict.fromkeys((*record.contact.tags, *names)))
            self.records[place] = replace(record, contact=replace(record.contact, tags=tags))
        return missing

    def result(self, note: str) -> ParsedFile:
        """All that was read. Raises FormatError where there was no card."""
        if not self.versions:
            raise FormatError(f"{self.file} has no vCard in it: a card begins with BEGIN:VCARD.", self.file)
        notes = [note] if note else []
        if self.groups:
            missing = self.tagged()
            notes.append(f"{count(len(self.groups), 'group card')} became {_tags(len(self.groups))}.")
            if missing:
                notes.append(f"{count(missing, 'member')} of groups {_are(missing)} not in this file.")
        if orgs := self.kinds["org"]:
            notes.append(f"{count(orgs, 'card')} {_are(orgs)} of organisations: each came in as a contact.")
        if others := self.kinds["other"]:
            notes.append(f"{count(others, 'card')} {_are(others)} of no person (KIND): each came in as a contact.")
        if everybody := self.left_out.pop(GOOGLE_EVERYBODY, 0):
            where = count(everybody, "card")
            notes.append(f"{GOOGLE_EVERYBODY}, Google's group of everybody, was left out as a tag ({where}).")
        if self.left_out:
            named = sorted(self.left_out)[:_MOST_NAMED]
            more = len(self.left_out) - len(named)
            rest = f" and {more:,} more" if more else ""
            notes.append(f"Left out, as a contact has no place for it: {', '.join(named)}{rest}.")
        return ParsedFile(
            self.file,
            tuple(self.records),
            problems=self.problems.listed(),
            kind=f"vCard {' and '.join(sorted(self.versions))}",
            notes=(*notes, *self.problems.notes()),
        )


def _member_key(member: str) -> str:
    text = member.strip().casefold()
    for scheme in ("urn:uuid:", "mailto:"):
        text = text.removeprefix(scheme)
    return text


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _tags(number: int) -> str:
    return "a tag" if number == 1 else "tags"
