"""`callback answered`: what they wrote needs no answer."""

from __future__ import annotations

import click

from crm.book.errors import Declined, NotFound
from crm.cli.acted import report
from crm.cli.lazy import examples
from crm.cli.parameters import id_option, json_option, who_argument
from crm.cli.picking import person, several_waiting
from crm.cli.state import State, pass_state


@click.command(
    epilog=examples(
        "callback answered dana",
        "callback answered dana --id 12       where several things wait",
        "callback answered dana --all",
    )
)
@who_argument()
@id_option("The touch meant, when several wait.")
@click.option("--all", "everything", is_flag=True, help="Everything from them that waits.")
@json_option()
@pass_state
def answered(state: State, who: str, item_id: int | None, everything: bool, as_json: bool) -> None:
    """What they wrote needs no answer, or was answered elsewhere. To answer it, log what you sent."""
    with state.open() as book:
        from crm.book.reading import contact_card
        from crm.book.touches import mark_answered

        row = person(book, who)
        waiting = contact_card(book, row.id).waiting
        chosen = [touch.id for touch in waiting]
        if item_id is not None:
            if item_id not in chosen:
                raise NotFound(f"Nothing with the id {item_id} from {row.name} waits for an answer.")
            chosen = [item_id]
        elif not chosen:
            raise Declined(f"Nothing from {row.name} waits for an answer.")
        elif len(chosen) > 1 and not everything:
            raise several_waiting(book, waiting, row)
        number = mark_answered(book, row.id, chosen)
        report(book, row, "No answer needed", as_json=as_json, answered=number)
