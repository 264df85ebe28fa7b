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
from crm.domain.touches import Weight, waits_for_answer, weight
from crm.domain.workdays import USUAL_WEEK, WorkWeek

GAP_DAYS = 21
ANSWER_WORKING_DAYS = 2
CHECK_BACK_WORKING_DAYS = 2
PROMISE_EARLY_DAYS = 7
UNANSWERED_DAYS = 14

Kind = Literal["answer", "promise", "their-promise", "typed", "cadence"]

# Two things due on one day: the one somebody waits for comes first.
_PRECEDENCE: dict[str, int] = {"answer": 0, "promise": 1, "their-promise": 2, "typed": 3, "cadence": 4}


@dataclass(frozen=True, slots=True)
class TouchFact:
    """A touch as the rule sees it. `seq` orders everything entered for the contact."""

    on: date
    seq: int
    channel: str
    direction: str
    outcome: str
    answer_needed: bool = True
    id: int = 0
    uid: str = ""

    @property
    def weight(self) -> Weight:
        """How the touch counts."""
        return weight(self.channel, self.direction, self.outcome)

    @property
    def is_outreach(self) -> bool:
        """True for any outbound touch."""
        return self.direction == "out"

    @property
    def order(self) -> tuple[date, int]:
        """Earlier touches first; touches of one day as they were entered."""
        return self.on, self.seq


@dataclass(frozen=True, slots=True)
class FollowUpFact:
    """A typed date or a promise. `seq` is that of the moment at which its date was last typed.

    `made` is the day a promise was given (that of its touch): no earlier touch can have kept it.
    """

    on: date
    seq: int
    kind: Literal["typed", "promise", "their-promise"] = "typed"
    channel: str = ""
    purpose: str = ""
    is_open: bool = True
    id: int = 0
    made: date | None = None


@dataclass(frozen=True, slots=True)
class SnoozeFact:
    """Asked on `set_on` to be left alone until `until`."""

    until: date
    set_on: date
    seq: int


@dataclass(frozen=True, slots=True)
class PassFact:
    """A cadence touch skipped on purpose: the cadence runs from `on`."""

    on: date
    seq: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rule needs to know of one contact.

    `cadence` is None for the default, `none`, or a cadence as text. `in_search` is true for somebody with a
    role, an opportunity or a plan: only they have the default cadence.
    """

    added: date
    met: date | None = None
    cadence: str | None = None
    in_search: bool = False
    do_not_contact: bool = False
    touches: Sequence[TouchFact] = ()
    follow_ups: Sequence[FollowUpFact] = ()
    snoozes: Sequence[SnoozeFact] = ()
    passes: Sequence[PassFact] = ()


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
    kind: Literal["contact", "sent", "attempt", "met", "added", "passed"]
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


@dataclass(frozen=True, slots=True)
class NextTouch:
    """When the next touch is due, and the facts that say so; `why` makes the words.

    Dates are local dates. `shown` is the day to show and to order by; `due` the day the facts ask for;
    `not_before` the day that etiquette or a snooze asks to wait for. All three are None when there is no
    date. `reason_on` is the date of the fact behind it (last touch, their letter, the promise). `more`
    counts what else waits for the contact, the cadence aside. `items` are all that is due, the shown first;
    `closed` the open follow-ups that a touch has closed.
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


def cadence_of(facts: Facts, rule: Rule = USUAL_RULE) -> Cadence | None:
    """The cadence in force for the contact, or None where there is none."""
    if facts.cadence == NO_CADENCE:
        return None
    if facts.cadence is not None:
        return parse_cadence(facts.cadence)
    return rule.default_cadence if facts.in_search else None


def anchor_of(facts: Facts) -> Anchor:
    """The last contact or sent touch; else the last attempt, the day they met, or the day they were added.

    A touch passed over on purpose counts from the day it was passed, when that is later.
    """
    reached = [touch for touch in facts.touches if touch.weight is not Weight.ATTEMPT]
    if reached:
        last = max(reached, key=lambda touch: touch.order)
        anchor = Anchor(last.on, "contact" if last.weight is Weight.CONTACT else "sent", last.uid)
    elif facts.touches:
        last = max(facts.touches, key=lambda touch: touch.order)
        anchor = Anchor(last.on, "attempt", last.uid)
    elif facts.met is not None:
        anchor = Anchor(facts.met, "met")
    else:
        anchor = Anchor(facts.added, "added")
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
    if follow_up.kind != "typed":
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


def streak(touches: Sequence[TouchFact], today: date) -> int:
    """Attempts, and sent touches fourteen days without an answer, since the last contact."""
    contact = max((touch.order for touch in touches if touch.weight is Weight.CONTACT), default=None)
    since = [touch for touch in touches if contact is None or touch.order > contact]
    return sum(touch.weight is Weight.ATTEMPT or (today - touch.on).days >= UNANSWERED_DAYS for touch in since)


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
    candidates = sorted(
        _candidates(facts, rule.week, anchor, cadence, closed, snooze),
        key=lambda found: (found.shown, _PRECEDENCE[found.kind], found.due, found.follow_up or 0),
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
    )


def _candidates(
    facts: Facts,
    week: WorkWeek,
    anchor: Anchor,
    cadence: Cadence | None,
    closed: dict[int, TouchFact],
    snooze: date | None,
) -> Iterator[Due]:
    if cadence is not None:
        due = cadence.after(anchor.on)
        rest = _own_gap_ends(facts, cadence)
        not_before, shown = _hold(due, rest and week.roll(rest), snooze, week)
        yield Due("cadence", due, anchor.on, not_before, shown, _usual_channel(facts), "reconnect")
    if unanswered := waiting(facts.touches):
        # The first of several sets the date: whoever wrote twice has waited since the first time.
        first = unanswered[0]
        due = week.add(first.on, ANSWER_WORKING_DAYS)
        not_before, shown = _hold(due, None, snooze, week)
        channel = "call" if first.channel == "voicemail" else first.channel
        yield Due("answer", due, first.on, not_before, shown, channel, "answer")
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


def _hold(due: date, rest: date | None, snooze: date | None, week: WorkWeek) -> tuple[date | None, date]:
    """Not-before and shown date of a computed `due`: everything computed is rolled, a typed snooze is not."""
    not_before = max((day for day in (rest, snooze) if day is not None), default=None)
    rolled = week.roll(due)
    return not_before, max(rolled, not_before or rolled)


def _own_gap_ends(facts: Facts, cadence: Cadence) -> date | None:
    last = last_outreach(facts.touches)
    if last is None:
        return None
    try:
        gap = last.on + timedelta(days=GAP_DAYS)
    except OverflowError:
        gap = date.max
    return min(gap, cadence.after(last.on))


def _usual_channel(facts: Facts) -> str:
    last = last_outreach(facts.touches)
    if last is None:
        return ""
    channel = "call" if last.channel == "voicemail" else last.channel
    return channel if channel in {"call", "email", "letter", "message"} else ""
