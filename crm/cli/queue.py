"""`callback queue`: who is next, and why."""

from __future__ import annotations

import click

from crm.cli.lazy import examples
from crm.cli.output import columns, print_json, say, tell, width_of_output
from crm.cli.parameters import json_option
from crm.cli.phrases import HEADINGS, queue_json, with_purpose
from crm.cli.state import NoBookYet, State, pass_state
from crm.domain.rows import QueueRow
from crm.domain.words import count, say_day

_EVERYTHING = 10_000_000
EMPTY = "Nothing due. A good day to write one letter."


@click.command(
    epilog=examples(
        "callback queue",
        "callback queue --limit 5",
        "callback queue --all --json | jq -r '.[].contact'",
    )
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N rows.")
@click.option("--all", "everything", is_flag=True, help="Also what is due later than the next seven days.")
@json_option()
@pass_state
def queue(state: State, limit: int | None, everything: bool, as_json: bool) -> None:
    """Who is next, and why: answers first, then what is late, today's, the next seven days', and what to decide."""
    later = 0
    try:
        with state.open() as book:
            from crm.book.reading import queue_counts, queue_page

            rows = queue_page(book, 0, limit or _EVERYTHING, everything=everything)
            if not (everything or as_json or rows):
                counts = queue_counts(book)
                later = counts.get("later", 0) + counts.get("next-week", 0)
    except NoBookYet as missing:
        rows = []
        tell(str(missing))
    if as_json:
        print_json([queue_json(row) for row in rows])
        return
    if not rows:
        say(EMPTY)
        if later:
            tell(f"{count(later, 'person', 'people')} later: `callback queue --all`.")
    for line in _lines(state, rows):
        say(line)


def _lines(state: State, rows: list[QueueRow]) -> list[str]:
    today = state.today
    table = [
        (
            row.contact,
            row.employer,
            say_day(row.shown, today) + _late(row),
            row.channel,
            with_purpose(row, row.why) + (f" (and {row.more} more)" if row.more else ""),
        )
        for row in rows
    ]
    lines = columns(table, width=width_of_output(), limits=(32, 28, 26, 10), least=(14, 0, 10, 0), indent=2)
    shown = []
    group = None
    for row, line in zip(rows, lines, strict=True):
        if row.group != group:
            group = row.group
            shown.append(HEADINGS.get(group, group.upper()))
        shown.append(line)
    return shown


def _late(row: QueueRow) -> str:
    # A question to decide has a day since when it is asked, but is not late.
    return f", {count(row.days_late, 'day')} late" if row.days_late and row.group != "decide" else ""
