"""`callback edit`: change what is known of a person."""

from __future__ import annotations

import click

from crm.book.errors import Refused
from crm.cli.fields import FIELDS, changed, read_assignments
from crm.cli.lazy import examples
from crm.cli.output import print_json, say
from crm.cli.parameters import json_option, who_argument
from crm.cli.phrases import card_json, next_words
from crm.cli.picking import person
from crm.cli.state import State, pass_state


@click.command(
    epilog=examples(
        'callback edit dana --set title="CTO" --set tags=target,berlin',
        "callback edit dana --set email=work:dana@northwind.test --set email=dana@home.test",
        'callback edit dana --set "cadence=1 month"       none for never, nothing for the default',
        "callback edit dana --set notes=                  an empty value clears the field",
    )
    + f"\n\nFields: {', '.join(FIELDS)}. E-mails, phones, links and addresses are [LABEL:]VALUE; "
    "giving one again adds a second value. A new employer is a move: the old one stays with its dates."
)
@who_argument()
@click.option("--set", "assignments", multiple=True, required=True, metavar="FIELD=VALUE", help="May be repeated.")
@json_option()
@pass_state
def edit(state: State, who: str, assignments: tuple[str, ...], as_json: bool) -> None:
    """Change what is known of a person."""
    values = read_assignments(assignments)
    with state.open() as book:
        from crm.book.people import edit_contact, get_contact
        from crm.book.reading import contact_card, timeline_page
        from crm.book.validate import validate_contact

        row = person(book, who)
        contact = changed(get_contact(book, row.id), values, state.today)
        if problems := validate_contact(contact):
            raise Refused(" ".join(problems.values()))
        edit_contact(book, row.id, contact, moving=True)
        card = contact_card(book, row.id)
        timeline = timeline_page(book, row.id, 0, 10_000_000) if as_json else []
    if as_json:
        print_json(card_json(card, timeline))
    else:
        say(f"Changed {card.contact.name}. Next: {next_words(card.next, card.why, state.today)}.")
