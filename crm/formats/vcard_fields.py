"""One vCard as a contact: every property that a contact has a place for, and the others kept as they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from typing import Any

from crm.domain.people import Contact, Labelled, Position
from crm.domain.text import clean, clean_line
from crm.formats.vcard_addresses import Addresses
from crm.formats.vcard_cards import Card
from crm.formats.vcard_extra import LONGEST, kept_line
from crm.formats.vcard_labels import apple_label, label_of
from crm.formats.vcard_lines import ContentLine
from crm.formats.vcard_text import components, day_of_life, decoded, listed, parameter_text, split, unescaped, unpacked
from crm.formats.yaml_search import is_zone

#: Parameters that say how a value is written, or that are read; any other on a property that is read is left out.
_READ_PARAMS = frozenset({"TYPE", "PREF", "VALUE", "ENCODING", "CHARSET", "LABEL", "SERVICE-TYPE", "X-APPLE-OMIT-YEAR"})
_UUID = re.compile(r"urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_LINKEDIN = re.compile(r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/", re.IGNORECASE)
_ANDROID = "vnd.android.cursor.item/"
_LONGEST_UID = 200
#: Google's group of everybody says nothing about anybody.
GOOGLE_EVERYBODY = "myContacts"
_FRAME = frozenset({"VERSION", "PRODID", "REV"})
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_DAYS = {
    "BDAY": "birthday",
    "ANNIVERSARY": "anniversary",
    "X-ANNIVERSARY": "anniversary",
    "X-EVOLUTION-ANNIVERSARY": "anniversary",
    "X-MS-ANNIVERSARY": "anniversary",
}


class CardReader:
    """Reads one card; afterwards `contact` (None for nobody), `zone`, `kind` and what is to be told are there.

    `faults` are a line, a sentence and whether the contact comes in all the same; `left_out` counts what was given
    and is neither read nor kept, by name.
    """

    def __init__(self, card: Card, encoding: str, source: str) -> None:
        self.card = card
        self.version = card.version
        self.encoding = encoding
        self.source = source
        self.fields: dict[str, Any] = {}
        self.points: dict[str, dict[Labelled, None]] = {"emails": {}, "phones": {}, "links": {}}
        self.nicknames: list[str] = []
        self.addresses = Addresses()
        self.orgs: list[tuple[str, str, str]] = []
        self.titles: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.notes: list[str] = []
        self.kept: list[tuple[int, str]] = []
        self.kept_groups: set[str] = set()
        self.has_kind = any(line.name.endswith("KIND") for line in card.lines)
        self.members: list[str] = []
        self.zone = ""
        self.kind = ""
        self.faults: list[tuple[int, str]] = []
        self.left_out: Counter[str] = Counter()
        # X-ABLabels by group, and the groups whose label somebody has taken.
        self.labels: dict[str, tuple[str, ContentLine, str]] = {}
        self.contact: Contact | None = None

    def read(self) -> CardReader:
        """Reads all; gives itself."""
        ready: list[tuple[ContentLine, str]] = []
        for line in self.card.lines:
            if line.name in _FRAME:
                continue
            if line.name in {"BEGIN", "END"}:  # of something that is no card
                self.left_out[line.name] += 1
                continue
            value = self.value(line)
            if value is None:
                continue
            if line.name == "X-ABLABEL" and line.group:
                self.labels.setdefault(line.group.casefold(), (apple_label(self.text(value)), line, value))
            else:
                ready.append((line, value))
        used: set[str] = set()
        for line, value in ready:
            if self.take(line, value):
                used.add(line.group.casefold())
                self.left_out.update({key for key, _ in line.params if key not in _READ_PARAMS})
            else:
                self.keep(line, value)
        # A label whose property is kept goes with it; one that belongs to nothing is kept as well.
        for group, (_, line, value) in self.labels.items():
            if group not in used or group in self.kept_groups:
                self.keep(line, value)
        self.contact = self._finished()
        return self

    def value(self, line: ContentLine) -> str | None:
        """The value without its transfer encoding; None for one that cannot be used, which is told."""
        if len(line.value) > LONGEST:
            self.faults.append((line.line, f"{line.name} is larger than a megabyte: it was left out."))
            return None
        if line.name in _BINARY:
            return self._binary(line)
        if not line.params:
            return line.value
        value, wrong = decoded(line, self.encoding)
        if wrong:
            self.faults.append((line.line, f"{line.name} could not be decoded as it says: {wrong}."))
        return value

    def _binary(self, line: ContentLine) -> str | None:
        packed = line.first("ENCODING").upper() in {"B", "BASE64"}
        inline = line.value[:200].lower().startswith("data:") and ";base64," in line.value[:200].lower()
        if (packed or inline) and not unpacked(line.value if packed else line.value.partition(",")[2]):
            wrong = "is damaged or was cut (it is not base64)"
            self.faults.append((line.line, f"{line.name} {wrong}: it was left out."))
            return None
        return line.value

    def keep(self, line: ContentLine, value: str) -> None:
        """Keeps a property that has no place."""
        kept = kept_line(line, value, self.version)
        if len(kept) > LONGEST:
            self.faults.append((line.line, f"{line.name} is larger than a megabyte: it was left out."))
        else:
            self.kept.append((line.line, kept))
            self.kept_groups.add(line.group.casefold())

    def text(self, value: str) -> str:
        """A value as one line."""
        return clean_line(unescaped(value, self.version))

    def label(self, line: ContentLine) -> str:
        """The label of a line, that of its group included."""
        return label_of(line, self.labels[group][0] if (group := line.group.casefold()) in self.labels else "")

    def take(self, line: ContentLine, value: str) -> bool:
        """Puts a property in its place; False where there is none."""
        if line.name in _DAYS:
            return self._day(line, value, _DAYS[line.name])
        taker = _TAKERS.get(line.name)
        return taker is not None and taker(self, line, value)

    def only(self, field: str, text: str) -> bool:
        """A field that a card has once: what comes after the first is kept, what is empty is nothing."""
        if not text:
            return True
        if field in self.fields:
            return False
        self.fields[field] = text
        return True

    def _formatted_name(self, line: ContentLine, value: str) -> bool:
        return self.only("name", self.text(value))

    def _structured_name(self, line: ContentLine, value: str) -> bool:
        parts = components(value, self.version)
        if not any(parts):
            return True
        if "parts" in self.fields:
            return False
        self.fields["parts"] = True
        names = ("family", "given", "middle", "prefix", "suffix")
        for name, texts in zip(names, parts, strict=False):
            self.fields[name] = clean_line(" ".join(texts))
        if rest := clean_line(" ".join(text for texts in parts[5:] for text in texts)):
            self.fields["suffix"] = clean_line(f"{self.fields.get('suffix', '')} {rest}")
        return True

    def _nickname(self, line: ContentLine, value: str) -> bool:
        self.nicknames += listed(value, self.version)
        return True

    def _organisation(self, line: ContentLine, value: str) -> bool:
        if self.version == "2.1":
            parts = [", ".join(texts) for texts in components(value, "2.1")]
        else:
            parts = [self.text(part) for part in split(value, ";")]
        company, *units = (clean_line(part) for part in parts)
        self.orgs.append((line.group.casefold(), company, ", ".join(filter(None, units))))
        return True

    def _title(self, line: ContentLine, value: str) -> bool:
        self.titles.append((line.group.casefold(), self.text(value)))
        return True

    def _phone(self, line: ContentLine, value: str) -> bool:
        return self._point("phones", line, _without_scheme(self.text(value), "tel:"))

    def _email(self, line: ContentLine, value: str) -> bool:
        address = _without_scheme(self.text(value), "mailto:")
        # Some write several in one line, which a card has no way for; a quoted name before the @ may hold a comma.
        several = [each.strip() for each in address.split(",") if each.strip()] if '"' not in address else []
        if several and all(map(_is_address, several)):
            for each in several:
                self._point("emails", line, _without_scheme(each, "mailto:"))
            return True
        if address and not _is_address(address):
            self.faults.append(
                (line.line, "An e-mail address needs a name, an @ and a place: it was kept with the card as written.")
            )
            return False
        return self._point("emails", line, address)

    def _link(self, line: ContentLine, value: str) -> bool:
        # Addresses are not escaped (RFC 6350, section 6.7.8), but many do.
        text = self.text(value)
        return self._point("links", line, text, "linkedin" if _LINKEDIN.match(text) else "")

    def _profile(self, line: ContentLine, value: str) -> bool:
        """A profile that is a web address; its SERVICE-TYPE (RFC 9554) is part of its label."""
        text = self.text(value)
        if not _WEB.match(text):
            return False
        network = clean_line(line.first("SERVICE-TYPE")).lower()
        if line.name == "X-LINKEDIN" or _LINKEDIN.match(text):
            network = "linkedin"
        label = self.label(line)
        if network and network not in label.casefold():
            label = ", ".join(filter(None, (network, label))) if line.first("SERVICE-TYPE") else label or network
        self.points["links"][Labelled(text, label)] = None
        return True

    def _point(self, field: str, line: ContentLine, text: str, otherwise: str = "") -> bool:
        if text:
            self.points[field][Labelled(text, self.label(line) or otherwise)] = None
        return True

    def _address(self, line: ContentLine, value: str) -> bool:
        whole = unescaped(parameter_text(line.first("LABEL")))
        self.addresses.add(line.group.casefold(), self.label(line), value, self.version, whole)
        return True

    def _formatted_address(self, line: ContentLine, value: str) -> bool:
        self.addresses.add_formatted(line.group.casefold(), self.label(line), unescaped(value, self.version))
        return True

    def _categories(self, line: ContentLine, value: str) -> bool:
        self.tags += listed(value, self.version)
        return True

    def _note(self, line: ContentLine, value: str) -> bool:
        text = clean(unescaped(value, self.version)).strip("\n")
        if text.strip():
            self.notes.append(text)
        return True

    def _day(self, line: ContentLine, value: str, field: str) -> bool:
        text = self.text(value)
        if not text:
            return True
        found = day_of_life(text, line.first("X-APPLE-OMIT-YEAR"))
        if found is None:
            if field not in self.fields:
                self.faults.append((line.line, f"The {field} is not a day: it was kept with the card as written."))
            return False
        if self.fields.get(field, found[0]) != found[0]:
            return False
        self.fields[field] = found[0]
        return not found[1]  # the hour of a birth has no place of its own: the line is kept besides

    def _apple_day(self, line: ContentLine, value: str) -> bool:
        label = self.labels.get(line.group.casefold())
        return bool(label and label[0] == "anniversary") and self._day(line, value, "anniversary")

    def _android(self, line: ContentLine, value: str) -> bool:
        """Android's own fields: a nickname, and an anniversary (its kind 1)."""
        kind, text, number = (*map(self.text, split(value, ";")), "", "", "")[:3]
        if kind == f"{_ANDROID}nickname":
            self.nicknames += [text] if text else []
            return True
        return kind == f"{_ANDROID}contact_event" and number == "1" and self._day(line, text, "anniversary")

    def _uid(self, line: ContentLine, value: str) -> bool:
        text = self.text(value)
        if match := _UUID.fullmatch(text):
            text = match[1]
        if len(text) > _LONGEST_UID:
            self.faults.append((line.line, "The UID is too long to be one: it was left out."))
            return True
        return self.only("uid", text)

    def _time_zone(self, line: ContentLine, value: str) -> bool:
        text = self.text(value)
        if self.zone or not is_zone(text):
            return not text
        self.zone = text
        return True

    def _kind_of(self, line: ContentLine, value: str) -> bool:
        self.kind = self.text(value).lower()
        return self.kind in {"", "individual", "group"}

    def _shown_as(self, line: ContentLine, value: str) -> bool:
        self.kind = self.kind or ("org" if self.text(value).upper() == "COMPANY" else "")
        return False

    def _member(self, line: ContentLine, value: str) -> bool:
        if self.has_kind:
            self.members.append(self.text(value))
        return self.has_kind

    def _nothing(self, line: ContentLine, value: str) -> bool:
        """What only belonged to another line, as the country of an address in Apple's words."""
        self.left_out[line.name] += 1
        return True

    def _positions(self) -> tuple[Position, ...]:
        """Organisations and titles, those of one group together, the others in their order."""
        orgs, titles = list(self.orgs), list(self.titles)
        if len(orgs) == len(titles) == 1:
            orgs, titles = [("", *orgs[0][1:])], [("", titles[0][1])]
        waiting: defaultdict[str, deque[str]] = defaultdict(deque)
        for group, title in titles:
            waiting[group].append(title)
        found: list[Position] = []
        for group, company, unit in orgs:
            mates = waiting[group]
            found.append(Position(company, mates.popleft() if mates else "", unit))
        found += [Position(title=title) for mates in waiting.values() for title in mates]
        return tuple(dict.fromkeys(position for position in found if position != Position()))

    def _finished(self) -> Contact | None:
        """The contact, or None where there is nothing to call it by."""
        get = self.fields.get
        positions = self._positions()
        parts = [get(part, "") for part in ("prefix", "given", "middle", "family", "suffix")]
        employer = next((position.employer for position in positions if position.employer), "")
        emails = tuple(self.points["emails"])
        nickname = ", ".join(self.nicknames)
        name = get("name") or " ".join(filter(None, parts)) or nickname or employer
        name = name or (emails[0].value if emails else "")
        if not name:
            return None
        if GOOGLE_EVERYBODY in self.tags:
            self.left_out[GOOGLE_EVERYBODY] += 1
        return Contact(
            name=name,
            uid=get("uid", ""),
            given=get("given", ""),
            family=get("family", ""),
            middle=get("middle", ""),
            prefix=get("prefix", ""),
            suffix=get("suffix", ""),
            nickname=nickname,
            positions=positions,
            emails=emails,
            phones=tuple(self.points["phones"]),
            links=tuple(self.points["links"]),
            addresses=self.addresses.all(),
            tags=tuple(tag for tag in dict.fromkeys(self.tags) if tag != GOOGLE_EVERYBODY),
            birthday=get("birthday", ""),
            anniversary=get("anniversary", ""),
            notes="\n\n".join(self.notes),
            source=self.source,
            extra={"vcard": [kept for _, kept in sorted(self.kept)]} if self.kept else {},
        )


