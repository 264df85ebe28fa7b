"""The preparation sheet laid out: what to ask at the end stands where it is seen last, in a frame of its own."""

from __future__ import annotations

from datetime import date

from crm.book.prepare import PersonNotes, Point, Sheet
from crm.domain.words import say_day, say_when
from crm.tui.panes import phrases
from crm.tui.panes.interviews import when_parts
from crm.tui.widgets.prose import Line, Prose, beside
from crm.tui.widgets.safe import Part, lay_out

TWO_COLUMNS = 110
_NOTE_LINES = 3
_TOLD_LINES = 4
_LABEL = 16


def lay_out_prepare(sheet: Sheet, width: int, today: date, *, posting: bool = False) -> list[Line]:
    """The lines of the sheet. `posting` adds the saved posting at the end."""
    head = _head(sheet, width, today)
    if width < TWO_COLUMNS:
        lines = [*head, [], *_them(sheet, width, today), [], *_said(sheet, width, today), [], *_close(sheet, width)]
    else:
        column = (width - 4) // 2
        left = [*_them(sheet, column, today), [], *_mine(sheet, column, today)]
        right = [*_points(sheet, width - 4 - column), [], *_close(sheet, width - 4 - column)]
        lines = [*head, [], *beside(left, right, width)]
    if posting:
        prose = Prose(width)
        prose.heading("THE POSTING, AS IT WAS SAVED")
        prose.text(sheet.opportunity.posting or "No posting was saved for this opportunity.", most=2_000)
        lines += [[], *prose.lines]
    return lines


def _head(sheet: Sheet, width: int, today: date) -> list[Line]:
    one = sheet.opportunity
    prose = Prose(width, indent=0)
    coming = sheet.interview
    near: list[Part] = [(say_when(coming.on, today), "good")] if coming else []
    prose.line([(", ".join(part for part in (one.title, one.employer) if part), "strong")], near)
    if coming is None:
        prose.text("No interview is planned: I plans one.", "muted")
        return prose.lines
    parts: list[Part] = when_parts(coming, today)
    parts += [(f", {coming.kind}" if coming.kind else "", ""), (f", {coming.minutes} minutes", "muted")]
    prose.line(parts)
    own = sheet.own_time
    if own is not None and coming.zone and (own.date(), own.time()) != (coming.on, coming.at):
        prose.text(f"on your clock {say_day(own.date(), today)} {own:%H:%M}", "wait")
    if coming.location:
        prose.text(coming.location, "muted")
    return prose.lines


def _them(sheet: Sheet, width: int, today: date) -> list[Line]:
    prose = Prose(width)
    prose.heading("PEOPLE")
    for person in sheet.people:
        _person(prose, person, today)
    if not sheet.people:
        prose.text("Nobody is known there yet.", "muted")
    if there := sheet.employer:
        rank = f"number {there.rank} on your list" if there.rank else ""
        prose.heading("EMPLOYER", right=[(rank, "accent")] if rank else ())
        prose.text(there.name, "strong")
        for text, ink in ((there.working_on, ""), (there.website, "muted"), (there.notes, "muted")):
            if text:
                prose.text(text, ink)
    return prose.lines


def _person(prose: Prose, person: PersonNotes, today: date) -> None:
    prose.line([(person.name, "strong")], [(person.part, "muted")])
    if work := ", ".join(part for part in (person.title, person.employer) if part):
        prose.text(work, "muted")
    if person.chemistry:
        prose.labelled("chemistry", person.chemistry, room=_LABEL)
    for told in person.told:
        prose.labelled("told you", told, room=_LABEL, most=_TOLD_LINES)
    for touch in person.touches:
        sign, what = phrases.entry(touch)
        head: list[Part] = [(f"{say_day(touch.on, today):<{_LABEL}}", "muted"), (f"{sign} {what}", "muted")]
        prose.lines.append(lay_out(prose.width, [("  ", ""), *head]))
        if touch.note:
            prose.text(touch.note, "muted", indent=2 + _LABEL, most=_NOTE_LINES)
    prose.gap()


def _said(sheet: Sheet, width: int, today: date) -> list[Line]:
    """In one column what they said comes before what was prepared."""
    return [*_points(sheet, width), [], *_mine(sheet, width, today)]


def _points(sheet: Sheet, width: int) -> list[Line]:
    prose = Prose(width)
    prose.heading("CHALLENGES THEY NAMED")
    for point in sheet.challenges:
        _point(prose, point)
    if not sheet.challenges:
        prose.text("None yet: ask what keeps them busiest.", "muted")
    prose.heading("CONCERNS STILL OPEN", "wait-heading" if sheet.concerns else "heading")
    for point in sheet.concerns:
        _point(prose, point)
    if not sheet.concerns:
        prose.text("None is known.", "muted")
    return prose.lines


def _point(prose: Prose, point: Point) -> None:
    one = point.concern
    after = ", ".join(part for part in (one.said_by, "" if one.is_open else "answered") if part)
    prose.bullet(one.text, after=after)
    indent = prose.indent + 2
    for proof in point.linked:
        prose.text(f"→ {': '.join(part for part in (proof.title, proof.result) if part)}", "accent", indent=indent)
    if not point.linked:
        for fit in point.suggested:
            prose.text(f"perhaps {fit.proof.title}: {fit.why}", "muted", indent=indent)


def _mine(sheet: Sheet, width: int, today: date) -> list[Line]:
    prose = Prose(width)
    for held in sheet.earlier:
        said = held.debrief
        found = [
            (label, text)
            for label, text in (
                ("the role", said.responsibilities),
                ("first", said.first_tasks),
                ("how you compare", said.competition),
                ("your advantage", said.advantage),
            )
            if text
        ]
        if found:
            prose.heading(f"FROM {say_day(held.on, today).upper()}")
            for label, text in found:
                prose.labelled(label, text, room=_LABEL)
    prose.heading("YOUR QUESTIONS")
    for text in sheet.questions:
        prose.text(text)
    if not sheet.questions:
        prose.text("None noted yet.", "muted")
    one = sheet.opportunity
    if one.sent or one.posting or one.link:
        prose.heading("WHAT WAS SENT")
        for item in one.sent:
            prose.labelled(item.kind, item.name + (f", {say_day(item.on, today)}" if item.on else ""), room=_LABEL)
        if one.link:
            prose.labelled("link", one.link, "muted", room=_LABEL)
        if one.posting:
            prose.labelled("posting", "saved: o shows it", "muted", room=_LABEL)
    if sheet.remember:
        prose.heading("NEXT TIME, YOU SAID")
        for text in sheet.remember:
            prose.bullet(text)
    return prose.lines


def _close(sheet: Sheet, width: int) -> list[Line]:
    """The two questions and the card, each behind a bar."""
    lines: list[Line] = []
    _framed(lines, "ASK AT THE END", sheet.closing_questions, width, "strong")
    if sheet.ring_card:
        lines.append([])
        _framed(lines, "IF THEY RING WITH A NO", sheet.ring_card.split("\n"), width, "")
    return lines


def _framed(lines: list[Line], heading: str, texts: tuple[str, ...] | list[str], width: int, ink: str) -> None:
    inside = Prose(width - 2, indent=0)
    for text in texts:
        inside.text(text, ink)
    lines.append([("│ ", "accent"), (heading, "accent")])
    lines.extend([("│ ", "accent"), *line] for line in inside.lines)
