"""`callback calendar`: a calendar on a server, one module a verb."""

from __future__ import annotations

import click

from crm.cli.lazy import LazyGroup, examples
from crm.cli.verbs import CALENDAR


@click.group(
    cls=LazyGroup,
    table=CALENDAR,
    epilog=examples(
        "callback calendar connect https://cloud.example.test --user ann --make Callback",
        "callback calendar sync",
        "callback calendar status",
        "callback calendar resolve 1 ours",
    )
    + "\n\n\b\nThe password is asked for, or taken from CALLBACK_CALDAV_PASSWORD; never an argument.",
)
def calendar() -> None:
    """Follow-ups in a calendar on a server (CalDAV), and so on every phone that shows it.

    A sync puts there what is planned, takes out what is over, and brings back what was moved there. It touches
    nothing but its own events. For a file or a feed without a server see `callback export ics --help`.
    """
