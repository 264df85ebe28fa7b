"""`callback contacts`: the list of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crm.book.errors import NotFound
from crm.cli.lazy import examples
from crm.cli.output import columns, print_json, say, width_of_output
from crm.cli.parameters import LINE, json_option
from crm.cli.phrases import contact_json
from crm.cli.state import NoBookYet, State, pass_state
from crm.domain.rows import ContactRow
from crm.domain.words import say_day

if TYPE_CHECKING:
    from crm.book.session import Book

_PAGE = 5_000
_HEAD = ("NAME", "EMPLOYER", "ROLE", "LAST", "NEXT")


@click.command(
    epilog=examples(
        "callback contacts",
        "callback contacts northwind",
        "callback contacts jose --json",
    )
)
@click.argument("text", nargs=-1, type=LINE, metavar="[TEXT]")
@json_option()
@pass_state
def contacts(state: State, text: tuple[str, ...], as_json: bool) -> None:
    """List people, by name; with TEXT those who match it. Accents and case do not matter."""
    wanted = " ".join(text).strip()
    try:
        with state.open() as book:
            rows = _all(book, wanted)
    except NoBookYet:
        if as_json:
            print_json([])
        raise
    if as_json:
        print_json([contact_json(row) for row in rows])
    else:
        for line in _lines(state, rows):
            say(line)
    if not rows:
        raise NotFound(
            f"Nobody matches “{wanted[:80]}”." if wanted else "Nobody is in the book yet: `callback add NAME`."
        )


def _all(book: Book, wanted: str) -> list[ContactRow]:
    from crm.book.reading import contacts_page

    rows: list[ContactRow] = []
    while page := contacts_page(book, wanted, len(rows), _PAGE):
        rows += page
        if len(page) < _PAGE:
            break
    return rows


def _lines(state: State, rows: list[ContactRow]) -> list[str]:
    if not rows:
        return []
    today = state.today
    table = [
        (
            row.name,
            row.employer,
            row.role,
            say_day(row.last_touch, today) if row.last_touch else "",
            "do not contact" if row.do_not_contact else say_day(row.next_due, today) if row.next_due else "",
        )
        for row in rows
    ]
    return columns([_HEAD, *table], width=width_of_output(), limits=(36, 32, 18, 16), least=(14, 0, 0, 0))
