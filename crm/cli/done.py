"""`callback done`: what was due is done."""

from __future__ import annotations

from dataclasses import replace

import click

from crm.book.errors import Declined
from crm.cli.acted import report
from crm.cli.due import what_is_due
from crm.cli.lazy import examples
from crm.cli.output import asks, confirm
from crm.cli.parameters import id_option, json_option, who_argument
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.rows import FollowUpRow


@click.command(
    epilog=examples(
        "callback done dana",
        "callback done dana --id 7         where several are open",
        'callback log dana --note "…"      when you were in touch: that moves the cadence too',
    )
)
@who_argument()
@id_option()
@json_option()
@pass_state
def done(state: State, who: str, item_id: int | None, as_json: bool) -> None:
    """What was planned or promised is done, without a touch to log.

    Where a cadence or an answer is due, only a touch settles it: on a terminal it asks whether to log one.
    """
    with state.open() as book:
        from crm.book.follow_ups import finish_follow_up
        from crm.book.touches import NewTouch, log_touch

        row = person(book, who)
        due = what_is_due(book, row, item_id)
        if isinstance(due, FollowUpRow):
            finish_follow_up(book, due.id)
            report(book, row, "Done:", item=replace(due, status="done"), as_json=as_json)
            return
        channel = due.channel or "call"
        if not asks():
            raise Declined(
                f"For {row.name} a touch is due, which only a touch settles: "
                f"`callback log WHO --channel {channel}` logs it, `callback skip WHO` lets it go."
            )
        if not confirm(f"Log a touch with {row.name} today ({channel})?"):
            raise Declined("Nothing was logged.")
        logged = log_touch(book, [row.id], NewTouch(on=state.today, channel=channel))
        report(book, row, "Logged", as_json=as_json, touch=logged.touch_id)
