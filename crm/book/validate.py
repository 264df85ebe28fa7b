"""One validator for a contact, shared by the form, the command line and imports."""

from __future__ import annotations

import re
from datetime import date

from crm.domain.cadence import CadenceError, parse_cadence
from crm.domain.people import Contact

_BIRTHDAY = re.compile(r"(\d{4}|-)-?(\d{2})-?(\d{2})")


def validate_contact(contact: Contact) -> dict[str, str]:
    """The problem of each field that has one, as a sentence; empty when the contact can be saved.

    No sentence says what stands in a private field: it may end in a log or a report.
    """
    problems: dict[str, str] = {}
    if not contact.name.strip():
        problems["name"] = "A contact needs a name."
    if contact.cadence is not None:
        try:
            parse_cadence(contact.cadence)
        except CadenceError as error:
            problems["cadence"] = f"{error}."
    for point in contact.emails:
        if "@" not in point.value.strip("@") or len(point.value.split()) != 1:
            problems["emails"] = "An e-mail address needs a name, an @ and a place."
    for field in ("birthday", "anniversary"):
        text = getattr(contact, field)
        if text and not is_day_of_life(text):
            problems[field] = f"The {field} is not a day: write 1980-03-07, or --03-07 without the year."
    for position in contact.positions:
        if position.since and position.until and position.until < position.since:
            problems["positions"] = f"The time at {position.employer[:60]} ends before it begins."
    return problems


def is_day_of_life(text: str) -> bool:
    """True for `YYYY-MM-DD`, `YYYYMMDD`, `--MM-DD` and `--MMDD` that are in the calendar."""
    match = _BIRTHDAY.fullmatch(text)
    if match is None:
        return False
    year, month, day = match.groups()
    try:
        date(2000 if year == "-" else int(year), int(month), int(day))
    except ValueError:
        return False
    return True
