"""`callback redo`: make the change again that was taken back."""

from __future__ import annotations

import click

from crm.cli.lazy import examples
from crm.cli.output import print_json, say
from crm.cli.parameters import json_option
from crm.cli.state import State, pass_state


@click.command(epilog=examples("callback redo"))
@json_option()
@pass_state
def redo(state: State, as_json: bool) -> None:
    """Make the change again that was taken back last."""
    with state.open() as book:
        from crm.book.history import redo as do_again

        what = do_again(book)
    if as_json:
        print_json({"redone": what})
    else:
        say(f"Done again: {what}")
