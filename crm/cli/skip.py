"""`callback skip`: let what is due go, this time."""

from __future__ import annotations

from dataclasses import replace

import click

from crm.cli.acted import report
from crm.cli.due import what_is_due
from crm.cli.lazy import examples
from crm.cli.parameters import id_option, json_option, step_option, who_argument
from crm.cli.picking import person
from crm.cli.plan_phrases import step_json, step_words
from crm.cli.state import State, pass_state
from crm.domain.plan_views import StepView
from crm.domain.rows import FollowUpRow


@click.command(
    epilog=examples(
        "callback skip dana",
        "callback skip dana --id 7         where several are open",
        "callback skip dana --step 12      a step of their plan",
    )
)
@who_argument()
@id_option()
@step_option()
@json_option()
@pass_state
def skip(state: State, who: str, item_id: int | None, step_id: int | None, as_json: bool) -> None:
    """Let what is due go.

    A follow-up or the step of a plan is skipped, a cadence runs on from today, what they wrote needs no answer.
    """
    with state.open() as book:
        from crm.book.follow_ups import skip_cadence, skip_follow_up
        from crm.book.plans import skip_step
        from crm.book.touches import mark_answered

        row = person(book, who)
        due = what_is_due(book, row, item_id, step_id)
        if isinstance(due, FollowUpRow):
            skip_follow_up(book, due.id)
            report(book, row, "Skipped", item=replace(due, status="skipped"), as_json=as_json)
        elif isinstance(due, StepView):
            skip_step(book, due.id)
            skipped = replace(due, on=state.today, state="skipped")
            report(book, row, f"Skipped {step_words(due, state.today)}", as_json=as_json, step=step_json(skipped))
        elif due.kind == "answer":
            mark_answered(book, row.id)
            report(book, row, "No answer needed", as_json=as_json)
        else:
            skip_cadence(book, row.id)
            report(book, row, "Passed on it today", as_json=as_json)
