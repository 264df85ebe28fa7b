"""Interviews, what was said in them, and the stories that answer it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from difflib import SequenceMatcher
from typing import Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from crm.domain.content_words import Fit, fitting
from crm.domain.text import clean, clean_line, fold, words

InterviewStatus = Literal["planned", "held", "cancelled"]
ConcernKind = Literal["challenge", "concern"]
AnswerHow = Literal["letter", "talk", "work"]

STATUSES: tuple[InterviewStatus, ...] = get_args(InterviewStatus)
CONCERN_KINDS: tuple[ConcernKind, ...] = get_args(ConcernKind)
ANSWERS: tuple[AnswerHow, ...] = get_args(AnswerHow)
#: Kinds that are offered; any other text is kept as typed.
KINDS = ("phone", "video", "on site", "panel", "coffee", "task")
#: Before these stages an interview moves the opportunity on to interviewing.
BEFORE_INTERVIEWING = ("lead", "applied", "screening")
#: The two questions that close every interview.
CLOSING_QUESTIONS = (
    "Is there anything that concerns you about me for this role?",
    "How do I compare with the other people you are talking to?",
)
#: The texts of a debrief with the words they are shown under, in order.
DEBRIEF_TEXTS: dict[str, str] = {
    "notes": "notes",
    "responsibilities": "responsibilities",
    "first_tasks": "first tasks",
    "competition": "how you compare",
    "advantage": "your advantage",
    "questions": "your open questions",
    "chemistry": "chemistry",
    "went_well": "went well",
    "put_off": "put them off",
    "next_time": "next time",
}
#: What can be noted before an interview, and what of it says nothing of how it was.
BEFOREHAND = frozenset({"questions", "advantage", "notes"})
_PREPARED = frozenset({"questions", "advantage"})
LONGEST_MINUTES = 24 * 60
_SAME = 0.6  # of the letters: a line of a form that was reworded, not replaced


def tells_of_it(noted: Iterable[str]) -> bool:
    """Whether what is noted (by its names) can only be known once the interview has begun."""
    return bool(frozenset(noted) - _PREPARED)


@dataclass(frozen=True, slots=True)
class InterviewPerson:
    """Somebody who took part."""

    contact_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A challenge or concern in their words. Without `contact_id` it is not known who said it."""

    text: str
    contact_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Debrief:
    """What an interview brought."""

    challenges: tuple[Quote, ...] = ()
    concerns: tuple[Quote, ...] = ()
    notes: str = ""
    responsibilities: str = ""
    first_tasks: str = ""
    competition: str = ""
    advantage: str = ""
    questions: str = ""
    chemistry: str = ""
    went_well: str = ""
    put_off: str = ""
    next_time: str = ""

    def noted(self) -> frozenset[str]:
        """The names of what is noted."""
        return frozenset(name for name in ("challenges", "concerns", *DEBRIEF_TEXTS) if getattr(self, name))

    def texts(self) -> list[tuple[str, str]]:
        """The texts that are there with the words they are shown under."""
        return [(label, text) for name, label in DEBRIEF_TEXTS.items() if (text := getattr(self, name))]


_NOTHING = Debrief()


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview. `at` is the wall time in `zone` (a zone name), or in the person's own where that is empty."""

    id: int
    uid: str
    opportunity_id: int
    opportunity: str
    employer: str
    on: date
    at: time | None = None
    zone: str = ""
    minutes: int = 60
    kind: str = ""
    location: str = ""
    status: InterviewStatus = "planned"
    people: tuple[InterviewPerson, ...] = ()
    debrief: Debrief = _NOTHING
    seq: int = 0

    def own(self, zone: tzinfo) -> datetime | None:
        """The moment in the person's own `zone`; None without a time of day."""
        if self.at is None:
            return None
        return datetime.combine(self.on, self.at, ZoneInfo(self.zone) if self.zone else zone).astimezone(zone)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of those who took part."""
        return tuple(person.name for person in self.people)

    def awaits_debrief(self, today: date) -> bool:
        """True for one whose day has come and of which is noted nothing but what was prepared."""
        return self.on <= today and self.status != "cancelled" and not tells_of_it(self.debrief.noted())


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a challenge or concern was answered. A letter that is not sent yet answers nothing."""

    id: int
    how: AnswerHow
    on: date
    note: str = ""
    letter_id: int | None = None
    touch_id: int | None = None
    sent: bool = True

    @property
    def counts(self) -> bool:
        """True once it has reached them."""
        return self.how != "letter" or self.sent


