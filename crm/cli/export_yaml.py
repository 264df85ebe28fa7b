"""`callback export yaml`: the whole book as YAML."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crm.cli.lazy import examples
from crm.cli.output import tell
from crm.cli.state import State, pass_state
from crm.domain.words import count

_STANDARD_OUTPUT = Path("-")


@click.command(
    name="yaml",
    epilog=examples(
        "callback export yaml -o book.yaml           into a file only you can read",
        "callback export yaml | less                 to look at",
        "callback --book copy.callback import book.yaml    back in",
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=_STANDARD_OUTPUT,
    metavar="FILE",
    help="The file to write, replacing one of that name; - is standard output, as without it.",
)
@pass_state
def yaml(state: State, output: Path) -> None:
    """Write everything in the book as YAML: people, employers, touches, follow-ups.

    `callback import` reads it back without a loss. What undo remembers is not in it.
    """
    with state.open() as book:
        from crm.book.exporting import export_yaml, save_yaml

        if output == _STANDARD_OUTPUT:
            sys.stdout.buffer.write(export_yaml(book))
            sys.stdout.buffer.flush()
            return
        output = output.expanduser()
        save_yaml(book, output)
        people = int(book.store.value("SELECT count(*) FROM contact"))
    tell(f"{output}: {count(people, 'contact')}.")
