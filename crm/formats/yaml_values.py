"""The values of a contact in YAML: text as typed, turned into lines, dates, yes and no, labelled lists, addresses.

Every reader here takes a node and the name of the field, and raises Misread with a sentence where the value does
not hold. Text is cleaned on the way in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from crm.domain.people import Address, Labelled
from crm.domain.text import clean, clean_line
from crm.formats.yaml_events import Mapping, Node, Scalar, Sequence, fold_key

_YES = frozenset({"yes", "y", "true", "on", "1"})
_NO = frozenset({"no", "n", "false", "off", "0"})
_ISO_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?)?")
_MONTH = r"[a-z]{3,9}\.?"
# A day with its year, in one of the orders that cannot be misread; everything relative would change by tomorrow.
_WRITTEN_DAY = re.compile(
    rf"\d{{8}}|\d{{1,2}}\.?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}"
    r"|\d{4}[/.]\d{1,2}[/.]\d{1,2}|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}",
    re.IGNORECASE,
)
_WRITTEN_WITHOUT_YEAR = re.compile(rf"\d{{1,2}}\.?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}", re.IGNORECASE)
_YEARLESS = re.compile(r"--(\d\d)-?(\d\d)")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")
_DEEPEST_EXTRA = 8

_PARTS = {
    "street": "street",
    "code": "code",
    "zip": "code",
    "zipcode": "code",
    "postcode": "code",
    "postalcode": "code",
    "city": "city",
    "town": "city",
    "locality": "city",
    "region": "region",
    "state": "region",
    "province": "region",
    "country": "country",
    "box": "box",
    "pobox": "box",
    "extended": "extended",
    "value": "value",
    "label": "label",
    "type": "label",
}


class Misread(ValueError):
    """A value does not hold: the message is a sentence, `line` where it stands."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def shorten(text: str, length: int = 40) -> str:
    """`text` on one line, cut with an ellipsis, to be quoted in a message."""
    line = clean_line(text)
    return line if len(line) <= length else f"{line[: length - 1]}…"


def tidy(text: str) -> str:
    """`text` cleaned, on one line."""
    # Whatever is printable is clean, and its only space is the blank.
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return clean_line(text)


def washed(text: str) -> str:
    """`text` cleaned, its lines kept."""
    return text if text.isprintable() else clean(text)


def is_nothing(node: Node) -> bool:
    """True for a value that was left out, and for an empty list or mapping."""
    if type(node) is Scalar:
        return node.is_nothing
    return not (node.items if type(node) is Sequence else node.entries)  # type: ignore[union-attr]


def one_text(node: Node, what: str) -> str:
    """The value as typed, uncleaned; empty for none."""
    if type(node) is Scalar:
        return "" if node.is_nothing else node.text
    raise Misread(node.line, f"{what} should be one text, not a list")


def one_line(node: Node, what: str) -> str:
    """The value on one line."""
    if type(node) is Scalar:
        return "" if node.is_nothing else tidy(node.text)
    return tidy(one_text(node, what))


def texts(node: Node, what: str) -> Iterator[str]:
    """Each text of a value or of a list of values, lists in lists included; cleaned, line breaks kept."""
    kind = type(node)
    if kind is Scalar:
        if not node.is_nothing and (text := washed(node.text)).strip():  # type: ignore[union-attr]
            yield text
    elif kind is Sequence:
        for item in node.items:  # type: ignore[union-attr]
            yield from texts(item, what)
    else:
        raise Misread(node.line, f"{what} should be a text or a list of texts")


def lines(node: Node, what: str) -> list[str]:
    """The same, each on one line."""
    if type(node) is Scalar:
        return [] if node.is_nothing or not (line := tidy(node.text)) else [line]
    if type(node) is Sequence and all(type(item) is Scalar for item in node.items):
        found = [tidy(item.text) for item in node.items if not item.is_nothing]  # type: ignore[union-attr]
        return list(filter(None, found))
    return [tidy(text) for text in texts(node, what)]


def joined(node: Node, what: str, by: str) -> str:
    """A value, or the values of a list joined, on one line."""
    if type(node) is Scalar:
        return "" if node.is_nothing else tidy(node.text)
    return by.join(lines(node, what))


def several_lines(node: Node, what: str) -> str:
    """A text with its line breaks; the texts of a list with an empty line between them."""
    if type(node) is Scalar:
        return "" if node.is_nothing else washed(node.text).strip("\n")
    return "\n\n".join(text.strip("\n") for text in texts(node, what))


