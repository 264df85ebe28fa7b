"""One contact in YAML, as khard writes it, as a person types it, or as a book holds it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from crm.domain.cadence import CadenceError, parse_cadence
from crm.domain.people import ROLES, Contact, Employer, Labelled, Met, Position
from crm.domain.text import clean
from crm.formats.records import ContactRecord, EmployerRecord, FollowUpRecord, Shape
from crm.formats.search_fields import DECISION
from crm.formats.yaml_events import Mapping, Node, Scalar, Sequence, fold_key
from crm.formats.yaml_same import former_contacts, former_employers, is_formerly
from crm.formats.yaml_search import is_zone, read_thing
from crm.formats.yaml_touches import read_follow_up, read_pass, read_snooze, read_touch
from crm.formats.yaml_values import (
    Misread,
    addresses,
    day,
    day_of,
    day_of_life,
    each,
    is_nothing,
    joined,
    labelled,
    lines,
    moment,
    one_line,
    one_text,
    pick,
    plain,
    several_lines,
    shorten,
    texts,
    tidy,
    whole_number,
    yes_or_no,
)

_KEYS = {
    "uid": "uid",
    "id": "uid",
    "name": "name",
    "fullname": "name",
    "formattedname": "name",
    "given": "given",
    "givenname": "given",
    "firstname": "given",
    "first": "given",
    "family": "family",
    "familyname": "family",
    "lastname": "family",
    "last": "family",
    "surname": "family",
    "additional": "middle",
    "middle": "middle",
    "middlename": "middle",
    "prefix": "prefix",
    "suffix": "suffix",
    "nickname": "nickname",
    "role": "role",
    "employer": "employer",
    "company": "employer",
    "organisation": "employer",
    "organization": "employer",
    "org": "employer",
    "title": "title",
    "position": "title",
    "jobtitle": "title",
    "department": "department",
    "unit": "department",
    "positions": "positions",
    "email": "emails",
    "emails": "emails",
    "mail": "emails",
    "phone": "phones",
    "phones": "phones",
    "telephone": "phones",
    "tel": "phones",
    "links": "links",
    "link": "links",
    "webpage": "links",
    "webpages": "links",
    "website": "links",
    "url": "links",
    "urls": "links",
    "linkedin": "linkedin",
    "address": "addresses",
    "addresses": "addresses",
    "tags": "tags",
    "tag": "tags",
    "categories": "tags",
    "category": "tags",
    "labels": "tags",
    "groups": "tags",
    "birthday": "birthday",
    "anniversary": "anniversary",
    "met": "met",
    "cadence": "cadence",
    "next": "next",
    "contact": "contact",
    "donotcontact": "do not contact",
    "notes": "notes",
    "note": "notes",
    "touches": "touches",
    "followups": "follow ups",
    "snooze": "snoozes",
    "snoozes": "snoozes",
    "passes": "passes",
    "decisions": "decisions",
    "formerly": "formerly",
    "spreadon": "spread on",
    "zone": "zone",
    "timezone": "zone",
    "added": "added",
    "source": "source",
    "created": "created",
    "extra": "extra",
}
#: Fields whose values are added up when they are there under two spellings.
_LISTS = frozenset({"emails", "phones", "links", "addresses", "tags", "notes", "employer", "title"})
_ONLY_KHARD = frozenset({"formattedname", "firstname", "lastname", "additional", "private", "kind"})
_ONLY_FRIENDLY = frozenset(
    {"name", "employer", "company", "met", "cadence", "next", "contact", "touches", "tags", "links", "notes"}
    | {"labels", "groups", "jobtitle", "position", "given", "family", "followups", "snooze"}
)
_NAMELY = frozenset({"name", "given", "family", "nickname"})
_ROLES = {role.casefold(): role for role in ROLES}
_POSITION_KEYS = {
    "employer": "employer",
    "company": "employer",
    "organisation": "employer",
    "organization": "employer",
    "org": "employer",
    "name": "employer",
    "title": "title",
    "position": "title",
    "jobtitle": "title",
    "department": "department",
    "unit": "department",
    "since": "since",
    "from": "since",
    "until": "until",
    "to": "until",
}
_MET_KEYS = {"on": "on", "date": "on", "when": "on", "how": "how", "where": "where", "through": "through"}
_EMPLOYER_NAMES = ("name", "uid", "website", "notes", "extra", "created", "rank", "formerly")
_EMPLOYER_KEYS = {name: name for name in _EMPLOYER_NAMES} | {
    "target": "rank",
    "workingon": "working on",
}
_LAST_RANK = 10_000
_NO_DATE = frozenset({"none", "no", "never"})
_LONGEST_UID = 200
_NONE = Scalar("", 0, plain=True)
_FORMATTED_EXTRA = "text="

Found = dict[str, Node]


def field_of(key: str) -> str | None:
    """The field of a contact that a folded key of the friendly form stands for, or None."""
    return _KEYS.get(key)


def looks_like_contact(node: Mapping) -> bool:
    """True where some key is that of a name."""
    return any(_KEYS.get(fold_key(key)) in _NAMELY for key in node.entries)


def name_of(node: Node) -> str:
    """What to call a contact in a message, whatever is wrong with it; empty when nothing is known."""
    if not isinstance(node, Mapping):
        return ""
    parts: dict[str, str] = {}
    for key, value in node.entries.items():
        field = _KEYS.get(fold_key(key))
        if field in _NAMELY and isinstance(value, Scalar) and not value.is_nothing:
            parts.setdefault(field or "", shorten(value.text, 80))
    return (
        parts.get("name")
        or " ".join(parts[part] for part in ("given", "family") if part in parts)
        or parts.get("nickname", "")
    )


def read_contact(node: Mapping, file: str, *, exact: bool = False, source: str = "") -> ContactRecord:
    """One contact with all that came with it; `exact` takes a book's own words as they are.

    `source` says where it comes from, unless the file does.

    Raises Misread with a line and a sentence.
    """
    found, others, keys = _fields(node)
    shape: Shape = "book" if exact else "khard" if keys & _ONLY_KHARD and not keys & _ONLY_FRIENDLY else "friendly"
    extra = {tidy(key): plain(value) for key, value in others.items() if not is_nothing(value)}
    if "formerly" in found and not exact and not is_formerly(found["formerly"]):
        extra["formerly"] = plain(found.pop("formerly"))  # a word of the person's own
    get = found.get
    if "extra" in found:
        extra |= _extra(found["extra"])
    given = joined(value, "first name", " ") if (value := get("given")) else ""
    family = joined(value, "last name", " ") if (value := get("family")) else ""
    middle = joined(value, "middle name", " ") if (value := get("middle")) else ""
    prefix = joined(value, "prefix", " ") if (value := get("prefix")) else ""
    suffix = joined(value, "suffix", " ") if (value := get("suffix")) else ""
    nickname = joined(value, "nickname", ", ") if (value := get("nickname")) else ""
    positions = _positions(found, extra)
    name = _name(found, (prefix, given, middle, family, suffix), nickname, positions, extra)
    if not name:
        raise Misread(node.line, "a contact needs a name, like name: Dana Whitfield")
    contact = Contact(
        name=name,
        uid=_uid(value) if (value := get("uid")) else "",
        given=given,
        family=family,
        middle=middle,
        prefix=prefix,
        suffix=suffix,
        nickname=nickname,
        role=_role(value, shape, extra) if (value := get("role")) else "",
        positions=positions,
        emails=tuple(labelled(value, "email")) if (value := get("emails")) else (),
        phones=tuple(labelled(value, "phone")) if (value := get("phones")) else (),
        links=_links(found),
        addresses=tuple(addresses(value, "address")) if (value := get("addresses")) else (),
        tags=_tags(value, shape) if (value := get("tags")) else (),
        birthday=_life(value, "birthday", extra, shape) if (value := get("birthday")) else "",
        anniversary=_life(value, "anniversary", extra, shape) if (value := get("anniversary")) else "",
        met=_met(value, extra) if (value := get("met")) else Met(),
        cadence=_cadence(value, exact) if (value := get("cadence")) else None,
        do_not_contact=_do_not_contact(found),
        notes=_notes(value, exact) if (value := get("notes")) else "",
        added=day(value, "added") if (value := get("added")) else None,
        source=one_line(value, "source") if (value := get("source")) else source,
        extra=extra,
        created=moment(value, "created") if (value := get("created")) else None,
    )
    return ContactRecord(
        contact,
        file,
        node.line,
        shape,
        touches=tuple(map(read_touch, each(value))) if (value := get("touches")) else (),
        follow_ups=tuple(_follow_ups(found)),
        snoozes=_many(get("snoozes"), read_snooze),
        passes=_many(get("passes"), read_pass),
        decisions=_many(get("decisions"), lambda item: read_thing(DECISION, item, file, exact=exact)),
        spread_on=day(value, "spread on") if (value := get("spread on")) else None,
        zone=_zone(value, exact, extra) if (value := get("zone")) else "",
        formerly=former_contacts(value) if (value := get("formerly")) else (),
    )


def read_employer(node: Node) -> EmployerRecord:
    """One employer of a book. Raises Misread."""
    if isinstance(node, Scalar) and not node.is_nothing:
        return EmployerRecord(Employer(tidy(node.text)), line=node.line)
    if not isinstance(node, Mapping):
        raise Misread(node.line, "an employer is written like {name: Northwind Robotics}")
    found, others = pick(node, _EMPLOYER_KEYS, "employer")
    if "name" not in found:
        raise Misread(node.line, "an employer needs a name")
    extra = {tidy(key): plain(value) for key, value in others.items()}
    if "extra" in found:
        extra |= _extra(found["extra"])
    employer = Employer(
        name=one_line(found["name"], "name"),
        uid=_uid(found["uid"]) if "uid" in found else "",
        website=one_line(found["website"], "website") if "website" in found else "",
        notes=_notes(found["notes"], exact=True) if "notes" in found else "",
        extra=extra,
    )
    created = moment(found["created"], "created") if "created" in found else None
    rank = whole_number(found["rank"], "rank") if "rank" in found else 0
    if "rank" in found and not 0 < rank <= _LAST_RANK:
        raise Misread(found["rank"].line, f"the place on the target list is a number from 1 to {_LAST_RANK}")
    working_on = _notes(found["working on"], exact=True) if "working on" in found else ""
    formerly = former_employers(found["formerly"]) if "formerly" in found else ()
    return EmployerRecord(employer, created, node.line, rank, working_on, formerly)


def _fields(node: Mapping) -> tuple[Found, Found, set[str]]:
    """The nodes of the known fields by name, those of all others by the key as written, and all keys folded."""
    found: Found = {}
    others: Found = {}
    keys: set[str] = set()
    for key, value in node.entries.items():
        folded = fold_key(key)
        keys.add(folded)
        if type(value) is Scalar and value.is_nothing:
            continue
        field = _KEYS.get(folded)
        if field is None:
            others[key] = value
        elif field not in found:
            found[field] = value
        elif not _same(found[field], value):
            if field not in _LISTS:
                raise Misread(value.line, f"“{shorten(key)}” is there a second time under another spelling")
            both = Sequence(value.line)
            both.items += (found[field], value)
            found[field] = both
    return found, others, keys


def _same(first: Node, second: Node) -> bool:
    return isinstance(first, Scalar) and isinstance(second, Scalar) and first.text == second.text


def _name(
    found: Found, parts: tuple[str, ...], nickname: str, positions: tuple[Position, ...], extra: dict[str, Any]
) -> str:
    if "name" in found:
        # A list of names (vCard may have several) shows the first and keeps the others.
        first, *rest = lines(found["name"], "name") or [""]
        if rest:
            extra.setdefault("Formatted name", rest)
        if first:
            return first
    employer = positions[0].employer if positions else ""
    return " ".join(filter(None, parts)) or nickname or ("" if not extra.get("Kind") else employer)


def _uid(node: Node) -> str:
    text = one_line(node, "uid")
    if len(text) > _LONGEST_UID:
        raise Misread(node.line, f"uid “{shorten(text)}” is too long")
    return text


def _positions(found: Found, extra: dict[str, Any]) -> tuple[Position, ...]:
    """Where somebody works: employers and titles side by side, or positions written out, the current one first."""
    place, work = found.get("employer", _NONE), found.get("title", _NONE)
    if type(place) is Scalar and type(work) is Scalar and "department" not in found and "positions" not in found:
        # Nearly everybody.
        single = Position(tidy(place.text), tidy(work.text))
        return () if single == Position() else (single,)
    positions: list[Position] = []
    employers = list(_employers(found["employer"])) if "employer" in found else []
    titles: list[str] = []
    if "title" in found:
        node = found["title"]
        if isinstance(node, Mapping) or (isinstance(node, Sequence) and _has_mapping(node)):
            positions += map(_position, each(node))
        else:
            titles = lines(node, "title")
    department = joined(found["department"], "department", ", ") if "department" in found else ""
    if employers and not titles and not department:
        positions += employers
    elif employers or titles or department:
        for number in range(max(len(employers), 1)):
            employer = employers[number] if number < len(employers) else Position()
            title = titles[number] if number < len(titles) else employer.title
            unit = department if number == 0 and department else employer.department
            positions.append(Position(employer.employer, title, unit, employer.since, employer.until))
        if len(titles) > max(len(employers), 1):
            extra["Title"] = titles[max(len(employers), 1) :]
    if "positions" in found:
        written = list(map(_position, each(found["positions"])))
        if positions and written and written[0].employer == positions[0].employer and len(positions) == 1:
            positions = []  # the same place said twice
        positions += written
    return tuple(positions)


def _has_mapping(node: Sequence) -> bool:
    return any(isinstance(item, Mapping) for item in node.items)


def _employers(node: Node) -> Iterator[Position]:
    match node:
        case Scalar():
            yield Position(tidy(node.text))
        case Mapping():
            yield _position(node)
        case Sequence():
            for item in node.items:
                if isinstance(item, Sequence):
                    # khard: a list in the list is a company with its units.
                    company, *units = lines(item, "organisation") or [""]
                    yield Position(company, department=", ".join(units))
                elif not is_nothing(item):
                    yield from _employers(item)


def _position(node: Node) -> Position:
    if isinstance(node, Scalar):
        return Position(tidy(node.text))
    if not isinstance(node, Mapping):
        raise Misread(node.line, "a position is written like {employer: Northwind Robotics, title: VP Engineering}")
    found, others = pick(node, _POSITION_KEYS, "position")
    if others:
        raise Misread(node.line, f"a position has no “{shorten(next(iter(others)))}”")
    since = day(found["since"], "since") if "since" in found else None
    until = day(found["until"], "until") if "until" in found else None
    return Position(
        one_line(found["employer"], "employer") if "employer" in found else "",
        one_line(found["title"], "title") if "title" in found else "",
        one_line(found["department"], "department") if "department" in found else "",
        since,
        until,
    )


def _role(node: Node, shape: Shape, extra: dict[str, Any]) -> str:
    if shape == "book":
        return one_line(node, "role")
    roles = lines(node, "role")
    if shape == "khard":
        # vCard's ROLE is a function at work; only words of the search make somebody part of it.
        known = [_ROLES[role.casefold()] for role in roles if role.casefold() in _ROLES]
        if len(roles) != 1 or not known:
            extra["Role"] = roles if len(roles) > 1 else "".join(roles)
        return known[0] if known else ""
    return ", ".join(_ROLES.get(role.casefold(), role) for role in roles)


def _links(found: Found) -> tuple[Labelled, ...]:
    links = labelled(found["links"], "links") if "links" in found else []
    if "linkedin" in found:
        links += [Labelled(value, "linkedin") for value in lines(found["linkedin"], "linkedin")]
    return tuple(links)


def _tags(node: Node, shape: Shape) -> tuple[str, ...]:
    if shape == "friendly" and isinstance(node, Scalar):
        found = [tag.strip() for tag in tidy(node.text).split(",")]
    else:
        found = lines(node, "tags")
    return tuple(dict.fromkeys(filter(None, found)))


def _life(node: Node, what: str, extra: dict[str, Any], shape: Shape) -> str:
    text = one_line(node, what)
    if shape == "book":
        return text
    if text.startswith(_FORMATTED_EXTRA):  # khard's way to say "circa 1800"
        extra[what.capitalize()] = text
        return ""
    found = day_of_life(node, what)
    if ":" in text and not re.search(r"[T ]00:00(:00(\.0+)?)?Z?$", text):
        extra[what.capitalize()] = text  # the hour of a birth has no place of its own
    # khard's way to leave the year out, as vCard 3.0 has none (DEFAULT_YEAR in khard.helpers.typing).
    return found.replace("1900-", "--", 1) if shape == "khard" else found


def _met(node: Node, extra: dict[str, Any]) -> Met:
    if isinstance(node, Mapping):
        found, others = pick(node, _MET_KEYS, "met")
        if others:
            extra["met"] = {tidy(key): plain(value) for key, value in others.items()}
        how = [joined(found[part], part, ", ") for part in ("how", "where") if part in found]
        return Met(
            day(found["on"], "met on") if "on" in found else None,
            ", ".join(filter(None, how)),
            joined(found["through"], "through", ", ") if "through" in found else "",
        )
    text = joined(node, "met", ", ")
    on = day_of(text)
    return Met(on) if on else Met(how=text)


def _cadence(node: Node, exact: bool) -> str | None:
    text = one_line(node, "cadence")
    try:
        return text if exact else _cadence_of(text)  # a book's is checked with the rest of the contact
    except CadenceError as error:
        raise Misread(node.line, str(error)) from None


@lru_cache(maxsize=256)
def _cadence_of(text: str) -> str | None:
    if text.casefold() == "default":
        return None
    cadence = parse_cadence(text)
    return str(cadence) if cadence else "none"


def _do_not_contact(found: Found) -> bool:
    blocked = "do not contact" in found and yes_or_no(found["do not contact"], "do not contact")
    return blocked or ("contact" in found and not yes_or_no(found["contact"], "contact"))


def _zone(node: Node, exact: bool, extra: dict[str, Any]) -> str:
    """The name of a time zone; what is none is kept with the other fields that have no place, as vCard's may be."""
    text = one_line(node, "zone")
    if exact or is_zone(text):
        return text
    extra["Zone"] = text
    return ""


def _notes(node: Node, exact: bool) -> str:
    if exact and isinstance(node, Scalar):
        return clean(one_text(node, "notes"))
    return "\n\n".join(text.strip("\n") for text in texts(node, "notes")) if exact else several_lines(node, "notes")


def _extra(node: Node) -> dict[str, Any]:
    kept = plain(node)
    return kept if isinstance(kept, dict) else {"extra": kept}


def _follow_ups(found: Found) -> Iterator[FollowUpRecord]:
    if "follow ups" in found:
        for node in each(found["follow ups"]):
            yield read_follow_up(node, "follow up", "typed")
    if "next" in found:
        for node in each(found["next"]):
            if not (isinstance(node, Scalar) and node.text.strip().casefold() in _NO_DATE):
                yield read_follow_up(node, "next", "promise")


def _many(node: Node | None, read: Callable[[Node], Any]) -> tuple[Any, ...]:
    return tuple(map(read, each(node))) if node is not None else ()
