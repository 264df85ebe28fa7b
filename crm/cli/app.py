"""From the command line into the app, and the kind no where there is no terminal."""

from __future__ import annotations

from pathlib import Path

import click

from crm.cli.output import tell
from crm.cli.state import State


def require_terminal() -> None:
    """Leaves with exit code 2 and one sentence where the app cannot be drawn."""
    from crm.tui.terminal import has_terminal

    if not has_terminal():
        tell("The app needs a terminal to draw on; without one, use a verb, for instance `callback queue`.")
        raise click.exceptions.Exit(2)


def open_app(state: State, sample: Path | None = None) -> None:
    """Opens the app on the book, which is made where it is missing, or on a throw-away copy of the sample."""
    require_terminal()
    from crm.tui.terminal import run_app

    code = run_app(
        sample or state.path,
        state.clock,
        state.settings if sample is None else state.settings.without_outputs(),
        create=sample is None,
        demo=sample is not None,
        themes=state.places.themes,
        settings_path=None if sample else state.places.settings,
        backups=sample.parent if sample else state.places.backups,
    )
    if code:
        raise click.exceptions.Exit(code)
