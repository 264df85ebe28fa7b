"""`callback check`: looks the book over."""

from __future__ import annotations

import click

from crm.cli.lazy import examples
from crm.cli.output import print_json, say, tell
from crm.cli.parameters import json_option
from crm.cli.state import State, pass_state
from crm.domain.words import count


@click.command(epilog=examples("callback check", "callback --book old.callback check --json"))
@json_option()
@pass_state
def check(state: State, as_json: bool) -> None:
    """Look the book over: the file, its references, the search index, and every derived value computed anew.

    Changes nothing. Exit code 1 when something is wrong.
    """
    with state.open() as book:
        from crm.book.check import check as look_over

        problems = look_over(book)
    if as_json:
        print_json({"book": str(state.path), "problems": problems})
    elif not problems:
        say(f"{state.path} is sound.")
    else:
        for problem in problems:
            say(problem)
        tell(f"{count(len(problems), 'problem')} in {state.path}; the copies are in {state.places.backups}.")
    if problems:
        raise click.exceptions.Exit(1)
