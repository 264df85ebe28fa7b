"""`callback calendar resolve`: decide about what differs between the book and the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from crm.book.errors import BookError, Refused
from crm.cli.lazy import examples
from crm.cli.opportunity_words import Word
from crm.cli.output import print_json, say, tell
from crm.cli.parameters import NAME, json_option
from crm.cli.state import State, pass_state

if TYPE_CHECKING:
    from crm.book.publish_asks import Choice

_CHOICES = ("ours", "theirs", "cancel", "again", "leave")


@click.command(
    epilog=examples(
        "callback calendar resolve 1 ours      as it is here; the next sync puts it there",
        "callback calendar resolve 1 theirs    as the calendar has it",
        "callback calendar resolve 2 cancel    deleted there, called off here",
        "callback calendar resolve 2 again     deleted there, put there again",
        "callback calendar resolve all leave   still planned here, and not in the calendar",
    )
)
@click.argument("which", type=NAME, metavar="UID|NUMBER|all")
@click.argument("choice", type=Word(_CHOICES), metavar="CHOICE")
@json_option()
@pass_state
def resolve(state: State, which: str, choice: str, as_json: bool) -> None:
    """Decide what `callback calendar status` lists.

    CHOICE is ours or theirs for what was moved on both sides, and cancel, again or leave for what was deleted in
    the calendar. The server is not asked: the next sync carries it out. theirs and cancel can be undone.
    """
    with state.open() as book:
        from crm.book import publishing

        asks = publishing.asks_of(book) if which == "all" else [publishing.find_ask(book, which)]
        if which == "all":
            asks = [ask for ask in asks if choice in ask.choices]
            if not asks:
                raise Refused(f"Nothing that is to be decided can be decided with {choice}.")
        done, failed = [], 0
        for ask in asks:
            try:
                done.append(publishing.resolve(book, ask.uid, cast("Choice", choice)))
            except BookError as error:
                if len(asks) == 1:
                    raise
                tell(str(error))
                failed += 1
    if as_json:
        print_json({"choice": choice, "done": done})
    else:
        for sentence in done:
            say(sentence)
    if failed:
        raise click.exceptions.Exit(3)
