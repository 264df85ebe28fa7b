"""`callback opportunity edit` and `delete`: put right what is known of a role, or drop it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from crm.book.errors import Declined, Refused
from crm.cli.lazy import examples
from crm.cli.opportunity_add import read_posting
from crm.cli.opportunity_words import Word, named, opportunity_argument, opportunity_json
from crm.cli.output import asks, confirm, print_json, say, tell
from crm.cli.parameters import DATE, LINE, TEXT, json_option, yes_option
from crm.cli.state import State, pass_state
from crm.domain.opportunities import OPPORTUNITY_KINDS


@click.command(
    epilog=examples(
        'callback opportunity edit "data analyst" --decision "next fri" --salary "60–65 k"',
        'callback opportunity edit 3 --title "Senior Analyst"',
        "callback opportunity edit kestrel --no-decision",
    )
)
@opportunity_argument()
@click.option("--title", type=LINE, metavar="TEXT", help="What the role is called.")
@click.option("--employer", "-e", type=LINE, metavar="NAME", help="Where it is.")
@click.option("--kind", type=Word(OPPORTUNITY_KINDS))
@click.option("--link", type=LINE, metavar="URL", help="Where the posting is.")
@click.option(
    "--posting", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE", help="The posting as text."
)
@click.option("--salary", type=LINE, metavar="TEXT", help="What they pay.")
@click.option("--source", type=LINE, metavar="TEXT", help="How you heard of it.")
@click.option("--decision", type=DATE, metavar="DATE", help="The day by which they decide.")
@click.option("--no-decision", is_flag=True, help="They named no day.")
@click.option("--notes", type=TEXT, metavar="TEXT", help="Whatever else; an empty text clears it.")
@json_option()
@pass_state
def edit(
    state: State,
    /,
    opportunity: str,
    posting: Path | None,
    decision: date | None,
    no_decision: bool,
    as_json: bool,
    **options: str | None,
) -> None:
    """Change what is known of a role. Stages have `opportunity stage`, people `opportunity person`."""
    changes: dict[str, Any] = {key: value for key, value in options.items() if value is not None}
    if posting is not None:
        changes["posting"] = read_posting(posting)
    if decision is not None or no_decision:
        changes["decision_on"] = decision
    if not changes:
        raise Refused("Nothing to change was given: `callback opportunity edit --help` lists what can be.")
    with state.open() as book:
        from crm.book.opportunities import edit_opportunity, load_opportunity, the_opportunity

        number = the_opportunity(book, opportunity).id
        edit_opportunity(book, number, **changes)
        found = load_opportunity(book, number)
        if as_json:
            print_json(opportunity_json(book, found))
            return
    say(f"Changed {named(found)}.")


@click.command(epilog=examples('callback opportunity delete "data analyst"', "callback opportunity delete 3 --yes"))
@opportunity_argument()
@yes_option()
@json_option()
@pass_state
def delete(state: State, opportunity: str, yes: bool, as_json: bool) -> None:
    """Delete a role with its history; people and what was logged stay. `undo` brings it back.

    On a terminal it asks first; without one, or with --yes, it goes ahead.
    """
    with state.open() as book:
        from crm.book.opportunities import delete_opportunity, the_opportunity

        found = the_opportunity(book, opportunity)
        if not yes and asks() and not confirm(f"Delete {named(found)}, with its history and interviews?"):
            raise Declined("Nothing was deleted.")
        delete_opportunity(book, found.id)
    if as_json:
        print_json({"deleted": found.uid, "title": found.title})
        return
    say(f"Deleted {named(found)}.")
    tell("`callback undo` brings it back.")
