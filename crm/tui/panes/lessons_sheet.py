"""The lessons laid out: what recurs and every lesson, and beside them or below the counts in aligned columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len

from crm.book.learned import Learned, Replies, SecondChance
from crm.book.lessons import Lessons
from crm.domain.interviews import DEBRIEF_TEXTS
from crm.domain.words import count, say_day
from crm.tui.widgets.prose import Line, Prose, beside
from crm.tui.widgets.safe import Part, cut, lay_out

TWO_COLUMNS = 110
_LABEL = 14
_LONGEST_NAME = 28
_MOST_AFTER = 12
_EMPTY = "Nothing to learn from yet. An interview noted with I brings the first lesson."


def lay_out_lessons(found: Lessons, numbers: Learned, width: int, today: date) -> list[Line]:
    """All of it; in two columns where there is room."""
    if width < TWO_COLUMNS:
        return [*_lessons(found, width, today), [], *_numbers(numbers, width, today)]
    column = (width - 4) // 2
    return beside(_lessons(found, column, today), _numbers(numbers, width - 4 - column, today), width)


def _lessons(found: Lessons, width: int, today: date) -> list[Line]:
    prose = Prose(width)
    recurs = [(DEBRIEF_TEXTS[kind], again) for kind, groups in found.recurs.items() for again in groups]
    if recurs or found.concerns:
        prose.heading("WHAT RECURS", "wait-heading")
    for label, again in recurs:
        prose.bullet(again.text, "strong", after=f"{label}, in {count(again.count, 'interview')}")
    for one in found.concerns:
        after = f"raised {one.count} times, {one.answered} answered"
        where = f" ({', '.join(one.employers)})" if one.employers else ""
        prose.bullet(one.text, "strong", after=f"{after}{where}")
    if found.raised:
        prose.heading("CONCERNS")
        prose.text(f"{count(found.raised, 'concern')} raised, {found.answered} answered")
    prose.heading("LESSONS, NEWEST FIRST")
    for row in found.rows:
        where = ", ".join(part for part in (row.employer, row.opportunity) if part)
        prose.line([(where, "strong")], [(say_day(row.on, today), "muted")])
        for name in found.recurs:
            if text := getattr(row, name):
                prose.labelled(DEBRIEF_TEXTS[name], text, room=_LABEL)
        prose.gap()
    if not found.rows:
        prose.text(_EMPTY, "muted")
    return prose.lines


def _numbers(numbers: Learned, width: int, today: date) -> list[Line]:
    prose = Prose(width)
    funnel = [row for row in numbers.funnel if row.reached]
    prose.heading("HOW FAR THEY CAME")
    if funnel:
        _table(
            prose, ("", "came so far", "there now"), [(row.stage, f"{row.reached:,}", f"{row.now:,}") for row in funnel]
        )
    else:
        prose.text("No opportunity yet: o at home, then n, adds one.", "muted")
    _replies(prose, "REPLIES BY CHANNEL", numbers.by_channel)
    _replies(prose, "REPLIES BY KIND OF TOUCH", numbers.by_kind)
    if numbers.waiting:
        prose.heading("KEPT WARM")
        prose.text(f"{numbers.warm:,} of {count(numbers.waiting, 'opportunity', 'opportunities')} after a no")
    if numbers.after_no:
        prose.heading("FROM THE NO TO THE NEXT CONTACT")
        for row in numbers.after_no[:_MOST_AFTER]:
            when = "not yet" if row.days is None else count(row.days, "day")
            left: list[Part] = [(f"{say_day(row.on, today):<16}", "muted"), (row.employer or row.opportunity, "")]
            prose.line(left, [(when, "muted" if row.days is None else "")])
        if len(numbers.after_no) > _MOST_AFTER:
            prose.text(f"and {len(numbers.after_no) - _MOST_AFTER:,} earlier ones", "muted")
    if numbers.second_chances:
        prose.heading("SECOND CHANCES", "wait-heading")
        for chance in numbers.second_chances:
            _chance(prose, chance, today)
    return prose.lines


def _replies(prose: Prose, heading: str, rows: Sequence[Replies]) -> None:
    if rows:
        prose.heading(heading)
        _table(prose, ("", "answered", "of"), [(row.what, f"{row.answered:,}", f"{row.tries:,}") for row in rows])


def _table(prose: Prose, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Names at the left, numbers right-aligned under their headings."""
    first = min(max(cell_len(row[0]) for row in rows), _LONGEST_NAME)
    widths = [max(len(heading), *(len(row[place]) for row in rows)) for place, heading in enumerate(headings)]
    indent = " " * prose.indent

    def parts(cells: Sequence[str], ink: str) -> Line:
        name = cut(cells[0], first)
        line: Line = [(indent, ""), (name + " " * (first - cell_len(name)), ink)]
        for place, cell in enumerate(cells[1:], start=1):
            line.append((f"  {cell:>{widths[place]}}", ink))
        return line

    prose.lines.append(lay_out(prose.width, parts(headings, "muted")))
    prose.lines += [lay_out(prose.width, parts(row, "")) for row in rows]


def _chance(prose: Prose, one: SecondChance, today: date) -> None:
    name = ", ".join(part for part in (one.opportunity, one.employer) if part)
    prose.line([(name, "strong")], [(say_day(one.on, today), "muted")])
    before = [f"{count(one.touches, 'touch', 'touches')} before it"]
    if one.days is not None:
        before.insert(0, f"{count(one.days, 'day')} after the no")
    if one.gave:
        before.append(f"you gave {count(one.gave, 'time')}")
    if one.last_on is not None:
        way = "from" if one.last_direction == "in" else "with"
        before.append(f"the last one a {one.last_channel} {way} {one.last_with}, {say_day(one.last_on, today)}")
    prose.text(", ".join(before), "muted")
