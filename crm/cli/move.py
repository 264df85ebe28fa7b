"""`callback move`: a planned follow-up, or the step of a plan, to another date."""

from __future__ import annotations

from datetime import date, time

import click

from crm.book.errors import Refused
from crm.cli.acted import report
from crm.cli.dated import DateCommand
from crm.cli.due import step_to_move
from crm.cli.lazy import examples
from crm.cli.parameters import WHEN, id_option, json_option, step_option, who_argument
from crm.cli.picking import open_item, person, picked
from crm.cli.plan_phrases import step_json, step_words
from crm.cli.state import State, pass_state


@click.command(
    cls=DateCommand,
    epilog=examples(
        'callback move dana "next tue"',
        'callback move dana "1 dec 15:00"',
        "callback move dana +1w --id 7         where several are open",
        "callback move dana +1w --step 12      a step of their plan",
    ),
)
@who_argument()
@click.argument("when", type=WHEN, metavar="DATE")
@id_option()
@step_option()
@json_option()
@pass_state
def move(
    state: State,
    who: str,
    when: tuple[date, time | None],
    item_id: int | None,
    step_id: int | None,
    as_json: bool,
) -> None:
    """Move a planned follow-up, or the step of a plan that is due, to another date.

    The time of day of a follow-up stays unless DATE has one; a step has none, and is not placed any more.
    """
    on, at = when
    with state.open() as book:
        from crm.book.follow_ups import KEEP, move_follow_up, open_items
        from crm.book.plans import get_step, move_step

        row = person(book, who)
        chosen = step_to_move(book, row, item_id, step_id)
        if chosen is not None:
            if at is not None:
                raise Refused("The step of a plan has a day and no time: leave the time out.")
            move_step(book, chosen.id, on)
            moved = get_step(book, chosen.id)[1]
            report(book, row, f"Moved to {step_words(moved, state.today)}", as_json=as_json, step=step_json(moved))
            return
        item = open_item(book, row, item_id)
        move_follow_up(book, item.id, on, KEEP if at is None else at)
        report(book, row, "Moved to", item=picked(open_items(book, row.id), row, item.id), as_json=as_json)
