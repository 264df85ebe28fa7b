"""`callback brief`: the call sheet, to have before one's eyes when the phone rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from crm.cli.lazy import examples
from crm.cli.output import cells, cut, print_json, say, width_of_output
from crm.cli.parameters import json_option, who_argument
from crm.cli.phrases import item_json, item_words, touch_words
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.words import say_day

if TYPE_CHECKING:
    from crm.domain.briefs import CallSheet, Standing
    from crm.domain.interviews import Concern
    from crm.domain.rows import TimelineRow

_LABEL = 11
_WIDEST = 80
#: Cells of a note that are shown; `callback show` has the whole.
_LONGEST = 400
_PROMPTS = {"opening": "say", "question": "ask", "avoid": "leave out", "voicemail": "voicemail"}


@click.command(
    epilog=examples(
        "callback brief dana",
        "callback brief dana --step 12          for a step of the plan that comes later",
        "callback brief dana --json | jq -r .prompts.question",
    )
)
@who_argument()
@click.option("--step", "step_id", type=int, metavar="ID", help="For that step of their plan, not for what is due.")
@json_option()
@pass_state
def brief(state: State, who: str, step_id: int | None, as_json: bool) -> None:
    """The call sheet: who they are, why now, what passed, what was promised, and what to say."""
    with state.open() as book:
        from crm.book.brief import call_sheet

        sheet = call_sheet(book, person(book, who).id, step_id)
    if as_json:
        print_json(_json(sheet))
        return
    for line in _lines(sheet, state.today):
        say(line)


def _lines(sheet: CallSheet, today: date) -> Iterator[str]:
    yield sheet.name
    work = ", ".join(part for part in (sheet.title, sheet.employer) if part)
    if work:
        yield f"  {work}"
    if sheet.do_not_contact:
        yield from _labelled("", "Marked do not contact: leave them in peace.")
    parts = {standing.part for standing in sheet.standings}
    if sheet.role and sheet.role not in parts:
        yield f"  {sheet.role}"
    for standing in sheet.standings:
        yield from _labelled("", _standing(standing))
    for point in sheet.reach:
        label = f" ({point.label})" if point.label else ""
        yield from _labelled(point.kind, f"{point.value}{label}  {point.link}".rstrip())
    if sheet.local_time is not None:
        from crm.domain.briefs import time_words

        yield from _labelled("time", time_words(sheet.local_time, today))
    yield ""
    yield "WHY NOW"
    when = f"{say_day(sheet.shown, today)}: " if sheet.shown else ""
    way = f" ({sheet.channel})" if sheet.channel else ""
    yield from _labelled("", f"{when}{sheet.why}{way}")
    if sheet.purpose and sheet.purpose not in sheet.why:
        yield from _labelled("for", sheet.purpose)
    if sheet.plan is not None:
        yield from _labelled("plan", f"{sheet.plan.words} ({sheet.plan.title})")
    for window in sheet.windows:
        yield from _labelled("window", window)
    if sheet.warning:
        yield from _labelled("room", sheet.warning)
    yield from _section("WHAT TO SAY", _prompts(sheet))
    yield from _section("LAST", (line for row in sheet.last for line in _touch(row, today)))
    yield from _section(
        "WAITING FOR YOU", (line for row in sheet.waiting if row not in sheet.last for line in _touch(row, today))
    )
    yield from _section(
        "THEY TOLD YOU",
        (
            line
            for told in sheet.told
            for line in _labelled(
                "", f"{say_day(told.on, today)}, {told.label}: {cut(' '.join(told.text.split()), _LONGEST)}"
            )
        ),
    )
    yield from _section("THEIR CHALLENGES", (line for each in sheet.challenges for line in _concern(each)))
    yield from _section("STILL OPEN", (line for each in sheet.concerns for line in _concern(each)))
    yield from _section("BETWEEN YOU", _between(sheet, today))


def _section(heading: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", heading, *found)


def _standing(standing: Standing) -> str:
    role = ", ".join(part for part in (standing.title, standing.employer) if part)
    return " · ".join(part for part in (standing.part, role, standing.words) if part)


def _prompts(sheet: CallSheet) -> Iterator[str]:
    for name, label in _PROMPTS.items():
        if text := getattr(sheet.prompts, name):
            yield from _labelled(label, text)


def _touch(row: TimelineRow, today: date) -> Iterator[str]:
    said = [f"{say_day(row.on, today)}: {touch_words(row)}", cut(" ".join(row.note.split()), _LONGEST)]
    said += [f"{label} {text}" for label, text in (("gave", row.gave), ("asked", row.asked), ("got", row.got)) if text]
    yield from _labelled("", " · ".join(part for part in said if part))


def _concern(concern: Concern) -> Iterator[str]:
    by = f" ({concern.said_by})" if concern.said_by else ""
    yield from _labelled("", f"{concern.text}{by}")
    for proof in concern.proofs:
        yield from _labelled("", f"  → {proof.title}")


def _between(sheet: CallSheet, today: date) -> Iterator[str]:
    for label, items in (("you", sheet.promised), ("they", sheet.offered)):
        for item in items:
            what = f": {item.purpose}" if item.purpose else ""
            yield from _labelled("", f"{label} promised, {say_day(item.on, today)}{what}")
    for item in sheet.planned:
        yield from _labelled("planned", item_words(item, today))
    if sheet.balance.words:
        yield from _labelled("", f"you {sheet.balance.words}")


def _labelled(label: str, text: str) -> Iterator[str]:
    """The text under its label, wrapped to what one reads at a glance."""
    head = "  " + (label.ljust(_LABEL) if label else "")
    under = " " * (len(head) if label else 4)
    width = max(40, min(width_of_output(), _WIDEST))
    line, empty = head, True
    for word in _pieces(text, width - len(under)):
        if not empty and cells(line) + 1 + cells(word) > width:
            yield line
            line, empty = under, True
        line += word if empty else f" {word}"
        empty = False
    yield line.rstrip()


def _pieces(text: str, width: int) -> Iterator[str]:
    """The words of a text, those wider than a line in pieces; scripts without spaces are cut at the cell."""
    for word in text.split():
        rest = word
        while cells(rest) > width:
            longest = min(len(rest), width)
            size = next(size for size in range(longest, 0, -1) if size == 1 or cells(rest[:size]) <= width)
            yield rest[:size]
            rest = rest[size:]
        yield rest


def _json(sheet: CallSheet) -> dict[str, Any]:
    place = sheet.plan
    return {
        "contact": sheet.name,
        "contact_uid": sheet.uid,
        "title": sheet.title,
        "employer": sheet.employer,
        "role": sheet.role,
        "do_not_contact": sheet.do_not_contact,
        "opportunities": [asdict(standing) for standing in sheet.standings],
        "why": sheet.why,
        "shown": sheet.shown,
        "channel": sheet.channel,
        "purpose": sheet.purpose,
        "windows": list(sheet.windows),
        "plan": None
        if place is None
        else {
            "id": place.plan_id,
            "title": place.title,
            "step": place.step_id,
            "number": place.number,
            "of": place.total,
            "name": place.name,
            "on": place.on,
        },
        "prompts": asdict(sheet.prompts),
        "touches": [_touch_json(row) for row in sheet.last],
        "waiting": [_touch_json(row) for row in sheet.waiting],
        "told": [asdict(told) for told in sheet.told],
        "challenges": [_concern_json(each) for each in sheet.challenges],
        "concerns": [_concern_json(each) for each in sheet.concerns],
        "promised": [item_json(item) for item in sheet.promised],
        "they_promised": [item_json(item) for item in sheet.offered],
        "planned": [item_json(item) for item in sheet.planned],
        "gave": sheet.balance.gave,
        "asked": sheet.balance.asked,
        "flagged": sheet.balance.flagged,
        "local_time": sheet.local_time,
        "reach": [asdict(point) for point in sheet.reach],
        "warning": sheet.warning,
    }


def _touch_json(row: TimelineRow) -> dict[str, Any]:
    keys = ("id", "on", "channel", "direction", "outcome", "note", "gave", "asked", "got")
    return {key: getattr(row, key) for key in keys}


def _concern_json(concern: Concern) -> dict[str, Any]:
    return {"id": concern.id, "text": concern.text, "said_by": concern.said_by, "on": concern.on}
