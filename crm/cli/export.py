"""`callback export`: what goes out, one module a format."""

from __future__ import annotations

import click

from crm.cli.lazy import LazyGroup, examples
from crm.cli.verbs import EXPORTS


@click.group(
    cls=LazyGroup,
    table=EXPORTS,
    epilog=examples("callback export ics -o followups.ics", "callback export yaml -o -"),
)
def export() -> None:
    """Write a calendar file, or the whole book as YAML."""
