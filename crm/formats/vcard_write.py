"""Contacts as vCard 4.0 (RFC 6350) or 3.0 (RFC 2426), for phones and address books.

A card is made to be handed on. So what somebody is in the search stays in the book: role, cadence, how they were
met, do-not-contact, touches and past positions are not written, and notes only when asked for. Nor is what came
with a contact from other formats; what came with it in a vCard is given back. The same contacts give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from crm.domain.people import Address, Contact, Labelled, Position
from crm.domain.text import clean, clean_line
from crm.formats.records import ContactRecord
from crm.formats.vcard_extra import belongs, given_back, kept
from crm.formats.vcard_labels import said
from crm.formats.vcard_lines import ContentLine
from crm.formats.vcard_text import escaped, folded, parameter, structured

Version = Literal["4.0", "3.0"]

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:\S*")
#: Stands for no year where a version has no way to leave it out: Apple's, and read by most phones.
_NO_YEAR = "1604"


def write_vcards(records: Iterable[ContactRecord], version: Version = "4.0", notes: bool = True) -> bytes:
    """The contacts as one file of cards in UTF-8, in their order; with their notes unless `notes` is False."""
    return b"".join(write_vcard(record, version, notes) for record in records)


def write_vcard(record: ContactRecord, version: Version = "4.0", notes: bool = True) -> bytes:
    """One contact as a card."""
    return b"".join(map(folded, _Writer(record, version, notes).lines()))


class _Writer:
    def __init__(self, record: ContactRecord, version: Version, notes: bool) -> None:
        self.contact: Contact = record.contact
        self.zone = record.zone
        self.version = version
        self.notes = notes
        contact = record.contact
        self.kept: list[ContentLine] = [
            line for line in kept(contact.extra) if belongs(line, contact.birthday, contact.anniversary)
        ]
        self.taken = {line.group.casefold() for line in self.kept}
        self.last_group = 0

    def lines(self) -> Iterator[str]:
        """The content lines, unfolded."""
        contact = self.contact
        yield "BEGIN:VCARD"
        yield f"VERSION:{self.version}"
        yield from self.uid()
        yield f"FN:{escaped(clean_line(contact.name))}"
        yield from self.name()
        if contact.nickname:
            yield f"NICKNAME:{','.join(map(escaped, clean_line(contact.nickname).split(', ')))}"
        yield from self.positions()
        for point in contact.phones:
            yield from self.labelled("TEL", point, escaped(clean_line(point.value)))
        for point in contact.emails:
            yield from self.labelled("EMAIL", point, escaped(clean_line(point.value)))
        for address in contact.addresses:
            yield from self.address(address)
        for point in contact.links:
            # An address has no escapes but for the backslash, which no address has.
            yield from self.labelled("URL", point, clean_line(point.value).replace("\\", "\\\\"))
        yield from self.day("BDAY", "BDAY", contact.birthday)
        yield from self.day("ANNIVERSARY", "ANNIVERSARY" if self.is_4 else "X-ANNIVERSARY", contact.anniversary)
        if self.zone:
            yield f"TZ:{escaped(clean_line(self.zone))}"
        if contact.tags:
            yield f"CATEGORIES:{','.join(escaped(clean_line(tag)) for tag in contact.tags)}"
        if self.notes and contact.notes.strip():
            yield f"NOTE:{escaped(contact.notes)}"
        for line in self.kept:
            yield given_back(line, self.version)
        yield "END:VCARD"

    @property
    def is_4(self) -> bool:
        return self.version == "4.0"

    def uid(self) -> Iterator[str]:
        uid = clean_line(self.contact.uid)
        if not uid:
            return
        if _UUID.fullmatch(uid):
            yield f"UID:urn:uuid:{uid}" if self.is_4 else f"UID:{uid}"
        elif self.is_4 and not _URI.fullmatch(uid):
            yield f"UID;VALUE=text:{escaped(uid)}"
        else:
            yield f"UID:{escaped(uid)}"

    def name(self) -> Iterator[str]:
        """N, which 3.0 has to have (RFC 2426, section 3.1.2); 4.0 only where the parts are known."""
        contact = self.contact
        parts = (contact.family, contact.given, contact.middle, contact.prefix, contact.suffix)
        if any(parts) or not self.is_4:
            yield f"N:{structured(map(clean_line, parts))}"

    def positions(self) -> Iterator[str]:
        """ORG and TITLE of the positions that last; several are told apart by their groups."""
        current = [place for place in self.contact.positions if place.until is None]
        current = [place for place in current if place.employer or place.title or place.department]
        for place in current:
            group = f"{self.new_group()}." if len(current) > 1 else ""
            yield from self.position(group, place)

    def position(self, group: str, place: Position) -> Iterator[str]:
        employer, unit, title = map(clean_line, (place.employer, place.department, place.title))
        if employer or unit or group:
            yield f"{group}ORG:{structured((employer, unit) if unit else (employer,))}"
        if title or group:
            yield f"{group}TITLE:{escaped(title)}"

    def new_group(self) -> str:
        """A group that no kept line stands in."""
        while True:
            self.last_group += 1
            group = f"item{self.last_group}"
            if group not in self.taken:
                return group

    def labelled(self, name: str, point: Labelled, value: str) -> Iterator[str]:
        label = said(name, clean_line(point.label), self.version)
        group = f"{self.new_group()}." if label.apple else ""
        yield f"{group}{name}{label.params}:{value}"
        if label.apple:
            yield f"{group}X-ABLabel:{escaped(label.apple)}"

    def address(self, address: Address) -> Iterator[str]:
        label = said("ADR", clean_line(address.label), self.version)
        whole = clean(address.value).strip()
        parts = [address.box, address.extended, address.street, address.city, address.region, address.code]
        parts = [*(clean(part).strip() for part in parts), clean(address.country).strip()]
        if whole and not any(parts):
            parts[2] = whole  # phones show the parts alone
        group = f"{self.new_group()}." if label.apple or (whole and not self.is_4) else ""
        formatted = ""
        if whole and self.is_4:
            formatted = f";LABEL={parameter(whole.replace(chr(92), chr(92) * 2).replace(chr(10), chr(92) + 'n'))}"
        yield f"{group}ADR{label.params}{formatted}:{structured(parts)}"
        if whole and not self.is_4:
            yield f"{group}LABEL{label.params}:{escaped(whole)}"
        if label.apple:
            yield f"{group}X-ABLabel:{escaped(label.apple)}"

    def day(self, name: str, written: str, day: str) -> Iterator[str]:
        """A day of life, unless a kept line says the same with its hour."""
        if not day or any(line.name == name for line in self.kept):
            return
        if self.is_4:
            yield f"{written}:{day.replace('-', '') if not day.startswith('--') else '--' + day[2:].replace('-', '')}"
        elif day.startswith("--"):
            yield f"{written};X-APPLE-OMIT-YEAR={_NO_YEAR}:{_NO_YEAR}-{day[2:]}"
        else:
            yield f"{written}:{day}"
