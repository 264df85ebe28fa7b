"""`callback opportunity list`: where everything stands."""

from __future__ import annotations

import click

from crm.book.errors import NotFound
from crm.cli.lazy import examples
from crm.cli.opportunity_words import Word, row_json
from crm.cli.output import columns, print_json, say, width_of_output
from crm.cli.parameters import json_option
from crm.cli.state import NoBookYet, State, pass_state
from crm.domain.callback_window import window_words
from crm.domain.opportunities import ALL_STAGES
from crm.domain.words import count, say_day


@click.command(
    name="list",
    epilog=examples(
        "callback opportunity list",
        "callback opportunity list --stage interviewing",
        "callback opportunity list --waiting --json",
    ),
)
@click.option("--stage", type=Word(ALL_STAGES), help="Only those that stand there.")
@click.option("--waiting", is_flag=True, help="Only those that wait after a no or silence.")
@json_option()
@pass_state
def list_(state: State, stage: str | None, waiting: bool, as_json: bool) -> None:
    """Where everything stands, by stage. After a no an opportunity is not closed: it waits."""
    try:
        with state.open() as book:
            from crm.book.opportunities import opportunities_page

            rows = opportunities_page(book, stage=stage, waiting=waiting)
    except NoBookYet:
        if as_json:
            print_json([])
        raise
    today = state.today
    if as_json:
        print_json([row_json(row, today) for row in rows])
    else:
        table = []
        for row in rows:
            said = [window_words(row.window, today)] if row.window else []
            said += ["second chance"] if row.second_chance else []
            said += [f"next {say_day(row.next_due, today)}"] if row.next_due else []
            said += [count(row.people, "person", "people")] if row.people else ["nobody known yet"]
            since = say_day(row.since, today) if row.since else ""
            table.append((str(row.id), row.stage, row.title, row.employer, since, " · ".join(said)))
        for line in columns(table, width=width_of_output(), limits=(6, 12, 32, 28, 16), least=(3, 8, 14, 0, 0)):
            say(line)
    if not rows:
        some = "No opportunity stands there." if stage or waiting else "No opportunities yet."
        raise NotFound(f"{some} `callback opportunity add TITLE --employer NAME` adds one.")
