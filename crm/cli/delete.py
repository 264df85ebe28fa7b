"""`callback delete`: a person and everything logged with them alone."""

from __future__ import annotations

import click

from crm.book.errors import Declined
from crm.cli.lazy import examples
from crm.cli.output import asks, confirm, print_json, say, tell
from crm.cli.parameters import json_option, who_argument, yes_option
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.words import count


@click.command(epilog=examples('callback delete "Dana Whitfield"', "callback delete dana@northwind.test --yes"))
@who_argument()
@yes_option()
@json_option()
@pass_state
def delete(state: State, who: str, yes: bool, as_json: bool) -> None:
    """Delete a person with everything logged; what was logged with others stays. `undo` brings all back.

    On a terminal it asks first; without one, or with --yes, it goes ahead.
    """
    with state.open() as book:
        from crm.book.people import delete_contact
        from crm.book.reading import contact_card

        row = person(book, who)
        if not yes and asks():
            touches = contact_card(book, row.id).touches
            at = f", {row.employer}" if row.employer else ""
            if not confirm(f"Delete {row.name}{at}, with {count(touches, 'touch', 'touches')}?"):
                raise Declined("Nothing was deleted.")
        delete_contact(book, row.id)
    if as_json:
        print_json({"deleted": row.uid, "name": row.name})
    else:
        say(f"Deleted {row.name}.")
        tell("`callback undo` brings them back.")
