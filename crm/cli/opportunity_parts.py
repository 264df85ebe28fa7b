"""`callback opportunity person` and `sent`: who has a part in a role, and what was sent for it."""

from __future__ import annotations

from datetime import date

import click

from crm.cli.lazy import examples
from crm.cli.opportunity_words import Word, named, opportunity_argument, opportunity_json, part_words
from crm.cli.output import print_json, say
from crm.cli.parameters import LINE, NAME, PAST_DATE, json_option, who_argument
from crm.cli.picking import person as the_person
from crm.cli.state import State, pass_state
from crm.domain.opportunities import SENT_KINDS


@click.command(
    epilog=examples(
        'callback opportunity person "data analyst" dana',
        'callback opportunity person northwind sam --part "referrer"',
        "callback opportunity person northwind sam --remove",
    )
)
@opportunity_argument()
@who_argument()
@click.option("--part", type=LINE, metavar="PART", help="hiring manager, HR, referrer …; if not said, their role.")
@click.option("--remove", is_flag=True, help="They have no part in it.")
@json_option()
@pass_state
def person(state: State, opportunity: str, who: str, part: str | None, remove: bool, as_json: bool) -> None:
    """WHO has a part in it. With --part what they are in it, also for somebody who has one already."""
    if part is not None and remove:
        raise click.UsageError("--part and --remove do not go together.")
    with state.open() as book:
        from crm.book.opportunities import add_person, load_opportunity, remove_person, set_part, the_opportunity

        found = the_opportunity(book, opportunity)
        row = the_person(book, who)
        there = any(each.contact_id == row.id for each in found.people)
        if remove:
            remove_person(book, found.id, row.id)
        elif there and part is not None:
            set_part(book, found.id, row.id, part)
        else:
            add_person(book, found.id, row.id, part or "")
        found = load_opportunity(book, found.id)
        if as_json:
            print_json(opportunity_json(book, found))
            return
    if remove:
        say(f"{row.name} has no part in {named(found)} any more.")
        return
    theirs = next((each.part for each in found.people if each.contact_id == row.id), "")
    say(f"{row.name}: {part_words(theirs) or 'a part'} in {named(found)}.")


@click.command(
    epilog=examples(
        'callback opportunity sent "data analyst" resume analyst-v3.pdf',
        'callback opportunity sent northwind "cover letter" northwind.odt --on "3 sep"',
        "callback opportunity sent northwind portfolio site-2026 --remove",
    )
)
@opportunity_argument()
@click.argument("kind", type=Word(SENT_KINDS), metavar="KIND")
@click.argument("name", type=NAME, metavar="NAME")
@click.option("--on", type=PAST_DATE, metavar="DATE", help="The day it was sent, if not today.")
@click.option("--remove", is_flag=True, help="It was not sent.")
@json_option()
@pass_state
def sent(state: State, opportunity: str, kind: str, name: str, on: date | None, remove: bool, as_json: bool) -> None:
    """You sent a KIND for it: résumé, cover-letter, portfolio or other. NAME is that of the file or version."""
    with state.open() as book:
        from crm.book.opportunities import add_sent, load_opportunity, remove_sent, the_opportunity

        found = the_opportunity(book, opportunity)
        if remove:
            remove_sent(book, found.id, kind, name)
        else:
            add_sent(book, found.id, kind, name, on or state.today)
        found = load_opportunity(book, found.id)
        if as_json:
            print_json(opportunity_json(book, found))
            return
    say(f"{'Not sent' if remove else 'Sent'} for {named(found)}: {kind}, {name}.")
