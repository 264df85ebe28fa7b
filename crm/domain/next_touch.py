"""The next touch of one contact: a pure function of facts.

Nothing here depends on today: the shown date is derived once from the facts and stored; which group of the
queue a row is in, and how late it is, is made from the shown date and today when the row is read
(`group_of`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from crm.domain.cadence import DEFAULT_CADENCE, NO_CADENCE, Cadence, parse_cadence
from crm.domain.facts import Facts, FollowUpFact, LetterFact, OpenStep, PassFact, PlanItem, SnoozeFact
from crm.domain.plans import EMPLOYER_GAP_DAYS, DecisionFact
from crm.domain.touches import TouchFact, Weight, waits_for_answer
from crm.domain.workdays import USUAL_WEEK, WorkWeek

__all__ = [
    "Anchor",
    "DecisionFact",
    "Due",
    "Facts",
    "FollowUpFact",
    "Kind",
    "LetterFact",
    "NextTouch",
    "OpenStep",
    "PassFact",
    "PlanItem",
    "Rule",
    "SnoozeFact",
    "TouchFact",
    "next_touch",
]

GAP_DAYS = 21
ANSWER_WORKING_DAYS = 2
CHECK_BACK_WORKING_DAYS = 2
PROMISE_EARLY_DAYS = 7
UNANSWERED_DAYS = 14
STREAK = 3

Kind = Literal["answer", "promise", "their-promise", "letter", "typed", "news", "plan", "decide", "cadence"]

# Two things due on one day: the one somebody waits for comes first.
_PRECEDENCE: dict[str, int] = {
    "answer": 0,
    "promise": 1,
    "their-promise": 2,
    "letter": 3,
    "typed": 4,
    "news": 5,
    "decide": 6,
    "plan": 7,
    "cadence": 8,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What the person set for all contacts."""

    week: WorkWeek = USUAL_WEEK
    default_cadence: Cadence = DEFAULT_CADENCE


