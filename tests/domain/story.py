"""What happened with one contact, told in the order in which it was entered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from crm.domain.next_touch import (
    USUAL_RULE,
    Facts,
    FollowUpFact,
    NextTouch,
    PassFact,
    Rule,
    SnoozeFact,
    TouchFact,
    next_touch,
)

TODAY = date(2026, 11, 22)  # a Sunday


@dataclass
class Story:
    """Each method enters one fact; the later the call, the later it was entered."""

    today: date = TODAY
    cadence: str | None = "2 months"
    in_search: bool = False
    met: date | None = None
    added: date = date(2026, 9, 1)
    do_not_contact: bool = False
    rule: Rule = USUAL_RULE
    seq: int = 0
    touches: list[TouchFact] = field(default_factory=list)
    follow_ups: list[FollowUpFact] = field(default_factory=list)
    snoozes: list[SnoozeFact] = field(default_factory=list)
    passes: list[PassFact] = field(default_factory=list)

    def _next(self) -> int:
        self.seq += 1
        return self.seq

    def touch(self, channel: str, outcome: str, on: date | None = None, direction: str = "out") -> TouchFact:
        seq = self._next()
        fact = TouchFact(on or self.today, seq, channel, direction, outcome, id=seq, uid=f"touch-{seq}")
        self.touches.append(fact)
        return fact

    def reached(self, on: date | None = None) -> TouchFact:
        return self.touch("call", "reached", on)

    def voicemail(self, on: date | None = None) -> TouchFact:
        return self.touch("voicemail", "no-answer", on)

    def sent(self, on: date | None = None, channel: str = "email") -> TouchFact:
        return self.touch(channel, "sent", on)

    def they_wrote(self, on: date | None = None, channel: str = "email") -> TouchFact:
        return self.touch(channel, "replied", on, "in")

    def no_answer_needed(self, fact: TouchFact) -> None:
        self.touches[self.touches.index(fact)] = replace(fact, answer_needed=False)

    def _follow_up(self, kind: str, on: date, channel: str = "", purpose: str = "") -> FollowUpFact:
        seq = self._next()
        fact = FollowUpFact(on, seq, kind, channel, purpose, id=seq, made=self.today)  # type: ignore[arg-type]
        self.follow_ups.append(fact)
        return fact

    def plan(self, on: date, channel: str = "", purpose: str = "") -> FollowUpFact:
        return self._follow_up("typed", on, channel, purpose)

    def promise(self, on: date, purpose: str = "") -> FollowUpFact:
        return self._follow_up("promise", on, purpose=purpose)

    def they_promise(self, on: date, purpose: str = "") -> FollowUpFact:
        return self._follow_up("their-promise", on, purpose=purpose)

    def done(self, fact: FollowUpFact) -> None:
        self.follow_ups[self.follow_ups.index(fact)] = replace(fact, is_open=False)

    def snooze(self, until: date) -> None:
        self.snoozes.append(SnoozeFact(until, self.today, self._next()))

    def skip(self) -> None:
        self.passes.append(PassFact(self.today, self._next()))

    def facts(self) -> Facts:
        return Facts(
            added=self.added,
            met=self.met,
            cadence=self.cadence,
            in_search=self.in_search,
            do_not_contact=self.do_not_contact,
            touches=tuple(self.touches),
            follow_ups=tuple(self.follow_ups),
            snoozes=tuple(self.snoozes),
            passes=tuple(self.passes),
        )

    @property
    def next(self) -> NextTouch:
        return next_touch(self.facts(), self.rule)
