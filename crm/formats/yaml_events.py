"""YAML read as text: what was typed, with its line, and nothing that the format could do besides.

PyYAML's loaders guess types (`+4915212345678` loses its plus, the surname `Null` vanishes), drop the first of two
equal keys, expand merge keys without end, and the C one crashes the process on deep nesting. So nothing unchecked
is handed to them: the C parser's events are walked once, with budgets, into three plain kinds of node whose every
scalar is text. Tags are ignored.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from crm.formats.records import FormatError

MAX_BYTES = 512_000_000
MAX_NODES = 60_000_000
MAX_DEPTH = 20
#: How many nodes aliases may add to those that were written.
ALIAS_BUDGET = 100_000
#: Characters; a line of flow collections is slow to scan, and no contact is written like that.
LONGEST_LINE = 2_000_000
_MOST_TAG_DIRECTIVES = 50
_PROGRESS_EVERY = 20_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What YAML does not allow raw. Dropping it loses nothing: the same characters are cleaned from every value.
_FORBIDDEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")

_NOTHING = frozenset({"", "~", "null"})

Progress = Callable[[int, int], None]


class Scalar:
    """A value as typed. `plain` is True when it stood without quotes.

    `is_nothing` is True for an empty value, `~` and `null`; `Null` is somebody's name.
    """

    __slots__ = ("is_nothing", "line", "plain", "text")

    def __init__(self, text: str, line: int, plain: bool) -> None:
        self.text = text
        self.line = line
        self.plain = plain
        self.is_nothing = plain and text in _NOTHING


class Sequence:
    """A list of nodes."""

    __slots__ = ("items", "line")

    def __init__(self, line: int) -> None:
        self.items: list[Node] = []
        self.line = line


class Mapping:
    """Keys and their nodes, in the order of the file."""

    __slots__ = ("entries", "line")

    def __init__(self, line: int) -> None:
        self.entries: dict[str, Node] = {}
        self.line = line


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a file: a document, an item of a document that is a list, or an item of a book's section.

    `document` counts from 0; `section` is the folded key of the book that the item stands under, else empty.
    `exact` is True in a book that the program itself wrote (its first key is `callback`). `digest` is a fingerprint
    of all that was typed in it, the same for the same keys and values in the same order. `listed` is True for an
    item of a list.
    """

    document: int
    section: str
    node: Node
    exact: bool = False
    digest: str = ""
    listed: bool = False


class _Folded(dict[str, str]):
    """Keys already folded; a lookup is then all it takes, and files repeat a few keys without end."""

    _MOST = 10_000

    def __missing__(self, key: str) -> str:
        folded = re.sub(r"[\s_\-]+", "", key.casefold())
        if len(self) < self._MOST:
            self[key] = folded
        return folded


#: `key` without case, spaces, `_` and `-`, by which keys are compared.
fold_key: Callable[[str], str] = _Folded().__getitem__


def decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.

    Raises FormatError with one sentence for other bytes, too many of them, and a line without end.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(
            f"{name} is larger than {MAX_BYTES // 1_000_000} MB: split it into several files, and import those.", name
        )
    encoding = next((known for bom, known in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(
            f"{name}, line {line}: this is not {encoding.removesuffix('-sig').upper()} text: "
            "save the file as UTF-8 and import it again.",
            name,
            line,
        ) from None
    if "\x00" in text:
        raise FormatError(f"{name} is not a text file: import YAML saved as UTF-8.", name)
    if number := _endless_line(text):
        raise FormatError(
            f"{name}, line {number} is over {LONGEST_LINE // 1_000_000} million characters long: "
            "give each contact lines of its own.",
            name,
            number,
        )
    if _FORBIDDEN.search(text):
        text = _FORBIDDEN.sub("", text)
    if text.count("%TAG") > _MOST_TAG_DIRECTIVES:  # the parser compares each with all before it
        raise FormatError(f"{name} declares too many tags to be a list of contacts.", name)
    return text


def _endless_line(text: str) -> int:
    """The number of the first line that is too long, or 0."""
    start = 0
    while len(text) - start > LONGEST_LINE:
        end = text.rfind("\n", start, start + LONGEST_LINE + 1)
        if end < 0:
            return text.count("\n", 0, start) + 1
        start = end + 1
    return 0


def read_entries(data: bytes, name: str, progress: Progress | None = None) -> Iterator[Entry]:
    """The entries of the file `name` in order, each given as soon as it is whole.

    A document that is a list gives its items. A book (a mapping, from the key `callback` or `contacts` on) gives the
    items of its lists one by one and then what is left of itself; every other document is one entry. `progress` is
    told the line reached and the number of lines.

    Raises FormatError, possibly after some entries, when the file is not YAML, is too deep or too large, repeats a
    key, or uses merge keys or too many aliases.
    """
    from yaml import YAMLError

    text = decode(data, name)
    lines = text.count("\n") + 1 if progress else 0
    reached = 0
    try:
        for entry in _Walker(name, text).walk():
            if progress and entry.node.line - reached >= _PROGRESS_EVERY // 10:
                reached = entry.node.line
                progress(reached, lines)
            yield entry
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 0
        what = str(getattr(error, "problem", "") or "").strip()
        raise FormatError(
            f"{name}{f', line {line}' if line else ''}: this is not YAML"
            f"{f' ({what})' if what.isascii() and what.isprintable() and len(what) < 100 else ''}"
            ": look at the indentation, the quotes and the brackets there.",
            name,
            line,
        ) from None
    except (UnicodeError, RecursionError):
        raise FormatError(f"{name} could not be read as YAML: save it as UTF-8 text.", name) from None


class _Walker:
    """Builds nodes from the events of one file, without recursion."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.document = -1
        self.nodes = 0
        self.borrowed = 0  # nodes that aliases added
        self.anchors: dict[str, tuple[Node, int] | None] = {}

    def refuse(self, line: int, message: str) -> FormatError:
        return FormatError(f"{self.name}, line {line}: {message}.", self.name, line)

    def walk(self) -> Iterator[Entry]:
        """Every entry of every document."""
        from yaml.events import (
            AliasEvent,
            DocumentStartEvent,
            MappingEndEvent,
            MappingStartEvent,
            ScalarEvent,
            SequenceEndEvent,
            SequenceStartEvent,
        )

        get = _events(self.text)
        # The container being filled, and the key that waits for its value; those outside it are on the stack.
        # Each also has the anchor it may be called by, and how many nodes there were before it.
        typed: list[str] = []
        stack: list[tuple[Mapping | Sequence | None, str | None, str | None, int]] = []
        current: Mapping | Sequence | None = None
        key: str | None = None
        anchor: str | None = None
        before = 0
        streamed = exact = False
        node: Node
        while (event := get()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                self.nodes += 1
                typed.append(event.value)
                if type(current) is Mapping and key is None:
                    key = event.value
                    if key in current.entries or key == "<<":
                        self._check_key(current, key, event)
                    if len(stack) == 1 and fold_key(key) in {"callback", "contacts"}:
                        streamed = True
                        exact = exact or key == "callback"
                    if event.anchor is not None:
                        self.anchors[event.anchor] = (Scalar(key, event.start_mark.line + 1, False), 1)
                    continue
                node = Scalar(event.value, event.start_mark.line + 1, event.implicit[0])
                if event.anchor is not None:
                    self.anchors[event.anchor] = (node, 1)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                line = event.start_mark.line + 1
                self._check_size(line, len(stack))
                if type(current) is Mapping and key is None:
                    raise self.refuse(line, "a list or mapping stands where a key should be")
                if event.anchor is not None:
                    self.anchors[event.anchor] = None
                stack.append((current, key, anchor, before))
                anchor, before, key = event.anchor, self.nodes + self.borrowed, None
                self.nodes += 1
                current = Mapping(line) if kind is MappingStartEvent else Sequence(line)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                if current is None:  # the parser pairs them; for the type checker
                    continue
                node = current
                if anchor is not None:
                    self.anchors[anchor] = (node, self.nodes + self.borrowed - before)
                current, key, anchor, before = stack.pop()
            elif kind is AliasEvent:
                node = self._aliased(event)
                typed.append(event.anchor)
                if type(current) is Mapping and key is None:
                    key = self._alias_key(current, node, event)
                    continue  # a book's own keys are never aliases
            else:
                if kind is DocumentStartEvent:
                    self.document += 1
                    self.anchors.clear()
                    streamed = exact = False
                continue
            # `node` is whole: it goes into its container, or out.
            if type(current) is Mapping:
                current.entries[key or ""] = node
                key = None
            elif type(current) is Sequence:
                if len(stack) == 1:
                    self._check_size(node.line, 0)
                    yield Entry(self.document, "", node, False, _digest(typed), True)
                elif streamed and len(stack) == 2 and type(stack[1][0]) is Mapping:
                    self._check_size(node.line, 0)
                    yield Entry(self.document, fold_key(stack[1][1] or ""), node, exact, _digest(typed), True)
                else:
                    current.items.append(node)
            elif type(node) is not Sequence:
                yield Entry(self.document, "", node, exact, _digest(typed))

    def _check_size(self, line: int, depth: int) -> None:
        if depth >= MAX_DEPTH:
            raise self.refuse(line, f"lists and mappings are nested more than {MAX_DEPTH} deep")
        if self.nodes > MAX_NODES:
            raise self.refuse(line, f"the file has more than {MAX_NODES:,} values; split it into several files")

    def _check_key(self, current: Mapping, key: str, event: Any) -> None:
        line = event.start_mark.line + 1
        if key == "<<" and event.implicit[0]:
            raise self.refuse(line, "merge keys (<<) are not read: write the fields out")
        if key in current.entries:
            raise self.refuse(line, f"the key “{_short(key)}” is there twice: keep one, or make its value a list")

    def _aliased(self, event: Any) -> Node:
        line = event.start_mark.line + 1
        found = self.anchors.get(event.anchor)
        if found is None:
            known = event.anchor in self.anchors
            raise self.refuse(
                line, f"*{_short(event.anchor)} " + ("refers to itself" if known else "refers to nothing")
            )
        node, weight = found
        self.borrowed += weight
        if self.borrowed > ALIAS_BUDGET:
            raise self.refuse(line, "aliases (*) multiply this file beyond measure: write the values out")
        return node

    def _alias_key(self, current: Mapping, node: Node, event: Any) -> str:
        if not isinstance(node, Scalar):
            raise self.refuse(event.start_mark.line + 1, "a list or mapping stands where a key should be")
        if node.text in current.entries:
            raise self.refuse(event.start_mark.line + 1, f"the key “{_short(node.text)}” is there twice: keep one")
        return node.text


def _events(text: str) -> Callable[[], Any]:
    """The parser's next event, or None after the last. Neither parser recurses to give it."""
    try:
        from yaml._yaml import CParser
    except ImportError:  # PyYAML built without libyaml: the same, slower
        from yaml import SafeLoader

        return SafeLoader(text).get_event
    return CParser(text).get_event


def _digest(typed: list[str]) -> str:
    """The fingerprint of the texts since the last one; empties the list."""
    text = "\x1f".join(typed)
    typed.clear()
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _short(text: str) -> str:
    from crm.domain.text import clean_line

    line = clean_line(text)
    return line if len(line) <= 40 else f"{line[:39]}…"