def _is_address(text: str) -> bool:
    return "@" in text.strip("@") and len(text.split()) == 1


def _without_scheme(text: str, scheme: str) -> str:
    return text[len(scheme) :] if text[: len(scheme)].lower() == scheme else text


_TAKERS: dict[str, Callable[[CardReader, ContentLine, str], bool]] = {
    "FN": CardReader._formatted_name,
    "N": CardReader._structured_name,
    "NICKNAME": CardReader._nickname,
    "ORG": CardReader._organisation,
    "TITLE": CardReader._title,
    "TEL": CardReader._phone,
    "EMAIL": CardReader._email,
    "URL": CardReader._link,
    "X-SOCIALPROFILE": CardReader._profile,
    "SOCIALPROFILE": CardReader._profile,
    "X-LINKEDIN": CardReader._profile,
    "ADR": CardReader._address,
    "LABEL": CardReader._formatted_address,
    "CATEGORIES": CardReader._categories,
    "NOTE": CardReader._note,
    "X-ABDATE": CardReader._apple_day,
    "X-ANDROID-CUSTOM": CardReader._android,
    "UID": CardReader._uid,
    "TZ": CardReader._time_zone,
    "KIND": CardReader._kind_of,
    "X-ADDRESSBOOKSERVER-KIND": CardReader._kind_of,
    "X-ABSHOWAS": CardReader._shown_as,
    "MEMBER": CardReader._member,
    "X-ADDRESSBOOKSERVER-MEMBER": CardReader._member,
    "X-ABADR": CardReader._nothing,
}
