"""`callback undo`: take the last change back."""

from __future__ import annotations

import click

from crm.cli.lazy import examples
from crm.cli.output import print_json, say
from crm.cli.parameters import json_option
from crm.cli.state import State, pass_state


@click.command(epilog=examples("callback undo", "callback history         what it would take back"))
@json_option()
@pass_state
def undo(state: State, as_json: bool) -> None:
    """Take the last change back, whichever command or key made it. Again: the one before."""
    with state.open() as book:
        from crm.book.history import undo as take_back

        what = take_back(book)
    if as_json:
        print_json({"undone": what})
    else:
        say(f"Undone: {what}")
