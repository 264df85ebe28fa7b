"""`callback touch edit` and `callback touch delete`: put right what was logged."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from crm.book.errors import Declined, Refused
from crm.cli.lazy import examples
from crm.cli.output import asks, confirm, print_json, say, tell
from crm.cli.parameters import DATE, LINE, PAST_DATE, TEXT, json_option, yes_option
from crm.cli.phrases import next_json, next_words
from crm.cli.state import State, pass_state
from crm.domain.touches import CHANNELS, DIRECTIONS, OUTCOMES
from crm.domain.words import say_day


@click.group(
    epilog=examples(
        "callback show dana                   lists the ids",
        'callback touch edit 12 --on "12 nov"',
        "callback touch delete 12",
    )
)
def touch() -> None:
    """Edit or delete something logged. `callback show WHO` lists the ids."""


@touch.command(
    epilog=examples(
        'callback touch edit 12 --note "she rang back"',
        'callback touch edit 12 --channel voicemail --outcome no-answer --on "last tue"',
        'callback touch edit 12 --promise "next fri" --promise-text "send the article"',
    )
)
@click.argument("touch_id", type=int, metavar="ID")
@click.option("--channel", "-c", type=click.Choice(CHANNELS))
@click.option("--direction", "-d", type=click.Choice(DIRECTIONS))
@click.option("--outcome", "-o", type=click.Choice(OUTCOMES))
@click.option("--on", type=PAST_DATE, metavar="DATE", help="The day it was.")
@click.option("--note", "-n", type=TEXT, metavar="TEXT", help="What was said; an empty text clears it.")
@click.option("--gave", type=TEXT, metavar="TEXT", help="What you gave them.")
@click.option("--asked", type=TEXT, metavar="TEXT", help="What you asked of them.")
@click.option("--got", type=TEXT, metavar="TEXT", help="What they gave you; feedback closes the step that asks for it.")
@click.option("--promise", type=DATE, metavar="DATE", help="You promised something by that day.")
@click.option("--they-promised", type=DATE, metavar="DATE", help="They promised something by that day.")
@click.option("--promise-text", type=LINE, metavar="TEXT", help="What was promised.")
@json_option()
@pass_state
def edit(state: State, /, touch_id: int, as_json: bool, on: date | None, **options: Any) -> None:
    """Change what was logged under ID."""
    if on is not None and on > state.today:
        raise Refused(f"{say_day(on, state.today)} is still to come: a touch is on a day that has been.")
    changes = {key: value for key, value in {"on": on, **options}.items() if value is not None}
    if not changes:
        raise Refused("Nothing to change was given: `callback touch edit --help` lists what can be.")
    with state.open() as book:
        from crm.book.touches import edit_touch

        lines = edit_touch(book, touch_id, **changes)
    if as_json:
        contacts = [{"contact": line.name, "next": next_json(line.next, line.why)} for line in lines]
        print_json({"id": touch_id, "changed": sorted(changes), "contacts": contacts})
        return
    say("Changed.")
    for line in lines:
        say(f"  {line.name}: next {next_words(line.next, line.why, state.today)}")


@touch.command(epilog=examples("callback touch delete 12", "callback touch delete 12 --yes"))
@click.argument("touch_id", type=int, metavar="ID")
@yes_option()
@json_option()
@pass_state
def delete(state: State, touch_id: int, yes: bool, as_json: bool) -> None:
    """Delete what was logged under ID, for everybody in it; `undo` brings it back.

    On a terminal it asks first; without one, or with --yes, it goes ahead.
    """
    with state.open() as book:
        from crm.book.touches import delete_touch, get_touch

        detail = get_touch(book, touch_id)
        day = say_day(detail.touch.on, state.today)
        what = f"the {detail.touch.channel} of {day} ({', '.join(detail.names)})"
        if not yes and asks() and not confirm(f"Delete {what}?"):
            raise Declined("Nothing was deleted.")
        lines = delete_touch(book, touch_id)
    if as_json:
        contacts = [{"contact": line.name, "next": next_json(line.next, line.why)} for line in lines]
        print_json({"deleted": touch_id, "contacts": contacts})
        return
    say(f"Deleted {what}.")
    for line in lines:
        say(f"  {line.name}: next {next_words(line.next, line.why, state.today)}")
    tell("`callback undo` brings it back.")
