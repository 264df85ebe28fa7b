"""The parts of a search in YAML: opportunities, interviews, concerns, proof points, letters, plans, news."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from crm.domain.text import clean, sort_key
from crm.formats import search_fields as parts
from crm.formats.search_fields import Child, Field, SearchRecord, Thing
from crm.formats.yaml_events import Mapping, Node, Scalar, Sequence, fold_key
from crm.formats.yaml_values import (
    Misread,
    asides,
    clock,
    day,
    each,
    is_nothing,
    lines,
    moment,
    one_line,
    one_of,
    one_text,
    pick,
    plain,
    several_lines,
    shorten,
    tidy,
    whole_number,
    yes_or_no,
)
from crm.formats.yaml_write import block_text, flow_text, quoted, value_lines

_REJECTION = re.compile(r"(\d{1,4})(?: of (.+))?")
_LONGEST_UID = 200

# Reading


def read_thing(thing: Thing, node: Node, file: str, *, exact: bool = False) -> SearchRecord:
    """One thing; `exact` takes a book's own texts as they are. Raises Misread with the line and a sentence."""
    if not isinstance(node, Mapping):
        raise Misread(node.line, thing.example)
    short = _SHORT.get(thing.name)
    found, others = pick(short(node) if short else node, dict(thing.keys), thing.name)
    values: dict[str, Any] = {}
    for field in thing.fields:
        if (given := found.get(field.name)) is not None:
            values[field.name] = _READERS[field.kind](given, field, exact)
        elif field.needed:
            raise Misread(node.line, f"{_article(thing.name)} needs {field.key}: {thing.example}")
    if others:
        _keep(thing, values, others)
    children: dict[str, tuple[SearchRecord, ...]] = {}
    for child in thing.children:
        if (given := found.get(child.key)) is not None:
            inside = _items(child, given)
            children[child.key] = tuple(read_thing(child.thing, item, file, exact=exact) for item in inside)
    return SearchRecord(thing, values, children, node.line, file, exact)


def _article(name: str) -> str:
    return name if name in {"news"} else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _keep(thing: Thing, values: dict[str, Any], others: dict[str, Node]) -> None:
    """Puts what nobody knows where the thing keeps such, or raises Misread."""
    match thing.rest:
        case "extra":
            values["extra"] = {tidy(key): plain(value) for key, value in others.items()} | dict(values.get("extra", {}))
        case "notes":
            values["notes"] = "\n".join(filter(None, (values.get("notes", ""), asides(others))))
        case _:
            key, value = next(iter(others.items()))
            raise Misread(value.line, f"{_article(thing.name)} has no “{shorten(key)}”")


def _text(node: Node, field: Field, exact: bool) -> str:
    if exact and isinstance(node, Scalar):
        return clean(one_text(node, field.key))
    return several_lines(node, field.key).strip()


def _moment(node: Node, field: Field, exact: bool) -> str:
    found = moment(node, field.key)
    # A book's own way to write it stays.
    return one_line(node, field.key) if exact else f"{found:%Y-%m-%dT%H:%M:%SZ}"


def _zone(node: Node, field: Field, _: bool) -> str:
    name = one_line(node, field.key)
    if not is_zone(name):
        raise Misread(node.line, f"zone “{shorten(name)}” is not a time zone: write it like Europe/Berlin")
    return name


def is_zone(name: str) -> bool:
    """True for the name of a time zone, such as `Europe/Berlin`."""
    try:
        return bool(ZoneInfo(name).key)
    except (ValueError, OSError, KeyError):  # a folder, a path, a name nobody knows
        return False


def _number(node: Node, field: Field, _: bool) -> int:
    found = whole_number(node, field.key)
    if field.most and found > field.most:
        raise Misread(node.line, f"{field.key} “{found}” is too large")
    return found


def _mapping(node: Node, field: Field, _: bool) -> dict[str, Any]:
    kept = plain(node)
    if not isinstance(kept, dict):
        raise Misread(node.line, f"{field.key} should be names with their values")
    if field.name == "prompts" and not all(isinstance(value, str) for value in kept.values()):
        raise Misread(node.line, "each of the prompts is one text")
    return kept


def _rejection(node: Node, field: Field, _: bool) -> str:
    text = one_line(node, field.key)
    if not _REJECTION.fullmatch(text):
        raise Misread(node.line, "rejection is a number: 1 is the first no of the opportunity")
    return text


def _line(node: Node, field: Field, _: bool) -> str:
    text = one_line(node, field.key)
    if field.name == "uid" and len(text) > _LONGEST_UID:
        raise Misread(node.line, f"uid “{shorten(text)}” is too long")
    return text


