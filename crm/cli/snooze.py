"""`callback snooze`: leave somebody in peace until a date."""

from __future__ import annotations

import click

from crm.book.errors import Refused
from crm.cli.acted import report
from crm.cli.dated import DateCommand
from crm.cli.lazy import examples
from crm.cli.parameters import DATE, LINE, json_option, who_argument
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.words import say_day

_AWAKE = frozenset({"off", "none", "end", "wake"})


@click.command(
    cls=DateCommand,
    epilog=examples(
        'callback snooze dana "1 mar"',
        'callback snooze dana "in 3 weeks"',
        "callback snooze dana off             ends it",
    ),
)
@who_argument()
@click.argument("until", type=LINE, metavar="DATE")
@json_option()
@click.pass_context
@pass_state
def snooze(state: State, ctx: click.Context, who: str, until: str, as_json: bool) -> None:
    """Leave somebody in peace until DATE. Whatever passes between you ends it; so does “off”."""
    day = None if until.casefold() in _AWAKE else DATE.convert(until, ctx.command.params[1], ctx)
    if day is not None and day <= state.today:
        raise Refused(f"{say_day(day, state.today)} is not ahead: a snooze ends on a day that is still to come.")
    with state.open() as book:
        from crm.book import follow_ups

        row = person(book, who)
        if day is None:
            follow_ups.wake(book, row.id)
            report(book, row, "Awake again", as_json=as_json, until=None)
        else:
            follow_ups.snooze(book, row.id, day)
            report(book, row, f"Resting until {say_day(day, state.today)}", as_json=as_json, until=day)
