"""`callback demo`: the app on a sample search."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from crm.cli.app import open_app, require_terminal
from crm.cli.lazy import examples
from crm.cli.output import tell
from crm.cli.state import State, pass_state


@click.command(epilog=examples("callback demo"))
@pass_state
def demo(state: State) -> None:
    """Open the app on a sample search: a throw-away copy, moved to today. Your own book is not touched."""
    require_terminal()
    from crm.book.sample import make_sample

    with tempfile.TemporaryDirectory(prefix="callback-demo-") as folder:
        path = Path(folder) / "sample-search.callback"
        make_sample(path, state.clock, state.settings)
        open_app(state, path)
    tell("The sample search is gone again; `callback` alone opens your own.")
