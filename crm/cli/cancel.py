"""`callback cancel`: a planned follow-up that is not wanted any more."""

from __future__ import annotations

from dataclasses import replace

import click

from crm.cli.acted import report
from crm.cli.lazy import examples
from crm.cli.parameters import id_option, json_option, who_argument
from crm.cli.picking import open_item, person
from crm.cli.state import State, pass_state


@click.command(epilog=examples("callback cancel dana", "callback cancel dana --id 7         where several are open"))
@who_argument()
@id_option()
@json_option()
@pass_state
def cancel(state: State, who: str, item_id: int | None, as_json: bool) -> None:
    """Cancel a planned follow-up."""
    with state.open() as book:
        from crm.book.follow_ups import cancel_follow_up

        row = person(book, who)
        item = open_item(book, row, item_id)
        cancel_follow_up(book, item.id)
        report(book, row, "Cancelled", item=replace(item, status="cancelled"), as_json=as_json)
