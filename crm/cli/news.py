"""`callback news`: a line to everybody it concerns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from crm.book.errors import Refused
from crm.cli.lazy import examples
from crm.cli.opportunity_words import news_json, news_rows
from crm.cli.output import asks, columns, confirm, print_json, say, tell, width_of_output
from crm.cli.parameters import NAME, TEXT, json_option, yes_option
from crm.cli.picking import people
from crm.cli.state import State, pass_state
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.news import NewsLine


@click.command(
    epilog=examples(
        'callback news "I passed the architect exam"',
        'callback news "I start at Northwind in January" --landed northwind',
        'callback news "We moved to Leipzig" --except sam --yes',
    )
)
@click.argument("text", nargs=-1, required=True, type=TEXT, metavar="TEXT")
@click.option(
    "--landed", type=NAME, metavar="OPPORTUNITY", help="You accepted this one: plans end, all who helped hear."
)
@click.option("--except", "leave_out", multiple=True, type=NAME, metavar="WHO", help="Not them; repeatable.")
@yes_option()
@json_option()
@pass_state
def news(
    state: State, text: tuple[str, ...], landed: str | None, leave_out: tuple[str, ...], yes: bool, as_json: bool
) -> None:
    """Put a line to everybody it concerns into the queue, five people a day, the closest first.

    It shows whom and with which words, then asks. Nothing is sent: each line is yours to say.
    """
    words = " ".join(part for part in text if part)
    if not words:
        raise Refused("News need words: what happened, in a line?")
    with state.open() as book:
        from crm.book.news import NewsKind, preview_news, tell_everybody
        from crm.book.opportunities import the_opportunity

        number = the_opportunity(book, landed).id if landed else None
        kind: NewsKind = "landed" if landed else "news"
        without = {row.id for row in people(book, leave_out)}
        asked = not yes
        if asked:
            lines = preview_news(book, kind=kind, opportunity_id=number, leave_out=without)
            if lines and not asks():
                _print(words, lines, state.today, as_json, say)
                tell("Nothing is in the queue yet: the same with --yes puts it there.")
                raise click.exceptions.Exit(1)
            if lines:
                _print(words, lines, state.today, False, tell if as_json else say)
                if not confirm("Put this into the queue?"):
                    tell("Nothing was put into the queue.")
                    raise click.exceptions.Exit(1)
        told = tell_everybody(book, words, kind=kind, opportunity_id=number, leave_out=without)
    if as_json:
        print_json({"text": told.text, "told": news_json(told.lines)})
        return
    if not asked:
        _print(words, told.lines, state.today, False, say)
    say(f"{count(len(told.lines), 'person', 'people')} in the queue with this news.")
    if told.ended:
        say(f"{count(told.ended, 'plan')} ended.")
    tell("`callback undo` takes it back.")


def _print(
    text: str, lines: Sequence[NewsLine], today: date, as_json: bool, tell_result: Callable[[str], None]
) -> None:
    if as_json:
        print_json({"text": text, "told": news_json(lines)})
        return
    for line in columns(news_rows(lines, today), width=width_of_output(), limits=(12, 28, 8), indent=2):
        tell_result(line)
