"""`callback export`: what goes out, one module a format."""

from __future__ import annotations

import click

from crm.cli.lazy import LazyGroup, examples
from crm.cli.verbs import EXPORTS


@click.group(
    cls=LazyGroup,
    table=EXPORTS,
    epilog=examples(
        "callback export ics -o followups.ics",
        "callback export yaml -o book.yaml",
        "callback export vcard --tag berlin -o berlin.vcf",
    ),
)
def export() -> None:
    """Write a calendar file, people for other programs, or the whole book."""
