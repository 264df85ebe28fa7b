"""Interviews as rows and as a sheet with everything that was noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm.domain.interviews import Interview, Quote
from crm.domain.words import count, say_day, say_when
from crm.tui.widgets.prose import Line, Prose
from crm.tui.widgets.safe import Part, lay_out

_DAY = 12


def when_parts(one: Interview, today: date) -> list[Part]:
    """`Tue 1 Dec 14:30 Europe/Berlin`."""
    parts: list[Part] = [(say_day(one.on, today), "")]
    if one.at is not None:
        parts.append((f" {one.at:%H:%M}", ""))
        if one.zone:
            parts.append((f" {one.zone}", "muted"))
    return parts


def state_of(one: Interview, today: date) -> Part:
    """How it stands, in a word or two."""
    if one.status == "cancelled":
        return "cancelled", "muted"
    if one.awaits_debrief(today):
        return ("to note", "wait") if one.status == "held" or one.on < today else ("today", "good")
    if one.status == "planned":
        return say_when(one.on, today), "good" if one.on == today else ""
    return "held", "muted"


def row(one: Interview, today: date, width: int) -> Sequence[Line]:
    """Two lines: when and how it stands; with whom and for what."""
    what = one.kind or "interview"
    head: list[Part] = [*when_parts(one, today), (", ", "muted"), (what, "")]
    noted = len(one.debrief.challenges) + len(one.debrief.concerns)
    second = ", ".join(part for part in (*one.names[:3], one.opportunity, one.employer) if part)
    said = count(noted, "thing said", "things said") if noted else ""
    return [
        lay_out(width, head, [state_of(one, today)]),
        lay_out(width, [("  ", ""), (second, "muted")], [(said, "muted")] if said else ()),
    ]


def sheet(one: Interview, width: int, today: date) -> list[Line]:
    """Everything that is noted of an interview."""
    prose = Prose(width, indent=0)
    prose.line(
        [(", ".join(part for part in (one.opportunity, one.employer) if part), "strong")], [state_of(one, today)]
    )
    prose.line(
        [
            *when_parts(one, today),
            (f", {count(one.minutes, 'minute')}", "muted"),
            (f", {one.kind}" if one.kind else "", ""),
        ]
    )
    if one.people:
        prose.text(f"with {', '.join(one.names)}")
    if one.location:
        prose.text(one.location, "muted")
    said = one.debrief
    for title, quotes in (("CHALLENGES THEY NAMED", said.challenges), ("CONCERNS ABOUT YOU", said.concerns)):
        if quotes:
            prose.heading(title)
            for quote in quotes:
                prose.bullet(quote.text, after=_said_by(quote, one))
    for label, text in said.texts():
        prose.heading(label.upper())
        prose.text(text)
    if not said.noted():
        prose.gap()
        ahead = one.on > today
        prose.text(
            "Nothing is prepared yet: e notes your own questions, y shows the sheet to read before it."
            if ahead
            else "Nothing is noted yet: e notes it while it is fresh.",
            "muted",
        )
    return prose.lines


def _said_by(quote: Quote, one: Interview) -> str:
    names = {person.contact_id: person.name for person in one.people}
    return names.get(quote.contact_id or 0, "") if len(one.people) > 1 else ""
