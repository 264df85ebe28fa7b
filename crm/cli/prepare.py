"""`callback prepare`: the sheet to read before an interview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from crm.cli.interview_phrases import concern_json, concern_state, interview_json, interview_line
from crm.cli.lazy import examples
from crm.cli.output import print_json, say, say_text
from crm.cli.parameters import NAME, json_option
from crm.cli.phrases import touch_words
from crm.cli.state import State, pass_state
from crm.domain.words import say_day, say_when

if TYPE_CHECKING:
    from crm.book.prepare import PersonNotes, Point, Sheet


@click.command(epilog=examples("callback prepare platform", "callback prepare 2 --json | jq .concerns"))
@click.argument("opportunity", type=NAME, metavar="OPPORTUNITY")
@json_option()
@pass_state
def prepare(state: State, opportunity: str, as_json: bool) -> None:
    """All that is worth knowing before you walk in. OPPORTUNITY is its id or part of its title."""
    with state.open() as book:
        from crm.book.pipeline import the_opportunity
        from crm.book.prepare import prepare as sheet_of

        sheet = sheet_of(book, the_opportunity(book, opportunity).id)
    if as_json:
        print_json(_json(sheet))
        return
    one = sheet.opportunity
    say(", ".join(part for part in (one.title, one.employer) if part))
    for heading, lines in _sections(sheet, state.today):
        texts = [line for line in lines if line.strip()]
        if texts:
            say()
            say(heading)
            for line in texts:
                say_text(line, "  ")


def _sections(sheet: Sheet, today: date) -> Iterator[tuple[str, Iterable[str]]]:
    one = sheet.opportunity
    yield "NEXT INTERVIEW", _when(sheet, today)
    yield "PEOPLE", (line for person in sheet.people for line in _person(person, today))
    if there := sheet.employer:
        rank = f"number {there.rank} on your list" if there.rank else ""
        yield "EMPLOYER", (there.name, rank, there.working_on, there.website, there.notes)
    yield "CHALLENGES THEY NAMED", (line for point in sheet.challenges for line in _point(point, today))
    yield "CONCERNS STILL OPEN", (line for point in sheet.concerns for line in _point(point, today))
    for held in sheet.earlier:
        said = held.debrief
        yield (
            f"FROM THE INTERVIEW OF {say_day(held.on, today).upper()}",
            _labelled(
                ("responsibilities", said.responsibilities),
                ("first tasks", said.first_tasks),
                ("how you compare", said.competition),
                ("your advantage", said.advantage),
            ),
        )
    yield "YOUR QUESTIONS", sheet.questions
    sent = (f"{item.kind}: {item.name}" + (f", {say_day(item.on, today)}" if item.on else "") for item in one.sent)
    saved = "the posting is saved: `callback opportunity show` has it" if one.posting else ""
    yield "WHAT WAS SENT", (*sent, one.link, saved)
    yield "NEXT TIME, YOU SAID", sheet.remember
    yield "ASK AT THE END", sheet.closing_questions
    yield "IF THEY RING WITH A NO", (sheet.ring_card,)


def _when(sheet: Sheet, today: date) -> Iterator[str]:
    if (coming := sheet.interview) is None:
        yield "none planned"
        return
    yield f"{interview_line(coming, today)} ({say_when(coming.on, today)})"
    own = sheet.own_time
    if own is not None and coming.zone and (own.date(), own.time()) != (coming.on, coming.at):
        yield f"on your clock {say_day(own.date(), today)} {own:%H:%M}"
    yield coming.location


def _person(person: PersonNotes, today: date) -> Iterator[str]:
    work = ", ".join(part for part in (person.title, person.employer) if part)
    yield " · ".join(part for part in (person.name, person.part, work) if part)
    for touch in person.touches:
        yield f"  {say_day(touch.on, today)}: {touch_words(touch)}" + (f" · {touch.note}" if touch.note else "")
    yield from (f"  {line}" for line in _labelled(("chemistry", person.chemistry)))
    yield from (f"  {line}" for line in _labelled(*(("told you", text) for text in person.told)))


def _labelled(*pairs: tuple[str, str]) -> Iterator[str]:
    yield from (f"{label}: {text}" for label, text in pairs if text)


def _point(point: Point, today: date) -> Iterator[str]:
    one = point.concern
    state = "" if one.is_open else f"  ({concern_state(one, today)})"
    yield f"{one.text}{f' ({one.said_by})' if one.said_by else ''}{state}"
    for proof in point.linked:
        yield f"  → {': '.join(part for part in (proof.title, proof.result) if part)}"
    if not point.linked:
        for fit in point.suggested:
            yield f"  perhaps {fit.proof.title}: {fit.why}"


def _json(sheet: Sheet) -> dict[str, Any]:
    one, there = sheet.opportunity, sheet.employer
    return {
        "opportunity": one.title,
        "opportunity_id": one.id,
        "stage": one.stage,
        "interview": interview_json(sheet.interview) if sheet.interview else None,
        "own_time": sheet.own_time,
        "people": [
            {
                "name": person.name,
                "part": person.part,
                "title": person.title,
                "employer": person.employer,
                "chemistry": person.chemistry,
                "told": list(person.told),
                "touches": [
                    {"on": touch.on, "channel": touch.channel, "direction": touch.direction, "note": touch.note}
                    for touch in person.touches
                ],
            }
            for person in sheet.people
        ],
        "employer": {"name": there.name, "rank": there.rank, "working_on": there.working_on} if there else None,
        "challenges": [_point_json(point) for point in sheet.challenges],
        "concerns": [_point_json(point) for point in sheet.concerns],
        "questions": list(sheet.questions),
        "sent": [{"kind": item.kind, "name": item.name, "on": item.on} for item in one.sent],
        "link": one.link,
        "closing_questions": list(sheet.closing_questions),
        "remember": list(sheet.remember),
        "ring_card": sheet.ring_card,
    }


def _point_json(point: Point) -> dict[str, Any]:
    fits = [{"id": fit.proof.id, "title": fit.proof.title, "why": fit.why} for fit in point.suggested]
    return concern_json(point.concern) | {"suggested": fits}
