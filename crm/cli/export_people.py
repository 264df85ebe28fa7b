"""`callback export yaml`, `json`, `vcard`, `khard`, `csv`: people out of the book, all of them or some."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm.cli.lazy import examples
from crm.cli.output import tell
from crm.cli.parameters import LINE, NAME
from crm.cli.state import State, pass_state
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.export_people import Format, VCardVersion
    from crm.book.session import Book

_STANDARD_OUTPUT = Path("-")
_ALL = "`callback export yaml` has everything"
#: What is said at the end of what a format cannot hold.
_LACKS = {
    "vcard": f"History, plans, cadence and roles in the search are not in it; {_ALL}.",
    "khard": f"History, plans, cadence and past positions are not in it; {_ALL}.",
    "csv": f"History and plans are not in it; {_ALL}.",
}
_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _selects(
    output_help: str = "The file to write, replacing one of that name; - is standard output, as without it.",
) -> _Decorator:
    """The options that all of them have."""
    options = (
        click.argument("who", nargs=-1, type=NAME, metavar="[WHO]..."),
        click.option("--matching", type=LINE, default="", metavar="TEXT", help="Those who match it, as in the list."),
        click.option("--tag", "tags", multiple=True, type=NAME, help="Those with this tag; again for another."),
        click.option(
            "--employer",
            "employers",
            multiple=True,
            type=NAME,
            help="Those who work there now; a part of its name will do.",
        ),
        click.option("--without-notes", is_flag=True, help="Leave out what you noted, purposes and how you met."),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            default=_STANDARD_OUTPUT,
            metavar="FILE",
            help=output_help,
        ),
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@click.command(
    name="yaml",
    epilog=examples(
        "callback export yaml -o book.yaml           into a file only you can read",
        "callback export yaml | less                 to look at",
        "callback --book copy.callback import book.yaml    back in",
        "callback export yaml --tag berlin -o berlin.yaml  some people, with their history",
    ),
)
@_selects()
@pass_state
def yaml(state: State, /, **given: Any) -> None:
    """Write everything in the book as YAML: people, employers, touches, the search.

    `callback import` reads it back without a loss. What undo remembers is not in it. With WHO, or with --matching,
    --tag or --employer, only these people with their history, their dates and their employers.
    """
    _export(state, "yaml", **given)


@click.command(
    name="json",
    epilog=examples(
        "callback export json -o book.json",
        "callback export json Dana | jq '.touches[].on'",
    ),
)
@_selects()
@pass_state
def json(state: State, /, **given: Any) -> None:
    """Write everything in the book as JSON, for scripts: the same as YAML, in another dress.

    `callback import` reads it back. With WHO, or with --matching, --tag or --employer, only these people with their
    history, their dates and their employers.
    """
    _export(state, "json", **given)


@click.command(
    name="vcard",
    epilog=examples(
        "callback export vcard -o people.vcf          for Google, Apple, Outlook, Thunderbird, a phone",
        "callback export vcard --vcard-version 3.0 -o old.vcf",
        "callback export vcard Dana --without-notes   to give somebody's card to another",
    ),
)
@_selects()
@click.option("--vcard-version", "version", type=click.Choice(["4.0", "3.0"]), default="4.0", show_default=True,
              help="3.0 is what older programs read.")  # fmt: skip
@pass_state
def vcard(state: State, /, version: VCardVersion, **given: Any) -> None:
    """Write people as vCards: names, work, e-mail, phone, addresses, links, tags, notes.

    Everybody, or WHO and those that --matching, --tag and --employer find. What came in with a card and has no place
    here, a photo for instance, goes out with it again.
    """
    _export(state, "vcard", version=version, **given)


@click.command(
    name="khard",
    epilog=examples(
        "callback export khard -o contacts           a new folder with a file for each",
        "callback export khard Dana > dana.yaml && khard new -i dana.yaml",
    ),
)
@_selects("The folder to make, with a file for each person; - is standard output, as without it.")
@pass_state
def khard(state: State, /, **given: Any) -> None:
    """Write people as the YAML that khard takes.

    Everybody, or WHO and those that --matching, --tag and --employer find.
    """
    _export(state, "khard", **given)


@click.command(
    name="csv",
    epilog=examples(
        "callback export csv -o people.csv",
        "callback export csv --employer northwind -o northwind.csv",
    ),
)
@_selects()
@pass_state
def csv(state: State, /, **given: Any) -> None:
    """Write people as a table in UTF-8 that a spreadsheet opens and `callback import` reads back.

    Everybody, or WHO and those that --matching, --tag and --employer find. What a spreadsheet would run as a formula
    is made harmless.
    """
    _export(state, "csv", **given)


def _export(
    state: State,
    form: Format,
    *,
    who: tuple[str, ...],
    matching: str,
    tags: tuple[str, ...],
    employers: tuple[str, ...],
    without_notes: bool,
    output: Path,
    version: VCardVersion = "4.0",
) -> None:
    from crm.book.export_people import Selection, count_people, export_people, people_in, save_people
    from crm.cli.picking import people

    notes = not without_notes
    with state.open() as book:
        named = tuple(row.id for row in people(book, who))
        ids = people_in(book, Selection(named, matching, tags, employers))
        if output == _STANDARD_OUTPUT:
            sys.stdout.buffer.write(export_people(book, form, ids, notes=notes, version=version))
            sys.stdout.buffer.flush()
        else:
            output = output.expanduser()
            save_people(book, output, form, ids, notes=notes, version=version)
        number, blocked = count_people(book, ids)
        said = _said(book, form, whole=ids is None and notes, blocked=blocked)
    if output != _STANDARD_OUTPUT or said:
        where = "standard output" if output == _STANDARD_OUTPUT else str(output)
        tell(" ".join((f"{where}: {count(number, 'contact')}.", *said)))


def _said(book: Book, form: Format, *, whole: bool, blocked: int) -> list[str]:
    """What there is to know about the file: what is not in it, and who is."""
    from crm.book.export_people import WHOLE, holds_search

    said = []
    if form not in WHOLE:
        if blocked:
            marked = "is marked" if blocked == 1 else "are marked"
            said.append(
                f"{blocked:,} of them {marked} do not contact{'' if form == 'csv' else ', which it cannot say'}."
            )
        said.append(_LACKS[form])
    elif not whole and holds_search(book):
        said.append(f"The search (opportunities, interviews, letters, plans) is not in it; {_ALL}.")
    return said
