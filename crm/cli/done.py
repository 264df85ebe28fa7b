"""`callback done`: what was due is done."""

from __future__ import annotations

from dataclasses import replace

import click

from crm.book.errors import Declined
from crm.cli.acted import report
from crm.cli.due import what_is_due
from crm.cli.lazy import examples
from crm.cli.output import asks, confirm
from crm.cli.parameters import id_option, json_option, step_option, who_argument
from crm.cli.picking import person
from crm.cli.plan_phrases import step_json, step_words
from crm.cli.state import State, pass_state
from crm.domain.plan_views import StepView
from crm.domain.rows import FollowUpRow


@click.command(
    epilog=examples(
        "callback done dana",
        "callback done dana --id 7         where several are open",
        "callback done dana --step 12      a step of their plan, also one that comes later",
        'callback log dana --note "…"      when you were in touch: that moves the cadence too',
    )
)
@who_argument()
@id_option()
@step_option()
@json_option()
@pass_state
def done(state: State, who: str, item_id: int | None, step_id: int | None, as_json: bool) -> None:
    """What was planned or promised, or the step of a plan that is due, is done, without a touch to log.

    Where a cadence or an answer is due, only a touch settles it: on a terminal it asks whether to log one.
    """
    with state.open() as book:
        from crm.book.follow_ups import finish_follow_up
        from crm.book.plans import finish_step
        from crm.book.touches import NewTouch, log_touch

        row = person(book, who)
        due = what_is_due(book, row, item_id, step_id)
        if isinstance(due, FollowUpRow):
            finish_follow_up(book, due.id)
            report(book, row, "Done:", item=replace(due, status="done"), as_json=as_json)
            return
        if isinstance(due, StepView):
            finish_step(book, due.id)
            done_step = replace(due, on=state.today, state="done")
            report(book, row, f"Done: {step_words(due, state.today)}", as_json=as_json, step=step_json(done_step))
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
