"""`callback plan`: put a follow-up on a date."""

from __future__ import annotations

from datetime import date, time

import click

from crm.book.errors import Refused
from crm.cli.acted import report
from crm.cli.dated import DateCommand
from crm.cli.lazy import examples
from crm.cli.parameters import LINE, WHEN, json_option, who_argument
from crm.cli.picking import person, picked
from crm.cli.plan_phrases import tell_warnings, warnings_json
from crm.cli.state import State, pass_state
from crm.domain.touches import CHANNELS


@click.command(
    cls=DateCommand,
    epilog=examples(
        'callback plan dana "next tue" ask about the new role',
        'callback plan dana "1 dec 14:00" coffee --channel meeting',
        "callback plan sam +10d send the article --channel email",
    ),
)
@who_argument()
@click.argument("when", type=WHEN, metavar="DATE")
@click.argument("purpose", nargs=-1, required=True, type=LINE, metavar="PURPOSE")
@click.option("--channel", "-c", type=click.Choice(CHANNELS), help="How you mean to be in touch.")
@json_option()
@pass_state
def plan(
    state: State,
    who: str,
    when: tuple[date, time | None],
    purpose: tuple[str, ...],
    channel: str | None,
    as_json: bool,
) -> None:
    """Put a follow-up on a date. DATE may have a time; PURPOSE may be several words."""
    on, at = when
    reason = " ".join(part for part in purpose if part)
    if not reason:
        raise Refused("A follow-up needs a purpose: what is it for?")
    with state.open() as book:
        from crm.book.etiquette import gap_warning
        from crm.book.follow_ups import open_items, plan_follow_up

        row = person(book, who)
        warnings = gap_warning(book, [row.id], on, planning=True)
        item_id = plan_follow_up(book, row.id, on, reason, channel or "", at)
        item = picked(open_items(book, row.id), row, item_id)
        report(book, row, "Planned", item=item, as_json=as_json, warnings=warnings_json(warnings))
    tell_warnings(warnings)
