"""`callback opportunity stage`: it came to another stage."""

from __future__ import annotations

from datetime import date

import click

from crm.cli.lazy import examples
from crm.cli.opportunity_words import Word, named, news_json, news_rows, opportunity_argument
from crm.cli.output import columns, print_json, say, tell, width_of_output
from crm.cli.parameters import PAST_DATE, TEXT, json_option
from crm.cli.state import State, pass_state
from crm.domain.opportunities import ALL_STAGES
from crm.domain.words import count, say_day


@click.command(
    epilog=examples(
        'callback opportunity stage "data analyst" interviewing',
        'callback opportunity stage kestrel applied --on "2 sep" --note "through their site"',
        "callback opportunity stage northwind accepted",
        "callback opportunity stage northwind --remove 12",
    )
)
@opportunity_argument()
@click.argument("stage", type=Word(ALL_STAGES), required=False, metavar="STAGE")
@click.option("--on", type=PAST_DATE, metavar="DATE", help="The day it came there, if not today.")
@click.option("--note", "-n", type=TEXT, default="", metavar="TEXT", help="How it came about.")
@click.option("--no-tell", is_flag=True, help="With accepted: put nobody into the queue to hear the news.")
@click.option("--remove", type=int, metavar="ENTRY", help="Take a wrong entry out; `opportunity show` lists them.")
@json_option()
@pass_state
def stage(
    state: State,
    opportunity: str,
    stage: str | None,
    on: date | None,
    note: str,
    no_tell: bool,
    remove: int | None,
    as_json: bool,
) -> None:
    """It came to STAGE. What was stays in its history; `accepted` also tells everybody it concerns.

    STAGE is lead, applied, screening, interviewing, final, offer or accepted, or the ways out: rejected (`callback
    no` knows more), withdrawn, no-answer.
    """
    if (stage is None) == (remove is None):
        raise click.UsageError("Name the stage it came to, or the entry to --remove.")
    with state.open() as book:
        from crm.book.opportunities import load_opportunity, remove_stage_event, set_stage, the_opportunity

        found = the_opportunity(book, opportunity)
        told = None
        if remove is not None:
            remove_stage_event(book, found.id, remove)
        else:
            told = set_stage(book, found.id, stage or "", on, note, tell=not no_tell).told
        found = load_opportunity(book, found.id)
    lines = told.lines if told else ()
    if as_json:
        print_json(
            {
                "opportunity": found.title,
                "employer": found.employer,
                "stage": found.stage,
                "since": found.since,
                "told": news_json(lines),
            }
        )
        return
    since = f" since {say_day(found.since, state.today)}" if found.since and found.since != state.today else ""
    say(f"{named(found)}: {found.stage}{since}.")
    if told:
        say(f"{count(len(lines), 'person', 'people')} to tell, each in a line:")
        for line in columns(news_rows(lines, state.today), width=width_of_output(), limits=(12, 28, 8), indent=2):
            say(line)
    if stage == "rejected" and found.rejection:
        tell("`callback no` lays out what comes after a no; `callback undo` takes this entry back first.")