USUAL_RULE = Rule()


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day from which the cadence runs, and the fact that gave it (`kind` and the touch's uid, if any)."""

    on: date
    kind: Literal["contact", "sent", "attempt", "rejected", "met", "added", "passed"]
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due for a contact; the earliest shown one makes the row of the queue."""

    kind: Kind
    due: date
    reason_on: date
    not_before: date | None
    shown: date
    channel: str = ""
    purpose: str = ""
    follow_up: int | None = None
    step: int | None = None
    asks: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class NextTouch:
    """When the next touch is due, and the facts that say so; `why` makes the words.

    Dates are local dates. `shown` is the day to show and to order by; `due` the day the facts ask for;
    `not_before` the day that etiquette or a snooze asks to wait for. All three are None when there is no
    date. `reason_on` is the date of the fact behind it (last touch, their letter, the promise). `more`
    counts what else waits for the contact, the cadence aside. `items` are all that is due, the shown first;
    `closed` the open follow-ups that a touch has closed. `step` is the step of a plan behind it; `asks` what a
    `decide` row asks (`streak`, `reply`, `moved`), or how a step is tried again (`retry`, `by-email`).
    `decide_from` is the day from which the row of a cadence or plan asks for a decision instead; `held` says that the
    date waits for room after a touch with a colleague.
    """

    kind: Kind | None = None
    due: date | None = None
    not_before: date | None = None
    shown: date | None = None
    reason_on: date | None = None
    follow_up: int | None = None
    channel: str = ""
    purpose: str = ""
    more: int = 0
    do_not_contact: bool = False
    snoozed_until: date | None = None
    cadence_days: int = 0
    anchor: Anchor | None = None
    last_touch: date | None = None
    closed: dict[int, TouchFact] = field(default_factory=dict)
    items: tuple[Due, ...] = ()
    step: int | None = None
    asks: str = ""
    decide_from: date | None = None
    held: bool = False


def cadence_of(facts: Facts, rule: Rule = USUAL_RULE) -> Cadence | None:
    """The cadence in force for the contact, or None where there is none."""
    if facts.cadence == NO_CADENCE:
        return None
    if facts.cadence is not None:
        return parse_cadence(facts.cadence)
    return rule.default_cadence if facts.in_search else None


def anchor_of(facts: Facts) -> Anchor:
    """The last contact or sent touch; else the last attempt, the no, the day they met, or the day they were added.

    A touch passed over on purpose counts from the day it was passed, when that is later.
    """
    reached = [touch for touch in facts.touches if touch.weight is not Weight.ATTEMPT]
    if reached:
        last = max(reached, key=lambda touch: touch.order)
        anchor = Anchor(last.on, "contact" if last.weight is Weight.CONTACT else "sent", last.uid)
    elif facts.touches:
        last = max(facts.touches, key=lambda touch: touch.order)
        anchor = Anchor(last.on, "attempt", last.uid)
    elif facts.rejected is not None:
        anchor = Anchor(facts.rejected, "rejected")
    elif facts.met is not None:
        anchor = Anchor(facts.spread or facts.met, "met")
    else:
        anchor = Anchor(facts.spread or facts.added, "added")
    passed = max((passing.on for passing in facts.passes), default=None)
    if passed is not None and passed > anchor.on:
        return Anchor(passed, "passed", anchor.uid)
    return anchor


def last_outreach(touches: Iterable[TouchFact]) -> TouchFact | None:
    """The latest outbound touch."""
    return max((touch for touch in touches if touch.is_outreach), key=lambda touch: touch.order, default=None)


def waiting(touches: Sequence[TouchFact]) -> list[TouchFact]:
    """The inbound touches that wait for an answer, oldest first.

    A later outreach answers them, and so does a later conversation whoever began it.
    """
    answered = max(
        (
            touch.order
            for touch in touches
            if touch.is_outreach or (touch.channel in {"call", "meeting"} and touch.outcome != "no-answer")
        ),
        default=None,
    )
    return sorted(
        (
            touch
            for touch in touches
            if touch.answer_needed
            and waits_for_answer(touch.channel, touch.direction, touch.outcome)
            and (answered is None or touch.order > answered)
        ),
        key=lambda touch: touch.order,
    )


def closed_follow_ups(facts: Facts) -> dict[int, TouchFact]:
    """The open follow-ups that a touch has closed, by id, each with that touch.

    A typed date is closed by a touch logged after it was typed, on its day or later, that is a contact or
    was sent on the same channel; a promise by the first contact or sent touch from seven days before it on,
    though not by one from before it was made.
    """
    closed: dict[int, TouchFact] = {}
    touches = sorted(facts.touches, key=lambda touch: touch.order)
    for follow_up in facts.follow_ups:
        if not follow_up.is_open:
            continue
        for touch in touches:
            if touch.seq > follow_up.seq and _closes(touch, follow_up):
                closed[follow_up.id] = touch
                break
    return closed


def _closes(touch: TouchFact, follow_up: FollowUpFact) -> bool:
    if touch.weight is Weight.ATTEMPT:
        return False
    if follow_up.kind in {"promise", "their-promise"}:
        if follow_up.made is not None and touch.on < follow_up.made:
            return False
        return touch.on.toordinal() >= follow_up.on.toordinal() - PROMISE_EARLY_DAYS
    if touch.on < follow_up.on:
        return False
    # A plan that named no channel is met by whatever was sent.
    return touch.weight is Weight.CONTACT or follow_up.channel in {"", touch.channel}


def snoozed_until(facts: Facts) -> date | None:
    """The end of the snooze in force, or None: any touch logged after it was set ends it, back-dated or not.

    What they wrote before the snooze but was only entered after it would otherwise stay unseen until its
    end. A touch that was moved to a later day ends it too.
    """
    if not facts.snoozes:
        return None
    snooze = max(facts.snoozes, key=lambda snooze: snooze.seq)
    for touch in facts.touches:
        if touch.seq > snooze.seq or touch.on > snooze.set_on:
            return None
    return snooze.until


def streak(facts: Facts, today: date) -> int:
    """Attempts, and sent touches fourteen days without an answer, since the last contact or decision."""
    return sum(day <= today for day in _unanswered(facts))


def decide_from(facts: Facts) -> date | None:
    """The day on which the streak is three: from then on the row asks for a decision. None while it is shorter."""
    days = sorted(_unanswered(facts))
    return days[STREAK - 1] if len(days) >= STREAK else None


def _unanswered(facts: Facts) -> Iterator[date]:
    """The day on which each touch of the streak came to count. Attempts on the same step of a plan count once."""
    contact = max((touch.order for touch in facts.touches if touch.weight is Weight.CONTACT), default=None)
    # That the plan goes on with somebody at their new employer says nothing about their silence.
    decided = max((decision.seq for decision in facts.decisions if decision.kind != "follow"), default=-1)
    steps = dict(facts.attempts)
    for plan in facts.plans:
        steps |= plan.attempts
    tried: set[int] = set()
    for touch in sorted(facts.touches, key=lambda touch: touch.order):
        if (contact is not None and touch.order <= contact) or touch.seq <= decided:
            continue
        if touch.weight is Weight.SENT:
            yield _later(touch.on, UNANSWERED_DAYS)
            continue
        step = steps.get(touch.id)
        if step is None or step not in tried:
            yield touch.on
        if step is not None:
            tried.add(step)


def next_touch(facts: Facts, rule: Rule = USUAL_RULE) -> NextTouch:
    """The next touch of a contact by the rule of the house."""
    anchor = anchor_of(facts)
    cadence = cadence_of(facts, rule)
    closed = closed_follow_ups(facts)
    result = NextTouch(
        do_not_contact=facts.do_not_contact,
        cadence_days=cadence.days if cadence else 0,
        anchor=anchor,
        last_touch=max((touch.on for touch in facts.touches), default=None),
        closed=closed,
    )
    snooze = snoozed_until(facts)
    asked = decide_from(facts)
    found = [_asking(item, asked, snooze) for item in _candidates(facts, rule.week, anchor, cadence, closed, snooze)]
    candidates = sorted(
        _answer_first(found),
        key=lambda item: (item.shown, _PRECEDENCE[item.kind], item.due, item.follow_up or item.step or 0),
    )
    if facts.do_not_contact:
        return replace(result, items=tuple(candidates))
    if not candidates:
        return replace(result, snoozed_until=snooze)
    first = candidates[0]
    return replace(
        result,
        kind=first.kind,
        due=first.due,
        not_before=first.not_before,
        shown=first.shown,
        reason_on=first.reason_on,
        follow_up=first.follow_up,
        channel=first.channel,
        purpose=first.purpose,
        more=sum(item.kind != "cadence" for item in candidates[1:]),
        snoozed_until=snooze,
        items=tuple(candidates),
        step=first.step,
        asks=first.asks,
        decide_from=asked if first.kind in {"plan", "cadence"} else None,
        held=first.held,
    )


def _asking(item: Due, asked: date | None, snooze: date | None) -> Due:
    """After three in the streak there are no more dates by themselves: the row asks."""
    if asked is None or item.kind not in {"plan", "cadence"} or item.shown < asked:
        return item
    return Due(
        "decide",
        asked,
        asked,
        snooze,
        max(asked, snooze or asked),
        step=item.step,
        asks="streak",
    )


def _answer_first(found: list[Due]) -> list[Due]:
    """Somebody who wrote is answered; what becomes of their plan is asked when that was done."""
    answer = next((item for item in found if item.kind == "answer"), None)
    if answer is None:
        return found
    return [
        replace(item, shown=max(item.shown, answer.shown)) if item.kind == "decide" and item.asks == "reply" else item
        for item in found
    ]


def _candidates(
    facts: Facts,
    week: WorkWeek,
    anchor: Anchor,
    cadence: Cadence | None,
    closed: dict[int, TouchFact],
    snooze: date | None,
) -> Iterator[Due]:
    if cadence is not None and not facts.plans:
        due = cadence.after(anchor.on)
        since = {"met": facts.met, "added": facts.added}.get(anchor.kind) or anchor.on
        yield _spaced("cadence", due, since, facts, week, cadence, snooze, _usual_channel(facts), "reconnect")
    for plan in facts.plans:
        yield _planned(plan, facts, week, cadence, snooze)
    if unanswered := waiting(facts.touches):
        # The first of several sets the date: whoever wrote twice has waited since the first time.
        first = unanswered[0]
        due = week.add(first.on, ANSWER_WORKING_DAYS)
        not_before, shown = _hold(due, None, snooze, week)
        channel = "call" if first.channel == "voicemail" else first.channel
        yield Due("answer", due, first.on, not_before, shown, channel, "answer")
    for letter in facts.letters:
        shown = max(letter.ready_on, snooze or letter.ready_on)
        yield Due("letter", letter.ready_on, letter.ready_on, snooze, shown, "letter", letter.kind)
    for item in facts.follow_ups:
        if not item.is_open or item.id in closed:
            continue
        if item.kind == "their-promise":
            due = week.add(item.on, CHECK_BACK_WORKING_DAYS)
            not_before, shown = _hold(due, None, snooze, week)
        else:
            due = item.on
            not_before, shown = snooze, max(due, snooze or due)
        yield Due(item.kind, due, item.on, not_before, shown, item.channel, item.purpose, item.id)


def _planned(plan: PlanItem, facts: Facts, week: WorkWeek, cadence: Cadence | None, snooze: date | None) -> Due:
    """What a plan asks, or its first open step. Early steps and dates typed by the person leave no room."""
    step = plan.steps[0]
    if plan.asks and plan.asked_on is not None:
        shown = max(plan.asked_on, snooze or plan.asked_on)
        return Due("decide", plan.asked_on, plan.asked_on, snooze, shown, step=step.id, asks=plan.asks)
    since = step.tried_on or step.due
    if step.pinned:
        shown = max(step.due, snooze or step.due)
        found = Due("plan", step.due, since, snooze, shown, step.channel, step.purpose, step=step.id)
    elif step.phase == "early":
        not_before, shown = _hold(step.due, None, snooze, week)
        found = Due("plan", step.due, since, not_before, shown, step.channel, step.purpose, step=step.id)
    else:
        found = _spaced("plan", step.due, since, facts, week, cadence, snooze, step.channel, step.purpose)
        found = replace(found, step=step.id)
    return replace(found, asks=step.again)


def _spaced(
    kind: Literal["plan", "cadence"],
    due: date,
    since: date,
    facts: Facts,
    week: WorkWeek,
    cadence: Cadence | None,
    snooze: date | None,
    channel: str,
    purpose: str,
) -> Due:
    """What leaves room after the last outreach to the contact, and after one to somebody else at their employer.

    A touch with a colleague is told of only where it holds the date back, so that it concerns few others.
    """
    own = _own_gap_ends(facts, cadence)
    rest = None if own is None else week.roll(own)
    theirs = None if facts.colleagues is None else week.roll(_later(facts.colleagues, EMPLOYER_GAP_DAYS))
    held = theirs is not None and theirs > max(week.roll(due), rest or date.min, snooze or date.min)
    if held:
        rest = theirs
    not_before, shown = _hold(due, rest, snooze, week)
    return Due(kind, due, since, not_before, shown, channel, purpose, held=held)


def _hold(due: date, rest: date | None, snooze: date | None, week: WorkWeek) -> tuple[date | None, date]:
    """Not-before and shown date of a computed `due`: everything computed is rolled, a typed snooze is not."""
    not_before = max((day for day in (rest, snooze) if day is not None), default=None)
    rolled = week.roll(due)
    return not_before, max(rolled, not_before or rolled)


def own_gap_days(facts: Facts, rule: Rule = USUAL_RULE) -> int:
    """Days to leave after an outreach before the next: the smaller of 21 and the cadence."""
    cadence = cadence_of(facts, rule)
    return GAP_DAYS if cadence is None else min(GAP_DAYS, cadence.days)


def _own_gap_ends(facts: Facts, cadence: Cadence | None) -> date | None:
    last = last_outreach(facts.touches)
    if last is None:
        return None
    gap = _later(last.on, GAP_DAYS)
    return gap if cadence is None else min(gap, cadence.after(last.on))


def _later(on: date, days: int) -> date:
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return date.max


def _usual_channel(facts: Facts) -> str:
    last = last_outreach(facts.touches)
    if last is None:
        return ""
    channel = "call" if last.channel == "voicemail" else last.channel
    return channel if channel in {"call", "email", "letter", "message"} else ""
