"""The postal addresses of one vCard: ADR, and LABEL, which says in older versions how one is written on a letter."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace

from crm.domain.people import Address
from crm.domain.text import clean, clean_line
from crm.formats.vcard_text import components

#: Between several values of a component: rows of a street, else a comma (box, extended, city, region, code, country).
_BETWEEN = (", ", ", ", "\n", ", ", ", ", ", ", ", ")


class Addresses:
    """Collects the addresses of a card; groups are in small letters, empty for none."""

    def __init__(self) -> None:
        self._found: list[tuple[str, Address]] = []
        self._formatted: list[tuple[str, str, str]] = []

    def add(self, group: str, label: str, value: str, version: str, whole: str) -> None:
        """An ADR with the escapes of its `version`; `whole` is its LABEL parameter as text."""
        parts = components(value, version)[: len(_BETWEEN)]
        parts += [[]] * (len(_BETWEEN) - len(parts))
        texts = [
            _rows("\n".join(part)) if between == "\n" else clean_line(between.join(part))
            for part, between in zip(parts, _BETWEEN, strict=True)
        ]
        box, extended, street, city, region, code, country = texts
        address = Address(clean(whole).strip(), label, street, code, city, region, country, box, extended)
        self._found.append((group, address))

    def add_formatted(self, group: str, label: str, text: str) -> None:
        """A LABEL property."""
        if text := clean(text).strip():
            self._formatted.append((group, label, text))

    def all(self) -> tuple[Address, ...]:
        """Every address once, in order, the formatted texts with the addresses they belong to."""
        self._place_formatted()
        return tuple(dict.fromkeys(found for _, each in self._found if (found := _tidied(each))))

    def _place_formatted(self) -> None:
        """LABEL belongs to the address of its group, or to the first of its kind that has none."""
        waiting: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
        for place, (group, address) in enumerate(self._found):
            waiting["", _kind(address.label)].append(place)
            if group:
                waiting[group, ""].append(place)
        for group, label, text in self._formatted:
            places = waiting[group, "" if group else _kind(label)]
            while places and self._found[places[0]][1].value:
                places.popleft()
            if places:
                place = places.popleft()
                self._found[place] = (group, replace(self._found[place][1], value=text))
            else:
                self._found.append((group, Address(text, label)))
        self._formatted.clear()


def _kind(label: str) -> str:
    """The label without which is to be used first: ADR says it, LABEL often does not."""
    return ", ".join(word for word in label.split(", ") if not word.startswith("pref"))


def _tidied(address: Address) -> Address | None:
    """None for an address without anything in it; the street that only repeats the whole is left out."""
    if address == Address(label=address.label):
        return None
    if address == Address(address.value, address.label, street=_rows(address.value)):
        return replace(address, street="")
    return address


def _rows(text: str) -> str:
    """The lines of a street, each without spaces around it."""
    return "\n".join(map(str.strip, text.split("\n"))).strip("\n")