def yes_or_no(node: Node, what: str) -> bool:
    """A truth value however it is spelled."""
    text = one_line(node, what).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Misread(node.line, f"{what} “{shorten(text)}” is neither yes nor no")


def whole_number(node: Node, what: str) -> int:
    """A number from 0 up."""
    text = one_line(node, what)
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise Misread(node.line, f"{what} “{shorten(text)}” is not a number")
    return int(text)


def day(node: Node, what: str) -> date:
    """A day with its year; a time after it is left out."""
    text = one_line(node, what)
    found = day_of(text)
    if found is None:
        raise Misread(node.line, f"{what} “{shorten(text)}” is not a date: write it like 2026-10-30")
    return found


def day_of(text: str) -> date | None:
    """The day that `text` names with its year, or None."""
    try:
        if len(text) == 10 and text[4] == "-":
            return date.fromisoformat(text)
        if match := _ISO_DAY.fullmatch(text):
            return date.fromisoformat(match[1])
        if _WRITTEN_DAY.fullmatch(text):
            if len(text) == 8 and text.isdecimal():
                return date.fromisoformat(text)
            from crm.domain.date_phrases import parse_date

            return parse_date(text, date(2000, 1, 1))
    except ValueError:
        pass
    return None


def day_and_time(node: Node, what: str) -> tuple[date, time | None]:
    """A day, with a time of day after it or not."""
    text = one_line(node, what)
    first, _, rest = text.replace("T", " ", 1).partition(" ") if text[4:5] == "-" else (text, "", "")
    if rest and (on := day_of(first)) is not None and (at := clock_of(rest)) is not None:
        return on, at
    return day(node, what), None


def clock(node: Node, what: str) -> time:
    """A time of day, to the minute."""
    text = one_line(node, what)
    found = clock_of(text)
    if found is None:
        raise Misread(node.line, f"{what} “{shorten(text)}” is not a time: write it like 14:30")
    return found


def clock_of(text: str) -> time | None:
    """The time of day, or None."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return time(int(match[1]), int(match[2]))


def moment(node: Node, what: str) -> datetime:
    """A stamp with its offset; one without is taken for UTC."""
    text = one_line(node, what)
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Misread(node.line, f"{what} “{shorten(text)}” is not a time like 2026-10-30T09:00:00Z") from None


def day_of_life(node: Node, what: str) -> str:
    """A birthday or anniversary as `YYYY-MM-DD` or `--MM-DD`. The message does not repeat it: it is private."""
    text = one_line(node, what)
    try:
        if match := _YEARLESS.fullmatch(text):
            return date(2000, int(match[1]), int(match[2])).strftime("--%m-%d")
        if (found := day_of(text)) is not None:
            return found.isoformat()
        if _WRITTEN_WITHOUT_YEAR.fullmatch(text):
            from crm.domain.date_phrases import parse_date

            return parse_date(f"{text.rstrip('.')} 2000", date(2000, 1, 1)).strftime("--%m-%d")
    except ValueError:
        pass
    raise Misread(node.line, f"{what} is not a day: write 1980-03-07, or --03-07 without the year")


def labelled(node: Node, what: str) -> list[Labelled]:
    """E-mails, phones or links: a text, a list, `{label: text or list}` or `[{label, value}]`."""
    if type(node) is Scalar:
        return [] if node.is_nothing or not (value := tidy(node.text)) else [Labelled(value)]
    found: list[Labelled] = []
    if type(node) is Sequence:
        for item in node.items:
            found += labelled(item, what)
    elif type(node) is Mapping:
        whole = _label_and_value(node)
        if whole is not None:
            values, label = whole
            found += [Labelled(text, label) for text in lines(values, what)]
        else:
            for label, values in node.entries.items():
                if type(values) is Scalar:
                    if not values.is_nothing and (text := tidy(values.text)):
                        found.append(Labelled(text, tidy(label)))
                else:
                    found += [Labelled(text, tidy(label)) for text in lines(values, what)]
    return found


def _label_and_value(node: Mapping) -> tuple[Node, str] | None:
    if "value" not in map(fold_key, node.entries):
        return None
    parts = {fold_key(key): value for key, value in node.entries.items()}
    if len(parts) != len(node.entries) or not parts.keys() <= {"value", "label", "type"}:
        return None
    label = parts.get("label") or parts.get("type")
    return parts["value"], "" if label is None else joined(label, "label", ", ")


def addresses(node: Node, what: str) -> list[Address]:
    """Postal addresses: a text, vCard's parts, a list of these, or `{label: any of them}`."""
    match node:
        case Scalar():
            value = washed(one_text(node, what)).strip()
            return [Address(value=value)] if value else []
        case Sequence():
            return [address for item in node.items for address in addresses(item, what)]
        case Mapping():
            if _is_one_address(node):
                return _one_address(node, what)
            found = []
            for label, values in node.entries.items():
                for address in addresses(values, what):
                    found.append(_labelled_address(address, tidy(label)))
            return found


