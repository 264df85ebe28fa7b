"""An opportunity as a card of the pipeline, narrow, and as a row of a list, wide."""

from __future__ import annotations

from datetime import date

from crm.domain.words import MONTHS, count, say_day
from crm.tui.panes import window_lines
from crm.tui.reads_pipeline import PipelineCard
from crm.tui.widgets.safe import ELLIPSIS, Part, lay_out, wrap

_TITLE_LINES = 2
_WORDS_LINES = 3
#: From so many cells on a card has room for a word before a name.
_ROOMY = 24


def short_day(day: date, today: date) -> str:
    """`12 Nov`, with the year where it is another one and long ago."""
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if day.year == today.year or 0 <= (day - today).days <= 300 else f"{text} {day.year}"


def card(found: PipelineCard, today: date, width: int) -> list[list[Part]]:
    """The lines of a card in a column of the pipeline."""
    row = found.row
    title, left_out = wrap(row.title, width, _TITLE_LINES if width >= _ROOMY else _TITLE_LINES + 1)
    if left_out:
        title[-1] = title[-1][: max(width - 1, 1)] + ELLIPSIS
    lines: list[list[Part]] = [[(text, "strong")] for text in title or ["(no title)"]]
    if row.employer:
        lines.append([(row.employer, "")])
    if row.since:
        what = {"rejected": "said no", "no answer": "quiet since"}.get(row.stage, "since")
        lines.append(lay_out(width, [(what, "muted")], [(short_day(row.since, today), "muted")]))
    if row.waiting and row.window is not None and row.since is not None:
        starts = window_lines.start_in(row.window, today)
        lines.append(window_lines.small(row.since, starts, today, min(max(width, 4), 18)))
        words, ink = window_lines.words(row.since, starts, today)
        lines += [[(text, ink)] for text in wrap(words, width, _WORDS_LINES)[0]]
    if row.next_due:
        ink = _due_ink(row.next_due, today)
        name: list[Part] = [("next ", "muted")] if width >= _ROOMY else []
        lines.append(lay_out(width, [*name, (found.next, "muted")], [(short_day(row.next_due, today), ink)]))
    if row.decision_on and not row.waiting:
        decided = short_day(row.decision_on, today), _due_ink(row.decision_on, today)
        lines.append(lay_out(width, [("decision", "muted")], [decided]))
    if mark := _mark(found):
        lines.append([(mark, "good")])
    return [lay_out(width, line) for line in lines]


def row_lines(found: PipelineCard, today: date, width: int) -> list[list[Part]]:
    """The two lines of an opportunity in the list by stage."""
    row = found.row
    right: list[Part] = []
    if row.since:
        what = {"rejected": "no on", "no answer": "quiet since"}.get(row.stage, "since")
        right = [(f"{what} {say_day(row.since, today)}", "muted")]
    first: list[Part] = [(row.title, "strong"), (f", {row.employer}" if row.employer else "", "")]
    pieces: list[list[Part]] = []
    if row.waiting and row.window is not None and row.since is not None:
        starts = window_lines.start_in(row.window, today)
        bars = window_lines.small(row.since, starts, today)
        pieces.append([*bars, ("  ", ""), window_lines.words(row.since, starts, today)])
    if row.next_due:
        day = say_day(row.next_due, today)
        pieces.append([("next ", "muted"), (f"{found.next}, ", ""), (day, _due_ink(row.next_due, today))])
    else:
        pieces.append([(count(row.people, "person", "people") + ", no date" if row.people else "nobody yet", "muted")])
    if row.decision_on and not row.waiting:
        day = say_day(row.decision_on, today)
        pieces.append([("decision ", "muted"), (day, _due_ink(row.decision_on, today))])
    if mark := _mark(found):
        pieces.append([(mark, "good")])
    second: list[Part] = [("  ", "")]
    for number, piece in enumerate(pieces):
        second += [*([(" · ", "rule")] if number else []), *piece]
    return [lay_out(width, first, right), lay_out(width, second)]


def _mark(found: PipelineCard) -> str:
    row = found.row
    kind = row.kind if row.kind != "role" else ""
    return ", ".join(part for part in (kind, "second chance" if row.second_chance else "") if part)


def _due_ink(day: date, today: date) -> str:
    return "wait" if day < today else "good" if day == today else ""
