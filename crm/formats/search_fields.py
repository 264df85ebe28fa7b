"""The parts of a search as a book holds them in YAML: which fields each has, what each is, and what stands in it.

One table for all who carry them: the reader, the writer, the export and the import. Names of fields are those of the
book's columns (`opportunity` for `opportunity_id`); a test compares the two, so no column can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from crm.domain.interviews import ANSWERS, CONCERN_KINDS, LONGEST_MINUTES, STATUSES
from crm.domain.letters import KINDS
from crm.domain.opportunities import ALL_STAGES, HOW, OPPORTUNITY_KINDS, SENT_KINDS, TOLD_BY
from crm.domain.plans import StepStatus
from crm.domain.playbooks import PHASES
from crm.domain.touches import CHANNELS
from crm.formats.yaml_events import fold_key

#: `line` and `text` are one line and several, `lines` a list of lines; `moment` is in UTC; `employer` is a name;
#: `contact`, `touch` and `thing` refer to others; `rejection` is `1`, the first no of the plan's opportunity, or
#: `1 of` another's uid.
FieldKind = Literal[
    "line", "text", "lines", "day", "moment", "time", "zone", "number", "seq", "yes", "choice", "mapping",
    "employer", "contact", "touch", "thing", "rejection",
]  # fmt: skip
_REFERENCES = frozenset({"employer", "contact", "touch", "thing", "rejection"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `default` is what a missing one means; `of` is the thing it refers to; `words` are the choices."""

    name: str
    kind: FieldKind
    aliases: tuple[str, ...] = ()
    default: Any = ""
    of: str = ""
    needed: bool = False
    choices: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict, compare=False)
    most: int = 0

    @property
    def key(self) -> str:
        """What it is called in a file."""
        return self.name.replace("_", " ")

    @property
    def column(self) -> str:
        """What it is called in the book."""
        return f"{self.name}_id" if self.kind in _REFERENCES else self.name


