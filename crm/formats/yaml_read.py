"""People in YAML: bytes in, contacts and problems with their lines out.

Three shapes, told apart by their keys: khard's documents, the form a person would type, and a whole book. Keys are
insensitive to case, spaces, `_` and `-`. What is wrong with one contact is a problem of that contact; what is wrong
with the file (no YAML, a repeated key, a bomb) is a FormatError, and nothing of it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

from crm.domain.text import clean_line
from crm.formats.problems import Problems
from crm.formats.records import (
    ContactRecord,
    EmployerRecord,
    FormatError,
    NotSameRecord,
    ParsedFile,
    TouchRecord,
)
from crm.formats.search_fields import SECTIONS as SEARCH
from crm.formats.search_fields import SearchRecord
from crm.formats.yaml_contacts import looks_like_contact, name_of, read_contact, read_employer
from crm.formats.yaml_events import Entry, Mapping, Node, Progress, Scalar, Sequence, fold_key, read_entries
from crm.formats.yaml_same import SECTION_KEY, read_not_same
from crm.formats.yaml_search import read_thing
from crm.formats.yaml_touches import read_touch
from crm.formats.yaml_values import Misread, day, is_nothing, lines

SECTIONS = frozenset({"contacts", "employers", "touches", SECTION_KEY, *SEARCH})
_HEAD = frozenset({"callback", "asof"})


def read_people(data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """Reads the file called `name` in messages. `progress` is told the line reached and the number of lines.

    Raises FormatError with one sentence when the whole file cannot be used.
    """
    return people_of(read_entries(data, name, progress), name)


def people_of(entries: Iterable[Entry], name: str, kind: str = "YAML") -> ParsedFile:
    """The people in entries of the file called `name`, however it was written; `kind` says how.

    Raises FormatError when the whole file cannot be used.
    """
    reader = _Reader(name)
    for entry in entries:
        reader.take(entry)
    found = reader.result()
    if kind == "YAML" and found.records and all(record.shape == "khard" for record in found.records):
        kind = "khard"
    return replace(found, kind=kind)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.label = clean_line(PurePath(file).name)
        self.records: list[ContactRecord] = []
        self.employers: list[EmployerRecord] = []
        self.touches: list[TouchRecord] = []
        self.search: list[SearchRecord] = []
        self.not_same: list[NotSameRecord] = []
        self.problems = Problems(file)
        self.as_of: date | None = None
        self.entries = 0

    def take(self, entry: Entry) -> None:
        node = entry.node
        if entry.section:
            self.section_item(entry.section, node, entry.exact, entry.digest)
        elif entry.listed:
            self.contact(node, exact=False, digest=entry.digest)
        elif isinstance(node, Mapping) and _is_book(node):
            self.book(node, entry.exact)
        elif isinstance(node, Mapping):
            self.contact(node, exact=False, digest=entry.digest)
        else:
            self.contact(node, exact=False, digest=entry.digest)

    def book(self, node: Mapping, exact: bool) -> None:
        """A document with sections; those that came item by item are empty here."""
        self.entries += 1
        for key, value in node.entries.items():
            section = fold_key(key)
            if section == "asof":
                self.as_of = self.guarded(value, lambda given: day(given, "as of"))
            elif section == "callback":
                self.check_version(value)
            elif isinstance(value, Sequence):
                for item in value.items:
                    self.section_item(section, item, exact)
            elif section == "contacts" and isinstance(value, Mapping):
                self.contact(value, exact)
            elif not is_nothing(value):
                self.problem(value, Misread(value.line, f"“{_short(key)}” should be a list"))

    def section_item(self, section: str, node: Node, exact: bool, digest: str = "") -> None:
        """One item of a book's list."""
        if section == "contacts":
            self.contact(node, exact, digest)
        elif section == "employers":
            employer = self.guarded(node, read_employer)
            if employer is not None:
                self.employers.append(employer)
        elif section == "touches":
            touch = self.guarded(node, _read_touch_of_somebody)
            if touch is not None:
                self.touches.append(touch)
        elif section == SECTION_KEY:
            pair = self.guarded(node, lambda item: read_not_same(item, self.file, exact=exact))
            if pair is not None:
                self.not_same.append(pair)
        elif (thing := SEARCH.get(section)) is not None:
            found = self.guarded(node, lambda item: read_thing(thing, item, self.file, exact=exact))
            if found is not None:
                self.search.append(found)
        else:
            self.problem(node, Misread(node.line, f"“{_short(section)}” is not a part of a book"))

    def contact(self, node: Node, exact: bool, digest: str = "") -> None:
        if not isinstance(node, Mapping):
            if not is_nothing(node):
                self.entries += 1
                self.problem(node, Misread(node.line, _NOT_A_CONTACT))
            return
        self.entries += 1
        source = f"{self.label}#{digest}" if digest and not exact else ""
        try:
            self.records.append(read_contact(node, self.file, exact=exact, source=source))
        except Misread as error:
            self.problem(node, error)

    def guarded(self, node: Node, read: Callable[[Any], Any]) -> Any:
        """What `read` makes of the node, or None and a problem."""
        try:
            return read(node)
        except Misread as error:
            self.problem(node, error)
            return None

    def problem(self, node: Node, error: Misread) -> None:
        message = str(error)
        message = f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '?')) else '.'}"
        self.problems.add(error.line, name_of(node) or _people_of(node), message)

    def check_version(self, node: Node) -> None:
        text = node.text.strip() if isinstance(node, Scalar) else ""
        if text != "1":
            raise FormatError(
                f"{self.file}, line {node.line}: this book was written by a newer Callback: upgrade to import it.",
                self.file,
                node.line,
            )

    def result(self) -> ParsedFile:
        """All that was read. Raises FormatError where there was nothing at all."""
        if not self.entries:
            raise FormatError(f"{self.file} is empty: there is nobody in it.", self.file)
        return ParsedFile(
            self.file,
            tuple(self.records),
            tuple(self.employers),
            tuple(self.touches),
            self.problems.listed(),
            self.as_of,
            tuple(self.search),
            notes=tuple(self.problems.notes()),
            not_same=tuple(self.not_same),
        )


_NOT_A_CONTACT = "this is not a contact: write it like name: Dana Whitfield"


def _is_book(node: Mapping) -> bool:
    keys = {fold_key(key) for key in node.entries}
    if "contacts" in keys or "callback" in keys:
        return True
    return bool(keys & SECTIONS) and keys <= SECTIONS | _HEAD and not looks_like_contact(node)


def _read_touch_of_somebody(node: Node) -> TouchRecord:
    touch = read_touch(node)
    if not touch.contacts:
        raise Misread(node.line, "a touch needs to say with whom, like contacts: [Dana Whitfield]")
    return touch


def _people_of(node: Node) -> str:
    if isinstance(node, Mapping):
        for key, value in node.entries.items():
            if fold_key(key) in {"contacts", "with", "title", "subject", "playbook"}:
                try:
                    return ", ".join(lines(value, "contacts"))[:80]
                except Misread:
                    break
    return ""


def _short(text: str) -> str:
    from crm.formats.yaml_values import shorten

    return shorten(text)
