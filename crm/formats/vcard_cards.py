"""The cards of a vCard file: content lines between BEGIN and END, and what is wrong with how they stand there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from crm.domain.text import clean_line
from crm.formats.vcard_lines import ContentLine, logical_lines, parse_line
from crm.formats.yaml_events import Progress

_PROGRESS_EVERY = 2_000
_DEEPEST = 20
_EDGE_LETTERS = frozenset("BbEe \t")


@dataclass(slots=True)
class Card:
    """One card. `line` is that of its BEGIN, `version` `2.1`, `3.0` or `4.0`, `digest` a fingerprint as written.

    `faults` are the line and the sentence of what is wrong with its outer form.
    """

    line: int
    version: str = ""
    lines: list[ContentLine] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    digest: str = ""
    written: list[str] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    def name(self) -> str:
        """What to call the card in a message; empty when nothing is known."""
        from crm.formats.vcard_text import unescaped

        for wanted in ("FN", "N", "ORG", "NICKNAME"):
            for line in self.lines:
                if line.name == wanted and (text := clean_line(unescaped(line.value).replace(";", " "))):
                    return text[:80]
        return ""


@dataclass(frozen=True, slots=True)
class Stray:
    """What stands outside of any card: a sentence and its line."""

    line: int
    message: str


def cards(text: str, progress: Progress | None = None) -> Iterator[Card | Stray]:
    """The cards of a file in the order of their ends, and what stands between them.

    A card without END ends where the next one begins, or with the file. A card inside another is AGENT's (RFC 2426,
    section 3.5.4), and comes as one of its own.
    """
    total = text.count("\n") + 1 if progress else 0
    stack: list[Card] = []
    outside: list[int] = []
    reached = number = 0
    for number, row in logical_lines(text):
        if progress and number - reached >= _PROGRESS_EVERY:
            reached = number
            progress(number, total)
        edge = _edge(row)
        if edge == "BEGIN":
            yield from _outside(outside)
            if stack and not _waits_for_a_card(stack):
                yield _ended(stack.pop(), "The card has no END: it was taken to end before the next BEGIN")
            stack.append(Card(number))
        elif edge == "END":
            yield from _outside(outside)
            if stack:
                yield _ended(stack.pop(), "")
            else:
                yield Stray(number, "There is an END:VCARD without a BEGIN:VCARD before it.")
        elif stack:
            card = stack[-1]
            card.written.append(row)
            line = parse_line(number, row)
            if line is None:
                card.unread.append(number)
            else:
                card.lines.append(line)
        else:
            outside.append(number)
    yield from _outside(outside)
    while stack:
        yield _ended(stack.pop(), "The card has no END: it was taken to end with the file")


def _edge(row: str) -> str:
    if len(row) > 200 or row[:1] not in _EDGE_LETTERS:
        return ""
    key, colon, value = row.partition(":")
    word = key.strip().upper()
    return word if colon and word in {"BEGIN", "END"} and value.strip().upper() == "VCARD" else ""


def _waits_for_a_card(stack: list[Card]) -> bool:
    lines = stack[-1].lines
    return bool(lines) and lines[-1].name == "AGENT" and not lines[-1].value.strip() and len(stack) < _DEEPEST


def _ended(card: Card, without_end: str) -> Card:
    """The card, its version and fingerprint known and its faults told."""
    if without_end:
        card.faults.append((card.line, f"{without_end}."))
    if card.unread:
        first, more = card.unread[0], len(card.unread) - 1
        lines = f"This line and {more:,} more have" if more else "This line has"
        card.faults.append((first, f"{lines} no colon after a name, so nothing can be read from it."))
    if broken := [line for line in card.lines if line.broken_quotes]:
        others = f", nor do those of {len(broken) - 1:,} more lines" if len(broken) > 1 else ""
        what = f"The quotation marks of {broken[0].name} do not close{others}"
        card.faults.append((broken[0].line, f"{what}: the value was read as far as it is clear."))
    card.version = _version(card)
    typed = "\n".join(card.written)
    card.digest = hashlib.blake2b(typed.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    card.written = []
    return card


def _version(card: Card) -> str:
    said = next((line.value.strip() for line in card.lines if line.name == "VERSION"), "")
    return "4.0" if said.startswith("4") else "2.1" if said.startswith("2") else "3.0"


def _outside(numbers: list[int]) -> Iterator[Stray]:
    """One sentence for the lines since the last card; empties the list."""
    if numbers:
        count = len(numbers)
        what = "This line stands" if count == 1 else f"{count:,} lines from here on stand"
        yield Stray(numbers[0], f"{what} outside of any card and could not be read.")
        numbers.clear()