@dataclass(frozen=True, slots=True)
class Child:
    """A list inside a thing. `parent` is the column that names the thing it belongs to; `placed`: its order counts."""

    key: str
    thing: Thing
    parent: str
    aliases: tuple[str, ...] = ()
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """One part of a search. `rest` is the field that keeps keys nobody knows; without it they are a problem.

    `same` are the fields by which one without a uid is known again.
    """

    name: str
    fields: tuple[Field, ...]
    example: str
    same: tuple[str, ...]
    children: tuple[Child, ...] = ()
    section: str = ""
    rest: str = ""
    table: str = ""
    many: str = ""
    keys: Mapping[str, str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Finds a field or list by every spelling of its key."""
        keys = {fold_key(spelled): each.name for each in self.fields for spelled in (each.key, *each.aliases)}
        keys |= {fold_key(spelled): each.key for each in self.children for spelled in (each.key, *each.aliases)}
        object.__setattr__(self, "keys", MappingProxyType(keys))

    @property
    def stored_in(self) -> str:
        """The table of the book."""
        return self.table or self.name.replace(" ", "_")


def _line(name: str, *aliases: str, needed: bool = False, default: str = "") -> Field:
    return Field(name, "line", aliases, default, needed=needed)


def _text(name: str, *aliases: str, needed: bool = False) -> Field:
    return Field(name, "text", aliases, needed=needed)


def _day(name: str, *aliases: str, needed: bool = False) -> Field:
    return Field(name, "day", aliases, None, needed=needed)


def _choice(
    name: str,
    choices: Iterable[str],
    default: str = "",
    *aliases: str,
    needed: bool = False,
    also: dict[str, str] | None = None,
) -> Field:
    known = tuple(filter(None, choices))
    words = {spelled: choice for choice in known for spelled in (choice, fold_key(choice))} | (also or {})
    return Field(name, "choice", aliases, default, needed=needed, choices=known, words=words)


def _contact(name: str, *aliases: str, needed: bool = False) -> Field:
    return Field(name, "contact", aliases, None, needed=needed)


def _thing(name: str, of: str, *aliases: str, needed: bool = False) -> Field:
    return Field(name, "thing", aliases, None, of=of, needed=needed)


def _number(name: str, default: int | None, most: int = 10**6) -> Field:
    return Field(name, "number", (), default, most=most)


_UID = _line("uid", "id")
_SEQ = Field("seq", "seq", default=0)
_CREATED = Field("created", "moment")
_UPDATED = Field("updated", "moment")
_TOUCH = Field("touch", "touch", default=None)

_TOLD_ALSO = {"hiringmanager": "manager", "themanager": "manager", "recruiter": "hr", "none": "nobody"}
_SENT_ALSO = {"resume": "résumé", "cv": "résumé", "coverletter": "cover letter", "letter": "cover letter"}
_LETTER_ALSO = {
    "coverletter": "cover",
    "influenceletter": "influence",
    "thankyou": "thanks",
    "note": "handwritten",
    "card": "handwritten",
    "handwrittennote": "handwritten",
}

REJECTION = Thing(
    "rejection",
    (
        _choice("told_by", TOLD_BY, also=_TOLD_ALSO),
        _contact("teller", "by"),
        _choice("how", HOW, also={"phone": "call", "mail": "email"}),
        _text("reason", "why"),
        _text("rank"),
        _text("chosen", "who"),
        _day("starts_on", "starts"),
        _TOUCH,
    ),
    "a rejection is written like {told by: manager, how: call, reason: somebody with more years}",
    (),
)
STAGE = Thing(
    "stage",
    (_day("on", "date", "day", "since"), _choice("stage", ALL_STAGES, needed=True), _text("note", "notes"), _SEQ),
    "a stage is written like {on: 2026-10-12, stage: applied}",
    ("on", "stage"),
    (Child("rejection", REJECTION, "event"),),
    table="stage_event",
)
PERSON = Thing(
    "part",
    (_contact("contact", "name", "who", needed=True), _line("part", "role", "as")),
    "somebody with a part is written like {contact: Dana Whitfield, part: hiring manager}",
    ("contact",),
    table="opportunity_contact",
)
SENT = Thing(
    "thing that was sent",
    (
        _choice("kind", SENT_KINDS, "other", "what", also=_SENT_ALSO),
        _line("name", "file", "version", needed=True),
        _day("on", "date"),
    ),
    "what was sent is written like {kind: résumé, name: cv-planner-3.pdf}",
    ("kind", "name"),
    table="sent_item",
)
OPPORTUNITY = Thing(
    "opportunity",
    (
        _UID,
        _line("title", "name", "position", needed=True),
        Field("employer", "employer", ("company", "organisation", "organization", "at"), None),
        _choice("kind", OPPORTUNITY_KINDS, "role", "type"),
        _line("link", "url", "webpage"),
        _text("posting"),
        _line("salary"),
        _line("source"),
        _day("decision_on", "decision"),
        _text("notes", "note"),
        _thing("second_of", "opportunity", "second chance of"),
        Field("extra", "mapping", default=MappingProxyType({})),
        _CREATED,
    ),
    "an opportunity is written like {title: Planning Lead, employer: Northwind Robotics, stage: applied}",
    ("title", "employer"),
    (
        Child("stages", STAGE, "opportunity", ("history",)),
        Child("people", PERSON, "opportunity", ("with", "contacts"), placed=True),
        Child("sent", SENT, "opportunity", placed=True),
    ),
    section="opportunities",
    rest="extra",
    many="opportunities",
)

PRESENT = Thing(
    "person of an interview",
    (_contact("contact", "name", "who", needed=True),),
    "who took part is written like with: [Dana Whitfield]",
    ("contact",),
    table="interview_contact",
)
PROOF = Thing(
    "proof point",
    (
        _UID,
        _line("title", "name", needed=True),
        _text("situation"),
        _text("action", "did", "what I did"),
        _text("result"),
        Field("tags", "lines", ("tag",), ()),
        _SEQ,
        _CREATED,
        _UPDATED,
    ),
    "a proof point is written like {title: Less dead stock, situation: …, action: …, result: 31 % less}",
    ("title",),
    section="proof points",
    many="proof points",
)
CONCERN_PROOF = Thing(
    "proof of a concern",
    (_thing("proof", "proof point", "title", "uid", needed=True),),
    "what answers a concern is written like proofs: [Less dead stock]",
    ("proof",),
    table="concern_proof",
)
ANSWER = Thing(
    "answer",
    (
        _choice("how", ANSWERS, "talk", also={"conversation": "talk"}),
        _thing("letter", "letter"),
        _TOUCH,
        _day("on", "date"),
        _text("note", "notes"),
        _SEQ,
    ),
    "an answer is written like {how: talk, on: 2026-10-28, note: told the story of the two summers}",
    ("how", "on", "letter"),
)
CONCERN = Thing(
    "concern",
    (
        _UID,
        _choice("kind", CONCERN_KINDS, "concern"),
        _text("text", "words", needed=True),
        _thing("opportunity", "opportunity"),
        _thing("interview", "interview"),
        _contact("contact", "by", "from"),
        _day("on", "date"),
        _day("closed_on", "closed"),
        _SEQ,
        _CREATED,
    ),
    "a concern is written like {kind: concern, text: has not led more than four, opportunity: Planning Lead}",
    ("kind", "text", "opportunity", "interview"),
    (
        Child("proofs", CONCERN_PROOF, "concern", ("proof points", "proof"), placed=True),
        Child("answers", ANSWER, "concern", ("answered", "answer")),
    ),
    section="concerns",
    many="concerns",
)
INTERVIEW = Thing(
    "interview",
    (
        _UID,
        _thing("opportunity", "opportunity", "for", needed=True),
        _day("on", "date", "day", needed=True),
        Field("at", "time", ("time",)),
        Field("zone", "zone", ("time zone",)),
        _number("minutes", 60, LONGEST_MINUTES),
        _line("kind", "type"),
        _line("location", "place", "where"),
        _choice("status", STATUSES, "planned", also={"canceled": "cancelled"}),
        _text("notes", "note"),
        _text("responsibilities"),
        _text("first_tasks"),
        _text("competition", "how I compare"),
        _text("advantage"),
        _text("questions"),
        _text("chemistry"),
        _text("went_well"),
        _text("put_off", "put them off"),
        _text("next_time"),
        _SEQ,
        _CREATED,
        _UPDATED,
    ),
    "an interview is written like {opportunity: Planning Lead, on: 2026-09-22, with: [Dana Whitfield]}",
    ("opportunity", "on"),
    (
        Child("people", PRESENT, "interview", ("with", "contacts"), placed=True),
        Child("concerns", CONCERN, "interview"),
        Child("challenges", CONCERN, "interview"),
    ),
    section="interviews",
    rest="notes",
    many="interviews",
)

VERSION = Thing(
    "version",
    (Field("at", "moment"), _text("text", needed=True), _SEQ),
    "a version of a letter is written like {at: 2026-10-30T09:00:00Z, text: …}",
    ("text",),
    table="letter_version",
)
LETTER = Thing(
    "letter",
    (
        _UID,
        _choice("kind", KINDS, "", "type", needed=True, also=_LETTER_ALSO),
        _line("subject", "title"),
        _contact("contact", "to"),
        _thing("opportunity", "opportunity", "for"),
        _thing("interview", "interview", "after"),
        _line("reader"),
        _choice("channel", CHANNELS, "email"),
        _choice("status", ("draft", "finished", "sent"), "draft"),
        Field("finished_at", "moment", ("finished",)),
        Field("rest_until", "moment"),
        _day("ready_on"),
        _day("early_on"),
        _day("sent_on", "sent"),
        _TOUCH,
        _SEQ,
        _CREATED,
        _UPDATED,
    ),
    "a letter is written like {kind: influence, to: Dana Whitfield, subject: …, text: …}",
    ("kind", "subject", "contact", "opportunity"),
    (Child("versions", VERSION, "letter"),),
    section="letters",
    many="letters",
)

STEP = Thing(
    "step",
    (
        _UID,
        _contact("contact", "who", "for", needed=True),
        _number("place", None),
        _line("name", "key"),
        _day("on", "date", needed=True),
        _choice("channel", CHANNELS),
        _text("purpose"),
        _text("why"),
        Field("prompts", "mapping", default=MappingProxyType({})),
        _choice("phase", PHASES, "early"),
        Field("coffee", "yes", default=False),
        Field("unless_feedback", "yes", default=False),
        _number("follows", None),
        _number("follows_days", 0),
        Field("pinned", "yes", default=False),
        _choice("status", get_args(StepStatus), "open", also={"letgo": "let-go"}),
        _day("status_on"),
        _SEQ,
        _CREATED,
        _UPDATED,
    ),
    "a step of a plan is written like {contact: Dana Whitfield, on: 2026-12-01, channel: call, purpose: …}",
    ("contact", "name", "place"),
    table="plan_step",
)
PLAN = Thing(
    "plan",
    (
        _UID,
        _line("playbook", "name", needed=True),
        _thing("opportunity", "opportunity", "for"),
        Field("employer", "employer", ("company", "at"), None),
        Field("rejection", "rejection", default=None),
        _day("start_on", "start", "on", needed=True),
        _choice("placing", ("placed", "plain"), "placed"),
        _number("least", 42),
        _number("most", 65),
        _choice("status", ("running", "ended"), "running"),
        _day("status_on"),
        _SEQ,
        _CREATED,
    ),
    "a plan is written like {playbook: after the no, opportunity: Planning Lead, start: 2026-10-12, steps: […]}",
    ("playbook", "opportunity", "start_on"),
    (Child("steps", STEP, "plan"),),
    section="plans",
    many="plans",
)
NEWS = Thing(
    "news",
    (
        _UID,
        _choice("kind", ("news", "landed"), "news"),
        _text("text", needed=True),
        _day("on", "date", needed=True),
        _thing("opportunity", "opportunity"),
        _SEQ,
        _CREATED,
    ),
    "news is written like {kind: landed, on: 2026-11-20, text: signed with Kestrel Health}",
    ("kind", "on", "text"),
    section="news",
    many="pieces of news",
)
DECISION = Thing(
    "decision",
    (
        _choice("kind", ("resume", "continue", "follow", "rest", "end"), needed=True),
        _day("on", "date", needed=True),
        _thing("plan", "plan"),
        _SEQ,
    ),
    "a decision is written like {kind: rest, on: 2026-10-30}",
    ("kind", "on", "plan"),
    many="decisions",
)

#: Those with a section of their own, each after those it refers to.
THINGS: Mapping[str, Thing] = MappingProxyType(
    {thing.name: thing for thing in (PROOF, OPPORTUNITY, INTERVIEW, LETTER, CONCERN, PLAN, NEWS)}
)
#: The section of a book, folded, to what stands in it.
SECTIONS: Mapping[str, Thing] = MappingProxyType({fold_key(thing.section): thing for thing in THINGS.values()})


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """One thing of a search in a file. `values` holds the fields that were given, by name; lists are `children`.

    `exact`: a book says it, so what is missing is not to be guessed.
    """

    thing: Thing
    values: Mapping[str, Any]
    children: Mapping[str, tuple[SearchRecord, ...]] = field(default_factory=dict)
    line: int = 0
    file: str = ""
    exact: bool = False

    def get(self, name: str) -> Any:
        """The value of a field, or what a missing one means."""
        if name in self.values:
            return self.values[name]
        return next(each.default for each in self.thing.fields if each.name == name)

    @property
    def called(self) -> str:
        """What to call it in a message: a title or name, else nothing."""
        return next((str(self.values[name]) for name in ("title", "subject", "playbook") if self.values.get(name)), "")
