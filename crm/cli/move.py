"""`callback move`: a planned follow-up to another date."""

from __future__ import annotations

from datetime import date, time

import click

from crm.cli.acted import report
from crm.cli.dated import DateCommand
from crm.cli.lazy import examples
from crm.cli.parameters import WHEN, id_option, json_option, who_argument
from crm.cli.picking import open_item, person, picked
from crm.cli.state import State, pass_state


@click.command(
    cls=DateCommand,
    epilog=examples(
        'callback move dana "next tue"',
        'callback move dana "1 dec 15:00"',
        "callback move dana +1w --id 7         where several are open",
    ),
)
@who_argument()
@click.argument("when", type=WHEN, metavar="DATE")
@id_option()
@json_option()
@pass_state
def move(state: State, who: str, when: tuple[date, time | None], item_id: int | None, as_json: bool) -> None:
    """Move a planned follow-up to another date. Its time of day stays unless DATE has one."""
    on, at = when
    with state.open() as book:
        from crm.book.follow_ups import KEEP, move_follow_up, open_items

        row = person(book, who)
        item = open_item(book, row, item_id)
        move_follow_up(book, item.id, on, KEEP if at is None else at)
        report(book, row, "Moved to", item=picked(open_items(book, row.id), row, item.id), as_json=as_json)
