"""The cells of the program's own CSV: safe for a spreadsheet, and read back exactly as they were.

A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end as a formula (OWASP, "CSV
Injection"), some after spaces as well. Such a cell gets an apostrophe in front. So does what comes in a cell after a
semicolon, a tab or a line end and begins with such a sign: a spreadsheet set to semicolons or tabs parts the cell
there. After a line end a dash is left alone, as that is how people write lists. Apostrophes before such a sign are
one more, so that taking one away always gives what was there; every other apostrophe is left alone.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from crm.domain.people import Address, Contact, Labelled, Position
from crm.formats.yaml_values import day_of, tidy, washed

# Full-width and small signs and the minus of typesetting as well: some spreadsheets take them for the plain ones.
_SIGNS = "=+@\uff1d\uff0b\uff20\ufe66\ufe62\ufe6b"
_DASHES = "\\-\uff0d\ufe63\u2212"
_GAP = "[^\\S\t\r\n]*"
# What stands before the sign: the beginning of the cell or what parts it, and apostrophes.
_RUNS = re.compile(
    f"\\A'*(?=[\t\r\n]|{_GAP}[{_SIGNS}{_DASHES}])|[;\t]'*(?={_GAP}[{_SIGNS}{_DASHES}])|[\r\n]'*(?={_GAP}[{_SIGNS}])"
)
_EXTRA = "extra:"
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TAG = re.compile(r"(?:[^;\\]|\\.)+", re.DOTALL)
_DEEPEST = 12


def neutralised(cell: str) -> str:
    """The cell as it is written."""
    return _RUNS.sub(lambda match: f"{match[0]}'", cell)


def restored(cell: str) -> str:
    """The cell as it was before `neutralised`."""
    return _RUNS.sub(lambda match: match[0].removesuffix("'"), cell) if "'" in cell else cell


def header_of_extra(key: str, taken: bool) -> str:
    """The header for a field without a place; `taken` where the name means something else in the table."""
    return f"{_EXTRA} {key}" if taken or key.casefold().startswith(_EXTRA) else key


def header_in_extra(header: str) -> str:
    """The field that `header_of_extra` made the header for."""
    return header[len(_EXTRA) :].strip() if header.startswith(_EXTRA) else header


def joined_tags(tags: tuple[str, ...]) -> str:
    """Tags in one cell; a semicolon inside one is escaped."""
    return "; ".join(tag.replace("\\", "\\\\").replace(";", "\\;") for tag in tags)


def split_tags(cell: str) -> list[str]:
    """The tags of `joined_tags`."""
    return [_ESCAPED.sub(r"\1", tag).strip() for tag in _TAG.findall(cell)]


def with_more(contact: Contact, text: str) -> Contact | None:
    """The contact with what the cell `more` holds for it as JSON; None where it is not that."""
    try:
        more = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(more, dict) or not all(isinstance(value, list | dict) for value in more.values()):
        return None
    try:
        points = {
            name: tuple(Labelled(tidy(value), tidy(label)) for value, label in more.pop(name, []))
            for name in ("emails", "phones", "links")
        }
        addresses = tuple(
            Address(**{part: _address_part(part, value) for part, value in item.items()})
            for item in more.pop("addresses", [])
        )
        positions = tuple(
            Position(
                tidy(item.get("employer", "")),
                tidy(item.get("title", "")),
                tidy(item.get("department", "")),
                day_of(item.get("since", "")),
                day_of(item.get("until", "")),
            )
            for item in more.pop("positions", [])
        )
        extra = _cleaned(more.pop("extra", {}))
    except (TypeError, ValueError, AttributeError):
        return None
    if more or not isinstance(extra, dict):
        return None
    return replace(
        contact,
        emails=contact.emails + points["emails"],
        phones=contact.phones + points["phones"],
        links=contact.links + points["links"],
        addresses=contact.addresses + addresses,
        positions=contact.positions + positions,
        extra=contact.extra | extra,
    )


def _address_part(part: str, value: str) -> str:
    return washed(value).strip() if part in {"street", "value"} else tidy(value)


def _cleaned(value: Any, depth: int = 0) -> Any:
    """Text, lists and mappings with every text cleaned. Raises ValueError beyond any sensible depth."""
    if depth > _DEEPEST:
        raise ValueError(depth)
    match value:
        case str():
            return washed(value)
        case dict():
            return {tidy(key): _cleaned(item, depth + 1) for key, item in value.items()}
        case list():
            return [_cleaned(item, depth + 1) for item in value]
        case None:
            return ""
        case _:
            return str(value)


def cleaned_extra(extra: dict[str, Any]) -> dict[str, Any]:
    """Fields without a place as the program's own CSV holds them."""
    return {tidy(key): _cleaned(value) for key, value in extra.items()}
