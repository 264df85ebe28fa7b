"""Made-up people in many scripts, drawn from a seeded generator: the same seed gives the same people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from benchmarks.names import EMPLOYER_PARTS, SCRIPTS, TAGS, TITLES, WORDS

#: The day on which every benchmark takes place.
TODAY = date(2026, 11, 20)
TOUCHES_EACH = 10

_ROLES = ("hiring manager", "executive", "HR", "recruiter", "interviewer", "peer", "referrer", "alum", "")
_CADENCES = (None, None, None, "2 months", "6 weeks", "quarterly", "3 weeks", "none")
_CHANNELS = ("call", "call", "call", "email", "email", "message", "letter", "meeting", "voicemail", "event")


@dataclass(frozen=True, slots=True)
class MadeTouch:
    """One touch of a made-up person."""

    uid: str
    on: date
    channel: str
    direction: str
    outcome: str
    note: str
    gave: str


@dataclass(frozen=True, slots=True)
class MadeFollowUp:
    """One follow-up of a made-up person."""

    uid: str
    on: date
    kind: str
    channel: str
    purpose: str
    status: str


@dataclass(frozen=True, slots=True)
class MadePerson:
    """One made-up person with what passed and what is planned."""

    uid: str
    name: str
    given: str
    family: str
    role: str
    employer: str
    title: str
    email: str
    phone: str
    tags: tuple[str, ...]
    notes: str
    met: date
    cadence: str | None
    touches: tuple[MadeTouch, ...]
    follow_ups: tuple[MadeFollowUp, ...]


def employer_name(number: int) -> str:
    """The name of the employer with that number; all differ."""
    places = []
    rest = number
    for parts in EMPLOYER_PARTS:
        rest, place = divmod(rest, len(parts))
        places.append(parts[place])
    name = f"{places[0]}{places[1]} {places[2]}"
    return f"{name} {rest + 1}" if rest else name


def make_person(number: int, seed: int, employers: int) -> MadePerson:
    """Person `number` of a book with that many employers. The same arguments give the same person."""
    random = Random(f"{seed}/{number}")
    given_names, family_names, family_first = random.choice(SCRIPTS)
    given, family = random.choice(given_names), random.choice(family_names)
    touches = _touches(random)
    return MadePerson(
        uid=_uuid(random),
        name=f"{family} {given}" if family_first else f"{given} {family}",
        given=given,
        family=family,
        role=random.choice(_ROLES),
        employer=employer_name(random.randrange(employers)),
        title=random.choice(TITLES),
        email=f"person{number}@example{number % 97}.test",
        phone=f"+49 30 555{number:06d}",
        tags=tuple(sorted(random.sample(TAGS, random.randrange(3)))),
        notes=_sentence(random, 12),
        met=touches[0].on - timedelta(days=random.randrange(1, 60)),
        cadence=random.choice(_CADENCES),
        touches=touches,
        follow_ups=_follow_ups(random),
    )


def _touches(random: Random) -> tuple[MadeTouch, ...]:
    days = sorted(random.randrange(1, 700) for _ in range(TOUCHES_EACH))
    return tuple(_touch(random, TODAY - timedelta(days=back)) for back in reversed(days))


def _touch(random: Random, on: date) -> MadeTouch:
    channel = random.choice(_CHANNELS)
    # Every sixth touch is theirs; a voicemail is always ours.
    if channel != "voicemail" and random.random() < 1 / 6:
        direction, outcome = "in", "replied"
    else:
        direction = "out"
        outcome = {"email": "sent", "message": "sent", "letter": "sent", "voicemail": "no-answer"}.get(
            channel, "reached"
        )
    gave = "an article" if random.random() < 0.1 else ""
    return MadeTouch(_uuid(random), on, channel, direction, outcome, _sentence(random, 10), gave)


def _follow_ups(random: Random) -> tuple[MadeFollowUp, ...]:
    made = []
    for _ in range(random.randint(1, 3)):
        status = "done" if random.random() < 0.3 else "open"
        # Most lie ahead: a book in use has a short list of what is late.
        ahead = -random.randrange(1, 200) if status == "done" else random.randrange(-20, 380)
        made.append(
            MadeFollowUp(
                _uuid(random),
                TODAY + timedelta(days=ahead),
                "promise" if random.random() < 0.2 else "typed",
                random.choice(("call", "email", "")),
                _sentence(random, 4),
                status,
            )
        )
    return tuple(made)


def _sentence(random: Random, words: int) -> str:
    return " ".join(random.choice(WORDS) for _ in range(random.randint(words // 2, words)))


def _uuid(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))
