"""`callback letter export`: a letter as Markdown, as a draft for the mail program, as a mailto link."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crm.cli.lazy import examples
from crm.cli.letter_phrases import letter_argument
from crm.cli.output import tell
from crm.cli.state import State, pass_state

_STANDARD_OUTPUT = Path("-")
_FORMS = {"md": "markdown", "eml": "eml", "mailto": "mailto"}


@click.command(
    epilog=examples(
        "callback letter export dana --as eml               our-conversation-3.eml, a draft for your mail program",
        "callback letter export dana --as md -o -           to look at, or to print",
        'xdg-open "$(callback letter export dana --as mailto)"',
    )
)
@letter_argument()
@click.option("--as", "form", type=click.Choice(tuple(_FORMS)), required=True, help="In what form.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write, replacing one of that name; - is standard output. Without it: a file in this folder, "
    "named after the letter; a mailto link goes to standard output.",
)
@pass_state
def export(state: State, letter: str, form: str, output: Path | None) -> None:
    """Write a letter out, for you to send: Callback itself sends nothing."""
    with state.open() as book:
        from crm.book.letter_export import export_letter, file_name, letter_bytes
        from crm.book.letter_reading import get_letter, the_letter

        row = the_letter(book, letter, unsent=True)
        wanted = _FORMS[form]
        if output is None:
            output = _STANDARD_OUTPUT if form == "mailto" else Path(file_name(get_letter(book, row.id), wanted))
        if output == _STANDARD_OUTPUT:
            sys.stdout.buffer.write(letter_bytes(book, row.id, wanted))
            sys.stdout.buffer.flush()
            return
        output = output.expanduser()
        export_letter(book, row.id, wanted, output)
    tell(f"{output}: written for you to send. `callback letter sent {row.id}` once it has gone out.")
