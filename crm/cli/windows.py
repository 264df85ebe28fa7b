"""`callback windows`: when a chair is likelier to come free again."""

from __future__ import annotations

import click

from crm.book.errors import NotFound
from crm.cli.lazy import examples
from crm.cli.opportunity_words import span_json
from crm.cli.output import columns, print_json, say, width_of_output
from crm.cli.parameters import json_option
from crm.cli.state import NoBookYet, State, pass_state
from crm.domain.callback_window import METHOD, SOURCES, draw_window


@click.command(
    epilog=examples("callback windows", "callback windows --sources", "callback windows --json | jq '.[].open'")
)
@click.option("--sources", is_flag=True, help="The published figures behind it.")
@json_option()
@pass_state
def windows(state: State, sources: bool, as_json: bool) -> None:
    """After a no: when the chair is likelier to come free again. A hint from figures, not a promise."""
    if sources:
        if as_json:
            print_json({"method": METHOD, "sources": [{"text": each.text, "source": each.source} for each in SOURCES]})
            return
        say(METHOD)
        say()
        for each in SOURCES:
            say(f"  {each.text} ({each.source})")
        return
    try:
        with state.open() as book:
            from crm.book.windows import windows as rows_of

            rows = rows_of(book)
    except NoBookYet:
        if as_json:
            print_json([])
        raise
    if as_json:
        print_json(
            [
                {
                    "opportunity": row.title,
                    "opportunity_uid": row.uid,
                    "employer": row.employer,
                    "rejected_on": row.rejected_on,
                    "starts_on": row.starts_on,
                    "assumed": row.state.assumed,
                    "day": row.state.day,
                    "open": span_json(row.state.open),
                    "next": span_json(row.state.next),
                    "people": [person.name for person in row.people],
                    "reopened": row.reopened,
                }
                for row in rows
            ]
        )
    else:
        table = [
            (
                row.title,
                row.employer,
                draw_window(row.rejected_on, row.starts_on),
                "a second chance is under way" if row.reopened else row.words,
                ", ".join(person.name for person in row.people),
            )
            for row in rows
        ]
        for line in columns(table, width=width_of_output(), limits=(30, 28, 9, 34), least=(12, 0, 9, 12)):
            say(line)
    if not rows:
        raise NotFound("No opportunity waits after a no: there is no window to watch.")
