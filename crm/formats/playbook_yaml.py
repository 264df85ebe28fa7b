"""A playbook as YAML: read safely from parser events, everything that does not hold told at once with its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar, cast

from crm.domain.cadence import NUMBER_WORDS
from crm.domain.playbooks import (
    CONDITIONS,
    DECISION_DATE,
    FROM_START,
    MOST_REPEATS,
    MOST_STEPS,
    PARTS,
    PHASES,
    RESERVED_KEYS,
    STARTS,
    STEP_BEFORE,
    STEP_CHANNELS,
    UNITS,
    Also,
    Offset,
    OffsetUnit,
    Phase,
    Playbook,
    PlaybookStep,
    Prompts,
    Start,
    Turn,
    faults,
)
from crm.domain.text import clean_line
from crm.formats.records import FormatError
from crm.formats.yaml_events import Mapping, Node, Scalar, Sequence, fold_key, read_entries
from crm.formats.yaml_values import (
    Misread,
    is_nothing,
    lines,
    one_line,
    several_lines,
    shorten,
    whole_number,
    yes_or_no,
)

#: A playbook is a page or two; more bytes than this are another file, and are not parsed.
MAX_BYTES = 1_000_000
_MOST_PROBLEMS = 50
_MOST_ITEMS = 30
_LONGEST_LINE = 200
_LONGEST_TEXT = 2_000
_LONGEST_KEY = 40
_MOST_DAYS = {"days": 3660, "working days": 2600, "weeks": 520, "months": 120}
_FARTHEST_ALSO = 365

_PLAYBOOK_KEYS = ("name", "about", "starts with", "steps")
_STEP_KEYS = (
    "key", "purpose", "why", "to", "channel", "when", "not before", "only if", "unless", "done if", "phase",
    "coffee", "each", "keep late", "repeat", "rotate", "also", "in place after", "prompts",
)  # fmt: skip
_TURN_KEYS = ("purpose", "why", "prompts")
_ALSO_KEYS = ("to", "every", "days later", "purpose", "why", "channel", "prompts")
_PROMPT_KEYS = ("opening", "question", "avoid", "voicemail")
_LONG_ONLY = ("repeat", "rotate", "also", "in place after")
_CHANNEL_WORDS = {"phone": "call", "mail": "email", "card": "letter"}

_OFFSET = re.compile(
    r"(?:(?:the )?(?P<day>next working day|same day)"
    r"|(?P<count>\d+|[a-z]+) (?P<unit>working day|workday|day|week|month)s?)"
    r"(?: (?:after|as) (?P<after>.+))?"
)
_OFFSET_EXAMPLES = "write for instance “next working day”, “2 weeks after the start” or “3 days after the step before”"
_KEY_GAPS = re.compile(r"[\s_-]+")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PlaybookProblem:
    """What keeps a playbook from being used. `line` counts from 1, and is 0 where no single line is to blame."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


def read_playbook(data: bytes, file: str) -> tuple[Playbook | None, tuple[PlaybookProblem, ...]]:
    """The playbook in the bytes of `file`, or None and everything that is wrong with it, in order of lines.

    Never raises for what stands in the file. Over `MAX_BYTES` it is refused unread.
    """
    reader = _Reader(file)
    playbook = reader.read(data)
    problems = sorted(set(reader.problems), key=lambda problem: problem.line)[:_MOST_PROBLEMS]
    return (None, tuple(problems)) if problems or playbook is None else (playbook, ())