def _labelled_address(address: Address, label: str) -> Address:
    from dataclasses import replace

    return address if address.label else replace(address, label=label)


def _is_one_address(node: Mapping) -> bool:
    # A label may be called "city" as well; then what stands under it is no text.
    return any(fold_key(key) in _PARTS and not isinstance(value, Mapping) for key, value in node.entries.items())


def _one_address(node: Mapping, what: str) -> list[Address]:
    parts: dict[str, str] = {}
    for key, value in node.entries.items():
        part = _PARTS.get(fold_key(key))
        if part is None:
            # Whatever else was written of the place still belongs to it.
            part, text = "extended", f"{tidy(key)}: {joined(value, what, ', ')}" if not is_nothing(value) else ""
        elif part in {"street", "value"}:
            text = "\n".join(each.strip() for each in texts(value, what))
        else:
            text = joined(value, what, ", ")
        if text:
            parts[part] = f"{parts[part]}, {text}" if part in parts else text
    label = parts.pop("label", "")
    return [Address(label=label, **parts)] if parts else []


def plain(node: Node, depth: int = 0) -> Any:
    """Any value as text, lists and mappings, to be kept for a field that has no place. Cleaned, nothing typed."""
    if depth >= _DEEPEST_EXTRA and not isinstance(node, Scalar):
        raise Misread(node.line, "this is nested too deep to be kept")
    match node:
        case Scalar():
            return "" if node.is_nothing else washed(node.text)
        case Sequence():
            return [plain(item, depth + 1) for item in node.items]
        case Mapping():
            return {clean_line(key): plain(value, depth + 1) for key, value in node.entries.items()}


def pick(node: Mapping, names: dict[str, str], what: str) -> tuple[dict[str, Node], dict[str, Node]]:
    """The values of a mapping by the names that `names` gives their folded keys, and the others as written.

    Values that were left out are not among them. Raises Misread where two keys mean the same and differ.
    """
    found: dict[str, Node] = {}
    others: dict[str, Node] = {}
    for key, value in node.entries.items():
        if value.is_nothing if type(value) is Scalar else is_nothing(value):
            continue
        name = names.get(fold_key(key))
        if name is None:
            others[key] = value
        elif name in found:
            found[name] = _both(found[name], value, key, what)
        else:
            found[name] = value
    return found, others


def _both(first: Node, second: Node, key: str, what: str) -> Node:
    if isinstance(first, Scalar) and isinstance(second, Scalar) and first.text == second.text:
        return first
    raise Misread(second.line, f"{what}: “{shorten(key)}” is there a second time under another spelling")


def asides(others: dict[str, Node]) -> str:
    """What was written besides the known fields, as lines of text."""
    return "\n".join(f"{tidy(key)}: {_flat(value)}" for key, value in others.items())


def _flat(node: Node) -> str:
    match node:
        case Scalar():
            return washed(node.text).strip()
        case Sequence():
            return ", ".join(map(_flat, node.items))
        case Mapping():
            return ", ".join(f"{tidy(key)}: {_flat(value)}" for key, value in node.entries.items())


def one_of(node: Node, what: str, known: dict[str, str], choices: tuple[str, ...]) -> str:
    """A word of a fixed vocabulary, however it is spelled: `known` by folded key."""
    if type(node) is Scalar and (found := known.get(node.text)) is not None:
        return found
    text = one_line(node, what)
    found = known.get(fold_key(text))
    if found is None:
        raise Misread(node.line, f"{what} “{shorten(text)}” is not one of {', '.join(choices)}")
    return found


def each(node: Node) -> Iterator[Node]:
    """The items of a list, or the value itself."""
    if isinstance(node, Sequence):
        yield from (item for item in node.items if not is_nothing(item))
    elif not is_nothing(node):
        yield node


Reader = Callable[[Node, str], Any]