def rejection_parts(text: str) -> tuple[int, str]:
    """Which no (from 1), and the uid of its opportunity where it is not that of the plan."""
    match = _REJECTION.fullmatch(text)
    return (int(match[1]), match[2] or "") if match else (0, "")


_READERS: AnyMapping[str, Callable[[Node, Field, bool], Any]] = MappingProxyType(
    {
        "line": _line,
        "text": _text,
        "lines": lambda node, field, _: tuple(dict.fromkeys(lines(node, field.key))),
        "day": lambda node, field, _: day(node, field.key),
        "moment": _moment,
        "time": lambda node, field, _: clock(node, field.key).strftime("%H:%M"),
        "zone": _zone,
        "number": _number,
        "seq": _number,
        "yes": lambda node, field, _: yes_or_no(node, field.key),
        "choice": lambda node, field, _: one_of(node, field.key, field.words, field.choices),
        "mapping": _mapping,
        "employer": _line,
        "contact": _line,
        "touch": _line,
        "thing": _line,
        "rejection": _rejection,
    }
)


# What a person may write shorter


def _items(child: Child, node: Node) -> Iterator[Node]:
    """The items of a list inside a thing, each as a mapping."""
    thing = child.thing
    if isinstance(node, Mapping) and not _is_one(thing, node):
        pairs = _PAIRS.get(thing.name)
        if pairs is None:
            raise Misread(node.line, thing.example)
        for key, value in node.entries.items():
            name, other = pairs
            more = value.entries if isinstance(value, Mapping) else {} if is_nothing(value) else {other: value}
            yield _mapping_of(value.line, {name: Scalar(key, value.line, False), **more})
        return
    items: Iterable[Node] = each(node)
    if isinstance(node, Sequence) and thing is parts.REJECTION:
        # A no of which nothing is known is one all the same.
        items = [item for item in node.items if isinstance(item, Mapping) or not is_nothing(item)]
    for item in items:
        if isinstance(item, Mapping) and thing.name in _PAIRS and not _is_one(thing, item):
            yield from _items(child, item)
        elif isinstance(item, Scalar) and (alone := _ALONE.get(thing.name)):
            yield _with_kind(child, _mapping_of(item.line, {alone: item}))
        else:
            yield _with_kind(child, item)


def _with_kind(child: Child, node: Node) -> Node:
    """A challenge under `challenges` need not say that it is one."""
    if child.key != "challenges" or not isinstance(node, Mapping) or "kind" in map(fold_key, node.entries):
        return node
    return _mapping_of(node.line, node.entries | {"kind": Scalar("challenge", node.line, False)})


def _mapping_of(line: int, entries: dict[str, Node]) -> Mapping:
    whole = Mapping(line)
    whole.entries |= entries
    return whole


def _is_one(thing: Thing, node: Mapping) -> bool:
    """True where the keys are those of the thing, and not names of people, stages or kinds."""
    return any(fold_key(key) in thing.keys for key in node.entries)


#: The field that a lone text is.
_ALONE = {
    "part": "contact",
    "person of an interview": "contact",
    "concern": "text",
    "proof of a concern": "proof",
    "stage": "stage",
    "version": "text",
    "answer": "how",
    "thing that was sent": "name",
}
#: In `{key: value}`, the fields that the two are: `with: {Dana Whitfield: hiring manager}`.
_PAIRS = {
    "part": ("contact", "part"),
    "stage": ("stage", "on"),
    "thing that was sent": ("kind", "name"),
}


def _short_opportunity(node: Mapping) -> Mapping:
    """`stage`, `since` and `rejection` beside the title stand for the last of the stages."""
    taken = {"stage": "stage", "since": "on", "on": "on"}
    found: dict[str, Node] = {}
    rejection: Node | None = None
    whole = Mapping(node.line)
    for key, value in node.entries.items():
        folded = fold_key(key)
        if folded == "rejection" and not is_nothing(value):
            rejection = value
        elif folded in taken and not is_nothing(value):
            found[taken[folded]] = value
        else:
            whole.entries[key] = value
    if not found and rejection is None:
        return node
    key = next((key for key in whole.entries if fold_key(key) in {"stages", "history"}), "stages")
    stages: list[Node] = []
    given = whole.entries.get(key)
    if given is not None:
        (child,) = (child for child in parts.OPPORTUNITY.children if child.thing is parts.STAGE)
        stages += _items(child, given)
    if found:
        stages.append(_mapping_of(found.get("stage", next(iter(found.values()))).line, found))
    if rejection is not None:
        _attach(stages, rejection)
    listed = Sequence(node.line)
    listed.items += stages
    whole.entries[key] = listed
    return whole


