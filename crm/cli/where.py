"""`callback where`: the files that are used."""

from __future__ import annotations

import click

from crm.book.places import resource
from crm.cli.lazy import examples
from crm.cli.output import columns, print_json, say, width_of_output
from crm.cli.parameters import json_option
from crm.cli.state import State, pass_state


@click.command(epilog=examples("callback where", "callback where --json | jq -r .book"))
@json_option()
@pass_state
def where(state: State, as_json: bool) -> None:
    """The files that are used, there yet or not. `CALLBACK_HOME` puts them all in one folder."""
    files = {
        "book": state.path,
        "settings": state.places.settings,
        "backups": state.places.backups,
        "themes": state.places.themes,
        "playbooks": state.places.playbooks,
        "shipped_themes": resource("themes"),
        "shipped_playbooks": resource("playbooks"),
        "sample_data": resource("sample_data"),
    }
    if as_json:
        print_json({name: str(path) for name, path in files.items()})
        return
    rows = [(name, f"{path}{'' if path.exists() else '  (not there yet)'}") for name, path in files.items()]
    for line in columns(rows, width=max(width_of_output(), 4096), limits=(20,)):
        say(line)
