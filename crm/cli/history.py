"""`callback history`: what was changed."""

from __future__ import annotations

import click

from crm.book.errors import Declined
from crm.cli.lazy import examples
from crm.cli.output import columns, print_json, say, width_of_output
from crm.cli.parameters import json_option
from crm.cli.state import NoBookYet, State, pass_state
from crm.domain.words import say_day


@click.command(epilog=examples("callback history", "callback history --limit 5 --json"))
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, metavar="N", help="At most N.")
@json_option()
@pass_state
def history(state: State, limit: int, as_json: bool) -> None:
    """What was changed, newest first. `undo` takes back the newest that is not yet undone."""
    try:
        with state.open() as book:
            from crm.book.history import history as acts

            rows = acts(book, limit)
    except NoBookYet:
        if as_json:
            print_json([])
        raise
    if as_json:
        print_json([{"id": row.id, "at": row.at, "what": row.what, "undone": row.undone} for row in rows])
    else:
        table = []
        for row in rows:
            local = row.at.astimezone()
            when = f"{say_day(local.date(), state.today)} {local:%H:%M}"
            table.append((when, row.what + (" (undone)" if row.undone else "")))
        for line in columns(table, width=width_of_output(), limits=(24,)):
            say(line)
    if not rows:
        raise Declined("Nothing was changed yet.")