def _attach(stages: list[Node], rejection: Node) -> None:
    for place in reversed(range(len(stages))):
        stage = stages[place]
        named = stage.entries.get("stage") if isinstance(stage, Mapping) else None
        if isinstance(stage, Mapping) and isinstance(named, Scalar) and fold_key(named.text) == "rejected":
            stages[place] = _mapping_of(stage.line, stage.entries | {"rejection": rejection})
            return
    raise Misread(rejection.line, "a rejection needs its stage, like stages: [{on: 2026-10-12, stage: rejected}]")


def _short_letter(node: Mapping) -> Mapping:
    """`text` beside the subject stands for the one version."""
    key = next((key for key in node.entries if fold_key(key) == "text"), None)
    if key is None or any(fold_key(other) == "versions" for other in node.entries):
        return node
    others = {other: value for other, value in node.entries.items() if other != key}
    return _mapping_of(node.line, {**others, "versions": node.entries[key]})


_SHORT: AnyMapping[str, Callable[[Mapping], Mapping]] = MappingProxyType(
    {"opportunity": _short_opportunity, "letter": _short_letter}
)


# Writing


def in_order(thing: Thing, records: Iterable[SearchRecord]) -> list[SearchRecord]:
    """The things of a section in an order that depends on nothing but what is in them."""

    def key(record: SearchRecord) -> tuple[Any, ...]:
        get = record.get
        match thing.name:
            case "opportunity":
                return sort_key(get("employer") or ""), sort_key(get("title")), get("uid")
            case "proof point":
                return sort_key(get("title")), get("uid")
            case "interview":
                return get("on"), get("at"), get("seq"), get("uid")
            case "news":
                return get("on"), get("seq"), get("uid")
            case _:
                return get("seq"), get("uid")

    return sorted(records, key=key)


def numbers_of(record: SearchRecord) -> Iterator[int]:
    """Every number of the order of entry in it."""
    if "seq" in record.values:
        yield record.values["seq"]
    for inside in record.children.values():
        for child in inside:
            yield from numbers_of(child)


def thing_lines(record: SearchRecord, rank: AnyMapping[int, int], indent: int = 2) -> Iterator[str]:
    """The lines of a thing whose keys stand at the column `indent`, without that indentation."""
    for field in record.thing.fields:
        value = record.values.get(field.name, field.default)
        if field.kind == "seq":
            if "seq" in record.values:
                yield f"{field.key}: {rank[value]}"
        elif value != field.default or field.needed:
            yield from _field_lines(field, value, indent)
    for child in record.thing.children:
        for number, inside in enumerate(record.children.get(child.key, ())):
            if not number:
                yield f"{child.key}:"
            first = True
            for line in thing_lines(inside, rank, indent + 2):
                yield f"{'- ' if first else '  '}{line}"
                first = False
            if first:
                yield "- {}"


def _field_lines(field: Field, value: Any, indent: int) -> Iterator[str]:
    match field.kind:
        case "mapping":
            for line in value_lines(field.key, value, indent):
                yield line[indent:]
        case "lines":
            yield f"{field.key}: [{', '.join(map(flow_text, value))}]"
        case "text":
            yield f"{field.key}: {block_text(value, indent + 2)}"
        case "yes":
            yield f"{field.key}: {'yes' if value else 'no'}"
        case "day" | "number" | "choice" | "rejection":
            yield f"{field.key}: {value}"
        case "line" | "employer" | "zone" if field.name != "uid":
            yield f"{field.key}: {flow_text(value)}"
        case _:
            yield f"{field.key}: {quoted(str(value))}"


def moved(record: SearchRecord, days: int) -> SearchRecord:
    """The same with every day and moment in it moved. Raises OverflowError beyond the calendar."""
    by = timedelta(days=days)
    values = dict(record.values)
    for field in record.thing.fields:
        value = values.get(field.name)
        if value and field.kind == "day":
            values[field.name] = value + by
        elif value and field.kind == "moment":
            values[field.name] = _later(value, by)
    children = {key: tuple(moved(child, days) for child in inside) for key, inside in record.children.items()}
    return replace(record, values=values, children=children)


def _later(stamp: str, by: timedelta) -> str:
    shifted = datetime.fromisoformat(stamp) + by
    return f"{shifted:%Y-%m-%dT%H:%M:%SZ}" if stamp.endswith("Z") else shifted.isoformat(timespec="seconds")
