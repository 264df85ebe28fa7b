"""What of a contact a vCard can hold: the contact as it comes back from a card that was written of it."""

from __future__ import annotations

import re
from dataclasses import replace

from crm.domain.people import Address, Contact, Labelled, Met, Position
from crm.domain.text import clean, clean_line
from crm.formats.records import ContactRecord
from crm.formats.vcard_extra import belongs, canonical, kept
from crm.formats.vcard_labels import apple_label

_LINKEDIN = re.compile(r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/", re.IGNORECASE)
_UUID = re.compile(r"urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)


def held_by_vcard(record: ContactRecord) -> ContactRecord:
    """`record` without what stays in the book, and with what a card cannot tell apart made one."""
    contact = record.contact
    lines = [text for line in contact.extra.get("vcard", ()) if (text := canonical(line)) is not None]
    shown = [
        text
        for line, text in zip(kept({"vcard": lines}), lines, strict=True)
        if belongs(line, contact.birthday, contact.anniversary)
    ]
    current = [place for place in contact.positions if place.until is None and place != Position()]
    uid = clean_line(contact.uid)
    return ContactRecord(
        Contact(
            name=contact.name,
            uid=match[1] if (match := _UUID.fullmatch(uid)) else uid,
            given=contact.given,
            family=contact.family,
            middle=contact.middle,
            prefix=contact.prefix,
            suffix=contact.suffix,
            nickname=", ".join(filter(None, map(clean_line, contact.nickname.split(", ")))),
            positions=tuple(dict.fromkeys(Position(p.employer, p.title, p.department) for p in current)),
            emails=points(contact.emails, "mailto:"),
            phones=points(contact.phones, "tel:"),
            links=tuple(
                replace(point, label="linkedin") if not point.label and _LINKEDIN.match(point.value) else point
                for point in points(contact.links, "")
            ),
            addresses=tuple(dict.fromkeys(found for each in contact.addresses if (found := address(each)))),
            tags=tuple(tag for tag in dict.fromkeys(contact.tags) if tag != "myContacts"),
            birthday=day(contact.birthday),
            anniversary=day(contact.anniversary),
            met=Met(),
            notes=clean(contact.notes).strip("\n") if contact.notes.strip() else "",
            extra={"vcard": shown} if shown else {},
        ),
        record.file,
        0,
        "vcard",
        zone=record.zone,
    )


def points(values: tuple[Labelled, ...], scheme: str) -> tuple[Labelled, ...]:
    found = []
    for point in values:
        value = point.value
        if scheme and value.lower().startswith(scheme):
            value = value[len(scheme) :]
        if value:
            found.append(Labelled(value, apple_label(point.label)))
    return tuple(dict.fromkeys(found))


def address(each: Address) -> Address | None:
    street = rows(each.street)
    whole = clean(each.value).strip()
    found = replace(each, value=whole, street=street, label=apple_label(each.label))
    if found == Address(label=found.label):
        return None
    if found == Address(whole, found.label, street=rows(whole)):
        return replace(found, street="")
    return found


def rows(text: str) -> str:
    return "\n".join(map(str.strip, text.split("\n"))).strip("\n")


def day(text: str) -> str:
    digits = text.replace("-", "")
    return (
        f"--{digits[:2]}-{digits[2:]}" if text.startswith("--") else text and f"{text[:4]}-{digits[4:6]}-{digits[6:]}"
    )
