"""Etiquette: how soon is too soon, and whether one gives before one asks. Pure functions of facts.

The gaps are those of the next touch: after an outreach the smaller of 21 days and the cadence, and 10 days after one
to somebody else at the same employer. Nothing here forbids anything: the person decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from crm.domain.facts import Facts
from crm.domain.next_touch import GAP_DAYS, PROMISE_EARLY_DAYS, USUAL_RULE, Rule, cadence_of, last_outreach, waiting
from crm.domain.plans import EMPLOYER_GAP_DAYS
from crm.domain.touches import TouchFact, Weight
from crm.domain.words import say_day

_TWICE = 2


@dataclass(frozen=True, slots=True)
class Outreach:
    """The last outreach to somebody: on which day, by which channel, and whether they answered."""

    on: date
    channel: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """The last outreach to somebody else at the contact's employer."""

    name: str
    employer: str
    last: Outreach


@dataclass(frozen=True, slots=True)
class TooSoon:
    """An outreach inside a gap: the last one before it, and the first day on which there is room again.

    `colleague` is set where the last one went to somebody else at the employer.
    """

    last: Outreach
    until: date
    colleague: Colleague | None = None


def too_soon(
    facts: Facts, on: date, rule: Rule = USUAL_RULE, colleague: Colleague | None = None, *, planning: bool = False
) -> TooSoon | None:
    """What an outreach on `on` comes too soon after, or None where there is room, or none is asked for.

    Exempt are early steps of a plan, answers to what waits and promises; logging what was typed for that day too, as
    it was said when it was planned (`planning`). Touches after `on` do not count.
    """
    if _is_exempt(facts, on, planning=planning):
        return None
    found: list[TooSoon] = []
    before = [touch for touch in facts.touches if touch.on <= on]
    last = last_outreach_of(before)
    if last is not None:
        cadence = cadence_of(facts, rule)
        ends = _later(last.on, GAP_DAYS)
        if cadence is not None:
            ends = min(ends, cadence.after(last.on))
        if on < ends:
            found.append(TooSoon(last, ends))
    if colleague is not None and colleague.last.on <= on:
        ends = _later(colleague.last.on, EMPLOYER_GAP_DAYS)
        if on < ends:
            found.append(TooSoon(colleague.last, ends, colleague))
    return max(found, key=lambda each: (each.until, each.colleague is None), default=None)


def last_outreach_of(touches: Iterable[TouchFact]) -> Outreach | None:
    """The latest outbound touch among these, and whether they took part in it or anything came from them since."""
    known = list(touches)
    last = last_outreach(known)
    return None if last is None else outreach_of(last, known)


def outreach_of(last: TouchFact, touches: Iterable[TouchFact]) -> Outreach:
    """An outreach, and whether they took part in it or anything among `touches` came from them since."""
    answered = any(touch.weight is Weight.CONTACT and touch.order >= last.order for touch in touches)
    return Outreach(last.on, last.channel, answered)


def _is_exempt(facts: Facts, on: date, *, planning: bool) -> bool:
    if any(touch.on <= on for touch in waiting(facts.touches)):
        return True
    if any(plan.steps and plan.steps[0].phase == "early" for plan in facts.plans):
        return True
    for item in facts.follow_ups:
        if not item.is_open:
            continue
        if item.kind in {"promise", "their-promise"}:
            if on >= _later(item.on, -PROMISE_EARLY_DAYS):
                return True
        elif not planning and on >= item.on:
            return True
    return False


def too_soon_words(found: TooSoon, name: str, today: date) -> str:
    """The warning as kind words, with the date of the last touch and whether they answered."""
    last, whom = found.last, "them"
    if (colleague := found.colleague) is not None:
        whom = f"{colleague.name} ({colleague.employer} as well)" if colleague.employer else colleague.name
    day = say_day(last.on, today)
    since = ", and they answered" if last.answered else ", no answer yet"
    match last.channel:
        case "meeting" | "event":
            said = f"you met {whom} on {day}"
        case "call" if last.answered:
            said = f"you spoke with {whom} on the phone on {day}"
        case "call":
            said = f"you rang {whom} on {day} and did not reach them"
        case "voicemail":
            said = f"you left {whom} a voicemail on {day}{since}"
        case "email" | "letter" | "message":
            said = f"you wrote to {whom} on {day}{since}"
        case _:
            said = f"you were in touch with {whom} on {day}{since}"
    return f"{name}: {said}. A little room until {say_day(found.until, today)} is kind; you decide."


# Give before you ask


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a touch gave and asked for; `aside`: an early step of a plan after a no, whose asking does not count."""

    gave: bool
    asked: bool
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """How many touches gave something and how many asked for something.

    `flagged`: they were asked twice in a row with nothing given between.
    """

    gave: int = 0
    asked: int = 0
    flagged: bool = False

    @property
    def words(self) -> str:
        """`gave 2, asked 1`, with a kind word where it is flagged; empty where neither happened."""
        if not (self.gave or self.asked):
            return ""
        words = f"gave {self.gave}, asked {self.asked}"
        return f"{words}; asked twice in a row: something for them comes first now" if self.flagged else words


NO_BALANCE = Balance()


def balance_of(exchanges: Iterable[Exchange]) -> Balance:
    """The balance of what passed, oldest first. What is given in the touch that asks counts as given before."""
    gave = asked = run = 0
    for each in exchanges:
        if each.gave:
            gave += 1
            run = 0
        if each.asked:
            asked += 1
            run += not each.aside
    return Balance(gave, asked, run >= _TWICE)


def _later(on: date, days: int) -> date:
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
