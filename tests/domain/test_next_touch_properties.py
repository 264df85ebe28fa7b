"""What holds for every story, over four centuries of dates and at the ends of the calendar."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.domain.cadence import parse_cadence
from crm.domain.next_touch import (
    GAP_DAYS,
    Facts,
    FollowUpFact,
    PassFact,
    Rule,
    SnoozeFact,
    TouchFact,
    decide_from,
    last_outreach,
    next_touch,
    streak,
)
from crm.domain.queue import group_of, why
from crm.domain.touches import CHANNELS, DIRECTIONS, OUTCOMES
from crm.domain.workdays import WorkWeek

FOUR_CENTURIES = st.dates(date(1800, 1, 1), date(2200, 12, 31))
ANY_DAY = st.one_of(FOUR_CENTURIES, st.dates(), st.sampled_from([date.min, date.max]))
CADENCES = st.sampled_from([None, "none", "1 day", "5 days", "1 week", "21 days", "1 month", "2 months", "1 year"])


@st.composite
def stories(draw, days=FOUR_CENTURIES, spread=400):
    """Facts close enough to one another to matter to each other, numbered in a drawn order of entry."""
    start = draw(days)

    def near() -> date:
        shift = draw(st.integers(-spread, spread))
        return date.fromordinal(min(max(start.toordinal() + shift, 1), date.max.toordinal()))

    kinds = draw(st.lists(st.sampled_from("tttfsp"), max_size=8))
    touches, follow_ups, snoozes, passes = [], [], [], []
    for seq, kind in enumerate(draw(st.permutations(kinds)), start=1):
        if kind == "t":
            touches.append(
                TouchFact(
                    near(),
                    seq,
                    draw(st.sampled_from(CHANNELS)),
                    draw(st.sampled_from(DIRECTIONS)),
                    draw(st.sampled_from(OUTCOMES)),
                    draw(st.booleans()),
                    id=seq,
                )
            )
        elif kind == "f":
            follow_ups.append(
                FollowUpFact(
                    near(),
                    seq,
                    draw(st.sampled_from(["typed", "promise", "their-promise"])),
                    draw(st.sampled_from(["", *CHANNELS])),
                    is_open=draw(st.booleans()),
                    id=seq,
                    made=draw(st.sampled_from([None, start])),
                )
            )
        elif kind == "s":
            snoozes.append(SnoozeFact(near(), near(), seq))
        else:
            passes.append(PassFact(near(), seq))
    return Facts(
        added=start,
        met=draw(st.sampled_from([None, start])),
        cadence=draw(CADENCES),
        in_search=draw(st.booleans()),
        touches=tuple(touches),
        follow_ups=tuple(follow_ups),
        snoozes=tuple(snoozes),
        passes=tuple(passes),
    )


@st.composite
def rules(draw, around=FOUR_CENTURIES):
    first = draw(around)
    length = min(draw(st.integers(0, 12)), (date.max - first).days)
    holidays = frozenset(first + timedelta(days=day) for day in range(length))
    weekend = draw(st.sampled_from([{5, 6}, {4, 5}, {6}, set(), {0, 1, 2, 3, 4, 5}]))
    return Rule(WorkWeek(frozenset(weekend), holidays))


def item(found, kind):
    return next((due for due in found.items if due.kind == kind), None)


@settings(max_examples=5 * settings.default.max_examples)
@given(stories(), rules(), st.sampled_from(["1 day", "5 days", "1 week", "1 month", "2 months", "1 year"]))
def test_a_cadence_row_is_never_shown_inside_the_own_gap(facts, rule, cadence):
    attempt = TouchFact(facts.added, 100, "voicemail", "out", "no-answer", id=100)
    facts = replace(facts, cadence=cadence, touches=[*facts.touches, attempt])
    last = last_outreach(facts.touches)
    gap_ends = min(last.on + timedelta(days=GAP_DAYS), parse_cadence(cadence).after(last.on))
    found = next_touch(facts, rule)
    asked = decide_from(facts)
    if cadence_row := item(found, "cadence"):
        assert cadence_row.shown >= gap_ends
        assert asked is None or cadence_row.shown < asked
    else:  # after three in the streak there is a question instead of a date
        assert item(found, "decide").due == asked


@settings(max_examples=5 * settings.default.max_examples)
@given(stories(), rules())
def test_what_is_computed_is_never_on_a_day_off_and_what_is_typed_never_moves(facts, rule):
    found = next_touch(facts, rule)
    for due in found.items:
        if due.kind in {"typed", "promise"}:
            assert due.shown == max(due.due, found.snoozed_until or due.due)
        elif due.shown != found.snoozed_until:
            assert rule.week.is_working(due.shown)


@given(stories(), rules())
def test_the_shown_date_is_the_first_free_one_from_due_and_not_before(facts, rule):
    for due in next_touch(facts, rule).items:
        earliest = max(due.due, due.not_before or due.due)
        assert due.shown >= earliest
        assert not any(
            rule.week.is_working(earliest + timedelta(days=day)) for day in range((due.shown - earliest).days)
        )


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_listed_does_not_matter(facts, random):
    shuffled = {}
    for name in ("touches", "follow_ups", "snoozes", "passes"):
        listed = list(getattr(facts, name))
        random.shuffle(listed)
        shuffled[name] = listed
    assert next_touch(replace(facts, **shuffled)) == next_touch(facts)


@given(stories(), rules(), st.integers(0, 3000))
def test_a_longer_snooze_never_shows_anything_earlier(facts, rule, longer):
    seq = 100
    start = facts.added
    before = next_touch(replace(facts, snoozes=[SnoozeFact(start, date(2300, 1, 1), seq)]), rule)
    later = start + timedelta(days=longer)
    after = next_touch(replace(facts, snoozes=[SnoozeFact(later, date(2300, 1, 1), seq)]), rule)
    assert (before.shown is None) == (after.shown is None)
    if before.shown is not None:
        assert after.shown >= before.shown
        assert after.shown >= later


@given(FOUR_CENTURIES, st.integers(1, 24))
def test_a_cadence_in_months_never_drifts(anchor, months):
    due = next_touch(
        Facts(added=anchor, cadence=f"{months} months", touches=[TouchFact(anchor, 1, "call", "out", "reached")])
    ).due
    assert (due.year - anchor.year) * 12 + due.month - anchor.month == months
    assert due.day == anchor.day or (due.day < anchor.day and (due + timedelta(days=1)).day == 1)


@given(FOUR_CENTURIES, st.integers(1, 100))
def test_a_cadence_in_weeks_keeps_the_weekday(anchor, weeks):
    due = next_touch(Facts(added=anchor, cadence=f"{weeks} weeks")).due
    assert due - anchor == timedelta(weeks=weeks)
    assert due.weekday() == anchor.weekday()


@given(stories(), st.integers(1, 400))
def test_an_older_touch_entered_late_never_moves_the_anchor(facts, older):
    facts = replace(facts, touches=[*facts.touches, TouchFact(facts.added, 99, "email", "out", "sent", id=99)])
    found = next_touch(facts)
    late = TouchFact(found.anchor.on - timedelta(days=older), 100, "call", "out", "reached", id=100)
    after = next_touch(replace(facts, touches=[*facts.touches, late]))
    assert after.anchor == found.anchor


@settings(max_examples=5 * settings.default.max_examples)
@given(stories(ANY_DAY, spread=4_000_000), rules(ANY_DAY), ANY_DAY)
def test_no_date_is_too_far_for_the_rule(facts, rule, today):
    found = next_touch(facts, rule)
    assert why(found, today)
    assert streak(facts, today) <= len(facts.touches)
    if found.shown is not None:
        assert group_of(found.kind, found.shown, today)
        assert 0 <= found.more < len(found.items)


@given(stories())
def test_one_set_of_facts_gives_one_result_and_changes_nothing(facts):
    copy = replace(facts, touches=list(facts.touches), follow_ups=list(facts.follow_ups))
    assert next_touch(facts) == next_touch(copy)
    assert next_touch(replace(facts, do_not_contact=True)).shown is None


ZONES = [
    "UTC",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Africa/Casablanca",
]
PROGRAM = """
from datetime import date, timedelta
from crm.domain.next_touch import *
from crm.domain.queue import why
from crm.domain.date_phrases import parse_date
for step in range(0, 146_097, 397):
    day = date(1800, 1, 1) + timedelta(days=step)
    touches = [TouchFact(day, 1, "call", "out", "reached"), TouchFact(day, 2, "email", "in", "replied")]
    for facts in (Facts(day, cadence="2 months"), Facts(day, cadence="1 week", touches=touches)):
        found = next_touch(facts)
        print(found.due, found.shown, why(found, day), parse_date("in 3 weeks", day), parse_date("fri", day))
"""


def test_every_time_zone_gives_the_same_dates():
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM], env=os.environ | {"TZ": zone}, stdout=subprocess.PIPE, text=True
        )
        for zone in ZONES
    ]
    outputs = {run.communicate(timeout=60)[0] for run in runs}
    assert all(run.returncode == 0 for run in runs)
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == 738


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar(day):
    facts = Facts(
        added=day,
        cadence="2 months",
        touches=[TouchFact(day, 1, "email", "in", "replied")],
        follow_ups=[FollowUpFact(day, 2, "their-promise", id=1)],
    )
    assert next_touch(facts).shown is not None
