"""`callback opportunity`: the roles you go for, one module a verb."""

from __future__ import annotations

import click

from crm.cli.lazy import LazyGroup, examples
from crm.cli.verbs import OPPORTUNITY


@click.group(
    cls=LazyGroup,
    table=OPPORTUNITY,
    epilog=examples(
        'callback opportunity add Data Analyst --employer "Northwind Robotics" --with dana',
        'callback opportunity stage "data analyst" interviewing',
        "callback opportunity list --waiting",
    )
    + "\n\n\b\nOPPORTUNITY is an id, or words of its title and employer.",
)
def opportunity() -> None:
    """The roles you go for: add them, move them on, see where they stand."""
