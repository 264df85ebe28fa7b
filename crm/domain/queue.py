"""Where a next touch stands in the queue on a given day: its group, how late it is, and its reason in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from crm.domain.cadence import NO_CADENCE
from crm.domain.facts import Facts
from crm.domain.next_touch import Kind, NextTouch, Rule, next_touch
from crm.domain.words import say_day, say_since

THIS_WEEK_DAYS = 7

Group = Literal["answer", "late", "today", "this-week", "next-week", "later", "decide"]
GROUPS: tuple[Group, ...] = ("answer", "late", "today", "this-week", "next-week", "later", "decide")


def group_of(
    kind: Kind,
    shown: date,
    today: date,
    *,
    snoozed: bool = False,
    decide_from: date | None = None,
    limit_reached: bool = False,
) -> Group:
    """The group of the queue that a row shown on `shown` is in on the day `today`.

    An answer that waits is in its own group whatever its day, unless it was snoozed to a later one. What asks for a
    decision is in its own from its day on. With `limit_reached` a cadence row of this week waits for the next.
    """
    if kind == "answer" and not (snoozed and shown > today):
        return "answer"
    if (kind == "decide" and shown <= today) or (decide_from is not None and decide_from <= today):
        return "decide"
    if kind == "cadence" and limit_reached and shown < next_monday(today):
        return "next-week"
    if shown < today:
        return "late"
    if shown == today:
        return "today"
    return "this-week" if (shown - today).days <= THIS_WEEK_DAYS else "later"


def behind_held(facts: Facts, today: date, rule: Rule) -> NextTouch | None:
    """What else is due before the next week for somebody whose cadence row a full week holds back.

    The limit holds back that row only: a promise behind it, a letter or an answer is the row instead. None where
    nothing else is due by then.
    """
    found = next_touch(replace(facts, cadence=NO_CADENCE), rule)
    if found.kind is None or found.shown is None:
        return None
    waits = found.kind == "answer" and not (found.snoozed_until is not None and found.shown > today)
    return found if waits or found.shown < next_monday(today) else None


def next_monday(today: date) -> date:
    """The first day of the week after that of `today`."""
    try:
        return today + timedelta(days=7 - today.weekday())
    except OverflowError:
        return date.max


def days_late(shown: date, today: date) -> int:
    """Whole days since the shown date; 0 on the day itself and before."""
    return max(0, (today - shown).days)


def why(found: NextTouch, today: date, step_why: str = "") -> str:
    """The reason for the next touch in words, or why there is none. `step_why` is that of the step of a plan."""
    if found.do_not_contact:
        return "do not contact"
    snooze = found.snoozed_until
    resting = f"resting until {say_day(snooze, today)}" if snooze is not None and snooze > today else ""
    if found.kind is None or found.reason_on is None or found.shown is None:
        return resting or "no cadence"
    asks = "streak" if found.decide_from is not None and found.decide_from <= today else ""
    words = _reason(found, found.reason_on, today, step_why, asks)
    if resting:
        return f"{words}; {resting}"
    rest = found.not_before
    if found.kind in {"cadence", "plan"} and rest and found.due and found.shown > today and rest > found.due:
        if found.held:
            return f"{words}; leaving their colleagues room until {say_day(rest, today)}"
        return f"{words}; leaving a little room until {say_day(rest, today)}"
    return words


def _reason(found: NextTouch, on: date, today: date, step_why: str, asks: str) -> str:
    asks = asks or (found.asks if found.kind == "decide" else "")
    match asks:
        case "streak":
            return "three tries without an answer: rest half a year, somebody else there, or end it?"
        case "reply":
            return f"they replied {say_since(on, today)}, the plan waits: what now?"
        case "moved":
            return "they changed employer: go on with the plan, hand it over, or end it?"
    match found.kind:
        case "letter":
            return "letter rested: ready to reread" if on <= today else f"letter rests until {say_day(on, today)}"
        case "news":
            return found.purpose or "news to tell them"
        case "plan":
            if found.asks == "retry":
                return f"not reached {say_since(on, today)}: try again"
            if found.asks == "by-email":
                return "not reached by phone: an e-mail instead"
            return step_why or found.purpose or "the next step of your plan"
        case "answer":
            # Voicemails and missed calls are answered by a call, so the channel tells how they came.
            verb = "rang" if found.channel == "call" else "wrote"
            return f"they {verb} {say_since(on, today)}, your answer is waiting"
        case "promise":
            return f"you promised: {found.purpose}" if found.purpose else "you promised"
        case "their-promise":
            what = f" ({found.purpose})" if found.purpose else ""
            return f"they promised{what} by {say_day(on, today)}: check back"
        case "typed":
            return found.purpose or "you planned it"
    anchor = found.anchor.kind if found.anchor else "added"
    quiet = (today - on).days
    match anchor:
        case "attempt":
            return f"not reached yet, last tried {say_since(on, today)}"
        case "rejected":
            return f"said no {say_since(on, today)}, nothing since"
        case "met":
            return f"met {say_since(on, today)}, nothing since"
        case "added":
            return f"added {say_since(on, today)}, not in touch yet"
        case "passed":
            return f"passed on {say_day(on, today)}"
    if quiet < 1:
        return f"in touch {say_since(on, today)}"
    return f"quiet for {quiet} day{'' if quiet == 1 else 's'}"
