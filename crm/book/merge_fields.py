"""Two rows put together field by field: what each has, what comes of it, and what the person chose instead.

Every column of a contact and of an employer stands in a table here, with the rule by which two of them become one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from crm.book.errors import Refused
from crm.domain.text import clean_line

#: `own`: the kept one's stays. `text`: the kept one's, a blank is filled. `name`: as the name was chosen. `words` and
#: `long` can be joined, on one line and as paragraphs. `yes`: where either says so. `earlier` and `least`: of two.
#: `met` is one field of three columns, `json` one for each key.
Rule = Literal["own", "text", "name", "words", "long", "yes", "earlier", "least", "met", "json"]
Choice = str
KEPT, OTHER, BOTH = "kept", "other", "both"
_ONE_OR_OTHER = (KEPT, OTHER)
_ANY = (KEPT, OTHER, BOTH)


@dataclass(frozen=True, slots=True)
class MergeField:
    """One field in which the two differ: what each has, what comes of it.

    `choices` are what may be chosen (`kept`, `other`, `both`), `chosen` what is.
    """

    field: str
    label: str
    kept: str
    other: str
    result: str
    choices: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do. `fields` are those in which the two differ.

    `moved` says what goes over to the kept one (`14 touches and 2 follow-ups`; empty for nothing), `notes` are
    sentences about what was decided on the way.
    """

    keep: int
    drop: int
    keep_name: str
    drop_name: str
    fields: tuple[MergeField, ...]
    moved: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the book and how two values of it become one. `field` is what it is called in choices."""

    name: str
    rule: Rule
    label: str = ""

    @property
    def field(self) -> str:
        """By what it is chosen: `working on`, `birthday`."""
        return self.label or self.name


CONTACT_COLUMNS = (
    Column("id", "own"),
    Column("uid", "own"),
    Column("name", "text", "name"),
    Column("given", "name", "first name"),
    Column("family", "name", "last name"),
    Column("middle", "name", "middle name"),
    Column("prefix", "name"),
    Column("suffix", "name"),
    Column("nickname", "words"),
    Column("role", "text"),
    Column("birthday", "text"),
    Column("anniversary", "text"),
    Column("met_on", "met", "met"),
    Column("met_how", "met", "met"),
    Column("met_through", "met", "met"),
    Column("cadence", "text"),
    Column("do_not_contact", "yes", "do not contact"),
    Column("notes", "long"),
    Column("added", "earlier"),
    Column("source", "own"),
    Column("extra", "json"),
    Column("created", "earlier"),
    Column("spread_on", "earlier", "spread on"),
    Column("zone", "text"),
)
EMPLOYER_COLUMNS = (
    Column("id", "own"),
    Column("uid", "own"),
    Column("name", "text"),
    Column("name_key", "own"),  # made from the name that was chosen
    Column("website", "text"),
    Column("notes", "long"),
    Column("extra", "json"),
    Column("created", "earlier"),
    Column("rank", "least"),
    Column("working_on", "long", "working on"),
)
#: Columns that nobody chooses: they say when something came into the book.
_NOT_SHOWN = frozenset({"created", "added", "spread_on"})
#: vCard's properties of which a card has one at most (RFC 6350, section 6), and those of which 2.1 and 3.0 say so.
_ONCE = frozenset({"ANNIVERSARY", "BDAY", "GENDER", "KIND", "MAILER", "N", "PRODID", "REV", "SORT-STRING", "TZ", "UID"})


class Merger:
    """Puts two rows together by the rules of their columns. `fields` tell what differed, `values` what came of it."""

    def __init__(
        self,
        columns: Iterable[Column],
        kept: Mapping[str, Any],
        other: Mapping[str, Any],
        choices: Mapping[str, Choice],
    ) -> None:
        self.kept = kept
        self.other = other
        self.choices = choices
        self.fields: list[MergeField] = []
        self.values: dict[str, Any] = {}
        for column in columns:
            self._merge(column)

    def changes(self) -> dict[str, Any]:
        """The columns of the kept row that become another value."""
        return {name: value for name, value in self.values.items() if value != self.kept[name]}

    def choose(
        self, field: str, kept: str, other: str, usual: Choice, results: Mapping[Choice, str], label: str = ""
    ) -> Choice:
        """What is chosen for a field in which the two differ; `results` says what each choice gives. Raises Refused."""
        chosen = self.choices.get(field, usual)
        if chosen not in results:
            raise Refused(f"For “{field}” choose one of {', '.join(results)}.")
        options = tuple(results)
        self.fields.append(MergeField(field, label or field, kept, other, results[chosen], options, chosen))
        return chosen

    def _merge(self, column: Column) -> None:
        name, kept, other = column.name, self.kept[column.name], self.other[column.name]
        if column.rule == "json":
            self._extra(name)
        elif column.rule == "met":
            if name == "met_on":
                self._met()
        elif column.rule == "own" or kept == other:
            self.values[name] = kept
        elif column.rule == "yes":
            usual = KEPT if kept else OTHER
            said = {KEPT: _yes(kept), OTHER: _yes(other)}
            chosen = self.choose(column.field, _yes(kept), _yes(other), usual, said)
            self.values[name] = kept if chosen == KEPT else other
        elif _blank(other):
            self.values[name] = kept
        elif name in _NOT_SHOWN:
            self.values[name] = other if _blank(kept) else min(kept, other)
        else:
            self.values[name] = self._chosen(column, kept, other)

    def _chosen(self, column: Column, kept: Any, other: Any) -> Any:
        results = {KEPT: kept, OTHER: other}
        usual = OTHER if _blank(kept) else KEPT
        match column.rule:
            case "name":
                usual = self._part(column.name, kept, other)
            case "least" if not _blank(kept):
                usual = KEPT if kept <= other else OTHER
            case "words" if not _blank(kept):
                results[BOTH] = f"{kept}, {other}"
            case "long" if not _blank(kept):
                results[BOTH] = joined(kept, other)
                usual = BOTH
        said = {choice: _said(value) for choice, value in results.items()}
        return results[self.choose(column.field, _said(kept), _said(other), usual, said)]

    def _part(self, name: str, kept: str, other: str) -> Choice:
        """Which part of a name goes with the name that was chosen."""
        if self.values["name"] != self.kept["name"]:
            return OTHER
        if kept:
            return KEPT
        # “D.” is no first name for “Dana Whitfield”; titles and middle names need not stand in it.
        words = set(self.values["name"].casefold().split())
        fits = name not in {"given", "family"} or set(other.casefold().split()) <= words
        return OTHER if fits else KEPT

    def _met(self) -> None:
        names = ("met_on", "met_how", "met_through")
        kept, other = ([row[name] for name in names] for row in (self.kept, self.other))
        # The how of one day is not that of another.
        one_day = _blank(kept[0]) or _blank(other[0]) or kept[0] == other[0]
        filled = [mine if _blank(mine) else theirs for mine, theirs in zip(kept, other, strict=True)]
        swapped = [theirs if _blank(theirs) else mine for mine, theirs in zip(kept, other, strict=True)]
        results = {KEPT: filled, OTHER: swapped} if one_day else {KEPT: kept, OTHER: other}
        chosen = KEPT
        if kept != other and not all(map(_blank, other)):
            usual = KEPT if one_day or kept[0] < other[0] else OTHER
            said = {choice: _parts(values) for choice, values in results.items()}
            chosen = self.choose("met", _parts(kept), _parts(other), usual, said)
        self.values |= dict(zip(names, results[chosen], strict=True))

    def _extra(self, name: str) -> None:
        kept, other = json.loads(self.kept[name]), json.loads(self.other[name])
        merged = dict(kept)
        for key, theirs in other.items():
            mine = kept.get(key)
            if key in kept and mine == theirs:
                continue
            field = f"{name}.{key}"
            results = {KEPT: mine, OTHER: theirs}
            usual = KEPT if key in kept else OTHER
            if isinstance(mine, list) and isinstance(theirs, list):
                results[BOTH] = _lists(mine, theirs, cards=key == "vcard")
                usual = BOTH
            said = {choice: _said(value) for choice, value in results.items()}
            chosen = self.choose(field, _said(mine), _said(theirs), usual, said, label=clean_line(key))
            if chosen != KEPT or key in kept:
                merged[key] = results[chosen]
        self.values[name] = self.kept[name] if merged == kept else json.dumps(merged, ensure_ascii=False)


def refuse_unknown(choices: Mapping[str, Choice], known: Iterable[str]) -> None:
    """Raises Refused for a choice about what does not differ, or is no field."""
    unknown = next((field for field in choices if field not in set(known)), None)
    if unknown is not None:
        fields = ", ".join(known) or "none"
        raise Refused(f"There is nothing to choose for “{clean_line(unknown)[:40]}”: the two differ in {fields}.")


def joined(kept: str, other: str) -> str:
    """Both texts as paragraphs; one alone where it holds the lines of the other."""
    mine, theirs = f"\n{kept.strip()}\n", f"\n{other.strip()}\n"
    if theirs in mine:
        return kept
    if mine in theirs:
        return other
    return f"{kept.rstrip()}\n\n{other.lstrip()}"


def _lists(kept: list[Any], other: list[Any], *, cards: bool) -> list[Any]:
    known = {_property(line) for line in kept} if cards else set()
    more = [each for each in other if each not in kept]
    return kept + [each for each in more if not cards or _property(each) not in known & _ONCE]


def _property(line: Any) -> str:
    """The name of the vCard property in a content line, without its group."""
    head = str(line).partition(":")[0].partition(";")[0]
    return head.rpartition(".")[2].upper()


def _blank(value: Any) -> bool:
    return value is None or value == ""


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _parts(values: Iterable[Any]) -> str:
    on, how, through = (value or "" for value in values)
    return ", ".join(filter(None, (on, how, through and f"through {through}")))


def _said(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case list():
            return ", ".join(map(_said, value))
        case dict():
            return ", ".join(f"{key}: {_said(each)}" for key, each in value.items())
        case _:
            return str(value)
