"""Who was merged into whom, and what is not the same, in a book as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC

from crm.formats.records import FormerContactRecord, FormerEmployerRecord, NotSameRecord
from crm.formats.yaml_events import Mapping, Node
from crm.formats.yaml_values import Misread, each, moment, one_line, pick, shorten
from crm.formats.yaml_write import flow_mapping, flow_text, quoted

#: The section of a book, and its folded key.
SECTION = "not the same"
SECTION_KEY = "notthesame"
_KINDS = ("contact", "employer")
_LONGEST_UID = 200
_FORMER_CONTACT = "whoever was merged into a contact is written like formerly: [{uid: …, source: …}]"
_FORMER_EMPLOYER = "an employer that was merged into another is written like formerly: [{uid: …, name: …}]"
_PAIR = "two that are not the same are written like {kind: contact, one: …, other: …}"
_PAIR_KEYS = {"kind": "kind", "one": "one", "other": "other", "created": "created"}


def former_contacts(node: Node) -> tuple[FormerContactRecord, ...]:
    """Everybody who was merged into a contact. Raises Misread."""
    return tuple(
        FormerContactRecord(found.get("uid", ""), found.get("source", ""))
        for found in _formers(node, ("uid", "source"), _FORMER_CONTACT)
    )


def former_employers(node: Node) -> tuple[FormerEmployerRecord, ...]:
    """Every employer that was merged into another. Raises Misread."""
    found = [
        FormerEmployerRecord(found.get("uid", ""), found.get("name", ""))
        for found in _formers(node, ("uid", "name"), _FORMER_EMPLOYER)
    ]
    if not all(former.name for former in found):
        raise Misread(node.line, _FORMER_EMPLOYER)
    return tuple(found)


def is_formerly(node: Node) -> bool:
    """True where a value under `formerly` is a list as a book has it, not a word of the person's own."""
    items = list(each(node))
    return bool(items) and all(isinstance(item, Mapping) for item in items)


def read_not_same(node: Node, file: str, *, exact: bool = False) -> NotSameRecord:
    """Two that are not the same. Raises Misread."""
    if not isinstance(node, Mapping):
        raise Misread(node.line, _PAIR)
    found, others = pick(node, _PAIR_KEYS, "pair")
    if others:
        raise Misread(node.line, f"a pair has no “{shorten(next(iter(others)))}”")
    one, other = (one_line(found[name], name) if name in found else "" for name in ("one", "other"))
    kind = one_line(found["kind"], "kind") if "kind" in found else _KINDS[0]
    if not one or not other or kind not in _KINDS:
        raise Misread(node.line, _PAIR)
    created = moment(found["created"], "created") if "created" in found else None
    stamp = f"{created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if created else ""
    return NotSameRecord(kind, one, other, stamp, node.line, file, exact)


def former_contact_lines(formers: Iterable[FormerContactRecord]) -> Iterator[str]:
    """The items of a contact's list, in order."""
    for former in sorted(formers, key=lambda each: (each.uid, each.source)):
        pairs = [("uid", quoted(former.uid))]
        if former.source:
            pairs.append(("source", flow_text(former.source)))
        yield flow_mapping(pairs)


def former_employer_lines(formers: Iterable[FormerEmployerRecord]) -> Iterator[str]:
    """The items of an employer's list, in order."""
    for former in sorted(formers, key=lambda each: (each.name, each.uid)):
        yield flow_mapping([("uid", quoted(former.uid)), ("name", flow_text(former.name))])


def not_same_lines(pairs: Iterable[NotSameRecord]) -> Iterator[Iterator[str]]:
    """The items of the section, in order."""
    for pair in sorted(pairs, key=lambda each: (each.kind, each.one, each.other)):
        yield iter(
            (
                f"kind: {pair.kind}",
                f"one: {quoted(pair.one)}",
                f"other: {quoted(pair.other)}",
                *([f"created: {quoted(pair.created)}"] if pair.created else ()),
            )
        )


def _formers(node: Node, names: tuple[str, ...], example: str) -> Iterator[dict[str, str]]:
    for item in each(node):
        if not isinstance(item, Mapping):
            raise Misread(item.line, example)
        found, others = pick(item, {name: name for name in names}, "formerly")
        values = {name: one_line(value, name) for name, value in found.items()}
        if others or not any(values.values()) or len(values.get("uid", "")) > _LONGEST_UID:
            raise Misread(item.line, example)
        yield values
