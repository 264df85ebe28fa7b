"""Where a next touch stands in the queue on a given day: its group, how late it is, and its reason in words."""

from __future__ import annotations

from datetime import date
from typing import Literal

from crm.domain.next_touch import Kind, NextTouch
from crm.domain.words import say_day, say_since

THIS_WEEK_DAYS = 7

Group = Literal["answer", "late", "today", "this-week", "next-week", "later", "decide"]
GROUPS: tuple[Group, ...] = ("answer", "late", "today", "this-week", "next-week", "later", "decide")


def group_of(kind: Kind, shown: date, today: date, *, snoozed: bool = False) -> Group:
    """The group of the queue that a row shown on `shown` is in on the day `today`.

    An answer that waits is in its own group whatever its day, unless it was snoozed to a later one.
    """
    if kind == "answer" and not (snoozed and shown > today):
        return "answer"
    if shown < today:
        return "late"
    if shown == today:
        return "today"
    return "this-week" if (shown - today).days <= THIS_WEEK_DAYS else "later"


def days_late(shown: date, today: date) -> int:
    """Whole days since the shown date; 0 on the day itself and before."""
    return max(0, (today - shown).days)


def why(found: NextTouch, today: date) -> str:
    """The reason for the next touch in words, or why there is none."""
    if found.do_not_contact:
        return "do not contact"
    snooze = found.snoozed_until
    resting = f"resting until {say_day(snooze, today)}" if snooze is not None and snooze > today else ""
    if found.kind is None or found.reason_on is None or found.shown is None:
        return resting or "no cadence"
    words = _reason(found, found.reason_on, today)
    if resting:
        return f"{words}; {resting}"
    rest = found.not_before
    if found.kind == "cadence" and rest and found.due and found.shown > today and rest > found.due:
        return f"{words}; leaving a little room until {say_day(rest, today)}"
    return words


def _reason(found: NextTouch, on: date, today: date) -> str:
    match found.kind:
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
        case "met":
            return f"met {say_since(on, today)}, nothing since"
        case "added":
            return f"added {say_since(on, today)}, not in touch yet"
        case "passed":
            return f"passed on {say_day(on, today)}"
    if quiet < 1:
        return f"in touch {say_since(on, today)}"
    return f"quiet for {quiet} day{'' if quiet == 1 else 's'}"
