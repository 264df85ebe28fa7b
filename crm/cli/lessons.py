"""`callback lessons`: what the interviews and the search have taught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from crm.cli.lazy import examples
from crm.cli.output import columns, print_json, say, width_of_output
from crm.cli.parameters import json_option
from crm.cli.state import State, pass_state
from crm.domain.interviews import DEBRIEF_TEXTS
from crm.domain.text import clean_line
from crm.domain.words import count, say_day

if TYPE_CHECKING:
    from crm.book.learned import Learned, SecondChance
    from crm.book.lessons import Lessons


@click.command(epilog=examples("callback lessons", "callback lessons --json | jq .funnel"))
@json_option()
@pass_state
def lessons(state: State, as_json: bool) -> None:
    """What recurs in your interviews, every lesson, and what the search shows, in plain counts."""
    with state.open() as book:
        from crm.book.learned import learned
        from crm.book.lessons import all_lessons

        found, numbers = all_lessons(book), learned(book)
    if as_json:
        print_json(_lessons_json(found) | _numbers_json(numbers))
        return
    shown = False
    for heading, rows in (*_lessons(found, state.today), *_numbers(numbers, state.today)):
        if not rows:
            continue
        if shown:
            say()
        shown = True
        say(heading)
        for line in columns(rows, width=width_of_output(), limits=(40,) * (len(rows[0]) - 1), indent=2):
            say(line)
    if not shown:
        say("Nothing to learn from yet. `callback interview debrief` notes what an interview taught.")


def _lessons(found: Lessons, today: date) -> Iterator[tuple[str, Sequence[tuple[str, ...]]]]:
    recurs = [
        (f"{again.count} interviews", DEBRIEF_TEXTS[kind], again.text)
        for kind, groups in found.recurs.items()
        for again in groups
    ]
    yield "WHAT RECURS", recurs
    concerns = [
        (f"{one.count} times", f"{one.answered} answered", ", ".join(one.employers), one.text) for one in found.concerns
    ]
    yield "CONCERNS THAT COME BACK", concerns
    if found.raised:
        yield "CONCERNS", [(f"{count(found.raised, 'concern')} raised", f"{found.answered} answered")]
    lines = [
        (say_day(row.on, today), row.employer or row.opportunity, DEBRIEF_TEXTS[kind], clean_line(text))
        for row in found.rows
        for kind in found.recurs
        if (text := getattr(row, kind))
    ]
    yield "LESSONS, NEWEST FIRST", lines


def _numbers(numbers: Learned, today: date) -> Iterator[tuple[str, Sequence[tuple[str, ...]]]]:
    funnel = [
        (row.stage, f"{row.reached} came so far", f"{row.now} there now") for row in numbers.funnel if row.reached
    ]
    yield "HOW FAR THEY CAME", funnel
    for heading, replies in (
        ("ANSWERS BY CHANNEL", numbers.by_channel),
        ("ANSWERS BY KIND OF TOUCH", numbers.by_kind),
    ):
        yield heading, [(row.what, f"{row.answered} answered of {row.tries}") for row in replies]
    after = [
        (
            say_day(row.on, today),
            row.employer or row.opportunity,
            "not in contact since" if row.days is None else f"in contact again after {count(row.days, 'day')}",
        )
        for row in numbers.after_no
    ]
    yield "FROM THE NO TO THE NEXT CONTACT", after
    if numbers.waiting:
        yield (
            "KEPT WARM",
            [(f"{numbers.warm} of {count(numbers.waiting, 'rejected opportunity', 'rejected opportunities')}",)],
        )
    yield "SECOND CHANCES", [_chance(one, today) for one in numbers.second_chances]


def _chance(one: SecondChance, today: date) -> tuple[str, ...]:
    before = [count(one.touches, "touch", "touches") + " before it"]
    if one.days is not None:
        before.insert(0, f"{count(one.days, 'day')} after the no")
    if one.gave:
        before.append(f"you gave {count(one.gave, 'time')}")
    if one.last_on is not None:
        way = "from" if one.last_direction == "in" else "with"
        before.append(f"the last a {one.last_channel} {way} {one.last_with}, {say_day(one.last_on, today)}")
    name = ", ".join(part for part in (one.opportunity, one.employer) if part)
    return say_day(one.on, today), name, ", ".join(before)


def _lessons_json(found: Lessons) -> dict[str, Any]:
    return {
        "recurs": [
            {"kind": kind, "text": again.text, "interviews": again.count}
            for kind, groups in found.recurs.items()
            for again in groups
        ],
        "concerns": [
            {"text": one.text, "count": one.count, "answered": one.answered, "employers": list(one.employers)}
            for one in found.concerns
        ],
        "concerns_raised": found.raised,
        "concerns_answered": found.answered,
        "lessons": [
            {
                "interview_id": row.interview_id,
                "on": row.on,
                "opportunity": row.opportunity,
                "employer": row.employer,
                "went_well": row.went_well,
                "put_off": row.put_off,
                "next_time": row.next_time,
            }
            for row in found.rows
        ],
    }


def _numbers_json(numbers: Learned) -> dict[str, Any]:
    return {
        "funnel": [{"stage": row.stage, "reached": row.reached, "now": row.now} for row in numbers.funnel],
        "by_channel": [{"what": row.what, "tries": row.tries, "answered": row.answered} for row in numbers.by_channel],
        "by_kind": [{"what": row.what, "tries": row.tries, "answered": row.answered} for row in numbers.by_kind],
        "after_no": [
            {"opportunity": row.opportunity, "employer": row.employer, "on": row.on, "days": row.days}
            for row in numbers.after_no
        ],
        "kept_warm": numbers.warm,
        "rejected": numbers.waiting,
        "second_chances": [
            {
                "opportunity": one.opportunity,
                "employer": one.employer,
                "on": one.on,
                "days_after_no": one.days,
                "touches": one.touches,
                "gave": one.gave,
                "last_on": one.last_on,
                "last_channel": one.last_channel,
                "last_direction": one.last_direction,
                "last_with": one.last_with,
            }
            for one in numbers.second_chances
        ],
    }
