"""What is left of people, employers and touches for somebody who is not to read what was noted of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crm.domain.people import Contact, Met
from crm.formats.records import ContactRecord, EmployerRecord, FollowUpRecord, TouchRecord
from crm.formats.vcard_lines import parse_line

#: Properties of a card with which nobody writes remarks (RFC 6350, section 6), X- and RELATED not among them.
_PLAIN = frozenset(
    {
        "ADR",
        "ANNIVERSARY",
        "BDAY",
        "CALADRURI",
        "CALURI",
        "EMAIL",
        "FBURL",
        "FN",
        "GENDER",
        "GEO",
        "IMPP",
        "KEY",
        "KIND",
    }
    | {"LANG", "LOGO", "N", "NICKNAME", "ORG", "PHOTO", "ROLE", "SOUND", "TEL", "TITLE", "TZ", "URL"}
)
#: Fields of other programs that hold no remarks; any other may.
_PLAIN_FIELDS = frozenset({"Kind", "Title", "Role", "Impp", "Formatted name", "Birthday", "Anniversary", "Department"})


def unnoted_contact(record: ContactRecord) -> ContactRecord:
    """Who somebody is, how to reach them and when they are due; not what was noted, how you met, or purposes.

    Of fields with no place here only those stay that are known to hold no remarks.
    """
    contact = replace(record.contact, notes="", met=Met(on=record.contact.met.on), extra=_plain(record.contact))
    return replace(
        record,
        contact=contact,
        touches=tuple(map(unnoted_touch, record.touches)),
        follow_ups=tuple(map(_unnoted_date, record.follow_ups)),
    )


def unnoted_touch(record: TouchRecord) -> TouchRecord:
    """That there was a touch, and how it went; not what was said."""
    touch = replace(record.touch, note="", gave="", asked="", got="")
    return replace(record, touch=touch, promises=tuple(map(_unnoted_date, record.promises)))


def unnoted_employer(record: EmployerRecord) -> EmployerRecord:
    """Name and website."""
    return replace(record, employer=replace(record.employer, notes="", extra={}), working_on="")


def _unnoted_date(record: FollowUpRecord) -> FollowUpRecord:
    return replace(record, follow_up=replace(record.follow_up, purpose=""))


def _plain(contact: Contact) -> dict[str, Any]:
    plain = {key: value for key, value in contact.extra.items() if key in _PLAIN_FIELDS}
    lines = contact.extra.get("vcard")
    stay = [line for line in lines if _is_plain(line)] if isinstance(lines, list) else []
    return plain | {"vcard": stay} if stay else plain


def _is_plain(text: Any) -> bool:
    line = parse_line(1, text) if isinstance(text, str) else None
    return line is not None and line.name in _PLAIN
