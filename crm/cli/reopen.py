"""`callback reopen`: a second chance."""

from __future__ import annotations

from datetime import date

import click

from crm.cli.lazy import examples
from crm.cli.opportunity_words import Word, named, opportunity_argument, opportunity_json
from crm.cli.output import print_json, say
from crm.cli.parameters import LINE, NAME, PAST_DATE, TEXT, json_option
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.opportunities import OPPORTUNITY_KINDS, STAGES
from crm.domain.words import count


@click.command(
    epilog=examples(
        'callback reopen "data analyst"                                  the same role is open again',
        'callback reopen northwind --as "Analytics Lead" --stage screening',
        "callback reopen northwind --kind trial",
        'callback reopen northwind --kind introduction --employer "Kestrel Health"',
    )
)
@opportunity_argument()
@click.option("--as", "title", type=LINE, metavar="TITLE", help="A different role, with them or elsewhere.")
@click.option("--kind", type=Word(OPPORTUNITY_KINDS), default="role", show_default=True)
@click.option("--stage", type=Word(STAGES), default="interviewing", show_default=True, help="Where it stands now.")
@click.option("--employer", type=LINE, metavar="NAME", help="The partner company they introduce you to.")
@click.option("--introduced-by", type=NAME, metavar="WHO", help="Who introduces you; if not said, the manager.")
@click.option("--on", type=PAST_DATE, metavar="DATE", help="The day, if not today.")
@click.option("--note", "-n", type=TEXT, default="", metavar="TEXT", help="What brought it about.")
@json_option()
@pass_state
def reopen(
    state: State,
    /,
    opportunity: str,
    title: str | None,
    kind: str,
    stage: str,
    employer: str | None,
    introduced_by: str | None,
    on: date | None,
    note: str,
    as_json: bool,
) -> None:
    """A second chance: the same role again, another one, a trial, or an introduction to a partner company.

    Plans that ran after the no end. A trial gets its monthly review.
    """
    with state.open() as book:
        from crm.book.opportunities import load_opportunity, the_opportunity
        from crm.book.rejections import reopen as reopen_it

        found = the_opportunity(book, opportunity)
        number, told = reopen_it(
            book,
            found.id,
            on=on,
            stage=stage,
            title=title,
            kind=kind,
            employer=employer,
            introduced_by=person(book, introduced_by).id if introduced_by else None,
            note=note,
        )
        now = load_opportunity(book, number)
        if as_json:
            print_json(opportunity_json(book, now))
            return
    what = "" if now.kind == "role" else f", {'an' if now.kind[0] in 'aeiou' else 'a'} {now.kind}"
    say(f"A second chance: {named(now)}{what}, {now.stage}  (id {now.id}).")
    if told:
        say(f"{count(len(told.lines), 'person', 'people')} to tell: `callback queue`.")
