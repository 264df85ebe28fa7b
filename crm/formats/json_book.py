"""A book, or a list of people, in JSON: what the YAML holds in the dress that scripts read.

Read into the same nodes as YAML and from there on by the same reader, so that both mean the same; with the lines of
the file, which the standard library does not tell. Numbers, `true`, `false` and `null` mean what was typed: a number
keeps all its digits.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from crm.formats.decoding import decode
from crm.formats.records import FormatError, ParsedFile
from crm.formats.yaml_events import (
    MAX_DEPTH,
    MAX_NODES,
    Entry,
    Mapping,
    Node,
    Progress,
    Scalar,
    Sequence,
    fold_key,
    read_entries,
)
from crm.formats.yaml_read import people_of

_SPACE = re.compile(r"[ \t\n\r]*")
# What Python and JavaScript write besides (NaN where a table has a hole) is taken as well.
_LITERAL = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity")
_NOTHING = frozenset({"null", "NaN"})
_WHOLE_NUMBER = re.compile(r"0|-?[1-9]\d{0,15}")
_YES_OR_NO = {"yes": True, "no": False}
_PROGRESS_EVERY = 2_000

# Writing


def json_from_yaml(book_yaml: bytes) -> bytes:
    """A book in YAML as JSON: the same keys and values in the same order, indented, UTF-8.

    Whole numbers that stand without quotes become numbers, `yes` and `no` become true and false, everything else is
    text. Raises FormatError for what is no YAML.
    """
    sections: dict[str, list[Any]] = {}
    found: list[Any] = []
    as_list = False
    for entry in read_entries(book_yaml, "the book"):
        value = _value(entry.node)
        if entry.section:
            sections.setdefault(entry.section, []).append(value)
            continue
        if isinstance(value, dict) and sections:
            # The book itself comes after the items of its sections, which stand empty in it.
            value = {key: sections.get(fold_key(key)) or rest for key, rest in value.items()}
            sections = {}
        as_list = as_list or entry.listed
        found.append(value)
    text = json.dumps(found if as_list or len(found) > 1 else found[0], ensure_ascii=False, indent=2) if found else "[]"
    # A lone surrogate is no UTF-8; the reader of YAML lets none through.
    return f"{text}\n".encode("utf-8", "replace")


def _value(node: Node) -> Any:
    match node:
        case Mapping():
            return {key: _value(value) for key, value in node.entries.items()}
        case Sequence():
            return list(map(_value, node.items))
        case Scalar():
            if not node.plain:
                return node.text
            if node.is_nothing:
                return None
            if _WHOLE_NUMBER.fullmatch(node.text):
                return int(node.text)
            return _YES_OR_NO.get(node.text, node.text)


# Reading


def read_json(data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """The people of a book, a list of contacts, or one contact in JSON; several values after another are documents.

    Raises FormatError with the line when the file is no JSON, repeats a key, or is too deep or too large.
    """
    decoded = decode(data, name)
    found = people_of(_entries(decoded.text, name, progress), name, "JSON")
    if decoded.note:
        from dataclasses import replace

        found = replace(found, notes=(decoded.note, *found.notes))
    return found


def _entries(text: str, name: str, progress: Progress | None) -> Iterator[Entry]:
    lines = text.count("\n") + 1 if progress else 0
    reached = 0
    for entry in _Walker(text, name).walk():
        if progress and entry.node.line - reached >= _PROGRESS_EVERY:
            reached = entry.node.line
            progress(reached, lines)
        yield entry


class _Walker:
    """Builds nodes from the text without recursion, and gives items as soon as they are whole, as YAML's does."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.at = 0
        self.line = 1
        self.counted = 0  # up to where line ends were counted
        self.nodes = 0
        self.decode = json.JSONDecoder(strict=False).raw_decode  # control characters are cleaned later

    def refuse(self, message: str) -> FormatError:
        line = self.line_here()
        return FormatError(f"{self.name}, line {line}: {message}.", self.name, line)

    def line_here(self) -> int:
        """The line of the place reached."""
        if self.at > self.counted:
            self.line += self.text.count("\n", self.counted, self.at)
            self.counted = self.at
        return self.line

    def sign(self) -> str:
        """The next character that is no space; empty at the end."""
        text = self.text
        sign = text[self.at : self.at + 1]
        if sign in " \t\n\r" and sign:
            self.at = _SPACE.match(text, self.at).end()  # type: ignore[union-attr]
            sign = text[self.at : self.at + 1]
        return sign

    def walk(self) -> Iterator[Entry]:
        """Every entry of every value in the text."""
        document = -1
        while self.sign():
            document += 1
            yield from self.document(document)
            if self.sign() == ",":
                raise self.refuse("after the end of the JSON there is a comma: put [ before all and ] after it")

    def document(self, document: int) -> Iterator[Entry]:
        typed: list[str] = []
        stack: list[tuple[Mapping | Sequence, str]] = []
        current: Mapping | Sequence | None = None
        key = ""
        streamed = exact = False
        while True:
            node: Node
            sign = self.sign()
            if current is not None and sign == ("]" if type(current) is Sequence else "}"):
                # The end of a container: it is whole.
                self.at += 1
                node = current
                if type(node) is Sequence and node.items[:1] == [_PLACEHOLDER]:
                    node.items.clear()  # its items have gone out one by one
                current, key = stack.pop() if stack else (None, "")
            else:
                if current is not None:
                    sign = self.next_item(current, sign)
                if type(current) is Mapping:
                    key = self.key(current, sign, typed)
                    if not stack and fold_key(key) in {"callback", "contacts"}:
                        streamed = True
                        exact = exact or key == "callback"
                    sign = self.sign()
                if sign in ("{", "["):
                    fresh = self.open(sign, len(stack) + (current is not None))
                    if current is not None:
                        stack.append((current, key))
                    current, key = fresh, ""
                    continue
                node = self.scalar(sign, typed)
            # `node` is whole: it goes into its container, or out.
            if current is None:
                if type(node) is not Sequence:
                    yield Entry(document, "", node, exact, _digest(typed))
                return
            if isinstance(current, Mapping):
                current.entries[key] = node
            elif not stack:
                yield Entry(document, "", node, False, _digest(typed), True)
                current.items[:] = [_PLACEHOLDER]
            elif streamed and len(stack) == 1 and type(stack[0][0]) is Mapping:
                yield Entry(document, fold_key(stack[0][1]), node, exact, _digest(typed), True)
                current.items[:] = [_PLACEHOLDER]
            else:
                current.items.append(node)

    def next_item(self, current: Mapping | Sequence, sign: str) -> str:
        """Takes the comma before every item but the first; the sign that the item begins with."""
        if current.entries if type(current) is Mapping else current.items:  # type: ignore[union-attr]
            if sign != ",":
                end = "}" if type(current) is Mapping else "]"
                raise self.refuse(f"this is not JSON: a comma or {end} is missing here" if sign else _CUT_SHORT)
            self.at += 1
            sign = self.sign()
            if sign in ("]", "}"):
                raise self.refuse("this is not JSON: there is a comma before the closing bracket")
        return sign

    def key(self, current: Mapping, sign: str, typed: list[str]) -> str:
        if sign != '"':
            raise self.refuse("this is not JSON: a key in double quotes is missing here" if sign else _CUT_SHORT)
        key = self.string()
        self.nodes += 1
        typed.append(key)
        if key in current.entries:
            raise self.refuse(f"the key “{_short(key)}” is there twice: keep one, or make its value a list")
        if self.sign() != ":":
            raise self.refuse("this is not JSON: a colon is missing after the key")
        self.at += 1
        return key

    def open(self, sign: str, depth: int) -> Mapping | Sequence:
        if depth >= MAX_DEPTH:
            raise self.refuse(f"lists and objects are nested more than {MAX_DEPTH} deep")
        if self.nodes > MAX_NODES:
            raise self.refuse(f"the file has more than {MAX_NODES:,} values: split it into several files")
        self.nodes += 1
        line = self.line_here()
        self.at += 1
        return Mapping(line) if sign == "{" else Sequence(line)

    def scalar(self, sign: str, typed: list[str]) -> Scalar:
        line = self.line_here()
        self.nodes += 1
        if sign == '"':
            text = self.string()
            typed.append(text)
            return Scalar(text, line, plain=False)
        match = _LITERAL.match(self.text, self.at)
        if match is None:
            raise self.refuse(f"this is not JSON: “{_short(sign)}” cannot stand here" if sign else _CUT_SHORT)
        self.at = match.end()
        text = match[0]
        typed.append(text)
        return Scalar("null" if text in _NOTHING else text, line, plain=True)

    def string(self) -> str:
        try:
            text, self.at = self.decode(self.text, self.at)
        except json.JSONDecodeError as error:
            self.at = max(self.at, error.pos)
            raise self.refuse("this is not JSON: a text in quotes is not closed or holds a wrong escape") from None
        return str(text)


_PLACEHOLDER = Scalar("", 0, plain=True)
_CUT_SHORT = "the file ends in the middle: it was cut off, or a closing bracket is missing"


def _digest(typed: list[str]) -> str:
    """The fingerprint that YAML would have for the same keys and values; empties the list."""
    text = "\x1f".join(typed)
    typed.clear()
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _short(text: str) -> str:
    from crm.formats.yaml_values import shorten

    return shorten(text)
