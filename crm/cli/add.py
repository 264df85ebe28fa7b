"""`callback add`: a new person."""

from __future__ import annotations

from collections.abc import Sequence

import click

from crm.book.errors import Refused
from crm.cli.fields import changed
from crm.cli.lazy import examples
from crm.cli.output import print_json, say, tell
from crm.cli.parameters import LINE, TEXT, json_option
from crm.cli.phrases import card_json, next_words
from crm.cli.state import State, pass_state
from crm.domain.people import Contact
from crm.domain.text import fold


@click.command(
    epilog=examples(
        'callback add "Dana Whitfield" --employer "Northwind Robotics" --title "VP Engineering"',
        'callback add Dana Whitfield --role "hiring manager" --email work:dana@northwind.test --tag berlin',
        'callback add Sam Lee --met "final round" --met-on "2 sep" --through "Dana Whitfield"',
    )
)
@click.argument("name", nargs=-1, required=True, type=LINE, metavar="NAME")
@click.option("--employer", "-e", type=LINE, metavar="NAME", help="Where they work.")
@click.option("--title", type=LINE, metavar="TEXT", help="Their job title.")
@click.option("--role", "-r", type=LINE, metavar="TEXT", help="What they are in your search, for instance recruiter.")
@click.option("--email", "emails", multiple=True, type=LINE, metavar="[LABEL:]ADDRESS", help="May be repeated.")
@click.option("--phone", "phones", multiple=True, type=LINE, metavar="[LABEL:]NUMBER", help="May be repeated.")
@click.option("--link", "links", multiple=True, type=LINE, metavar="[LABEL:]URL", help="May be repeated.")
@click.option("--address", "addresses", multiple=True, type=LINE, metavar="[LABEL:]TEXT", help="May be repeated.")
@click.option("--tag", "tags", multiple=True, type=LINE, metavar="TAG[,TAG]", help="May be repeated.")
@click.option("--birthday", type=LINE, metavar="DAY", help="1980-03-07, or --03-07 without the year.")
@click.option("--met", type=LINE, metavar="TEXT", help="How you met.")
@click.option("--met-on", type=LINE, metavar="DATE", help="The day you met.")
@click.option("--through", type=LINE, metavar="NAME", help="Who brought you together.")
@click.option("--cadence", type=LINE, metavar="TEXT", help="How often: 2 months, 1 week, quarterly, none.")
@click.option("--do-not-contact", is_flag=True, help="Never in the queue or a calendar.")
@click.option("--nickname", type=LINE, metavar="TEXT", help="What they are called.")
@click.option("--notes", type=TEXT, metavar="TEXT", help="Whatever else.")
@json_option()
@pass_state
def add(state: State, /, name: tuple[str, ...], as_json: bool, **fields: str | bool | Sequence[str] | None) -> None:
    """Add a person. NAME may be several words. The book is made where there is none."""
    full_name = " ".join(part for part in name if part)
    if not full_name:
        raise Refused("A contact needs a name.")
    values = {key: _texts(value) for key, value in fields.items() if value not in {None, False, ()}}
    contact = changed(Contact(name=full_name), values, state.today)
    from crm.book.validate import validate_contact

    # Before the book is opened: what is refused must not leave a new, empty book behind.
    if problems := validate_contact(contact):
        raise Refused(" ".join(problems.values()))
    with state.open(create=True) as book:
        from crm.book.people import add_contact
        from crm.book.reading import contact_card, find_contacts, timeline_page

        namesakes = sum(fold(row.name) == fold(full_name) for row in find_contacts(book, full_name))
        contact_id = add_contact(book, contact)
        card = contact_card(book, contact_id)
        timeline = timeline_page(book, contact_id)
    if as_json:
        print_json(card_json(card, timeline))
    else:
        say(f"Added {card.contact.name}. Next: {next_words(card.next, card.why, state.today)}.")
    if namesakes:
        tell(f"There was already somebody called {full_name}; both are in the book now. `callback undo` takes it back.")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return ["yes"] if value is True else [str(each) for each in value]  # type: ignore[attr-defined]
