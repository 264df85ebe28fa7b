"""The call sheet: what to have before one's eyes when the phone rings, and words for rows that no playbook wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm.domain.etiquette import NO_BALANCE, Balance
from crm.domain.interviews import Concern
from crm.domain.next_touch import NextTouch
from crm.domain.opportunities import Opportunity, part_of
from crm.domain.people import Labelled
from crm.domain.playbooks import Prompts
from crm.domain.rows import FollowUpRow, TimelineRow
from crm.domain.words import say_day

#: Before and after these hours (their local time) an office is likely to be empty.
OFFICE_HOURS = (8, 18)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """A contact's part in an opportunity and where that stands: `words` is `said no Mon 12 Oct, runner-up`.

    `window` is the callback window in words, empty where there is none.
    """

    opportunity_id: int
    title: str
    employer: str
    part: str
    stage: str
    words: str
    window: str = ""


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """Where a contact stands in a running plan: the step that is next, its `number` of `total`, and its prompts."""

    plan_id: int
    title: str
    playbook: str
    step_id: int
    number: int
    total: int
    name: str
    on: date
    channel: str
    purpose: str
    why: str
    prompts: Prompts

    @property
    def words(self) -> str:
        """`step 4 of 12: coffee`."""
        return f"step {self.number} of {self.total}: {self.name.replace('-', ' ')}"


@dataclass(frozen=True, slots=True)
class Told:
    """Something they told the person: on which day, what kind of thing (`feedback`, `chemistry` …), their words."""

    on: date
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Reach:
    """A number or address with the link that dials or writes; `link` is empty where none can be made."""

    kind: Literal["phone", "email"]
    label: str
    value: str
    link: str


@dataclass(frozen=True, slots=True)
class CallSheet:
    """Everything worth knowing before one rings somebody, a frozen moment of the book.

    `why` says why now, `purpose` and `channel` what for and by which way. `last` are the newest touches. `planned`
    are dates the person typed, `promised` what they promised, `offered` what was promised to them. `local_time` is
    the time where they are, with its zone; None where the zone is not known. `warning` is kind, and empty where an
    outreach today leaves enough room.
    """

    contact_id: int
    uid: str
    name: str
    title: str
    employer: str
    role: str
    do_not_contact: bool
    why: str
    shown: date | None
    channel: str
    purpose: str
    prompts: Prompts
    standings: tuple[Standing, ...] = ()
    plan: PlanPlace | None = None
    last: tuple[TimelineRow, ...] = ()
    waiting: tuple[TimelineRow, ...] = ()
    told: tuple[Told, ...] = ()
    challenges: tuple[Concern, ...] = ()
    concerns: tuple[Concern, ...] = ()
    promised: tuple[FollowUpRow, ...] = ()
    offered: tuple[FollowUpRow, ...] = ()
    planned: tuple[FollowUpRow, ...] = ()
    balance: Balance = NO_BALANCE
    local_time: datetime | None = None
    reach: tuple[Reach, ...] = ()
    warning: str = ""

    @property
    def windows(self) -> tuple[str, ...]:
        """The callback windows in words, those of the opportunities that have one."""
        return tuple(dict.fromkeys(standing.window for standing in self.standings if standing.window))


def standing_words(opportunity: Opportunity, today: date) -> str:
    """Where an opportunity stands: `said no Mon 12 Oct, runner-up`, `interviewing since Tue 3 Nov`."""
    since = f" {say_day(opportunity.since, today)}" if opportunity.since else ""
    if opportunity.stage == "rejected":
        no = opportunity.rejection
        rank = f", {no.rank}" if no is not None and no.rank else ""
        return f"said no{since}{rank}"
    words = {"no answer": "no answer since", "withdrawn": "withdrawn", "accepted": "accepted", "offer": "offer since"}
    said = words.get(opportunity.stage, f"{opportunity.stage} since") + since if since else opportunity.stage
    return f"{said} (second chance)" if opportunity.is_second_chance else said


def part_words(part: str) -> str:
    """A part as people write it: `HR`, `hiring manager`."""
    return "HR" if part_of(part) == "hr" else part


# Reaching them


def reach_of(phones: Iterable[Labelled], emails: Iterable[Labelled]) -> tuple[Reach, ...]:
    """Phone numbers, then e-mail addresses, each with its link."""
    return (
        *(Reach("phone", point.label, point.value, tel_link(point.value)) for point in phones),
        *(Reach("email", point.label, point.value, mailto_link(point.value)) for point in emails),
    )


def tel_link(number: str) -> str:
    """`tel:` and the digits (RFC 3966), an extension as `;ext=`; empty for what has no digits."""
    main, ext = number, ""
    if match := re.search(r"(?i)[\s;,]*(?:ext(?:ension)?[.=]?|x)\s*(\d{1,6})\s*$", number):
        main, ext = number[: match.start()], match[1]
    digits = "".join(char for char in main if char in "0123456789")
    if not digits:
        return ""
    # A zero in brackets is what one dials inside the country only: +49 (0) 30 …
    if main.strip().startswith("+"):
        digits = "+" + "".join(char for char in re.sub(r"\(0\)", "", main) if char in "0123456789")
    return f"tel:{digits}" + (f";ext={ext}" if ext else "")


def mailto_link(address: str) -> str:
    """`mailto:` and the address, what a link cannot hold encoded (RFC 6068); empty for what is no address."""
    address = address.strip()
    return f"mailto:{quote(address, safe='@')}" if re.fullmatch(r"[^@\s]+@[^@\s]+", address) else ""


def time_there(now: datetime, zone: str) -> datetime | None:
    """`now` on the clock in `zone`; None for no zone and for one that this computer does not know."""
    if not zone:
        return None
    try:
        return now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return None


def time_words(there: datetime, today: date) -> str:
    """`16:05 there (Europe/Berlin)`, with the day where it is another one, and a word when nobody may be in."""
    day = "" if there.date() == today else f"{say_day(there.date(), today)} "
    first, last = OFFICE_HOURS
    hint = ""
    if there.weekday() >= _SATURDAY:
        hint = ", their weekend"
    elif not first <= there.hour < last:
        hint = ", early for them" if there.hour < first else ", late for them"
    return f"{day}{there:%H:%M} there ({there.tzinfo}){hint}"


# What to say where no playbook does


def fitting_prompts(found: NextTouch, step: Prompts | None, on: date | None, today: date) -> Prompts:
    """The prompts of the row: those of the plan's step, where it has any, else short words that fit what is due.

    `on` is the day of what it is about: their letter, the promise, the last touch.
    """
    if step is not None and any(getattr(step, field.name) for field in fields(Prompts)):
        return step
    prompts = _PROMPTS.get(found.kind or "", _TYPED)
    if found.kind == "cadence" and found.anchor is not None and found.anchor.kind not in {"contact", "sent"}:
        prompts = _FIRST if found.anchor.kind in {"met", "added", "attempt"} else _AFTER_A_NO
    if found.kind == "decide":
        prompts = _DECIDE.get(found.asks, _DECIDE["streak"])
    what = found.purpose or "what we spoke about"
    if found.kind in {"promise", "their-promise"}:
        what = found.purpose or ("what I promised" if found.kind == "promise" else "what you kindly offered")
    day = say_day(on, today) if on is not None else "the other day"
    texts = {field.name: getattr(prompts, field.name) for field in fields(Prompts)}
    return replace(
        prompts, **{name: text.replace("{day}", day).replace("{what}", what) for name, text in texts.items()}
    )


_ANSWER = Prompts(
    opening="Thank you for getting in touch; I was glad to hear from you. Then answer what they asked, first thing.",
    question="Is there anything I can do for you in the meantime?",
    avoid="A long apology for the days between, or a request of your own before theirs is answered.",
    voicemail="Thank you for your message. I will try you again tomorrow, and you reach me on this number any time.",
)
_PROMISE = Prompts(
    opening="I said you would hear from me: {what}. Here it is.",
    question="Is it what you had in mind, or is there something that would help you more?",
    avoid="Asking for something in the same breath: a promise kept stands by itself.",
    voicemail="As promised, {what}. I send it by e-mail now, so there is no need to ring back.",
)
_THEIR_PROMISE = Prompts(
    opening="You kindly offered: {what}. I look forward to it, and there is no hurry.",
    question="Shall I come back to it in a week or two, or is there something I can make easier?",
    avoid="Naming the day that has passed. They are busy; nobody likes to be reminded of it.",
    voicemail="A small word about what you kindly offered. No hurry at all; I try again next week.",
)
_CADENCE = Prompts(
    opening="We were last in touch on {day}, and I thought of you: one true thing that made you do so.",
    question="What are you working on these days, and what is the hard part of it?",
    avoid="Asking for openings. If there is one, they will say so.",
    voicemail="Nothing urgent: I thought of you and wanted to hear how you are. I try again one of these days.",
)
_FIRST = Prompts(
    opening="Say who you are and what joins you in one sentence: where you met, or who named them to you.",
    question="May I ask you for fifteen minutes, to learn how you see your field?",
    avoid="Asking for a job in the first conversation, or sending a résumé that nobody asked for.",
    voicemail="My name, what joins us, and one question I would value your view on. I try again on another day.",
)
_AFTER_A_NO = Prompts(
    opening="Thank you again for the time you took for me. I enjoyed getting to know you and your team.",
    question="How is it going with your plans, and what keeps you busiest now?",
    avoid="Going back to the decision. It was theirs, and it is made.",
    voicemail="Thank you again for your time; I wanted to hear how you are. Nothing urgent, I try again next week.",
)
_TYPED = Prompts(
    opening="I am getting in touch about this: {what}.",
    question="What would be a good next step, and when may I come back to you?",
    avoid="A second subject. One thing at a time is easier to say yes to.",
    voicemail="I rang about this: {what}. I try again in two days, and you reach me on this number.",
)
_NEWS = Prompts(
    opening="{what}",
    question="And how are you: what has happened on your side since?",
    avoid="A message to everybody at once. One line that is theirs alone is what they keep.",
    voicemail="Good news that I wanted you to hear from me: {what}",
)
_LETTER = Prompts(
    opening="Read the letter once aloud before it goes: does it take up what they told you?",
    question="Does it ask one thing, and name the next step?",
    avoid="Changing it all again. It has rested; correct what jars and send it.",
    voicemail="A letter from me is on its way; no need to ring back.",
)
_PROMPTS = {
    "answer": _ANSWER,
    "promise": _PROMISE,
    "their-promise": _THEIR_PROMISE,
    "cadence": _CADENCE,
    "typed": _TYPED,
    "news": _NEWS,
    "letter": _LETTER,
}
_DECIDE = {
    "streak": Prompts(
        opening="Three tries without an answer: that is about their days, not about you.",
        question="Is there somebody else there who knows you, or shall this rest for half a year?",
        avoid="A fourth message of the same kind.",
        voicemail="None this time: three are enough.",
    ),
    "reply": Prompts(
        opening="They answered: take up what they said before anything that was planned.",
        question="What would they like to happen next?",
        avoid="Sending the next planned step as if they had not written.",
        voicemail="Thank you for your answer. I try you again tomorrow, and you reach me on this number.",
    ),
    "moved": Prompts(
        opening="Congratulations on the new place: how did it come about?",
        question="What would you like to build there, and who looks after your old team now?",
        avoid="Asking them for news of the role they have left.",
        voicemail="I heard that you have moved: all good wishes. I would love to hear how it goes.",
    ),
}