@dataclass(frozen=True, slots=True)
class ProofRef:
    """A proof point that is linked to a challenge or concern."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Concern:
    """A row of the ledger: a `challenge` of theirs, or a `concern` about the candidacy, in their words."""

    id: int
    uid: str
    kind: ConcernKind
    text: str
    on: date
    opportunity_id: int | None = None
    opportunity: str = ""
    employer: str = ""
    interview_id: int | None = None
    contact_id: int | None = None
    said_by: str = ""
    closed_on: date | None = None
    proofs: tuple[ProofRef, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def answered(self) -> Answer | None:
        """The newest answer that has reached them."""
        found = [answer for answer in self.answers if answer.counts]
        return max(found, key=lambda answer: (answer.on, answer.id)) if found else None

    @property
    def is_open(self) -> bool:
        """True until it is answered in a letter that was sent, in a talk or by work, or the person closed it."""
        return self.closed_on is None and self.answered is None


@dataclass(frozen=True, slots=True)
class ProofPoint:
    """A story of the person's own: the situation, what they did, the result with a figure.

    `concerns` is to how many challenges and concerns it is linked; `letters` and `answers` in how many letters,
    and how often in all, one of them was answered.
    """

    id: int
    uid: str
    title: str
    situation: str = ""
    action: str = ""
    result: str = ""
    tags: tuple[str, ...] = ()
    concerns: int = 0
    letters: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proof point that fits what was said, and the words that both have: why it is suggested."""

    proof: ProofPoint
    words: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reason in words."""
        return "both speak of " + ", ".join(f"“{word}”" for word in self.words[:3])


def suggested(text: str, proofs: Sequence[ProofPoint], limit: int = 3) -> list[Suggestion]:
    """The proof points that fit a challenge or concern, the best first.

    What the story is called and tagged says most of what it is about, then its result.
    """
    parts = [
        (
            proof.id,
            (
                (proof.title, 3.0),
                (" ".join(proof.tags), 3.0),
                (proof.result, 2.0),
                (proof.action, 1.5),
                (proof.situation, 1.0),
            ),
        )
        for proof in proofs
    ]
    by_id = {proof.id: proof for proof in proofs}
    found: list[Fit] = fitting(text, parts)
    return [Suggestion(by_id[fit.key], fit.words) for fit in found[:limit]]


def proof_matches(proof: ProofPoint, text: str) -> bool:
    """Whether every word typed begins a word of the proof point, accents and case aside."""
    whole = "\n".join((proof.title, proof.situation, proof.action, proof.result, *proof.tags))
    tokens = words(text)
    if not tokens:
        return fold(text.strip()) in fold(whole)
    known = words(whole)
    return all(any(word.startswith(token) for word in known) for token in tokens)


@dataclass(frozen=True, slots=True)
class QuoteChanges:
    """What a debrief does to the challenges or concerns of an interview; `edited` are old ids with new quotes."""

    added: tuple[Quote, ...] = ()
    edited: tuple[tuple[int, Quote], ...] = ()
    gone: tuple[int, ...] = ()


def changed_quotes(old: Sequence[Quote], new: Iterable[Quote], *, complete: bool = False) -> QuoteChanges:
    """How `old` becomes `new`: what is there already, case and accents aside, is not added again.

    Without `complete` only what is missing is added. With it `new` is all there is (a form with everything in it):
    a line that was reworded edits the one it was, what is left out goes.
    """
    wanted: dict[str, Quote] = {}
    for quote in new:
        if text := clean(quote.text).strip():
            wanted.setdefault(_key(text), Quote(text, quote.contact_id, quote.id))
    known = {quote.id: quote for quote in old if quote.id is not None}
    edited: dict[int, Quote] = {}
    kept: set[int] = set()
    fresh: list[Quote] = []
    by_text = {_key(quote.text): number for number, quote in known.items()}
    for key, quote in wanted.items():
        number = quote.id if quote.id in known else by_text.get(key)
        if number is None or number in kept:
            fresh.append(quote)
            continue
        kept.add(number)
        there = known[number]
        text = quote.text if complete or quote.id is not None else there.text
        said_by = quote.contact_id if quote.contact_id is not None else there.contact_id
        if (text, said_by) != (there.text, there.contact_id):
            edited[number] = Quote(text, said_by, number)
    if not complete:
        return QuoteChanges(tuple(fresh), tuple(edited.items()))
    left = [quote for number, quote in known.items() if number not in kept]
    added = []
    for quote in fresh:
        nearest = max(left, key=lambda each: _likeness(each.text, quote.text), default=None)
        if nearest is None or nearest.id is None or _likeness(nearest.text, quote.text) < _SAME:
            added.append(quote)
            continue
        left.remove(nearest)
        said_by = quote.contact_id if quote.contact_id is not None else nearest.contact_id
        edited[nearest.id] = Quote(quote.text, said_by, nearest.id)
    gone = tuple(quote.id for quote in left if quote.id is not None)
    return QuoteChanges(tuple(added), tuple(edited.items()), gone)


def _key(text: str) -> str:
    return " ".join(words(text)) or fold(clean_line(text))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, fold(one), fold(other)).ratio()


class UnknownZone(ValueError):
    """The text names no time zone; the message says what would."""


def zone_name(text: str) -> str:
    """The zone of the tz database that is meant: `Europe/Berlin`, `europe/berlin` or `berlin`; empty for none.

    Raises UnknownZone with a sentence.
    """
    text = clean_line(text).replace(" ", "_")
    if not text:
        return ""
    known = available_timezones()
    if text in known:
        return text
    wanted = fold(text)
    found = [name for name in known if fold(name) == wanted]
    found = found or sorted(
        name for name in known if fold(name.rsplit("/", 1)[-1]) == wanted and not name.startswith(("posix/", "right/"))
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownZone(f"Several time zones are called so: {', '.join(found[:5])}. Write the whole name.")
    raise UnknownZone("There is no time zone of that name: write it as Europe/Berlin or America/New_York.")