class _Reader:
    """One file being read; what is wrong is gathered on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.text: list[str] = []
        self.problems: list[PlaybookProblem] = []

    def wrong(self, line: int, reason: str) -> None:
        self.problems.append(PlaybookProblem(self.file, line, reason))

    def read(self, data: bytes) -> Playbook | None:
        node = self._document(data)
        return None if node is None else self._playbook(node)

    def _document(self, data: bytes) -> Mapping | None:
        """The mapping that the file is, or None with the problem told."""
        if len(data) > MAX_BYTES:
            self.wrong(0, f"it is over {MAX_BYTES // 1_000_000} MB, so it is no playbook")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.wrong(data.count(b"\n", 0, error.start) + 1, "this is not UTF-8 text: save the file as UTF-8")
            return None
        if "\0" in text:
            self.wrong(0, "it is not a text file")
            return None
        self.text = text.split("\n")
        try:
            entries = list(read_entries(text.encode(), self.file))
        except FormatError as error:
            reason = str(error).removeprefix(f"{self.file}, line {error.line}: ").rstrip(".")
            self.wrong(error.line, reason if error.line else "it cannot be read as YAML")
            return None
        # A mapping with a list called `contacts` in it comes in parts; the last is the mapping itself.
        documents = [entry for entry in entries if not entry.section]
        if len({entry.document for entry in documents}) > 1:
            self.wrong(documents[-1].node.line, "a file holds one playbook: put the second into a file of its own")
            return None
        if not documents:
            self.wrong(1, "there is nothing in it: write name, starts with and steps")
            return None
        node = documents[0].node
        if documents[0].listed or not isinstance(node, Mapping):
            self.wrong(node.line, "a playbook is written as name:, starts with: and steps:")
            return None
        return node

    # Reading a mapping

    def _fields(self, node: Node, known: tuple[str, ...], what: str) -> dict[str, Node]:
        """The values of a mapping by the keys of `known`; unknown keys are told, empty values left out."""
        if not isinstance(node, Mapping):
            self.wrong(node.line, f"{what} is written as keys and values: {', '.join(known)}")
            return {}
        names = {fold_key(name): name for name in known}
        found: dict[str, Node] = {}
        for key, value in node.entries.items():
            name = names.get(fold_key(key))
            if name is None:
                near = get_close_matches(fold_key(key[:_LONGEST_LINE]), names, n=1)
                meant = f"; did you mean “{names[near[0]]}”?" if near else ""
                there = "" if near else f"; there are: {', '.join(known)}"
                self.wrong(self._line_of(key, value), f"“{shorten(key)}” is not a key of {what}{meant}{there}")
            elif name in found:
                self.wrong(self._line_of(key, value), f"“{name}” is there twice: keep one")
            elif not is_nothing(value):
                found[name] = value
        return found

    def _line_of(self, key: str, value: Node) -> int:
        # A block begins on the line below its key.
        for line in (value.line, value.line - 1):
            if 0 < line <= len(self.text) and key in self.text[line - 1]:
                return line
        return value.line

    def _get(self, fields: dict[str, Node], name: str, read: Callable[[Node, str], _T], usual: _T) -> _T:
        """The value of a field, or `usual` where it is missing or wrong."""
        node = fields.get(name)
        if node is None:
            return usual
        try:
            return read(node, name)
        except Misread as error:
            self.wrong(error.line, str(error))
            return usual

    def _several(self, fields: dict[str, Node], name: str) -> list[Node]:
        """The items of a list; a single value counts as a list of one."""
        node = fields.get(name)
        if node is None:
            return []
        items: list[Node] = [node]
        if isinstance(node, Sequence):
            items = [item for item in node.items if not is_nothing(item)]
        if len(items) > (most := MOST_STEPS if name == "steps" else _MOST_ITEMS):
            self.wrong(node.line, f"{name}: {len(items)} are too many; at most {most}")
        return items[:most]

    # The playbook

    def _playbook(self, node: Mapping) -> Playbook | None:
        fields = self._fields(node, _PLAYBOOK_KEYS, "a playbook")
        name = self._get(fields, "name", _short_line, "")
        if not name and "name" not in fields:
            self.wrong(node.line, "it has no name: write “name: …” on a line of its own")
        starts = self._get(fields, "starts with", _one_of(STARTS), "")
        if not starts and "starts with" not in fields:
            self.wrong(node.line, f"“starts with” is missing: write one of {', '.join(STARTS)}")
        items = self._several(fields, "steps")
        if not items:
            self.wrong(fields["steps"].line if "steps" in fields else node.line, "it has no steps")
        steps = self._steps(items)
        return Playbook(
            name, tuple(steps), self._get(fields, "about", _short_line, ""), cast("Start", starts), self.file
        )

    def _steps(self, items: list[Node]) -> list[PlaybookStep]:
        fields = [self._fields(item, _STEP_KEYS, "a step") for item in items]
        keys = [self._key(item, given) for item, given in zip(items, fields, strict=True)]
        steps: list[PlaybookStep] = []
        where: list[int] = []
        seen: set[str] = set()
        for item, given, key in zip(items, fields, keys, strict=True):
            if key in seen:
                self.wrong(given["key"].line, f"there is another step “{key}”: give this one a key of its own")
                continue
            if key:
                seen.add(key)
            before = len(self.problems)
            step = self._step(item, given, key, set(keys))
            if len(self.problems) == before and key:
                steps.append(step)
                where.append(given["when"].line if "when" in given else item.line)
        # A step with a problem has told it; the others may count from it all the same.
        for place, reason in faults(steps, set(keys) - {step.key for step in steps}):
            self.wrong(where[place], reason)
        return steps

    def _key(self, item: Node, given: dict[str, Node]) -> str:
        if "key" not in given:
            if isinstance(item, Mapping):
                self.wrong(item.line, "a step needs a key, a short name by which other steps can count from it")
            return ""
        key = _slug(self._get(given, "key", one_line, ""))
        if not 0 < len(key) <= _LONGEST_KEY:
            self.wrong(given["key"].line, f"a key has 1 to {_LONGEST_KEY} letters, as in “thank-hr”")
            return ""
        if key.removeprefix("the-").replace("-", " ") in RESERVED_KEYS:
            self.wrong(given["key"].line, f"“{key}” means something else in “when”: choose another key")
            return ""
        return key

    def _step(self, item: Node, given: dict[str, Node], key: str, keys: Collection[str]) -> PlaybookStep:
        what = f"the step “{key}”" if key else "the step"
        for name in ("purpose", "to"):
            if name not in given and isinstance(item, Mapping):
                self.wrong(item.line, f"{what} has no “{name}”")
        is_guest, is_coffee = "in place after" in given, self._get(given, "coffee", yes_or_no, False)
        phase = self._get(given, "phase", _one_of(PHASES), "long" if is_guest else "early")
        if is_guest and "when" in given:
            self.wrong(given["when"].line, "it takes another step's place, so it has no “when” of its own")
        elif not is_guest and "when" not in given and isinstance(item, Mapping):
            self.wrong(item.line, f"{what} has no “when”: {_OFFSET_EXAMPLES}")
        if phase == "early":
            for name in _LONG_ONLY:
                if name in given:
                    self.wrong(self._line_of(name, given[name]), f"“{name}” belongs to a step with “phase: long”")
        for name in ("done if", "keep late"):
            if name in given and phase == "long":
                self.wrong(given[name].line, f"“{name}” belongs to an early step")
        repeat = self._get(given, "repeat", _from_1_to(MOST_REPEATS), 1)
        if "rotate" in given and "repeat" not in given:
            self.wrong(self._line_of("rotate", given["rotate"]), "“rotate” needs “repeat”, how many times in all")
        read_offset = _offset_reader(keys)
        offset = self._get(given, "when", read_offset, Offset(0, "days"))
        if repeat > 1 and "when" in given and not offset.count:
            self.wrong(given["when"].line, "a repeated step needs time in between, as in “2 months after still-here”")
        conditions = _some_of(tuple(CONDITIONS), "condition")
        return PlaybookStep(
            key=key,
            purpose=self._get(given, "purpose", _short_line, ""),
            to=self._get(given, "to", _some_of(PARTS, "part"), ()),
            offset=offset,
            why=self._get(given, "why", _short_line, ""),
            channel=self._get(given, "channel", _channel, "meeting" if is_coffee else "email"),
            prompts=self._prompts(given),
            only_if=self._get(given, "only if", conditions, ()),
            unless=self._get(given, "unless", conditions, ()),
            done_if=self._get(given, "done if", conditions, ()),
            not_before=self._get(given, "not before", read_offset, None),
            phase=cast("Phase", phase),
            is_coffee=is_coffee,
            each=self._get(given, "each", yes_or_no, False),
            keep_late=self._get(given, "keep late", yes_or_no, False),
            repeat=repeat,
            turns=tuple(self._turn(node) for node in self._several(given, "rotate")),
            also=tuple(self._also(node) for node in self._several(given, "also")),
            in_place_after=self._get(given, "in place after", _span_reader, None),
        )

    def _turn(self, node: Node) -> Turn:
        if isinstance(node, Scalar):
            return Turn(self._get({"rotate": node}, "rotate", _short_line, ""))
        given = self._fields(node, _TURN_KEYS, "a turn under “rotate”")
        if given and "purpose" not in given:
            self.wrong(node.line, "a turn under “rotate” needs a purpose")
        purpose, why = self._get(given, "purpose", _short_line, ""), self._get(given, "why", _short_line, "")
        return Turn(purpose, why, self._prompts(given))

    def _also(self, node: Node) -> Also:
        given = self._fields(node, _ALSO_KEYS, "“also”")
        if given and "to" not in given:
            self.wrong(node.line, "“also” needs “to”, whom it goes to as well")
        return Also(
            to=self._get(given, "to", _some_of(PARTS, "part"), ()),
            every=self._get(given, "every", _from_1_to(MOST_REPEATS), 1),
            days_later=self._get(given, "days later", _from_1_to(_FARTHEST_ALSO), 10),
            purpose=self._get(given, "purpose", _short_line, ""),
            why=self._get(given, "why", _short_line, ""),
            channel=self._get(given, "channel", _channel, ""),
            prompts=self._prompts(given),
        )

    def _prompts(self, given: dict[str, Node]) -> Prompts:
        if "prompts" not in given:
            return Prompts()
        fields = self._fields(given["prompts"], _PROMPT_KEYS, "prompts")
        return Prompts(**{name: self._get(fields, name, _text, "") for name in _PROMPT_KEYS})


# Values


def _slug(text: str) -> str:
    """A key as steps are called by: small letters, words joined by `-`."""
    return _KEY_GAPS.sub("-", clean_line(text).casefold()).strip("-")


def _short_line(node: Node, what: str) -> str:
    text = one_line(node, what)
    if len(text) > _LONGEST_LINE:
        raise Misread(node.line, f"{what} is over {_LONGEST_LINE} characters long")
    return text


def _text(node: Node, what: str) -> str:
    text = several_lines(node, what).strip()
    if len(text) > _LONGEST_TEXT:
        raise Misread(node.line, f"{what} is over {_LONGEST_TEXT:,} characters long: nobody reads that on the phone")
    return text


def _one_of(choices: tuple[str, ...]) -> Callable[[Node, str], str]:
    known = {fold_key(choice): choice for choice in choices}

    def read(node: Node, what: str) -> str:
        text = one_line(node, what)
        found = known.get(fold_key(text))
        if found is None:
            raise Misread(node.line, f"{what} “{shorten(text)}” is not one of {', '.join(choices)}")
        return found

    return read


def _some_of(choices: tuple[str, ...], kind: str) -> Callable[[Node, str], tuple[str, ...]]:
    """A list, or one line with commas, of words from a fixed vocabulary."""
    known = {fold_key(choice): choice for choice in choices}
    # An article is how one would say it.
    known |= {fold_key(f"the {choice}"): choice for choice in choices if not choice.startswith("the ")}

    def read(node: Node, what: str) -> tuple[str, ...]:
        words = [word.strip() for line in lines(node, what) for word in line.split(",") if word.strip()]
        if not words or len(words) > _MOST_ITEMS:
            raise Misread(node.line, f"{what}: write one, or a list of at most {_MOST_ITEMS}")
        for word in words:
            if fold_key(word) not in known:
                near = get_close_matches(fold_key(word[:_LONGEST_LINE]), known, n=1)
                meant = f"did you mean “{known[near[0]]}”?" if near else f"there are: {', '.join(choices)}"
                raise Misread(_line_of_word(node, word), f"{what}: there is no {kind} “{shorten(word)}”; {meant}")
        return tuple(Counter(known[fold_key(word)] for word in words))  # each once, in order

    return read


def _line_of_word(node: Node, word: str) -> int:
    items: Iterable[Node] = node.items if isinstance(node, Sequence) else ()
    return next((item.line for item in items if isinstance(item, Scalar) and word in clean_line(item.text)), node.line)


def _channel(node: Node, what: str) -> str:
    text = one_line(node, what)
    folded = fold_key(text)
    found = _CHANNEL_WORDS.get(folded, folded)
    if found == "voicemail":
        raise Misread(node.line, "plan a call; what to say to the machine goes under “prompts” as “voicemail”")
    if found not in STEP_CHANNELS:
        raise Misread(node.line, f"{what} “{shorten(text)}” is not one of {', '.join(STEP_CHANNELS)}")
    return found


def _from_1_to(most: int) -> Callable[[Node, str], int]:
    def read(node: Node, what: str) -> int:
        number = whole_number(node, what)
        if not 1 <= number <= most:
            raise Misread(node.line, f"{what} “{number}” is not a number from 1 to {most}")
        return number

    return read


def _offset_reader(keys: Collection[str]) -> Callable[[Node, str], Offset]:
    """`COUNT UNIT after BASE`; an unknown base is left for `faults`, which sees all steps."""

    def read(node: Node, what: str) -> Offset:
        text = one_line(node, what)
        match = _OFFSET.fullmatch(text.casefold()[:_LONGEST_LINE])
        if match is None:
            raise Misread(node.line, f"{what} “{shorten(text)}” cannot be understood: {_OFFSET_EXAMPLES}")
        return Offset(*_span(node, what, text, match), _base(match["after"] or "", keys))

    return read


def _span_reader(node: Node, what: str) -> Offset:
    """A time after the start, as in `6 months`."""
    offset = _offset_reader(())(node, what)
    if offset.after != FROM_START:
        raise Misread(node.line, f"{what} counts from the start: write for instance “6 months”")
    return offset


def _span(node: Node, what: str, text: str, match: re.Match[str]) -> tuple[int, OffsetUnit]:
    if match["day"]:
        return (1, "working days") if match["day"].startswith("next") else (0, "days")
    unit = "working days" if match["unit"] in {"working day", "workday"} else f"{match['unit']}s"
    number = match["count"]
    if not number.isdecimal() and number not in NUMBER_WORDS:
        raise Misread(node.line, f"{what} “{shorten(text)}” cannot be understood: {_OFFSET_EXAMPLES}")
    count = NUMBER_WORDS[number] if number in NUMBER_WORDS else int(number[:6])
    if count > _MOST_DAYS[unit]:
        raise Misread(node.line, f"{what} “{shorten(text)}” is more than ten years: {_OFFSET_EXAMPLES}")
    return count, next(known for known in UNITS if known == unit)


def _base(text: str, keys: Collection[str]) -> str:
    bare = text.strip().removeprefix("the ")
    if bare in {"", "start"}:
        return FROM_START
    if bare in {STEP_BEFORE, "step before"}:
        return STEP_BEFORE
    if bare in {DECISION_DATE, "decision"}:
        return DECISION_DATE
    return next((key for key in (_slug(text), _slug(bare)) if key in keys), _slug(bare))
